"""Targets in rows: which version holds on a day, where a target is judged, which series speaks first, and from where it starts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from metrics import targets

Build = Callable[..., Catalogue]
Observe = Callable[..., pd.DataFrame]

DAY = date(2024, 7, 1)
LEVEL: dict[str, Any] = {"kind": "level", "direction": "increase", "comparator": ">=", "value": 64.0, "year": 2030}


def missions_of(book: Catalogue) -> list[Any]:
    return list(book.missions.values())


# --- which version holds ------------------------------------------------------------------------------------------------------


def in_force(*versions: dict[str, Any]) -> list[bool]:
    """Tell which versions hold on the day; each a first version of one target unless it says otherwise."""
    usual = {"mission": "m", "target": "t", "target_version": 1, "valid_from": None, "valid_to": None, "mission_start": np.nan}
    return targets.are_in_force(pd.DataFrame([usual | version for version in versions]), DAY).tolist()


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ({"valid_from": DAY}, True),
        ({"valid_from": date(2024, 7, 2)}, False),
        ({"valid_from": DAY, "valid_to": DAY}, True),  # the last day still counts
        ({"valid_from": date(2020, 1, 1), "valid_to": date(2024, 6, 30)}, False),
        ({"mission_start": 2024.0}, True),
        ({"mission_start": 2025.0}, False),  # not older than its mission
        ({"mission_start": np.nan}, True),
        ({"valid_from": DAY, "mission_start": 2025.0}, True),  # a day of its own goes before the mission's year
        ({"valid_from": date(2024, 7, 2), "mission_start": 2020.0}, False),
    ],
)
def test_a_version_holds_from_its_first_day_to_its_last(version: dict[str, Any], *, expected: bool) -> None:
    # The second row only keeps the columns of days what they are in a catalogue.
    assert in_force(version, {"target": "other", "valid_from": DAY, "valid_to": DAY})[0] is expected


def test_of_several_versions_that_hold_the_newest_does() -> None:
    """The third begins tomorrow; another target, and one of the same name in another mission, have versions of their own."""
    days = [date(2020, 1, 1), date(2022, 1, 1), date(2024, 7, 2)]
    rows: list[dict[str, Any]] = [{"target_version": number, "valid_from": day} for number, day in enumerate(days, start=1)]
    rows += [{"target": "other", "valid_from": days[0]}, {"mission": "another", "valid_from": days[0]}]

    assert in_force(*rows) == [False, True, False, True, True]
    assert in_force(*rows[::-1]) == [True, True, False, True, False]


def test_where_the_newer_version_has_ended_the_older_one_holds_again() -> None:
    rows = [{"valid_from": date(2020, 1, 1)}, {"target_version": 2, "valid_from": date(2022, 1, 1), "valid_to": date(2023, 1, 1)}]

    assert in_force(*rows) == [True, False]


# --- what was said ------------------------------------------------------------------------------------------------------------


def said(book: Catalogue) -> dict[str, Any]:
    (row,) = targets.version_rows(missions_of(book)).to_dict("records")
    return {str(name): value for name, value in row.items()}


def test_what_a_version_says_is_in_its_row(catalogue: Build) -> None:
    steps = [{"year": 2026, "value": 60.0}, {"year": 2028, "value": 62.0}]
    row = said(catalogue({"t": LEVEL | {"path": "stepped", "steps": steps, "baseline": {"year": 2020, "value": 50.0}}}))

    assert (row["sign"], row["comparator"], row["stated_value"], row["stated_target_year"]) == (1.0, ">=", 64.0, 2030)
    assert (row["stated_baseline_year"], row["stated_baseline"], row["baseline_ours"]) == (2020, 50.0, False)
    assert (row["path"], row["steps"]) == ("stepped", ((2026, 60.0), (2028, 62.0)))
    assert (row["mission"], row["target"], row["target_version"], row["version_id"]) == ("mission", "t", 1, "t")
    assert np.isnan(row["mission_start"])
    assert row["unverified"] is False
    assert row["parts"] == ()


def test_a_target_made_of_others_names_them_in_order(catalogue: Build) -> None:
    book = catalogue({"a": LEVEL, "b": LEVEL, "t": {"kind": "all_of", "direction": "increase", "parts": ["b", "a"]}})

    assert targets.version_rows(missions_of(book))["parts"].tolist() == [(), (), ("b", "a")]


@pytest.mark.parametrize(("direction", "sign", "comparator"), [("increase", 1.0, ">="), ("decrease", -1.0, "<=")])
def test_a_change_without_a_word_for_it_is_reached_at_its_level(catalogue: Build, direction: str, sign: float, comparator: str) -> None:
    change = {"kind": "relative_change", "direction": direction, "amount": 10.0, "baseline": {"year": 2020}}
    row = said(catalogue({"t": change}))

    assert (row["sign"], row["comparator"], row["amount"]) == (sign, comparator, 10.0)


@pytest.mark.parametrize("comparator", [">", "<", "<=", ">="])
def test_the_word_of_the_document_goes_before_the_direction(catalogue: Build, comparator: str) -> None:
    """A target of more than 64 is not met at 64."""
    assert said(catalogue({"t": LEVEL | {"comparator": comparator}}))["comparator"] == comparator


@pytest.mark.parametrize(
    ("baseline", "ours"), [(None, False), ({"year": 2020}, False), ({"year": 2020, "stated": False, "note": {"en": "x", "de": "x"}}, True)]
)
def test_a_start_that_we_chose_is_marked(catalogue: Build, baseline: dict[str, Any] | None, *, ours: bool) -> None:
    assert said(catalogue({"t": LEVEL | {"baseline": baseline}}))["baseline_ours"] is ours


def test_the_first_year_of_a_mission_is_a_number(catalogue: Build) -> None:
    book = catalogue({"t": LEVEL})
    begun = book.missions["mission"].model_copy(update={"period": book.missions["mission"].period.model_copy(update={"start": 2021})})

    assert targets.version_rows([begun])["mission_start"].tolist() == [2021.0]


# --- where it is judged -------------------------------------------------------------------------------------------------------


def places(book: Catalogue, *speaking: tuple[str, str, str]) -> list[list[str]]:
    """Return target and place of every row; *speaking* names target, place and comparability of the series held."""
    rows = [("mission", target, place, grade) for target, place, grade in speaking]
    measured = pd.DataFrame(rows, columns=["mission", "target", "place", "comparability"])
    found: list[list[str]] = targets.place_rows(book, missions_of(book), measured)[["target", "place"]].to_numpy().tolist()
    return found


def test_of_a_group_those_count_that_are_followed_or_measured(catalogue: Build) -> None:
    """France is not followed: it is listed where a series speaks to this very target, not where one of another quantity does."""
    book = catalogue({"a": LEVEL | {"judged_in": ["EU", "members:EU"]}, "b": LEVEL | {"judged_in": ["members:EU"]}})
    followed = [["a", "EU"], ["a", "DEU"], ["a", "SWE"], ["b", "DEU"], ["b", "SWE"]]

    assert places(book) == followed
    assert places(book, ("a", "FRA", "not_comparable"), ("b", "SWE", "same")) == followed
    assert places(book, ("b", "FRA", "proxy"), ("b", "FRA", "same")) == [*followed[:4], ["b", "FRA"], ["b", "SWE"]]


def test_a_place_that_is_named_counts_without_any_series_and_once(catalogue: Build) -> None:
    book = catalogue({"a": LEVEL | {"judged_in": ["FRA", "SWE-AB", "FRA"]}, "b": LEVEL | {"judged_in": ["FRA", "members:EU"]}})

    assert places(book) == [["a", "FRA"], ["a", "SWE-AB"], ["b", "FRA"], ["b", "DEU"], ["b", "SWE"]]


def test_without_a_list_of_followed_places_only_what_is_measured_counts(catalogue: Build) -> None:
    book = catalogue({"a": LEVEL | {"judged_in": ["members:EU"]}})
    book = book.model_copy(update={"places": {code: place for code, place in book.places.items() if code != "FOLLOWED"}})

    assert places(book, ("a", "FRA", "same")) == [["a", "FRA"]]


@pytest.mark.parametrize(
    ("judged_in", "expected"),
    [
        (["SWE"], False),
        (["members:EU"], True),
        (["SWE", "members:EU"], True),
        (["SWE-AB", "EU"], True),
        (["EU"], True),  # a group that is not the mission's own place
        (["SWE", "DEU"], False),
        (["SWE-AB"], False),
    ],
)
def test_a_target_of_a_group_is_judged_by_country(catalogue: Build, judged_in: list[str], *, expected: bool) -> None:
    book = catalogue({"t": LEVEL | {"judged_in": judged_in}})
    mission = book.missions["mission"]

    assert targets.judged_by_country(mission.targets[0], mission, book) is expected


def test_a_group_s_own_mission_is_judged_as_a_whole(catalogue: Build) -> None:
    book = catalogue({"t": LEVEL | {"judged_in": ["EU"]}})
    mission = book.missions["mission"].model_copy(update={"place": "EU"})

    assert not targets.judged_by_country(mission.targets[0], mission, book)


# --- which series speaks ------------------------------------------------------------------------------------------------------


def measure(grade: str, **changes: Any) -> dict[str, Any]:
    return {"indicator": "uptake", "comparability": grade} | changes


def test_a_measure_has_a_row_for_every_place_and_version_it_is_limited_to(catalogue: Build) -> None:
    two = LEVEL | {"revised": {"reading": {"value": 70.0}}}
    two["measures"] = [measure("proxy", places=["SWE", "DEU"], versions=[2]), measure("same", source="wuenic", sex="female")]
    rows = targets.measure_rows(missions_of(catalogue({"t": two})))

    assert rows[["target_version", "order", "sex", "only_place", "wanted_source"]].to_numpy().tolist() == [
        [1, 1, "female", "", "wuenic"], [2, 0, "all", "SWE", ""], [2, 0, "all", "DEU", ""], [2, 1, "female", "", "wuenic"],
    ]  # fmt: skip


def test_by_a_chosen_indicator_a_target_without_it_gets_a_stand_in_of_its_first_measure(catalogue: Build) -> None:
    """Every version gets one, whatever place and source its own measure was limited to."""
    own = [measure("same", places=["SWE"], source="wuenic", sex="female"), measure("same", age="Y65+")]
    other = {"measures": [measure("not_comparable"), {"indicator": "other-uptake", "comparability": "same", "places": ["DEU"]}]}
    book = catalogue({"a": LEVEL | {"measures": own, "revised": {"reading": {"value": 70.0}}}, "b": LEVEL | other})
    rows = targets.measure_rows(missions_of(book), "other-uptake")

    columns = ["target", "target_version", "indicator", "comparability", "sex", "only_place", "wanted_source"]
    assert rows[columns].to_numpy().tolist() == [
        ["b", 1, "other-uptake", "same", "all", "DEU", ""],  # its own measure as it stands
        ["a", 1, "other-uptake", "proxy", "female", "", ""],
        ["a", 2, "other-uptake", "proxy", "female", "", ""],
    ]
    assert rows.index.tolist() == [0, 1, 2]


def test_a_target_of_the_same_name_in_another_mission_gets_its_stand_in_too(catalogue: Build) -> None:
    """The first mission's has the chosen indicator, the second's has not."""
    own, other = catalogue({"t": LEVEL | {"measures": [{"indicator": "other-uptake", "comparability": "same"}]}}), catalogue({"t": LEVEL})
    missions = [own.missions["mission"], other.missions["mission"].model_copy(update={"id": "second"})]
    rows = targets.measure_rows(missions, "other-uptake")

    assert rows[["mission", "comparability"]].to_numpy().tolist() == [["mission", "same"], ["second", "proxy"]]


USUAL = {"indicator": "uptake", "sex": "all", "age": "all", "site": "all", "group": "all"}


def spoken(measures: list[dict[str, Any]], held: list[dict[str, Any]]) -> list[int]:
    """Return the numbers of the series that speak, the first to be used first."""
    said_of_all = USUAL | {"mission": "m", "target": "t", "target_version": 1, "wanted_source": "", "only_place": ""}
    asked = pd.DataFrame([said_of_all | {"order": order} | one for order, one in enumerate(measures)])
    series = [
        USUAL | {"place": "SWE", "source": "s", "edition": "2024", "last_year": 2023.0, "series": number} | one
        for number, one in enumerate(held)
    ]
    found: list[int] = targets.speaking_series(asked, pd.DataFrame(series))["series"].tolist()
    return found


SAME, PROXY, OTHER = ({"comparability": grade} for grade in ("same", "proxy", "not_comparable"))


@pytest.mark.parametrize(
    ("measures", "held", "expected"),
    [
        # The same quantity goes before a stand-in, a stand-in before another quantity, whatever the order in the file and the years.
        ([OTHER | {"age": "a"}, PROXY | {"age": "b"}, SAME], [{"age": "a"}, {"age": "b"}, {"last_year": 2001.0}], [2, 1, 0]),
        # Of measures alike the first in the file goes first, though the other has newer values.
        ([SAME | {"age": "z"}, SAME | {"age": "b"}], [{"age": "b", "last_year": 2024.0}, {"age": "z"}], [1, 0]),
        # Of one measure's sources that with the newest value; where they are equal, by name, then the newer edition.
        ([SAME], [{"source": "a", "last_year": 2022.0}, {"source": "b"}], [1, 0]),
        ([SAME], [{"source": "b"}, {"source": "a"}], [1, 0]),
        ([SAME], [{"edition": "2023"}, {"edition": "2024"}], [1, 0]),
        ([SAME], [{"last_year": np.nan}, {"source": "z", "last_year": 1990.0}], [1, 0]),  # a series without a value goes last
        # A measure that names a place or a source takes no other.
        ([SAME | {"only_place": "DEU"}], [{}, {"place": "DEU"}], [1]),
        ([SAME | {"wanted_source": "z"}], [{}, {"source": "z"}], [1]),
        ([SAME | {"only_place": "DEU", "wanted_source": "z"}], [{"place": "DEU"}, {"source": "z"}, {"place": "DEU", "source": "z"}], [2]),
        # Places, then versions, are told apart before anything else.
        ([SAME], [{"place": "SWE", "last_year": 2024.0}, {"place": "DEU"}], [1, 0]),
        ([SAME | {"target_version": 2}, PROXY], [{}], [0, 0]),
    ],
)  # fmt: skip
def test_the_series_that_comes_nearest_speaks_first(
    measures: list[dict[str, Any]], held: list[dict[str, Any]], expected: list[int]
) -> None:
    assert spoken(measures, held) == expected


@pytest.mark.parametrize("part", ["indicator", "sex", "age", "site", "group"])
def test_a_series_of_another_breakdown_does_not_speak(part: str) -> None:
    assert spoken([SAME], [{part: "another"}]) == []


def test_the_measure_that_comes_nearest_is_named_where_none_is_held() -> None:
    """Of the second target the file's first; the other version has its own."""
    rows = pd.DataFrame(
        [("m", "a", 1, 0, "proxy"), ("m", "a", 1, 1, "same"), ("m", "a", 2, 0, "not_comparable"), ("m", "b", 1, 1, "same"),
         ("m", "b", 1, 0, "same")],
        columns=["mission", "target", "target_version", "order", "comparability"],
    )  # fmt: skip
    best = targets.best_measures(rows).sort_values(["target", "target_version"])

    assert best[["target", "target_version", "order", "comparability"]].to_numpy().tolist() == [
        ["a", 1, 1, "same"], ["a", 2, 0, "not_comparable"], ["b", 1, 0, "same"],
    ]  # fmt: skip
    assert list(best.columns) == list(rows.columns)


# --- from where it starts -----------------------------------------------------------------------------------------------------

STATED: dict[str, Any] = {
    "kind": "relative_change", "sign": -1.0, "stated_value": None, "amount": 10.0, "stated_target_year": 2030, "stated_baseline_year": None,
    "stated_baseline": None, "series": 0,
}  # fmt: skip
POINTS = pd.DataFrame(
    {
        "series": [0, 0, 0, 1, 1], "year": [2015, 2018, 2020, 2015, 2018], "year_end": [2015, 2018, 2020, 2015, 2018],
        "value": [50.0, 40.0, 30.0, 500.0, 400.0], "segment": [0, 0, 1, 0, 0], "excluded_by": "",
    }
)  # fmt: skip


def resolved(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return the rows with their numbers; numbered from 7 on, as no series is."""
    return targets.resolve_numbers(pd.DataFrame([STATED | row for row in rows], index=range(7, 7 + len(rows))), POINTS)


def test_a_year_alone_asks_the_series_of_the_row_for_its_value() -> None:
    """Three targets of two series: a tenth less than 40, than 500 and than 30."""
    rows = resolved(
        {"stated_baseline_year": 2018}, {"stated_baseline_year": 2015, "series": 1}, {"stated_baseline_year": 2020},
    )  # fmt: skip

    assert rows["baseline"].tolist() == [40.0, 500.0, 30.0]
    assert rows["target_value"].tolist() == [36.0, 450.0, 27.0]
    assert rows["baseline_segment"].tolist() == [0, 0, 1]
    assert rows["baseline_source"].tolist() == ["series"] * 3


def test_a_start_between_two_values_is_the_earlier_one_and_has_its_year() -> None:
    rows = resolved({"stated_baseline_year": 2019})

    assert rows[["baseline_year", "baseline"]].to_numpy().tolist() == [[2018.0, 40.0]]


def test_a_stated_value_goes_before_the_series() -> None:
    """Its year is the document's, with or without a value measured then."""
    rows = resolved({"stated_baseline_year": 2019, "stated_baseline": 60.0}, {"stated_baseline": 0.0, "stated_baseline_year": 2018})

    assert rows[["baseline_year", "baseline", "target_value"]].to_numpy().tolist() == [[2019.0, 60.0, 54.0], [2018.0, 0.0, 0.0]]
    assert rows["baseline_source"].tolist() == ["stated", "stated"]
    assert rows["baseline_segment"].isna().all()


def test_where_no_value_is_found_the_year_stays_and_the_level_is_missing() -> None:
    """2010 is before every value; no series speaks to the second row, though 2018 was measured in another's; the third names no year."""
    rows = resolved({"stated_baseline_year": 2010}, {"stated_baseline_year": 2018, "series": -1}, {})

    assert rows["baseline_year"].fillna(0).tolist() == [2010.0, 2018.0, 0.0]
    assert rows[["baseline", "target_value"]].isna().all(axis=None)
    assert rows["baseline_source"].tolist() == ["", "", ""]


def test_numbers_that_no_document_states_are_missing_numbers() -> None:
    """Also where none of the rows states one: a column of nothing must be able to take part in arithmetic."""
    unsaid = dict.fromkeys(["stated_value", "amount", "stated_target_year", "stated_baseline_year", "stated_baseline"])
    rows = resolved({"kind": "level"} | unsaid, {"kind": "gain"} | unsaid)

    assert rows[[*unsaid, "baseline", "baseline_year", "target_year", "target_value"]].dtypes.unique().tolist() == [np.dtype(float)]
    assert rows["target_value"].isna().all()


def test_a_decade_ends_ten_years_after_its_start_unless_a_year_is_named() -> None:
    """From 40 in 2018: a tenth less by 2028; by 2038, two decades, 0.9 × 0.9 = 0.81 of it. Other kinds have no year of their own."""
    decade = {"kind": "relative_change_per_decade", "stated_baseline_year": 2018}
    rows = resolved(
        decade | {"stated_target_year": None}, decade | {"stated_target_year": 2038},
        {"stated_baseline_year": 2018, "stated_target_year": None},
    )  # fmt: skip

    assert rows["target_year"].fillna(0).tolist() == [2028.0, 2038.0, 0.0]
    assert rows["target_value"].tolist() == pytest.approx([36.0, 32.4, 36.0])
