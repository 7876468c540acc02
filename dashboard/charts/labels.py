"""Keeping labels apart: from each other, from the lines they name, and inside the drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf


@dataclass(frozen=True)
class Box:
    """A rectangle that words or marks take up."""

    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: Box) -> float:
        """Return the area that both take up."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, 0.0) * max(down, 0.0)

    def contains(self, x: float, y: float) -> bool:
        """Return whether a point lies inside."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass
class Room:
    """What is taken in a plot: *boxes* that nothing may cover, and *points* along lines that words had better not cover."""

    frame: Box
    boxes: list[Box] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)

    def add_line(self, line: Sequence[tuple[float, float]], step: float = 5.0) -> None:
        """Take up a line, point by point."""
        for (x1, y1), (x2, y2) in pairwise(line):
            parts = max(1, int(max(abs(x2 - x1), abs(y2 - y1)) / step))
            self.points.extend((x1 + (x2 - x1) * n / parts, y1 + (y2 - y1) * n / parts) for n in range(parts + 1))

    def cost(self, box: Box) -> float:
        """Return how much is covered if *box* is taken: outside the frame is worst, then other words, then lines."""
        return self._cost_of_words(box) + self._cost_of_lines(box)

    def _cost_of_words(self, box: Box) -> float:
        outside = (box.right - box.left) * (box.bottom - box.top) - box.overlap(self.frame)
        return 100.0 * outside + 10.0 * sum(box.overlap(other) for other in self.boxes)

    def _cost_of_lines(self, box: Box) -> float:
        return 8.0 * sum(box.contains(x, y) for x, y in self.points)

    def cheapest(self, candidates: Iterable[Box]) -> Box:
        """Return the candidate that covers least, the first of equals; lines are looked at only where words do not decide."""
        best: Box | None = None
        least = inf
        for box in candidates:
            cost = self._cost_of_words(box)
            if cost < least:
                cost += self._cost_of_lines(box)
            if cost < least:
                best, least = box, cost
            if least <= 0:
                break
        if best is None:
            raise ValueError("no place was offered for a label; offer at least one")
        return best

    def take_best(self, candidates: Iterable[Box]) -> Box:
        """Take the candidate that covers least and return it."""
        best = self.cheapest(candidates)
        self.boxes.append(best)
        return best


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """
    Return tops for labels of *heights* that want their tops at *wanted*: in the same order, apart, between *low* and *high*.

    Labels that touch are moved together as one block around the mean of what they want.
    """
    blocks: list[tuple[float, float, list[int]]] = []
    for index in sorted(range(len(wanted)), key=lambda n: wanted[n]):
        top, height, members = wanted[index], heights[index], [index]
        while blocks and blocks[-1][0] + blocks[-1][1] > top:
            above_top, above_height, above = blocks.pop()
            centre = (above_top * len(above) + (top - above_height) * len(members)) / (len(above) + len(members))
            top, height, members = centre, above_height + height, above + members
        blocks.append((max(low, min(top, high - height)), height, members))
    tops = [0.0] * len(wanted)
    floor = low
    for block_top, _, members in blocks:
        offset = max(block_top, floor)
        for index in members:
            tops[index] = offset
            offset += heights[index]
        floor = offset
    return tops
