"""SDMX in both of its texts: dimensions become columns, flags and multipliers are kept, and what is unknown is an error with its place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pysdmx.io import read_sdmx

from data.errors import FigureError
from etl.readers import oecd_stat, sdmx_csv, sdmx_ml

Write = Callable[..., Path]

EUROSTAT = (
    "DATAFLOW,LAST UPDATE,freq,unit,sex,age,icd10,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS",
    "ESTAT:HLTH_X(1.0),01/02/26 23:00:00,A,RT,F,Y_LT65,C50,EL,2019,12.5,bp,",
    "ESTAT:HLTH_X(1.0),01/02/26 23:00:00,A,RT,T,TOTAL,C,EU27_2020,2019,,,",
    "ESTAT:HLTH_X(1.0),01/02/26 23:00:00,A,RT,M,Y85-89,TOTAL,DE1,2017_2019,3,,C",
)
OECD_HEADER = (
    "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,REF_AREA,Reference area,FREQ,Frequency,MEASURE,Measure,SEX,Sex,"
    "TIME_PERIOD,Time period,OBS_VALUE,Observation value,OBS_STATUS,Observation status,UNIT_MULT,Unit multiplier"
)
OECD = (
    OECD_HEADER,
    'DATAFLOW,OECD.ELS.HD:DSD_X@DF_Y(1.0),"Money, spent",I,DEU,Germany,A,Annual,EXP,Spent,_T,Total,2020,,4.25,,E,Estimated,6,Millions',
    'DATAFLOW,OECD.ELS.HD:DSD_X@DF_Y(1.0),"Spending, prevention",I,OECD,OECD,A,Annual,EXP,Spending,F,Female,2020,,7,,A,Normal,0,Units',
)
UNICEF_HEADER = (
    "DATAFLOW,REF_AREA:Geographic area,INDICATOR:Indicator,SEX:Sex,WEALTH_QUINTILE:Wealth,TIME_PERIOD:Time period,OBS_VALUE:Value,"
    "UNIT_MULTIPLIER:Multiplier,OBS_STATUS:Status,LOWER_BOUND:Low,UPPER_BOUND:High,AGE:Current age"
)
UNICEF = (
    UNICEF_HEADER,
    "UNICEF:HEALTH(1.0): Health,AFG: Afghanistan,HPV_1: First,F: Female,Q1: Poorest,2021,40,3: Thousands,A: Normal,35,45,Y15T19: 15 to 19",
    "UNICEF:HEALTH(1.0): Health,UNICEF_SSA: Africa,HPV_1: First dose,_T: Total,_T: Total,2021,50,0: Units,A: Normal,,,_T: Total",
)
ABS = (
    "DATAFLOW,MEASURE: Measure,SEX: Sex,REGION: Region,FREQ: Frequency,TIME_PERIOD: Time Period,OBS_VALUE,OBS_STATUS: Status",
    "ABS:CAUSE(1.0.0): Causes of death,01: Deaths,3: Persons,1: New South Wales,A: Annual,2022,17,",
    "ABS:CAUSE(1.0.0): Causes of death,01: Deaths,2: Females,AUS: Australia,A: Annual,2022,8,",
)


def test_eurostat_dimensions_become_columns_and_the_rest_names_the_series(write: Write) -> None:
    table = sdmx_csv.read(write("x.csv", *EUROSTAT, end="\r\n", mark=True))

    assert table[["series", "place", "sex", "age", "site", "year", "year_end"]].to_numpy().tolist() == [
        ["HLTH_X:icd10=C50;unit=RT", "GRC", "female", "0-64", "C50", 2019, 2019],
        ["HLTH_X:icd10=C;unit=RT", "EU27", "all", "all", "C00-C97", 2019, 2019],
        ["HLTH_X:icd10=TOTAL;unit=RT", "ESTAT-DE1", "male", "85-89", "all", 2017, 2019],
    ]


def test_eurostat_flags_keep_the_status_that_forbids_most_and_all_of_them_in_the_locator(write: Write) -> None:
    table = sdmx_csv.read(write("x.csv", *EUROSTAT))

    assert table[["obs_status", "conf_status", "locator"]].to_numpy().tolist() == [
        ["B", "F", "x.csv, line 2, flags bp"],
        ["O", "F", "x.csv, line 3"],
        ["A", "C", "x.csv, line 4"],
    ]


def test_oecd_columns_of_labels_are_left_out_and_millions_are_multiplied(write: Write) -> None:
    table = sdmx_csv.read(write("x.csv", *OECD))

    assert table[["series", "place", "sex", "value", "obs_status"]].to_numpy().tolist() == [
        ["DSD_X@DF_Y:MEASURE=EXP", "DEU", "all", 4_250_000.0, "E"],
        ["DSD_X@DF_Y:MEASURE=EXP", "OECD-OECD", "female", 7.0, "A"],
    ]


def test_unicef_labels_in_the_cells_bounds_age_and_wealth(write: Write) -> None:
    table = sdmx_csv.read(write("x.csv", *UNICEF))

    assert table[["series", "place", "age", "group", "lower", "upper"]].iloc[0].tolist() == [
        "HEALTH:INDICATOR=HPV_1", "AFG", "15-19", "wealth:q1", 35_000.0, 45_000.0,
    ]  # fmt: skip
    assert table[["place", "age", "group"]].iloc[1].tolist() == ["UNICEF-UNICEF_SSA", "all", "all"]


def test_abs_states_sexes_and_the_zero_before_a_code(write: Write) -> None:
    """A parser that guesses types makes 1 of the code 01, and the series another one."""
    table = sdmx_csv.read(write("x.csv", *ABS))

    assert table[["series", "place", "sex", "value"]].to_numpy().tolist() == [
        ["CAUSE:MEASURE=01", "AUS-NSW", "all", 17.0],
        ["CAUSE:MEASURE=01", "AUS", "female", 8.0],
    ]


@pytest.mark.parametrize("lines", [EUROSTAT, ABS])
def test_pysdmx_finds_the_same_values(write: Write, lines: tuple[str, ...]) -> None:
    path = write("x.csv", *lines)
    theirs = read_sdmx(path).data[0].data["OBS_VALUE"].replace("", np.nan).astype(float).to_numpy()
    ours = sdmx_csv.read(path)["value"].to_numpy()

    assert np.array_equal(ours, theirs, equal_nan=True)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",EL,", ",ZZ,", r"x\.csv:2: place 'ZZ' is unknown \(1 rows\)"),
        (",EL,", ",ZZ9,", r"x\.csv:2: place 'ZZ9' is unknown"),
        (",F,Y_LT65", ",X,Y_LT65", r"x\.csv:2: sex 'X' is unknown"),
        ("Y_LT65", "OLD", r"x\.csv:2: age 'OLD' is unknown"),
        (",2019,12.5", ",2019-Q1,12.5", r"x\.csv:2: period '2019-Q1' is unknown"),
        ("A,RT,F", "Q,RT,F", r"x\.csv:2: the frequency is 'Q'; annual"),
        ("12.5", "12,5", r"x\.csv:2: has 13 cells"),
        ("12.5", "nan", r"x\.csv:2, OBS_VALUE: 'nan' is not a number"),
        (",bp,", ",q!,", r"x\.csv:2: flag 'q!' is unknown"),
        ("HLTH_X(1.0),01/02/26 23:00:00,A,RT,F", "HLTH_Y(1.0),01/02/26 23:00:00,A,RT,F", "holds 2 tables"),
        ("OBS_VALUE", "VALUE", "is no SDMX-CSV"),
        (",geo,", ",where,", "no dimension is the place"),
    ],
)
def test_what_is_unknown_in_sdmx_csv_is_an_error_with_its_line(write: Write, old: str, new: str, message: str) -> None:
    text = "\n".join(EUROSTAT)
    assert old in text

    with pytest.raises(FigureError, match=message):
        sdmx_csv.read(write("x.csv", text.replace(old, new, 1)))


def test_a_limit_in_the_place_of_a_figure_is_kept_as_the_limit(write: Write) -> None:
    """UNICEF prints less than five percent as ``<5``: not five, and not a mistake either."""
    table = sdmx_csv.read(
        write(
            "u.csv", "DATAFLOW,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,LOWER_BOUND,OBS_STATUS",
            "UNICEF:NT(1.0),SWE,F,2019,<5,,A", "UNICEF:NT(1.0),SWE,M,2019,7,6,A", "UNICEF:NT(1.0),SWE,_T,2019,>95,96,A",
        )
    )  # fmt: skip

    assert table[["value", "lower", "upper"]].fillna(-1).to_numpy().tolist() == [[-1, -1, 5], [7, 6, -1], [-1, 96, -1]]
    assert table[["obs_status", "locator"]].to_numpy().tolist() == [
        ["O", "u.csv, line 2, printed: <5"], ["A", "u.csv, line 3"], ["O", "u.csv, line 4, printed: >95"],
    ]  # fmt: skip


def test_the_signs_between_several_values_in_a_header_are_no_part_of_names(write: Write) -> None:
    table = sdmx_csv.read(
        write("e.csv", "STRUCTURE[;],STRUCTURE_ID,ACTION,GEO,TIME_PERIOD,OBS_VALUE,OBS_STATUS[]", "dataflow,ESTAT:X(1.0),I,SE,2020,12,E")
    )

    assert table.loc[0, ["series", "place", "value", "obs_status"]].tolist() == ["X", "SWE", 12.0, "E"]


def test_a_region_of_oecd_is_named_by_its_code(write: Write) -> None:
    header = "STRUCTURE,STRUCTURE_ID,REF_AREA,TIME_PERIOD,OBS_VALUE"
    rows = [f"dataflow,OECD.CFE:X(1.0),{code},2020,1" for code in ("AU1", "ITC4", "US001")]

    assert sdmx_csv.read(write("o.csv", header, *rows))["place"].tolist() == ["OECD-AU1", "OECD-ITC4", "OECD-US001"]
    with pytest.raises(FigureError, match="place 'QQ1' is unknown"):
        sdmx_csv.read(write("o.csv", header, rows[0].replace("AU1", "QQ1")))


def test_deletions_are_no_observations(write: Write) -> None:
    with pytest.raises(FigureError, match=r"x\.csv:2: is a deletion"):
        sdmx_csv.read(write("x.csv", *[line.replace(",I,DEU", ",D,DEU") for line in OECD]))


SCHEMA = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
HEADER = (
    "<message:Header><message:ID>A</message:ID><message:Test>false</message:Test><message:Prepared>2026-01-01T00:00:00</message:Prepared>"
    '<message:Sender id="X"/><message:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"{more}><common:StructureUsage>'
    '<Ref agencyID="ESTAT" id="HLTH_X" version="1.0"/></common:StructureUsage></message:Structure></message:Header>'
)
GENERIC = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<message:GenericData xmlns:message="{SCHEMA}/message" xmlns:common="{SCHEMA}/common" xmlns:generic="{SCHEMA}/data/generic">'
    + HEADER.format(more="")
    + '<message:DataSet structureRef="S" action="Replace"><generic:Series><generic:SeriesKey><generic:Value id="freq" value="A"/>'
    '<generic:Value id="icd10" value="C50"/><generic:Value id="sex" value="F"/><generic:Value id="geo" value="EL"/></generic:SeriesKey>'
    '<generic:Obs><generic:ObsDimension value="2019"/><generic:ObsValue value="12.5"/>'
    '<generic:Attributes><generic:Value id="OBS_FLAG" value="p"/></generic:Attributes></generic:Obs>'
    '<generic:Obs><generic:ObsDimension value="2020"/><generic:ObsValue value="NaN"/></generic:Obs>'
    "</generic:Series></message:DataSet></message:GenericData>"
)
SPECIFIC = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<message:StructureSpecificData xmlns:message="{SCHEMA}/message" xmlns:common="{SCHEMA}/common" '
    f'xmlns:data="{SCHEMA}/data/structurespecific" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    + HEADER.format(more=' namespace="urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=ESTAT:HLTH_X(1.0)"')
    + '<message:DataSet data:structureRef="S" data:dataScope="DataStructure" data:action="Replace">'
    '<Series freq="A" icd10="C50" sex="F" geo="EL" NOTE="words with blanks"><Obs TIME_PERIOD="2019" OBS_VALUE="12.5" OBS_FLAG="p"/>'
    '<Obs TIME_PERIOD="2020" OBS_VALUE="NaN"/></Series></message:DataSet></message:StructureSpecificData>'
)


@pytest.mark.parametrize("message", [GENERIC, SPECIFIC])
def test_both_kinds_of_sdmx_ml_give_the_same_observations(write: Write, message: str) -> None:
    table = sdmx_ml.read(write("x.xml", message))

    assert table[["series", "place", "sex", "site", "year", "obs_status", "locator"]].to_numpy().tolist() == [
        ["HLTH_X:icd10=C50", "GRC", "female", "C50", 2019, "P", "x.xml, observation 1, flags p"],
        ["HLTH_X:icd10=C50", "GRC", "female", "C50", 2020, "O", "x.xml, observation 2"],
    ]
    assert table["value"].fillna(-1).tolist() == [12.5, -1]


@pytest.mark.parametrize("message", [GENERIC, SPECIFIC])
@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
def test_a_message_that_was_cut_off_is_an_error(write: Write, message: str, part: float) -> None:
    with pytest.raises(FigureError, match=r"x\.xml: "):
        sdmx_ml.read(write("x.xml", message[: int(len(message) * part)]))


def test_entities_that_grow_without_bound_are_refused(write: Write) -> None:
    bomb = GENERIC.replace("?>", '?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>', 1)

    with pytest.raises(FigureError, match="declares entities"):
        sdmx_ml.read(write("x.xml", bomb))


def test_an_unknown_place_in_sdmx_ml_names_the_observation(write: Write) -> None:
    with pytest.raises(FigureError, match=r"x\.xml, observation 1: place 'ZZ' is unknown"):
        sdmx_ml.read(write("x.xml", SPECIFIC.replace('geo="EL"', 'geo="ZZ"')))


OECD_STAT = "VAR,Variable,UNIT,Measure,COU,Country,YEA,Year,Value,Flag Codes,Flags"
LIVE = '"LOCATION","INDICATOR","SUBJECT","MEASURE","FREQUENCY","TIME","Value","Flag Codes"'


def test_oecd_s_services_until_2024_took_turns_of_codes_and_labels_or_gave_codes_alone(write: Write) -> None:
    stat = write(
        "s.csv",
        OECD_STAT,
        *(f"TOBA,Tobacco,GRAM,Grammes,{row}" for row in ("AUS,Australia,2011,2011,97.5,B,Break", "WLD,World,2012,2012,,,")),
    )
    live = write("l.csv", LIVE, '"DEU","ALCOHOL","TOT","LT_CAP15","A","2019",10.5,"E|B"')

    columns = ["series", "place", "year", "value", "obs_status", "locator"]
    assert oecd_stat.read(stat)[columns].fillna(-1).to_numpy().tolist() == [
        ["OECD.Stat:UNIT=GRAM;VAR=TOBA", "AUS", 2011, 97.5, "B", "s.csv, line 2"],
        ["OECD.Stat:UNIT=GRAM;VAR=TOBA", "WORLD", 2012, -1, "O", "s.csv, line 3"],
    ]
    assert oecd_stat.read(live)[columns].to_numpy().tolist() == [
        ["DP_LIVE:INDICATOR=ALCOHOL;MEASURE=LT_CAP15;SUBJECT=TOT", "DEU", 2019, 10.5, "B", "l.csv, line 2"]
    ]


def test_oecd_stat_multiplies_by_the_power_of_ten(write: Write) -> None:
    path = write(
        "s.csv",
        "HC,Function,LOCATION,Country,TIME,Year,Unit Code,Unit,PowerCode Code,PowerCode,Value,Flag Codes,Flags",
        "HC6,Prevention,DEU,Germany,2019,2019,EUR,Euro,6,Millions,13.5,P,Provisional value",
    )
    rows = oecd_stat.read(path)

    assert rows[["series", "value", "obs_status"]].to_numpy().tolist() == [["OECD.Stat:HC=HC6;UNIT_CODE=EUR", 13_500_000.0, "P"]]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([LIVE, '"DEU","ALCOHOL","TOT","X","Q","2019-Q1",1,'], r"l\.csv:2: "),
        ([OECD_STAT.replace("Variable,", ""), "a,b,c,AUS,Australia,2011,2011,1,,"], r"l\.csv:1: codes and labels do not take turns"),
        ([OECD_STAT.replace("Value", "Wert"), "a,b,c,d,AUS,Australia,2011,2011,1,,"], r"l\.csv:1: column 'Value' is missing"),
    ],
)
def test_a_file_of_oecd_s_that_is_no_table_of_years_is_an_error(write: Write, lines: list[str], message: str) -> None:
    with pytest.raises(FigureError, match=message):
        oecd_stat.read(write("l.csv", *lines))
