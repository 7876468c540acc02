"""
World Bank: one indicator a file, the ZIP with the CSV of all countries and years.

Before the ZIP, one record is asked for in JSON, whose head says when the indicator was last updated; it is not kept. The service answers an
unknown code with status 200 and a list of one object with ``message``, which is refused.
"""

from __future__ import annotations

from data.catalogue.entries import Entry
from etl.fetch.connectors.base import Codes, Connector, day, read_json, with_query
from etl.fetch.errors import Refused
from etl.fetch.exchange import Answer, Content, Found, Request

SERVICE = "https://api.worldbank.org/v2"
HEAD = ".head.json"


class Indicators(Entry):
    """Codes of indicators."""

    indicators: Codes


def heads(parameters: Indicators) -> list[Request]:
    """Return the request for the head of each indicator."""
    query = {"format": "json", "per_page": "1"}
    return [
        Request(with_query(f"{SERVICE}/country/all/indicator/{code}", query), f"{code}{HEAD}", Content.JSON, keep=False)
        for code in parameters.indicators
    ]


def look(_parameters: Indicators, answer: Answer) -> Found:
    """Return, from a head, the request for the ZIP and the day of the last update."""
    if not answer.request.file.endswith(HEAD):
        return Found()
    content = read_json(answer)
    head = content[0] if isinstance(content, list) and content and isinstance(content[0], dict) else {}
    if "message" in head or "lastupdated" not in head:
        raise Refused(
            f"has no head with 'lastupdated': {str(head.get('message', head))[:160]}", "the code of an indicator of the World Bank"
        )
    updated = day(head["lastupdated"])
    code = answer.request.file.removesuffix(HEAD)
    archive = Request(with_query(f"{SERVICE}/en/indicator/{code}", {"downloadformat": "csv"}), f"{code}.zip", Content.ZIP)
    return Found((archive,), edition=str(head["lastupdated"]), published=updated)


CONNECTOR = Connector("World Bank: indicators, all countries and years (CSV in a ZIP)", Indicators, heads, look)
