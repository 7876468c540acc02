"""The weights of standard populations, for bands of age that are those of the standard or whole sums of them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from data import paths
from data.errors import FigureError


def weights(standard: str, lower: Sequence[int]) -> NDArray[np.float64]:
    """
    Return the weight of each band, of which *lower* gives the bounds in years, rising from 0; the last one is open.

    Raises:
        FigureError: The standard is unknown, or a band begins within a band of the standard.
    """
    known = _standards()
    if standard not in known:
        raise FigureError("standard", f"the standard population '{standard}' is unknown", f"known: {', '.join(known)}")
    bands = known[standard]
    strange = [str(age) for age in lower if age not in bands]
    if strange or not lower or lower[0] != 0:
        what = f"the bands begin at {', '.join(map(str, lower))}, which '{standard}' does not"
        raise FigureError("standard", what, f"give bands from {', '.join(map(str, bands))}, or whole sums of them")
    position = np.searchsorted(np.asarray(lower), np.asarray(list(bands)), side="right") - 1
    return np.bincount(position, weights=list(bands.values()), minlength=len(lower)).astype(np.float64)


@cache
def _standards() -> dict[str, dict[int, float]]:
    lines = [line for line in paths.STANDARD_POPULATIONS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines))
    return {name: {int(row["age"]): float(row[name]) for row in rows if row[name]} for name in rows[0] if name != "age"}
