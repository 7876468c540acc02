"""Places by value with their intervals, the focus place first in the eye; differences only where intervals lie apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from dashboard.charts.axes import axis_note, value_axis
from dashboard.charts.bodies_in_rows import StripBody, StripRow
from dashboard.charts.description import Chart, Words
from dashboard.charts.history import optional
from dashboard.display import Format, listing, with_unit


def dot_strip(
    rows: pd.DataFrame | Sequence[Mapping[str, object]],
    *,
    focus: str,
    form: Format,
    words: Words,
    subtitle: str,
    source: str,
    title: str | None = None,
    notes: Sequence[str] = (),
) -> Chart:
    """
    Return the places of *rows* by value, with *focus* (a place code) set against the others.

    *rows* is a frame or a list of records with place, name, value, lower, upper and, where known, rank: a text for the table.

    "Above" and "below" mean that the two intervals do not overlap. Where an interval is missing, nothing is said about that pair.
    """
    records: Sequence[Any] = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else rows
    known = [record for record in records if optional(record["value"]) is not None]
    ordered = sorted(known, key=lambda record: (-record["value"], record["name"]))
    described = tuple(_row(record, focus, form) for record in ordered)
    own = next((row for row in described if row.focus), None)
    above, below = _apart(own, described)
    numbers = [number for row in described for number in (row.value, row.lower, row.upper)]
    axis = value_axis(numbers, form, count=7, limit=100.0 if form.unit == "%" else None)
    columns = [words(f"chart.column.{name}") for name in ("place", "value", "range")]
    written = [(row.label, with_unit(row.short_text, form.unit, form.language), form.interval(row.lower, row.upper)) for row in described]
    cells = np.array(written, dtype=object).reshape(-1, len(columns))
    if not cells[:, -1].any():
        columns, cells = columns[:-1], cells[:, :-1]
    if any(record.get("rank") for record in ordered):
        columns.append(words("chart.column.rank"))
        cells = np.column_stack([cells, np.array([record.get("rank") or "" for record in ordered], dtype=object)])
    return Chart(
        kind="dot_strip",
        title=title or _finding(own, above, below, len(described) - 1, words),
        subtitle=subtitle,
        text=_sentence(own, (above, below), described, words, form),
        # One block of objects: columns of text, made one by one, cost ten times as much, and a site has thousands of these tables.
        table=pd.DataFrame(cells, columns=_headings(tuple(columns)), dtype=object),
        source=" ".join([source, *axis_note(axis, form, words)]),
        notes=tuple(notes),
        body=StripBody(described, axis, (own.lower, own.upper) if own and own.lower is not None and own.upper is not None else None),
    )


@lru_cache(maxsize=8)
def _headings(columns: tuple[str, ...]) -> pd.Index:
    return pd.Index(columns)


def _row(record: Mapping[str, object], focus: str, form: Format) -> StripRow:
    lower, upper = optional(record.get("lower")), optional(record.get("upper"))
    value = optional(record["value"]) or 0.0
    written, ends = form.number(value), form.interval(lower, upper)
    return StripRow(
        label=str(record["name"]),
        detail=str(record.get("detail") or ""),
        value=value,
        lower=lower,
        upper=upper,
        text=f"{written} ({ends})" if ends else written,
        short_text=written,
        focus=record.get("place") == focus,
    )


def _apart(own: StripRow | None, rows: Sequence[StripRow]) -> tuple[list[str], list[str]]:
    """Return the names of the places that *own* lies above and below with its whole interval."""
    above, below = [], []
    for row in rows:
        if own is None or row is own or None in (own.lower, own.upper, row.lower, row.upper):
            continue
        if own.lower is not None and row.upper is not None and own.lower > row.upper:
            above.append(row.label)
        elif own.upper is not None and row.lower is not None and own.upper < row.lower:
            below.append(row.label)
    return above, below


def _finding(own: StripRow | None, above: Sequence[str], below: Sequence[str], peers: int, words: Words) -> str:
    if own is None:
        return words("chart.strip.title_no_focus", n=str(peers + 1))
    if not above and not below:
        return words("chart.strip.title_same", place=own.label, n=str(peers))
    return words("chart.strip.title", place=own.label, above=str(len(above)), below=str(len(below)), n=str(peers))


def _sentence(
    own: StripRow | None, apart: tuple[Sequence[str], Sequence[str]], rows: Sequence[StripRow], words: Words, form: Format
) -> str:
    if own is None:
        return words("chart.strip.list_text", list="; ".join(f"{row.label} {row.text}" for row in rows))
    above, below = apart
    ends = form.interval(own.lower, own.upper)
    value = f"{form.value(own.value)} ({ends})" if ends else form.value(own.value)
    parts = [words("chart.strip.value_text", place=own.label, value=value)]
    if above:
        parts.append(words("chart.strip.above_text", list=listing(above, form.language)))
    if below:
        parts.append(words("chart.strip.below_text", list=listing(below, form.language)))
    if own.lower is not None and len(rows) > len(above) + len(below) + 1:
        parts.append(words("chart.strip.others_text"))
    return " ".join(parts)
