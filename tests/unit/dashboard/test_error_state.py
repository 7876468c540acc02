"""Whatever happens to the warehouse while people look at it, they keep the last good build and are told which one it is."""

from __future__ import annotations

import hashlib
import html
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.loading import LIBRARY
from data.errors import Problem
from data.warehouse import refusals, schema, store
from etl import build

SMALL = Path(__file__).resolve().parents[2] / "small"
APP = Path(__file__).resolve().parents[3] / "dashboard" / "app.py"
# Run from elsewhere, so that the script's own navigation holds.
SCRIPT = f"import runpy\nrunpy.run_path({str(APP)!r}, run_name='__main__')"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder with one good build that a reader has already looked at."""
    monkeypatch.setenv("WAYMARK_HOME", str(tmp_path))
    folder = tmp_path / "warehouse"
    build.build(catalogue=SMALL / "catalogue", figures=SMALL / "figures", folder=folder, force=True)
    assert LIBRARY.current().warehouse is not None
    yield folder
    LIBRARY.close()


def _read(page: str = "", **parameters: str) -> tuple[AppTest, str]:
    app = AppTest.from_string(SCRIPT, default_timeout=60)
    for name, value in ({"lang": "en"} | parameters).items():
        app.query_params[name] = value
    app._page_hash = calc_hash(page)
    app.run()
    bare = re.sub(r"<(svg|style)\b.*?</\1>", " ", "".join(block.value for block in app.markdown))
    return app, re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", bare)))


def _pointer_is_garbage(folder: Path) -> None:
    (folder / store.POINTER).write_text("no warehouse at all", encoding="utf-8")


def _pointer_is_gone(folder: Path) -> None:
    (folder / store.POINTER).unlink()


def _file_is_gone(folder: Path) -> None:
    store.current_file(folder).unlink()


def _folder_is_gone(folder: Path) -> None:
    shutil.rmtree(folder)


def _file_is_damaged(folder: Path) -> None:
    """Point to a newer file whose content is not that of its name."""
    (folder / "waymark-20990101T000000000000Z-0123456789ab.duckdb").write_bytes(b"half a file")
    (folder / store.POINTER).write_text("waymark-20990101T000000000000Z-0123456789ab.duckdb", encoding="utf-8")


def _layout_is_older(folder: Path) -> None:
    """Point to a whole build of the layout before."""
    draft = folder / "older"
    shutil.copy(store.current_file(folder), draft)
    engine = store.connect(draft, read_only=False)
    with engine.begin() as connection:
        connection.execute(sa.update(schema.build).values(layout=schema.LAYOUT - 1))
    engine.dispose()
    name = f"waymark-20990101T000000000000Z-{hashlib.sha256(draft.read_bytes()).hexdigest()[:12]}.duckdb"
    draft.rename(folder / name)
    (folder / store.POINTER).write_text(name, encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (_pointer_is_garbage, "it cannot be read"),
        (_pointer_is_gone, "its file is missing"),
        (_file_is_gone, "its file is missing"),
        (_folder_is_gone, "its file is missing"),
        (_file_is_damaged, "its file is damaged"),
        (_layout_is_older, "it was made by another version of Waymark"),
    ],
)
def test_the_last_good_build_stays_with_a_banner(folder: Path, harm: Callable[[Path], None], fault: str) -> None:
    opened = LIBRARY.current().warehouse
    assert opened is not None
    built = opened.build["built_at"]
    harm(folder)
    app, told = _read("mission", mission="de-test")

    assert not app.exception
    assert f"Showing the build of {built.day} " in told
    assert f"{built:%H:%M} UTC. The newer one cannot be used: {fault}." in told
    assert "Code to quote:" in told
    assert "Mission for the tests" in told


def _refuse(folder: Path, audience: str = "internal") -> None:
    problems = [Problem("figures/registry/registry-1.csv:2", "value <-7> is out", "look again", column="value", value="-7")] * 3
    refusals.write(folder, problems, audience)


def test_a_refused_build_is_named_above_the_last_good_one_and_listed(folder: Path) -> None:
    built = LIBRARY.current().warehouse.build["built_at"]  # type: ignore[union-attr]
    _, before = _read("data")
    _refuse(folder)
    app, told = _read("data")
    banner = re.sub(r"\s+", " ", _read("mission", mission="de-test")[1])
    refusals.remove(folder)
    after = _read("data")[1]

    assert not app.exception
    assert re.search(rf"Showing the build of {built.day} .* UTC\. The newer build of .* UTC failed 3 checks\.", banner)
    assert told.count("figures/registry/registry-1.csv line 2, column value, the cell: -7 value <-7> is out look again") == 3
    assert "was refused for 3 problems" in told
    assert "refused for" not in before
    assert after == before


def test_the_refused_build_is_told_in_german(folder: Path) -> None:
    _refuse(folder)
    told = _read("data", lang="de")[1]

    assert "hat 3 Prüfungen nicht bestanden." in told
    assert "wurde wegen 3 Fehlern abgelehnt" in told


def test_a_build_for_the_public_tells_of_no_refused_one(folder: Path) -> None:
    """Its problems quote figures that need not be free."""
    build.build(catalogue=SMALL / "catalogue", figures=SMALL / "figures", folder=folder, audience="public")
    _refuse(folder)
    told = _read("data")[1]

    assert "failed 3 checks" not in told
    assert "value <-7> is out" not in told


def test_the_banner_speaks_german(folder: Path) -> None:
    _pointer_is_gone(folder)

    assert "Der neuere ist nicht brauchbar: Seine Datei fehlt." in _read("mission", lang="de", mission="de-test")[1]


def test_a_mended_warehouse_takes_the_banner_away(folder: Path) -> None:
    name = (folder / store.POINTER).read_text(encoding="utf-8")
    _pointer_is_garbage(folder)
    assert "Showing the build of" in _read()[1]
    (folder / store.POINTER).write_text(name, encoding="utf-8")

    assert "Showing the build of" not in _read()[1]


def test_figures_that_go_away_while_a_page_is_made_are_told_without_a_trace(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from data.errors import WarehouseError  # noqa: PLC0415

    def gone(*_: Any, **__: Any) -> Any:
        raise WarehouseError(str(folder), "cannot be read (IO Error)", store.BUILD_IT)

    monkeypatch.setattr("dashboard.loading.report.judge", gone)
    app, told = _read("mission", mission="de-test")

    assert not app.exception
    assert "The figures went away while this page was being made" in told
    assert "cannot be read (IO Error)" in told


def test_without_any_build_and_nothing_open_the_remedy_is_shown(folder: Path) -> None:
    LIBRARY.close()
    _folder_is_gone(folder)

    assert "There are no figures to show yet" in _read()[1]
