"""What holds for every method, or for a named few, whatever the series."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.blocks import judge_all
from metrics.methods import METHODS
from metrics.methods.base import STATUSES, Method
from metrics.status import LEAST_FAVOURABLE_FIRST, Status

CLOSED_FORM = [method for method in METHODS.values() if not method.sampling]
TWO_POINTS = ("hp2030", "open_sdg", "dns_de", "eurostat", "unsd")
"""Methods in which nothing but the ends of the window counts."""
SERIES = 200
SEEDS = st.integers(0, 100_000)


def made_up(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return walks of 4 to 12 yearly points and goals around them, each in its own direction."""
    random = np.random.default_rng(seed)
    values = np.round(60 + np.cumsum(random.normal(0, 2, (SERIES, 12)), axis=1), 1)
    kept = np.arange(12) >= 12 - random.integers(4, 13, SERIES)[:, None]
    years = np.broadcast_to(np.arange(2010, 2022), values.shape)
    points = pd.DataFrame({"series": np.repeat(np.arange(SERIES), kept.sum(axis=1)), "year": years[kept], "value": values[kept]})
    better = random.choice(["lower", "higher"], SERIES)
    target = np.round(values[:, -1] + np.where(better == "lower", -1, 1) * random.normal(5, 6, SERIES), 1)
    first = points.groupby("series")["year"].first().to_numpy()
    goals = pd.DataFrame(
        {"series": np.arange(SERIES), "better": better, "baseline_year": first, "target_year": 2030, "target_value": target,
         "resolution": 0.1}
    )  # fmt: skip
    return points, goals


def ranks(answer: pd.DataFrame) -> np.ndarray:
    """Return how favourable every status is; NaN where there is none."""
    order = {str(status): rank for rank, status in enumerate(LEAST_FAVOURABLE_FIRST)}
    return answer["status"].astype(str).map(order).to_numpy(dtype=float)


@settings(max_examples=10, deadline=None, derandomize=True)
@given(SEEDS, st.sampled_from([0.001, 0.5, 1000.0]))
def test_another_unit_gets_the_same_statuses(seed: int, factor: float) -> None:
    """But for values that lie within a rounding error of a bound: they may fall to either side, and are rare."""
    points, goals = made_up(seed)
    scaled = goals.assign(target_value=goals["target_value"] * factor, resolution=0.1 * factor)
    methods = [method for method in CLOSED_FORM if method.id != "open_sdg"]  # replaces zeros by an absolute 0.001
    one, other = judge_all(points, goals, methods), judge_all(points.assign(value=points["value"] * factor), scaled, methods)

    assert (one["status"] != other["status"]).mean() <= 0.002
    np.testing.assert_allclose(one["points"], other["points"])


@settings(max_examples=15, deadline=None, derandomize=True)
@given(SEEDS, st.floats(0.1, 20))
def test_a_better_latest_value_never_worsens_a_status(seed: int, by: float) -> None:
    """
    True where the ends decide. Not of lines: a jump in the last year raises the scatter, and a clear trend may become an unclear one; nor
    of a verdict that was not possible before.
    """
    points, goals = made_up(seed)
    last = ~points["series"].duplicated(keep="last")
    sign = points["series"].map(goals["better"].map({"lower": -1.0, "higher": 1.0}))
    improved = points.assign(value=points["value"] + by * sign * last)
    methods = [METHODS[name] for name in TWO_POINTS]
    before, after = (ranks(judge_all(found, goals, methods)) for found in (points, improved))

    assert not (after < before).any()


@settings(max_examples=10, deadline=None, derandomize=True)
@given(SEEDS)
def test_a_target_that_is_reached_is_never_painted_red(seed: int) -> None:
    points, goals = made_up(seed)
    latest = points.groupby("series")["value"].last().to_numpy()
    sign = goals["better"].map({"lower": -1.0, "higher": 1.0}).to_numpy()
    reached = np.repeat(sign * (latest - goals["target_value"].to_numpy()) >= 0, len(CLOSED_FORM))
    status = judge_all(points, goals, CLOSED_FORM)["status"]

    assert set(status[reached]) <= {"met", "not_assessable"}
    assert not (status[~reached] == "met").any()


@settings(max_examples=10, deadline=None, derandomize=True)
@given(SEEDS)
def test_the_required_change_leads_to_the_target(seed: int) -> None:
    """Latest value + required change a year × years left = target, for the methods that state it in units a year."""
    points, goals = made_up(seed)
    answer = judge_all(points, goals, [METHODS["waymark"], METHODS["dns_de"]]).merge(goals, on="series")
    latest = answer["series"].map(points.groupby("series")["value"].last())
    reached = latest + answer["required"] * (answer["target_year"] - answer["last_year"])
    stated = answer["required"].notna()

    np.testing.assert_allclose(reached[stated], answer.loc[stated, "target_value"])
    assert stated.equals(latest.ne(answer["target_value"]) & ((latest < answer["target_value"]) == (answer["better"] == "higher")))


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("method", METHODS.values(), ids=list(METHODS))
def test_odd_series_raise_nothing_and_get_a_verdict_or_a_reason(method: Method) -> None:
    odd = {
        "one": [5.0], "none": [np.nan] * 6, "zeros": [0.0] * 8, "negative": [-3.0, -2.0, -4.0, -1.0, -5.0, -2.0, -3.0, -1.0],
        "sign": [-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0], "constant": [5.0] * 8, "huge": [1e300, 1e-300] * 4, "two": [5.0, 4.0],
        "infinitesimal": [5e-324] * 7,
    }  # fmt: skip
    rows = [(name, 2010 + place, value) for name, values in odd.items() for place, value in enumerate(values)]
    points = pd.DataFrame(rows, columns=["series", "year", "value"])
    points = points.assign(lower=points["value"], upper=points["value"], numerator=points["value"], denominator=5.0)
    goals = pd.DataFrame([(name, better, target) for name in odd for better in ("lower", "higher", "neither") for target in (np.nan, 0, 5)])
    goals.columns = pd.Index(["of", "better", "target_value"])
    goals = goals.assign(series=goals.index, baseline_year=2010, target_year=2012)
    points = points.merge(goals[["series", "of"]], left_on="series", right_on="of", suffixes=("_of", ""))
    answer = judge_all(points, goals, [method])

    assert ((answer["status"] == str(Status.NOT_ASSESSABLE)) == (answer["reason"] != "")).all()
    assert set(answer["status"]) <= set(map(str, STATUSES))
