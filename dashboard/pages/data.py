"""Everything behind the pages: downloads, sources and editions, their quality, how to load and cite them, the ledger, the build."""

from __future__ import annotations

from dashboard.components.aim import aim_words, year_words
from dashboard.components.block import Block, Choice, Download, Html, Page
from dashboard.components.context_bar import context_bar
from dashboard.components.download import observations_csv, scorecard_csv
from dashboard.components.facts import facts
from dashboard.components.footer import footer
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.part import part, part_link
from dashboard.components.provenance import published_words
from dashboard.components.quote import translation_of
from dashboard.components.table import Column, pairs, scrolling, table
from dashboard.components.trouble import troubles
from dashboard.components.view import View
from dashboard.display import MISSING, count, date_words
from dashboard.pages.build_notices import notices_apart, notices_blocks, unconfirmed_editions, unconfirmed_section
from dashboard.pages.corrections import corrections_blocks
from dashboard.pages.edition_changes import changes_blocks
from dashboard.pages.files_of_build import files_blocks
from dashboard.pages.late_sources import late_section, late_today
from dashboard.pages.refused_build import refused_blocks
from dashboard.pages.taking_along import cite_section, code_section
from data.warehouse import schema

SECTIONS = {
    "sources": "data.sources",
    "late": "quality.late.title",
    "changes": "quality.changes.title",
    "notices": "quality.notices.title",
    "unconfirmed": "quality.unconfirmed.title",
    "corrections": "quality.corrections.title",
    "files": "quality.files.title",
    "code": "quality.code.title",
    "cite": "quality.cite.title",
}
"""The parts of the page that can be linked to, in reading order, with the key of their title; a refused build goes before."""


def build(view: View) -> Page:
    """Return the page."""
    words = view.words
    held = set(view.warehouse.series["indicator"])
    names = sorted(((code, view.of(view.catalogue.indicators[code].name)) for code in held), key=lambda entry: view.order(entry[1]))
    indicator = view.selection.indicator if view.selection.indicator in held or not names else names[0][0]
    table_file = f"waymark-{indicator}.csv"
    filters, chosen = _filters(view, indicator)
    day, warehouse = view.as_of, view.warehouse
    blocks: list[Block] = [
        Html(context_bar(view, "data") + troubles(view, "data") + _head(view)),
        Choice("indicator", words("data.choose_indicator"), tuple(names), indicator),
        Download(
            "observations",
            words("data.download_observations"),
            table_file,
            lambda: observations_csv(warehouse, filters, view.selection.as_of),
        ),
        Download("scorecard", words("data.download_scorecard"), f"waymark-scorecard-{day}.csv", lambda: scorecard_csv(warehouse, {}, day)),
        Html(chosen + paragraph(words("data.download_text"), "wm-source")),
        *refused_blocks(view),
        Html(_sources(view) + late_section(view)),
        *changes_blocks(view),
        *notices_blocks(view),
        Html(unconfirmed_section(view)),
        *corrections_blocks(view),
        *files_blocks(view),
        Html(code_section(view, indicator, table_file) + cite_section(view, indicator)),
        Html(_ledger(view) + _dictionary(view) + _build(view)),
        Html(footer(view)),
    ]
    return Page(words("nav.data"), tuple(blocks))


def _filters(view: View, indicator: str) -> tuple[dict[str, str], str]:
    """Return what the download of *indicator* is limited to, and a sentence that says so where an edition that holds it was chosen."""
    edition, series = view.selection.edition, view.warehouse.series
    of_indicator = series[series["indicator"] == indicator]
    if edition is None or edition not in set(zip(of_indicator["source"], of_indicator["edition"], strict=True)):
        return {"indicator": indicator}, ""
    told = paragraph(view.words("quality.edition_chosen", edition="/".join(edition)), "wm-small")
    return {"indicator": indicator, "source": edition[0], "edition": edition[1]}, told


def _head(view: View) -> str:
    words = view.words
    build = view.warehouse.build
    lead = words(
        "data.lead",
        observations=count(int(build["observations"]), view.language),
        sources=len(view.catalogue.sources),
        editions=len(view.warehouse.editions(None)),
    )
    return "".join(
        (
            element("h1", escaped(words("data.title"))),
            paragraph(lead, "wm-lead"),
            _glance(view),
            _on_this_page(view),
            element("h2", escaped(words("data.downloads"))),
        )
    )


def _glance(view: View) -> str:
    """Return the state of the figures in three facts: what is late, what the checks noticed, what is corrected."""
    words, language = view.words, view.language
    editions = len(view.warehouse.editions(view.as_of))
    entries = (
        ("late", words("quality.glance.late_value", n=count(len(late_today(view)), language), of=count(editions, language))),
        ("noticed", count(sum(map(len, notices_apart(view))), language) if view.warehouse.build["audience"] != "public" else MISSING),
        ("corrected", count(len(view.warehouse.corrected()), language)),
    )
    return facts([(words(f"quality.glance.{name}"), value, words(f"quality.glance.{name}_text")) for name, value in entries])


def _on_this_page(view: View) -> str:
    named = ({"refused": "quality.refused.title"} if view.warehouse.refused() else {}) | SECTIONS
    links = [part_link(name, view.words(key)) for name, key in named.items()]
    return element(
        "p", escaped(view.words("quality.on_this_page")), " ", " · ".join(links), class_="wm-small wm-tools", style="margin-top:24px"
    )


def _sources(view: View) -> str:
    words = view.words
    unconfirmed = unconfirmed_editions(view)
    editions = view.warehouse.editions(view.as_of)
    held = dict(zip(zip(editions["source"], editions["id"], strict=True), editions["observations"], strict=True))
    holdings = _holdings(view)
    rows = []
    for source in sorted(view.catalogue.sources.values(), key=lambda source: view.order(source.publisher)):
        for edition in source.editions:
            if (source.id, edition.id) not in held:
                continue
            licence = element("small", escaped(words(f"licence.{source.licence.licence_class.value}")))
            if not source.licence.confirmed:
                licence += element("small", escaped(words("licence.unconfirmed")))
            rows.append(
                [
                    escaped(source.publisher) + element("small", escaped(view.of(source.name))),
                    escaped(view.of(edition.name)) + element("small", escaped(f"{source.id}/{edition.id}")),
                    escaped(published_words(view, edition)),
                    escaped(count(int(held[source.id, edition.id]), view.language)),
                    _state(view, holdings.get((source.id, edition.id), []))
                    + (
                        element("small", escaped(words("quality.unconfirmed.edition")))
                        if f"{source.id}/{edition.id}" in unconfirmed
                        else ""
                    ),
                    escaped(view.of(source.licence.name)) + licence,
                ]
            )
    columns = (
        Column(words("column.publisher"), width="23%"),
        Column(words("column.edition"), width="19%", labelled=False),
        Column(words("column.published"), width="17%"),
        Column(words("column.rows"), numeric=True),
        Column(words("column.state"), width="10%"),
        Column(words("column.licence"), width="21%"),
    )
    return "".join(
        (
            part("sources", words("data.sources")),
            paragraph(words("data.sources_text")),
            table(columns, rows, caption=words("data.sources")),
        )
    )


def _holdings(view: View) -> dict[tuple[str, str], list[tuple[str, bool]]]:
    """Return the indicators that each edition holds, each with whether it is in force, by source and edition."""
    held = view.warehouse.holdings()
    found: dict[tuple[str, str], list[tuple[str, bool]]] = {}
    for source, edition, indicator, in_force in held[["source", "edition", "indicator", "in_force"]].itertuples(index=False, name=None):
        found.setdefault((source, edition), []).append((indicator, bool(in_force)))
    return found


def _state(view: View, held: list[tuple[str, bool]]) -> str:
    """Return whether an edition, which holds *held*, is in force, and for which indicators it no longer is."""
    words = view.words
    gone = [view.of(view.catalogue.indicators[code].short_name) for code, in_force in held if not in_force]
    if not gone:
        return escaped(words("data.in_force"))
    if len(gone) == len(held):
        return escaped(words("data.restated"))
    return escaped(words("data.in_force")) + element("small", escaped(words("data.restated_part", names=view.listed(gone))))


def _ledger(view: View) -> str:
    words = view.words
    rows = []
    for mission in sorted(view.catalogue.missions.values(), key=lambda mission: view.order(view.of(mission.name))):
        for target in mission.targets:
            for version in target.versions:
                href = view.address("mission", mission=mission.id, target=target.id)
                rows.append(
                    [
                        link(href, escaped(view.of(target.name))) + element("small", escaped(view.of(mission.name))),
                        escaped(words("ledger.version", n=version.version)),
                        escaped(f"{aim_words(view, version.reading)}, {year_words(view, version.reading)}"),
                        element("span", escaped(version.quote.text), lang=version.quote.language)
                        + translation_of(view, version.quote, "small"),
                        escaped(words(f"confidence.{version.quote.citation.confidence.value}")),
                    ]
                )
    columns = (
        Column(words("column.target"), width="24%"),
        Column(words("column.version"), width="9%"),
        Column(words("column.aim"), width="15%"),
        Column(words("column.wording"), labelled=False),
        Column(words("column.confidence"), width="18%"),
    )
    title = words("data.ledger", n=len(rows))
    inside = table(columns, rows, caption=title)
    return element("h2", escaped(title)) + element("details", element("summary", escaped(words("data.show_ledger"))), inside)


def _dictionary(view: View) -> str:
    words = view.words
    rows = [
        [escaped(f"{name}.{column.name}"), escaped(str(column.type).lower()), element("span", escaped(column.comment or ""), lang="en")]
        for name, described in schema.metadata.tables.items()
        for column in described.columns
    ]
    columns = (Column(words("column.field"), width="26%"), Column(words("column.kind"), width="12%"), Column(words("column.meaning")))
    title = words("data.dictionary")
    inside = scrolling(table(columns, rows, caption=title), title)
    return element("h2", escaped(title)) + element("details", element("summary", escaped(words("data.show_dictionary"))), inside)


def _build(view: View) -> str:
    words, build = view.words, view.warehouse.build
    rows = [
        (words("data.build_file"), escaped(view.warehouse.name)),
        (words("data.build_day"), escaped(f"{date_words(build['built_at'].date(), view.language)}, {build['built_at']:%H:%M} UTC")),
        (words("data.build_inputs"), escaped(str(build["input_sha256"]))),
        (words("data.build_layout"), escaped(str(build["layout"]))),
    ]
    return element("h2", escaped(words("data.build"))) + pairs(rows)
