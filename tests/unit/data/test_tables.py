"""Tables for people: full precision, empty cells for what is missing, and nothing that a spreadsheet would run."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data import tables, text_file
from data.errors import SetupError

TABLE = pd.DataFrame({"name": ["=1+1", "+a", "-b", "@c", "plain", None], "value": [0.1 + 0.2, -1.5, np.nan, 1e-7, 2.0, 3.0]})


def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe_and_a_number_keeps_its_sign(capsys: pytest.CaptureFixture[str]) -> None:
    """0.1 + 0.2 is 0.30000000000000004 in full precision; a missing cell is empty."""
    tables.write_table(TABLE)

    assert capsys.readouterr().out == "name,value\n'=1+1,0.30000000000000004\n'+a,-1.5\n'-b,\n'@c,1e-07\nplain,2.0\n,3.0\n"


def test_json_is_a_list_of_records(capsys: pytest.CaptureFixture[str]) -> None:
    """A program reads it; the texts stay as they are."""
    tables.write_table(TABLE, layout="json")
    records = json.loads(capsys.readouterr().out)

    assert records[0] == {"name": "=1+1", "value": 0.30000000000000004}
    assert records[2] == {"name": "-b", "value": None}


def test_a_file_is_replaced_only_when_the_new_one_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left half-written."""
    out = tmp_path / "table.csv"
    out.write_text("old", encoding="utf-8")

    def fail(file: Path, _: object) -> None:
        file.write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(text_file, "_fill", fail)
    with pytest.raises(SetupError) as caught:
        tables.write_table(TABLE, out=out)

    assert str(caught.value) == f"{out}: cannot be written (No space left on device); name a file in a folder that exists and has room"
    assert out.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["table.csv"]


def test_a_carriage_return_ends_no_row() -> None:
    """A spreadsheet takes a lone carriage return for the end of a row, and what follows for a cell of its own."""
    assert tables.as_csv(pd.DataFrame({"name": ["a\r=1+1"]})) == "name\na =1+1\n"


@pytest.mark.parametrize("cell", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1"])
def test_text_that_a_spreadsheet_would_run_is_marked_as_text(cell: str) -> None:
    written = tables.as_csv(pd.DataFrame({"text": [cell]}))
    back = pd.read_csv(io.StringIO(written), dtype=str)["text"].iloc[0]

    assert back == f"'{cell}"


@pytest.mark.parametrize("cell", ["\r=1", "a\r=1"])
def test_a_carriage_return_begins_no_new_row(cell: str) -> None:
    written = tables.as_csv(pd.DataFrame({"text": [cell]}))

    assert "\r" not in written


def test_numbers_stay_numbers_and_missing_stays_empty() -> None:
    """A negative number begins with a minus and is no formula; full precision is kept."""
    written = tables.as_csv(pd.DataFrame({"value": [-4.0, 1 / 3, None]}))

    assert written == 'value\n-4.0\n0.3333333333333333\n""\n'
