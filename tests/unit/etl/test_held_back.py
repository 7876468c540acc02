"""Small counts are in no build, and figures under embargo in none for the public."""

from __future__ import annotations

import struct
from datetime import timedelta
from pathlib import Path

import pytest

from data.errors import ProblemsFound
from data.warehouse import schema
from tests.unit.etl.conftest import ALL, LATER, MEN, TODAY, WOMEN, SmallInputs, observations, put, table


def in_bytes(file: Path, *numbers: float) -> list[float]:
    """Return those of *numbers* that stand in the *file*, as a number or in words."""
    content = file.read_bytes()
    return [number for number in numbers if struct.pack("<d", number) in content or f"{number:.15g}".encode() in content]


# --- small counts ------------------------------------------------------------------------------------------------------------------


def test_a_withheld_cell_is_empty_and_has_its_flag_in_a_build_for_the_house(clinic: SmallInputs) -> None:
    """The terms forbid to show it to anybody; 60332.75 - 60291.5 would give it away."""
    rows = observations(clinic.build(), source="clinic").set_index("sex")

    assert rows["conf_status"].to_dict() == {"all": "F", "female": "A", "male": "D"}
    assert rows["value"].dropna().to_dict() == {"all": ALL}
    assert rows[["lower", "upper", "numerator"]].notna().sum(axis=1).to_dict() == {"all": 3, "female": 0, "male": 0}


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_no_byte_of_a_file_holds_a_withheld_count(clinic: SmallInputs, audience: str) -> None:
    file = clinic.build(audience=audience)

    assert in_bytes(file, WOMEN, MEN, ALL) == [ALL]


def test_no_sum_lets_the_public_try_small_numbers_until_a_file_is_met(clinic: SmallInputs) -> None:
    """Whoever knows the other cells needs 49 attempts; the sum of the registry, which has no such rule, is of use."""
    first, second = clinic.build(audience="public"), clinic.build(audience="public")
    sums = table(second, schema.edition).set_index("id")["table_sha256"]
    builds = [table(file, schema.build)["input_sha256"].item() for file in (first, second)]

    assert (sums["clinic-1"], len(sums["registry-1"])) == ("", 64)
    assert set(table(second, schema.file).query("source == 'clinic'")["sha256"]) == {""}
    assert len(set(builds)) == 2


def test_a_small_count_is_checked_before_it_is_withheld(clinic: SmallInputs) -> None:
    clinic.replace("clinic/clinic-1.csv", f"{WOMEN},{WOMEN - 1}", f"-{WOMEN},{WOMEN - 1}")

    with pytest.raises(ProblemsFound, match=r"clinic-1\.csv:2: value -41\.25 is outside the range"):
        clinic.build()


def test_no_notice_quotes_a_figure_that_is_withheld(clinic: SmallInputs) -> None:
    """The clinic's sexes make up 30 persons fewer than all, which is noticed as long as the three are there."""
    clinic.replace("clinic/clinic-1.csv", f"{ALL},{ALL - 1},{ALL + 1},{ALL}", f"{ALL + 30},,,")
    kept = table(clinic.build(), schema.notice)["what"].tolist()
    put(clinic.catalogue / "sources" / "clinic.yml", "small_counts: {fewer_than: 50}\n", "")
    told = [problem.what for problem in clinic.check()]

    assert [what for what in told if f"{ALL}" in what] == [f"value {ALL + 30} of sex 'all', but its parts add up to {ALL}"]
    assert [what for what in kept if f"{ALL}" in what] == []


def test_a_corrected_figure_that_is_withheld_is_not_in_a_file_for_the_public(clinic: SmallInputs) -> None:
    """Neither as it was published nor in the words of the correction; the house still reads what was corrected and why."""
    text = """\
- id: women
  source: clinic
  edition: clinic-1
  match: {indicator: cases, sex: female}
  action: set
  set: {value: 42.125, numerator: 42.125}
  expected: {value: 41.25, numerator: 41.25}
  reason: {en: Made for the tests, de: Für die Tests gemacht}
  evidence: {document: Letter, confidence: seen_in_stored_source}
  who: Nobody
  decided: 2023-02-01
"""
    (clinic.catalogue / "corrections.yml").write_text(text, encoding="utf-8")
    internal, public = clinic.build(), clinic.build(audience="public")

    assert table(internal, schema.corrected)["published_value"].isna().tolist() == [True]
    assert table(internal, schema.correction)["id"].tolist() == ["women"]
    assert table(public, schema.correction).empty
    assert table(public, schema.corrected).empty
    assert in_bytes(public, WOMEN, 42.125, MEN) == []


def test_the_public_is_told_of_a_correction_with_all_its_rows_or_not_at_all(clinic: SmallInputs) -> None:
    """It touches the three counts, of which one is free."""
    text = """\
- id: break
  source: clinic
  edition: clinic-1
  match: {indicator: cases}
  action: set
  set: {obs_status: B}
  expected: {obs_status: A}
  reason: {en: Made for the tests, de: Für die Tests gemacht}
  evidence: {document: Letter, confidence: seen_in_stored_source}
  who: Nobody
  decided: 2023-02-01
"""
    (clinic.catalogue / "corrections.yml").write_text(text, encoding="utf-8")
    public = clinic.build(audience="public")

    assert observations(public, source="clinic")["obs_status"].tolist() == ["B"]
    assert table(public, schema.correction).empty
    assert table(public, schema.corrected).empty


def test_a_figure_that_a_correction_makes_confidential_is_not_in_a_file_for_the_public(small: SmallInputs) -> None:
    """The publisher had it as free, and so the table of what was published before a correction has it."""
    text = """\
- id: names-a-person
  source: registry
  match: {indicator: rate, place: SWE, year: 2019}
  action: set
  set: {conf_status: C}
  expected: {value: 140.5, conf_status: F}
  reason: {en: Made for the tests, de: Für die Tests gemacht}
  evidence: {document: Letter, confidence: seen_in_stored_source}
  who: Nobody
  decided: 2023-02-01
"""
    (small.catalogue / "corrections.yml").write_text(text, encoding="utf-8")
    internal, public = small.build(), small.build(audience="public")

    assert table(internal, schema.corrected)["published_value"].tolist() == [140.5]
    assert table(public, schema.corrected).empty
    assert in_bytes(public, 140.5) == []


# --- embargo -----------------------------------------------------------------------------------------------------------------------


def test_nothing_of_an_edition_under_embargo_is_in_a_file_for_the_public(held_back: SmallInputs) -> None:
    """The older edition stays in force."""
    public = held_back.build(audience="public")

    assert in_bytes(public, 60.5, 61.5, 605.0, 615.0, 60.0) == [60.0]
    assert b"survey-2.csv" not in public.read_bytes()
    assert set(observations(public, source="survey", in_force=True)["edition"]) == {"survey-1"}
    assert "survey-2" not in set(table(public, schema.edition)["id"])


def test_the_house_sees_what_is_under_embargo_marked_as_not_for_publication(held_back: SmallInputs) -> None:
    rows = observations(held_back.build(), edition="survey-2")

    assert rows["conf_status"].tolist() == ["N", "N", "C", "N"]
    assert rows["value"].count() == 3


@pytest.mark.parametrize("audience", ["internal", "public"])
def test_an_embargo_that_ends_is_a_reason_to_build(held_back: SmallInputs, audience: str) -> None:
    """On the day itself the figures are for everybody."""
    on = [held_back.build(audience=audience, today=day) for day in (TODAY, LATER - timedelta(days=1), LATER, LATER)]

    assert on[0] == on[1] != on[2] == on[3]
    assert "F" in set(observations(on[2], edition="survey-2")["conf_status"])


def test_a_build_as_of_a_day_under_embargo_does_not_show_what_was_free_later(held_back: SmallInputs) -> None:
    file = held_back.build(audience="public", as_of=LATER - timedelta(days=1), today=LATER)

    assert observations(file, edition="survey-2").empty


def test_a_day_in_the_future_ends_no_embargo(held_back: SmallInputs) -> None:
    file = held_back.build(audience="public", as_of=LATER, today=TODAY)

    assert observations(file, edition="survey-2").empty


def test_a_correction_of_an_edition_under_embargo_is_not_told_to_the_public(held_back: SmallInputs) -> None:
    text = """\
- id: mend
  source: survey
  match: {indicator: uptake, year: 2021, sex: all}
  action: set
  set: {lower: 58.875}
  expected: {obs_status: A, lower: 59.5}
  reason: {en: Made for the tests, de: Für die Tests gemacht}
  evidence: {document: Letter, confidence: seen_in_stored_source}
  who: Nobody
  decided: 2023-02-01
"""
    (held_back.catalogue / "corrections.yml").write_text(text.replace("  match", "  edition: survey-2\n  match"), encoding="utf-8")
    public = held_back.build(audience="public")

    assert table(public, schema.correction).empty
    assert table(public, schema.corrected).empty
    assert in_bytes(public, 58.875, 59.5) == []


def test_an_embargo_before_publication_is_refused(held_back: SmallInputs) -> None:
    put(held_back.catalogue / "sources" / "survey.yml", f"{LATER}", "2023-06-29")

    assert any("embargo_until 2023-06-29 lies before published 2023-06-30" in message for message in held_back.messages())
