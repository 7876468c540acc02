"""
Our tables of figures, made from the publishers' files.

``RECIPES`` says for each edition of a source which files are read by which reader and which of their series become which indicator.
:func:`carry_over` follows it and writes ``<source>/<edition>.csv`` and ``<source>/figures.yml``; the same files give the same bytes.

From publishers whose terms are non-commercial only the figures that a mission's target needs are carried over.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from data import paths
from data.errors import FigureError
from etl.figure_sums import members_of, persons_from_15, sum_of_ages, sum_of_states, without_sexes_printed_alike
from etl.readers import READERS
from etl.readers.codes import ISO3, SWEDISH_REGIONS
from etl.readers.tidy import HEADER, KEY, NUMBERS, SUPPRESSED, UNRELIABLE

FOLLOWED = ("AUS", "DEU", "GBR", "NLD", "SWE", "USA")
COUNTRIES: tuple[str, ...] = (*ISO3, "WORLD")
SWEDEN = ("SWE", *("SWE-" + letters for letters in SWEDISH_REGIONS.values()))

Frame = pd.DataFrame


@dataclass(frozen=True)
class Pick:
    """
    Which rows of a reader's result become which indicator.

    ``where`` lists the codes that are kept in a column, ``keep`` decides on whole rows, ``cited`` is how the locator must begin;
    ``derive`` turns the rows that are left into others. ``fill`` sets columns, ``empty`` clears them, ``note`` is added to the locator.
    """

    series: str
    indicator: str
    where: Mapping[str, Collection[Any]] = field(default_factory=dict)
    keep: Callable[[Frame], pd.Series] | None = None
    cited: str = ""
    derive: Callable[[Frame], Frame] | None = None
    fill: Mapping[str, str] = field(default_factory=dict)
    empty: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True)
class Recipe:
    """One edition of a source, or a part of it: the files as in the raw collection, their reader, and what is picked from them."""

    source: str
    edition: str
    reader: str
    files: Sequence[str]
    picks: Sequence[Pick]
    beside: Sequence[str] = ()


# --- what is carried over ------------------------------------------------------------------------------------------------------------

NORDCAN = "nordcan/export-2020/"
BLADDER = "bladder with C65-C66, C68 and non-invasive tumours in NORDCAN"
PHS_SITES = (
    "all", "C00-C14", "C15", "C16", "C18", "C18-C20", "C19-C20", "C22", "C25", "C33-C34", "C43", "C50", "C53", "C54", "C56", "C61", "C62",
    "C64-C65", "C67", "C71", "C73", "C81", "C82-C86", "C90", "C91-C95",
)  # fmt: skip
ZFKD_SITES = (
    "C00-C14", "C15", "C16", "C18-C21", "C22", "C25", "C32", "C33-C34", "C43", "C50", "C53", "C54-C55", "C56", "C61", "C62", "C64", "C67",
    "C70-C72", "C73", "C81", "C82-C88", "C90", "C91", "C92",
)  # fmt: skip
DDF = "kolada-sweden/ddf--datapoints--"


def _nordcan(sites: Iterable[str], ending: str, pick: Pick, **more: str) -> Iterable[Recipe]:
    """Return one recipe a file of NORDCAN's; only Sweden is carried over, because the terms bar building a database of it."""
    for site in sites:
        chosen = Pick(pick.series, pick.indicator, {"place": ("SWE",)}, note=more.get(site, ""))
        yield Recipe("nordcan", "nordcan-9-2", f"nordcan_{ending}", [f"{NORDCAN}{site}.csv"], [chosen])


def _kolada(code: str, indicator: str, age: str) -> Recipe:
    whole = Pick(code, indicator, {"place": SWEDEN, "sex": ("all",)}, fill={"age": age})
    sexes = Pick(code, indicator, {"place": SWEDEN, "sex": ("female", "male")}, derive=without_sexes_printed_alike, fill={"age": age})
    files = [f"{DDF}{code}--by--geo--year.csv", f"{DDF}{code}--by--geo--gender--year.csv"]
    return Recipe("kolada", "kolada-2025-03", "kolada_ddf", files, [whole, sexes], beside=["kolada-sweden/concepts-subset.csv"])


def _study(source: str, edition: str, study: str, *, deaths: bool = False) -> Recipe:
    # A squamous cell share of the oesophagus has no site code; shares without a number were not printed.
    sites = {"site": ("all", "C00-C14", "C33-C34")}
    picks = [Pick(f"{study}/incidence", "preventable_share_cases", sites)]
    picks += [Pick(f"{study}/mortality", "preventable_share_deaths", sites)] if deaths else []
    return Recipe(source, edition, "published_paf", ["published-paf/paf-published.csv"], picks)


def _text(source: str, edition: str, *picks: Pick) -> Recipe:
    return Recipe(source, edition, "published_test_uptake", ["published-test-uptake/test-uptake-published.csv"], picks)


def _un(file: str, pick: Pick) -> Recipe:
    return Recipe("un_sdg", "unsd-2020-10", "un_sdg_ddf", [f"un-sdg/ddf--datapoints--{file}--sex--units--year.csv"], [pick])


ASR_FILES = (
    "bladder_inc_mor", "breast_inc_mor", "cervix_inc_mor", "colon_inc_mor", "corut_inc_mor", "inc_mor_melanoma", "ovary_inc_mor",
    "prostate_inc_mor", "rectum_inc_mor", "small_intestine_inc_mor", "testes_inc_mor",
)  # fmt: skip
SURVIVAL_FILES = (
    "bladder_5y", "breast_5y", "cervix_5y", "colon_5y", "corpus_5y", "melanoma_5y", "ovary_5y", "prostate_5y", "rectum_5y",
    "small_intestine_5y", "testes_5y", "vulva_5y",
)  # fmt: skip
GLOBOCAN_COUNTRIES = ("australia", "germany", "sweden", "the-netherlands", "united-kingdom", "united-states-of-america")
MAMMOGRAPHY = "breast_screening_participation_50_69"
# Doses and target numbers are an administrative ratio, which the estimate need not equal.
ADMINISTRATIVE = ("numerator", "denominator")

RECIPES: tuple[Recipe, ...] = (
    *_nordcan(ASR_FILES, "asr", Pick("incidence", "cancer_incidence_asr_world"), bladder_inc_mor=BLADDER),
    *_nordcan(SURVIVAL_FILES, "survival", Pick("relative_survival_5y", "relative_survival_5y"), bladder_5y=BLADDER),
    Recipe("iarc_globocan", "globocan-2022", "globocan",
        [f"iarc-globocan2022/dataset-inc-both-sexes-in-2022-{country}.csv" for country in GLOBOCAN_COUNTRIES],
        [Pick("incidence_asr_world", "cancer_incidence_asr_world_estimate", {"site": ("C53",), "place": FOLLOWED})]),
    Recipe("phs_cancer_incidence", "phs-1997-2021", "phs_open_data", ["phs-scotland/opendata_inc9721_scotland.csv"],
        [Pick("EASR", "cancer_incidence_easr2013", {"site": PHS_SITES})]),
    Recipe("rki_zfkd", "zfkd-2017-11", "zfkd", ["rki-zfkd/Krebsdaten.csv"],
        [Pick("*", "cancer_cases", {"site": ZFKD_SITES}, derive=sum_of_ages)]),
    Recipe("owid_who_mortality", "owid-2022", "owid_grapher",
        ["owid/Lung_cancer_mortality_rates_per_100_000_2022/Lung_cancer_mortality_rates_per_100_000_2022.csv"],
        [Pick("age-standardized_death_rate_per_100k", "cancer_mortality_asr_world", {"place": FOLLOWED},
            keep=lambda rows: rows["year"].ge(1990), fill={"site": "C33-C34"})]),
    Recipe("cdc_wonder", "wonder-2017-03", "cdc_wonder", ["cdc-wonder/ucd_1999-2015_C00-D48_state_year.txt"], [
        # A population beside an age-adjusted rate invites the wrong division.
        # The indicators are of all neoplasms, C00-D48, and their key names no site.
        Pick("age_adjusted_rate", "neoplasm_mortality_us2000", fill={"site": "all"}, empty=("denominator",)),
        Pick("crude_rate", "neoplasm_mortality_crude", derive=sum_of_states, fill={"site": "all"})]),
    Recipe("nrs_mortality", "nrs-2022", "nrs_workbook", ["nrs-scotland/age-standard-death-rates-22-tab1.xlsx"],
        [Pick("Cancer (malignant neoplasms) (140-208 / C00-97)", "cancer_mortality_easr2013")]),
    # All rows of this vintage pool the four groups of disease; it has none of cancer alone.
    _un("sh_dth_ncom--by--age--geo_area--name_of_non_communicable_disease--nature",
        Pick("sh_dth_ncom", "premature_ncd_mortality", {"place": COUNTRIES, "sex": ("all",)})),
    _un("sh_prv_smok--by--age--geo_area--nature", Pick("sh_prv_smok", "tobacco_use_15_plus", {"place": COUNTRIES})),
    _un("sh_alc_conspt--by--age--geo_area--nature", Pick("sh_alc_conspt", "alcohol_litres_15_plus", {"place": COUNTRIES})),
    # What weights the members of the European Union where we derive a figure for it, and no more.
    Recipe("un_wpp", "wpp-2019", "un_wpp", ["un-wpp2019/popF.txt", "un-wpp2019/popM.txt"],
        [Pick("population", "population_15_plus", derive=persons_from_15,
            keep=lambda rows: rows["year"].ge(2000) & rows["place"].isin(members_of("EU27")))]),
    Recipe("who_gho", "gho-2018", "who_gho_csv", ["who-gho-2018/NCD_BMI_30A.csv"], [
        # What the five studies of the preventable share need with lags of 5 to 20 years, and no more.
        Pick("NCD_BMI_30A", "obesity_18_plus", {"place": ("AUS", "DEU", "FRA", "GBR", "USA"), "sex": ("all",)},
            keep=lambda rows: rows["year"].ge(1990), fill={"obs_status": "E"})]),
    Recipe("concord2", "lancet-2015", "concord_tables", ["concord2/Europe.csv", "concord2/N-America.csv", "concord2/Oceania.csv"],
        # One city's registry does not stand for Romania, nor one region's for Russia.
        [Pick("*", "net_survival_5y", keep=lambda rows: ~rows["place"].isin(["ROU", "RUS"]))]),
    Recipe("who_hpv", "wuenic-2021", "who_hpv_wuenic", ["who-hpv-wuenic/wuenic2021rev_hpv-estimates.xlsx"], [
        Pick("15HPVC_F", "hpv_15_complete", empty=ADMINISTRATIVE),
        Pick("PRHPV1_F", "hpv_programme_first", empty=ADMINISTRATIVE)]),
    Recipe("who_hpv", "who-2025-01", "who_immunization_export", ["who-hpv-wuenic/hpv-vaccination-coverage-2025-01-export.xlsx"],
        [Pick("PRHPV1_F", "hpv_programme_first", empty=ADMINISTRATIVE)]),
    Recipe("ohid_fingertips", "fingertips-2024-08", "fingertips", ["ohid-fingertips-screening/England_Bowel_Screening_Trends.csv"],
        [Pick("92601", "bowel_screening_uptake_60_74")]),
    Recipe("ohid_fingertips", "fingertips-2024-08", "fingertips", ["ohid-fingertips-screening/England_Breast_Screening_Trends.csv"],
        [Pick("91340", "breast_screening_uptake_50_70")]),
    Recipe("phs_bowel", "phs-2023-02", "phs_bowel", ["phs-bowel-screening/2023-02-21-bowel-screening-kpi-report.xlsx"],
        # Boards are carried over for Scotland as a whole only, as in the other picks; the islands have not all five fifths.
        [Pick("uptake_trend", "bowel_screening_uptake_50_74"),
            Pick("uptake_deprivation", "bowel_screening_uptake_50_74", {"place": ("GBR-SCT",)}),
            Pick("sii", "bowel_screening_sii_50_74"), Pick("rii", "bowel_screening_rii_50_74")]),
    _text("eurostat_news", "news-2023-11", Pick("mammography_2_years", MAMMOGRAPHY, cited="Eurostat hlth_ps_prev via eureporter.co")),
    # Bulgaria 2017 (21) is the 20.6 of the earlier text, rounded.
    _text("eurostat_news", "news-2020-10", Pick("mammography_2_years", MAMMOGRAPHY, cited="Eurostat news 14 October 2020",
        keep=lambda rows: ~(rows["place"].eq("BGR") & rows["year"].eq(2017)))),
    _text("eurostat_news", "news-2020-01", Pick("mammography_2_years", MAMMOGRAPHY, cited="Eurostat via in-cyprus.com")),
    # Where single years are given, the mean over all of them is not carried over beside them.
    _text("mylung", "lung-cancer-2022", Pick("biomarker_tested", "biomarker_testing_mylung",
        keep=lambda rows: rows["year"].eq(rows["year_end"]) | rows["group"].eq("biomarker:at_least_one"))),
    _text("truveta", "blog-2025", Pick("any_biomarker_90_days", "biomarker_testing_any_90d",
        keep=lambda rows: rows["year"].eq(rows["year_end"]))),
    _text("lungevity", "release-2021-02", Pick("targeted_biomarkers", "biomarker_testing_targeted")),
    _text("hp2030_pages", "hp2030-2020", Pick("breast_guideline", "breast_screening_us_guideline")),
    _text("cdc_annual_report", "annual-report-2020", Pick("colorectal_guideline", "colorectal_screening_us_guideline")),
    _study("paf_islami_2024", "ca-2024", "us-islami-2024", deaths=True),
    _study("paf_brown_2018", "bjc-2018", "uk-brown-2018"),
    _study("paf_dkfz_2018", "dkfz-2018", "de-dkfz-2018"),
    _study("paf_mons_2018", "aerzteblatt-2018", "de-mons-2018"),
    _study("paf_behrens_2018", "aerzteblatt-2018", "de-behrens-2018"),
    _study("paf_gredner_2018", "aerzteblatt-2018", "de-gredner-2018"),
    _study("paf_whiteman_2015", "anzjph-2015", "au-whiteman-2015"),
    _study("paf_soerjomataram_2018", "ejc-2018", "fr-soerjomataram-2018"),
    Recipe("eurostat_sha", "hlth-sha11-2026", "eurostat_sha", ["eurostat-hlth-sha11-hc/raw_sha11_hc.json"], [
        Pick("HC6 PC_CHE", "prevention_share_health_expenditure"),
        Pick("HC6 PPS_HAB", "prevention_expenditure_per_head")]),
    Recipe("ncri", "ncri-2012", "published_research_share",
        ["published-prevention-funding/prevention-research-share-published.csv"],
        [Pick("NCRI Partners", "prevention_share_cancer_research")]),
    Recipe("cancer_australia_audit", "audit-2014", "published_research_share",
        ["published-prevention-funding/prevention-research-share-published.csv"],
        [Pick("Cancer Australia national audit", "prevention_share_cancer_research")]),
    _kolada("n60910", "cancer_incidence_swedish_standard", "all"),
    _kolada("u01402", "daily_smokers_16_84", "16-84"),
    _kolada("u01404", "risky_alcohol_16_84", "16-84"),
    _kolada("u01429", "physically_active_16_84", "16-84"),
)  # fmt: skip
"""Everything that is carried over, one entry an edition of a source or a file of it."""

TYPED = frozenset({"nchs_deaths", "world_bank_wdi"})
"""Sources whose tables were typed from publications that no raw collection holds; no recipe makes them again, each row names its text."""


# --- carrying over -------------------------------------------------------------------------------------------------------------------


def carry_over(raw: Path, out: Path = paths.FIGURES, only: Sequence[str] = ()) -> list[Path]:
    """
    Make the tables of figures of all sources, or of those in *only*, from the files under *raw*.

    Every table is made before the first is written, and a file is replaced as a whole, so that an error leaves the old tables.

    Args:
        raw: Folder of the publishers' files, laid out as ``RECIPES`` names them.
        out: Folder of the tables, one folder a source.
        only: Source ids; empty means all.

    Returns:
        The files written, in order.

    Raises:
        FigureError: a source is unknown, a file is missing or not laid out as known, or a table would have a key twice.
    """
    known = sorted({recipe.source for recipe in RECIPES})
    for source in only:
        if source not in known:
            raise FigureError(source, "is no source that figures are carried over from", f"one of {', '.join(known)}")
    chosen = sorted((recipe for recipe in RECIPES if not only or recipe.source in only), key=lambda recipe: (recipe.source, recipe.edition))
    contents: dict[Path, bytes] = {}
    for source, recipes in groupby(chosen, key=lambda recipe: recipe.source):
        editions: dict[str, Any] = {}
        for edition, parts in groupby(recipes, key=lambda recipe: recipe.edition):
            table, made_from = _make_table(raw, list(parts))
            contents[out / source / f"{edition}.csv"] = body = _as_csv(table)
            editions[edition] = {"table": f"{edition}.csv", "rows": len(table), "sha256": _sha256(body), "made_from": made_from}
        listing = yaml.safe_dump({"editions": editions}, sort_keys=False, allow_unicode=True, width=140)
        contents[out / source / "figures.yml"] = listing.encode()
    for path, body in contents.items():
        _replace(path, body)
    return list(contents)


def _make_table(raw: Path, recipes: Sequence[Recipe]) -> tuple[Frame, list[dict[str, str]]]:
    """Return the table of one edition and the files it is made from."""
    used = sorted({file for recipe in recipes for file in (*recipe.files, *recipe.beside)})
    for file in used:
        if not (raw / file).is_file():
            raise FigureError(str(raw / file), "there is no such file", f"the publisher's file in this place (source {recipes[0].source})")
    frames = [_follow(raw, recipe) for recipe in recipes]
    table = pd.concat(frames, ignore_index=True).assign(edition=recipes[0].edition)
    name = f"{recipes[0].source}/{recipes[0].edition}.csv"
    twice = table.duplicated(list(KEY), keep=False)
    if twice.any():
        first = table[twice].sort_values(list(KEY))
        raise FigureError(name, f"{int(twice.sum())} rows share a key: {'; '.join(first['locator'].head(2))}", "one row a key")
    named = [column for column in HEADER if column not in NUMBERS]
    blank = table[named].isna() | table[named].isin([""])
    if blank.any(axis=None):
        row = table[blank.any(axis=1)].iloc[0]
        raise FigureError(
            name, f"a row of {row['indicator']} has no {blank.columns[blank.any()][0]}", "a code in every column, and a locator"
        )
    table = table.sort_values(list(KEY), ignore_index=True)[list(HEADER)]
    return table, [{"file": file, "sha256": _sha256((raw / file).read_bytes())} for file in used]


def _follow(raw: Path, recipe: Recipe) -> Frame:
    """Return the observations that one recipe gives."""
    read = READERS[recipe.reader][0]
    cells = pd.concat([read(raw / file) for file in recipe.files], ignore_index=True)
    return pd.concat([_pick(cells, pick, recipe) for pick in recipe.picks], ignore_index=True)


def _pick(cells: Frame, pick: Pick, recipe: Recipe) -> Frame:
    chosen = cells if pick.series == "*" else cells[cells["series"].eq(pick.series)]
    for column, codes in pick.where.items():
        chosen = chosen[chosen[column].isin(list(codes))]
    chosen = chosen[chosen["locator"].str.startswith(pick.cited)]
    if pick.keep is not None:
        chosen = chosen[pick.keep(chosen)]
    if pick.derive is not None and not chosen.empty:
        chosen = pick.derive(chosen)
    # A figure that was never given is no row; one that is withheld is.
    chosen = chosen[chosen["value"].notna() | chosen["obs_status"].isin([SUPPRESSED, UNRELIABLE])]
    if chosen.empty:
        files = ", ".join(recipe.files)
        raise FigureError(files, f"nothing is found for '{pick.indicator}'", f"rows of the series '{pick.series}' as the recipe picks them")
    chosen = chosen.assign(indicator=pick.indicator, **pick.fill, **dict.fromkeys(pick.empty, float("nan")))
    return chosen.assign(locator=chosen["locator"] + ", " + pick.note) if pick.note else chosen


def _as_csv(table: Frame) -> bytes:
    """Return *table* as CSV in full precision, whole numbers without a decimal point, missing as an empty cell."""
    written = table.copy()
    for column in NUMBERS:
        written[column] = table[column].map(lambda number: float.__repr__(number).removesuffix(".0"), na_action="ignore").astype(object)
    return written.to_csv(index=False, lineterminator="\n", na_rep="").encode()


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _replace(path: Path, body: bytes) -> None:
    """Write *body* to *path* as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(body)
    draft.replace(path)
