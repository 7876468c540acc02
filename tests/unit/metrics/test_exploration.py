"""Settings of a reader's own: under the published ones the published verdicts, under others what they ask for and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.warehouse import queries, store
from etl import build
from metrics import report
from metrics.exploration import PUBLISHED, Scope, Settings, explore, scope_of
from metrics.methods import METHODS, sdsn, waymark
from metrics.scorecard import ROW
from metrics.sensitivity import AS_STATED

DAY = date(2026, 11, 23)


def scope(values: dict[int, float], *, excluded: dict[int, str] | None = None, **changes: Any) -> Scope:
    """Return one series that is to fall to 50 by 2030."""
    points = pd.DataFrame({"series": 7, "year": list(values), "value": list(values.values())})
    points = points.assign(year_end=points["year"], lower=np.nan, upper=np.nan, segment=0)
    points["excluded_by"] = [(excluded or {}).get(year, "") for year in values]
    stated = {
        "series": 7, "better": "lower", "baseline_year": np.nan, "baseline_value": np.nan, "target_year": 2030.0, "target_value": 50.0,
        "comparator": "<=", "scale": "linear", "resolution": 0.1, "modelled": False, "share": False,
    }  # fmt: skip
    rows = pd.DataFrame([dict(zip(ROW, ("mission", "target", 1, "SWE"), strict=True))], index=[7])
    return Scope(rows, points, pd.DataFrame([stated | changes]))


def status(of: Scope, settings: Settings, method: str = "waymark") -> str:
    found = explore(of, settings, [METHODS[method]])
    return str(found["status"].iloc[0])


WAVERING = dict(zip(range(2011, 2021), [80.0, 82.0, 79.0, 81.0, 78.0, 80.0, 77.0, 81.0, 77.0, 79.0], strict=True))
"""
Falling with scatter: Sxy −22, Sxx 82.5, so the slope is −0.267; residual squares 20.53 on 8 degrees of freedom, so its standard error is
√(20.53 / 8 / 82.5) = 0.176 and t is 1.51.

Student's t quantiles on 8 degrees of freedom (any table): 1.860 at 0.95 (level 90 %), 1.397 at 0.90 (level 80 %).
"""


def test_a_lower_level_calls_a_direction_clear_that_ours_does_not() -> None:
    series = scope(WAVERING)

    assert (status(series, PUBLISHED), status(series, Settings(level=0.8))) == ("no_clear_change", "behind")


FALLING = dict(zip(range(2011, 2021), [80.0, 78.6, 77.1, 75.4, 74.2, 72.3, 71.1, 69.6, 67.8, 66.6], strict=True))
"""Falling by 1.5 a year to 66.6 in 2020: 51.6 in 2030, just short of 50, with a chance between 5 and 50 %."""


def test_a_lower_chance_needed_turns_behind_into_on_course() -> None:
    series = scope(FALLING)

    assert (status(series, PUBLISHED), status(series, Settings(chance=0.02))) == ("behind", "on_course")


def test_our_thresholds_leave_other_methods_alone() -> None:
    series = scope(WAVERING)
    published, tried = (explore(series, settings, [sdsn.METHOD]) for settings in (PUBLISHED, Settings(level=0.5, chance=0.01)))

    assert tried.equals(published)


def test_no_threshold_changes_what_is_met() -> None:
    """50.1 is to be at most 60: met, whatever the trend."""
    series = scope(WAVERING | {2020: 50.1}, target_value=60.0)

    assert status(series, Settings(level=0.99, chance=0.99)) == "met"


def test_a_window_counts_only_the_last_years() -> None:
    """Falling by 2 a year until 2015, rising by 1 a year since: five years see the rise only."""
    turned = {year: 100.0 - 2 * (year - 2008) for year in range(2008, 2016)} | {year: 86.0 + (year - 2015) for year in range(2016, 2021)}

    assert status(scope(turned), Settings(window=5)) == "away"


def test_a_window_longer_than_the_series_changes_nothing() -> None:
    series = scope(FALLING)

    assert explore(series, Settings(window=30)).equals(explore(series))


def test_excluded_years_are_counted_where_that_is_asked_for() -> None:
    """69 to 65 over five years, then 90 in a year that an event distorted: with it the recent years rise."""
    values = {2016: 69.0, 2017: 68.0, 2018: 67.0, 2019: 66.0, 2020: 65.0, 2021: 90.0}
    series = scope(values, excluded={2021: "pandemic"}, baseline_year=2016.0)

    assert status(series, PUBLISHED, "sdsn") in ("behind", "on_course")
    assert status(series, Settings(with_excluded=True), "sdsn") == "away"


def test_values_that_are_not_positive_stay_on_the_linear_scale() -> None:
    series = scope({2011 + n: 4.0 - n for n in range(8)}, target_value=-10.0)

    assert explore(series, Settings(scale="log")).equals(explore(series))


def test_verdicts_keep_the_names_of_their_rows() -> None:
    series = scope(FALLING)
    named = series.named(explore(series, methods=[waymark.METHOD]))

    assert named[[*ROW, "method"]].iloc[0].tolist() == ["mission", "target", 1, "SWE", "waymark"]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the project's own figures once."""
    folder = tmp_path_factory.mktemp("home") / "warehouse"
    build.build(folder=folder)
    return store.current_file(folder)


def test_under_the_published_settings_every_published_verdict_comes_back(warehouse: Path) -> None:
    """Every method, on every row of the project's own figures."""
    with store.connect(warehouse).connect() as connection:
        catalogue = queries.read_catalogue(connection)
        judged = report.judge(connection, as_of=DAY, catalogue=catalogue)
        observations = queries.read_observations(connection, as_of=DAY)
    whole = scope_of(judged, observations, catalogue)
    key = [*ROW, "method"]
    found = whole.named(explore(whole)).set_index(key)[["status", "verdict", "reason"]].sort_index()
    published = judged.methods.set_index(key)[["status", "verdict", "reason"]].astype(str).sort_index()

    assert len(published) > 0
    assert found.astype(str).to_numpy().tolist() == published.to_numpy().tolist()


def test_the_report_varies_the_rows_that_were_asked_for(warehouse: Path) -> None:
    with store.connect(warehouse).connect() as connection:
        varied = report.variations(connection, mission="who-ccei", place="GBR", as_of=DAY)
        nothing = report.variations(connection, mission="de-ndk", as_of=DAY)
    stated = varied[varied["variation"] == AS_STATED]

    assert set(varied["place"]) == {"GBR"}
    assert sorted(stated["method"]) == sorted(METHODS)
    assert nothing.empty
