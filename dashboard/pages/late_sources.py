"""Sources whose newest figures are older than their publisher usually needs: a newer edition is likely to be out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from dashboard.components.markup import element, escaped, paragraph
from dashboard.components.part import part
from dashboard.components.provenance import edition_of
from dashboard.components.table import Column, table
from dashboard.components.view import View

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd


def late_holdings(holdings: pd.DataFrame, editions: pd.DataFrame, lags: Mapping[str, int], day: date) -> pd.DataFrame:
    """
    Return the holdings that were late on *day*, with ``expected_year``: the newest year that should have been out by then.

    Args:
        holdings: What each edition holds of each indicator (``data.warehouse.queries.read_holdings``).
        editions: The editions known on *day* (``data.warehouse.queries.read_editions``); those published later are left out.
        lags: Years from the end of a year to its figures, by indicator.
        day: The day on which it is asked.

    A figure of the year Y is expected by the end of the year Y + lag, as in ``python -m etl status``. An edition that a known one
    restates is never late.
    """
    known = editions[["source", "id", "in_force"]].rename(columns={"id": "edition", "in_force": "edition_in_force"})
    mine = holdings.merge(known, on=["source", "edition"])
    expected = day.year - 1 - mine["indicator"].map(dict(lags)).astype("int64")
    in_force = mine["in_force"].astype(bool) | mine["edition_in_force"].astype(bool)
    late = mine.assign(expected_year=expected)[in_force & (mine["last_year"].astype("int64") < expected)]
    return late.drop(columns="edition_in_force").sort_values(["source", "edition", "indicator"]).reset_index(drop=True)


def late_today(view: View) -> dict[tuple[str, str], list[dict[Hashable, Any]]]:
    """Return the holdings that are late on the day of the view, by source and edition."""
    found: dict[tuple[str, str], list[dict[Hashable, Any]]] = view.warehouse.remember(("late", view.as_of), lambda: _late_today(view))
    return found


def _late_today(view: View) -> dict[tuple[str, str], list[dict[Hashable, Any]]]:
    lags = {code: indicator.publication_lag_years for code, indicator in view.catalogue.indicators.items()}
    late = late_holdings(view.warehouse.holdings(), view.warehouse.editions(view.as_of), lags, view.as_of)
    by_edition: dict[tuple[str, str], list[dict[Hashable, Any]]] = {}
    for holding in late.to_dict("records"):
        by_edition.setdefault((str(holding["source"]), str(holding["edition"])), []).append(holding)
    return by_edition


def late_section(view: View) -> str:
    """Return the editions with late figures, the longest overdue first."""
    words, catalogue, late = view.words, view.catalogue, late_today(view)
    head = part("late", words("quality.late.title"))
    if not late:
        return head + paragraph(words("quality.late.none"))
    rows = []
    for (source_id, edition_id), held in sorted(late.items(), key=lambda entry: _overdue(entry[1]), reverse=True):
        source = catalogue.sources[source_id]
        edition = edition_of(source, edition_id)
        named = escaped(source.publisher) + element(
            "small", escaped(f"{view.of(source.name)}, {view.of(edition.name) if edition else edition_id}")
        )
        for newest in sorted({holding["last_year"] for holding in held}):
            same = [holding for holding in held if holding["last_year"] == newest]
            quantities = view.listed([view.of(catalogue.indicators[holding["indicator"]].short_name) for holding in same])
            expected = str(max(holding["expected_year"] for holding in same))
            rows.append([named, *(escaped(text) for text in (quantities, newest, expected))])
    columns = (
        Column(words("column.publisher"), width="34%"),
        Column(words("quality.column.figures"), labelled=False),
        Column(words("quality.column.newest"), numeric=True, width="14%"),
        Column(words("quality.column.expected"), numeric=True, width="16%"),
    )
    told = words.counted("quality.late.counted", len(late))
    shown = table(columns, rows, caption=words("quality.late.title"))
    summary = element("summary", escaped(words("quality.late.show")))
    return head + paragraph(told) + paragraph(words("quality.late.text")) + element("details", summary, shown)


def _overdue(held: list[dict[Hashable, Any]]) -> int:
    """Return by how many years the figures of one edition are late at most."""
    return max(int(holding["expected_year"]) - int(holding["last_year"]) for holding in held)
