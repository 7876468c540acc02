"""Tables for people: full precision, empty cells for what is missing, and nothing that a spreadsheet would run."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.errors import SetupError
from etl import output
from etl.progress import TerminalLine

TABLE = pd.DataFrame({"name": ["=1+1", "+a", "-b", "@c", "plain", None], "value": [0.1 + 0.2, -1.5, np.nan, 1e-7, 2.0, 3.0]})


def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe_and_a_number_keeps_its_sign(capsys: pytest.CaptureFixture[str]) -> None:
    """0.1 + 0.2 is 0.30000000000000004 in full precision; a missing cell is empty."""
    output.write_table(TABLE)

    assert capsys.readouterr().out == "name,value\n'=1+1,0.30000000000000004\n'+a,-1.5\n'-b,\n'@c,1e-07\nplain,2.0\n,3.0\n"


def test_json_is_a_list_of_records(capsys: pytest.CaptureFixture[str]) -> None:
    """A program reads it; the texts stay as they are."""
    output.write_table(TABLE, layout="json")
    records = json.loads(capsys.readouterr().out)

    assert records[0] == {"name": "=1+1", "value": 0.30000000000000004}
    assert records[2] == {"name": "-b", "value": None}


def test_a_file_is_replaced_only_when_the_new_one_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left half-written."""
    out = tmp_path / "table.csv"
    out.write_text("old", encoding="utf-8")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", fail)
    with pytest.raises(SetupError) as caught:
        output.write_table(TABLE, out=out)

    assert str(caught.value) == f"{out}: cannot be written (No space left on device); name a file in a folder that exists and has room"
    assert out.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["table.csv"]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say yes."""
        return True


def test_progress_rewrites_one_line_of_a_terminal_and_leaves_it_empty() -> None:
    terminal = Terminal()
    line = TerminalLine(terminal)
    line("Reading")
    line("Writing")
    line.clear()
    line.clear()

    assert terminal.getvalue() == "\r\x1b[2KReading …\r\x1b[2KWriting …\r\x1b[2K"


def test_progress_is_silent_in_a_pipe() -> None:
    pipe = io.StringIO()
    line = TerminalLine(pipe)
    line("Reading")
    line.clear()

    assert pipe.getvalue() == ""
