"""What a connector is: what to ask a publisher for, and what its answers say. No network, no files but the answer's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from pydantic import Field

from data.catalogue.entries import Entry
from etl.fetch.errors import Refused
from etl.fetch.exchange import Answer, Found, Joined, Request

LARGEST_JSON = 256_000_000
"""Bytes of an answer that is taken apart here, not only kept."""

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.@-]*$")]
"""A publisher's code of a table or series; it stands in addresses and in names of files."""

Codes = Annotated[tuple[Code, ...], Field(min_length=1)]


def nothing_found(_parameters: Any, _answer: Answer) -> Found:
    """Learn nothing from an answer."""
    return Found()


def nothing_joined(_parameters: Any, _answers: Sequence[Answer]) -> Sequence[Joined]:
    """Join nothing."""
    return ()


@dataclass(frozen=True)
class Connector:
    """
    How one publisher's service is asked.

    Attributes:
        words: One line about it.
        parameters: The model of what an entry may set.
        begin: Parameters -> the first requests.
        look: Parameters and an answer -> what to ask for next, and what the publisher says about the edition.
        join: Parameters and all answers -> files made of pages, for readers that take the whole.
    """

    words: str
    parameters: type[Entry]
    begin: Callable[[Any], Sequence[Request]]
    look: Callable[[Any, Answer], Found] = nothing_found
    join: Callable[[Any, Sequence[Answer]], Sequence[Joined]] = nothing_joined


def with_query(address: str, query: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> str:
    """Return *address* with the *query* behind it, in which what has no value is left out."""
    pairs = query.items() if isinstance(query, Mapping) else query
    text = urlencode([(name, value) for name, value in pairs if value not in (None, "")], quote_via=quote, safe="$,:@+")
    return f"{address}?{text}" if text else address


def read_json(answer: Answer) -> Any:
    """
    Return the content of an answer in JSON.

    Raises:
        Refused: It is damaged, or too large to be taken apart.
    """
    if answer.path.stat().st_size > LARGEST_JSON:
        raise Refused("is too large for one answer", "ask for less at a time: fewer codes or years in the source's download entry")
    try:
        return json.loads(answer.path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refused(f"is no JSON that can be read ({error})", "fetch it again; if it stays so, ask the publisher") from None


def members(content: Any, key: str, what: str) -> list[Any]:
    """
    Return the list *key* of an object.

    Raises:
        Refused: There is none; *what* says what the answer should be.
    """
    found = content.get(key) if isinstance(content, Mapping) else None
    if not isinstance(found, list):
        told = content.get("error") or content.get("message") if isinstance(content, Mapping) else None
        words = f": it says '{str(told)[:120]}'" if told else ""
        raise Refused(f"has no list '{key}'{words}", what)
    return found


def day(text: Any) -> date | None:
    """Return the day at the start of a moment such as ``2024-05-31T11:00:00``; None if it is something else."""
    found = re.match(r"\d{4}-\d{2}-\d{2}", str(text or ""))
    try:
        return date.fromisoformat(found[0]) if found else None
    except ValueError:
        return None
