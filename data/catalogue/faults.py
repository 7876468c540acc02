"""A fault in the shape of one entry, in words a person can act on."""

from __future__ import annotations

import difflib
import re
import typing
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from data.catalogue.entries import Entry
from data.errors import Problem
from data.yaml_file import Lines, Location, location_text

if TYPE_CHECKING:  # a private package of pydantic's, needed for its types only
    from pydantic_core import ErrorDetails

EntryType = TypeVar("EntryType", bound=Entry)


def validate(model: type[EntryType], content: Any, lines: Lines, base: Location = ()) -> tuple[EntryType | None, list[Problem]]:
    """Check *content* against *model*; every fault becomes a Problem at the line of the nearest entry around it."""
    try:
        return model.model_validate(content), []
    except ValidationError as error:
        problems = []
        for fault in first_causes(error.errors(include_url=False)):
            location = fault["loc"]
            what, remedy = describe(model, fault)
            place = f"{location_text((*base, *location))}: " if (*base, *location) else ""
            problems.append(Problem(lines.where((*base, *location)), f"{place}{what}", remedy))
        return None, problems


def nearest(word: str, known: Collection[str]) -> str:
    """Return a remedy for the unknown *word*: the known word or words nearest to it, or all of them if they are few."""
    folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.8) or difflib.get_close_matches(word.casefold(), folded)
    names = [folded[name] for name in close]
    if names:
        return f"did you mean {' or '.join(names)}?"
    if len(known) <= 12:  # noqa: PLR2004 - about a line
        return f"known: {', '.join(sorted(known)) or 'none'}"
    return "add it to the catalogue first, or use one that is there"


# What is wrong and what would be right, by the first word of pydantic's name for the fault.
_PLAIN: dict[str, tuple[str, str]] = {
    "too": ("does not have the right number of entries", "add what is missing, or remove what is too much"),
    "string": ("is empty", "write the text"),
    "float": ("is not a number", "write a plain number such as 36 or 37.4, without unit and thousands separator"),
    "int": ("is not a whole number", "write a whole number"),
    "tuple": ("is not a list", "begin each entry with '- '"),
    "date": ("is not a day", "write the day as YYYY-MM-DD"),
}


def first_causes(faults: list[ErrorDetails]) -> list[ErrorDetails]:
    """Return *faults* without the lists that count as too short only because an entry in them has a fault of its own."""
    places = [fault["loc"] for fault in faults]
    return [
        fault
        for fault in faults
        if fault["type"] != "too_short" or not any(place[: len(fault["loc"])] == fault["loc"] != place for place in places)
    ]


def describe(model: type[Entry], fault: ErrorDetails) -> tuple[str, str]:  # noqa: PLR0911 - one answer a kind of fault
    """Return what is wrong and what would be right for one fault that pydantic found in an entry of *model*."""
    kind, given, context = fault["type"], fault["input"], fault.get("ctx", {})
    name = str(fault["loc"][-1]) if fault["loc"] else "the entry"
    if kind == "value_error":
        what, _, remedy = str(context["error"]).partition("; ")
        return what, remedy or "add what is missing"
    if kind == "missing":
        return f"'{name}' is missing", "add it"
    if kind == "extra_forbidden":
        return f"'{name}' is not known here", nearest(name, _fields_around(model, fault["loc"]))
    if kind == "string_type":
        return _not_text(given)
    if kind in ("enum", "literal_error"):
        expected = re.findall(r"'([^']*)'", str(context["expected"]))
        return f"'{given}' is not known", f"one of {', '.join(expected)}"
    if kind == "string_pattern_mismatch":
        return f"'{given}' does not have the right form", _form_of(str(context["pattern"]))
    if kind in ("model_type", "model_attributes_type"):
        return f"is {_shown(given)}, not an entry with keys", f"write the keys {', '.join(_fields_around(model, (*fault['loc'], '')))}"
    if (word := kind.partition("_")[0]) in _PLAIN:
        what, remedy = _PLAIN[word]
        return f"{_shown(given)} {what}", remedy
    return f"{_shown(given)}: {fault['msg'][:1].lower()}{fault['msg'][1:]}", "correct it"


def _not_text(given: Any) -> tuple[str, str]:
    if isinstance(given, dict | list):
        return "is not a text", "write one line of text; a text with ': ' in it needs quotes"
    if given is None:
        return "is empty", "write the text"
    return f"{given} is not a text", f'put it in quotes: "{given}"'


def _form_of(pattern: str) -> str:
    if "A-Z" in pattern:
        return "a place is written like DEU, GBR-SCT or EU27"
    if "{2}" in pattern:
        return "a language is written like en or de"
    return "an id has small letters and digits, joined by - or _, and begins with a letter"


def _shown(given: Any) -> str:
    if isinstance(given, dict):
        return "an entry with keys"
    if isinstance(given, list):
        return "a list"
    return "nothing" if given is None else f"'{given}'"


def _fields_around(model: type[BaseModel], location: Location) -> list[str]:
    """Return the keys that are known where the last part of *location* stands."""
    for part in location[:-1]:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(argument) for argument in typing.get_args(annotation))
    return next((model for model in found if model), None)
