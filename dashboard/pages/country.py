"""One country: every target that concerns it, and its figures against peers that the reader can change."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.components.aim import aim_cell
from dashboard.components.block import Block, Choice, Html, Page
from dashboard.components.chip import latest_words, status_chip
from dashboard.components.context_bar import context_bar
from dashboard.components.download import scorecard_address
from dashboard.components.footer import footer
from dashboard.components.language_links import older_translations
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.note import note
from dashboard.components.table import Column, table
from dashboard.components.trouble import troubles
from dashboard.components.view import EVERYTHING, Row, View
from dashboard.display import period
from dashboard.pages.beside_peers import beside_peers
from dashboard.pages.corrections import place_notes
from dashboard.pages.figures_of_place import figures_of_indicator
from dashboard.pages.maps import value_map_blocks
from dashboard.pages.share_studies import share_link
from dashboard.pages.standing import NOT_ASSESSABLE, WORST_FIRST
from dashboard.pages.then_and_now import then_and_now
from dashboard.selection import PLACES_OF_LANGUAGE
from data.catalogue.entries import Entry, Text

FOLLOWED = "FOLLOWED"
WORLD = "WORLD"


def build(view: View) -> Page:
    """Return the page of the chosen place; without one, of the place that goes with the reader's language."""
    words = view.words
    place = view.selection.place or PLACES_OF_LANGUAGE[view.language]
    name = view.place_name(place)
    held = set(view.warehouse.series["place"])
    mine = view.in_force_by_place().get(place, [])
    blocks: list[Block] = [
        Html(context_bar(view, "country", place=name) + troubles(view, "country")),
        Html(_head(view, name, mine)),
        Choice("place", words("country.choose"), _places(view, held | {place}), place),
    ]
    peers = chosen_peers(view, place)
    groups = _groups(view, place)
    if groups:
        blocks.append(Choice("peers", words("country.peers"), tuple((code, view.place_name(code)) for code in groups), peers))
    if not view.selection.place and view.selection.trouble("place") is None:
        blocks.append(Html(paragraph(words("country.by_language", place=name), "wm-source")))
    blocks.append(Html(then_and_now(view, place=place)))
    blocks.append(Html(_targets(view, place, mine) + share_link(view, place, "country")))
    blocks.append(Html(_wider(view, place) + place_notes(view, place, view.selection.indicator)))
    if place in held:
        chosen = view.selection.indicator
        blocks += figures_of_indicator(view, place, peers, chosen) if chosen else beside_peers(view, place, peers)
        blocks += _map(view, place)
    else:
        blocks.append(Html(note(words("country.no_figures_title"), words("country.no_figures", place=name))))
    blocks.append(Html(_alike(view, place)))
    blocks.append(Html(_older(view, mine) + footer(view)))
    return Page(name, tuple(blocks))


def _older(view: View, mine: list[Row]) -> str:
    """Return the badge of those names of missions, targets and quantities in the list of targets that were translated from older words."""
    texts: list[Entry] = []
    for row in mine:
        mission, target = view.catalogue.target(str(row["target"]))
        texts += [mission.name, target.name, target.version_on(view.as_of).reading.quantity]
    return older_translations(view, texts)


def chosen_peers(view: View, place: str) -> str:
    """Return the group that the place is compared with: the chosen one, else the first it belongs to."""
    if view.selection.peers:
        return view.selection.peers
    groups = _groups(view, place)
    return groups[0] if groups else FOLLOWED


def _groups(view: View, place: str) -> list[str]:
    """Return the groups to compare with: those the place belongs to, small ones first; the world is too large to draw."""
    groups = [entry for entry in view.catalogue.places.values() if entry.kind == "group" and entry.members and entry.code != WORLD]
    mine = [group for group in groups if place in group.members] or groups
    order = sorted(mine, key=lambda group: (group.code != FOLLOWED, len(group.members)))
    codes = [group.code for group in order]
    if view.selection.peers and view.selection.peers not in codes:
        codes.append(view.selection.peers)
    return codes


def _places(view: View, codes: set[str]) -> tuple[tuple[str, str], ...]:
    known = [code for code in codes if code in view.catalogue.places]
    return tuple(sorted(((code, view.place_name(code)) for code in known), key=lambda entry: view.order(entry[1])))


def _head(view: View, name: str, mine: list[Row]) -> str:
    words = view.words
    judged = sum(row["status"] != NOT_ASSESSABLE for row in mine)
    if not mine:
        return element("h1", escaped(words("country.title_none", place=name))) + paragraph(words("country.lead_none"), "wm-lead")
    title = words.counted("country.title", judged, place=name, of=len(mine))
    missions = len({row["mission"] for row in mine})
    return element("h1", escaped(title)) + paragraph(words.counted("country.lead", missions, of=len(mine)), "wm-lead")


def _targets(view: View, place: str, mine: list[Row]) -> str:
    if not mine:
        return ""
    words = view.words
    ranked = sorted(mine, key=lambda row: (WORST_FIRST.index(str(row["status"])), row["mission"], row["target"]))
    columns = (
        Column(words("column.target"), width="32%"),
        Column(words("column.mission"), width="18%"),
        Column(words("column.latest"), numeric=True),
        Column(words("column.aim"), width="15%"),
        Column(words("column.status"), width="26%", labelled=False),
    )
    rows = [_target_row(view, row) for row in ranked]
    href = scorecard_address(place=place, as_of=view.selection.as_of)
    tools = element("div", link(href, escaped(words("figure.download")), download=""), class_="wm-tools") if href else ""
    return element("h2", escaped(words("country.targets"))) + table(columns, rows, caption=words("country.targets")) + tools


def _target_row(view: View, row: Row) -> list[str]:
    mission, target = view.catalogue.target(str(row["target"]))
    version = target.version_on(view.as_of)
    href = view.address("mission", mission=mission.id, target=target.id, place=str(row["place"]))
    name = link(href, escaped(view.of(target.name))) + element("small", escaped(view.of(version.reading.quantity)))
    return [name, escaped(view.of(mission.name)), latest_words(view, row), aim_cell(view, version.reading), status_chip(view, row)]


def _map(view: View, place: str) -> list[Block]:
    """Return the map of the chosen indicator, with the place marked; nothing where none is chosen."""
    indicator = view.selection.indicator
    if not indicator:
        return []
    return value_map_blocks(view, indicator, focus=place)


def _wider(view: View, place: str) -> str:
    """Return the targets that a group made to which the place belongs, and that are judged for the group alone."""
    words = view.words
    groups = {entry.code for entry in view.catalogue.places.values() if entry.kind == "group" and place in entry.members}
    wider = [row for code, rows in view.in_force_by_place().items() if code in groups for row in rows]
    if not wider:
        return ""
    items = []
    for row in wider:
        mission, target = view.catalogue.target(str(row["target"]))
        href = view.address("mission", mission=mission.id, target=target.id)
        told = f"{view.of(mission.name)} ({view.place_name(str(row['place']))}), {words('status.' + str(row['status']))}"
        items.append(element("li", link(href, escaped(view.of(target.name))), element("small", escaped(told))))
    return element(
        "details", element("summary", escaped(words.counted("country.wider", len(items)))), element("ul", *items), class_="wm-small"
    )


def _alike(view: View, place: str) -> str:
    """Return the pairs of indicators held for the place that look alike and must not be compared, with their latest values."""
    pairs, known = view.warehouse.remember(("look alike", view.as_of, place), lambda: _pairs_alike(view, place))
    if not pairs:
        return ""
    rows = [[escaped("; ".join(_latest(view, known, code) for code in pair)), escaped(view.of(why))] for pair, why in pairs.items()]
    columns = (Column(view.words("column.look_alike"), width="50%", labelled=False), Column(view.words("column.why"), labelled=False))
    return element("h2", escaped(view.words("country.alike"))) + table(columns, rows, caption=view.words("country.alike"))


def _pairs_alike(view: View, place: str) -> tuple[dict[tuple[str, ...], Text], dict[str, Row]]:
    """Return the pairs that look alike, each with why they must not be compared, and the newest value of each indicator for everybody."""
    held = set(view.warehouse.series[view.warehouse.series["place"] == place]["indicator"])
    pairs: dict[tuple[str, ...], Text] = {}
    for code in sorted(held):
        for other in view.catalogue.indicators[code].not_comparable_with:
            if other.indicator in held:
                pairs.setdefault(tuple(sorted((code, other.indicator))), other.why)
    involved = tuple(sorted({code for pair in pairs for code in pair}))
    frame = view.warehouse.observations(indicators=involved, places=(place,), as_of=view.as_of).dropna(subset=["value"])
    total = frame[(frame["sex"] == EVERYTHING) & (frame["site"] == EVERYTHING) & (frame["group"] == EVERYTHING)]
    newest = total.sort_values(["year_end", "year"]).drop_duplicates("indicator", keep="last")
    return pairs, {str(row["indicator"]): row for row in newest.to_dict("records")}


def _latest(view: View, newest: Mapping[str, Row], code: str) -> str:
    """Return the name of an indicator with its newest value for everybody, or without one where no breakdown is for everybody."""
    name = view.of(view.catalogue.indicators[code].short_name)
    row = newest.get(code)
    if row is None:
        return name
    return f"{name} {view.format(code).value(float(row['value']))} ({period(int(row['year']), int(row['year_end']))})"
