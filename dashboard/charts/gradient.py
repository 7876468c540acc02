"""Groups in their own order at two dates: how far their ends lie apart, then and now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from dashboard.charts.axes import axis_note, value_axis
from dashboard.charts.bodies_in_rows import GradientBody, GradientRow
from dashboard.charts.description import Chart, Words
from dashboard.display import Format


def gradient(
    rows: Sequence[GradientRow],
    *,
    form: Format,
    words: Words,
    title: str,
    subtitle: str,
    dates: tuple[str, str],
    ordered: bool,
    source: str,
    notes: Sequence[str] = (),
) -> Chart:
    """
    Return *rows* in the order given, which is that of the groups and never that of their values.

    *dates* names start and latest; an empty start means that one date is known. A withheld group keeps its row, with the sentence why.
    """
    drawn = [value for row in rows for value in (row.first, row.latest, row.lower, row.upper) if value is not None]
    axis = value_axis(drawn, form, count=6, from_zero=form.unit == "%", limit=100.0 if form.unit == "%" else None)
    first, latest = dates
    body = GradientBody(tuple(replace(row, label=capital(row.label)) for row in rows), axis, first, latest, ordered)
    text = " ".join([*(_sentence(row, form, words) for row in rows), *_distances(rows, form, words, dates)])
    columns = {words("chart.gradient.group"): [capital(row.label) for row in rows]}
    if first:
        columns[first] = [row.first_text or row.frame for row in rows]
    columns[latest] = [row.latest_text or row.frame for row in rows]
    if any(row.lower is not None for row in rows):
        columns[words("chart.column.range")] = [form.interval(row.lower, row.upper) for row in rows]
    line = " ".join([source, *axis_note(axis, form, words)])
    return Chart("gradient", title, subtitle, text, pd.DataFrame(columns), line, tuple(notes), body)


def capital(words: str) -> str:
    """Return *words* with a capital at their start."""
    return words[:1].upper() + words[1:]


def ends(rows: Sequence[GradientRow], *, latest: bool = True) -> float | None:
    """Return the last group's value minus the first one's, at the latest date or at the start; ``None`` where one is missing."""
    values = [row.latest if latest else row.first for row in (rows[0], rows[-1])] if rows else [None, None]
    low, high = values
    return None if low is None or high is None else high - low


def _sentence(row: GradientRow, form: Format, words: Words) -> str:
    if row.frame:
        return words("chart.gradient.frame_text", group=capital(row.label), reason=row.frame)
    latest = row.latest_text if row.latest is None else form.value(row.latest)
    if row.first is None:
        return words("chart.gradient.single_text", group=capital(row.label), latest=latest)
    return words("chart.gradient.text", group=capital(row.label), first=form.value(row.first), latest=latest)


def _distances(rows: Sequence[GradientRow], form: Format, words: Words, dates: tuple[str, str]) -> list[str]:
    now, then = ends(rows), ends(rows, latest=False)
    if now is None:
        return []
    told = {"top": rows[-1].label, "bottom": rows[0].label, "now": form.difference(abs(now))}
    if then is None or not dates[0]:
        return [capital(words("chart.gradient.distance", **told))]
    return [capital(words("chart.gradient.distances", then=form.number(abs(then)), **told))]
