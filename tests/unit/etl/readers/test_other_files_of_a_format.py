"""What differs between two files of one publisher: names, packing, separators, ages, places, sites; none is read as if it were another."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from data.errors import FigureError
from etl.readers import (
    READERS,
    aihw_acim,
    cdc_wonder,
    concord_tables,
    globocan,
    kolada_ddf,
    nordcan_asr,
    nordcan_survival,
    owid_grapher,
    phs_bowel,
    phs_open_data,
    published_test_uptake,
    unpack,
    who_mortality,
)
from etl.readers.codes import agency_place
from etl.readers.dimensions import age_of, site_of

Write = Callable[..., Path]

COUNTRY = "Sweden" + "," * 21
ESTIMATES = "2005-09," + ",".join(f"{number}.0," for number in range(81, 92)).removesuffix(",")
GLOBOCAN = "Cancer code,Population code (ISO/UN),Country,Label,Sex,Number,ASR (World),Crude rate,Cumulative risk"


def intervals(**of_column: str) -> str:
    """Return a line of intervals, in which the cancers of CONCORD's columns have what is given."""
    names = [name for name, _, _ in concord_tables.CANCERS]
    return "," + ",".join(of_column.get(name, "") + "," for name in names).removesuffix(",")


def test_an_interval_broken_in_two_is_put_together(write: Write) -> None:
    """The upper limit stands alone on the next line; to leave it out would lose what the paper says."""
    path = write("Asia.csv", COUNTRY, ESTIMATES, intervals(Stomach="(80.1-82.0)", Ovary="(83.7-"), intervals(Ovary="100.0)"))
    rows = concord_tables.read(path).set_index("series")

    assert rows.loc["Ovary", ["lower", "upper"]].tolist() == [83.7, 100.0]
    assert rows.loc["Stomach", ["lower", "upper"]].tolist() == [80.1, 82.0]
    assert rows.loc["Ovary", "locator"] == "Asia.csv, line 2, column Ovary, Sweden"


def test_an_interval_that_stays_cut_off_is_said_to_be(write: Write) -> None:
    rows = concord_tables.read(write("Asia.csv", COUNTRY, ESTIMATES, intervals(Ovary="(83.7-"))).set_index("series")

    assert rows.loc["Ovary", ["lower", "upper"]].isna().all()
    assert rows.loc["Ovary", "locator"].endswith(", interval cut off in the file")


def test_a_flag_of_concord_stands_in_the_locator(write: Write) -> None:
    rows = concord_tables.read(write("Asia.csv", COUNTRY, ESTIMATES.replace("81.0,,", "81.0,§,"))).set_index("series")

    assert rows.loc["Stomach", "locator"].endswith("Sweden, marked §")
    assert rows.loc["Colon", "locator"].endswith("Sweden")


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ([COUNTRY, ESTIMATES.replace("2005-09", "2005")], "Asia.csv:2: '2005' is no period"),
        ([COUNTRY, intervals(Ovary="(1.0-2.0)")], "Asia.csv:2: intervals stand below no estimates"),
        ([COUNTRY], "Asia.csv: has no period"),
        ([COUNTRY, ESTIMATES.replace("81.0,,", "81.0,5.5,")], "Asia.csv:2: column 3 of flags has '5.5'"),
    ],
)
def test_a_line_that_concord_s_layout_has_not_is_an_error(write: Write, lines: list[str], what: str) -> None:
    """Such lines were taken for names of countries, and their figures lost without a word."""
    with pytest.raises(FigureError) as caught:
        concord_tables.read(write("Asia.csv", *lines))

    assert str(caught.value).startswith(what)


@pytest.mark.parametrize(
    ("ages", "age", "risk"),
    [("", "all", "0-74"), ("-age-0-49", "0-49", "0-49"), ("-ages-50-85+", "50+", "50+"), ("-age-85+", "85+", "85+")],
)
def test_globocan_of_some_ages_is_not_of_all(write: Write, ages: str, age: str, risk: str) -> None:
    """The export has no column of ages: only its name tells the figures below 50 from those of everybody."""
    name = f"countries_dataset-inc-both-sexes{ages}-in-2022-colon.csv"
    rows = globocan.read(write(name, f"Alpha-3 code,{GLOBOCAN}", "SWE,8,752,752,Sweden,0,10,1.5,2,0.1")).set_index("series")

    assert rows["age"].to_dict() == {
        "incidence_asr_world": age, "incidence_number": age, "incidence_crude_rate": age, "incidence_cumulative_risk": risk,
    }  # fmt: skip


def test_the_total_of_a_globocan_export_has_the_sex_of_its_lines(write: Write) -> None:
    lines = ("SWE,8,752,752,Sweden,1,10,1.5,2,0.1", ",,,,Total,,10,1,2,0.1")
    rows = globocan.read(write("dataset-mort-males-in-2022-colon.csv", f"Alpha-3 code,{GLOBOCAN}", *lines))

    assert set(rows[["place", "sex"]].itertuples(index=False, name=None)) == {("SWE", "male"), ("WORLD", "male")}


def test_globocan_s_hyphens_that_do_not_break_are_hyphens(write: Write) -> None:
    path = write("dataset-inc-males-in-2022-x.csv", f"Alpha‑3 code,{GLOBOCAN}", "SWE,8,752,752,Sweden,1,10,1.5,2,0.1")

    assert globocan.read(path)["value"].tolist() == [1.5, 10.0, 2.0, 0.1]


@pytest.mark.parametrize(
    ("column", "site", "sex"),
    [
        ("Colon & rectum - Males", "C18-C20", "male"), ("Colorectum (male)", "C18-C20", "male"), ("Colon", "C18", "all"),
        ("Rectum", "C19-C20", "all"), ("Uterus", "C53-C55", "female"), ("Uterus (cervix and corpus)", "C53-C55", "female"),
        ("Cervix uteri", "C53", "female"), ("Uterine corpus", "C54", "female"), ("Lung & bronchus, females", "C33-C34", "female"),
        ("Testicular cancer", "C62", "male"), ("Non-Hodgkin lymphoma", "C82-C86+C96", "all"), ("Gallbladder cancer", "C23-C24", "all"),
        ("Non-melanoma skin cancer", "C44", "all"), ("Latest estimate", "all", "all"),
    ],
)  # fmt: skip
def test_a_column_of_owid_names_its_cancer_in_full(write: Write, column: str, site: str, sex: str) -> None:
    """A part of a name is another cancer: colon and rectum together are not the colon."""
    rows = owid_grapher.read(write("rates.csv", f'Entity,Year,"{column}"', "United States,1990,1"))

    assert rows.loc[0, ["site", "sex"]].tolist() == [site, sex]


def test_kolada_knows_the_years_of_the_figures_whose_definition_it_was_told(write: Write) -> None:
    """A file that lies alone is of the same years as one beside its definition."""
    rows = kolada_ddf.read(write("ddf--datapoints--u01411--by--geo--year.csv", "geo,year,u01411", "01,2022,16.5", "03,2022,"))

    assert rows[["place", "year", "year_end", "obs_status"]].to_numpy().tolist() == [
        ["SWE-AB", 2019, 2022, "A"],
        ["SWE-C", 2022, 2022, "O"],
    ]
    assert rows.loc[0, "locator"].endswith("line 2, covers 2019-2022")


def test_nordcan_rates_without_the_sex_have_men_first(write: Write) -> None:
    lines = (f'"{label}",1.5,{value}' for label, value in (("Denmark, incidence", 1), ("Sweden, incidence", 2)) * 2)
    rows = nordcan_asr.read(write("kidney_inc_mor.csv", "Label,1943,1944", *lines))

    assert rows[rows["year"].eq(1944)][["place", "sex", "site", "value"]].to_numpy().tolist() == [
        ["DNK", "male", "C64", 1.0], ["SWE", "male", "C64", 2.0], ["DNK", "female", "C64", 1.0], ["SWE", "female", "C64", 2.0],
    ]  # fmt: skip


def bowel(years: str) -> dict[str, dict[str, object]]:
    """Return the sheets of a workbook of bowel screening whose cover says *years*."""
    sexes = ("Males", "Females", "All persons")
    table: dict[str, object] = {"A14": "Table 1 Overall uptake", "C16": "Scotland", "A59": "Table 1.1 Overall uptake", "C61": "2007/09"}
    table |= {f"B{row + at}": sex for row in (18, 63) for at, sex in enumerate(sexes)}
    table |= {f"C{row + at}": 60 + at for row in (18, 63) for at in range(3)}
    people: dict[str, object] = {"B5": "NHS Board", "C5": "Total", "B6": "Scotland", "C6": 30}
    return {"Cover": {"A20": years}, "KPI_1": table, phs_bowel.POPULATION: people, "targets": {"A6": "Programme target 60%", "B6": 60}}


def test_the_cover_of_the_bowel_workbook_says_its_years(write_book: Write) -> None:
    """Each report is of two other years; none may pass for the one of February 2023."""
    rows = phs_bowel.read(write_book("k.xlsx", bowel("Invitations between 1st May 2018 and 30th April 2020"))).set_index("series")

    assert rows.loc["uptake", ["year", "year_end"]].to_numpy().tolist() == [[2018, 2020]] * 3
    assert rows["locator"].iloc[0] == "k.xlsx, KPI_1!C18, invited May 2018 to April 2020"
    assert rows.loc["target", ["year", "year_end"]].tolist() == [2018, 2020]


def test_a_bowel_workbook_whose_cover_says_no_years_is_an_error(write_book: Write) -> None:
    with pytest.raises(FigureError, match=r"k\.xlsx, Cover: does not say of which years the invitations are"):
        phs_bowel.read(write_book("k.xlsx", bowel("Key Performance Indicators")))


def test_who_export_of_regions_and_of_countries_own_figures(write: Write) -> None:
    header = "GROUP,CODE,NAME,YEAR,ANTIGEN,ANTIGEN_DESCRIPTION,COVERAGE_CATEGORY,COVERAGE_CATEGORY_DESCRIPTION,TARGET_NUMBER,DOSES,COVERAGE"
    lines = (
        "COUNTRIES,SWE,Sweden,2023,X,x,WUENIC,e,,,80",
        "COUNTRIES,SWE,Sweden,2023,X,x,ADMIN,a,,,82",
        "WHO_REGIONS,AFRO,,2023,X,x,HPV,h,,,40",
    )
    rows = READERS["who_immunization_export"][0](write("e.csv", header, *lines))

    assert rows[["series", "place", "obs_status", "value"]].to_numpy().tolist() == [
        ["X", "SWE", "E", 80.0], ["X/ADMIN", "SWE", "A", 82.0], ["X", "WHO-AFRO", "E", 40.0],
    ]  # fmt: skip


def test_eurostat_s_accounts_of_other_places_are_read(write: Write) -> None:
    lines = ("A,PC_CHE,HC6,NO,2021,5.5", "A,PC_CHE,HC6,EA20,2021,3.5")
    rows = READERS["eurostat_sha"][0](write("a.csv", "freq,unit,icha11_hc,geo,time,value", *lines))

    assert rows["place"].tolist() == ["NOR", "ESTAT-EA20"]


@pytest.mark.parametrize("mark", ["", "﻿"])
def test_eurostat_s_accounts_in_json_are_known_by_what_they_are(tmp_path: Path, mark: str) -> None:
    text = '{"value":{"0":3.5},"id":["freq","unit","icha11_hc","geo","time"],"size":[1,1,1,1,1],'
    text += '"dims":{"freq":{"A":0},"unit":{"PC_CHE":0},"icha11_hc":{"HC6":0},"geo":{"SE":0},"time":{"2021":0}}}'
    path = tmp_path / "answer.json.gz"
    path.write_bytes(gzip.compress((mark + text).encode()))

    assert READERS["eurostat_sha"][0](path)["value"].tolist() == [3.5]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators_are_found_out_and_blanks_around_names_are_none_of_theirs(tmp_path: Path, separator: str) -> None:
    text = 'Entity, Year ,Lung - Male,\nSweden,1990,"1.5",\n'.replace(",", separator)
    (tmp_path / "rates.csv").write_text(text)
    rows = owid_grapher.read(tmp_path / "rates.csv")

    assert rows[["series", "place", "year", "value"]].to_numpy().tolist() == [["Lung", "SWE", 1990, 1.5]]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        (["Gender: Female", "States: Ohio (39)"], ["USA-OH", "female", "all", "all", "all"]),
        (["Gender: All", "States: All", "Race: All", "Ten-Year Age Groups: All"], ["USA", "all", "all", "all", "all"]),
        (["Ten-Year Age Groups: 45-54 years; 55-64 years", "Race: White"], ["USA", "all", "45-64", "all", "race:white"]),
        (["Five-Year Age Groups: 85-89 years; 90-94 years; 95-99 years; 100+ years"], ["USA", "all", "85+", "all", "all"]),
        (["ICD-10 113 Cause List: Malignant neoplasm of breast (C50)"], ["USA", "all", "all", "C50", "all"]),
    ],
)
def test_what_a_wonder_query_was_restricted_to_is_of_all_its_rows(write: Write, parameters: list[str], expected: list[str]) -> None:
    """No column says it: the women of Ohio must not pass for everybody in the United States."""
    path = write("w.txt", "Notes\tYear\tDeaths\tPopulation", "\t2001\t12\t1000", "---", *(f'"{line}"' for line in parameters), "---")

    assert cdc_wonder.read(path).loc[0, ["place", "sex", "age", "site", "group"]].tolist() == expected


@pytest.mark.parametrize(
    ("parameter", "what"),
    [
        ("States: Ohio (39); Iowa (19)", "the figures are of 'Ohio (39); Iowa (19)' together"),
        ("Ten-Year Age Groups: 45-54 years; 75-84 years", "the ages '45-54 years; 75-84 years' are no band together"),
        ("Gender: Not Stated", "the sex 'Not Stated' is unknown"),
    ],
)
def test_a_wonder_query_whose_restriction_has_no_code_is_an_error(write: Write, parameter: str, what: str) -> None:
    with pytest.raises(FigureError) as caught:
        cdc_wonder.read(write("w.txt", "Notes\tYear\tDeaths\tPopulation", "\t2001\t12\t1000", "---", f'"{parameter}"'))

    assert str(caught.value).startswith(f"w.txt, query parameters: {what}")


@pytest.mark.parametrize(
    ("code", "age"),
    [
        ("YEARS15PLUS", "15+"), ("AGE85PLUS", "85+"), ("AGELT1", "0"), ("30-69 years", "30-69"), ("85 years and over", "85+"),
        ("<5 years", "0-4"), ("18 years", "18"), ("years", None), ("AGEGROUP_MONTHS1-59", "1-59 months"), ("MONTHS0-11", "0"),
        ("DAYS0-27", "0-27 days"), ("D0T27", "0-27 days"), ("36-59M", "3-4"), ("DAYS27-0", None),
    ],
)  # fmt: skip
def test_ages_in_other_words_of_publishers(code: str, age: str | None) -> None:
    assert age_of(code) == age


def test_codes_of_eurostat_that_look_like_a_region_are_none() -> None:
    """Asia (ASI) is no region of American Samoa."""
    places = [agency_place(code, "ESTAT") for code in ("AT11", "EL30", "TR10", "ASI", "TOTAL", "DE_TOT")]

    assert places == ["ESTAT-AT11", "ESTAT-EL30", "ESTAT-TR10", None, None, "ESTAT-DE_TOT"]
    assert [site_of(code) for code in ("C88_C90_C96", "C91.0", "C_OTH")] == ["C88+C90+C96", "C91.0", "all"]


def test_a_code_of_a_site_or_place_that_is_none_is_an_error(write: Write) -> None:
    """It would go into the table as if it were one of ours."""
    limits = ",".join(f"{rate}{end}" for rate in phs_open_data.RATES for end in phs_open_data.LIMITS.values())
    header = f"Country,CancerSiteICD10Code,Sex,Year,IncidencesAllAges,CrudeRate,EASR,WASR,{limits}"
    row = "S92000003,{},Male,2001,10,1,2,3" + ",1" * 6
    codes = ("C50", "C00-C14, C30-C32", "C44, M-8090-8098", "C00-C97, excluding C44")
    rows = phs_open_data.read(write("phs.csv", header, *(row.format(f'"{code}"') for code in codes)))

    assert rows.loc[rows["series"].eq("EASR"), "site"].tolist() == ["C50", "C00-C14,C30-C32", "C44,M-8090-8098", "all"]
    with pytest.raises(FigureError, match=r"phs\.csv:2: site 'Breast' is unknown"):
        phs_open_data.read(write("phs.csv", header, row.format("Breast")))
    indicator, people = next(iter(published_test_uptake.INDICATORS)), next(iter(published_test_uptake.POPULATIONS))
    with pytest.raises(FigureError, match=r"u\.csv:2: country 'Sweden' is unknown"):
        published_test_uptake.read(
            write("u.csv", ",".join(published_test_uptake.COLUMNS), f"Sweden,{indicator},breast,{people},2018,60,b,s,l,c")
        )


def test_a_row_without_the_code_of_its_series_is_an_error(write: Write) -> None:
    header = "iso-code,country,year,vaccine-code,vaccine-description,target,doses,coverage"

    with pytest.raises(FigureError, match=r"w\.csv, line 2, column coverage: has no code that says what is counted"):
        READERS["who_hpv_wuenic"][0](write("w.csv", header, "SWE,Sweden,2020,,x,1,1,80"))


def test_two_columns_of_owid_with_the_same_sex_keep_their_names(write: Write) -> None:
    """Short names alone would make two figures of one place and year."""
    rows = owid_grapher.read(write("r.csv", "Entity,Year,Uterus,Breast - Females,Breast (female)", "Sweden,1990,1,2,3"))

    assert rows["series"].tolist() == ["Uterus", "Breast - Females", "Breast (female)"]


def test_two_columns_of_owid_for_the_year_are_an_error(write: Write) -> None:
    with pytest.raises(FigureError, match=r"r\.csv:1: column 'Year' stands twice"):
        owid_grapher.read(write("r.csv", "Entity,Year,year,Lung", "Sweden,1990,1990,1"))


def test_the_range_of_years_of_a_table_is_no_period_of_its_last_year(write: Write) -> None:
    write("README.md", "Deaths in the United States, 1930-2011.")
    rows = owid_grapher.read(write("r.csv", "Entity,Year,Lung", "United States,2011,1"))

    assert rows[["year", "year_end"]].to_numpy().tolist() == [[2011, 2011]]


def test_cancers_of_aihw_may_have_letters_behind_their_name(write: Write) -> None:
    rows = aihw_acim.read(write("a.csv", "Year,Sex,Type,Cancer_Type,Age_0_to_4", "2005,Male,Incidence,Chronic myeloid leukaemia (CML),1"))

    assert rows["site"].tolist() == ["C92.1"]


def test_a_table_without_a_figure_is_an_error(write: Write) -> None:
    """An empty answer would look like a publisher who has nothing to say."""
    with pytest.raises(FigureError, match=r"pop\.csv: holds no figure"):
        READERS["who_mortality"][0](write("pop.csv", ",".join(who_mortality.LONG)))


@pytest.mark.parametrize("name", ["penis_5y.csv", "penis_5y.CSV", "penis_5y (1).csv", "penis_5y.csv.gz", "download.zip"])
def test_a_name_that_tells_the_site_does_so_however_the_file_is_packed(tmp_path: Path, name: str) -> None:
    text = "Penis 5y,Denmark\n1971-1975,66.4[60.6-72.8]*\n"
    path = tmp_path / name
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("folder/penis_5y.csv", text)
    else:
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())

    assert unpack.data_stem(path) == "penis_5y"
    assert nordcan_survival.read(path)[["series", "site", "sex", "value"]].to_numpy().tolist() == [
        ["relative_survival_5y", "C60", "male", 66.4]
    ]


def test_scotlands_table_of_deaths_has_series_of_its_own(write: Write) -> None:
    """Its rates have the names of those of new cases, which must not be mixed."""
    limits = ",".join(f"{rate}{end}" for rate in phs_open_data.RATES for end in phs_open_data.LIMITS.values())
    header = "Country,CancerSiteICD10Code,Sex,Year,DeathsAgeUnder5,DeathsAllAges,MortalityRateAge90AndOver,CrudeRate,EASR,WASR," + limits
    rows = phs_open_data.read(write("phs.csv", header, "S92000003,C50,Female,2001,0,10,.5,1,2,3" + ", " * 6)).set_index("series")

    assert rows["value"].to_dict() == {
        "mortality_CrudeRate": 1.0,
        "mortality_EASR": 2.0,
        "mortality_WASR": 3.0,
        "deaths": 0.0,
        "age_specific_mortality_rate": 0.5,
    }
    assert rows.loc["deaths", ["age", "value"]].to_numpy().tolist() == [["all", 10.0], ["0-4", 0.0]]
    assert rows.loc["mortality_EASR", "numerator"] == 10
