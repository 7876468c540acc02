"""
A study of the preventable share with the series that move its factors: the model behind `metrics.preventable_share`.

A study gives the attributable fraction of each factor for its year. Levin's formula then says which excess risk the study implies, given
the exposure *lag* years before. That excess risk is held constant, the exposure moves, and the fractions follow: with the odds
``o = fraction / (1 - fraction)`` of the study's year and the exposure relative to then, ``r``, the fraction is ``o r / (1 + o r)``. The
exposure may be in any unit, since only its ratio counts. Factors without a series keep the study's fraction. The joint share is
1 - product of (1 - fraction), brought to the study's own joint share in the study's year:

* where the listed factors give more than the study's joint share, because they overlap, the share is scaled;
* where they give less, because the study counts factors that are not listed, what is missing becomes one more factor that is held.

Shares and fractions are from 0 to 1; exposures are in the unit of their series.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from data.catalogue.rebasing import Mover, Study
from data.errors import MetricError
from metrics.fractions import joint
from metrics.intervals import Array

ROUNDING = 1e-9
"""By which share the factors may miss the joint share and still make it up: what binary fractions lose."""

NOT_LISTED = "factor:not_listed"
"""The factor that stands for everything a study counts and does not list."""


class Role(StrEnum):
    """How a factor enters the model."""

    MOVED = "moved"
    """By its own series."""
    STAND_IN = "stand_in"
    """By a series that stands in."""
    MISSING = "missing"
    """Held, because its series has no figures here."""
    HELD = "held"
    """Held, because no series is known."""
    REST = "rest"
    """What the study does not list; held."""


@dataclass(frozen=True)
class Exposure:
    """A risk-factor series: rising years, values above 0, and 95 % limits (NaN where none is published)."""

    indicator: str
    year: Array
    value: Array
    lower: Array
    upper: Array

    def at(self, years: Array) -> Array:
        """Return the exposure in *years* (fractions allowed): linear between known years, the nearest known value beyond them."""
        return np.asarray(np.interp(years, self.year, self.value), dtype=np.float64)


@dataclass(frozen=True)
class Rebased:
    """
    A study with the series that move its factors.

    Attributes:
        study: What is known of the study.
        joint: Its own joint share.
        factors: One row a factor: ``factor``, ``fraction``, its limits ``lower`` and ``upper`` (NaN where none is published), ``role``.
        exposures: The series of each moved factor, by its position in *factors*.
        scale: What 1 - product of (1 - fraction) is multiplied by.
    """

    study: Study
    joint: float
    factors: pd.DataFrame
    exposures: Mapping[int, Exposure]
    scale: float

    @property
    def odds(self) -> Array:
        """The study's fraction / (1 - fraction) of every factor."""
        fraction = self.factors["fraction"].to_numpy(dtype=float)
        return np.asarray(fraction / (1 - fraction))

    def position(self, factor: str) -> int:
        """Return the position of a moved *factor*; raise `MetricError` if no series moves it."""
        moved = [str(self.factors["factor"].iloc[position]) for position in self.exposures]
        if factor not in moved:
            raise MetricError(f"study {self.study.id}", f"no series moves '{factor}'", f"moved are: {', '.join(moved) or 'none'}")
        return list(self.exposures)[moved.index(factor)]

    def known_years(self, lag: float) -> range:
        """Return the years of diagnosis that all series reach back to and at least one reaches; raise `MetricError` without the study's."""
        if not self.exposures:
            raise MetricError(f"study {self.study.id}", "no figures of any series that moves it are held", "add figures of one")
        begins = max(self.exposures.values(), key=lambda exposure: float(exposure.year[0]))
        first = float(begins.year[0])
        if self.study.year - lag < first:
            what = f"with a lag of {lag:g} years it needs {begins.indicator} in {self.study.year - lag:g}, which begins in {first:g}"
            raise MetricError(f"study {self.study.id}", what, f"choose a lag of at most {self.study.year - first:g} years")
        return range(int(np.ceil(first + lag)), int(max(exposure.year[-1] for exposure in self.exposures.values()) + lag) + 1)

    def fractions(self, years: Array, lag: float, exposures: Mapping[int, Exposure] | None = None) -> Array:
        """Return the fraction of every factor (rows) in every one of *years* of diagnosis (columns)."""
        relative = np.ones((len(self.factors), len(years)))
        for position, exposure in self.exposures.items():
            moving = (exposures or self.exposures)[position]
            relative[position] = moving.at(years - lag) / exposure.at(np.array([self.study.year - lag]))
        odds = self.odds[:, None] * relative
        return np.asarray(odds / (1 + odds))

    def share(self, fractions: Array) -> Array:
        """Return the joint share of *fractions*, factors in rows."""
        return self.scale * joint(fractions, axis=0)


def rebase(study: Study, observations: pd.DataFrame) -> Rebased:
    """
    Return *study* with its figures and the series that move its factors.

    Args:
        study: What is known of the study.
        observations: Observations of the warehouse; only those of the study's place are used. Of the share: sex and site ``all``, the
            ages, year and sources of the study. A factor's number of cases over the number of all cases, where both are held, is taken
            rather than its rounded percentage.

    Raises:
        MetricError: No joint share or no factor of the study is held, or a fraction is not between 0 and 1.
    """
    here = _here(study, observations)
    joint_share, factors = _figures(study, here)
    movers = {mover.group: mover for mover in study.movers}
    exposures = {position: _exposure(here, movers[name]) for position, name in enumerate(factors["factor"]) if name in movers}
    factors["role"] = [_role(movers.get(name), exposures.get(position)) for position, name in enumerate(factors["factor"])]
    listed = float(joint(factors["fraction"].to_numpy(dtype=float)))
    if np.isclose(listed, joint_share, rtol=ROUNDING, atol=0):
        listed = joint_share
    if listed < joint_share:
        rest = 1 - (1 - joint_share) / (1 - listed)
        row = {"factor": NOT_LISTED, "fraction": rest, "lower": np.nan, "upper": np.nan, "role": Role.REST}
        factors = pd.concat([factors, pd.DataFrame([row])], ignore_index=True)
    scale = min(1.0, joint_share / listed)
    return Rebased(study, joint_share, factors, {key: series for key, series in exposures.items() if series is not None}, scale)


def rebase_all(studies: Mapping[str, Study], observations: pd.DataFrame) -> dict[str, Rebased]:
    """Return every study that can be carried on with *observations*: its own figures and at least one series that moves it are held."""
    held = {name: study for name, study in studies.items() if all(len(rows) for rows in _rows(study, _here(study, observations)))}
    models = {name: rebase(study, observations) for name, study in held.items()}
    return {name: model for name, model in models.items() if model.exposures}


def _here(study: Study, observations: pd.DataFrame) -> pd.DataFrame:
    """Return the observations of the study's place without breakdowns."""
    return observations[(observations["place"] == study.place) & (observations["sex"] == "all") & (observations["site"] == "all")]


def _rows(study: Study, here: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures of the study: of all factors together, and of each."""
    is_study = (here["indicator"] == study.indicator) & (here["year"] == study.year) & (here["age"] == study.age)
    rows = here[is_study & here["source"].isin(study.sources) & here["value"].notna()]
    return rows[rows["group"] == "all"], rows[rows["group"].str.startswith("factor:")].drop_duplicates("group").sort_values("group")


def _figures(study: Study, here: pd.DataFrame) -> tuple[float, pd.DataFrame]:
    """Return the study's joint share, and its factors with fractions and limits."""
    whole, parts = _rows(study, here)
    if len(whole) != 1 or parts.empty:
        what = f"{len(whole)} joint shares and {len(parts)} factors of {study.indicator} are held for {study.year}, ages {study.age}"
        raise MetricError(f"study {study.id}", what, "one joint share and at least one factor are needed: check its year, ages and sources")
    counted = parts["numerator"] / float(whole["denominator"].iloc[0])
    factors = pd.DataFrame(
        {
            "factor": parts["group"].astype(object),
            "fraction": counted.fillna(parts["value"] / 100),
            "lower": parts["lower"] / 100,
            "upper": parts["upper"] / 100,
        }
    ).reset_index(drop=True)
    share = float(whole["value"].iloc[0]) / 100
    if not (0 < share < 1 and factors["fraction"].between(0, 1, inclusive="neither").all()):
        raise MetricError(f"study {study.id}", "a share is not between 0 and 100 %", "check its figures")
    return share, factors


def _exposure(here: pd.DataFrame, mover: Mover) -> Exposure | None:
    """Return the series that moves a factor, of the source with the newest year; None where no figure is held."""
    rows = here[(here["indicator"] == mover.indicator) & (here["age"] == mover.age) & (here["group"] == "all") & (here["value"] > 0)]
    if rows.empty:
        return None
    rows = rows.sort_values("year", kind="stable")
    rows = rows[rows["source"] == rows["source"].iloc[-1]].drop_duplicates("year", keep="last")
    year, value, lower, upper = (rows[name].to_numpy(dtype=float) for name in ("year", "value", "lower", "upper"))
    return Exposure(mover.indicator, year, value, lower, upper)


def _role(mover: Mover | None, exposure: Exposure | None) -> Role:
    if mover is None:
        return Role.HELD
    if exposure is None:
        return Role.MISSING
    return Role.MOVED if mover.stands_in_for is None else Role.STAND_IN
