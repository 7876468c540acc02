"""One mission: what it promised, where its targets stand, what is being done, and what nobody can say."""

from __future__ import annotations

from dashboard.charts.counted_bar import counted_bar
from dashboard.components.aim import aim_with_year, aim_words, year_words
from dashboard.components.block import Block, Html, Page
from dashboard.components.chip import latest_words, status_chip
from dashboard.components.choose import choose_mission
from dashboard.components.context_bar import context_bar
from dashboard.components.download import scorecard_address
from dashboard.components.facts import facts, period_words, time_bar
from dashboard.components.figure import figure
from dashboard.components.footer import footer
from dashboard.components.language_links import older_translations
from dashboard.components.marks import marks_sentence, marks_strip
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.moment import moment_words
from dashboard.components.quote import cited, quoted
from dashboard.components.table import Column, table
from dashboard.components.trouble import troubles
from dashboard.components.view import View, is_missing
from dashboard.pages import target as target_page
from dashboard.pages.context_figures import context_blocks
from dashboard.pages.places import places_blocks
from dashboard.pages.series_told import NOT_ASSESSABLE, NOT_COMPARABLE
from dashboard.pages.share_studies import share_link, studies_figure
from dashboard.pages.standing import Standing, country_sentence, own_statuses, standings, worst_first
from dashboard.pages.then_and_now import then_and_now
from dashboard.pages.verdict import verdict_blocks
from data.catalogue.entries import CitedText
from data.catalogue.models import Family
from data.catalogue.promises import Mission, TargetVersion
from metrics.evaluability import anatomy

COUNTED_FROM = 4
"""Targets from which they are also counted in a drawing."""


def build(view: View) -> Page:
    """Return the page of the chosen mission, of one of its targets, or the missions to choose from."""
    mission = view.catalogue.missions.get(view.selection.mission)
    if mission is None:
        return choose_mission(view, "mission")
    found = standings(view, mission)
    chosen = next((standing for standing in found if standing.target.id == view.selection.target), None)
    if chosen is not None:
        return target_page.build(view, chosen)
    name = view.of(mission.name)
    blocks: list[Block] = [
        Html(context_bar(view, "mission", mission=name, place=view.place_name(mission.place)) + troubles(view, "mission")),
        Html(_head(view, mission)),
        Html(then_and_now(view, mission=mission.id)),
        *_targets(view, mission, found),
        *_featured(view, found),
        *_studies(view, mission),
        Html(_doing(view, mission)),
        Html(_evaluability(view, mission)),
        Html(_about(view, mission)),
        Html(older_translations(view, [mission]) + footer(view)),
    ]
    return Page(name, tuple(blocks))


def _head(view: View, mission: Mission) -> str:
    original = mission.original_name if mission.original_name not in ("", view.of(mission.name)) else ""
    first = mission.targets[0]
    newest = max(first.versions, key=lambda version: version.version)
    return "".join(
        (
            element("h1", escaped(view.of(mission.name))),
            paragraph(original, "wm-muted") if original else "",
            paragraph(view.of(mission.promise), "wm-lead"),
            quoted(view, newest),
            _readings(view, newest),
            facts(_facts(view, mission), under_first=_time(view, mission)),
        )
    )


def _readings(view: View, version: TargetVersion) -> str:
    """Return our reading of the quoted sentence with the readings that we rejected beside it."""
    words = view.words
    ours = element("section", element("b", escaped(words("reading.ours"))), paragraph(view.of(version.reading.explanation)))
    if not version.rejected_readings:
        return element("div", ours, class_="wm-small")
    others = [
        paragraph(f"{view.of(other.reading)} {words('mission.rejected_because', why=view.of(other.why))}")
        for other in version.rejected_readings
    ]
    rejected = element("section", element("b", escaped(words("reading.rejected"))), *others)
    return element("div", ours, rejected, class_="wm-two wm-small")


def _facts(view: View, mission: Mission) -> list[tuple[str, str, str]]:
    words = view.words
    not_stated = words("mission.not_stated")
    years, told = period_words(view, mission)
    budget = mission.budgets[0] if mission.budgets else None
    return [
        (words("mission.period"), years, told),
        (words("mission.money"), *(_split(view.of(budget.text)) if budget else (not_stated, ""))),
        (words("mission.owner"), *_led_by(view, mission)),
    ]


def _led_by(view: View, mission: Mission) -> tuple[str, str]:
    """Return who leads the mission, and with whom."""
    partners = view.of(mission.partners[0].text) if mission.partners else ""
    if not mission.owners:
        return view.words("mission.not_stated"), partners
    owner, more = _split(view.of(mission.owners[0].text))
    return owner, more or partners


def _split(text: str) -> tuple[str, str]:
    """Return the first sentence of *text* without its full stop, and the rest."""
    head, mark, rest = text.partition(". ")
    return head.rstrip("."), rest if mark else ""


def _time(view: View, mission: Mission) -> str:
    if not (mission.period.start and mission.period.end):
        return ""
    return time_bar(mission.period.start, mission.period.end, view.as_of.year)


# --- targets -------------------------------------------------------------------------------------------------------------------------


def _targets(view: View, mission: Mission, found: list[Standing]) -> list[Block]:
    words = view.words
    in_force = [standing for standing in found if standing.is_in_force]
    judged = sum(standing.is_assessable for standing in found)
    told = words.counted("mission.judged", judged, of=len(in_force)) if in_force else words("mission.none_in_force")
    html = element("h2", escaped(told))
    if in_force:
        html += paragraph(words("mission.judged_text"))
    blocks: list[Block] = [Html(html)]
    statuses = own_statuses(found)
    if len(statuses) >= COUNTED_FROM and len(set(statuses)) > 1:
        chart = counted_bar(statuses, words=words, subtitle=words("mission.counted_subtitle"))
        blocks += figure(view, chart, "counted", download=scorecard_address(mission=mission.id, as_of=view.selection.as_of))
    columns = (
        Column(words("column.target"), width="32%"),
        Column(words("column.by"), width="9%"),
        Column(words("column.latest"), numeric=True, width="14%"),
        Column(words("column.aim"), width="16%"),
        Column(words("column.status"), labelled=False),
    )
    rows = [_target_row(view, standing) for standing in worst_first(found)]
    blocks.append(Html(table(columns, rows, caption=words("column.target")) + paragraph(words("mission.order"), "wm-source")))
    return blocks


def _target_row(view: View, standing: Standing) -> list[str]:
    target, reading = standing.target, standing.version.reading
    href = view.address("mission", mission=standing.mission.id, target=target.id)
    name = link(href, escaped(view.of(target.name))) + element("small", escaped(view.of(reading.quantity)))
    for old in target.versions:
        if old.version < standing.version.version:
            name += element("small", escaped(view.words("ledger.replaces", n=old.version, aim=aim_with_year(view, old.reading))))
    own = standing.own
    if not standing.is_in_force:
        status, latest = escaped(view.words("standing.not_in_force")), ""
    elif own is None:
        status = element("b", escaped(view.words("standing.by_country"))) + element("small", escaped(country_sentence(view, standing)))
        latest = ""
    else:
        status = status_chip(view, own)
        latest = latest_words(view, own)
    return [name, escaped(year_words(view, reading)), latest, escaped(aim_words(view, reading)), status]


def _featured(view: View, found: list[Standing]) -> list[Block]:
    """Return the drawing of the mission's first target: its verdict, or its countries."""
    found = [standing for standing in found if standing.is_in_force]
    if not found:
        return []
    first = found[0]
    if first.by_country:
        return places_blocks(view, first, key="featured", with_table=False)
    own = first.own
    if own is None:
        return []
    blocks = verdict_blocks(view, view.judged(), own, first.target, first.version, key="featured")
    if own["comparability"] == NOT_COMPARABLE and is_missing(own["latest"]):
        blocks += context_blocks(view, own)
    more = [standing for standing in found[1:] if standing.own is not None and standing.own["status"] != NOT_ASSESSABLE]
    if own["status"] == NOT_ASSESSABLE and more:
        best = more[0]
        if best.own is not None:
            blocks += verdict_blocks(view, view.judged(), best.own, best.target, best.version, key="judged")
    return blocks


def _studies(view: View, mission: Mission) -> list[Block]:
    """Return the national studies of the preventable share, where the mission promises to lower it."""
    used = [
        (measure.indicator, place)
        for target in mission.targets
        for measure in target.measures
        for place in target.judged_in
        if view.catalogue.indicators[measure.indicator].family == Family.PREVENTABLE_SHARE
    ]
    if not used:
        return []
    indicator, place = used[0]
    return [*studies_figure(view, indicator, place), Html(share_link(view, place, "mission"))]


# --- what is being done, and about the mission -----------------------------------------------------------------------------------------


def _doing(view: View, mission: Mission) -> str:
    words = view.words
    done = [
        element(
            "li",
            element("b", escaped(moment_words(view, milestone.when))),
            ": ",
            escaped(view.of(milestone.text)),
            element("small", escaped(cited(view, milestone.citation)), class_="wm-muted", style="display:block"),
        )
        for milestone in mission.milestones
    ]
    unknown = [element("li", escaped(view.of(text))) for text in mission.cannot_say]
    left = element("h2", escaped(words("mission.doing"))) + (
        element("ul", *done, class_="wm-small") if done else paragraph(words("mission.nothing_recorded"))
    )
    right = element("h2", escaped(words("mission.cannot_say"))) + (
        element("ul", *unknown) if unknown else paragraph(words("mission.nothing_recorded"))
    )
    return element("div", element("section", left), element("section", right), class_="wm-two")


def _evaluability(view: View, mission: Mission) -> str:
    """Return the marks in short, with a link to the answers and their sources."""
    words = view.words
    built = anatomy(view.catalogue, mission.id, as_of=view.as_of)
    sheet = link(view.address("canvas", mission=mission.id), escaped(words("evaluability.to_canvas")))
    return "".join(
        (
            element("h2", escaped(words("evaluability.title"))),
            paragraph(marks_sentence(view, built)),
            marks_strip(view, built),
            element("p", sheet, class_="wm-tools"),
        )
    )


def _about(view: View, mission: Mission) -> str:
    words = view.words
    groups: tuple[tuple[str, tuple[CitedText, ...]], ...] = (
        (words("mission.context"), mission.context),
        (words("mission.owner"), mission.owners),
        (words("mission.partners"), mission.partners),
        (words("mission.structure"), mission.structure),
        (words("mission.money"), tuple(CitedText(text=budget.text, citation=budget.citation) for budget in mission.budgets)),
    )
    rows = [
        [escaped(name), escaped(view.of(entry.text)), escaped(cited(view, entry.citation))] for name, entries in groups for entry in entries
    ]
    if mission.period.citation is not None:
        rows.append([escaped(words("mission.period")), escaped(_facts(view, mission)[0][1]), escaped(cited(view, mission.period.citation))])
    if not rows:
        return ""
    columns = (
        Column(words("column.topic"), width="16%"),
        Column(words("column.what"), labelled=False),
        Column(words("column.source"), width="36%"),
    )
    return element("h2", escaped(words("mission.about"))) + table(columns, rows, caption=words("mission.about"))
