"""The site in easy language ("Leichte Sprache"): what it is, what the signs mean, and each mission in a few short sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.charts.shapes import STATUSES
from dashboard.components.view import View
from dashboard.pages.standing import Standing, own_statuses, standings
from dashboard.public.page import Page
from dashboard.public.site import Site
from data.catalogue.promises import Mission

PARTS = ("here", "mission", "check")
"""What is explained before the signs, in the order of the page."""
AFTER = ("find", "everybody", "written")
"""What is explained after the missions."""

SAID_AGAIN = 2
"""Sentences on a sign that are said again with every mission."""


@dataclass(frozen=True)
class Told:
    """A mission in easy language: its sentences, and each sign in use with its words, and what it means for how many targets."""

    path: str
    name: str
    sentences: tuple[str, ...]
    signs: tuple[tuple[str, str, tuple[str, ...]], ...]
    elsewhere: str


def pages(site: Site, view: View) -> Iterator[Page]:
    """Return the page."""
    words = view.words
    missions = sorted(view.catalogue.missions.values(), key=lambda mission: view.of(mission.name).casefold())
    yield Page(
        path="easy/",
        template="easy.html",
        title=words("public.easy.title"),
        description=words("public.easy.description"),
        context={
            "before": [_part(view, name) for name in PARTS],
            "after": [_part(view, name) for name in AFTER],
            "signs": [(status, words(f"status.{status}"), _lines(view, f"public.easy.sign.{status}")) for status in STATUSES],
            "missions": [_told(view, mission) for mission in missions if mission.easy],
            "ask": _lines(view, "public.easy.ask"),
            "email": site.settings.operator.email,
        },
        section="easy/",
    )


def _part(view: View, name: str) -> tuple[str, str, list[str]]:
    return name, view.words(f"public.easy.{name}_title"), _lines(view, f"public.easy.{name}")


def _lines(view: View, key: str) -> list[str]:
    """Return the sentences of *key*; in easy language each stands on a line of its own."""
    return view.words(key).splitlines()


def _told(view: View, mission: Mission) -> Told:
    found = standings(view, mission)
    return Told(
        path=f"missions/{mission.id}/",
        name=view.of(mission.name),
        sentences=mission.easy.in_language(view.language) if mission.easy else (),
        signs=_signs(view, found),
        elsewhere=view.words.counted("public.easy.by_country", by_country) if (by_country := _by_country(found)) else "",
    )


def _by_country(found: list[Standing]) -> int:
    return sum(standing.by_country for standing in found)


def _signs(view: View, found: list[Standing]) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return each status in use with its words, and for how many targets it means what."""
    words, counted = view.words, Counter(own_statuses(found))
    return tuple((status, words(f"status.{status}"), _meaning(view, status, counted[status])) for status in STATUSES if counted[status])


def _meaning(view: View, status: str, targets: int) -> tuple[str, ...]:
    first, *more = _lines(view, f"public.easy.sign.{status}")[:SAID_AGAIN]
    return view.words.counted("public.easy.aims", targets, meaning=first), *more
