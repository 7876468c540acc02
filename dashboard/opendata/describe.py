"""What a package says of itself for programs: our own ``metadata.json``, a Data Package, and CSV on the Web."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import pyarrow.compute as pc

from dashboard.opendata import columns
from dashboard.opendata.columns import Column, description_key
from dashboard.opendata.content import Content, Package, words_in_all
from data.catalogue.entries import Text
from data.catalogue.models import Source

DATA_TYPES = {"text": "string", "integer": "integer", "number": "number", "boolean": "boolean"}
"""Our kinds of column in the words of the Data Package."""

WEB_TYPES: dict[str, Any] = {
    "text": "string", "integer": "integer", "number": "double", "boolean": {"base": "boolean", "format": "True|False"},
}  # fmt: skip
"""Our kinds of column in the words of CSVW."""

TABLES: dict[str, tuple[tuple[Column, ...], tuple[str, ...]]] = {
    "data.csv": (columns.FIGURES, columns.KEY),
    "verdicts.csv": (columns.VERDICTS, columns.VERDICT_KEY),
    "flags.csv": (columns.FLAGS, columns.FLAG_KEY),
}
"""The tables of a package, with their columns and the columns that name a row."""

FILES = {
    "data.csv": "data",
    "verdicts.csv": "verdicts",
    "flags.csv": "flags",
    "metadata.json": "metadata",
    "datapackage.json": "datapackage",
    "csv-metadata.json": "csvw",
    "LICENCE": "licence",
    "data.parquet": "parquet",
    "data.sdmx.csv": "sdmx",
}
"""The files of a package's folder, with the key of their words under ``opendata.readme.file``."""


def both(text: Text) -> dict[str, str]:
    """Return *text* by language."""
    return {"en": text.en, "de": text.de}


@lru_cache(maxsize=256)
def column_text(column: Column) -> Text:
    """Return the description of *column*."""
    text = words_in_all(description_key(column))
    for language in ("en", "de"):
        if column.name.endswith(f"_{language}"):
            key = f"opendata.label_{language}"
            return Text(en=words_in_all(key, text=text.en).en, de=words_in_all(key, text=text.de).de)
    return text


def address(content: Content, package: Package) -> str:
    """Return the address of a package's folder."""
    return f"{content.base_url}/data/{package.path}/"


def identifier(package: Package) -> str:
    """Return the name of *package* among all, as file names and programs like it."""
    return "waymark" if package.kind == "all" else f"waymark-{package.name.replace('_', '-')}"


def source_record(source: Source, editions: Sequence[str] = ()) -> dict[str, Any]:
    """Return what has to be known of *source* to cite it, with those of its *editions* that are named."""
    licence = source.licence
    return {
        "id": source.id,
        "name": both(source.name),
        "publisher": source.publisher,
        "address": source.address,
        "cite_as": source.cite_as,
        "licence": licence.name.en,
        "licence_class": licence.licence_class.value,
        "terms_confirmed": licence.confirmed,
        "terms": both(licence.terms),
        "editions": [
            {"id": edition.id, "name": both(edition.name), "published": edition.published.isoformat()}
            for edition in source.editions
            if edition.id in editions
        ],
    }


def metadata(content: Content, package: Package) -> dict[str, Any]:
    """Return ``metadata.json``: everything about the columns, indicators and sources of *package*."""
    catalogue = content.catalogue
    held = content.rows["data.csv"].part(package.figures, ("indicator", "source", "edition", "year", "year_end"))
    judged = content.rows["verdicts.csv"].part(package.verdicts, ("indicator",))
    used = {name for part in (held, judged) for name in part["indicator"].unique().to_pylist() if name}
    left_out = [(catalogue.sources[name], both(why_held_back(content, name))) for name in package.held_back]
    editions: dict[str, list[str]] = {}
    for pair in held.group_by(["source", "edition"], use_threads=False).aggregate([]).to_pylist():
        editions.setdefault(pair["source"], []).append(pair["edition"])
    years = {"first": pc.min(held["year"]).as_py(), "last": pc.max(held["year_end"]).as_py()} if len(held) else None
    return {
        "identifier": identifier(package),
        "kind": package.kind,
        "title": both(package.title),
        "description": both(package.text),
        "release": content.release,
        "judged_on": content.day.isoformat(),
        "build": content.build,
        "address": address(content, package),
        "how_to_cite": both(cite_text(content, package)),
        "rows": len(held),
        "years": years,
        **_same_for_all(),
        "indicators": [indicator_record(content, name) for name in catalogue.indicators if name in used],
        "sources": [source_record(catalogue.sources[name], editions.get(name, ())) for name in package.sources],
        "not_included": [source_record(source) | {"why": why} for source, why in left_out],
    }


@cache
def _same_for_all() -> dict[str, Any]:
    """Return what the metadata of every package say of tables, files and how they are read."""
    return {
        "tables": {
            name: [{"name": column.name, "type": column.kind, "description": both(column_text(column))} for column in columns_held]
            for name, (columns_held, _) in TABLES.items()
        },
        "files": {name: both(words_in_all(f"opendata.readme.file.{key}")) for name, key in FILES.items()},
        "reading": [both(words_in_all(f"opendata.readme.{key}")) for key in ("empty", "text", "modelled")],
    }


def indicator_record(content: Content, name: str) -> dict[str, Any]:
    """Return the definition of an indicator."""
    entry = content.catalogue.indicators[name]
    units = {unit.code: unit for unit in content.catalogue.codes.units}
    return {
        "id": entry.id,
        "name": both(entry.name),
        "definition": both(entry.definition),
        "unit": {"code": entry.unit, "name": both(units[entry.unit].name)},
        "better": entry.better.value,
        "family": entry.family.value,
        "resolution": entry.resolution,
        "modelled": entry.modelled,
        "standard_population": entry.standard,
        "stands_in_for": both(entry.stands_in_for) if entry.stands_in_for else None,
        "not_comparable_with": [{"indicator": other.indicator, "why": both(other.why)} for other in entry.not_comparable_with],
        "note": both(entry.note) if entry.note else None,
    }


def why_held_back(content: Content, source: str) -> Text:
    """Return why the figures of *source* are not passed on."""
    return words_in_all(f"opendata.held_back.{content.terms.held_back[source]}")


def cite_text(content: Content, package: Package) -> Text:
    """Return how *package* is cited."""
    named = {"release": content.release, "address": address(content, package)}
    key = "opendata.readme.cite_text"
    return Text(en=words_in_all(key, title=package.title.en, **named).en, de=words_in_all(key, title=package.title.de, **named).de)


def data_package(content: Content, package: Package, files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return ``datapackage.json`` (Data Package, version 1 of the standard) for the tables among *files*."""
    return {
        "profile": "data-package",
        "name": identifier(package),
        "id": address(content, package),
        "title": package.title.en,
        "description": package.text.en,
        "version": content.release,
        **({"homepage": address(content, package)} if content.base_url else {}),
        "created": f"{content.day.isoformat()}T00:00:00Z",
        "licenses": [
            {"name": f"terms-{name.replace('_', '-')}", "title": source.licence.name.en, "path": source.address}
            for name, source in ((name, content.catalogue.sources[name]) for name in package.sources)
        ]
        or [{"name": "Apache-2.0", "title": "Apache License 2.0", "path": "https://www.apache.org/licenses/LICENSE-2.0"}],
        "sources": [
            {"title": content.catalogue.sources[name].cite_as, "path": content.catalogue.sources[name].address} for name in package.sources
        ],
        "resources": [_resource(name, files[name]) for name in TABLES],
    }


def _resource(name: str, written: bytes) -> dict[str, Any]:
    return {
        "name": name.removesuffix(".csv"),
        "path": name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(written),
        "hash": f"sha256:{hashlib.sha256(written).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": _schema(name),
    }


@cache
def _schema(name: str) -> dict[str, Any]:
    """Return the columns of the table *name* and those that name a row: the same in every package."""
    held, key = TABLES[name]
    fields = []
    for column in held:
        field: dict[str, Any] = {"name": column.name, "type": DATA_TYPES[column.kind], "description": column_text(column).en}
        if column.kind == "boolean":
            field |= {"trueValues": ["True"], "falseValues": ["False"]}
        if column.required:
            field["constraints"] = {"required": True}
        fields.append(field)
    return {"fields": fields, "primaryKey": list(key), "missingValues": [""]}


def web_metadata(package: Package) -> dict[str, Any]:
    """Return ``csv-metadata.json`` (W3C, Metadata Vocabulary for Tabular Data, 2015) for the tables of *package*."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": _in_languages(package.title),
        "dc:description": _in_languages(package.text),
        "tables": _web_tables(),
    }


@cache
def _web_tables() -> list[dict[str, Any]]:
    """Return the tables with their columns: the same in every package."""
    return [
        {"url": name, "tableSchema": {"columns": [_web_column(column) for column in held], "primaryKey": list(key)}}
        for name, (held, key) in TABLES.items()
    ]


def _web_column(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "datatype": WEB_TYPES[column.kind],
        "dc:description": _in_languages(column_text(column)),
    }
    return described | ({"required": True} if column.required else {})


def _in_languages(text: Text) -> list[dict[str, str]]:
    return [{"@value": text.en, "@language": "en"}, {"@value": text.de, "@language": "de"}]
