"""Everything behind the pages: sources and editions, the ledger of targets, downloads, the data dictionary, the build, how to cite."""

from __future__ import annotations

from dashboard.components.aim import aim_words, year_words
from dashboard.components.block import Block, Choice, Download, Html, Page
from dashboard.components.context_bar import context_bar
from dashboard.components.download import observations_csv, scorecard_csv
from dashboard.components.footer import footer
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.note import note
from dashboard.components.provenance import published_words
from dashboard.components.table import Column, pairs, scrolling, table
from dashboard.components.trouble import troubles
from dashboard.components.view import View
from dashboard.display import count, date_words
from data.warehouse import schema


def build(view: View) -> Page:
    """Return the page."""
    words = view.words
    indicator = view.selection.indicator or min(view.catalogue.indicators)
    held = set(view.warehouse.series["indicator"])
    names = sorted(((code, view.of(view.catalogue.indicators[code].name)) for code in held), key=lambda entry: entry[1].casefold())
    if indicator not in held and names:
        indicator = names[0][0]
    filters = {"indicator": indicator}
    if view.selection.edition:
        filters |= dict(zip(("source", "edition"), view.selection.edition, strict=True))
    day, warehouse = view.as_of, view.warehouse
    blocks: list[Block] = [
        Html(context_bar(view, "data") + troubles(view, "data") + _head(view)),
        Choice("indicator", words("data.choose_indicator"), tuple(names), indicator),
        Download(
            "observations",
            words("data.download_observations"),
            f"waymark-{indicator}.csv",
            lambda: observations_csv(warehouse, filters, view.selection.as_of),
        ),
        Download("scorecard", words("data.download_scorecard"), f"waymark-scorecard-{day}.csv", lambda: scorecard_csv(warehouse, {}, day)),
        Html(paragraph(words("data.download_text"), "wm-source")),
        Html(_sources(view)),
        Html(_ledger(view)),
        Html(_dictionary(view)),
        Html(_build(view)),
        Html(footer(view)),
    ]
    return Page(words("nav.data"), tuple(blocks))


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
            element("h2", escaped(words("data.downloads"))),
        )
    )


def _sources(view: View) -> str:
    words = view.words
    editions = view.warehouse.editions(view.as_of)
    rows = []
    for source in sorted(view.catalogue.sources.values(), key=lambda source: source.publisher.casefold()):
        known = editions[editions["source"] == source.id]
        held = dict(zip(known["id"], known["observations"], strict=True))
        for edition in source.editions:
            if edition.id not in held:
                continue
            licence = element("small", escaped(words(f"licence.{source.licence.licence_class.value}")))
            if not source.licence.confirmed:
                licence += element("small", escaped(words("licence.unconfirmed")))
            rows.append(
                [
                    escaped(source.publisher) + element("small", escaped(view.of(source.name))),
                    escaped(view.of(edition.name)) + element("small", escaped(f"{source.id}/{edition.id}")),
                    escaped(published_words(view, edition)),
                    escaped(count(int(held[edition.id]), view.language)),
                    _state(view, source.id, edition.id),
                    escaped(source.licence.name) + licence,
                ]
            )
    columns = (
        Column(words("column.publisher"), width="24%"),
        Column(words("column.edition"), width="20%", labelled=False),
        Column(words("column.published"), width="13%"),
        Column(words("column.rows"), numeric=True),
        Column(words("column.state"), width="10%"),
        Column(words("column.licence"), width="22%"),
    )
    return "".join(
        (
            element("h2", escaped(words("data.sources"))),
            paragraph(words("data.sources_text")),
            table(columns, rows, caption=words("data.sources")),
        )
    )


def _state(view: View, source: str, edition: str) -> str:
    """Return whether an edition is in force, and for which indicators it no longer is."""
    words = view.words
    holdings = view.warehouse.holdings()
    mine = holdings[(holdings["source"] == source) & (holdings["edition"] == edition)]
    gone = [view.of(view.catalogue.indicators[code].short_name) for code in mine[~mine["in_force"].astype(bool)]["indicator"]]
    if not gone:
        return escaped(words("data.in_force"))
    if len(gone) == len(mine):
        return escaped(words("data.restated"))
    return escaped(words("data.in_force")) + element("small", escaped(words("data.restated_part", names=view.listed(gone))))


def _ledger(view: View) -> str:
    words = view.words
    rows = []
    for mission in sorted(view.catalogue.missions.values(), key=lambda mission: view.of(mission.name).casefold()):
        for target in mission.targets:
            for version in target.versions:
                href = view.address("mission", mission=mission.id, target=target.id)
                rows.append(
                    [
                        link(href, escaped(view.of(target.name))) + element("small", escaped(view.of(mission.name))),
                        escaped(words("ledger.version", n=version.version)),
                        escaped(f"{aim_words(view, version.reading)}, {year_words(view, version.reading)}"),
                        element("span", escaped(version.quote.text), lang=version.quote.language),
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
    cite = words("data.cite_text", day=date_words(view.as_of, view.language), id=str(build["input_sha256"])[:12])
    return element("h2", escaped(words("data.build"))) + pairs(rows) + note(words("data.cite"), cite)
