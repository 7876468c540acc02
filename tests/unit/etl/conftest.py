"""The small catalogue and its tables of figures, copied so that a test may spoil them."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from data.errors import Problem
from etl import build

SMALL = Path(__file__).resolve().parents[2] / "small"
TODAY = date(2024, 5, 1)


@dataclass
class SmallInputs:
    """A copy of the small catalogue and figures, and a folder for the warehouse."""

    catalogue: Path
    figures: Path
    folder: Path

    def build(self, **choices: object) -> Path:
        """Build the warehouse as of the tests' day."""
        return build.build(catalogue=self.catalogue, figures=self.figures, folder=self.folder, **({"today": TODAY} | choices))  # type: ignore[arg-type]

    def check(self) -> list[Problem]:
        """Return the problems."""
        return build.check(catalogue=self.catalogue, figures=self.figures, today=TODAY)

    def messages(self) -> list[str]:
        """Return the problems in words."""
        return [str(problem) for problem in self.check()]

    def replace(self, table: str, old: str, new: str) -> None:
        """Put *new* for *old*, which is there once, and list the table anew, as the command that makes the tables would."""
        file = self.figures / table
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {table}"
        self.write(table, text.replace(old, new).encode())

    def write(self, table: str, content: bytes) -> None:
        """Write the table and list its sum and number of rows."""
        file = self.figures / table
        file.write_bytes(content)
        listing = file.parent / "figures.yml"
        stanza = rf"(table: {re.escape(file.name)}\n    rows: )\d+(\n    sha256: )[0-9a-f]+"
        rows, digest = content.count(b"\n") - 1, hashlib.sha256(content).hexdigest()
        listing.write_text(re.sub(stanza, rf"\g<1>{rows}\g<2>{digest}", listing.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.fixture
def small(tmp_path: Path) -> SmallInputs:
    """Return a copy of the small inputs that the test may change."""
    for name in ("catalogue", "figures"):
        shutil.copytree(SMALL / name, tmp_path / name)
    return SmallInputs(tmp_path / "catalogue", tmp_path / "figures", tmp_path / "warehouse")
