"""
NKR, the Netherlands Cancer Registry (IKNL): the service behind its figures, one question and answer a file.

The service is asked by POST, in its own codes. A question has a topic (``incidentie/periode``), a statistic (``statistiek/aantal``), the
filter whose values are the rows of the answer (``group_by``) and one value of every other filter of the topic. Trap: an answer says what
its rows are and not what the rest of the question was, so question and answer are put together into one file for the reader; what came
stays beside it, with the topic's filters and their labels (``filters-….json``).

The form of questions is that of IKNL's own notes on the interface, which a public repository holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Annotated, Any

from pydantic import Field

from data.catalogue.entries import Entry
from etl.fetch.connectors.base import Connector, members, read_json
from etl.fetch.errors import Refused
from etl.fetch.exchange import Answer, Content, Found, Joined, Request

SERVICE = "https://api.nkr-cijfers.iknl.nl/api"
WHAT = "the service's answer: an object whose 'data' is a list"

Filter = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z-]*$")]
ServiceCode = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z-]*(/[A-Za-z0-9][A-Za-z0-9-]*)+$")]
ServiceCodes = Annotated[tuple[ServiceCode, ...], Field(min_length=1)]


class Rows(Entry):
    """The filter whose values are the rows of each answer, such as ``periode-van-diagnose``, and the values."""

    filter: Filter
    values: ServiceCodes


class Figures(Entry):
    """Which figures are wanted, in the service's codes; each combination of the values of ``filters`` is one question."""

    topic: ServiceCode
    statistic: ServiceCode
    group_by: Rows
    filters: Annotated[dict[Filter, ServiceCodes], Field(min_length=1)]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}-[A-Z]{2}$")] = "nl-NL"


def begin(parameters: Figures) -> list[Request]:
    """Return the request for the filters of the topic, which is kept beside, and one for each question."""
    menu = {
        "language": parameters.language,
        "currentNavigation": {"code": parameters.topic},
        "filterValuesSelected": [],
        "userAction": {"code": "restart", "value": ""},
    }
    questions = [_post("data", file, question) for file, question in _questions(parameters).items()]
    return [_post("filter-groups", f"filters-{_slug(parameters.topic)}.json", menu), *questions]


def look(parameters: Figures, answer: Answer) -> Found:
    """Look whether there are rows: the service answers what it does not understand with none."""
    content = read_json(answer)
    if answer.request.file in _questions(parameters) and not members(content, "data", WHAT):
        raise Refused("has no data", "codes that the registry has figures for; the filters of the topic are kept beside the answers")
    return Found()


def join(parameters: Figures, answers: Sequence[Answer]) -> list[Joined]:
    """Return the file of all questions with their answers."""
    questions = _questions(parameters)
    came = {answer.request.file: answer for answer in answers}
    pairs = [{"question": question, "answer": read_json(came[file])} for file, question in questions.items() if file in came]
    text = json.dumps({"answers": pairs}, ensure_ascii=False, indent=0)
    return [Joined(f"{_slug(parameters.topic)}-{_slug(parameters.statistic)}-all.json", text.encode(), tuple(questions))]


def _questions(parameters: Figures) -> dict[str, dict[str, Any]]:
    """Return name of file -> question."""
    rows = {"code": f"filter/{parameters.group_by.filter}", "values": [{"code": code} for code in parameters.group_by.values]}
    asked = {}
    for values in product(*parameters.filters.values()):
        rest = [{"code": f"filter/{name}", "values": [{"code": code}]} for name, code in zip(parameters.filters, values, strict=True)]
        varied = [code for code, all_of_it in zip(values, parameters.filters.values(), strict=True) if len(all_of_it) > 1]
        file = "-".join(_slug(part) for part in (parameters.topic, parameters.statistic, *varied)) + ".json"
        asked[file] = {
            "language": parameters.language,
            "navigation": {"code": parameters.topic},
            "groupBy": [rows],
            "aggregateBy": rest,
            "statistic": {"code": parameters.statistic},
        }
    return asked


def _slug(code: str) -> str:
    return code.replace("/", "-")


def _post(what: str, file: str, body: Mapping[str, Any]) -> Request:
    address = f"{SERVICE}/{what}?format=json"
    text = json.dumps(body, ensure_ascii=False)
    return Request(address, file, Content.JSON, beside=True, body=text, accept="application/json")


CONNECTOR = Connector("NKR, Netherlands Cancer Registry: figures of its service (JSON)", Figures, begin, look, join)
