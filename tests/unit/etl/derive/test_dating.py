"""What we derive is known no earlier than what it was made from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from data.catalogue.catalogue import Catalogue
from data.catalogue.entries import Text
from data.catalogue.loader import load_catalogue
from data.catalogue.models import Edition
from data.warehouse.comparisons import Holding
from etl.derive.dating import dated
from etl.derive.recipes import Input, Recipe, Window

SMALL = Path(__file__).resolve().parents[3] / "small" / "catalogue"
WORDS = Text(en="Made for the tests", de="Für die Tests gemacht")
DECIDED = date(2024, 3, 1)


def edition(name: str, published: date) -> Edition:
    return Edition(id=name, name=WORDS, published=published)


@pytest.fixture
def catalogue() -> Callable[..., Catalogue]:
    """Return a builder: editions of a survey, ``name=day``, and two of ours, one made by the recipe and one by none."""
    small = load_catalogue(SMALL)

    def build(**published: date) -> Catalogue:
        editions = tuple(edition(name, day) for name, day in published.items())
        ours = (edition("mean-v1", DECIDED), edition("typed", date(2020, 1, 1)))
        sources = {
            name: small.sources["survey"].model_copy(update={"id": name, "editions": held})
            for name, held in (("survey", editions), ("waymark", ours))
        }
        return small.model_copy(update={"sources": small.sources | sources})

    return build


def recipe() -> Recipe:
    figures = Input(indicator="uptake", source="survey")
    return Window(
        id="mean", version=1, indicator="rate", decided=DECIDED, explanation=WORDS, kind="window", figures=figures, years=2, how="mean"
    )


def held(name: str, indicator: str = "uptake") -> Holding:
    return Holding("survey", name, indicator, rows=1, first_year=2020, last_year=2020, total=1.0, least=1.0, most=1.0)


@pytest.mark.parametrize(
    ("holdings", "expected"),
    [
        ([held("early")], DECIDED),  # known before the decision
        ([held("early"), held("late")], date(2025, 5, 5)),
        ([held("late"), held("early")], date(2025, 5, 5)),  # the newest, in whatever order
        ([held("early"), held("late", "rate")], DECIDED),  # of another indicator
        ([], DECIDED),
    ],
)
def test_a_derived_edition_has_the_day_of_its_newest_input(
    catalogue: Callable[..., Catalogue], holdings: list[Holding], expected: date
) -> None:
    """Never one before the decision; an edition of ours that no recipe makes keeps its own."""
    known = dated(catalogue(early=date(2023, 1, 1), late=date(2025, 5, 5)), [recipe()], holdings)

    assert {one.id: one.published for one in known.sources["waymark"].editions} == {"mean-v1": expected, "typed": date(2020, 1, 1)}
    assert [one.published for one in known.sources["survey"].editions] == [date(2023, 1, 1), date(2025, 5, 5)]
