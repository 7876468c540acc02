"""All missions, A to Z: what was promised, by when, and how many of the promises can be judged."""

from __future__ import annotations

from dashboard.charts.shapes import chip_html, shape_svg
from dashboard.components.block import Html, Page
from dashboard.components.chip import status_note
from dashboard.components.context_bar import context_bar
from dashboard.components.download import scorecard_address
from dashboard.components.footer import footer
from dashboard.components.language_links import older_translations
from dashboard.components.legend import legend
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.note import note
from dashboard.components.table import Column, table
from dashboard.components.trouble import troubles
from dashboard.components.view import View
from dashboard.display import date_words
from dashboard.pages.standing import Standing, counted_words, country_sentence, own_statuses, standings
from dashboard.pages.unlocking import unlocking_section
from data.catalogue.entries import Confidence
from data.catalogue.promises import Mission, TargetKind

SHAPE = 12.0
# A square without a status: the target is judged country by country, and one shape would have to stand for many.
COUNTRY_SHAPE = (
    '<svg class="wm-shape" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">'
    '<rect x="1" y="1" width="10" height="10" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>'
)


def build(view: View) -> Page:
    """Return the page."""
    words = view.words
    missions = sorted(view.catalogue.missions.values(), key=lambda mission: view.order(view.of(mission.name)))
    found = {mission.id: standings(view, mission) for mission in missions}
    html = "".join(
        (
            context_bar(view, ""),
            troubles(view, ""),
            _headline(view, [standing for each in found.values() for standing in each]),
            element("h2", escaped(words("missions.list"))),
            paragraph(words("missions.shapes"), "wm-small wm-muted"),
            _table(view, missions, found),
            _downloads(view),
            unlocking_section(view),
            element(
                "div",
                element("section", element("h2", escaped(words("missions.how_to_read"))), legend(view)),
                element("section", element("h2", escaped(words("missions.no_score"))), paragraph(words("missions.no_score_text"))),
                class_="wm-two",
            ),
            older_translations(view, [text for mission in missions for text in (mission.name, mission.promise)]),
            footer(view),
        )
    )
    return Page(words("nav.missions"), (Html(html),))


def _headline(view: View, found: list[Standing]) -> str:
    words = view.words
    found = [standing for standing in found if standing.is_in_force]
    judged = sum(standing.is_assessable for standing in found)
    numbers = sum(standing.version.reading.kind != TargetKind.ASPIRATION for standing in found)
    missions = len({standing.mission.id for standing in found})
    unverified = sum(standing.version.quote.citation.confidence == Confidence.UNVERIFIED for standing in found)
    countries = sum(standing.by_country for standing in found)
    lead = words("missions.lead", targets=len(found), missions=missions, numbers=numbers, countries=countries)
    day, is_past = date_words(view.as_of, view.language), view.selection.as_of is not None
    title = words("missions.title_past" if is_past else "missions.title", judged=judged, targets=len(found), day=day)
    text = element("h1", escaped(title)) + paragraph(lead, "wm-lead")
    if unverified:
        text += note(words("missions.unverified_title"), words("missions.unverified", n=unverified, targets=len(found)))
    return text


def _table(view: View, missions: list[Mission], found: dict[str, list[Standing]]) -> str:
    words = view.words
    columns = (
        Column(words("column.mission"), width="23%"),
        Column(words("column.promise"), width="27%", labelled=False),
        Column(words("column.by"), width="9%"),
        Column(words("column.targets"), width="13%"),
        Column(words("column.status" if view.selection.as_of else "column.status_today"), labelled=False),
    )
    return table(columns, [_row(view, mission, found[mission.id]) for mission in missions], caption=words("missions.list"))


def _row(view: View, mission: Mission, found: list[Standing]) -> list[str]:
    name = link(view.address("mission", mission=mission.id), escaped(view.of(mission.name)))
    return [
        name + element("small", escaped(view.place_name(mission.place))),
        escaped(view.of(mission.promise)),
        escaped(_years(view, found)),
        _shapes(view, found),
        _status(view, found),
    ]


def _years(view: View, found: list[Standing]) -> str:
    years = sorted({standing.version.reading.year for standing in found if standing.version.reading.year})
    if not years:
        return view.words("aim.no_year")
    return str(years[0]) if len(years) == 1 else view.words("span", first=years[0], last=years[-1])


def _shapes(view: View, found: list[Standing]) -> str:
    found = [standing for standing in found if standing.is_in_force]
    if not found:
        return ""
    judged = sum(standing.is_assessable for standing in found)
    shapes = [shape_svg(status, SHAPE) for status in own_statuses(found)]
    shapes += [COUNTRY_SHAPE for standing in found if standing.by_country]
    told = view.words("missions.can_be_judged", judged=judged, n=len(found))
    return element("span", " ".join(shapes), class_="wm-shapes") + element("small", escaped(told))


def _status(view: View, found: list[Standing]) -> str:
    parts = []
    found = [standing for standing in found if standing.is_in_force]
    if not found:
        return escaped(view.words("standing.not_in_force"))
    own = own_statuses(found)
    counted = counted_words(view, own)
    if len(own) == 1:
        parts = [chip_html(own[0], view.words(f"status.{own[0]}"), _only_note(view, found))]
    else:
        parts = [chip_html(status, told) for status, told in counted]
    parts = [element("div", part) for part in parts]
    told = [f"{view.of(standing.target.name)}: {country_sentence(view, standing)}" for standing in found if standing.by_country]
    if told:
        heading = element("b", escaped(view.words("standing.by_country")))
        parts.append(element("div", heading, *(element("small", escaped(sentence)) for sentence in told)))
    return "".join(parts)


def _only_note(view: View, found: list[Standing]) -> str:

    own = next(standing.own for standing in found if standing.own is not None)
    return status_note(view, own)


def _downloads(view: View) -> str:
    href = scorecard_address(as_of=view.selection.as_of)
    told = paragraph(view.words("missions.source", day=date_words(view.as_of, view.language)), "wm-source")
    tools = element("div", link(href, escaped(view.words("missions.download")), download=""), class_="wm-tools") if href else ""
    return tools + told
