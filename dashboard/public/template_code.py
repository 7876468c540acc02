"""
How templates become code: words of one language are written into them, and what is only written out is escaped as a plain text.

The code is that of Jinja2 but for these two; it says the same, and a site of thousands of pages is rendered in less time. It is kept from
run to run, as Python keeps that of its modules.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import Environment, FileSystemBytecodeCache, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from dashboard.language import Words


def written_out(value: object) -> str:
    """
    Return *value* as it is written between markup: escaped as `markupsafe.escape` does it, and markup as it is.

    What comes out is joined and nothing else, so it needs no mark that says that it is escaped; the mark costs more than the escaping.
    """
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[return-value]  # it is a text
    if kind is not str:
        return escape(value)
    text: str = value  # type: ignore[assignment]
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;").replace("'", "&#39;")


class _Writing(CodeGenerator):
    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("written_out(")


class KeptCode(FileSystemBytecodeCache):
    """The code of templates in *folder*, good for as long as all that it is made of: template, words, this module, Jinja2 and Python."""

    def __init__(self, folder: Path, words: Words) -> None:
        super().__init__(str(folder), f"%s.{words.language}.code")
        made_of = (jinja2.__version__, Path(__file__).read_bytes(), sorted(words.texts.items()))
        self._made_of = hashlib.sha256(repr(made_of).encode()).hexdigest()

    def get_source_checksum(self, source: str) -> str:
        """Return what the code in the folder must have been made of."""
        return super().get_source_checksum(self._made_of + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill *bucket* with the code that is kept; where none can be read it stays empty."""
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of *bucket*; where nothing can be written it is made again the next time."""
        with suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)


class WordsInTemplates(Environment):
    """
    Templates of one language: a text asked for by its key alone is written into the template when it is compiled.

    It is looked up and escaped once, not once for each row of each page, and joins the markup around it.
    """

    code_generator_class = _Writing

    def __init__(self, words: Words, **options: Any) -> None:
        super().__init__(**options)
        self._words = words

    def _generate(self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False) -> str:  # noqa: FBT001, FBT002 (Jinja's own hook)
        code = super()._generate(_WordsWritten(self._words).visit(source), name, filename, defer_init)
        # On the first line, so that errors keep naming the right lines of the template.
        return f"from {__name__} import {written_out.__name__}; {code}"


class _WordsWritten(NodeTransformer):
    def __init__(self, words: Words) -> None:
        self._words = words

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 (Jinja's own name)
        """Return the words themselves for a call of ``t`` with one known key, any other call as it is."""
        match node:
            case nodes.Call(node=nodes.Name(name="t"), args=[nodes.Const(value=str(key))], kwargs=[], dyn_args=None, dyn_kwargs=None):
                return nodes.Const(self._words(key), lineno=node.lineno)
        return self.generic_visit(node)
