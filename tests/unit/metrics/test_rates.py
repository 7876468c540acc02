"""From a table of cases to rates: odd rows are handled as documented or refused with row, column and remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import MetricError
from metrics.rates import rates, rates_file

FIVES = np.arange(0, 90, 5)
BANDS = [*(f"{age}-{age + 4}" for age in range(0, 85, 5)), "85+"]
SEGI = np.array([12, 10, 9, 9, 8, 8, 6, 6, 6, 6, 5, 4, 4, 3, 2, 1, 0.5, 0.5])


def table(**columns: Any) -> pd.DataFrame:
    """Return one group of 18 bands with 3 cases in 1,000 people each: 300 per 100,000 at any standard."""
    return pd.DataFrame({"place": "A", "age": FIVES, "cases": 3.0, "population": 1000.0} | columns)


def changed(age: int, column: str, value: object) -> pd.DataFrame:
    frame = table()
    frame[column] = frame[column].mask(frame["age"] == age, value)
    return frame


def refusal(frame: pd.DataFrame, **options: Any) -> str:
    with pytest.raises(MetricError) as error:
        rates(frame, **({"standard": "segi"} | options))
    return str(error.value)


@pytest.mark.parametrize("standard", ["segi", "who", "esp1976", "esp2013", "us2000"])
@pytest.mark.parametrize("interval", ["dobson", "gamma", "tiwari"])
def test_equal_rates_at_all_ages_give_that_rate_at_any_standard(standard: str, interval: str) -> None:
    row = rates(table(), standard=standard, interval=interval).loc[0]

    assert row["rate"] == pytest.approx(300)
    # 54 cases have Byar limits of 40.6 and 70.5; unequal weights widen them.
    assert 150 < row["lower"] < 40.6 / 54 * 300 < 300 < 70.4 / 54 * 300 < row["upper"] < 450
    assert row[["cases", "population", "standard", "interval"]].tolist() == [54.0, 18_000.0, standard, interval]


def test_the_rate_is_the_weighted_mean_of_the_rates_by_age() -> None:
    """Hand arithmetic: 1 case at 0-4 and 4 at 60-64, 1,000 people each: (12 × 1 + 4 × 4) / 100 per 1,000 = 280 per 100,000 / 1,000."""
    cases = np.where(FIVES == 0, 1.0, np.where(FIVES == 60, 4.0, 0.0))

    assert rates(table(cases=cases), standard="segi").loc[0, "rate"] == pytest.approx((12 * 1 + 4 * 4) / 100 / 1000 * 100_000)


def test_groups_come_in_the_order_of_their_first_rows_whatever_the_order_of_rows() -> None:
    frame = pd.concat([table(place="B", sex="male"), table(place="A", sex="male", cases=1.0), table(place="A", sex="female", cases=2.0)])
    mixed = frame.sample(frac=1, random_state=1).reset_index(drop=True)
    result = rates(mixed, standard="segi")

    assert result[["place", "sex"]].to_numpy().tolist() == mixed[["place", "sex"]].drop_duplicates().to_numpy().tolist()
    assert dict(zip(result["place"] + result["sex"], result["rate"].round(9), strict=True)) == {"Bmale": 300, "Amale": 100, "Afemale": 200}


def test_three_grouping_columns_make_as_many_groups_as_they_have_combinations() -> None:
    """3 × 2 × 2 groups, each with cases of its own."""
    groups = [(place, sex, year) for place in "ABC" for sex in ("female", "male") for year in (2020, 2021)]
    frame = pd.concat([table(place=p, sex=s, year=y, cases=float(k + 1)) for k, (p, s, y) in enumerate(groups)], ignore_index=True)
    result = rates(frame, standard="segi")

    assert result[["place", "sex", "year"]].apply(tuple, axis=1).tolist() == groups
    assert result["rate"].round(9).tolist() == [100.0 * (k + 1) for k in range(12)]


def test_a_table_without_grouping_columns_is_one_group() -> None:
    result = rates(table().drop(columns="place"), standard="segi")

    assert result.columns.tolist() == ["rate", "lower", "upper", "cases", "population", "standard", "interval"]
    assert len(result) == 1


def test_only_the_named_columns_group() -> None:
    assert rates(table(note="seen"), standard="segi", by=["place"]).columns.tolist()[:2] == ["place", "rate"]


def test_a_group_may_have_no_name() -> None:
    result = rates(pd.concat([table(), table(place=None)]), standard="segi")

    assert result["place"].isna().tolist() == [False, True]


def test_cases_of_unknown_age_are_shared_out() -> None:
    """54 known and 6 unknown: every rate by age is multiplied by 60 / 54."""
    unknown = pd.DataFrame({"place": ["A"], "age": ["Unknown"], "cases": [6.0], "population": [np.nan]})
    row = rates(pd.concat([unknown, table(age=FIVES.astype(str))]), standard="segi").loc[0]

    assert (row["rate"], row["cases"], row["population"]) == (pytest.approx(300 * 60 / 54), 60.0, 18_000.0)


def test_one_case_of_known_age_stands_for_those_of_unknown_age() -> None:
    """One at 60-64 (4 % of Segi) and two unknown in 1,000 people each: three cases there, 3 × 4 per 100,000."""
    unknown = pd.DataFrame({"place": ["A"], "age": ["unknown"], "cases": [2.0], "population": [0.0]})
    frame = pd.concat([table(age=FIVES.astype(str), cases=np.where(FIVES == 60, 1.0, 0.0)), unknown])

    assert rates(frame, standard="segi").loc[0, "rate"] == pytest.approx(12)
    # From 50 on Segi has 5 + 4 + 4 + 3 + 2 + 1 + 1/2 + 1/2 = 20 of 100.
    assert rates(frame, standard="segi", ages="50+").loc[0, "rate"] == pytest.approx(1e5 * 4 / 20 * 3 / 1000)
    assert rates(frame, standard="segi", ages="0-59").loc[0, ["rate", "cases"]].tolist() == [0.0, 0.0]


def test_ages_may_be_numbers_or_text() -> None:
    as_text = rates(table(age=FIVES.astype(str)), standard="segi")
    as_decimals = rates(table(age=FIVES.astype(float)), standard="segi")

    pd.testing.assert_frame_equal(as_text, rates(table(), standard="segi"))
    pd.testing.assert_frame_equal(as_decimals, as_text)


@pytest.mark.parametrize("nobody", [0.0, np.nan])
@pytest.mark.parametrize("unit", [1.0, 1e6])
def test_bands_without_people_at_the_upper_end_are_merged_downwards(nobody: float, unit: float) -> None:
    """
    80 and over lack people: 75 and over has 9 cases in 1,000, 2 % of the standard: 0.98 × 3 + 0.02 × 9 per 1,000 = 312 per 100,000.

    So it is where people are counted in millions, a thousandth of one in every band.
    """
    row = rates(table(population=np.where(FIVES < 80, 1000.0 / unit, nobody)), standard="segi", per=1e5 / unit).loc[0]

    assert (row["rate"], row["cases"], row["population"]) == (pytest.approx(312), 54.0, pytest.approx(16_000.0 / unit))


def test_a_band_without_people_and_cases_adds_nothing_and_keeps_its_weight() -> None:
    """Segi's weight of 40-44 is 6 %: the rate falls from 300 to 282."""
    frame = changed(40, "population", 0.0)
    frame["cases"] = frame["cases"].mask(frame["age"] == 40, 0.0)

    assert rates(frame, standard="segi").loc[0, "rate"] == pytest.approx(282)


def test_finer_bands_are_pooled_before_they_are_weighted() -> None:
    """85-89: 3 in 1,000; 90 and over: 3 in 500; pooled 6 in 1,500 = 400 per 100,000 at half a percent of Segi's standard."""
    frame = pd.concat([table(), pd.DataFrame({"place": ["A"], "age": [90], "cases": [3.0], "population": [500.0]})])

    assert rates(frame, standard="segi").loc[0, "rate"] == pytest.approx(0.995 * 300 + 0.005 * 400)


def test_no_case_has_a_rate_of_0_and_an_upper_limit() -> None:
    """The upper limit is that of 0 events, 3.688879, in the band that weighs most: 12 % of the standard over 1,000 people."""
    for interval in ("dobson", "gamma"):
        row = rates(table(cases=0), standard="segi", interval=interval).loc[0]

        assert row[["rate", "lower"]].tolist() == [0, 0]
        assert row["upper"] == pytest.approx(-np.log(0.025) * 0.12 / 1000 * 100_000)


def test_rates_on_few_cases_are_not_withheld() -> None:
    assert rates(table(cases=np.where(FIVES == 60, 1.0, 0.0)), standard="segi").loc[0, "rate"] == pytest.approx(4)


@settings(max_examples=30, deadline=None)
@given(
    cases=st.lists(st.integers(0, 50), min_size=18, max_size=18),
    people=st.lists(st.integers(1, 10**6), min_size=18, max_size=18),
    interval=st.sampled_from(["dobson", "gamma", "tiwari"]),
)
def test_the_interval_holds_the_rate_and_people_scale_it(cases: list[int], people: list[int], interval: str) -> None:
    """A thousand times the people with the same cases: a thousandth of the rate and of its limits."""
    one = rates(table(cases=cases, population=people), standard="who", interval=interval).loc[0]
    thousand = rates(table(cases=cases, population=np.array(people) * 1000), standard="who", interval=interval).loc[0]
    columns = ["rate", "lower", "upper"]

    assert one["lower"] <= one["rate"] <= one["upper"]
    np.testing.assert_allclose(thousand[columns].to_numpy(dtype=float) * 1000, one[columns].to_numpy(dtype=float), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (
            table().drop(columns=["age", "cases"]),
            "the table of cases: has no column age, cases; name the columns: age, cases, population",
        ),
        (table().iloc[:0], "the table of cases: has no rows"),
        (changed(40, "cases", -1), "row 8: column cases: '-1.0' is negative"),
        (changed(40, "cases", np.inf), "row 8: column cases: 'inf' is no number"),
        (table(cases=["3", "three", *["3"] * 16]), "row 1: column cases: 'three' is no number;"),
        (changed(40, "population", -1), "row 8: column population: '-1.0' is negative"),
        (changed(40, "population", 0), "the table of cases: place=A: age 40 has cases but the population 0"),
        (changed(40, "population", np.nan), "the table of cases: place=A: age 40 has no population, though older ages have one"),
        (table(population=0), "the table of cases: place=A: has no population"),
        (pd.concat([table(), table(place="B", population=0)]), "the table of cases: place=B: has no population"),
        (changed(40, "population", 0).assign(cases=1), "the table of cases: place=A: age 40 has cases but the population 0"),
        (changed(40, "population", 0).drop(columns="place"), "the table of cases: age 40 has cases but the population 0"),
        (table()[lambda rows: rows["age"] > 0], "the table of cases: has no row for age 0; add a row for every band of segi"),
        (table(age=["unknown"] * 18).head(1), "the table of cases: has no row for age 0, 5, 10, 15"),
        (table(age=FIVES - 1), "row 0: column age: '-1' is no age"),
        (table(age=FIVES + 0.5), "row 0: column age: '0.5' is no age (and in 17 more rows)"),
        (table(age=["0 upto 4", *FIVES[1:].astype(str)]), "row 0: column age: '0 upto 4' is no age; write the lower bound of the band"),
        (table(age=["-5", *FIVES[1:].astype(str)]), "row 0: column age: '-5' is no age; write the lower bound of the band"),
        (table(age=[*BANDS[:3], "15-20", *BANDS[4:]]), "row 3: column age: '15-20' does not end where the next band begins"),
        (table(age=[*BANDS[:3], "15-18", *BANDS[4:]]), "row 3: column age: '15-18' does not end where the next band begins"),
        (table(age=[*FIVES[:3].astype(str), "15-18", *FIVES[4:].astype(str)]), "row 3: column age: '15-18' does not end where"),
        (table(age=[*BANDS[:3], "15+", *BANDS[4:]]), "row 3: column age: '15+' is open, but older bands follow"),
        (table(age=[*BANDS[:-1], "85-89"]), "row 17: column age: '85-89' is the oldest band, but ends"),
        (table()[lambda rows: rows["age"] != 40], "the table of cases: has no row for age 40"),
        (
            pd.concat([table(), table(place="B").drop(index=8)]),
            "the table of cases: place=B: has no row for age 40, which other groups have",
        ),
        (pd.concat([table(), table().tail(1)], ignore_index=True), "row 18: column age: '85' stands twice for its group"),
        (table().rename(columns={"place": "rate"}), "the table of cases: groups by rate, which is a column of the result"),
    ],
)
def test_a_wrong_table_is_refused_with_place_and_remedy(frame: pd.DataFrame, expected: str) -> None:
    assert refusal(frame).startswith(expected)


def test_a_second_row_of_unknown_age_is_refused() -> None:
    unknown = pd.DataFrame({"place": "A", "age": ["unknown", "UNKNOWN"], "cases": [6.0, 1.0], "population": 0.0})
    message = refusal(pd.concat([table(age=FIVES.astype(str)), unknown], ignore_index=True))

    assert message.startswith("row 19: column age: 'UNKNOWN' stands twice for its group")


@pytest.mark.parametrize("code", [99, "99"])
def test_a_code_for_an_unknown_age_is_refused(code: object) -> None:
    """IARC's tables write 99. Its cases were taken for those of people aged 99, who were merged into the oldest band."""
    unknown = pd.DataFrame({"place": ["A"], "age": [code], "cases": [6.0], "population": [np.nan]})
    ages = FIVES.astype(str) if isinstance(code, str) else FIVES

    assert refusal(pd.concat([table(age=ages), unknown], ignore_index=True)).startswith(
        "row 18: column age: '99' stands for an unknown age in many tables and is the only age above its last band; write unknown, or 99+"
    )


def test_single_years_may_reach_99() -> None:
    ages = np.arange(100)

    assert rates(table(age=ages), standard="who").loc[0, "rate"] == pytest.approx(rates(table(), standard="who").loc[0, "rate"])


def test_people_of_unknown_age_are_not_counted() -> None:
    """Some registries have them; IARC's Rcan takes their number as 0."""
    unknown = pd.DataFrame({"place": ["A"], "age": ["unknown"], "cases": [6.0], "population": [500.0]})
    row = rates(pd.concat([table(age=FIVES.astype(str)), unknown]), standard="segi").loc[0]

    assert (row["rate"], row["population"]) == (pytest.approx(300 * 60 / 54), 18_000.0)


@pytest.mark.parametrize("ages", [None, "0-74"])
@pytest.mark.parametrize("count", [6.0, 1.0])
@pytest.mark.parametrize("interval", ["dobson", "gamma", "tiwari"])
def test_a_group_with_cases_of_unknown_age_only_has_no_rate(interval: str, count: float, ages: str | None) -> None:
    """Nor has a part of its ages: nobody knows how many of the cases belong there."""
    unknown = pd.DataFrame({"place": ["A", "B"], "age": "unknown", "cases": [count, 0.0], "population": 0.0})
    frame = pd.concat([table(age=FIVES.astype(str), cases=0.0, place=place) for place in "AB"] + [unknown])
    result = rates(frame, standard="segi", interval=interval, ages=ages)

    assert np.isnan(result.loc[0, ["rate", "lower", "upper"]].to_numpy(dtype=float)).all()
    assert result["cases"].tolist() == [count, 0.0]
    assert result.loc[1, ["rate", "lower"]].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"standard": "icss1"}, "--standard: standard population 'icss1' is unknown; known: segi, who, esp1976, esp2013, us2000"),
        ({"interval": "wald"}, "--interval: interval 'wald' is unknown; known: dobson, gamma, tiwari"),
        ({"level": 95}, "--level: 95 is no confidence level"),
        ({"level": 1}, "--level: 1 is no confidence level"),
        ({"level": 0}, "--level: 0 is no confidence level"),
        ({"by": ["sex"]}, "--by: the table of cases has no grouping column sex; known: place"),
    ],
)
def test_unknown_arguments_are_answered_with_the_known_ones(options: dict[str, Any], expected: str) -> None:
    assert refusal(table(), **options).startswith(expected)


@pytest.mark.parametrize("dash", ["-", "–", " - "])
def test_bands_may_be_written_out(dash: str) -> None:
    """As publishers print them: 0-4, 5-9, … 85+; the same people, the same rates."""
    cases = np.arange(18)
    written = [band.replace("-", dash) for band in BANDS]
    mixed = [*written[:9], *FIVES[9:].astype(str)]
    unknown = pd.DataFrame({"place": ["A"], "age": ["unknown"], "cases": [3.0], "population": [0.0]})
    expected = rates(pd.concat([table(cases=cases), unknown]), standard="esp2013")

    for ages in (written, mixed):
        pd.testing.assert_frame_equal(rates(pd.concat([table(age=ages, cases=cases), unknown]), standard="esp2013"), expected)


def test_a_file_gives_what_its_table_gives(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    frame = pd.concat([table(place=place, cases=cases) for place, cases in (("B", 1), ("A", 12))])
    frame.to_csv(path, index=False)

    pd.testing.assert_frame_equal(rates_file(path, standard="who", interval="gamma"), rates(frame, standard="who", interval="gamma"))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("A,5,1,1", "cases.csv:20: column age: '5' stands twice for its group"),
        ("A,old,1,1", "cases.csv:20: column age: 'old' is no age"),
        ("A,90,-2,1", "cases.csv:20: column cases: '-2' is negative"),
        ("B,5,1,1", "cases.csv: place=B: has no row for age 0, 10, 15"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, line: str, expected: str) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(table().astype({"cases": int, "population": int}).to_csv(index=False) + line + "\n")
    with pytest.raises(MetricError) as error:
        rates_file(path, standard="segi")

    assert expected in str(error.value)


def test_an_empty_cell_of_cases_leaves_its_group_empty_and_the_others_whole() -> None:
    """Missing is not zero; but one lost cell must not cost everybody their rates."""
    both = pd.concat([changed(40, "cases", np.nan), table().assign(place="B")], ignore_index=True)
    result = rates(both, standard="who").set_index("place")

    assert result.loc["A", ["rate", "lower", "upper", "cases"]].isna().all()
    assert result.loc["B", ["rate", "lower", "upper", "cases"]].notna().all()


@pytest.mark.parametrize("column", ["cases", "population"])
@pytest.mark.parametrize("cell", ["", " ", None])
def test_a_blank_cell_of_a_column_of_text_is_an_empty_one(cell: str | None, column: str) -> None:
    """Missing is not zero, and no fault of writing: cases leave the group empty, a population is asked for."""
    frame = table(**{column: [*["3"] * 8, cell, *["3"] * 9]})
    if column == "cases":
        assert rates(frame, standard="who")[["rate", "cases"]].isna().all(axis=None)
    else:
        assert "age 40 has no population, though older ages have one" in refusal(frame)


def test_counts_may_be_whole_numbers_that_know_an_empty_cell() -> None:
    frame = pd.concat([table(), table(place="B")], ignore_index=True).astype({"cases": "Int64", "population": "Int64"})
    frame.loc[8, "cases"] = pd.NA

    assert rates(frame, standard="segi")["rate"].tolist() == [pytest.approx(np.nan, nan_ok=True), pytest.approx(300)]


def test_no_case_and_nobody_beside_an_empty_cell_are_numbers() -> None:
    """A column with an empty cell is looked at closely: 0 is not negative. At 0-4, 12 % of Segi, B has no case: 264."""
    frame = pd.concat([changed(0, "cases", np.nan), changed(0, "cases", 0.0).assign(place="B")])
    late = table(place="C", population=np.where(FIVES < 80, 1000.0, np.where(FIVES < 85, 0.0, np.nan)))

    assert rates(frame, standard="segi")["rate"].tolist() == [pytest.approx(np.nan, nan_ok=True), pytest.approx(264)]
    assert rates(late, standard="segi").loc[0, "rate"] == pytest.approx(312)


@pytest.mark.parametrize(
    ("interval", "cases", "people"),
    [
        ("dobson", 1e300, 1e-300),
        ("dobson", 3.0, 1e-300),  # the rate is finite, its upper limit is not
        ("dobson", 0.0, 1e-300),
        ("dobson", 1e307, 1.0),  # finite per person, not per 100,000
        ("gamma", 1e300, 1.0),
        ("tiwari", 1e300, 1.0),
        ("gamma", 3.0, 1e-160),
    ],
)
def test_numbers_that_give_no_finite_rate_are_refused(interval: str, cases: float, people: float) -> None:
    """1e300 cases among 1e-300 persons overflow; an infinite rate would be a wrong number. The group is named, whichever it is."""
    odd = pd.concat([table(place="B"), table()], ignore_index=True)
    odd[["cases", "population"]] = odd[["cases", "population"]].astype(float)
    odd.loc[26, ["cases", "population"]] = [cases, people]

    with pytest.raises(MetricError, match="place=A: has cases and people that give no finite rate"):
        rates(odd, standard="who", interval=interval)
