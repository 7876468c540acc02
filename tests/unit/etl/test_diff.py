"""What changed between two builds, row by row, with the cause."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.errors import WarehouseError
from data.warehouse import store
from data.warehouse.differences import observation_changes
from etl.diff import COLUMNS, VERDICTS, Verdicts, differences_between

CORRECTION = """\
- id: sweden-2019
  source: registry
  match: {indicator: rate, place: SWE, year: 2019}
  expected: {value: 140.5}
  action: set
  set: {value: 14.05}
  reason: {en: A digit too many., de: Eine Stelle zu viel.}
  evidence: {document: Letter of the registry, confidence: seen_in_stored_source}
  who: A. Steward
  decided: 2023-02-01
"""
BEFORE = date(2023, 6, 29)
"""A day before the second survey, which restates the first, appeared."""


def no_verdicts(_old: Path, _new: Path) -> pd.DataFrame:
    """Stand in for the command of the metrics, which takes seconds."""
    return pd.DataFrame(columns=list(VERDICTS))


def changes(old: Path, new: Path, kind: str, verdicts: Verdicts | None = no_verdicts) -> list[list[object]]:
    """Return the rows of one kind without it."""
    found = differences_between(old, new, verdicts)
    chosen = found[found["kind"] == kind][list(COLUMNS[1:])].astype(object)
    rows: list[list[object]] = chosen.where(chosen.notna(), None).to_numpy().tolist()
    return rows


def test_a_restated_figure_is_revised_by_so_much_and_within_its_interval(small: Any) -> None:
    """60 (58 to 62) became 60.5, and 61 (59 to 63) became 61.5; two figures came with the new edition, and none went."""
    old, new = small.build(as_of=BEFORE), small.build()

    assert changes(old, new, "observation") == [
        ["revised", "survey/uptake/DEU/2020/all/50-69/C50/all", 60.0, 60.5, 0.5, False, "edition"],
        ["revised", "survey/uptake/DEU/2021/all/50-69/C50/all", 61.0, 61.5, 0.5, False, "edition"],
        ["new", "survey/uptake/DEU/2022/all/50-69/C50/all", None, None, None, None, "edition"],
        ["new", "survey/uptake/SWE/2021-2022/female/15+/all/education:low", None, 70.0, None, None, "edition"],
    ]


def test_a_new_edition_is_named_with_the_number_of_its_rows(small: Any) -> None:
    old, new = small.build(as_of=BEFORE), small.build()

    assert changes(old, new, "edition") == [["new", "survey/survey-2", None, 4, None, None, "data"]]


def test_two_builds_of_the_same_input_do_not_differ(small: Any) -> None:
    assert differences_between(small.build(), small.build(force=True), no_verdicts).empty


def test_figures_that_went_are_gone(small: Any) -> None:
    old, new = small.build(), small.build(as_of=BEFORE)

    assert [row[0] for row in changes(old, new, "observation")] == ["revised", "revised", "gone", "gone"]


def test_a_revision_beyond_the_old_interval_is_marked(small: Any) -> None:
    """63.5 lies above the 62.5 that the survey had called its upper limit; the edition is the same, so the data were the cause."""
    old = small.build()
    row = "60.5,58.5,62.5,605,1000"
    small.replace("survey/survey-2.csv", row, "63.5,61.5,65.5,635,1000")

    assert changes(old, small.build(), "observation") == [
        ["revised", "survey/uptake/DEU/2020/all/50-69/C50/all", 60.5, 63.5, 3.0, True, "data"]
    ]


def test_another_status_of_the_same_value_is_a_flag(small: Any) -> None:
    old = small.build()
    small.replace("registry/registry-1.csv", "140.5,,,,,A", "140.5,,,,,B")

    assert changes(old, small.build(), "observation") == [
        ["reflagged", "registry/rate/SWE/2019/all/all/all/all", 140.5, 140.5, 0.0, None, "data"]
    ]


def test_a_correction_is_named_as_the_cause(small: Any) -> None:
    old = small.build()
    (small.catalogue / "corrections.yml").write_text(CORRECTION, encoding="utf-8")
    row = changes(old, small.build(), "observation")[0]

    assert (row[0], row[2], row[3], row[-1]) == ("revised", 140.5, 14.05, "correction")


def test_a_target_that_moved_is_told_in_words_and_the_verdict_with_it(small: Any) -> None:
    """The aim falls from 70 % to 61 %, which the newest value, 61.5 %, has reached."""
    day = date(2024, 5, 1)
    mission = small.catalogue / "missions" / "de-test.yml"
    text = mission.read_text(encoding="utf-8").replace("sex: all", "sex: all\n        age: 50-69\n        site: C50")
    text = text.replace("general_knowledge_unverified", "seen_in_stored_source")
    mission.write_text(text, encoding="utf-8")
    old = small.build(as_of=day)
    mission.write_text(text.replace("value: 70", "value: 61"), encoding="utf-8")
    new = small.build(as_of=day)

    assert changes(old, new, "target") == [
        ["revised", "de-test/de-test-uptake/1", "level >= 70 percent by 2030", "level >= 61 percent by 2030", None, None, "target"]
    ]
    assert changes(old, new, "verdict", None) == [
        ["revised", "de-test/de-test-uptake/DEU", "not_assessable: too_few_points", "met", None, None, "target"]
    ]


def test_a_damaged_file_is_refused(small: Any) -> None:
    old, new = small.build(), small.build(force=True)
    old.write_bytes(old.read_bytes()[:-100])

    with pytest.raises(WarehouseError, match="is damaged"):
        differences_between(old, new)


def test_a_name_with_a_quote_is_no_statement(small: Any, tmp_path: Path) -> None:
    """The path goes into the statement that attaches the file."""
    folder = tmp_path / "it's; here"
    folder.mkdir()
    built = small.build()
    copy = folder / built.name
    copy.write_bytes(built.read_bytes())

    assert observation_changes(copy, built).empty


def test_the_warehouse_before_the_one_in_use_is_the_newest_older_whole_one(small: Any) -> None:
    first, second, third = (small.build(force=True) for _ in range(3))
    second.write_bytes(second.read_bytes()[:-100])

    assert store.current_and_before(small.folder) == (first, third)


def test_a_first_warehouse_has_nothing_to_compare_with(small: Any) -> None:
    small.build()

    with pytest.raises(WarehouseError, match="there is no earlier warehouse here to compare with; name two files"):
        store.current_and_before(small.folder)
