"""
The data services that speak SDMX 2.1: Eurostat, OECD, UNICEF; one table a request.

``flow`` is Eurostat's code of a table (``hlth_sha11_hc``), elsewhere agency, flow and version (``OECD.ELS.HD,DSD_SHA@DF_SHA,1.0``). ``key``
chooses by the dimensions in their order, with ``+`` between codes and nothing for all of a dimension; ``all`` takes everything. Only
Eurostat's CSV says when the table was last changed (column ``LAST UPDATE``); with the others the day of the download names the edition.

Traps: a key with a wrong number of dots is answered by 400 or 404, a query that matches nothing by 404; Eurostat answers a very large
query with a promise in XML instead of the table, which is refused: ask for the packed TSV, or for less.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import Field

from data.catalogue.entries import Entry
from etl.fetch.connectors.base import Connector, with_query
from etl.fetch.exchange import Answer, Content, Found, Request

EUROSTAT = "https://ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data"
OECD = "https://sdmx.oecd.org/public/rest/data"
UNICEF = "https://sdmx.data.unicef.org/ws/public/sdmxapi/rest/data"

Format = Literal["sdmx-csv", "sdmx-ml", "tsv"]
CONTENT = {"sdmx-csv": Content.CSV, "sdmx-ml": Content.XML, "tsv": Content.GZIP}
ENDING = {"sdmx-csv": "csv", "sdmx-ml": "xml", "tsv": "tsv.gz"}
ML = "application/vnd.sdmx.structurespecificdata+xml;version=2.1"


class Table(Entry):
    """One table; ``file`` names the file where the flow's name does not."""

    flow: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.@,-]+$")]
    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.+-]*$")] = "all"
    start: int | None = None
    end: int | None = None
    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")] | None = None


class EurostatTables(Entry):
    """Tables of Eurostat: as SDMX-CSV, as SDMX-ML, or as packed TSV with flags."""

    tables: Annotated[tuple[Table, ...], Field(min_length=1)]
    format: Format = "sdmx-csv"


class SdmxTables(Entry):
    """Tables of OECD or UNICEF: as SDMX-CSV or SDMX-ML."""

    tables: Annotated[tuple[Table, ...], Field(min_length=1)]
    format: Literal["sdmx-csv", "sdmx-ml"] = "sdmx-csv"


def eurostat_requests(parameters: EurostatTables) -> list[Request]:
    """Return a request a table."""
    forms = {"sdmx-csv": {"format": "SDMX-CSV"}, "sdmx-ml": {}, "tsv": {"format": "TSV", "compressed": "true"}}
    requests = []
    for table in parameters.tables:
        key = "" if table.key in ("", "all") else f"/{table.key}"
        query = forms[parameters.format] | {"startPeriod": table.start, "endPeriod": table.end}
        requests.append(_request(with_query(f"{EUROSTAT}/{table.flow}{key}", query), table, parameters.format))
    return requests


def _requests_at(service: str, csv_form: dict[str, str]) -> Callable[[SdmxTables], list[Request]]:
    def begin(parameters: SdmxTables) -> list[Request]:
        requests = []
        for table in parameters.tables:
            form = csv_form if parameters.format == "sdmx-csv" else {}
            query = form | {"startPeriod": table.start, "endPeriod": table.end}
            address = f"{service}/{quote(table.flow, safe=',@')}/{table.key or 'all'}"
            requests.append(_request(with_query(address, query), table, parameters.format))
        return requests

    return begin


def _request(address: str, table: Table, form: str) -> Request:
    name = table.file or re.sub(r"[^A-Za-z0-9_-]+", "-", table.flow)
    accept = ML if form == "sdmx-ml" else "*/*"
    return Request(address, f"{name}.{ENDING[form]}", CONTENT[form], accept=accept)


def last_update(_parameters: object, answer: Answer) -> Found:
    """Return the day of Eurostat's last change to the table, from the first row of its CSV (``24/05/24 23:00:00``)."""
    if answer.request.content is not Content.CSV:
        return Found()
    with answer.path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        first = next(csv.DictReader(file), {})
    text = first.get("LAST UPDATE") or ""
    found = re.match(r"(\d{2})/(\d{2})/(\d{2}|\d{4})\b", text)
    if not found:
        return Found()
    year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)  # noqa: PLR2004 - two digits of the year
    try:
        published = date(year, int(found[2]), int(found[1]))
    except ValueError:
        return Found()
    return Found(edition=f"{published:%Y-%m-%d}", published=published)


EUROSTAT_CONNECTOR = Connector(
    "Eurostat: tables by its SDMX service (CSV, XML or packed TSV)", EurostatTables, eurostat_requests, last_update
)
OECD_CONNECTOR = Connector("OECD: tables by its SDMX service (CSV or XML)", SdmxTables, _requests_at(OECD, {"format": "csvfile"}))
UNICEF_CONNECTOR = Connector("UNICEF: tables by its SDMX service (CSV or XML)", SdmxTables, _requests_at(UNICEF, {"format": "csv"}))
