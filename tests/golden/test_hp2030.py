"""
Healthy People's rule on published figures.

No stored source prints baseline, latest value, target and percentage of one objective together. So the rule's own text is applied (notes
of the Healthy People 2020 Final Progress Table, catalog.data.gov; figure note of PMC8428048), with the arithmetic shown, and the one
status that a stored page prints beside its numbers is reproduced.
"""

from __future__ import annotations

import pandas as pd
import pytest

from metrics.methods import METHODS


def assess(values: dict[int, float], better: str, start: int, goal: float) -> pd.Series:
    series = pd.DataFrame({"series": "a", "year": list(values), "value": list(values.values())})
    target = pd.DataFrame([{"series": "a", "better": better, "baseline_year": start, "target_year": 2030, "target_value": goal}])
    return METHODS["hp2030"].assess(series, target).iloc[0]


def test_the_published_status_of_c_01_is_reproduced() -> None:
    """health.gov, objective C-01: 149.1 cancer deaths per 100,000 in 2018, target 122.7, "Status: Baseline only"."""
    answer = assess({2018: 149.1}, "lower", 2018, 122.7)

    assert (answer["verdict"], answer["reason"]) == ("baseline_only", "baseline_only")


def test_the_published_formula_on_published_screening_rates() -> None:
    """
    Colorectal screening was 52.5 % in 2008 and 62.4 % in 2017 (CDC, annual report page on Healthy People 2020 targets).

    Toward a target of 68.3 (Healthy People 2030, C-07 as revised) that is 9.9 of 15.8 points: 62.7 % of the targeted change, improving.
    """
    answer = assess({2008: 52.5, 2017: 62.4}, "higher", 2008, 68.3)

    assert answer["statistic"] == pytest.approx(100 * 9.9 / 15.8)
    assert (answer["verdict"], answer["required"]) == ("improving", pytest.approx(15.8))
