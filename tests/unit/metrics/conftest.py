"""A small catalogue and observations of its own: one indicator each way, one mission, as many targets as a test asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue

CITATION = {"document": "a document", "confidence": "seen_in_stored_source"}


def _text(words: str) -> dict[str, str]:
    return {"en": words, "de": words}


def _indicator(name: str, better: str, scale: str, **changes: Any) -> dict[str, Any]:
    entry = {
        "id": name, "name": _text(name), "short_name": _text(name), "definition": _text(name), "unit": "percent", "better": better,
        "family": "other", "range": (0, 100), "scale": scale, "resolution": 0.1, "publication_lag_years": 1, "stale_after_years": 5,
    }  # fmt: skip
    return entry | changes


def _version(number: int, target: str, reading: dict[str, Any], **changes: Any) -> dict[str, Any]:
    spoken = {"quantity": _text("a quantity"), "unit": "percent", "explanation": _text("as it says")}
    quote = {"text": "a sentence", "language": "en", "citation": CITATION}
    name = target if number == 1 else f"{target}-rev"
    return {"version": number, "id": name, "quote": quote, "reading": spoken | reading} | changes


@pytest.fixture
def catalogue() -> Callable[..., Catalogue]:
    """Return a builder: targets as keyword ``name={reading…, measures, judged_in, versions}``, and events as a list."""

    def build(targets: dict[str, dict[str, Any]], events: list[dict[str, Any]] | None = None, **indicator_changes: Any) -> Catalogue:
        entries = []
        for name, asked in targets.items():
            asked = dict(asked)  # noqa: PLW2901 - the test's own dictionary stays as it is
            measures = asked.pop("measures", [{"indicator": "uptake", "comparability": "same"}])
            places = asked.pop("judged_in", ["SWE"])
            changes = asked.pop("version", {})
            revised = asked.pop("revised", None)
            versions = [_version(1, name, asked, **changes)]
            if revised is not None:
                later = {key: value for key, value in revised.items() if key != "reading"}
                versions.append(_version(2, name, asked | revised.get("reading", {}), **later))
            target = {"id": name, "name": _text(name), "family": "other", "judged_in": places, "versions": versions}
            entries.append(target | {"measures": [{"why": _text("because")} | measure for measure in measures]})
        mission = {"id": "mission", "name": _text("mission"), "place": "SWE", "promise": _text("promise"), "period": {}, "targets": entries}
        indicators = [
            _indicator("uptake", "higher", "linear", **indicator_changes),
            _indicator("deaths", "lower", "log", range=(0, None), **indicator_changes),
            _indicator("other-uptake", "higher", "linear"),
        ]
        places = [
            {"code": code, "kind": kind, "parent": parent, "name": _text(code), "members": members}
            for code, kind, parent, members in [
                ("SWE", "country", None, ()), ("SWE-AB", "region", "SWE", ()), ("DEU", "country", None, ()), ("FRA", "country", None, ()),
                ("EU", "group", None, ("DEU", "FRA", "SWE")), ("FOLLOWED", "group", None, ("DEU", "SWE")),
            ]
        ]  # fmt: skip
        codes = {"units": [], "sexes": [], "sites": [], "obs_statuses": [], "conf_statuses": []}
        happened = [
            {"name": _text("event"), "explanation": _text("event"), "citation": CITATION, "kind": "pandemic"} | event
            for event in events or []
        ]
        return Catalogue.model_validate(
            {
                "missions": {"mission": mission}, "indicators": {item["id"]: item for item in indicators}, "sources": {},
                "places": {item["code"]: item for item in places}, "events": {item["id"]: item for item in happened}, "codes": codes,
            }
        )  # fmt: skip

    return build


@pytest.fixture
def observed() -> Callable[..., pd.DataFrame]:
    """Return a builder of observations in all columns of the warehouse: years and values, and what else a test names."""

    def build(years: list[int], values: list[float | None], **columns: Any) -> pd.DataFrame:
        defaults: dict[str, Any] = {
            "indicator": "uptake", "place": "SWE", "sex": "all", "age": "all", "site": "all", "group": "all", "lower": None, "upper": None,
            "numerator": None, "denominator": None, "obs_status": "A", "conf_status": "F", "source": "source", "edition": "2024",
            "locator": "row",
        }  # fmt: skip
        frame = pd.DataFrame({"year": years, "year_end": years, "value": values})
        frame = frame.assign(**(defaults | columns))
        numbers = ["value", "lower", "upper", "numerator", "denominator"]
        return frame.astype(dict.fromkeys(numbers, float))

    return build
