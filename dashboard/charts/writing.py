"""Blocks of words in a drawing: several lines, placed where they cover least."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dashboard.charts.canvas import TEXT_CLASSES, Anchor, Canvas, class_width
from dashboard.charts.labels import Box, Room

LINE = 16.0


class Line(NamedTuple):
    """One line of words in a text class; a site has tens of thousands, so it is a plain tuple."""

    words: str
    name: str = "t"

    @property
    def width(self) -> float:
        """Return the width in pixels."""
        return class_width(self.words, self.name)


class Spot(NamedTuple):
    """A place for a block: its first baseline at *y*, anchored at *x*."""

    x: float
    y: float
    anchor: Anchor = "start"

    def box(self, lines: Sequence[Line]) -> Box:
        """Return what *lines* take up here."""
        width = max(line.width for line in lines)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        size = TEXT_CLASSES[lines[0].name][0]
        return Box(left - 1, self.y - 0.8 * size, left + width + 1, self.y + (len(lines) - 1) * LINE + 0.25 * size)


def around(x: float, y: float, radius: float) -> list[Spot]:
    """Return the places around a point, the most natural first."""
    gap = radius + 4
    return [
        Spot(x + gap, y + gap + 8),
        Spot(x + gap, y - gap),
        Spot(x, y + gap + 11, "middle"),
        Spot(x, y - gap - 2, "middle"),
        Spot(x - gap, y - gap, "end"),
        Spot(x - gap, y + gap + 8, "end"),
        Spot(x + gap + 3, y + 4.5),
        Spot(x - gap - 3, y + 4.5, "end"),
        Spot(x, y + gap + 24, "middle"),
        Spot(x, y - gap - 18, "middle"),
        Spot(x + gap, y + gap + 26),
        Spot(x - gap, y + gap + 26, "end"),
        Spot(x + gap, y - gap - 18),
        Spot(x - gap, y - gap - 18, "end"),
    ]


def write(canvas: Canvas, lines: Sequence[Line], spot: Spot, *, halo: bool = True) -> None:
    """Write *lines* at *spot*."""
    for index, line in enumerate(lines):
        canvas.text(spot.x, spot.y + index * LINE, line.words, f"{line.name} halo" if halo else line.name, spot.anchor)


def choose(room: Room, lines: Sequence[Line], spots: Iterable[Spot]) -> Spot:
    """Return the spot where *lines* cover least, the first of equals, and take it up."""
    options = [(spot.box(lines), spot) for spot in spots]
    best = room.take_best(box for box, _ in options)
    return next(spot for box, spot in options if box == best)


def place(canvas: Canvas, room: Room, lines: Sequence[Line], spots: Iterable[Spot]) -> None:
    """Write *lines* at the spot where they cover least."""
    write(canvas, lines, choose(room, lines, spots))


def inside(spots: Iterable[Spot], lines: Sequence[Line], frame: Box) -> list[Spot]:
    """Return *spots* moved sideways so that *lines* stay in *frame*."""
    moved = []
    for spot in spots:
        box = spot.box(lines)
        shift = max(0.0, frame.left - box.left) - max(0.0, box.right - frame.right)
        moved.append(Spot(spot.x + shift, spot.y, spot.anchor))
    return moved
