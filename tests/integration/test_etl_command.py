"""The commands of the ETL as a person runs them: results, exit codes, messages, and no traceback."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.integration.conftest import FOLDERS, ROOT, Run, current, environment


def test_build_makes_a_warehouse_and_says_nothing_in_a_pipe(etl: Run, place: Path) -> None:
    done = etl("build", *FOLDERS)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (place / "home" / "warehouse" / current(place)).is_file()


def test_a_long_build_says_nothing_in_a_pipe_either(place: Path) -> None:
    """DuckDB draws a bar of progress once a statement takes two seconds, if it takes the program, which has no file, for a person's."""
    table = place / "figures" / "registry" / "registry-1.csv"
    ages = [f"{start}-{end}" for start in range(80) for end in range(start, 120)][:3000]
    more = [
        f"rate,SWE,{year},{year},all,{age},all,all,140.5,,,,,A,F,registry-1,Sheet 1 cell B2\n" for age in ages for year in range(1920, 2020)
    ]
    text = table.read_text(encoding="utf-8") + "".join(more)
    table.write_text(text, encoding="utf-8")
    listing = table.with_name("figures.yml")
    stanza = f"rows: {3 + len(more)}\n    sha256: {hashlib.sha256(text.encode()).hexdigest()}"
    listing.write_text(re.sub(r"rows: 3\n    sha256: \w+", stanza, listing.read_text(encoding="utf-8")), encoding="utf-8")
    program = "import sys\nfrom etl.__main__ import main\nsys.exit(main())"
    command = [sys.executable, "-c", program, "build", *FOLDERS]
    done = subprocess.run(command, cwd=place, env=environment(place), capture_output=True, text=True, check=False, timeout=300)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_second_build_makes_no_new_file_and_force_does(etl: Run, place: Path) -> None:
    etl("build", *FOLDERS)
    first = current(place)
    etl("build", *FOLDERS)
    second = current(place)
    etl("build", "--force", *FOLDERS)

    assert second == first
    assert current(place) != first


def test_a_wrong_figure_stops_the_build_with_its_line_and_keeps_the_last_warehouse(etl: Run, built: Path) -> None:
    first = current(built)
    table = built / "figures" / "registry" / "registry-1.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("140.5", "-140.5"), encoding="utf-8")
    done = etl("build", *FOLDERS)

    assert done.returncode == 1
    assert done.stderr == (
        "figures/registry/registry-1.csv: the table was edited by hand: its SHA-256 is not the one in figures.yml; "
        "change the publisher's file or the reader, and make it again with `python -m etl figures RAW registry`\n"
        "figures/registry/registry-1.csv:2: value -140.5 is outside the range of 'rate'; it has to be at least 0 (per_100k); "
        "check the unit and the decimal sign\n"
    )
    assert current(built) == first


def test_status_tells_of_a_refused_build_until_the_next_good_one(etl: Run, built: Path) -> None:
    """The table stays on standard output for a program, the refusal is for a person, on standard error in a pipe as well."""
    table = built / "figures" / "survey" / "survey-2.csv"
    good = table.read_text(encoding="utf-8")
    table.write_text(good.replace("DEU", "DEX", 1), encoding="utf-8")
    refused, told = etl("build", *FOLDERS), etl("status")
    table.write_text(good, encoding="utf-8")
    etl("build", *FOLDERS)

    assert told.returncode == 0
    assert told.stdout.startswith("source,edition,published,")
    assert re.match(r"The internal build of \d{4}-\d\d-\d\d \d\d:\d\d UTC was refused: 2 problems, recorded in ", told.stderr)
    assert [line.strip() for line in told.stderr.splitlines()[1:]] == refused.stderr.splitlines()
    assert etl("status").stderr == ""


def test_a_folder_that_is_not_there_is_a_message(etl: Run) -> None:
    done = etl("build", "--catalogue", "catalog", "--figures", "figures")

    assert (done.returncode, done.stderr) == (1, "catalog: there is no such folder; name the folder that holds the files\n")


@pytest.mark.usefixtures("built")
def test_status_is_a_table_of_sources_and_editions(etl: Run) -> None:
    done = etl("status")
    table = pd.read_csv(io.StringIO(done.stdout))

    assert (done.returncode, done.stderr) == (0, "")
    assert ",".join(table.columns) == "source,edition,published,in_force,indicator,rows,first_year,newest_year,age_years,lag_years,late"
    assert table["rows"].tolist() == [3, 1, 2, 4]


def test_status_as_json_into_a_file(etl: Run, built: Path) -> None:
    done = etl("status", "--format", "json", "--out", "status.json")
    records = json.loads((built / "status.json").read_text(encoding="utf-8"))

    assert (done.returncode, done.stdout) == (0, "")
    assert [(record["source"], record["rows"], record["in_force"]) for record in records] == [
        ("registry", 3, True),
        ("survey", 1, True),
        ("survey", 2, False),
        ("survey", 4, True),
    ]


def test_status_without_a_warehouse_says_how_to_build_one(etl: Run, place: Path) -> None:
    done = etl("status")
    message = f"{place}/home/warehouse: there is no warehouse here yet; run `make run` or `python -m etl build`\n"

    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)


def test_a_damaged_warehouse_is_reported_and_use_goes_back(etl: Run, built: Path) -> None:
    """The message names the command that helps."""
    older = current(built)
    etl("build", "--force", *FOLDERS)
    file = built / "home" / "warehouse" / current(built)
    file.write_bytes(file.read_bytes()[:5000])
    broken = etl("status")
    back = etl("use", older)

    assert broken.returncode == 1
    assert broken.stderr == (
        f"{file}: is damaged: its content no longer matches the hash in its name; run `make run` or `python -m etl build`, "
        f"or go back to the whole warehouse of before: `python -m etl use {older}`\n"
    )
    assert (back.returncode, back.stderr) == (0, "")
    assert etl("status").returncode == 0


def test_use_refuses_a_file_that_is_not_there(etl: Run, built: Path) -> None:
    before = current(built)
    name = "waymark-20200101T000000000000Z-000000000000.duckdb"
    done = etl("use", name)
    message = f"{built}/home/warehouse/{name}: does not exist; choose a whole one: `python -m etl status` lists them\n"

    assert (done.returncode, done.stderr) == (1, message)
    assert current(built) == before


def test_the_data_dictionary_in_docs_is_the_one_of_the_schema(etl: Run) -> None:
    """Made by ``python -m etl dictionary --out docs/data-dictionary.md``."""
    done = etl("dictionary")

    assert done.stdout == (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")


def test_the_readers_are_listed(etl: Run) -> None:
    table = pd.read_csv(io.StringIO(etl("readers").stdout))

    assert list(table.columns) == ["format", "reads"]
    assert table["format"].is_unique


def test_an_unknown_format_is_refused_with_the_known_ones(etl: Run) -> None:
    done = etl("read", "pdf", "file.pdf")

    assert done.returncode == 2
    assert "FORMAT: 'pdf' is unknown; one of aihw_acim, " in done.stderr


def test_a_folder_is_not_said_to_be_missing(etl: Run, tmp_path: Path) -> None:
    done = etl("read", "zfkd", str(tmp_path))

    assert done.returncode == 1
    assert done.stderr.startswith(f"{tmp_path}: is a folder; name one file in it; ")


COMMANDS = ["build", "check", "diff", "status", "use", "dictionary", "figures", "read", "readers"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(etl: Run, command: str) -> None:
    done = etl(command, "--help")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"usage: python -m etl {command}")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["bild"],
        ["build", "--as-of", "tomorrow"],
        ["build", "--as-of", "9999-12-31"],
        ["build", "--audience", "press"],
        ["use"],
        ["diff", "one"],
    ],
)
def test_a_command_that_is_not_understood_exits_with_2(etl: Run, arguments: list[str]) -> None:
    done = etl(*arguments)

    assert done.returncode == 2
    assert done.stderr.startswith("usage: python -m etl")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["build", "--help"], ["readers"], ["bild"], ["diff", "one"], ["read", "pdf", "x.csv"]])
def test_help_usage_errors_and_the_list_of_readers_do_not_wait_for_slow_imports(arguments: list[str]) -> None:
    """Half a second of imports would be felt in every usage error."""
    program = f"import sys, etl.__main__ as m\ntry: m.main({arguments})\nexcept SystemExit: pass\nprint(sorted(set(sys.modules) & slow))"
    done = subprocess.run(
        [sys.executable, "-c", f"slow = {{'pandas', 'numpy', 'sqlalchemy', 'duckdb', 'pydantic'}}\n{program}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines()[-1] == "[]"


def test_a_closed_pipe_is_no_error(built: Path) -> None:
    """``python -m etl status | head -1`` ends quietly."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "etl", "status"],
        cwd=built,
        env=environment(built),
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)

    assert (done.returncode, done.stderr) == (0, "")


def heed_interrupts() -> None:
    """Undo what a shell does to the programs it starts in the background: they, and all that they start, ignore Control-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_an_interrupted_command_is_quiet(place: Path) -> None:
    """The command waits for a file that never ends (a pipe that the test holds open), so Control-C meets it at work, not by luck."""
    events = place / "catalogue" / "events.yml"
    events.unlink()
    os.mkfifo(events)
    process = subprocess.Popen(
        [sys.executable, "-m", "etl", "build", *FOLDERS],
        cwd=place,
        env=environment(place),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=heed_interrupts,  # noqa: PLW1509 - one thread, and nothing but a signal is set
    )
    with events.open("wb"):  # opens when the command has opened the other end
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)

    assert (process.returncode, errors) == (130, b"")
    assert [file.name for file in (place / "home" / "warehouse").iterdir()] == [".lock"]


def test_a_terminal_is_told_each_step_and_the_result(place: Path) -> None:
    """The line of progress is gone in the end."""
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "etl", "build", *FOLDERS],
        cwd=place,
        env=environment(place),
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=True,
    )
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)

    assert "\r\x1b[2KChecking the figures …" in shown
    assert shown.endswith(f"\r\x1b[2KBuilt {place}/home/warehouse/{current(place)}\r\n")
    assert done.stdout == b""
