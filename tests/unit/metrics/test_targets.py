"""What each kind of target asks for, in numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.catalogue.promises import TargetKind
from metrics import levels
from metrics.agreement import agreement
from metrics.levels import target_level


def level(
    kind: str, *, sign: float = -1.0, value: float = np.nan, amount: float = np.nan, base: float = 100.0, years: float = 10.0
) -> float:
    start = 2020.0
    rows = pd.DataFrame(
        [
            {
                "kind": kind, "sign": sign, "stated_value": value, "amount": amount, "baseline": base, "baseline_year": start,
                "target_year": start + years,
            }
        ]
    )  # fmt: skip
    return target_level(rows).item()


@pytest.mark.parametrize(
    ("kind", "numbers", "expected"),
    [
        ("level", {"value": 36.0}, 36.0),
        ("cumulative_count", {"value": 500.0, "sign": 1.0}, 500.0),
        ("relative_change", {"amount": 50.0}, 50.0),  # halved
        ("relative_change", {"amount": 25.0, "sign": 1.0}, 125.0),
        ("relative_change_per_decade", {"amount": 10.0, "base": 40.0}, 36.0),  # from 40 to 36 in ten years
        ("relative_change_per_decade", {"amount": 10.0, "years": 20.0}, 81.0),  # two decades: 0.9 × 0.9
        ("annual_change", {"amount": 2.5, "years": 20.0}, 100 * 0.975**20),  # 39.7 % lower, not 50 %
        ("gap_reduction", {"amount": 30.0, "base": 15.0}, 10.5),
        ("gain", {"value": 5.0, "sign": 1.0, "base": 60.0}, 65.0),
    ],
)
def test_each_kind_of_target_is_a_level(kind: str, numbers: dict[str, float], expected: Any) -> None:
    assert level(kind, **numbers) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("kind", "numbers", "expected"),
    [
        ("relative_change", {"amount": 10.0, "base": 8.7}, 7.83),  # 8.7 × 0.9 is 7.829999999999999 in binary
        ("relative_change", {"amount": 10.0, "base": 0.087}, 0.0783),
        ("relative_change", {"amount": 10.0, "base": 8.7e-9}, 7.83e-9),
        ("relative_change", {"amount": 10.0, "base": 0.0}, 0.0),
        ("relative_change", {"amount": 10.0, "base": -8.7}, -7.83),
        ("relative_change", {"amount": 10.0, "base": 1e300}, 1e300 * 0.9),
        ("gain", {"value": 0.2, "sign": 1.0, "base": 0.1}, 0.3),
        ("relative_change", {"amount": 50.0, "base": 123_456_789_013.0}, 61_728_394_506.5),
        ("level", {"value": 7.829999999999999}, 7.829999999999999),
    ],
)
def test_a_computed_level_is_the_decimal_that_a_reader_would_work_out(kind: str, numbers: dict[str, float], expected: float) -> None:
    """To the last bit: a place that publishes just this value has reached its target."""
    assert level(kind, **numbers) == expected


def test_a_decade_without_years_counts_once() -> None:
    assert level("relative_change_per_decade", amount=10.0, base=40.0, years=np.nan) == pytest.approx(36.0)


@pytest.mark.parametrize("kind", ["relative_change", "annual_change", "gain", "gap_reduction", "aspiration", "all_of"])
def test_without_a_base_there_is_no_level(kind: str) -> None:
    assert np.isnan(level(kind, amount=10.0, value=10.0, base=np.nan))


def test_ties_between_methods_go_to_the_less_favourable() -> None:
    """Two say on course, two say behind: behind. Methods that cannot answer do not count."""
    votes = ["on_course", "behind", "on_course", "behind", "not_assessable"]
    found = agreement(pd.DataFrame({"series": "a", "status": votes})).loc["a"]

    assert (found["methods_usable"], found["methods_modal"], found["agreement"]) == (4, "behind", 0.5)


def test_the_kinds_have_the_catalogue_s_names() -> None:
    """They are written out once more so that a user's own table needs no catalogue."""
    names = ("LEVEL", "CUMULATIVE_COUNT", "RELATIVE_CHANGE", "GAP_REDUCTION", "RELATIVE_CHANGE_PER_DECADE", "ANNUAL_CHANGE", "GAIN")

    assert [getattr(levels, name) for name in names] == [TargetKind[name] for name in names]
