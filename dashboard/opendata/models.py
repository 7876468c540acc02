"""
The documents of the interface under ``/v1/``, as models: what is written is checked against them, and OpenAPI is made from them.

A row of a table has the columns of ``dashboard.opendata.columns``, so that the interface and the downloads use the same names.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from dashboard.opendata import columns
from dashboard.opendata.columns import Column
from dashboard.opendata.describe import column_text


class Model(BaseModel):
    """A part of a document; it has these fields and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Model):
    """A text in the languages of the open data."""

    en: str
    de: str


class Release(Model):
    """The release that a document belongs to, and the day on which its targets were judged."""

    name: str
    judged_on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    build: Annotated[str, Field(description="Fingerprint of the figures and the catalogue that the release was made from")]
    address: Annotated[str, Field(description="Address of the site; empty where it is not known")]


class Document(Model):
    """Any document of the interface."""

    release: Release


_TYPES: dict[str, Any] = {"text": str, "integer": int, "number": float, "boolean": bool}


def _row(name: str, held: tuple[Column, ...], doc: str) -> type[Model]:
    fields: dict[str, Any] = {}
    for column in held:
        kind = _TYPES[column.kind] if column.required or column.kind == "text" else _TYPES[column.kind] | None
        fields[column.name] = (Annotated[kind, Field(description=column_text(column).en)], ...)
    model: type[Model] = create_model(name, __base__=Model, __doc__=doc, **fields)
    return model


_LABELS = ("_en", "_de")
_OF_SOURCE = ("indicator", "unit", "publisher", "licence", "citation", "published")
OBSERVATION_COLUMNS = tuple(column for column in columns.FIGURES if not column.name.endswith(_LABELS) and column.name not in _OF_SOURCE)
"""An observation has the codes; their words, the unit and the sources stand once in the document."""

Observation = _row("Observation", OBSERVATION_COLUMNS, "One value.")
Verdict = _row("Verdict", columns.VERDICTS, "The verdict on one version of a target in one place.")


class Edition(Model):
    """An edition of a source."""

    id: str
    name: Text
    published: str


class Source(Model):
    """Where figures come from, and what may be done with them."""

    id: str
    name: Text
    publisher: str
    address: str
    cite_as: str
    licence: str
    licence_class: Literal["open", "cite", "nc"]
    terms_confirmed: Annotated[bool, Field(description="Whether a person has read the terms")]
    terms: Text
    editions: list[Edition]
    passed_on: Annotated[bool, Field(description="Whether its figures are in the open data")]
    why_not: Annotated[Text | None, Field(description="Why its figures are not in the open data")]


class Sources(Document):
    """All sources."""

    sources: list[Source]


class Downloads(Model):
    """Addresses of the files of a package."""

    folder: str
    archive: str
    csv: str
    parquet: str
    sdmx_csv: str
    data_package: str
    csvw: str


class Unit(Model):
    """A unit of measure."""

    code: str
    name: Text


class NotComparable(Model):
    """An indicator that looks alike and must not be put on one axis."""

    indicator: str
    why: Text


class Indicator(Model):
    """The definition of an indicator."""

    id: str
    name: Text
    definition: Text
    unit: Unit
    better: Literal["lower", "higher", "neither"]
    family: str
    resolution: Annotated[float, Field(description="Rounding step of the published figures")]
    modelled: Annotated[bool, Field(description="Whether the points come from a publisher's model")]
    standard_population: str | None
    stands_in_for: Text | None
    not_comparable_with: list[NotComparable]
    note: Text | None


class IndicatorEntry(Model):
    """An indicator in the list."""

    id: str
    name: Text
    unit: str
    observations: Annotated[int, Field(description="Number of values that are passed on")]
    address: str


class Indicators(Document):
    """All indicators that have figures."""

    indicators: list[IndicatorEntry]


class Series(Model):
    """A series of an indicator: one place, breakdown and source."""

    indicator: str
    place: str
    sex: str
    age: str
    site: str
    group: str
    source: str
    first_year: int
    last_year: int
    values: int
    latest: float | None
    lower: float | None
    upper: float | None
    obs_status: str
    edition: str


class IndicatorDocument(Document):
    """An indicator, its series, sources and downloads."""

    indicator: Indicator
    series: list[Series]
    sources: Annotated[list[str], Field(description="Sources whose values are in the open data")]
    not_included: Annotated[list[str], Field(description="Sources whose values may not be passed on")]
    observations: Annotated[str, Field(description="Address of the values")]
    downloads: Downloads


class Labels(Model):
    """The words for the codes of a document, column by column."""

    place: dict[str, Text]
    sex: dict[str, Text]
    age: dict[str, Text]
    site: dict[str, Text]
    group: dict[str, Text]
    obs_status: dict[str, Text]
    conf_status: dict[str, Text]


class Observations(Document):
    """The values of an indicator that are in force and may be passed on."""

    indicator: str
    unit: Unit
    labels: Labels
    sources: list[str]
    not_included: list[str]
    observations: list[Observation]  # type: ignore[valid-type]


class PlaceEntry(Model):
    """A place in the list."""

    code: str
    kind: Literal["country", "nation", "region", "municipality", "group"]
    name: Text
    address: str


class Places(Document):
    """All places."""

    places: list[PlaceEntry]


class PlaceDocument(Document):
    """A place, the latest value of each of its series, and the verdicts on it."""

    code: str
    kind: Literal["country", "nation", "region", "municipality", "group"]
    name: Text
    parent: str | None
    members: list[str]
    series: list[Series]
    verdicts: list[Verdict]  # type: ignore[valid-type]


class MissionEntry(Model):
    """A mission in the list."""

    id: str
    name: Text
    place: str
    promise: Text
    targets: int
    address: str


class Missions(Document):
    """All missions."""

    missions: list[MissionEntry]


class Quote(Model):
    """The sentence of a promise as the document has it, and where it stands."""

    text: str
    language: str
    document: str
    locator: str
    confidence: str


class TargetVersion(Model):
    """One version of a target: the sentence and our reading of it."""

    version: int
    id: str
    quote: Quote
    reading: Annotated[str, Field(description="Our reading in a few words")]
    kind: str
    explanation: Text
    valid_from: str | None
    valid_to: str | None
    change_reason: Text | None


class Target(Model):
    """A target with all its versions."""

    id: str
    name: Text
    family: str
    versions: list[TargetVersion]


class MissionDocument(Document):
    """A mission, its targets and the verdicts on them."""

    id: str
    name: Text
    original_name: str
    place: str
    promise: Text
    start: int | None
    end: int | None
    targets: list[Target]
    verdicts: list[Verdict]  # type: ignore[valid-type]
    not_included: Annotated[list[str], Field(description="Sources whose values may not be passed on; their verdicts are without numbers")]
    downloads: Downloads


class Scorecard(Document):
    """Every verdict."""

    verdicts: list[Verdict]  # type: ignore[valid-type]


class Endpoint(Model):
    """A document of the interface."""

    address: str
    text: str


class Index(Document):
    """Where everything is."""

    title: Text
    openapi: str
    documents: list[Endpoint]
    downloads: Downloads
    warehouse: Annotated[str, Field(description="Address of the figures as one DuckDB file, restated editions included")]
    verdict_history: str
    not_included: list[str]
    unread: Annotated[list[str], Field(description="Sources that are passed on although no person has read their terms yet")]
