"""A target that was changed is judged in every version, each by the series that count as it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from metrics.evaluability import anatomy
from metrics.scorecard import judge

Build = Callable[..., Catalogue]
Observe = Callable[..., pd.DataFrame]

AS_OF = date(2024, 7, 1)
YEARS = list(range(2014, 2024))
RISING = [50.0, 51.1, 51.9, 53.0, 54.1, 55.0, 55.9, 57.1, 58.0, 59.0]  # about one point a year
LEVEL = {"kind": "level", "direction": "increase", "comparator": ">=", "value": 64.0, "year": 2030}
REASON = {"en": "new", "de": "neu"}
SAME = {"indicator": "uptake", "comparability": "same"}


def test_every_version_is_judged_and_one_is_in_force(catalogue: Build, observed: Observe) -> None:
    revised = {"reading": {"value": 55.0}, "valid_from": date(2020, 1, 1), "change_reason": {"en": "new", "de": "neu"}}
    rows = judge(catalogue({"target": LEVEL | {"revised": revised}}), observed(YEARS, RISING), AS_OF).scorecard

    assert list(zip(rows["target_version"], rows["status"], rows["in_force"], strict=True)) == [(1, "on_course", False), (2, "met", True)]


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([], [("uptake", 59.0, ""), ("uptake", 59.0, "")]),
        ([1], [("uptake", 59.0, ""), ("", None, "no_data")]),
        ([2], [("", None, "no_data"), ("uptake", 59.0, "")]),
    ],
)
def test_a_series_speaks_to_the_versions_that_count_as_it_does(
    catalogue: Build, observed: Observe, versions: list[int], expected: list[tuple[str, float | None, str]]
) -> None:
    target = LEVEL | {"revised": {"reading": {"value": 60.0}, "change_reason": REASON}, "measures": [SAME | {"versions": versions}]}
    rows = judge(catalogue({"target": target}), observed(YEARS, RISING), AS_OF).scorecard

    latest = rows["latest"].astype(object).where(rows["latest"].notna(), None)
    assert list(zip(rows["indicator"], latest, rows["reason"], strict=True)) == expected


def test_each_version_takes_the_nearest_of_its_own_series(catalogue: Build, observed: Observe) -> None:
    measures = [SAME | {"versions": [1]}, {"indicator": "other-uptake", "comparability": "proxy"}]
    target = LEVEL | {"revised": {"reading": {"value": 60.0}, "change_reason": REASON}, "measures": measures}
    held = pd.concat([observed(YEARS, RISING), observed(YEARS, RISING, indicator="other-uptake")])
    rows = judge(catalogue({"target": target}), held, AS_OF).scorecard

    assert list(zip(rows["target_version"], rows["indicator"], strict=True)) == [(1, "uptake"), (2, "other-uptake")]


@pytest.mark.parametrize(("versions", "expected"), [([1], False), ([2], True), ([], True)])
def test_a_series_of_an_old_version_makes_nothing_measurable_today(catalogue: Build, versions: list[int], *, expected: bool) -> None:
    target = LEVEL | {"revised": {"reading": {"value": 60.0}, "change_reason": REASON}, "measures": [SAME | {"versions": versions}]}
    built = anatomy(catalogue({"target": target}), "mission", as_of=AS_OF)

    assert built.measures[0].has_series is expected
