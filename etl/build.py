"""
The build: catalogue, figures and snapshots become a new warehouse, published when it is whole.

One build at a time, into a draft that nobody reads. Whatever happens to it (a Problem, a full disk, a killed process), the warehouse in
use stays as it was.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from data import paths
from data.catalogue.catalogue import Catalogue
from data.catalogue.loader import check_catalogue
from data.catalogue.models import OURS
from data.catalogue.translations import FOLDER as TRANSLATIONS
from data.committee.checked import problems_of
from data.days import check_published
from data.errors import DayError, Problem, ProblemsFound, ProjectError, SetupError, Severity, WarehouseError, errors
from data.warehouse import mending, queries, refusals, schema, staging, store, withholding
from etl.derive.recipes import Recipe, read_recipes
from etl.embargo import Embargo, embargoed
from etl.entries import for_the_public, tables_known, write_catalogue, write_editions, write_files, write_notices
from etl.fingerprint import fingerprint
from etl.harmonise import Harmonised, harmonise
from etl.inputs import FigureTable, Inputs, read_inputs
from etl.progress import Progress, silent
from etl.snapshots import UNCONFIRMED, Snapshot, known_on, with_editions

AUDIENCES = ("internal", "public")
LOCK = ".lock"
SNAPSHOTS = "snapshots"
_DRAFT = ".draft-"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FULL_WORDS = ("No space left on device", "Disk quota exceeded", "File too large", "not enough disk space")
_ELSEWHERE = "or set WAYMARK_HOME to a folder on a disk with room"


def build(
    *,
    catalogue: Path = paths.CATALOGUE,
    figures: Path = paths.FIGURES,
    folder: Path | None = None,
    snapshots: Path | None = None,
    as_of: date | None = None,
    audience: str = "internal",
    force: bool = False,
    today: date | None = None,
    progress: Progress = silent,
) -> Path:
    """
    Build the warehouse in *folder* and return its file; if nothing has changed since the last build, that is the last one's.

    Args:
        catalogue: Folder of the catalogue.
        figures: Folder of the tables of figures.
        folder: Folder of the warehouse; by default the one under ``WAYMARK_HOME``.
        snapshots: Folder of the snapshots; by default the one beside the warehouse's.
        as_of: Leave out editions published, and corrections decided, after this day.
        audience: ``public`` leaves out rows that are not free for publication or under embargo, and refuses mappings that are not
            confirmed.
        force: Build even if nothing has changed.
        today: The day of the build, after whose year no figure can lie and on which embargoes end; by default the clock's.
        progress: Is told each step.

    Raises:
        ProblemsFound: The catalogue or the figures are wrong; all Problems are listed.
        DayError: Nothing had been published on *as_of*.
        WarehouseError: Another build is running, or the draft is not what was written.
        SetupError: The disk is full or the folder cannot be written.
    """
    folder = folder or paths.warehouse()
    today = today or date.today()  # noqa: DTZ011 (the day where the user is)
    with _alone_in(folder), _recorded(folder, audience):
        _remove_stale_drafts(folder)
        progress("Reading the files")
        inputs = read_inputs(catalogue, figures, snapshots or folder.parent / SNAPSHOTS)
        # What is known on a day that has passed was not under fewer embargoes than today.
        day = min(as_of or today, today)
        # A sidecar that cannot be read has no part in the fingerprint.
        if not force and not errors(inputs.problems) and (same := _built_from(folder, inputs, as_of=as_of, audience=audience, day=day)):
            return same
        draft = folder / f"{_DRAFT}{os.getpid()}.duckdb"
        row = {"layout": schema.LAYOUT, "as_of": as_of, "audience": audience, "complete": True}
        with _room_on_disk(folder, inputs.size):
            try:
                meaning, observations = _write(draft, catalogue, inputs, row, day=day, this_year=today.year, progress=progress)
                if audience == "public" or any(source.small_counts for source in meaning.sources.values()):
                    _without_what_was_deleted(draft)
                progress("Verifying the draft")
                _verify(draft, meaning, observations)
                progress("Publishing the warehouse")
                return store.publish(draft, folder)
            finally:
                _remove_draft(draft)


def check(
    *,
    catalogue: Path = paths.CATALOGUE,
    figures: Path = paths.FIGURES,
    snapshots: Path | None = None,
    kept: Path | None = None,
    today: date | None = None,
) -> list[Problem]:
    """
    Return every Problem of the catalogue, the figures, the snapshots and of what a committee keeps; nothing is built.

    *snapshots* and *kept*, the folder of the committee's files, are by default those of ``WAYMARK_HOME``.
    """
    inputs = read_inputs(catalogue, figures, snapshots or paths.snapshots())
    meaning = _meaning(catalogue, inputs)
    problems = [*meaning.problems, *_download_problems(catalogue)]
    if meaning.catalogue is not None:
        problems += problems_of(kept or paths.home(), meaning.catalogue)
        this_year = (today or date.today()).year  # noqa: DTZ011 (the day where the user is)
        engine = store.connect(Path(":memory:"), read_only=False)
        with engine.connect() as connection:
            harmonised = harmonise(
                connection, inputs.tables, meaning.catalogue, this_year, snapshots=meaning.snapshots, recipes=meaning.recipes
            )
            problems += harmonised.problems
        engine.dispose()
    return problems


@dataclass(frozen=True)
class _Meaning:
    """
    What figures are held against, as it was known on a day: the catalogue with the editions of snapshots and recipes, and these two.

    There is no *catalogue* if a file of it is wrong; *problems* say what.
    """

    catalogue: Catalogue | None
    snapshots: list[Snapshot]
    recipes: list[Recipe]
    problems: list[Problem]


def _meaning(folder: Path, inputs: Inputs, as_of: date | None = None) -> _Meaning:
    catalogue, problems = check_catalogue(folder)
    recipes, faults = read_recipes(folder)
    problems = [*problems, *inputs.problems, *faults]
    snapshots = known_on(inputs.snapshots, as_of)
    if catalogue is None:
        return _Meaning(None, snapshots, recipes, problems)
    catalogue, faults = with_editions(catalogue, snapshots)
    problems += faults
    if recipes:
        from etl.derive import derivation  # noqa: PLC0415 (pandas is slow to import, and a catalogue without recipes needs none)

        recipes = derivation.known_on(recipes, as_of)
        catalogue, faults = derivation.with_recipes(catalogue, recipes)
        problems += faults
        # A recipe of what does not exist is told once, and the figures are looked at without it.
        recipes = [] if faults else recipes
    return _Meaning(catalogue, snapshots, recipes, problems)


def _download_problems(catalogue: Path) -> list[Problem]:
    """Return what is wrong with the entries that say where editions are fetched from."""
    from etl.fetch.plan import load_plans  # noqa: PLC0415 (a build fetches nothing and need not know how)

    try:
        load_plans(catalogue)
    except ProblemsFound as found:
        return found.problems
    return []


def _write(
    draft: Path, folder: Path, inputs: Inputs, row: dict[str, Any], *, day: date, this_year: int, progress: Progress
) -> tuple[Catalogue, int]:
    """Check everything and write the *draft* in one transaction; return the catalogue and the number of observations it holds."""
    progress("Reading the catalogue")
    as_of, is_public = row["as_of"], row["audience"] == "public"
    meaning = _meaning(folder, inputs, as_of)
    if meaning.catalogue is None:
        raise ProblemsFound(errors(meaning.problems))
    check_published(as_of, meaning.catalogue)
    embargo = Embargo(embargoed(meaning.catalogue.sources.values(), day), left_out=is_public)
    row["input_sha256"] = fingerprint(inputs, as_of=as_of, audience=row["audience"], embargoed=embargo.editions)
    engine = store.connect(draft, read_only=False)
    try:
        with engine.connect() as connection:
            progress("Checking the figures")
            tables = tables_known(meaning.catalogue, inputs.tables, as_of)
            entries: dict[str, Any] = {"snapshots": meaning.snapshots, "recipes": meaning.recipes}
            harmonised = harmonise(connection, tables, meaning.catalogue, this_year, **entries, embargo=embargo, as_of=as_of)
            problems = [*meaning.problems, *harmonised.problems]
            if is_public:
                problems += _not_for_the_public(problems)
            if errors(problems):
                raise ProblemsFound(errors(problems))
            progress("Writing the draft")
            tables = tuple(table for table in tables if embargo.shows(table.source, table.edition))
            snapshots = [snapshot for snapshot in meaning.snapshots if embargo.shows(snapshot.source, snapshot.edition)]
            catalogue, observations = _complete(connection, harmonised, tables, snapshots, row)
            if not is_public:  # a warning may quote a figure that is not free
                write_notices(connection, [problem for problem in problems if not problem.file.startswith(f"{TRANSLATIONS}/")])
            connection.commit()
            store.checkpoint(connection)
    finally:
        engine.dispose()
    return catalogue, observations


def _without_what_was_deleted(draft: Path) -> None:
    """Put a copy in the place of the *draft*, so that no withheld figure stands in the bytes of the file."""
    copy = draft.with_name(f"{draft.stem}-public{draft.suffix}")
    try:
        store.copy_rows(draft, copy)
        copy.replace(draft)
    finally:
        _remove_draft(copy)


def _not_for_the_public(problems: list[Problem]) -> list[Problem]:
    """Return as errors the warnings that a mapping is not confirmed: what the public sees has to be sure."""
    return [replace(problem, severity=Severity.ERROR) for problem in problems if problem.column == UNCONFIRMED]


def _complete(
    connection: Connection, harmonised: Harmonised, tables: Sequence[FigureTable], snapshots: Sequence[Snapshot], row: dict[str, Any]
) -> tuple[Catalogue, int]:
    """Write what belongs to the observations that are loaded; return the catalogue that was written, and their number."""
    catalogue, is_public = harmonised.catalogue, row["audience"] == "public"
    withheld = [source.id for source in catalogue.sources.values() if source.small_counts]
    if is_public:
        staging.leave_out_confidential(connection)
        catalogue = for_the_public(catalogue, harmonised.corrected, mending.count_corrected(connection))
        mending.forget_others(connection, [correction.id for correction in catalogue.corrections])
    staging.summarise(connection)
    counts = staging.rows_of_editions(connection)
    tables = (*tables, *harmonised.derived)
    write_catalogue(connection, catalogue)
    write_editions(connection, catalogue, tables, snapshots, counts)
    write_files(connection, catalogue, tables, snapshots)
    if is_public and withheld:
        withholding.forget_sums(connection, [*withheld, OURS])
        # Nor may the sum over all inputs be tried; so a build for the public with such a source is always made anew.
        row = row | {"input_sha256": secrets.token_hex(32)}
    observations = sum(counts.values())
    built_at = datetime.now(UTC).replace(tzinfo=None)
    store.load_rows(connection, schema.build, [{**row, "built_at": built_at, "observations": observations}])
    return catalogue, observations


def _verify(draft: Path, catalogue: Catalogue, observations: int) -> None:
    """Open the *draft* as a reader would and compare it with what was written."""
    if draft.with_name(f"{draft.name}.wal").exists():
        raise WarehouseError(str(draft), "was not written to its end", "build again")
    engine = store.connect(draft)
    try:
        with engine.connect() as connection:
            held = connection.execute(sa.select(sa.func.count()).select_from(schema.observation)).scalar_one()
            if held != observations or queries.read_build(connection)["observations"] != observations:
                raise WarehouseError(str(draft), f"holds {held:,} observations of {observations:,} written", "build again")
            if queries.read_catalogue(connection) != catalogue:
                raise WarehouseError(str(draft), "gives back another catalogue than was written", "build again with --force")
    finally:
        engine.dispose()


def _built_from(folder: Path, inputs: Inputs, *, as_of: date | None, audience: str, day: date) -> Path | None:
    """Return the warehouse in use if it is whole and was built from just these inputs and choices, under the embargoes of *day*."""
    try:
        file = store.current_file(folder)
    except WarehouseError:
        return None
    engine = store.connect(file)
    try:
        with engine.connect() as connection:
            # If the files are the same, so are the sources, and the warehouse gives them back sooner than the files.
            held = embargoed(queries.read_sources(connection), day)
            wanted = fingerprint(inputs, as_of=as_of, audience=audience, embargoed=held)
            return file if queries.read_build(connection)["input_sha256"] == wanted else None
    except ValidationError:
        return None  # another version of the catalogue's models wrote it
    finally:
        engine.dispose()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the *folder* for one build; the system lets go of it when the process ends, however it ends."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise SetupError(
            str(folder), f"cannot be written ({error.strerror})", "set WAYMARK_HOME to a folder that you may write to"
        ) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 20).decode().strip() or "unknown"
            remedy = "wait until it has finished; it then serves you as well"
            raise WarehouseError(str(folder), f"another build is running here (process {holder})", remedy) from None
        with suppress(OSError):  # on a full disk the number is missing from a message, no more
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)


def _remove_stale_drafts(folder: Path) -> None:
    for draft in folder.glob(f"{_DRAFT}*.duckdb"):
        number = draft.stem.removeprefix(_DRAFT).partition("-")[0]
        if number.isdigit() and not _is_running(int(number)):
            _remove_draft(draft)


def _is_running(process: int) -> bool:
    if process == os.getpid():
        return False  # a draft of this name is left over from an earlier process with our number
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove_draft(draft: Path) -> None:
    draft.unlink(missing_ok=True)
    draft.with_name(f"{draft.name}.wal").unlink(missing_ok=True)
    shutil.rmtree(draft.with_name(f"{draft.name}.tmp"), ignore_errors=True)


@contextmanager
def _recorded(folder: Path, audience: str) -> Iterator[None]:
    """Keep what a build is refused for until the next good one; a fault of the machine or of the question is none."""
    try:
        yield
    except (DayError, WarehouseError, SetupError):
        raise
    except ProjectError as error:
        refusals.write(folder, refusals.problems_of(error), audience)
        raise
    refusals.remove(folder)


@contextmanager
def _room_on_disk(folder: Path, input_size: int) -> Iterator[None]:
    """Turn a full disk into a message that says how much a build needs and where else it could go."""
    try:
        yield
    except (OSError, DBAPIError) as error:
        if not _is_full_disk(error):
            raise
        needed, free = _megabytes(input_size + 2**23), _megabytes(shutil.disk_usage(folder).free)
        what = f"there is no room left on the disk: a build needs up to {needed} MB here, {free} MB are free"
        raise SetupError(str(folder), what, f"make room, {_ELSEWHERE}") from error


def _is_full_disk(error: OSError | DBAPIError) -> bool:
    if isinstance(error, OSError):
        return error.errno in _FULL
    return any(words in str(error.orig) for words in _FULL_WORDS)


def _megabytes(size: int) -> int:
    return -(-size // 10**6)
