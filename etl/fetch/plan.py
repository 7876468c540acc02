"""
Where a source's files are fetched from: one entry a source in ``data/catalogue/downloads/<source>.yml``.

A source without an entry is dropped in by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from data import paths
from data.catalogue.entries import Entry, Identifier
from data.catalogue.faults import nearest, validate
from data.catalogue.models import SeriesRule
from data.errors import Problem, ProblemsFound
from data.yaml_file import Lines, read_yaml
from etl.fetch.addresses import is_reserved, safe_name
from etl.fetch.connectors import CONNECTORS
from etl.fetch.connectors.base import Connector
from etl.snapshots import Sha256

FOLDER = "downloads"


class Download(Entry):
    """
    The content of one entry.

    ``seen_in`` says where the addresses and the shape of the answers were seen; with ``confirmed: false`` nobody of the project has yet
    fetched by them, and the command says so. A source with ``only_by_name`` is fetched only if it is named, for the reason given there.
    ``reader`` and ``reads`` go into each sidecar; without them the source's entry must hold them. With ``kept_only`` no file is read,
    because there is no reader of the format. ``sha256`` fixes the sum of a file.
    """

    connector: Identifier
    parameters: dict[str, Any] = Field(default_factory=dict)
    seen_in: Annotated[str, Field(min_length=1)]
    confirmed: bool
    licence_page: Annotated[str, Field(min_length=1)]
    only_by_name: str = ""
    reader: Identifier | None = None
    reads: tuple[SeriesRule, ...] = ()
    kept_only: bool = False
    pause_seconds: Annotated[float, Field(ge=0.1)] = 1.0
    max_megabytes: Annotated[int, Field(ge=1)] = 2000
    sha256: dict[str, Sha256] = Field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """
    A checked entry: *source* is its name, *parameters* are what the connector takes.

    *editions* are those that the source's catalogue entry lists, with their days.
    """

    source: str
    download: Download
    connector: Connector
    parameters: Any
    editions: dict[str, date]


def load_plans(catalogue: Path = paths.CATALOGUE) -> dict[str, Plan]:
    """
    Return the plan of every source that has one, in the order of the names.

    Raises:
        ProblemsFound: An entry is wrong; all faults are listed with file and line.
    """
    plans: dict[str, Plan] = {}
    problems: list[Problem] = []
    for path in sorted((catalogue / FOLDER).glob("[!.]*.yml")):
        plan, faults = _read(path)
        source = catalogue / "sources" / path.name
        if plan is not None and not source.is_file():
            remedy = f"describe the source in sources/{path.name}: publisher, terms and how to cite it"
            faults = [Problem(f"{FOLDER}/{path.name}", "the source is not in the catalogue", remedy)]
        problems += faults
        if plan is not None and not faults:
            plans[path.stem] = replace(plan, editions=_editions(source))
    if problems:
        raise ProblemsFound(problems)
    return plans


def _read(path: Path) -> tuple[Plan | None, list[Problem]]:
    try:
        content, lines = read_yaml(path)
    except ProblemsFound as found:
        return None, found.problems
    download, problems = validate(Download, content, lines)
    if download is None:
        return None, problems
    connector = CONNECTORS.get(download.connector)
    if connector is None:
        what = f"connector: '{download.connector}' is unknown"
        return None, [Problem(lines.where(("connector",)), what, nearest(download.connector, CONNECTORS))]
    parameters, problems = validate(connector.parameters, download.parameters, lines, ("parameters",))
    problems += _faults(download, lines)
    return (None, problems) if parameters is None else (Plan(path.stem, download, connector, parameters, {}), problems)


def _editions(source: Path) -> dict[str, date]:
    """Return the editions that the source's entry lists; what is wrong with it, `check` says."""
    try:
        content, _ = read_yaml(source)
    except ProblemsFound:
        return {}
    listed = content.get("editions") if isinstance(content, dict) else None
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    return {str(entry["id"]): entry["published"] for entry in entries if "id" in entry and isinstance(entry.get("published"), date)}


def _faults(download: Download, lines: Lines) -> list[Problem]:
    return [
        Problem(lines.where(("sha256", name)), f"'{name}' cannot be the name of a file", "the name as the connector gives it")
        for name in download.sha256
        if is_reserved(name) or safe_name(name, "") != name
    ]
