"""From a table of risks to attributable fractions: joint, summed over sites, with limits, and refused where it is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import MetricError
from data.tables import as_json
from metrics import attributable as attributable_module
from metrics.attributable import RESULT_COLUMNS, attributable, attributable_file


def risk(**columns: Any) -> dict[str, Any]:
    row = {"place": "DEU", "year": 2018, "sex": "all", "site": "C34", "factor": "smoking", "level": "current"}
    return row | {"prevalence": 0.25, "relative_risk": 5.0} | columns


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows) or [risk()])


def row_of(result: pd.DataFrame, factor: str, site: str = "C34") -> pd.Series:
    return result[(result["factor"] == factor) & (result["site"] == site)].iloc[0]


def refusal(frame: pd.DataFrame) -> str:
    with pytest.raises(MetricError) as error:
        attributable(frame)
    return str(error.value)


def test_one_factor_has_its_fraction_and_the_same_joint_one() -> None:
    """Levin: 0.25 × 4 / (1 + 0.25 × 4) = 0.5."""
    result = attributable(table())

    assert result.columns.tolist() == RESULT_COLUMNS
    assert result[["factor", "fraction", "method"]].to_numpy().tolist() == [["smoking", 0.5, "levin"], ["joint", 0.5, "independence"]]


def test_without_limits_and_cases_their_cells_stay_empty() -> None:
    result = attributable(table())

    assert result[["lower", "upper", "cases", "cases_lower", "cases_upper"]].isna().all(axis=None)
    assert result["interval"].isna().all()
    assert '"interval": null' in as_json(result)


def test_levels_of_a_factor_share_a_denominator_and_the_unexposed_may_be_listed() -> None:
    """0.2 × 2 + 0.1 × 6 = 1 over 1 + 1."""
    levels = [risk(level="a", prevalence=0.2, relative_risk=3), risk(level="b", prevalence=0.1, relative_risk=7)]
    listed = [*levels, risk(level="never", prevalence=0.7, relative_risk=1)]

    assert attributable(table(*levels)).loc[0, ["fraction", "method"]].tolist() == [0.5, "levin_levels"]
    assert attributable(table(*listed)).loc[0, "fraction"] == 0.5


@pytest.mark.parametrize("listed", [False, True])
def test_a_protective_factor_has_its_reference_turned_round(listed: bool) -> None:  # noqa: FBT001 - both ways of writing the same table
    """0.6 lack what 0.4 have, at 1 / 0.8 times the risk: 0.6 × 0.25 / (1 + 0.6 × 0.25)."""
    rows = [risk(factor="activity", level="active", prevalence=0.4, relative_risk=0.8)]
    rows += [risk(factor="activity", level="idle", prevalence=0.6, relative_risk=1)] * listed
    result = attributable(table(*rows)).loc[0]

    assert result["method"] == "levin_inverted"
    assert result["fraction"] == pytest.approx(0.15 / 1.15)


def test_a_level_that_protects_among_harmful_ones_keeps_the_stated_reference() -> None:
    """0.5 × (0.9 - 1) + 0.1 × (3.5 - 1) = 0.2 over 1.2."""
    rows = [risk(level="a", prevalence=0.5, relative_risk=0.9), risk(level="b", prevalence=0.1, relative_risk=3.5)]
    result = attributable(table(*rows)).loc[0]

    assert result["method"] == "levin_mixed"
    assert result["fraction"] == pytest.approx(0.2 / 1.2)


def test_the_joint_fraction_takes_the_factors_as_independent() -> None:
    """0.5 and 0.2 / 1.2: 1 - 0.5 × (1 - 1/6)."""
    result = attributable(table(risk(), risk(factor="weight", prevalence=0.2, relative_risk=2)))

    assert row_of(result, "joint")["fraction"] == pytest.approx(1 - 0.5 * 5 / 6)


def test_sites_with_cases_are_summed_up() -> None:
    """Half of 1,000 and a sixth of 3,000 cases are 1,000 of 4,000; smoking alone causes 500 of the 4,000."""
    rows = [risk(cases=1000), risk(site="C50", factor="weight", prevalence=0.2, relative_risk=2, cases=3000)]
    result = attributable(table(*rows))

    assert row_of(result, "joint", "all given")[["fraction", "cases", "method"]].tolist() == pytest.approx([0.25, 1000, "sum_of_sites"])
    assert row_of(result, "smoking", "all given")[["fraction", "cases"]].tolist() == pytest.approx([0.125, 500])


def test_the_site_all_is_no_part_of_the_sum() -> None:
    rows = [risk(cases=1000), risk(site="C50", cases=3000), risk(site="all", cases=9000)]

    assert row_of(attributable(table(*rows)), "joint", "all given")[["fraction", "cases"]].tolist() == pytest.approx([0.5, 2000])


def test_joint_rows_follow_their_site_and_sums_come_last() -> None:
    rows = [risk(cases=1000), risk(site="C18", factor="meat", cases=500), risk(factor="diet", cases=1000), risk(place="AUT")]
    result = attributable(table(*rows))

    assert (result["place"] + " " + result["site"] + " " + result["factor"]).tolist() == [
        *["DEU C34 smoking", "DEU C34 diet", "DEU C34 joint", "DEU C18 meat", "DEU C18 joint"],
        *["DEU all given smoking", "DEU all given meat", "DEU all given diet", "DEU all given joint"],
        *["AUT C34 smoking", "AUT C34 joint"],
    ]


@pytest.mark.parametrize("cases", [None, 1000.0])
def test_one_site_or_a_site_without_cases_has_no_sum(cases: float | None) -> None:
    rows = [risk(cases=1000)] if cases is not None else [risk(cases=1000), risk(site="C50", cases=None)]

    assert "all given" not in attributable(table(*rows))["site"].tolist()


@pytest.mark.parametrize("interval", ["monte_carlo", "delta"])
def test_limits_of_one_level_are_those_of_the_relative_risk(interval: str) -> None:
    """Levin's fraction rises with RR, so the limits of RR give those of the fraction: 0.25 × 3 / 1.75 and 0.25 × 5.25 / 2.3125."""
    row = attributable(table(risk(lower=4.0, upper=6.25, cases=1000)), interval=interval).loc[0]

    assert [row["lower"], row["upper"]] == pytest.approx([0.75 / 1.75, 1.3125 / 2.3125], abs=0.004)
    assert [row["cases_lower"], row["cases_upper"]] == pytest.approx([1000 * row["lower"], 1000 * row["upper"]])
    assert row["interval"] == interval


def test_simulation_and_delta_method_agree_on_joint_fractions_and_sums() -> None:
    rows = [
        risk(lower=4.5, upper=5.6, cases=1000, prevalence_lower=0.23, prevalence_upper=0.27),
        risk(factor="activity", level="active", prevalence=0.4, relative_risk=0.8, lower=0.75, upper=0.85, cases=1000),
        risk(site="C50", factor="weight", prevalence=0.3, relative_risk=1.5, lower=1.4, upper=1.6, cases=3000),
    ]
    simulated, delta = (attributable(table(*rows), interval=name) for name in ("monte_carlo", "delta"))

    np.testing.assert_allclose(simulated[["lower", "upper"]], delta[["lower", "upper"]], atol=0.004)


def test_doubt_in_the_prevalence_widens_the_limits() -> None:
    narrow = attributable(table(risk(lower=4.0, upper=6.25))).loc[0]
    wide = attributable(table(risk(lower=4.0, upper=6.25, prevalence_lower=0.15, prevalence_upper=0.35))).loc[0]

    assert wide["lower"] < narrow["lower"]
    assert wide["upper"] > narrow["upper"]


def test_a_level_without_limits_leaves_its_factor_and_the_joint_fraction_without() -> None:
    result = attributable(table(risk(lower=4.0, upper=6.25), risk(factor="weight", prevalence=0.2, relative_risk=2)))

    assert result["lower"].notna().tolist() == [True, False, False]


def test_the_unexposed_need_no_limits_but_are_none_themselves() -> None:
    listed = attributable(table(risk(lower=4.0, upper=6.25), risk(level="never", prevalence=0.75, relative_risk=1)))
    nothing = attributable(table(risk(relative_risk=1.0)))

    assert listed["lower"].notna().all()
    assert nothing[["lower", "interval"]].isna().all(axis=None)


def test_limits_do_not_depend_on_order_or_on_other_places() -> None:
    rows = [risk(lower=4.0, upper=6.25), risk(factor="weight", prevalence=0.2, relative_risk=2, lower=1.5, upper=2.7)]
    alone = attributable(table(*rows))
    among = attributable(table(*[row | {"place": "AUT"} for row in rows], *rows[::-1]))
    here = among[among["place"] == "DEU"].sort_values("factor").reset_index(drop=True)

    pd.testing.assert_frame_equal(here, alone.sort_values("factor").reset_index(drop=True))


def test_large_tables_are_worked_through_in_blocks() -> None:
    """Every place has the same risks and therefore the same limits, whichever block it falls into."""
    rows = table(*[risk(place=f"P{number}", lower=4.0, upper=6.25) for number in range(450)])
    result = attributable(rows)

    assert result["place"].drop_duplicates().tolist() == rows["place"].tolist()
    assert result[["lower", "upper"]].drop_duplicates().shape == (1, 2)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 0.2), st.floats(0.3, 9)), min_size=1, max_size=5), st.randoms())
def test_the_order_of_rows_changes_no_fraction(levels: list[tuple[float, float]], random: Any) -> None:
    rows = [risk(level=str(number), prevalence=share, relative_risk=times) for number, (share, times) in enumerate(levels)]
    mixed = random.sample(rows, len(rows))

    assert attributable(table(*mixed)).loc[0, "fraction"] == pytest.approx(attributable(table(*rows)).loc[0, "fraction"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"prevalence": 25.0}, "is above 1; write it as a share from 0 to 1: 0.25 for 25 %"),
        ({"prevalence": -0.1}, "is below 0"),
        ({"prevalence": np.nan}, "column prevalence: '' is empty"),
        ({"relative_risk": 0.0}, "is not above 0"),
        ({"relative_risk": np.nan}, "column relative_risk: '' is empty"),
        ({"lower": 4.0}, "has no upper limit beside it"),
        ({"prevalence_upper": 0.4}, "has no lower limit beside it"),
        ({"lower": 5.5, "upper": 6.0}, "is above the relative_risk"),
        ({"lower": 4.0, "upper": 4.9}, "'4.9' is below the relative_risk"),
        ({"lower": 0.0, "upper": 6.0}, "give the 95 % limits of the relative risk"),
        ({"factor": "joint"}, "is the name of the result for all factors"),
        ({"factor": " "}, "name the risk factor"),
        ({"site": "all given"}, "is the name of the sum over sites"),
        ({"cases": -1.0}, "is below 0"),
        ({"year": np.nan}, "give the year"),
        ({"prevalence": "a quarter"}, "is no number"),
    ],
)
def test_a_wrong_cell_is_named_with_what_would_be_right(changes: dict[str, Any], words: str) -> None:
    assert words in refusal(table(risk(**changes)))


def test_levels_that_add_up_to_more_than_everyone_are_refused() -> None:
    assert "add up to more than 1" in refusal(table(risk(prevalence=0.6), risk(level="former", prevalence=0.5)))


def test_a_sum_a_little_over_one_is_rounding() -> None:
    """0.333 + 0.333 + 0.334 and a last digit more."""
    rows = [risk(level=str(number), prevalence=share, relative_risk=2) for number, share in enumerate([0.334, 0.334, 0.334])]

    assert attributable(table(*rows)).loc[0, "fraction"] == pytest.approx(1.002 / 2.002)


def test_a_level_that_stands_twice_and_differing_cases_are_refused() -> None:
    assert "stands twice for its factor" in refusal(table(risk(), risk()))
    assert "differs from other rows of its site" in refusal(table(risk(cases=10), risk(factor="weight", cases=20)))


def test_a_file_is_answered_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "risks.csv"
    header = "place,year,sex,site,factor,level,prevalence,relative_risk\n"
    path.write_text(header + "DEU,2018,all,C34,smoking,current,0.25,5\nDEU,2018,all,C34,smoking,former,30,2\n", encoding="utf-8")

    with pytest.raises(MetricError, match=r"risks.csv:3: column prevalence: '30' is above 1"):
        attributable_file(path)


def test_a_file_and_a_frame_give_the_same(tmp_path: Path) -> None:
    frame = table(risk(lower=4.0, upper=6.25, cases=1000), risk(site="C50", cases=3000))
    path = tmp_path / "risks.csv"
    frame.to_csv(path, index=False)

    pd.testing.assert_frame_equal(attributable_file(path), attributable(frame))


def test_an_empty_table_is_refused() -> None:
    assert "has no rows" in refusal(table().iloc[:0])


def test_the_doubt_about_a_prevalence_counts_by_what_it_moves() -> None:
    """Of a quarter ± 1.96 × 0.05 at five times the risk: 4 / 2 × 0.05 = 0.1 on the scale of log(1 - fraction), the risk being certain."""
    sure = {"lower": 5.0, "upper": 5.0, "prevalence_lower": 0.25 - 0.098, "prevalence_upper": 0.25 + 0.098}
    row = attributable(table(risk(**sure)), interval="delta").loc[0]

    assert row[["lower", "upper"]].tolist() == pytest.approx([1 - 0.5 * np.exp(0.196), 1 - 0.5 * np.exp(-0.196)])


def test_levels_drawn_apart_never_add_up_to_more_than_everybody() -> None:
    """With five times the risk for all, four fifths of the cases are due to it, and no draw of two halves can make it more."""
    half = {"prevalence": 0.5, "lower": 5.0, "upper": 5.0, "prevalence_lower": 0.3, "prevalence_upper": 0.7}
    row = attributable(table(risk(level="a", **half), risk(level="b", **half)), interval="monte_carlo").loc[0]

    assert row["fraction"] == pytest.approx(0.8)
    assert row["lower"] < 0.79
    assert row["upper"] == pytest.approx(0.8)


def test_an_unknown_interval_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(MetricError, match="'bootstrap' is unknown; known: monte_carlo, delta"):
        attributable(table(), interval="bootstrap")


@pytest.mark.parametrize("interval", ["delta", "monte_carlo"])
def test_limits_are_given_for_the_factors_that_have_some(interval: str) -> None:
    """Beside a factor without limits, which leaves the joint fraction without any."""
    rows = attributable(table(risk(lower=4.0, upper=6.0), risk(factor="radon")), interval=interval).set_index("factor")

    assert rows["interval"].isna().to_dict() == {"smoking": False, "radon": True, "joint": True}
    assert rows.loc["smoking", "interval"] == interval
    assert rows.loc["smoking", "lower"] < 0.5 < rows.loc["smoking", "upper"]


@pytest.mark.parametrize("interval", ["delta", "monte_carlo"])
def test_places_worked_out_apart_have_the_same_results(monkeypatch: pytest.MonkeyPatch, interval: str) -> None:
    limits = {"lower": 4.0, "upper": 6.0, "cases": 100.0}
    frame = table(*(risk(place=place, factor=factor, **limits) for place in ("SWE", "DEU", "NLD") for factor in ("smoking", "radon")))
    whole = attributable(frame, interval=interval)
    monkeypatch.setattr(attributable_module, "ROWS_A_BLOCK", 2)

    pd.testing.assert_frame_equal(attributable(frame, interval=interval), whole)
    assert whole["place"].drop_duplicates().tolist() == ["SWE", "DEU", "NLD"]


def test_a_share_a_little_above_everybody_is_refused_and_nobody_is_a_share() -> None:
    """Nobody exposed, no case, and half of a case are numbers that are met with."""
    assert "is above 1" in refusal(table(risk(prevalence=1.01)))
    assert attributable(table(risk(prevalence=0.0, cases=0.0)))[["fraction", "cases"]].to_numpy().tolist() == [[0, 0]] * 2
    assert attributable(table(risk(prevalence=1.0, cases=0.5)))["cases"].tolist() == pytest.approx([0.4] * 2)


def test_the_levels_of_another_place_are_other_people() -> None:
    """Three fifths in each of two places are no more than everybody."""
    rows = attributable(table(risk(prevalence=0.6), risk(place="SWE", prevalence=0.6, level="former")))

    assert rows["fraction"].tolist() == pytest.approx([2.4 / 3.4] * 4)
