"""Figures that are easily taken for one another: other definitions and editions for the same place and year, as points never joined."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.axes import axis_note, value_axis
from dashboard.charts.bodies_in_rows import StripRow, StudiesBody
from dashboard.charts.description import Chart, Words
from dashboard.display import Format

FEWEST = 2
"""Figures from which there is something to tell apart."""


def same_number(rows: pd.DataFrame, *, form: Format, words: Words, subtitle: str, source: str) -> Chart | None:
    """
    Return the figures of *rows* (name, detail, value, focus) in their order; ``None`` where fewer than two are known.

    One row has *focus*: the number that is explained.
    """
    known = rows.dropna(subset=["value"])
    if len(known) < FEWEST:
        return None
    described = tuple(
        StripRow(str(name), str(detail), float(value), None, None, form.number(value), form.number(value), bool(focus))
        for name, detail, value, focus in known[["name", "detail", "value", "focus"]].itertuples(index=False)
    )
    values = [row.value for row in described]
    axis = value_axis(values, form, count=4)
    listed = "; ".join(f"{form.value(row.value)}: {row.label}, {row.detail}" for row in described)
    return Chart(
        kind="studies",
        title=words("explain.chart.title", n=str(len(described)), low=form.value(min(values)), high=form.value(max(values))),
        subtitle=subtitle,
        text=words("explain.chart.text", list=listed),
        table=pd.DataFrame(
            {
                words("explain.chart.column"): [row.label for row in described],
                words("chart.column.note"): [row.detail for row in described],
                words("chart.column.value"): [form.value(row.value) for row in described],
            }
        ),
        source=" ".join([source, *axis_note(axis, form, words)]),
        notes=(),
        body=StudiesBody(described, axis),
    )
