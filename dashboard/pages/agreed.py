"""What a committee agreed, and what came of it: what is open, what is closed, and the verdict of the target on that day and now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from dashboard.charts.shapes import STATUSES, chip_html
from dashboard.components.block import Html, Page
from dashboard.components.code_box import code_box
from dashboard.components.footer import footer
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.part import part
from dashboard.components.table import Column, table
from dashboard.components.view import Row, View
from dashboard.display import date_words
from dashboard.pages.committee_files import faulty
from dashboard.pages.kept_actions import actions_of, later_of, soonest
from dashboard.pages.review import choose, head
from dashboard.pages.review_changes import chip_then, side
from dashboard.pages.review_settings import ReviewView
from dashboard.pages.then_and_now import same_rows
from data.catalogue.promises import Mission
from data.committee.actions import FILE, Action
from data.days import first_edition
from data.errors import ProblemsFound

EXAMPLE = """actions:
  - mission: {mission}
    agreed: {agreed}
    what: {what}
    why: {why}
    target: {target}
    owner: {owner}
    due: {due}
"""
"""An entry to copy; `docs/committee.md` has every key."""


def build(view: View) -> Page:
    """Return what was agreed for the chosen mission, or the missions to choose from."""
    mine = ReviewView.of_view(view)
    mission = mine.catalogue.missions.get(mine.selection.mission)
    if mission is None:
        return choose(mine, "agreed", "agreed.choose")
    try:
        kept = actions_of(mine, mission.id)
    except ProblemsFound as error:
        told = element("h1", escaped(mine.words("agreed.title"))) + faulty(mine, "review.actions.faulty", error)
    else:
        told = _list(mine, mission, kept) if kept else _nothing(mine, mission, is_kept=kept is not None)
        told += _later(mine, mission)
    title = mine.words("agreed.window", mission=mine.of(mission.name))
    return Page(title, (Html(head(mine, "agreed", mission)), Html(told), Html(footer(mine))))


def _nothing(view: ReviewView, mission: Mission, *, is_kept: bool) -> str:
    """Return that nothing was agreed, or that no list is kept, with an entry of this mission to copy, marked as an example."""
    words = view.words
    title, told = ("agreed.nothing", "agreed.kept_in") if is_kept else ("agreed.title", "review.actions.no_file")
    day = view.as_of.replace(day=1)
    example = EXAMPLE.format(
        mission=mission.id,
        agreed=day,
        what=words("agreed.example.what"),
        why=words("agreed.example.why"),
        target=mission.targets[0].id if mission.targets else "",
        owner=words("agreed.example.owner"),
        due=day.replace(year=day.year + 1),
    )
    return "".join(
        (
            element("h1", escaped(words(title))),
            paragraph(words(told, file=FILE), "wm-lead"),
            element("h2", escaped(words("agreed.example.title"))),
            code_box(example.rstrip("\n"), words("agreed.example.title"), view.language),
        )
    )


def _later(view: ReviewView, mission: Mission) -> str:
    """Return that entries of later days are not shown, because a year that is mistyped looks the same; nothing on an earlier day."""
    later = 0 if view.selection.as_of else later_of(view, mission.id)
    if not later:
        return ""
    return element("p", escaped(view.words.counted("agreed.later", later, file=FILE)), class_="wm-small", style="margin-top:12px")


# --- the list --------------------------------------------------------------------------------------------------------------------


def _list(view: ReviewView, mission: Mission, kept: Sequence[Action]) -> str:
    words, day = view.words, view.as_of
    still_open = sorted((action for action in kept if action.is_open(day)), key=soonest)
    closed = sorted((action for action in kept if not action.is_open(day)), key=lambda action: action.closed or day, reverse=True)
    finding = _finding(view, still_open)
    parts = [element("h1", escaped(finding)), paragraph(_lead(view, kept), "wm-lead")]
    for name, actions in (("open", still_open), ("closed", closed)):
        if actions:
            parts += [part(name, words(f"agreed.{name}")), _table(view, mission, actions, words(f"agreed.{name}"))]
    return "".join(parts)


def _lead(view: View, kept: Sequence[Action]) -> str:
    if not any(action.target for action in kept):
        return view.words("agreed.lead_without_target")
    return view.words("agreed.lead_past" if view.selection.as_of else "agreed.lead", day=date_words(view.as_of, view.language))


def _finding(view: View, still_open: Sequence[Action]) -> str:
    words = view.words
    overdue = sum(action.is_overdue(view.as_of) for action in still_open)
    if not still_open:
        return words("agreed.all_closed")
    if not overdue:
        return words.counted("agreed.none_overdue", len(still_open))
    return words.counted("agreed.some_overdue", overdue, of=len(still_open))


def _table(view: ReviewView, mission: Mission, actions: Sequence[Action], caption: str) -> str:
    words = view.words
    columns = [Column(words("review.actions.what"), width="36%"), Column(words("agreed.who_and_when"), width="22%")]
    rows = [[_what(view, mission, action), _who_and_when(view, mission, action)] for action in actions]
    if any(action.target for action in actions):
        # On an earlier day "now" would be that day.
        now = date_words(view.as_of, view.language) if view.selection.as_of else words("agreed.now")
        columns += [Column(words("agreed.then"), width="21%"), Column(now)]
        rows = [[*cells, *_verdicts(view, mission, action)] for cells, action in zip(rows, actions, strict=True)]
    return element("div", table(columns, rows, caption=caption), class_="wm-kept")


def _what(view: ReviewView, mission: Mission, action: Action) -> str:
    """Return what was agreed, why, what else was considered, the target it is about, and what came of it."""
    words = view.words
    told = [action.why] if action.why else []
    if action.options:
        told.append(words("agreed.options", options="; ".join(action.options)))
    below = [element("small", escaped(text)) for text in told]
    if action.target:
        target = next(target for target in mission.targets if target.id == action.target)
        href = view.address("mission", mission=mission.id, target=target.id, place=action.place)
        below.append(
            element("small", escaped(words("agreed.target")), " ", link(href, escaped(_target_name(view, view.of(target.name), action))))
        )
    if action.result:
        below.append(element("small", element("b", escaped(words("agreed.result"))), " ", escaped(action.result)))
    return escaped(action.what) + "".join(below)


def _target_name(view: View, name: str, action: Action) -> str:
    return f"{name}, {view.place_name(action.place)}" if action.place else name


def _who_and_when(view: ReviewView, mission: Mission, action: Action) -> str:
    """Return who does it, by when or when it was closed, and the meeting, with a link to what was known then."""
    words = view.words
    met = escaped(date_words(action.agreed, view.language))
    if _has_past(view, action):
        replay = view.with_selection(as_of=action.agreed).address("review", mission=mission.id)
        met = link(replay, met, title=words("agreed.replay"))
    lines = [_state(view, action), f"{escaped(words('review.actions.agreed'))}: {met}"]
    return escaped(action.owner or words("review.actions.nobody")) + "".join(element("small", line) for line in lines)


def _state(view: View, action: Action) -> str:
    """Return by when an open action is to be done, or when a closed one was done or given up, as HTML."""
    words = view.words
    if not action.is_open(view.as_of):
        return escaped(_closed(view, action))
    due = date_words(action.due, view.language) if action.due else words("review.actions.no_day")
    told = escaped(f"{words('review.actions.due')}: {due}")
    return element("b", f"{told}, {escaped(words('review.actions.overdue'))}") if action.is_overdue(view.as_of) else told


def _closed(view: View, action: Action) -> str:
    words, language = view.words, view.language
    if action.dropped:
        return words("agreed.dropped", day=date_words(action.dropped, language))
    if action.done is None:
        return ""
    done = words("agreed.done", day=date_words(action.done, language))
    late = (action.done - action.due).days if action.due else 0
    return f"{done}, {words.counted('agreed.late', late)}" if late > 0 else done


# --- the verdict then and now ------------------------------------------------------------------------------------------------------


def _has_past(view: View, action: Action) -> bool:
    """Return whether anything had been published by the day of the meeting, and that day is over."""
    first = first_edition(view.catalogue)
    return first is not None and first <= action.agreed < view.as_of


def _verdicts(view: ReviewView, mission: Mission, action: Action) -> list[str]:
    """Return the verdict of the action's target on the day of the meeting and on that of the view, as two cells."""
    if not action.target:
        return ["", ""]
    since, place = action.agreed if _has_past(view, action) else None, action.place or ""
    # Much of what is agreed is agreed on the same day.
    both: dict[str, list[Row]] = view.warehouse.remember(
        ("verdicts then and now", mission.id, place, since, view.as_of), lambda: _both_days(view, mission, place, since)
    )
    rows = both.get(action.target, [])
    now = _side(view, rows, "now")
    if action.agreed == view.as_of:
        return [now, now]
    return [_side(view, rows, "then") if since else escaped(view.words("changes.not_judged_then")), now]


def _both_days(view: View, mission: Mission, place: str, since: date | None) -> dict[str, list[Row]]:
    """Return what a review shows of each target on two days, place by place, whether it changed or not."""
    facts = view.warehouse.review(mission.id, place, since, view.as_of)
    same = same_rows(facts.rows, facts.changes)
    by_target: dict[str, list[Row]] = {}
    for row in [*facts.changes.to_dict("records"), *same.to_dict("records")]:
        by_target.setdefault(str(row["target"]), []).append(row)
    return by_target


def _side(view: View, rows: Sequence[Row], when: str) -> str:
    """Return the verdict of the one place *when*; of several places how many have which; that there is none where it was never judged."""
    words = view.words
    if not rows:
        return escaped(words("changes.not_judged_then"))
    if len(rows) == 1:
        return chip_then(view, rows[0], when)
    counted = Counter(str(side(row, when)["status"]) for row in rows)
    told = [
        chip_html(status, words(f"status.{status}"), words.counted("agreed.places", counted[status]))
        for status in STATUSES
        if counted[status]
    ]
    return "".join(element("div", chip) for chip in told) or escaped(words(f"changes.not_judged_{when}"))
