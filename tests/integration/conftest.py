"""Commands of `etl` on a copy of the small inputs, with a warehouse of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "small"
FOLDERS = ("--catalogue", "catalogue", "--figures", "figures")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with a copy of the small inputs."""
    for name in ("catalogue", "figures"):
        shutil.copytree(SMALL / name, tmp_path / name)
    return tmp_path


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a warehouse of the small inputs, for copying."""
    home = tmp_path_factory.mktemp("built")
    folders = ("--catalogue", SMALL / "catalogue", "--figures", SMALL / "figures")
    command = [sys.executable, "-m", "etl", "build", *map(str, folders)]
    subprocess.run(command, cwd=home, env=environment(home), check=True, timeout=120)
    return home / "home"


@pytest.fixture
def built(built_once: Path, place: Path) -> Path:
    """Return the folder of the inputs, with a warehouse built from them."""
    shutil.copytree(built_once, place / "home")
    return place


@pytest.fixture
def etl(place: Path) -> Run:
    """Return a function that runs one command in that folder, with its warehouse below it."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "etl", *map(str, arguments)]
        return subprocess.run(command, cwd=place, env=environment(place), capture_output=True, text=True, check=False, timeout=120)

    return run


def environment(place: Path) -> dict[str, str]:
    """Return the environment of a command that runs in *place*."""
    return {**os.environ, "WAYMARK_HOME": str(place / "home"), "PYTHONPATH": str(ROOT)}


def current(place: Path) -> str:
    """Return the name of the warehouse in use."""
    return (place / "home" / "warehouse" / "CURRENT").read_text(encoding="utf-8").strip()
