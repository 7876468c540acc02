"""Who does what: the initiatives that documents name, where none is recorded against a barrier, and which may repeat each other."""

from __future__ import annotations

from dashboard.components.block import Html, Page
from dashboard.components.context_bar import context_bar
from dashboard.components.footer import footer
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.table import Column, table
from dashboard.components.trouble import troubles
from dashboard.components.view import View
from dashboard.pages.initiatives_told import Told, by_category, gaps, grid, initiatives, missing_fields, not_listed
from dashboard.pages.overlap_told import overlaps_told
from data.catalogue.initiatives import Stakeholder

PAGE = "initiatives"


def build(view: View) -> Page:
    """Return the list, the grid, and what is only counted."""
    words = view.words
    told = initiatives(view)
    title = words("initiatives.title")
    head = (
        context_bar(view, PAGE)
        + troubles(view, PAGE)
        + element("h1", escaped(title))
        + paragraph(words("initiatives.lead", n=len(told)), "wm-lead")
        + paragraph(words("initiatives.reading"))
    )
    parts = (head, _grid(view, told), _alike(view, told), _list(view, told), _not_listed(view), footer(view))
    return Page(title, tuple(Html(part) for part in parts))


def _grid(view: View, told: list[Told]) -> str:
    words = view.words
    empty, cells = gaps(told)
    columns = [
        Column(words("initiatives.barriers")),
        *(Column(words(f"initiatives.stakeholder.{group.value}")) for group in Stakeholder),
    ]
    rows = [[escaped(words(f"initiatives.barrier.{barrier.value}")), *(_cell(view, cell) for cell in row)] for barrier, row in grid(told)]
    title = words("initiatives.grid")
    head = element("h2", escaped(title), id="grid") + paragraph(words("initiatives.grid_text", empty=empty, cells=cells))
    return head + table(columns, rows, caption=title) + paragraph(words("initiatives.grid_source"), "wm-source")


def _cell(view: View, entries: list[Told]) -> str:
    if not entries:
        return element("span", escaped(view.words("initiatives.none")), class_="wm-gap")
    return "<br>".join(link(f"#initiative-{entry.id}", escaped(entry.name)) for entry in entries)


def _alike(view: View, told: list[Told]) -> str:
    words, found = view.words, overlaps_told(view)
    title = words("initiatives.alike.title")
    head = element("h2", escaped(title), id="alike")
    rule = paragraph(words("initiatives.alike.rule"), "wm-source")
    if not found.pairs:
        return head + paragraph(words("initiatives.alike.none")) + rule
    names = {entry.id: link(f"#initiative-{entry.id}", escaped(entry.name)) for entry in told}
    columns = [
        Column(words("initiatives.alike.pair"), width="36%"),
        Column(words("initiatives.alike.shared"), width="30%"),
        Column(words("initiatives.alike.unknown_title"), width="15%"),
        Column(words("initiatives.alike.found")),
    ]
    rows = [
        [
            f"{names[pair.first]}<br>{names[pair.second]}",
            escaped(pair.shared),
            escaped(pair.unknown or words("initiatives.alike.all_known")),
            escaped(pair.found or words("initiatives.alike.nobody")) + (element("small", escaped(pair.found_by)) if pair.found_by else ""),
        ]
        for pair in found.pairs
    ]
    return head + paragraph(found.text) + table(columns, rows, caption=title) + rule


def _list(view: View, told: list[Told]) -> str:
    words = view.words
    # An initiative of several categories stands under each; its anchor belongs to the first.
    html = element("h2", escaped(words("initiatives.list")))
    for category, entries in by_category(told).items():
        html += element(
            "h3", escaped(words("initiatives.heading", category=words(f"initiatives.category.{category.value}"), n=len(entries)))
        )
        items = [_entry(view, entry, is_first=entry.categories[0] == category) for entry in entries]
        html += element("ul", *items, class_="wm-initiatives") if items else paragraph(words("initiatives.none"))
    return html


def _entry(view: View, entry: Told, *, is_first: bool) -> str:
    words = view.words
    place = view.listed([view.place_name(code) for code in entry.places if code])
    about = " · ".join(part for part in (entry.organisation.rstrip("."), place, entry.years) if part)
    html = element("b", escaped(entry.name))
    if about:
        html += element("small", escaped(about))
    html += paragraph(entry.what)
    if entry.funding:
        html += element("small", escaped(words("initiatives.funding", funding=entry.funding)))
    if entry.mission:
        key = "initiatives.is_mission" if entry.is_mission else "initiatives.part_of"
        named = words(key, mission=entry.mission_name)
        html += element("small", link(view.address("mission", mission=entry.mission), escaped(named)))
    missing = missing_fields(view, entry)
    if missing:
        html += element("small", escaped(words("initiatives.not_found", list=view.listed(missing))))
    html += element("small", escaped(f"{entry.source} {stated_words(view, entry)}"))
    return element("li", html, id=f"initiative-{entry.id}" if is_first else None)


def stated_words(view: View, entry: Told) -> str:
    """Return when a document last said that *entry* exists, and that nobody has confirmed it since where that is long ago."""
    if not entry.stated:
        return view.words("initiatives.undated")
    return view.words("initiatives.not_confirmed" if entry.is_old else "initiatives.confirmed", when=entry.stated)


def _not_listed(view: View) -> str:
    words = view.words
    items = [element("li", escaped(each.told), element("small", escaped(each.source))) for each in not_listed(view)]
    head = element("h2", escaped(words("initiatives.counted"))) + paragraph(words("initiatives.counted_text"))
    return head + element("ul", *items)
