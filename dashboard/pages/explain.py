"""One number explained: what it says and does not say, how sure it is, how it came here, what rests on it, what would change it."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.same_number import same_number
from dashboard.components.block import Block, Html, Page
from dashboard.components.context_bar import context_bar
from dashboard.components.download import observations_address
from dashboard.components.explained import explanation_address
from dashboard.components.figure import figure
from dashboard.components.footer import footer
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.note import note_html
from dashboard.components.provenance import editions_in, source_line
from dashboard.components.table import Column, scrolling, table
from dashboard.components.trouble import trouble_told, troubles
from dashboard.components.view import Row, View
from dashboard.pages.explain_calculation import calculation, rows_spoken_to
from dashboard.pages.explain_origin import origin_section
from dashboard.pages.explain_subject import BREAKDOWN, Number, find
from dashboard.pages.explain_words import (
    cite_words,
    counted_words,
    edition_words,
    how_sure_words,
    is_not_words,
    next_words,
    report_link,
    title_words,
    value_words,
    when_words,
    would_change_words,
)
from metrics.unlock import unlocks

TARGETS_SHOWN = 3
"""Targets whose calculation is written out; a series rarely speaks to more."""


def build(view: View) -> Page:
    """Return the page of one number; without one, what could be explained."""
    found = find(view)
    if found is None:
        return _nothing(view)
    words, form = view.words, view.format(found.indicator)
    place = view.place_name(found.place)
    spoken_to = rows_spoken_to(view, found)
    missions = sorted({view.of(view.catalogue.missions[str(row["mission"])].name) for row in spoken_to})
    unread = [trouble_told(view, "explain", trouble) for trouble in found.troubles]
    top = context_bar(view, "explain", mission=view.listed(missions), place=place) + troubles(view, "explain", unread)
    title = title_words(view, found.row)
    indicator = view.catalogue.indicators[found.indicator]
    counted = counted_words(view, found.row)
    head = (
        paragraph(words("explain.kicker"), "wm-small")
        + element("h1", escaped(title))
        + paragraph(view.of(indicator.definition), "wm-lead")
        + element("p", link(view.address("indicator", indicator=indicator.id), escaped(words("explain.indicator"))), class_="wm-tools")
        + (paragraph(counted) if counted else "")
        + _years(view, found)
    )
    blocks: list[Block] = [Html(top), Html(head), Html(_is_not(view, found))]
    alike = _alike(view, found)
    chart = same_number(
        alike,
        form=form,
        words=words,
        subtitle=", ".join((view.of(indicator.name), place, when_words(found.row))),
        source=source_line(view, editions_in(alike)),
    )
    if chart is not None:
        blocks += figure(view, chart, "same", first=True)
    blocks.append(Html(_how_sure(view, found, spoken_to)))
    blocks.append(Html(origin_section(view, found)))
    if spoken_to:
        told = "".join(calculation(view, row) for row in spoken_to[:TARGETS_SHOWN])
        more = (
            paragraph(words("explain.more_targets", n=len(spoken_to) - TARGETS_SHOWN), "wm-small") if len(spoken_to) > TARGETS_SHOWN else ""
        )
        blocks.append(Html(element("h2", escaped(words("explain.calculation"))) + paragraph(words("explain.newest")) + told + more))
    blocks.append(Html(_rows_used(view, found)))
    blocks.append(Html(_would_change(view, found, spoken_to)))
    blocks.append(Html(_cite(view, found, title)))
    blocks.append(Html(footer(view)))
    return Page(title, tuple(blocks))


# --- what it is ------------------------------------------------------------------------------------------------------------------------


def _years(view: View, found: Number) -> str:
    """Return the other years and breakdowns of the series, each a link to its own explanation."""
    words = view.words
    years = []
    for row in found.series:
        text = escaped(when_words(row))
        is_here = row["year"] == found.row["year"] and row["year_end"] == found.row["year_end"]
        years.append(
            element("b", text, aria_current="true") if is_here else link(explanation_address(view, row, year=int(row["year"])), text)
        )
    html = ""
    if len(years) > 1:
        html += element("p", escaped(words("explain.years")), " ", " · ".join(years), class_="wm-small wm-tools")
    if found.siblings:
        items = [
            element("li", link(explanation_address(view, row), escaped(view.breakdown(row) or words("explain.everybody"))))
            for row in found.siblings
        ]
        title = words.counted("explain.breakdowns", len(items))
        html += element("details", element("summary", escaped(title)), element("ul", *items), class_="wm-small")
    return html


def _is_not(view: View, found: Number) -> str:
    """Return what the number is easily mistaken for."""
    words, indicator = view.words, view.catalogue.indicators[found.indicator]
    items = is_not_words(view, found.row)
    told = element("ul", *(element("li", escaped(item)) for item in items)) if items else paragraph(words("explain.nothing_alike"))
    note = paragraph(view.of(indicator.note), "wm-small") if indicator.note is not None else ""
    return element("h2", escaped(words("explain.is_not"))) + told + note


def _alike(view: View, found: Number) -> pd.DataFrame:
    """Return the figures of the same place and year that could be taken for this one: other editions and the declared lookalikes."""
    time = ("year", "year_end")
    same_time = [row for row in found.others if all(row[name] == found.row[name] for name in time)]
    rows = [found.row, *same_time, *found.lookalikes]
    return pd.DataFrame(
        {
            "source": [row["source"] for row in rows],
            "edition": [row["edition"] for row in rows],
            "value": [row["value"] for row in rows],
            "name": [view.of(view.catalogue.indicators[str(row["indicator"])].short_name) for row in rows],
            "detail": [edition_words(view, str(row["source"]), str(row["edition"])) for row in rows],
            "focus": [position == 0 for position in range(len(rows))],
        }
    )


# --- how sure --------------------------------------------------------------------------------------------------------------------------


def _how_sure(view: View, found: Number, spoken_to: list[Row]) -> str:
    told = how_sure_words(view, found.row, found.series, found.others, spoken_to)
    return element("h2", escaped(view.words("explain.how_sure"))) + element("ul", *(element("li", escaped(sentence)) for sentence in told))


# --- what rests on it, what would change it ----------------------------------------------------------------------------------------------


def _rows_used(view: View, found: Number) -> str:
    """Return every value of the series with its place in the source, closed until it is asked for."""
    words, form = view.words, view.format(found.indicator)
    columns = (
        Column(words("column.year")),
        Column(words("chart.column.value"), numeric=True),
        Column(words("chart.column.range"), numeric=True),
        Column(words("explain.locator")),
    )
    rows = [
        [
            link(explanation_address(view, row, year=int(row["year"])), escaped(when_words(row))),
            escaped(value_words(view, row)),
            escaped(form.interval(row["lower"], row["upper"])),
            escaped(row["locator"]),
        ]
        for row in found.series
    ]
    title = words.counted("explain.rows", len(rows))
    filters = {name: str(found.row[name]) for name in ("indicator", "place", *BREAKDOWN, "source", "edition")}
    href = observations_address(as_of=view.selection.as_of, **filters)
    tools = element("div", link(href, escaped(words("figure.download")), download=""), class_="wm-tools") if href else ""
    inside = scrolling(table(columns, rows, caption=title), title)
    return element("h2", escaped(words("explain.rows_title"))) + element("details", element("summary", escaped(title)), inside) + tools


def _would_change(view: View, found: Number, spoken_to: list[Row]) -> str:
    """Return what would change the number, and what would change the verdicts that rest on it."""
    words = view.words
    missing = view.warehouse.remember(("lacking", view.as_of), lambda: _lacking(view))
    items = [text for text in (next_words(view, found.row, found.series), words("explain.by_edition")) if text]
    items += would_change_words(view, found.row, spoken_to[:TARGETS_SHOWN], lambda row: missing.get((row["target"], row["place"]), []))
    return element("h2", escaped(words("explain.would_change"))) + element("ul", *(element("li", escaped(item)) for item in items))


def _lacking(view: View) -> dict[tuple[str, str], list[str]]:
    """Return what each row in force lacks that has no verdict, by target and place."""
    found: dict[tuple[str, str], list[str]] = {}
    for target, place, what in unlocks(view.in_force())[["target", "place", "what"]].itertuples(index=False, name=None):
        found.setdefault((target, place), []).append(what)
    return found


def _cite(view: View, found: Number, title: str) -> str:
    """Return how to cite the number and how to report an error in it."""
    words = view.words
    address = explanation_address(view, found.row, year=int(found.row["year"]))
    href = report_link(view, found.row, title, address)
    report = link(href, escaped(words("explain.report"))) if href else escaped(words("explain.report_unset"))
    told = element("span", escaped(cite_words(view, found.row, title)))
    permanent = link(address, escaped(words("explain.permanent")))
    return note_html(words("explain.cite"), element("span", told, " ", permanent, " · ", report))


# --- nothing to explain ------------------------------------------------------------------------------------------------------------------


def _nothing(view: View) -> Page:
    """Return what can be explained: the places of the chosen indicator, or every indicator."""
    words, chosen = view.words, view.selection
    series = view.warehouse.series
    title = words("explain.choose")
    html = context_bar(view, "explain") + troubles(view, "explain") + element("h1", escaped(title))
    if chosen.indicator:
        name = view.of(view.catalogue.indicators[chosen.indicator].name)
        places = sorted(set(series[series["indicator"] == chosen.indicator]["place"]), key=lambda code: view.place_name(code).casefold())
        if chosen.place:
            html += paragraph(words("explain.not_held", name=name, place=view.place_name(chosen.place)), "wm-lead")
        else:
            html += paragraph(words("explain.choose_place", name=name), "wm-lead")
        links = [(view.address("explain", indicator=chosen.indicator, place=code), view.place_name(code)) for code in places]
    else:
        html += paragraph(words("explain.choose_text"), "wm-lead")
        held = sorted(set(series["indicator"]), key=lambda code: view.of(view.catalogue.indicators[code].name).casefold())
        links = [
            (view.address("explain", indicator=code, place=chosen.place or None), view.of(view.catalogue.indicators[code].name))
            for code in held
        ]
    html += element("ul", *(element("li", link(href, escaped(text))) for href, text in links), class_="wm-columns")
    return Page(title, (Html(html + footer(view)),))
