r"""
Eurostat: a table as compressed TSV, one row a combination of dimensions, one column a year.

First cell of the header: ``freq,unit,sex,age,icd10,geo\TIME_PERIOD``; then the years. First cell of a row: the codes, with commas. The
table's code is the file's name (``hlth_cd_asdr2.tsv.gz``; the portal's ``estat_`` before it and ``_filtered``, ``_en`` after it are left
out). Packed or not.

Missing: ``:`` (status O; ``: c`` or ``: @C`` withheld, Q; ``: z`` not applicable, M). Flags stand after the number and a blank
(`dimensions`). Traps: a blank follows every number, with or without a flag; ``0 z`` is no number; Greece is ``EL`` and the United Kingdom
``UK``; aggregates change their members (EU28, EU27_2020); quarterly and monthly tables have other columns and are refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from data.errors import FigureError
from etl.readers import citing, delimited, dimensions, numeric, text_columns, tidy, unpack
from etl.readers.delimited import NO_TEXT
from etl.readers.wide import per_column

HEAD = re.compile(r"(?P<names>\w+(,\w+)*)\\(?P<period>TIME_PERIOD|time|TIME)")
MISSING = (":", "")
PRINTED = r"(?::|[+-]?[0-9.eE+\-]+)"
FLAGS = r"[a-zA-Z@][a-zA-Z@ ]*"
CELL = rf"^\s*(?P<number>{PRINTED}|)\s*(?P<flags>[a-zA-Z@ ]*?)\s*$"
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
    years = [column for column in cells.columns[1:] if column != "line"]
    columns = [text_columns.text_array(cells[year]) for year in years]
    periods = [str(year).strip() for year in years]
    long = pd.DataFrame({"line": np.tile(cells["line"], len(years)), "TIME_PERIOD": per_column(periods, len(cells))})
    number, flags = _plain_cells(columns) or _any_cells(path, long, columns)
    value, status, confidential = dimensions.eurostat_status(path, long, flags, number)
    return dimensions.observations(
        path,
        codes if years else codes[:0],
        dimensions.Table("ESTAT", table_code(path)),
        names,
        periods=("TIME_PERIOD", periods),
        value=value,
        obs_status=status,
        conf_status=confidential,
        locator=dimensions.cite_flags(path, long, flags, long["TIME_PERIOD"]),
    )


def _plain_cells(columns: Sequence[pa.Array]) -> tuple[pd.Series, pd.Series] | None:
    """Return the number and the flags of each cell, if a blank stands before all flags and nothing in a cell is strange; else nothing."""
    letters = {"": 0}
    numbers, flags = [np.zeros(0)], [np.zeros(0, dtype=np.int32)]
    for column in columns:
        trimmed = pc.ascii_trim_whitespace(column)
        has_flags = pc.match_substring(trimmed, " ")
        flagged = np.flatnonzero(has_flags.to_numpy(zero_copy_only=False))
        parts = pc.split_pattern(trimmed.take(pa.array(flagged)), " ", max_splits=1).flatten()
        before, behind = parts[::2], parts[1::2].dictionary_encode()
        printed = text_columns.text_series(pc.replace_with_mask(trimmed, has_flags, before), pd.RangeIndex(len(column)))
        number = numeric.plain_numbers(printed, MISSING)
        found = behind.dictionary.to_pylist()
        is_number = pc.all(pc.match_substring_regex(before, rf"\A{PRINTED}\z"), min_count=0).as_py()
        if number is None or not is_number or not all(re.fullmatch(FLAGS, each) for each in found):
            return None
        codes = np.zeros(len(column), dtype=np.int32)
        codes[flagged] = np.array([letters.setdefault(each, len(letters)) for each in found], dtype=np.int32).take(
            np.asarray(behind.indices)
        )
        numbers.append(number.to_numpy())
        flags.append(codes)
    categories = pd.Categorical.from_codes(np.concatenate(flags), pd.Index(list(letters), dtype="str"), validate=False)
    return pd.Series(np.concatenate(numbers)), pd.Series(categories)


def _any_cells(path: Path, long: pd.DataFrame, columns: Sequence[pa.Array]) -> tuple[pd.Series, pd.Series]:
    """Return the number and the flags of each cell, wherever these begin; *long* says where the cells stand."""
    text = pa.concat_arrays([NO_TEXT, *columns])
    trimmed = pc.utf8_trim_whitespace(text)
    has_flags = pc.match_substring_regex(trimmed, FLAGGED)
    flagged = np.flatnonzero(has_flags.to_numpy(zero_copy_only=False))
    parts = text_columns.parts(text_columns.text_series(text.take(pa.array(flagged)), pd.RangeIndex(len(flagged))), CELL)
    strange = (parts["number"].isna() | parts["number"].eq("")).to_numpy()
    if strange.any():
        row = int(flagged[strange][0])
        where = f"{citing.at_row(path, long, row)}, {long['TIME_PERIOD'].iloc[row]}"
        raise FigureError(where, f"{text[row].as_py()!r} is no cell", "a number or ':', a blank, and flags")
    printed = text_columns.text_series(pc.replace_with_mask(trimmed, has_flags, text_columns.text_array(parts["number"])), long.index)
    number = numeric.column_numbers(path, long, printed, MISSING, long["TIME_PERIOD"])
    return number, parts["flags"].set_axis(flagged).reindex(long.index, fill_value="")


def table_code(path: Path) -> str:
    """Return Eurostat's code of a table by its file's name: ``estat_hlth_cd_asdr2_filtered_en.tsv.gz`` is HLTH_CD_ASDR2."""
    name = unpack.data_stem(path).partition(".")[0].lower().removeprefix("estat_")
    name = re.sub(r"(_linear|_page|_spreadsheet|_filtered|_(en|de|fr)|_\d+_data| ?\(\d+\))+$", "", name)
    return re.sub(r"\W+", "_", name).upper()


def _codes(path: Path, cells: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return the codes in the first column, one column of categories a dimension, and the line."""
    keys = text_columns.text_array(cells.iloc[:, 0])
    width = pc.count_substring(keys, ",").to_numpy() + 1
    if (width != len(names)).any():
        row = int(np.flatnonzero(width != len(names))[0])
        raise FigureError(citing.at_row(path, cells, row), f"has {width[row]} codes", f"{len(names)}: {', '.join(names)}")
    split = pc.split_pattern(keys, ",")
    codes = {name: pc.utf8_trim_whitespace(pc.list_element(split, at)).dictionary_encode() for at, name in enumerate(names)}
    return pd.DataFrame({name: code.to_pandas() for name, code in codes.items()}).assign(line=cells["line"].to_numpy())
