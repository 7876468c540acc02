"""
The yearly preventable share: a published study carried on, year by year, by what moves its factors. Always modelled, never measured.

How a study is carried on stands in `metrics.rebased`, how sure the result is in `metrics.share_bands`. Here is what a reader asks: the
share of each year and its factors; what it would be if one exposure took another path; how far one exposure would have to go for a
target; and what the excess risks of one country's study would have predicted for another's.

Shares and fractions are from 0 to 1; exposures are in the unit of their series. A year is a year of diagnosis unless it is called one of
exposure. A modelled share is never joined to a study's point and never enters a verdict as if it were measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
import pandas as pd

from data.errors import MetricError
from metrics.intervals import Array
from metrics.rebased import Exposure, Rebased, Role

LAG_YEARS = 10
"""Years between an exposure and the cancers it causes, where a caller names none; `metrics.share_bands` varies it."""

SHOWN_DIFFERENCE = 0.001
"""A change of a tenth of a percentage point is the smallest that a share printed with one decimal shows."""

YEAR_COLUMNS = ["study", "place", "year", "lag", "share", "change", "carried", "assumptions"]
FACTOR_COLUMNS = ["study", "place", "year", "lag", "factor", "fraction", "role", "indicator", "exposure_year", "exposure", "carried"]


class Assumption(StrEnum):
    """What a modelled share takes for granted; a page words each of them."""

    MODELLED = "modelled"
    """The share is a model's, not a measurement."""
    CONSTANT_EXCESS_RISK = "constant_excess_risk"
    """The exposed have the same excess risk in every year."""
    ONE_LAG = "one_lag"
    """Every exposure acts after the same number of years."""
    CONSTANT_MIX = "constant_mix"
    """The mix of cancers does not change."""
    INDEPENDENT_FACTORS = "independent_factors"
    """Factors act independently, but for the scale to the study's joint share."""
    SCALED = "scaled"
    """The joint share is scaled to the study's."""
    REST_HELD = "rest_held"
    """What the study counts beyond the listed factors does not change."""
    FACTORS_HELD = "factors_held"
    """Factors without a series keep the study's fraction."""
    STAND_IN = "stand_in"
    """A factor is moved by a series that measures something else."""
    SERIES_MISSING = "series_missing"
    """A factor is held although a series for it exists, because no figures of it are held."""
    CARRIED = "carried"
    """The last known exposure is carried forward."""


def yearly_shares(model: Rebased, *, lag: float = LAG_YEARS, last_year: int | None = None) -> pd.DataFrame:
    """
    Return the modelled share of every year of diagnosis that the series reach.

    Args:
        model: The re-based study.
        lag: Years between exposure and diagnosis.
        last_year: Go on to this year with the last exposures carried forward; by default to the last year that a series reaches.

    Returns:
        ``study, place, year, lag, share``, ``change`` (share relative to the study's, minus 1: the only number a target may be held
        against), ``carried`` (an exposure is carried forward) and ``assumptions`` (codes joined by semicolons).

    Raises:
        MetricError: The series do not reach back to *lag* years before the study.
    """
    years = diagnosis_years(model, lag, last_year)
    share = model.share(model.fractions(years, lag))
    ends = np.array([exposure.year[-1] for exposure in model.exposures.values()])
    carried = years - lag > ends.min()
    frame = pd.DataFrame({"year": years.astype(int), "lag": lag, "share": share, "change": share / model.joint - 1, "carried": carried})
    codes = _assumptions(model)
    frame["assumptions"] = np.where(carried, ";".join([*codes, Assumption.CARRIED]), ";".join(codes))
    return frame.assign(study=model.study.id, place=model.study.place)[YEAR_COLUMNS]


def yearly_factors(model: Rebased, *, lag: float = LAG_YEARS, last_year: int | None = None) -> pd.DataFrame:
    """
    Return the fraction of every factor in every year of `yearly_shares`, with its role and, where it moves, the exposure behind it.

    Columns ``study, place, year, lag, factor, fraction, role, indicator, exposure_year, exposure, carried``.
    """
    years = diagnosis_years(model, lag, last_year)
    fractions = model.fractions(years, lag)
    frame = pd.DataFrame(
        {"factor": np.repeat(model.factors["factor"].to_numpy(), len(years)), "year": np.tile(years.astype(int), len(fractions))}
    )
    frame["fraction"] = fractions.ravel()
    frame["role"] = np.repeat(model.factors["role"].astype(str).to_numpy(), len(years))
    position = np.repeat(np.arange(len(fractions)), len(years))
    frame["indicator"] = pd.Series(position).map({key: series.indicator for key, series in model.exposures.items()}).fillna("")
    frame["exposure_year"] = np.where(frame["indicator"] != "", np.tile(years - lag, len(fractions)), np.nan)
    values = np.full(fractions.shape, np.nan)
    ends = np.full(len(fractions), np.inf)
    for key, series in model.exposures.items():
        values[key], ends[key] = series.at(years - lag), series.year[-1]
    frame["exposure"] = values.ravel()
    frame["carried"] = frame["exposure_year"] > ends[position]
    return frame.assign(study=model.study.id, place=model.study.place, lag=lag)[FACTOR_COLUMNS]


def diagnosis_years(model: Rebased, lag: float = LAG_YEARS, last_year: int | None = None) -> Array:
    """Return the years of diagnosis from the first that all series reach to *last_year*, by default the last that one reaches."""
    known = model.known_years(lag)
    last = known[-1] if last_year is None else last_year
    if last < known[0]:
        raise MetricError("last_year", f"{last} is before the first year that the series reach", f"choose {known[0]} or later")
    return np.arange(known[0], last + 1, dtype=float)


def _assumptions(model: Rebased) -> list[str]:
    """Return the codes of what the model takes for granted in every year."""
    roles = set(model.factors["role"])
    codes = [
        Assumption.MODELLED,
        Assumption.CONSTANT_EXCESS_RISK,
        Assumption.ONE_LAG,
        Assumption.CONSTANT_MIX,
        Assumption.INDEPENDENT_FACTORS,
    ]
    by_role = {
        Role.HELD: Assumption.FACTORS_HELD,
        Role.REST: Assumption.REST_HELD,
        Role.STAND_IN: Assumption.STAND_IN,
        Role.MISSING: Assumption.SERIES_MISSING,
    }
    codes += [code for role, code in by_role.items() if role in roles]
    return [str(code) for code in (codes if model.scale == 1 else [*codes, Assumption.SCALED])]


def what_if(
    model: Rebased, factor: str, path: Mapping[int, float], *, lag: float = LAG_YEARS, last_year: int | None = None
) -> pd.DataFrame:
    """
    Return the share if one factor's exposure took a *path*, everything else carried forward as it is.

    Args:
        model: The re-based study.
        factor: A moved factor, such as ``factor:smoking``.
        path: Exposure by calendar year, in the unit of the series, after its last known year; linear between, carried after.
        lag: Years between exposure and diagnosis.
        last_year: Last year of diagnosis; by default the one in which the end of the path arrives.

    Returns:
        ``year``, ``share``, ``share_as_is`` (nothing changes after the last known year), ``difference``, ``exposure`` (of the factor, *lag*
        years before) and ``shows`` (the difference is at least a tenth of a point).

    Raises:
        MetricError: No series moves the factor, or the path is empty, negative or begins within the known years.
    """
    position = model.position(factor)
    known = model.exposures[position]
    if not path or min(path) <= known.year[-1] or min(path.values()) < 0:
        remedy = f"give exposures of at least 0 for years after {known.year[-1]:g}"
        raise MetricError(f"path of {factor}", "is empty, is negative, or changes what is known", remedy)
    later = dict(sorted(path.items()))
    changed = Exposure(
        known.indicator, np.append(known.year, list(later)), np.append(known.value, list(later.values())), known.lower, known.upper
    )
    years = diagnosis_years(model, lag, last_year or int(max(path) + lag))
    share = model.share(model.fractions(years, lag, {**model.exposures, position: changed}))
    as_is = model.share(model.fractions(years, lag))
    frame = pd.DataFrame({"year": years.astype(int), "share": share, "share_as_is": as_is, "difference": share - as_is})
    return frame.assign(exposure=changed.at(years - lag), shows=np.abs(share - as_is) >= SHOWN_DIFFERENCE)


def needed_exposures(model: Rebased, target: float, year: int, *, lag: float = LAG_YEARS) -> pd.DataFrame:
    """
    Return how far each moved factor, all others as they are, would have to go for the share to be *target* in *year*.

    Args:
        model: The re-based study.
        target: A share from 0 to 1, on the scale of the study.
        year: Year of diagnosis; the exposure that decides it is that of *lag* years before.
        lag: Years between exposure and diagnosis.

    Returns:
        One row a moved factor: ``factor``, ``exposure_year``, ``exposure`` (as it is), ``needed`` (NaN where not reachable),
        ``share_as_is``, ``share_without`` (nobody exposed) and ``answer``: ``needed``, ``already`` (the share is at the target as it is) or
        ``not_reachable`` (not even without the factor).
    """
    if not 0 < target < 1:
        raise MetricError("target", f"{target:g} is no share", "write a share between 0 and 1, such as 0.36 for 36 %")
    years = np.array([float(year)])
    fractions = model.fractions(years, lag)[:, 0]
    surviving = np.prod(1 - fractions)
    positions = np.array(list(model.exposures), dtype=int)
    others = surviving / (1 - fractions[positions])
    wanted = 1 - (1 - target / model.scale) / others
    base = np.array([exposure.at(np.array([model.study.year - lag]))[0] for exposure in model.exposures.values()])
    needed = np.where((wanted >= 0) & (wanted < 1), wanted / (1 - wanted) / model.odds[positions] * base, np.nan)
    as_is = float(model.scale * (1 - surviving))
    return pd.DataFrame(
        {
            "factor": model.factors["factor"].to_numpy()[positions],
            "exposure_year": year - lag,
            "exposure": [exposure.at(years - lag)[0] for exposure in model.exposures.values()],
            "needed": needed,
            "share_as_is": as_is,
            "share_without": model.scale * (1 - others),
            "answer": np.where(as_is <= target, "already", np.where(wanted >= 0, "needed", "not_reachable")),
        }
    )


def cross_test(models: Sequence[Rebased], *, lag: float = LAG_YEARS) -> pd.DataFrame:
    """
    Return what the excess risks of each study would predict for the places and years of the others, and by how much they miss.

    Factors are matched by the series that moves them, though the studies may define them apart. The factor ``joint`` is the other study's
    own model with all matched fractions replaced.

    Returns:
        One row a pair of studies and matched factor: ``excess_risk_of``, ``study``, ``place``, ``year``, ``factor``, ``indicator``,
        ``predicted``, ``published``, ``miss`` (predicted - published) and ``same_factor`` (both studies name it alike).
    """
    rows = [row for origin in models for there in models if origin is not there for row in _predicted(origin, there, lag)]
    columns = ["excess_risk_of", "study", "place", "year", "factor", "indicator", "predicted", "published", "same_factor"]
    frame = pd.DataFrame(rows, columns=columns)
    frame.insert(8, "miss", frame["predicted"] - frame["published"])
    return frame


def _predicted(origin: Rebased, there: Rebased, lag: float) -> list[tuple[str, str, str, int, str, str, float, float, bool]]:
    """Return the predictions from the excess risks of one study for another."""
    fractions = there.factors["fraction"].to_numpy(dtype=float).copy()
    key = (origin.study.id, there.study.id, there.study.place, there.study.year)
    by_series = {series.indicator: position for position, series in origin.exposures.items()}
    rows = []
    for position, series in there.exposures.items():
        source = by_series.get(series.indicator)
        if source is None:
            continue
        before = origin.exposures[source].at(np.array([origin.study.year - lag]))[0]
        odds = origin.odds[source] * series.at(np.array([there.study.year - lag]))[0] / before
        names = [str(model.factors["factor"].iloc[place]) for model, place in ((there, position), (origin, source))]
        rows.append((*key, names[0], series.indicator, float(odds / (1 + odds)), float(fractions[position]), names[0] == names[1]))
        fractions[position] = odds / (1 + odds)
    if rows:
        same = all(row[-1] for row in rows)
        rows.append((*key, "joint", "", float(there.share(fractions[:, None])[0]), there.joint, same))
    return rows
