"""The command's judgement on plain frames: a clear answer or a clear error, never a wrong number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import MetricError
from metrics.assess import CHANGES, assess, assess_files, choose_methods, list_methods
from metrics.methods import METHODS
from metrics.methods.base import RESULT_COLUMNS
from metrics.targets import NEEDS_BASELINE

CLOSED_FORM = ",".join(name for name, method in METHODS.items() if not method.sampling)
YEARS = list(range(2012, 2022))
FALLING = [48.0, 47.1, 46.0, 45.0, 44.2, 43.0, 42.0, 41.1, 40.0, 39.0]


def observations(values: list[Any] = FALLING, years: list[Any] = YEARS, **columns: Any) -> pd.DataFrame:
    """Return yearly observations of series a."""
    return pd.DataFrame({"series": "a", "year": years, "value": values}).assign(**columns)


def targets(**changes: Any) -> pd.DataFrame:
    """Return the target of series a: 30 in 2030, lower is better."""
    row = {"series": "a", "better": "lower", "baseline_year": 2012, "target_year": 2030, "target_value": 30.0}
    return pd.DataFrame([row | changes])


def one(found: pd.DataFrame, goal: pd.DataFrame, method: str = "waymark") -> pd.Series:
    """Return the answer of one method."""
    return assess(found, goal, method).iloc[0]


def test_the_answer_has_the_contract_s_columns_and_a_row_a_series_and_method() -> None:
    answer = assess(observations(), targets())

    assert list(answer.columns) == RESULT_COLUMNS
    assert answer["method"].tolist() == list(METHODS)


@pytest.mark.parametrize(
    ("columns", "answer"),
    [
        ({"se": 7.0}, ("not_assessable", "too_uncertain")),  # 45 ± 13.7 holds the start, 48, and the target, 32
        ({"se": 6.0}, ("no_clear_change", "")),  # 45 ± 11.8 does not reach 32
        ({"lower": 31.0, "upper": 49.0, "se": 1.0}, ("not_assessable", "too_uncertain")),  # limits come before errors
        ({}, ("no_clear_change", "")),
    ],
)
def test_no_trend_and_a_range_that_holds_start_and_target_is_no_verdict(columns: dict[str, float], answer: tuple[str, str]) -> None:
    """Every verdict lies inside such a range; without a range nothing says so."""
    noise = observations(values=[48.0, 44.0, 47.0, 44.5, 46.0, 43.0, 47.0, 44.0, 46.5, 45.0], **columns)
    row = one(noise, targets(target_value=32.0))

    assert (row["status"], row["reason"]) == answer


@pytest.mark.parametrize("column", ["year", "value"])
def test_numbers_may_be_written_as_text(column: str) -> None:
    text = observations().assign(**{column: observations()[column].map(lambda number: f" {number} ")})

    pd.testing.assert_frame_equal(assess(text, targets(), CLOSED_FORM), assess(observations(), targets(), CLOSED_FORM))


def test_unsorted_rows_gaps_and_empty_values_are_no_obstacle() -> None:
    kept = observations().drop(index=[3, 6])
    empty = observations(values=[number if row in kept.index else np.nan for row, number in enumerate(FALLING)])
    expected = assess(kept, targets(), CLOSED_FORM)

    pd.testing.assert_frame_equal(assess(kept.iloc[::-1], targets(), CLOSED_FORM), expected)
    # Only Fingertips tells a value that is withheld from a year without a row.
    others = [name for name in CLOSED_FORM.split(",") if name != "fingertips"]
    pd.testing.assert_frame_equal(assess(empty, targets(), others), assess(kept, targets(), others))


def test_a_row_without_year_and_value_says_nothing() -> None:
    """Tables of starts and ends have such rows for series that were measured once."""
    nothing = pd.DataFrame({"series": ["a", "a", "b"], "year": np.nan, "value": np.nan})

    pd.testing.assert_frame_equal(
        assess(pd.concat([nothing, observations()], ignore_index=True), targets(), CLOSED_FORM),
        assess(observations(), targets(), CLOSED_FORM),
    )


def test_the_same_name_may_be_a_number_in_one_table_and_a_text_in_the_other() -> None:
    found, goal = observations().assign(series=7), targets(series="7")

    assert one(found, goal)["reason"] == ""
    assert one(found, targets(series=7))["reason"] == ""
    assert one(found.assign(series=7.0), goal)["reason"] == ""


@pytest.mark.parametrize(
    ("found", "where", "remedy"),
    [
        (observations(years=[2012, *YEARS[:-1]]), "row 1: column year: '2012' stands twice", "one value"),
        (observations(values=["12,5", *FALLING[1:]]), "row 0: column value: '12,5' is no number", "decimal point"),
        (observations(values=[np.inf, *FALLING[1:]]), "row 0: column value", "digits"),
        (observations(years=[np.nan, *YEARS[1:]]), "row 0: column year: '' is empty", "give the year"),
        (observations(years=[2012.5, *YEARS[1:]]), "row 0: column year: '2012.5' is no year", "calendar year"),
        (observations(years=[12, *YEARS[1:]]), "row 0: column year: '12' is no year", "calendar year"),
        (observations(lower=5.0, upper=4.0), "row 0: column lower: '5.0' lies above upper (and in 9 more rows)", "lower limit"),
        (observations(se=-1.0), "row 0: column se", "at least 0"),
        (observations(numerator=-1.0), "row 0: column numerator: '-1.0' is negative", "at least 0"),
        (observations(denominator=[*[9.0] * 9, -1.0]), "row 9: column denominator: '-1.0' is negative", "count below the line"),
        (observations(lower=0.4, upper=0.5), "row 0: column value: '48.0' lies far outside its limits", "the same unit"),
        (observations(lower=480.0, upper=500.0), "row 0: column value: '48.0' lies far outside its limits", "the same unit"),
        (None, "observations: is no table but of the type NoneType", "give a pandas DataFrame"),
        ({"series": ["a"]}, "observations: is no table but of the type dict", "give a pandas DataFrame"),
        (observations().drop(columns="value"), "observations: has no column value", "name the columns"),
        (observations().assign(series=None), "row 0: column series: '' is empty", "name the series"),
        (observations().assign(year=pd.to_datetime("2012-01-01")), "row 0: column year", "calendar year"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(found: pd.DataFrame, where: str, remedy: str) -> None:
    with pytest.raises(MetricError) as raised:
        assess(found, targets())

    assert where in str(raised.value)
    assert remedy in str(raised.value)


def test_a_value_beside_its_rounded_limits_is_taken() -> None:
    """14.8 with the limits 14.9 and 15.0, or both 14.9: printed with few digits, as publishers do."""
    beside = observations(values=[14.8] * 10, lower=14.9, upper=[*[15.0] * 9, 14.9])

    assert one(beside, targets(), "hp2030")["reason"] == ""


@pytest.mark.parametrize("method", ["", [], None, ["waymark", 3]])
def test_methods_that_are_none_are_answered_with_the_known_ones(method: Any) -> None:
    with pytest.raises(MetricError, match="is unknown; known: all, waymark, eurostat"):
        assess(observations(), targets(), method)


@pytest.mark.parametrize(
    ("goal", "where"),
    [
        (targets(better="less"), "row 0: column better: 'less' is unknown"),
        (targets(kind="share"), "row 0: column kind: 'share' is unknown"),
        (targets(target_year=2010), "row 0: column target_year: '2010' lies before baseline_year"),
        (pd.concat([targets(), targets()]), "row 0: column series: 'a' stands twice"),
        (targets(better="higher", kind="relative", target_value=-5.0), "row 0: column target_value: '-5.0' is a fall"),
        (targets().iloc[:0], "targets: has no target"),
    ],
)
def test_a_wrong_target_is_named_by_row_and_column(goal: pd.DataFrame, where: str) -> None:
    with pytest.raises(MetricError) as raised:
        assess(observations(), goal)

    assert where in str(raised.value)


@pytest.mark.parametrize(
    ("kind", "amount", "level"),
    [
        ("level", 30.0, 30.0),
        ("relative", 25.0, 36.0),  # 48 × 0.75
        ("relative", -25.0, 36.0),
        ("gap_reduction", 50.0, 24.0),
        ("relative_change_per_decade", 10.0, 48 * 0.9**1.8),  # 18 years
        ("annual_change", 1.0, 48 * 0.99**18),
        ("gain", 8.0, 40.0),
    ],
)
def test_a_change_counts_from_the_baseline_s_value(kind: str, amount: float, level: float) -> None:
    """The pace that is still required, (level − 39) / 9 years, shows the level that was resolved."""
    answer = one(observations(), targets(kind=kind, target_value=amount), "dns_de")

    assert answer["required"] == pytest.approx((level - 39) / 9) if level < 39 else answer["status"] == "met"


@pytest.mark.parametrize(
    ("kind", "size", "told"),
    [("relative", 0.2, True), ("relative", -0.2, True), ("relative", 1.0, False), ("annual_change", 0.5, False), ("", 0.2, False)],
)
def test_a_percentage_below_one_is_told(tmp_path: Path, kind: str, size: float, *, told: bool) -> None:
    """0.2 for 20 % is judged as 0.2 %, and met at once; half a percent a year is a usual pace, and 0.2 may be a level."""
    files = tmp_path / "observations.csv", tmp_path / "targets.csv"
    observations().to_csv(files[0], index=False)
    targets(kind=kind, target_value=size).to_csv(files[1], index=False)
    notes: list[str] = []
    assess_files(*files, "eurostat", notes.append)

    assert notes == [f"{files[1]}: column target_value: is read as less than 1 % for 1 series (a); write 20 for 20 %"] * told


def test_the_kinds_that_need_a_baseline_are_the_catalogue_s() -> None:
    assert CHANGES == NEEDS_BASELINE


def test_a_baseline_may_be_up_to_three_years_older() -> None:
    late = targets(kind="relative", target_value=50.0, baseline_year=2014)
    held, lost = observations().drop(index=[1, 2]), observations().iloc[3:]

    assert one(held, late, "dns_de")["required"] == pytest.approx((24 - 39) / 9)  # of 48 in 2012
    assert one(lost, late, "dns_de")["reason"] == "no_baseline"


@pytest.mark.parametrize(("year", "reason"), [(2015, ""), (2016, "no_baseline")])
def test_three_years_older_is_not_too_old_and_four_are(year: int, reason: str) -> None:
    found = observations()
    late = targets(kind="relative", target_value=50.0, baseline_year=year)

    assert one(found[~found["year"].between(2013, 2018)], late, "open_sdg")["reason"] == reason


def test_a_stated_baseline_wins_over_the_series() -> None:
    goal = targets(kind="relative", target_value=50.0, baseline_value=60.0)

    assert one(observations(), goal, "dns_de")["required"] == pytest.approx((30 - 39) / 9)


def test_neither_direction_silences_only_methods_that_need_one() -> None:
    """A trend that is described without a judgement still answers, also where the target is a share of the baseline."""
    answer = assess(observations(lower=0.0, upper=100.0), targets(better="neither", kind="relative"), CLOSED_FORM).set_index("method")

    assert answer.loc["waymark", "reason"] == "not_applicable"
    assert answer.loc["fingertips", "reason"] == ""


def test_no_target_silences_only_methods_that_need_one() -> None:
    answer = assess(observations(), targets().drop(columns="target_value"), "waymark,open_sdg,dns_de,hp2030").set_index("method")

    assert answer["reason"].tolist() == ["no_target", "", "", "no_target"]


def test_the_rounding_of_the_values_keeps_a_constant_from_being_certain() -> None:
    """47, 47, 47 … and 46 once: a step of one is within what rounding explains."""
    assert one(observations(values=[47.0] * 9 + [46.0]), targets())["status"] == "no_clear_change"


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(st.one_of(st.floats(-1e9, 1e9), st.sampled_from([0.0, -1.0, 30.0, np.nan])), max_size=8),
    st.sampled_from(["lower", "higher", "neither"]),
    st.sampled_from([np.nan, 0.0, 30.0, -5.0]),
    st.sampled_from([np.nan, 2012.0, 1990.0, 2029.0]),
)
@pytest.mark.filterwarnings("error")
def test_odd_series_get_a_verdict_or_a_reason_and_no_warning(values: list[float], better: str, target: float, baseline: float) -> None:
    found = observations(values, YEARS[: len(values)])
    answer = assess(found, targets(better=better, target_value=target, baseline_year=baseline), CLOSED_FORM)
    judged = answer["status"] != "not_assessable"

    assert (judged == (answer["reason"] == "")).all()
    assert answer.loc[~judged, "statistic"].isna().all()
    latest = found["value"].dropna().tail(1)
    if len(latest) and better != "neither" and (latest.iloc[0] - target) * (1 if better == "higher" else -1) >= 0:
        assert set(answer.loc[judged, "status"]) <= {"met"}


def test_methods_are_chosen_by_name() -> None:
    assert [method.id for method in choose_methods("hp2030, waymark,hp2030")] == ["hp2030", "waymark"]
    assert assess(observations(), targets(), ["hp2030", "waymark"])["method"].tolist() == ["hp2030", "waymark"]
    assert choose_methods("hp2030,all") == choose_methods("all")
    with pytest.raises(MetricError, match="'guess' is unknown"):
        choose_methods("guess")


def test_a_constant_that_is_not_confirmed_is_listed_with_a_question_mark() -> None:
    listed = list_methods().set_index("method")["constants"]

    assert "least_modelled_change_percent = 0.5? (" in listed["waymark"]
    assert "critical_z = 1.645 (" in listed["hp2030"]


# --- what is let pass beside what is refused ------------------------------------------------------------------------------------


def test_two_series_may_have_the_same_years_and_one_may_begin_where_the_other_ends() -> None:
    """Only a year that stands twice for its own series is refused, at its second row."""
    later = [year + 9 for year in YEARS]
    goals = pd.concat([targets(), targets(series="b"), targets(series="c")], ignore_index=True)
    rows = pd.concat([observations(), observations(years=later, series="b"), observations(series="c")], ignore_index=True)

    assert assess(rows, goals, "waymark")["status"].tolist() == ["behind"] * 3
    for place, row in ((10, 9), (20, 19), (30, 29)):
        twice = pd.concat([rows.iloc[:place], rows.iloc[[row]], rows.iloc[place:]], ignore_index=True)
        with pytest.raises(MetricError, match=f"row {place}: column year: '{rows.loc[row, 'year']}' stands twice for its series"):
            assess(twice, goals, "waymark")


@pytest.mark.parametrize(
    ("columns", "goal"),
    [
        ({"numerator": 0.0, "denominator": 0.5}, {}),
        ({"lower": 30.0}, {}),  # without an upper limit there is nothing to hold it against
        ({"upper": 30.0}, {}),
        ({}, {"target_year": 2012}),  # the year of the baseline
        ({}, {"kind": "relative_change", "better": "higher", "target_value": 0.0}),
        ({}, {"kind": "relative_change", "better": "higher", "target_value": 0.5}),
        ({}, {"kind": "level", "better": "higher", "target_value": -5.0}),
        ({}, {"kind": "relative_change", "target_value": -5.0}),
        ({}, {"kind": "", "scale": ""}),
    ],
)
def test_numbers_at_their_bounds_are_no_faults(columns: dict[str, float], goal: dict[str, Any]) -> None:
    assert len(assess(observations(**columns), targets(**goal), "waymark")) == 1


def test_a_direction_has_to_be_told() -> None:
    with pytest.raises(MetricError, match=r"column better: '' is unknown; write one of lower, higher, neither$"):
        assess(observations(), targets(better=""), "waymark")
    with pytest.raises(MetricError, match=r"column scale: 'cubic' is unknown; write one of .*, or leave it empty$"):
        assess(observations(), targets(scale="cubic"), "waymark")


@pytest.mark.parametrize("column", ["series", "year", "value"])
def test_every_observation_has_a_series_a_year_and_a_value(column: str) -> None:
    with pytest.raises(MetricError, match=f"has no column {column}"):
        assess(observations().drop(columns=column), targets(), "waymark")


@pytest.mark.parametrize("column", ["series", "better", "baseline_year", "target_year"])
def test_every_target_has_a_direction_and_its_years(column: str) -> None:
    with pytest.raises(MetricError, match=f"has no column {column}"):
        assess(observations(), targets().drop(columns=column), "waymark")


def test_series_that_no_target_is_about_are_left_out_and_named(tmp_path: Path) -> None:
    """Of seven lacking ones the first three are named; of three all."""
    files = tmp_path / "observations.csv", tmp_path / "targets.csv"
    pd.concat([observations(series=name) for name in "abcdefgh"]).to_csv(files[0], index=False)
    targets(series="c").to_csv(files[1], index=False)
    notes: list[str] = []
    verdicts = assess_files(*files, "waymark", notes.append)

    assert verdicts["series"].tolist() == ["c"]
    assert len(notes) == 1
    assert "has no line for 7 series of" in notes[0]
    assert "(a, b, d, …)" in notes[0]
    pd.concat([observations(series=name) for name in "abcd"]).to_csv(files[0], index=False)
    assess_files(*files, "waymark", notes.append)
    assert "(a, b, d), which are left out" in notes[1]
