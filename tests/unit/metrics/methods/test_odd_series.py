"""Odd series: no method warns, raises, or gives a verdict without a number."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from metrics.blocks import judge_all
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
