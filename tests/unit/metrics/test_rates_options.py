"""Rates of some ages only, on a standard of one's own, per other numbers of persons, and what is refused with place and remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import MetricError
from metrics.direct import standardise
from metrics.rates import rates, rates_file
from metrics.standards import standard_population

FIVES = np.arange(0, 90, 5)
SEGI = np.array(standard_population("segi").weights)


def table(**columns: Any) -> pd.DataFrame:
    """Return one group of 18 bands; 1 case at 0-4, 2 at 5-9, …, 18 from 85 on, in 1,000 people each."""
    return pd.DataFrame({"place": "A", "age": FIVES, "cases": FIVES / 5 + 1, "population": 1000.0} | columns)


def refusal(frame: Any, **options: Any) -> str:
    with pytest.raises(MetricError) as error:
        rates(frame, **({"standard": "segi"} | options))
    return str(error.value)


@pytest.mark.parametrize(("ages", "first", "last"), [("0-74", 0, 70), ("35-64", 35, 60), ("50+", 50, 85), ("0 – 84", 0, 80)])
def test_a_range_of_ages_takes_cases_people_and_weights_of_these_ages_alone(ages: str, first: int, last: int) -> None:
    inside = (first <= FIVES) & (last >= FIVES)
    frame = table()
    cases, people = frame["cases"].to_numpy(dtype=float), frame["population"].to_numpy()
    expected = standardise(cases[None, inside], people[None, inside], SEGI[inside])
    row = rates(frame, standard="segi", ages=ages).loc[0]

    assert row[["rate", "lower", "upper"]].tolist() == pytest.approx(
        [1e5 * value[0] for value in (expected.rate, expected.lower, expected.upper)]
    )
    assert row[["cases", "population"]].tolist() == [cases[inside].sum(), people[inside].sum()]


def test_a_table_of_these_ages_alone_gives_the_same_and_may_say_where_it_ends() -> None:
    whole = rates(table(), standard="esp2013", ages="0-74")
    cut = table().query("age < 75")
    written = cut.assign(age=[f"{age}-{age + 4}" for age in cut["age"]])

    pd.testing.assert_frame_equal(whole, rates(cut, standard="esp2013", ages="0-74"))
    pd.testing.assert_frame_equal(whole, rates(written, standard="esp2013", ages="0-74"))
    # Without the question the last band stands for everybody older.
    assert rates(cut, standard="esp2013").loc[0, "rate"] > whole.loc[0, "rate"]
    assert "'70-74' is the oldest band, but ends" in refusal(written, standard="esp2013")


def test_cases_of_unknown_age_are_shared_out_before_ages_are_cut() -> None:
    """171 cases of known age and 57 of unknown: every band has a third more."""
    unknown = pd.DataFrame({"place": ["A"], "age": ["unknown"], "cases": [57.0], "population": [np.nan]})
    frame = pd.concat([table().astype({"age": "object"}), unknown], ignore_index=True)
    row, known = rates(frame, standard="segi", ages="0-74").loc[0], rates(table(), standard="segi", ages="0-74").loc[0]
    both = rates(pd.concat([frame, table(place="B")], ignore_index=True), standard="segi", ages="0-74")

    assert row["rate"] == pytest.approx(known["rate"] * 4 / 3)
    assert row["cases"] == pytest.approx(known["cases"] * 4 / 3)
    assert both["rate"].tolist() == pytest.approx([row["rate"], known["rate"]])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"ages": "0-73"}, "--ages: no band of segi begins at 74; its bands begin at 0, 5,"),
        ({"ages": "3-74"}, "--ages: no band of segi begins at 3"),
        ({"ages": "74-0"}, "--ages: '74-0' is no range of ages; write the first and the last age in whole years (0-74), or 50+"),
        ({"ages": "young"}, "--ages: 'young' is no range of ages"),
        ({"ages": "95+"}, "--ages: no band of segi begins at 95"),
        ({"per": 0}, "--per: 0 is no number of persons"),
        ({"per": float("inf")}, "--per: inf is no number of persons"),
        ({"per": "many"}, "--per: many is no number of persons"),
        ({"level": "high"}, "--level: high is no confidence level"),
        ({"by": "sex"}, "--by: the table of cases has no grouping column sex; known: place"),
        (
            {"standard": "nowhere.csv"},
            "--standard: standard population 'nowhere.csv' is unknown; known: segi, who, esp1976, esp2013, us2000",
        ),
    ],
)
def test_unknown_answers_to_options_are_refused(options: dict[str, Any], expected: str) -> None:
    assert refusal(table(), **options).startswith(expected)


def test_bands_across_the_end_of_the_ages_are_refused() -> None:
    wide = table().query("age < 70 or age == 80")

    assert "has a band from age 65 that lies across the end of the ages asked for" in refusal(wide, ages="0-74")

    years = pd.DataFrame({"age": [*range(75), *range(76, 90)], "cases": 1.0, "population": 100.0})
    assert "has a band from age 74 that lies across the end of the ages asked for" in refusal(years, ages="0-74")


def test_a_band_may_begin_in_the_last_year_that_is_asked_for() -> None:
    """Single years up to 99 with the numbers of their band of five have its rates."""
    years = pd.DataFrame({"place": "A", "age": np.arange(100)})
    years = years.assign(cases=np.minimum(years["age"] // 5, 17) + 1.0, population=1000.0)
    single, fives = (rates(frame, standard="segi", ages="0-74").loc[0] for frame in (years, table()))

    assert single["rate"] == pytest.approx(fives["rate"])
    assert single[["cases", "population"]].tolist() == [5 * fives["cases"], 75_000.0]


@pytest.mark.parametrize(
    ("frame", "ages"),
    [
        (table(), "90+"),
        (table().query("age >= 50"), "0-39"),
        (table(age=["unknown"] * 18).head(1), "0-74"),
    ],
)
def test_a_table_without_any_band_of_the_ages_is_refused(frame: pd.DataFrame, ages: str) -> None:
    """It was told of a band across their end that it did not have."""
    found = refusal(frame, standard="us2000" if ages != "90+" else pd.DataFrame({"age": [0, 90], "weight": 1.0}), ages=ages)

    assert found == "the table of cases: has no band that begins within the ages asked for; choose --ages along its bands"


def test_a_table_without_groups_has_nothing_to_group_by() -> None:
    expected = "--by: the table of cases has no grouping column sex; the table has only age, cases, population"

    assert refusal(table().drop(columns="place"), by="sex") == expected


@pytest.mark.parametrize("lacking", ["age", "cases", "population"])
def test_a_file_without_a_column_is_refused(tmp_path: Path, lacking: str) -> None:
    path = tmp_path / "cases.csv"
    table().drop(columns=lacking).to_csv(path, index=False)
    with pytest.raises(MetricError, match=f"has no column {lacking}"):
        rates_file(path, standard="segi")


def test_a_standard_may_be_named_by_the_text_of_its_path(tmp_path: Path) -> None:
    path = tmp_path / "standard.csv"
    pd.DataFrame({"age": FIVES, "weight": SEGI}).to_csv(path, index=False)

    assert rates(table(), standard=str(path)).loc[0, "rate"] == pytest.approx(rates(table(), standard="segi").loc[0, "rate"])


def test_rates_per_other_numbers_of_persons_with_their_errors_on_request() -> None:
    usual = rates(table(), standard="who", errors=True).loc[0]
    other = rates(table(), standard="who", per=1000, errors=True).loc[0]
    spread = standardise(table()["cases"].to_numpy()[None], np.full((1, 18), 1000.0), np.array(standard_population("who").weights)[:18])

    assert other[["rate", "lower", "upper", "se"]].tolist() == pytest.approx((usual[["rate", "lower", "upper", "se"]] / 100).tolist())
    assert usual["se"] == pytest.approx(1e5 * spread.variance[0] ** 0.5, rel=1e-3)
    assert "se" not in rates(table(), standard="who")


def test_people_younger_than_the_standard_are_no_part_of_rate_and_totals() -> None:
    """57 cases of unknown age are a third of 171, so 165 counted ones become 220. All 57 were given to these: 222, and 228 in the total."""
    unknown = pd.DataFrame({"place": ["A"], "age": ["unknown"], "cases": [57.0], "population": [np.nan]})
    ages = FIVES.astype(str)
    standard = pd.DataFrame({"age": FIVES[3:], "weight": 1.0})
    zeros = pd.DataFrame({"age": FIVES, "weight": [0.0] * 3 + [1.0] * 15})
    row = rates(pd.concat([table(age=ages), unknown]), standard=standard).loc[0]

    assert (row["cases"], row["population"], row["rate"]) == (pytest.approx(220), 15_000, pytest.approx(1e5 * 220 / 15_000))
    assert rates(pd.concat([table(age=ages), unknown]), standard=zeros).loc[0, "cases"] == pytest.approx(220)


def test_a_band_across_the_beginning_of_the_standard_is_refused() -> None:
    """People of 10 to 14 were counted as if they were 15 to 19."""
    frame = table()[lambda rows: rows["age"] != 15]

    assert refusal(frame, standard=pd.DataFrame({"age": FIVES[3:], "weight": 1.0})).startswith(
        "the table of cases: has a band from age 10 that lies across the beginning of own, 15; give bands of which one begins there"
    )


@pytest.mark.parametrize("word", ["{0} to {1}", "{0}-{1} years", "{0:02d}-{1:02d} years", "{0} – {1}"])
def test_bands_in_the_words_of_publishers_are_understood(word: str) -> None:
    names = [word.format(age, age + 4) for age in FIVES[:-1]] + ["85 years and over"]

    pd.testing.assert_frame_equal(rates(table(), standard="segi"), rates(table(age=names), standard="segi"))


def test_the_first_year_of_life_may_be_written_with_a_sign() -> None:
    ages = [0, 1, *range(5, 90, 5)]
    frame = pd.DataFrame({"age": ages, "cases": 2.0, "population": 100.0})
    words = frame.assign(age=["<1", "1-4", *map(str, ages[2:])])

    pd.testing.assert_frame_equal(rates(frame, standard="us2000"), rates(words, standard="us2000"))


def test_a_wide_band_that_says_where_it_ends_is_no_missing_row() -> None:
    """0-9, 10-74 and 75+ of Segi: 22, 76 and 2 of 100; as numbers the middle one might stand for rows that were left out."""
    frame = pd.DataFrame({"age": ["0-4", "5-9", "10-74", "75+"], "cases": [1, 1, 5, 9], "population": [100, 100, 1000, 500]})

    assert rates(frame, standard="segi").loc[0, "rate"] == pytest.approx(1e5 * (0.22 * 0.01 + 0.76 * 0.005 + 0.02 * 0.018))
    assert "has no row for age 15, 20" in refusal(frame.assign(age=[0, 5, 10, 75]))
    assert "does not end where the next band begins" in refusal(frame.assign(age=["0-4", "5-9", "10-14", "75+"]))


def test_finer_bands_of_different_width_that_say_where_they_end_are_pooled() -> None:
    written = [*(f"{age}-{age + 4}" for age in FIVES[:-2]), "80-81", "82-84", "85+"]
    frame = pd.DataFrame({"age": written, "cases": 2.0, "population": 100.0})

    assert rates(frame, standard="segi").loc[0, "rate"] == pytest.approx(2000)
    assert "so one seems to be missing" in refusal(frame.assign(age=[*FIVES[:-2], 80, 82, 85]))


def test_a_single_grouping_column_may_be_named_without_a_list() -> None:
    pd.testing.assert_frame_equal(rates(table(), standard="segi", by=["place"]), rates(table(), standard="segi", by="place"))


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (None, "the table of cases: is no table but of the type NoneType; give a pandas DataFrame"),
        ({"age": [0]}, "the table of cases: is no table but of the type dict"),
        (pd.concat([table(), table()[["cases"]]], axis=1), "the table of cases: has the column cases twice"),
        (table(cases=True), "row 0: column cases: 'True' is no number (and in 17 more rows)"),
    ],
)
def test_what_is_no_table_of_cases_is_refused(frame: Any, expected: str) -> None:
    assert refusal(frame).startswith(expected)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("age,weight\n0,5\nx,5\n", ":3: column age: 'x' is no age"),
        ("age,weight\n0,5\n0,5\n", ":3: column age: '0' stands twice"),
        ("age,weight\n0,5\n5,-1\n", ":3: column weight: '-1' is no number of people"),
        ("age,weight\n0,5\n5,\n", ":3: column weight: '' is no number of people"),
        ("age,weight\n0,0\n5,0\n", ": weighs no band"),
        ("age,weight\n0,5\nunknown,5\n", ":3: column age: 'unknown' has no place in a standard population"),
        ("age,people\n0,5\n", ":1: has no column weight"),
    ],
)
def test_a_wrong_standard_is_refused_with_its_line(tmp_path: Path, lines: str, expected: str) -> None:
    cases, standard = tmp_path / "cases.csv", tmp_path / "standard.csv"
    table().to_csv(cases, index=False)
    standard.write_text(lines, encoding="utf-8")
    with pytest.raises(MetricError, match=r"standard\.csv") as error:
        rates_file(cases, standard=standard)

    assert expected in str(error.value)


@settings(max_examples=40, deadline=None)
@given(
    cases=st.lists(st.integers(0, 500), min_size=18, max_size=18),
    people=st.lists(st.integers(501, 100_000), min_size=18, max_size=18),
    split=st.integers(1, 17),
)
def test_rates_below_and_from_an_age_on_make_up_the_whole(cases: list[int], people: list[int], split: int) -> None:
    """The rate at all ages is the mean of the two, weighted by the standard; the limits of each part hold it."""
    frame = table(cases=cases, population=people)
    parts = [rates(frame, standard="segi", ages=ages).loc[0] for ages in (f"0-{5 * split - 1}", f"{5 * split}+")]
    weights = [SEGI[:split].sum(), SEGI[split:].sum()]
    whole = rates(frame, standard="segi").loc[0]

    assert whole["rate"] == pytest.approx(np.average([part["rate"] for part in parts], weights=weights))
    assert whole["cases"] == sum(part["cases"] for part in parts)
    assert all(part["lower"] <= part["rate"] <= part["upper"] for part in parts)
