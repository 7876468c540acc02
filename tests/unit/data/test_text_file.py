from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from data.errors import SetupError
from data.text_file import write_text

ROOT = Path(__file__).resolve().parents[3]
WRITE = r"""
import sys
from data.errors import SetupError
from data.text_file import write_text
try:
    write_text('a', None)
except SetupError as error:
    sys.exit(str(error))
"""


def test_a_link_stays_a_link_and_its_file_is_replaced(tmp_path: Path) -> None:
    """Whoever keeps `latest.csv` as a link to the newest file must find it so afterwards."""
    (tmp_path / "2026.csv").write_text("old")
    (tmp_path / "latest.csv").symlink_to("2026.csv")
    write_text("new", tmp_path / "latest.csv")

    assert (tmp_path / "latest.csv").is_symlink()
    assert (tmp_path / "2026.csv").read_text() == "new"


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    """Replacing a device by a file has broken machines."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write_text("through", pipe)
    reader.join()

    assert read == ["through"]
    assert pipe.is_fifo()


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="cannot be written"):
        write_text("text", tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("redirect", "said"), [(">&-", "standard output: is closed"), ("> /dev/full", "No space left on device")])
def test_standard_output_that_cannot_be_written_is_said(redirect: str, said: str) -> None:
    if "full" in redirect and not Path("/dev/full").is_char_device():
        pytest.skip("this machine has no device that is always full")
    command = f"exec '{sys.executable}' -c \"{WRITE}\" {redirect}"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("folder", ["/", "."])
def test_a_folder_is_named_as_one(folder: str) -> None:
    with pytest.raises(SetupError, match="cannot be written, for it is a folder; name a file in it"):
        write_text("text", Path(folder))
