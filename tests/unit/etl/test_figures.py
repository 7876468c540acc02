"""The tables of figures: how they are made, and facts that a reviewer can look up in the publishers' files."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import yaml

from data import paths
from data.errors import FigureError
from etl import figure_sums, figures
from etl.figures import RECIPES, TYPED, Pick, Recipe, carry_over
from etl.readers import READERS
from etl.readers.tidy import HEADER, KEY

TABLES = sorted(paths.FIGURES.glob("*/*.csv"))


def table(source: str, edition: str) -> pd.DataFrame:
    """Return one committed table."""
    return pd.read_csv(paths.FIGURES / source / f"{edition}.csv", keep_default_na=False, na_values={name: [""] for name in figures.NUMBERS})


def one(frame: pd.DataFrame, **codes: object) -> pd.Series:
    """Return the one row of *frame* that has *codes*."""
    for column, code in codes.items():
        frame = frame[frame[column].eq(code)]
    assert len(frame) == 1
    return frame.iloc[0]


# --- how tables are made --------------------------------------------------------------------------------------------------------------

RECIPE = Recipe(
    "un_sdg", "unsd-2020-10", "un_sdg_ddf", ["un/ddf--datapoints--sh_x--by--y.csv"],
    [Pick("sh_x", "tobacco_use_15_plus", {"place": ("SWE", "DEU")}, fill={"group": "all"}, note="ours")],
)  # fmt: skip


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a raw collection of one made-up file, with one recipe for it."""
    monkeypatch.setattr(figures, "RECIPES", (RECIPE,))
    rows = (
        "15,752,e,male,percent,2018,10.50",
        "15,752,e,bothsex,percent,2018,9",
        "15,150,e,male,percent,2018,1",
        "15,276,c,male,percent,2018,8",
    )
    file = tmp_path / "raw" / RECIPE.files[0]
    file.parent.mkdir(parents=True)
    file.write_text("\n".join(["age,geo_area,nature,sex,units,year,sh_x", *rows]) + "\n", encoding="utf-8")
    return tmp_path / "raw"


def test_a_table_is_sorted_by_its_key_and_written_in_full_precision(raw: Path, tmp_path: Path) -> None:
    written = carry_over(raw, tmp_path / "out")
    lines = written[0].read_bytes().decode().split("\n")

    assert [path.name for path in written] == ["unsd-2020-10.csv", "figures.yml"]
    assert (
        lines[0]
        == "indicator,place,year,year_end,sex,age,site,group,value,lower,upper,numerator,denominator,obs_status,conf_status,edition,locator"
    )
    assert [line.split(",")[1:5] + line.split(",")[8:9] for line in lines[1:-1]] == [
        ["DEU", "2018", "2018", "male", "8"],
        ["SWE", "2018", "2018", "all", "9"],
        ["SWE", "2018", "2018", "male", "10.5"],
    ]
    assert lines[1].endswith(',,,,,A,F,unsd-2020-10,"ddf--datapoints--sh_x--…csv, line 5, nature c, ours"')


def test_the_list_of_editions_has_checksums_of_the_table_and_of_what_it_was_made_from(raw: Path, tmp_path: Path) -> None:
    body = carry_over(raw, tmp_path / "out")
    listed = yaml.safe_load(body[1].read_text(encoding="utf-8"))["editions"]["unsd-2020-10"]

    assert listed["sha256"] == hashlib.sha256(body[0].read_bytes()).hexdigest()
    assert (listed["table"], listed["rows"]) == ("unsd-2020-10.csv", 3)
    assert listed["made_from"] == [{"file": RECIPE.files[0], "sha256": hashlib.sha256((raw / RECIPE.files[0]).read_bytes()).hexdigest()}]


def test_the_same_files_give_the_same_bytes(raw: Path, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in carry_over(raw, tmp_path / "a")]

    assert [path.read_bytes() for path in carry_over(raw, tmp_path / "b")] == first
    assert [path.read_bytes() for path in carry_over(raw, tmp_path / "a")] == first


def test_an_error_leaves_the_old_tables_untouched(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second source fails after the first was made; neither may be written."""
    old = {path: path.read_bytes() for path in carry_over(raw, tmp_path / "out")}
    renamed = replace(RECIPE, picks=[replace(RECIPE.picks[0], note="changed")])
    monkeypatch.setattr(figures, "RECIPES", (renamed, replace(RECIPE, source="zzz", files=["un/missing.csv"])))

    with pytest.raises(FigureError, match=r"missing\.csv: there is no such file"):
        carry_over(raw, tmp_path / "out")
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == old


def test_a_key_that_occurs_twice_names_both_places(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "RECIPES", (RECIPE, RECIPE))

    with pytest.raises(FigureError, match=r"unsd-2020-10\.csv: 6 rows share a key: .*line 5.*line 5"):
        carry_over(raw, tmp_path / "out")


def test_a_recipe_that_finds_nothing_is_an_error(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A code that a publisher renamed would otherwise empty a table in silence."""
    monkeypatch.setattr(figures, "RECIPES", (replace(RECIPE, picks=[Pick("sh_y", "tobacco_use_15_plus")]),))

    with pytest.raises(FigureError, match="nothing is found for 'tobacco_use_15_plus'"):
        carry_over(raw, tmp_path / "out")


def test_an_unknown_source_lists_those_that_are_known(raw: Path, tmp_path: Path) -> None:
    with pytest.raises(FigureError, match=r"who: is no source .*; one of un_sdg"):
        carry_over(raw, tmp_path / "out", only=["who"])


def test_only_the_named_source_is_made(raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "RECIPES", (RECIPE, replace(RECIPE, source="zzz", files=["un/missing.csv"])))

    assert [path.parent.name for path in carry_over(raw, tmp_path / "out", only=["un_sdg"])] == ["un_sdg", "un_sdg"]


def test_a_sum_of_ages_with_a_withheld_part_is_withheld() -> None:
    """Men 1,000 + 20 = 1,020; women 5 + <5 cannot be summed, nor can both."""
    cells = pd.DataFrame({"age": ["0-4", "85+"] * 2, "sex": ["male"] * 2 + ["female"] * 2, "value": [1000.0, 20.0, 5.0, None]})
    cells = cells.assign(
        series="S (C16)", place="DEU", year=2014, year_end=2014, site="C16", group="all", obs_status=["E", "E", "E", "Q"],
        locator=["K.csv, line 2, column maennlich"] * 2 + ["K.csv, line 2, column weiblich"] * 2,
    )  # fmt: skip
    sums = figure_sums.sum_of_ages(cells).set_index("sex")

    assert sums["value"].dropna().to_dict() == {"male": 1020.0}
    assert sums["obs_status"].to_dict() == {"male": "E", "female": "Q", "all": "Q"}
    assert sums.loc["male", "locator"] == "K.csv, 2014, S (C16), our sum of 2 age groups"


def test_every_recipe_names_a_reader_that_exists() -> None:
    assert {recipe.reader for recipe in RECIPES} <= set(READERS)


# --- the committed tables -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_committed_table_is_well_formed(path: Path) -> None:
    frame = table(path.parent.name, path.stem)
    listed = yaml.safe_load((path.parent / "figures.yml").read_text(encoding="utf-8"))["editions"][path.stem]

    assert tuple(frame.columns) == HEADER
    assert not frame.duplicated(list(KEY)).any()
    assert frame[list(KEY)].equals(frame.sort_values(list(KEY), ignore_index=True)[list(KEY)])
    assert frame["locator"].str.len().gt(5).all()
    assert set(frame["edition"]) == {path.stem}
    assert (frame["lower"].isna() | frame["lower"].le(frame["value"])).all()
    assert (frame["upper"].isna() | frame["upper"].ge(frame["value"])).all()
    assert frame["year"].le(frame["year_end"]).all()
    assert (listed["sha256"], listed["rows"]) == (hashlib.sha256(path.read_bytes()).hexdigest(), len(frame))


def test_every_listed_edition_has_its_table_and_every_recipe_its_edition() -> None:
    listed = {
        (path.parent.name, edition)
        for path in paths.FIGURES.glob("*/figures.yml")
        for edition in yaml.safe_load(path.read_text(encoding="utf-8"))["editions"]
    }

    made = {(source, edition) for source, edition in listed if source not in TYPED}

    assert listed == {(path.parent.name, path.stem) for path in TABLES}
    assert made == {(recipe.source, recipe.edition) for recipe in RECIPES}
    assert {source for source, _ in listed - made} == TYPED


@pytest.mark.parametrize("source", sorted(TYPED))
def test_a_table_typed_from_publications_names_the_text_of_every_row(source: str) -> None:
    listed = yaml.safe_load((paths.FIGURES / source / "figures.yml").read_text(encoding="utf-8"))["editions"]

    for edition, entry in listed.items():
        typed = table(source, edition)
        assert (entry["rows"], "made_from" in entry) == (len(typed), False)
        assert entry["sha256"] == hashlib.sha256((paths.FIGURES / source / entry["table"]).read_bytes()).hexdigest()
        assert typed["locator"].str.len().min() > 40
        pd.testing.assert_frame_equal(typed, typed.sort_values(list(KEY), kind="stable", ignore_index=True))


def test_the_publishers_files_give_the_committed_tables_byte_for_byte(shared: Path, tmp_path: Path) -> None:
    remade = {path.relative_to(tmp_path): path.read_bytes() for path in carry_over(shared / "data" / "raw", tmp_path)}

    committed = [path for path in sorted(paths.FIGURES.glob("*/*")) if path.is_file() and path.parent.name not in TYPED]

    assert remade == {path.relative_to(paths.FIGURES): path.read_bytes() for path in committed}


def test_terms_are_kept() -> None:
    """Non-commercial terms: headline figures only; NORDCAN bars building a database of it: Sweden only."""
    globocan = table("iarc_globocan", "globocan-2022")
    lung = table("owid_who_mortality", "owid-2022")

    assert sorted(globocan["place"]) == ["AUS", "DEU", "GBR", "NLD", "SWE", "USA"]
    assert set(globocan["site"]) == {"C53"}
    assert (set(lung["place"]), set(lung["site"]), lung["year"].min()) == (set(globocan["place"]), {"C33-C34"}, 1990)
    assert set(table("nordcan", "nordcan-9-2")["place"]) == {"SWE"}


# --- facts ----------------------------------------------------------------------------------------------------------------------------


def test_hpv_in_two_editions() -> None:
    """WHO/UNICEF, 2021 revision: DEU 2021 15HPVC_F 47, GBR 2020 PRHPV1_F 60; portal export of January 2025: GBR 2020 PRHPV1_F 83."""
    old, new = table("who_hpv", "wuenic-2021"), table("who_hpv", "who-2025-01")

    assert one(old, indicator="hpv_15_complete", place="DEU", year=2021)["value"] == 47
    assert one(old, indicator="hpv_programme_first", place="DEU", year=2021)["value"] == 63
    assert one(old, indicator="hpv_programme_first", place="GBR", year=2020)["value"] == 60
    assert one(new, place="GBR", year=2020)["value"] == 83
    assert one(new, place="WORLD", year=2023)["value"] == 27


def test_the_newer_edition_restates_more_than_half_of_the_older_one() -> None:
    """724 country-years stand in both and 415 of them differ: two editions are not two observations."""
    old, new = table("who_hpv", "wuenic-2021"), table("who_hpv", "who-2025-01")
    both = old[old["indicator"].eq("hpv_programme_first")].merge(new, on=list(KEY))

    assert (len(both), int(both["value_x"].ne(both["value_y"]).sum())) == (724, 415)


def test_prevention_share_of_the_union() -> None:
    """Eurostat hlth_sha11_hc, HC.6 in percent of current health expenditure, EU27_2020: 2020 to 2023."""
    sha = table("eurostat_sha", "hlth-sha11-2026").set_index(["indicator", "place", "year"])["value"]

    assert sha["prevention_share_health_expenditure", "EU27"].to_dict() == {2020: 3.61, 2021: 6.32, 2022: 5.72, 2023: 3.64}
    # Greece is EL in the publisher's file.
    assert sha["prevention_share_health_expenditure", "GRC"].size == 4


def test_swedish_breast_cancer_survival() -> None:
    """NORDCAN 9.2, breast_5y.csv, 2016-2020, Sweden: 92.3[91.7-92.8]."""
    row = one(table("nordcan", "nordcan-9-2"), indicator="relative_survival_5y", site="C50", year=2016)

    assert row[["value", "lower", "upper", "year_end", "sex"]].tolist() == [92.3, 91.7, 92.8, 2020, "female"]


def test_scottish_men_dip_in_the_pandemic_and_all_is_the_mean_of_the_sexes() -> None:
    """Public Health Scotland, all cancers without C44, EASR: 668.1, 612.3, 694.6 in 2019 to 2021."""
    phs = table("phs_cancer_incidence", "phs-1997-2021")
    rates = phs[phs["site"].eq("all")].set_index(["sex", "year"])["value"]

    assert [round(rates["male", year], 1) for year in (2019, 2020, 2021)] == [668.1, 612.3, 694.6]
    assert ((rates["male"] + rates["female"]) / 2 - rates["all"]).abs().max() < 1e-9
    assert set(phs.loc[phs["sex"].eq("all"), "obs_status"]) == {"D"}


def test_a_thousands_dot_in_the_german_counts_is_a_thousand(shared: Path) -> None:
    """Krebsdaten.csv holds 1.522 as text; read as a decimal it would be one and a half cases."""
    path = shared / "data" / "raw" / "rki-zfkd" / "Krebsdaten.csv"
    text = pd.read_csv(path, sep=";", dtype=str)
    cells = READERS["zfkd"][0](path)
    lines = text.index[text["weiblich"].eq("1.522")] + 2

    assert len(lines) > 0
    assert set(cells.loc[cells["locator"].isin([f"Krebsdaten.csv, line {line}, column weiblich" for line in lines]), "value"]) == {1522.0}


def test_german_counts_of_the_sexes_add_up() -> None:
    cases = table("rki_zfkd", "zfkd-2017-11").set_index(["site", "year", "sex"])["value"].unstack()  # noqa: PD010

    assert (cases["female"] + cases["male"] - cases["all"]).dropna().abs().max() == 0
    # Breast cancer in women is the country's most frequent cancer: about 70,000 a year, not 70.
    assert 60_000 < cases.loc[("C50", 2014), "female"] < 80_000


def test_the_states_add_up_to_the_publishers_grand_total() -> None:
    """The export's last row before the footer: 9,891,017 deaths and 5,112,618,876 person-years, 1999 to 2015, crude rate 193.5."""
    nation = table("cdc_wonder", "wonder-2017-03").query("place == 'USA'")

    assert (nation["numerator"].sum(), nation["denominator"].sum(), len(nation)) == (9_891_017, 5_112_618_876, 17)
    assert round(nation["numerator"].sum() / nation["denominator"].sum() * 100_000, 1) == 193.5


def test_yearly_cancer_deaths_agree_with_every_rate_printed_before() -> None:
    """Twenty rates that pages and files printed; the eleven of them that are taken from WONDER now are the same to the last digit."""
    before = table("nchs_deaths", "printed-2024").set_index(list(KEY))
    now = table("nchs_deaths", "wonder-2026").set_index(list(KEY))
    again = now.loc[before.index]

    assert again["value"].tolist() == before["value"].tolist()
    assert again["numerator"][before["numerator"].notna()].tolist() == before["numerator"].dropna().tolist()
    assert again["locator"].str.startswith("CDC WONDER").sum() == 11
    assert set(now["obs_status"]) == {"A"}


def test_yearly_cancer_deaths_add_up_to_the_publishers_grand_total() -> None:
    """The export's last row before the footer: 12,644,869 deaths, 1999 to 2020. Its first rate is 200.8, its last 144.1."""
    deaths = table("nchs_deaths", "wonder-2026").query("site == 'all' and year <= 2020").set_index("year")

    assert (deaths["numerator"].sum(), len(deaths)) == (12_644_869, 22)
    assert (deaths.loc[1999, "value"], deaths.loc[2020, "value"]) == (200.8, 144.1)


def test_wilson_limits_of_the_english_screening_are_reproduced() -> None:
    """With p = count / denominator: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), z = 1.959964, in percent."""
    rows = table("ohid_fingertips", "fingertips-2024-08")
    z, n = 1.959964, rows["denominator"]
    p = rows["numerator"] / n
    centre, half = p + z**2 / (2 * n), z * (p * (1 - p) / n + z**2 / (4 * n**2)) ** 0.5

    assert len(rows) == 24
    assert (100 * p - rows["value"]).abs().max() < 0.0001
    assert (100 * (centre - half) / (1 + z**2 / n) - rows["lower"]).abs().max() < 0.0001
    assert (100 * (centre + half) / (1 + z**2 / n) - rows["upper"]).abs().max() < 0.0001


def test_scottish_bowel_screening_and_deaths() -> None:
    """KPI report of February 2023, KPI_1!P65: 66.71 %; National Records of Scotland, Table 1!E10: 378.3 per 100,000 in 1994."""
    bowel = table("phs_bowel", "phs-2023-02")
    deaths = table("nrs_mortality", "nrs-2022")

    uptake = bowel[bowel["indicator"].eq("bowel_screening_uptake_50_74") & bowel["group"].eq("all")]

    assert round(one(uptake, year=2020, sex="all")["value"], 2) == 66.71
    assert one(uptake, year=2020, sex="all")["locator"].endswith("KPI_1!P65, invited May 2020 to April 2022")
    assert one(deaths, year=1994, sex="all")[["value", "obs_status"]].tolist() == [378.3, "A"]
    assert (len(deaths), deaths["year"].max()) == (3 * 29, 2022)


def test_scottish_bowel_screening_by_deprivation() -> None:
    """
    KPI_2!Q35 and Q39: 75.3 % in the least, 54.4 % in the most deprived fifth; KPI_2!P97 and P150: slope index 25.41, relative index 0.381.

    The relative index is the slope index divided by the mean uptake: 25.41 / 66.7 = 0.381.
    """
    bowel = table("phs_bowel", "phs-2023-02")
    latest = bowel[bowel["year"].eq(2020) & bowel["sex"].eq("all")]
    fifths = latest.set_index("group")["value"].round(1)
    slope, relative = (one(latest, indicator=f"bowel_screening_{name}_50_74")["value"] for name in ("sii", "rii"))

    assert (fifths["simd:5"], fifths["simd:1"]) == (75.3, 54.4)
    assert (round(slope, 2), round(relative, 3)) == (25.41, 0.381)
    assert round(slope / 66.7127, 3) == round(relative, 3)
    assert set(latest.loc[latest["group"].ne("all"), "place"]) == {"GBR-SCT"}


def test_swedish_figures_cover_four_years_but_one_in_five_regions() -> None:
    """Kolada's definition of u01402 names Uppsala, Sörmland, Västmanland, Värmland and Örebro; n60910 has no such regions."""
    kolada = table("kolada", "kolada-2025-03")
    smokers = kolada[kolada["indicator"].eq("daily_smokers_16_84")]
    single = smokers["year"].eq(smokers["year_end"])

    assert set(smokers.loc[single, "place"]) == {"SWE-C", "SWE-D", "SWE-U", "SWE-S", "SWE-T"}
    assert set(smokers.loc[single, "obs_status"]) == {"D"}
    assert set((kolada["year_end"] - kolada["year"])[kolada["indicator"].eq("cancer_incidence_swedish_standard")]) == {3}
    assert one(smokers, place="SWE", year_end=2022, sex="all")[["value", "year"]].tolist() == [6.2, 2019]


def test_swedish_activity_of_2018_has_no_sexes_in_the_regions() -> None:
    """The file prints one figure for women and men in all 21 regions, beside another total."""
    kolada = table("kolada", "kolada-2025-03")
    first = kolada[kolada["indicator"].eq("physically_active_16_84") & kolada["year_end"].eq(2018)]

    assert set(first.loc[first["sex"].ne("all"), "place"]) == {"SWE"}
    assert len(first[first["sex"].eq("all")]) == 22


def test_tobacco_in_sweden_takes_in_smokeless_tobacco() -> None:
    """UN SDG 3.a.1, vintage October 2020: 28.8 % in 2018, far above the daily smokers; the whole is between the sexes."""
    un = table("un_sdg", "unsd-2020-10")
    tobacco = un[un["indicator"].eq("tobacco_use_15_plus")].pivot_table("value", ["place", "year"], "sex")

    assert tobacco.loc[("SWE", 2018), "all"] == 28.8
    assert (tobacco["all"].between(tobacco[["female", "male"]].min(axis=1), tobacco[["female", "male"]].max(axis=1))).mean() > 0.99
    assert un["place"].str.fullmatch("[A-Z]{3}|WORLD").all()


def test_regional_registries_are_flagged() -> None:
    """CONCORD-2, table 4: Sweden 2005-09 breast 86.2 (85.5-86.9) is national; Germany, the United States and Australia are regions."""
    survival = table("concord2", "lancet-2015")
    sweden = one(survival, place="SWE", year=2005, site="C50")

    assert sweden[["value", "lower", "upper", "obs_status", "age"]].tolist() == [86.2, 85.5, 86.9, "A", "15-99"]
    assert set(survival.loc[survival["obs_status"].eq("D"), "place"]) == {"AUS", "CHE", "DEU", "ESP", "FRA", "ITA", "USA"}
    assert survival.loc[survival["obs_status"].eq("D"), "locator"].str.contains("regional registries").all()


def test_published_shares() -> None:
    """Islami 2024: 40.0 % of cases (713,340 of 1,781,649), 44.0 % of deaths; Brown 2018: 37.7 %, Scotland 41.5 %; DKFZ 2018: 37.4 %."""
    us, uk, de = table("paf_islami_2024", "ca-2024"), table("paf_brown_2018", "bjc-2018"), table("paf_dkfz_2018", "dkfz-2018")
    cases = one(us, indicator="preventable_share_cases", group="all")

    assert cases[["value", "numerator", "denominator"]].tolist() == [40.0, 713_340, 1_781_649]
    assert round(100 * 713_340 / 1_781_649, 1) == 40.0
    assert one(us, indicator="preventable_share_deaths", group="all")["value"] == 44.0
    assert [one(uk, place=place, sex="all", group="all")["value"] for place in ("GBR", "GBR-SCT")] == [37.7, 41.5]
    assert one(de)["value"] == 37.4
