"""What `etl check` lists of a catalogue, of figures and of files dropped in, and what `etl diff` tells of two builds."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pandas as pd
import pytest

from tests.integration.conftest import FOLDERS, Run, current


def test_check_is_content_with_good_input(etl: Run) -> None:
    done = etl("check", *FOLDERS)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def spoil(place: Path) -> None:
    """Make one fault in the catalogue and one in each of two tables."""
    for name, old, new in (
        ("figures/registry/registry-1.csv", "Sheet 1 cell B2", ""),
        ("figures/survey/survey-1.csv", "rate,DEU", "rate,GER"),
    ):
        file = place / name
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_check_lists_every_problem_and_counts_them(etl: Run, place: Path) -> None:
    """Two faults, and two tables that were edited by hand."""
    spoil(place)
    done = etl("check", *FOLDERS)

    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 5
    assert done.stderr.splitlines()[-1] == "4 problems"


def test_check_as_json_names_file_row_column_value_and_severity(etl: Run, place: Path) -> None:
    """What a program needs to show a problem beside the cell; the command still ends with 1."""
    spoil(place)
    done = etl("check", "--format", "json", *FOLDERS)
    records = json.loads(done.stdout)

    assert (done.returncode, done.stderr) == (1, "")
    assert [(record["file"], record["row"], record["column"], record["value"], record["severity"]) for record in records] == [
        ("figures/registry/registry-1.csv", "", "", "", "error"),
        ("figures/registry/registry-1.csv", 2, "locator", "", "error"),
        ("figures/survey/survey-1.csv", "", "", "", "error"),
        ("figures/survey/survey-1.csv", 2, "place", "GER", "error"),
    ]


SIDECAR = "published: 2024-03-31\nreader: world_bank\nreads:\n  - {series: X.RATE, indicator: rate}\n"
WORLD_BANK = (
    '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-03-28",\n\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","2021","2022",\n'
    '"Sweden","SWE","Invented rate","X.RATE","140.25","",\n"Germany","DEU","Invented rate","X.RATE","151.5","149",\n'
)


def drop(place: Path, content: str = WORLD_BANK, sidecar: str = SIDECAR) -> Path:
    """Lay an invented file in a publisher's form into the folder of snapshots."""
    folder = place / "home" / "snapshots" / "registry" / "registry-2"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rates.csv").write_text(content, encoding="utf-8")
    (folder / "snapshot.yml").write_text(sidecar, encoding="utf-8")
    return folder


def test_a_file_dropped_in_is_in_the_warehouse_and_a_broken_one_is_named(etl: Run, built: Path) -> None:
    """A steward's whole way: lay the file down, check, build, see it; a fault leaves the warehouse as it was."""
    drop(built)
    checked = etl("check", *FOLDERS)
    done = etl("build", *FOLDERS)
    status = pd.read_csv(io.StringIO(etl("status").stdout))
    first = current(built)
    drop(built, WORLD_BANK.replace("151.5", "-151.5"))
    broken = etl("build", *FOLDERS)

    assert (checked.returncode, checked.stderr.splitlines()[-1]) == (0, "1 warning")
    assert checked.stderr.startswith("warning: snapshots/registry/registry-2/rates.csv: the file's sum is not recorded")
    assert (done.returncode, done.stderr) == (0, "")
    assert status.set_index("edition").loc["registry-2", ["indicator", "newest_year"]].tolist() == ["rate", 2022]
    assert (broken.returncode, broken.stderr.count("\n")) == (1, 1)
    assert broken.stderr.startswith("snapshots/registry/registry-2/rates.csv:7: value -151.5 is outside the range of 'rate'; ")
    assert current(built) == first


def test_what_stops_a_build_is_listed_last(etl: Run, built: Path) -> None:
    """The line to act on was lost among the warnings below it, as all came in the order of the files."""
    spoil(built)
    drop(built)
    said = etl("check", *FOLDERS).stderr.splitlines()

    assert [line.startswith("warning: ") for line in said] == [True, False, False, False, False, False]
    assert said[-1] == "4 problems, 1 warning"


def test_check_of_the_snapshots_lists_only_their_problems(etl: Run, built: Path) -> None:
    spoil(built)
    folder = drop(built, sidecar=SIDECAR.replace("X.RATE", "Y.RATE"))
    done = etl("check", folder, *FOLDERS)

    assert done.returncode == 1
    assert {line.split(":")[0] for line in done.stderr.splitlines()[:-1]} == {
        "snapshots/registry/registry-2/rates.csv",
        "warning",
    }


def test_check_reads_what_a_committee_keeps(etl: Run, place: Path) -> None:
    home = place / "home"
    home.mkdir(exist_ok=True)
    (home / "actions.yml").write_text("actions:\n  - {mission: nowhere, agreed: 2026-03-31, what: x}\n", "utf-8")
    (home / "views.yml").write_text("views: 3\n", "utf-8")
    whole = etl("check", *FOLDERS)
    one = etl("check", "home/views.yml", *FOLDERS)

    assert (whole.returncode, one.returncode) == (1, 1)
    assert "actions.yml:2: the mission 'nowhere' is not known" in whole.stderr
    assert one.stderr == "views.yml:1: views: '3' is not a list; begin each entry with '- '\n1 problem\n"
    assert etl("check", "catalogue", *FOLDERS).returncode == 0


def test_diff_tells_what_changed_since_the_build_before(etl: Run, built: Path) -> None:
    """Observations and editions; no target and no verdict changed."""
    drop(built)
    etl("build", *FOLDERS)
    done = etl("diff")
    table = pd.read_csv(io.StringIO(done.stdout))

    assert (done.returncode, done.stderr) == (0, "")
    assert ",".join(table.columns) == "kind,change,key,old,new,difference,outside_interval,cause"
    assert table[["kind", "change"]].value_counts().to_dict() == {("observation", "new"): 4, ("edition", "new"): 1}


def test_diff_of_a_single_build_says_that_there_is_nothing_to_compare(etl: Run, built: Path) -> None:
    done = etl("diff")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"{built}/home/warehouse: there is no earlier warehouse here to compare with; name two files: `python -m etl diff OLD NEW`\n"
    )


@pytest.mark.parametrize("path", ["figures/survey", "figures/survey/survey-1.csv"])
def test_check_of_a_path_lists_only_its_problems(etl: Run, place: Path, path: str) -> None:
    spoil(place)
    done = etl("check", path, *FOLDERS)

    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["figures/survey/survey-1.csv"] * 2 + ["2 problems"]


def test_check_of_a_path_without_problems_is_content(etl: Run, place: Path) -> None:
    spoil(place)

    assert etl("check", "figures/survey/survey-2.csv", "catalogue", *FOLDERS).returncode == 0


def test_check_of_a_path_that_is_not_there_says_so(etl: Run) -> None:
    done = etl("check", "nowhere.csv", *FOLDERS)

    assert (done.returncode, done.stderr) == (1, "nowhere.csv: there is no such file or folder; name one in catalogue or figures\n")


def test_check_of_a_path_outside_says_so(etl: Run) -> None:
    done = etl("check", ".", *FOLDERS)
    message = ".: belongs neither to the catalogue nor to the figures or snapshots; name a file or folder in catalogue or figures\n"

    assert (done.returncode, done.stderr) == (1, message)
