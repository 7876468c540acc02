"""
The methods on many series at once, from a long frame to a frame of verdicts, beside the least work that answers: one closed form.

The limit holds the points as a matrix of series and calendar years, computes slope, standard error, compound growth, required pace and a
verdict in blocks, and makes one frame: no checks, no reasons, no windows. Beside the command stands a regression that DuckDB does between
the same two files. Before anything is timed, slopes and standard errors must agree with those of `metrics.trend`, and growth with that of
a method.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.timing import in_turn, line
from data import paths
from metrics.assess import assess
from metrics.methods import METHODS
from metrics.panel import empty
from metrics.trend import Window, fit

YEARS, FIRST, TARGET_YEAR = 20, 2004, 2035
SHARE_MISSING = 0.1
BLOCK = 16_384
TOLERANCE = 1e-10
SIZES = (10_000, 1_000_000)
SERIES_OF_COMMAND = 100_000
ONE = "hp2030"
SEARCH = "aapc"
"""A joinpoint search over every series is no closed form: it stands apart, on no more than so many series."""
LARGEST_SEARCH = 10_000
STATED_LIMIT_US = 0.51
"""Microseconds a series that the same least work took when the goals were set, on another day of a machine of this size. Ours, in turn
with the methods, is the stricter measure where it is faster; the report states both."""
CLOSED_FORM = [name for name, method in METHODS.items() if not method.sampling and name != SEARCH]

REGRESSION = """
import duckdb, sys
with duckdb.connect() as connection:
    connection.execute(
        "copy (with fits as (select series, regr_slope(value, year) slope, arg_max(value, year) latest, arg_min(value, year) earliest, "
        "count(*) points, max(year) last_year, min(year) first_year from read_csv('" + sys.argv[1] + "') group by series) "
        "select fits.*, (target_value - latest) / (target_year - last_year) required, "
        "case when latest <= target_value then 'met' when slope < 0 then 'toward' else 'away' end verdict, method "
        "from fits join read_csv('" + sys.argv[2] + "') using (series) cross join "
        "(select unnest(range(" + sys.argv[4] + ")) as method) order by series, method) to '" + sys.argv[3] + "' (format csv)"
    )
"""


def made_up(series: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Return observations and targets of *series* random walks; the numbers mean nothing, only their shape counts.

    Observations are long (``series``, ``year``, ``value``), sorted, with the first and the last year of every series; targets have one row
    a series.
    """
    random = np.random.default_rng(2026)
    kept = random.random((series, YEARS)) >= SHARE_MISSING
    kept[:, [0, -1]] = True
    walk = 50 + np.cumsum(random.normal(-0.2, 1, (series, YEARS)), axis=1).clip(-40, 40)
    grid = np.broadcast_to(np.arange(FIRST, FIRST + YEARS), kept.shape)
    names = np.arange(series)
    observations = pd.DataFrame({"series": np.repeat(names, kept.sum(axis=1)), "year": grid[kept], "value": walk[kept]})
    targets = pd.DataFrame(
        {"series": names, "better": pd.Categorical.from_codes(np.zeros(series, dtype=np.int8), ["lower"]), "baseline_year": FIRST,
         "target_year": TARGET_YEAR, "target_value": walk[:, 0] * 0.8}
    )  # fmt: skip
    return observations, targets


def from_long(observations: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """
    Return slope, standard error, compound growth, required pace and a verdict of every series: the least work that answers.

    The tables are those of `made_up` and trusted to be sorted. One row a series; slope, error and pace in units a year, growth as a share a
    year, ``verdict`` met, toward or away.
    """
    series, year, value = (observations[name].to_numpy() for name in ("series", "year", "value"))
    goal, due = targets["target_value"].to_numpy(), targets["target_year"].to_numpy()
    count = len(targets)
    parts = {name: np.empty(count) for name in ("slope", "error", "growth", "required")}
    verdict = np.empty(count, dtype=np.int8)
    for first in range(0, count, BLOCK):
        last = min(first + BLOCK, count)
        begin, end = np.searchsorted(series, [first, last])
        matrix = np.full((last - first, YEARS), np.nan)
        matrix[series[begin:end] - first, year[begin:end] - FIRST] = value[begin:end]
        block = closed_form(matrix, goal[first:last], due[first:last])
        for name, cells in parts.items():
            cells[first:last] = block[name]
        verdict[first:last] = block["verdict"]
    words = pd.Categorical.from_codes(verdict, ["met", "toward", "away"])
    return pd.DataFrame({"series": targets["series"], **parts, "verdict": words})


def closed_form(matrix: np.ndarray, goal: np.ndarray, due: np.ndarray) -> dict[str, np.ndarray]:
    """
    Return the answers of one block.

    Args:
        matrix: Values, shape (series, years), NaN where a year is missing; at least three values a row.
        goal: The value to come down to, one a series.
        due: The year to do it by, one a series.

    Returns:
        ``slope``, ``error``, ``growth``, ``required`` and ``verdict`` (0 met, 1 toward, 2 away), one number a series each.
    """
    known = ~np.isnan(matrix)
    n = known.sum(axis=1)
    time = np.arange(float(YEARS))
    y = np.where(known, matrix, 0.0)
    mean_t, mean_y = known @ time / n, y.sum(axis=1) / n
    spread = known @ time**2 - n * mean_t**2
    slope = (y @ time - n * mean_t * mean_y) / spread
    rest = np.einsum("ij,ij->i", y, y) - n * mean_y**2 - slope**2 * spread
    rows = np.arange(len(matrix))
    first, last = known.argmax(axis=1), YEARS - 1 - known[:, ::-1].argmax(axis=1)
    start, latest = matrix[rows, first], matrix[rows, last]
    return {
        "slope": slope,
        "error": np.sqrt(np.maximum(rest, 0) / (n - 2) / spread),
        "growth": (latest / start) ** (1 / (last - first)) - 1,
        "required": (goal - latest) / (due - (FIRST + last)),
        "verdict": np.where(latest <= goal, 0, np.where(slope < 0, 1, 2)),
    }


def agree() -> None:
    """Raise where the limit and our own functions do not give the same slopes, standard errors and growth."""
    observations, targets = made_up(2_000)
    bare = from_long(observations, targets)
    matrix = observations.pivot_table(index="series", columns="year", values="value").to_numpy()
    year = np.where(np.isnan(matrix), np.nan, np.arange(FIRST, FIRST + YEARS))
    none, off = empty(*matrix.shape), np.zeros(len(matrix), dtype=bool)
    ours = fit(Window(year, year, matrix, none, none, none, off, np.zeros(len(matrix)), off, np.ones(len(matrix))))
    growth = assess(observations, targets.drop(columns="target_value"), "open_sdg")["statistic"]
    differences = [ours["slope"] / bare["slope"] - 1, np.sqrt(ours["slope_variance"]) / bare["error"] - 1, -growth / bare["growth"] - 1]
    worst = max(float(np.nanmax(np.abs(difference))) for difference in differences)
    if not worst < TOLERANCE:
        message = f"the programs do not agree (largest relative difference {worst:.1e}); nothing is timed"
        raise AssertionError(message)


def report() -> list[str]:
    """Return the lines of the report."""
    agree()
    asked = [(series, methods) for series in SIZES for methods in ([ONE], CLOSED_FORM)]
    return [*(_frame_line(series, methods) for series, methods in [*asked, (LARGEST_SEARCH, [SEARCH])]), *_command_lines()]


def _frame_line(series: int, methods: list[str]) -> str:
    """Return the line of some methods on frames."""
    observations, targets = made_up(series)
    pair = in_turn(lambda: assess(observations, targets, ",".join(methods)), lambda: from_long(observations, targets))
    name = methods[0] if len(methods) == 1 else f"{len(methods)} closed forms"
    each, least = (statistics.median(times) / series * 1e6 for times in (pair.ours, pair.other))
    measured = line(f"{name}, {series:,} series ({each:.2f} us a series)", pair, "least work, long frame in, frame out")
    return f"{measured} ({least:.2f} us a series; {each / STATED_LIMIT_US:.1f} times the {STATED_LIMIT_US} us stated with the goal)"


def _command_lines() -> list[str]:
    """Return the lines of the command between two files, beside DuckDB's regression between the same two."""
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder) / name) for name in ("observations.csv", "targets.csv", "ours.csv", "other.csv")]
        for frame, file in zip(made_up(SERIES_OF_COMMAND), files, strict=False):
            frame.assign(series="series-" + frame["series"].astype(str)).to_csv(file, index=False)

        def run(*arguments: str) -> Callable[[], object]:
            return lambda: subprocess.run([sys.executable, *arguments], cwd=paths.ROOT, check=True, capture_output=True)

        lines = []
        for methods in (CLOSED_FORM, [*CLOSED_FORM, SEARCH]):
            ours = run("-m", "metrics", "assess", files[0], files[1], "--method", ",".join(methods), "--out", files[2])
            pair = in_turn(ours, run("-c", REGRESSION, files[0], files[1], files[3], str(len(methods))))
            sizes = [Path(file).stat().st_size / 1e6 for file in files]
            if _rows(files[2]) != _rows(files[3]):
                message = "the two files do not have as many rows"
                raise AssertionError(message)
            what = f"metrics assess, {SERIES_OF_COMMAND:,} series x {len(methods)} ({sizes[0]:.0f} MB in, {sizes[2]:.0f} MB out)"
            lines.append(line(what, pair, f"DuckDB: read, regress, write as many rows ({sizes[3]:.0f} MB out)"))
        return lines


def _rows(file: str) -> int:
    with Path(file).open("rb") as opened:
        return sum(1 for _ in opened)
