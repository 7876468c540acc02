"""Holt's damped trend against the library."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from metrics.forecast.damped import Damped, ahead, smooth

VALUES = np.array([3.0, 5.0, 4.0, 8.0, 10.0, 9.0, 12.0])
MODEL = Damped("damped", alpha=0.6, beta=0.2, phi=0.9)


def test_level_slope_and_forecast_are_the_library_s() -> None:
    """Same constants, same start (the least-squares line a year before the first point): ETS(A,Ad,N) of statsmodels."""
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel  # noqa: PLC0415 - slow to import, and only here

    slope, first = np.polyfit(np.arange(7), VALUES, 1)
    library = ETSModel(
        pd.Series(VALUES),
        error="add",
        trend="add",
        damped_trend=True,
        initialization_method="known",
        initial_level=first - slope,
        initial_trend=slope,
    )
    start = {"smoothing_level": 0.6, "smoothing_trend": 0.2, "damping_trend": 0.9, "initial_level": first - slope, "initial_trend": slope}
    result = library.smooth([start[name] for name in library.param_names])
    state = smooth(np.arange(2010.0, 2017.0)[None], VALUES[None], MODEL, floor=np.zeros(1))
    ours = [ahead(state, np.array([years])) for years in (1.0, 2.0, 5.0)]
    expected = result.get_prediction(start=7, end=11)
    surprise = np.mean(result.resid**2)

    assert [forecast.centre[0] for forecast in ours] == pytest.approx(np.asarray(expected.predicted_mean)[[0, 1, 4]])
    # The library divides the squares of the surprises by their number, we by the degrees of freedom.
    ratios = [forecast.error[0] ** 2 / state.variance[0] for forecast in ours]
    assert ratios == pytest.approx(np.asarray(expected.forecast_variance)[[0, 1, 4]] / surprise)
    assert state.variance[0] * 5 == pytest.approx(7 * surprise)


def test_a_year_without_a_value_only_moves_the_state_on() -> None:
    """On a perfect line without damping nothing is learnt in any year, so a gap changes nothing."""
    undamped = Damped("plain", alpha=0.6, beta=0.2, phi=1.0)
    time, values = np.array([[2010.0, 2011.0, 2013.0, 2016.0]]), np.array([[1.0, 3.0, 7.0, 13.0]])
    forecast = ahead(smooth(time, values, undamped, floor=np.zeros(1)), np.array([2.0]))

    assert (forecast.centre[0], forecast.error[0]) == (pytest.approx(17.0), pytest.approx(0.0, abs=1e-9))


def test_every_series_of_a_table_has_the_forecast_that_it_has_alone() -> None:
    """Longer, shorter, and ended earlier; three points have one degree of freedom; what nobody asks for has no forecast."""
    values = np.array([[3.0, 5.0, 4.0, 8.0, 10.0], [np.nan, np.nan, 20.0, 23.0, 21.0], [7.0, 5.0, 6.0, 6.0, np.nan]])
    time = np.where(np.isfinite(values), np.arange(2010.0, 2015.0), np.nan)
    floor, years = np.array([0.0, 0.1, 9.0]), np.array([1.0, 3.0, 2.0])
    together = ahead(smooth(time, values, MODEL, floor=floor), years)

    for row in range(3):
        held = np.isfinite(values[row])
        alone = ahead(smooth(time[[row]][:, held], values[[row]][:, held], MODEL, floor=floor[[row]]), years[[row]])
        assert (together.centre[row], together.error[row], together.degrees[row]) == (
            pytest.approx(alone.centre[0]), pytest.approx(alone.error[0]), alone.degrees[0],
        )  # fmt: skip
    assert together.degrees.tolist() == [3.0, 1.0, 2.0]
    some = ahead(smooth(time, values, MODEL, floor=floor), np.array([np.nan, 3.0, np.nan]))
    assert np.isnan(some.centre).tolist() == [True, False, True]
    assert some.centre[1] == together.centre[1]


def test_nobody_asking_for_a_year_is_no_fault() -> None:
    state = smooth(np.arange(2010.0, 2017.0)[None], VALUES[None], MODEL, floor=np.zeros(1))

    assert np.isnan(ahead(state, np.array([np.nan])).centre).all()
