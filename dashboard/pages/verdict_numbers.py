"""The numbers of a verdict: now, needed and missing, the chance with its record, and the rule with the numbers filled in."""

from __future__ import annotations

import math

import pandas as pd

from dashboard.components.aim import is_at_open_bound
from dashboard.components.chip import dated, latest_period, status_chip
from dashboard.components.facts import facts
from dashboard.components.markup import element, escaped, paragraph
from dashboard.components.table import pairs
from dashboard.components.view import View, is_missing
from dashboard.display import Format, about_count, about_in_ten, number, percent, probability_words, span
from dashboard.pages.attainment_told import expected_words
from dashboard.pages.series_told import NOT_ASSESSABLE, left_out_why
from metrics.forecast.record import held_out
from metrics.people import PER, people_missing

FEWEST_TESTED = 30
"""Forecasts on which a record must rest before it is told; fewer say nothing about a share."""


def three_numbers(view: View, row: pd.Series) -> str:
    """Return where it stands, where it should stand, and what is missing."""
    words, form = view.words, view.format(row["indicator"])
    interval = form.interval_words(row["lower"], row["upper"]) or words("verdict.no_range")
    entries = [(words("verdict.now"), form.value(row["latest"]), f"{latest_period(row)}, {interval}")]
    if not is_missing(row["path_value"]):
        start = dated(form.value(row["baseline"]), row["baseline_year"])
        explained = "" if is_missing(row["baseline"]) else words("verdict.path_from", start=start)
        entries.append((words("verdict.needed_now"), form.value(row["path_value"]), explained))
    if not is_missing(row["gap"]):
        reached = float(row["gap"]) <= 0
        aim = form.value(row["target_value"])
        at_bound = is_at_open_bound(view, row)
        value = words("verdict.at_bound") if at_bound else words("verdict.nothing_missing") if reached else form.difference(row["gap"])
        told = words("verdict.to_target", aim=aim)
        entries.append((words("verdict.missing"), value, told if reached else f"{told}; {_people(view, row)}"))
    return facts(entries)


def _people(view: View, row: pd.Series) -> str:
    """Return what is missing in people, or why that cannot be said."""
    unit = view.catalogue.indicators[row["indicator"]].unit
    if unit not in PER:
        return view.words("verdict.people_other_unit")
    counted = _counted(view, row)
    ends = {name: math.nan if is_missing(row[name]) else float(row[name]) for name in ("lower", "upper")}
    missing = people_missing(float(row["latest"]), float(row["target_value"]), counted, unit, **ends)
    if missing is None:
        return view.words("verdict.people_not_counted")
    told = view.words("verdict.people", n=about_count(missing.people, view.language, 2), years=latest_period(row))
    if math.isnan(missing.lower):
        return told
    low, high = (about_count(end, view.language, 2) for end in (missing.lower, missing.upper))
    return f"{told} ({view.words('verdict.people_range', low=low, high=high)})"


def _counted(view: View, row: pd.Series) -> float:
    """Return the persons that the latest value was counted on; NaN where its source does not give them."""
    frame = view.warehouse.observations(
        indicators=(str(row["indicator"]),),
        places=(str(row["place"]),),
        source=str(row["source"]),
        edition=str(row["edition"]),
        as_of=view.as_of,
        in_force=False,
    )
    names = ("year", "sex", "age", "site", "group")
    wanted = (int(row["latest_year"]), *(row[name] for name in names[1:]))
    cells = zip(zip(*(frame[name] for name in names), strict=True), frame["denominator"].tolist(), strict=True)
    return next((persons for cell, persons in cells if cell == wanted and not math.isnan(persons)), math.nan)


def chance(view: View, row: pd.Series) -> str:
    """
    Return the chance of meeting the target in time and the year in which it would be met, with how good such chances were.

    Without a chance it is the year alone, and empty where there is none either.
    """
    expected = expected_words(view, row)
    if is_missing(row["probability"]):
        return paragraph(f"{view.words('verdict.as_before')} {expected}") if expected else ""
    told = view.words(
        "verdict.chance",
        chance=probability_words(row["probability"], view.language),
        ten=about_in_ten(row["probability"], view.language),
    )
    return paragraph(f"{told} {expected}".strip()) + paragraph(_record(view, str(row["indicator"])), "wm-small wm-muted")


def newest_and_next(view: View, row: pd.Series, series: pd.DataFrame) -> str:
    """
    Return how old the newest figures are, and when the next were or are expected by the usual lag of the indicator.

    Where the newest of *series*, the row's own points, lie in years that are left out of trends, it says which year the verdict goes by.
    """
    words = view.words
    judged = int(row["latest_year"] if is_missing(row["latest_year_end"]) else row["latest_year_end"])
    end = int(series.loc[series["value"].notna(), "year_end"].max())
    lag = view.catalogue.indicators[row["indicator"]].publication_lag_years
    due = end + 1 + lag
    age = words.counted("verdict.age", max(view.as_of.year - end, 0))
    expected = words("verdict.next_late" if due < view.as_of.year else "verdict.next_due", year=end + 1, due=due)
    newest = words("verdict.newest", years=latest_period(row) if end == judged else str(end), age=age)
    by_year = [words("verdict.judged_by", years=latest_period(row))] if end != judged else []
    return paragraph(" ".join([newest, *by_year, expected]), "wm-source")


def why_this_status(view: View, row: pd.Series) -> str:
    """Return the inputs, the rule and the result, with the numbers filled in."""
    words = view.words
    has_series = not is_missing(row["latest"])
    form = view.format(row["indicator"]) if has_series else None
    rows: list[tuple[str, str]] = []
    if form is not None:
        better = view.catalogue.indicators[row["indicator"]].better.value
        rows.append((words("why.direction"), escaped(words(f"better.{better}"))))
        rows += _start_and_latest(view, row, form)
        rows += _paces(view, row)
    if not is_missing(row["probability"]):
        told = f"{probability_words(row['probability'], view.language)}, {about_in_ten(row['probability'], view.language)}"
        rows.append((words("why.probability"), escaped(told)))
    if expected := expected_words(view, row):
        rows.append((words("why.expected"), escaped(expected)))
    rule = words(f"reason_long.{row['reason']}") if row["status"] == NOT_ASSESSABLE else words(f"rule.{row['status']}")
    rows.append((words("why.rule"), escaped(rule)))
    rows.append((words("why.result"), status_chip(view, row)))
    return pairs(rows)


def _record(view: View, indicator: str) -> str:
    """Return how good such chances were for *indicator*, on series not used to choose the forecast."""
    held = held_out(f"indicator:{indicator}")
    if held is None or math.isnan(held.calibration_error) or held.forecasts < FEWEST_TESTED:
        return view.words("why.record_none")
    return view.words(
        "why.record_text",
        coverage=percent(100 * held.coverage_80, view.language),
        error=number(100 * held.calibration_error, view.language, 1.0),
        series=number(held.series, view.language, 1.0),
    )


def _start_and_latest(view: View, row: pd.Series, form: Format) -> list[tuple[str, str]]:
    words = view.words
    rows = []
    if not is_missing(row["baseline"]):
        source = words(f"why.baseline_{row['baseline_source'] or 'series'}")
        rows.append((words("why.start"), escaped(f"{dated(form.value(row['baseline']), row['baseline_year'])}, {source}")))
    ends = form.interval_words(row["lower"], row["upper"])
    latest = f"{form.value(row['latest'])} ({latest_period(row)})"
    rows.append((words("why.latest"), escaped(", ".join(part for part in (latest, ends) if part))))
    return rows


def _paces(view: View, row: pd.Series) -> list[tuple[str, str]]:
    words = view.words
    rows = []
    if not is_missing(row["pace"]):
        years = ""
        if not is_missing(row["first_used_year"]):
            years = words(
                "why.years_used",
                years=span(int(row["first_used_year"]), int(row["last_used_year"]), view.language),
                n=int(row["points_used"]),
            )
        told = pace_words(view, row, float(row["pace"]))
        ends = pace_interval(view, row)
        rows.append((words("why.pace"), escaped(", ".join(part for part in (told, ends, years) if part))))
    if not is_missing(row["required_pace"]):
        rows.append((words("why.required"), escaped(pace_words(view, row, float(row["required_pace"])))))
    return rows


def pace_words(view: View, row: pd.Series, pace: float) -> str:
    """Return a pace in its unit: "2.0 points a year" or "−1.4% a year"."""
    if row["pace_unit"] == "percent_per_year":
        return view.words("why.a_year", pace=percent(pace, view.language, 0.1))
    form = view.format(row["indicator"])
    finer = Format(form.language, form.unit, form.change, min(form.resolution, 0.1))
    return view.words("why.a_year", pace=finer.difference(pace))


def pace_interval(view: View, row: pd.Series) -> str:
    """Return the 90 % interval of the pace; empty where there is none."""
    if is_missing(row["pace_lower"]) or is_missing(row["pace_upper"]):
        return ""
    low, high = (number(float(row[name]), view.language, 0.1) for name in ("pace_lower", "pace_upper"))
    return view.words("why.pace_range", low=low, high=high)


def cautions(view: View, row: pd.Series, series: pd.DataFrame) -> str:
    """Return what to know beside the verdict, and why years of its *series* were left out, as a list; empty where there is nothing."""
    codes = [] if is_missing(row["cautions"]) else [code for code in str(row["cautions"]).split(";") if code]
    if not codes:
        return ""
    told = [view.words(f"caution.{code}") for code in codes] + left_out_why(view, row, series.to_dict("records"))
    items = [element("li", escaped(sentence)) for sentence in told]
    return element("h2", escaped(view.words("verdict.cautions"))) + element("ul", *items)
