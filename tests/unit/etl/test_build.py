"""The build: idempotent, the same twice, all or nothing, and the last good warehouse stays whatever happens."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.catalogue.loader import load_catalogue
from data.errors import DayError, ProblemsFound, SetupError, WarehouseError
from data.warehouse import queries, refusals, schema, store
from etl import build
from etl.fingerprint import fingerprint
from etl.inputs import read_inputs

ROOT = Path(__file__).resolve().parents[3]


def content(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every table in their order, without the time of the build."""
    engine = store.connect(file)
    try:
        with engine.connect() as connection:
            return {
                name: [
                    tuple(row.values())
                    for row in store.read_frame(connection, table.select())
                    .drop(columns="built_at", errors="ignore")
                    .astype(object)
                    .where(lambda frame: frame.notna(), None)
                    .to_dict("records")
                ]
                for name, table in schema.metadata.tables.items()
            }
    finally:
        engine.dispose()


def read(file: Path, function: Any, **choices: Any) -> Any:
    """Return what a query finds in the warehouse *file*."""
    engine = store.connect(file)
    try:
        with engine.connect() as connection:
            return function(connection, **choices)
    finally:
        engine.dispose()


def run(small: Any, lines: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run *lines* of Python, which know ``choices`` for the build, in a process of their own."""
    choices = {name: f"Path({str(getattr(small, name))!r})" for name in ("catalogue", "figures", "folder")}
    start = "from pathlib import Path\nfrom etl import build\nfrom data.warehouse import store\nfrom data.errors import ProjectError\n"
    arguments = ", ".join(f"{name}={value}" for name, value in choices.items())
    program = f"{start}choices = dict({arguments})\n{lines}"
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60, **options)


def test_every_row_of_the_tables_is_in_the_warehouse(small: Any) -> None:
    """3 rows of the first survey, 4 of the second, 3 of the registry."""
    file = small.build()
    rows = read(file, queries.read_observations, in_force=False)

    assert rows.groupby(["source", "edition"]).size().to_dict() == {
        ("registry", "registry-1"): 3,
        ("survey", "survey-1"): 3,
        ("survey", "survey-2"): 4,
    }


def test_the_catalogue_comes_back_as_it_was_read(small: Any) -> None:
    """A page shows the entry that its figures were built with."""
    file = small.build()

    assert read(file, queries.read_catalogue) == load_catalogue(small.catalogue)


def test_the_build_says_what_it_was_made_from(small: Any) -> None:
    file = small.build()
    row = read(file, queries.read_build)
    inputs = read_inputs(small.catalogue, small.figures)

    assert {name: row[name] for name in ("layout", "input_sha256", "as_of", "audience", "observations", "complete")} == {
        "layout": schema.LAYOUT,
        "input_sha256": fingerprint(inputs, as_of=None, audience="internal", embargoed=()),
        "as_of": None,
        "audience": "internal",
        "observations": 10,
        "complete": True,
    }


def test_two_builds_of_the_same_input_have_the_same_rows_in_the_same_order(small: Any) -> None:
    """Only the time of the build differs."""
    first = small.build()
    second = small.build(force=True)

    assert first != second
    assert content(first) == content(second)


def test_nothing_is_built_if_nothing_has_changed(small: Any) -> None:
    """The second run is quick and leaves the file that dashboards hold open."""
    first = small.build()
    second = small.build()

    assert second == first
    assert store.files(small.folder) == [first]


CHANGES = [
    pytest.param("figures/survey/figures.yml", id="list of tables"),
    pytest.param("catalogue/indicators/rate.yml", id="indicator"),
    pytest.param("catalogue/events.yml", id="events"),
]


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_file_is_built_anew(small: Any, name: str) -> None:
    first = small.build()
    file = small.folder.parent / name
    file.write_text(f"{file.read_text(encoding='utf-8')}# a remark\n", encoding="utf-8")

    assert small.build() != first


def test_a_damaged_warehouse_is_built_anew_although_nothing_has_changed(small: Any) -> None:
    first = small.build()
    first.write_bytes(first.read_bytes()[:-100])

    assert store.fault(small.build()) is None


def test_as_of_leaves_out_editions_published_later(small: Any) -> None:
    """The second survey appeared on 30 June 2023."""
    file = small.build(as_of=date(2023, 6, 29))

    assert read(file, queries.read_editions)["id"].tolist() == ["registry-1", "survey-1"]
    assert set(read(file, queries.read_observations)["edition"]) == {"registry-1", "survey-1"}


def test_a_build_as_of_a_day_before_the_first_edition_is_refused(small: Any) -> None:
    with pytest.raises(DayError, match="as of 1990-01-01: nothing had been published yet; give a day from"):
        small.build(as_of=date(1990, 1, 1))

    # A mistyped day says nothing of the figures, so no page may say that they were refused.
    assert not (small.folder / refusals.NAME).exists()


def test_a_build_as_of_a_day_holds_what_a_later_warehouse_shows_as_of_that_day(small: Any) -> None:
    """A page that is asked for a day shows what was in force on it, restated since or not."""
    day = date(2023, 6, 29)
    later = read(small.build(), queries.read_observations, as_of=day)
    then = read(small.build(as_of=day), queries.read_observations)

    assert len(then) == 6
    assert later.equals(then)


def test_a_build_for_the_public_holds_no_row_that_is_not_free(small: Any) -> None:
    """One row of the second survey is confidential, one of the registry not for publication."""
    internal, public = small.build(), small.build(audience="public")

    assert len(read(internal, queries.read_observations, in_force=False)) == 10
    assert read(public, queries.read_observations, in_force=False)["conf_status"].tolist() == ["F"] * 8
    assert read(public, queries.read_editions)["observations"].tolist() == [2, 3, 3]


def test_the_bytes_of_a_file_for_the_public_hold_nothing_of_a_row_that_is_not_free(small: Any) -> None:
    """A row that was deleted could still stand in blocks that are no longer used."""
    withheld = b"Sheet 1 cell C2"
    internal, public = small.build(), small.build(audience="public")

    assert withheld in internal.read_bytes()
    assert withheld not in public.read_bytes()
    assert b"Sheet 1 cell B2" in public.read_bytes()


def test_the_file_for_the_public_has_the_same_tables_in_the_same_order(small: Any) -> None:
    internal, public = content(small.build()), content(small.build(audience="public"))
    free = [row for row in internal["observation"] if row[14] == "F"]

    assert public["observation"] == free
    assert {name: rows for name, rows in public.items() if name not in ("observation", "build", "edition", "edition_indicator")} == {
        name: rows for name, rows in internal.items() if name not in ("observation", "build", "edition", "edition_indicator")
    }


def test_drafts_of_processes_that_are_gone_are_removed_copies_too(small: Any) -> None:
    """No process has a number beyond the system's greatest."""
    small.folder.mkdir()
    greatest = int(Path("/proc/sys/kernel/pid_max").read_text(encoding="utf-8")) + 1
    for name in (f".draft-{greatest}.duckdb", f".draft-{greatest}-public.duckdb"):
        (small.folder / name).touch()
    small.build()

    assert not list(small.folder.glob(".draft-*"))


def test_problems_of_catalogue_and_figures_leave_the_last_good_warehouse(small: Any) -> None:
    first = small.build()
    small.replace("registry/registry-1.csv", "140.5", "-140.5")

    with pytest.raises(ProblemsFound, match=r"registry-1\.csv:2: value -140\.5 is outside the range"):
        small.build()

    assert store.current_file(small.folder) == first
    assert sorted(file.name for file in small.folder.iterdir()) == [".lock", "CURRENT", "refused.json", first.name]


def test_a_wrong_catalogue_and_wrong_tables_are_reported_together(small: Any) -> None:
    """Rows cannot be held against a catalogue that cannot be read, but a missing table can be named."""
    indicator = small.catalogue / "indicators" / "rate.yml"
    indicator.write_text(indicator.read_text(encoding="utf-8").replace("better: lower", "better: low"), encoding="utf-8")
    (small.figures / "survey" / "survey-2.csv").unlink()

    with pytest.raises(ProblemsFound) as caught:
        small.build()

    assert [problem.where for problem in caught.value.problems] == ["figures/survey/figures.yml:9", "indicators/rate.yml:6"]


def test_a_build_killed_before_publishing_leaves_the_warehouse_and_the_next_one_cleans_up(small: Any) -> None:
    """The system may kill a process at any time; here just before its draft gets a name."""
    first = small.build()
    kill = "store.publish = lambda *_: os.kill(os.getpid(), signal.SIGKILL)"
    done = run(small, f"import os, signal\n{kill}\nbuild.build(**choices, force=True)")
    drafts = list(small.folder.glob(".draft-*"))

    assert done.returncode == -signal.SIGKILL
    assert len(drafts) == 1
    assert store.current_file(small.folder) == first

    second = small.build(force=True)

    assert not list(small.folder.glob(".draft-*"))
    assert store.current_file(small.folder) == second


def test_the_draft_of_a_running_process_is_left_alone(small: Any) -> None:
    """It may belong to a machine that shares the folder and not its locks."""
    small.folder.mkdir()
    draft = small.folder / f".draft-{os.getppid()}.duckdb"
    draft.touch()
    small.build()

    assert draft.exists()


def test_a_second_build_at_the_same_time_is_refused(small: Any) -> None:
    small.folder.mkdir()
    with build._alone_in(small.folder), pytest.raises(WarehouseError) as caught:
        small.build()

    assert str(caught.value) == (
        f"{small.folder}: another build is running here (process {os.getpid()}); wait until it has finished; it then serves you as well"
    )


# A limit on the size of a file is a full disk that does not need one; 1 MB is less than the smallest warehouse.
FULL = "try:\n    build.build(**choices, force=True)\nexcept ProjectError as error:\n    print(type(error).__name__, error)"


def test_a_full_disk_is_reported_with_what_is_needed_and_leaves_the_last_good_warehouse(small: Any) -> None:
    """A build of 0.01 MB of input may need 8.4 MB (8 MiB for the tables of the catalogue): 9 MB."""
    first = small.build()
    done = run(small, FULL, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20)))

    assert done.stderr == ""
    assert done.stdout.startswith(f"SetupError {small.folder}: there is no room left on the disk: a build needs up to 9 MB here, ")
    assert done.stdout.endswith(" MB are free; make room, or set WAYMARK_HOME to a folder on a disk with room\n")
    assert store.current_file(small.folder) == first
    assert sorted(file.name for file in small.folder.iterdir()) == [".lock", "CURRENT", first.name]


def test_a_disk_that_is_really_full_is_reported_too(small: Any) -> None:
    """The same on a file system of 2 MB, where the system's own error arrives."""
    small.folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(small.folder)], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"a small file system cannot be mounted here: {mounted.stderr.strip()}")
    try:
        with pytest.raises(SetupError, match=r"there is no room left on the disk: a build needs up to 9 MB here, \d MB are free"):
            small.build()

        assert sorted(file.name for file in small.folder.iterdir()) == [".lock"]
    finally:
        subprocess.run(["umount", str(small.folder)], check=True)


def test_a_folder_that_cannot_be_made_is_reported(small: Any) -> None:
    """WAYMARK_HOME may point to a file."""
    small.folder.write_text("a file", encoding="utf-8")

    with pytest.raises(SetupError, match=r"cannot be written \(File exists\); set WAYMARK_HOME to a folder that you may write to"):
        small.build()


def test_each_step_is_told(small: Any) -> None:
    steps: list[str] = []
    small.build(progress=steps.append)

    assert steps == [
        "Reading the files",
        "Reading the catalogue",
        "Checking the figures",
        "Writing the draft",
        "Verifying the draft",
        "Publishing the warehouse",
    ]
