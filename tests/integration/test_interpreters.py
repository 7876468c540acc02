"""Which Python `make` takes, and what it says to a user who names another one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROMISED = ("3.11", "3.12", "3.13")
OTHERS = ("2.7", "3.9", "3.10", "3.14")

INTERPRETER = """#!/bin/sh
case "$1 $2" in
"-V "*) echo "Python {version}.1" ;;
"-c "*) exec '{real}' -c "import sys; sys.version_info = ({comma}, 1); $2" ;;
"-m venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python && exit {ending} ;;
"-m "*) exit 0 ;;
esac
"""
"""Says that it is another version, and makes an environment of itself; installs and builds nothing."""


def interpreter(clone: Path, version: str, *, venv_fails: bool = False) -> str:
    """Put a Python that says it is *version* beside *clone* and return its path."""
    file = clone.parent / f"python{version}"
    file.write_text(INTERPRETER.format(version=version, comma=version.replace(".", ", "), real=sys.executable, ending=int(venv_fails)))
    file.chmod(0o755)
    return str(file)


def make(clone: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run ``make build`` in *clone*, as if no other make had started these tests."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "PYTHON"}}
    return subprocess.run(["make", "build", *words], cwd=clone, env=inherited, capture_output=True, text=True, check=False)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a folder with what `make` reads before anything is installed."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


def test_make_takes_the_versions_that_are_promised_and_no_other(clone: Path) -> None:
    """The README and pyproject.toml promise them; the Makefile holds the same limits a second time."""
    taken = []
    for version in (*OTHERS, *PROMISED):
        shutil.rmtree(clone / ".venv", ignore_errors=True)
        if make(clone, f"PYTHON={interpreter(clone, version)}").returncode == 0:
            taken.append(version)

    assert taken == list(PROMISED)
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"] == ">=3.11,<3.14"
    assert "Python 3.11, 3.12 or 3.13" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("version", OTHERS)
def test_another_python_is_told_what_would_be_right(clone: Path, version: str) -> None:
    """Otherwise an installer says at length that there is no such numpy; and an environment left behind spoils the next attempt."""
    named = interpreter(clone, version)
    done = make(clone, f"PYTHON={named}")

    expected = (
        f"Makefile: PYTHON={named} cannot be used (Python {version}.1); Waymark runs on Python 3.11, 3.12 and 3.13; "
        "install one, or name it: make run PYTHON=/path/to/python3"
    )
    assert done.stderr.splitlines()[0] == expected
    assert not (clone / ".venv").exists()


def test_a_python_that_does_not_exist_is_told_so(clone: Path) -> None:
    done = make(clone, "PYTHON=python9.9")

    message = done.stderr.splitlines()[0]
    assert message.startswith("Makefile: PYTHON=python9.9 cannot be used (")
    assert "not found" in message
    assert message.endswith("make run PYTHON=/path/to/python3")


def test_an_environment_of_another_python_is_told_with_the_remedy(clone: Path) -> None:
    """Made by hand, or before the Makefile looked."""
    subprocess.run([interpreter(clone, "3.10"), "-m", "venv"], cwd=clone, check=True)
    done = make(clone)

    assert done.stderr.splitlines()[0].startswith(
        "Makefile: .venv holds Python 3.10.1, and Waymark runs on Python 3.11, 3.12 and 3.13; remove it"
    )


def test_whoever_names_another_python_does_not_get_the_first(clone: Path) -> None:
    """A suite that was to run on 3.13 would run on 3.11 and say nothing."""
    first = make(clone, f"PYTHON={interpreter(clone, '3.11')}")
    again = make(clone, f"PYTHON={interpreter(clone, '3.11')}")
    unnamed = make(clone)
    other = interpreter(clone, "3.13")
    named = make(clone, f"PYTHON={other}")

    assert [first.returncode, again.returncode, unnamed.returncode] == [0, 0, 0]
    expected = (
        f"Makefile: .venv holds Python 3.11.1, and PYTHON={other} is another one (Python 3.13.1); "
        "remove .venv (rm -r .venv), or leave PYTHON out"
    )
    assert named.stderr.splitlines()[0] == expected


def test_an_environment_that_was_not_finished_is_begun_again(clone: Path) -> None:
    """Debian's python3 without python3-venv leaves one without pip: the second attempt has to say the same as the first."""
    failed = make(clone, f"PYTHON={interpreter(clone, '3.11', venv_fails=True)}")
    repaired = make(clone, f"PYTHON={interpreter(clone, '3.11')}")

    assert failed.returncode != 0
    assert repaired.returncode == 0
    assert "-m venv" in repaired.stdout
