"""Start, latest and target, row by row: on one axis, or each on its own where units differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from dashboard.charts.axes import axis_note, value_axis
from dashboard.charts.bodies_in_rows import DumbbellBody, DumbbellRow
from dashboard.charts.description import Chart, Words
from dashboard.charts.history import optional
from dashboard.charts.marks import Axis, TargetMark
from dashboard.display import Format, period

NOT_ASSESSABLE = "not_assessable"


def dumbbell(
    rows: pd.DataFrame,
    *,
    forms: Format | Mapping[str, Format],
    words: Words,
    subtitle: str,
    source: str,
    title: str | None = None,
    notes: Sequence[str] = (),
) -> Chart:
    """
    Return start, latest and target of *rows*, in the order given.

    *rows* are rows of the scorecard with ``label``, ``detail`` (the second line) and ``status_note`` (the reason or the date in words).
    *forms* is one format, or one an indicator: rows in different units keep an axis each.
    """
    records = [{str(key): value for key, value in record.items()} for record in rows.to_dict("records")]
    written = [forms if isinstance(forms, Format) else forms[str(record["indicator"])] for record in records]
    one_unit = len({(form.unit, form.change) for form in written}) <= 1
    shared = (
        _axis([number for record in records for number in _numbers(record)], written[0], from_zero=written[0].unit == "%")
        if one_unit and records
        else None
    )
    described = tuple(_row(record, form, words, shared) for record, form in zip(records, written, strict=True))
    targets = {
        (row.target, optional(record.get("target_year"))) for row, record in zip(described, records, strict=True) if row.target is not None
    }
    body = DumbbellBody(
        rows=described,
        axis=shared,
        shared_target=_shared_target(targets, written[0], words) if shared and len(targets) == 1 and len(described) > 1 else None,
        legend=tuple((kind, words(f"chart.legend.{kind}")) for kind in _marks_in_use(described)),
        status_heading=words("chart.column.status"),
    )
    judged = sum(row.status != NOT_ASSESSABLE for row in described)
    return Chart(
        kind="dumbbell",
        title=title or words("chart.assessed_title", n=str(len(described)), k=str(judged)),
        subtitle=subtitle,
        text=_text(described, records, written, words, body.shared_target),
        table=_table(described, records, written, words),
        source=" ".join([source, *(axis_note(shared, written[0], words) if written else ())]),
        notes=tuple(notes),
        body=body,
    )


def _numbers(record: Mapping[str, object]) -> list[float | None]:
    return [optional(record.get(name)) for name in ("baseline", "latest", "lower", "upper", "target_value")]


def _axis(numbers: Sequence[float | None], form: Format, *, from_zero: bool = False) -> Axis:
    return value_axis(numbers, form, limit=100.0 if form.unit == "%" else None, from_zero=from_zero)


def _row(record: Mapping[str, object], form: Format, words: Words, shared: Axis | None) -> DumbbellRow:
    status = str(record["status"])
    start, latest, lower, upper, target = (optional(record.get(name)) for name in ("baseline", "latest", "lower", "upper", "target_value"))
    head = DumbbellRow(
        label=str(record["label"]),
        detail=str(record.get("detail") or ""),
        status=status,
        status_words=words(f"status.{status}"),
        status_note=str(record.get("status_note") or ""),
        axis=shared,
    )
    if latest is None or status == NOT_ASSESSABLE:
        known = words("chart.latest_known", value=form.value(latest), year=_latest_period(record)) if latest is not None else ""
        reason = words(f"reason.{record['reason']}").rstrip(".") if isinstance(record.get("reason"), str) and record["reason"] else ""
        told = "; ".join(part for part in (reason, known) if part) or head.status_words
        note = "" if head.status_note.rstrip(".").casefold() == reason.casefold() else head.status_note
        return replace(head, latest=None, frame=told[:1].upper() + told[1:], status_note=note)
    bare = shared is not None
    return replace(
        head,
        axis=shared or _axis([start, latest, lower, upper, target], form, from_zero=True),
        start=start,
        start_text=_short(start, form, bare=bare) if start is not None else "",
        latest=latest,
        latest_text=_short(latest, form, bare=bare),
        lower=lower,
        upper=upper,
        target=target,
        target_text=form.as_stated(target).value(target) if target is not None else "",
        missing=(optional(record.get("gap")) or 0.0) > 0,
    )


def _short(value: float, form: Format, *, bare: bool) -> str:
    """Return a value as it stands at its point: without its unit where an axis names it."""
    return form.number(value) if bare else form.value(value)


def _shared_target(targets: set[tuple[float, float | None]], form: Format, words: Words) -> TargetMark:
    value, year = next(iter(targets))
    label = words("chart.target", value=form.as_stated(value).value(value))
    by_year = words("chart.by_year", year=str(int(year))) if year is not None else ""
    return TargetMark(int(year) if year is not None else None, value, f"{label} {by_year}".strip())


def _marks_in_use(rows: Sequence[DumbbellRow]) -> list[str]:
    used = {
        "start": any(row.start is not None for row in rows),
        "latest": any(row.latest is not None for row in rows),
        "range": any(row.lower is not None for row in rows),
        "missing": any(row.missing for row in rows),
        "target": any(row.target is not None for row in rows),
    }
    return [kind for kind, is_used in used.items() if is_used]


def _year(year: object) -> str:
    known = optional(year)
    return str(int(known)) if known is not None else ""


def _latest_period(record: Mapping[str, object]) -> str:
    first, last = optional(record.get("latest_year")), optional(record.get("latest_year_end"))
    return "" if first is None else period(int(first), None if last is None else int(last))


def _text(
    rows: Sequence[DumbbellRow], records: Sequence[Mapping[str, object]], forms: Sequence[Format], words: Words, shared: TargetMark | None
) -> str:
    """Return a sentence a row; a target that all share is told once, before them."""
    told = [
        _sentence(row, record, form, words, is_shared=shared is not None) for row, record, form in zip(rows, records, forms, strict=True)
    ]
    return " ".join([*([f"{shared.label}."] if shared else []), *told])


def _sentence(row: DumbbellRow, record: Mapping[str, object], form: Format, words: Words, *, is_shared: bool) -> str:
    if row.latest is None:
        return words("chart.dumbbell.frame_text", label=row.label, status=row.status_words, reason=row.frame[:1].lower() + row.frame[1:])
    known = ((row.start, _year(record.get("baseline_year"))), (row.latest, _latest_period(record)))
    # Where the first value is the latest, it is told once.
    told = dict.fromkeys((form.value(value), year) for value, year in known if value is not None)
    values = [words("chart.value_in_year", value=value, year=year) for value, year in told]
    if row.target is not None and not is_shared:
        year = _year(record.get("target_year"))
        by_year = f" {words('chart.by_year', year=year)}" if year else ""
        values.append(words("chart.target_inline", value=row.target_text) + by_year)
    # What stands under a status is the date of its value, which is told with the value.
    return words("chart.dumbbell.text", label=row.label, values=", ".join(values), status=row.status_words)


def _table(rows: Sequence[DumbbellRow], records: Sequence[Mapping[str, object]], forms: Sequence[Format], words: Words) -> pd.DataFrame:
    def column(value_name: str, year_name: str) -> list[str]:
        written = []
        for record, form in zip(records, forms, strict=True):
            value = optional(record.get(value_name))
            year = _latest_period(record) if year_name == "latest_year" else _year(record.get(year_name))
            own = form.as_stated(value) if value is not None and value_name == "target_value" else form
            text = own.value(value) if value is not None else ""
            written.append(f"{text} ({year})" if text and year else text)
        return written

    return pd.DataFrame(
        {
            words("chart.column.target_or_place"): [row.label for row in rows],
            words("chart.column.start"): column("baseline", "baseline_year"),
            words("chart.column.latest"): column("latest", "latest_year"),
            words("chart.column.target"): column("target_value", "target_year"),
            words("chart.column.status"): [row.status_words for row in rows],
            words("chart.column.note"): [row.status_note or row.frame for row in rows],
        }
    )
