"""A verdict that differs between two warehouses names its cause: time, the target, the rule, or the data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from data.errors import MetricError
from metrics import scorecard
from metrics.changes import Known, read_scorecard, verdict_changes

LEVEL = {"kind": "level", "comparator": ">=", "direction": "increase", "value": 70.0, "year": 2030}
YEARS = [2019, 2020, 2021, 2022, 2023]
RISING = [50.0, 53.1, 55.9, 59.0, 62.1]
DAY = date(2024, 6, 1)


@pytest.fixture
def known(catalogue: Callable[..., Catalogue], observed: Callable[..., pd.DataFrame]) -> Callable[..., Known]:
    """Return a builder of what a warehouse knows: the target's value, the values observed, the day, and the indicator's rules."""

    def build(
        *, aim: float = 70.0, values: list[float | None] = RISING, day: date = DAY, targets: tuple[str, ...] = ("t",), **rules: Any
    ) -> Known:
        return Known(catalogue({name: LEVEL | {"value": aim} for name in targets}, **rules), observed(YEARS, values), day)

    return build


def told(old: Known, new: Known, was: pd.DataFrame | None = None) -> list[list[str]]:
    """Return the changes without the mission and the place."""
    rows: list[list[str]] = verdict_changes(old, new, was)[["target", "change", "old", "new", "cause"]].to_numpy().tolist()
    return rows


def test_nothing_changes_without_a_reason(known: Callable[..., Known]) -> None:
    assert told(known(), known()) == []


def test_a_scorecard_at_hand_is_not_judged_again(known: Callable[..., Known], monkeypatch: pytest.MonkeyPatch) -> None:
    """Two known scorecards that say the same need no judgement at all."""
    old, new = (Known(one.catalogue, one.observations, one.day, one.scorecard) for one in (known(), known()))
    monkeypatch.delattr(scorecard, "judge")
    monkeypatch.delattr(scorecard, "statuses")

    assert told(old, new) == []


def test_a_moved_target_is_the_cause(known: Callable[..., Known]) -> None:
    assert told(known(), known(aim=60.0)) == [["t", "revised", "on_course", "met", "target"]]


def test_other_figures_are_the_cause(known: Callable[..., Known]) -> None:
    falling: list[float | None] = [62.1, 59.0, 55.9, 53.1, 50.0]

    assert told(known(), known(values=falling)) == [["t", "revised", "on_course", "away", "data"]]


def test_the_passing_of_time_is_the_cause(known: Callable[..., Known]) -> None:
    """Figures of 2023 are out of date after five years."""
    assert told(known(), known(day=date(2029, 6, 1))) == [["t", "revised", "on_course", "not_assessable: out_of_date", "time"]]


def test_a_rule_of_the_catalogue_is_the_cause(known: Callable[..., Known]) -> None:
    """The same figures of 2023 count as out of date once an indicator's values do after no more than one year."""
    later = date(2025, 6, 1)

    assert told(known(day=later), known(day=later, stale_after_years=1)) == [
        ["t", "revised", "on_course", "not_assessable: out_of_date", "rule"]
    ]


def test_a_version_that_comes_into_force_between_the_days_is_a_change_of_the_target_not_of_time(
    catalogue: Callable[..., Catalogue], observed: Callable[..., pd.DataFrame]
) -> None:
    """From July the second version holds, which asks for 60 %; the figures have passed it already in June."""
    moved = LEVEL | {
        "version": {"valid_to": date(2024, 6, 30)},
        "revised": {"reading": {"value": 60.0}, "valid_from": date(2024, 7, 1)},
    }
    book, figures = catalogue({"t": moved}), observed(YEARS, RISING)

    assert told(Known(book, figures, DAY), Known(book, figures, date(2024, 8, 1))) == [["t", "revised", "on_course", "met", "target"]]


def test_the_day_alone_changes_nothing_within_a_year_and_may_after_it(known: Callable[..., Known]) -> None:
    """Figures of 2023 are five years old in all of 2028, and out of date in all of 2029."""
    old = known()
    days = [date(2028, 1, 1), date(2028, 12, 31), date(2029, 1, 1)]
    first, same, later = (scorecard.statuses(old.catalogue, old.observations, day) for day in days)

    assert scorecard.is_same_on(old.catalogue, days[0], days[1])
    pd.testing.assert_frame_equal(first, same)
    assert not scorecard.is_same_on(old.catalogue, days[1], days[2])
    assert later["reason"].tolist() == ["out_of_date"] != same["reason"].tolist()


def test_what_was_known_can_be_judged_on_several_days(known: Callable[..., Known]) -> None:
    """What does not depend on the day is prepared once; each day is judged as if it were the only one, in whatever order."""
    old = known()
    for day in (date(2029, 1, 1), DAY, date(2028, 1, 1)):
        pd.testing.assert_frame_equal(old.statuses_on(day), scorecard.statuses(old.catalogue, old.observations, day))

    assert not old.statuses_on(DAY).equals(old.statuses_on(date(2029, 1, 1)))


def test_two_causes_are_both_named(known: Callable[..., Known]) -> None:
    """The lower aim was met by the old figures; the new ones lead away from it."""
    falling: list[float | None] = [50.0, 46.8, 44.1, 41.0, 38.0]

    assert told(known(), known(aim=60.0, values=falling)) == [["t", "revised", "on_course", "away", "target+data"]]


def test_targets_that_came_and_went_are_new_and_gone(known: Callable[..., Known]) -> None:
    assert told(known(targets=("a",)), known(targets=("b",))) == [
        ["a", "gone", "on_course", "", "target"],
        ["b", "new", "", "on_course", "target"],
    ]


def test_a_published_verdict_that_the_programme_judges_otherwise_today_is_a_change_of_the_rule(known: Callable[..., Known]) -> None:
    old = known()
    was = scorecard.judge(old.catalogue, old.observations, old.day).scorecard.assign(status="behind")

    assert told(old, known(), was) == [["t", "revised", "behind", "on_course", "rule"]]


def test_a_published_scorecard_is_read_back(known: Callable[..., Known], tmp_path: Path) -> None:
    old = known()
    file = tmp_path / "scorecard.csv"
    scorecard.judge(old.catalogue, old.observations, old.day).scorecard.to_csv(file, index=False)

    assert told(old, known(), read_scorecard(file)) == []


def test_a_file_that_is_no_scorecard_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")

    with pytest.raises(MetricError, match="has no column"):
        read_scorecard(file)
