"""Paths, gaps and required paces in numbers that a reader can check."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from metrics.gaps import draw_paths, gap, path_kind_used, path_values, required_pace


def row(
    path: str = "linear", *, start: float = 40.0, goal: float = 36.0, first: float = 2019.0, last: float = 2029.0, steps: Any = ()
) -> pd.DataFrame:
    numbers = {"baseline_year": first, "baseline": start, "target_year": last, "target_value": goal}
    return pd.DataFrame([{"path": path, "steps": steps} | numbers])


def at(rows: pd.DataFrame, year: int) -> float:
    return path_values(rows, pd.Series([float(year)])).item()


def test_a_linear_path_loses_the_same_every_year() -> None:
    """40 to 36 in ten years: 0.4 points a year."""
    assert [at(row(), year) for year in (2019, 2024, 2029, 2035)] == pytest.approx([40.0, 38.0, 36.0, 36.0])


def test_a_log_linear_path_loses_the_same_share_every_year() -> None:
    """A tenth in a decade: 40 × 0.9^(k/10), so 40 × 0.9^0.5 = 37.947 after five years."""
    assert at(row("log_linear"), 2024) == pytest.approx(40 * 0.9**0.5)


def test_a_log_linear_path_to_zero_is_drawn_linear() -> None:
    assert at(row("log_linear", goal=0.0), 2024) == pytest.approx(20.0)


def test_a_stepped_path_asks_for_the_last_step_that_is_due() -> None:
    rows = row("stepped", steps=((2022, 39.0), (2025, 37.0)))

    assert [at(rows, year) for year in (2020, 2022, 2026, 2029)] == [40.0, 39.0, 37.0, 36.0]


def test_steps_may_be_written_in_any_order_and_belong_to_their_own_row() -> None:
    """Three targets, numbered as they stood in a longer table: steps, no steps, other steps."""
    rows = pd.concat([row("stepped", steps=((2025, 37.0), (2022, 39.0))), row(), row("stepped", start=20.0, steps=((2024, 19.0),))])
    rows.index = pd.Index([7, 2, 0])

    assert path_values(rows, pd.Series(2026.0, index=rows.index)).tolist() == pytest.approx([37.0, 37.2, 19.0])  # 40 - 7 × 0.4


def test_before_the_first_step_each_row_has_its_own_start() -> None:
    """Two targets, numbered as they stood in a longer table, in another order."""
    steps = ((2025, 10.0),)
    rows = pd.concat([row("stepped", steps=steps), row("stepped", start=20.0, steps=steps)]).set_axis([1, 0], axis=0)

    assert path_values(rows, pd.Series(2021.0, index=rows.index)).tolist() == [40.0, 20.0]


def test_only_a_path_by_shares_needs_positive_numbers() -> None:
    """Steps from zero stay steps."""
    rows = pd.concat([row("stepped", start=0.0, steps=((2022, 5.0),)), row("deadline_only", start=0.0)], ignore_index=True)

    assert path_kind_used(rows).tolist() == ["stepped", "deadline_only"]


def test_a_deadline_asks_for_nothing_before() -> None:
    assert np.isnan(at(row("deadline_only"), 2028))
    assert at(row("deadline_only"), 2029) == 36.0


def test_there_is_no_path_before_the_baseline_or_without_one() -> None:
    assert np.isnan(at(row(), 2018))
    assert np.isnan(at(row(start=np.nan), 2024))


def test_the_gap_is_what_is_missing_in_either_direction() -> None:
    latest, target, sign = pd.Series([50.0, 50.0, 36.0]), pd.Series([60.0, 40.0, 36.0]), pd.Series([1.0, -1.0, -1.0])

    assert list(gap(latest, target, sign)) == [10.0, 10.0, 0.0]


@pytest.mark.parametrize(
    ("latest", "target", "log", "pace"),
    [
        (50.0, 60.0, False, 1.0),
        (100.0, 50.0, True, 100 * (0.5**0.1 - 1)),  # halving in ten years: −6.7 % a year
        (0.5, 0.25, True, 100 * (0.5**0.1 - 1)),  # and so it is below one
        (20.0, 0.0, True, -2.0),  # zero has no logarithm: units a year
        (0.0, 5.0, True, 0.5),
    ],
)
def test_the_required_pace_leads_from_the_latest_value_to_the_target(latest: float, target: float, log: float, pace: float) -> None:
    found = required_pace(pd.Series([latest]), pd.Series([2020.0]), pd.Series([target]), pd.Series([2030.0]), log=pd.Series([bool(log)]))

    assert found.item() == pytest.approx(pace)


def test_after_the_target_year_no_pace_is_required() -> None:
    assert np.isnan(required_pace(*(pd.Series([number]) for number in (50.0, 2030.0, 60.0, 2030.0)), log=pd.Series([False])).item())


def test_every_year_of_a_path_is_drawn_and_a_deadline_is_one_point() -> None:
    rows = pd.concat([row(), row("deadline_only"), row(start=np.nan), row(last=np.nan), row(first=np.nan)], ignore_index=True)
    drawn = draw_paths(rows)

    assert drawn.groupby("row").size().to_dict() == {0: 11, 1: 1, 2: 1, 4: 1}  # a start without a year starts nowhere
    assert drawn.loc[drawn["row"] > 0, ["year", "value"]].drop_duplicates().to_numpy().tolist() == [[2029, 36.0]]


def test_a_path_that_would_end_before_it_starts_is_not_drawn_and_others_are_under_their_own_kind() -> None:
    rows = pd.concat([row(first=2031.0), row("log_linear", first=2027.0), row("log_linear", first=2028.0, goal=0.0)], ignore_index=True)

    assert draw_paths(rows)[["row", "year", "path"]].to_numpy().tolist() == [
        [1, 2027, "log_linear"], [1, 2028, "log_linear"], [1, 2029, "log_linear"], [2, 2028, "linear"], [2, 2029, "linear"],
    ]  # fmt: skip
