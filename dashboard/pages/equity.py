"""Better for whom? Level and gap as two verdicts, the groups then and now, the gap over time, the missing breakdowns."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.components.block import Block, Choice, Html, Page
from dashboard.components.chip import status_chip
from dashboard.components.context_bar import context_bar
from dashboard.components.download import observations_address
from dashboard.components.figure import figure
from dashboard.components.footer import footer
from dashboard.components.gap_chip import gap_chip
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.note import note
from dashboard.components.trouble import troubles, with_offers
from dashboard.components.view import EVERYTHING, View
from dashboard.display import number
from dashboard.pages.equity_figures import GapSeries, gap_chart, gap_series, gradient_chart
from dashboard.pages.equity_grid import grid
from dashboard.pages.equity_subject import EquityView, Subject, dimension_words, held_dimensions, subject_of
from dashboard.pages.figures_of_place import direction_words
from metrics.equity import ABSOLUTE, RELATIVE

PAGE = "equity"


def build(view: View) -> Page:
    """Return the page for the chosen indicator and place; where nothing is held by groups, the grid of what is missing comes first."""
    lens = EquityView.of_view(view)
    words = lens.words
    subject = subject_of(lens)
    place = lens.place_name(subject.place if subject else lens.selection.place) if subject or lens.selection.place else ""
    top = context_bar(lens, PAGE, place=place) + troubles(lens, PAGE, _unread(lens))
    if subject is None:
        head = element("h1", escaped(words("equity.title_none"))) + paragraph(words("equity.lead_none"), "wm-lead")
        blocks: list[Block] = [Html(top + head), *_choices(lens, None), Html(grid(lens, lens.selection.indicator))]
        return Page(words("nav.equity"), (*blocks, Html(footer(lens))))
    gaps = gap_series(lens, subject)
    head = element("h1", escaped(_title(lens, gaps))) + paragraph(_lead(lens, subject), "wm-lead")
    blocks = [Html(top + head), *_choices(lens, subject), Html(_verdicts(lens, subject, gaps)), *_figures(lens, subject, gaps)]
    return Page(words("nav.equity"), (*blocks, Html(grid(lens, subject.indicator.id) + footer(lens))))


def _unread(view: EquityView) -> list[str]:
    told = []
    for trouble in view.asked.unread:
        links = [link(view.same_page(PAGE, across=code), escaped(dimension_words(view, code))) for code in trouble.suggestions]
        text = view.words(f"equity.trouble.{trouble.parameter}", value=trouble.value)
        told.append(with_offers(text, view.words("trouble.did_you_mean"), links))
    return told


def _title(view: EquityView, gaps: list[GapSeries]) -> str:
    """Return the finding: what the absolute gap does, which is the verdict that counts people."""
    absolute = next((gap for gap in gaps if gap.scale == ABSOLUTE), None)
    return view.words(f"equity.finding.{absolute.verdict.verdict if absolute else 'not_assessable'}")


def _lead(view: EquityView, subject: Subject) -> str:
    row = subject.points.iloc[0].copy()
    row["sex"], row["group"] = EVERYTHING, EVERYTHING
    what = ", ".join(part for part in (view.of(subject.indicator.name), view.breakdown(row)) if part)
    place = view.place_name(subject.place)
    where = "" if place in what else place
    return view.words("equity.lead", what=", ".join(part for part in (what, where) if part), across=dimension_words(view, subject.across))


def _choices(view: EquityView, subject: Subject | None) -> list[Block]:
    """Return the lists of indicators, places, dimensions and kinds of cancer of which groups are held."""
    words, held = view.words, held_dimensions(view)
    indicators = sorted(set(held["indicator"]), key=lambda code: view.of(view.catalogue.indicators[code].short_name).casefold())
    options = tuple((code, view.of(view.catalogue.indicators[code].short_name)) for code in indicators)
    chosen = subject.indicator.id if subject else ""
    blocks: list[Block] = [Choice("indicator", words("column.series"), options, chosen)]
    if subject is None:
        return blocks
    mine = held[held["indicator"] == chosen]
    here = mine[mine["place"] == subject.place]
    lists = (
        ("place", words("column.place"), set(mine["place"]), subject.place, view.place_name),
        ("across", words("equity.across"), set(here["across"]), subject.across, lambda code: dimension_words(view, code)),
        ("site", words("equity.site"), set(here["site"]), subject.site, _site_namer(view)),
    )
    for parameter, label, codes, current, name in lists:
        if len(codes) > 1:
            entries = tuple(sorted(((str(code), name(str(code))) for code in codes), key=lambda entry: entry[1].casefold()))
            blocks.append(Choice(parameter, label, entries, current))
    return blocks


def _site_namer(view: EquityView) -> Callable[[str], str]:
    sites = {code.code: view.of(code.name) for code in view.catalogue.codes.sites}
    return lambda code: sites.get(code, view.words("equity.all_sites") if code == EVERYTHING else code)


def _verdicts(view: EquityView, subject: Subject, gaps: list[GapSeries]) -> str:
    """Return both verdicts side by side: that on the level, and those on the gap, absolute and relative."""
    words = view.words
    cells = [(words("equity.level"), _level(view, subject))]
    for gap in gaps:
        verdict = gap.verdict
        told = words(f"equity.verdict.{verdict.verdict}")
        if verdict.reason:
            detail = words.counted(f"equity.reason.{verdict.reason}", verdict.points)
        else:
            pace = [number(value, view.language, 0.001 if gap.scale == RELATIVE else 0.01) for value in (verdict.lower, verdict.upper)]
            key = "equity.pace" if gap.scale == ABSOLUTE else "equity.pace_relative"
            detail = words(key, low=pace[0], high=pace[1], n=verdict.points, first=verdict.first_year, last=verdict.last_year)
        cells.append((words(f"equity.gap.{gap.scale}"), gap_chip(verdict.verdict, told, detail)))
    written = [element("div", element("dt", escaped(name)), element("dd", inside)) for name, inside in cells]
    more = note(words("equity.both_title"), words("equity.disagree")) if _disagree(gaps) else ""
    return element("h2", escaped(words("equity.two_verdicts"))) + element("dl", *written, class_="wm-facts") + more


def _disagree(gaps: list[GapSeries]) -> bool:
    told = {gap.verdict.verdict for gap in gaps if gap.verdict.verdict != "not_assessable"}
    return len(told) > 1


def _level(view: EquityView, subject: Subject) -> str:
    """Return the verdict of a target that is judged by the indicator here; without one, the recent direction of the total."""
    rows = view.in_force()
    mine = rows[
        (rows["indicator"] == subject.indicator.id) & (rows["place"] == subject.place) & (rows["comparability"] != "not_comparable")
    ]
    if len(mine):
        row = mine.iloc[0]
        href = view.address("mission", mission=str(row["mission"]), target=str(row["target"]), place=subject.place)
        name = view.of(view.catalogue.target(str(row["target"]))[1].name)
        return status_chip(view, row) + element("small", link(href, escaped(name)))
    trends = view.warehouse.trends(subject.place, view.as_of)
    total = trends[(trends["indicator"] == subject.indicator.id) & (trends["sex"] == EVERYTHING) & (trends["group"] == EVERYTHING)]
    total = total[total["site"] == subject.site]
    told = direction_words(view, total.iloc[0]) if len(total) else view.words("equity.no_total")
    return element("small", escaped(told), " ", escaped(view.words("equity.no_target")))


def _figures(view: EquityView, subject: Subject, gaps: list[GapSeries]) -> list[Block]:
    words = view.words
    blocks: list[Block] = []
    drawn = gradient_chart(view, subject)
    if drawn is not None:
        chosen = {"indicator": subject.indicator.id, "site": subject.site}
        download = observations_address(place=subject.place, as_of=view.selection.as_of, **chosen)
        blocks += [Html(element("h2", escaped(words("equity.groups")))), *figure(view, drawn, "gradient", download=download, first=True)]
    charts = [(gap, gap_chart(view, subject, gap)) for gap in gaps]
    if any(chart is not None for _, chart in charts):
        blocks.append(Html(element("h2", escaped(words("equity.over_time")))))
    for gap, chart in charts:
        if chart is not None:
            indicator = gap.published.id if gap.published else subject.indicator.id
            download = observations_address(place=subject.place, as_of=view.selection.as_of, indicator=indicator)
            blocks += figure(view, chart, f"gap-{gap.scale}", download=download)
    return blocks
