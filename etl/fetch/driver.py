"""
Fetches sources: asks what their connectors say, one request after the other, and places what came as a new snapshot if it is one.

While it is on its way, everything lies in ``$WAYMARK_HOME/downloads/<source>``, where an interrupted fetch is taken up again.
"""

from __future__ import annotations

import fcntl
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd

from data import paths
from data.catalogue.faults import nearest
from data.errors import Problem, ProblemsFound, ProjectError, SetupError
from etl.fetch.download import Downloads, Known, Limits
from etl.fetch.editions import OUTCOME_COLUMNS, Brought, Outcome, latest_of, place, require_whole
from etl.fetch.errors import FetchError, Refused
from etl.fetch.exchange import Answer, Found, Request
from etl.fetch.parts import Part
from etl.fetch.plan import FOLDER, Plan
from etl.snapshots import SIDECAR, Snapshot, find_snapshots

MOST_REQUESTS = 5_000
"""More than any source here needs; a service whose pages never end is stopped there."""


def downloads_folder() -> Path:
    """Return the folder of what is on its way."""
    return paths.home() / FOLDER


def fetch(names: Sequence[str], plans: Mapping[str, Plan], catalogue: Path, downloads: Downloads) -> tuple[list[Outcome], list[Problem]]:
    """
    Fetch the sources *names*, or all that may be fetched without being named, and return what was done and what could not be.

    One source's fault does not keep the others from being fetched.

    Raises:
        SetupError: Another fetch is running.
    """
    outcomes: list[Outcome] = []
    problems: list[Problem] = []
    with _alone(downloads_folder()):
        for name in names or [source for source, plan in plans.items() if not plan.download.only_by_name]:
            try:
                outcomes.append(fetch_source(_plan_of(name, plans, catalogue), downloads))
            except ProblemsFound as found:
                problems += found.problems
            except ProjectError as error:
                problems.append(error.problem)
    return outcomes, problems


def held(names: Sequence[str], plans: Mapping[str, Plan], catalogue: Path) -> tuple[list[Outcome], list[Problem]]:
    """Return what is there of the sources *names* (by default of all that can be fetched), without asking anybody: for ``--offline``."""
    outcomes: list[Outcome] = []
    problems: list[Problem] = []
    for name in names or list(plans):
        try:
            if name not in plans and not (catalogue / "sources" / f"{name}.yml").is_file():
                _plan_of(name, plans, catalogue)
            last = latest_of(_snapshots_of(name))
            if last is None:
                online = "fetch it without --offline, or " if name in plans else ""
                remedy = online + how_to_drop_in(name, catalogue)
                problems.append(Problem(name, "has no snapshot, and nothing is asked for offline", remedy))
                continue
            require_whole(last)
            outcomes.append(Outcome(name, "held", last.edition, len(last.sums), sum(last.sizes.values()), last.folder))
        except ProjectError as error:
            problems.append(error.problem)
    return outcomes, problems


def listing(plans: Mapping[str, Plan], catalogue: Path) -> list[dict[str, str]]:
    """Return a row a source of the catalogue: how it is fetched, whether the addresses are confirmed, and its last snapshot."""
    rows = []
    for path in sorted((catalogue / "sources").glob("[!.]*.yml")):
        plan, last = plans.get(path.stem), latest_of(_snapshots_of(path.stem))
        download = plan.download if plan else None
        row = {
            "source": path.stem,
            "connector": download.connector if download else "",
            "fetched": ("when named" if download.only_by_name else "always") if download else "by hand",
            "confirmed": str(download.confirmed).lower() if download else "",
            "edition": last.edition if last else "",
            "fetched_at": f"{last.sidecar.fetched_at:%Y-%m-%dT%H:%M:%SZ}" if last and last.sidecar.fetched_at else "",
        }
        rows.append(row)
    return rows


def table_of(outcomes: Sequence[Outcome], problems: list[Problem]) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the *outcomes* as a table, a row a source, and the *problems* as they are."""
    return pd.DataFrame([outcome.record() for outcome in outcomes], columns=list(OUTCOME_COLUMNS)), problems


def fetch_source(plan: Plan, downloads: Downloads) -> Outcome:
    """
    Fetch one source.

    Raises:
        ProjectError: It cannot be had, cannot be trusted, or cannot be written.
    """
    staged = downloads_folder() / plan.source
    staged.mkdir(parents=True, exist_ok=True)
    older = _snapshots_of(plan.source)
    known = _known_files(older)
    limits = Limits(pause=plan.download.pause_seconds, size=plan.download.max_megabytes * 1_000_000)
    moment = downloads.now()
    answers: list[Answer] = []
    found: list[Found] = []
    waiting = deque(_with_sums(plan, plan.connector.begin(plan.parameters)))
    asked: set[str] = set()
    while waiting:
        request = waiting.popleft()
        _refuse_endless(request, asked)
        downloads.progress(f"{plan.source}: {request.file}")
        answer = downloads.bring(request, staged / request.file, limits, _known(request, staged, known))
        answers.append(answer)
        found.append(_looked_at(plan, answer))
        waiting.extend(_with_sums(plan, found[-1].requests))
    joined = plan.connector.join(plan.parameters, answers)
    brought = Brought(plan, staged, answers, found, joined, moment.replace(microsecond=0), downloads.mirror)
    outcome = place(brought, older, paths.snapshots() / plan.source)
    if outcome.result == "unchanged":
        _clear(staged)
    return outcome


def how_to_drop_in(source: str, catalogue: Path) -> str:
    """Return how a person puts the file of *source* in place."""
    address = ""
    file = catalogue / "sources" / f"{source}.yml"
    if file.is_file():
        lines = file.read_text(encoding="utf-8").splitlines()
        address = next((line.partition(":")[2].strip() for line in lines if line.startswith("address:")), "")
    folder = paths.snapshots() / source / "<edition>"
    sidecar = "published: YYYY-MM-DD, licence: what the page says, address: where it was, reader: FORMAT"
    return f"take the file from {address or 'the publisher'}, put it unchanged into {folder}, and beside it {SIDECAR} with {sidecar}"


def _plan_of(name: str, plans: Mapping[str, Plan], catalogue: Path) -> Plan:
    if name in plans:
        return plans[name]
    known = sorted({path.stem for path in (catalogue / "sources").glob("[!.]*.yml")})
    if name in known:
        raise FetchError(
            name, "cannot be fetched, because its publisher has no service that is known here", how_to_drop_in(name, catalogue)
        )
    remedy = nearest(name, known)
    raise FetchError(f"source '{name}'", "is unknown", remedy if remedy.endswith("?") else "`python -m etl fetch --list` lists them")


def _with_sums(plan: Plan, requests: Sequence[Request]) -> list[Request]:
    """Return the *requests* with the sums that the entry fixes beside those of the publisher."""
    fixed = plan.download.sha256
    return [
        replace(request, sums={**request.sums, "sha256": fixed[request.file]}) if request.file in fixed else request for request in requests
    ]


def _looked_at(plan: Plan, answer: Answer) -> Found:
    try:
        return plan.connector.look(plan.parameters, answer)
    except Refused as refused:
        answer.path.unlink(missing_ok=True)
        raise FetchError(answer.request.address, refused.what, refused.remedy) from None


def _refuse_endless(request: Request, asked: set[str]) -> None:
    """Refuse an answer that leads to itself, two answers under one name, and pages without end."""
    if request.file in asked:
        raise FetchError(request.address, f"would be the second answer named {request.file}", "tables, codes or pages that occur once")
    asked.add(request.file)
    if len(asked) > MOST_REQUESTS:
        raise FetchError(request.address, f"is request {MOST_REQUESTS + 1:,} of this source", "larger pages, or less at a time")


def _snapshots_of(source: str) -> list[Snapshot]:
    """Return the snapshots of *source* whose sidecar can be read."""
    found, _ = find_snapshots(paths.snapshots())
    return [snapshot for snapshot in found if snapshot.source == source]


def _known_files(snapshots: Sequence[Snapshot]) -> dict[str, Known]:
    """Return by address what the last snapshot holds unharmed, so that the server can be asked whether it has changed."""
    last = latest_of(snapshots)
    if last is None:
        return {}
    return {
        entry.address: Known(last.folder / name, entry.etag, entry.last_modified, entry.content_type, entry.redirects)
        for name, entry in last.sidecar.files.items()
        if entry.address and last.sums.get(name) == entry.sha256
    }


def _known(request: Request, staged: Path, known: Mapping[str, Known]) -> Known | None:
    """Return the file that may still be the answer: one of an interrupted fetch, or the last snapshot's."""
    if request.body is not None:
        return None
    path = staged / request.file
    note = Part(path).note() if path.is_file() else None
    if note is not None and note.address == request.address:
        return Known(path, note.etag, note.last_modified, note.content_type, note.redirects)
    return known.get(request.address)


def _clear(staged: Path) -> None:
    for path in staged.iterdir():
        path.unlink(missing_ok=True)
    staged.rmdir()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one fetch run at a time, so that a part has one writer and a host one connection."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / ".lock").open("w")
    except OSError as error:
        raise SetupError(str(folder), f"cannot be written ({error.strerror})", "let the folder be written, or set WAYMARK_HOME") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SetupError(str(folder), "another fetch is running", "wait until it has ended") from None
        yield
