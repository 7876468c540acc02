"""Which choices change a verdict, and which variations are not made because they would change nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.methods import eurostat, sdsn, waymark
from metrics.sensitivity import AS_STATED, summarise, vary


def table(values: dict[int, float], *, excluded: dict[int, str] | None = None, name: str = "a") -> pd.DataFrame:
    frame = pd.DataFrame({"series": name, "year": list(values), "value": list(values.values())})
    return frame.assign(excluded_by=[(excluded or {}).get(year, "") for year in values])


def goal(name: str = "a", **changes: Any) -> pd.DataFrame:
    stated = {"series": name, "better": "lower", "baseline_year": 2010, "target_year": 2030, "target_value": 50.0}
    return pd.DataFrame([stated | changes])


def statuses(varied: pd.DataFrame) -> dict[str, str]:
    return dict(zip(varied["variation"], varied["status"], strict=True))


TURNED = {year: 100.0 - 2 * (year - 2005) for year in range(2005, 2016)} | {year: 80.0 + (year - 2015) for year in range(2016, 2021)}
"""Falling by 2 a year until 2015, rising by 1 a year since."""


def test_a_short_window_sees_the_turn_and_the_long_one_does_not() -> None:
    found = statuses(vary(table(TURNED), goal(baseline_year=np.nan), [eurostat.METHOD]))

    assert found[AS_STATED] == "behind"
    assert found["window_5"] == "away"


def test_a_window_longer_than_the_series_is_no_variation() -> None:
    found = statuses(vary(table({year: 100.0 - year + 2010 for year in range(2010, 2019)}), goal(), [waymark.METHOD]))

    assert [name for name in found if name.startswith("window")] == ["window_5", "window_8"]


def test_the_baseline_stays_where_a_window_leaves_it_out() -> None:
    """
    100 in 2010 to 63 in 2018, most of it in the first year; half by 2030 needs 3.4 % a year.

    From 100 it fell by 5.6 % a year. Counted from 67 in 2014, where the window starts, it would be 1.5 % of 1.8 %: behind.
    """
    values = dict(zip(range(2010, 2019), [100.0, 70.0, 69.0, 68.0, 67.0, 66.0, 65.0, 64.0, 63.0], strict=True))
    found = statuses(vary(table(values), goal(), [eurostat.METHOD]))

    assert (found[AS_STATED], found["window_5"]) == ("on_course", "on_course")


def test_the_baseline_moves_only_to_years_with_a_value() -> None:
    found = statuses(vary(table({2010: 100.0, 2011: 80.0, 2014: 78.0, 2018: 76.0}), goal(), [eurostat.METHOD]))

    assert "baseline_-1" not in found
    # From 100: 0.76^(1/8) − 1 over 0.5^(1/20) − 1 is 0.99; from 80: 0.95^(1/7) − 1 over 0.625^(1/19) − 1 is 0.30.
    assert (found[AS_STATED], found["baseline_+1"]) == ("on_course", "behind")


def test_an_excluded_stretch_is_counted_in_its_own_variation() -> None:
    values = {2015: 70.0, 2016: 69.0, 2017: 68.0, 2018: 67.0, 2019: 66.0, 2020: 40.0, 2021: 90.0}
    points = table(values, excluded={2020: "pandemic", 2021: "pandemic"})
    found = statuses(vary(points, goal(baseline_year=2015, target_value=65.0), [sdsn.METHOD]))

    assert (found[AS_STATED], found["with_pandemic"]) == ("on_course", "away")


def test_the_scale_is_turned_and_never_to_logarithms_of_zero() -> None:
    positive = table({year: 100.0 - year + 2010 for year in range(2010, 2019)})
    zero = positive.assign(value=positive["value"] - 92)

    assert "scale_log" in statuses(vary(positive, goal(), [waymark.METHOD]))
    assert "scale_linear" in statuses(vary(positive, goal(scale="log"), [waymark.METHOD]))
    assert "scale_log" not in statuses(vary(zero, goal(), [waymark.METHOD]))


def test_the_newest_point_is_left_out() -> None:
    found = statuses(vary(table({2015: 70.0, 2016: 69.0, 2017: 68.0, 2018: 67.0, 2019: 75.0}), goal(target_value=65.0), [sdsn.METHOD]))

    assert (found[AS_STATED], found["without_newest"]) == ("away", "on_course")


def test_the_summary_says_what_breaks_a_verdict_and_what_silences_it() -> None:
    varied = vary(table(TURNED), goal(baseline_year=np.nan), [eurostat.METHOD, sdsn.METHOD])
    summary = summarise(varied).set_index("method")
    changed = varied[varied["changed"]].groupby("method")["variation"].agg(" ".join)

    assert summary.loc["eurostat", "broken_by"] == changed["eurostat"]
    assert "window_5" in summary.loc["eurostat", "broken_by"]
    kept = 1 - len(changed["eurostat"].split()) / summary.loc["eurostat", "variations"]
    assert summary.loc["eurostat", "kept"] == pytest.approx(kept)


def test_a_series_without_a_verdict_has_nothing_to_keep() -> None:
    summary = summarise(vary(table({2020: 60.0}), goal(), [eurostat.METHOD]))

    assert summary[["status", "variations", "broken_by", "silenced_by"]].to_numpy().tolist() == [["not_assessable", 0, "", ""]]
    assert summary["kept"].isna().all()


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.lists(st.integers(1, 999), min_size=3, max_size=18), st.lists(st.integers(1, 999), min_size=3, max_size=18))
def test_series_do_not_disturb_one_another(one: list[int], other: list[int]) -> None:
    tables = [
        table({2005 + step: float(value) for step, value in enumerate(values)}, name=name) for name, values in (("a", one), ("b", other))
    ]
    goals = [goal(name, target_value=300.0) for name in ("a", "b")]
    alone = pd.concat([summarise(vary(points, wanted, [sdsn.METHOD])) for points, wanted in zip(tables, goals, strict=True)])
    together = summarise(vary(pd.concat(tables), pd.concat(goals), [sdsn.METHOD]))

    pd.testing.assert_frame_equal(alone.reset_index(drop=True), together.sort_values("series").reset_index(drop=True))
