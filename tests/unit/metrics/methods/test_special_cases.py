"""
What every method says in the cases where methods part: a target met, met at the baseline, lost; zero; two points; no errors; away.

A rule that cannot be computed keeps its reason even where the target is met: Fingertips, the German symbols and the US profiles look at a
trend, and Healthy People wants a second point. Methods that judge the way to a target need no way once they are there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from metrics.methods import METHODS

Verdict = Callable[..., pd.Series]

NAMES = ("waymark", "eurostat", "unsd", "escap", "sdsn", "hp2030", "fingertips", "open_sdg", "dns_de", "aapc")

FALLING = [100.0, 98.0, 96.0, 94.0, 92.0, 90.0]
RISING = [100.0, 101.0, 102.0, 103.0, 104.0, 105.0]
ERRORS = {"se": [0.1] * 6}
WRONG_SIDE, ZERO, FEW = "target_not_in_desired_direction", "zero_or_sign_change", "too_few_points"

# values, better, further columns, and of each method, in the order of NAMES, the status or the reason
CASES: dict[str, tuple[list[float], str, dict[str, list[float]], str]] = {
    "target met now": ([100.0, 95.0, 90.0, 85.0, 80.0, 75.0], "lower", ERRORS, "met met met met met met met met met met"),
    "baseline is the target": ([80.0] * 6, "lower", ERRORS, "met met met met met met met met met met"),
    "beyond at the baseline, still met": ([70.0, 71.0, 72.0, 73.0, 74.0, 75.0], "lower", ERRORS, "met met met met met met met met met met"),
    "baseline is the target, lost since": (
        [80.0, 80.2, 80.4, 80.6, 80.8, 81.0],
        "lower",
        {},
        f"away {WRONG_SIDE} {WRONG_SIDE} {WRONG_SIDE} away no_clear_change not_applicable away away away",
    ),
    "beyond at the baseline, lost since": (
        [70.0, 72.0, 75.0, 78.0, 82.0, 85.0],
        "lower",
        ERRORS,
        f"away {WRONG_SIDE} {WRONG_SIDE} {WRONG_SIDE} away away away away away away",
    ),
    "baseline of zero": (
        [0.0, 1.0, 2.0, 3.0, 4.0, 5.0],
        "higher",
        {},
        f"behind {ZERO} {ZERO} {ZERO} no_clear_change no_clear_change not_applicable on_course behind {ZERO}",
    ),
    "change of sign": (
        [-3.0, -2.0, -1.0, 1.0, 2.0, 3.0],
        "higher",
        {},
        f"behind {ZERO} {ZERO} {ZERO} no_clear_change no_clear_change not_applicable {ZERO} behind {ZERO}",
    ),
    "two points": (
        [100.0, 98.0],
        "lower",
        {},
        f"{FEW} window_too_short on_course on_course window_too_short behind {FEW} on_course {FEW} {FEW}",
    ),
    "two points, met": ([100.0, 78.0], "lower", {}, f"met met met met met met {FEW} met {FEW} {FEW}"),
    "one point": ([100.0], "lower", {}, f"{FEW} {FEW} {FEW} {FEW} {FEW} baseline_only {FEW} {FEW} {FEW} {FEW}"),
    "one point, met": ([78.0], "lower", {}, f"met met met met met baseline_only {FEW} met {FEW} {FEW}"),
    "no errors": (
        FALLING,
        "lower",
        {},
        "on_course on_course on_course on_course on_course behind not_applicable on_course on_course behind",
    ),
    "errors": (FALLING, "lower", ERRORS, "on_course on_course on_course on_course on_course behind behind on_course on_course behind"),
    "moved away": (RISING, "lower", {}, "away away away away away no_clear_change not_applicable away away away"),
    "moved away, with errors": (RISING, "lower", ERRORS, "away away away away away away away away away away"),
}

ASKED = [(case, name, answer) for case, (*_, answers) in CASES.items() for name, answer in zip(NAMES, answers.split(), strict=True)]


@pytest.mark.parametrize(("case", "name", "expected"), ASKED)
def test_the_special_cases(verdict: Verdict, case: str, name: str, expected: str) -> None:
    values, better, columns, _ = CASES[case]
    goal: dict[str, Any] = {"baseline_year": 2015, "target_year": 2030, "target_value": 80.0, "resolution": 0.1}
    answer = verdict(METHODS[name], values, better, columns=columns, **goal)

    assert expected == (answer["reason"] or answer["status"])


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("eurostat", "significant_progress"),
        ("unsd", "target_met"),
        ("open_sdg", "target_achieved"),
        ("sdsn", "on_track_or_maintaining"),
        ("hp2030", "target_met_or_exceeded"),
        ("fingertips", "decreasing_and_getting_better"),
    ],
)
def test_a_met_target_keeps_each_method_s_own_word(verdict: Verdict, name: str, word: str) -> None:
    values, better, columns, _ = CASES["target met now"]
    answer = verdict(METHODS[name], values, better, columns=columns, baseline_year=2015, target_year=2030, target_value=80.0)

    assert (answer["verdict"], answer["status"]) == (word, "met")
