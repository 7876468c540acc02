"""The catalogue as rows of the warehouse's tables: what is asked for in queries as columns, and each whole entry as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table

from data.catalogue.catalogue import Catalogue
from data.catalogue.entries import Entry
from data.catalogue.promises import Mission
from data.warehouse import schema
from data.warehouse.store import load_rows
from etl.inputs import FigureTable


def write_catalogue(connection: Connection, catalogue: Catalogue) -> None:
    """Write every entry of *catalogue*, in its order."""
    for table, rows in _rows(catalogue).items():
        load_rows(connection, table, rows)


def write_editions(
    connection: Connection, catalogue: Catalogue, tables: tuple[FigureTable, ...], counts: dict[tuple[str, str], int]
) -> None:
    """Write the editions that *tables* hold; *counts* gives the number of observations of each source and edition."""
    rows = []
    for table in tables:
        edition = next(edition for edition in catalogue.sources[table.source].editions if edition.id == table.edition)
        row = {"source": table.source, "id": edition.id, "published": edition.published, "restates": edition.restates}
        rows.append(row | {"table_sha256": table.sha256, "observations": counts.get((table.source, edition.id), 0)})
    load_rows(connection, schema.edition, rows)


def tables_known(catalogue: Catalogue, tables: tuple[FigureTable, ...], as_of: date | None) -> tuple[FigureTable, ...]:
    """Return the tables whose edition was published by *as_of*; all of them without a day. What the catalogue does not know stays in."""
    later = {
        (source.id, edition.id)
        for source in catalogue.sources.values()
        for edition in source.editions
        if as_of is not None and edition.published > as_of
    }
    return tuple(table for table in tables if (table.source, table.edition) not in later)


def _rows(catalogue: Catalogue) -> dict[Table, list[dict[str, Any]]]:
    return {
        schema.indicator: [
            {"id": entry.id, **_names(entry), "unit": entry.unit, "better": entry.better, "family": entry.family, **_document(entry)}
            for entry in catalogue.indicators.values()
        ],
        schema.place: [
            {"code": entry.code, "kind": entry.kind, "parent": entry.parent, **_names(entry), **_document(entry)}
            for entry in catalogue.places.values()
        ],
        schema.source: [
            {"id": entry.id, "publisher": entry.publisher, "licence": entry.licence.name, "licence_class": entry.licence.licence_class}
            | _document(entry)
            for entry in catalogue.sources.values()
        ],
        schema.mission: [
            {"id": entry.id, "place": entry.place, **_names(entry), **_document(entry)} for entry in catalogue.missions.values()
        ],
        schema.target_version: [row for mission in catalogue.missions.values() for row in _versions(mission)],
        schema.event: [
            {"id": entry.id, "effect": entry.effect, "first_year": entry.first_year, "last_year": entry.last_year, **_document(entry)}
            for entry in catalogue.events.values()
        ],
        schema.code_list: [_document(catalogue.codes)],
    }


def _versions(mission: Mission) -> Iterator[dict[str, Any]]:
    for target in mission.targets:
        for version in target.versions:
            yield {
                "mission": mission.id,
                "target": target.id,
                "version": version.version,
                "id": version.id,
                "kind": version.reading.kind,
                "confidence": version.quote.citation.confidence,
                "target_value": version.reading.value,
                "amount": version.reading.amount,
                "target_year": version.reading.year,
                "valid_from": version.valid_from,
                "valid_to": version.valid_to,
            }


def _names(entry: Any) -> dict[str, str]:
    return {"name_en": entry.name.en, "name_de": entry.name.de}


def _document(entry: Entry) -> dict[str, str]:
    return {"document": entry.model_dump_json()}
