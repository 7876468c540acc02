"""
Public Health Scotland, bowel screening programme: the workbook of key performance indicators, or a tidy extract of indicator 1 as CSV.

Workbook: sheet ``KPI_1`` holds uptake in percent, by board and sex for the latest two years (table 1) and for Scotland by two-year period
and sex (table 1.1); ``A1-Population by sex and HB`` the persons in the screening population; ``targets`` the programme's target. CSV:
``sex, area, uptake_pct``, all of the period May 2020 to April 2022. Ages 50 to 74.

Missing: none. Traps: a period ``2020/22`` runs from 1 May 2020 to 30 April 2022, successive periods overlap by a year; the programme was
paused from March to October 2020, and the test changed in November 2017; the invited are not counted in the workbook, only the population;
a table that feeds a chart misprints the last period as ``2022/22``; in table 2 a 0, printed as a dash, stands for a board in which nobody
lives in such an area, and is left out; the relative index is the slope index divided by the mean, not the one end divided by the other.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy
from etl.readers.workbook import read_sheet, sheet_names

AGE = "50-74"
LATEST = (2020, 2022)
"""First and last year of table 1 where a file does not say them: those of the workbook of February 2023."""
COVER = "Cover"
INVITED = r"^Invitations between .*?(\d{4}) and .*?(\d{4})"
"""How the cover says of which years table 1 is."""

BOARDS = (
    "Ayrshire and Arran", "Borders", "Dumfries and Galloway", "Fife", "Forth Valley", "Grampian", "Greater Glasgow and Clyde", "Highland",
    "Lanarkshire", "Lothian", "Orkney", "Shetland", "Tayside", "Western Isles",
)  # fmt: skip
AREAS = {"Scotland": "GBR-SCT"} | {board: "GBR-SCT-" + board.upper().replace(" ", "-") for board in BOARDS}
"""Health boards have no code in ISO 3166; they are named ``GBR-SCT-<NAME>``."""

BY_DEPRIVATION = "KPI_2"
FIFTHS = {"1 most deprived": "simd:1", "2": "simd:2", "3": "simd:3", "4": "simd:4", "5 least deprived": "simd:5"}
"""Fifths of the Scottish Index of Multiple Deprivation 2020, weighted by population, from the most to the least deprived."""

POPULATION = "A1-Population by sex and HB"


def read(path: Path) -> pd.DataFrame:
    """
    Return the file's figures as tidy observations.

    ``series`` is ``uptake``, ``uptake_trend``, ``uptake_deprivation``, ``sii``, ``rii``, ``population`` or ``target``.
    """
    if path.suffix != ".xlsx":
        return _read_extract(path)
    kpi_1 = read_sheet(path, "KPI_1")
    sheets = sheet_names(path)
    latest = _latest(path) if COVER in sheets else LATEST
    return pd.concat(
        [
            _read_block(path, kpi_1, "Table 1 Overall uptake", "uptake", latest),
            _read_block(path, kpi_1, "Table 1.1 Overall uptake", "uptake_trend", latest),
            *(_read_inequality(path, latest) if BY_DEPRIVATION in sheets else []),
            _read_population(path, latest),
            _read_target(path, latest),
        ],
        ignore_index=True,
    )


def _latest(path: Path) -> tuple[int, int]:
    """Return first and last year of the invitations that the cover names."""
    years = read_sheet(path, COVER)["text"].str.extract(INVITED).dropna()
    if years.empty:
        raise FigureError(
            f"{path.name}, {COVER}", "does not say of which years the invitations are", "a line 'Invitations between … and …'"
        )
    return int(years[0].iloc[0]), int(years[1].iloc[0])


def _read_extract(path: Path) -> pd.DataFrame:
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, ("sex", "area", "uptake_pct"), only=True)
    where = citing.at_line(path, cells)
    return tidy.tidy(
        series="uptake",
        place=tidy.translate(cells["area"], where, AREAS, "area"),
        year=LATEST[0],
        year_end=LATEST[1],
        sex=tidy.translate(cells["sex"], where, tidy.SEXES, "sex"),
        age=AGE,
        value=numeric.numbers(cells["uptake_pct"], where, missing=()),
        locator=citing.cite_line(path, cells) + ", May 2020 to April 2022",
    )


def _read_block(path: Path, cells: pd.DataFrame, title: str, series: str, latest: tuple[int, int]) -> pd.DataFrame:
    """Return the block below *title*: a row of boards or periods, then one row a sex."""
    below = _below(path, cells, title)
    heads = below[below["row"].eq(below["row"].min())]
    rows = below[below["column"].eq(2) & below["text"].isin(list(tidy.SEXES))].head(3)
    body = below.merge(heads[["column", "text"]].rename(columns={"text": "head"}), on="column")
    body = body.merge(rows[["row", "text"]].rename(columns={"text": "sex"}), on="row")
    where = path.name + ", " + body["cell"]
    trend = series != "uptake"
    period = body["head"] if trend else pd.Series(f"{latest[0]}/{latest[1] % 100:02}", index=body.index)
    return tidy.tidy(
        series=series,
        place="GBR-SCT" if trend else tidy.translate(body["head"], where, AREAS, "health board"),
        year=numeric.whole_years(period.str.slice(0, 4), where),
        year_end=numeric.whole_years(period.str.slice(0, 2) + period.str.slice(5), where),
        sex=tidy.translate(body["sex"], where, tidy.SEXES, "sex"),
        age=AGE,
        value=numeric.numbers(body["text"], where, missing=()),
        locator=where + ", invited May " + period.str.slice(0, 4) + " to April " + period.str.slice(0, 2) + period.str.slice(5),
    )


def _below(path: Path, cells: pd.DataFrame, title: str) -> pd.DataFrame:
    start = cells[cells["column"].eq(1) & cells["text"].str.startswith(title)]
    if start.empty:
        # An empty sheet has no cell to be named by.
        sheet = [cell.partition("!")[0] for cell in cells["cell"].head(1)]
        raise FigureError(", ".join([path.name, *sheet]), f"there is no '{title} …'", "the workbook of February 2023 or one laid out alike")
    return cells[cells["row"].gt(start["row"].iloc[0])]


def _read_inequality(path: Path, latest: tuple[int, int]) -> list[pd.DataFrame]:
    kpi_2 = read_sheet(path, BY_DEPRIVATION)
    return [
        _read_fifths(path, _below(path, kpi_2, "Table 2 Overall uptake"), latest),
        _read_block(path, kpi_2, "Table 2.1 Slope Index", "sii", latest),
        _read_block(path, kpi_2, "Table 2.2 Relative Index", "rii", latest),
    ]


def _read_fifths(path: Path, below: pd.DataFrame, latest: tuple[int, int]) -> pd.DataFrame:
    """Return table 2: a row of boards, then, for each sex, one row a fifth."""
    heads = below[below["row"].eq(below["row"].min())]
    sexes = below[below["column"].eq(1) & below["text"].isin(list(tidy.SEXES))].head(3)
    fifths = below[below["column"].eq(2) & below["text"].isin(list(FIFTHS))].head(3 * len(FIFTHS))
    # Each row of a fifth belongs to the sex that stands above it.
    above = pd.merge_asof(fifths[["row", "text"]], sexes[["row", "text"]].rename(columns={"text": "sex"}), on="row")
    body = below.merge(heads[["column", "text"]].rename(columns={"text": "head"}), on="column")
    body = body.merge(above.rename(columns={"text": "fifth"}), on="row")
    where = path.name + ", " + body["cell"]
    values = numeric.numbers(body["text"], where, missing=())
    cells, where = body[values.ne(0)], where[values.ne(0)]
    return tidy.tidy(
        series="uptake_deprivation",
        place=tidy.translate(cells["head"], where, AREAS, "health board"),
        year=latest[0],
        year_end=latest[1],
        sex=tidy.translate(cells["sex"], where, tidy.SEXES, "sex"),
        age=AGE,
        group=tidy.translate(cells["fifth"], where, FIFTHS, "fifth of deprivation"),
        value=values[values.ne(0)],
        locator=where + f", invited May {latest[0]} to April {latest[1]}",
    )


def _read_population(path: Path, latest: tuple[int, int]) -> pd.DataFrame:
    cells = read_sheet(path, POPULATION)
    heads = cells[cells["text"].isin(["Males", "Females", "Total"])].drop_duplicates("column")
    if heads.empty:
        raise FigureError(f"{path.name}, {POPULATION}", "has no columns of sexes", "a row 'NHS Board, Males, Females, Total'")
    header = heads["row"].min()
    names = cells[cells["column"].eq(2) & cells["text"].str.replace("&", "and").isin(list(AREAS)) & cells["row"].gt(header)]
    names = names.drop_duplicates("text")
    body = cells.merge(heads[["column", "text"]].rename(columns={"text": "sex"}), on="column")
    body = body.merge(names[["row", "text"]].rename(columns={"text": "area"}), on="row")
    where = path.name + ", " + body["cell"]
    return tidy.tidy(
        series="population",
        place=tidy.translate(body["area"].str.replace("&", "and"), where, AREAS, "health board"),
        year=latest[0],
        year_end=latest[1],
        sex=tidy.translate(body["sex"], where, {"Males": "male", "Females": "female", "Total": "all"}, "sex"),
        age=AGE,
        value=numeric.numbers(body["text"], where, missing=()),
        locator=where,
    )


def _read_target(path: Path, latest: tuple[int, int]) -> pd.DataFrame:
    """Return the programme's own target, which a hidden sheet holds once for each board."""
    cells = read_sheet(path, "targets")
    label = cells[cells["column"].eq(1) & cells["text"].str.contains(r"^Programme target (?:\d+)%", regex=True)]
    if label.empty:
        raise FigureError(f"{path.name}, targets", "there is no programme target", "a row 'Programme target 60%'")
    row = cells[cells["row"].eq(label["row"].iloc[0]) & cells["column"].gt(1)]
    stated = re.sub(r"\D", "", str(label["text"].iloc[0]))
    values = numeric.numbers(row["text"], path.name + ", " + row["cell"], missing=())
    if values.ne(float(stated)).any():
        raise FigureError(f"{path.name}, {row['cell'].iloc[0]}", f"differs from the label's {stated} %", "one target for every board")
    return tidy.tidy(
        series="target",
        place=pd.Series(["GBR-SCT"]),
        year=latest[0],
        year_end=latest[1],
        age=AGE,
        value=float(stated),
        locator=f"{path.name}, {label['cell'].iloc[0]}",
    )
