"""
Our World in Data: the table of a chart, and beside it the chart's description.

``charts`` are the last parts of the charts' addresses. The description (``.metadata.json``) holds each column's ``lastUpdated``, whose
latest day names the edition; it also holds the moment of the download, so that it alone is no sign of a new edition.
"""

from __future__ import annotations

from typing import Any

from data.catalogue.entries import Entry
from etl.fetch.connectors.base import Codes, Connector, day, read_json, with_query
from etl.fetch.exchange import Answer, Content, Found, Request

SERVICE = "https://ourworldindata.org/grapher"
QUERY = {"v": "1", "csvType": "full", "useColumnShortNames": "true"}


class Charts(Entry):
    """Names of charts."""

    charts: Codes


def requests(parameters: Charts) -> list[Request]:
    """Return two requests a chart: description and table."""
    return [
        request
        for chart in parameters.charts
        for request in (
            Request(with_query(f"{SERVICE}/{chart}.metadata.json", QUERY), f"{chart}.metadata.json", Content.JSON, beside=True),
            Request(with_query(f"{SERVICE}/{chart}.csv", QUERY), f"{chart}.csv", Content.CSV),
        )
    ]


def look(_parameters: Charts, answer: Answer) -> Found:
    """Return the latest day on which a column was changed."""
    if answer.request.content is not Content.JSON:
        return Found()
    content = read_json(answer)
    columns: Any = content.get("columns") if isinstance(content, dict) else None
    described = columns.values() if isinstance(columns, dict) else ()
    days = [found for column in described if isinstance(column, dict) and (found := day(column.get("lastUpdated")))]
    latest = max(days, default=None)
    return Found(edition=f"{latest:%Y-%m-%d}" if latest else "", published=latest)


CONNECTOR = Connector("Our World in Data: tables of charts with their descriptions (CSV, JSON)", Charts, requests, look)
