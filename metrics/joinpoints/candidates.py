"""
The candidate models: every allowed placing of 0, 1, 2, … joinpoints on the observed points, as a tree that shares what models have in
common.

A model with the joinpoints p, i, j (p: any number of earlier ones) grows out of the model p, i. Its fit needs only what is known of two
smaller models, its parent p, i and its sibling p, j: that is why thousands of fits cost little more than one.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np

from metrics.panel import Whole

LARGEST_TREE = 10_000_000
"""Models that one series may have; more do not fit into memory. Five joinpoints reach it at about 80 points."""


@dataclass(frozen=True)
class Level:
    """
    All models with the same number of joinpoints, in lexicographic order; indices are positions in the levels before.

    Attributes:
        last: Position of the last joinpoint, counted in points from 0.
        parent: The model without the last joinpoint.
        sibling: The model without the last joinpoint but one; a level of one joinpoint has none.
        cousin: The model without the last joinpoint but two; from three joinpoints on.
        shift: The child with its joinpoint at position x has the index shift + x in the next level.
    """

    last: Whole
    parent: Whole
    sibling: Whole
    cousin: Whole
    shift: Whole


@dataclass(frozen=True)
class Tree:
    """Models of a series of *points* points; ``levels[k]`` has those with k joinpoints."""

    points: int
    levels: tuple[Level, ...]

    @property
    def most(self) -> int:
        """Return the largest number of joinpoints."""
        return len(self.levels) - 1

    def joinpoints(self, count: int, model: Whole) -> Whole:
        """Return the positions of the joinpoints of the models with the indices *model*, shape (models, count)."""
        positions = np.empty((len(model), count), dtype=np.int64)
        for k in range(count, 0, -1):  # over joinpoints, not models
            positions[:, k - 1] = self.levels[k].last[model]
            model = self.levels[k].parent[model]
        return positions


def most_joinpoints(points: int, least_end: int, least_between: int) -> int:
    """
    Return how many joinpoints *points* points allow at most.

    Source:
        NCI Joinpoint help, "Minimum Number of Observations Required": 2 x end + (joinpoints - 1) x between + joinpoints.
    """
    return max(0, (points - 2 * least_end + least_between) // (least_between + 1))


def size_of_tree(points: int, most: int, least_end: int, least_between: int) -> int:
    """Return the number of models with 1 to *most* joinpoints."""
    return sum(comb(max(0, points - 2 * least_end - (k - 1) * least_between), k) for k in range(1, most + 1))


def tree(points: int, most: int, least_end: int, least_between: int) -> Tree:
    """
    Return the models of up to *most* joinpoints.

    Args:
        points: Observed points.
        most: Largest number of joinpoints.
        least_end: Points that must lie between a joinpoint and either end, the joinpoint itself excluded.
        least_between: Points that must lie between two joinpoints, both excluded.
    """
    none = np.zeros(0, dtype=np.int64)
    step, highest = least_between + 1, points - 1 - least_end
    # The root stands for a joinpoint so far left that the first real one may be at the first allowed position.
    root = np.array([least_end - step])
    levels = [Level(root, none, none, none, _shift(root, step, highest))]
    for k in range(1, most + 1):
        above = levels[-1]
        parent, last = _children(above.last, above.shift, step, highest)
        grandparent = above.parent[parent] if k > 1 else none
        sibling = levels[-2].shift[grandparent] + last if k > 1 else none
        cousin = levels[-2].shift[above.sibling[parent]] + last if k > 2 else none  # noqa: PLR2004 - a cousin takes three joinpoints
        levels.append(Level(last, parent, sibling, cousin, _shift(last, step, highest)))
    return Tree(points, tuple(levels))


def _shift(last: Whole, step: int, highest: int) -> Whole:
    """Return what turns the position of a child's joinpoint into its index, for every model; see `Level`."""
    children = np.maximum(highest - (last + step) + 1, 0)
    return np.asarray(np.cumsum(children) - children - (last + step), dtype=np.int64)


def _children(last: Whole, shift: Whole, step: int, highest: int) -> tuple[Whole, Whole]:
    """Return parent and joinpoint of every child."""
    parent = np.repeat(np.arange(len(last)), np.maximum(highest - (last + step) + 1, 0))
    return parent, np.arange(len(parent)) - shift[parent]
