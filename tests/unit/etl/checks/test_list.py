"""Every check is in the one list, and in the document that says what it is for."""

from __future__ import annotations

import re
from pathlib import Path

from etl.harmonise import CHECKS

DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "checks.md"


def test_every_check_is_documented_with_severity_and_remedy() -> None:
    rows = [line.split("|") for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    documented = {name for row in rows for name in re.findall(r"`(\w+\.\w+)`", row[1])}
    checks = {f"{check.__module__.rpartition('.')[2]}.{check.__name__}" for check in CHECKS}

    assert documented == checks
    assert all(row[2].strip() in ("error", "warning") and row[4].strip() for row in rows)
