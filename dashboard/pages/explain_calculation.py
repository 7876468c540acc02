"""The calculation behind a verdict with its numbers filled in: distance, time left, needed pace, recent pace, the path, the chance."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any, TypeAlias

from dashboard.components.aim import aim_with_year, is_at_open_bound
from dashboard.components.chip import status_chip
from dashboard.components.markup import element, escaped, link
from dashboard.components.table import pairs
from dashboard.components.view import View, is_missing
from dashboard.display import Format, about_in_ten, number, percent, probability_words, span
from dashboard.pages.attainment_told import expected_words
from dashboard.pages.explain_words import Row
from data.catalogue.promises import PathKind

if TYPE_CHECKING:
    from dashboard.pages.explain_subject import Number

Step: TypeAlias = "tuple[str, str]"
"""A question and what is told, both plain."""

NOT_COMPARABLE = "not_comparable"
SERIES = ("indicator", "place", "sex", "age", "site", "group", "source", "edition")


def rows_spoken_to(view: View, found: Number) -> list[dict[Hashable, Any]]:
    """Return the scorecard's rows in force that rest on the series of the number; the chosen target's alone where one is chosen."""
    rows = [row for row in view.in_force_by_place().get(found.place, []) if all(row[name] == found.row[name] for name in SERIES)]
    return [row for row in rows if row["target"] == view.selection.target] or rows


def calculation(view: View, row: Row) -> str:
    """Return the verdict of one *row* of the scorecard, step by step, as HTML."""
    mission, target = view.catalogue.target(str(row["target"]))
    href = view.address("mission", mission=mission.id, target=target.id, place=str(row["place"]))
    steps = [(question, escaped(told)) for question, told in calculation_steps(view, row)]
    steps.append((view.words("why.result"), status_chip(view, row)))
    title = element("h3", link(href, escaped(view.of(target.name))), " ", element("small", escaped(view.of(mission.name))))
    return title + pairs(steps)


def calculation_steps(view: View, row: Row) -> list[Step]:
    """Return the steps to the verdict of one *row* of the scorecard; the numbers are those of the newest value of the series."""
    words = view.words
    _, target = view.catalogue.target(str(row["target"]))
    version = target.version_on(view.as_of)
    steps = [(words("explain.promised"), aim_with_year(view, version.reading))]
    if row["comparability"] == NOT_COMPARABLE or is_missing(row["latest"]):
        steps.append((words("explain.distance"), words("explain.no_distance")))
    else:
        form = view.format(str(row["indicator"]))
        steps += _distance(view, row, form)
        steps += _paces(view, row, form)
        steps += _path(view, row, form, version.reading.path)
        steps += _chance(view, row)
    rule = words(f"reason_long.{row['reason']}") if row["status"] == "not_assessable" else words(f"rule.{row['status']}")
    return [*steps, (words("why.rule"), rule)]


def _distance(view: View, row: Row, form: Format) -> list[Step]:
    if is_missing(row["gap"]):
        return []
    words, latest, goal = view.words, form.number(row["latest"]), form.number(row["target_value"])
    if is_at_open_bound(view, row):
        return [(words("explain.distance"), words("verdict.at_bound"))]
    if float(row["gap"]) <= 0:
        return [(words("explain.distance"), words("explain.reached", latest=form.value(row["latest"]), aim=goal))]
    ends = (goal, latest) if float(row["target_value"]) >= float(row["latest"]) else (latest, goal)
    told = f"{ends[0]} − {ends[1]} = {form.difference(row['gap'])}"
    return [(words("explain.distance"), told)]


def _paces(view: View, row: Row, form: Format) -> list[Step]:
    words, steps = view.words, []
    time = (float(row["latest_year"]) + float(row["latest_year_end"])) / 2
    in_percent = row["pace_unit"] == "percent_per_year"
    finer = Format(form.language, form.unit, form.change, min(form.resolution, 0.1))
    if not is_missing(row["target_year"]):
        left = float(row["target_year"]) - time
        years = number(left, view.language, 1.0 if left.is_integer() else 0.1)
        when = number_of_year(time, view)
        if left > 0:
            told = words("explain.time_left_text", target=int(row["target_year"]), latest=when, years=years)
            steps.append((words("explain.time_left"), told))
        if left > 0 and not is_missing(row["required_pace"]):
            needed = float(row["required_pace"])
            latest, goal = finer.number(row["latest"]), finer.number(row["target_value"])
            if in_percent:
                told = f"({goal} / {latest})^(1 / {years}) − 1 = {words('why.a_year', pace=percent(needed, view.language, 0.1))}"
            else:
                told = f"({goal} − {latest}) / {years} = {words('why.a_year', pace=finer.difference(needed))}"
            steps.append((words("explain.needed"), told))
    if not is_missing(row["pace"]):
        pace = percent(float(row["pace"]), view.language, 0.1) if in_percent else finer.difference(float(row["pace"]))
        low, high = (
            number(None if is_missing(row[name]) else float(row[name]), view.language, 0.1) for name in ("pace_lower", "pace_upper")
        )
        key = "explain.recent_log" if in_percent else "explain.recent_line"
        told = words(
            key,
            n=int(row["points_used"]),
            years=span(int(row["first_used_year"]), int(row["last_used_year"]), view.language),
            pace=words("why.a_year", pace=pace),
            range=words("why.pace_range", low=low, high=high),
        )
        steps.append((words("explain.recent"), told))
    return steps


def number_of_year(time: float, view: View) -> str:
    """Return a year, or the middle of a period, as it is written in a sum: without a mark for thousands."""
    decimals = number(time % 1, view.language, 0.1)[1:] if time % 1 else ""
    return f"{int(time)}{decimals}"


def _path(view: View, row: Row, form: Format, kind: PathKind) -> list[Step]:
    """Return where the path stands in the year of the latest value, with the sum of a straight one."""
    needed = ("path_value", "baseline", "baseline_year", "target_year")
    if any(is_missing(row[name]) for name in needed):
        return []
    words = view.words
    first, last, at = int(row["baseline_year"]), int(row["target_year"]), int(row["latest_year"])
    value = form.value(row["path_value"])
    if kind == PathKind.LINEAR and first < at < last:
        start, goal = form.number(row["baseline"]), form.number(row["target_value"])
        told = f"{start} + ({goal} − {start}) × ({at} − {first}) / ({last} − {first}) = {value}"
    else:
        told = words("explain.path_other", value=value, year=at)
    return [(words("explain.path"), told)]


def _chance(view: View, row: Row) -> list[Step]:
    steps = []
    if not is_missing(row["probability"]):
        chance = float(row["probability"])
        told = f"{probability_words(chance, view.language)}, {about_in_ten(chance, view.language)}"
        steps.append((view.words("why.probability"), told))
    expected = expected_words(view, row)
    return [*steps, (view.words("why.expected"), expected)] if expected else steps
