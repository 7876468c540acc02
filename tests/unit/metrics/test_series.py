"""What happened to a series: excluded years, breaks, the latest value that counts and the value that a change starts from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from metrics.series import event_rows, hold_back, latest_comparable_values, mark_events, starting_values

LEVEL = {"kind": "level", "direction": "increase", "comparator": ">=", "value": 64.0, "year": 2030}
EVENT = {"id": "event", "effect": "exclude", "first_year": 2020, "last_year": 2021, "indicators": ["uptake"]}
NO_EVENTS = pd.DataFrame(columns=["event", "effect", "first_year", "last_year", "indicator", "place"])


def points(periods: list[tuple[int, int]], **columns: Any) -> pd.DataFrame:
    """Return one series of periods (first and last year), with values that rise by one from 1."""
    years, ends = (list(years) for years in zip(*periods, strict=True))
    defaults = {"series": "s", "indicator": "uptake", "place": "SWE", "obs_status": "A", "lower": np.nan, "upper": np.nan}
    frame = pd.DataFrame({"year": years, "year_end": ends, "value": [float(number) for number in range(1, len(years) + 1)]})
    return frame.assign(**defaults | {"edition": "e", "source": "p"} | columns)


def events(*rows: tuple[str, str, int, int, str]) -> pd.DataFrame:
    """Return events of the one indicator: id, effect, first and last year, place (empty for all)."""
    frame = pd.DataFrame(rows, columns=["event", "effect", "first_year", "last_year", "place"])
    return frame.assign(indicator="uptake")[list(NO_EVENTS.columns)]


def marked(frame: pd.DataFrame, *rows: tuple[str, str, int, int, str]) -> pd.DataFrame:
    return mark_events(frame, events(*rows) if rows else NO_EVENTS)


YEARLY = [(year, year) for year in range(2018, 2024)]


# --- what may not be shown ------------------------------------------------------------------------------------------------------


def test_what_may_not_be_shown_yet_loses_every_number_and_says_so(observed: Callable[..., pd.DataFrame]) -> None:
    both = observed([2022, 2023], [1.0, 2.0], lower=0.5, upper=3.0, numerator=1, denominator=2, conf_status=["F", "N"])

    held = hold_back(both)

    assert held["embargoed"].tolist() == [False, True]
    numbers = held[["value", "lower", "upper", "numerator", "denominator"]]
    assert numbers.iloc[0].tolist() == [1.0, 0.5, 3.0, 1.0, 2.0]
    assert numbers.iloc[1].isna().all()


# --- events ---------------------------------------------------------------------------------------------------------------------


def test_an_event_of_a_place_touches_its_parts_and_one_without_place_everything(catalogue: Callable[..., Catalogue]) -> None:
    here, everywhere = EVENT | {"places": ["SWE"]}, EVENT | {"id": "everywhere"}

    found = event_rows(catalogue({"t": LEVEL}, [here, everywhere]))

    assert found[["event", "indicator", "place"]].to_numpy().tolist() == [
        ["event", "uptake", "SWE"], ["event", "uptake", "SWE-AB"], ["everywhere", "uptake", ""],
    ]  # fmt: skip


def test_an_event_that_names_a_place_and_its_part_touches_each_once(catalogue: Callable[..., Catalogue]) -> None:
    found = event_rows(catalogue({"t": LEVEL}, [EVENT | {"places": ["SWE-AB", "SWE"]}]))

    assert sorted(found["place"]) == ["SWE", "SWE-AB"]


@pytest.mark.parametrize(
    ("period", "taken"), [((2019, 2019), ""), ((2020, 2020), "covid"), ((2021, 2021), "covid"), ((2022, 2022), ""),
                          ((2018, 2020), "covid"), ((2021, 2023), "covid"), ((2018, 2023), "covid")],
)  # fmt: skip
def test_a_period_that_shares_a_year_with_an_event_is_taken_out(period: tuple[int, int], taken: str) -> None:
    """The event lasts from 2020 to 2021."""
    found = marked(points([period]), ("covid", "exclude", 2020, 2021, ""))

    assert found["excluded_by"].tolist() == [taken]
    assert found["segment"].tolist() == [0]


@pytest.mark.parametrize(("place", "touched"), [("", True), ("SWE", True), ("DEU", False)])
def test_an_event_touches_its_own_place_and_indicator_alone(place: str, touched: bool) -> None:  # noqa: FBT001 - a case of the table
    years = [(2020, 2020)]
    frame = pd.concat([points(years), points(years, series="other", indicator="deaths")])

    found = marked(frame, ("covid", "exclude", 2020, 2020, place)).set_index("series")["excluded_by"]

    assert found.to_dict() == {"s": "covid" if touched else "", "other": ""}


def test_of_two_events_in_a_year_the_first_by_name_is_named() -> None:
    found = marked(points([(2020, 2020)]), ("war", "exclude", 2020, 2020, ""), ("covid", "exclude", 2019, 2021, "SWE"))

    assert found["excluded_by"].tolist() == ["covid"]


def test_a_note_changes_nothing() -> None:
    found = marked(points(YEARLY), ("campaign", "note", 2019, 2021, ""))

    assert (set(found["excluded_by"]), set(found["segment"])) == ({""}, {0})


def test_a_break_starts_a_segment_with_the_first_period_that_begins_in_its_year_or_later() -> None:
    """2019 to 2020 begins before the break of 2020 and belongs to what was before."""
    found = marked(points([(2017, 2018), (2019, 2020), (2021, 2022)]), ("new test", "break", 2020, 2020, ""))
    on_time = marked(points([(2019, 2019), (2020, 2020)]), ("new test", "break", 2020, 2020, ""))

    assert found["segment"].tolist() == [0, 0, 1]
    assert on_time["segment"].tolist() == [0, 1]
    assert set(found["excluded_by"]) == {""}


def test_segments_are_numbered_from_0_in_order_of_time_without_gaps() -> None:
    """Two breaks before the first value are no segment of their own; the publisher marks 2021 itself."""
    status = ["A", "A", "A", "B", "A", "A"]
    frame = points(YEARLY, obs_status=status).sample(frac=1, random_state=1)

    found = marked(frame, ("old", "break", 2001, 2001, ""), ("older", "break", 2000, 2000, ""), ("new test", "break", 2023, 2023, ""))

    assert found["year"].tolist() == [2018, 2019, 2020, 2021, 2022, 2023]
    assert found["segment"].tolist() == [0, 0, 0, 1, 1, 2]


def test_a_mark_of_one_series_is_no_break_of_the_next() -> None:
    frame = pd.concat([points(YEARLY[:2], obs_status=["A", "B"]), points(YEARLY[:2], series="t")])

    assert marked(frame)[["series", "segment"]].to_numpy().tolist() == [["s", 0], ["s", 1], ["t", 0], ["t", 0]]


# --- the latest value -----------------------------------------------------------------------------------------------------------


def latest(frame: pd.DataFrame) -> dict[str, Any]:
    return latest_comparable_values(frame).loc["s"].to_dict()


def test_the_latest_value_is_the_newest_that_has_one_with_its_own_range_and_segment() -> None:
    frame = points(YEARLY, segment=[0, 0, 0, 1, 1, 1], excluded_by="", lower=[float(number) for number in range(6)], upper=9.0)
    frame.loc[5, "value"] = np.nan

    assert latest(frame.sample(frac=1, random_state=1)) == {
        "latest_year": 2022, "latest_year_end": 2022, "latest": 5.0, "latest_segment": 1, "lower": 4.0, "upper": 9.0,
        "latest_comparable": True,
    }  # fmt: skip


def test_of_two_periods_that_begin_together_the_longer_is_newer() -> None:
    assert latest(points([(2020, 2022), (2020, 2021)], segment=0, excluded_by=""))["latest_year_end"] == 2022


def test_a_distorted_year_is_passed_over_and_counts_where_there_is_nothing_else() -> None:
    """Its own range goes with the older value: none was published, so none is shown."""
    frame = points(YEARLY[:2], segment=0, excluded_by=["", "covid"], lower=[np.nan, 0.5], upper=[np.nan, 3.0])

    found = latest(frame)

    assert (found["latest_year"], found["latest"], found["latest_comparable"]) == (2018, 1.0, True)
    only = latest(frame.iloc[1:])
    assert (only["latest_year"], only["latest"], only["latest_comparable"]) == (2019, 2.0, False)


# --- the starting value ---------------------------------------------------------------------------------------------------------


def start(frame: pd.DataFrame, wanted: float) -> tuple[int, float, int] | None:
    found = starting_values(
        frame.assign(**{"segment": 3, "excluded_by": ""} | dict(frame.filter(["excluded_by"]))), pd.Series({"s": wanted})
    )
    return (
        None
        if found.empty
        else (int(found["baseline_year"].iloc[0]), float(found["baseline"].iloc[0]), int(found["baseline_segment"].iloc[0]))
    )


@pytest.mark.parametrize(
    ("held", "found"),
    [
        ([(2014, 2014), (2015, 2015), (2016, 2016)], (2015, 2.0, 3)),  # the year itself
        ([(2012, 2012), (2013, 2013), (2016, 2016)], (2013, 2.0, 3)),  # the nearest before it, never a later one
        ([(2012, 2012)], (2012, 1.0, 3)),  # three years earlier
        ([(2011, 2011)], None),  # four years earlier
        ([(2016, 2016)], None),
        ([(2010, 2012)], (2010, 1.0, 3)),  # a period counts from its end
        ([(2009, 2011)], None),
        ([(2014, 2016), (2012, 2012)], (2014, 1.0, 3)),  # a period that holds the year
        ([(2013, 2015), (2014, 2014)], (2013, 1.0, 3)),  # before one that ends earlier, though it begins later
        ([(2013, 2017), (2015, 2015)], (2015, 2.0, 3)),  # of two that hold it, the one that begins later
    ],
)
def test_the_start_is_the_value_of_the_year_or_of_the_nearest_period_before(
    held: list[tuple[int, int]], found: tuple[int, float, int] | None
) -> None:
    assert start(points(held), 2015.0) == found


def test_a_start_is_never_an_empty_or_distorted_value_nor_one_that_nobody_asked_for() -> None:
    assert start(points([(2014, 2014), (2015, 2015)], value=[1.0, np.nan]), 2015.0) == (2014, 1.0, 3)
    assert start(points([(2014, 2014), (2015, 2015)], excluded_by=["", "covid"]), 2015.0) == (2014, 1.0, 3)
    assert start(points([(2015, 2015)]), np.nan) is None


def test_every_series_looks_for_its_own_year() -> None:
    frame = pd.concat([points(YEARLY), points(YEARLY, series="t")], ignore_index=True).assign(segment=0, excluded_by="")

    assert starting_values(frame, pd.Series({"s": 2019.0, "t": 2021.0}))["baseline_year"].to_dict() == {"s": 2019, "t": 2021}
