"""The catalogue as rows of the warehouse's tables: what is asked for in queries as columns, and each whole entry as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date
from typing import Any

from sqlalchemy import Connection, Table

from data.catalogue.catalogue import Catalogue
from data.catalogue.entries import Entry
from data.catalogue.promises import Mission
from data.errors import Problem, Severity
from data.warehouse import schema
from data.warehouse.mending import count_corrected
from data.warehouse.store import load_rows
from etl.inputs import FigureTable
from etl.snapshots import Snapshot


def write_catalogue(connection: Connection, catalogue: Catalogue) -> None:
    """Write every entry of *catalogue*, in its order."""
    touched = count_corrected(connection)
    for table, rows in _rows(catalogue).items():
        load_rows(connection, table, rows)
    corrections = [
        {"id": entry.id, "source": entry.source, "action": entry.action, "observations": touched.get(entry.id, 0), **_document(entry)}
        for entry in catalogue.corrections
    ]
    load_rows(connection, schema.correction, corrections)


def write_editions(
    connection: Connection,
    catalogue: Catalogue,
    tables: Sequence[FigureTable],
    snapshots: Sequence[Snapshot],
    counts: dict[tuple[str, str], int],
) -> None:
    """Write the editions that *tables* and *snapshots* hold; *counts* gives the number of observations of each source and edition."""
    known = {(source.id, edition.id): edition for source in catalogue.sources.values() for edition in source.editions}
    rows = []
    entries: list[FigureTable | Snapshot] = [*tables, *snapshots]
    for held in entries:
        edition = known[held.source, held.edition]
        row = {"source": held.source, "id": edition.id, "published": edition.published, "restates": edition.restates}
        rows.append(row | {"table_sha256": held.sha256, "observations": counts.get((held.source, edition.id), 0)})
    load_rows(connection, schema.edition, rows)


def write_files(connection: Connection, catalogue: Catalogue, tables: Sequence[FigureTable], snapshots: Sequence[Snapshot]) -> None:
    """Write the dated files behind the editions: our tables with what they were made from, and the snapshots' files."""
    rows = [row for table in tables for row in _files_of_table(table)]
    rows += [row for snapshot in snapshots for row in _files_of_snapshot(snapshot, catalogue)]
    empty = dict.fromkeys(column.name for column in schema.file.columns)
    load_rows(connection, schema.file, [empty | row for row in rows])


def _files_of_table(table: FigureTable) -> Iterator[dict[str, Any]]:
    edition = {"source": table.source, "edition": table.edition}
    yield edition | {"name": table.name, "kind": "table", "sha256": table.sha256}
    for file in table.made_from:
        yield edition | {"name": file.file, "kind": "made_from", "sha256": file.sha256}


def _files_of_snapshot(snapshot: Snapshot, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    sidecar = snapshot.sidecar
    fetched = sidecar.fetched_at
    if fetched is not None and fetched.tzinfo is not None:
        fetched = fetched.astimezone(UTC).replace(tzinfo=None)
    for name, digest in sorted(snapshot.sums.items()):
        listed = sidecar.files.get(name)
        reader = (listed.reader if listed else None) or sidecar.reader or catalogue.sources[snapshot.source].reader
        yield {
            "source": snapshot.source,
            "edition": snapshot.edition,
            "name": f"{snapshot.name}/{name}",
            "kind": "snapshot",
            "sha256": digest,
            "bytes": snapshot.sizes[name],
            "reader": reader if name in snapshot.files else None,
            "address": (listed.address if listed else "") or sidecar.address or None,
            "fetched_at": fetched,
            "licence": sidecar.licence or None,
        }


def write_notices(connection: Connection, problems: Sequence[Problem]) -> None:
    """Write what the checks noticed and let pass."""
    warnings = sorted((problem for problem in problems if problem.severity == Severity.WARNING), key=Problem.reading_order)
    load_rows(connection, schema.notice, [problem.record() | {"row": problem.row} for problem in warnings])


def tables_known(catalogue: Catalogue, tables: tuple[FigureTable, ...], as_of: date | None) -> tuple[FigureTable, ...]:
    """Return the tables whose edition was published by *as_of*; all of them without a day. What the catalogue does not know stays in."""
    later = {
        (source.id, edition.id)
        for source in catalogue.sources.values()
        for edition in source.editions
        if as_of is not None and edition.published > as_of
    }
    return tuple(table for table in tables if (table.source, table.edition) not in later)


def for_the_public(catalogue: Catalogue, corrected: Mapping[str, int], kept: Mapping[str, int]) -> Catalogue:
    """
    Return the *catalogue* with only those corrections that say nothing of a figure which the public does not see.

    A correction quotes figures: it stays if every row that it touched (*corrected*) is still there (*kept*), and if its source has no
    rule for small counts, which is not held against figures that a correction replaced.
    """
    shown = tuple(
        entry
        for entry in catalogue.corrections
        if 0 < corrected.get(entry.id, 0) == kept.get(entry.id, 0) and catalogue.sources[entry.source].small_counts is None
    )
    return catalogue.model_copy(update={"corrections": shown})


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
            {"id": entry.id, "publisher": entry.publisher, "licence": entry.licence.name.en, "licence_class": entry.licence.licence_class}
            | _document(entry)
            for entry in catalogue.sources.values()
        ],
        schema.mission: [
            {"id": entry.id, "place": entry.place, **_names(entry), **_document(entry)} for entry in catalogue.missions.values()
        ],
        schema.initiative: [{"id": entry.id, "mission": entry.mission, **_document(entry)} for entry in catalogue.initiatives.values()],
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
