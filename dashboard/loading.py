"""
Opens the warehouse for the pages, once for each file, and keeps what was read and judged from it.

A build publishes a new file; the next page run opens it and closes the one before the last. If the new one cannot be used, the last
good one stays open and is served, and the reader is told. What is computed belongs to the file it was computed from, so nothing is stale.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
import pandas as pd
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from dashboard.display import Format, Language, format_of
from dashboard.keeping import Shelf, kept
from data import paths
from data.errors import MetricError, WarehouseError
from data.warehouse import queries, refusals, store
from data.warehouse.refusals import Refusal
from metrics import report

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.catalogue.entries import Text
    from metrics.changes import Known
    from metrics.rebased import Rebased
    from metrics.review import Review
    from metrics.scorecard import Judged

# A frame here has some hundred rows and a dozen columns of text. Arrow's storage is made for millions of rows: taking a few rows out of
# each column costs it half the time of a page.
pd.set_option("mode.string_storage", "python")

Made = TypeVar("Made")
Asked: TypeAlias = "tuple[tuple[str, ...] | None, tuple[str, ...] | None, str | None, str | None, date | None, bool]"
ChangesAndRows: TypeAlias = "tuple[pd.DataFrame, pd.DataFrame]"

PAGES_KEPT = 512
"""Pages, and what they were made of, kept ready; one is at most about 100 kB, and a page has one or two parts that other readers share."""
HELD_WHOLE = 100_000
"""Observations up to which all of a day are held, 0.8 kB each, and questions are answered from these; of more, each is read by itself."""
DAYS_HELD = 3
"""Days whose observations and directions are held whole."""
KEEP_OPEN = 2
"""Files held open: the current one, and the one before it while a page that began with it still runs."""


class OpenWarehouse:
    """One warehouse file, open for reading, with its catalogue, its build and a cache of what was asked of it."""

    def __init__(self, file: Path) -> None:
        self.name = file.name
        self.file = file
        self._engine = store.connect(file)
        try:
            with self._engine.connect() as connection:
                self.catalogue = self.whole_catalogue = queries.read_catalogue(connection)
                self.build: dict[str, Any] = queries.read_build(connection)
                self.series: pd.DataFrame = queries.read_series_list(connection)
        except (SQLAlchemyError, ValidationError) as error:
            self._engine.dispose()
            raise WarehouseError(str(file), f"cannot be read ({type(error).__name__})", store.BUILD_IT) from error
        self.is_held_whole = int(self.build["observations"]) <= HELD_WHOLE
        self.forget()

    def only(self, mission: str) -> OpenWarehouse:
        """
        Return the same file with the catalogue of *mission* alone, so that only its targets are judged: for a document about it.

        ``whole_catalogue`` keeps every mission: a list of a committee may name others.
        """
        one = copy(self)
        one.is_held_whole = False  # a document asks few questions
        one.catalogue = self.catalogue.model_copy(update={"missions": {mission: self.catalogue.missions[mission]}})
        one.forget()
        return one

    def forget(self) -> None:
        """Forget everything that was kept."""
        self._kept_judgements = kept(self._judge, 64)
        self._kept_observations = kept(self._find_observations, 128)
        self._every_observation: Callable[[tuple[date | None, bool]], pd.DataFrame] = kept(self._read_every_observation, DAYS_HELD)
        self.trends: Callable[[str, date], pd.DataFrame] = kept(self._trends, 32)
        self.all_trends: Callable[[date], pd.DataFrame] = kept(self._all_trends, DAYS_HELD)
        self._models: Callable[[date], dict[str, Rebased]] = kept(self._read_models, DAYS_HELD)
        self.share: Callable[[str, date, float], report.ModelledShare] = kept(self._share, 32)
        self.known: Callable[[str, date], Known] = kept(self._known, 32)
        self.review: Callable[[str, str, date | None, date], Review] = kept(self._review, 32)
        self.changed_in_place: Callable[[str, date, date], ChangesAndRows] = kept(self._changed_in_place, 16)
        self.holdings: Callable[[], pd.DataFrame] = kept(self._holdings, 1)
        self.editions: Callable[[date | None], pd.DataFrame] = kept(self._editions, 8)
        self.notices: Callable[[], pd.DataFrame] = kept(lambda: self._read(queries.read_notices))
        self.files: Callable[[], pd.DataFrame] = kept(lambda: self._read(queries.read_files))
        self.corrected: Callable[[], pd.DataFrame] = kept(lambda: self._read(queries.read_corrected))
        # Asked for with every number on a page, and made in no time: it need not wait for a lock.
        self.format: Callable[[str, Language], Format] = lru_cache(maxsize=None)(self._format)
        self._pages = Shelf()

    @cached_property
    def names_of_codes(self) -> tuple[dict[str, Text], dict[str, Text]]:
        """Return the names of sites and of sexes by their codes."""
        codes = self.catalogue.codes
        return {code.code: code.name for code in codes.sites}, {code.code: code.name for code in codes.sexes}

    @cached_property
    def of_one_sex(self) -> frozenset[str]:
        """Return the indicators whose series are all of the same sex."""
        sexes = self.series.groupby("indicator")["sex"].nunique()
        return frozenset(sexes.index[sexes == 1])

    @cached_property
    def editions_of(self) -> dict[tuple[str, str], frozenset[str]]:
        """Return the editions that hold figures of an indicator, by the indicator and their source."""
        held: dict[tuple[str, str], set[str]] = {}
        for indicator, source, edition in zip(*(self.series[name] for name in ("indicator", "source", "edition")), strict=True):
            held.setdefault((indicator, source), set()).add(edition)
        return {key: frozenset(editions) for key, editions in held.items()}

    def _format(self, indicator: str, language: Language) -> Format:
        """Return how values of *indicator* are written in *language*."""
        entry = self.catalogue.indicators[indicator]
        unit = next(unit for unit in self.catalogue.codes.units if unit.code == entry.unit)
        return format_of(entry, unit, language)

    def judged(
        self,
        *,
        as_of: date,
        mission: str | None = None,
        place: str | None = None,
        target: str | None = None,
        edition: tuple[str, str] | None = None,
        indicator: str | None = None,
    ) -> Judged:
        """Return the judgement of ``metrics.report.judge``, computed once for each question."""
        return self._kept_judgements((as_of, mission, place, target, edition, indicator))

    def _judge(self, asked: tuple[date, str | None, str | None, str | None, tuple[str, str] | None, str | None]) -> Judged:
        as_of, mission, place, target, edition, indicator = asked
        with self._engine.connect() as connection:
            return report.judge(
                connection,
                mission=mission,
                place=place,
                target=target,
                as_of=as_of,
                edition=edition,
                indicator=indicator,
                catalogue=self.catalogue,
            )

    def observations(
        self,
        *,
        indicators: tuple[str, ...] | None = None,
        places: tuple[str, ...] | None = None,
        source: str | None = None,
        edition: str | None = None,
        as_of: date | None = None,
        in_force: bool = True,
    ) -> pd.DataFrame:
        """Return the observations of ``data.warehouse.queries.read_observations``, read once for each question."""
        return self._kept_observations((indicators, places, source, edition, as_of, in_force))

    def _find_observations(self, asked: Asked) -> pd.DataFrame:
        indicators, places, source, edition, as_of, in_force = asked
        if not self.is_held_whole:
            with self._engine.connect() as connection:
                return queries.read_observations(
                    connection, indicators=indicators, places=places, source=source, edition=edition, as_of=as_of, in_force=in_force
                )
        # An edition is shown whole, whether it is in force or not.
        every = self._every_observation((as_of, in_force and edition is None))
        wanted = {"indicator": indicators, "place": places, "source": source and (source,), "edition": edition and (edition,)}
        chosen = [every[name].isin(codes) for name, codes in wanted.items() if codes is not None]
        return every[np.logical_and.reduce(chosen)].reset_index(drop=True) if chosen else every

    def _read_every_observation(self, asked: tuple[date | None, bool]) -> pd.DataFrame:
        as_of, in_force = asked
        with self._engine.connect() as connection:
            return queries.read_observations(connection, as_of=as_of, in_force=in_force)

    def _trends(self, place: str, as_of: date) -> pd.DataFrame:
        if self.is_held_whole:
            every = self.all_trends(as_of)
            return every[every["place"] == place].drop(columns="place").reset_index(drop=True)
        with self._engine.connect() as connection:
            return report.indicator_trends(connection, place=place, as_of=as_of, catalogue=self.catalogue)

    def _all_trends(self, as_of: date) -> pd.DataFrame:
        return report.all_trends(self.observations(as_of=as_of), as_of=as_of, catalogue=self.catalogue)

    def _share(self, place: str, as_of: date, lag: float) -> report.ModelledShare:
        """Return the modelled preventable share of *place*; its bands are drawn by lot 4,000 times, so once for each question."""
        return report.modelled_share(self._models(as_of), place=place, lag=lag)

    def _read_models(self, as_of: date) -> dict[str, Rebased]:
        with self._engine.connect() as connection:
            return report.rebased_models(connection, as_of=as_of)

    def _known(self, mission: str, day: date) -> Known:
        """
        Return what was known of *mission* on *day*, as the newest build of that day or before held it, if one is kept.

        Without one, the data published by then meet the catalogue of this build, with the versions of the targets that held then.
        """
        file = earlier_build(self.file, day, str(self.build["audience"]))
        if file is not None:
            with suppress(WarehouseError, SQLAlchemyError, ValidationError, MetricError):
                return _read_known(file, mission, day)
        with self._engine.connect() as connection:
            return report.known_of_mission(connection, mission=mission, as_of=day, catalogue=self.catalogue)

    def _review(self, mission: str, place: str, since: date | None, as_of: date) -> Review:
        """Return the facts of the review of *mission*, compared with what was known on *since*."""
        judged = self.judged(as_of=as_of).scorecard
        indicators = report.indicators_of({mission: self.catalogue.missions[mission]})
        found = self.observations(indicators=tuple(indicators), as_of=as_of)
        with self._engine.connect() as connection:
            now = report.known_of_mission(
                connection, mission=mission, as_of=as_of, catalogue=self.catalogue, judged=judged, observations=found
            )
        before = self.known(mission, since) if since is not None else None
        return report.review(now, _with_same_catalogue(before, now), place=place)

    def _changed_in_place(self, place: str, since: date, as_of: date) -> ChangesAndRows:
        """Return what changed in *place* between two days, and its rows of the scorecard on the later one."""
        with self._engine.connect() as connection:
            before, now = (
                report.known_of_place(connection, place=place, as_of=day, catalogue=self.catalogue, judged=self.judged(as_of=day).scorecard)
                for day in (since, as_of)
            )
        return report.changes_in_place(now, before, place)

    def _holdings(self) -> pd.DataFrame:
        with self._engine.connect() as connection:
            return queries.read_holdings(connection)

    def _editions(self, as_of: date | None) -> pd.DataFrame:
        with self._engine.connect() as connection:
            return queries.read_editions(connection, as_of)

    def _read(self, query: Callable[[Connection], pd.DataFrame]) -> pd.DataFrame:
        with self._engine.connect() as connection:
            return query(connection)

    def remember(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what *make* made for *key*, made once; the least recently asked for is forgotten first."""
        return self._pages.take(key, make, PAGES_KEPT)

    def refused(self) -> Refusal | None:
        """Return the newer build that was refused, if any; a build for the public tells of none, because its problems quote figures."""
        return refusals.last(self.file.parent) if self.build["audience"] != "public" else None

    def close(self) -> None:
        """Close the file; a page that still reads keeps its own connection until it is done."""
        self._engine.dispose()


def earlier_build(file: Path, day: date, audience: str) -> Path | None:
    """Return the newest whole build older than *file* and beside it, for the same *audience*, made by *day*; ``None`` without one."""
    older = (other for other in store.files(file.parent) if other.name < file.name and store.built_on(other) <= day)
    return next((other for other in older if store.fault(other) is None and _audience(other) == audience), None)


@lru_cache(maxsize=16)
def _audience(file: Path) -> str:
    engine = store.connect(file)
    try:
        with engine.connect() as connection:
            return str(queries.read_build(connection)["audience"])
    finally:
        engine.dispose()


def _read_known(file: Path, mission: str, day: date) -> Known:
    engine = store.connect(file)
    try:
        with engine.connect() as connection:
            return report.known_of_mission(connection, mission=mission, as_of=day)
    finally:
        engine.dispose()


def _with_same_catalogue(before: Known | None, now: Known) -> Known | None:
    """Return *before* with the very catalogue of *now* where the two say the same, so that no step between them is judged twice."""
    if before is None or before.catalogue != now.catalogue:
        return before
    return replace(before, catalogue=now.catalogue)


@dataclass(frozen=True)
class Opening:
    """What there is to show: a warehouse, and what is wrong with the newest one, if anything."""

    warehouse: OpenWarehouse | None
    error: WarehouseError | None = None


class Library:
    """Holds the open warehouses of this process."""

    def __init__(self, keep: int = KEEP_OPEN) -> None:
        self._keep = keep
        self._open: OrderedDict[Path, OpenWarehouse] = OrderedDict()
        self._lock = Lock()
        self.when_opened: Callable[[OpenWarehouse], None] | None = None
        """What is called with each file that is opened; it must not wait for anything."""

    def current(self, folder: Path | None = None) -> Opening:
        """Return the warehouse in use; the last good one with the error where that one cannot be used."""
        folder = folder or paths.warehouse()
        with self._lock:
            try:
                return Opening(self._opened(store.current_file(folder)))
            except WarehouseError as error:
                last_good = next((kept for file, kept in reversed(self._open.items()) if file.parent == folder), None)
                return Opening(last_good, error)

    def _opened(self, file: Path) -> OpenWarehouse:
        if file not in self._open:
            self._open[file] = OpenWarehouse(file)
            if self.when_opened is not None:
                self.when_opened(self._open[file])
            while len(self._open) > self._keep:
                self._open.popitem(last=False)[1].close()
        self._open.move_to_end(file)
        return self._open[file]

    def close(self) -> None:
        """Close every file."""
        with self._lock:
            while self._open:
                self._open.popitem()[1].close()


LIBRARY = Library()
"""The library of this process: pages and downloads read through it."""
