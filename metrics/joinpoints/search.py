"""
The best model of every size, by grid search over the observed points (Lerman 1980; Kim et al. 2000, Stat Med 19:335-351).

Both searches find the same least squares. Where all series have the same times and weights, the models' orthonormal bases are made once
and every block of series costs one matrix product. Otherwise each series has its own sums of products, from which the joinpoints are
projected out one by one, the work of a model shared by all that begin like it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from metrics.joinpoints.candidates import Level, Tree
from metrics.joinpoints.points import Points
from metrics.panel import Array, Whole

CELLS = 90_000
"""Numbers of the widest level worked on at once: they stay in the processor's cache."""
ONE_THREAD = 262_144
"""Multiplications up to which OpenBLAS does not start threads (65,536 x GEMM_MULTITHREAD_THRESHOLD of 4). Products as small as ours gain
little from threads, and where other work keeps the cores busy they wait for each other ten times as long as they work."""
LARGEST_BASES = 40_000_000
"""Numbers in the bases of all models up to which they are kept: 320 MB."""


@dataclass(frozen=True)
class Best:
    """
    The best model of every size.

    Attributes:
        squares: Weighted sum of squared errors, shape (series, sizes); column k has k joinpoints.
        model: Index of the model in its level, the same shape.
    """

    squares: Array
    model: Whole


def fits_in_memory(tree: Tree) -> bool:
    """Tell whether the bases of all models may be kept."""
    return sum(len(level.last) for level in tree.levels) * tree.points <= LARGEST_BASES


def best_models(tree: Tree, points: Points) -> Best:
    """Return the best models of *points*, by the faster of the two searches that is possible."""
    if points.alike and fits_in_memory(tree):
        root = np.sqrt(points.weight[0])
        return search_shared(shared_bases(tree, points.time[0], root), points.rest * root)
    return search_each(tree, points)


@dataclass(frozen=True)
class Bases:
    """
    Orthonormal bases of all models for given times and weights.

    Attributes:
        tree: The models.
        root: Square roots of the weights.
        line: Basis of the straight line, shape (2, points).
        added: For every level from one joinpoint on, the unit vector that each model adds to its parent's basis, shape (models, points).
    """

    tree: Tree
    root: Array
    line: Array
    added: tuple[Array, ...]


def shared_bases(tree: Tree, time: Array, root: Array) -> Bases:
    """Return the bases for the *time* of the points and the square *root* of their weights."""
    line = _line(time, root)
    added: list[Array] = []
    if tree.most:
        rest = np.maximum(time - time[tree.levels[1].last][:, None], 0.0) * root
        rest -= (rest @ line.T) @ line
    for level in tree.levels[1:]:
        if added:
            above = added[-1][level.parent]
            rest = rest[level.sibling]
            rest = rest - np.einsum("mn,mn->m", rest, above)[:, None] * above
        added.append(rest / np.sqrt(np.einsum("mn,mn->m", rest, rest))[:, None])
    return Bases(tree, root, line, tuple(added))


def search_shared(bases: Bases, scaled: Array) -> Best:
    """Return the best models of observations times the square roots of their weights, *scaled*, shape (series, points)."""
    tree = bases.tree
    rest = scaled - (scaled @ bases.line.T) @ bases.line
    best = _empty(tree, len(scaled))
    best.squares[:, 0] = np.einsum("sn,sn->s", rest, rest)
    for block in _blocks(tree, len(scaled)):
        part = rest[block]
        explained = np.zeros((len(part), 1))
        for k, added in enumerate(bases.added, start=1):
            gain = _products(part, added)
            gain *= gain
            if k > 1:
                gain += np.take(explained, tree.levels[k].parent, axis=1)
            explained = gain
            _note(best, block, k, explained)
    return best


def _products(part: Array, added: Array) -> Array:
    """Return the products of every series with every vector, in pieces small enough for one thread."""
    out = np.empty((len(part), len(added)))
    width = max(1, ONE_THREAD // part.size)
    for start in range(0, len(added), width):  # over pieces, not series
        np.matmul(part, added[start : start + width].T, out=out[:, start : start + width])
    return out


def search_each(tree: Tree, points: Points) -> Best:
    """Return the best models of series that each have their own times or weights."""
    time, weight, rest = points.time, points.weight, points.rest
    best = _empty(tree, len(rest))
    best.squares[:, 0] = np.einsum("sn,sn,sn->s", weight, rest, rest)
    for block in _blocks(tree, len(rest)) if tree.most else ():
        left = _without_line(tree.levels[1].last, time[block], weight[block], rest[block])
        _note(best, block, 1, left.explained)
        for k, level in enumerate(tree.levels[2:], start=2):
            left = left.grow(level)
            _note(best, block, k, left.explained)
    return best


@dataclass(frozen=True)
class _Left:
    """
    What is left of the last joinpoint's term once all other terms of its model are projected out; shape (series, models).

    Attributes:
        size: Its sum of squares.
        with_y: Its sum of products with the observations.
        with_previous: That of it and the last joinpoint but one, both without the terms before them; a full table for one joinpoint.
        ratio: with_previous / size of the parent.
        explained: Sum of squares that the model explains beyond the straight line.
    """

    size: Array
    with_y: Array
    with_previous: Array
    ratio: Array
    explained: Array

    def grow(self, level: Level) -> _Left:
        """Return the same for the models with one more joinpoint."""
        parent, sibling = level.parent, level.sibling
        if len(level.cousin):
            shared = np.take(self.with_previous, level.cousin, axis=1)
            shared -= np.take(self.ratio, parent, axis=1) * np.take(self.with_previous, sibling, axis=1)
        else:
            shared = self.with_previous[:, parent, sibling]
        ratio = shared / np.take(self.size, parent, axis=1)
        size = np.take(self.size, sibling, axis=1) - ratio * shared
        with_y = np.take(self.with_y, sibling, axis=1) - ratio * np.take(self.with_y, parent, axis=1)
        explained = np.take(self.explained, parent, axis=1) + with_y * with_y / size
        return _Left(size, with_y, shared, ratio, explained)


def _without_line(positions: Whole, time: Array, weight: Array, rest: Array) -> _Left:
    """Return what is left of every single joinpoint's term once the straight line is projected out."""
    # (t - tau)+ of every position, shape (series, positions, points).
    term = np.maximum(time[:, None, :] - time[:, positions][:, :, None], 0.0)
    root = np.sqrt(weight)
    term *= root[:, None, :]
    level = root / np.sqrt(weight.sum(axis=1))[:, None]
    slope = root * (time - (np.einsum("sn,sn->s", weight, time) / weight.sum(axis=1))[:, None])
    slope /= np.sqrt(np.einsum("sn,sn->s", slope, slope))[:, None]
    for unit in (level, slope):
        term -= np.matmul(term, unit[:, :, None]) * unit[:, None, :]
    products = np.matmul(term, term.transpose(0, 2, 1))
    size = np.einsum("sii->si", products).copy()
    with_y = np.matmul(term, (root * rest)[:, :, None])[:, :, 0]
    return _Left(size, with_y, products, np.zeros((len(time), 0)), with_y * with_y / size)


def _line(time: Array, root: Array) -> Array:
    """Return the orthonormal basis of a weighted straight line, shape (2, points)."""
    weight = root * root
    slope = root * (time - (weight @ time) / weight.sum())
    return np.stack([root / np.sqrt(weight.sum()), slope / np.sqrt(slope @ slope)])


def _blocks(tree: Tree, series: int) -> list[slice]:
    size = max(1, CELLS // max(len(level.last) for level in tree.levels))
    return [slice(start, start + size) for start in range(0, series, size)]


def _empty(tree: Tree, series: int) -> Best:
    shape = (series, tree.most + 1)
    return Best(np.zeros(shape), np.zeros(shape, dtype=np.int64))


def _note(best: Best, block: slice, k: int, explained: Array) -> None:
    """Write the best model of one size into *best*; the first of equals."""
    model = np.argmax(explained, axis=1)
    best.model[block, k] = model
    best.squares[block, k] = best.squares[block, 0] - explained[np.arange(len(model)), model]
