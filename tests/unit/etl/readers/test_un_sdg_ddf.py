"""The DDF form of the SDG database: which dimensions a file has depends on its series."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from data.errors import FigureError
from etl.readers import un_sdg_ddf

Write = Callable[..., Path]


def test_a_series_without_sex_and_age_covers_all(write: Write) -> None:
    """The name lists the dimensions; a file has no column for the others."""
    path = write(
        "ddf--datapoints--sh_x--by--geo_area--nature--units--year.csv", "geo_area,nature,units,year,sh_x", "36,c,percent,2010,71.5"
    )
    row = un_sdg_ddf.read(path).iloc[0]
    expected = ["sh_x", "AUS", 2010, "all", "all", "all", 71.5, "A"]

    assert row[["series", "place", "year", "sex", "age", "group", "value", "obs_status"]].tolist() == expected


def test_place_and_time_are_enough(write: Write) -> None:
    rows = un_sdg_ddf.read(write("ddf--datapoints--sh_x--by--geo_area--time.csv", "geo_area,time,sh_x", "752,2010,1", "752,2011,"))

    assert rows[["place", "year", "obs_status"]].to_numpy().tolist() == [["SWE", 2010, "A"], ["SWE", 2011, "O"]]
    assert np.isnan(rows.loc[1, "value"])


@pytest.mark.parametrize(
    ("code", "age"),
    [
        ("15", "15+"), ("15_24", "15-24"), ("30_70", "30-69"), ("lt5y", "0-4"), ("lt1y", "0"), ("allage", "all"), ("notspec", "all"),
        ("", "all"), ("36_49m", "36-49 months"), ("12_23m", "1"),
    ],
)  # fmt: skip
def test_ages_are_read_by_rule(write: Write, code: str, age: str) -> None:
    path = write("ddf--datapoints--sh_x--by--age--geo_area--year.csv", "age,geo_area,year,sh_x", f"{code},752,2010,1")

    assert un_sdg_ddf.read(path)["age"].tolist() == [age]


def test_a_further_dimension_is_a_group(write: Write) -> None:
    path = write(
        "ddf--datapoints--sh_x--by--geo_area--location--sex--quintile--year.csv", "geo_area,location,sex,quintile,year,sh_x",
        "752,urban,bothsex,q1,2010,1", "752,urban,bothsex,notspec,2010,2", "752,,notspec,,2010,3", "752,rural,u,,2010,4",
    )  # fmt: skip
    rows = un_sdg_ddf.read(path)

    assert rows["group"].tolist() == ["location:urban+quintile:q1", "location:urban", "all", "sex:unknown+location:rural"]
    assert set(rows["sex"]) == {"all"}


def test_several_units_are_several_series(write: Write) -> None:
    path = write(
        "ddf--datapoints--sh_x--by--geo_area--units--year.csv", "geo_area,units,year,sh_x", "752,percent,2010,1", "752,number,2010,2"
    )

    assert un_sdg_ddf.read(path)["series"].tolist() == ["sh_x (percent)", "sh_x (number)"]


def test_bounds_are_the_limits_of_one_figure(write: Write) -> None:
    path = write(
        "ddf--datapoints--sh_x--by--geo_area--year--age--bounds.csv", "geo_area,year,age,bounds,sh_x",
        "752,2010,15,lb,1", "752,2010,15,mp,2", "752,2010,15,ub,3", "752,2011,15,mp,4",
    )  # fmt: skip
    rows = un_sdg_ddf.read(path)[["year", "value", "lower", "upper"]]

    assert rows.fillna(-1).to_numpy().tolist() == [[2010, 2, 1, 3], [2011, 4, -1, -1]]


def test_less_than_a_number_is_a_bound_and_no_figure(write: Write) -> None:
    row = un_sdg_ddf.read(write("ddf--datapoints--sh_x--by--geo_area--year.csv", "geo_area,year,sh_x", "752,2010,<2.5")).iloc[0]

    assert (np.isnan(row["value"]), row["upper"], row["obs_status"]) == (True, 2.5, "O")
    assert row["locator"] == "ddf--datapoints--sh_x--…csv, line 2, printed: <2.5"


def test_a_bound_alone_is_an_error(write: Write) -> None:
    path = write("ddf--datapoints--sh_x--by--geo_area--year--bounds.csv", "geo_area,year,bounds,sh_x", "752,2010,mp,1", "752,2011,lb,1")
    with pytest.raises(FigureError, match=r"bounds\.csv:3: is a limit without a figure"):
        un_sdg_ddf.read(path)


def test_the_publisher_s_own_status_goes_before_the_nature(write: Write) -> None:
    path = write(
        "ddf--datapoints--sh_x--by--geo_area--nature--observation_status--year.csv", "geo_area,nature,observation_status,year,sh_x",
        "752,g,a,2010,1", "752,c,u,2011,1",
    )  # fmt: skip

    assert un_sdg_ddf.read(path)["obs_status"].tolist() == ["E", "U"]


@pytest.mark.parametrize(("column", "code"), [("sex", "bothsexes"), ("age", "old"), ("age", "24_15")])
def test_a_code_that_is_unknown_is_an_error_with_its_line(write: Write, column: str, code: str) -> None:
    path = write(
        f"ddf--datapoints--sh_x--by--geo_area--{column}--year.csv", f"geo_area,{column},year,sh_x", "752,,2010,1", f"752,{code},2010,1"
    )
    with pytest.raises(FigureError, match=rf"year\.csv:3: {column} '{code}' is unknown"):
        un_sdg_ddf.read(path)
