"""Why a target cannot be assessed yet: what was promised, what is measured, what is missing, who could supply it, and when."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.cannot_be_assessed import cannot_be_assessed
from dashboard.charts.description import Chart
from dashboard.components.aim import aim_with_year
from dashboard.components.chip import latest_period
from dashboard.components.view import View, is_missing
from dashboard.display import Format
from dashboard.pages.series_told import NOT_COMPARABLE, row_source, subtitle
from data.catalogue.promises import Target, TargetVersion


def unassessed_chart(view: View, row: pd.Series, target: Target, version: TargetVersion) -> Chart:
    """Return why *target* cannot be assessed yet, with everything that is known about it."""
    words, reading = view.words, version.reading
    measured = not is_missing(row["latest"])
    form = view.format(row["indicator"]) if measured else view.unit_format(reading.unit, reading.value)
    missing = target.missing
    answers = (
        (words("unassessed.promised"), promised_words(view, version)),
        (words("unassessed.measured"), measured_words(view, row)),
        (words("unassessed.missing"), view.of(missing.what) if missing else words(f"remedy.{row['reason']}")),
        (words("unassessed.who"), view.of(missing.who) if missing else words("unassessed.not_stated")),
        (words("unassessed.next"), view.of(missing.when) if missing else words("unassessed.no_date")),
    )
    what = subtitle(view, row) if measured else f"{view.of(reading.quantity)}, {view.place_name(row['place'])}"
    return cannot_be_assessed(
        _known(view, row, version, form, measured=measured),
        answers,
        reason=words(f"reason.{row['reason']}"),
        label=view.of(target.name),
        form=form,
        words=words,
        subtitle=what,
        source=row_source(view, row, version),
        notes=_other_quantity(view, row, target),
    )


def _known(view: View, row: pd.Series, version: TargetVersion, form: Format, *, measured: bool) -> pd.DataFrame:
    words, reading = view.words, version.reading
    rows: list[tuple[float, str, str]] = []
    same_unit = view.unit_format(reading.unit).unit == form.unit
    if same_unit:
        goal = row["target_value"] if not is_missing(row["target_value"]) else reading.value
        if goal is not None and reading.kind.value not in ("gain", "cumulative_count"):
            rows.append((float(goal), words("unassessed.mark_target"), "target"))
        if reading.baseline is not None and reading.baseline.value is not None:
            rows.append((reading.baseline.value, words("unassessed.mark_start"), "start"))
    if measured:
        other = row["comparability"] == NOT_COMPARABLE
        key = "unassessed.mark_other" if other else "unassessed.mark_measured"
        rows.append((float(row["latest"]), words(key, year=latest_period(row)), "measured"))
    return pd.DataFrame(rows, columns=["value", "label", "kind"])


def promised_words(view: View, version: TargetVersion) -> str:
    """Return the promise in short: the aim, the year, and the start that it names."""
    reading = version.reading
    aim = aim_with_year(view, reading)
    if reading.baseline is not None and reading.baseline.value is not None:
        start = view.unit_format(reading.unit, reading.baseline.value).value(reading.baseline.value)
        return view.words("unassessed.from_start", aim=aim, start=start)
    return aim


def measured_words(view: View, row: pd.Series) -> str:
    """Return the latest value with its year and quantity, or that nothing is measured."""
    if is_missing(row["latest"]):
        if row["comparability"] == NOT_COMPARABLE and row["indicator"] in view.catalogue.indicators:
            other = view.of(view.catalogue.indicators[row["indicator"]].name)
            return view.words("unassessed.measured_elsewhere", quantity=other)
        return view.words("unassessed.nothing")
    indicator = view.catalogue.indicators[row["indicator"]]
    value = view.format(row["indicator"]).value(row["latest"])
    key = "unassessed.measured_other" if row["comparability"] == NOT_COMPARABLE else "unassessed.measured_same"
    return view.words(key, value=value, year=latest_period(row), quantity=view.of(indicator.name))


def _other_quantity(view: View, row: pd.Series, target: Target) -> tuple[str, ...]:
    if row["comparability"] != NOT_COMPARABLE:
        return ()
    used = (m for m in target.measures if m.indicator == row["indicator"] and m.covers(int(row["target_version"])))
    why = next((view.of(measure.why) for measure in used), "")
    return (why,) if why else ()
