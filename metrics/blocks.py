"""
From long frames to the matrices of the methods, block by block, and back to one frame of verdicts.

A block of 16,384 series stays in the processor's cache while all methods work on it, so a million series cost no more each than ten
thousand do; blocks are judged side by side, one a processor, and each writes rows of its own, so the answer is the same with any number
of them. Points that come sorted, as tables mostly do, are never sorted again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from metrics.forecast.scales import is_share
from metrics.methods.base import REASONS, RESULT_COLUMNS, STATUSES, Answer, Codes, Method, code
from metrics.panel import Array, Flags, Goals, Panel, Whole, empty
from metrics.status import Status

BLOCK = 16_384
"""Series judged at once."""
WORKERS = min(4, os.cpu_count() or 1)
"""Blocks judged side by side. Arrays are worked on without Python's lock; of more blocks than four it would be the lock that decides."""

POINT_COLUMNS = ("year", "year_end", "value", "lower", "upper", "se", "numerator", "denominator")


@dataclass(frozen=True)
class Points:
    """
    Points of many series in order: those of one series stand together, in order of time.

    Attributes:
        names: The series, in the order of their runs.
        start: Where the run of every series begins; one more entry says where the last one ends.
        columns: Numbers by name; a column that the table does not have, or has only empty, is not there.
    """

    names: pd.Index
    start: Whole
    columns: dict[str, NDArray[np.number]]

    def in_order_of(self, series: pd.Index) -> Points:
        """Return the runs of *series*, in their order; empty runs where there is no point."""
        if len(series) == len(self.names) and series.equals(self.names):
            return self
        place = self.names.get_indexer(series)
        known = np.where(place >= 0, place, 0)
        length = np.where(place >= 0, np.diff(self.start)[known], 0) if len(self.names) else np.zeros(len(series), dtype=np.int64)
        begin = self.start[known]
        start = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
        if np.array_equal(begin[place >= 0], start[:-1][place >= 0]) and start[-1] == self.start[-1]:
            return Points(series, start, self.columns)
        rows = np.repeat(begin - start[:-1], length) + np.arange(start[-1])
        return Points(series, start, {name: column[rows] for name, column in self.columns.items()})


def ordered_points(points: pd.DataFrame) -> Points:
    """
    Return the points of a long frame in order.

    Args:
        points: Columns ``series``, ``year``, ``value`` and any other of `POINT_COLUMNS`; in any order, with or without empty values.
    """
    columns = {name: points[name].to_numpy() for name in POINT_COLUMNS if name in points}
    columns = {name: column for name, column in columns.items() if name in {"year", "value"} or _has_numbers(column)}
    if "year_end" in columns and np.array_equal(columns["year_end"], columns["year"]):
        del columns["year_end"]
    start, names = _runs(points["series"])
    if not names.is_unique or not _rising(columns, start):
        codes, names = pd.factorize(names)
        by_row = np.repeat(codes, np.diff(start))
        order = np.lexsort((columns.get("year_end", columns["year"]), columns["year"], by_row))
        columns = {name: column[order] for name, column in columns.items()}
        start = np.searchsorted(by_row[order], np.arange(len(names) + 1)).astype(np.int64)
        names = pd.Index(names)
    return Points(names, start, columns)


def _has_numbers(column: NDArray[np.number]) -> bool:
    """Tell whether a column holds anything; a column of whole numbers does."""
    return column.dtype.kind != "f" or not (np.isnan(column[:1]).all() and np.isnan(column).all())


def _runs(series: pd.Series) -> tuple[Whole, pd.Index]:
    """Return where the runs of equal names begin (and the last one ends), and the name of each."""
    if not len(series):
        return np.zeros(1, dtype=np.int64), pd.Index([], dtype=series.dtype)
    start = np.concatenate([[0], np.flatnonzero(_changes(series)) + 1, [len(series)]]).astype(np.int64)
    first = series.iloc[start[:-1]]
    return start, pd.Index(first.astype(first.cat.categories.dtype) if isinstance(first.dtype, pd.CategoricalDtype) else first)


def _changes(series: pd.Series) -> Flags:
    """Return where a row's name differs from that of the row before it, from the second row on."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        codes = series.cat.codes.to_numpy()
        return np.asarray(codes[1:] != codes[:-1])
    if series.dtype == "str":
        texts = pa.array(series)
        texts = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
        return np.asarray(pc.not_equal(texts.slice(1), texts.slice(0, len(texts) - 1)).to_numpy(zero_copy_only=False))
    names = series.to_numpy()
    return np.asarray(names[1:] != names[:-1], dtype=np.bool_)


def _rising(columns: dict[str, NDArray[np.number]], start: Whole) -> bool:
    """Tell whether years rise within every run."""
    year = columns["year"]
    falls = year[1:] < year[:-1]
    falls[start[1:-1] - 1] = False
    if "year_end" in columns:
        same = (year[1:] == year[:-1]) & (columns["year_end"][1:] < columns["year_end"][:-1])
        same[start[1:-1] - 1] = False
        falls |= same
    return not bool(falls.any())


def read_goals(goals: pd.DataFrame) -> Goals:
    """
    Return the arrays of a frame of goals.

    Args:
        goals: Column ``better`` (higher, lower, neither) and any of ``baseline_year``, ``baseline_value``, ``target_year``,
            ``target_value``, ``limit``, ``resolution``, ``comparator`` (< and > are strict), ``scale`` (linear, log), ``modelled``,
            ``share`` (in percent; by default where the limit is 100), ``widening`` (factor of the forecast's error; by default 1).
    """
    names = ("baseline_year", "baseline_value", "target_year", "target_value", "limit", "resolution")
    return Goals(
        sign=np.where(_is(goals, "better", "higher"), 1.0, np.where(_is(goals, "better", "lower"), -1.0, np.nan)),
        **{name: _numbers(goals, name) for name in names},
        strict=_is(goals, "comparator", "<") | _is(goals, "comparator", ">"),
        log=_is(goals, "scale", "log"),
        modelled=goals["modelled"].to_numpy(dtype=bool) if "modelled" in goals else np.zeros(len(goals), dtype=bool),
        share=goals["share"].to_numpy(dtype=bool) if "share" in goals else is_share(_numbers(goals, "limit")),
        widening=np.nan_to_num(_numbers(goals, "widening"), nan=1.0),
    )


def _numbers(goals: pd.DataFrame, name: str) -> Array:
    return goals[name].to_numpy(dtype=float, na_value=np.nan) if name in goals else np.full(len(goals), np.nan)


def _is(goals: pd.DataFrame, name: str, word: str) -> NDArray[np.bool_]:
    """Return where the column reads *word*; nowhere if there is no such column."""
    if name not in goals:
        return np.zeros(len(goals), dtype=bool)
    return (goals[name] == word).to_numpy(dtype=bool, na_value=False)


def panel_of(points: Points, first: int, last: int) -> Panel:
    """Return the matrices of the series from *first* to before *last*."""
    begin, end = int(points.start[first]), int(points.start[last])
    value = points.columns["value"][begin:end]
    valid = ~np.isnan(value) if value.dtype.kind == "f" else np.ones(end - begin, dtype=bool)
    count = np.diff(points.start[first : last + 1])
    whole = bool(valid.all())
    if not whole:
        found = np.concatenate([[0], np.cumsum(valid)])
        count = np.diff(found[points.start[first : last + 1] - begin])
    width = int(count.max(initial=0))
    # Filled row by row, the cells that are kept are taken in the order of the points.
    kept = np.arange(width) >= width - count[:, None]

    def matrix(name: str) -> Array:
        if name not in points.columns:
            return empty(len(count), width)
        cells = np.full((len(count), width), np.nan)
        column = points.columns[name][begin:end]
        cells[kept] = column if whole else column[valid]
        return cells

    year = matrix("year")
    return Panel(
        year=year, year_end=matrix("year_end") if "year_end" in points.columns else year, value=matrix("value"), lower=matrix("lower"),
        upper=matrix("upper"), stated_se=matrix("se"), numerator=matrix("numerator"), denominator=matrix("denominator"),
        unbroken=empty(len(count), 1) if whole else _unbroken(valid, points.start[first : last + 1] - begin),
    )  # fmt: skip


def _unbroken(valid: Flags, start: Whole) -> Array:
    """Return how many rows of every run follow its last one that is not *valid*, shape (runs, 1); NaN where all are."""
    run = np.repeat(np.arange(len(start) - 1), np.diff(start))
    newest = np.full(len(start) - 1, np.nan)
    without = np.flatnonzero(~valid)
    newest[run[without]] = without  # of several rows of a run the last one stays
    return np.asarray((start[1:] - 1 - newest)[:, None], dtype=np.float64)


Prepare = Callable[[slice, Panel, Goals], tuple[Goals, Codes]]
"""Completes the goals of a block, some rows of all, from its points; the codes are the reasons of series that no method may judge, 0 for
the others."""


def judge_all(points: pd.DataFrame, goals: pd.DataFrame, methods: Sequence[Method]) -> pd.DataFrame:
    """
    Return the verdict of every method on every series of *goals*.

    Args:
        points: Long: ``series``, ``year``, ``value`` and, where known, ``year_end``, ``lower``, ``upper`` (95 %), ``se``, ``numerator``,
            ``denominator``; only points of one comparable segment, without excluded years, one a period; any order.
        goals: One row a series: ``series``, ``better`` and what else `read_goals` knows.
        methods: The methods, in the order of the answer.

    Returns:
        `RESULT_COLUMNS`, one row a goal and method, in the order of *goals*; texts as categories, years as whole numbers that may be
        missing.
    """
    return judge_points(ordered_points(points), goals["series"], read_goals(goals), methods)


def judge_points(
    points: Points, series: pd.Series, goals: Goals, methods: Sequence[Method], prepare: Prepare | None = None
) -> pd.DataFrame:
    """Return the verdict of every method on every one of *series*, whose *goals* are in the same order; see `judge_all`."""
    ordered = points.in_order_of(pd.Index(series))
    words = ["", *dict.fromkeys(word for method in methods for word in method.words)]
    ours = [np.array([words.index(word) for word in method.words], dtype=np.int16) for method in methods]
    parts = {part.name: np.empty((len(series), len(methods)), dtype=DTYPES.get(part.name, np.float64)) for part in fields(Answer)}
    settled = np.zeros(len(series), dtype=np.int8)

    def judge_block(rows: slice) -> None:
        panel, block = panel_of(ordered, rows.start, rows.stop), goals.rows(rows)
        if prepare is not None:
            block, settled[rows] = prepare(rows, panel, block)
        for place, method in enumerate(methods):
            # A ratio that is undefined, or beyond what a float can hold, is no verdict; the methods say so by NaN.
            with np.errstate(all="ignore"):
                answer = method.judge(panel, block)
            _store(parts, rows, place, answer, ours[place])

    _side_by_side(judge_block, [slice(first, min(first + BLOCK, len(series))) for first in range(0, len(series), BLOCK)])
    _silence(parts, settled)
    return _frame(series, methods, parts, words)


def _side_by_side(judge_block: Callable[[slice], None], rows: list[slice]) -> None:
    """Judge every block; one block, which is what a page has, without a thread."""
    if len(rows) <= 1 or WORKERS == 1:
        for block in rows:
            judge_block(block)
        return
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(judge_block, rows))


DTYPES: dict[str, type[np.number]] = {
    "verdict": np.int16, "status": np.int8, "reason": np.int8, "points": np.int32, "first_year": np.int32, "last_year": np.int32,
}  # fmt: skip
"""Types of the parts of an answer that are no floats; narrow, because the memory of a million verdicts costs more than their arithmetic."""

YEARS = ("first_year", "last_year")
NO_YEAR = 0
"""What stands for a missing year until the years become numbers that may be missing."""


def _store(parts: dict[str, NDArray[Any]], rows: slice, place: int, answer: Answer, words: NDArray[np.int16]) -> None:
    """Put the answer of the method in column *place* among those of all, its verdict in the numbers that *words* gives to its codes."""
    for name, cells in parts.items():  # over the parts of an answer, not over rows
        part = getattr(answer, name)
        if name == "verdict":
            part = words[part]
        elif name in YEARS:
            part = np.fmax(part, NO_YEAR)  # of NaN and a number the number
        cells[rows, place] = part


def _silence(parts: dict[str, NDArray[np.number]], settled: Codes) -> None:
    """Put the reason in the place of every method's verdict on the series that are *settled*; no number may be read without one."""
    rows = np.flatnonzero(settled)
    parts["reason"][rows] = settled[rows, None]
    parts["status"][rows] = code(Status.NOT_ASSESSABLE)
    parts["verdict"][rows] = 0
    for name in ("statistic", "threshold", "required"):
        numbers = parts[name]
        numbers[rows] = np.nan
        numbers[np.isinf(numbers)] = np.nan


def _frame(series: pd.Series, methods: Sequence[Method], parts: dict[str, NDArray[Any]], words: list[str]) -> pd.DataFrame:
    """Return the answers as one frame, series by series."""
    flat = {name: cells.reshape(-1) for name, cells in parts.items()}
    versions = list(dict.fromkeys(method.version for method in methods))
    by_method = np.arange(len(methods), dtype=np.int8)
    by_version = np.array([versions.index(method.version) for method in methods], dtype=np.int8)
    columns = (
        flat
        | {name: pd.arrays.IntegerArray(flat[name], flat[name] == NO_YEAR) for name in YEARS}
        | {
            "series": _repeated(series, len(methods)),
            "method": _categories(np.tile(by_method, len(series)), [method.id for method in methods]),
            "version": _categories(np.tile(by_version, len(series)), versions),
            "status": _categories(flat["status"], [str(status) for status in STATUSES]),
            "verdict": _categories(flat["verdict"], words),
            "reason": _categories(flat["reason"], list(REASONS)),
        }
    )
    return pd.DataFrame({name: columns[name] for name in RESULT_COLUMNS}, copy=False)


def _categories(codes: NDArray[Any], words: list[str]) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(words, dtype="str"), validate=False)


def _repeated(series: pd.Series, times: int) -> pd.Series | pd.Categorical | NDArray[np.number]:
    """Return every name so many times in a row; texts as categories."""
    if times == 1:
        return series.reset_index(drop=True)
    if series.dtype.kind in "iuf":
        return np.repeat(series.to_numpy(), times)
    if isinstance(series.dtype, pd.CategoricalDtype):
        return series.repeat(times).reset_index(drop=True)
    return pd.Categorical.from_codes(np.repeat(np.arange(len(series)), times), categories=pd.Index(series), validate=False)
