"""How the tests of a method ask it about one series."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from metrics.blocks import judge_all
from metrics.methods.base import Method

Verdict = Callable[..., pd.Series]


@pytest.fixture
def verdict() -> Verdict:
    """Return a function that judges one series: yearly values from *first* on, or ``{year: value}``."""

    def judged(
        method: Method,
        values: list[float] | dict[int, float],
        better: str = "lower",
        *,
        first: int = 2015,
        columns: dict[str, list[float]] | None = None,
        **goal: Any,
    ) -> pd.Series:
        points = values if isinstance(values, dict) else {first + step: value for step, value in enumerate(values)}
        series = pd.DataFrame({"series": "a", "year": list(points), "value": list(points.values()), **(columns or {})})
        goals = pd.DataFrame([{"series": "a", "better": better} | goal])
        return judge_all(series, goals, [method]).iloc[0]

    return judged
