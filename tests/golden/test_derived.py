"""Published rates and shares, derived again from the publishers' own counts by the recipes' arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from data import paths
from etl.derive.arithmetic import KEY, grouped, rates, standardised
from etl.derive.recipes import Group, read_recipes
from etl.figure_sums import members_of
from etl.readers import ci5, eurostat_sha, phs_open_data


def test_scotlands_easr_follows_from_its_rates_by_age(shared: Path) -> None:
    """Public Health Scotland, Annual Cancer Incidence 1997-2021 (OGL v3): the rates of women and men, by ESP 2013 with 90+ last."""
    tidy = phs_open_data.read(shared / "data/raw/phs-scotland/opendata_inc9721_scotland.csv")
    by_age = tidy[(tidy["series"] == "age_specific_rate") & (tidy["sex"] != "all")]
    ours = standardised(by_age.assign(numerator=by_age["value"], denominator=100_000.0), None, "esp2013", 100_000)
    both = ours.merge(tidy[tidy["series"] == "EASR"], on=list(KEY), suffixes=("", "_published"))

    assert len(both) > 2000
    assert (both["value"] - both["value_published"]).abs().max() < 1e-9


def test_world_standard_rates_of_volume_xii_follow_from_cases_and_person_years(shared: Path) -> None:
    """IARC, Cancer Incidence in Five Continents XII: every cell of which both files of IARC's give the same number of cases."""
    counts = ci5.read(shared / "data/raw/iarc-ci5/csu_CI5XII_data_subset.csv")
    printed = ci5.read(shared / "data/raw/iarc-ci5/ci5_volumes_I-XII_asr_subset.csv")
    printed = printed[printed["locator"].str.endswith("volume 12")]
    rate, cases = (printed[printed["series"] == name] for name in ("incidence_asr_world", "cases"))
    ours = standardised(counts, None, "segi", 100_000)
    both = ours.merge(rate, on=list(KEY), suffixes=("", "_printed")).merge(cases, on=list(KEY), suffixes=("", "_counted"))
    comparable = both[both["numerator"] == both["value_counted"]]
    equal = np.isclose(comparable["value"], comparable["value_printed"], rtol=0, atol=0.005 + 1e-9)

    assert (len(comparable), int(equal.sum())) == (2072, 2072)


def test_the_share_of_prevention_follows_from_its_parts(shared: Path, oracle: Callable[..., None]) -> None:
    """Eurostat, hlth_sha11_hc: HC.6 as a percentage of current expenditure, from both in purchasing power standards a head, to 0.006."""
    tidy = eurostat_sha.read(shared / "data/raw/eurostat-hlth-sha11-hc/hc6_long.csv")
    parts = {name: tidy[tidy["series"] == name] for name in ("HC6 PPS_HAB", "TOT_HC PPS_HAB", "HC6 PC_CHE")}
    ours = rates(parts["HC6 PPS_HAB"], parts["TOT_HC PPS_HAB"], per=100)
    both: pd.DataFrame = ours.merge(parts["HC6 PC_CHE"], on=list(KEY), suffixes=("", "_published"))

    close = (both["value"] - both["value_published"]).abs() < 0.006
    oracle("rates", "Eurostat: share of prevention in health expenditure from its parts, to 0.006", int(close.sum()), len(close))

    assert len(close) == 112
    assert close.all()


def shipped(table: str, indicator: str) -> pd.DataFrame:
    """Return the rows of an indicator from one of our own tables of figures."""
    rows = pd.read_csv(paths.FIGURES / table, keep_default_na=False, na_values={"value": [""], "numerator": [""], "denominator": [""]})
    return rows[rows["indicator"] == indicator]


def test_the_european_union_s_alcohol_is_all_litres_over_all_persons() -> None:
    """The shipped recipe, beside the sums of litres and of persons formed here; women and men together give the total to the rounding."""
    (recipe,) = [one for one in read_recipes(paths.CATALOGUE)[0] if one.id == "alcohol-eu27"]
    assert isinstance(recipe, Group)
    members = members_of("EU27")
    litres = shipped("un_sdg/unsd-2020-10.csv", "alcohol_litres_15_plus")
    persons = shipped("un_wpp/wpp-2019.csv", "population_15_plus")
    ours = grouped(litres, persons, recipe.place, list(members), recipe.covered).set_index(["sex", "year"])
    both = litres[litres["place"].isin(members)].merge(persons, on=["place", "year", "sex"], suffixes=("", "_persons"))
    sums = both.assign(drunk=both["value"] * both["value_persons"]).groupby(["sex", "year"])[["drunk", "value_persons"]].sum()
    expected = sums["drunk"] / sums["value_persons"]
    female, male, everybody = (sums["drunk"].xs(sex, level="sex") for sex in ("female", "male", "all"))

    assert sorted({year for _, year in ours.index}) == [2000, 2005, 2010, 2015]
    assert set(ours["note"]) == {"100.0 % of the population, 27 of 27 members"}
    assert np.allclose(ours["value"], expected.reindex(ours.index), rtol=1e-12)
    # Each input is rounded to two decimals at most, and WHO shares the total out by its own surveys.
    assert ((female + male) / everybody - 1).abs().max() < 0.01


def test_the_weights_are_the_sums_of_the_united_nations_bands(shared: Path) -> None:
    """World Population Prospects 2019: women of Germany (276) aged 15 and over in 2010, added up from the printed thousands."""
    cells = pd.read_csv(shared / "data/raw/un-wpp2019/popF.txt", sep="\t")
    germany = cells[(cells["country_code"] == 276) & ~cells["age"].isin(["0-4", "5-9", "10-14"])]
    persons = shipped("un_wpp/wpp-2019.csv", "population_15_plus")
    ours = persons[(persons["place"] == "DEU") & (persons["year"] == 2010) & (persons["sex"] == "female")]

    assert len(germany) == 18
    assert ours["value"].tolist() == [round(germany["2010"].sum() * 1000)]
