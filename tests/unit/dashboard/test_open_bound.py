"""A value that is just the level of a target: enough where the target says "at least", not where it says "below"."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard.components.aim import is_at_open_bound
from dashboard.components.view import View
from dashboard.language import words_of
from dashboard.loading import OpenWarehouse
from dashboard.pages.explain_calculation import calculation_steps
from dashboard.pages.verdict_numbers import three_numbers
from dashboard.selection import Selection

DAY = date(2026, 11, 28)
BELOW, AT_LEAST = "who-ccei-incidence-4", "who-ccei-vacc-90"
"""New cases of cervical cancer below 4 per 100,000; at least 90 % of girls vaccinated (WHO, strategy of 2020)."""
TOLD = "at the limit, which has to be passed"


@pytest.fixture
def view(warehouse: OpenWarehouse) -> View:
    return View(warehouse, Selection(language="en"), words_of("en"), "light", DAY)


def germany(view: View, target: str, *, beyond: float) -> pd.Series:
    """Return Germany's row of *target* as if its latest value were the level, and *beyond* units past it."""
    rows = view.in_force()
    row = rows[(rows["target"] == target) & (rows["place"] == "DEU")].iloc[0].copy()
    row["latest"], row["gap"] = row["target_value"] + (beyond if target == AT_LEAST else -beyond), -beyond
    return row


@pytest.mark.parametrize(
    ("target", "beyond", "expected"),
    [(BELOW, 0.0, True), (BELOW, 0.1, False), (BELOW, -0.1, False), (AT_LEAST, 0.0, False)],
)
def test_only_a_level_that_has_to_be_passed_is_an_open_bound(view: View, target: str, beyond: float, expected: bool) -> None:  # noqa: FBT001 - a parameter of the case
    assert is_at_open_bound(view, germany(view, target, beyond=beyond)) is expected


def test_at_an_open_bound_nobody_says_that_nothing_is_missing(view: View) -> None:
    row = germany(view, BELOW, beyond=0.0)

    assert TOLD in three_numbers(view, row)
    assert ("Distance to the target", TOLD) in calculation_steps(view, row.to_dict())


def test_past_it_or_at_a_closed_one_nothing_is_missing(view: View) -> None:
    for row in (germany(view, BELOW, beyond=0.1), germany(view, AT_LEAST, beyond=0.0)):
        assert "nothing" in three_numbers(view, row)
        assert TOLD not in three_numbers(view, row)
