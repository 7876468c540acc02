"""A target that cannot be assessed yet: as finished as a verdict, with what is known, to scale and unjoined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from dashboard.charts.axes import value_axis
from dashboard.charts.bodies_of_verdicts import KnownValue, UnassessedBody
from dashboard.charts.description import Chart, Words
from dashboard.charts.marks import Axis
from dashboard.display import Format, listing

KINDS = ("target", "measured", "start")


def cannot_be_assessed(
    known: pd.DataFrame,
    answers: Sequence[tuple[str, str]],
    *,
    reason: str,
    label: str,
    form: Format,
    words: Words,
    subtitle: str,
    source: str,
    title: str | None = None,
    notes: Sequence[str] = (),
) -> Chart:
    """
    Return why the target *label* cannot be assessed yet.

    *known* has value, label and kind (target, measured, start) and may be empty. *answers* are pairs of question and answer: what was
    promised, what is measured, what is missing, who can supply it, when to look again. *reason* is a sentence in words.
    """
    values = tuple(_known(record, form) for record in known.to_dict("records"))
    status = words("status.not_assessable")
    told = listing([f"{value.text} ({value.label})" for value in values], form.language)
    sentences = [
        words("chart.unassessed.text", label=label, reason=reason.rstrip(".")),
        *([words("chart.unassessed.known_text", values=told)] if values else []),
    ]
    return Chart(
        kind="cannot_be_assessed",
        title=title or words("chart.unassessed.title", label=label),
        subtitle=subtitle,
        text=" ".join(sentences),
        table=pd.DataFrame(
            [*((value.label, value.text) for value in values), *answers],
            columns=[words("chart.column.question"), words("chart.column.answer")],
        ),
        source=source,
        notes=tuple(notes),
        body=UnassessedBody(status, words("chart.unassessed.reason", reason=reason), values, _axis(values, form), tuple(answers)),
        more=" ".join(f"{question}: {answer.rstrip('.')}." for question, answer in answers),
    )


def _known(record: dict[object, object] | dict[str, object], form: Format) -> KnownValue:
    cells = {str(key): value for key, value in record.items()}
    value, kind = float(str(cells["value"])), cells["kind"]
    match kind:
        case "target" | "measured" | "start":
            # A document says 36, not 36.0; a measured value keeps its publisher's decimals.
            written = replace(form, resolution=1.0) if kind != "measured" and value.is_integer() else form
            return KnownValue(value, written.value(value), str(cells["label"]), kind)
        case _:
            raise ValueError(f"known value {value:g}: kind {kind!r} is unknown; known: {', '.join(KINDS)}")


def _axis(values: Sequence[KnownValue], form: Format) -> Axis | None:
    """Return a bare scale with room at both ends; one value alone still has a place."""
    if not values:
        return None
    scale = value_axis([value.value for value in values], form)
    low, high = min(value.value for value in values), max(value.value for value in values)
    room = max(0.3 * (high - low), 0.01 * (scale.high - scale.low))
    return Axis(low - room, high + room, (), ())
