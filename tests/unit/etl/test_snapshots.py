"""A file exactly as its publisher gave it, dropped in beside a few lines, is in the warehouse with its locator, edition and flags."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from data.errors import ProblemsFound
from data.warehouse import queries, store
from etl.snapshots import Sidecar, SnapshotFile, find_snapshots, write_sidecar

HEAD = (
    "Indicator ID,Indicator Name,Area Code,Area Name,Sex,Age,Category,Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,"
    "Lower CI 99.8 limit,Upper CI 99.8 limit,Count,Denominator,Value note\n"
)
ROWS = (
    "11,Invented uptake,E92000001,England,Persons,50-69 yrs,,2019,61,59,63,,,610,1000,\n"
    "11,Invented uptake,E92000001,England,Persons,50-69 yrs,,2020,,,,,,,,Value suppressed for disclosure control\n"
    "12,Invented rate,E92000001,England,Female,All ages,,2019,140.5,,,,,,,\n"
)
SIDECAR = """\
published: 2024-03-31
reader: fingertips
reads:
  - {series: "11", indicator: uptake, codes: {place: {GBR-ENG: SWE}}, fill: {site: C50}}
  - {series: "12", ignore: another quantity than ours}
"""

ROOT = Path(__file__).resolve().parents[3]
Drop = Callable[..., Path]


@pytest.fixture
def drop(small: Any) -> Drop:
    """Return a function that lays a snapshot of the source 'registry' into its folder."""
    codes = small.catalogue / "codes.yml"
    withheld = "  - {code: Q, name: {en: withheld, de: unterdrückt}}\nconf_statuses:"
    codes.write_text(codes.read_text(encoding="utf-8").replace("conf_statuses:", withheld), encoding="utf-8")

    def lay(rows: str = ROWS, sidecar: str = SIDECAR, edition: str = "registry-2", source: str = "registry") -> Path:
        folder = small.folder.parent / "snapshots" / source / edition
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "trend.csv").write_text(HEAD + rows, encoding="utf-8")
        (folder / "snapshot.yml").write_text(sidecar, encoding="utf-8")
        return folder

    return lay


def read(file: Path, function: Any, **choices: Any) -> Any:
    """Return what a query finds in the warehouse *file*."""
    engine = store.connect(file)
    try:
        with engine.connect() as connection:
            return function(connection, **choices)
    finally:
        engine.dispose()


def messages(small: Any, **choices: Any) -> list[str]:
    """Return why the build is refused."""
    with pytest.raises(ProblemsFound) as caught:
        small.build(**choices)
    return [str(problem) for problem in caught.value.problems]


def test_a_dropped_file_is_in_the_warehouse_with_locator_edition_and_flags(small: Any, drop: Drop) -> None:
    drop()
    found = read(small.build(), queries.read_observations, edition="registry-2")
    columns = ["indicator", "place", "year", "age", "site", "value", "numerator", "obs_status", "edition", "locator"]

    assert found[columns].astype(object).where(found[columns].notna(), None).to_numpy().tolist() == [
        ["uptake", "SWE", 2019, "50-69", "C50", 61.0, 610.0, "A", "registry-2", "trend.csv, line 2, 2019"],
        [
            "uptake",
            "SWE",
            2020,
            "50-69",
            "C50",
            None,
            None,
            "Q",
            "registry-2",
            "trend.csv, line 3, 2020, note: Value suppressed for disclosure control",
        ],
    ]


def test_the_edition_of_the_sidecar_is_one_of_the_source(small: Any, drop: Drop) -> None:
    """The catalogue need not list it; pages find it in the catalogue of the warehouse."""
    drop()
    file = small.build()
    editions = read(file, queries.read_editions)
    source = read(file, queries.read_catalogue).sources["registry"]

    assert editions[editions["id"] == "registry-2"][["published", "observations"]].astype(str).to_numpy().tolist() == [["2024-03-31", "2"]]
    assert [edition.id for edition in source.editions] == ["registry-1", "registry-2"]


def test_every_file_behind_the_warehouse_is_listed_with_its_sum(small: Any, drop: Drop) -> None:
    """The snapshot's own file, and the tables of figures."""
    folder = drop()
    files = read(small.build(), queries.read_files)
    mine = files[files["kind"] == "snapshot"].iloc[0]

    assert files["kind"].value_counts().to_dict() == {"table": 3, "snapshot": 1, "made_from": 3}
    assert mine["name"] == "snapshots/registry/registry-2/trend.csv"
    assert mine["sha256"] == hashlib.sha256((folder / "trend.csv").read_bytes()).hexdigest()
    assert mine["reader"] == "fingertips"


def test_a_file_without_a_recorded_sum_is_let_pass_with_a_warning_that_says_what_to_write(small: Any, drop: Drop) -> None:
    drop()
    notices = read(small.build(), queries.read_notices)

    assert notices["file"].tolist() == ["snapshots/registry/registry-2/trend.csv"]
    assert notices["remedy"].iloc[0].startswith("write under 'files' of snapshot.yml: trend.csv: {sha256: ")


def test_a_build_for_the_public_has_no_notices(small: Any, drop: Drop) -> None:
    """They may quote a figure that is not free."""
    drop()

    assert read(small.build(audience="public"), queries.read_notices).empty


def test_a_file_that_is_not_the_recorded_one_is_refused(small: Any, drop: Drop) -> None:
    folder = drop()
    digest = hashlib.sha256((folder / "trend.csv").read_bytes()).hexdigest()
    drop(sidecar=f"{SIDECAR}files:\n  trend.csv: {{sha256: {digest}}}\n")
    first = small.build()
    drop(rows=ROWS.replace("140.5", "141.5"), sidecar=f"{SIDECAR}files:\n  trend.csv: {{sha256: {digest}}}\n")
    found = messages(small)

    assert len(found) == 1
    assert found[0].startswith("snapshots/registry/registry-2/trend.csv: the file is not the one that was recorded: its SHA-256 is ")
    assert store.current_file(small.folder) == first


BROKEN = [
    pytest.param(
        {"rows": ROWS.replace(",61,59,63,,,610,", ",610,59,63,,,610,")},
        "snapshots/registry/registry-2/trend.csv:2: value 610 is outside the range of 'uptake'; "
        "it has to be between 0 and 100 (percent); check the unit and the decimal sign",
        id="range",
    ),
    pytest.param(
        {"rows": ROWS.replace(",61,59,63,", ",sixty,59,63,")},
        "snapshots/registry/registry-2/trend.csv:2, Value: 'sixty' is not a number; a number or an empty cell",
        id="reader",
    ),
    pytest.param(
        {"rows": ROWS + ROWS.splitlines(keepends=True)[0].replace("11,", "13,", 1)},
        "snapshots/registry/registry-2/trend.csv:5: series '13' becomes no indicator, in 1 row "
        "(first: place GBR-ENG, year 2019, sex all, age 50-69, site all, group all); "
        "write a rule for it under reads: with its indicator, or with ignore: and the reason",
        id="series without a rule",
    ),
    pytest.param(
        {"sidecar": SIDECAR.replace("GBR-ENG: SWE", "GBR-ENG: SWX")},
        "snapshots/registry/registry-2/trend.csv:2: place 'SWX' is unknown, in 2 rows; did you mean SWE? "
        "If not, add it to catalogue/places.csv or groups.yml",
        id="place",
    ),
    pytest.param(
        {"sidecar": SIDECAR.replace("published: 2024-03-31\n", "")},
        "snapshots/registry/registry-2/snapshot.yml:1: neither 'published' nor 'fetched_at' is given; "
        "write the day of publication as published: YYYY-MM-DD",
        id="no day",
    ),
    pytest.param(
        {"sidecar": SIDECAR.replace("reader: fingertips", "reader: fingertip")},
        "snapshots/registry/registry-2/snapshot.yml:2: the reader 'fingertip' is unknown; did you mean fingertips? "
        "If not, `python -m etl readers` lists them",
        id="reader's name",
    ),
    pytest.param(
        {"sidecar": SIDECAR.replace("indicator: uptake, ", "")},
        "snapshots/registry/registry-2/snapshot.yml:4: reads[0]: the rule names neither or both of 'indicator' and 'ignore'; "
        "name the indicator, or why the rows are left out",
        id="rule",
    ),
    pytest.param(
        {"sidecar": SIDECAR + "restates: registry-0\n"},
        "snapshots/registry/registry-2/snapshot.yml:6: restates: unknown edition 'registry-0'; did you mean registry-1?",
        id="restates",
    ),
    pytest.param(
        {"source": "registri"},
        "snapshots/registri/registry-2: the source 'registri' is unknown; did you mean registry? "
        "If not, add catalogue/sources/registri.yml",
        id="source",
    ),
    pytest.param(
        {"edition": "registry-1"},
        "snapshots/registry/registry-1: the edition 'registry-1' of 'registry' is held by figures/registry/registry-1.csv already; "
        "give the snapshot's folder the id of an edition of its own, with restates: where it replaces the other",
        id="edition twice",
    ),
]


@pytest.mark.parametrize(("choices", "message"), BROKEN)
def test_a_fault_is_named_with_file_and_row_and_leaves_the_last_warehouse(
    small: Any, drop: Drop, choices: dict[str, str], message: str
) -> None:
    first = small.build()
    drop(**choices)
    found = messages(small)

    assert message in found
    assert store.current_file(small.folder) == first


def test_all_faults_of_a_file_come_at_once(small: Any, drop: Drop) -> None:
    """Two rows out of range and a place that is unknown."""
    drop(rows=ROWS.replace(",61,59,63,", ",161,59,163,"), sidecar=SIDECAR.replace("GBR-ENG: SWE", "GBR-ENG: SWX"))
    found = messages(small)

    assert [message.split(";")[0] for message in found] == [
        "snapshots/registry/registry-2/trend.csv:2: place 'SWX' is unknown, in 2 rows",
        "snapshots/registry/registry-2/trend.csv:2: upper 163 is outside the range of 'uptake'",
        "snapshots/registry/registry-2/trend.csv:2: value 161 is outside the range of 'uptake'",
        "snapshots/registry/registry-2/trend.csv:2: value 161, but 100 x 610 / 1000 is 61",
    ]


def test_the_first_rule_that_fits_a_row_decides(small: Any, drop: Drop) -> None:
    """A rule for some years comes before one for all; the form of a series may hold a star."""
    rules = """\
reads:
  - {series: "11", where: {year: ["2020"]}, ignore: withheld}
  - {series: "1*", where: {sex: [all]}, indicator: uptake, codes: {place: {GBR-ENG: SWE}}, fill: {site: C50}}
  - {series: "*", ignore: the rest}
"""
    drop(sidecar=SIDECAR.partition("reads:")[0] + rules)
    found = read(small.build(), queries.read_observations, edition="registry-2")

    assert found["year"].tolist() == [2019]


def test_a_rule_may_bring_a_share_to_percent(small: Any, drop: Drop) -> None:
    """0.61 times 100, its limits too; the locator says so."""
    rows = ROWS.replace(",61,59,63,", ",0.61,0.59,0.63,")
    drop(rows=rows, sidecar=SIDECAR.replace("indicator: uptake,", "indicator: uptake, multiply_by: 100,"))
    found = read(small.build(), queries.read_observations, edition="registry-2").iloc[0]

    assert (found["value"], found["lower"], found["upper"]) == (61.0, 59.0, 63.0)
    assert found["locator"] == "trend.csv, line 2, 2019, times 100"


def test_the_rules_may_stand_in_the_source_s_catalogue_entry(small: Any, drop: Drop) -> None:
    entry = small.catalogue / "sources" / "registry.yml"
    entry.write_text(entry.read_text(encoding="utf-8") + SIDECAR.partition("\n")[2], encoding="utf-8")
    drop(sidecar="published: 2024-03-31\n")

    assert len(read(small.build(), queries.read_observations, edition="registry-2")) == 2


def test_a_rule_that_is_not_confirmed_warns_inside_the_house_and_bars_a_build_for_the_public(small: Any, drop: Drop) -> None:
    drop(sidecar=SIDECAR.replace("fill: {site: C50}}", "fill: {site: C50}, confirmed: false}"))
    notices = read(small.build(), queries.read_notices)
    refused = messages(small, audience="public")
    what = "the rule of series '11' to uptake is not confirmed; it decides 2 rows of snapshots/registry/registry-2"

    assert what in notices["what"].tolist()
    remedy = "read the publisher's definition; then write confirmed: true, or take the rule out"
    assert refused == [f"snapshots/registry/registry-2/snapshot.yml:4: {what}; {remedy}"]


def test_the_command_ends_with_1_and_leaves_what_the_public_sees(small: Any, drop: Drop) -> None:
    """The same at the command line: the earlier release stays, and a build for the house is made."""
    command = [sys.executable, "-m", "etl", "build", "--catalogue", str(small.catalogue), "--figures", str(small.figures)]
    settings = {**os.environ, "WAYMARK_HOME": str(small.folder.parent)}

    def build(*audience: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *audience], cwd=ROOT, env=settings, capture_output=True, text=True, check=False, timeout=120)

    released = build("--audience", "public")
    before = store.current_file(small.folder)
    drop(sidecar=SIDECAR.replace("fill: {site: C50}}", "fill: {site: C50}, confirmed: false}"))
    refused = build("--audience", "public")

    assert (released.returncode, refused.returncode) == (0, 1)
    assert "snapshots/registry/registry-2/snapshot.yml:4: the rule of series '11' to uptake is not confirmed" in refused.stderr
    assert store.current_file(small.folder) == before
    assert build().returncode == 0


def test_a_snapshot_published_later_is_left_out_as_of_a_day(small: Any, drop: Drop) -> None:
    drop()

    assert "registry-2" not in read(small.build(as_of=date(2024, 3, 30)), queries.read_editions)["id"].tolist()
    assert "registry-2" in read(small.build(as_of=date(2024, 3, 31)), queries.read_editions)["id"].tolist()


def test_a_changed_snapshot_is_built_anew_and_an_unchanged_one_is_not(small: Any, drop: Drop) -> None:
    drop()
    first = small.build()
    second = small.build()
    drop(rows=ROWS.replace("140.5", "141.5"))

    assert second == first
    assert small.build() != first


def test_what_is_hidden_or_still_downloading_is_passed_over(small: Any, drop: Drop) -> None:
    folder = drop()
    (folder / ".trend.csv").write_text("half", encoding="utf-8")
    (folder / "trend.csv.part").write_text("half", encoding="utf-8")

    assert len(read(small.build(), queries.read_observations, edition="registry-2")) == 2


def test_a_file_beside_another_is_kept_but_not_read(small: Any, drop: Drop) -> None:
    folder = drop()
    (folder / "legend.txt").write_text("what the columns mean", encoding="utf-8")
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("trend.csv", "legend.txt")}
    listed = f"files:\n  trend.csv: {{sha256: {sums['trend.csv']}}}\n  legend.txt: {{sha256: {sums['legend.txt']}, beside: true}}\n"
    drop(sidecar=SIDECAR + listed)
    file = small.build()

    assert len(read(file, queries.read_observations, edition="registry-2")) == 2
    assert read(file, queries.read_notices).empty


def test_a_sidecar_is_written_and_read_back_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "registry" / "registry-2"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("a", encoding="utf-8")
    digest = hashlib.sha256(b"a").hexdigest()
    sidecar = Sidecar(
        published=date(2024, 3, 31),
        fetched_at=datetime(2024, 4, 1, 12, 30, tzinfo=UTC),
        address="https://example.org/a.csv",
        files={"a.csv": SnapshotFile(sha256=digest, bytes=1, etag='"x"')},
    )
    write_sidecar(folder, sidecar)
    found, problems = find_snapshots(tmp_path)

    assert (problems, [snapshot.sidecar for snapshot in found]) == ([], [sidecar])
