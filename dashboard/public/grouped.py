"""
A frame cut by one column once; each part is given as plain records.

A page needs a few rows, and building a frame for a few rows costs more than the page itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd


class Grouped:
    """The rows of a frame by the values of the column *by*, in their order within each part."""

    def __init__(self, frame: pd.DataFrame, by: str, columns: Iterable[str] | None = None) -> None:
        ordered = frame.sort_values(by, kind="stable")
        self._columns = list(frame.columns if columns is None else columns)
        self._cells = [ordered[name].to_numpy(dtype=object).tolist() for name in self._columns]
        self._made: dict[str, list[Any]] = {}
        keys = ordered[by].to_numpy(dtype=object).astype(str)
        names, starts = np.unique(keys, return_index=True)
        bounds = [*starts.tolist(), len(keys)]
        self._ends: dict[str, tuple[int, int]] = dict(zip(names.tolist(), pairwise(bounds), strict=True))

    def __contains__(self, key: object) -> bool:
        """Return whether there is a row of *key*."""
        return key in self._ends

    def __iter__(self) -> Any:
        """Return the keys, sorted."""
        return iter(self._ends)

    def of(self, key: str) -> list[Any]:
        """Return the rows of *key* as mappings from column to cell; empty where there are none. Every caller is given the same rows."""
        if key not in self._made:
            start, end = self._ends.get(key, (0, 0))
            rows = zip(*(cells[start:end] for cells in self._cells), strict=True)
            self._made[key] = [dict(zip(self._columns, row, strict=True)) for row in rows]
        return self._made[key]

    def count(self, key: str) -> int:
        """Return how many rows *key* has."""
        start, end = self._ends.get(key, (0, 0))
        return end - start
