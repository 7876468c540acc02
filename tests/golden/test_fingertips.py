"""
OHID Fingertips' recent trends.

Published: test data of github.com/dhsc-govuk/FingertipsNext, trend-analysis (commit d1600f4; MIT, Crown copyright), which states the trend
that the live website shows, and of the older calculators of Public Health England (PholioVisualisation, TrendMarkerCalculatorTest and
WhenUsingTrendMarkerCalculator), which used the chi-squared test for trend on counts.
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


RATE = {
    "year": range(2014, 2019),
    "value": [24.67, 24.6, 28.0, 30.2, 30.6],
    "lower": [23.16, 23.15, 26.44, 28.63, 28.98],
    "upper": [26.25, 26.19, 29.64, 31.9, 32.25],
}
"""Per 1,000; PholioVisualisation prints chi-squared 46.77 by the intervals, 47.9 by the counts."""
UNCLEAR = {
    "year": range(2014, 2019),
    "value": [20.5506, 19.5952, 19.0349, 21.3966, 18.4372],
    "lower": [18.1803, 17.3444, 16.8421, 19.0918, 16.2925],
    "upper": [23.1427, 22.0602, 21.4394, 23.8975, 20.7941],
}
DIABETES = {
    "year": range(2020, 2025),
    "value": [7.0826, 7.1085, 7.2571, 7.4528, 7.6554],
    "lower": [7.0754, 7.1013, 7.2499, 7.4456, 7.6481],
    "upper": [7.094, 7.1199, 7.2684, 7.4643, 7.6669],
}
CANCER = {
    "year": range(2019, 2024),
    "value": [126.9341, 125.829, 121.5234, 122.3782, 120.7742],
    "lower": [125.9343, 124.8371, 120.5533, 121.4012, 119.8035],
    "upper": [127.94, 126.8268, 122.4993, 123.361, 121.7507],
}


@pytest.mark.parametrize(
    ("points", "word", "chi2"),
    [(RATE, "increasing", 46.77), (UNCLEAR, "no_significant_change", None), (DIABETES, "increasing", None), (CANCER, "decreasing", None)],
    ids=["rate", "unclear", "diabetes", "cancer"],
)
def test_trends_by_intervals_that_the_calculators_state(
    points: dict[str, list[float]], word: str, chi2: float | None, oracle: Oracle
) -> None:
    answer = judge_all(pd.DataFrame(points).assign(series="a"), pd.DataFrame([{"series": "a", "better": "neither"}]), [fingertips.METHOD])
    same = answer.loc[0, "verdict"] == word and (chi2 is None or round(answer.loc[0, "statistic"], 2) == chi2)
    oracle("fingertips", "OHID's test data of its trend calculators: trends by intervals", int(same), 1)

    assert same


@pytest.mark.parametrize(
    ("cases", "people", "chi2", "digits", "direction"),
    [
        ([994, 1023, 1199, 1332, 1367], [40299, 41527, 42811, 44064, 44701], 47.9, 2, 1),
        ([22435, 22445, 21365, 20955, 19055], [65880, 67900, 68705, 69835, 70910], 978.2845, 4, -1),
        ([5405, 5500, 5435, 5480, 5315], [18095, 18170, 18005, 17890, 17860], 0.018, 4, 0),
        ([5645, 5405, 5500, 5435, 5480, 5315], [18285, 18095, 18170, 18005, 17890, 17860], 1.3987, 4, 0),
        ([5455, 5645, 5405, 5500, 5435, 5480, 5315], [18590, 18285, 18095, 18170, 18005, 17890, 17860], 0.3925, 4, 0),
        ([5, 7, 6, 7, 8, 10], [22, 35, 42, 48, 54, 150], 8.0237, 4, -1),
    ],
)
def test_chi_squared_of_counts_that_the_calculators_state(  # noqa: PLR0917 - the columns of the case
    cases: list[float], people: list[float], chi2: float, digits: int, direction: int, oracle: Oracle
) -> None:
    """The older calculator took as many points as there are; only the newer one asks whether a single point decides."""
    found, turned = fingertips.proportion_trend(np.array([cases], dtype=float), np.array([people], dtype=float))
    same = round(float(found[0]), digits) == chi2 and (direction == 0 or turned[0] == direction)
    oracle("fingertips", "OHID's test data of its trend calculators: chi-squared of counts", int(same), 1)

    assert same


def test_everybody_counted_in_a_year_cannot_be_calculated() -> None:
    """PholioVisualisation: 5 of 5, 3 of 5, 1 of 5, 1 of 4, 2 of 4."""
    points = pd.DataFrame({"year": range(2012, 2017), "numerator": [5, 3, 1, 1, 2], "denominator": [5, 5, 5, 4, 4]})
    points = points.assign(series="a", value=100 * points["numerator"] / points["denominator"])
    answer = judge_all(points, pd.DataFrame([{"series": "a", "better": "neither"}]), [fingertips.METHOD])

    assert answer.loc[0, "verdict"] == "cannot_be_calculated"


def test_chi_squared_of_the_older_calculator_s_fifth_series() -> None:
    """Counts 5405, 5500, 5435, 5480, 5315 of 18095, 18170, 18005, 17890, 17860: no change."""
    numerator = np.array([[5405.0, 5500, 5435, 5480, 5315]])
    denominator = np.array([[18095.0, 18170, 18005, 17890, 17860]])
    chi2, _ = fingertips.proportion_trend(numerator, denominator)
    # N = 90020, R = 27135, Σrt = 81205, Σnt = 269310, Σnt² = 985560
    n, r, rt, nt, nt2 = 90020, 27135, 81205, 269310, 985560

    assert (denominator.sum(), numerator.sum()) == (n, r)
    assert chi2.tolist() == pytest.approx([n * (n * rt - r * nt) ** 2 / (r * (n - r) * (n * nt2 - nt**2))])
