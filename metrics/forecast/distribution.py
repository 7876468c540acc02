"""The predicted distribution of a value: Student's t on the scale of the forecast, and what can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from metrics.intervals import Array, t_probability, t_quantile

LEAST_DEGREES = 2.0
"""Below two degrees of freedom a t distribution has no variance, and its score no finite mean."""


@dataclass(frozen=True)
class Ahead:
    """
    A forecast of one value a row (any shape): ``centre`` and ``error`` on the scale of the forecast, ``degrees`` of freedom.

    ``error`` is the scale parameter of the t distribution, not its standard deviation.
    """

    centre: Array
    error: Array
    degrees: Array

    def quantile(self, probability: float) -> Array:
        """Return the value that is not exceeded with *probability*."""
        return np.asarray(self.centre + self.error * t_quantile(probability, self.degrees), dtype=np.float64)

    def below(self, value: Array) -> Array:
        """Return the probability of a value at or below *value*; where the error is 0, the sign of the distance decides."""
        distance = value - self.centre
        with np.errstate(divide="ignore", invalid="ignore"):
            statistic = np.where((distance == 0) & (self.error == 0), 0.0, distance / self.error)
        return t_probability(statistic, self.degrees)

    def score(self, observed: Array) -> Array:
        """
        Return the continuous ranked probability score of *observed*: 0 is best, in the unit of the scale.

        Source:
            Gneiting T, Raftery AE (2007), J Am Stat Assoc 102:359-378; closed form for t: Jordan A, Krüger F, Lerch S (2019),
            J Stat Softw 90(12).
        """
        nu = np.maximum(self.degrees, LEAST_DEGREES)
        z = (observed - self.centre) / self.error
        log_density = -0.5 * (nu + 1) * np.log1p(z**2 / nu) - 0.5 * np.log(nu) - special.betaln(0.5, nu / 2)
        spread = 2 * np.sqrt(nu) / (nu - 1) * np.exp(special.betaln(0.5, nu - 0.5) - 2 * special.betaln(0.5, nu / 2))
        unit = z * (2 * t_probability(z, nu) - 1) + 2 * np.exp(log_density) * (nu + z**2) / (nu - 1) - spread
        return np.asarray(self.error * unit, dtype=np.float64)
