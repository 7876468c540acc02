"""
The blocks of a page as plain nodes that the document's template lays out.

Pages write a small vocabulary of HTML, and every word of it is escaped; here it is read back, so that a document says what the page says.
What only a screen needs (navigation, forms, what can be opened) is left out. Nodes are lists and dictionaries of text: the template never
runs a word of ours as code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree, html

from dashboard.brief.drawing import standalone

Node = dict[str, Any]

SKIPPED_TAGS = frozenset({"nav", "form", "details", "script", "style", "button", "input"})
SKIPPED_CLASSES = frozenset({"wm-context", "wm-footer", "wm-noprint", "wm-tools", "wm-hidden", "wm-time", "wm-other-day", "wm-siblings"})
STYLES = {"wm-lead": "lead", "wm-source": "source", "wm-say": "say", "wm-muted": "muted", "wm-small": "small"}
INLINE = frozenset({"a", "b", "strong", "em", "span", "small", "br", "svg", "code", "sup", "sub", "i"})
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4}
WIDTH = re.compile(r"width:\s*(\d+)%")


@dataclass
class Collected:
    """The nodes of a document, and the drawings that they name."""

    nodes: list[Node] = field(default_factory=list)
    drawings: dict[str, bytes] = field(default_factory=dict)
    _level: int = 0

    def add(self, markup: str) -> None:
        """Read *markup* and add its nodes."""
        root = html.fragment_fromstring(markup, create_parent="div")
        self.nodes += self._blocks(root)

    # --- blocks --------------------------------------------------------------------------------------------------------------------

    def _blocks(self, parent: Any) -> list[Node]:
        """Return the nodes inside *parent*; loose text and inline elements between blocks become a paragraph."""
        nodes: list[Node] = []
        loose: list[Node] = _text(parent.text)
        for child in parent:
            if not isinstance(child.tag, str) or _is_skipped(child):
                loose += _text(child.tail)
                continue
            if child.tag in INLINE:
                loose += self._inline(child)
            else:
                nodes += _paragraph(loose)
                loose = []
                nodes += self._block(child)
            loose += _text(child.tail)
        return nodes + _paragraph(loose)

    def _block(self, element: Any) -> list[Node]:  # noqa: PLR0911 - one line a kind of block
        tag, classes = element.tag, set((element.get("class") or "").split())
        if tag in HEADINGS:
            return [self._heading(HEADINGS[tag], element)]
        if tag == "p":
            style = next((STYLES[name] for name in STYLES if name in classes), "")
            note = "wm-note" in classes
            return (
                [{"t": "note", "in": [{"t": "par", "style": "", "in": self._inlines(element)}]}]
                if note
                else _paragraph(self._inlines(element), style)
            )
        if tag in ("ul", "ol"):
            items = [self._blocks(item) for item in element if item.tag == "li" and not _is_skipped(item)]
            return [{"t": "list", "ordered": tag == "ol", "items": items}] if items else []
        if tag == "table":
            return self._table(element)
        if tag == "dl":
            return self._facts(element)
        if tag == "blockquote":
            return [{"t": "quote", "lang": element.get("lang") or "", "in": self._blocks(element)}]
        if tag == "figure":
            return [{"t": "figure", "in": self._blocks(element)}]
        if "wm-note" in classes:
            return [{"t": "note", "in": self._blocks(element)}]
        return self._blocks(element)

    def _heading(self, look: int, element: Any) -> Node:
        # A page skips a level where a finding stands right under its title; a document must not.
        self._level = min(look, self._level + 1)
        return {"t": "heading", "level": self._level, "look": look, "in": self._inlines(element)}

    def _table(self, element: Any) -> list[Node]:
        heads = element.findall("./thead/tr/th")
        rows = element.findall("./tbody/tr")
        columns = max((len(row) for row in rows), default=len(heads))
        widths = [int(found[1]) if (found := WIDTH.search(head.get("style") or "")) else 0 for head in heads] or [0] * columns
        caption = element.find("./caption")
        node: Node = {
            "t": "table",
            "caption": "".join(caption.itertext()) if caption is not None else "",
            "widths": widths,
            "numeric": [head.get("class") == "n" for head in heads] or [False] * columns,
            "head": [self._inlines(head) for head in heads],
            "rows": [[self._blocks(cell) for cell in row] for row in rows],
        }
        return [node] if rows else []

    def _facts(self, element: Any) -> list[Node]:
        items = []
        for group in element.iter("div"):
            name, value = group.find("dt"), group.find("dd")
            if name is not None and value is not None:
                items.append({"name": self._inlines(name), "value": self._blocks(value)})
        return [{"t": "facts", "items": items}] if items else []

    # --- inside a line -------------------------------------------------------------------------------------------------------------

    def _inlines(self, parent: Any) -> list[Node]:
        nodes = _text(parent.text)
        for child in parent:
            if isinstance(child.tag, str) and not _is_skipped(child):
                nodes += self._inline(child)
            nodes += _text(child.tail)
        return nodes

    def _inline(self, element: Any) -> list[Node]:  # noqa: PLR0911 - one line a kind of element
        if element.tag == "svg":
            return [self._drawing(element)]
        if element.tag == "br":
            return [{"t": "break"}]
        inside = self._inlines(element)
        if element.tag in ("b", "strong"):
            return [{"t": "strong", "in": inside}]
        if element.tag == "small":
            return [{"t": "small", "in": inside}]
        if element.tag == "code":
            return [{"t": "code", "in": inside}]
        if element.tag == "span" and "wm-chip" in (element.get("class") or "").split():
            return [{"t": "chip", "in": inside}]
        href = element.get("href") or ""
        if element.tag == "a" and href.startswith(("https://", "mailto:")):
            return [{"t": "link", "to": href, "in": inside}]
        return inside

    def _drawing(self, element: Any) -> Node:
        tail, element.tail = element.tail, None
        source = etree.tostring(element, encoding="unicode", method="xml")
        element.tail = tail
        # The parser of HTML writes all names small; a drawing knows one that is not.
        source = source.replace("viewbox=", "viewBox=").replace("patternunits=", "patternUnits=")
        name = f"drawing-{len(self.drawings) + 1}.svg"
        self.drawings[name] = standalone(source).encode()
        alternative = element.get("aria-label") or ""
        is_chart = "chart" in (element.get("class") or "").split()
        return {
            "t": "drawing",
            "file": name,
            "alt": alternative,
            "chart": is_chart,
            "width": float(element.get("width") or 16),
            "height": float(element.get("height") or 16),
        }


def _is_skipped(element: Any) -> bool:
    if not isinstance(element.tag, str):
        return True
    classes = set((element.get("class") or "").split())
    return element.tag in SKIPPED_TAGS or bool(classes & SKIPPED_CLASSES)


def _text(text: str | None) -> list[Node]:
    if not text:
        return []
    # A no-break space stays, other white space is one space.
    collapsed = re.sub(r"[ \t\r\n\f]+", " ", text)
    return [{"t": "text", "s": collapsed}] if collapsed else []


def _paragraph(inside: list[Node], style: str = "") -> list[Node]:
    if all(node["t"] == "text" and not node["s"].strip() for node in inside):
        return []
    return [{"t": "par", "style": style, "in": inside}]
