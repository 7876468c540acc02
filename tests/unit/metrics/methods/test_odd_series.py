"""Odd series: no method warns, raises, or gives a verdict without a number."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from metrics.blocks import judge_all
from metrics.methods import METHODS as ALL
from metrics.methods import escap, eurostat, fingertips, oecd, sdsn, unsd
from metrics.methods.base import Method

METHODS = [module.METHOD for module in (eurostat, unsd, escap, sdsn, oecd, fingertips)]
SHAPES: dict[str, list[float]] = {
    "one point": [5.0],
    "two points": [5.0, 4.0],
    "zeros": [0.0] * 8,
    "negative": [-5.0, -4.0, -3.0, -2.0, -1.0, -1.0],
    "through zero": [-2.0, -1.0, 0.0, 1.0, 2.0, 3.0],
    "to zero": [5.0, 4.0, 3.0, 2.0, 1.0, 0.0],
    "from zero": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0],
    "nothing": [np.nan] * 4,
    "flat": [5.0] * 12,
    "huge": [1e308, -1e308, 1e308, 1e308, -1e308, 1e308],
    "tiny": [1e-300] * 6,
    "gaps": [9.0, np.nan, np.nan, 8.0, np.nan, 6.0, np.nan, 5.5],
}
TARGETS = [np.nan, 5.0, 0.0, -3.0, 100.0]
YEARS = [(np.nan, np.nan), (2015, 2030), (2010, 2012), (2050, 2060)]
ERRORS = [np.nan, 0.0, 0.1]


def table() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return every shape with every goal: better, target, years, stated baseline, limit, errors."""
    cases = list(product(SHAPES, ["lower", "higher", "neither"], TARGETS, YEARS, [np.nan, 5.0, 0.0], [np.nan, 100.0], ERRORS))
    goals = pd.DataFrame(
        [(*case[:3], *case[3], *case[4:]) for case in cases],
        columns=["shape", "better", "target_value", "baseline_year", "target_year", "baseline_value", "limit", "se"],
    ).rename_axis("series")
    values = pd.concat([pd.DataFrame({"shape": name, "year": range(2009, 2009 + len(row)), "value": row}) for name, row in SHAPES.items()])
    points = goals.reset_index()[["series", "shape", "se"]].merge(values, on="shape")
    points["numerator"], points["denominator"] = points["value"].clip(0, 100), 100.0
    return points, goals.reset_index()


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)
@pytest.mark.filterwarnings("error")
def test_a_verdict_has_its_numbers_and_everything_else_a_reason(method: Method) -> None:
    points, goals = table()
    answers = judge_all(points, goals, [method])
    judged = answers["reason"] == ""

    assert ((answers["status"] != "not_assessable") == judged).all()
    assert answers.loc[judged, ["statistic", "threshold", "first_year", "last_year"]].notna().all(axis=None)
    assert judged.any()


@pytest.mark.parametrize("method", [method for method in METHODS if method.id != "fingertips"], ids=lambda method: method.id)
def test_a_place_at_or_past_its_target_is_met(method: Method) -> None:
    points, goals = table()
    answers = judge_all(points, goals, [method])
    latest = points.dropna(subset="value").groupby("series")["value"].last().reindex(goals["series"]).to_numpy()
    sign = goals["better"].map({"lower": -1.0, "higher": 1.0}).to_numpy()
    reached = sign * (latest - goals["target_value"].to_numpy()) >= 0

    assert ((answers["status"] == "met").to_numpy() == reached).all()


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)
def test_a_table_without_points_has_no_data(method: Method) -> None:
    points, goals = table()
    answers = judge_all(points.iloc[:0], goals.iloc[:3], [method])

    assert answers["reason"].tolist() == ["no_data"] * 3


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.id)
def test_the_window_has_points_wherever_the_series_has(method: Method) -> None:
    points, goals = table()
    answers = judge_all(points, goals, [method])
    has_points = goals["series"].isin(points.loc[points["value"].notna(), "series"])

    assert (answers["points"] > 0).tolist() == has_points.tolist()
    assert answers["first_year"].notna().tolist() == has_points.tolist()


@pytest.mark.parametrize("method", ALL.values(), ids=list(ALL))
def test_the_neighbours_in_the_table_change_nothing(method: Method) -> None:
    """Series with and without intervals, shares and rates, log and linear, bounded and not, judged together and one by one."""
    years = range(2010, 2021)
    falling = [100.0 * 0.97**step + step % 3 for step in range(11)]
    tables = {
        "plain": {},
        "limits": {"lower": [value - 2 for value in falling], "upper": [value + 2 for value in falling]},
        "se": {"se": [1.5] * 11},
        "share": {"numerator": falling, "denominator": [100.0] * 11},
        "periods": {"year_end": [year + 3 for year in years]},
        "zeros": {"value": [0.0, *falling[1:]]},
        "log": {},
        "bounded": {"value": [value / 2 for value in falling]},
    }
    points = pd.concat([pd.DataFrame({"series": name, "year": years, "value": falling} | more) for name, more in tables.items()])
    points["year_end"] = points["year_end"].fillna(points["year"])
    goals = pd.DataFrame({"series": list(tables), "better": "lower", "baseline_year": 2010, "target_year": 2030, "target_value": 40.0})
    goals = goals.assign(scale=["linear"] * 6 + ["log", "linear"], limit=[np.nan] * 7 + [100.0], resolution=0.1)
    together = judge_all(points, goals, [method])
    alone = [judge_all(points[points["series"] == name], goals[goals["series"] == name], [method]) for name in tables]

    for column in ("status", "verdict", "reason", "points"):
        assert together[column].tolist() == [one[column].iloc[0] for one in alone]
    np.testing.assert_allclose(together["statistic"], [one["statistic"].iloc[0] for one in alone], rtol=1e-9)
