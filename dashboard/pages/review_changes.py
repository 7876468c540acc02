"""What changed since a day, row by row: the verdict then, the verdict now, and the cause."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.shapes import chip_html
from dashboard.components.aim import aim_with_year
from dashboard.components.chip import latest_period
from dashboard.components.markup import element, escaped, link
from dashboard.components.table import Column, table
from dashboard.components.view import Row, View, is_missing
from metrics.changes import KEY
from metrics.review import SHOWN, Kind

NOT_ASSESSABLE = "not_assessable"


def changes_table(view: View, rows: pd.DataFrame, *, then: str, now: str, with_places: bool) -> str:
    """Return *rows* of `metrics.review.changes` as a table; *then* and *now* head the two verdicts."""
    words = view.words
    columns = (
        Column(words("column.target"), width="32%"),
        Column(then, width="23%"),
        Column(now, width="23%"),
        Column(words("changes.cause_heading")),
    )
    cells = [
        [name_cell(view, row, with_place=with_places), chip_then(view, row, "then"), chip_then(view, row, "now"), _cause(view, row)]
        for row in rows.to_dict("records")
    ]
    return table(columns, cells, caption=words("changes.list"))


def name_cell(view: View, row: Row, *, with_place: bool) -> str:
    """Return the target of *row* as a link to its page, with the place where targets are judged in several."""
    _, target = view.catalogue.target(str(row["target"]))
    place = str(row["place"])
    href = view.address("mission", mission=str(row["mission"]), target=target.id, place=place if with_place else None)
    name = link(href, escaped(view.of(target.name)))
    return name + element("small", escaped(view.place_name(place))) if with_place else name


def chip_then(view: View, row: Row, when: str) -> str:
    """Return the status of a change *when* (``then`` or ``now``) with the value or the reason below; words alone where there was none."""
    half = side(row, when)
    if is_missing(half["status"]):
        return escaped(view.words(f"changes.not_judged_{when}"))
    return chip_html(str(half["status"]), view.words(f"status.{half['status']}"), _note(view, half))


def side(row: Row, when: str) -> Row:
    """Return what a change shows of the row *when*, under the names of the scorecard."""
    return {name: row[f"{name}_{when}"] for name in (*KEY, *SHOWN) if f"{name}_{when}" in row}


def _note(view: View, half: Row) -> str:
    value = "" if is_missing(half["latest"]) else f"{view.format(half['indicator']).value(half['latest'])} ({latest_period(half)})"
    if half["status"] != NOT_ASSESSABLE:
        return value
    return "; ".join(part for part in (view.words(f"reason.{half['reason']}"), value) if part)


def _cause(view: View, row: Row) -> str:
    """Return the causes in words, and what moved: the readings of a target, or that there is a first value."""
    words = view.words
    if not row["kind"]:
        return escaped(words("past.same"))
    causes = [words(f"changes.cause.{cause}") for cause in str(row["cause"]).split("+")]
    told = "; ".join(causes)
    told = element("span", escaped(told[:1].upper() + told[1:]))
    detail = _detail(view, row)
    return told + (element("small", escaped(detail)) if detail else "")


def _detail(view: View, row: Row) -> str:
    words = view.words
    if "target" in str(row["cause"]) and not is_missing(row["target_version_then"]) and not is_missing(row["target_version_now"]):
        readings = {version.version: version.reading for version in view.catalogue.target(str(row["target"]))[1].versions}
        old, new = (readings.get(int(row[f"target_version_{when}"])) for when in ("then", "now"))
        if old is not None and new is not None and old != new:
            return words("changes.detail.target", old=aim_with_year(view, old), new=aim_with_year(view, new))
    if row["kind"] in (Kind.VALUE, Kind.VERDICT, Kind.REASON) and "data" in str(row["cause"]):
        if is_missing(row["latest_then"]) and not is_missing(row["latest_now"]):
            return words("changes.detail.first_value")
        if is_missing(row["latest_year_then"]) or is_missing(row["latest_year_now"]):
            return ""
        if row["latest_year_now"] > row["latest_year_then"]:
            return words("changes.detail.newer_year")
        if row["latest_then"] != row["latest_now"]:
            return words("changes.detail.revised")
    return ""
