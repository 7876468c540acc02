"""Files that never change, a pointer that is switched at once, and plain words for whatever can be wrong with them."""

from __future__ import annotations

import math
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import sqlalchemy as sa

from data import paths
from data.errors import WarehouseError
from data.warehouse import schema, store
from data.warehouse.store import BUILD_IT


def message(folder: Path) -> str:
    """Return why there is no current warehouse."""
    with pytest.raises(WarehouseError) as caught:
        store.current_file(folder)
    return str(caught.value)


def test_a_published_draft_is_the_warehouse_in_use(draft: Any, tmp_path: Path) -> None:
    """Its name says when it was published and what is in it; the draft is gone."""
    file = store.publish(draft(), tmp_path)

    assert store.current_file(tmp_path) == file
    assert store.NAME.fullmatch(file.name)
    assert sorted(found.name for found in tmp_path.iterdir()) == ["CURRENT", file.name]


def test_the_last_three_files_are_kept(draft: Any, tmp_path: Path) -> None:
    """A dashboard that still holds the one before must find it again."""
    published = [store.publish(draft(), tmp_path) for _ in range(5)]

    assert store.files(tmp_path) == published[:1:-1]


def test_the_file_in_use_is_kept_even_if_newer_files_push_it_out(draft: Any, tmp_path: Path) -> None:
    """A clock that was set back would make the newest file the oldest name."""
    later = [store.publish(draft(), tmp_path) for _ in range(3)]
    for file in later:
        file.rename(tmp_path / file.name.replace("waymark-2", "waymark-9"))
    newest = store.publish(draft(), tmp_path)

    assert store.current_file(tmp_path) == newest


def test_without_a_folder_the_message_says_how_to_build(tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"

    assert message(folder) == f"{folder}: there is no warehouse here yet; {BUILD_IT}"


def test_a_pointer_to_anything_but_a_warehouse_is_refused(tmp_path: Path) -> None:
    """A pointer is text that anybody could have written; it must not lead out of the folder."""
    (tmp_path / "CURRENT").write_text("../secret.duckdb\n", encoding="utf-8")

    assert message(tmp_path) == f"{tmp_path / 'CURRENT'}: names '../secret.duckdb', which is no warehouse; {BUILD_IT}"


def test_a_file_that_is_gone_is_not_replaced_by_an_older_one_but_the_way_back_is_named(draft: Any, tmp_path: Path) -> None:
    """Showing older figures without a word would be worse than showing none."""
    older = store.publish(draft(), tmp_path)
    newer = store.publish(draft(), tmp_path)
    newer.unlink()

    assert message(tmp_path) == (
        f"{newer}: does not exist; {BUILD_IT}, or go back to the whole warehouse of before: `python -m etl use {older.name}`"
    )


def test_a_damaged_older_file_is_not_offered(draft: Any, tmp_path: Path) -> None:
    for file in (store.publish(draft(), tmp_path), store.publish(draft(), tmp_path)):
        file.write_bytes(b"nothing")

    assert message(tmp_path).endswith(f"is damaged: its content no longer matches the hash in its name; {BUILD_IT}")


@pytest.mark.parametrize("spoil", [lambda content: content[:-1], lambda content: content[:0], lambda content: content[:-1] + b"!"])
def test_any_change_of_a_file_is_seen(draft: Any, tmp_path: Path, spoil: Any) -> None:
    """Cut off, emptied, or one byte different: a figure read from it could be wrong."""
    file = store.publish(draft(), tmp_path)
    file.write_bytes(spoil(file.read_bytes()))

    assert message(tmp_path) == f"{file}: is damaged: its content no longer matches the hash in its name; {BUILD_IT}"


def test_another_layout_is_refused(draft: Any, tmp_path: Path) -> None:
    """A version of the program that knows other tables must not guess."""
    with pytest.raises(WarehouseError) as caught:
        store.publish(draft(layout=0), tmp_path)

    assert f"has table layout 0, but this version of Waymark reads layout {schema.LAYOUT}" in str(caught.value)


def test_the_warehouse_of_a_later_version_is_refused_with_a_way_out(draft: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = schema.LAYOUT
    file = store.publish(draft(), tmp_path)
    monkeypatch.setattr(schema, "LAYOUT", before + 1)

    assert message(tmp_path) == f"{file}: has table layout {before}, but this version of Waymark reads layout {before + 1}; {BUILD_IT}"


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """Even with the right hash in its name."""
    draft = tmp_path / ".draft-1.duckdb"
    draft.write_text("text", encoding="utf-8")

    with pytest.raises(WarehouseError, match="cannot be opened as a warehouse"):
        store.publish(draft, tmp_path)


def test_a_refused_draft_leaves_the_warehouse_in_use(draft: Any, tmp_path: Path) -> None:
    good = store.publish(draft(), tmp_path)
    with pytest.raises(WarehouseError, match="is an unfinished build"):
        store.publish(draft(complete=False), tmp_path)

    assert store.current_file(tmp_path) == good
    assert store.files(tmp_path) == [good]


def test_the_pointer_can_be_set_back(draft: Any, tmp_path: Path) -> None:
    older = store.publish(draft(), tmp_path)
    store.publish(draft(), tmp_path)
    store.point_to(older)

    assert store.current_file(tmp_path) == older


def test_a_reader_keeps_its_file_while_a_new_one_is_published_and_an_old_one_removed(draft: Any, tmp_path: Path) -> None:
    """A page that is being drawn is drawn to its end."""
    store.publish(draft(input_sha256="a" * 64), tmp_path)
    engine = store.open_current(tmp_path)
    with engine.connect() as connection:
        for _ in range(4):
            store.publish(draft(), tmp_path)
        held = connection.execute(sa.select(schema.build.c.input_sha256)).scalar_one()
    engine.dispose()

    assert held == "a" * 64


def test_a_reader_cannot_write(draft: Any, tmp_path: Path) -> None:
    file = store.publish(draft(), tmp_path)
    engine = store.connect(file)
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="read-only"):
        connection.execute(sa.delete(schema.build))
    engine.dispose()


def test_a_frame_comes_back_as_it_was_loaded() -> None:
    """Missing numbers stay missing, days stay days; nothing is rounded."""
    table = sa.Table("t", sa.MetaData(), sa.Column("group", sa.String), sa.Column("value", sa.Double), sa.Column("day", sa.Date))
    frame = pd.DataFrame({"group": ["a", None], "value": [0.1 + 0.2, math.nan], "day": [date(2024, 2, 29), None]})
    engine = store.connect(Path(":memory:"), read_only=False)
    with engine.connect() as connection:
        table.create(connection)
        store.load_frame(connection, table, frame)
        back = store.read_frame(connection, sa.select(table))

    assert back["value"].iloc[0] == 0.1 + 0.2
    assert back.isna().to_numpy().tolist() == [[False, False, False], [True, True, True]]
    assert back["day"].iloc[0] == pd.Timestamp(2024, 2, 29)
    assert list(back.columns) == ["group", "value", "day"]


def test_damage_while_reading_is_a_message_and_a_wrong_statement_a_bug(draft: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file was whole when it was opened; the disk failed later."""
    file = store.publish(draft(), tmp_path)
    engine = store.connect(file)
    with engine.connect() as connection:
        with pytest.raises(sa.exc.DBAPIError):
            store.read_frame(connection, sa.select(sa.column("no_such_column")).select_from(schema.build))
        error = sa.exc.DBAPIError("SELECT", {}, duckdb.IOException("IO Error: could not read\nmore"))
        monkeypatch.setattr(connection, "execute", lambda _: (_ for _ in ()).throw(error))
        with pytest.raises(WarehouseError) as caught:
            store.read_frame(connection, sa.select(schema.build))
    engine.dispose()

    assert str(caught.value) == f"{file}: cannot be read (IO Error: could not read); {BUILD_IT}"


@pytest.mark.parametrize("read_only", [False, True])
def test_no_connection_draws_a_bar_of_progress(draft: Any, *, read_only: bool) -> None:
    """A program without a file, as of ``python -c``, is to DuckDB a person who waits: after two seconds it would draw one."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom data.warehouse import store\n"
        "engine = store.connect(Path(sys.argv[1]), read_only=sys.argv[2] == 'True')\n"
        "for _ in range(2):\n"
        "    with engine.connect() as connection:\n"
        "        print(connection.exec_driver_sql(\"SELECT current_setting('enable_progress_bar')\").scalar_one())\n"
    )
    command = [sys.executable, "-c", program, str(draft()), str(read_only)]
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, check=True, timeout=120)

    assert (done.stdout, done.stderr) == ("False\nFalse\n", "")
