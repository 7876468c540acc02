"""The straight lines of many series at once, beside one call of scipy a series; both must agree before either is timed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import linregress

from benchmarks.timing import in_turn, line
from metrics.trend import fit_lines

SERIES, YEARS, SAMPLE = 10_000, 10, 1_000
TOLERANCE = 1e-9
FIELDS = ["slope", "intercept", "r", "p", "stderr"]


def made_up(series: int) -> pd.DataFrame:
    """Return *series* random walks of ten years, long and sorted, one row a value; the numbers mean nothing, only their shape counts."""
    random = np.random.default_rng(2026)
    values = 50 + np.cumsum(random.normal(size=(series, YEARS)), axis=1)
    return pd.DataFrame(
        {
            "series": np.repeat(np.arange(series), YEARS),
            "year": np.tile(np.arange(2010, 2010 + YEARS), series),
            "year_end": np.tile(np.arange(2010, 2010 + YEARS), series),
            "value": values.ravel(),
        }
    )


def report() -> list[str]:
    """Return the lines of the report."""
    points = made_up(SERIES)
    shape = pd.DataFrame({"scale": "linear", "resolution": 0.0}, index=pd.RangeIndex(SERIES, name="series"))
    times = points["year"].to_numpy(dtype=float).reshape(SERIES, YEARS)[:SAMPLE]
    values = points["value"].to_numpy().reshape(SERIES, YEARS)[:SAMPLE]

    def one_by_one() -> pd.DataFrame:
        return pd.DataFrame([linregress(year, value) for year, value in zip(times, values, strict=True)], columns=FIELDS)

    ours, other = fit_lines(points, shape), one_by_one()
    error = np.sqrt(ours["slope_variance"].iloc[:SAMPLE]) / other["stderr"] - 1
    slope = ours["slope"].iloc[:SAMPLE] / other["slope"] - 1
    if max(error.abs().max(), slope.abs().max()) > TOLERANCE:
        message = "the two programs do not give the same slopes and standard errors; nothing is timed"
        raise AssertionError(message)
    pair = in_turn(lambda: fit_lines(points, shape), one_by_one)
    per_series = pair.ratio * SAMPLE / SERIES
    return [
        line(f"fit_lines, {SERIES:,} series", pair, f"scipy.linregress, {SAMPLE:,} series"),
        f"a series: {per_series:.4f} of the time of scipy's, that is {1 / per_series:,.0f} times as fast",
    ]
