"""A mission on one page: its goal, the problem, the way and the means, who carries it, and whether it can be evaluated."""

from __future__ import annotations

from dashboard.components.block import Html, Page
from dashboard.components.chip import status_chip
from dashboard.components.choose import choose_mission
from dashboard.components.context_bar import context_bar
from dashboard.components.facts import period_words, time_bar
from dashboard.components.footer import footer
from dashboard.components.marks import marks_sentence, marks_strip, marks_table
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.quote import cited, quoted, translation_of
from dashboard.components.trouble import troubles
from dashboard.components.view import View
from dashboard.display import number
from dashboard.pages.standing import Standing, country_sentence, standings
from data.catalogue.canvas import Mark, Statement
from data.catalogue.entries import Citation
from data.catalogue.promises import Mission
from metrics.evaluability import Anatomy, anatomy

SENTENCE_END = ". "


def build(view: View) -> Page:
    """Return the sheet of the chosen mission, or the missions to choose from."""
    mission = view.catalogue.missions.get(view.selection.mission)
    if mission is None:
        return choose_mission(view, "canvas")
    built = anatomy(view.catalogue, mission.id, as_of=view.as_of)
    name = view.of(mission.name)
    html = "".join(
        (
            context_bar(view, "canvas", mission=name, place=view.place_name(mission.place)),
            troubles(view, "canvas"),
            element("h1", escaped(name)),
            quoted(view, built.goal),
            element("div", _layers(view, built), _margin(view, mission, built), class_="wm-sheet"),
            _marks(view, built),
            footer(view),
        )
    )
    return Page(view.words("canvas.title", mission=name), (Html(html),))


# --- the layers ----------------------------------------------------------------------------------------------------------------------


def _layers(view: View, built: Anatomy) -> str:
    words = view.words
    layers = [_layer(view, name, [_statement(view, statement) for statement in entries]) for name, entries in built.layers.items()]
    found = standings(view, built.mission)
    in_force = [standing for standing in found if standing.is_in_force]
    judged = sum(standing.is_assessable for standing in found)
    count = words.counted("mission.judged", judged, of=len(in_force)) if in_force else words("mission.none_in_force")
    layers.append(_layer(view, "measures", [_measure(view, standing) for standing in found], count))
    return element("div", *layers, class_="wm-layers")


def _layer(view: View, name: str, cells: list[str], count: str = "") -> str:
    """Return one layer of the sheet; *cells* are HTML. A layer without any says that nothing is stated."""
    words = view.words
    head = element("h2", escaped(words(f"canvas.layer.{name}"))) + paragraph(words(f"canvas.gloss.{name}"))
    if count:
        head += element("p", escaped(count), class_="wm-count")
    inside = element("div", *cells, class_="wm-cells") if cells else _empty(view)
    return element("section", element("div", head, class_="wm-layer-head"), inside, class_="wm-layer")


def _empty(view: View) -> str:
    return element("p", escaped(view.words("canvas.not_stated")), class_="wm-empty")


def _cell(label: str, inside: str, below: str = "") -> str:
    """Return a cell that opens: *label* is plain, *inside* and *below*, which is always seen, are HTML."""
    return element("div", element("details", element("summary", escaped(label)), inside), below, class_="wm-cell")


def _source(view: View, citation: Citation) -> str:
    return paragraph(cited(view, citation), "wm-source")


def _statement(view: View, statement: Statement) -> str:
    count = ""
    if statement.count is not None and statement.counted is not None:
        told = f"{number(statement.count, view.language)} {view.of(statement.counted)}"
        count = element("p", escaped(told), class_="wm-count")
    return _cell(view.of(statement.label), paragraph(view.of(statement.text)) + _source(view, statement.citation), count)


def _measure(view: View, standing: Standing) -> str:
    """Return one measure of success: the target, its sentence and source, and where it stands."""
    quote = standing.version.quote
    href = view.address("mission", mission=standing.mission.id, target=standing.target.id)
    inside = "".join(
        (
            element("p", escaped(view.words("canvas.quoted", text=quote.text)), lang=quote.language),
            translation_of(view, quote),
            _source(view, quote.citation),
            element("p", link(href, escaped(view.words("canvas.open_target"))), class_="wm-noprint"),
        )
    )
    own = standing.own
    status = element("small", escaped(country_sentence(view, standing))) if own is None else status_chip(view, own)
    return _cell(view.of(standing.target.name), inside, status)


# --- the margin ----------------------------------------------------------------------------------------------------------------------


def _margin(view: View, mission: Mission, built: Anatomy) -> str:
    words, period = view.words, mission.period
    years, told = period_words(view, mission)
    time = element("p", element("b", escaped(years)))
    if period.start and period.end:
        time += time_bar(period.start, period.end, view.as_of.year) + paragraph(told, "wm-small")
    if period.citation is not None:
        time += _closed_source(view, period.citation)
    money = [_fact(view, view.of(budget.text), budget.citation) for budget in mission.budgets]
    owners = [_fact(view, view.of(owner.text), owner.citation) for owner in mission.owners]
    shared = [_statement(view, statement) for statement in mission.canvas.co_owners]
    # What the canvas says of partners is the fuller account of the same people.
    shared = shared or [_fact(view, view.of(partner.text), partner.citation) for partner in mission.partners]
    seats = built.finding(Mark.PATIENT_SEATS)
    patients = view.of(seats.label) if seats.label else words("canvas.not_stated")
    parts = (
        ("time", time),
        ("money", "".join(money)),
        ("owner", "".join(owners)),
        ("shared", "".join(shared)),
        ("patients", paragraph(patients) if seats.label else ""),
    )
    return element("aside", *(_part(view, name, inside) for name, inside in parts), class_="wm-margin", aria_label=words("canvas.margin"))


def _part(view: View, name: str, inside: str) -> str:
    return element("section", element("h2", escaped(view.words(f"canvas.part.{name}"))), inside or _empty(view))


def _fact(view: View, text: str, citation: Citation) -> str:
    """Return a fact of the margin: its first sentence, the rest and the source on opening."""
    head, mark, rest = text.partition(SENTENCE_END)
    return _cell(head.rstrip("."), (paragraph(rest) if mark else "") + _source(view, citation))


def _closed_source(view: View, citation: Citation) -> str:
    return element("details", element("summary", escaped(view.words("canvas.source"))), _source(view, citation))


# --- the marks -----------------------------------------------------------------------------------------------------------------------


def _marks(view: View, built: Anatomy) -> str:
    words = view.words
    answers = element("details", element("summary", escaped(words("evaluability.open"))), marks_table(view, built))
    return element(
        "section",
        element("h2", escaped(words("evaluability.title"))),
        paragraph(marks_sentence(view, built)),
        marks_strip(view, built),
        answers,
        paragraph(words("evaluability.caveat"), "wm-source"),
        class_="wm-evaluability",
    )
