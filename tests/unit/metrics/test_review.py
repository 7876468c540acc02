"""The facts of a review: counted, compared with the last meeting with the cause, and the rule for what needs a decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from metrics import scorecard
from metrics.changes import Known, verdict_changes
from metrics.review import Review, review

LEVEL: dict[str, Any] = {"kind": "level", "comparator": ">=", "direction": "increase", "value": 70.0, "year": 2030}
SLOW: dict[str, Any] = LEVEL | {"value": 95.0}
YEARS = [2019, 2020, 2021, 2022, 2023]
RISING: list[float | None] = [50.0, 53.1, 55.9, 59.0, 62.1]
FALLING: list[float | None] = [62.1, 59.0, 55.9, 53.1, 50.0]
SINCE, DAY = date(2024, 6, 1), date(2024, 11, 1)


def _of(indicator: str, **reading: Any) -> dict[str, Any]:
    return LEVEL | reading | {"measures": [{"indicator": indicator, "comparability": "same"}]}


@pytest.fixture
def reviewed(catalogue: Callable[..., Catalogue]) -> Callable[..., Review]:
    """Return a builder: targets, the observations then and now; without those of then it is a first review."""

    def build(
        targets: dict[str, dict[str, Any]], now: list[pd.DataFrame], then: list[pd.DataFrame] | None = None, place: str = ""
    ) -> Review:
        book = catalogue(targets)
        current = Known(book, pd.concat(now, ignore_index=True), DAY)
        cards = scorecard.judge(book, current.observations, DAY).scorecard
        if then is None:
            return review(book, "mission", cards, day=DAY, place=place)
        old = Known(book, pd.concat(then, ignore_index=True) if then else current.observations.head(0), SINCE)
        before = scorecard.judge(book, old.observations, SINCE).scorecard
        return review(book, "mission", cards, day=DAY, since=SINCE, before=before, causes=verdict_changes(old, current), place=place)

    return build


def test_verdicts_are_counted_and_listed_worst_first(reviewed: Callable[..., Review], observed: Callable[..., pd.DataFrame]) -> None:
    """62.1 % rises 3 points a year and reaches 70 % by 2030; nothing is measured for the second; the third falls."""
    found = reviewed(
        {"good": _of("uptake"), "open": _of("deaths", comparator="<=", direction="decrease"), "bad": _of("other-uptake")},
        [observed(YEARS, RISING), observed(YEARS, FALLING, indicator="other-uptake")],
    )

    assert list(zip(found.rows["target"], found.statuses, strict=True)) == [
        ("bad", "away"),
        ("open", "not_assessable"),
        ("good", "on_course"),
    ]
    assert (found.targets, found.assessable, found.is_one_each) == (3, 2, True)


def test_a_first_review_has_nothing_to_compare_with(reviewed: Callable[..., Review], observed: Callable[..., pd.DataFrame]) -> None:
    found = reviewed({"t": LEVEL}, [observed(YEARS, RISING)])

    assert (found.since, len(found.changes)) == (None, 0)


def test_nothing_changed_between_the_same_figures(reviewed: Callable[..., Review], observed: Callable[..., pd.DataFrame]) -> None:
    assert reviewed({"t": LEVEL}, [observed(YEARS, RISING)], [observed(YEARS, RISING)]).changes.empty


def test_a_change_shows_both_verdicts_its_turn_and_its_cause(
    reviewed: Callable[..., Review], observed: Callable[..., pd.DataFrame]
) -> None:
    found = reviewed({"t": LEVEL}, [observed(YEARS, FALLING)], [observed(YEARS, RISING)]).changes.iloc[0]

    assert found[["kind", "turn", "cause", "status_then", "status_now"]].tolist() == ["verdict", "worse", "data", "on_course", "away"]
    assert (found["latest_then"], found["latest_now"]) == (62.1, 50.0)


def test_a_newer_value_with_the_same_verdict_is_a_change_of_the_data(
    reviewed: Callable[..., Review], observed: Callable[..., pd.DataFrame]
) -> None:
    found = reviewed({"t": LEVEL}, [observed([*YEARS, 2024], [*RISING, 65.0])], [observed(YEARS, RISING)]).changes

    assert found[["kind", "cause", "latest_year_now"]].to_numpy().tolist() == [["value", "data", 2024]]


def test_changed_verdicts_come_before_new_values_and_worse_ones_first(
    reviewed: Callable[..., Review], observed: Callable[..., pd.DataFrame]
) -> None:
    targets = {"better": _of("other-uptake"), "value": _of("uptake"), "worse": _of("deaths")}
    then = [
        observed(YEARS, FALLING, indicator="other-uptake"),
        observed(YEARS, RISING),
        observed(YEARS, RISING, indicator="deaths"),
    ]
    now = [
        observed(YEARS, RISING, indicator="other-uptake"),
        observed([*YEARS, 2024], [*RISING, 65.0]),
        observed(YEARS, FALLING, indicator="deaths"),
    ]

    assert list(reviewed(targets, now, then).changes["target"]) == ["worse", "better", "value"]


def test_a_version_that_comes_into_force_between_the_days_is_the_cause(
    reviewed: Callable[..., Review], observed: Callable[..., pd.DataFrame]
) -> None:
    """The first version ends in July; the second asks for 60 %, which 62.1 % has passed."""
    moved = LEVEL | {
        "version": {"valid_to": date(2024, 6, 30)},
        "revised": {"reading": {"value": 60.0}, "valid_from": date(2024, 7, 1)},
    }
    found = reviewed({"t": moved}, [observed(YEARS, RISING)], [observed(YEARS, RISING)]).changes.iloc[0]

    assert found[["kind", "cause", "status_then", "status_now"]].tolist() == ["verdict", "target", "on_course", "met"]
    assert (found["target_version_then"], found["target_version_now"]) == (1, 2)


def test_decisions_follow_the_rule(reviewed: Callable[..., Review], observed: Callable[..., pd.DataFrame]) -> None:
    """Away, then newly worse, then behind, then what only the owner can state; a target that is on course needs none."""
    targets = {
        "unstated": {"kind": "aspiration", "direction": "increase", "measures": []},
        "slow": SLOW | {"measures": [{"indicator": "uptake", "comparability": "same"}]},
        "fine": _of("uptake"),
        "falls": _of("other-uptake"),
        "stalled": _of("deaths"),
    }
    stalled: list[float | None] = [50.0, 56.0, 49.0, 57.0, 51.0]
    then = [
        observed(YEARS, RISING),
        observed(YEARS, FALLING, indicator="other-uptake"),
        observed(YEARS, RISING, indicator="deaths"),
    ]
    now = [*then[:2], observed(YEARS, stalled, indicator="deaths")]

    found = reviewed(targets, now, then).decisions

    assert list(zip(found["target"], found["why"], strict=True)) == [
        ("falls", "away"),
        ("stalled", "newly_worse"),
        ("slow", "behind"),
        ("unstated", "owner_could_supply"),
    ]


def test_of_those_behind_the_one_with_the_furthest_way_comes_first(
    reviewed: Callable[..., Review], observed: Callable[..., pd.DataFrame]
) -> None:
    """From 62.1 %: 90 needs another 27.9 points = 44.9 % of the latest value, 95 needs 32.9 points = 53.0 %."""
    found = reviewed({"near": LEVEL | {"value": 90.0}, "far": SLOW}, [observed(YEARS, RISING)]).decisions

    assert list(found["target"]) == ["far", "near"]
    assert list(found["still_needed_percent"].round(1)) == [53.0, 44.9]


def test_a_target_is_one_decision_however_many_countries_move_away(
    reviewed: Callable[..., Review], observed: Callable[..., pd.DataFrame]
) -> None:
    """The project follows two of the three members; Sweden and Germany fall."""
    target = LEVEL | {"judged_in": ["members:EU"]}
    frames = [observed(YEARS, FALLING, place=place) for place in ("SWE", "DEU", "FRA")]
    found = reviewed({"t": target}, frames)

    assert (found.targets, found.places, found.is_one_each) == (1, 2, False)
    assert found.decisions[["target", "places"]].to_numpy().tolist() == [["t", ("DEU", "SWE")]]


def test_the_place_with_the_furthest_way_to_go_is_named(reviewed: Callable[..., Review], observed: Callable[..., pd.DataFrame]) -> None:
    """Sweden is 5 points below Germany in every year, so more of its latest value is missing; Germany comes first in every list."""
    lower = [value - 5 for value in RISING]
    frames = [observed(YEARS, RISING, place="DEU"), observed(YEARS, lower, place="SWE")]
    found = reviewed({"slow": SLOW | {"judged_in": ["members:EU"]}}, frames).decisions

    assert found[["places", "furthest"]].to_numpy().tolist() == [[("DEU", "SWE"), "SWE"]]


def test_a_review_of_one_place_looks_at_it_alone(reviewed: Callable[..., Review], observed: Callable[..., pd.DataFrame]) -> None:
    target = LEVEL | {"judged_in": ["members:EU"]}
    frames = [observed(YEARS, FALLING, place=place) for place in ("SWE", "DEU", "FRA")]

    assert list(reviewed({"t": target}, frames, place="FRA").rows["place"]) == ["FRA"]


def test_what_cannot_be_said_names_what_is_missing(reviewed: Callable[..., Review], observed: Callable[..., pd.DataFrame]) -> None:
    """Two points are too few for a trend; three more years are needed."""
    found = reviewed(
        {"t": LEVEL, "ok": _of("other-uptake")}, [observed([2022, 2023], [50.0, 53.0]), observed(YEARS, RISING, indicator="other-uptake")]
    )

    assert found.unsaid[["target", "reasons", "missing"]].to_numpy().tolist() == [["t", ("too_few_points",), ("more_years",)]]
