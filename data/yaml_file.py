"""
Reads one YAML file safely and remembers the line of every entry.

Words stay words (``no`` and ``NO`` are text, ``01:39:27`` is no number), and a key that stands twice is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from data.errors import Problem, ProblemsFound

Location = tuple[str | int, ...]
"""The way to an entry of a file: ``("targets", 0, "id")``."""

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Words(_SafeLoader):  # type: ignore[misc]
    """Safe YAML in which only ``true`` and ``false`` are booleans, ``01:39:27`` is a text and ``007`` keeps its zeros."""

    yaml_implicit_resolvers: dict[str | None, list[Any]] = {}  # noqa: RUF012 - the base class has the same attribute of the class


for _kind, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"null|~|", "n~"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)", "-+0123456789"),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
):
    _starts = [*_first, ""] if _kind == "null" else list(_first)
    _Words.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(f"^(?:{_pattern})$"), _starts)

_SCALARS: dict[str, Callable[[str], Any]] = {
    "tag:yaml.org,2002:bool": lambda text: text == "true",
    "tag:yaml.org,2002:null": lambda _: None,
    "tag:yaml.org,2002:int": int,
    "tag:yaml.org,2002:float": float,
    "tag:yaml.org,2002:timestamp": date.fromisoformat,
    "tag:yaml.org,2002:str": str,
}


def location_text(location: Location) -> str:
    """Return *location* as people write it: ``targets[0].versions[0].reading``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


@dataclass
class Lines:
    """Where each entry of a YAML file stands: *of* maps the way to an entry (``("targets", 0, "id")``) to its line."""

    name: str
    of: dict[Location, int] = field(default_factory=dict)

    def where(self, location: Location = ()) -> str:
        """Return ``file:line`` of the entry at *location*, or of the nearest entry around it."""
        while location not in self.of and location:
            location = location[:-1]
        return f"{self.name}:{self.of.get(location, 1)}"


class _Builder:
    """Turns the nodes of one file into values, and notes lines and problems on the way."""

    def __init__(self, name: str) -> None:
        self.lines = Lines(name)
        self.problems: list[Problem] = []
        self._open: set[int] = set()

    def value(self, node: Any, at: Location, line: int) -> Any:
        """Return *node*, which stands *at* a place and on a *line* of the file, as a text, a number, a list or a dictionary."""
        self.lines.of[at] = line
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, at)
        if id(node) in self._open:
            self._refuse(at, "the entry contains itself by an alias", "write the value out")
            return None
        self._open.add(id(node))
        if isinstance(node, yaml.MappingNode):
            value: Any = dict(self._pairs(node, at))
        else:
            value = [self.value(item, (*at, n), item.start_mark.line + 1) for n, item in enumerate(node.value)]
        self._open.discard(id(node))
        return value

    def _pairs(self, node: yaml.MappingNode, at: Location) -> Iterator[tuple[str, Any]]:
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(at, "a key is not a word", "write 'key: value'")
            elif key in first:
                here = f"{self.lines.name}:{line}"
                what = f"the key '{key}' stands twice; first at {self.lines.name}:{first[key]}"
                self.problems.append(Problem(here, what, "keep one of the two"))
            else:
                first[key] = line
                yield key, self.value(value_node, (*at, key), line)

    def _scalar(self, node: yaml.ScalarNode, at: Location) -> Any:
        make = _SCALARS.get(node.tag)
        if make is None:
            self._refuse(at, f"the tag '{node.tag}' is not allowed", "write the plain value without '!'")
            return None
        try:
            return make(node.value)
        except ValueError:
            self._refuse(at, f"'{node.value}' is no day of the calendar", "write a real day as YYYY-MM-DD, or put a text in quotes")
            return None

    def _refuse(self, at: Location, what: str, remedy: str) -> None:
        self.problems.append(Problem(self.lines.where(at), f"{location_text(at)}: {what}" if at else what, remedy))


def read_yaml(path: Path, name: str | None = None) -> tuple[Any, Lines]:
    """
    Read one YAML file safely and return its content with the line of every entry.

    Only ``true`` and ``false`` are booleans, days (``2021-02-03``) are dates, plain numbers are numbers; everything else is text.

    Args:
        path: The file.
        name: How messages call the file; by default its folder and name.

    Raises:
        ProblemsFound: The file cannot be read, is empty, is not YAML, is nested too deep, or has a key twice.
    """
    name = name or f"{path.parent.name}/{path.name}"
    try:
        return _built(_composed(path, name), name)
    except RecursionError as error:
        raise ProblemsFound([Problem(name, "is nested too deep", "write lists and entries side by side, not one in the other")]) from error


def _composed(path: Path, name: str) -> yaml.Node:
    try:
        node: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Words)
    except OSError as error:
        raise ProblemsFound([Problem(name, f"cannot be read ({error.strerror})", "check that the file is there and readable")]) from error
    except UnicodeDecodeError as error:
        raise ProblemsFound([Problem(name, f"is not UTF-8 from byte {error.start} on", "save the file as UTF-8")]) from error
    except yaml.YAMLError as error:
        raise ProblemsFound([_syntax_problem(name, error)]) from error
    if node is None:
        raise ProblemsFound([Problem(f"{name}:1", "the file is empty", "write the entry, or delete the file")])
    return node


def _built(node: yaml.Node, name: str) -> tuple[Any, Lines]:
    builder = _Builder(name)
    content = builder.value(node, (), node.start_mark.line + 1)
    if builder.problems:
        raise ProblemsFound(builder.problems)
    return content, builder.lines


def _syntax_problem(name: str, error: yaml.YAMLError) -> Problem:
    mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be parsed"
    if begun and mark and begun.line != mark.line:
        what += f", {getattr(error, 'context', None) or 'in an entry'} begun in line {begun.line + 1}"
    remedy = "check indentation, quotes and colons there and in the line above; a text with ': ' or ' #' in it needs quotes"
    return Problem(f"{name}:{mark.line + 1}" if mark else name, f"this is not YAML ({what})", remedy)
