"""
What is put side by side: missions or countries, of one family of metrics, read from the address and carried along by every link.

Lists stand in the address with commas: ``missions=eu-ebcp,who-ccei``. What says nothing known is left out and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import quote, urlencode

from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.trouble import with_offers
from dashboard.components.view import View
from dashboard.selection import Selection, Trouble, nearest, shortened
from data.catalogue.catalogue import Catalogue
from data.catalogue.models import Family

MOST = 5
"""Panels that a reader can hold against each other, and columns that fit on a page."""

OWN = ("family", "by", "missions", "places", "window")
"""The parameters of these pages, in the order of an address."""
BY = ("missions", "countries")
WINDOWS = ("common", "all")


@dataclass(frozen=True)
class SideBySide(Selection):
    """What a reader chose, with what is put side by side; empty where the page is to choose."""

    family: str = ""
    by: str = ""
    missions: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    window: str = ""
    unread: tuple[Trouble, ...] = ()


def with_side_by_side(selection: Selection, parameters: Mapping[str, str], catalogue: Catalogue) -> SideBySide:
    """Return *selection* with what *parameters* put side by side."""
    unread: list[Trouble] = []
    families = [family.value for family in Family]
    chosen = {field.name: getattr(selection, field.name) for field in fields(Selection)}
    return SideBySide(
        **chosen,
        family=_one("family", parameters, families, unread),
        by=_one("by", parameters, BY, unread),
        missions=_several("missions", parameters, catalogue.missions, unread),
        places=_several("places", parameters, catalogue.places, unread),
        window=_one("window", parameters, WINDOWS, unread),
        unread=tuple(unread),
    )


def _one(name: str, parameters: Mapping[str, str], known: Iterable[str], unread: list[Trouble]) -> str:
    asked, offered = parameters.get(name, "").strip(), tuple(known)
    if asked and asked not in offered:
        unread.append(Trouble(name, shortened(asked), offered))
    return asked if asked in offered else ""


def _several(name: str, parameters: Mapping[str, str], known: Iterable[str], unread: list[Trouble]) -> tuple[str, ...]:
    codes = {code.casefold(): code for code in known}
    asked = [part.strip() for part in parameters.get(name, "").split(",") if part.strip()]
    found = [codes[part.casefold()] for part in asked if part.casefold() in codes]
    strange = [part for part in asked if part.casefold() not in codes]
    if strange:
        unread.append(Trouble(name, shortened(", ".join(strange)), nearest(strange[0], codes.values())))
    chosen = tuple(dict.fromkeys(found))
    if len(chosen) > MOST:
        unread.append(Trouble("too_many", str(len(chosen))))
    return chosen[:MOST]


@dataclass(frozen=True)
class SideView(View):
    """A view whose links carry along what is put side by side."""

    @classmethod
    def of_view(cls, view: View) -> SideView:
        """Return *view* as one of these pages."""
        return cls(view.warehouse, view.selection, view.words, view.mode, view.as_of)

    @property
    def side(self) -> SideBySide:
        """Return what is put side by side."""
        if isinstance(self.selection, SideBySide):
            return self.selection
        return SideBySide(**{field.name: getattr(self.selection, field.name) for field in fields(Selection)})

    def choosing(self, **changes: object) -> SideView:
        """Return the view with another choice."""
        return replace(self, selection=replace(self.side, **changes))  # type: ignore[arg-type]

    def same_page(self, page: str, **changed: str | None) -> str:
        """Return the address of this very view, with parameters *changed* or, where ``None``, dropped."""
        others = {name: value for name, value in changed.items() if name not in OWN}
        side = self.side
        own: dict[str, str | None] = {
            "family": side.family,
            "by": side.by,
            "missions": ",".join(side.missions),
            "places": ",".join(side.places),
            "window": side.window,
        }
        own |= {name: value for name, value in changed.items() if name in OWN}
        query = urlencode({name: own[name] for name in OWN if own.get(name)}, safe=",", quote_via=quote)
        rest = super().same_page(page, **others)
        return f"{rest}{'&' if '?' in rest else '?'}{query}" if query else rest


def sides_told(view: SideView, page: str) -> list[str]:
    """Return what is wrong with each of these parameters that could not be read, with the nearest known values as links."""
    words, told = view.words, []
    for trouble in view.side.unread:
        text = words(f"compare.trouble.{trouble.parameter}", value=trouble.value, most=MOST)
        links = [
            link(view.same_page(page, **{trouble.parameter: value}), escaped(value_words(view, trouble.parameter, value)))
            for value in trouble.suggestions
        ]
        told.append(with_offers(text, words("trouble.did_you_mean"), links))
    return told


def value_words(view: View, name: str, value: str) -> str:
    """Return a value of one of these parameters in words."""
    if name == "missions":
        return view.of(view.catalogue.missions[value].name)
    if name == "places":
        return view.place_name(value)
    if name == "family":
        return view.words(f"family.{value}")
    return view.words(f"compare.{name}.{value}")


def chosen_list(view: SideView, page: str, parameter: str, chosen: tuple[str, ...]) -> str:
    """Return what is chosen of a list, each with a link that leaves it out, in the order of the alphabet."""
    items = []
    for code in in_order(view, parameter, chosen):
        rest = ",".join(other for other in chosen if other != code)
        name = value_words(view, parameter, code)
        leave = link(
            view.same_page(page, **{parameter: rest or None}),
            escaped(view.words("compare.leave_out")),
            aria_label=view.words("compare.leave_out_named", name=name),
        )
        items.append(element("li", element("b", escaped(name)), " ", leave if len(chosen) > 1 else ""))
    full = paragraph(view.words("compare.full", most=MOST), "wm-small wm-noprint") if len(chosen) >= MOST else ""
    return element("ul", *items, class_="wm-chosen") + full


def in_order(view: View, parameter: str, codes: Iterable[str]) -> tuple[str, ...]:
    """Return values of one of these parameters in the order of the alphabet, which says nothing of who is ahead."""
    return tuple(sorted(codes, key=lambda code: view.order(value_words(view, parameter, code))))


def add_options(view: SideView, parameter: str, chosen: tuple[str, ...], offered: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return what can be added to a list: the whole list as it would be, and the name of what is new; nothing once it is full."""
    if len(chosen) >= MOST:
        return ()
    more = in_order(view, parameter, set(offered) - set(chosen))
    return tuple((",".join((*chosen, code)), value_words(view, parameter, code)) for code in more)
