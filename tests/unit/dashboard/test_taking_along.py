"""Figures taken along from the data page: the code that is shown runs and loads what it says, and the citation names the sources."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from dashboard.components.block import Download
from dashboard.loading import OpenWarehouse
from dashboard.pages import data as page
from dashboard.pages.taking_along import snippets
from data.warehouse import store
from tests.unit.dashboard.small_build import html_of, text_of, view_of


@pytest.fixture
def beside(small: OpenWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay the downloaded table and the warehouse into a folder, as the text of the page asks."""
    made = page.build(view_of(small, indicator="uptake"))
    block = next(block for block in made.blocks if isinstance(block, Download) and block.key == "observations")
    (tmp_path / block.file_name).write_text(block.make(), encoding="utf-8")
    shutil.copy(small.file, tmp_path / small.name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _code(small: OpenWarehouse) -> tuple[dict[str, str], dict[str, str]]:
    return snippets(view_of(small), "uptake", "waymark-uptake.csv")


@pytest.mark.usefixtures("beside")
def test_the_python_code_for_the_table_loads_the_figures_in_force(small: OpenWarehouse) -> None:
    """Four rows of the second survey; the first one is restated in this indicator."""
    names: dict[str, Any] = {}
    exec(_code(small)[0]["Python"], names)  # noqa: S102 - the code under test
    figures = names["figures"]

    assert list(figures["value"].dropna()) == [60.5, 61.5, 70.0]
    assert set(figures["edition"]) == {"survey-2"}
    assert list(figures["sex"].unique()) == ["all", "female"]


@pytest.mark.usefixtures("beside")
def test_the_python_code_for_the_warehouse_loads_every_edition(small: OpenWarehouse) -> None:
    names: dict[str, Any] = {}
    exec(_code(small)[1]["Python"], names)  # noqa: S102 - the code under test
    figures = names["figures"]

    assert sorted(figures["edition"].unique()) == ["survey-1", "survey-2"]
    assert len(figures) == 6


@pytest.mark.usefixtures("beside")
def test_the_duckdb_code_loads_the_same_figures_from_table_and_warehouse(small: OpenWarehouse) -> None:
    """Also without the restated edition, as the download does."""
    engine = store.connect(Path(":memory:"), read_only=False)
    from_table, from_warehouse = (codes["DuckDB"] for codes in _code(small))
    with engine.connect() as connection:
        table = connection.exec_driver_sql(from_table).fetchall()
        attach, _, query = from_warehouse.partition(";")
        connection.exec_driver_sql(attach)
        rows = connection.exec_driver_sql(query.rstrip().removesuffix(";")).mappings().fetchall()
    engine.dispose()

    assert sorted(map(str, table)) == sorted(str((row["place"], row["year"], row["value"], row["edition"])) for row in rows)
    assert len(rows) == 4


def test_the_code_on_the_page_keeps_its_lines(small: OpenWarehouse) -> None:
    """The page is put on the screen as one line, in which a line end of the code would be lost."""
    made = html_of(page.build(view_of(small, indicator="uptake")))

    assert "import pandas as pd&#10;&#10;figures = pd.read_csv(&quot;waymark-uptake.csv&quot;" in made


def test_the_citation_names_the_sources_of_the_chosen_figures(small: OpenWarehouse) -> None:
    told = text_of(page.build(view_of(small, indicator="uptake"))).partition("How to cite Name the source")[2]

    assert "Sources of Uptake of a made-up test: Nobody, made up for the tests." in told
    assert f"build {str(small.build['input_sha256'])[:12]}" in told
