"""
Where the warehouse lies and how it is opened, filled, published and read.

Each build is a new file, ``waymark-<UTC time>-<short hash>.duckdb``, that never changes afterwards; the text file ``CURRENT`` names the
one in use. A name is never used twice, because a process that reopens a replaced file gets the old data. The short hash is taken over
the file itself, so that damage is seen before anything is read from it. SQLAlchemy reaches DuckDB through ``connect`` alone.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from data import paths
from data.errors import WarehouseError
from data.warehouse import schema

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import Connection, Engine, Select, Table

POINTER = "CURRENT"
NAME = re.compile(r"waymark-\d{8}T\d{12}Z-([0-9a-f]{12})\.duckdb")
_STAMP = "%Y%m%dT%H%M%S%fZ"
BUILD_IT = "run `make run` or `python -m etl build`"

# Nothing that reads or writes the warehouse needs the network or an extension from it.
_OFFLINE = {"autoinstall_known_extensions": "false"}


def connect(file: Path, *, read_only: bool = True) -> Engine:
    """Return an engine on the DuckDB *file*; any number of processes may hold it read-only, or one to write."""
    url = sa.URL.create("duckdb", database=str(file))
    options: dict[str, Any] = {"connect_args": {"read_only": read_only, "config": dict(_OFFLINE)}}
    if not read_only:
        # After a full disk DuckDB refuses even to roll back, and the pool would print that over our message; closing rolls back as well.
        options |= {"poolclass": sa.NullPool, "pool_reset_on_return": None}
    engine = sa.create_engine(url, **options)
    sa.event.listen(engine, "connect", _keep_quiet)
    return engine


def _keep_quiet(connection: Any, _record: object) -> None:
    """Draw no bar of progress: DuckDB would, even into a pipe, where it takes a program without a file for a person's session."""
    connection.execute("SET enable_progress_bar = false")


def current_file(folder: Path | None = None) -> Path:
    """
    Return the warehouse in use.

    Raises:
        WarehouseError: There is none, or the one that ``CURRENT`` names is gone, damaged or of another layout. An older file is never
            taken silently; the message names it and how to go back to it.
    """
    folder = folder or paths.warehouse()
    pointer = folder / POINTER
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise WarehouseError(str(folder), "there is no warehouse here yet", _remedy(folder)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise WarehouseError(str(pointer), f"cannot be read ({error})", _remedy(folder)) from None
    if not NAME.fullmatch(name):
        raise WarehouseError(str(pointer), f"names {name!r}, which is no warehouse", _remedy(folder))
    what = fault(folder / name)
    if what is not None:
        raise WarehouseError(str(folder / name), what, _remedy(folder, without=name))
    return folder / name


def open_current(folder: Path | None = None) -> Engine:
    """Return an engine on the warehouse in use, read-only; errors as in ``current_file``."""
    return connect(current_file(folder))


def current_and_before(folder: Path) -> tuple[Path, Path]:
    """Return the newest whole warehouse that is older than the one in use, and the one in use; ``WarehouseError`` without one."""
    current = current_file(folder)
    before = next((file for file in files(folder) if file.name < current.name and fault(file) is None), None)
    if before is None:
        raise WarehouseError(
            str(folder), "there is no earlier warehouse here to compare with", "name two files: `python -m etl diff OLD NEW`"
        )
    return before, current


def files(folder: Path) -> list[Path]:
    """Return the published warehouse files of *folder*, the newest first, whole or not."""
    if not folder.is_dir():
        return []
    return sorted((file for file in folder.iterdir() if NAME.fullmatch(file.name)), key=lambda file: file.name, reverse=True)


def built_on(file: Path) -> date:
    """Return the day (UTC) on which the published *file* was built, as its name says."""
    return datetime.strptime(file.name.split("-")[1], _STAMP).replace(tzinfo=UTC).date()


def fault(file: Path) -> str | None:
    """Return what is wrong with the warehouse *file*, or ``None`` if it is whole and of this layout."""
    name = NAME.fullmatch(file.name)
    if name is None:
        return "is not named like a warehouse (waymark-<time>-<hash>.duckdb)"
    try:
        held = file.stat()
        digest = _digest(file, held.st_ino, held.st_size, held.st_mtime_ns)
        if not digest.startswith(name[1]):
            return "is damaged: its content no longer matches the hash in its name"
        layout, complete = _layout(file, digest)
    except OSError as error:
        return "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
    except SQLAlchemyError as error:
        return f"cannot be opened as a warehouse ({_first_line(error)})"
    if layout != schema.LAYOUT:
        return f"has table layout {layout}, but this version of Waymark reads layout {schema.LAYOUT}"
    return None if complete else "is an unfinished build"


@lru_cache(maxsize=64)
def _digest(file: Path, inode: int, size: int, changed: int) -> str:  # noqa: ARG001 (they make the cache forget a changed file)
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@lru_cache(maxsize=64)
def _layout(file: Path, digest: str) -> tuple[int, bool]:  # noqa: ARG001 (one look for each content)
    engine = connect(file)
    try:
        with engine.connect() as connection:
            layout, complete = connection.execute(sa.select(schema.build.c.layout, schema.build.c.complete)).one()
    finally:
        engine.dispose()
    return layout, complete


def _remedy(folder: Path, without: str = "") -> str:
    for older in files(folder):
        if older.name != without and fault(older) is None:
            return f"{BUILD_IT}, or go back to the whole warehouse of before: `python -m etl use {older.name}`"
    return BUILD_IT


def publish(draft: Path, folder: Path, keep: int = 3) -> Path:
    """
    Give the finished *draft* (a closed file in *folder*) its name, point ``CURRENT`` to it, and delete all but the newest *keep* files.

    Every step is on the disk before the next begins, so that a power cut leaves the old warehouse or the new one.
    """
    _sync(draft)
    with draft.open("rb") as opened:
        short_hash = hashlib.file_digest(opened, "sha256").hexdigest()[:12]
    published = folder / f"waymark-{_stamp(folder)}-{short_hash}.duckdb"
    if published.exists():
        raise WarehouseError(str(published), "exists already", "a name is never used twice: build again")
    draft.rename(published)
    _sync(folder)
    try:
        point_to(published)
    except BaseException:
        published.unlink(missing_ok=True)
        raise
    for old in files(folder)[max(keep, 1) :]:
        if old != published:
            old.unlink(missing_ok=True)
    return published


def _stamp(folder: Path) -> str:
    """Return the time for the next name: now, or just after the newest file if the clock has gone back, so that names stay in order."""
    now = datetime.now(UTC)
    newest = next(iter(files(folder)), None)
    if newest is not None:
        last = datetime.strptime(newest.name.split("-")[1], _STAMP).replace(tzinfo=UTC)
        now = max(now, last + timedelta(microseconds=1))
    return now.strftime(_STAMP)


def point_to(file: Path) -> None:
    """Make *file* the warehouse in use; ``WarehouseError`` if it is damaged or of another layout."""
    what = fault(file)
    if what is not None:
        raise WarehouseError(str(file), what, "choose a whole one: `python -m etl status` lists them")
    pointer = file.parent / POINTER
    written = file.parent / f".{POINTER}-{os.getpid()}"
    try:
        written.write_text(f"{file.name}\n", encoding="utf-8")
        _sync(written)
        written.replace(pointer)
    finally:
        written.unlink(missing_ok=True)
    _sync(file.parent)


def checkpoint(connection: Connection) -> None:
    """Write everything committed into the file itself now, so that a full disk is an error here and not silence at closing."""
    connection.execute(sa.text("CHECKPOINT"))


def copy_rows(file: Path, copy: Path) -> None:
    """
    Write the rows of the closed warehouse *file* into the new file *copy*, table by table in their order.

    What was deleted before the file was closed may still stand in its bytes; nothing of it comes into the copy.
    """
    engine = connect(Path(":memory:"), read_only=False)
    try:
        with engine.connect() as connection:
            for name, path, mode in (("held", file, "READ_ONLY"), ("fresh", copy, "READ_WRITE")):
                literal = sa.literal(str(path)).compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True})
                connection.exec_driver_sql(f"ATTACH {literal} AS {name} ({mode})")
            connection.exec_driver_sql("COPY FROM DATABASE held TO fresh")
            connection.commit()
            connection.exec_driver_sql("CHECKPOINT fresh")
    finally:
        engine.dispose()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def load_frame(connection: Connection, table: Table, frame: pd.DataFrame) -> None:
    """Add the rows of *frame*, whose columns are named like those of *table*; a frame at once, because row by row is 100 times slower."""
    names = [str(name) for name in frame.columns]
    driver = _driver(connection)
    driver.register("incoming", frame)
    try:
        rows = sa.select(*(sa.cast(sa.column(name), table.c[name].type) for name in names)).select_from(sa.table("incoming"))
        connection.execute(sa.insert(table).from_select(names, rows))
    finally:
        driver.unregister("incoming")


def load_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add *rows*, each a mapping from every column of *table*; ``None`` is a missing cell, a member of an enumeration its value."""
    import pandas as pd  # noqa: PLC0415 (half a second that a build without news need not spend)

    names = [column.name for column in table.columns]
    cells = [[str(row[name]) if isinstance(row[name], str) else row[name] for name in names] for row in rows]
    if cells:
        load_frame(connection, table, pd.DataFrame(cells, columns=names, dtype=object))


def read_frame(connection: Connection, select: Select[Any]) -> pd.DataFrame:
    """
    Return the rows of *select* as a frame, fetched at once.

    Raises:
        WarehouseError: The file was damaged or removed while it was open. A statement that is wrong in itself is a bug and crashes.
    """
    try:
        result = connection.execute(select)
        frame: pd.DataFrame = result.cursor.df()
    except DBAPIError as error:
        if _is_damage(error.orig):
            raise WarehouseError(str(connection.engine.url.database), f"cannot be read ({_first_line(error)})", BUILD_IT) from error
        raise
    return frame


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _is_damage(error: BaseException | None) -> bool:
    import duckdb  # noqa: PLC0415 (the one place that needs the driver's error classes)

    return isinstance(error, duckdb.IOException | duckdb.InternalException | duckdb.FatalException | duckdb.SerializationException)


def _first_line(error: Exception) -> str:
    original = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return str(original).splitlines()[0] if str(original) else type(original).__name__
