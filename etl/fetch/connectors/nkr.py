"""
NKR, the Netherlands Cancer Registry (IKNL): the service behind its figures, one cancer and page a file.

The service is asked by POST. ``pages`` are the parts of the site (``incidence``, ``survival``, ``mortality``, ``prevalence``,
``stage-distribution``), ``cancers`` the ids of its menu (``navigation-items``, which is kept beside the data). Trap: the data are asked for
with the key ``navigation``; with another key the answer is a list without a row, which is refused here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from data.catalogue.entries import Entry
from etl.fetch.connectors.base import Code, Codes, Connector, members, read_json
from etl.fetch.errors import Refused
from etl.fetch.exchange import Answer, Content, Found, Request

SERVICE = "https://api.nkr-cijfers.iknl.nl/api"
MENU = "navigation-items.json"


class Filter(Entry):
    """A filter by the service's own words: ``Geslacht`` or ``Regio``."""

    name: str
    value: str


class Figures(Entry):
    """Which figures are wanted, in the service's codes."""

    cancers: Codes
    pages: Annotated[tuple[Code, ...], Field(min_length=1)] = ("incidence",)
    group_by: Code = "period"
    filters: tuple[Filter, ...] = ()
    language: Code = "nl-NL"


def menu_request(parameters: Figures) -> list[Request]:
    """Return the request for the menu, which has the ids that the data are asked for by."""
    return [_post("navigation-items", MENU, {"language": parameters.language}, beside=True)]


def look(parameters: Figures, answer: Answer) -> Found:
    """Return the requests for the data, from the menu; of data, look only whether there are any."""
    content = read_json(answer)
    if answer.request.file != MENU:
        if not members(content, "data", "the service's answer: an object whose 'data' is a list"):
            raise Refused("has no data", "a cancer, page and filters for which the registry has figures")
        return Found()
    items = {str(item["code"]): item for item in _items(content) if "code" in item}
    unknown = [code for code in parameters.cancers if code not in items]
    if unknown:
        raise Refused(f"has no cancer with the code '{unknown[0]}'", f"a code of the menu, such as {', '.join(sorted(items)[:5])}")
    return Found(tuple(_data(parameters, items[code], code, page) for code in parameters.cancers for page in parameters.pages))


def _items(content: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the entries of the menu with those below them."""
    waiting = [content]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, list):
            waiting += entry
        elif isinstance(entry, Mapping):
            yield entry
            waiting.append(entry.get("children"))


def _data(parameters: Figures, item: Mapping[str, Any], code: str, page: str) -> Request:
    navigation = {"id": item.get("id"), "code": code, "name": item.get("name"), "pageSlug": page}
    body = {"language": parameters.language, "navigation": navigation, "groupBy": parameters.group_by, "aggregateBy": []}
    filters = [{"name": entry.name, "value": entry.value} for entry in parameters.filters]
    return _post("data", f"{page}-{code}.json", body | ({"filters": filters} if filters else {}))


def _post(what: str, file: str, body: Mapping[str, Any], *, beside: bool = False) -> Request:
    address = f"{SERVICE}/{what}?format=json"
    return Request(address, file, Content.JSON, beside=beside, body=json.dumps(body, ensure_ascii=False), accept="application/json")


CONNECTOR = Connector("NKR, Netherlands Cancer Registry: figures of its site (JSON)", Figures, menu_request, look)
