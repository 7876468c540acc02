"""The description of the interface: OpenAPI 3.1, made from the models of its documents."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from dashboard.opendata import models
from dashboard.opendata.content import Content
from dashboard.opendata.models_of_changes import Changes, History, News

VERSION = "1.0.0"
"""A field more is a new minor version; a field that is gone or means something else is a new folder beside ``/v1/``."""

PATHS: dict[str, tuple[type[models.Document], str]] = {
    "index.json": (models.Index, "Where everything is"),
    "missions.json": (models.Missions, "All missions"),
    "missions/{mission}.json": (models.MissionDocument, "One mission, its targets and verdicts"),
    "indicators.json": (models.Indicators, "All indicators that have figures"),
    "indicators/{indicator}.json": (models.IndicatorDocument, "One indicator, its series and sources"),
    "observations/{indicator}.json": (models.Observations, "The values of one indicator"),
    "places.json": (models.Places, "All places"),
    "places/{place}.json": (models.PlaceDocument, "One place, its series and verdicts"),
    "scorecard.json": (models.Scorecard, "Every verdict"),
    "sources.json": (models.Sources, "Every source with its terms"),
    "changes.json": (Changes, "What differs from the release before, with the cause"),
    "verdict-history.json": (History, "The verdicts of every release"),
    "news.json": (News, "What every release changed"),
}
"""Every path below ``/v1/``, the model of its document, and what it is."""

EXAMPLES = {"mission": "de-ndk", "indicator": "tobacco_use_15_plus", "place": "SWE"}


def openapi(content: Content) -> dict[str, Any]:
    """Return the description of the interface."""
    used = [(model, "serialization") for model, _ in PATHS.values()]
    _, schemas = models_json_schema(used, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Waymark",
            "version": VERSION,
            "summary": "Missions, targets, verdicts and the figures behind them, as files.",
            "description": (
                "Every address is a file that never changes within a release. Figures of publishers who do not let them be passed on are "
                "not here; their verdicts are, without numbers. The figures are their publishers'; each source names its terms."
            ),
            "license": {"name": "Apache-2.0 for what Waymark adds; the figures under their publishers' terms", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": f"{content.base_url}/v1"}],
        "paths": {f"/{path}": {"get": _operation(path, model, text)} for path, (model, text) in PATHS.items()},
        "components": {"schemas": schemas["$defs"]},
    }


def _operation(path: str, model: type[models.Document], text: str) -> dict[str, Any]:
    name = path.partition("{")[2].partition("}")[0]
    parameter = {"name": name, "in": "path", "required": True, "schema": {"type": "string"}, "example": EXAMPLES.get(name, "")}
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {
        "operationId": model.__name__,
        "summary": text,
        **({"parameters": [parameter]} if name else {}),
        "responses": {
            "200": {"description": text, "content": {"application/json": {"schema": schema}}},
            **({"404": {"description": f"There is no such {name}"}} if name else {}),
        },
    }
