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
    starting: dict[float, list[tuple[float, str]]] = {}
    for code, (start, end) in intervals.items():
        starting.setdefault(start, []).append((end, code))
    for ends in starting.values():
        ends.sort()
    ways = {last: _ways(starting, last) for last in {end for _, end in intervals.values()}}
    return {code: chain for code, bounds in intervals.items() if (chain := _chain(starting, ways[bounds[1]], *bounds))}


def _ways(starting: Mapping[float, list[tuple[float, str]]], last: float) -> dict[float, tuple[float, str]]:
    """Return the end and the code of the first interval on the way to *last*, the shortest first, for each start that has a way there."""
    found: dict[float, tuple[float, str]] = {}
    # From the last start on, so that each is looked at once: going back from every gap takes longer than anybody waits.
    for start in sorted((start for start in starting if start <= last), reverse=True):
        step = next(((end, code) for end, code in starting[start] if end == last or (end < last and end + 1 in found)), None)
        if step:
            found[start] = step
    return found


def _chain(
    starting: Mapping[float, list[tuple[float, str]]], ways: Mapping[float, tuple[float, str]], first: float, last: float
) -> tuple[str, ...]:
    """Return the codes of at least two intervals that fill *first* to *last*, the shortest first; none if there is a gap."""
    end, code = next(((end, code) for end, code in starting[first] if end < last and end + 1 in ways), (last, ""))
    chain = [code]
    while end != last:
        end, code = ways[end + 1]
        chain.append(code)
    return tuple(chain) if len(chain) > 1 else ()
