"""From long frames to verdicts: whatever the order, the names and the number of rows, each series gets its own answer."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics import blocks
from metrics.blocks import judge_all
from metrics.methods import METHODS
from metrics.methods.base import RESULT_COLUMNS

CLOSED_FORM = [method for method in METHODS.values() if not method.sampling]


def random_walks(seed: int, series: int = 40) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return points with gaps and goals of made-up series."""
    random = np.random.default_rng(seed)
    values = np.round(50 + np.cumsum(random.normal(-0.3, 1.0, (series, 15)), axis=1), 1)
    kept = random.random(values.shape) < 0.8
    names = np.array([f"series {number}" for number in range(series)])
    years = np.broadcast_to(np.arange(2008, 2023), values.shape)
    points = pd.DataFrame({"series": np.repeat(names, kept.sum(axis=1)), "year": years[kept], "value": values[kept]})
    goals = pd.DataFrame({"series": names, "better": "lower", "baseline_year": 2010, "target_year": 2030, "target_value": 45.0})
    return points, goals


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Assert that two answers say the same, whatever their names are made of."""
    columns = [name for name in RESULT_COLUMNS if name != "series"]
    pd.testing.assert_frame_equal(one[columns], other[columns], check_categorical=False)
    assert one["series"].astype(str).tolist() == other["series"].astype(str).tolist()


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_is_irrelevant(seed: int) -> None:
    points, goals = random_walks(seed)
    shuffled = points.sample(frac=1, random_state=seed)

    same(judge_all(points, goals, CLOSED_FORM), judge_all(shuffled, goals, CLOSED_FORM))


def test_the_size_of_a_block_is_irrelevant(monkeypatch: pytest.MonkeyPatch) -> None:
    points, goals = random_walks(1)
    whole = judge_all(points, goals, CLOSED_FORM)
    monkeypatch.setattr(blocks, "BLOCK", 7)

    same(whole, judge_all(points, goals, CLOSED_FORM))


def test_the_number_of_processors_is_irrelevant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six blocks, one after another and three side by side: the same answer bit by bit, random draws included."""
    points, goals = random_walks(1)
    monkeypatch.setattr(blocks, "BLOCK", 7)
    monkeypatch.setattr(blocks, "WORKERS", 1)
    alone = judge_all(points, goals, list(METHODS.values()))
    monkeypatch.setattr(blocks, "WORKERS", 3)

    pd.testing.assert_frame_equal(alone, judge_all(points, goals, list(METHODS.values())), check_exact=True)


def test_a_fault_in_one_block_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in a thread must stop the whole, never leave a hole in the answer."""
    points, goals = random_walks(1)
    monkeypatch.setattr(blocks, "BLOCK", 7)
    monkeypatch.setattr(blocks, "WORKERS", 2)

    def fail(*_: object) -> None:
        message = "a fault"
        raise ArithmeticError(message)

    with pytest.raises(ArithmeticError, match="a fault"):
        judge_all(points, goals, [dataclasses.replace(CLOSED_FORM[0], judge=fail)])


@pytest.mark.parametrize("kind", ["category", "object", "integer"])
def test_names_may_be_texts_categories_or_numbers(kind: str) -> None:
    points, goals = random_walks(2)
    frames = [frame.assign(series=frame["series"].str.removeprefix("series ")) for frame in (points, goals)]
    renamed = [frame.astype({"series": int if kind == "integer" else kind}) for frame in frames]

    same(judge_all(frames[0], frames[1], CLOSED_FORM), judge_all(renamed[0], renamed[1], CLOSED_FORM))


def test_the_answer_follows_the_goals_not_the_points() -> None:
    points, goals = random_walks(3)
    whole = judge_all(points, goals, CLOSED_FORM)
    chosen = goals.iloc[[30, 4, 17]]
    some = judge_all(points, chosen, CLOSED_FORM)

    picked = pd.concat([whole[whole["series"] == name] for name in chosen["series"]], ignore_index=True)

    same(picked, some)


def test_a_goal_without_points_has_no_data_and_a_series_without_a_goal_no_row() -> None:
    points, goals = random_walks(4, series=2)
    answer = judge_all(points.assign(series="another"), goals, CLOSED_FORM)

    assert len(answer) == 2 * len(CLOSED_FORM)
    assert set(answer["reason"]) == {"no_data"}


@pytest.mark.parametrize("columns", [["series", "year", "value"], ["series", "year", "year_end", "value", "lower", "upper", "se"]])
def test_no_points_at_all_are_no_error(columns: list[str]) -> None:
    _, goals = random_walks(5, series=3)
    answer = judge_all(pd.DataFrame({name: pd.Series(dtype=float) for name in columns}), goals, list(METHODS.values()))

    assert set(answer["reason"]) == {"no_data"}
    assert len(judge_all(pd.DataFrame({name: [] for name in columns}), goals.iloc[:0], CLOSED_FORM)) == 0


def test_periods_of_one_first_year_stand_in_order_of_their_end() -> None:
    """2010–2012 comes after 2010–2011, whatever the order of the rows."""
    rows: Any = {"series": "a", "year": [2010, 2010], "year_end": [2012, 2011], "value": [2.0, 1.0]}
    ordered = blocks.ordered_points(pd.DataFrame(rows))

    np.testing.assert_array_equal(blocks.panel_of(ordered, 0, 1).value, [[1.0, 2.0]])
