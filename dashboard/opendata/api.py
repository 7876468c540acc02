"""The documents under ``/v1/``: addresses that end with ``.json``, each made from the content of a release and checked by its model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dashboard.opendata import columns, describe, models
from dashboard.opendata.content import Content, Package, age_label, group_label, named
from dashboard.opendata.describe import both
from dashboard.opendata.files import records
from data.catalogue.differences import reading_words

if TYPE_CHECKING:
    import pandas as pd

    from data.catalogue.promises import Mission, TargetVersion

BREAKDOWN = ["indicator", "place", "sex", "age", "site", "group", "source"]

Documents = Iterator[tuple[str, models.Document]]


def release_of(content: Content) -> dict[str, str]:
    """Return the release as every document names it."""
    return {"name": content.release, "judged_on": content.day.isoformat(), "build": content.build, "address": content.base_url}


def address(content: Content, path: str) -> str:
    """Return the address of the document at *path* below ``/v1/``."""
    return f"{content.base_url}/v1/{path}"


def documents(content: Content, packages: list[Package]) -> Documents:
    """Return every document that says what there is, with its path below ``/v1/``."""
    catalogue, head = content.catalogue, {"release": release_of(content)}
    of_kind = {(package.kind, package.name): package for package in packages}
    whole = of_kind["all", "waymark"]
    yield "index.json", models.Index.model_validate(head | _index(content, whole))
    yield "sources.json", models.Sources.model_validate(head | {"sources": _sources(content)})
    verdicts = records(content.verdicts)
    yield "scorecard.json", models.Scorecard.model_validate(head | {"verdicts": verdicts})
    missions = [_mission_entry(content, mission) for mission in catalogue.missions.values()]
    yield "missions.json", models.Missions.model_validate(head | {"missions": missions})
    for mission in catalogue.missions.values():
        package = of_kind["mission", mission.id]
        yield f"missions/{mission.id}.json", models.MissionDocument.model_validate(head | _mission(content, mission, package, verdicts))
    series = records(series_of(content.figures))
    of_indicator = _listed_by(series, "indicator")
    indicators = [package for package in packages if package.kind == "indicator"]
    yield "indicators.json", models.Indicators.model_validate(head | {"indicators": [_entry(content, package) for package in indicators]})
    for package in indicators:
        yield (
            f"indicators/{package.name}.json",
            models.IndicatorDocument.model_validate(head | _indicator(content, package, of_indicator.get(package.name, []))),
        )
        yield f"observations/{package.name}.json", models.Observations.model_validate(head | _observations(content, package))
    places = [
        {"code": entry.code, "kind": entry.kind, "name": both(entry.name), "address": address(content, f"places/{entry.code}.json")}
        for entry in catalogue.places.values()
    ]
    yield "places.json", models.Places.model_validate(head | {"places": places})
    yield from _places(content, series, verdicts)


def _index(content: Content, whole: Package) -> dict[str, Any]:
    paths = {
        "missions.json": "All missions; one mission: missions/{mission}.json",
        "indicators.json": "All indicators; one indicator: indicators/{indicator}.json; its values: observations/{indicator}.json",
        "places.json": "All places; one place: places/{place}.json",
        "scorecard.json": "Every verdict",
        "sources.json": "Every source with its terms",
        "changes.json": "What differs from the release before, with the cause",
        "verdict-history.json": "The verdicts of every release",
        "news.json": "What every release changed, as the feeds have it",
    }
    return {
        "title": both(whole.title),
        "openapi": address(content, "openapi.json"),
        "documents": [{"address": address(content, path), "text": text} for path, text in paths.items()],
        "downloads": downloads(content, whole),
        "warehouse": f"{content.base_url}/data/waymark.duckdb",
        "verdict_history": address(content, "verdict-history.json"),
        "not_included": list(whole.held_back),
        "unread": [source for source in content.terms.unread() if source in whole.sources],
    }


def downloads(content: Content, package: Package) -> dict[str, str]:
    """Return the addresses of the files of *package*."""
    folder = describe.address(content, package)
    return {
        "folder": folder,
        "archive": f"{folder}{describe.identifier(package)}.zip",
        "csv": f"{folder}data.csv",
        "parquet": f"{folder}data.parquet",
        "sdmx_csv": f"{folder}data.sdmx.csv",
        "data_package": f"{folder}datapackage.json",
        "csvw": f"{folder}csv-metadata.json",
    }


def _sources(content: Content) -> list[dict[str, Any]]:
    held_back = content.terms.held_back
    return [
        describe.source_record(source, [edition.id for edition in source.editions])
        | {
            "passed_on": source.id not in held_back,
            "why_not": both(describe.why_held_back(content, source.id)) if source.id in held_back else None,
        }
        for source in content.catalogue.sources.values()
    ]


def _mission_entry(content: Content, mission: Mission) -> dict[str, Any]:
    return {
        "id": mission.id,
        "name": both(mission.name),
        "place": mission.place,
        "promise": both(mission.promise),
        "targets": len(mission.targets),
        "address": address(content, f"missions/{mission.id}.json"),
    }


def _mission(content: Content, mission: Mission, package: Package, verdicts: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": mission.id,
        "name": both(mission.name),
        "original_name": mission.original_name,
        "place": mission.place,
        "promise": both(mission.promise),
        "start": mission.period.start,
        "end": mission.period.end,
        "targets": [
            {
                "id": target.id,
                "name": both(target.name),
                "family": target.family.value,
                "versions": [_version(version) for version in target.versions],
            }
            for target in mission.targets
        ],
        "verdicts": [verdicts[number] for number in package.verdicts.tolist()],
        "not_included": list(package.held_back),
        "downloads": downloads(content, package),
    }


def _version(version: TargetVersion) -> dict[str, Any]:
    quote = version.quote
    return {
        "version": version.version,
        "id": version.id,
        "quote": {
            "text": quote.text,
            "language": quote.language,
            "document": quote.citation.document,
            "locator": quote.citation.locator,
            "confidence": quote.citation.confidence.value,
        },
        "reading": reading_words(version),
        "kind": version.reading.kind.value,
        "explanation": both(version.reading.explanation),
        "valid_from": version.valid_from.isoformat() if version.valid_from else None,
        "valid_to": version.valid_to.isoformat() if version.valid_to else None,
        "change_reason": both(version.change_reason) if version.change_reason else None,
    }


def _entry(content: Content, package: Package) -> dict[str, Any]:
    return {
        "id": package.name,
        "name": both(package.title),
        "unit": content.catalogue.indicators[package.name].unit,
        "observations": len(package.figures),
        "address": address(content, f"indicators/{package.name}.json"),
    }


def _indicator(content: Content, package: Package, series: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "indicator": describe.indicator_record(content, package.name),
        "series": series,
        "sources": list(package.sources),
        "not_included": list(package.held_back),
        "observations": address(content, f"observations/{package.name}.json"),
        "downloads": downloads(content, package),
    }


def _observations(content: Content, package: Package) -> dict[str, Any]:
    catalogue = content.catalogue
    rows: list[dict[str, Any]] = content.rows["data.csv"].part(package.figures, columns.names(models.OBSERVATION_COLUMNS)).to_pylist()
    codes = catalogue.codes
    unit = next(unit for unit in codes.units if unit.code == catalogue.indicators[package.name].unit)
    used = {column: {row[column] for row in rows} for column in ("place", "sex", "age", "site", "group", "obs_status", "conf_status")}
    texts = {
        "place": {code: entry.name for code, entry in catalogue.places.items()},
        "sex": named(codes.sexes),
        "age": {age: age_label(age) for age in used["age"]},
        "site": named(codes.sites),
        "group": {group: group_label(group) for group in used["group"]},
        "obs_status": named(codes.obs_statuses),
        "conf_status": named(codes.conf_statuses),
    }
    return {
        "indicator": package.name,
        "unit": {"code": unit.code, "name": both(unit.name)},
        "labels": {column: {code: both(known[code]) for code in sorted(used[column]) if code in known} for column, known in texts.items()},
        "sources": list(package.sources),
        "not_included": list(package.held_back),
        "observations": rows,
    }


def series_of(figures: pd.DataFrame) -> pd.DataFrame:
    """Return every series of *figures* with its years, its number of values and its latest row; the fields of ``models.Series``."""
    ordered = figures.sort_values([*BREAKDOWN, "year_end", "year"], kind="stable")
    grouped = ordered.groupby(BREAKDOWN, sort=True)
    latest = ordered.drop_duplicates(BREAKDOWN, keep="last").set_index(BREAKDOWN)
    years = grouped.agg(first_year=("year", "min"), last_year=("year_end", "max"), values=("value", "count"))
    found = years.join(latest[["value", "lower", "upper", "obs_status", "edition"]]).rename(columns={"value": "latest"})
    return found.reset_index()


def _listed_by(rows: list[dict[str, Any]], column: str) -> dict[str, list[dict[str, Any]]]:
    """Return *rows* by the value of *column*, in their order."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


def _places(content: Content, series: list[dict[str, Any]], verdicts: list[dict[str, Any]]) -> Documents:
    of_place, judged = _listed_by(series, "place"), _listed_by(verdicts, "place")
    for entry in content.catalogue.places.values():
        found = {
            "release": release_of(content),
            "code": entry.code,
            "kind": entry.kind,
            "name": both(entry.name),
            "parent": entry.parent,
            "members": list(entry.members),
            "series": of_place.get(entry.code, []),
            "verdicts": judged.get(entry.code, []),
        }
        yield f"places/{entry.code}.json", models.PlaceDocument.model_validate(found)
