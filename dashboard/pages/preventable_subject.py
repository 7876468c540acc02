"""One country's modelled preventable share, what was promised there, and how its page writes numbers and names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.components.provenance import editions_in, source_line
from dashboard.components.view import EVERYTHING, View
from dashboard.display import Format, number, percent, with_unit
from dashboard.pages.preventable_settings import ShareView
from data.catalogue.promises import RELATIVE_KINDS, Mission, Target
from data.catalogue.rebasing import Study
from metrics.preventable_share import LAG_YEARS
from metrics.rebased import NOT_LISTED
from metrics.report import ModelledShare

if TYPE_CHECKING:
    from collections.abc import Iterable

DECADE = 10
TENTH = 10.0
"""Percent that the share is to fall where no promise says otherwise; shown as an example then."""
FINEST = 0.1
"""Percent and points on this page have one decimal; more would claim what no study publishes."""


@dataclass(frozen=True)
class Promise:
    """A promised relative fall of the share: by how many percent, in which target."""

    mission: Mission
    target: Target
    percent: float
    base: float | None


@dataclass(frozen=True)
class Subject:
    """What the page is about; *lag* is the one in use, *longest* the longest that the series allow."""

    share: ModelledShare
    place: str
    lag: int
    longest: int
    promise: Promise | None

    @property
    def study(self) -> Study:
        """Return the study that is carried on."""
        return self.share.model.study

    @property
    def last(self) -> pd.Series:
        """Return the last modelled year."""
        return self.share.years.iloc[-1]

    @property
    def decade_end(self) -> int:
        """Return the year that ends the decade after the study."""
        return self.study.year + DECADE

    @property
    def fall(self) -> float:
        """Return the relative fall in percent that is asked for: the promised one, else a tenth as an example."""
        return self.promise.percent if self.promise else TENTH


def subject_of(view: ShareView, place: str) -> Subject:
    """Return the subject of the page; ``MetricError`` where the study of *place* cannot be carried on."""
    share = view.warehouse.share(place, view.as_of, LAG_YEARS)
    first = max(exposure.year[0] for exposure in share.model.exposures.values())
    longest = int(share.model.study.year - first)
    lag = min(view.settings.lag, longest)
    if lag != LAG_YEARS:
        share = view.warehouse.share(place, view.as_of, lag)
    return Subject(share, view.place_name(place), lag, longest, _promise(view, share.model.study))


def _promise(view: View, study: Study) -> Promise | None:
    """Return the relative fall of the share that is promised in the study's country, if one is."""
    for mission in view.catalogue.missions.values():
        for target in mission.targets:
            reading = target.version_on(view.as_of).reading
            measured = study.indicator in {measure.indicator for measure in target.measures}
            if measured and study.place in target.judged_in and reading.kind in RELATIVE_KINDS and reading.amount is not None:
                return Promise(mission, target, reading.amount, reading.baseline.value if reading.baseline else None)
    return None


# --- how numbers and names are written -------------------------------------------------------------------------------------------------


def percent_words(view: View, share: float) -> str:
    """Return a share (0 to 1) as a percentage with one decimal."""
    return percent(100 * share, view.language, FINEST)


def percent_range(view: View, lower: float, upper: float) -> str:
    """Return two shares as "34.3 to 40.3%"."""
    return view.words("preventable.range", lower=number(100 * lower, view.language, FINEST), upper=percent_words(view, upper))


def signed(view: View, value: float) -> str:
    """Return a number with its sign and one decimal; what rounds to zero has none."""
    text = number(value, view.language, FINEST)
    return f"+{text}" if round(value, 1) > 0 else text.removeprefix("\u2212") if round(value, 1) == 0 else text


def change_words(view: View, change: float) -> str:
    """Return a relative change (0 to 1) as a signed percentage."""
    return with_unit(signed(view, 100 * change), "%", view.language)


def change_range(view: View, lower: float, upper: float) -> str:
    """Return two relative changes as "−3.4 to +2.1%"."""
    return view.words("preventable.range", lower=signed(view, 100 * lower), upper=change_words(view, upper))


def points_words(view: View, difference: float) -> str:
    """Return a difference of two shares in points, with its sign."""
    return view.words("preventable.points", n=signed(view, 100 * difference))


def share_format(view: View) -> Format:
    """Return how shares are written in a drawing: percentages with one decimal."""
    return replace(view.unit_format("percent"), resolution=FINEST)


def factor_name(view: View, factor: str) -> str:
    """Return the name of a factor, as the beginning of a line."""
    name = view.words("preventable.not_listed") if factor == NOT_LISTED else view.group_name(factor)
    return name[:1].upper() + name[1:]


def series_name(view: View, indicator: str) -> str:
    """Return the short name of a risk-factor series."""
    return view.of(view.catalogue.indicators[indicator].short_name)


def source_of(view: View, subject: Subject, *more: str) -> str:
    """Return the source line of the study and of the series that move it; *more* are sentences after it."""
    key = ("editions of the share", subject.study.id, view.as_of)
    editions: list[tuple[str, str]] = view.warehouse.remember(key, lambda: editions_in(used_rows(view, subject)))
    return source_line(view, editions, *more)


def short_source(view: View, subject: Subject) -> str:
    """Return what a drawing is calculated from, in one line; editions and licences stand once, under the sources of the page."""
    series = [series_name(view, exposure.indicator) for exposure in subject.share.model.exposures.values()]
    return view.words("preventable.short_source", study=view.of(subject.study.name).replace(",", ""), series=view.listed(series))


def used_rows(view: View, subject: Subject) -> pd.DataFrame:
    """Return the observations that the model uses."""
    study = subject.study
    series = [exposure.indicator for exposure in subject.share.model.exposures.values()]
    held = view.warehouse.observations(indicators=(study.indicator, *series), places=(study.place,), as_of=view.as_of)
    ages = {mover.indicator: mover.age for mover in study.movers} | {study.indicator: study.age}
    held = held[(held["sex"] == EVERYTHING) & (held["site"] == EVERYTHING) & (held["age"] == held["indicator"].map(ages))]
    found = held[(held["indicator"] == study.indicator) & (held["year"] == study.year) & held["source"].isin(study.sources)]
    return pd.concat([found, *(_newest_source(held[held["indicator"] == name]) for name in series)], ignore_index=True)


def _newest_source(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the source with the newest year, as the model takes them."""
    rows = rows[(rows["group"] == EVERYTHING) & (rows["value"] > 0)].sort_values("year", kind="stable")
    return rows[rows["source"] == rows["source"].iloc[-1]] if len(rows) else rows


def modelled_places(studies: Iterable[Study]) -> list[str]:
    """Return the countries with a study, each once."""
    return list(dict.fromkeys(study.place for study in studies))
