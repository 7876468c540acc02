"""How many targets have which status: counted cells, never a percentage or a score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

import pandas as pd

from dashboard.charts.bodies_of_verdicts import CountedBody
from dashboard.charts.description import Chart, Words
from dashboard.charts.shapes import STATUSES


def counted_bar(
    statuses: Iterable[str],
    *,
    words: Words,
    subtitle: str,
    source: str = "",
    title: str | None = None,
    notes: Sequence[str] = (),
    unit: Literal["targets", "places", "verdicts"] = "targets",
) -> Chart:
    """Return the count of *statuses* in the fixed order; "cannot be assessed yet" is a group like the others."""
    counted = Counter(str(status) for status in statuses)
    counts = tuple((status, counted[status], words(f"status.{status}")) for status in STATUSES if counted[status])
    total = sum(counted.values())
    assessed = total - counted["not_assessable"]
    headline = words(f"chart.counted.{unit}{'' if assessed else '_none'}", n=str(total), k=str(assessed))
    told = "; ".join(f"{number} × {name}" for _, number, name in counts)
    return Chart(
        kind="counted_bar",
        title=title or headline,
        subtitle=subtitle,
        text=words("chart.counted.text", headline=headline, counts=told) if assessed else f"{headline}.",
        table=pd.DataFrame(
            {
                words("chart.column.status"): [name for *_, name in counts],
                words("chart.column.count"): [str(number) for _, number, _ in counts],
            }
        ),
        source=source,
        notes=tuple(notes),
        body=CountedBody(tuple(status for status, number, _ in counts for _ in range(number)), counts),
    )
