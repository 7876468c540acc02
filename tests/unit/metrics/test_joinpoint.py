"""Joinpoint regression of a user's table: what comes out, and what is refused with which words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from data.errors import MetricError
from metrics.joinpoint import RESULT_COLUMNS, average, average_file, joinpoint, joinpoint_file
from metrics.joinpoints import model
from metrics.joinpoints.model import fit_trends
from metrics.joinpoints.rules import Rules, usual_joinpoints

YEARS = np.arange(2000, 2017)


def rates(name: str = "a", years: np.ndarray = YEARS, seed: int = 1) -> pd.DataFrame:
    """Return a rate that rises by 2 % a year to 2008 and falls by 5 % a year since, with a little noise."""
    noise = np.random.default_rng(seed).normal(size=len(years)) * 0.003
    path = 0.02 * (years - 2000) - 0.07 * np.maximum(years - 2008, 0)
    return pd.DataFrame({"series": name, "year": years, "rate": 50 * np.exp(path + noise)})


def with_rate(row: int, rate: float) -> pd.DataFrame:
    frame = rates()
    frame.loc[row, "rate"] = rate
    return frame


def test_a_bend_gives_two_segments_that_share_its_year() -> None:
    table = joinpoint(rates())

    assert list(table.columns) == RESULT_COLUMNS
    assert table[["series", "joinpoints", "segment", "start_year", "end_year"]].to_numpy().tolist() == [
        ["a", 1, 1, 2000, 2008],
        ["a", 1, 2, 2008, 2016],
    ]
    assert table["apc"].tolist() == pytest.approx([100 * np.expm1(0.02), 100 * np.expm1(-0.05)], abs=0.2)
    assert table["significant"].tolist() == [True, True]


def test_without_joinpoints_it_is_the_regression_of_the_library() -> None:
    """The interval is exp(b -+ t SE) - 1 in percent, t with n - 2 degrees of freedom."""
    frame = rates()
    line = stats.linregress(frame["year"], np.log(frame["rate"]))
    half = stats.t.ppf(0.975, 15) * line.stderr
    expected = [100 * np.expm1(value) for value in (line.slope, line.slope - half, line.slope + half)]
    table = joinpoint(frame, max_joinpoints=0)

    assert table[["apc", "lower", "upper"]].iloc[0].tolist() == pytest.approx(expected)


def test_order_of_rows_other_series_and_unit_do_not_matter() -> None:
    alone = joinpoint(rates())
    among = joinpoint(pd.concat([rates("b", YEARS[:9], 2), rates("c", YEARS, 3), rates()]).sample(frac=1, random_state=1))
    scaled = joinpoint(rates().assign(rate=lambda frame: frame["rate"] / 1_000))

    pd.testing.assert_frame_equal(among[among["series"] == "a"].reset_index(drop=True), alone)
    pd.testing.assert_frame_equal(scaled, alone)


def test_equal_errors_in_proportion_to_the_rates_change_nothing() -> None:
    """Weights rate² / se² are then all the same."""
    frame = rates()

    pd.testing.assert_frame_equal(joinpoint(frame.assign(se=0.02 * frame["rate"])), joinpoint(frame))


def test_an_uncertain_rate_has_less_say() -> None:
    """A last rate ten times too high with a hundred times the error is as good as absent."""
    frame = rates().assign(se=lambda table: 0.01 * table["rate"])
    frame.loc[16, ["rate", "se"]] = [300.0, 300.0]
    clean = rates(years=YEARS[:16])

    assert joinpoint(frame)["apc"].tolist() == pytest.approx(joinpoint(clean)["apc"].tolist(), abs=0.02)


def test_missing_years_and_empty_rates_are_the_same() -> None:
    empty = rates()
    empty.loc[[3, 10, 11], "rate"] = np.nan

    pd.testing.assert_frame_equal(joinpoint(empty), joinpoint(rates().drop(index=[3, 10, 11])))


def test_series_with_different_gaps_do_not_disturb_each_other() -> None:
    gaps = {"a": [3, 10], "b": [1, 2], "c": [7, 13]}
    parts = [rates(name, seed=5).drop(index=gap) for name, gap in gaps.items()]
    alone = pd.concat([joinpoint(part) for part in parts], ignore_index=True)

    pd.testing.assert_frame_equal(joinpoint(pd.concat(parts)), alone)


def test_time_is_in_years_where_years_are_missing() -> None:
    frame = rates().iloc[::2]
    table = joinpoint(frame)

    assert table["end_year"].tolist() == [2008, 2016]
    assert table["apc"].tolist() == pytest.approx([100 * np.expm1(0.02), 100 * np.expm1(-0.05)], abs=0.2)


def test_a_constant_rate_changes_by_nothing_and_not_significantly() -> None:
    table = joinpoint(rates().assign(rate=7.3))

    assert len(table) == 1
    assert table["apc"].iloc[0] == pytest.approx(0.0, abs=1e-9)
    assert not table["significant"].iloc[0]


def test_a_change_in_the_sixteenth_digit_is_not_significant() -> None:
    """Without a floor to the error, rounding that happens to rise would be a certain rise."""
    table = joinpoint(rates().assign(rate=[7.3 + 8.9e-16 * (year // 2) for year in range(17)]))

    assert not table["significant"].any()


def test_more_joinpoints_than_the_points_allow_are_as_many_as_they_allow() -> None:
    """8 points allow 2 joinpoints: 3 x 2 + 2."""
    frame = rates(years=YEARS[:8])

    pd.testing.assert_frame_equal(joinpoint(frame, max_joinpoints=9), joinpoint(frame, max_joinpoints=2))


def test_five_points_with_a_joinpoint_have_an_interval_only_for_the_continuous_model() -> None:
    frame = pd.DataFrame({"series": "a", "year": range(2000, 2005), "rate": [10.0, 20.0, 40.0, 20.0, 10.5]})
    table = joinpoint(frame, max_joinpoints=1, rules=Rules(interval="separate"))

    assert table["joinpoints"].tolist() == [1, 1]
    assert table[["lower", "upper"]].isna().all(axis=None)
    assert not table["significant"].any()


@pytest.mark.parametrize(
    ("points", "most"), [(3, 0), (6, 0), (7, 1), (11, 1), (12, 2), (16, 2), (17, 3), (21, 3), (22, 4), (26, 4), (27, 5), (60, 5)]
)
def test_the_usual_largest_number_follows_ncis_table(points: int, most: int) -> None:
    assert usual_joinpoints(points) == most


def test_numbers_written_as_text_are_read() -> None:
    pd.testing.assert_frame_equal(joinpoint(rates().astype({"rate": str})), joinpoint(rates()))


def test_the_permutation_test_can_be_asked_for() -> None:
    table = joinpoint(rates(), rules=Rules(selection="permutation", permutations=199))

    assert table["end_year"].tolist() == [2008, 2016]


def test_a_quantile_interval_can_be_asked_for() -> None:
    table = joinpoint(rates(), rules=Rules(interval="quantile", resamples=500))

    assert ((table["lower"] < table["apc"]) & (table["apc"] < table["upper"])).all()


def test_an_empty_table_gives_an_empty_one() -> None:
    table = joinpoint(rates().iloc[:0])

    assert (list(table.columns), len(table)) == (RESULT_COLUMNS, 0)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (with_rate(3, 0.0), r"row 3: column rate: '0.0' is not above 0 and has no logarithm; leave the cell empty"),
        (with_rate(3, -2.0), "row 3: column rate: '-2.0' is not above 0"),
        (with_rate(3, np.inf), "row 3: column rate: 'inf' is no number"),
        (pd.concat([rates(), rates().iloc[[4]]], ignore_index=True), "row 17: column year: '2004' stands twice for its series"),
        (rates(years=YEARS[:2]), "column series: 'a' has fewer than 3 rates"),
        (rates().assign(rate=np.nan), "column series: 'a' has fewer than 3 rates"),
        (pd.concat([rates(), rates("b").assign(rate=np.nan)], ignore_index=True), "row 17: column series: 'b' has fewer than 3 rates"),
        (pd.concat([rates(), rates("b", YEARS[:2])], ignore_index=True), "row 17: column series: 'b' has fewer than 3 rates"),
        (rates().assign(se=0.0), "column se: '0.0' is not above 0"),
        (rates().assign(se=[*[np.nan] * 16, 1.0]), "row 0: column se: '' is missing, but other rates of the series have one"),
        (  # the empty rates of rows 2 and 3 need no error, and have no say in how many are given
            rates().assign(
                rate=lambda frame: frame["rate"].mask(frame.index.isin([2, 3])), se=[1.0, 1.0, np.nan, 1.0, 1.0, np.nan, *[1.0] * 11]
            ),
            "row 5: column se: '' is missing, but other rates of the series have one",
        ),
        (rates().assign(year=lambda frame: frame["year"].mask(frame.index == 4)), "row 4: column year: '' is empty; give the year"),
        (rates().assign(se=[np.nan, *[1.0] * 16]), "row 0: column se: '' is missing, but other rates of the series have one"),
        (rates().assign(se=[1e-7, *[1.0] * 16]), "column se: '1e-07' belongs to a series with weights that differ more than"),
        (rates().assign(year=2000.5), "column year: '2000.5' is no year"),
        (rates().assign(series=""), "column series: '' is empty"),
        (rates().drop(columns="rate"), "rates: has no column rate"),
        (rates().drop(columns="year"), "rates: has no column year"),
        (rates().drop(columns="series"), "rates: has no column series"),
    ],
)
def test_what_is_wrong_is_named_with_its_row(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(MetricError, match=message.replace("(", r"\(")):
        joinpoint(frame)


def test_a_file_gives_the_same_and_names_the_line_of_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    rates().to_csv(path, index=False)

    pd.testing.assert_frame_equal(joinpoint_file(path), joinpoint(rates()), check_dtype=False)

    with_rate(3, 0.0).to_csv(path, index=False)
    with pytest.raises(MetricError, match=r"rates.csv:5: column rate: '0.0' is not above 0"):
        joinpoint_file(path)


def test_a_series_without_errors_beside_one_with_them_is_not_weighted() -> None:
    weighted, plain = rates("a").assign(se=np.linspace(0.1, 2.0, 17)), rates("b", seed=4)
    both = joinpoint(pd.concat([weighted, plain]))

    pd.testing.assert_frame_equal(both[both["series"] == "a"].reset_index(drop=True), joinpoint(weighted))
    pd.testing.assert_frame_equal(both[both["series"] == "b"].reset_index(drop=True), joinpoint(plain))
    assert joinpoint(weighted)["apc"].tolist() != pytest.approx(joinpoint(weighted.drop(columns="se"))["apc"].tolist(), rel=1e-6)


def test_the_error_of_an_empty_rate_is_none_of_the_series() -> None:
    frame = rates().assign(se=np.nan)
    frame.loc[3, ["rate", "se"]] = [np.nan, 0.5]

    pd.testing.assert_frame_equal(joinpoint(frame), joinpoint(frame.drop(columns="se")))


@pytest.mark.parametrize("function", [joinpoint_file, average_file])
def test_a_file_without_rows_is_refused(tmp_path: Path, function: Callable[[Path], pd.DataFrame]) -> None:
    path = tmp_path / "rates.csv"
    path.write_text("series,year,rate\n", encoding="utf-8")
    with pytest.raises(MetricError, match=r"rates.csv: has no rows; add a line for every series and year"):
        function(path)


def test_the_most_joinpoints_of_the_rules_hold_where_no_other_number_is_given() -> None:
    assert joinpoint(rates(), rules=Rules(max_joinpoints=0))["joinpoints"].tolist() == [0]
    assert joinpoint(rates(), rules=Rules(max_joinpoints=0), max_joinpoints=1)["joinpoints"].tolist() == [1, 1]


@pytest.mark.parametrize("function", [joinpoint, average])
def test_years_are_whole_numbers(function: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    """In a table of text they would read 2008.0."""
    assert [kind.kind for kind in function(rates())[["start_year", "end_year"]].dtypes] == ["i", "i"]


def test_an_average_is_significant_if_its_limits_have_one_sign() -> None:
    """Rates that rise by half a percent a year, fall by as much, and go nowhere, all with the same scatter of about 1 %."""
    noise = 0.01 * np.tile([1.0, -1.0, -1.0, 1.0], 5)[:17]
    paths = {"rising": 0.005, "falling": -0.005, "level": 0.0}
    frame = pd.concat(
        pd.DataFrame({"series": name, "year": YEARS, "rate": np.exp(slope * (YEARS - 2000) + noise)}) for name, slope in paths.items()
    )
    found = average(frame, max_joinpoints=0).set_index("series")

    assert found["significant"].to_dict() == {"rising": True, "falling": True, "level": False}
    assert (found["lower"] < found["aapc"]).all()
    assert (found["aapc"] < found["upper"]).all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"selection": "aic"},
        {"interval": "exact"},
        {"max_joinpoints": -1},
        {"least_end": 1},
        {"least_between": 0},
        {"level": 95},
        {"level": 1.0},
        {"alpha": 0.0},
        {"permutations": 0},
    ],
)
def test_rules_that_cannot_be_followed_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(MetricError, match=next(iter(wrong))):
        Rules(**wrong)  # type: ignore[arg-type] # that is the point


def test_one_permutation_is_enough_to_be_drawn() -> None:
    assert (Rules(permutations=1).permutations, Rules(resamples=1).resamples) == (1, 1)


def test_a_series_with_fewer_points_than_its_ends_need_is_a_line() -> None:
    """Three years, of which five were to lie on either side of a joinpoint."""
    table = joinpoint(rates(years=YEARS[:3]), rules=Rules(least_end=5, max_joinpoints=2))

    assert table[["joinpoints", "start_year", "end_year"]].to_numpy().tolist() == [[0, 2000, 2002]]


def test_models_that_do_not_fit_into_memory_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """17 points: C(13, 1) + C(11, 2) + C(9, 3) = 152 models."""
    monkeypatch.setattr(model, "LARGEST_TREE", 100)
    with pytest.raises(MetricError, match=r"a series of 17 points: has 152 models of up to 3 joinpoints"):
        joinpoint(rates())


def test_series_of_fewer_than_three_points_are_left_empty_in_matrices() -> None:
    time = np.array([[np.nan, 2001.0, 2002.0], [2000.0, 2001.0, 2002.0]])
    trends = fit_trends(time, np.where(np.isnan(time), np.nan, 5.0))

    assert np.isnan(trends.slope[0]).all()
    assert trends.slope[1, 0] == pytest.approx(0.0, abs=1e-12)
