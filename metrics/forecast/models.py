"""
The forecasting models, fitted to all series at once in closed form.

Every model is a straight line plus errors that are correlated from year to year: the correlation of errors ``d`` years apart is r^d. With
r = 0 the errors are independent and the line is the textbook's; with r = 1 they add up to a random walk, and the line becomes its drift:
the forecast then starts from the latest value and not from the line. Ten points cannot tell one r from another, so it is not estimated a
series. A model names the correlations it holds possible; each is fitted, and the fits are averaged by how well each explains the series
(its marginal likelihood). The errors of a smooth series lie far from independent, so the walk gets the weight and the forecast is wide;
the scatter of a small registry around its line is independent, and the line gets it.

Assumptions, all of them:

* the drift of the past is uncertain and shrunk to zero: a priori its variance is ``drift_variance`` times that of the errors of one year;
* the coming years' drift differs from the past's, with variance ``pace_change`` times that of the errors of one year;
* the level has a flat prior, the variance of the errors Jeffreys'; the result is Student's t with points - 1 degrees of freedom;
* the variance is never below that of rounding and of the published sampling error; otherwise published errors are not used, because
  the scatter of a series contains them;
* periods that overlap (four-year means published every year) move by a fraction of what the years move: see `spread_of_walk`;
* the average over correlations is replaced by one t distribution of the same mean and variance;
* ``width`` multiplies the error; like the other parameters it is chosen by back-test on half of the series (`metrics.forecast.backtest`),
  and so are the further factors of families of indicators whose later values lie outside the intervals too often.

Source:
    Generalised least squares with AR(1) errors and conjugate priors: Zellner A (1971), An introduction to Bayesian inference in
    econometrics, chapters 3 and 4. Averaging of models: Hoeting JA and others (1999), Stat Sci 14:382-417.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd

from metrics.forecast.distribution import LEAST_DEGREES, Ahead
from metrics.intervals import Array, row_counts

INDEPENDENT, WALK = 0.0, 1.0
"""The two ends of the correlation of errors one year apart."""


@dataclass(frozen=True)
class Model:
    """
    A line with correlated errors; see the module's text for the parameters.

    Attributes:
        name: What the record calls it.
        correlations: The correlations of errors one year apart that are held possible, with equal prior weight.
        drift: False for a model without slope: "no change".
        drift_variance: Prior variance of the slope, in variances of one year's error; infinite for no shrinking.
        pace_change: Variance of the difference between the coming slope and the past one, in variances of one year's error.
        width: Factor of the error.
        family_widths: Further factor of the error by family of indicators; 1 for those not named.
    """

    name: str
    correlations: tuple[float, ...]
    drift: bool = True
    drift_variances: tuple[float, ...] = (np.inf,)
    pace_change: float = 0.0
    width: float = 1.0
    family_widths: tuple[tuple[str, float], ...] = ()

    def widening(self, family: pd.Series[str]) -> Array:
        """Return the further factor of the error of every series by its *family*; 1 where it is empty or not named."""
        return family.map(dict(self.family_widths)).fillna(1.0).to_numpy(dtype=float)

    @property
    def members(self) -> tuple[tuple[float, float], ...]:
        """Return every pair of a correlation and a drift variance that is averaged over."""
        return tuple((correlation, variance) for correlation in self.correlations for variance in self.drift_variances)


@dataclass(frozen=True)
class Fitted:
    """
    The fits of a model to many series; arrays of shape (series, correlations) or, where noted, (series,).

    Attributes:
        model: The model.
        reference: The latest value on the scale of the forecast, shape (series,).
        level: Height of the line above *reference* at the latest point.
        slope: Change a year.
        level_variance: Variance of *level* in variances of one year's error; likewise the next two.
        covariance: Of level and slope.
        slope_variance: Of *slope*.
        variance: Variance of one year's error.
        weight: Probability of each correlation; a series' weights sum to 1.
        degrees: Degrees of freedom, shape (series,).
        overlap: Years that a period covers if it shares years with the next, else 1; shape (series,).
        width: Factor of the error, that of the model times that of the family; shape (series,).
    """

    model: Model
    reference: Array
    level: Array
    slope: Array
    level_variance: Array
    covariance: Array
    slope_variance: Array
    variance: Array
    weight: Array
    degrees: Array
    overlap: Array
    width: Array

    def rows(self, chosen: Array) -> Fitted:
        """Return the fits of the *chosen* series, by position, repeated as often as asked."""
        fields = {name: getattr(self, name)[chosen] for name in ARRAYS}
        return Fitted(self.model, **fields)


ARRAYS = (
    "reference", "level", "slope", "level_variance", "covariance", "slope_variance", "variance", "weight", "degrees", "overlap",
    "width",
)  # fmt: skip
"""The arrays of `Fitted`."""


def fit(time: Array, values: Array, model: Model, *, length: Array, floor: Array, widening: Array | float = 1.0) -> Fitted:
    """
    Return the fits of *model* to every row.

    Args:
        time: Midpoints of the periods, in years; shape (series, points), each row in order of time, NaN before or after its points.
        values: On the scale of the forecast; a row has at least three, without gaps between them.
        model: The model.
        length: Years that a period of each series covers; shape (series,).
        floor: Least variance of an error (that of rounding or sampling), on the scale of the forecast; shape (series,).
        widening: Further factor of the error (`Model.widening`), one for all or shape (series,).
    """
    valid = np.isfinite(values)
    last = valid.shape[1] - 1 - np.argmax(valid[:, ::-1], axis=1)
    row = np.arange(len(values))
    reference = values[row, last]
    before = np.where(valid, time - time[row, last][:, None], 0.0)
    above = np.where(valid, values - reference[:, None], 0.0)
    points = row_counts(valid)
    overlap = _overlap(before, points, length)
    sums = {correlation: _sums(before, above, valid, correlation) for correlation in model.correlations}
    members = [_solve(sums[r], variance, has_level=r < WALK, drift=model.drift) for r, variance in model.members]
    level, slope, level_variance, covariance, slope_variance, squares, evidence = (
        np.stack(part, axis=1) for part in zip(*members, strict=True)
    )
    degrees = points - 1.0 - (model.drift and model.drift_variances == (np.inf,))
    squares = np.maximum(squares, (degrees * floor)[:, None])
    with np.errstate(divide="ignore"):
        likelihood = evidence - 0.5 * degrees[:, None] * np.log(squares)
    return Fitted(
        model, reference, level, slope, level_variance, covariance, slope_variance, squares / degrees[:, None],
        _shares(likelihood), np.maximum(degrees / _shared_information(overlap), LEAST_DEGREES), overlap,
        np.full(len(values), model.width) * widening,
    )  # fmt: skip


def ahead(fitted: Fitted, years: Array) -> Ahead:
    """Return the forecast of every series *years* (above 0; shape (series,)) after its latest point; NaN gives NaN."""
    model = fitted.model
    correlation = np.array([correlation for correlation, _ in model.members])[None, :]
    horizon, overlap = years[:, None], fitted.overlap[:, None]
    gone = 1 - kept_after(correlation, horizon)
    centre = gone * fitted.level + fitted.slope * horizon
    line = gone**2 * fitted.level_variance + 2 * gone * horizon * fitted.covariance + horizon**2 * fitted.slope_variance
    errors = spread(correlation, horizon) * spread_of_walk(horizon, overlap) / horizon
    variance = fitted.variance * (overlap * line + errors + model.pace_change * horizon**2)
    mean = np.einsum("ij,ij->i", fitted.weight, centre)
    total = np.einsum("ij,ij->i", fitted.weight, variance + (centre - mean[:, None]) ** 2)
    return Ahead(fitted.reference + mean, fitted.width * np.sqrt(total), fitted.degrees)


def kept_after(correlation: Array, years: Array) -> Array:
    """Return the correlation of errors so many *years* (above 0) apart; at its two ends a power, which is slow, is not needed."""
    if ((correlation == INDEPENDENT) | (correlation == WALK)).all():
        return np.where(np.isnan(years), np.nan, correlation)
    return np.asarray(correlation**years, dtype=np.float64)


def spread(correlation: Array, years: Array) -> Array:
    """Return the variance of the error *years* ahead given the latest one, in variances of one year's error; *years* for a walk."""
    walk = correlation == WALK
    inside = np.where(walk, INDEPENDENT, correlation)
    return np.asarray(np.where(walk, years, (1 - kept_after(inside, 2 * years)) / (1 - inside**2)), dtype=np.float64)


def spread_of_walk(years: Array, overlap: Array) -> Array:
    """
    Return the variance of the change over *years* of the mean of ``L`` = *overlap* years of a walk, in variances of its one-year change.

    A one-year change of the mean averages L years' changes, so its variance is one L-th of that of a year's change; after L years
    nothing is shared, and the variance is L h - (L² - 1) / 3. It is never taken below h, that of a walk whose periods do not overlap.
    """
    return np.asarray(np.maximum(years, overlap * years - (overlap**2 - 1) / 3), dtype=np.float64)


def _sums(before: Array, above: Array, valid: Array, correlation: float) -> tuple[Array, ...]:
    """Return the sums of the normal equations: 1, x, x², y, xy, y², and the logarithm of the weights."""
    if correlation == INDEPENDENT:
        return _sums_of_line(before, above, valid)
    return _sums_of_walk(before, above, valid) if correlation == WALK else _sums_between(before, above, valid, correlation)


def _solve(sums: tuple[Array, ...], drift_variance: float, *, has_level: bool, drift: bool) -> tuple[Array, ...]:
    """Return level, slope, their variances, the sum of squares and the logarithm of the evidence's other factors."""
    ones, both, squares, with_one, with_years, total, log_weight = sums
    level_alone = 1 / ones if has_level else np.zeros_like(squares)
    precision = squares - both**2 * level_alone + 1 / drift_variance
    slope_variance = 1 / precision if drift else np.zeros_like(precision)
    slope = (with_years - both * with_one * level_alone) * slope_variance
    level = (with_one - both * slope) * level_alone
    covariance = -both * level_alone * slope_variance
    level_variance = level_alone + (both * level_alone) ** 2 * slope_variance
    left_over = np.maximum(total - with_one * level - with_years * slope, 0.0)
    evidence = log_weight - (np.log(ones) if has_level else 0.0)
    if drift:
        evidence = evidence - np.log(precision) - (np.log(drift_variance) if np.isfinite(drift_variance) else 0.0)
    return level, slope, level_variance, covariance, slope_variance, left_over, 0.5 * evidence


def _sums_of_line(before: Array, above: Array, valid: Array) -> tuple[Array, ...]:
    """Return them where errors are independent."""
    ones = row_counts(valid).astype(float)
    squares, cross, total = (np.einsum("ij,ij->i", left, right) for left, right in ((before, before), (before, above), (above, above)))
    return ones, _row_sums(before), squares, _row_sums(above), cross, total, np.zeros_like(ones)


def _sums_of_walk(before: Array, above: Array, valid: Array) -> tuple[Array, ...]:
    """
    Return them where errors add up: the equations of the changes, each weighted by 1 over its years.

    The first error of a walk can be anything, so the first point tells its level and no more. Years and changes add up to those between
    the first and the last point.
    """
    follows = valid[:, 1:] & valid[:, :-1]
    step = np.where(follows, np.diff(before, axis=1), 1.0)
    change = np.where(follows, np.diff(above, axis=1), 0.0)
    none = np.zeros(len(before))
    log_weight = none if (step == 1).all() else -_row_sums(np.log(step))
    span, changes = _row_sums(np.where(follows, step, 0.0)), _row_sums(change)
    return none, none, span, none, changes, np.einsum("ij,ij->i", change / step, change), log_weight


def _sums_between(before: Array, above: Array, valid: Array, correlation: float) -> tuple[Array, ...]:
    """Return them for a correlation between: each point less what its predecessor tells of it, weighted by what is left unknown."""
    follows = np.zeros_like(valid)
    follows[:, 1:] = valid[:, :-1] & valid[:, 1:]
    step = np.where(follows, np.diff(before, axis=1, prepend=0.0), 1.0)
    kept = np.where(follows, correlation**step, 0.0)
    weight = np.where(follows, 1 / spread(np.asarray(correlation), step), np.where(valid, 1 - correlation**2, 0.0))

    def innovation(column: Array) -> Array:
        changed = column.copy()
        changed[:, 1:] -= kept[:, 1:] * column[:, :-1]
        return changed

    one, years, y = innovation(valid.astype(float)), innovation(before), innovation(above)
    pairs = ((one, one), (one, years), (years, years), (one, y), (years, y), (y, y))
    sums = [np.einsum("ij,ij,ij->i", weight, left, right) for left, right in pairs]
    return (*sums, np.log(np.where(weight > 0, weight, 1.0)).sum(axis=1))


def _shares(likelihood: Array) -> Array:
    """Return the weights of the members; equal ones where more than one explains the series without any error."""
    best = reduce(np.maximum, likelihood.T)[:, None]  # the members are few and the series many
    perfect = np.isposinf(likelihood)
    with np.errstate(invalid="ignore"):
        relative = np.where(np.isposinf(best), perfect.astype(float), np.exp(likelihood - best))
    return np.asarray(relative / _row_sums(relative)[:, None], dtype=np.float64)


def _row_sums(matrix: Array) -> Array:
    """Return the sum of every row; for rows as short as these several times as fast as ``sum(axis=1)``."""
    return np.asarray(np.einsum("ij->i", matrix), dtype=np.float64)


def _overlap(before: Array, points: Array, length: Array) -> Array:
    """Return the length of the periods where they share years with the next one, else 1."""
    if (length == 1).all():
        return np.ones(len(length))
    gap = -before.min(axis=1) / np.maximum(points - 1, 1)
    return np.where(gap < length, length, 1.0)


def _shared_information(overlap: Array) -> Array:
    """
    Return how many changes of overlapping means tell as much about the variance as one independent change.

    Neighbouring changes that lie k years apart correlate by 1 - k / L; the factor is 1 + 2 times the sum of their squares (Satterthwaite).
    """
    return np.asarray(1 + (1 - 1 / overlap) * (2 * overlap - 1) / 3, dtype=np.float64)
