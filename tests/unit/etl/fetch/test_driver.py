"""What becomes of fetched files: new editions, unchanged ones, revisions, and faults that leave the snapshots as they were."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data.errors import SetupError
from etl.fetch import driver
from etl.fetch.download import Downloads
from etl.fetch.plan import load_plans
from etl.snapshots import find_snapshots

ENTRY = "connector: oecd\nparameters: {tables: [{flow: OECD, key: a, file: a}, {flow: OECD, key: b, file: b}]}\nreader: sdmx_csv\n"
DATED = "connector: eurostat\nparameters: {tables: [{flow: t}]}\nreader: sdmx_csv\n"
A, B = (f"sdmx.oecd.org/public/rest/data/OECD/{key}?format=csvfile" for key in "ab")
T = "ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data/t?format=SDMX-CSV"
ONE, TWO = b"DATAFLOW,X,OBS_VALUE\n1,1,1\n", b"DATAFLOW,X,OBS_VALUE\n1,1,2\n"

Run = Callable[..., tuple[list[str], list[str]]]


@pytest.fixture
def run(catalogue: Callable[..., Path], downloads: Downloads) -> Run:
    """Return a function that fetches the source by an entry and returns results and messages."""

    def fetch(entry: str = ENTRY, on: Downloads = downloads) -> tuple[list[str], list[str]]:
        folder = catalogue(source=entry)
        outcomes, problems = driver.fetch([], load_plans(folder), folder, on)
        return [f"{outcome.result} {outcome.edition}" for outcome in outcomes], [str(problem) for problem in problems]

    return fetch


def editions(home: Path) -> list[str]:
    """Return the names of the snapshots, each of which is whole."""
    found, problems = find_snapshots(home / "snapshots")
    assert problems == []
    return [snapshot.edition for snapshot in found]


def test_a_snapshot_says_where_its_files_are_from_and_what_they_are(publisher: Any, run: Run, home: Path) -> None:
    publisher.says(A, publisher.reply(ONE, headers={"ETag": '"1"', "Content-Type": "text/csv"}))
    publisher.says(B, TWO)
    run()
    sidecar = find_snapshots(home / "snapshots")[0][0].sidecar
    file = sidecar.files["a.csv"]

    assert (file.sha256, file.bytes, file.etag, file.content_type) == (hashlib.sha256(ONE).hexdigest(), len(ONE), '"1"', "text/csv")
    assert (sidecar.address, sidecar.fetched_at) == (f"https://{A}", datetime(2024, 6, 1, 12, 0, tzinfo=UTC))
    assert sidecar.licence == "not in the answer; the publisher's terms: https://publisher.example/terms"
    assert f"Fetched by way of the mirror {publisher.mirror}" in sidecar.note


def test_nothing_is_left_of_a_fetch_that_went_well(publisher: Any, run: Run, home: Path) -> None:
    publisher.says(A, ONE)
    publisher.says(B, TWO)
    run()

    assert [path.name for path in (home / "downloads").iterdir()] == [".lock"]


def test_unchanged_files_make_no_new_edition(publisher: Any, run: Run, home: Path) -> None:
    """One server says "not modified", the other sends the same bytes again."""
    publisher.says(A, publisher.reply(ONE, headers={"ETag": '"1"'}))
    publisher.says(B, TWO)
    run()

    assert run() == (["unchanged source-2024-06-01"], [])
    assert publisher.asked[2].headers["If-None-Match"] == '"1"'
    assert editions(home) == ["source-2024-06-01"]


def test_one_changed_file_makes_an_edition_with_the_others_unchanged(publisher: Any, run: Run, home: Path, downloads: Downloads) -> None:
    """The next day; the older edition is restated, and the file that the server did not send again is there."""
    publisher.says(A, publisher.reply(ONE, headers={"ETag": '"1"'}))
    publisher.says(B, ONE)
    run()
    publisher.says(B, TWO)
    downloads.now = lambda: datetime(2024, 6, 2, tzinfo=UTC)

    assert run() == (["new source-2024-06-02"], [])
    assert editions(home) == ["source-2024-06-01", "source-2024-06-02"]
    newer = find_snapshots(home / "snapshots")[0][1]
    assert ((newer.folder / "a.csv").read_bytes(), newer.sidecar.restates) == (ONE, "source-2024-06-01")


def test_a_changed_file_under_the_same_edition_is_a_further_revision(publisher: Any, run: Run, home: Path) -> None:
    """Eurostat changed the table without changing its day: both are kept, and the second counts from the day on which it was seen."""
    table = b"DATAFLOW,LAST UPDATE,X,OBS_VALUE\nT,24/05/24 23:00:00,1,%d\n"
    publisher.says(T, table % 1)
    run(DATED)
    publisher.says(T, table % 2)

    assert run(DATED) == (["revised source-2024-05-24-r2"], [])
    first, second = find_snapshots(home / "snapshots")[0]
    assert ((first.folder / "t.csv").read_bytes(), (second.folder / "t.csv").read_bytes()) == (table % 1, table % 2)
    assert (str(second.sidecar.day), second.sidecar.restates) == ("2024-06-01", "source-2024-05-24")


def test_what_is_published_now_replaces_the_newest_edition_of_the_catalogue(
    publisher: Any, home: Path, catalogue: Callable[..., Path], downloads: Downloads
) -> None:
    """The publisher's day, 24 May, lies before the catalogue's edition of 30 May; so the day of the download stands in for it."""
    publisher.says(T, b"DATAFLOW,LAST UPDATE,X,OBS_VALUE\nT,24/05/24 23:00:00,1,1\n")
    folder = catalogue(source=DATED)
    listed = "editions:\n  - {id: ours-1, published: 2023-01-01}\n  - {id: ours-2, published: 2024-05-30}\n"
    (folder / "sources" / "source.yml").write_text(listed, encoding="utf-8")
    driver.fetch([], load_plans(folder), folder, downloads)
    sidecar = find_snapshots(home / "snapshots")[0][0].sidecar

    assert (sidecar.restates, str(sidecar.day), sidecar.publisher_edition) == ("ours-2", "2024-06-01", "2024-05-24")


def test_a_day_of_publication_in_the_future_is_not_believed(publisher: Any, run: Run, home: Path) -> None:
    """It would hide the edition from every page until then."""
    publisher.says(T, b"DATAFLOW,LAST UPDATE,X,OBS_VALUE\nT,24/05/2034 23:00:00,1,1\n")
    run(DATED)

    assert str(find_snapshots(home / "snapshots")[0][0].sidecar.day) == "2024-06-01"


def test_an_interrupted_fetch_leaves_no_snapshot_and_is_taken_up(publisher: Any, run: Run, home: Path, downloads: Downloads) -> None:
    """Control-C while the second of two files is waited for; then the first is only asked whether it has changed."""
    tagged = {"ETag": '"1"'}
    publisher.says(A, publisher.reply(ONE, headers=tagged))
    publisher.says(B, publisher.reply(TWO, headers=tagged, cut_after=5), publisher.reply(TWO, headers=tagged))

    def interrupt(seconds: float) -> None:
        if seconds > 0.1:  # no pause, but a wait after a fault
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(on=replace(downloads, wait=interrupt))
    before = editions(home)
    publisher.asked.clear()

    assert (before, run()) == ([], (["new source-2024-06-01"], []))
    assert (publisher.asked[0].headers["If-None-Match"], publisher.asked[1].headers["Range"]) == ('"1"', "bytes=5-")


def test_a_failed_fetch_leaves_the_snapshots_as_they_were(publisher: Any, run: Run, home: Path) -> None:
    publisher.says(A, ONE)
    publisher.says(B, TWO)
    run()
    publisher.says(B, b"<html>down</html>")

    assert "is a web page (HTML), not CSV" in run()[1][0]
    assert editions(home) == ["source-2024-06-01"]


def test_the_fault_of_one_source_does_not_keep_another_from_being_fetched(
    publisher: Any, catalogue: Callable[..., Path], downloads: Downloads
) -> None:
    publisher.says(A, ONE)
    publisher.says(B, TWO)
    folder = catalogue(broken=DATED, sound=ENTRY)
    outcomes, problems = driver.fetch([], load_plans(folder), folder, downloads)

    assert ([outcome.source for outcome in outcomes], len(problems)) == (["sound"], 1)
    assert "answers 404 Not Found" in str(problems[0])


def test_a_snapshot_that_was_changed_is_refused(publisher: Any, run: Run, home: Path) -> None:
    publisher.says(A, ONE)
    publisher.says(B, TWO)
    run()
    (home / "snapshots" / "source" / "source-2024-06-01" / "a.csv").write_bytes(TWO)

    assert "snapshots/source/source-2024-06-01/a.csv: is not the file that was fetched: its SHA-256 is" in run()[1][0]


def test_a_file_that_is_gone_is_named(publisher: Any, run: Run, home: Path) -> None:
    """Its server would say "not modified", so that there would be nothing to take."""
    publisher.says(A, publisher.reply(ONE, headers={"ETag": '"1"'}))
    publisher.says(B, TWO)
    run()
    (home / "snapshots" / "source" / "source-2024-06-01" / "a.csv").unlink()

    assert "a.csv: is not the file that was fetched: its SHA-256 is none, it is gone, recorded is" in run()[1][0]


def test_another_description_beside_the_same_table_makes_no_new_edition(publisher: Any, run: Run) -> None:
    """The description holds the moment of the download."""
    query = "?v=1&csvType=full&useColumnShortNames=true"
    publisher.says(f"ourworldindata.org/grapher/x.csv{query}", b"Entity,Code,Year,a\nSweden,SWE,2020,1.5\n")
    metadata = f"ourworldindata.org/grapher/x.metadata.json{query}"
    publisher.says(metadata, b'{"dateDownloaded": "2024-06-01"}', b'{"dateDownloaded": "2024-06-02"}')
    entry = "connector: owid\nparameters: {charts: [x]}\nreader: owid_grapher\n"

    assert (run(entry), run(entry)) == ((["new source-2024-06-01"], []), (["unchanged source-2024-06-01"], []))


def test_a_sum_that_the_entry_fixes_is_heeded(publisher: Any, run: Run, home: Path) -> None:
    publisher.says(A, ONE)
    publisher.says(B, TWO)
    _, messages = run(ENTRY + f"sha256: {{a.csv: {'0' * 64}}}\n")

    assert "has the wrong checksum" in messages[0]
    assert editions(home) == []


def test_a_source_that_wants_to_be_named_is_not_fetched_with_all(
    publisher: Any, catalogue: Callable[..., Path], downloads: Downloads
) -> None:
    publisher.says(A, ONE)
    publisher.says(B, TWO)
    folder = catalogue(source=ENTRY + "only_by_name: ask first\n")
    plans = load_plans(folder)

    assert driver.fetch([], plans, folder, downloads) == ([], [])
    assert len(driver.fetch(["source"], plans, folder, downloads)[0]) == 1


def test_two_fetches_do_not_run_at_once(home: Path, catalogue: Callable[..., Path], downloads: Downloads) -> None:
    folder = catalogue(source=ENTRY)
    (home / "downloads").mkdir(parents=True)
    with (home / "downloads" / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(SetupError, match="another fetch is running; wait until it has ended"):
            driver.fetch([], load_plans(folder), folder, downloads)


def test_a_source_without_a_connector_says_how_its_file_is_dropped_in(
    home: Path, catalogue: Callable[..., Path], downloads: Downloads
) -> None:
    folder = catalogue(registry="")
    _, problems = driver.fetch(["registry"], load_plans(folder), folder, downloads)

    assert str(problems[0]) == (
        "registry: cannot be fetched, because its publisher has no service that is known here; "
        f"take the file from https://publisher.example, put it unchanged into {home}/snapshots/registry/<edition>, "
        "and beside it snapshot.yml with published: YYYY-MM-DD, licence: what the page says, address: where it was, reader: FORMAT"
    )


def test_an_unknown_source_is_named_with_the_nearest(catalogue: Callable[..., Path], downloads: Downloads) -> None:
    folder = catalogue(registry="")
    _, problems = driver.fetch(["regisrty"], load_plans(folder), folder, downloads)

    assert str(problems[0]) == "source 'regisrty': is unknown; did you mean registry?"


def test_offline_nobody_is_asked_and_what_is_there_is_checked(publisher: Any, run: Run, catalogue: Callable[..., Path]) -> None:
    publisher.says(A, ONE)
    publisher.says(B, TWO)
    run()
    publisher.asked.clear()
    folder = catalogue(source=ENTRY, other=DATED)
    outcomes, problems = driver.held([], load_plans(folder), folder)

    assert ([outcome.edition for outcome in outcomes], publisher.asked) == (["source-2024-06-01"], [])
    assert str(problems[0]).startswith("other: has no snapshot, and nothing is asked for offline; fetch it without --offline, or take")


def test_pages_that_never_end_are_stopped(
    publisher: Any, catalogue: Callable[..., Path], downloads: Downloads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page names the next one; the limit is lowered to three."""
    monkeypatch.setattr(driver, "MOST_REQUESTS", 3)
    for number in range(1, 6):
        what = "ghoapi.azureedge.net/api/X" if number == 1 else f"ghoapi.azureedge.net/api/X?p={number}"
        body = f'{{"@odata.nextLink": "https://ghoapi.azureedge.net/api/X?p={number + 1}", "value": []}}'
        publisher.says(what, body.encode())
    folder = catalogue(source="connector: who_gho\nparameters: {indicators: [X]}\n")
    _, problems = driver.fetch([], load_plans(folder), folder, downloads)

    assert "is request 4 of this source" in str(problems[0])


def test_a_code_that_stands_twice_is_refused(run: Run, publisher: Any) -> None:
    publisher.says(A, ONE)
    _, messages = run("connector: oecd\nparameters: {tables: [{flow: OECD, key: a, file: a}, {flow: OECD, key: b, file: a}]}\n")

    assert "would be the second answer named a.csv" in messages[0]


def test_the_pause_of_an_entry_is_kept(publisher: Any, run: Run, waits: Any) -> None:
    publisher.says(A, ONE)
    publisher.says(B, TWO)
    run()

    assert waits.seconds == [0.1]


def test_a_full_disk_is_said_and_leaves_no_snapshot(publisher: Any, run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rename fails as it does where there is no room."""
    publisher.says(A, ONE)
    publisher.says(B, TWO)

    def no_room(*_: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", no_room)

    assert "cannot be written (No space left on device); make room" in run()[1][0]
    assert editions(home) == []


def test_the_list_says_how_each_source_is_fetched(publisher: Any, run: Run, catalogue: Callable[..., Path]) -> None:
    publisher.says(A, ONE)
    publisher.says(B, TWO)
    run()
    folder = catalogue(source=ENTRY, registry="", shy=DATED + "only_by_name: ask first\n")
    rows = [tuple(row.values()) for row in driver.listing(load_plans(folder), folder)]

    assert rows == [
        ("registry", "", "by hand", "", "", ""),
        ("shy", "eurostat", "when named", "true", "", ""),
        ("source", "oecd", "always", "true", "source-2024-06-01", "2024-06-01T12:00:00Z"),
    ]


def test_the_clock_s_fractions_do_not_stand_in_the_sidecar(publisher: Any, run: Run, home: Path, downloads: Downloads) -> None:
    publisher.says(A, ONE)
    publisher.says(B, TWO)
    run(on=replace(downloads, now=lambda: datetime(2024, 6, 1, 12, 0, 1, 999, tzinfo=UTC)))

    assert find_snapshots(home / "snapshots")[0][0].sidecar.fetched_at == datetime(2024, 6, 1, 12, 0, 1, tzinfo=UTC)
