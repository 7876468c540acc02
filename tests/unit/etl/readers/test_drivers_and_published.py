"""Readers of drivers, of expenditure, and of our transcriptions of published figures."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from data.errors import FigureError
from etl.readers import eurostat_sha, kolada_ddf, published_paf, published_research_share, published_test_uptake, un_sdg_ddf

Write = Callable[..., Path]


def test_un_areas_are_numbers_without_zeros_and_regions_are_no_countries(write: Write) -> None:
    path = write(
        "ddf--datapoints--sh_prv_smok--by--age--x.csv", "age,geo_area,nature,sex,units,year,sh_prv_smok",
        "15,36,e,bothsex,percent,2018,10.5", "15,1,g,female,percent,2018,8", "15,150,c,male,percent,2018,9",
    )  # fmt: skip
    rows = un_sdg_ddf.read(path).set_index("place")

    assert rows.index.tolist() == ["AUS", "WORLD", "M49-150"]
    assert rows["obs_status"].tolist() == ["E", "E", "A"]
    assert rows.loc["AUS", ["value", "age", "sex", "series"]].tolist() == [10.5, "15+", "all", "sh_prv_smok"]


def test_un_causes_of_death_are_kept_apart(write: Write) -> None:
    cause = "name_of_non_communicable_disease"
    path = write(
        "ddf--datapoints--sh_dth_ncom--by--x.csv", f"age,geo_area,{cause},nature,sex,units,year,sh_dth_ncom",
        "30_70,752,notspec,m,bothsex,percent,2016,9.9", "30_70,752,can,m,bothsex,percent,2016,5.5",
    )  # fmt: skip
    rows = un_sdg_ddf.read(path)

    assert rows["series"].tolist() == ["sh_dth_ncom", "sh_dth_ncom/can"]
    assert set(rows["age"]) == {"30-69"}


def test_eurostat_flat_index_is_counted_along_the_last_dimension_first(tmp_path: Path) -> None:
    dims = {"freq": {"A": 0}, "unit": {"PPS_HAB": 0, "PC_CHE": 1}, "icha11_hc": {"TOT_HC": 0, "HC6": 1}, "geo": {"EL": 1, "SE": 0}}
    dims |= {"time": {"2020": 0, "2021": 1, "2022": 2}}
    # Index of PPS_HAB, HC6, EL, 2021: ((0 * 2 + 1) * 2 + 1) * 3 + 1 = 10.
    document = {"id": list(dims), "size": [1, 2, 2, 2, 3], "dims": dims, "value": {"10": 4.25}}
    path = tmp_path / "hc.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    rows = eurostat_sha.read(path)

    assert rows.loc[0, ["series", "place", "year", "value"]].tolist() == ["HC6 PPS_HAB", "GRC", 2021, 4.25]
    assert rows.loc[0, "locator"] == "hc.json, value[10] (PPS_HAB, HC6, EL, 2021)"

    for wrong in ({"size": [1, 2, 2, 2, 4]}, {"id": ["geo"]}, {"value": {"a": 1}}, {"value": {"24": 1}}):
        path.write_text(json.dumps(document | wrong), encoding="utf-8")
        with pytest.raises(FigureError, match=r"hc\.json"):
            eurostat_sha.read(path)


def test_eurostat_colon_is_missing(write: Write) -> None:
    rows = eurostat_sha.read(write("hc.csv", "freq,unit,icha11_hc,geo,time,value", "A,PC_CHE,HC6,EU27_2020,2020,:"))

    assert rows.loc[0, ["place", "obs_status"]].tolist() == ["EU27", "O"]
    assert np.isnan(rows.loc[0, "value"])


def kolada(write: Write, *, definition: str = "") -> list[list[object]]:
    """Return place, first year, last year and status of three places of a key figure, with its definition if there is one."""
    if definition:
        write("concepts-subset.csv", "concept,description", f'u0,"{definition}"')
    path = write("ddf--datapoints--u0--by--geo--gender--year.csv", "geo,gender,year,u0", "0,k,2022,1", "03,m,2022,2", "0114,k,2022,3")
    rows = kolada_ddf.read(path)
    return [list(row) for row in rows[["place", "sex", "year", "year_end", "obs_status"]].itertuples(index=False, name=None)]


def test_kolada_years_come_from_the_definition(write: Write) -> None:
    """Five regions have a survey of their own: one year and other ages, where the rest has four years."""
    survey = "Uppsala, ... (CDUST-regionen) avser år T. Resten avser år T-3 till T."

    assert kolada(write, definition=survey) == [
        ["SWE", "female", 2019, 2022, "A"],
        ["SWE-C", "male", 2022, 2022, "D"],
        ["SWE-AB-0114", "female", 2019, 2022, "A"],
    ]


def test_kolada_without_a_definition_has_the_printed_year_and_says_so(write: Write) -> None:
    """Most key figures are of one year; which of them are of a moving window only a definition can say."""
    assert [row[2:4] for row in kolada(write)] == [[2022, 2022], [2022, 2022], [2022, 2022]]

    rows = kolada_ddf.read(write("ddf--datapoints--u1--by--geo--year.csv", "geo,year,u1", "0,2022,1"))

    assert rows.loc[0, "locator"].endswith("covers 2022 as printed, no definition beside the file")


def test_kolada_place_that_is_unknown_is_an_error(write: Write) -> None:
    with pytest.raises(FigureError, match=r"year\.csv:2: geo '02' is unknown"):
        kolada_ddf.read(write("ddf--datapoints--u1--by--geo--year.csv", "geo,year,u1", "02,2022,1"))


def test_published_share_keeps_factor_ages_and_citation(write: Write) -> None:
    header = ",".join(published_paf.COLUMNS)
    path = write(
        "p.csv", header, "s-1,DEU,2018,35-84,both,all cancers,smoking,19,100,,incidence,Somebody 2018,abstract,seen",
        "s-1,DEU,2018,adults,male,lung,all evaluated factors,,50,,mortality,Somebody 2018,table 2,seen",
    )  # fmt: skip
    rows = published_paf.read(path)

    assert rows.loc[0, ["series", "group", "age", "sex", "numerator"]].tolist() == [
        "s-1/incidence",
        "factor:smoking",
        "35-84",
        "all",
        100.0,
    ]
    assert rows.loc[0, "locator"] == "Somebody 2018; abstract; all cancers, ages: 35-84"
    assert rows.loc[1, ["series", "group", "age", "site", "obs_status"]].tolist() == ["s-1/mortality", "all", "all", "C33-C34", "O"]

    with pytest.raises(FigureError, match=r"p\.csv:2: risk factor 'moonlight' is unknown"):
        published_paf.read(write("p.csv", header, "s-1,DEU,2018,all,both,lung,moonlight,1,,,incidence,S,a,seen"))


def test_published_share_of_a_tissue_keeps_the_organ_s_code(write: Write) -> None:
    row = "s-1,DEU,2018,all,both,{},{},19,100,,incidence,Somebody 2018,abstract,seen"
    squamous = '"oesophagus, squamous cell"'
    lines = [row.format(squamous, "alcohol"), row.format(squamous, "all evaluated factors"), row.format("lung", "alcohol")]
    rows = published_paf.read(write("p.csv", ",".join(published_paf.COLUMNS), *lines))

    assert rows[["site", "group"]].to_numpy().tolist() == [
        ["C15", "factor:alcohol+histology:squamous_cell"],
        ["C15", "histology:squamous_cell"],
        ["C33-C34", "factor:alcohol"],
    ]


def test_published_year_may_be_a_range(write: Write) -> None:
    header = ",".join(published_test_uptake.COLUMNS)
    path = write("t.csv", header, 'USA,all five biomarkers tested,lung,eligible advanced NSCLC,2018-2020,46,cohort,"A, B",abstract,seen')
    rows = published_test_uptake.read(path)

    assert rows.loc[0, ["year", "year_end", "group", "value"]].tolist() == [2018, 2020, "biomarker:all_five", 46.0]
    assert rows.loc[0, "locator"] == "A, B; abstract; eligible advanced NSCLC; cohort"


def test_published_research_share_without_a_period_is_left_out_with_a_word(write: Write, caplog: pytest.LogCaptureFixture) -> None:
    header = ",".join(published_research_share.COLUMNS)
    path = write("r.csv", header, "typical,EU,,7,,,,d,video,no year,seen", "Audit,AUS,2006-2011,2,,,,d,page,x,seen")

    assert published_research_share.read(path)[["series", "year", "year_end"]].to_numpy().tolist() == [["Audit", 2006, 2011]]
    assert [record.getMessage().partition(",")[0] for record in caplog.records] == ["r.csv:2: has no period"]
