"""What a reader sees when something is wrong: an unknown address, or no warehouse. Never a trace, always a way on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import cast

from dashboard.components.markup import element, escaped, link
from dashboard.components.note import note_html
from dashboard.components.part import NAMED
from dashboard.components.view import View
from dashboard.display import Language, date_words
from dashboard.grammar import OWN_NAMES
from dashboard.language import Words
from dashboard.selection import ANYWHERE, EARLY, LATE, PAGE, UNLIKE, Trouble
from data.errors import WarehouseError
from data.warehouse.refusals import Refusal

DAYS = ("as_of", "since")
SHOW_TARGETS = ("mission", "lab")
"""Pages that show a chosen target; an explained number narrows its calculation to it."""


def troubles(view: View, page: str, more: Iterable[str] = ()) -> str:
    """
    Return one note on all that the address says and nobody knows, with the nearest known values as links; empty where all is known.

    *more* is what a page has to say of parameters of its own, as HTML.
    """
    return address_note(view.words, [*(trouble_told(view, page, trouble) for trouble in view.selection.troubles), *more])


def address_note(words: Words, told: Sequence[str]) -> str:
    """Return one note on an address, however much of it, *told* as HTML, is wrong; empty where nothing is."""
    if not told:
        return ""
    inside = told[0] if len(told) == 1 else element("ul", *(element("li", one) for one in told))
    return element("div", note_html(words("trouble.heading"), inside), role="status", class_="wm-address-note")


def trouble_told(view: View, page: str, trouble: Trouble) -> str:
    """Return what is wrong with one parameter, with the nearest known values as links."""
    words = view.words
    is_unlike = trouble.fault == UNLIKE
    key = f"trouble.{trouble.parameter}{f'_{trouble.fault}' if trouble.fault and not is_unlike else ''}"
    name = _namer(view, trouble.parameter)
    is_day = trouble.parameter in DAYS and trouble.fault in (LATE, EARLY)
    text = words(key, value=name(trouble.value) if is_day else trouble.value)
    links = [link(_address(view, page, trouble.parameter, code), escaped(name(code))) for code in trouble.suggestions]
    before = words("trouble.page_others" if is_unlike else "trouble.did_you_mean")
    where = ""
    if trouble.fault == ANYWHERE:
        where = f" {escaped(words('trouble.target_where'))} {link(view.address(''), escaped(words('nav.missions')))}"
    return with_offers(text, before, links) + where


def with_offers(text: str, before: str, links: Sequence[str]) -> str:
    """Return *text*, and where there are any the *links* that are offered instead, with the words *before* them."""
    return f"{escaped(text)} {escaped(before)} {', '.join(links)}" if links else escaped(text)


def _address(view: View, page: str, parameter: str, code: str) -> str:
    """Return where a suggestion leads: to the same page, or to the target itself from a page that shows no chosen target."""
    if parameter == PAGE:
        return view.address(code)
    is_shown = page in SHOW_TARGETS or (page == "explain" and view.selection.indicator)
    if parameter == "target" and not is_shown:
        return view.address("mission", mission=view.catalogue.target(code)[0].id, target=code)
    return view.same_page(page, **{parameter: code})


def _namer(view: View, parameter: str) -> Callable[[str], str]:
    catalogue = view.catalogue
    namers: dict[str, Callable[[str], str]] = {
        PAGE: lambda code: view.words(f"nav.{code}"),
        "place": view.place_name,
        "peers": view.place_name,
        "mission": lambda code: view.of(catalogue.missions[code].name),
        "target": lambda code: view.of(catalogue.target(code)[1].name),
        "indicator": lambda code: view.of(catalogue.indicators[code].name),
        "lang": lambda code: OWN_NAMES[cast("Language", code)],
        **dict.fromkeys(DAYS, lambda code: date_words(date.fromisoformat(code), view.language)),
    }
    return namers.get(parameter, lambda code: code)


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


def old_warehouse(words: Words, built: datetime, error: WarehouseError) -> str:
    """Return the banner above pages that still show the last good build, of *built* (UTC), while the newer one has the fault *error*."""
    told = words("trouble.old_warehouse.text", fault=fault_words(words, error))
    title = words("trouble.old_warehouse.title", day=date_words(built.date(), words.language), time=f"{built:%H:%M}")
    return element("div", note_html(title, escaped(told) + _for_keepers(words, error)), class_="wm-old-build", role="status")


def refused_build(view: View, refusal: Refusal) -> str:
    """Return the banner above pages while a newer build than theirs was refused: which build they show, and where its problems stand."""
    words, built = view.words, view.warehouse.build["built_at"]
    title = words("trouble.old_warehouse.title", day=date_words(built.date(), words.language), time=f"{built:%H:%M}")
    when = {"day": date_words(refusal.at.date(), words.language), "time": f"{refusal.at:%H:%M}"}
    told = escaped(words.counted("trouble.refused", refusal.errors, **when))
    to_problems = link(f"{view.address('data')}#{NAMED.format(name='refused')}", escaped(words("trouble.refused_link")))
    return element("div", note_html(title, f"{told} {to_problems}"), class_="wm-old-build", role="status")


def lost_warehouse(words: Words, error: WarehouseError) -> str:
    """Return what stands in for a page whose figures went away while it was being made."""
    head = element("h1", escaped(words("trouble.lost_warehouse.title"))) + element("p", escaped(words("trouble.lost_warehouse.text")))
    return head + note_html(words("trouble.warehouse.detail"), _for_keepers(words, error, closed=False))


def fault_words(words: Words, error: WarehouseError) -> str:
    """Return in the reader's words what kind of fault the newer build has; the exact message is for the person who runs the machine."""
    what = error.problem.what
    kinds = (
        ("layout", "layout"),
        ("damaged", "damaged"),
        ("unfinished", "unfinished"),
        ("no warehouse here", "gone"),
        ("not exist", "gone"),
    )
    kind = next((kind for mark, kind in kinds if mark in what), "unreadable")
    return words(f"trouble.fault.{kind}")


def _for_keepers(words: Words, error: WarehouseError, *, closed: bool = True) -> str:
    """Return the exact message with a short code to quote; it names files and commands, and so is in English."""
    message = str(error.problem)
    code = hashlib.sha256(message.encode()).hexdigest()[:8]
    told = element("p", escaped(message), lang="en") + element("p", escaped(words("trouble.code")), " ", element("code", code))
    if not closed:
        return told
    return element("details", element("summary", escaped(words("trouble.warehouse.detail").rstrip(":"))), told, class_="wm-noprint")
