"""The parts of a change in cases: by hand where one factor changes, by their sum always."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import MetricError
from metrics.decomposition import PARTS, decompose_change

PEOPLE = np.array([[600.0, 400.0]])
CASES = np.array([[6.0, 40.0]])
POSITIVE = st.lists(st.floats(0.5, 1e4), min_size=3, max_size=3)


def parts(frame: pd.DataFrame) -> list[float]:
    return frame.loc[0, list(PARTS)].tolist()


def test_more_people_of_the_same_ages_and_rates_are_all_size() -> None:
    """Half as many again: 46 cases become 69."""
    assert parts(decompose_change(CASES, PEOPLE, 1.5 * CASES, 1.5 * PEOPLE)) == pytest.approx([23, 0, 0], abs=1e-12)


def test_another_age_structure_at_the_same_rates_is_all_ageing() -> None:
    """A hundred people move from a rate of 1 % to one of 10 %: 9 cases more."""
    later = np.array([[500.0, 500.0]])

    assert parts(decompose_change(CASES, PEOPLE, np.array([[5.0, 50.0]]), later)) == pytest.approx([0, 9, 0], abs=1e-12)


def test_another_rate_in_the_same_people_is_all_risk() -> None:
    assert parts(decompose_change(CASES, PEOPLE, np.array([[3.0, 40.0]]), PEOPLE)) == pytest.approx([0, 0, -3], abs=1e-12)


@settings(max_examples=50, deadline=None)
@given(cases=POSITIVE, people=POSITIVE, later_cases=POSITIVE, later_people=POSITIVE)
def test_the_parts_add_up_and_are_the_mean_over_all_orders(
    cases: list[float], people: list[float], later_cases: list[float], later_people: list[float]
) -> None:
    """Das Gupta's formula against its meaning: change one factor after the other, in each of the six orders."""
    cells = [np.array([numbers]) for numbers in (cases, people, later_cases, later_people)]
    row = decompose_change(*cells).loc[0]
    early, late = ([p.sum(), p / p.sum(), c / p] for c, p in (cells[:2], cells[2:]))
    effects = np.zeros(3)
    for order in permutations(range(3)):
        factors = list(early)
        for changed in order:
            before = (factors[0] * factors[1] * factors[2]).sum()
            factors[changed] = late[changed]
            effects[changed] += ((factors[0] * factors[1] * factors[2]).sum() - before) / 6

    assert row[list(PARTS)].sum() == pytest.approx(row["change"], abs=1e-6)
    assert row[list(PARTS)].to_numpy(dtype=float) == pytest.approx(effects, rel=1e-6, abs=1e-6)


def test_a_band_that_empties_has_no_risk_any_more() -> None:
    """
    Nobody of the second band is left: 1,000 people become 600, shares 0.6 and 0.4 become 1 and 0, its rate of 10 % becomes 0.

    Size: -400 × [(0.006 + 0.01) / 2 + 0.04 / 3]; ageing: 0.4 × (10 + 6) / 2 - 0.4 × (100 / 3 + 60 / 6); risk: -0.1 × (400 / 3 + 240 / 6).
    """
    frame = decompose_change(CASES, PEOPLE, np.array([[6.0, 0.0]]), np.array([[600.0, 0.0]]))

    assert frame.loc[0, "change"] == -40
    assert parts(frame) == pytest.approx([-400 * (0.008 + 0.04 / 3), 3.2 - 0.4 * (100 / 3 + 10), -0.1 * (400 / 3 + 40)])
    assert sum(parts(frame)) == pytest.approx(-40)


def test_every_group_has_its_own_parts() -> None:
    """Half as many again, and 3 cases fewer in the same people; each by its own numbers before and after."""
    later_cases, later_people = np.array([[9.0, 60.0], [3.0, 40.0]]), np.array([[900.0, 600.0], [600.0, 400.0]])
    frame = decompose_change(np.repeat(CASES, 2, axis=0), np.repeat(PEOPLE, 2, axis=0), later_cases, later_people)

    assert frame[["first", "last", "change"]].to_numpy().tolist() == [[46, 69, 23], [46, 43, -3]]
    assert frame[list(PARTS)].to_numpy().tolist() == [pytest.approx([23, 0, 0], abs=1e-12), pytest.approx([0, 0, -3], abs=1e-12)]


def test_people_may_be_counted_in_millions() -> None:
    """A population of 0.6 and 0.4 million is one."""
    assert parts(decompose_change(CASES, PEOPLE / 1e6, 1.5 * CASES, 1.5 * PEOPLE / 1e6)) == pytest.approx([23, 0, 0], abs=1e-9)


@pytest.mark.parametrize(("cases", "people"), [([6.0, 1.0], [1000.0, 0.0]), ([6.0, 40.0], [1000.0, 0.0]), ([0.0, 0.0], [0.0, 0.0])])
def test_cases_or_a_group_without_people_are_refused(cases: list[float], people: list[float]) -> None:
    with pytest.raises(MetricError, match="has no population"):
        decompose_change(CASES, PEOPLE, np.array([cases]), np.array([people]))
    with pytest.raises(MetricError, match="has no population"):  # beside a group that has one
        decompose_change(
            *(np.repeat(cells, 2, axis=0) for cells in (CASES, PEOPLE)), np.array([CASES[0], cases]), np.array([PEOPLE[0], people])
        )
