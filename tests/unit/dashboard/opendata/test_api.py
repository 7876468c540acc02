"""The interface under /v1/: its description is valid OpenAPI, and every document that is written is as it says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from dashboard.loading import OpenWarehouse
from dashboard.opendata.openapi import PATHS
from tests.unit.dashboard.opendata.conftest import BASE


@pytest.fixture(scope="module")
def description(given_away: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((given_away / "v1" / "openapi.json").read_bytes())
    return found


def validator_of(description: dict[str, Any], path: str) -> Any:
    """Return a validator of the documents of *path*, with all schemas of the description at hand."""
    schema = description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    return jsonschema.Draft202012Validator({**schema, "components": description["components"]})


def pattern_of(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))


def test_the_description_is_valid_openapi(description: dict[str, Any]) -> None:
    assert description["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(description).iter_errors()) == []


def test_a_description_without_a_schema_is_not_valid(description: dict[str, Any]) -> None:
    broken = json.loads(json.dumps(description))
    del broken["components"]["schemas"]["Text"]

    with pytest.raises(Exception, match="Text"):
        list(OpenAPIV31SpecValidator(broken).iter_errors())


def test_every_document_is_as_the_description_says(given_away: Path, description: dict[str, Any]) -> None:
    """And every path of the description has a document."""
    met = set()
    for file in sorted((given_away / "v1").rglob("*.json")):
        name = "/" + file.relative_to(given_away / "v1").as_posix()
        if name == "/openapi.json":
            continue
        (path,) = [path for path in description["paths"] if pattern_of(path).fullmatch(name)]
        met.add(path)
        faults = [fault.message for fault in validator_of(description, path).iter_errors(json.loads(file.read_bytes()))]
        assert (name, faults) == (name, [])

    assert met == {f"/{path}" for path in PATHS}


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/sources.json", lambda document: document["sources"][0].pop("licence")),
        ("/scorecard.json", lambda document: document["verdicts"][0].update(latest="12")),
        ("/index.json", lambda document: document.update(more=1)),
    ],
)
def test_a_document_that_differs_from_the_description_is_found(
    given_away: Path, description: dict[str, Any], path: str, change: Any
) -> None:
    document = json.loads((given_away / "v1" / path.removeprefix("/")).read_bytes())
    change(document)

    assert not validator_of(description, path).is_valid(document)


def test_every_address_of_the_interface_leads_to_a_file(given_away: Path) -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in (given_away / "v1").rglob("*.json"))
    addresses = {found for found in re.findall(rf'"{BASE}/((?:data|v1)/[^"{{]*)"', text) if not found.endswith("/")}

    assert len(addresses) > 20
    assert [found for found in sorted(addresses) if not (given_away / found).is_file()] == []


def test_observations_are_those_of_the_warehouse_with_words_for_every_code(given_away: Path, public: OpenWarehouse) -> None:
    document = json.loads((given_away / "v1" / "observations" / "uptake.json").read_bytes())
    expected = public.observations(indicators=("uptake",))
    got = [(row["place"], row["year"], row["value"], row["edition"]) for row in document["observations"]]

    assert got == list(expected[["place", "year", "value", "edition"]].itertuples(index=False, name=None))
    assert document["labels"]["sex"]["female"] == {"en": "women", "de": "Frauen"}
    for column, labels in document["labels"].items():
        assert {row[column] for row in document["observations"]} == set(labels), column


def test_a_place_has_the_latest_value_of_each_of_its_series(given_away: Path) -> None:
    """Sweden's death rate of 2020 is missing in the made-up registry: the latest row says so and is not replaced by an older value."""
    document = json.loads((given_away / "v1" / "places" / "SWE.json").read_bytes())
    rate = next(series for series in document["series"] if series["indicator"] == "rate")

    assert (rate["first_year"], rate["last_year"], rate["values"], rate["latest"], rate["obs_status"]) == (2019, 2020, 1, None, "O")


def test_sources_say_why_their_figures_are_not_passed_on(given_away: Path) -> None:
    sources = {source["id"]: source for source in json.loads((given_away / "v1" / "sources.json").read_bytes())["sources"]}

    assert (sources["survey"]["passed_on"], sources["survey"]["why_not"]) == (True, None)
    assert sources["closed"]["passed_on"] is False
    assert sources["closed"]["why_not"]["de"].startswith("Der Herausgeber erlaubt")
    assert json.loads((given_away / "v1" / "index.json").read_bytes())["unread"] == ["odd"]
