"""What may not be seen is in no byte of the open data; and the search would find it."""

from __future__ import annotations

import gzip
import struct
import zipfile
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import typst

from dashboard.loading import OpenWarehouse
from dashboard.opendata.content import read_content
from dashboard.opendata.files import put
from dashboard.opendata.release import Release, files_of, write_open_data
from dashboard.opendata.terms import Terms
from data.errors import WarehouseError
from tests.leaks import leaks, spellings
from tests.unit.dashboard.opendata.conftest import BASE, CLOSED, EMBARGOED, FEW, NOT_FREE, PROTECTS, SECRET, TODAY

VALUE = 73456.789


def of_verdict(warehouse: OpenWarehouse) -> list[float]:
    """Return the numbers of the verdict that rests on the source which may not be passed on."""
    rows = warehouse.judged(as_of=TODAY).scorecard
    row = rows[rows["target"] == "de-test-closed"].iloc[0]
    return [float(row[name]) for name in ("baseline", "latest", "target_value", "path_value")]


def test_no_byte_of_the_open_data_holds_what_may_not_be_seen(given_away: Path, public: OpenWarehouse) -> None:
    """Embargoed, suppressed, not for publication, or of a publisher who does not let it be passed on; nor what is computed from that."""
    assert leaks(given_away, [*SECRET, *of_verdict(public)]) == []


def test_the_search_finds_every_secret_where_the_locks_are_off(internal: OpenWarehouse, tmp_path: Path) -> None:
    """The same writers on the house's warehouse with every source allowed: what the rule for small counts emptied is still not there."""
    content = read_content(internal, day=TODAY, base_url=BASE, release="open")
    everything = Terms(content.terms.sources, {})
    content = read_content(internal, day=TODAY, base_url=BASE, release="open", terms=everything, only_free=False)
    for path, written in files_of(content, internal.file, None):
        put(tmp_path, path, written)
    found = leaks(tmp_path, [*SECRET, *of_verdict(internal)])

    assert {float(line.rpartition(": ")[2]) for line in found} == {EMBARGOED, NOT_FREE, *CLOSED.values(), *of_verdict(internal)}
    for kind in ("data.csv", ".zip/data.csv", "data.parquet", "data.sdmx.csv", ".json"):
        assert any(f"{kind}: {EMBARGOED}" in line for line in found), kind


def test_the_search_finds_every_secret_in_the_warehouse_of_the_house(internal: OpenWarehouse, tmp_path: Path) -> None:
    """DuckDB packs numbers, so its tables have to be read, not its bytes."""
    put(tmp_path, "held.duckdb", internal.file.read_bytes())
    found = leaks(tmp_path, SECRET)

    assert {float(line.rpartition(": ")[2]) for line in found} == {EMBARGOED, NOT_FREE, *CLOSED.values()}


def test_open_data_are_not_made_from_the_warehouse_of_the_house(internal: OpenWarehouse, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="built for the internal audience"):
        write_open_data(internal, tmp_path, base_url=BASE, release=Release("x", TODAY))

    assert list(tmp_path.iterdir()) == []


def test_the_sum_of_small_counts_is_given_and_its_parts_are_not(given_away: Path) -> None:
    cases = pd.read_csv(given_away / "data" / "indicators" / "cases" / "data.csv", keep_default_na=False, na_values=[""])

    assert cases[["sex", "value"]].to_dict("records") == [{"sex": "all", "value": FEW + PROTECTS}]


@pytest.mark.parametrize(
    "text",
    ["73456.789", "73,456.789", "73.456,789", "73\u00a0456,789", "73\u202f456.8", "73457", "73.457", "&#55;3457 Personen", "(73,456.79)"],
)
def test_the_search_knows_how_numbers_are_written(text: str, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"<td>{text}</td>", encoding="utf-8")

    assert leaks(tmp_path, [VALUE]) == [f"page.html: {VALUE}"]


def test_the_search_takes_no_other_number_for_it(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("173456.789 73456.7891 a73457 73457f 7,345,6.789", encoding="utf-8")

    assert leaks(tmp_path, [VALUE]) == []


def test_the_search_opens_every_kind_of_file(tmp_path: Path) -> None:
    frame = pd.DataFrame({"value": [1.0, VALUE], "text": ["a", "b"]})
    frame.to_parquet(tmp_path / "a.parquet")
    with duckdb.connect(str(tmp_path / "b.duckdb")) as connection:
        connection.execute("CREATE TABLE held AS SELECT 73456.789::DOUBLE AS value")
    (tmp_path / "c.bin").write_bytes(b"\x00\x01" + struct.pack("<d", VALUE))
    (tmp_path / "d.gz").write_bytes(gzip.compress(b"73456.789"))
    with zipfile.ZipFile(tmp_path / "e.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(tmp_path / "a.parquet", "inner/a.parquet")
        archive.writestr("inner.gz", gzip.compress(b"value,73456.789"))
    (tmp_path / "f.pdf").write_bytes(typst.compile(b"Es sind 73.456,789 Menschen.", format="pdf"))
    (tmp_path / "g.svg").write_text("<svg><text>73\u202f456.789</text></svg>", encoding="utf-8")
    found = {line.partition(":")[0] for line in leaks(tmp_path, [VALUE])}

    # A table of one row lies in DuckDB's file as it is.
    assert found == {
        "a.parquet",
        "b.duckdb",
        "b.duckdb/held",
        "c.bin",
        "d.gz/unpacked",
        "e.zip/inner/a.parquet",
        "e.zip/inner.gz/unpacked",
        "f.pdf/text",
        "g.svg",
    }


def test_a_number_of_few_digits_is_not_looked_for_rounded() -> None:
    """12.5 rounded to 12 would be found everywhere."""
    assert spellings(12.5) == []
    assert "73457" in spellings(VALUE)


def test_terms_that_nobody_has_read_are_marked_or_hold_figures_back(public: OpenWarehouse, tmp_path: Path) -> None:
    """Whoever publishes chooses; by default they are passed on and every file says so."""
    release = Release("2024-05-01", TODAY)
    write_open_data(public, tmp_path / "all", base_url=BASE, release=release)
    write_open_data(public, tmp_path / "confirmed", base_url=BASE, release=release, confirmed_only=True)
    readme = (tmp_path / "all" / "data" / "indicators" / "balance" / "README.md").read_text(encoding="utf-8")

    assert "terms not confirmed by a person yet" in readme
    assert "Bedingungen noch von keinem Menschen bestätigt" in readme
    assert leaks(tmp_path / "confirmed", [-12345.5, 12345.5]) == []
    assert leaks(tmp_path / "all", [-12345.5]) != []


def test_every_fact_of_the_fixture_is_what_it_says(internal: OpenWarehouse) -> None:
    """The target is judged by the source that may not be passed on, or its numbers would be no secret."""
    rows = internal.judged(as_of=TODAY).scorecard
    row = rows[rows["target"] == "de-test-closed"].iloc[0]

    assert (row["source"], row["latest"], row["baseline"]) == ("closed", CLOSED[2021], CLOSED[2015])
