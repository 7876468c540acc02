"""
Judges a user's own tables by the same methods.

OBSERVATIONS has the columns ``series``, ``year``, ``value`` and, optionally, ``lower``, ``upper`` (95 %), ``se``, ``numerator``,
``denominator``. TARGETS has ``series``, ``better`` (lower, higher, neither), ``baseline_year``, ``target_year`` and, optionally,
``baseline_value``, ``target_value``, ``kind``, ``limit`` (the indicator's natural limit), ``scale`` (linear, log). ``kind`` says what
``target_value`` is:

* ``level`` (default), ``cumulative_count``: the value to be reached;
* ``relative`` (or ``relative_change``), ``gap_reduction``: percent by which the baseline is to change; the direction is that of ``better``;
* ``relative_change_per_decade``, ``annual_change``: the same per decade or per year, compounded from baseline to target year;
* ``gain``: what is to be added to the baseline (taken from it where lower is better).

The baseline is ``baseline_value`` or the observation of ``baseline_year`` (or up to three years earlier).

TARGETS says what is judged: a series of OBSERVATIONS without a line there is left out, and a line without observations has no data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.errors import MetricError
from metrics.blocks import Points, Prepare, judge_points, ordered_points, read_goals
from metrics.levels import target_level
from metrics.methods import METHODS
from metrics.methods.base import Codes, Constant, Method, code
from metrics.panel import Array, Flags, Goals, Panel, at_or_before, take
from metrics.rounding import rounding_step
from metrics.series import BASELINE_TOLERANCE_YEARS
from metrics.status import Reason
from metrics.user_tables import Column, FrameTable, UserTable, read_frame, read_user_table

OBSERVATION_COLUMNS = {
    "series": Column("text", required=True), "year": Column("year", required=True), "value": Column(required=True), "lower": Column(),
    "upper": Column(), "se": Column(), "numerator": Column(), "denominator": Column(),
}  # fmt: skip
TARGET_COLUMNS = {
    "series": Column("text", required=True), "better": Column("text", required=True), "baseline_year": Column("year", required=True),
    "target_year": Column("year", required=True), "baseline_value": Column(), "target_value": Column(), "kind": Column("text"),
    "limit": Column(), "scale": Column("text"),
}  # fmt: skip
"""Columns of the two tables; further columns are not read."""

SAME_UNIT = "give value, lower and upper in the same unit, such as all in percent"
NOT_NEGATIVE = {
    "se": "give the standard error, at least 0",
    "numerator": "give the count above the line, at least 0, or leave the cell empty",
    "denominator": "give the count below the line, or leave the cell empty",
}
"""Columns that hold no negative number, and what would be right."""
ROUNDING_OF_LIMITS = 0.01
"""How far a value may lie from an interval of no width, relative to it: limits are printed with few digits."""
MOST_NAMED = 3
"""Names of series that a message lists."""
BETTER = ("lower", "higher", "neither")
SCALES = ("linear", "log")
KINDS = {
    "level": "level",
    "relative": "relative_change",
    "relative_change": "relative_change",
    "relative_change_per_decade": "relative_change_per_decade",
    "annual_change": "annual_change",
    "gap_reduction": "gap_reduction",
    "gain": "gain",
    "cumulative_count": "cumulative_count",
}
IN_PERCENT = ("relative", "relative_change", "relative_change_per_decade", "gap_reduction")
"""Kinds whose numbers are percent and seldom below 1; a share by mistake (0.2 for 20 %) is."""
CHANGES = frozenset(KINDS.values()) - {"level", "cumulative_count"}
"""Kinds that are no number until a baseline is known; `metrics.targets.NEEDS_BASELINE`."""


def assess_files(observations: Path, targets: Path, methods: str = "all", note: Callable[[str], None] = lambda _: None) -> pd.DataFrame:
    """
    Return one row a series of *targets* and method, in the order of the table and of `METHODS`.

    *note* is told which series of the observations are left out, because no line of *targets* is about them, and which targets are read as
    less than one percent.

    Raises:
        MetricError: A table cannot be read or is wrong; the message names file, line and column, and what would be right.
    """
    chosen = choose_methods(methods)
    found = read_user_table(observations, OBSERVATION_COLUMNS, absent=False)
    goals = read_user_table(targets, TARGET_COLUMNS, absent=False)
    verdicts, lacking = _judge(found, goals, chosen)
    if len(lacking):
        remedy = "add a line for each that is to be judged; better may be neither"
        note(f"{targets}: has no line for {len(lacking):,} series of {observations} ({_named(lacking)}), which are left out; {remedy}")
    small = goals.frame["series"][_below_one_percent(goals.frame)]
    if len(small):
        note(f"{targets}: column target_value: is read as less than 1 % for {len(small):,} series ({_named(small)}); write 20 for 20 %")
    return verdicts


def _named(series: pd.Index | pd.Series) -> str:
    """Return the first names of several series."""
    return ", ".join(map(str, series[:MOST_NAMED])) + (", …" if len(series) > MOST_NAMED else "")


def _below_one_percent(goals: pd.DataFrame) -> pd.Series[bool]:
    """Tell which targets look like a share where percent are meant."""
    if "kind" not in goals or "target_value" not in goals:
        return pd.Series(data=False, index=goals.index)
    size = goals["target_value"].abs()
    return goals["kind"].isin(IN_PERCENT) & (size > 0) & (size < 1)


def assess(observations: pd.DataFrame, targets: pd.DataFrame, method: str | Sequence[str] = "all") -> pd.DataFrame:
    """
    Return one row a series of *targets* and method: the command ``assess`` on frames.

    Args:
        observations: The columns of OBSERVATIONS, see the module's text; rows in any order, numbers also as text.
        targets: The columns of TARGETS.
        method: ``all``, names separated by commas, or a list of names.

    Returns:
        The contract's columns; texts as categories, years as whole numbers, missing numbers as NaN.

    Raises:
        MetricError: A column is missing or a cell is wrong (two values of one year among them); the message names row and column, and
            what would be right.
    """
    chosen = choose_methods(method if isinstance(method, str) else ",".join(map(str, method or [""])))
    found = read_frame(observations, "observations", OBSERVATION_COLUMNS)
    return _judge(found, read_frame(targets, "targets", TARGET_COLUMNS), chosen)[0]


def choose_methods(names: str) -> list[Method]:
    """Return the methods of a comma-separated list, or all; `MetricError` names the known ones."""
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if "all" in wanted:
        return list(METHODS.values())
    unknown = [name for name in wanted if name not in METHODS]
    if unknown or not wanted:
        raise MetricError("--method", f"method '{', '.join(unknown)}' is unknown", f"known: all, {', '.join(METHODS)}")
    return [METHODS[name] for name in dict.fromkeys(wanted)]


def list_methods() -> pd.DataFrame:
    """Return every method with its version, source, needs, special cases and constants, a question mark after each unconfirmed one."""
    rows = [
        (item.id, item.version, item.source, item.needs, item.special_cases, "; ".join(map(_constant, item.constants)))
        for item in METHODS.values()
    ]
    return pd.DataFrame(rows, columns=["method", "version", "source", "needs", "special_cases", "constants"])


def _constant(constant: Constant) -> str:
    doubt = "" if constant.verified else "?"
    return f"{constant.name} = {constant.value:g}{doubt} ({constant.source})"


def _judge(observations: UserTable | FrameTable, targets: UserTable | FrameTable, methods: list[Method]) -> tuple[pd.DataFrame, pd.Index]:
    """Return the verdicts on two tables that were read, once their cells are checked, and the series that no target is about."""
    _check_targets(targets)
    _check_observations(observations)
    points, goals = observations.frame, targets.frame
    if points["year"].isna().any():
        points = points[points["year"].notna()]  # without a year and a value a row says nothing
    if points["series"].dtype != goals["series"].dtype:
        # A name is the same whether it is held as a number, a text or a category.
        points = points.assign(series=points["series"].astype("str"))
        goals = goals.assign(series=goals["series"].astype("str"))
    ordered = ordered_points(points)
    _refuse_repeated_years(observations, ordered)
    asked = pd.Index(goals["series"])
    lacking = ordered.names[:0] if ordered.names.equals(asked) else ordered.names[asked.get_indexer(ordered.names) < 0]
    return judge_points(ordered, goals["series"], read_goals(goals), methods, _completion(goals)), lacking


def _check_observations(table: UserTable | FrameTable) -> None:
    frame = table.frame
    _reject_empty_names(table)
    table.reject("year", frame["year"].isna() & frame["value"].notna(), "is empty", "give the year of the value")
    if "lower" in frame and "upper" in frame:
        table.reject("lower", frame["lower"] > frame["upper"], "lies above upper", "give the lower limit in lower and the upper in upper")
        table.reject("value", _far_outside(frame), "lies far outside its limits lower and upper", SAME_UNIT)
    for column, remedy in NOT_NEGATIVE.items():
        if column in frame:
            table.reject(column, frame[column] < 0, "is negative", remedy)


def _far_outside(frame: pd.DataFrame) -> pd.Series[bool]:
    """Tell which values lie further from their interval than it is wide: rounding cannot do that, another unit does."""
    value, lower, upper = (frame[name].to_numpy(dtype=float) for name in ("value", "lower", "upper"))
    with np.errstate(invalid="ignore", over="ignore"):
        beside = np.maximum(lower - value, value - upper)
        return pd.Series(beside > (upper - lower) + ROUNDING_OF_LIMITS * np.abs(value), index=frame.index)


def _check_targets(table: UserTable | FrameTable) -> None:
    frame = table.frame
    if frame.empty:
        where = str(table.path) if isinstance(table, UserTable) else table.name
        raise MetricError(where, "has no target", "add a line for every series that is to be judged")
    _reject_empty_names(table)
    table.reject("series", frame["series"].duplicated(), "stands twice", "keep one target a series")
    for column, known, optional in (("better", BETTER, False), ("kind", tuple(KINDS), True), ("scale", SCALES, True)):
        if column in frame:
            allowed = frame[column].isin([*known, ""] if optional else known)
            remedy = f"write one of {', '.join(known)}" + (", or leave it empty" if optional else "")
            table.reject(column, ~allowed, "is unknown", remedy)
    if "target_value" in frame and "kind" in frame:
        wrong = frame["kind"].map(KINDS).isin(CHANGES) & (frame["better"] == "higher") & (frame["target_value"] < 0)
        table.reject("target_value", wrong, "is a fall, but higher is better", "write the size of the change without a sign")
    early = frame["target_year"] < frame["baseline_year"]
    table.reject("target_year", early, "lies before baseline_year", "give the year in which the target is due")


def _reject_empty_names(table: UserTable | FrameTable) -> None:
    names = table.frame["series"]
    if names.dtype.kind not in "iu":
        table.reject("series", names == "", "is empty", "name the series")


def _refuse_repeated_years(table: UserTable | FrameTable, ordered: Points) -> None:
    """Refuse a second value of a year; looked for among sorted neighbours, and only then in the table."""
    year = ordered.columns["year"]
    same = year[1:] == year[:-1]
    same[ordered.start[1:-1] - 1] = False
    if same.any():
        twice = table.frame.duplicated(["series", "year"]) & table.frame["year"].notna()
        table.reject("year", twice, "stands twice for its series", "keep one value a series and year")


def _completion(goals: pd.DataFrame) -> Prepare:
    """Return what adds the rounding step of the values to a block of goals, and turns stated changes into levels."""
    kinds = goals["kind"].map(KINDS).fillna("level").to_numpy(dtype=str) if "kind" in goals else np.empty(0, dtype=str)
    needs = np.isin(kinds, sorted(CHANGES))
    if not needs.any():
        return _with_rounding_step

    def complete(rows: slice, panel: Panel, block: Goals) -> tuple[Goals, Codes]:
        rounded, settled = _with_rounding_step(rows, panel, block)
        level = _levels(panel, block, kinds[rows], needs[rows])
        # A percentage of an unknown baseline is no target at all; a method without a target must not step in for it.
        open_ = needs[rows] & np.isnan(level) & ~np.isnan(block.target_value) & ~np.isnan(block.sign) & (panel.count > 0)
        settled[open_] = code(Reason.NO_BASELINE)
        return replace(rounded, target_value=level), settled

    return complete


def _with_rounding_step(_rows: slice, panel: Panel, block: Goals) -> tuple[Goals, Codes]:
    return replace(block, resolution=rounding_step(panel)), np.zeros(len(panel.value), dtype=np.int8)


def _levels(panel: Panel, goals: Goals, kinds: NDArray[np.str_], needs: Flags) -> Array:
    """Return the levels that the stated targets ask for; the baseline is as stated, or the value of its year or shortly before."""
    column = at_or_before(panel, goals.baseline_year)
    year = take(panel.year, column)
    held = goals.baseline_year - year <= BASELINE_TOLERANCE_YEARS
    stated = ~np.isnan(goals.baseline_value)
    size = np.where(needs, np.abs(goals.target_value), goals.target_value)
    numbers = pd.DataFrame(
        {
            "kind": kinds, "sign": goals.sign, "stated_value": size, "amount": size, "target_year": goals.target_year,
            "baseline": np.where(stated, goals.baseline_value, np.where(held, take(panel.value, column), np.nan)),
            "baseline_year": np.where(stated, goals.baseline_year, np.where(held, year, np.nan)),
        }
    )  # fmt: skip
    return np.asarray(target_level(numbers), dtype=np.float64)
