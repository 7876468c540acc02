"""National studies as points: each with its year, ages and list of factors; nothing joins them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.charts.axes import axis_note, value_axis
from dashboard.charts.bodies_in_rows import StripRow, StudiesBody
from dashboard.charts.description import Chart, Words
from dashboard.charts.history import optional
from dashboard.display import Format


def studies(
    rows: pd.DataFrame,
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
    Return the studies of *rows* (place, name, detail, year, value) by value; *focus* is a place code.

    The order helps the eye; the studies differ in ages and factors, so nothing calls it a ranking.
    """
    described = tuple(
        _row(record, focus, form) for record in rows.dropna(subset=["value"]).sort_values("value", ascending=False).to_dict("records")
    )
    values = [row.value for row in described]
    axis = value_axis(values, form, count=4)
    one_each = [words("chart.studies.item", place=row.label, value=form.value(row.value), detail=row.detail) for row in described]
    return Chart(
        kind="studies",
        title=title or words("chart.studies.title", n=str(len(described)), low=form.value(min(values)), high=form.value(max(values))),
        subtitle=subtitle,
        text=words("chart.studies.text", list="; ".join(one_each)),
        table=pd.DataFrame(
            {
                words("chart.column.place"): [row.label for row in described],
                words("chart.column.value"): [form.value(row.value) for row in described],
                words("chart.column.note"): [row.detail for row in described],
            }
        ),
        source=" ".join([source, *axis_note(axis, form, words)]),
        notes=tuple(notes),
        body=StudiesBody(described, axis),
    )


def _row(record: dict[object, object] | dict[str, object], focus: str, form: Format) -> StripRow:
    cells = {str(key): value for key, value in record.items()}
    value = optional(cells["value"]) or 0.0
    text = form.number(value)
    return StripRow(str(cells["name"]), str(cells.get("detail") or ""), value, None, None, text, text, cells.get("place") == focus)
