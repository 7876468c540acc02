"""Every download, opened again as a stranger would, holds just the cells of the warehouse."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import csvw
import duckdb
import frictionless
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pysdmx.io import get_datasets

from dashboard.loading import OpenWarehouse
from dashboard.opendata import columns
from dashboard.opendata.release import Release, write_open_data
from data.csv_text import FORMULA_STARTS
from tests.unit.dashboard.opendata.conftest import BASE, NEGATIVE, RUNS, TODAY

CELLS = ["indicator", "place", "year", "year_end", "sex", "age", "site", "group", "value", "lower", "upper", "numerator", "denominator",
         "obs_status", "conf_status", "source", "edition", "locator"]  # fmt: skip
"""The columns of the warehouse."""
TEXTS = [name for name in CELLS if name not in ("year", "year_end", "value", "lower", "upper", "numerator", "denominator")]
NUMBERS = ["value", "lower", "upper", "numerator", "denominator"]
PACKAGES = ["all", "indicators/uptake", "indicators/balance", "indicators/closed", "missions/de-test"]
ARCHIVED = ["data.csv", "verdicts.csv", "flags.csv", "metadata.json", "datapackage.json", "csv-metadata.json", "README.md", "LICENCE"]


def held(warehouse: OpenWarehouse, package: str) -> pd.DataFrame:
    """Return the rows of the warehouse that *package* should hold, by plain rules of this test."""
    rows = warehouse.observations()
    rows = rows[rows["source"] != "closed"]
    kind, _, name = package.partition("/")
    if kind == "indicators":
        rows = rows[rows["indicator"] == name]
    if kind == "missions":  # the series of the one target whose source is passed on
        rows = rows[(rows["indicator"] == "uptake") & (rows["place"] == "DEU") & (rows["age"] == "50-69") & (rows["site"] == "C50")]
    return rows[CELLS].reset_index(drop=True)


def texts_of(frame: pd.DataFrame) -> list[list[str]]:
    """Return the texts of *frame* as a spreadsheet gets them: with an apostrophe before those that it would run."""
    return [
        ["'" + cell if cell.startswith(FORMULA_STARTS) else cell for cell in row] for row in frame[TEXTS].astype(str).to_numpy().tolist()
    ]


def same_numbers(expected: pd.DataFrame, got: pd.DataFrame) -> bool:
    """Return whether the numbers are the same to the last bit, and missing in the same cells."""
    wanted, found = (frame[[*NUMBERS, "year", "year_end"]].astype(float) for frame in (expected, got))
    return bool(((wanted == found) | (wanted.isna() & found.isna())).all(axis=None))


@pytest.mark.parametrize("package", PACKAGES)
def test_the_csv_file_gives_pandas_the_cells_of_the_warehouse(given_away: Path, public: OpenWarehouse, package: str) -> None:
    expected = held(public, package)
    got = pd.read_csv(given_away / "data" / package / "data.csv", keep_default_na=False, na_values=[""])

    assert list(got.columns) == columns.names(columns.FIGURES)
    assert len(got) == len(expected)
    assert got[TEXTS].astype(str).to_numpy().tolist() == texts_of(expected)
    assert same_numbers(expected, got)


def test_the_table_of_a_place_holds_its_rows_of_the_whole(given_away: Path) -> None:
    """Each place with figures has one, and nothing is lost or there twice: together the tables are the whole."""
    whole = (given_away / "data/all/data.csv").read_text("utf-8").splitlines(keepends=True)
    tables = {path.stem: path.read_text("utf-8").splitlines(keepends=True) for path in (given_away / "data/places").iterdir()}
    code = next(csv.reader(whole[:1])).index("place")

    assert sorted(line for lines in tables.values() for line in lines[1:]) == sorted(whole[1:])
    for place, lines in tables.items():
        assert lines[0] == whole[0]
        assert {row[code] for row in csv.reader(lines[1:])} == {place}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_csv_file_gives_duckdb_the_cells_of_the_warehouse(given_away: Path, public: OpenWarehouse, package: str) -> None:
    expected = held(public, package)
    # DuckDB takes a column of nothing but F for a boolean: docs/open-data.md says so.
    types = dict.fromkeys(NUMBERS, "DOUBLE") | {"year": "INTEGER", "year_end": "INTEGER", "conf_status": "VARCHAR"}
    got = duckdb.read_csv(str(given_away / "data" / package / "data.csv"), dtype=types, header=True, quotechar='"').df()

    assert got[TEXTS].astype(str).to_numpy().tolist() == texts_of(expected)
    assert same_numbers(expected, got)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_parquet_file_holds_the_texts_as_they_are_and_typed_numbers(given_away: Path, public: OpenWarehouse, package: str) -> None:
    """No spreadsheet opens it, so no text is marked."""
    expected = held(public, package)
    table = pq.read_table(given_away / "data" / package / "data.parquet")
    got = table.to_pandas()

    assert got[TEXTS].astype(str).to_numpy().tolist() == expected[TEXTS].astype(str).to_numpy().tolist()
    assert same_numbers(expected, got)
    assert [str(table.schema.field(name).type) for name in ("year", "value", "place")] == ["int32", "double", "string"]


@pytest.mark.parametrize("package", PACKAGES)
def test_the_data_package_is_valid_and_says_each_cells_type(given_away: Path, public: OpenWarehouse, package: str) -> None:
    """Size, hash, types, required cells and keys are checked by the library of the standard."""
    expected = held(public, package)
    described = frictionless.Package(str(given_away / "data" / package / "datapackage.json"))
    report = described.validate()
    rows = [row.to_dict() for row in described.get_resource("data").read_rows()]

    assert report.flatten(["type", "note"]) == []
    assert [[str(row[name]) for name in TEXTS] for row in rows] == texts_of(expected)
    assert [row["value"] is None for row in rows] == expected["value"].isna().tolist()
    assert [float(row["value"]) for row in rows if row["value"] is not None] == expected["value"].dropna().tolist()


@pytest.mark.parametrize("package", ["all", "indicators/balance"])
def test_a_data_package_that_was_tampered_with_is_not_valid(given_away: Path, package: str, tmp_path: Path) -> None:
    for file in (given_away / "data" / package).iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    table = tmp_path / "data.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("balance,", "balancf,", 1), encoding="utf-8")

    assert not frictionless.Package(str(tmp_path / "datapackage.json")).validate().valid


@pytest.mark.parametrize("package", PACKAGES)
def test_the_description_for_the_web_gives_typed_cells(given_away: Path, public: OpenWarehouse, package: str) -> None:
    expected = held(public, package)
    group = csvw.TableGroup.from_file(given_away / "data" / package / "csv-metadata.json")
    tables = {str(table.url): list(table.iterdicts(strict=True)) for table in group.tables}
    rows: list[dict[str, Any]] = tables["data.csv"]

    assert set(tables) == {"data.csv", "verdicts.csv", "flags.csv"}
    assert [[str(row[name]) for name in TEXTS] for row in rows] == texts_of(expected)
    assert [row["value"] for row in rows] == [None if pd.isna(value) else value for value in expected["value"]]
    assert all(isinstance(row["in_force"], bool) for row in tables["verdicts.csv"])


@pytest.mark.parametrize("package", ["all", "indicators/uptake", "indicators/balance"])
def test_the_sdmx_file_is_read_by_a_library_of_the_standard(given_away: Path, public: OpenWarehouse, package: str) -> None:
    expected = held(public, package)
    (dataset,) = get_datasets(given_away / "data" / package / "data.sdmx.csv")
    got = dataset.data  # type: ignore[attr-defined]

    assert str(dataset.structure) == "DataStructure=WAYMARK:OBSERVATIONS(1.0.0)"
    assert got["REF_AREA"].tolist() == expected["place"].tolist()
    assert got["SEX"].tolist() == expected["sex"].map({"all": "_T", "female": "F", "male": "M"}).tolist()
    assert pd.to_numeric(got["OBS_VALUE"]).tolist() == pytest.approx(expected["value"].tolist(), abs=0, rel=0, nan_ok=True)
    assert got["OBS_STATUS"].tolist() == expected["obs_status"].tolist()


def test_a_period_of_several_years_is_a_time_range_of_sdmx(given_away: Path) -> None:
    """The survey of Swedish women covers 2021 and 2022."""
    with (given_away / "data" / "indicators" / "uptake" / "data.sdmx.csv").open(encoding="utf-8", newline="") as opened:
        periods = {row["REF_AREA"]: row["TIME_PERIOD"] for row in csv.DictReader(opened)}

    assert periods == {"DEU": "2021", "SWE": "2021-01-01/P2Y"}


def test_the_duckdb_file_holds_every_edition_and_can_be_read_like_a_warehouse(given_away: Path, public: OpenWarehouse) -> None:
    expected = public.observations(in_force=False)
    expected = expected[expected["source"] != "closed"]
    with duckdb.connect(str(given_away / "data" / "waymark.duckdb"), read_only=True) as connection:
        got = connection.sql("SELECT * FROM observation").df()
        sources = {row[0] for row in connection.sql("SELECT id FROM source").fetchall()}
        editions = {row[0] for row in connection.sql("SELECT source FROM edition").fetchall()}
        rows = connection.sql("SELECT observations FROM build").fetchall()
    keys = ["source", "edition", *CELLS[:8]]
    pd.testing.assert_frame_equal(
        got.sort_values(keys).reset_index(drop=True), expected[got.columns].sort_values(keys).reset_index(drop=True), check_dtype=False
    )

    assert ("closed" in sources, "closed" in editions) == (True, False)
    assert rows == [(len(expected),)]


@pytest.mark.parametrize("package", PACKAGES)
def test_an_archive_holds_the_files_beside_it_without_times(given_away: Path, package: str) -> None:
    folder = given_away / "data" / package
    (file,) = folder.glob("*.zip")
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == ARCHIVED
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert [name for name in ARCHIVED if archive.read(name) != (folder / name).read_bytes()] == []


def test_text_that_a_spreadsheet_would_run_is_text_and_a_negative_number_is_a_number(given_away: Path) -> None:
    folder = given_away / "data" / "indicators" / "balance"
    text = (folder / "data.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    sdmx = list(csv.DictReader(io.StringIO((folder / "data.sdmx.csv").read_text(encoding="utf-8"))))

    assert [row["locator"] for row in rows] == [f"'{run}" for run in RUNS]
    assert [row["LOCATOR"] for row in sdmx] == [f"'{run}" for run in RUNS]
    assert {row["value"] for row in rows} == {str(NEGATIVE)}


def test_every_code_has_its_words_in_both_languages(given_away: Path) -> None:
    rows = pd.read_csv(given_away / "data" / "all" / "data.csv", keep_default_na=False, na_values=[""])
    labels = [name for name in rows.columns if name.endswith(("_en", "_de"))]
    women = rows[rows["sex"] == "female"].iloc[0]

    assert rows[labels].isna().sum().sum() == 0
    assert (women["sex_en"], women["sex_de"], women["place_en"], women["place_de"]) == ("women", "Frauen", "Sweden", "Schweden")


def test_flags_explain_every_status_in_both_languages(given_away: Path) -> None:
    flags = pd.read_csv(given_away / "data" / "all" / "flags.csv", keep_default_na=False)

    assert flags[flags["code"] == "B"].to_dict("records") == [
        {"column": "obs_status", "code": "B", "label_en": "break in the series", "label_de": "Bruch der Reihe"}
    ]
    assert set(flags["column"]) == {"obs_status", "conf_status"}


def test_a_source_that_may_not_be_passed_on_is_cited_with_its_verdict_and_without_numbers(given_away: Path) -> None:
    folder = given_away / "data" / "missions" / "de-test"
    told = json.loads((folder / "metadata.json").read_bytes())
    verdicts = pd.read_csv(folder / "verdicts.csv", keep_default_na=False, na_values=[""])
    row = verdicts[verdicts["target"] == "de-test-closed"].iloc[0]
    readme = (folder / "README.md").read_text(encoding="utf-8")

    assert [(source["id"], source["address"]) for source in told["not_included"]] == [("closed", "https://example.org/closed")]
    assert (row["status"], row["numbers"]) == ("met", "withheld")
    assert row[["latest", "baseline", "target_value", "gap", "pace", "probability"]].isna().all()
    assert readme.count("<https://example.org/closed>") == 2


def test_the_value_of_a_promise_stays_where_the_document_states_it(given_away: Path) -> None:
    """Seventy per cent is the promise, whoever measures it."""
    verdicts = pd.read_csv(given_away / "data" / "missions" / "de-test" / "verdicts.csv")

    assert verdicts.loc[verdicts["target"] == "de-test-uptake", "target_value"].tolist() == [70.0]


def test_markup_in_a_text_of_the_catalogue_is_text_in_the_readme(given_away: Path) -> None:
    readme = (given_away / "data" / "indicators" / "balance" / "README.md").read_text(encoding="utf-8")

    assert r"Made up; \<b\>not\</b\> a real quantity \| for the tests." in readme


def test_the_same_build_gives_the_same_bytes_but_for_the_duckdb_file(given_away: Path, public: OpenWarehouse, tmp_path: Path) -> None:
    files = write_open_data(public, tmp_path, base_url=BASE, release=Release("2024-05-01", TODAY))
    names = [file.relative_to(tmp_path).as_posix() for file in files]
    differing = [name for name in names if (tmp_path / name).read_bytes() != (given_away / name).read_bytes()]

    assert len(names) == len(set(names))
    assert sorted(names) == sorted(file.relative_to(given_away).as_posix() for file in given_away.rglob("*") if file.is_file())
    assert set(differing) <= {"data/waymark.duckdb"}


def test_a_file_that_is_the_same_is_not_written_again(public: OpenWarehouse, tmp_path: Path) -> None:
    write_open_data(public, tmp_path, base_url=BASE, release=Release("2024-05-01", TODAY))
    times = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.csv")}
    write_open_data(public, tmp_path, base_url=BASE, release=Release("2024-05-01", TODAY))

    assert {file: file.stat().st_mtime_ns for file in times} == times


def test_without_an_address_everything_is_named_from_the_root(public: OpenWarehouse, tmp_path: Path) -> None:
    """A site whose address is not known yet is whole all the same."""
    write_open_data(public, tmp_path, base_url="", release=Release("2024-05-01", TODAY))
    index = json.loads((tmp_path / "v1" / "index.json").read_bytes())
    report = frictionless.Package(str(tmp_path / "data" / "all" / "datapackage.json")).validate()

    assert index["downloads"]["archive"] == "/data/all/waymark.zip"
    assert report.flatten(["type", "note"]) == []


def code_of(language: str) -> str:
    """Return the code of docs/open-data.md in *language*."""
    text = (Path(__file__).resolve().parents[4] / "docs" / "open-data.md").read_text(encoding="utf-8")
    return text.partition(f"```{language}\n")[2].partition("```")[0]


def test_the_documents_code_for_python_runs(given_away: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(given_away / "data" / "indicators" / "uptake")
    exec(code_of("python"), {})  # noqa: S102 - our own document

    assert "Germany" in capsys.readouterr().out


def test_the_documents_code_for_duckdb_runs(given_away: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in (*(given_away / "data" / "indicators" / "uptake").glob("data.*"), given_away / "data" / "waymark.duckdb"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as connection:
        parquet, table, attach, file = [part for part in code_of("sql").split(";") if part.strip()]
        found = [connection.sql(part).fetchall() for part in (parquet, table)]
        connection.execute(attach)
        counted = connection.sql(file).fetchall()

    # The survey in force has two values of Germany (all) and one of Sweden (women); the one it restates has two more of Germany.
    assert [len(rows) for rows in found] == [2, 3]
    assert ("uptake", 5) in counted
