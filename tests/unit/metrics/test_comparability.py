"""The grade of a comparison: the rule is the table in `metrics.comparability` and docs/comparing.md."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from metrics.comparability import CRITERIA, Finding, common_window, grade

LINE = {
    "indicator": "hpv", "unit": "percent", "sex": "female", "age": "all", "site": "all", "group": "all", "standard": "", "kind": "country",
    "source": "who", "edition": "2021", "modelled": False, "comparability": "same", "first_year": 2012, "last_year": 2021, "cuts": (),
}  # fmt: skip


def lines(*changes: dict[str, Any]) -> pd.DataFrame:
    """Return one line as it is and one a change."""
    return pd.DataFrame([LINE, *({**LINE, **change} for change in changes)])


def test_the_same_series_in_two_places_is_an_a() -> None:
    result = grade(lines({}))

    assert (result.grade, result.window) == ("A", (2012, 2021))
    assert [finding.criterion for finding in result.findings] == list(CRITERIA)
    assert {finding.extent for finding in result.findings} == {"same"}


@pytest.mark.parametrize(
    ("change", "letter", "criterion", "reason"),
    [
        ({"comparability": "proxy"}, "B", "definition", "stand_in"),
        ({"comparability": "not_comparable"}, "B", "definition", "other_quantity"),
        ({"kind": "group"}, "B", "coverage", "coverage"),
        ({"last_year": 2019}, "B", "years", "latest_year"),
        ({"source": "eurostat"}, "B", "source", "source"),
        ({"edition": "2025"}, "B", "source", "edition"),
        ({"modelled": True}, "B", "source", "modelled"),
        ({"cuts": (2015,)}, "B", "break", "break"),
        ({"indicator": "first_dose"}, "C", "definition", "indicator"),
        ({"sex": "all"}, "C", "definition", "breakdown"),
        ({"standard": "esp2013"}, "C", "standard", "standard"),
        ({"first_year": 1990, "last_year": 2000}, "C", "years", "no_common_year"),
        ({"unit": "per_100k"}, "", "definition", "unit"),
    ],
)
def test_each_difference_has_its_grade(change: dict[str, Any], letter: str, criterion: str, reason: str) -> None:
    result = grade(lines(change))
    differing = [finding for finding in result.findings if finding.extent != "same"]

    assert result.grade == letter
    assert (criterion, reason) in [(finding.criterion, finding.reason) for finding in differing]


def test_the_worst_difference_decides() -> None:
    assert grade(lines({"edition": "2025"}, {"standard": "esp2013"})).grade == "C"


def test_a_pair_that_the_catalogue_forbids_bars_the_comparison() -> None:
    result = grade(lines({"indicator": "first_dose"}), [frozenset({"hpv", "first_dose"})])

    assert (result.grade, result.findings[0].reason) == ("", "forbidden")


@pytest.mark.parametrize("pair", [{"mortality", "incidence"}, {"hpv", "incidence"}])
def test_a_pair_of_other_indicators_bars_nothing(pair: set[str]) -> None:
    result = grade(lines({"indicator": "first_dose"}), [frozenset(pair)])

    assert (result.grade, result.findings[0].reason) == ("C", "indicator")


def test_a_break_before_the_common_years_does_not_count() -> None:
    """The series begin together in 2012: a new method from 2012 on cuts nothing that is compared."""
    assert grade(lines({"cuts": (2012,)})).grade == "A"


def test_the_common_years_are_those_that_all_cover() -> None:
    assert common_window(lines({"first_year": 2015, "last_year": 2018})) == (2015, 2018)


def test_one_series_alone_has_no_grade() -> None:
    assert grade(lines().head(1)).grade == ""


@pytest.mark.parametrize(("cut", "letter"), [(2015, "B"), (2018, "B"), (2019, "A")])
def test_a_break_counts_up_to_the_last_common_year(cut: int, letter: str) -> None:
    """Both series end in 2018: a new method of 2019 cuts nothing that they have in common."""
    pair = lines({"cuts": (cut,)}).assign(last_year=2018)

    assert grade(pair).grade == letter


def test_without_a_common_year_every_break_is_told() -> None:
    result = grade(lines({"first_year": 1990, "last_year": 2000, "cuts": (1995,)}))

    assert result.window is None
    assert result.findings[-1] == Finding("break", "small", "break", ("1995",))


def test_one_year_in_common_is_a_common_year() -> None:
    result = grade(lines({"first_year": 2021, "last_year": 2021}))

    assert (result.window, result.grade) == ((2021, 2021), "A")


def test_a_forbidden_pair_bars_only_where_both_are_compared() -> None:
    assert grade(lines({}), [frozenset({"hpv", "first_dose"})]).grade == "A"


def test_what_differs_in_the_breakdown_is_named() -> None:
    found = grade(lines({"sex": "all", "age": "15"})).findings[0]

    assert found == Finding("definition", "large", "breakdown", ("sex", "age"))


def test_another_quantity_goes_before_a_stand_in() -> None:
    result = grade(lines({"comparability": "proxy"}, {"comparability": "not_comparable"}))

    assert result.findings[0].reason == "other_quantity"
