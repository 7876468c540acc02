"""What a reader sees when something is wrong: an unknown address, or no warehouse. Never a trace, always a way on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dashboard.components.markup import element, escaped, link
from dashboard.components.note import note_html
from dashboard.components.view import View
from dashboard.display import date_words
from dashboard.language import Words
from dashboard.selection import Trouble
from data.errors import WarehouseError

DAYS = ("as_of", "since")


def troubles(view: View, page: str) -> str:
    """Return a note for each parameter of the address that says nothing known, with the nearest known values as links."""
    told = "".join(trouble_note(view, page, trouble) for trouble in view.selection.troubles)
    return element("div", told, role="status", style="margin-bottom:32px") if told else ""


def trouble_note(view: View, page: str, trouble: Trouble) -> str:
    """Return the note on one parameter that says nothing known, with the nearest known values as links."""
    words = view.words
    key = f"trouble.{trouble.parameter}{'_' if trouble.fault else ''}{trouble.fault}"
    told = escaped(words(key, value=trouble.value))
    name = _namer(view, trouble.parameter)
    links = [link(view.same_page(page, **{trouble.parameter: code}), escaped(name(code))) for code in trouble.suggestions]
    more = f" {escaped(words('trouble.did_you_mean'))} {', '.join(links)}" if links else ""
    return note_html(words("trouble.heading"), told + more)


def _namer(view: View, parameter: str) -> Callable[[str], str]:
    if parameter in ("place", "peers"):
        return view.place_name
    if parameter == "mission":
        return lambda code: view.of(view.catalogue.missions[code].name)
    if parameter == "target":
        return lambda code: view.of(view.catalogue.target(code)[1].name)
    if parameter == "indicator":
        return lambda code: view.of(view.catalogue.indicators[code].name)
    if parameter in DAYS:
        return lambda code: date_words(date.fromisoformat(code), view.language)
    return lambda code: code


def no_warehouse(words: Words, error: WarehouseError) -> str:
    """Return the page that stands in for every page while there is no warehouse: what is wrong and how to mend it."""
    problem = error.problem
    return "".join(
        (
            element("h1", escaped(words("trouble.warehouse.title"))),
            element("p", escaped(words("trouble.warehouse.text")), class_="wm-lead"),
            element("p", escaped(words("trouble.warehouse.remedy"))),
            element("pre", element("code", "python -m etl build")),
            note_html(words("trouble.warehouse.detail"), element("span", escaped(str(problem)), lang="en")),
        )
    )


def old_warehouse(words: Words, name: str, error: WarehouseError) -> str:
    """Return the banner above pages that still show the last good warehouse."""
    told = escaped(words("trouble.old_warehouse.text", name=name))
    return note_html(words("trouble.old_warehouse.title"), told + " " + element("span", escaped(str(error.problem)), lang="en"))
