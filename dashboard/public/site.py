"""One site in the making: the warehouse it is made from, its settings, and what its pages share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.components.moment import moment_words
from dashboard.components.view import View
from dashboard.language import LANGUAGES, words_of
from dashboard.loading import OpenWarehouse
from dashboard.opendata.changes import read_before
from dashboard.opendata.content import is_given
from dashboard.opendata.terms import terms_of
from dashboard.public.grouped import Grouped
from dashboard.public.peers import Peers
from dashboard.public.settings import Settings
from dashboard.selection import Selection
from data import paths
from data.catalogue.models import Edition
from data.errors import WarehouseError

if TYPE_CHECKING:
    from dashboard.display import Language
    from dashboard.opendata.models_of_changes import History, Strip
    from dashboard.public.numbers import Numbers

DECEMBER = 12
CODE = ("dashboard", "metrics")
"""The packages whose files decide what a page says."""

SCORECARD_CELLS = (
    "mission", "target", "target_version", "indicator", "place", "status", "reason", "latest_year", "latest_year_end", "latest", "lower",
    "upper", "comparability", "sex", "age", "site", "group", "source", "edition",
)  # fmt: skip
"""What the page of a place tells of a row of the scorecard."""

FOR_THE_PUBLIC = "`python -m etl build --audience public`, publish, and `python -m etl build` to give the house its own figures back"


@dataclass(frozen=True)
class Site:
    """
    A warehouse for the public, judged on the day it was built, with the settings of the site.

    ``before`` is the folder of the release before this one, if there is one.
    """

    warehouse: OpenWarehouse
    settings: Settings
    before: Path | None = None

    @cached_property
    def day(self) -> date:
        """Return the day on which everything is judged: that of ``build --as-of``, else that of the build; never today's."""
        build = self.warehouse.build
        day: date = build["as_of"] or build["built_at"].date()
        return day

    @cached_property
    def release(self) -> str:
        """
        Return the name of the release: its day, and a hash of all that decides its bytes.

        Figures and catalogue (by the fingerprint of the build), code, words, templates and settings; so the same name is the same content.
        """
        digest = hashlib.sha256()
        for part in (self.warehouse.build["input_sha256"], self.day.isoformat(), self.settings.base_url, self.settings.confirmed_only):
            digest.update(f"{part}\n".encode())
        digest.update(self.settings.operator.model_dump_json().encode())
        for file in _code_files():
            digest.update(f"{file.relative_to(paths.ROOT)}\n".encode())
            digest.update(file.read_bytes())
        return f"{self.day.isoformat()}-{digest.hexdigest()[:10]}"

    @cached_property
    def views(self) -> dict[Language, View]:
        """Return the view of each language."""
        return {
            language: View(self.warehouse, Selection(language=language), words_of(language), "light", self.day) for language in LANGUAGES
        }

    # --- what pages share, read and judged once -------------------------------------------------------------------------------------

    def read_what_pages_share(self) -> None:
        """Read and judge now what pages of several kinds or languages need, so that copies of this process need not do it again."""
        read: tuple[tuple[object, tuple[str, ...]], ...] = (
            (self, ("trends", "in_force", "parts", "places_given", "published", "history")),
            (self.peers, ("main", "groups")),
            (self.numbers, ("every", "lacking", "by_indicator")),
            (self.warehouse, ("names_of_codes", "of_one_sex")),
        )
        for holder, names in read:
            for name in names:
                getattr(holder, name)
        self.any_view.in_force_by_target()
        self.warehouse.files()
        self.warehouse.corrected()

    @cached_property
    def trends(self) -> Grouped:
        """Return every series with its latest value and direction by place; columns of ``metrics.direction``."""
        return Grouped(self.warehouse.all_trends(self.day), "place")

    @cached_property
    def in_force(self) -> Grouped:
        """Return the rows of the scorecard in force by place; the columns ``SCORECARD_CELLS``."""
        return Grouped(self.any_view.in_force(), "place", SCORECARD_CELLS)

    @cached_property
    def peers(self) -> Peers:
        """Return every place beside its peers."""
        return Peers(self)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Return the places that have a figure or are judged, sorted by code."""
        known = self.warehouse.catalogue.places
        return tuple(code for code in sorted({*self.trends, *self.in_force}) if code in known)

    @cached_property
    def places_given(self) -> frozenset[str]:
        """Return the places of which the open data have a file of figures."""
        terms = terms_of(self.warehouse.catalogue.sources.values(), confirmed_only=self.settings.confirmed_only)
        held = self.warehouse.observations()
        return frozenset(held["place"][is_given(held, terms)].unique())

    @cached_property
    def numbers(self) -> Numbers:
        """Return every number that has a page of its own."""
        from dashboard.public.numbers import Numbers  # noqa: PLC0415 - it reads the site

        return Numbers(self)

    @cached_property
    def history(self) -> History | None:
        """Return the verdicts of the releases before this one; ``None`` where there is none, or none that can be read."""
        read = read_before(self.before)
        return read.history if read else None

    @cached_property
    def _strips(self) -> dict[tuple[str, str, str], Strip]:
        return {(strip.mission, strip.target, strip.place): strip for strip in self.history.strips} if self.history else {}

    def verdicts_before(self, mission: str, target: str, place: str) -> list[tuple[str, str, str]]:
        """Return the verdicts of earlier releases, the oldest first: the day of judgement, the status, the reason (empty without one)."""
        strip = self._strips.get((mission, target, place))
        if self.history is None or strip is None:
            return []
        days = (release.judged_on for release in self.history.releases)
        told = zip(days, strip.statuses, strip.reasons, strict=True)
        return [(day, status, reason or "") for day, status, reason in told if status is not None]

    @cached_property
    def parts(self) -> dict[str, list[str]]:
        """Return the places with a page that lie in each place."""
        found: dict[str, list[str]] = {}
        for code in self.places:
            found.setdefault(self.warehouse.catalogue.places[code].parent or "", []).append(code)
        return found

    @cached_property
    def groups_of(self) -> dict[str, list[str]]:
        """Return the groups that each place belongs to, in the order of the catalogue."""
        found: dict[str, list[str]] = {}
        for place in self.warehouse.catalogue.places.values():
            for member in place.members if place.kind == "group" else ():
                found.setdefault(member, []).append(place.code)
        return found

    @cached_property
    def published(self) -> dict[tuple[str, str], Edition]:
        """Return every edition by source and id."""
        return {(source.id, edition.id): edition for source in self.warehouse.catalogue.sources.values() for edition in source.editions}

    @property
    def any_view(self) -> View:
        """Return a view for what does not depend on the language."""
        return next(iter(self.views.values()))

    def data_day(self, view: View, editions: Iterable[tuple[str, str]]) -> str:
        """Return when the newest of *editions* (source, id) was published, in words; empty where none is known."""
        known = [self.published.get(pair) for pair in editions]
        return published_when(view, [edition for edition in known if edition is not None])


def published_when(view: View, editions: Iterable[Edition]) -> str:
    """Return when the newest of *editions* was published, as precisely as it is known; empty for none."""
    newest = max(editions, key=lambda edition: edition.published, default=None)
    if newest is None:
        return ""
    day = newest.published
    if not newest.published_note or (day + timedelta(days=1)).day != 1:
        return moment_words(view, day.isoformat())
    # Only the month or the year is known, and the catalogue holds its last day.
    return moment_words(view, str(day.year) if day.month == DECEMBER else f"{day.year}-{day.month:02}")


def _code_files() -> list[Path]:
    files = (file for package in CODE for file in (paths.ROOT / package).rglob("*") if file.is_file())
    return sorted(file for file in files if "__pycache__" not in file.parts)


def check_audience(warehouse: OpenWarehouse) -> None:
    """Raise ``WarehouseError`` unless *warehouse* was built for the public."""
    audience = warehouse.build["audience"]
    if audience != "public":
        what = f"was built for the {audience} audience; a public site would show figures that are withheld, embargoed or not free"
        raise WarehouseError(str(warehouse.file), what, f"run {FOR_THE_PUBLIC}")
