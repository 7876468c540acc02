"""Small counts are in no build, figures under embargo in none for the public, and what we derive is marked as ours."""

from __future__ import annotations

import struct
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data.errors import ProblemsFound
from data.warehouse import queries, schema, store
from etl.diff import differences_between
from metrics import report
from tests.unit.etl.conftest import TODAY, SmallInputs

CASES = """\
id: cases
name: {en: Made-up cases, de: Erdachte Fälle}
short_name: {en: Cases, de: Fälle}
definition: {en: Persons., de: Personen.}
unit: persons
better: lower
family: incidence
range: [0, null]
scale: linear
resolution: 1
publication_lag_years: 2
stale_after_years: 5
"""
PERSONS = """\
units:
  - code: persons
    name: {en: persons, de: Personen}
    value: {en: persons, de: Personen}
    change: {en: persons, de: Personen}
"""
WITHHELD = """\
conf_statuses:
  - {code: A, name: {en: too few, de: zu wenige}}
  - {code: D, name: {en: protects another, de: schützt einen anderen}}
"""
OURS = "waymark"
LIST = "editions:\n  clinic-1:\n    table: clinic-1.csv\n    rows: 0\n    sha256: 0\n"
HEADER = "indicator,place,year,year_end,sex,age,site,group,value,lower,upper,numerator,denominator,obs_status,conf_status,edition,locator"
WOMEN, MEN, ALL = 41.25, 60291.5, 60332.75
"""Counts of 2021, with fractions that stand in no other number of a warehouse; the women are below the threshold of 50."""

CRUDE = """\
id: crude
version: 2
kind: rate
indicator: rate
decided: 2023-01-31
explanation: {en: Made for the tests, de: Für die Tests gemacht}
numerator: {indicator: uptake, source: survey}
per: 100
"""
LATER = date(2024, 6, 1)


def put(file: Path, old: str, new: str) -> None:
    """Put *new* for *old*, which is there once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def with_source(small: SmallInputs, name: str, extra: str, editions: str = "editions: []\n") -> None:
    """Add a source to the small catalogue."""
    text = (small.catalogue / "sources" / "registry.yml").read_text(encoding="utf-8").partition("editions:")[0]
    (small.catalogue / "sources" / f"{name}.yml").write_text(text.replace("id: registry", f"id: {name}") + editions + extra, "utf-8")


@pytest.fixture
def clinic(small: SmallInputs) -> SmallInputs:
    """Add a source with a rule for small counts: cases of one year by sex."""
    (small.catalogue / "indicators" / "cases.yml").write_text(CASES, encoding="utf-8")
    put(small.catalogue / "codes.yml", "units:\n", PERSONS)
    put(small.catalogue / "codes.yml", "conf_statuses:\n", WITHHELD)
    edition = "editions:\n  - {id: clinic-1, name: {en: Clinic, de: Klinik}, published: 2023-01-31}\n"
    with_source(small, "clinic", "small_counts: {fewer_than: 50}\n", edition)
    (small.figures / "clinic").mkdir()
    (small.figures / "clinic" / "figures.yml").write_text(LIST, encoding="utf-8")
    counts = [("female", WOMEN), ("male", MEN), ("all", ALL)]
    lines = [f"cases,DEU,2021,2021,{sex},all,all,all,{n},{n - 1},{n + 1},{n},,A,F,clinic-1,{sex} row" for sex, n in counts]
    small.write("clinic/clinic-1.csv", "\n".join([HEADER, *lines, ""]).encode())
    return small


@pytest.fixture
def derived(small: SmallInputs) -> SmallInputs:
    """Add a recipe: the persons tested among those invited, from the counts of the survey that is in force."""
    (small.catalogue / "derived").mkdir()
    (small.catalogue / "derived" / "crude.yml").write_text(CRUDE, encoding="utf-8")
    with_source(small, OURS, "")
    return small


def observations(file: Path, **choices: Any) -> Any:
    """Return observations of the warehouse *file*, by default of every edition."""
    engine = store.connect(file)
    with engine.connect() as connection:
        rows = queries.read_observations(connection, **({"in_force": False} | choices))
    engine.dispose()
    return rows


def table(file: Path, chosen: sa.Table) -> Any:
    """Return a table of the warehouse *file*."""
    engine = store.connect(file)
    with engine.connect() as connection:
        rows = store.read_frame(connection, chosen.select())
    engine.dispose()
    return rows


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


@pytest.fixture
def held_back(small: SmallInputs) -> SmallInputs:
    """Put the second survey, which restates the first, under an embargo until 1 June 2024; the tests' day is 1 May."""
    put(small.catalogue / "sources" / "survey.yml", "restates: survey-1", f"restates: survey-1, embargo_until: {LATER}")
    return small


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


# --- derived figures -----------------------------------------------------------------------------------------------------------------


def test_what_a_recipe_derives_stands_in_the_warehouse_with_its_inputs(derived: SmallInputs) -> None:
    """605 of 1,000 and 615 of 1,000 persons in the survey that is in force."""
    file = derived.build()
    rows = observations(file, source=OURS)

    assert rows[["place", "year", "value", "edition"]].to_numpy().tolist() == [
        ["DEU", 2020, 60.5, "crude-v2"],
        ["DEU", 2021, 61.5, "crude-v2"],
    ]
    assert set(rows["locator"]) == {"derived by us (crude-v2: rate) from uptake of survey/survey-2"}
    assert ("waymark", "derived/crude.yml", "table") in set(
        table(file, schema.file)[["source", "name", "kind"]].itertuples(index=False, name=None)
    )


def test_a_target_may_be_judged_by_a_figure_of_ours(derived: SmallInputs) -> None:
    """Its measure names our source."""
    put(derived.catalogue / "derived" / "crude.yml", "indicator: rate", "indicator: uptake")
    put(
        derived.catalogue / "missions" / "de-test.yml",
        "        sex: all\n",
        "        sex: all\n        age: 50-69\n        site: C50\n        source: waymark\n",
    )
    engine = store.connect(derived.build())
    with engine.connect() as connection:
        (row,) = report.scorecard(connection, as_of=TODAY).to_dict("records")
    engine.dispose()

    assert (row["latest_year"], row["latest"], row["edition"]) == (2021, 61.5, "crude-v2")


def test_a_derived_figure_is_as_young_as_its_inputs(derived: SmallInputs) -> None:
    """The recipe was decided in January 2023, the second survey appeared on 30 June: what is made from it was not known in March."""
    file = derived.build()
    editions = table(file, schema.edition).set_index("id")["published"]

    assert editions["crude-v2"].date() == date(2023, 6, 30)
    assert observations(file, source=OURS, as_of=date(2023, 3, 1), in_force=True).empty


def test_a_build_as_of_a_day_derives_from_what_was_known_then(derived: SmallInputs) -> None:
    known, before = (derived.build(as_of=day) for day in (date(2023, 2, 1), date(2023, 1, 30)))

    assert observations(known, source=OURS)["value"].tolist() == [60.0, 61.0]
    assert observations(before, source=OURS).empty


def test_a_changed_recipe_shows_in_the_difference_of_two_builds(derived: SmallInputs) -> None:
    old = derived.build()
    put(derived.catalogue / "derived" / "crude.yml", "per: 100", "per: 200")
    new = derived.build()

    changes = differences_between(old, new)
    ours = changes[(changes["kind"] == "observation") & changes["key"].str.startswith(OURS)]

    assert ours[["change", "old", "new", "cause"]].to_numpy().tolist() == [
        ["revised", 60.5, 121.0, "data"],
        ["revised", 61.5, 123.0, "data"],
    ]


def test_a_figure_of_ours_is_checked_like_others(derived: SmallInputs) -> None:
    """2,000 x 605 / 1,000 and 2,000 x 615 / 1,000 percent are no shares."""
    put(derived.catalogue / "derived" / "crude.yml", "indicator: rate", "indicator: uptake")
    put(derived.catalogue / "derived" / "crude.yml", "per: 100", "per: 2000")

    assert [problem.what for problem in derived.check() if problem.column == "value"][:2] == [
        "value 1210 is outside the range of 'uptake'",
        "value 1230 is outside the range of 'uptake'",
    ]


def test_what_is_derived_from_a_figure_under_embargo_is_not_for_the_public(held_back: SmallInputs, derived: SmallInputs) -> None:
    """Both fixtures change the same inputs; the public gets what follows from the first survey."""
    internal, public = held_back.build(), derived.build(audience="public")

    assert observations(internal, source=OURS)["conf_status"].tolist() == ["N", "N"]
    assert observations(public, source=OURS)["value"].tolist() == [60.0, 61.0]


def test_nothing_is_derived_from_a_withheld_count(clinic: SmallInputs, derived: SmallInputs) -> None:
    """Of three counts one is left."""
    text = CRUDE.partition("numerator:")[0] + "numerator: {indicator: cases, source: clinic}\n"
    text += "denominator: {indicator: cases, source: clinic}\nper: 1\n"
    (derived.catalogue / "derived" / "crude.yml").write_text(text, encoding="utf-8")
    rows = observations(clinic.build(), source=OURS)

    assert rows[["sex", "value"]].to_numpy().tolist() == [["all", 1.0]]


@pytest.mark.parametrize(("old", "new"), [("indicator: uptake", "indicator: upkeep"), ("version: 2\n", "")])
def test_a_wrong_recipe_stops_the_build_with_its_file(derived: SmallInputs, old: str, new: str) -> None:
    put(derived.catalogue / "derived" / "crude.yml", old, new)

    with pytest.raises(ProblemsFound, match=r"derived/crude\.yml"):
        derived.build()


def test_a_key_that_stands_twice_is_told_before_anything_is_derived(derived: SmallInputs) -> None:
    row = 'uptake,DEU,2021,2021,all,50-69,C50,all,61.5,59.5,63.5,615,1000,A,F,survey-2,"Table 1, row 2"\n'
    derived.replace("survey/survey-2.csv", row, row + row)

    with pytest.raises(ProblemsFound, match=r"survey-2\.csv:4"):
        derived.build()
