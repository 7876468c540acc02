"""One indicator: what it measures and does not, which promises rest on it, and its newest value in every place that has one."""

from __future__ import annotations

from dashboard.components.block import Block, Choice, Html, Page
from dashboard.components.chip import status_note
from dashboard.components.context_bar import context_bar
from dashboard.components.download import observations_address
from dashboard.components.explained import explanation_address
from dashboard.components.footer import footer
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.provenance import source_line
from dashboard.components.table import Column, pairs, scrolling, table
from dashboard.components.trouble import troubles
from dashboard.components.view import View
from dashboard.display import period
from dashboard.pages.maps import main_breakdown, value_map_blocks
from data.catalogue.models import Better, Indicator

OPEN_UP_TO = 40
"""Places up to which their table stands open; a longer one is opened by whoever wants it."""


def build(view: View) -> Page:
    """Return the page of the chosen indicator, or the indicators to choose from."""
    indicator = view.catalogue.indicators.get(view.selection.indicator)
    if indicator is None:
        return _choose(view)
    words, name = view.words, view.of(indicator.name)
    blocks: list[Block] = [
        Html(context_bar(view, "indicator") + troubles(view, "indicator")),
        Html(element("h1", escaped(name)) + paragraph(view.of(indicator.definition), "wm-lead")),
        Choice("indicator", words("indicator.choose"), _options(view), indicator.id),
        Html(_about(view, indicator) + _targets(view, indicator) + _lookalikes(view, indicator)),
        *value_map_blocks(view, indicator.id, focus=view.selection.place),
        Html(_values(view, indicator)),
        Html(footer(view)),
    ]
    return Page(name, tuple(blocks))


def _options(view: View) -> tuple[tuple[str, str], ...]:
    named = [(code, view.of(indicator.name)) for code, indicator in view.catalogue.indicators.items()]
    return tuple(sorted(named, key=lambda entry: entry[1].casefold()))


def _choose(view: View) -> Page:
    """Return the indicators by name, each with how many places have a figure."""
    words = view.words
    places = view.warehouse.series.groupby("indicator")["place"].nunique()
    items = []
    for code, name in _options(view):
        told = words.counted("indicator.places", int(places.get(code, 0)))
        items.append(
            element(
                "li", link(view.address("indicator", indicator=code), escaped(name)), element("small", escaped(told), class_="wm-block")
            )
        )
    title = words("indicator.choose")
    html = context_bar(view, "indicator") + troubles(view, "indicator") + element("h1", escaped(title)) + element("ul", *items)
    return Page(title, (Html(html + footer(view)),))


def _about(view: View, indicator: Indicator) -> str:
    """Return what there is to know before a value is read."""
    words = view.words
    units = {unit.code: unit for unit in view.catalogue.codes.units}
    rows = [
        (words("indicator.unit"), escaped(view.of(units[indicator.unit].name))),
        (words("why.direction"), escaped(words(f"better.{indicator.better.value}"))),
        (words("indicator.family"), escaped(words(f"family.{indicator.family.value}"))),
        (words("indicator.lag"), escaped(words.counted("indicator.years", indicator.publication_lag_years))),
        (words("indicator.stale"), escaped(words.counted("indicator.years", indicator.stale_after_years))),
    ]
    if indicator.standard is not None:
        rows.append((words("indicator.standard"), escaped(words(f"indicator.standards.{indicator.standard}"))))
    if indicator.stands_in_for is not None:
        rows.append((words("indicator.stands_in"), escaped(view.of(indicator.stands_in_for))))
    if indicator.modelled:
        rows.append((words("indicator.modelled"), escaped(words("explain.not_measured"))))
    if indicator.note is not None:
        rows.append((words("indicator.note"), escaped(view.of(indicator.note))))
    return pairs(rows)


def _targets(view: View, indicator: Indicator) -> str:
    """Return the targets that the indicator may speak to, and how far."""
    words, rows = view.words, []
    for mission in view.catalogue.missions.values():
        for target in mission.targets:
            for measure in target.measures:
                if measure.indicator == indicator.id:
                    href = view.address("mission", mission=mission.id, target=target.id)
                    name = link(href, escaped(view.of(target.name))) + element("small", escaped(view.of(mission.name)))
                    rows.append([name, escaped(words(f"comparability.{measure.comparability.value}")), escaped(view.of(measure.why))])
    title = words("indicator.targets")
    if not rows:
        return element("h2", escaped(title)) + paragraph(words("indicator.no_target"))
    columns = (
        Column(words("column.target"), width="34%"),
        Column(words("column.may_speak"), width="22%"),
        Column(words("column.why"), labelled=False),
    )
    return element("h2", escaped(title)) + table(columns, rows, caption=title)


def _lookalikes(view: View, indicator: Indicator) -> str:
    """Return the indicators that must not be compared with this one, with the reason."""
    if not indicator.not_comparable_with:
        return ""
    items = [
        element(
            "li",
            link(view.address("indicator", indicator=other.indicator), escaped(view.of(view.catalogue.indicators[other.indicator].name))),
            element("small", escaped(view.of(other.why)), class_="wm-block"),
        )
        for other in indicator.not_comparable_with
    ]
    return element("h2", escaped(view.words("indicator.lookalikes"))) + element("ul", *items)


def _values(view: View, indicator: Indicator) -> str:
    """Return the newest value in every place, A to Z; never a ranking."""
    words = view.words
    title, shown = words("indicator.values"), main_breakdown(view, indicator.id)
    if not shown.newest:
        return element("h2", escaped(title)) + paragraph(words("indicator.no_values"))
    form = view.format(indicator.id)
    order = sorted(shown.valued, key=lambda row: view.place_name(str(row["place"])).casefold())
    rows = [
        [
            link(view.address("country", place=str(row["place"]), indicator=indicator.id), escaped(view.place_name(str(row["place"])))),
            link(explanation_address(view, row), escaped(form.value(float(row["value"]))), class_="wm-number"),
            escaped(form.interval(row["lower"], row["upper"])),
            escaped(period(int(row["year"]), int(row["year_end"]))),
            _status(view, indicator, str(row["place"])),
        ]
        for row in order
    ]
    columns = (
        Column(words("column.place"), width="28%"),
        Column(words("chart.column.value"), numeric=True),
        Column(words("chart.column.range"), numeric=True),
        Column(words("column.year")),
        Column(words("column.status"), labelled=False),
    )
    breakdown = view.breakdown(shown.valued[0])
    counted = words.counted("indicator.places", len(rows))
    told = ", ".join(part for part in (breakdown, counted) if part)
    inside = scrolling(table(columns, rows, caption=title), title)
    listed = inside if len(rows) <= OPEN_UP_TO else element("details", element("summary", escaped(words("indicator.show_all"))), inside)
    href = observations_address(indicator=indicator.id, as_of=view.selection.as_of)
    tools = element("div", link(href, escaped(words("figure.download")), download=""), class_="wm-tools") if href else ""
    neither = "" if indicator.better != Better.NEITHER else paragraph(words("indicator.neither"), "wm-small")
    return "".join(
        (
            element("h2", escaped(title)),
            paragraph(told),
            neither,
            listed,
            tools,
            paragraph(source_line(view, shown.editions), "wm-source"),
        )
    )


def _status(view: View, indicator: Indicator, place: str) -> str:
    """Return the verdict that rests on the place's series in words, or nothing where none does."""
    row = next((row for row in view.in_force_by_place().get(place, []) if row["indicator"] == indicator.id), None)
    if row is None:
        return ""
    return escaped(view.words(f"status.{row['status']}")) + element("small", escaped(status_note(view, row)))
