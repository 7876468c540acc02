"""What may not be shown gives no verdict: from the catalogue through both builds to the scorecard."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.warehouse import queries, store
from metrics import report
from tests.unit.etl.conftest import TODAY, SmallInputs, small

__all__ = ["small"]

LATER = date(2024, 6, 1)
TARGET = "de-test-uptake"


def put(file: Path, old: str, new: str) -> None:
    """Put *new* for *old*, which is there once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def judged(small: SmallInputs) -> SmallInputs:
    """Return the small inputs with a target that can be judged: its sentence is confirmed, its measure is a series that is held."""
    mission = small.catalogue / "missions" / "de-test.yml"
    put(mission, "confidence: general_knowledge_unverified", "confidence: seen_in_stored_source")
    put(mission, "        sex: all\n", "        sex: all\n        age: 50-69\n        site: C50\n")
    return small


def verdict(file: Path) -> tuple[str, float]:
    """Return the reason of the one target in Germany and the latest value beside it; no value is -1."""
    engine = store.connect(file)
    with engine.connect() as connection:
        card = report.scorecard(connection, as_of=TODAY).set_index("target").loc[TARGET]
    engine.dispose()
    return str(card["reason"]), float(card["latest"] if card["latest"] == card["latest"] else -1)


def editions(file: Path) -> set[str]:
    """Return the editions whose rows are held."""
    engine = store.connect(file)
    with engine.connect() as connection:
        held = queries.read_observations(connection, in_force=False)
    engine.dispose()
    return set(held["edition"])


def test_free_figures_are_judged(judged: SmallInputs) -> None:
    """Two values are fewer than a trend needs, but they are there: 61.5 in 2021."""
    assert verdict(judged.build()) == verdict(judged.build(audience="public")) == ("too_few_points", 61.5)


def test_an_edition_under_embargo_gives_the_house_no_verdict_and_the_public_nothing(judged: SmallInputs) -> None:
    """The older edition stays in force for the public: 61 in 2021. On the day itself everybody has the new one."""
    put(judged.catalogue / "sources" / "survey.yml", "restates: survey-1", f"restates: survey-1, embargo_until: {LATER}")
    internal, public = judged.build(), judged.build(audience="public")

    assert verdict(internal) == ("embargoed", -1)
    assert verdict(public) == ("too_few_points", 61)
    assert "survey-2" in editions(internal)
    assert "survey-2" not in editions(public)
    assert verdict(judged.build(today=LATER)) == ("too_few_points", 61.5)


def test_small_counts_give_the_house_the_reason_and_the_public_no_row(judged: SmallInputs) -> None:
    """The counts 600 to 615 are below the threshold of 1,000, and with each its percentage goes."""
    with (judged.catalogue / "sources" / "survey.yml").open("a", encoding="utf-8") as source:
        source.write("small_counts: {fewer_than: 1000}\n")
    codes = judged.catalogue / "codes.yml"
    put(codes, "conf_statuses:\n", "conf_statuses:\n  - {code: A, name: {en: few, de: wenige}}\n  - {code: D, name: {en: with, de: mit}}\n")
    internal, public = judged.build(), judged.build(audience="public")

    assert verdict(internal) == ("withheld", -1)
    assert verdict(public) == ("no_data", -1)
    for number in (60.5, 61.5, 605.0, 615.0):
        assert number not in numbers(internal)
        assert number not in numbers(public)


def numbers(file: Path) -> set[float]:
    """Return every number of the observations."""
    engine = store.connect(file)
    with engine.connect() as connection:
        held = queries.read_observations(connection, in_force=False)
    engine.dispose()
    return set(held[["value", "lower", "upper", "numerator", "denominator"]].stack())
