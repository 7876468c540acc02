"""What about my country? The list of all places, and one page a place: what was promised there, and its figures beside those of others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from dashboard.components.aim import aim_words
from dashboard.components.chip import status_note
from dashboard.components.provenance import distinct_editions
from dashboard.components.view import View, is_missing
from dashboard.display import first_letter, period, sort_key
from dashboard.pages.figures_of_place import FEWEST_PEERS, strip_chart
from dashboard.pages.standing import NOT_ASSESSABLE, WORST_FIRST
from dashboard.public.dataset import dataset
from dashboard.public.embeds import embed_pages, figure_of
from dashboard.public.figures import Figure
from dashboard.public.page import Page
from dashboard.public.site import Site
from dashboard.public.values import latest_value, number_path, other_quantity
from dashboard.selection import PLACES_OF_LANGUAGE
from data.catalogue.models import Family, Place

MOST_DRAWN = 4
"""Drawings of one page: each family of figures gives at most one, in the order of the families."""
OUTCOMES = (Family.INCIDENCE, Family.MORTALITY, Family.SURVIVAL, Family.TEST_UPTAKE, Family.PREVENTABLE_SHARE)


@dataclass(frozen=True)
class Listed:
    """One place of the list."""

    path: str
    name: str
    detail: str
    letter: str


@dataclass(frozen=True)
class Promise:
    """One target that is judged in the place."""

    name: str
    quantity: str
    mission: str
    mission_path: str
    latest: str
    number: str
    other: str
    aim: str
    by: str
    status: str
    status_words: str
    note: str


class Line(NamedTuple):
    """One series of the list of figures; a site has thousands, so it is a plain tuple."""

    indicator: str
    name: str
    breakdown: str
    latest: str
    direction: str


def pages(site: Site, view: View) -> Iterator[Page]:
    """Return the list, then the page of every place."""
    yield _list(site, view)
    for code in site.places:
        figures = _figures(site, view, code)
        page = _place(site, view, code, figures)
        yield page
        yield from embed_pages(page, figures)


# --- the list ----------------------------------------------------------------------------------------------------------------------------


def _list(site: Site, view: View) -> Page:
    words = view.words
    known = [view.catalogue.places[code] for code in site.places]
    entries = sorted((_listed(site, view, place) for place in known if place.kind != "group"), key=lambda entry: _sorted(entry, view))
    groups = sorted((_listed(site, view, place) for place in known if place.kind == "group"), key=lambda entry: _sorted(entry, view))
    own = PLACES_OF_LANGUAGE[view.language]
    return Page(
        path="places/",
        template="places.html",
        title=words("public.places.title"),
        description=words("public.places.description", n=len(entries)),
        context={
            "letters": [(letter, list(part)) for letter, part in groupby(entries, key=lambda entry: entry.letter)],
            "groups": groups,
            "own": next((entry for entry in entries if entry.path == f"places/{own}/"), None),
            "count": len(entries),
        },
        section="places/",
    )


def _sorted(entry: Listed, view: View) -> str:
    return sort_key(entry.name, view.language)


def _listed(site: Site, view: View, place: Place) -> Listed:
    words, name = view.words, view.place_name(place.code)
    promises, figures = site.in_force.count(place.code), site.trends.count(place.code)
    told = [view.place_name(place.parent)] if place.parent else []
    told += [words.counted("public.places.promises", promises)] if promises else []
    told += [words.counted("public.places.figures", figures)] if figures else []
    return Listed(f"places/{place.code}/", name, ", ".join(told), first_letter(name, view.language))


# --- one place ---------------------------------------------------------------------------------------------------------------------------


def _place(site: Site, view: View, code: str, figures: list[Figure]) -> Page:
    words, name = view.words, view.place_name(code)
    mine, trends = site.in_force.of(code), site.trends.of(code)
    title, lead = _head(view, name, mine)
    editions = distinct_editions((row["source"], row["edition"]) for row in (*mine, *trends))
    indicators = {row["indicator"] for row in (*mine, *trends)}
    description = f"{lead} {words('public.place.description', place=name)}"
    return Page(
        path=f"places/{code}/",
        template="place.html",
        title=title,
        description=description,
        context={
            "name": name,
            "code": code,
            "lead": lead,
            "promises": [_promise(site, view, row) for row in _worst_first(mine)],
            "figures": figures,
            "lines": [_line(view, trend) for trend in trends],
            "is_given": code in site.places_given,
            "not_held": _not_held(view, trends),
            "wider": _wider(site, view, code),
            "parts": _parts(site, view, code),
        },
        section="places/",
        place=name,
        data_day=site.data_day(view, editions),
        dataset=dataset(
            site,
            view,
            editions,
            indicators,
            name=title,
            description=description,
            place=name,
            files=[f"data/places/{code}.csv"] if code in site.places_given else [],
        ),
    )


def _head(view: View, name: str, mine: list[Any]) -> tuple[str, str]:
    words = view.words
    if not mine:
        return words("country.title_none", place=name), words("country.lead_none")
    judged = sum(row["status"] != NOT_ASSESSABLE for row in mine)
    title = words.counted("country.title", judged, place=name, of=len(mine))
    return title, words.counted("country.lead", len({row["mission"] for row in mine}), of=len(mine))


def _worst_first(mine: list[Any]) -> list[Any]:
    return sorted(mine, key=lambda row: (WORST_FIRST.index(row["status"]), row["mission"], row["target"]))


def _promise(site: Site, view: View, row: Any) -> Promise:
    mission, target = view.catalogue.target(str(row["target"]))
    reading, status = target.version_on(view.as_of).reading, str(row["status"])
    return Promise(
        name=view.of(target.name),
        quantity=view.of(reading.quantity),
        mission=view.of(mission.name),
        mission_path=f"missions/{mission.id}/",
        latest=latest_value(view, row) or view.words("places.no_figure"),
        number=number_path(site, row),
        other=other_quantity(view, row),
        aim=aim_words(view, reading),
        by=view.words("aim.by", year=reading.year) if reading.year else "",
        status=status,
        status_words=view.words(f"status.{status}"),
        note=status_note(view, row),
    )


def _figures(site: Site, view: View, code: str) -> list[Figure]:
    """Return the place beside its peers, at most one drawing a family, where enough of them have a figure for the same years."""
    drawn: list[Figure] = []
    for trend, rows, group in site.peers.drawings(code, most=MOST_DRAWN, more_than=FEWEST_PEERS):
        chart = strip_chart(view, code, group, trend, rows)
        family = view.catalogue.indicators[str(trend["indicator"])].family.value
        drawn.append(figure_of(site, view, f"places/{code}/", chart, family, first=not drawn))
    return drawn


def _line(view: View, trend: Any) -> Line:
    indicator = view.catalogue.indicators[trend["indicator"]]
    if is_missing(trend["latest"]):
        latest = view.words("series.withheld")
    else:
        latest = f"{view.format(indicator.id).value(trend['latest'])} ({period(int(trend['latest_year']))})"
    direction = "" if trend["direction"] == NOT_ASSESSABLE else view.words(f"direction.{trend['direction']}")
    return Line(indicator.id, view.of(indicator.short_name), view.breakdown(trend), latest, direction)


def _not_held(view: View, trends: list[Any]) -> list[str]:
    """Return the kinds of outcome for which no source that we hold has a figure of the place."""
    held = {view.catalogue.indicators[code].family for code in {row["indicator"] for row in trends}}
    return [view.words(f"family.{family.value}") for family in OUTCOMES if family not in held]


def _wider(site: Site, view: View, code: str) -> list[tuple[str, str]]:
    """Return the groups that the place belongs to and that have a page: path and name."""
    place = view.catalogue.places[code]
    codes = [*([place.parent] if place.parent else []), *site.groups_of.get(code, ())]
    return [(f"places/{other}/", view.place_name(other)) for other in dict.fromkeys(codes) if other in site.places]


def _parts(site: Site, view: View, code: str) -> list[tuple[str, str]]:
    return sorted(
        ((f"places/{other}/", view.place_name(other)) for other in site.parts.get(code, ())),
        key=lambda entry: sort_key(entry[1], view.language),
    )
