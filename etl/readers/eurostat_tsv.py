r"""
Eurostat: a table as compressed TSV, one row a combination of dimensions, one column a year.

First cell of the header: ``freq,unit,sex,age,icd10,geo\TIME_PERIOD``; then the years. First cell of a row: the codes, with commas. The
table's code is the file's name (``hlth_cd_asdr2.tsv.gz``; the portal's ``estat_`` before it and ``_filtered``, ``_en`` after it are left
out). Packed or not.

Missing: ``:`` (status O; ``: c`` withheld, Q; ``: z`` not applicable, M). Flags stand after the number and a blank (`dimensions`).
Traps: a blank follows every number, with or without a flag; ``0 z`` is no number; Greece is ``EL`` and the United Kingdom ``UK``;
aggregates change their members (EU28, EU27_2020); quarterly and monthly tables have other columns and are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.errors import FigureError
from etl.readers import delimited, dimensions, tidy

HEAD = re.compile(r"(?P<names>\w+(,\w+)*)\\(?P<period>TIME_PERIOD|time|TIME)")
CELL = r"^\s*(?P<number>:|[+-]?[0-9.eE+\-]+|)\s*(?P<flags>[a-zA-Z ]*?)\s*$"
FLAGGED = r"[^0-9.eE+:\-]|.:|:."
"""What is in no cell without a flag, trimmed: those are numbers or a single colon."""


def read(path: Path) -> pd.DataFrame:
    """Return the table in *path* as tidy observations; ``series`` is its code and the dimensions without a column of ours."""
    cells = delimited.read_text(path, "\t")
    tidy.need_rows(path, cells)
    head = HEAD.fullmatch(str(cells.columns[0]).strip())
    if head is None:
        raise FigureError(
            f"{path.name}:1", f"begins with {str(cells.columns[0])[:60]!r}", r"dimensions and period, such as freq,unit,geo\TIME_PERIOD"
        )
    names = head["names"].split(",")
    codes = _codes(path, cells, names)
    periods = [column for column in cells.columns[1:] if column != "line"]
    row = np.tile(np.arange(len(cells)), len(periods))
    names_of_years = pd.Index([str(period).strip() for period in periods], dtype="str")
    years = pd.Categorical.from_codes(np.repeat(np.arange(len(periods)), len(cells)).tolist(), names_of_years)
    text = pd.concat([cells[period] for period in periods], ignore_index=True) if periods else pd.Series([], dtype="str")
    long = codes.take(row).reset_index(drop=True).assign(TIME_PERIOD=years)
    # A blank stands before nearly every flag; the slower look for cells without one is for tables that turn out to have such.
    printed, flags = _split(path, long, text, pc.match_substring, " ")
    number = tidy.plain_numbers(printed, (":", ""))
    if number is None:
        printed, flags = _split(path, long, text, pc.match_substring_regex, FLAGGED)
        number = tidy.column_numbers(path, long, printed, (":", ""), long["TIME_PERIOD"])
    value, status, confidential = dimensions.eurostat_status(path, long, flags, number)
    table = dimensions.Table("ESTAT", table_code(path))
    return dimensions.observations(
        path,
        long,
        table,
        [*names, "TIME_PERIOD"],
        value=value,
        obs_status=status,
        conf_status=confidential,
        locator=dimensions.cite_flags(path, long, flags, long["TIME_PERIOD"]),
    )


def _split(path: Path, long: pd.DataFrame, text: pd.Series, matches: Callable[..., pa.Array], mark: str) -> tuple[pd.Series, pd.Series]:
    """Return the number, as it is printed, and the flags of each cell; only cells whose text *matches* the *mark* are taken apart."""
    trimmed = pc.utf8_trim_whitespace(tidy.text_array(text))
    flagged = np.flatnonzero(matches(trimmed, mark).to_numpy(zero_copy_only=False))
    if not flagged.size:
        return tidy.text_series(trimmed, text.index), pd.Series(pd.Categorical([""] * len(text)), index=text.index)
    parts = tidy.parts(text.take(flagged), CELL)
    strange = (parts["number"].isna() | parts["number"].eq("")).to_numpy()
    if strange.any():
        row = int(flagged[strange][0])
        where = f"{tidy.at_row(path, long, row)}, {long['TIME_PERIOD'].iloc[row]}"
        raise FigureError(where, f"{text.iloc[row]!r} is no cell", "a number or ':', a blank, and flags")
    is_flagged = np.zeros(len(text), dtype=bool)
    is_flagged[flagged] = True
    number = pc.replace_with_mask(trimmed, pa.array(is_flagged), tidy.text_array(parts["number"]))
    codes, letters = pd.factorize(parts["flags"])
    numbers = np.zeros(len(text), dtype=np.int32)
    numbers[flagged] = codes + 1
    flags = pd.Categorical.from_codes(numbers, pd.Index(["", *letters], dtype="str"))
    return tidy.text_series(number, text.index), pd.Series(flags, index=text.index)


def table_code(path: Path) -> str:
    """Return Eurostat's code of a table by its file's name: ``estat_hlth_cd_asdr2_filtered_en.tsv.gz`` is HLTH_CD_ASDR2."""
    name = path.name.partition(".")[0].lower().removeprefix("estat_")
    name = re.sub(r"(_linear|_page|_spreadsheet|_filtered|_(en|de|fr)|_\d+_data| ?\(\d+\))+$", "", name)
    return re.sub(r"\W+", "_", name).upper()


def _codes(path: Path, cells: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return the codes in the first column, one column of categories a dimension, and the line."""
    keys = cells.iloc[:, 0]
    width = keys.str.count(",") + 1
    if width.ne(len(names)).any():
        row = int(np.flatnonzero(width.ne(len(names)))[0])
        raise FigureError(tidy.at_row(path, cells, row), f"has {width.iloc[row]} codes", f"{len(names)}: {', '.join(names)}")
    split = pc.split_pattern(tidy.text_array(keys), ",")
    codes = {name: tidy.text_series(pc.utf8_trim_whitespace(pc.list_element(split, at)), keys.index) for at, name in enumerate(names)}
    return pd.DataFrame({name: codes[name].astype("category") for name in names}).assign(line=cells["line"].to_numpy())
