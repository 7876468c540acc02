"""
The models that were tried, with the parameters that the back-test chose, and the one that is used.

The parameters come from one half of the series (`metrics.forecast.backtest`), every forecast and every place counting once: the constants
from a coarse grid, then ``width`` as the factor at which 80 % of the later values lie in the 80 % interval. A model's own interval is never
narrowed: where the factor was below 1 it is 1. The correlations of the default ({0, 0.5, 1} and fewer of them) were chosen by the
logarithmic score; its drift variances (one to three from 0.003 to 30) and its pace change (0 to 0.06) once more by the least error of
stated chances, when WHO's estimates of early deaths up to 2021 were held. Its own factor is 1, but two families need theirs. Of the other
models only the correlation (0.3 to 0.9) and the constants of the damped trend (four choices) were searched; the last segment has the
joinpoint program's own rules. On the half chosen on, the default has the least calibration error and the best score of all; a test holds it
to that.

Two rules were set on principle, with the results of both halves in view: no interval is narrowed, and no variance is below that of the
published sampling error (on the half chosen on, the second made the default's logarithmic score worse by 0.003). How the models did on the
other half stands in ``record.csv`` beside this file.
"""

from __future__ import annotations

from metrics.forecast.damped import Damped
from metrics.forecast.last_segment import LastSegment
from metrics.forecast.models import INDEPENDENT, WALK, Model

NO_CHANGE = Model("no_change", (WALK,), drift=False, width=1.21)
"""The latest value, for ever: a random walk. What every forecast has to beat."""

TEXTBOOK_LINE = Model("textbook_line", (INDEPENDENT,))
"""The straight line with independent errors, exactly as textbooks predict from it; it shows what ignoring autocorrelation costs."""

LAST_TREND = Model("last_trend", (INDEPENDENT,), width=1.88)
"""The same line with intervals as wide as the back-test asks: the last trend continued."""

AUTOREGRESSIVE = Model("autoregressive", (0.7,), width=1.13)
"""A line whose errors correlate by 0.7 from one year to the next."""

DRIFT = Model("drift", (WALK,))
"""A random walk with drift: the latest value, moved on by the mean change."""

DAMPED = Damped("damped_trend", alpha=0.5, beta=0.2, phi=0.95, width=1.11)
"""Holt's damped trend."""

LAST_SEGMENT = LastSegment("last_segment", width=2.31)
"""The last segment of the window's joinpoint model. Its own 80 % interval held 53 % on the half chosen on: where a trend is believed from
its last few points, twice the textbook's width is not too much."""

FAMILY_WIDTHS = (("mortality", 1.31), ("test_uptake", 1.32))
"""Further factors of the default's error, where 80 % of the later values of a family asked for them on the half chosen on. Vaccination and
screening programmes start, stall and are interrupted; deaths turn when a trend of decades ends, and WHO's smooth estimates of them hide how
much a year can differ. Other families asked for less than 1."""

LINE_OR_WALK = Model("line_or_walk", (INDEPENDENT, WALK), drift_variances=(0.01, 1.0, 10.0), pace_change=0.0, family_widths=FAMILY_WIDTHS)
"""A line with independent errors or a random walk with drift, weighed by how well each explains the series; a weak drift, a middling one
and a strong one are weighed likewise, so that a clear trend is kept and a faint one shrunk."""

MODELS = (NO_CHANGE, TEXTBOOK_LINE, LAST_TREND, AUTOREGRESSIVE, DRIFT, DAMPED, LAST_SEGMENT, LINE_OR_WALK)
"""All of them, in the order of the record."""

DEFAULT = LINE_OR_WALK
"""Of the models that are calibrated, the one with the best score on the half chosen on."""
