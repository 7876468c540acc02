"""Two values of each of several things on one axis: what a study found and what a model says, or what was foretold and what was found."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.charts.axes import value_axis
from dashboard.charts.bodies_in_rows import PairRow, PairsBody
from dashboard.charts.description import Chart
from dashboard.display import Format


def pairs_chart(
    rows: Sequence[PairRow],
    *,
    form: Format,
    title: str,
    subtitle: str,
    text: str,
    table: pd.DataFrame,
    source: str,
    names: tuple[str, str],
    notes: Sequence[str] = (),
) -> Chart:
    """Return *rows* in their order; *names* say what the open and the filled mark are."""
    drawn = [value for row in rows for value in (row.first, row.second) if value is not None]
    body = PairsBody(tuple(rows), value_axis(drawn, form, count=5), *names)
    return Chart("pairs", title, subtitle, text, table, source, tuple(notes), body)
