"""Which step of a comparison changes a verdict; told by a judge that only repeats what it was given, so each step can be read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from data.errors import MetricError
from metrics import scorecard, targets
from metrics.changes import COLUMNS, Known, read_scorecard, verdict_changes

LEVEL: dict[str, Any] = {"kind": "level", "comparator": ">=", "direction": "increase", "value": 70.0, "year": 2030}
DAY, NEXT_YEAR = date(2024, 6, 1), date(2025, 6, 1)
KEY = {"mission": "mission", "target": "t", "place": "SWE"}


def repeat(catalogue: Catalogue, observations: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return verdicts whose reason is year, aim, rule of the indicator and value; for every version, the newest first."""
    versions = targets.version_rows(list(catalogue.missions.values())).iloc[::-1]
    rows = [
        (
            mission.id, target.id, place, version.version, "behind",
            (f"{day.year} {version.reading.value:g} {catalogue.indicators[target.measures[0].indicator].stale_after_years} "
            f"{observations['value'].item():g} {catalogue.places[place].code}"),
        )
        for mission in catalogue.missions.values() for target in mission.targets for place in target.judged_in
        for version in target.versions[::-1]
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["mission", "target", "place", "target_version", "status", "reason"])
    holds = versions.assign(in_force=targets.are_in_force(versions, day))
    return frame.merge(holds[["mission", "target", "target_version", "in_force"]], on=["mission", "target", "target_version"])


@pytest.fixture
def known(catalogue: Callable[..., Catalogue], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Known]:
    """Return a builder of what is known; it is judged by `repeat`."""
    monkeypatch.setattr(scorecard, "statuses", repeat)
    monkeypatch.setattr(scorecard, "prepare", lambda *known: known)
    monkeypatch.setattr(scorecard, "statuses_on", lambda prepared, day: repeat(*prepared, day))

    def build(*, day: date = DAY, aim: float = 70.0, stale: int = 5, value: float = 1.0, **asked: dict[str, Any]) -> Known:
        book = catalogue(asked or {"t": LEVEL | {"value": aim}}, stale_after_years=stale)
        return Known(book, pd.DataFrame({"value": [value]}), day)

    return build


def only(changes: pd.DataFrame) -> dict[str, Any]:
    (row,) = changes.to_dict("records")
    return {str(name): value for name, value in row.items()}


@pytest.mark.parametrize(
    ("news", "reason", "cause"),
    [
        ({"day": NEXT_YEAR}, "2025 70 5 1 SWE", "time"),
        ({"aim": 60.0}, "2024 60 5 1 SWE", "target"),
        ({"stale": 3}, "2024 70 3 1 SWE", "rule"),
        ({"value": 2.0}, "2024 70 5 2 SWE", "data"),
        ({"value": 2.0, "day": NEXT_YEAR}, "2025 70 5 2 SWE", "time+data"),
        ({"aim": 60.0, "stale": 3}, "2024 60 3 1 SWE", "target+rule"),
        ({"aim": 60.0, "stale": 3, "value": 2.0, "day": NEXT_YEAR}, "2025 60 3 2 SWE", "time+target+rule+data"),
    ],
)
def test_every_step_that_moves_the_verdict_is_a_cause(known: Callable[..., Known], news: dict[str, Any], reason: str, cause: str) -> None:
    assert only(verdict_changes(known(), known(**news))) == KEY | {
        "change": "revised", "old": "behind: 2024 70 5 1 SWE", "new": f"behind: {reason}", "cause": cause,
    }  # fmt: skip


def test_without_any_difference_the_columns_are_there_all_the_same(known: Callable[..., Known]) -> None:
    changes = verdict_changes(known(), known())

    assert changes.empty
    assert list(changes.columns) == COLUMNS


def test_a_target_that_stayed_is_left_out_beside_one_that_changed(known: Callable[..., Known]) -> None:
    """Sorted by target and place, in whatever order they stand in the catalogue."""
    places = {"judged_in": ["SWE", "DEU"]}
    old = known(b=LEVEL | places, c=LEVEL, a=LEVEL)
    new = known(b=LEVEL | places | {"value": 60.0}, c=LEVEL, a=LEVEL | {"value": 60.0})
    changes = verdict_changes(old, new)

    assert changes[["target", "place"]].to_numpy().tolist() == [["a", "SWE"], ["b", "DEU"], ["b", "SWE"]]
    assert changes.index.tolist() == [0, 1, 2]


def test_a_mission_may_bring_an_indicator_and_a_place_that_were_not_known(known: Callable[..., Known]) -> None:
    """Its target is new because of the targets, and the rule of the old indicator stays as it was at that step."""
    new = known(t=LEVEL, u=LEVEL | {"judged_in": ["DEU"], "measures": [{"indicator": "other-uptake", "comparability": "same"}]}, stale=3)
    old = known(t=LEVEL)
    fewer = {
        "indicators": {name: one for name, one in old.catalogue.indicators.items() if name != "other-uptake"},
        "places": {code: place for code, place in old.catalogue.places.items() if code != "DEU"},
    }
    changes = verdict_changes(Known(old.catalogue.model_copy(update=fewer), old.observations, DAY), new)

    assert changes[["target", "change", "old", "new", "cause"]].to_numpy().tolist() == [
        ["t", "revised", "behind: 2024 70 5 1 SWE", "behind: 2024 70 5 1 SWE".replace("5", "3"), "rule"],
        ["u", "new", "", "behind: 2024 70 5 1 DEU", "target"],
    ]


def test_what_is_gone_has_no_new_verdict(known: Callable[..., Known]) -> None:
    changes = verdict_changes(known(t=LEVEL, u=LEVEL), known(t=LEVEL))

    assert only(changes) == KEY | {"target": "u", "change": "gone", "old": "behind: 2024 70 5 1 SWE", "new": "", "cause": "target"}


REVISED = LEVEL | {
    "version": {"valid_from": date(2020, 1, 1), "valid_to": date(2024, 12, 31)},
    "revised": {"reading": {"value": 60.0}, "valid_from": date(2025, 1, 1)},
}


def test_the_version_that_comes_into_force_is_a_change_of_the_target(known: Callable[..., Known]) -> None:
    """The same catalogue on both days: the year is time, the other version's 60 the target; the first version alone would be time."""
    book = known(t=REVISED).catalogue
    old, new = (Known(book, pd.DataFrame({"value": [1.0]}), day) for day in (DAY, NEXT_YEAR))

    assert only(verdict_changes(old, new)) == KEY | {
        "change": "revised", "old": "behind: 2024 70 5 1 SWE", "new": "behind: 2025 60 5 1 SWE", "cause": "time+target",
    }  # fmt: skip


def test_each_target_is_followed_in_the_version_that_held_for_it(known: Callable[..., Known]) -> None:
    """Of the first the second version holds, of the other the first; only the figures change, and only they are named."""
    moved = LEVEL | {"version": {"valid_to": date(2023, 12, 31)}, "revised": {"reading": {"value": 60.0}, "valid_from": date(2024, 1, 1)}}
    changes = verdict_changes(known(t=moved, u=REVISED), known(t=moved, u=REVISED, value=2.0))

    assert changes[["old", "new", "cause"]].to_numpy().tolist() == [
        ["behind: 2024 60 5 1 SWE", "behind: 2024 60 5 2 SWE", "data"],
        ["behind: 2024 70 5 1 SWE", "behind: 2024 70 5 2 SWE", "data"],
    ]


# --- a scorecard as it was published --------------------------------------------------------------------------------------------


def published(**changes: Any) -> pd.DataFrame:
    return pd.DataFrame([KEY | {"target_version": 1, "status": "behind", "reason": "2024 70 5 1 SWE"} | changes])


@pytest.mark.parametrize(
    ("was", "news", "change"),
    [
        (published(reason="other"), {}, ("behind: other", "behind: 2024 70 5 1 SWE", "rule")),
        (published(status="met", reason=None), {}, ("met", "behind: 2024 70 5 1 SWE", "rule")),
        (published(status="met", reason=""), {"stale": 3}, ("met", "behind: 2024 70 3 1 SWE", "rule")),  # twice the rule is once
        (published(status="met", reason=""), {"value": 2.0}, ("met", "behind: 2024 70 5 2 SWE", "rule+data")),
    ],
)
def test_a_published_verdict_that_is_judged_otherwise_today_is_a_change_of_the_rule(
    known: Callable[..., Known], was: pd.DataFrame, news: dict[str, Any], change: tuple[str, str, str]
) -> None:
    row = only(verdict_changes(known(), known(**news), was))

    assert (row["old"], row["new"], row["cause"]) == change


def test_a_published_verdict_that_still_stands_is_no_change(known: Callable[..., Known]) -> None:
    """Of two versions in the file the last counts, in whatever order."""
    rows = pd.concat([published(target_version=2), published(status="met", reason="")])

    assert verdict_changes(known(), known(), rows).empty
    assert verdict_changes(known(), known(), rows.iloc[::-1]).empty


HEAD = "mission,target,place,status,reason,target_version"


@pytest.mark.parametrize(
    ("text", "targets_read"),
    [
        (f"{HEAD},in_force\nm,a,SWE,met,,1,False\nm,b,SWE,met,,1,True\nm,c,SWE,met,,1,false\nm,d,SWE,met,,1,\n", ["b", "d"]),
        (f"{HEAD}\nm,a,SWE,met,,1\n", ["a"]),  # a file that does not say which version is in force
    ],
)
def test_of_a_published_file_the_versions_in_force_are_read(tmp_path: Path, text: str, targets_read: list[str]) -> None:
    file = tmp_path / "scorecard.csv"
    file.write_text(text, encoding="utf-8")

    assert read_scorecard(file)["target"].tolist() == targets_read


@pytest.mark.parametrize("column", HEAD.split(","))
def test_a_published_file_without_one_of_its_columns_is_refused(tmp_path: Path, column: str) -> None:
    file = tmp_path / "scorecard.csv"
    file.write_text(",".join(name for name in HEAD.split(",") if name != column) + "\nm,a,SWE,met,1\n", encoding="utf-8")

    with pytest.raises(MetricError, match=f"has no column {column}"):
        read_scorecard(file)


# --- what is judged, and how often ----------------------------------------------------------------------------------------------


def test_a_scorecard_at_hand_is_taken_as_it_is(known: Callable[..., Known]) -> None:
    hand = published(in_force=True)
    one = known()
    held = Known(one.catalogue, one.observations, one.day, hand)

    assert held.statuses is hand
    assert held.scorecard is hand
    assert held.statuses_on(NEXT_YEAR)["reason"].tolist() == ["2025 70 5 1 SWE"]


def test_a_scorecard_that_was_made_is_not_made_again(known: Callable[..., Known], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = published(in_force=True)
    monkeypatch.setattr(scorecard, "judge", lambda *_: scorecard.Judged(whole, whole, whole, whole, whole))
    one = known()

    assert one.statuses["reason"].tolist() == ["2024 70 5 1 SWE"]
    assert one.scorecard is whole


def test_a_whole_scorecard_that_was_made_serves_for_the_statuses(known: Callable[..., Known], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = published(in_force=True)
    monkeypatch.setattr(scorecard, "judge", lambda *_: scorecard.Judged(whole, whole, whole, whole, whole))
    one = known()

    assert one.scorecard is whole
    assert one.statuses is whole
    assert known().statuses is not whole  # nobody asked for the whole one
