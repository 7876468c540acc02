"""Small counts are withheld with as many others as it takes that none can be had back; a test tries to."""

from __future__ import annotations

import struct
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from data.errors import FigureError
from data.warehouse import staging, store, withholding
from etl import suppression
from etl.suppression import Threshold, suppressed, withhold

FIVE = Threshold(fewer_than=5, counts=("cases",))
SEXES = ("female", "male")
AGES = ("0-39", "40-64", "65+")


def rows(*cells: dict[str, Any]) -> pd.DataFrame:
    """Return tidy observations; what a row does not name is the count of all."""
    usual = {"indicator": "cases", "place": "DEU", "year": 2020, "sex": "all", "age": "all", "site": "all", "group": "all"}
    usual |= {"numerator": np.nan, "conf_status": "F", "edition": "first"}
    full = [usual | cell for cell in cells]
    return pd.DataFrame([{"year_end": row["year"], **row} for row in full])


def statuses(threshold: Threshold, *cells: dict[str, Any]) -> str:
    """Return the statuses of the rows as one word."""
    return "".join(suppressed(rows(*cells), threshold))


def test_a_small_count_is_withheld_and_one_at_the_threshold_is_not() -> None:
    assert statuses(FIVE, {"value": 4.0}, {"value": 5.0, "place": "SWE"}, {"value": 0.0, "place": "NOR"}) == "AFF"


def test_a_source_may_withhold_zeros_too() -> None:
    assert statuses(Threshold(fewer_than=5, zeros=True, counts=("cases",)), {"value": 0.0}) == "A"


def test_the_numerator_of_a_rate_counts() -> None:
    assert statuses(FIVE, {"indicator": "rate", "value": 3.1, "numerator": 4.0}) == "A"


def test_the_smaller_of_two_others_goes_with_a_sex_that_could_be_subtracted() -> None:
    # 12 - 9 would give the 3.
    assert statuses(FIVE, {"value": 3.0, "sex": "female"}, {"value": 9.0, "sex": "male"}, {"value": 12.0}) == "ADF"


def test_bands_are_subtracted_whatever_they_are_called() -> None:
    # 0-39 and 40-64 make up 0-64.
    cells = [{"value": 3.0, "age": "0-39"}, {"value": 20.0, "age": "40-64"}, {"value": 23.0, "age": "0-64"}, {"value": 50.0, "age": "65+"}]

    assert statuses(FIVE, *cells) == "ADFF"


def test_bands_that_straddle_give_one_another_away() -> None:
    # 0-39 + 40-64 = 0-19 + 20-64, none of which is a total of the others.
    cells = [{"value": value, "age": age} for age, value in (("0-39", 12.0), ("40-64", 20.0), ("0-19", 3.0), ("20-64", 29.0))]

    assert statuses(FIVE, *cells).startswith("D")


def test_a_year_cannot_be_had_from_a_moving_window() -> None:
    cells = [{"value": 3.0, "year": 2020}, {"value": 9.0, "year": 2021}, {"value": 12.0, "year": 2020, "year_end": 2021}]

    assert statuses(FIVE, *cells) == "ADF"


def test_sites_are_subtracted_from_their_group_even_if_numbers_between_them_have_no_category() -> None:
    # There is no C42: C40-C41 and C43 are all of C40-C43.
    cells = [{"value": 3.0, "site": "C40-C41"}, {"value": 9.0, "site": "C43"}, {"value": 12.0, "site": "C40-C43"}]

    assert statuses(FIVE, *cells) == "ADF"


def test_all_sites_are_taken_for_those_that_are_listed() -> None:
    assert statuses(FIVE, {"value": 3.0, "site": "C18"}, {"value": 9.0, "site": "C50"}, {"value": 12.0}) == "ADF"


def test_a_member_cannot_be_had_from_its_group_of_places() -> None:
    threshold = Threshold(fewer_than=5, counts=("cases",), members={"PAIR": ("DEU", "SWE")})

    assert statuses(threshold, {"value": 3.0}, {"value": 9.0, "place": "SWE"}, {"value": 12.0, "place": "PAIR"}) == "ADF"


def test_a_group_with_a_member_that_has_no_figure_gives_nothing_away() -> None:
    threshold = Threshold(fewer_than=5, counts=("cases",), members={"THREE": ("DEU", "SWE", "NOR")})

    assert statuses(threshold, {"value": 3.0}, {"value": 9.0, "place": "SWE"}, {"value": 30.0, "place": "THREE"}) == "AFF"


def test_two_small_counts_that_leave_little_room_take_a_third_along() -> None:
    # 8 published together and 4 + 4 withheld would be fine; 1 + 1 = 2 tells that each is at most 2.
    cells = [{"value": 1.0, "age": "0-39"}, {"value": 1.0, "age": "40-64"}, {"value": 2.0, "age": "0-64"}, {"value": 90.0, "age": "65+"}]

    assert statuses(FIVE, *cells, {"value": 92.0}) == "AAADF"


def test_what_the_publisher_withholds_is_protected_as_well() -> None:
    cells = [{"value": 30.0, "sex": "female", "conf_status": "C"}, {"value": 90.0, "sex": "male"}, {"value": 120.0}]

    assert statuses(FIVE, *cells) == "CDF"


def test_the_same_persons_are_withheld_in_every_edition_and_indicator() -> None:
    women = {"value": 3.0, "sex": "female"}
    men = {"value": 9.0, "sex": "male"}
    rate = {"indicator": "rate", "value": 0.9, "sex": "male"}

    assert statuses(FIVE, women, men, {"value": 12.0}, {**men, "edition": "second"}, rate, {**rate, "sex": "all"}) == "ADFDDF"


def test_a_count_cannot_be_had_from_the_total_of_another_edition() -> None:
    women, men = ({"value": value, "sex": sex, "edition": "second"} for value, sex in ((3.0, "female"), (50.0, "male")))

    assert statuses(FIVE, women, men, {"value": 53.0}) == "ADF"
    # Each edition is of itself safe: the men that one took along stand in the other.
    assert statuses(FIVE, women, {**men, "value": 9.0}, {"value": 9.0, "sex": "male"}, {"value": 12.0, "edition": "second"}) == "ADDF"


def test_a_count_that_a_later_edition_revised_is_not_given_away_by_it() -> None:
    assert statuses(FIVE, {"value": 3.0}, {"value": 7.0, "edition": "second"}) == "AF"


def test_a_count_cannot_be_had_from_another_indicator_of_its_family() -> None:
    family = Threshold(fewer_than=5, counts=("cases",), families={"cases": "incidence", "rate": "incidence", "death": "mortality"})
    counts = {"value": 3.0, "sex": "female"}, {"value": 50.0, "sex": "male"}
    total = {"indicator": "rate", "value": 9.1, "numerator": 53.0}

    assert statuses(family, *counts, total) == "ADF"
    assert statuses(family, *counts, {**total, "indicator": "death"}) == "AFF"
    # A rate of other persons: it has other men.
    assert statuses(family, *counts, total, {**total, "sex": "male", "numerator": 44.0}) == "AFFF"


def test_sites_that_are_written_with_a_plus_are_subtracted_too() -> None:
    cells = [{"value": value, "site": site} for value, site in ((35.0, "C51-C52+C57"), (20.0, "C51"), (12.0, "C52"), (3.0, "C57"))]

    assert statuses(FIVE, *cells) == "FFDA"


def test_a_place_cannot_be_had_from_two_groups_that_differ_by_it() -> None:
    threshold = Threshold(fewer_than=5, counts=("cases",), members={"THREE": ("DEU", "SWE", "NOR"), "PAIR": ("DEU", "SWE")})
    cells = [{"value": value, "place": place} for value, place in ((100.0, "THREE"), (97.0, "PAIR"), (3.0, "NOR"))]

    assert statuses(threshold, *cells) == "FDA"


def test_a_table_too_large_to_be_examined_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suppression, "LARGEST", 3)

    with pytest.raises(FigureError, match="hang together"):
        statuses(FIVE, {"value": 3.0, "sex": "female"}, {"value": 9.0, "sex": "male"}, {"value": 12.0})


# --- in the warehouse ----------------------------------------------------------------------------------------------------------------


def written(folder: Path, leave_out: Callable[[Connection], None]) -> bytes:
    """Return the bytes of a closed database with four counts, 48163.0 withheld among them, after *leave_out*."""
    file, copy = folder / "draft.duckdb", folder / "copy.duckdb"
    engine = store.connect(file, read_only=False)
    with engine.connect() as connection:
        staging.load(connection, [], [])
        counts = rows(
            {"value": 48163.0, "sex": "female"}, {"value": 60291.0, "sex": "male"}, {"value": 108454.0}, {"value": 70313.0, "age": "90+"}
        )
        full = counts.assign(lower=np.nan, upper=np.nan, denominator=np.nan, obs_status="A", locator="row")
        staging.add(connection, full[list(staging.HEADER)], "registry")
        withhold(connection, {"registry": Threshold(fewer_than=50000, counts=("cases",))})
        leave_out(connection)
        connection.commit()
        store.checkpoint(connection)
    engine.dispose()
    store.copy_rows(file, copy)
    return copy.read_bytes()


def test_a_withheld_count_is_nowhere_in_the_bytes_of_a_warehouse_for_the_public(tmp_path: Path) -> None:
    public = written(tmp_path, staging.leave_out_confidential)
    held = {number for number in (48163.0, 60291.0, 108454.0, 70313.0) if struct.pack("<d", number) in public}

    # The men would give the women away.
    assert held == {108454.0, 70313.0}


def test_a_warehouse_for_the_house_holds_the_count_with_its_status(tmp_path: Path) -> None:
    assert struct.pack("<d", 48163.0) in written(tmp_path, lambda _: None)


def test_no_byte_is_left_of_an_edition_under_embargo(tmp_path: Path) -> None:
    public = written(tmp_path, lambda connection: withholding.leave_out_editions(connection, [("registry", "first")]))

    assert not any(struct.pack("<d", number) in public for number in (48163.0, 60291.0, 108454.0, 70313.0))


# --- an attack ------------------------------------------------------------------------------------------------------------------------


def cube(counts: list[int]) -> pd.DataFrame:
    """Return *counts* of two sexes, three ages and two places with every total there is."""
    inner = np.array(counts, dtype=float).reshape(2, 3, 2)
    whole = np.pad(inner, [(0, 1)] * 3)
    for axis in range(3):
        last = [slice(None)] * 3
        last[axis] = slice(-1, None)
        whole[tuple(last)] = np.delete(whole, -1, axis).sum(axis=axis, keepdims=True)
    keys = product((*SEXES, "all"), (*AGES, "all"), ("DEU", "SWE", "PAIR"))
    return rows(*({"sex": sex, "age": age, "place": place, "value": n} for (sex, age, place), n in zip(keys, whole.ravel(), strict=True)))


def equations(table: pd.DataFrame) -> np.ndarray:
    """Return, as an attacker would write them down, the equations total - parts = 0 over the rows of *table*."""
    position = {key: number for number, key in enumerate(zip(table["sex"], table["age"], table["place"], strict=True))}
    totals = ((0, "all", SEXES), (1, "all", AGES), (2, "PAIR", ("DEU", "SWE")))
    found = []
    for key, number in position.items():
        for axis, total, parts in totals:
            if key[axis] == total:
                equation = np.zeros(len(position))
                equation[number] = 1
                equation[[position[(*key[:axis], part, *key[axis + 1 :])] for part in parts]] = -1
                found.append(equation)
    return np.array(found)


@settings(max_examples=40, deadline=None)
@given(
    counts=st.lists(st.integers(min_value=0, max_value=30), min_size=12, max_size=12),
    spread=st.just([0] * 36) | st.lists(st.integers(min_value=0, max_value=2), min_size=36, max_size=36),
)
def test_no_withheld_count_can_be_solved_for(counts: list[int], spread: list[int]) -> None:
    table = cube(counts)
    # Some rows stand in another edition, some are the numerators of a rate.
    table["edition"] = np.where(np.equal(spread, 1), "second", "first")
    table["numerator"] = table["value"].where(np.equal(spread, 2))
    table["indicator"] = np.where(np.equal(spread, 2), "rate", "cases")
    families = {"cases": "incidence", "rate": "incidence"}
    status = suppressed(table, Threshold(fewer_than=5, counts=("cases",), members={"PAIR": ("DEU", "SWE")}, families=families))
    hidden = (status != "F").to_numpy()
    unknown = equations(table)[:, hidden]
    rank = np.linalg.matrix_rank(unknown) if hidden.any() else 0
    solved = [number for number in range(hidden.sum()) if np.linalg.matrix_rank(np.vstack([unknown, np.eye(hidden.sum())[number]])) == rank]

    assert status[table["value"].between(1, 4)].eq("A").all()
    assert solved == []
