"""
OHID Fingertips' recent trends.

Published: test data of github.com/dhsc-govuk/FingertipsNext, trend-analysis (commit d1600f4; MIT, Crown copyright), which states the trend
that the live website shows, and of the older calculator of Public Health England, which used the chi-squared test for trend on counts.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from metrics.blocks import judge_all
from metrics.methods import fingertips

Oracle = Callable[[str, str, int, int], None]


def direction(verdict: str) -> str:
    """Return Fingertips' marker behind one of our words."""
    if verdict == "no_significant_change":
        return "NoChange"
    return {"increasing": "Increasing", "decreasing": "Decreasing"}.get(verdict.split("_and_", maxsplit=1)[0], "CannotBeCalculated")


def test_every_published_recent_trend_is_reproduced(shared: Path, oracle: Oracle) -> None:
    folder = shared / "oracles" / "fingertips_recent_trend"
    points = pd.read_csv(folder / "series.csv").rename(columns={"count": "numerator", "lower95": "lower", "upper95": "upper"})
    expected = pd.read_csv(folder / "expected.csv")
    goals = expected[["series"]].assign(better="neither")
    answers = judge_all(points, goals, [fingertips.METHOD])
    same = answers["verdict"].astype(str).map(direction) == expected["expected_recent_trend"].str.replace(" ", "")
    oracle("fingertips", "recent trend", int(same.sum()), len(same))

    assert same.all()


@pytest.mark.parametrize(
    ("value", "lower", "upper", "word"),
    [
        # MMR vaccination in Yorkshire, percent, 2020-2024: the live website says decreasing.
        (
            [92.6254, 92.3221, 90.8708, 90.017, 90.1013],
            [92.4168, 92.1072, 90.6358, 89.7694, 89.8578],
            [92.8288, 92.5315, 91.1004, 90.2594, 90.3396],
            "decreasing_and_getting_worse",
        ),
        # Diabetic eye disease per 100,000, 2020-2024: the live website says increasing.
        (
            [2.935, 1.93028, 2.7567, 2.8701, 3.0121],
            [2.7841, 1.8085, 2.6113, 2.7225, 2.8616],
            [3.0919, 2.058, 2.9022, 3.0237, 3.1683],
            "increasing_and_getting_better",
        ),
    ],
)
def test_two_published_series(value: list[float], lower: list[float], upper: list[float], word: str, oracle: Oracle) -> None:
    points = pd.DataFrame({"series": "a", "year": range(2020, 2025), "value": value, "lower": lower, "upper": upper})
    answer = judge_all(points, pd.DataFrame([{"series": "a", "better": "higher"}]), [fingertips.METHOD]).iloc[0]

    oracle("fingertips", "trends that the live website shows", int(answer["verdict"] == word), 1)

    assert answer["verdict"] == word


def test_chi_squared_of_the_older_calculator_s_fifth_series() -> None:
    """Counts 5405, 5500, 5435, 5480, 5315 of 18095, 18170, 18005, 17890, 17860: no change."""
    numerator = np.array([[5405.0, 5500, 5435, 5480, 5315]])
    denominator = np.array([[18095.0, 18170, 18005, 17890, 17860]])
    chi2, _ = fingertips.proportion_trend(numerator, denominator)
    # N = 90020, R = 27135, Σrt = 81205, Σnt = 269310, Σnt² = 985560
    n, r, rt, nt, nt2 = 90020, 27135, 81205, 269310, 985560

    assert (denominator.sum(), numerator.sum()) == (n, r)
    assert chi2.tolist() == pytest.approx([n * (n * rt - r * nt) ** 2 / (r * (n - r) * (n * nt2 - nt**2))])
