"""
Healthy People's rule on the published Healthy People 2020 Final Progress Table.

The rows are those of "Healthy People 2020 Final Progress Table" (NCHS; US government work), topic Access to Health Services, as stored at
git.lsit.ucsb.edu/publicdata/CDC-Data-2025: baseline, final value, target, the percentage the table prints (toward the target, or away from
the baseline), and its status 1 to 4. The table's statuses rest on standard errors that it does not print; in these rows the 10 % rules for
objectives without standard errors lead to the same status.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from metrics.blocks import judge_all
from metrics.methods import METHODS

PRINTED_STATUS = {1: "target_met_or_exceeded", 2: "improving", 3: "little_or_no_detectable_change", 4: "getting_worse"}

FINAL_PROGRESS_TABLE = [
    # objective, better, baseline year, baseline, final year, final, target, percent printed, status printed
    ("AHS-1.1", "higher", 2008, 83.2, 2018, 89.0, 100.0, 34.5, 2),
    ("AHS-1.2", "higher", 2008, 50.3, 2018, 54.4, 55.3, 82.0, 2),
    ("AHS-1.3", "higher", 2008, 62.2, 2018, 61.1, 68.4, -1.8, 3),
    ("AHS-3", "higher", 2007, 76.3, 2016, 76.4, 83.9, 1.3, 3),
    ("AHS-5.1", "higher", 2008, 86.4, 2018, 87.5, 95.0, 12.8, 2),
    ("AHS-5.2", "higher", 2008, 94.3, 2018, 95.3, 100.0, 17.5, 2),
    ("AHS-5.3", "higher", 2008, 81.3, 2018, 82.5, 89.4, 14.8, 2),
    ("AHS-5.4", "higher", 2008, 96.3, 2018, 95.8, 100.0, -0.5, 3),
    ("AHS-6.1", "lower", 2007, 10.0, 2016, 10.0, 9.0, 0.0, 3),
    ("AHS-6.2", "lower", 2007, 4.7, 2016, 4.1, 4.2, 120.0, 1),
    ("AHS-6.3", "lower", 2007, 5.5, 2016, 4.8, 5.0, 140.0, 1),
]


def assess(values: dict[int, float], better: str, start: int, goal: float) -> pd.Series:
    series = pd.DataFrame({"series": "a", "year": list(values), "value": list(values.values())})
    target = pd.DataFrame([{"series": "a", "better": better, "baseline_year": start, "target_year": 2030, "target_value": goal}])
    return judge_all(series, target, [METHODS["hp2030"]]).iloc[0]


@pytest.mark.parametrize("row", FINAL_PROGRESS_TABLE, ids=[row[0] for row in FINAL_PROGRESS_TABLE])
def test_the_final_progress_table_is_reproduced(
    row: tuple[str, str, int, float, int, float, float, float, int], oracle: Callable[..., None]
) -> None:
    _, better, first, baseline, last, final, goal, percent, status = row
    answer = assess({first: baseline, last: final}, better, first, goal)

    expected = (PRINTED_STATUS[status], pytest.approx(percent, abs=0.05))  # printed to one decimal
    same = (answer["verdict"], answer["statistic"]) == expected
    oracle("hp2030", "Healthy People 2020 Final Progress Table: status and percentage of objectives", int(same), 1)

    assert (answer["verdict"], answer["statistic"]) == expected


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
