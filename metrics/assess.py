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

The baseline is ``baseline_value`` or the observation of ``baseline_year`` (or up to two years earlier).
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from data.errors import MetricError
from metrics.methods import METHODS
from metrics.methods.base import RESULT_COLUMNS, Method
from metrics.series import starting_values
from metrics.status import Reason, Status
from metrics.targets import NEEDS_BASELINE, target_level

OBSERVATION_COLUMNS = {"series": True, "year": True, "value": True, "lower": False, "upper": False, "se": False, "numerator": False,
                       "denominator": False}  # fmt: skip
TARGET_COLUMNS = {"series": True, "better": True, "baseline_year": True, "target_year": True, "baseline_value": False,
                  "target_value": False, "kind": False, "limit": False, "scale": False}  # fmt: skip
"""Columns of the two tables, and whether a table must have them; further columns are not read."""

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
YEARS = (1000, 3000)
"""Bounds within which a number is taken for a year."""


def assess_files(observations: Path, targets: Path, methods: str = "all") -> pd.DataFrame:
    """
    Return one row a series of *targets* and method, in the order of the table and of `METHODS`.

    Raises:
        MetricError: A table cannot be read or is wrong; the message names file, line and column, and what would be right.
    """
    chosen = choose_methods(methods)
    return assess(read_observations(observations), read_targets(targets), chosen)


def assess(points: pd.DataFrame, goals: pd.DataFrame, methods: list[Method]) -> pd.DataFrame:
    """Return the verdicts of *methods*; *points* and *goals* as `read_observations` and `read_targets` return them."""
    resolved = _resolve(points, goals)
    verdicts = [method.assess(points, resolved) for method in methods]
    table = pd.concat(verdicts, ignore_index=True)
    table["order"] = table["series"].map({name: order for order, name in enumerate(goals["series"])})
    open_ = set(resolved.loc[resolved["unresolved"], "series"]) & set(points.loc[points["value"].notna(), "series"])
    # A percentage of an unknown baseline is no target at all; a method without a target must not step in for it.
    lacking = table["series"].isin(open_)
    table.loc[lacking, ["status", "reason"]] = [str(Status.NOT_ASSESSABLE), str(Reason.NO_BASELINE)]
    table.loc[lacking, "verdict"] = ""
    table.loc[lacking, ["statistic", "threshold", "required"]] = np.nan
    table[["first_year", "last_year"]] = table[["first_year", "last_year"]].astype("Int64")
    table[["status", "verdict", "reason"]] = table[["status", "verdict", "reason"]].astype(str)
    return table.sort_values("order", kind="stable")[RESULT_COLUMNS].reset_index(drop=True)


def choose_methods(names: str) -> list[Method]:
    """Return the methods of a comma-separated list, or all; `MetricError` names the known ones."""
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    if wanted == ["all"]:
        return list(METHODS.values())
    unknown = [name for name in wanted if name not in METHODS]
    if unknown or not wanted:
        raise MetricError("--method", f"method '{', '.join(unknown)}' is unknown", f"known: all, {', '.join(METHODS)}")
    return [METHODS[name] for name in dict.fromkeys(wanted)]


def list_methods() -> pd.DataFrame:
    """Return every method with its version, source, needs and special cases."""
    rows = [(item.id, item.version, item.source, item.needs, item.special_cases) for item in METHODS.values()]
    return pd.DataFrame(rows, columns=["method", "version", "source", "needs", "special_cases"])


def read_observations(path: Path) -> pd.DataFrame:
    """Return the checked observations with ``resolution``, the rounding step of each series as its decimals show it."""
    text = _read(path, OBSERVATION_COLUMNS)
    frame = text[["series"]].copy()
    _reject(path, text, "series", frame["series"] == "", "is empty", "name the series")
    frame["year"] = _years(path, text, "year")
    _reject(path, text, "year", frame["year"].isna(), "is empty", "give the year of the value")
    for column in ("value", "lower", "upper", "se", "numerator", "denominator"):
        frame[column] = _numbers(path, text, column)
    _reject(
        path, text, "lower", frame["lower"] > frame["upper"], "lies above upper", "give the lower limit in lower and the upper in upper"
    )
    _reject(path, text, "se", frame["se"] < 0, "is negative", "give the standard error, at least 0")
    twice = frame.duplicated(["series", "year"])
    _reject(path, text, "year", twice, "stands twice for its series", "keep one value a series and year")
    decimals = text["value"].str.extract(r"\.(\d+)$", expand=False).str.len().astype(float)
    whole = text["value"].str.fullmatch(r"[-+]?\d+").map({True: 0.0, False: np.nan})
    places = decimals.fillna(whole).groupby(frame["series"]).transform("max")
    frame["resolution"] = 10.0**-places
    return frame.assign(year_end=frame["year"])


def read_targets(path: Path) -> pd.DataFrame:
    """Return the checked targets, one row a series, with the catalogue's kinds."""
    text = _read(path, TARGET_COLUMNS)
    if text.empty:
        raise MetricError(str(path), "has no target", "add a line for every series that is to be judged")
    frame = text[["series", "better"]].copy()
    _reject(path, text, "series", frame["series"] == "", "is empty", "name the series")
    _reject(path, text, "series", frame["series"].duplicated(), "stands twice", "keep one target a series")
    _reject(path, text, "better", ~frame["better"].isin(BETTER), "is unknown", f"write one of {', '.join(BETTER)}")
    for column, known in (("kind", tuple(KINDS)), ("scale", SCALES)):
        frame[column] = text[column].mask(text[column] == "", known[0])
        _reject(path, text, column, ~frame[column].isin(known), "is unknown", f"write one of {', '.join(known)}, or leave it empty")
    frame["kind"] = frame["kind"].map(KINDS)
    for column in ("baseline_year", "target_year"):
        frame[column] = _years(path, text, column)
    for column in ("baseline_value", "target_value", "limit"):
        frame[column] = _numbers(path, text, column)
    wrong = frame["kind"].isin(NEEDS_BASELINE) & (frame["better"] == "higher") & (frame["target_value"] < 0)
    _reject(path, text, "target_value", wrong, "is a fall, but higher is better", "write the size of the change without a sign")
    early = frame["target_year"] < frame["baseline_year"]
    _reject(path, text, "target_year", early, "lies before baseline_year", "give the year in which the target is due")
    return frame


def _resolve(points: pd.DataFrame, goals: pd.DataFrame) -> pd.DataFrame:
    """Return *goals* with levels in ``target_value``, ``resolution``, and ``unresolved`` where a change has no baseline."""
    frame = goals.set_index("series", drop=False).rename_axis("key")
    marked = points.assign(segment=0, excluded_by="")
    found = starting_values(marked, frame["baseline_year"].where(frame["baseline_value"].isna())).reindex(frame.index)
    sign = frame["better"].map({"higher": 1.0, "lower": -1.0})
    needs = frame["kind"].isin(NEEDS_BASELINE)
    size = frame["target_value"].abs().where(needs, frame["target_value"])
    numbers = pd.DataFrame(
        {
            "kind": frame["kind"], "sign": sign, "stated_value": size, "amount": size, "target_year": frame["target_year"],
            "baseline": frame["baseline_value"].fillna(found["baseline"]),
            "baseline_year": frame["baseline_year"].where(frame["baseline_value"].notna(), found["baseline_year"]),
        }
    )  # fmt: skip
    level = target_level(numbers)
    frame["unresolved"] = needs & frame["target_value"].notna() & level.isna()
    frame["target_value"] = level
    frame["resolution"] = points.groupby("series")["resolution"].first().reindex(frame.index)
    return frame.reset_index(drop=True)


def _read(path: Path, columns: dict[str, bool]) -> pd.DataFrame:
    """Return the table as text indexed by line, with all *columns*: empty where the file has none."""
    header, lines = _cells(path, columns)
    missing = [name for name, required in columns.items() if required and name not in header]
    twice = sorted({name for name in header if name in columns and header.count(name) > 1})
    if missing or twice:
        what = f"has no column {', '.join(missing)}" if missing else f"has the column {', '.join(twice)} twice"
        raise MetricError(f"{path}:1", what, f"name the columns in the first line, separated by commas: {', '.join(columns)}")
    uneven = [line for line, cells in lines if len(cells) != len(header)]
    if uneven:
        what = f"does not have {len(header)} cells like the first line"
        raise MetricError(f"{path}:{uneven[0]}", what, "separate cells by commas; put a cell with a comma in double quotes")
    table = pd.DataFrame([cells for _, cells in lines], columns=header, index=[line for line, _ in lines], dtype=str)
    known = [name for name in columns if name in header]
    return pd.DataFrame({name: table[name].str.strip() for name in known}, index=table.index).reindex(columns=list(columns), fill_value="")


def _cells(path: Path, columns: dict[str, bool]) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the names in the first line, and the cells of every line that is not blank with its number."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.reader(opened, strict=True)
            lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except FileNotFoundError:
        raise MetricError(str(path), "does not exist", "name a CSV file that does") from None
    except UnicodeDecodeError:
        raise MetricError(str(path), "is not UTF-8 text", "save it as CSV in UTF-8") from None
    except csv.Error as error:
        raise MetricError(str(path), f"cannot be read as CSV ({error})", "separate cells by commas, one line a row") from None
    except OSError as error:
        raise MetricError(str(path), f"cannot be read ({error.strerror})", "name a CSV file") from None
    if not lines:
        raise MetricError(str(path), "is empty", f"start it with a line of column names: {', '.join(columns)}")
    return [name.strip() for name in lines[0][1]], lines[1:]


def _reject(  # noqa: PLR0917 - one line where it is used, twenty times
    path: Path, text: pd.DataFrame, column: str, wrong: pd.Series[bool], what: str, remedy: str
) -> None:
    """Raise an error that names the first wrong cell, if there is one."""
    if wrong.any():
        index = wrong.index[wrong][0]
        more = int(wrong.sum()) - 1
        also = f" (and in {more} more line{'s' if more > 1 else ''})" if more else ""
        raise MetricError(f"{path}:{index}: column {column}", f"'{text.loc[index, column]}' {what}{also}", remedy)


def _numbers(path: Path, text: pd.DataFrame, column: str) -> pd.Series[float]:
    """Return the numbers of a column, NaN where a cell is empty."""
    numbers = pd.to_numeric(text[column].mask(text[column] == ""), errors="coerce").astype(float)
    wrong = (text[column] != "") & ~np.isfinite(numbers)
    _reject(path, text, column, wrong, "is no number", "write digits with a decimal point (12.5), or leave the cell empty")
    return numbers


def _years(path: Path, text: pd.DataFrame, column: str) -> pd.Series[float]:
    """Return whole years, NaN where a cell is empty."""
    years = _numbers(path, text, column)
    wrong = years.notna() & ((years % 1 != 0) | ~years.between(*YEARS))
    _reject(path, text, column, wrong, "is no year", "write a calendar year such as 2015")
    return years
