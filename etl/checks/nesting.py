"""Which codes make up another: bands of age and groups of ICD-10 as intervals of whole numbers, and the finest chain that fills one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import inf

Interval = tuple[float, float]
"""From the first to the last number, both included."""

_AGE = re.compile(r"(\d{1,3})(?:-(\d{1,3})|\+)")
_SITE = re.compile(r"C(\d\d)(?:-C(\d\d))?")


def ages(codes: Iterable[str]) -> dict[str, Interval]:
    """Return the bands of age among *codes* in completed years; ``all`` is everybody from 0."""
    found = {code: (float(match[1]), float(match[2]) if match[2] else inf) for code in codes if (match := _AGE.fullmatch(code))}
    return found | ({"all": (0.0, inf)} if "all" in set(codes) else {})


def sites(codes: Iterable[str]) -> dict[str, Interval]:
    """Return the groups of whole ICD-10 categories among *codes*; ``all`` is left out, because publishers differ in what it holds."""
    return {code: (float(match[1]), float(match[2] or match[1])) for code in codes if (match := _SITE.fullmatch(code))}


def totals(intervals: Mapping[str, Interval]) -> dict[str, tuple[str, ...]]:
    """Return, for each of *intervals* that at least two others fill without gap or overlap, the codes of the finest such chain."""
    found = {}
    for code, (first, last) in intervals.items():
        inside = {
            other: bounds
            for other, bounds in intervals.items()
            if other != code and first <= bounds[0] and bounds[1] <= last and bounds != (first, last)
        }
        chain = _chain(inside, first, last)
        if chain:
            found[code] = chain
    return found


def _chain(inside: Mapping[str, Interval], first: float, last: float) -> tuple[str, ...]:
    """Return the codes that fill *first* to *last*, the shortest intervals first; none if there is a gap."""
    starting = sorted((end, code) for code, (start, end) in inside.items() if start == first)
    for end, code in starting:
        if end == last:
            return (code,)
        rest = _chain(inside, end + 1, last)
        if rest:
            return (code, *rest)
    return ()
