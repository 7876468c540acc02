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
from dashboard.components.provenance import edition_of, editions_in, source_line
from dashboard.components.table import Column, scrolling, table
from dashboard.components.trouble import trouble_note, troubles
from dashboard.components.view import EVERYTHING, View, is_missing
from dashboard.contact import report_address
from dashboard.display import count, period
from dashboard.pages.explain_calculation import calculation, rows_spoken_to
from dashboard.pages.explain_origin import origin_section
from dashboard.pages.explain_subject import BREAKDOWN, Number, find
from metrics.unlock import unlocks

TARGETS_SHOWN = 3
"""Targets whose calculation is written out; a series rarely speaks to more."""
SAID_ABOVE = frozenset({"no_interval", "unchanged_values"})
"""Cautions about the verdict that the page has said about the number itself."""
UNCHANGED = 3
"""Equal values in a row from which it is said that nothing moved."""


def build(view: View) -> Page:
    """Return the page of one number; without one, what could be explained."""
    found = find(view)
    if found is None:
        return _nothing(view)
    words, form = view.words, view.format(found.indicator)
    place = view.place_name(found.place)
    spoken_to = rows_spoken_to(view, found)
    missions = sorted({view.of(view.catalogue.missions[str(name)].name) for name in spoken_to["mission"]})
    top = context_bar(view, "explain", mission=view.listed(missions), place=place) + troubles(view, "explain")
    top += "".join(trouble_note(view, "explain", trouble) for trouble in found.troubles)
    title = _title(view, found)
    indicator = view.catalogue.indicators[found.indicator]
    head = (
        paragraph(words("explain.kicker"), "wm-small")
        + element("h1", escaped(title))
        + paragraph(view.of(indicator.definition), "wm-lead")
        + element("p", link(view.address("indicator", indicator=indicator.id), escaped(words("explain.indicator"))), class_="wm-tools")
        + _counted(view, found)
        + _years(view, found)
    )
    blocks: list[Block] = [Html(top), Html(head), Html(_is_not(view, found))]
    chart = same_number(
        _alike(view, found),
        form=form,
        words=words,
        subtitle=", ".join((view.of(indicator.name), place, _when(found.row))),
        source=source_line(view, editions_in(_alike(view, found))),
    )
    if chart is not None:
        blocks += figure(view, chart, "same", first=True)
    blocks.append(Html(_how_sure(view, found, spoken_to)))
    blocks.append(Html(origin_section(view, found)))
    if len(spoken_to):
        told = "".join(calculation(view, row) for _, row in spoken_to.head(TARGETS_SHOWN).iterrows())
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


def _title(view: View, found: Number) -> str:
    name = view.of(view.catalogue.indicators[found.indicator].short_name)
    named = ", ".join(part for part in (name, view.breakdown(found.row)) if part)
    return view.words(
        "explain.title", value=value_words(view, found.row), what=named, place=view.place_name(found.place), when=_when(found.row)
    )


def value_words(view: View, row: pd.Series) -> str:
    """Return an observation's value as written; in words where it is withheld or missing."""
    if not is_missing(row["value"]):
        return view.format(str(row["indicator"])).value(float(row["value"]))
    if str(row["conf_status"]) not in ("F", ""):
        return view.words("series.withheld")
    codes = {code.code: code for code in view.catalogue.codes.obs_statuses}
    status = codes.get(str(row["obs_status"]))
    return view.of(status.name) if status else view.words("reason.no_data")


def _when(row: pd.Series) -> str:
    return period(int(row["year"]), int(row["year_end"]))


def _counted(view: View, found: Number) -> str:
    """Return the count behind a rate or a share, where it is published."""
    row, words = found.row, view.words
    if is_missing(row["numerator"]) or is_missing(row["denominator"]) or is_missing(row["value"]):
        return ""
    told = words(
        "explain.counted",
        numerator=count(float(row["numerator"]), view.language),
        denominator=count(float(row["denominator"]), view.language),
    )
    return paragraph(told)


def _years(view: View, found: Number) -> str:
    """Return the other years and breakdowns of the series, each a link to its own explanation."""
    words = view.words
    years = []
    for _, row in found.series.iterrows():
        text = escaped(_when(row))
        is_here = row["year"] == found.row["year"] and row["year_end"] == found.row["year_end"]
        years.append(
            element("b", text, aria_current="true") if is_here else link(explanation_address(view, row, year=int(row["year"])), text)
        )
    html = ""
    if len(years) > 1:
        html += element("p", escaped(words("explain.years")), " ", " · ".join(years), class_="wm-small wm-tools")
    if len(found.siblings):
        items = [
            element("li", link(explanation_address(view, row), escaped(view.breakdown(row) or words("explain.everybody"))))
            for _, row in found.siblings.iterrows()
        ]
        title = words.counted("explain.breakdowns", len(items))
        html += element("details", element("summary", escaped(title)), element("ul", *items), class_="wm-small")
    return html


def _is_not(view: View, found: Number) -> str:
    """Return what the number is easily mistaken for."""
    words, indicator = view.words, view.catalogue.indicators[found.indicator]
    items = []
    if indicator.stands_in_for is not None:
        items.append(words("explain.stands_in", what=view.of(indicator.stands_in_for)))
    for other in indicator.not_comparable_with:
        name = view.of(view.catalogue.indicators[other.indicator].name)
        items.append(words("explain.not_other", name=name, why=view.of(other.why)))
    if indicator.is_share or view.format(found.indicator).unit == "%":
        key = "explain.not_count" if is_missing(found.row["denominator"]) else "explain.not_count_known"
        items.append(words(key))
    sexes = {code.code: code for code in view.catalogue.codes.sexes}
    if found.row["sex"] != EVERYTHING and found.row["sex"] in sexes:
        items.append(words("explain.not_everybody", who=view.of(sexes[str(found.row["sex"])].name)))
    if indicator.modelled:
        items.append(words("explain.not_measured"))
    told = element("ul", *(element("li", escaped(item)) for item in items)) if items else paragraph(words("explain.nothing_alike"))
    note = paragraph(view.of(indicator.note), "wm-small") if indicator.note is not None else ""
    return element("h2", escaped(words("explain.is_not"))) + told + note


def _alike(view: View, found: Number) -> pd.DataFrame:
    """Return the figures of the same place and year that could be taken for this one: other editions and the declared lookalikes."""
    indicator = view.catalogue.indicators[found.indicator]
    lookalikes = tuple(
        other.indicator for other in indicator.not_comparable_with if view.catalogue.indicators[other.indicator].unit == indicator.unit
    )
    same_time = (found.others["year"] == found.row["year"]) & (found.others["year_end"] == found.row["year_end"])
    frames = [found.row.to_frame().T, found.others[same_time]]
    if lookalikes:
        held = view.warehouse.observations(indicators=lookalikes, places=(found.place,), as_of=view.selection.as_of, in_force=False)
        same = (held["year"] == found.row["year"]) & (held["year_end"] == found.row["year_end"])
        frames.append(
            held[same & (held["sex"] == found.row["sex"]) & (held["site"] == found.row["site"]) & (held["group"] == found.row["group"])]
        )
    rows: pd.DataFrame = pd.concat(frames, ignore_index=True)
    names = [view.of(view.catalogue.indicators[str(code)].short_name) for code in rows["indicator"]]
    details = [_edition_name(view, str(source), str(edition)) for source, edition in zip(rows["source"], rows["edition"], strict=True)]
    return rows.assign(name=names, detail=details, focus=[position == 0 for position in range(len(rows))])


def _edition_name(view: View, source_id: str, edition_id: str) -> str:
    source = view.catalogue.sources.get(source_id)
    if source is None:
        return edition_id
    edition = edition_of(source, edition_id)
    return f"{source.publisher}, {view.of(edition.name) if edition else edition_id}"


# --- how sure --------------------------------------------------------------------------------------------------------------------------


def _how_sure(view: View, found: Number, spoken_to: pd.DataFrame) -> str:
    words, row, form = view.words, found.row, view.format(found.indicator)
    told = []
    if found.is_withheld:
        told.append(words("reason_long.withheld"))
    elif not is_missing(row["value"]):
        interval = form.interval_words(row["lower"], row["upper"])
        told.append(words("explain.range", interval=interval) if interval else words("explain.no_range"))
    codes = {code.code: code for code in view.catalogue.codes.obs_statuses}
    if row["obs_status"] in codes and row["obs_status"] != "A":
        told.append(words("explain.flagged", flag=view.of(codes[str(row["obs_status"])].name)))
    told += [sentence for sentence in (_unchanged(view, found), _restated(view, found)) if sentence]
    cautions = {code for cell in spoken_to["cautions"] if not is_missing(cell) for code in str(cell).split(";") if code}
    told += [words(f"caution.{code}") for code in sorted(cautions - SAID_ABOVE)]
    return element("h2", escaped(words("explain.how_sure"))) + element("ul", *(element("li", escaped(sentence)) for sentence in told))


def _unchanged(view: View, found: Number) -> str:
    """Return since when the value has been the same, where that is long."""
    known = found.series.dropna(subset=["value"])
    until = known[known["year_end"] <= found.row["year_end"]]
    moved = until.index[until["value"] != found.row["value"]]
    same = until.loc[moved[-1] :].iloc[1:] if len(moved) else until
    if len(same) < UNCHANGED:
        return ""
    return view.words("explain.unchanged", n=len(same), first=_when(same.iloc[0]), last=_when(same.iloc[-1]))


def _restated(view: View, found: Number) -> str:
    """Return what other editions of the same source print for the same year."""
    same = found.others[
        (found.others["source"] == found.row["source"])
        & (found.others["year"] == found.row["year"])
        & (found.others["year_end"] == found.row["year_end"])
    ].dropna(subset=["value"])
    if same.empty or is_missing(found.row["value"]):
        return ""
    form = view.format(found.indicator)
    listed = [
        f"{form.value(float(row['value']))} ({_edition_name(view, str(row['source']), str(row['edition']))})" for _, row in same.iterrows()
    ]
    return view.words("explain.restated", list=view.listed(listed))


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
            link(explanation_address(view, row, year=int(row["year"])), escaped(_when(row))),
            escaped(value_words(view, row)),
            escaped(form.interval(row["lower"], row["upper"])),
            escaped(row["locator"]),
        ]
        for _, row in found.series.iterrows()
    ]
    title = words.counted("explain.rows", len(rows))
    filters = {name: str(found.row[name]) for name in ("indicator", "place", *BREAKDOWN, "source", "edition")}
    href = observations_address(as_of=view.selection.as_of, **filters)
    tools = element("div", link(href, escaped(words("figure.download")), download=""), class_="wm-tools") if href else ""
    inside = scrolling(table(columns, rows, caption=title), title)
    return element("h2", escaped(words("explain.rows_title"))) + element("details", element("summary", escaped(title)), inside) + tools


def _would_change(view: View, found: Number, spoken_to: pd.DataFrame) -> str:
    """Return what would change the number, and what would change the verdicts that rest on it."""
    words, indicator = view.words, view.catalogue.indicators[found.indicator]
    newest = int(found.series.dropna(subset=["value"])["year_end"].max()) if found.series["value"].notna().any() else None
    items = []
    if newest is not None:
        items.append(words("explain.next", year=newest + 1, expected=newest + 1 + indicator.publication_lag_years))
    items.append(words("explain.by_edition"))
    form = view.format(found.indicator)
    for _, row in spoken_to.head(TARGETS_SHOWN).iterrows():
        name = view.of(view.catalogue.target(str(row["target"]))[1].name)
        if row["status"] == "not_assessable":
            lacking = unlocks(row.to_frame().T.infer_objects())
            told = [words(f"preventable.missing.{what}") for what in lacking["what"]]
            if told:
                items.append(words("explain.unlock", target=name, what=view.listed(told)))
        elif row["status"] != "met" and not is_missing(row["target_value"]) and row["comparability"] == "same":
            items.append(words("explain.would_meet", target=name, aim=form.value(row["target_value"])))
    return element("h2", escaped(words("explain.would_change"))) + element("ul", *(element("li", escaped(item)) for item in items))


def _cite(view: View, found: Number, title: str) -> str:
    """Return how to cite the number and how to report an error in it."""
    words = view.words
    source = view.catalogue.sources.get(str(found.row["source"]))
    cited = source.cite_as if source is not None else str(found.row["source"])
    address = explanation_address(view, found.row, year=int(found.row["year"]))
    body = words("explain.report_body", title=title, address=address, locator=str(found.row["locator"]))
    href = report_address(words("explain.report_subject", title=title), body)
    report = link(href, escaped(words("explain.report"))) if href else escaped(words("explain.report_unset"))
    told = element("span", escaped(words("explain.cite_text", cited=cited, title=title, edition=str(found.row["edition"]))))
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
