"""The review pack of a mission: what a committee needs to know before it meets, in the order in which it asks."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from dashboard.charts.counted_bar import counted_bar
from dashboard.charts.history import optional
from dashboard.charts.shapes import STATUSES
from dashboard.charts.small_dumbbell import SmallDumbbell, draw_small_dumbbell
from dashboard.components.aim import aim_cell, aim_with_year
from dashboard.components.block import Block, Html, Page
from dashboard.components.chip import latest_period, latest_words, status_chip
from dashboard.components.context_bar import context_bar
from dashboard.components.download import scorecard_address
from dashboard.components.figure import figure
from dashboard.components.footer import footer
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.part import part
from dashboard.components.provenance import distinct_editions, source_line
from dashboard.components.table import Column, table
from dashboard.components.trouble import troubles
from dashboard.components.view import Row, View, is_missing
from dashboard.display import date_words
from dashboard.pages.own_views import own_view_in_short
from dashboard.pages.review_actions import actions_section
from dashboard.pages.review_changes import changes_table, name_cell
from dashboard.pages.review_gap import gap_told
from dashboard.pages.review_settings import ReviewView, meeting_section, published_days
from dashboard.pages.then_and_now import then_and_now
from data.catalogue.promises import Mission, TargetVersion
from metrics.review import Review, Why

if TYPE_CHECKING:
    from collections.abc import Sequence

NOT_ASSESSABLE = "not_assessable"
CHANGES_SHOWN = 5
DECISIONS_SHOWN = 3


def build(view: View) -> Page:
    """Return the review pack of the chosen mission, or the missions to choose from."""
    mine = ReviewView.of_view(view)
    mission = mine.catalogue.missions.get(mine.selection.mission)
    if mission is None:
        return choose(mine, "review", "review.choose")
    facts = mine.facts(mission)
    blocks: list[Block] = [
        Html(head(mine, "review", mission)),
        Html(element("h1", escaped(sentence(mine, facts))) + paragraph(_lead(mine, facts), "wm-lead")),
        Html(meeting_section(mine, "review", mission)),
        *_counted(mine, facts),
        Html(_changed(mine, facts, mission)),
        Html(_decisions(mine, facts, mission)),
        Html(_targets(mine, facts, mission)),
        Html(actions_section(mine, mission, facts.since)),
        Html(_unsaid(mine, facts, mission)),
        Html(then_and_now(mine, mission=mission.id, place=facts.place)),
        Html(footer(mine)),
    ]
    return Page(mine.words("review.title", mission=mine.of(mission.name)), tuple(blocks))


def choose(view: ReviewView, page: str, title: str) -> Page:
    """Return the missions to choose from for *page*."""
    missions = sorted(view.catalogue.missions.values(), key=lambda mission: view.of(mission.name).casefold())
    items = [
        element(
            "li", link(view.address(page, mission=mission.id), escaped(view.of(mission.name))), " ", escaped(view.place_name(mission.place))
        )
        for mission in missions
    ]
    told = element("h1", escaped(view.words(title))) + element("ul", *items)
    return Page(view.words(title), (Html(context_bar(view, page) + troubles(view, page) + told + footer(view)),))


def head(view: ReviewView, page: str, mission: Mission) -> str:
    """Return the bar, what is wrong with the address, and the other places that can be reviewed."""
    place = view.place_of(mission)
    bar = context_bar(view, page, mission=view.of(mission.name), place=view.place_name(place or mission.place))
    asked = view.selection.place
    elsewhere = []
    if asked and not place and asked != mission.place:
        text = view.words("review.not_judged_there", place=view.place_name(asked), own=view.place_name(mission.place))
        elsewhere = [escaped(text)]
    return bar + troubles(view, page, elsewhere)


# --- the one sentence ------------------------------------------------------------------------------------------------------------


def sentence(view: View, facts: Review) -> str:
    """Return "Of 12 targets, 7 can be assessed: 1 met, 2 on course, …"."""
    words = view.words
    counted = Counter(facts.statuses)
    counts = [
        words.counted(f"review.count.{status}", counted[status]) for status in STATUSES if counted[status] and status != NOT_ASSESSABLE
    ]
    unit = "targets" if facts.is_one_each else "verdicts"
    total = len(facts.rows)
    if not total:
        return words("review.none_in_force")
    if not facts.assessable:
        return words.counted(f"review.none.{unit}", total)
    if total == 1:
        return words(f"review.all_of_one.{unit}", counts=counts[0])
    return words.counted(f"review.sentence.{unit}", facts.assessable, of=total, counts=", ".join(counts))


def _lead(view: View, facts: Review) -> str:
    """Return what is counted, and with which day the review is compared."""
    words = view.words
    told = []
    if not facts.is_one_each:
        told.append(words("review.by_place", targets=facts.targets, places=facts.places, verdicts=len(facts.rows)))
    day = date_words(facts.day, view.language)
    if facts.since is None:
        told.append(words("review.first", day=day))
    else:
        told.append(words("review.compared", day=day, since=date_words(facts.since, view.language)))
    return " ".join(told)


def _counted(view: ReviewView, facts: Review) -> list[Block]:
    if len(facts.rows) <= 1:
        return []
    words = view.words
    open_reasons = Counter(str(row["reason"]) for row in facts.row_records if row["status"] == NOT_ASSESSABLE)
    title = (
        words("review.most_open", reason=words(f"reason.{open_reasons.most_common(1)[0][0]}"))
        if open_reasons
        else words("review.none_open")
    )
    unit: Literal["targets", "verdicts"] = "targets" if facts.is_one_each else "verdicts"
    chart = counted_bar(facts.statuses, words=words, title=title, subtitle=words(f"review.counted.{unit}"), unit=unit)
    return figure(view, chart, "counted", download=scorecard_address(mission=facts.mission, as_of=view.selection.as_of), first=True)


# --- changed, to decide ----------------------------------------------------------------------------------------------------------


def _changed(view: ReviewView, facts: Review, mission: Mission) -> str:
    words = view.words
    if facts.since is None:
        return part("changed", words("review.changed")) + paragraph(words("review.baseline", day=date_words(facts.day, view.language)))
    since = date_words(facts.since, view.language)
    title = part("changed", words("review.changed_since", since=since))
    more = link(view.address("changes", mission=facts.mission, place=facts.place or None), escaped(words("review.all_changes")))
    if facts.changes.empty:
        return title + paragraph(nothing_changed(view, mission)) + element("p", more, class_="wm-small")
    now = date_words(facts.day, view.language)
    shown = changes_table(view, facts.changes.head(CHANGES_SHOWN), then=since, now=now, with_places=not facts.is_one_each)
    left = len(facts.changes) - CHANGES_SHOWN
    told = words.counted("review.more_changes", left) if left > 0 else ""
    return title + shown + element("p", escaped(told), " ", more, class_="wm-small", style="margin-top:12px")


def nothing_changed(view: ReviewView, mission: Mission) -> str:
    """Return that nothing changed, with the last day on which figures of *mission* were published."""
    days = published_days(view, mission)
    if not days:
        return view.words("review.nothing_changed_no_figures")
    return view.words("review.nothing_changed", day=date_words(days[0][0], view.language))


def _decisions(view: ReviewView, facts: Review, mission: Mission) -> str:
    words = view.words
    title = part("decisions", words("review.decisions"))
    rule = paragraph(words("review.rule" if facts.since else "review.rule_first"), "wm-source")
    if facts.decisions.empty:
        return title + paragraph(words("review.no_decision")) + rule
    owner = view.of(mission.owners[0].text) if mission.owners else words("mission.not_stated")
    columns = (Column(words("column.target"), width="34%"), Column(words("column.why")), Column(words("mission.owner"), width="28%"))
    rows = [
        [_shared_name(view, facts, row, row["places"]), _decision_why(view, row, facts), escaped(owner)]
        for row in facts.decisions.head(DECISIONS_SHOWN).to_dict("records")
    ]
    left = len(facts.decisions) - DECISIONS_SHOWN
    more = paragraph(words.counted("review.more_decisions", left), "wm-small") if left > 0 else ""
    return title + table(columns, rows, caption=words("review.decisions")) + more + rule


def _shared_name(view: ReviewView, facts: Review, row: Row, places: Sequence[str]) -> str:
    """Return the target of *row* as a link, with all the places that the row is about where targets are judged in several."""
    _, target = view.catalogue.target(str(row["target"]))
    name = link(view.address("mission", mission=facts.mission, target=target.id), escaped(view.of(target.name)))
    if facts.is_one_each:
        return name
    return name + element("small", escaped(view.listed([view.place_name(place) for place in places])))


def _decision_why(view: ReviewView, row: Row, facts: Review) -> str:
    words, why = view.words, str(row["why"])
    if why == Why.BEHIND:
        return escaped(_behind_why(view, row, facts))
    if why == Why.OWNER_COULD_SUPPLY:
        gaps = facts.unsaid[facts.unsaid["target"] == row["target"]]["missing"].iloc[0]
        lacking = view.listed([words(f"review.lacks.{gap}") for gap in gaps if words.has(f"review.lacks.{gap}")])
        return escaped(words("review.why.owner_could_supply", missing=lacking))
    return escaped(words(f"review.why.{why}"))


def _behind_why(view: View, row: Row, facts: Review) -> str:
    """Return that the target of *row* improves too slowly, with the latest value and the aim of the place that is furthest from it."""
    furthest = next(each for each in facts.row_records if each["target"] == row["target"] and each["place"] == row["furthest"])
    _, target = view.catalogue.target(str(row["target"]))
    version = target.numbered(int(furthest["target_version"]))
    key = "review.why.behind" if len(row["places"]) == 1 else "review.why.behind_most"
    return view.words(
        key,
        place=view.place_name(str(row["furthest"])),
        latest=view.words(
            "chart.value_in_year", value=view.format(furthest["indicator"]).value(furthest["latest"]), year=latest_period(furthest)
        ),
        aim=aim_with_year(view, version.reading),
    )


# --- all targets, and what cannot be said ----------------------------------------------------------------------------------------


def _targets(view: ReviewView, facts: Review, mission: Mission) -> str:
    words = view.words
    columns = (
        Column(words("column.target"), width="30%"),
        Column(words("column.latest"), width="16%"),
        Column(words("column.aim"), width="15%"),
        Column(words("review.drawing"), width="17%", labelled=False),
        Column(words("column.status"), labelled=False),
    )
    versions = {(target.id, version.version): version for target in mission.targets for version in target.versions}
    rows = [
        _target_row(view, facts, together, versions[str(together[0]["target"]), int(together[0]["target_version"])])
        for together in _alike(view, facts.row_records)
    ]
    legend = words("review.legend") if any('<svg class="chart small' in row[3] for row in rows) else ""
    told = " ".join(text for text in (words("review.order"), legend) if text)
    known = ((row["source"], row["edition"]) for row in facts.row_records if not is_missing(row["latest"]))
    sources = source_line(view, distinct_editions(known))
    return "".join(
        (
            part("targets", words("review.targets")),
            table(columns, rows, caption=words("review.targets")),
            paragraph(told, "wm-source"),
            paragraph(sources, "wm-source") if sources else "",
        )
    )


def _alike(view: ReviewView, rows: Sequence[Row]) -> list[list[Row]]:
    """
    Return the rows one by one, but those of a target that nothing is measured for in several places, for one reason, together.

    A place that the committee sees in its own way stands apart.
    """
    alike: dict[tuple[object, ...], list[Row]] = {}
    for number, row in enumerate(rows):
        empty = is_missing(row["latest"]) and row["status"] == NOT_ASSESSABLE
        alike.setdefault((row["target"], row["reason"], own_view_in_short(view, row)) if empty else (number,), []).append(row)
    return list(alike.values())


def _target_row(view: ReviewView, facts: Review, together: Sequence[Row], version: TargetVersion) -> list[str]:
    row = together[0]
    is_alone = len(together) == 1
    name = (
        name_cell(view, row, with_place=not facts.is_one_each)
        if is_alone
        else _shared_name(view, facts, row, [each["place"] for each in together])
    )
    form = view.format(row["indicator"]) if row["indicator"] else None
    interval = form.interval_words(optional(row["lower"]), optional(row["upper"])) if form else ""
    return [
        name,
        latest_words(view, row) + (element("small", escaped(interval)) if interval else ""),
        aim_cell(view, version.reading),
        _drawing(view, row),
        status_chip(view, row) + own_view_in_short(view, row) + (gap_told(view, row) if is_alone else ""),
    ]


def _drawing(view: ReviewView, row: Row) -> str:
    """Return start, latest and target of *row*; nothing where there is no value, or one of another quantity."""
    latest, target = optional(row["latest"]), optional(row["target_value"])
    if latest is None or target is None or row["comparability"] == "not_comparable":
        return ""
    words, form = view.words, view.format(row["indicator"])
    start = optional(row["baseline"])
    told = [
        *(
            [words("chart.value_in_year", value=form.value(start), year=int(row["baseline_year"]))]
            if start is not None and not is_missing(row["baseline_year"])
            else []
        ),
        words("chart.value_in_year", value=form.value(latest), year=latest_period(row)),
        words("chart.target_inline", value=form.as_stated(target).value(target)),
    ]
    return draw_small_dumbbell(SmallDumbbell(start, latest, optional(row["lower"]), optional(row["upper"]), target, ", ".join(told)))


def _unsaid(view: ReviewView, facts: Review, mission: Mission) -> str:
    words = view.words
    title = part("unsaid", words("review.unsaid"))
    said = [element("li", escaped(view.of(text))) for text in mission.cannot_say]
    more = element("ul", *said, style="margin-top:16px") if said else ""
    if facts.unsaid.empty:
        return title + (more or paragraph(words("review.nothing_unsaid")))
    columns = (
        Column(words("column.target"), width="28%"),
        Column(words("unassessed.missing"), width="32%"),
        Column(words("unassessed.who"), width="24%"),
        Column(words("unassessed.next")),
    )
    # Targets that wait for the same thing stand together.
    together: dict[tuple[str, ...], list[str]] = {}
    for row in facts.unsaid.to_dict("records"):
        name, *told = _unsaid_row(view, facts, row)
        together.setdefault(tuple(told), []).append(name)
    rows = [["".join(element("div", name) for name in names) if len(names) > 1 else names[0], *told] for told, names in together.items()]
    return title + table(columns, rows, caption=words("review.unsaid")) + more


def _unsaid_row(view: ReviewView, facts: Review, row: Row) -> list[str]:
    words = view.words
    _, target = view.catalogue.target(str(row["target"]))
    missing = target.missing
    what = view.of(missing.what) if missing else " ".join(words(f"remedy.{reason}") for reason in row["reasons"])
    who = view.of(missing.who) if missing else words("unassessed.not_stated")
    when = view.of(missing.when) if missing else words("unassessed.no_date")
    return [_shared_name(view, facts, row, row["places"]), escaped(what), escaped(who), escaped(when)]
