"""
United Nations Statistics Division, SDG database: one series a file.

``form: csv`` takes the download of the whole series by one question (POST), which is what the reader takes; ``form: json`` takes the
service's pages (``totalPages`` says how many), which are kept as they came.
"""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import Field

from data.catalogue.entries import Entry
from etl.fetch.connectors.base import Codes, Connector, members, read_json, with_query
from etl.fetch.errors import Refused
from etl.fetch.exchange import Answer, Content, Found, Request

SERVICE = "https://unstats.un.org/SDGAPI/v1/sdg/Series"
PAGE = "-page-"
FORM = "application/x-www-form-urlencoded"


class Series(Entry):
    """Codes of series, the form of the answer, and how many records a page has."""

    series: Codes
    form: Literal["csv", "json"] = "csv"
    page_size: Annotated[int, Field(ge=1, le=50_000)] = 10_000


def requests(parameters: Series) -> list[Request]:
    """Return a request a series: the whole of it, or its first page."""
    if parameters.form == "json":
        return [_page(parameters, code, 1) for code in parameters.series]
    return [
        Request(
            f"{SERVICE}/DataCSV",
            f"{code}.csv",
            Content.CSV,
            body=urlencode({"seriesCodes": code}),
            body_type=FORM,
            accept="application/octet-stream",
        )
        for code in parameters.series
    ]


def look(parameters: Series, answer: Answer) -> Found:
    """Return the requests for the other pages, from the first."""
    code, _, number = answer.request.file.removesuffix(".json").partition(PAGE)
    if parameters.form == "csv":
        return Found()
    content = read_json(answer)
    items = members(content, "data", "a page of the service: an object whose 'data' is a list")
    pages = content.get("totalPages")
    if not isinstance(pages, int) or (not items and pages > 0):
        raise Refused("does not say how many pages there are, or has an empty one", "a page with 'totalPages' and 'data'")
    if not items:
        raise Refused("has no data", "the code of a series of the SDG database")
    return Found(tuple(_page(parameters, code, other) for other in range(2, pages + 1)) if int(number) == 1 else ())


def _page(parameters: Series, code: str, number: int) -> Request:
    query = {"seriesCode": code, "page": number, "pageSize": parameters.page_size}
    return Request(with_query(f"{SERVICE}/Data", query), f"{code}{PAGE}{number}.json", Content.JSON)


CONNECTOR = Connector("UN SDG database: series (CSV, or the service's pages in JSON)", Series, requests, look)
