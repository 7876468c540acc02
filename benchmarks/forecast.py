"""The forecasts of many series at once, beside one damped trend a series by statsmodels; both must agree before either is timed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from benchmarks.timing import in_turn, line
from metrics.forecast import damped
from metrics.forecast.candidates import DAMPED
from metrics.forecast.series import forecast
from metrics.intervals import Array

SERIES, YEARS, SAMPLE, HORIZON = 10_000, 10, 50, 5.0
TOLERANCE = 1e-9


def report() -> list[str]:
    """Return the lines of the report."""
    random = np.random.default_rng(2026)
    value = 50 + np.cumsum(random.normal(size=(SERIES, YEARS)), axis=1)
    year = np.tile(np.arange(2010.0, 2010.0 + YEARS), (SERIES, 1))
    none = np.zeros(SERIES, dtype=bool)

    def ours() -> Array:
        made = forecast(year, year, value, share=none, positive=none, resolution=np.full(SERIES, 0.1))
        return made.at(year[:, -1] + HORIZON).below(made.on_scale(np.full(SERIES, 60.0)))

    def one_by_one() -> list[float]:
        return [_by_library(row) for row in value[:SAMPLE]]

    state = damped.smooth(year[:SAMPLE], value[:SAMPLE], DAMPED, floor=np.zeros(SAMPLE))
    difference = np.abs(damped.ahead(state, np.full(SAMPLE, HORIZON)).centre - np.array(one_by_one())).max()
    if difference > TOLERANCE:
        raise AssertionError(f"damped trends differ by {difference}")
    pair = in_turn(ours, one_by_one)
    each = pair.ratio * SAMPLE / SERIES
    return [
        f"damped trends of {SAMPLE} series agree within {TOLERANCE}",
        line(f"fit and probability, {SERIES:,} series", pair, f"statsmodels' filter with given constants, {SAMPLE} series"),
        f"a series: {each:.5f} of the time of statsmodels', that is {1 / each:,.0f} times as fast",
    ]


def _by_library(row: Array) -> float:
    """Return the forecast of one series by statsmodels, with our constants and our start."""
    slope, first = np.polyfit(np.arange(YEARS), row, 1)
    level = first - slope
    model = ETSModel(
        pd.Series(row), trend="add", damped_trend=True, initialization_method="known", initial_level=level, initial_trend=slope
    )
    constants = {
        "smoothing_level": DAMPED.alpha, "smoothing_trend": DAMPED.beta, "damping_trend": DAMPED.phi,
        "initial_level": level, "initial_trend": slope,
    }  # fmt: skip
    return float(model.smooth([constants[name] for name in model.param_names]).forecast(int(HORIZON)).iloc[-1])
