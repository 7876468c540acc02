"""
United Nations Statistics Division: one series of the Global SDG Indicators Database in DDF form.

Columns: ``geo_area``, ``year`` (or ``time``), the series itself, which the file's name gives too
(``ddf--datapoints--sh_prv_smok--by--…``), and one for each dimension that the series has: ``age, sex, nature, units, bounds,
observation_status, name_of_non_communicable_disease`` and many more. ``geo_area`` is the United Nations' number without leading zeros; 1 is
the world. Ages: ``15`` is 15 and older, ``15_49`` from 15 to 49, ``lt5y`` under five, ``36_49m`` in months, ``30_70`` from the 30th to the
70th birthday. Where rows are ``mp``, ``lb`` and ``ub`` in ``bounds``, three of them are one figure and its limits.

``series`` is the code, for one disease of several ``code/cause``, and with the unit behind it (``code (percent)``) where the file has
several. A dimension that has no column of ours goes into ``group``: ``location:urban``, several joined by ``+``. A dimension whose code is
empty, ``notspec`` or ``x`` (not applicable) covers all.

Missing: an empty cell or ``nan`` (status O); ``<2.5`` is a bound, no figure: the value stays empty, the bound is kept. Traps: ``nature``
says whose figure it is: c the country's, ca the country's, adjusted; e estimated, m modelled, g for global monitoring (statuses A, then E);
many areas are regions, not countries (``M49-<number>``); tobacco takes in smokeless tobacco.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, dimensions, numeric, tidy, unpack
from etl.readers.codes import m49_place

NATURES = {"": "A", "c": "A", "ca": "E", "e": "E", "g": "E", "m": "E", "n": tidy.NOT_APPLICABLE, "na": "A", "notspec": "E", "x": "A"}
STATUSES = {"": "A"} | {letter: letter.upper() for letter in "abdefgiklmnopqstuv"}
"""The observation statuses of SDMX in small letters; ``a`` says nothing beyond the nature."""
SEXES = {"": "all", "notspec": "all", "x": "all", "bothsex": "all", "female": "female", "male": "male", "u": "all"}
UNKNOWN_SEX = "u"
AGES = {"": "all", "notspec": "all", "x": "all", "allage": "all", "30_70": "30-69"}
CAUSE = "name_of_non_communicable_disease"
MARKS = ("", "nan", "NaN")
WHOLE = ("", "notspec", "x")
LIMITS = {"lb": "lower", "ub": "upper"}
TAKEN = ("geo_area", "year", "age", "sex", "nature", "units", "bounds", "observation_status", "freq", CAUSE, "line")
"""Columns that do not go into ``group``; the frequency of every series is a year."""


def read(path: Path) -> pd.DataFrame:
    """Return the series in *path* as tidy observations; ``series`` is its code, for one cause of several ``code/cause``."""
    named = re.match(r"ddf--datapoints--(\w+?)--by--", unpack.data_stem(path))
    if named is None:
        raise FigureError(path.name, "the name gives no series", "the collection's own name, ddf--datapoints--<series>--by--….csv")
    code = named[1]
    cells = delimited.read_text(path)
    if "year" not in cells and "time" in cells:
        cells = cells.rename(columns={"time": "year"})
    tidy.need_columns(path, cells, ("geo_area", "year", code))
    tidy.need_rows(path, cells)
    cells = _with_limits(path, cells, code)
    where = citing.at_line(path, cells)
    nature, marked, sex, age, cause = (_of(cells, name) for name in ("nature", "observation_status", "sex", "age", CAUSE))
    figures = numeric.figures(path, cells, cells[code], MARKS, code)
    lower, upper = (numeric.column_numbers(path, cells, _of(cells, name), MARKS, name) for name in LIMITS.values())
    status = tidy.recode(path, cells, marked, STATUSES.get, "observation status")
    status = status.where(status.ne("A"), tidy.recode(path, cells, nature, NATURES.get, "nature"))
    return tidy.tidy(
        series=code + _part(cause, "/") + _unit(cells),
        place=tidy.recode(path, cells, cells["geo_area"], _place, "area"),
        year=numeric.whole_years(cells["year"], where),
        sex=tidy.recode(path, cells, sex, SEXES.get, "sex"),
        age=tidy.recode(path, cells, age, _age, "age"),
        group=_group(cells, sex, code),
        value=figures.value,
        lower=lower.fillna(figures.lower),
        upper=upper.fillna(figures.upper),
        obs_status=status.mask(figures.value.isna() & status.isin(["A", "E", "P"]), tidy.NOT_REPORTED),
        # The full name repeats the names of all columns.
        locator=f"ddf--datapoints--{code}--…csv, line "
        + cells["line"].astype(str)
        + figures.printed
        + (", nature " + nature).where(nature.ne(""), ""),
    )


def _with_limits(path: Path, cells: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return a row a figure with its limits in ``lower`` and ``upper``, where the table has a row for each of the three."""
    if "bounds" not in cells:
        return cells
    kinds = {**dict.fromkeys((*WHOLE, "mp"), "mp"), **{limit: limit for limit in LIMITS}}
    kind = tidy.recode(path, cells, cells["bounds"], kinds.get, "bound")
    keys = [column for column in cells.columns if column not in ("bounds", code, "line")]
    figures = cells[kind.eq("mp")]
    for limit, name in LIMITS.items():
        limits = cells[kind.eq(limit)]
        alone = limits.merge(figures[keys].drop_duplicates(), on=keys, how="left", indicator="found")["found"].eq("left_only").to_numpy()
        for strange, what in ((alone, "is a limit without a figure"), (limits.duplicated(keys).to_numpy(), "is the same limit again")):
            if strange.any():
                raise FigureError(citing.at_line(path, limits)[strange].iloc[0], what, "one row each of mp, lb and ub")
        figures = figures.merge(limits[[*keys, code]].rename(columns={code: name}), on=keys, how="left")
    return figures.fillna(dict.fromkeys(LIMITS.values(), ""))


def _of(cells: pd.DataFrame, name: str) -> pd.Series:
    """Return the codes of a dimension without blanks; empty where the file has no such column."""
    return cells[name].str.strip() if name in cells else pd.Series("", index=cells.index, dtype="str")


def _part(codes: pd.Series, before: str) -> pd.Series:
    """Return *before* and the code, or nothing where the dimension covers all."""
    return (before + codes).mask(codes.isin(list(WHOLE)), "")


def _unit(cells: pd.DataFrame) -> pd.Series:
    """Return what tells the units apart in the name of a series, if there are several."""
    units = _of(cells, "units")
    return (" (" + units + ")").where(units.ne(""), "") if len(units.unique()) > 1 else pd.Series("", index=cells.index, dtype="str")


def _group(cells: pd.DataFrame, sex: pd.Series, code: str) -> pd.Series:
    """Return ``<dimension>:<code>`` of every dimension without a column of ours, ``all`` where there is none or it covers all."""
    others = [str(name) for name in cells.columns if name not in {*TAKEN, *LIMITS.values(), code}]
    joined = _part(sex.where(sex.eq(UNKNOWN_SEX), ""), "sex:").str.replace(f"sex:{UNKNOWN_SEX}", "sex:unknown")
    for name in others:
        part = _part(_of(cells, name), f"{name}:")
        joined = joined + part.where(joined.eq("") | part.eq(""), "+" + part)
    return joined.mask(joined.eq(""), "all")


def _place(number: str) -> str | None:
    """Return our code of a number of the United Nations."""
    return m49_place(int(number)) if re.fullmatch(r"\d{1,4}", number) else None


def _age(code: str) -> str | None:
    """Return our age of one of the collection's codes, which are the publisher's without its signs: ``15`` was ``15+``."""
    if code in AGES:
        return AGES[code]
    if re.fullmatch(r"\d{1,3}", code):
        return f"{int(code)}+"
    under = re.fullmatch(r"lt(\d+)([ym])", code)
    if under:
        last = int(under[1]) - 1
        return dimensions.age_of(f"Y0T{last}" if under[2] == "y" else f"M0T{last}") if last >= 0 else None
    months = re.fullmatch(r"(\d+)_(\d+)m", code)
    return dimensions.age_of(f"M{months[1]}T{months[2]}" if months else code.replace("_", "-"))
