"""
WHO, Global Health Observatory, by its OData interface: one indicator a file.

``filter`` is OData's ``$filter``, such as ``SpatialDimType eq 'COUNTRY'``. An answer in pages names the next one in ``@odata.nextLink``;
the pages are kept as they came, and their items are put into one file, because a reader takes the whole. The day of the latest item
(``Date``) names the edition.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from data.catalogue.entries import Entry
from etl.fetch.connectors.base import Codes, Connector, day, members, read_json, with_query
from etl.fetch.errors import Refused
from etl.fetch.exchange import Answer, Content, Found, Joined, Request

SERVICE = "https://ghoapi.azureedge.net/api"
NEXT = "@odata.nextLink"
ITEMS = "the answer of the OData interface: an object whose 'value' is a list"
PAGE = "-page-"


class Indicators(Entry):
    """Codes of indicators, and a filter for all of them."""

    indicators: Codes
    filter: str = ""


def first_pages(parameters: Indicators) -> list[Request]:
    """Return a request an indicator."""
    query = {"$filter": parameters.filter}
    return [Request(with_query(f"{SERVICE}/{code}", query), f"{code}.json", Content.JSON) for code in parameters.indicators]


def look(_parameters: Indicators, answer: Answer) -> Found:
    """Return the request for the next page, and the day of the latest item."""
    content = read_json(answer)
    items = members(content, "value", ITEMS)
    days = [found for item in items if isinstance(item, dict) and (found := day(item.get("Date")))]
    latest = max(days, default=None)
    requests: tuple[Request, ...] = ()
    if content.get(NEXT):
        address = urljoin(answer.request.address, str(content[NEXT]))
        if urlsplit(address).netloc != urlsplit(SERVICE).netloc:
            raise Refused(f"names a next page on another server ({address})", f"pages of {SERVICE}")
        code, number = _code_and_number(answer)
        requests = (Request(address, f"{code}{PAGE}{number + 1}.json", Content.JSON),)
    return Found(requests, edition=f"{latest:%Y-%m-%d}" if latest else "", published=latest)


def join_pages(parameters: Indicators, answers: Sequence[Answer]) -> list[Joined]:
    """Return a file of all items of each indicator that came in more than one page."""
    joined = []
    for code in parameters.indicators:
        pages = sorted((answer for answer in answers if _code_and_number(answer)[0] == code), key=lambda page: _code_and_number(page)[1])
        if len(pages) > 1:
            contents = [read_json(page) for page in pages]
            whole = {name: value for name, value in contents[0].items() if name not in (NEXT, "value")}
            whole["value"] = [item for content in contents for item in content["value"]]
            text = json.dumps(whole, ensure_ascii=False, indent=0)
            joined.append(Joined(f"{code}-all.json", text.encode(), tuple(page.request.file for page in pages)))
    return joined


def _code_and_number(answer: Answer) -> tuple[str, int]:
    code, _, number = answer.request.file.removesuffix(".json").partition(PAGE)
    return code, int(number or 1)


CONNECTOR = Connector("WHO Global Health Observatory: indicators by its OData interface (JSON)", Indicators, first_pages, look, join_pages)
