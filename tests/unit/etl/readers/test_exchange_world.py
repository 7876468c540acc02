"""WHO's observatory, the World Bank, the UN's goals and Our World in Data: places, dimensions, answers in words, and what is beside."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.errors import FigureError
from etl.readers import owid_grapher, un_sdg_csv, who_gho, who_gho_athena, who_gho_csv, world_bank
from etl.readers.codes import ALPHA2, ALPHA3, COUNTRIES_BY_NAME

Write = Callable[..., Path]

ITEM: dict[str, Any] = {
    "Id": 1, "IndicatorCode": "X_1", "SpatialDimType": "COUNTRY", "SpatialDim": "SWE", "TimeDimType": "YEAR", "TimeDim": 2019,
    "Dim1Type": "SEX", "Dim1": "SEX_FMLE", "Dim2Type": "AGEGROUP", "Dim2": "AGEGROUP_YEARS15-PLUS", "Dim3Type": None, "Dim3": None,
    "DataSourceDimType": None, "DataSourceDim": None, "Value": "6.5 [5.0-8.0]", "NumericValue": 6.5, "Low": 5.0, "High": 8.0,
    "Comments": None, "TimeDimensionBegin": "2018-01-01T00:00:00+01:00", "TimeDimensionEnd": "2019-12-31T00:00:00+01:00",
}  # fmt: skip
WORLD: dict[str, Any] = {
    **ITEM, "SpatialDimType": "GLOBAL", "SpatialDim": "GLOBAL", "Dim1Type": "RESIDENCEAREATYPE", "Dim1": "RESIDENCEAREATYPE_URB",
    "Dim2Type": None, "Dim2": None, "Value": "No data", "NumericValue": None, "Low": None, "High": None, "TimeDimensionBegin": None,
}  # fmt: skip


def dump(folder: Path, document: object) -> Path:
    """Write the document as JSON."""
    path = folder / "x.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_odata_dimensions_are_found_by_their_kind_and_periods_by_their_ends(tmp_path: Path) -> None:
    table = who_gho.read(dump(tmp_path, {"value": [ITEM, WORLD]}))

    assert table[["series", "place", "year", "year_end", "sex", "age", "obs_status", "locator"]].to_numpy().tolist() == [
        ["X_1", "SWE", 2018, 2019, "female", "15+", "A", "x.json, item 1"],
        ["X_1:RESIDENCEAREATYPE=URB", "WORLD", 2019, 2019, "all", "all", "O", "x.json, item 2, printed: No data"],
    ]
    assert table[["value", "lower", "upper"]].fillna(-1).to_numpy().tolist() == [[6.5, 5, 8], [-1, -1, -1]]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"value": [ITEM], "@odata.nextLink": "…"}, "is one page of several"),
        ({"value": [ITEM | {"SpatialDim": "QQQ"}]}, "item 1: place 'QQQ' is unknown"),
        ({"value": [ITEM | {"Dim1": "SEX_X"}]}, "item 1: sex 'X' is unknown"),
        ({"value": [ITEM | {"NumericValue": "many"}]}, "item 1, NumericValue: 'many' is not a number"),
        ({"value": [{"SpatialDim": "SWE"}]}, "'IndicatorCode' is missing"),
        ({"value": []}, "has no list 'value'"),
        ([ITEM], "has no list 'value'"),
    ],
)
def test_what_is_wrong_in_an_odata_answer_is_an_error(tmp_path: Path, document: object, message: str) -> None:
    with pytest.raises(FigureError, match=message):
        who_gho.read(dump(tmp_path, document))


def test_athena_csv_answers_in_words_stand_in_the_locator_and_regions_are_groups(write: Write) -> None:
    table = who_gho_csv.read(
        write(
            "x.csv",
            '"GHO","PUBLISHSTATE","YEAR","REGION","UNREGION","COUNTRY","SEX","Display Value","Numeric","Low","High","Comments"',
            '"X","PUBLISHED","2015","EUR","","SWE","FMLE","10 to 50","","","",""',
            '"X","PUBLISHED","2015","EUR","","","BTSX","7.1","7.10000","6","8",""',
            '"X","PUBLISHED","2015","","150","","MLE","3","3.0","","",""',
            '"X","PUBLISHED","2005","EMR","","SDF","MLE","3","3.0","","",""',
        )
    )

    assert table[["place", "sex", "obs_status", "locator"]].to_numpy().tolist() == [
        ["SWE", "female", "O", "x.csv, line 2, printed: 10 to 50"],
        ["WHO-EUR", "all", "A", "x.csv, line 3"],
        ["M49-150", "male", "A", "x.csv, line 4"],
        ["WHO-SDF_EMR", "male", "A", "x.csv, line 5"],
    ]


def test_a_region_that_is_unknown_matters_only_where_it_is_the_place(write: Write) -> None:
    header = "GHO,YEAR,REGION,SDGREGION,COUNTRY,Numeric"
    table = who_gho_csv.read(write("x.csv", header, "X,2015,NEW,,SWE,1", "X,2005,NEW,,SDF,2", "X,2015,,150,,3"))

    assert table["place"].tolist() == ["SWE", "WHO-SDF", "M49-150"]
    with pytest.raises(FigureError, match=r"x\.csv:2: place 'NEW' is unknown"):
        who_gho_csv.read(write("x.csv", header, "X,2015,NEW,,,1"))


def test_the_portals_csv_has_the_same_observations(write: Write) -> None:
    header = (
        "IndicatorCode,Indicator,Location type,SpatialDimValueCode,Location,Period,Dim1 type,Dim1,Dim1ValueCode,Dim2 type,Dim2,"
        "Dim2ValueCode,FactValueNumeric,FactValueNumericLow,FactValueNumericHigh,Value"
    )
    row = "X_1,Name,Country,SWE,Sweden,2019,Sex,Female,SEX_FMLE,Age Group,15+,AGEGROUP_YEARS15-PLUS,6.5,5,8,6.5 [5-8]"
    table = who_gho_csv.read(write("x.csv", header, row))

    assert table[["series", "place", "sex", "age", "value", "lower"]].to_numpy().tolist() == [["X_1", "SWE", "female", "15+", 6.5, 5.0]]


def test_todays_portal_names_its_dimensions_at_length(write: Write) -> None:
    header = (
        "Id,IndicatorCode,SpatialDimension,SpatialDimensionValueCode,DisaggregatingDimension1,DisaggregatingDimension1ValueCode,TimeDim,"
        "DisaggregatingDimension2,DisaggregatingDimension2ValueCode,Value,NumericValue,Low,High,TimeDimensionBegin,TimeDimensionEnd"
    )
    ends = "2018-01-01T00:00:00+01:00,2019-12-31T00:00:00+01:00"
    row = "7,X_1,COUNTRY,SWE,SEX,SEX_FMLE,2019,AGEGROUP,AGEGROUP_YEARS15-PLUS,6.5 [5-8],6.5,5,8," + ends
    table = who_gho_csv.read(write("x.csv", header, row, "8,X_1,REGION,EUR,RESIDENCEAREATYPE,RESIDENCEAREATYPE_URB,2019,,,7,7,,,,"))

    assert table[["series", "place", "year", "year_end", "sex", "age", "value"]].to_numpy().tolist() == [
        ["X_1", "SWE", 2018, 2019, "female", "15+", 6.5],
        ["X_1:RESIDENCEAREATYPE=URB", "WHO-EUR", 2019, 2019, "all", "all", 7.0],
    ]


def test_a_portals_sex_is_told_by_its_codes_in_any_language(write: Write) -> None:
    """A dimension that is not known to be the sex would make women's figures all people's."""
    header = "IndicatorCode,SpatialDimValueCode,Period,Dim1 type,Dim1ValueCode,FactValueNumeric,Language"
    row = "X_1,SWE,2019,Sexe,FMLE,6.5,"

    assert who_gho_csv.read(write("x.csv", header, row + "FR")).loc[0, ["series", "sex"]].tolist() == ["X_1", "female"]
    with pytest.raises(FigureError, match=r"x\.csv:3: is in the language 'EN', rows above in 'FR'"):
        who_gho_csv.read(write("x.csv", header, row + "FR", row + "EN"))


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("IndicatorCode,SpatialDimValueCode,Period,Dim1ValueCode,FactValueNumeric", "Dim1 type"),
        ("IndicatorCode,SpatialDimensionValueCode,TimeDim,DisaggregatingDimension1ValueCode,NumericValue", "DisaggregatingDimension1"),
    ],
)
def test_codes_of_a_dimension_that_no_column_names_are_refused(write: Write, header: str, missing: str) -> None:
    """Nothing says what they are codes of."""
    with pytest.raises(FigureError, match=rf"x\.csv:1: column '{missing}' is missing"):
        who_gho_csv.read(write("x.csv", header, "X_1,SWE,2019,SEX_FMLE,6.5"))


def test_data_who_int_has_one_measure_with_its_limits(write: Write) -> None:
    header = (
        "IND_ID,IND_CODE,DIM_TIME,DIM_TIME_TYPE,DIM_GEO_CODE_M49,DIM_GEO_CODE_TYPE,IND_NAME,DIM_SEX,DIM_AGE,"
        "RATE_PER_100_N,RATE_PER_100_NL,RATE_PER_100_NU"
    )
    rows = [
        f"1,X_1,2022,{kind},{number},{place},Name,{sex},Y_GE18,{value}"
        for kind, number, place, sex, value in (
            ("YEAR", "752", "COUNTRY", "FEMALE", "6.5,5,8"), ("YEAR", "953", "WHOREGION", "TOTAL", "7,,"),
            ("YEAR", "1", "GLOBAL", "TOTAL", "9,,"),
        )
    ]  # fmt: skip
    table = who_gho_csv.read(write("x.csv", header, *rows))

    assert table[["series", "place", "sex", "age", "value"]].to_numpy().tolist() == [
        ["X_1", "SWE", "female", "18+", 6.5],
        ["X_1", "WHO-WHOREGION_953", "all", "18+", 7.0],
        ["X_1", "WORLD", "all", "18+", 9.0],
    ]
    with pytest.raises(FigureError, match=r"x\.csv:2: kind of period 'MONTH' is unknown"):
        who_gho_csv.read(write("x.csv", header, rows[0].replace("YEAR", "MONTH")))
    with pytest.raises(FigureError, match=r"has 2 measures with figures \(COUNT_N, RATE_PER_100_N\)"):
        who_gho_csv.read(write("x.csv", header.replace("IND_NAME", "COUNT_N"), rows[0].replace("Name", "12")))


def test_a_number_that_who_prints_as_a_limit_is_the_limit_and_no_figure(write: Write, tmp_path: Path) -> None:
    """Fewer than 500 people are not 500; a figure that is only printed short stays one."""
    header = "GHO,YEAR,COUNTRY,Display Value,Numeric,Low,High"
    rows = ("X,2019,SWE,<500 [<100-1 000],500.0,100,1000", "X,2020,SWE,<0.1 [<0.1-0.1],0.04,0.01,0.1", "X,2021,SWE,12 [10-14],12,10,14")
    table = who_gho_csv.read(write("x.csv", header, *rows))

    assert table[["value", "lower", "upper"]].fillna(-1).to_numpy().tolist() == [[-1, -1, 1000], [0.04, -1, 0.1], [12, 10, 14]]
    assert table["obs_status"].tolist() == ["O", "A", "A"]
    assert table.loc[0, "locator"] == "x.csv, line 2, printed: <500 [<100-1 000]"
    prefixed = "IndicatorCode,SpatialDimValueCode,Period," + ",".join(
        f"FactValueNumeric{end}" for end in ("Prefix", "", "LowPrefix", "Low")
    )
    table = who_gho_csv.read(write("y.csv", prefixed, "X,SWE,2019,<,500,<,100", "X,SWE,2020,,700,,600"))

    assert table[["value", "lower", "upper"]].fillna(-1).to_numpy().tolist() == [[-1, -1, 500], [700, 600, -1]]
    item = ITEM | {"Value": "&lt;5 [&lt;1-8]", "NumericValue": 5.0, "Low": 1.0, "High": None}

    assert who_gho.read(dump(tmp_path, {"value": [item]}))[["value", "lower", "upper"]].fillna(-1).to_numpy().tolist() == [[-1, -1, 5]]


def test_athena_json_of_labels_and_of_codes(tmp_path: Path) -> None:
    simple = {
        "dim": {"SEX": "Both sexes", "GHO": "Rate", "YEAR": "2012", "REGION": "Africa", "COUNTRY": "BurkinaFaso"},
        "Value": "1 270.5 [1-2]",
    }
    codes = [("GHO", "R"), ("YEAR", "2012"), ("COUNTRY", "CIV"), ("SEX", "MLE"), ("REGION", "AFR")]
    full = {
        "dim": [{"category": category, "code": code} for category, code in codes],
        "value": {"display": "9.9", "numeric": 9.87, "low": 9, "high": None},
    }
    table = who_gho_athena.read(dump(tmp_path, {"fact": [simple, full]}))

    assert table[["series", "place", "sex", "value", "lower"]].to_numpy().tolist() == [
        ["Rate", "BFA", "all", 1270.5, 1.0],
        ["R", "CIV", "male", 9.87, 9.0],
    ]


WORLD_BANK = (
    '"Data Source","World Development Indicators",', "", '"Last Updated Date","2026-01-01",', "",
    '"Country Name","Country Code","Indicator Name","Indicator Code","2019","2020",',
    '"Aruba","ABW","Some, name","SH.X","","3.5",',
    '"World","WLD","Some, name","SH.X","1","2",',
    '"High income","HIC","Some, name","SH.X","1","2",',
)  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_world_bank_preamble_is_skipped_and_lines_keep_their_numbers(write: Write, end: str) -> None:
    table = world_bank.read(write("API_SH.X.csv", *WORLD_BANK, end=end, mark=True))

    assert table[["series", "place", "year", "obs_status", "locator"]].to_numpy().tolist()[::3] == [
        ["SH.X", "ABW", 2019, "O", "API_SH.X.csv, line 6, column 2019"],
        ["SH.X", "ABW", 2020, "A", "API_SH.X.csv, line 6, column 2020"],
    ]
    assert table["place"].tolist() == ["ABW", "WORLD", "WB-HIC"] * 2


def test_world_bank_zip_has_descriptions_beside_the_data(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Metadata_Country_API_SH.X.csv", "a,b\n1,2\n")
        archive.writestr("API_SH.X.csv", "\n".join(WORLD_BANK))
        archive.writestr("Metadata_Indicator_API_SH.X.csv", "a,b\n1,2\n")

    assert world_bank.read(path)["value"].sum() == 3.5 + 1 + 2 + 1 + 2


def test_databank_years_marks_and_footer(write: Write) -> None:
    path = write(
        "x.csv",
        "Series Name,Series Code,Country Name,Country Code,2019 [YR2019]",
        "Name,SH.X,Sweden,SWE,..",
        "Data from database: World Development Indicators",
        "Last Updated: 01/01/2026",
    )
    table = world_bank.read(path)

    assert table[["series", "place", "year", "obs_status"]].to_numpy().tolist() == [["SH.X", "SWE", 2019, "O"]]


def test_un_download_keeps_bounds_natures_and_dimensions(write: Write) -> None:
    path = write(
        "x.csv",
        "Goal,SeriesCode,GeoAreaCode,GeoAreaName,TimePeriod,Value,UpperBound,LowerBound,[Age],[Nature],[Sex],[Units]",
        "3,SH_X,752,Sweden,2019,12.5,14,11,30-70,E,FEMALE,PERCENT",
        "3,SH_X,150,Europe,2019.0,<2.5,,,ALLAGE,C,BOTHSEX,PERCENT",
        "3,SH_X,1,World,2019,NaN,,,15+,N,MALE,",
    )
    table = un_sdg_csv.read(path)

    assert table[["series", "place", "sex", "age", "obs_status", "locator"]].to_numpy().tolist() == [
        ["SH_X:Units=PERCENT", "SWE", "female", "30-69", "E", "x.csv, line 2, nature E"],
        ["SH_X:Units=PERCENT", "M49-150", "all", "all", "O", "x.csv, line 3, printed: <2.5, nature C"],
        ["SH_X", "WORLD", "male", "15+", "M", "x.csv, line 4, nature N"],
    ]
    assert table[["value", "lower", "upper"]].fillna(-1).to_numpy().tolist() == [[12.5, 11, 14], [-1, -1, 2.5], [-1, -1, -1]]


def test_a_dimension_of_un_sdg_without_brackets_is_one_too(write: Write) -> None:
    """Women's figures passed for everybody's, as only names in brackets were looked at."""
    header = "Goal,SeriesCode,GeoAreaCode,GeoAreaName,TimePeriod,Value,Source,FootNote,Age,Nature,Sex,Units,Location"
    table = un_sdg_csv.read(write("x.csv", header, "3,SH_X,752,Sweden,2019,12.5,WHO,,15+,E,FEMALE,PERCENT,URBAN"))

    assert table.loc[0, ["series", "sex", "age", "obs_status"]].tolist() == ["SH_X:Location=URBAN;Units=PERCENT", "female", "15+", "E"]


@pytest.mark.parametrize("header", ["Entity,Code,Year,Share_female", "entity,code,year,Share_female"])
def test_owid_codes_come_before_names(write: Write, header: str) -> None:
    path = write("x.csv", header, "Sweden,SWE,2019,1", "World,OWID_WRL,2019,2", "Africa (WHO),,2019,3", "Africa,OWID_AFR,2019,4")
    table = owid_grapher.read(path)

    assert table[["series", "sex", "place"]].to_numpy().tolist() == [
        ["Share", "female", "SWE"], ["Share", "female", "WORLD"], ["Share", "female", "OWID-AFRICA_WHO"], ["Share", "female", "OWID-AFR"],
    ]  # fmt: skip


def test_owid_metadata_beside_the_table_in_a_zip_is_no_data(tmp_path: Path) -> None:
    path = tmp_path / "chart.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("chart.csv", "Entity,Code,Year,Share\nSweden,SWE,2019,1\n")
        archive.writestr("chart.metadata.json", "{}")
        archive.writestr("readme.md", "text")

    assert owid_grapher.read(path)["value"].tolist() == [1.0]


def test_every_code_of_a_country_is_a_place_of_the_catalogue() -> None:
    places = Path(__file__).resolve().parents[4] / "data" / "catalogue" / "places.csv"
    codes = {line.partition(",")[0] for line in places.read_text(encoding="utf-8").splitlines()[1:]}

    assert codes >= ALPHA3
    assert codes >= set(COUNTRIES_BY_NAME.values())
    assert len(ALPHA2) == len(ALPHA3) == 250


def test_databank_may_spread_series_or_countries_over_the_columns(write: Write) -> None:
    """The third of country, series and time stands in the header; five countries had other codes before 2015."""
    footer = ("Data from database: World Development Indicators,,,,", "Last Updated: 01/01/2026,,,,")
    by_series = write("x.csv", "Time,Time Code,Country Name,Country Code,Rate [SH.X]", "2019,YR2019,Romania,ROM,3", *footer)
    by_place = write("y.csv", "Series Name,Series Code,Time,Time Code,Sweden [SWE],Rich [HIC]", "Rate,SH.X,2019,YR2019,..,4")
    columns = ["series", "place", "year", "obs_status", "locator"]

    assert world_bank.read(by_series)[columns].to_numpy().tolist() == [["SH.X", "ROU", 2019, "A", "x.csv, line 2, column Rate [SH.X]"]]
    assert world_bank.read(by_place)[columns].to_numpy().tolist() == [
        ["SH.X", "SWE", 2019, "O", "y.csv, line 2, column Sweden [SWE]"],
        ["SH.X", "WB-HIC", 2019, "A", "y.csv, line 2, column Rich [HIC]"],
    ]


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("Country Name,Country Code,Series Name,Series Code,x", "x.csv:1: has no column of a year"),
        ("Country Name,Country Code,Time,Time Code,x", "x.csv:1: has no column of a series"),
        ("Series Code,Country Code,Time Code,Value", "x.csv:1: has country, series and time as columns"),
    ],
)
def test_databank_without_its_third_dimension_is_an_error(write: Write, header: str, what: str) -> None:
    with pytest.raises(FigureError) as caught:
        world_bank.read(write("x.csv", header, ",".join("1" * (header.count(",") + 1))))

    assert str(caught.value).startswith(what)


CROSSWISE = {
    "columns of year, indicator and sex": (
        [
            '"","2016","2015"', '""," Rate, &gt; 2 (%)"," Rate, &gt; 2 (%)"', '"Country"," Both sexes"," Male"',
            '"Sweden","1 228 [900-2 000]","<0.1"',
        ],
        [
            ["Rate, > 2 (%)", "SWE", 2016, 2016, "all", "all", 1228.0, 900.0, 2000.0],
            ["Rate, > 2 (%)", "SWE", 2015, 2015, "male", "all", -1, -1, 0.1],
        ],
    ),
    "a label of several parts": (
        ['"Country","Cases; 2016; Female"', '"Côte d\'Ivoire","3"', '"Sweden",""'],
        [["Cases", "CIV", 2016, 2016, "female", "all", 3.0, -1, -1]],
    ),
    "rows of periods and ages": (
        ["WHO region,Country,Year,Age Group,Rate", "Europe,Sweden, 2013-2014, 18+  years,6.4", "Europe,, 2013, 18+  years,6.5"],
        [["Rate", "SWE", 2013, 2014, "all", "18+", 6.4, -1, -1], ["Rate", "WHO-EUR", 2013, 2013, "all", "18+", 6.5, -1, -1]],
    ),
    "rows of indicators": (
        ['"","Sweden"', '"Indicator"," 2015"', '"Children &lt;5 years (%)","78.7"'],
        [["Children <5 years (%)", "SWE", 2015, 2015, "all", "all", 78.7, -1, -1]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", CROSSWISE)
def test_a_table_of_who_s_old_data_pages_says_in_words_what_its_columns_are(write: Write, form: str) -> None:
    lines, expected = CROSSWISE[form]
    table = who_gho_csv.read(write("x.csv", *lines))

    columns = ["series", "place", "year", "year_end", "sex", "age", "value", "lower", "upper"]
    assert table[columns].fillna(-1).to_numpy().tolist() == expected


def test_words_in_a_table_of_who_s_old_data_pages_are_no_figures(write: Write) -> None:
    table = who_gho_csv.read(write("x.csv", "Country,Year,Rate", "Sweden,2015,No data"))

    assert table.loc[0, ["obs_status", "locator"]].tolist() == ["O", "x.csv, line 2, column 3, printed: No data"]


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (["Country,Rate", "Sweden,1"], "x.csv: nothing says the year of its figures"),
        ([",2015", "Moon,Rate", "Sweden,1"], "x.csv:2: 'Moon' is not what rows are of"),
        (["Country,Year,Rate", "Atlantis,2015,1"], "x.csv:2: place 'Atlantis' is unknown"),
        (["Country,2015"], "x.csv: has no row below the header"),
    ],
)
def test_a_table_of_who_s_that_does_not_say_what_it_is_of_is_an_error(write: Write, lines: list[str], what: str) -> None:
    with pytest.raises(FigureError) as caught:
        who_gho_csv.read(write("x.csv", *lines))

    assert str(caught.value).startswith(what)


def test_athena_in_words_and_odata_as_columns_are_read(write: Write) -> None:
    words = write(
        "w.csv",
        "Indicator,PUBLISH STATES,Year,WHO region,Country,Sex,Display Value,Numeric,Low,High,Comments",
        "Life expectancy (years),Published,2000,Africa,Botswana,Male,43.9,43.89,,,",
        "Life expectancy (years),Published,2000,Africa,,Female,43.9,43.8,,,",
    )
    odata = write(
        "o.csv",
        "Id,IndicatorCode,SpatialDim,TimeDim,Dim1Type,Dim1,Value,NumericValue,Low,High,TimeDimensionBegin,TimeDimensionEnd",
        "7,SA_1,COG,2009,SEX,SEX_FMLE,1.7 [0.9 - 2.5],1.67,0.86,2.51,2008-01-01,2009-12-31",
    )

    assert who_gho_csv.read(words)[["place", "sex", "value"]].to_numpy().tolist() == [["BWA", "male", 43.89], ["WHO-AFR", "female", 43.8]]
    assert who_gho_csv.read(odata)[["series", "place", "year", "year_end", "sex", "lower"]].to_numpy().tolist() == [
        ["SA_1", "COG", 2008, 2009, "female", 0.86]
    ]
