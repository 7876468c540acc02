"""What a release changed is told with its cause, the verdicts of every release are kept, and the feeds are valid Atom."""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from dashboard.language import words_of
from dashboard.loading import OpenWarehouse
from dashboard.opendata import models
from dashboard.opendata.content import read_content
from dashboard.opendata.feeds import feed
from dashboard.opendata.models_of_changes import NewsEntry, VerdictChange
from dashboard.opendata.news import Telling
from dashboard.opendata.release import Release, write_open_data
from tests.leaks import leaks
from tests.unit.dashboard.opendata.conftest import BASE, CLOSED, TODAY, World, make_world

ATOM = "{http://www.w3.org/2005/Atom}"
NEXT = date(2024, 5, 31)
"""A month after the first release; the embargo still holds."""


@contextmanager
def opened(file: Path) -> Iterator[OpenWarehouse]:
    warehouse = OpenWarehouse(file)
    try:
        yield warehouse
    finally:
        warehouse.close()


def document(folder: Path, name: str) -> Any:
    return json.loads((folder / "v1" / f"{name}.json").read_bytes())


def release(world: World, folder: Path, name: str, before: Path | None, day: date = NEXT) -> Path:
    """Build the world for the public, write the open data of release *name* and return their folder."""
    target = folder / name
    with opened(world.build("public", force=True)) as warehouse:
        write_open_data(warehouse, target, base_url=BASE, release=Release(name, day, before))
    return target


@pytest.fixture(scope="module")
def changed(given_away: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the second release: a figure revised, one removed, one new, a target lowered so that it is met, a secret figure moved."""
    world = make_world(tmp_path_factory.mktemp("changed"))
    registry = world.folder / "figures" / "registry" / "registry-1.csv"
    rows = registry.read_text(encoding="utf-8").splitlines()[1:]
    rows = [row.replace("140.5", "141.5") for row in rows if "2020,2020" not in row]
    world.write("registry", "registry-1", [*rows, "rate,SWE,2021,2021,all,all,all,all,139.5,,,,,A,F,registry-1,Sheet 1 cell B4"])
    world.put("missions/de-test.yml", "          value: 70\n", "          value: 55\n")
    closed = [
        f"closed,DEU,{year},{year},all,all,all,all,{value + 9000 * (year > 2018)},,,,,A,F,closed-1,row" for year, value in CLOSED.items()
    ]
    world.write("closed", "closed-1", closed)
    return release(world, tmp_path_factory.mktemp("releases"), "2024-05-31", given_away)


def test_the_first_release_has_nothing_to_compare_with(given_away: Path) -> None:
    told = document(given_away, "changes")

    assert (told["previous"], told["compared"], told["observations"], told["verdicts"]) == (None, False, [], [])


def test_figures_that_are_new_revised_or_removed_are_listed_with_their_cause(changed: Path) -> None:
    told = document(changed, "changes")
    rows = {(row["change"], row["year"]): (row["old"], row["new"], row["difference"], row["cause"]) for row in told["observations"]}

    assert rows == {
        ("revised", 2019): (140.5, 141.5, 1.0, "data"),
        ("removed", 2020): (None, None, None, "data"),
        ("new", 2021): (None, 139.5, None, "data"),
    }
    assert told["counts"] == {"new": 1, "revised": 1, "reflagged": 0, "removed": 1}
    assert told["previous"] == {"name": "2024-05-01", "judged_on": "2024-05-01"}


def test_a_changed_target_is_listed_in_words(changed: Path) -> None:
    (row,) = document(changed, "changes")["targets"]

    assert (row["target"], row["version"], row["change"]) == ("de-test-uptake", 1, "revised")
    assert (row["old"], row["new"]) == ("level >= 70 percent by 2030", "level >= 55 percent by 2030")


def test_a_changed_verdict_is_listed_with_its_cause(changed: Path) -> None:
    """61.5 % are tested, so a target of 55 % is met; the other target moved with figures that may not be passed on: no cause is guessed."""
    told = {row["target"]: row for row in document(changed, "changes")["verdicts"]}
    uptake, closed = told["de-test-uptake"], told["de-test-closed"]

    assert (uptake["new_status"], uptake["cause"]) == ("met", ["target"])
    assert (closed["old_status"], closed["cause"]) == ("met", ["unknown"])
    assert closed["new_status"] != "met"


def test_the_next_release_gives_no_secret_away_either(changed: Path) -> None:
    """Neither the old nor the new values of the source that may not be passed on stand in what changed."""
    assert leaks(changed, [*CLOSED.values(), *(value + 9000 for value in CLOSED.values())]) == []


def test_time_alone_can_change_a_verdict(world: World, given_away: Path, tmp_path: Path) -> None:
    """Uptake ends in 2021 and is out of date after four years: 2026 - 2021 = 5."""
    folder = release(world, tmp_path, "2026-05-01", given_away, date(2026, 5, 1))
    told = {row["target"]: row for row in document(folder, "changes")["verdicts"]}

    assert (told["de-test-uptake"]["new_reason"], told["de-test-uptake"]["cause"]) == ("out_of_date", ["time"])


def test_a_release_without_news_says_so(public: OpenWarehouse, given_away: Path, tmp_path: Path) -> None:
    write_open_data(public, tmp_path, base_url=BASE, release=Release("2024-05-02", TODAY, given_away))
    told = document(tmp_path, "changes")

    assert (told["compared"], told["observations"], told["targets"], told["verdicts"]) == (True, [], [], [])
    assert document(tmp_path, "news")["entries"] == document(given_away, "news")["entries"]


def test_the_history_keeps_the_verdict_of_every_release(changed: Path) -> None:
    history = document(changed, "verdict-history")
    strips = {strip["target"]: strip for strip in history["strips"]}

    assert [entry["name"] for entry in history["releases"]] == ["2024-05-01", "2024-05-31"]
    assert strips["de-test-closed"]["statuses"][0] == "met"
    assert strips["de-test-uptake"]["statuses"][1] == "met"
    assert all(len(strip[name]) == 2 for strip in history["strips"] for name in ("versions", "statuses", "reasons", "editions"))


def test_a_release_that_is_published_again_is_in_the_history_once(public: OpenWarehouse, changed: Path, tmp_path: Path) -> None:
    write_open_data(public, tmp_path, base_url=BASE, release=Release("2024-05-31", NEXT, changed))
    history = document(tmp_path, "verdict-history")

    assert [entry["name"] for entry in history["releases"]] == ["2024-05-01", "2024-05-31"]


def test_a_release_whose_figures_cannot_be_read_is_compared_by_its_verdicts(public: OpenWarehouse, changed: Path, tmp_path: Path) -> None:
    """A file of another layout, or none: the verdicts were kept as words."""
    shutil.copytree(changed / "v1", tmp_path / "old" / "v1")
    (tmp_path / "old" / "data").mkdir()
    (tmp_path / "old" / "data" / "waymark.duckdb").write_bytes(b"no database")
    write_open_data(public, tmp_path / "new", base_url=BASE, release=Release("2024-06-01", NEXT, tmp_path / "old"))
    told = document(tmp_path / "new", "changes")

    assert (told["compared"], told["observations"]) == (False, [])
    assert {row["target"] for row in told["verdicts"]} == {"de-test-uptake", "de-test-closed"}


def test_a_folder_without_open_data_is_no_release_before(public: OpenWarehouse, tmp_path: Path) -> None:
    write_open_data(public, tmp_path / "new", base_url=BASE, release=Release("2024-06-01", NEXT, tmp_path / "none"))

    assert document(tmp_path / "new", "changes")["previous"] is None


# --- feeds -------------------------------------------------------------------------------------------------------------------------


def faults_of(content: bytes) -> list[str]:
    """Return what RFC 4287 asks for and *content* has not: sections 4.1.1, 4.1.2, 3.3."""
    root = ET.fromstring(content)  # noqa: S314 - our own bytes
    faults = [] if root.tag == f"{ATOM}feed" else ["root"]
    for element in [root, *root.findall(f"{ATOM}entry")]:
        faults += [f"{element.tag}: {name}" for name in ("id", "title", "updated") if len(element.findall(f"{ATOM}{name}")) != 1]
        faults += [] if urlsplit(element.findtext(f"{ATOM}id", "")).scheme else ["id is no IRI"]
        faults += [] if len(element.findtext(f"{ATOM}updated", "")) == len("2024-05-01T00:00:00Z") else ["updated"]
    names = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    faults += [] if len(names) == len(set(names)) else ["an id twice"]
    faults += [] if root.find(f"{ATOM}author/{ATOM}name") is not None else ["author"]
    for entry in root.findall(f"{ATOM}entry"):
        linked = any(link.get("rel", "alternate") == "alternate" for link in entry.findall(f"{ATOM}link"))
        faults += [] if linked or entry.find(f"{ATOM}content") is not None else ["neither link nor content"]
    return faults


def test_every_feed_is_valid_atom(changed: Path) -> None:
    feeds = sorted((changed / "feeds").iterdir())

    assert [file.name for file in feeds] == ["all.de.atom", "all.en.atom", "de-test.de.atom", "de-test.en.atom"]
    assert [(file.name, faults_of(file.read_bytes())) for file in feeds] == [(file.name, []) for file in feeds]


def test_a_feed_tells_the_newest_first_and_a_missions_feed_only_its_own(changed: Path) -> None:
    texts = {file.name: ET.fromstring(file.read_bytes()) for file in (changed / "feeds").iterdir()}  # noqa: S314
    everything = [entry.findtext(f"{ATOM}updated") for entry in texts["all.en.atom"].findall(f"{ATOM}entry")]
    (own,) = texts["de-test.de.atom"].findall(f"{ATOM}entry")

    assert everything == ["2024-05-31T00:00:00Z", "2024-05-31T00:00:00Z", "2024-05-01T00:00:00Z"]
    assert own.findtext(f"{ATOM}title") == "Mission für die Tests: 2 Urteile geändert, 1 Ziel geändert"
    assert (
        "<p>Siebzig Prozent werden untersucht, Deutschland: Noch nicht zu beurteilen, zu wenige vergleichbare Werte → Ziel erreicht. "
        "Ursache: das Ziel.</p>"
    ) in str(own.findtext(f"{ATOM}content"))


def test_every_entry_leads_to_the_page_where_a_reader_sees_more(changed: Path) -> None:
    feed_of_all = ET.fromstring((changed / "feeds" / "all.de.atom").read_bytes())  # noqa: S314
    links = [entry.find(f"{ATOM}link") for entry in feed_of_all.findall(f"{ATOM}entry")]

    assert [link.get("href") for link in links if link is not None] == [
        f"{BASE}/de/data/#changes",
        f"{BASE}/de/missions/de-test/",
        f"{BASE}/de/data/#changes",
    ]


def test_figures_are_told_by_indicator_with_years_place_and_cause(changed: Path) -> None:
    """One figure of 2021 is new, that of 2019 was revised, that of 2020 is gone; all in Sweden, and in the same edition."""
    figures = document(changed, "news")["entries"][0]

    assert figures["title"]["en"] == "3 figures new or changed"
    assert figures["summary"]["en"].splitlines() == [
        "Made-up death rate: 1 new, 1 revised, 1 removed; 2019 to 2021, Sweden. Cause: other figures in the same edition.",
        "Release of 31 May 2024 (2024-05-31).",
    ]


def test_what_happened_to_many_places_is_one_line_and_another_reason_for_no_verdict_comes_last(public: OpenWarehouse) -> None:
    """Nobody reads a hundred lines that differ in the name of a country alone."""
    common = {"change": "revised", "mission": "de-test", "target": "de-test-uptake", "cause": ["time"]}
    late = {"old_status": "not_assessable", "old_reason": "no_data", "new_status": "not_assessable", "new_reason": "out_of_date"}
    met = {"old_status": "behind", "old_reason": "", "new_status": "met", "new_reason": ""}
    told = [VerdictChange(**common, place=place, **late) for place in ("DEU", "SWE")]
    moved = VerdictChange(**common, place="DEU", **met)
    content = read_content(public, day=TODAY, base_url=BASE, release="r")

    assert list(Telling(content, words_of("en")).verdicts([*told, moved])) == [
        "Seventy per cent are tested, Germany: Improving, too slowly → Target met. Cause: time passed.",
        (
            "Seventy per cent are tested, 2 places (Germany, Sweden): Cannot be assessed yet, no figure is held → "
            "Cannot be assessed yet, the latest value is too old. Cause: time passed."
        ),
    ]


def test_an_entry_keeps_its_name_in_later_releases_and_in_both_languages(given_away: Path, changed: Path) -> None:
    first = {entry["id"] for entry in document(given_away, "news")["entries"]}
    later = [entry["id"] for entry in document(changed, "news")["entries"]]

    assert first < set(later)
    assert len(later) == len(set(later)) == 3


def test_markup_and_characters_that_no_xml_may_hold_do_no_harm_in_a_feed() -> None:
    text = models.Text(en="<b>&\x00\x0b\ufffe\u202e", de="]]>")
    entry = NewsEntry(id="urn:uuid:0", release="r", day="2024-05-01", mission=None, title=text, summary=text)
    content = feed([entry], language="en", day=TODAY, address="", page="")

    assert faults_of(content) == []
    assert ET.fromstring(content).findtext(f"{ATOM}entry/{ATOM}title") == "<b>&\u202e"  # noqa: S314


def test_the_same_entries_give_the_same_feed() -> None:
    text = models.Text(en="a", de="b")
    entries = [NewsEntry(id="urn:uuid:0", release="r", day="2024-05-01", mission="m", title=text, summary=text)]
    choices: dict[str, Any] = {"language": "de", "day": TODAY, "address": f"{BASE}/feeds/m.de.atom", "page": BASE, "mission": "m"}

    assert feed(entries, **choices) == feed(entries, **choices)
    assert b'rel="self"' in feed(entries, **choices)
