"""Series of the same number of points as a joinpoint model sees them: centred times, logarithms, weights, and sums over runs of points."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from metrics.panel import Array, Whole


@dataclass(frozen=True)
class Points:
    """
    Observations of series that all have the same number of points; every matrix is (series, points).

    Attributes:
        time: Times in years, rising, with mean 0 in every series.
        value: What is fitted: natural logarithms of the rates.
        weight: Weights of least squares, above 0, with mean 1 in every series.
        alike: All series have the same times and weights.
    """

    time: Array
    value: Array
    weight: Array
    alike: bool

    @cached_property
    def rest(self) -> Array:
        """Return the residuals of the weighted straight line; what joinpoints explain, they explain of these."""
        total = self.weight.sum(axis=1, keepdims=True)
        time = self.time - (self.weight * self.time).sum(axis=1, keepdims=True) / total
        value = self.value - (self.weight * self.value).sum(axis=1, keepdims=True) / total
        weighted = self.weight * time
        slope = (weighted * value).sum(axis=1, keepdims=True) / (weighted * time).sum(axis=1, keepdims=True)
        return np.asarray(value - slope * time, dtype=np.float64)

    @cached_property
    def sums(self) -> Array:
        """Return the sums of w, wt, wy, wtt, wty, wyy over the first 0, 1, … points, shape (6, series, points + 1); y is `rest`."""
        weighted_time, weighted_rest = self.weight * self.time, self.weight * self.rest
        terms = (self.weight, weighted_time, weighted_rest, weighted_time * self.time, weighted_time * self.rest, weighted_rest * self.rest)
        running = np.zeros((len(terms), self.time.shape[0], self.time.shape[1] + 1))
        for place, term in enumerate(terms):  # over six sums, not series
            np.cumsum(term, axis=1, out=running[place, :, 1:])
        return running

    def upto(self, stop: Whole) -> Array:
        """Return the six sums over the points before *stop* of every series; (series, anything) in, (6, series, anything) out."""
        return np.asarray(self.sums[:, np.arange(len(self.time))[:, None], stop], dtype=np.float64)

    def over(self, start: Whole, stop: Whole) -> Array:
        """Return the six sums over the points *start* … *stop* - 1 of every series; both (series, anything)."""
        return self.upto(stop) - self.upto(start)

    def rows(self, chosen: Whole) -> Points:
        """Return only the *chosen* series, with what was computed of them already."""
        few = Points(self.time[chosen], self.value[chosen], self.weight[chosen], self.alike)
        known = vars(self)
        if "rest" in known:
            vars(few)["rest"] = self.rest[chosen]
        if "sums" in known:
            vars(few)["sums"] = self.sums[:, chosen]
        return few


def points_of(time: Array, rate: Array, error: Array | None) -> Points:
    """
    Return the points of a log-linear model.

    Args:
        time: Times in years, rising, shape (series, points).
        rate: Rates above 0.
        error: Their standard errors above 0; None for a fit with constant variance. The weights are rate² / error², the inverse variance
            of a logarithm by the delta method (NCI Joinpoint help, "Heteroscedastic Errors").
    """
    centred = time - time.mean(axis=1, keepdims=True)
    if error is None:
        weight = np.broadcast_to(np.float64(1.0), rate.shape)
        return Points(centred, np.log(rate), weight, alike=bool((centred == centred[:1]).all()))
    weight = (rate / error) ** 2
    return Points(centred, np.log(rate), weight / weight.mean(axis=1, keepdims=True), alike=len(rate) == 1)
