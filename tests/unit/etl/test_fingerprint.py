"""A build is made anew if anything that it depends on is another: files, choices, embargoes or the code of the checks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data import paths
from etl.fingerprint import CODE, code, fingerprint
from etl.inputs import Inputs

NOTHING = Inputs(sums={}, size=0, tables=(), problems=())
USUAL = {"as_of": None, "audience": "internal", "embargoed": ()}


@pytest.mark.parametrize(
    "other",
    [{"as_of": date(2024, 5, 1)}, {"audience": "public"}, {"embargoed": [("survey", "survey-2")]}],
    ids=lambda other: next(iter(other)),
)
def test_every_choice_counts(other: dict[str, object]) -> None:
    assert fingerprint(NOTHING, **USUAL) != fingerprint(NOTHING, **(USUAL | other))  # type: ignore[arg-type]


def test_every_file_counts() -> None:
    other = Inputs(sums={"figures/survey/survey-1.csv": "0"}, size=0, tables=(), problems=())

    assert fingerprint(NOTHING, **USUAL) != fingerprint(other, **USUAL)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["etl/checks/totals.py", "data/standard_populations.csv"])
def test_a_mended_check_and_another_standard_population_count(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in ("etl/checks/totals.py", "data/standard_populations.csv"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("as it was", encoding="utf-8")
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "STANDARD_POPULATIONS", tmp_path / "data/standard_populations.csv")
    before = code.__wrapped__()
    (tmp_path / name).write_text("mended", encoding="utf-8")

    assert code.__wrapped__() != before


def test_no_module_that_is_named_is_missing() -> None:
    assert [pattern for pattern in CODE if not list(paths.ROOT.glob(pattern))] == []
