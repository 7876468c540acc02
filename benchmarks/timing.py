"""Interleaved runs of two programs, so that what else the machine does touches both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """Seconds of two programs, run in turn."""

    ours: list[float]
    other: list[float]

    @property
    def ratio(self) -> float:
        """Return the median of ours divided by the other's of the same turn."""
        return statistics.median(a / b for a, b in zip(self.ours, self.other, strict=True))


def seconds(work: Callable[[], object]) -> float:
    """Return how long *work* takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(ours: Callable[[], object], other: Callable[[], object], pairs: int = 5) -> Pair:
    """Run both once to warm up, then *pairs* times in turn."""
    ours()
    other()
    runs = [(seconds(ours), seconds(other)) for _ in range(pairs)]
    return Pair([run[0] for run in runs], [run[1] for run in runs])


def line(name: str, pair: Pair, other_name: str) -> str:
    """Return one line of a report: medians and the ratio."""
    ours, other = statistics.median(pair.ours), statistics.median(pair.other)
    return f"{name}: {ours * 1000:.1f} ms; {other_name}: {other * 1000:.1f} ms; ratio {pair.ratio:.3f}"
