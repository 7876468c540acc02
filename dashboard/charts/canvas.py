"""A drawing in the making: elements as text, every word and number escaped, coordinates rounded to a tenth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Literal

from dashboard.charts.shapes import shape_at
from dashboard.charts.textwidth import text_width, wrap

Anchor = Literal["start", "middle", "end"]

WIDE, PAPER, NARROW = 1072, 720, 358
"""Widths in pixels: a wide screen, a sheet of A4 (where 13 pixels print as 9 points), a phone."""

# The classes of text: size and whether it is semibold. ``t`` label, ``ts`` axis and detail, ``tb`` focus, ``tl`` name of a row.
TEXT_CLASSES = {"t": (13, False), "ts": (12, False), "tb": (13, True), "ti": (13, False), "tl": (15, True), "tv": (20, True)}


def class_width(words: str, name: str) -> float:
    """Return the width of *words* written in the text class *name*."""
    size, bold = TEXT_CLASSES[name]
    return text_width(words, size, bold=bold)


def class_wrap(words: str, name: str, room: float) -> list[str]:
    """Return *words* in lines that fit into *room* when written in the text class *name*."""
    size, bold = TEXT_CLASSES[name]
    return wrap(words, size, room, bold=bold)


@lru_cache(maxsize=16_384)
def px(value: float) -> str:
    """Return a coordinate with at most one decimal; adding zero turns a negative zero into zero."""
    return f"{round(value, 1) + 0.0:g}"


_safe = lru_cache(maxsize=16_384)(escape)
"""Escaped words; the names of places and the figures of peers come again on every page that compares them."""


class Canvas:
    """Collects the elements of one drawing of a fixed *width*; its height is known when it is finished."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.elements: list[str] = []

    @property
    def is_wide(self) -> bool:
        """Return whether labels go beside the marks, as on wide screens and on paper, and not above them."""
        return self.width >= PAPER

    def text(self, x: float, y: float, words: str, name: str = "t", anchor: Anchor = "start") -> None:
        """Write *words* with the baseline at *y*."""
        anchored = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self.elements.append(f'<text class="{name}" x="{px(x)}" y="{px(y)}"{anchored}>{_safe(words)}</text>')

    def line(self, start: tuple[float, float], end: tuple[float, float], name: str) -> None:
        """Draw one straight line."""
        self.elements.append(f'<path class="{name}" d="M{px(start[0])} {px(start[1])}L{px(end[0])} {px(end[1])}"/>')

    def polyline(self, points: Sequence[tuple[float, float]], name: str) -> None:
        """Join *points* by straight lines; one point draws nothing."""
        if len(points) > 1:
            self.elements.append(f'<path class="{name}" d="M{"L".join(f"{px(x)} {px(y)}" for x, y in points)}"/>')

    def area(self, upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]], name: str) -> None:
        """Fill between two lines over the same years."""
        outline = [*upper, *reversed(lower)]
        if len(upper) > 1:
            self.elements.append(f'<path class="{name}" d="M{"L".join(f"{px(x)} {px(y)}" for x, y in outline)}Z"/>')

    def rect(self, x: float, y: float, width: float, height: float, name: str) -> None:
        """Draw a rectangle."""
        self.elements.append(f'<rect class="{name}" x="{px(x)}" y="{px(y)}" width="{px(width)}" height="{px(height)}"/>')

    def rects(self, xs: Iterable[float], y: float, width: float, height: float, name: str) -> None:
        """Draw rectangles that differ in *xs* alone as one element, for hundreds of them weigh little so."""
        one = f"{px(y)}h{px(width)}v{px(height)}h{px(-width)}z"
        self.elements.append(f'<path class="{name}" d="{"".join(f"M{px(x)} {one}" for x in xs)}"/>')

    def circle(self, x: float, y: float, radius: float, name: str) -> None:
        """Draw a point."""
        self.elements.append(f'<circle class="{name}" cx="{px(x)}" cy="{px(y)}" r="{px(radius)}"/>')

    def shape(self, status: str, x: float, y: float, size: float = 16.0) -> None:
        """Draw the shape of *status* around *x*, *y*."""
        self.elements.append(shape_at(status, x, y, size))

    def extend(self, elements: Iterable[str]) -> None:
        """Add finished elements."""
        self.elements.extend(elements)

    def finish(self, height: float, alternative: str) -> str:
        """Return the drawing as inline SVG with its text alternative."""
        size = {WIDE: "wide", PAPER: "paper", NARROW: "narrow"}.get(self.width, "wide")
        return (
            f'<svg class="chart {size}" viewBox="0 0 {self.width} {px(height)}" width="{self.width}" height="{px(height)}" role="img" '
            f'aria-label="{escape(alternative)}">{"".join(self.elements)}</svg>'
        )
