"""The small inputs built for a test of a page, and what a reader finds on the page."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.components.block import Download, Html, Page
from dashboard.components.view import View
from dashboard.language import words_of
from dashboard.loading import OpenWarehouse
from dashboard.selection import Selection
from etl import build

SMALL = Path(__file__).resolve().parents[2] / "small"
DAY = date(2024, 5, 1)


def build_small(folder: Path, catalogue: Path = SMALL / "catalogue", snapshots: Path | None = None) -> OpenWarehouse:
    file = build.build(
        catalogue=catalogue, figures=SMALL / "figures", folder=folder, today=DAY, snapshots=snapshots or folder / "none", force=True
    )
    return OpenWarehouse(file)


def view_of(warehouse: OpenWarehouse, language: Any = "en", **chosen: Any) -> View:
    return View(warehouse, Selection(language=language, **chosen), words_of(language), "light", DAY)


def html_of(made: Page) -> str:
    return "".join(block.text for block in made.blocks if isinstance(block, Html))


def text_of(made: Page) -> str:
    """Return what a reader reads: no tags, one blank between words."""
    bare = re.sub(r"<svg\b.*?</svg>", " ", html_of(made), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", bare)).replace("\u00a0", " "))


def rows_of(made: Page, key: str) -> list[dict[str, str]]:
    block = next(block for block in made.blocks if isinstance(block, Download) and block.key == key)
    return list(csv.DictReader(io.StringIO(block.make())))
