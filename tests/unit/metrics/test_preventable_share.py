"""
A study carried on by one series, small enough to follow by hand.

Smoking has a fraction of 0.2 in 2020 (odds 0.25), weight 0.1: joint 1 - 0.8 × 0.9 = 0.28. Smokers were 40 % in 2000, 20 in 2010 and 10 in
2015. With a lag of ten years 2010 has twice the exposure of the study's year, 2025 half of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.catalogue.rebasing import Study
from data.errors import MetricError
from metrics.preventable_share import FACTOR_COLUMNS, YEAR_COLUMNS, cross_test, needed_exposures, what_if, yearly_factors, yearly_shares
from metrics.rebased import Rebased, rebase, rebase_all
from metrics.share_bands import COMPONENTS, Doubt, share_bands

SMOKING, WEIGHT = "factor:smoking", "factor:weight"
MOVED = ((SMOKING, "smokers"), (WEIGHT, "heavy"))
TEXT = {"en": "words", "de": "Wörter"}
CITATION = {"document": "a paper", "confidence": "seen_in_stored_source"}
NO_DOUBT = Doubt(fraction_spread=0, series_spread=0, lags=(10, 10), powers=(1, 1), draws=50)


def study(**changes: Any) -> Study:
    mover = {"group": SMOKING, "indicator": "smokers", "age": "15+", "citation": CITATION} | changes.pop("mover", {})
    entry = {
        "id": "de-2020", "name": TEXT, "place": "DEU", "year": 2020, "indicator": "share", "age": "all", "sources": ["paper"],
        "movers": [mover],
    }  # fmt: skip
    return Study.model_validate(entry | changes)


def figures(joint: float = 28.0, **changes: Any) -> pd.DataFrame:
    share = {"indicator": "share", "year": 2020, "age": "all", "source": "paper"}
    rows = [share | {"group": name, "value": value} for name, value in (("all", joint), (SMOKING, 20.0), (WEIGHT, 10.0))]
    series = {"indicator": "smokers", "age": "15+", "group": "all", "source": "survey"}
    rows += [series | {"year": year, "value": value} for year, value in ((2015, 10.0), (2000, 40.0), (2010, 20.0))]
    same = {"place": "DEU", "sex": "all", "site": "all"} | changes
    cells = pd.DataFrame(rows).assign(**same)
    return cells.assign(**dict.fromkeys(("lower", "upper", "numerator", "denominator"), np.nan))


@pytest.fixture
def model() -> Rebased:
    return rebase(study(), figures())


def shares(model: Rebased, **options: Any) -> pd.Series:
    return yearly_shares(model, **options).set_index("year")["share"]


def test_the_share_follows_the_exposure_of_ten_years_before(model: Rebased) -> None:
    """2010: odds 0.5, fraction 1/3, share 1 - 2/3 × 0.9 = 0.4. 2025: odds 0.125, fraction 1/9, share 1 - 8/9 × 0.9 = 0.2."""
    found = shares(model)

    assert found[[2010, 2020, 2025]].tolist() == pytest.approx([0.4, 0.28, 0.2])
    assert [found.index.min(), found.index.max()] == [2010, 2025]


def test_between_the_years_of_a_series_the_exposure_is_a_straight_line(model: Rebased) -> None:
    """2015 sees the exposure of 2005, 30: odds 0.375, share 1 - 0.9 / 1.375."""
    assert shares(model)[2015] == pytest.approx(1 - 0.9 / 1.375)


def test_the_change_is_relative_to_the_study(model: Rebased) -> None:
    assert yearly_shares(model).set_index("year")["change"][2025] == pytest.approx(0.2 / 0.28 - 1)


def test_later_years_carry_the_last_exposure_and_say_so(model: Rebased) -> None:
    found = yearly_shares(model, last_year=2030).set_index("year")

    assert found["share"][2030] == pytest.approx(0.2)
    assert found["carried"][[2025, 2026]].tolist() == [False, True]
    assert found["assumptions"].str.endswith(";carried")[[2025, 2026]].tolist() == [False, True]


def test_every_row_is_called_modelled(model: Rebased) -> None:
    found = yearly_shares(model)

    assert found.columns.tolist() == YEAR_COLUMNS
    assert found["assumptions"].str.startswith("modelled;").all()


def test_factors_say_what_moves_them(model: Rebased) -> None:
    found = yearly_factors(model).query("year == 2025").set_index("factor")

    assert list(yearly_factors(model).columns) == FACTOR_COLUMNS
    assert found.loc[SMOKING, ["fraction", "role", "exposure_year", "exposure"]].tolist() == [pytest.approx(1 / 9), "moved", 2015.0, 10.0]
    assert found.loc[WEIGHT, ["fraction", "role", "indicator"]].tolist() == [pytest.approx(0.1), "held", ""]


def test_an_exposure_is_that_of_the_lag_before_and_carried_after_its_end(model: Rebased) -> None:
    """10 in 2015 is seen in 2025 and is the last; with a lag of 5 in 2020, where 2010 saw the 30 of 2005."""
    found = yearly_factors(model, last_year=2026).query("factor == @SMOKING").set_index("year")
    soon = yearly_factors(model, lag=5).query("factor == @SMOKING").set_index("year")

    assert found.loc[[2010, 2025, 2026], "exposure"].tolist() == [40.0, 10.0, 10.0]
    assert found.loc[[2010, 2025, 2026], "carried"].tolist() == [False, False, True]
    assert soon.loc[[2010, 2020], "exposure"].tolist() == [30.0, 10.0]
    assert not yearly_factors(model, last_year=2026).query("factor == @WEIGHT")["carried"].any()


def test_the_last_year_may_be_the_first_but_no_earlier(model: Rebased) -> None:
    assert yearly_shares(model, last_year=2010)["year"].tolist() == [2010]
    with pytest.raises(MetricError, match="2009 is before the first year that the series reach; choose 2010 or later"):
        yearly_shares(model, last_year=2009)


@pytest.mark.parametrize(("published", "more"), [(28.0, ""), (21.0, ";scaled"), (46.0, ";rest_held")])
def test_what_is_taken_for_granted_is_listed_in_full(published: float, more: str) -> None:
    """The two factors make 28 % by themselves: then nothing is scaled and nothing is left over."""
    model = rebase(study(), figures(joint=published))
    always = "modelled;constant_excess_risk;one_lag;constant_mix;independent_factors;factors_held"

    assert yearly_shares(model)["assumptions"].unique().tolist() == [always + more]
    assert len(model.factors) == (3 if "rest" in more else 2)


def test_a_needed_exposure_is_on_the_scale_of_the_study() -> None:
    """Scaled by 0.75, 0.1425 = 0.75 × 0.19: as above 4/9 of 20; nobody exposed leaves 0.75 × 0.1."""
    found = needed_exposures(rebase(study(), figures(joint=21.0)), 0.1425, 2025).iloc[0]

    assert (found["needed"], found["share_without"], found["share_as_is"]) == pytest.approx((20 * 4 / 9, 0.075, 0.15))
    assert found["exposure"] == 10.0
    beyond = needed_exposures(rebase(study(), figures(joint=21.0)), 0.8, 2025).iloc[0]  # three quarters is what all cases would be
    assert (beyond["answer"], np.isnan(beyond["needed"])) == ("already", True)
    assert needed_exposures(rebase(study(), figures()), 0.19, 2010).loc[0, "exposure"] == 40.0


@pytest.mark.parametrize("target", [0.0, 1.0, 1.5])
def test_nobody_and_everybody_are_no_targets(model: Rebased, target: float) -> None:
    with pytest.raises(MetricError, match="is no share"):
        needed_exposures(model, target, 2025)


def test_overlapping_factors_are_scaled_to_the_study() -> None:
    """Published 0.21 where the product gives 0.28: everything times 0.75."""
    found = shares(rebase(study(), figures(joint=21.0)))

    assert found[[2020, 2025]].tolist() == pytest.approx([0.21, 0.75 * 0.2])


def test_what_a_study_does_not_list_is_held() -> None:
    """Published 0.46 = 1 - 0.72 × 0.75: a quarter of what is left; in 2025 1 - 0.8 × 0.75 = 0.4."""
    model = rebase(study(), figures(joint=46.0))

    assert model.factors["factor"].tolist()[-1] == "factor:not_listed"
    assert shares(model)[[2020, 2025]].tolist() == pytest.approx([0.46, 0.4])


def test_counts_are_taken_before_rounded_percentages() -> None:
    rows = figures()
    rows.loc[0, "denominator"] = 1000
    rows.loc[1, "numerator"] = 203

    assert rebase(study(), rows).factors.set_index("factor").loc[SMOKING, "fraction"] == pytest.approx(0.203)


def test_a_factor_whose_series_is_not_held_stays_and_is_marked() -> None:
    other = study(movers=[{"group": name, "indicator": series, "age": "15+", "citation": CITATION} for name, series in MOVED])
    found = yearly_shares(rebase(other, figures()))

    assert found["assumptions"].str.contains("series_missing").all()
    assert found.set_index("year")["share"][2025] == pytest.approx(0.2)


def test_the_years_begin_where_all_series_do_and_end_where_one_does() -> None:
    """Weight is followed from 2005 to 2012 only: diagnoses from 2015, and to 2025 with its last value carried."""
    heavy = {"indicator": "heavy", "age": "15+", "group": "all", "source": "survey", "place": "DEU", "sex": "all", "site": "all"}
    rows = pd.concat([figures(), pd.DataFrame([heavy | {"year": year, "value": 10.0} for year in (2005, 2012)])], ignore_index=True)
    movers = [{"group": name, "indicator": series, "age": "15+", "citation": CITATION} for name, series in MOVED]
    found = yearly_shares(rebase(study(movers=movers), rows)).set_index("year")["carried"]

    assert [found.index.min(), found.index.max(), found.idxmax()] == [2015, 2025, 2023]


def test_a_lag_that_the_series_do_not_reach_is_refused(model: Rebased) -> None:
    with pytest.raises(MetricError, match="smokers in 1999, which begins in 2000; choose a lag of at most 20 years"):
        yearly_shares(model, lag=21)


def test_a_study_without_figures_or_series_is_refused() -> None:
    with pytest.raises(MetricError, match="0 joint shares"):
        rebase(study(year=2019), figures())
    with pytest.raises(MetricError, match="no figures of any series"):
        yearly_shares(rebase(study(mover={"indicator": "unknown"}), figures()))
    with pytest.raises(MetricError, match="not between 0 and 100"):
        rebase(study(), figures(joint=100.0))


def test_studies_that_cannot_be_carried_on_are_left_out_together() -> None:
    other = {"known": study(), "no figures": study(place="FRA"), "no series": study(mover={"indicator": "unknown"})}

    assert list(rebase_all(other, figures())) == ["known"]


def test_two_sources_of_a_series_are_not_mixed() -> None:
    """The source with the newest year speaks alone: 30 in 2000 and 10 in 2016 is 17.5 in 2010, which 10 is 4/7 of."""
    older = figures()
    newer = older.iloc[-3:-1].assign(year=[2000, 2016], value=[30.0, 10.0], source="another")
    found = shares(rebase(study(), pd.concat([older, newer], ignore_index=True)))

    assert found[2026] == pytest.approx(1 - 0.9 / (1 + 0.25 * 4 / 7))


def test_what_if_nobody_smoked_shows_after_the_lag(model: Rebased) -> None:
    """With 0 in 2030, from 10 in 2015: in 2040 only weight is left, 0.1 instead of 0.2."""
    found = what_if(model, SMOKING, {2030: 0.0}).set_index("year")

    assert found.loc[2040, ["share", "share_as_is", "difference", "exposure"]].tolist() == pytest.approx([0.1, 0.2, -0.1, 0.0])
    assert found.loc[2035, "exposure"] == pytest.approx(10 / 3)
    assert found["shows"][[2025, 2026, 2027]].tolist() == [False, True, True]


@pytest.mark.parametrize("path", [{}, {2015: 5.0}, {2030: -1.0}])
def test_a_path_that_is_empty_negative_or_changes_the_past_is_refused(model: Rebased, path: dict[int, float]) -> None:
    with pytest.raises(MetricError, match="give exposures of at least 0 for years after 2015"):
        what_if(model, SMOKING, path)


def test_every_point_of_a_path_has_to_lie_ahead_and_above_nothing(model: Rebased) -> None:
    """One good point beside a bad one is not enough; a path to nobody is one."""
    for path in ({2015: 5.0, 2030: 5.0}, {2020: -1.0, 2030: 5.0}):
        with pytest.raises(MetricError, match="give exposures of at least 0 for years after 2015"):
            what_if(model, SMOKING, path)

    assert what_if(model, SMOKING, {2016: 0.0, 2020: 5.0})["year"].max() == 2030  # the end of the path and ten years
    assert what_if(model, SMOKING, {2016: 0.0}, last_year=2040)["year"].max() == 2040


def test_a_factor_that_nothing_moves_is_no_lever(model: Rebased) -> None:
    with pytest.raises(MetricError, match="moved are: factor:smoking"):
        what_if(model, WEIGHT, {2030: 0.0})


def test_the_needed_exposure_brings_the_share_to_the_target(model: Rebased) -> None:
    """0.19 = 1 - 0.9 × 0.9: fraction 0.1, odds 1/9, 4/9 of the exposure of 20."""
    found = needed_exposures(model, 0.19, 2025).iloc[0]

    assert found[["answer", "exposure_year", "exposure"]].tolist() == ["needed", 2015, 10.0]
    assert found["needed"] == pytest.approx(20 * 4 / 9)
    assert what_if(model, SMOKING, {2016: found["needed"]}).set_index("year")["share"][2026] == pytest.approx(0.19)


def test_a_target_below_what_the_other_factors_leave_is_not_reachable(model: Rebased) -> None:
    found = needed_exposures(model, 0.05, 2025).iloc[0]

    assert found["answer"] == "not_reachable"
    assert np.isnan(found["needed"])
    assert found["share_without"] == pytest.approx(0.1)


def test_a_target_that_is_met_as_it_is_says_how_far_the_exposure_might_rise(model: Rebased) -> None:
    """0.28 is the study's share: back to 20."""
    found = needed_exposures(model, 0.28, 2025).iloc[0]

    assert [found["answer"], found["needed"]] == ["already", pytest.approx(20)]


def test_a_target_in_percent_is_refused(model: Rebased) -> None:
    with pytest.raises(MetricError, match=r"such as 0\.36 for 36 %"):
        needed_exposures(model, 36, 2025)


def test_the_excess_risk_of_one_study_predicts_another(model: Rebased) -> None:
    """Half as many smokers there: odds 0.125, fraction 1/9, where 0.2 was published: a miss of -0.089; joint 0.2 against 0.28."""
    rows = figures(place="FRA")
    rows["value"] = rows["value"].mask(rows["indicator"] == "smokers", rows["value"] / 2)
    found = cross_test([model, rebase(study(id="fr-2020", place="FRA"), rows)]).query("excess_risk_of == 'de-2020'").set_index("factor")

    assert found.loc[SMOKING, ["predicted", "published", "miss"]].tolist() == pytest.approx([1 / 9, 0.2, 1 / 9 - 0.2])
    assert found.loc["joint", ["predicted", "published"]].tolist() == pytest.approx([0.2, 0.28])
    assert found["same_factor"].all()


def test_factors_are_matched_by_their_series_and_others_left_alone(model: Rebased) -> None:
    """There smoking is called tobacco, and weight has a series that only the other study knows."""
    heavy = {"indicator": "heavy", "age": "15+", "group": "all", "source": "survey", "place": "FRA", "sex": "all", "site": "all"}
    rows = pd.concat([figures(place="FRA"), pd.DataFrame([heavy | {"year": year, "value": 10.0} for year in (2000, 2015)])])
    rows["group"] = rows["group"].replace({SMOKING: "factor:tobacco"})
    moved = (("factor:tobacco", "smokers"), (WEIGHT, "heavy"))
    movers = [{"group": name, "indicator": series, "age": "15+", "citation": CITATION} for name, series in moved]
    other = rebase(study(id="fr-2020", place="FRA", movers=movers), rows.reset_index(drop=True))
    found = cross_test([model, other])

    assert found[["excess_risk_of", "factor", "same_factor"]].to_numpy().tolist() == [
        ["de-2020", "factor:tobacco", False], ["de-2020", "joint", False], ["fr-2020", SMOKING, False], ["fr-2020", "joint", False],
    ]  # fmt: skip
    assert list(found.columns)[-3:] == ["published", "miss", "same_factor"]
    assert cross_test(
        [
            model,
            rebase(
                study(id="x", mover={"indicator": "heavy"}),
                rows.assign(place="DEU", group=rows["group"].replace({"factor:tobacco": SMOKING})),
            ),
        ]
    ).empty


def test_a_model_alone_has_nobody_to_be_tested_against(model: Rebased) -> None:
    assert cross_test([model]).empty


def test_without_doubt_the_band_is_the_line(model: Rebased) -> None:
    band, line = share_bands(model, doubt=NO_DOUBT), yearly_shares(model)

    np.testing.assert_allclose(band[["lower", "upper"]], line[["share", "share"]], rtol=1e-12)
    np.testing.assert_allclose(band[["change_lower", "change_upper"]], line[["change", "change"]], atol=1e-12)


def test_in_the_studys_year_only_its_fractions_are_in_doubt_and_the_change_is_nothing(model: Rebased) -> None:
    row = share_bands(model).set_index("year").loc[2020]

    assert row["lower"] < 0.28 < row["upper"]
    assert row[[f"from_{name}" for name in COMPONENTS]].tolist() == [1, 0, 0, 0]
    assert row[["change_lower", "change_upper"]].tolist() == pytest.approx([0, 0])
    assert row[[f"change_from_{name}" for name in COMPONENTS]].isna().all()


def test_the_band_of_one_fraction_is_its_published_interval() -> None:
    """With nothing else in doubt and weight certain, smoking's limits give the share's: 1 - 0.9 × (1 - limit)."""
    rows = figures()
    rows.loc[1, ["lower", "upper"]] = [15.0, 26.0]
    rows.loc[2, ["lower", "upper"]] = [10.0, 10.0]
    band = share_bands(rebase(study(), rows), doubt=Doubt(series_spread=0, lags=(10, 10), powers=(1, 1))).set_index("year").loc[2020]

    assert band[["lower", "upper"]].tolist() == pytest.approx([1 - 0.9 * 0.85, 1 - 0.9 * 0.74], abs=0.003)


def test_without_limits_a_fraction_errs_by_a_tenth_of_itself() -> None:
    """Standard errors 0.9 × 0.02 from smoking and 0.8 × 0.01 from weight: 0.0197 together, and 1.96 times that to either side."""
    band = share_bands(rebase(study(), figures())).set_index("year").loc[2020]

    assert (band["upper"] - band["lower"]) / 2 == pytest.approx(1.96 * 0.0197, abs=0.0015)


def test_the_limits_of_a_series_make_its_part_of_the_band() -> None:
    """
    Standard error 0.2 on the log scale. From 2010 (two thirds of the series) to 2015 (its end) the error changes by
    b - (a + 2 b) / sqrt(5): 0.4595 × 0.2. The share moves by 0.9 × 0.125 / 1.125² = 0.0889 times that.
    """
    rows = figures()
    series = rows["indicator"] == "smokers"
    width = np.exp(1.96 * 0.2)
    rows = rows.assign(lower=(rows["value"] / width).where(series), upper=(rows["value"] * width).where(series))
    doubt = Doubt(fraction_spread=0, lags=(10, 10))
    band = share_bands(rebase(study(), rows), doubt=doubt).set_index("year").loc[2025]

    assert (band["upper"] - band["lower"]) / 2 == pytest.approx(1.96 * 0.0889 * 0.4595 * 0.2, rel=0.06)


@pytest.mark.parametrize(
    ("name", "doubt", "mover"),
    [
        ("series", Doubt(fraction_spread=0, lags=(10, 10)), {}),
        ("lag", Doubt(fraction_spread=0, series_spread=0), {}),
        ("stand_ins", Doubt(fraction_spread=0, series_spread=0, lags=(10, 10)), {"stands_in_for": TEXT}),
    ],
)
def test_each_doubt_alone_makes_the_whole_band(name: str, doubt: Doubt, mover: dict[str, Any]) -> None:
    row = share_bands(rebase(study(mover=mover), figures()), doubt=doubt).set_index("year").loc[2025]

    assert row[[f"from_{name}", f"change_from_{name}"]].tolist() == [1, 1]
    assert row["change_lower"] < row["change_upper"]


def test_the_same_seed_gives_the_same_band(model: Rebased) -> None:
    pd.testing.assert_frame_equal(share_bands(model), share_bands(model))


@settings(max_examples=20, deadline=None)
@given(st.floats(0.2, 5))
def test_the_unit_of_a_series_does_not_matter(factor: float) -> None:
    rows = figures()
    rows["value"] = rows["value"].mask(rows["indicator"] == "smokers", rows["value"] * factor)

    np.testing.assert_allclose(shares(rebase(study(), rows)), shares(rebase(study(), figures())), rtol=1e-12)
