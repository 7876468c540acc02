"""
What may be compared, and then who closed more of the own gap.

The choice, the grade of the comparison with its reasons, and only then the comparison: each on its own scale, in natural units, in a table.
"""

from __future__ import annotations

from dashboard.components.block import Block, Choice, Html, Page
from dashboard.components.context_bar import context_bar
from dashboard.components.footer import footer
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.note import note, note_html
from dashboard.components.table import Column, table
from dashboard.components.trouble import troubles
from dashboard.components.view import View
from dashboard.pages.compare_figures import dumbbell_blocks, index_blocks
from dashboard.pages.compare_lines import (
    COUNTRIES,
    MISSIONS,
    Comparison,
    common_metrics,
    compare,
    completed,
    left_without,
    nearest_pairs,
    place_of,
    places_with_figures,
    shared_places,
    target_rows,
    targets_by_country,
)
from dashboard.pages.compare_settings import (
    BY,
    SideView,
    add_options,
    chosen_list,
    sides_told,
    value_words,
)
from data.catalogue.models import Family
from metrics.comparability import FEWEST, Finding

PAGE = "compare"


def build(view: View) -> Page:
    """Return the page for what is chosen; without a choice, for the two missions with most metrics in common."""
    asked = SideView.of_view(view)
    side = asked.choosing(**vars(completed(asked)))
    words = side.words
    comparison = compare(side)
    shares = side.side.by == COUNTRIES or share_a_metric(side)
    outcome = comparison.grading.grade or ("none" if comparison.grading.findings else "few")
    title = words(f"compare.title.{outcome}") if shares else words("compare.nothing_shared")
    place = side.place_name(side.selection.place) if side.selection.place else ""
    top = (
        context_bar(asked, PAGE, place=place)
        + troubles(asked, PAGE, sides_told(asked, PAGE))
        + element("h1", escaped(title))
        + paragraph(_what(side, comparison), "wm-lead")
        + paragraph(words("compare.lead"))
    )
    blocks: list[Block] = [Html(top), *_choices(side)]
    if asked.side.family and asked.side.family != side.side.family:
        told = words("compare.no_country_target", family=words(f"family.{asked.side.family}"))
        blocks.append(Html(note(words("compare.other_family"), told)))
    if not shares:
        blocks.append(Html(_nearest(side)))
    else:
        blocks.append(Html(_grade(side, comparison)))
        if comparison.grading.grade:
            blocks += index_blocks(side, comparison)
            blocks += dumbbell_blocks(side, comparison)
    return Page(words("nav.compare"), (*blocks, Html(_on(side) + footer(asked))))


def _what(view: SideView, comparison: Comparison) -> str:
    """Return who is compared by what, in one sentence."""
    side = view.side
    chosen = side.places if side.by == COUNTRIES else side.missions
    names = sorted((value_words(view, "places" if side.by == COUNTRIES else "missions", code) for code in chosen), key=str.casefold)
    metrics = [view.of(view.catalogue.indicators[code].short_name) for code in dict.fromkeys(comparison.lines["indicator"])]
    if not metrics:
        return view.words("compare.who", names=view.listed(names))
    return view.words("compare.who_by", names=view.listed(names), metrics=view.listed(metrics))


def share_a_metric(view: SideView) -> bool:
    """Return whether any two of the chosen missions measure a target of the family by the same indicator."""
    chosen, family = set(view.side.missions), view.side.family
    indicators = view.catalogue.indicators
    shared = common_metrics(view)
    return any(set(pair) <= chosen and any(indicators[code].family == family for code in codes) for pair, codes in shared.items())


def _choices(view: SideView) -> list[Block]:
    """Return the three steps of the choice: a family, missions or countries, and which."""
    words, side = view.words, view.side
    families = tuple((family.value, words(f"family.{family.value}")) for family in Family)
    ways = [
        element("b", escaped(words(f"compare.by.{way}")), aria_current="true")
        if way == side.by
        else link(_other_way(view, way), escaped(words(f"compare.by.{way}")))
        for way in BY
    ]
    blocks: list[Block] = [
        Html(element("h2", escaped(words("compare.choose")))),
        Choice("family", words("compare.family"), families, side.family),
        Html(element("p", escaped(words("compare.by_what")), " ", " · ".join(ways), class_="wm-small wm-tools", style="margin-top:8px")),
    ]
    return blocks + (_missions(view) if side.by == MISSIONS else _countries(view))


def _other_way(view: SideView, way: str) -> str:
    # Each way has a choice of its own: what was chosen for the other would name nothing there.
    dropped: dict[str, str | None] = {"target": None, "place": None, "missions": None, "places": None}
    return view.same_page(PAGE, by=way, **dropped)


def _missions(view: SideView) -> list[Block]:
    words, side = view.words, view.side
    with_family = [m.id for m in view.catalogue.missions.values() if any(t.family == side.family for t in m.targets)]
    blocks: list[Block] = [Html(chosen_list(view, PAGE, "missions", side.missions))]
    more = add_options(view, "missions", side.missions, with_family)
    if more:
        blocks.append(Choice("missions", words("compare.add_mission"), more, ""))
    rows = target_rows(view)
    places = shared_places(view, rows)
    if places:
        used = place_of(view, rows)
        blocks.append(Choice("place", words("compare.place"), tuple((code, view.place_name(code)) for code in places), used))
        wanted = view.selection.place
        if wanted and wanted != used:
            told = words("compare.no_figure_there", place=view.place_name(wanted), used=view.place_name(used))
            blocks.append(Html(note(words("compare.other_place"), told)))
    return blocks


def _countries(view: SideView) -> list[Block]:
    words, side = view.words, view.side
    targets = targets_by_country(view, side.family)
    names = {code: view.catalogue.target(code) for code in targets}
    options = tuple((code, f"{view.of(target.name)} ({view.of(mission.name)})") for code, (mission, target) in names.items())
    blocks: list[Block] = [Choice("target", words("column.target"), options, side.target)] if options else []
    if side.target:
        blocks.append(Html(chosen_list(view, PAGE, "places", side.places)))
        more = add_options(view, "places", side.places, places_with_figures(view, side.target))
        if more:
            blocks.append(Choice("places", words("compare.add_place"), more, ""))
    return blocks


def _nearest(view: SideView) -> str:
    """Return the pairs of missions that share a metric, as links: what can be compared instead."""
    words = view.words
    shared = common_metrics(view)
    items = []
    for pair in nearest_pairs(view, view.side.missions):
        first, second = (view.of(view.catalogue.missions[code].name) for code in pair)
        metrics = sorted(shared[pair])
        family = view.catalogue.indicators[metrics[0]].family.value
        href = view.same_page(PAGE, missions=",".join(pair), family=family, by=MISSIONS, place=None, target=None)
        named = view.listed([view.of(view.catalogue.indicators[code].short_name) for code in metrics])
        items.append(
            element("li", link(href, escaped(words("compare.pair", first=first, second=second))), element("small", escaped(named)))
        )
    return element("h2", escaped(words("compare.nearest"))) + element("ul", *items)


def _grade(view: SideView, comparison: Comparison) -> str:
    words, grading = view.words, comparison.grading
    head = element("h2", escaped(words("compare.grade_title", grade=grading.grade) if grading.grade else words("compare.no_grade")))
    if not grading.findings:
        told = note(words("compare.too_few_title"), words("compare.too_few", n=FEWEST))
        return head + told + _barred(view, comparison)
    rows = [
        [
            escaped(words(f"compare.criterion.{finding.criterion}")),
            escaped(words(f"compare.extent.{finding.extent}")),
            escaped(finding_words(view, finding)),
        ]
        for finding in grading.findings
    ]
    columns = (
        Column(words("compare.column.criterion"), width="20%"),
        Column(words("compare.column.extent"), width="22%"),
        Column(words("compare.column.why"), labelled=False),
    )
    meaning = paragraph(words(f"compare.meaning.{grading.grade or 'none'}"))
    rule = element("p", escaped(words("compare.rule")), class_="wm-source")
    return head + meaning + table(columns, rows, caption=words("compare.grade_table")) + rule + _barred(view, comparison)


def _barred(view: SideView, comparison: Comparison) -> str:
    """Return what was chosen and is left out, with the reason: no figure, or a unit of its own."""
    words = view.words
    nothing = left_without(view, comparison)
    if comparison.barred.empty and not nothing:
        return ""
    units = {unit.code: view.of(unit.name) for unit in view.catalogue.codes.units}
    kept = set(comparison.lines["unit_of_values"])
    items = []
    for _, row in comparison.barred.iterrows():
        name = ", ".join(part for part in (row["label"], row["detail"]) if part)
        if row["unit_of_values"] and kept and row["unit_of_values"] not in kept and row["latest"] == row["latest"]:
            other = words("compare.barred.unit", unit=units[row["unit_of_values"]], others=units[next(iter(kept))])
        else:
            other = words("compare.barred.no_data")
        items.append(element("li", element("b", escaped(name)), ": ", escaped(other)))
    missing = words(f"compare.barred.no_row_{view.side.by}")
    items += [element("li", element("b", escaped(name)), ": ", escaped(missing)) for name in nothing]
    return note_html(words("compare.barred.title"), element("ul", *items))


def finding_words(view: View, finding: Finding) -> str:
    """Return a finding of the grade as a sentence, with what differs."""
    catalogue = view.catalogue
    names = list(finding.values)
    match finding.reason:
        case "definition" | "indicator" | "forbidden" | "stand_in" | "other_quantity":
            names = [view.of(catalogue.indicators[code].name) for code in finding.values if code in catalogue.indicators]
        case "unit":
            units = {unit.code: view.of(unit.name) for unit in catalogue.codes.units}
            names = [units.get(code, code) for code in finding.values]
        case "coverage":
            names = [view.words(f"compare.kind.{code}") for code in finding.values]
        case "source" | "modelled":
            names = [view.of(catalogue.sources[code].name) for code in finding.values if code in catalogue.sources]
        case "edition":
            named = {edition.id: view.of(edition.name) for source in catalogue.sources.values() for edition in source.editions}
            names = [named.get(code, code) for code in finding.values]
        case "breakdown":
            names = [view.words(f"compare.breakdown.{code}") for code in finding.values]
        case "standard":
            names = [view.words(f"indicator.standards.{code}" if code else "compare.no_standard") for code in finding.values]
    key = f"compare.finding.{finding.criterion}.{finding.reason}"
    if finding.extent == "same":
        key = f"compare.finding.{finding.criterion}.same"
        if finding.criterion == "standard" and finding.values == ("",):
            key = "compare.finding.standard.none"
    return view.words(key, what=view.listed(names))


def _on(view: SideView) -> str:
    """Return the way on to the other pages that put missions side by side."""
    words, missions = view.words, ",".join(view.side.missions)
    anatomy = view.address("anatomy") + (f"&missions={missions}" if missions else "")
    ways = ((anatomy, "to_anatomy"), (view.address("equity"), "to_equity"), (view.address("lab"), "to_lab"))
    items = [element("li", link(href, escaped(words(f"compare.{name}")))) for href, name in ways]
    return element("h2", escaped(words("compare.more"))) + element("ul", *items)
