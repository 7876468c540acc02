"""The first page: what was promised, by when, and whether anybody can say how it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.components.chip import status_note
from dashboard.components.view import View
from dashboard.display import date_words
from dashboard.pages.standing import NOT_ASSESSABLE, Standing, country_sentence, own_statuses, standings
from dashboard.public.page import Page
from dashboard.public.site import Site, published_when
from data.catalogue.promises import Mission


@dataclass(frozen=True)
class Line:
    """One mission of the list."""

    path: str
    name: str
    place: str
    promise: str
    by: str
    statuses: tuple[tuple[str, str, str], ...]
    told: tuple[str, ...]


def pages(site: Site, view: View) -> Iterator[Page]:
    """Return the first page."""
    words = view.words
    missions = sorted(view.catalogue.missions.values(), key=lambda mission: view.of(mission.name).casefold())
    found = {mission.id: standings(view, mission) for mission in missions}
    every = [standing for each in found.values() for standing in each]
    judged = sum(standing.is_assessable for standing in every)
    yield Page(
        path="",
        template="home.html",
        title=words("public.home.title"),
        description=words("shell.description"),
        context={
            "lines": [_line(view, mission, found[mission.id]) for mission in missions],
            "judged": judged,
            "targets": len(every),
            "missions": len(missions),
            "day": date_words(site.day, view.language),
            "release": site.release,
        },
        section="",
        data_day=published_when(view, site.published.values()),
    )


def _line(view: View, mission: Mission, found: list[Standing]) -> Line:
    own = own_statuses(found)
    return Line(
        path=f"missions/{mission.id}/",
        name=view.of(mission.name),
        place=view.place_name(mission.place),
        promise=view.of(mission.promise),
        by=by_when(view, found),
        statuses=tuple(_counted(view, own, found)),
        told=tuple(_why(view, found)),
    )


def by_when(view: View, found: list[Standing]) -> str:
    """Return the year, or the years, by which the targets *found* are to be reached, in words."""
    years = sorted({standing.version.reading.year for standing in found if standing.version.reading.year})
    if not years:
        return view.words("aim.no_year")
    told = str(years[0]) if len(years) == 1 else view.words("span", first=years[0], last=years[-1])
    return view.words("public.home.by", by=told)


def _counted(view: View, own: list[str], found: list[Standing]) -> Iterator[tuple[str, str, str]]:
    """Return each status in use: its key, its words with the count, and the note of the only target."""
    for status in dict.fromkeys(own):
        count, words = own.count(status), view.words(f"status.{status}")
        note = ""
        if len(own) == 1:
            note = next(status_note(view, standing.own) for standing in found if standing.own is not None)
        yield status, f"{count} × {words}" if len(own) > 1 else words, note


def _why(view: View, found: list[Standing]) -> Iterator[str]:
    """Return one line why: how many countries have reached an aim, or the reason why there is no verdict."""
    for standing in found:
        if standing.by_country:
            yield f"{view.of(standing.target.name)}: {country_sentence(view, standing)}"
    own = [standing.own for standing in found if standing.own is not None]
    reasons = [str(row["reason"]) for row in own if row["status"] == NOT_ASSESSABLE]
    if len(own) > 1 and reasons:
        most = max(dict.fromkeys(reasons), key=reasons.count)
        yield view.words("public.home.mostly", reason=view.words(f"reason.{most}").rstrip("."))
