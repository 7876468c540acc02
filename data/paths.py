"""Where things lie: what is in the clone, and what is generated under ``WAYMARK_HOME``."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "data" / "catalogue"
FIGURES = ROOT / "data" / "figures"
SHAPES = ROOT / "data" / "shapes"
STANDARD_POPULATIONS = ROOT / "data" / "standard_populations.csv"
"""Weights by the lower bound of each band, with the citation of every column; the last weight of a column is for all above."""


def home() -> Path:
    """Return the folder of everything generated: ``$WAYMARK_HOME``, by default ``var`` in the clone."""
    return Path(os.environ.get("WAYMARK_HOME") or ROOT / "var").resolve()


def warehouse() -> Path:
    """Return the folder that holds the warehouse files and the ``CURRENT`` pointer."""
    return home() / "warehouse"


def snapshots() -> Path:
    """Return the folder of the files as their publishers gave them: ``<source>/<edition>/<file>`` with ``snapshot.yml`` beside."""
    return home() / "snapshots"
