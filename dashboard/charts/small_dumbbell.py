"""Start, latest and target of one row as a picture for a cell of a table; the cells beside it hold the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from dashboard.charts.canvas import px

WIDTH, HEIGHT = 168.0, 26.0
MARGIN = 8.0
MIDDLE = HEIGHT / 2
OPEN, LATEST, RING = 4.0, 5.0, 7.0
"""Radius of the open point, of the filled one, and of an open point that the filled one would hide."""


@dataclass(frozen=True)
class SmallDumbbell:
    """
    The numbers of one row in its own unit, and the sentence that says them.

    ``low`` and ``high`` bound the axis, which is not drawn: rows are not compared with each other, each has its own.
    """

    start: float | None
    latest: float
    lower: float | None
    upper: float | None
    target: float | None
    text: str

    @property
    def span(self) -> tuple[float, float]:
        """Return the smallest and the largest number; apart even where there is only one."""
        numbers = [number for number in (self.start, self.latest, self.lower, self.upper, self.target) if number is not None]
        low, high = min(numbers), max(numbers)
        return (low, high) if high > low else (low - 1.0, high + 1.0)


def draw_small_dumbbell(row: SmallDumbbell) -> str:
    """Return *row* as inline SVG: an open point, a filled one, the published range behind it, dots to the target, its tick."""
    low, high = row.span

    def place(value: float) -> float:
        return MARGIN + (value - low) / (high - low) * (WIDTH - 2 * MARGIN)

    def at(value: float) -> str:
        return px(place(value))

    def line(first: float, last: float, name: str) -> str:
        return f'<path class="{name}" d="M{at(first)} {px(MIDDLE)}H{at(last)}"/>'

    parts = []
    if row.target is not None:
        parts.append(line(row.latest, row.target, "missing"))
    if row.lower is not None and row.upper is not None:
        parts.append(line(row.lower, row.upper, "interval-context"))
    if row.start is not None:
        parts.append(line(row.start, row.latest, "link"))
    if row.target is not None:
        parts.append(f'<path class="target" d="M{at(row.target)} 4V22"/>')
    if row.start is not None:
        radius = RING if abs(place(row.start) - place(row.latest)) < LATEST else OPEN
        parts.append(f'<circle class="open" cx="{at(row.start)}" cy="{px(MIDDLE)}" r="{px(radius)}"/>')
    parts.append(f'<circle class="latest" cx="{at(row.latest)}" cy="{px(MIDDLE)}" r="{px(LATEST)}"/>')
    return (
        f'<svg class="chart small" viewBox="0 0 {px(WIDTH)} {px(HEIGHT)}" width="{px(WIDTH)}" height="{px(HEIGHT)}" role="img" '
        f'aria-label="{escape(row.text)}">{"".join(parts)}</svg>'
    )
