"""Builds with figures that we derive: marked as ours, as young as their inputs, and held back like them."""

from __future__ import annotations

from datetime import date

import pytest

from data.errors import ProblemsFound
from data.warehouse import schema, store
from etl.diff import differences_between
from metrics import report
from tests.unit.etl.conftest import CRUDE, OURS, TODAY, SmallInputs, observations, put, table


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
