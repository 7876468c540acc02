"""
The day of the last meeting: read from the address, offered as a field and as links, and carried along between the pages of a review.

A day that cannot be read changes nothing and is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from urllib.parse import urlencode

import pandas as pd

from dashboard.components.day_form import day_form
from dashboard.components.markup import element, escaped, link
from dashboard.components.view import View
from dashboard.display import date_words
from dashboard.selection import Selection, Trouble, read_day
from data.catalogue.catalogue import Catalogue
from data.catalogue.models import OURS
from data.catalogue.promises import Mission
from data.days import first_edition
from metrics.review import Review

PAGES = ("review", "changes")
"""The pages that compare with the last meeting."""
DAYS_OFFERED = 4
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ReviewSelection(Selection):
    """What a reader chose, with the day of the last meeting."""

    since: date | None = None


def with_since(selection: Selection, parameters: Mapping[str, str], catalogue: Catalogue, today: date) -> ReviewSelection:
    """Return *selection* with the day of the last meeting, which lies before the day of the view."""
    chosen = {field.name: getattr(selection, field.name) for field in fields(Selection)}
    asked = parameters.get("since", "").strip()
    if not asked:
        return ReviewSelection(**chosen)
    day = read_day("since", asked, first_edition(catalogue), (selection.as_of or today) - ONE_DAY)
    if isinstance(day, Trouble):
        return ReviewSelection(**(chosen | {"troubles": (*selection.troubles, day)}))
    return ReviewSelection(**chosen, since=day)


@dataclass(frozen=True)
class ReviewView(View):
    """A view whose links between the pages of a review carry the day of the last meeting along."""

    @classmethod
    def of_view(cls, view: View) -> ReviewView:
        """Return *view* as that of a review."""
        return cls(view.warehouse, view.selection, view.words, view.mode, view.as_of, view.today, view.on_paper)

    @property
    def since(self) -> date | None:
        """Return the day of the last meeting."""
        return self.selection.since if isinstance(self.selection, ReviewSelection) else None

    def facts(self, mission: Mission) -> Review:
        """Return the facts of the review of *mission* in the chosen place, or in its own where it is not judged there."""
        return self.warehouse.review(mission.id, self.place_of(mission), self.since, self.as_of)

    def place_of(self, mission: Mission) -> str:
        """Return the chosen place if targets of *mission* are judged there, else nothing."""
        place = self.selection.place
        return place if place in self.places(mission) and place != mission.place else ""

    def places(self, mission: Mission) -> list[str]:
        """Return the places in which targets of *mission* are judged."""
        places: dict[str, dict[str, None]] = self.warehouse.remember(("places judged", self.as_of), lambda: _places_judged(self))
        return list(places.get(mission.id, ()))

    def address(self, page: str, **chosen: str | None) -> str:
        """Return the address of *page* with *chosen*; on the pages of a review with the day of the last meeting."""
        return self._with_since(page, super().address(page, **chosen))

    def same_page(self, page: str, **changed: str | None) -> str:
        """Return the address of this very view, with parameters *changed* or, where ``None``, dropped."""
        others = {name: value for name, value in changed.items() if name != "since"}
        href = super().same_page(page, **others)
        if "since" not in changed:
            return self._with_since(page, href)
        return f"{href}&{urlencode({'since': changed['since']})}" if changed["since"] else href

    def _with_since(self, page: str, href: str) -> str:
        if self.since is None or page not in PAGES:
            return href
        return f"{href}{'&' if '?' in href else '?'}{urlencode({'since': self.since.isoformat()})}"


def _places_judged(view: View) -> dict[str, dict[str, None]]:
    """Return the places in which targets are judged, by mission."""
    rows = view.in_force()
    places: dict[str, dict[str, None]] = {}
    for mission, place in zip(rows["mission"], rows["place"], strict=True):
        places.setdefault(str(mission), {})[str(place)] = None
    return places


def published_days(view: View, mission: Mission) -> list[tuple[date, str]]:
    """Return the days on which figures that *mission* is judged by were published, the newest first, each with its sources."""
    indicators = {measure.indicator for target in mission.targets for measure in target.measures}
    held = view.warehouse.holdings()
    # What we derive is made with each build; nobody published it.
    known = held["indicator"].isin(indicators) & (held["published"] <= pd.Timestamp(view.as_of))
    mine = held[known & (held["source"] != OURS)]
    by_day: dict[date, dict[str, None]] = {}
    for day, source in zip(mine["published"].dt.date, mine["source"], strict=True):
        by_day.setdefault(day, {})[str(source)] = None
    names = {source: view.of(entry.name) for source, entry in view.catalogue.sources.items()}
    return [(day, view.listed([names[source] for source in sources])) for day, sources in sorted(by_day.items(), reverse=True)]


def meeting_section(view: ReviewView, page: str, mission: Mission) -> str:
    """
    Return the field for the day of the last meeting, the days before figures of *mission* came out, and the other places, as links.

    On paper there is nothing to choose.
    """
    if view.on_paper:
        return ""
    words = view.words
    field = day_form(view.same_page(page, since=None), "since", label=words("review.meeting"), button=words("review.compare"))
    days = published_days(view, mission)[:DAYS_OFFERED]
    first = first_edition(view.catalogue)
    links = [
        link(view.same_page(page, since=(day - ONE_DAY).isoformat()), escaped(date_words(day, view.language)), title=sources)
        for day, sources in days
        if first is not None and day - ONE_DAY >= first
    ]
    told = escaped(words("review.before_edition"))
    offered = element("p", told, " ", " · ".join(links), class_="wm-small wm-days wm-noprint") if links else ""
    return field + offered + _other_places(view, page, mission)


def _other_places(view: ReviewView, page: str, mission: Mission) -> str:
    """Return the places that a mission which is judged country by country can be reviewed in, as links; empty for all others."""
    places = view.places(mission)
    if len(places) <= 1:
        return ""
    named = sorted(((view.place_name(place), place) for place in places if place != mission.place), key=lambda pair: view.order(pair[0]))
    links = [link(view.same_page(page, place=place), escaped(name)) for name, place in named]
    if view.place_of(mission):
        links.insert(0, link(view.same_page(page, place=None), escaped(view.words("review.all_places"))))
    summary = element("summary", escaped(view.words("review.other_places")))
    return element("details", summary, element("p", " · ".join(links), class_="wm-small"), class_="wm-noprint")
