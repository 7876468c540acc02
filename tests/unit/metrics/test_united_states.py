"""Verdicts on the cancer deaths of the United States, from the figures as committed, with the sums by hand."""

from __future__ import annotations

from datetime import date
from math import exp, log

import pandas as pd
import pytest

from data import paths
from data.catalogue.loader import load_catalogue
from data.catalogue.models import EventEffect
from metrics.scorecard import judge

AS_OF = date(2026, 11, 29)


@pytest.fixture(scope="module")
def verdicts() -> pd.DataFrame:
    """Return the scorecard of the two American missions on the newest edition alone, by target."""
    catalogue = load_catalogue()
    figures = pd.read_csv(paths.FIGURES / "nchs_deaths/wonder-2026.csv").assign(source="nchs_deaths")
    missions = [catalogue.missions[name] for name in ("us-hp2030", "us-moonshot")]
    rows = judge(catalogue, figures, AS_OF, missions=missions).scorecard
    return rows.set_index("target")


def test_breast_cancer_deaths_fall_too_slowly(verdicts: pd.DataFrame) -> None:
    """
    Nine years, 2011 to 2019. With x from -4 to 4 the slope of the logarithms is the sum of x ln y over 60.

    From 19.4 in 2019 to 15.3 in 2030 the rate has to fall by a factor of 15.3/19.4 in eleven years: 2.14 % a year, where it fell by 1.34 %.
    """
    values = [21.7, 21.4, 20.8, 20.6, 20.3, 20.1, 19.9, 19.7, 19.4]
    slope = sum(x * log(y) for x, y in zip(range(-4, 5), values, strict=True)) / 60
    row = verdicts.loc["us-hp2030-c04"]

    assert (row["status"], row["first_used_year"], row["last_used_year"], row["points_used"]) == ("behind", 2011, 2019, 9)
    assert row["required_pace"] == pytest.approx(100 * ((15.3 / 19.4) ** (1 / 11) - 1))
    assert row["pace"] == pytest.approx(100 * (exp(slope) - 1))
    assert (round(row["required_pace"], 2), round(row["pace"], 2)) == (-2.14, -1.34)


def test_all_cancer_deaths_fall_too_slowly_and_2021_has_no_say(verdicts: pd.DataFrame) -> None:
    """From 139.4 in 2024: to 122.7 in six years, or to 73 in 23. Ten years are used, 2014 to 2024 without 2021."""
    expected = {"us-hp2030-c01": (122.7, 6), "us-moonshot-mortality-50": (73, 23)}
    for target, (goal, years) in expected.items():
        row = verdicts.loc[target]

        assert (row["status"], row["latest_year"], row["latest"]) == ("behind", 2024, 139.4)
        assert (row["first_used_year"], row["last_used_year"], row["points_used"]) == (2014, 2024, 10)
        assert row["required_pace"] == pytest.approx(100 * ((goal / 139.4) ** (1 / years) - 1))
        assert row["required_pace"] < row["pace"] < 0
        assert "years_excluded" in row["cautions"]


@pytest.mark.parametrize(
    ("changes", "first_used"),
    [({"effect": EventEffect.NOTE}, 2015), ({"last_year": 2022}, 2013), ({"last_year": 2023}, 2012)],
    ids=["none left out", "2021 and 2022", "2021 to 2023"],
)
def test_the_verdicts_are_the_same_with_2021_and_without_its_neighbours(changes: dict[str, object], first_used: int) -> None:
    """Which years are left out is our reading; no status hangs on it."""
    rows = _judged_with_event(**changes)

    assert rows["status"].tolist() == ["behind", "behind"]
    assert rows["first_used_year"].tolist() == [first_used, first_used]


def test_a_break_in_2021_would_leave_too_few_values_for_a_verdict() -> None:
    """The sternest reading, which the event's own words name: 2021 to 2024 are four values, and five are needed."""
    rows = _judged_with_event(effect=EventEffect.BREAK)

    assert rows["reason"].tolist() == ["break_in_series", "break_in_series"]
    assert rows["points_used"].tolist() == [4, 4]


def _judged_with_event(**changes: object) -> pd.DataFrame:
    """Return the scorecard's rows of all cancers where the event of 2021 has *changes*."""
    catalogue = load_catalogue()
    changed = catalogue.events["us-population-2021"].model_copy(update=changes)
    catalogue = catalogue.model_copy(update={"events": catalogue.events | {changed.id: changed}})
    figures = pd.read_csv(paths.FIGURES / "nchs_deaths/wonder-2026.csv").assign(source="nchs_deaths")
    missions = [catalogue.missions[name] for name in ("us-hp2030", "us-moonshot")]
    rows = judge(catalogue, figures, AS_OF, missions=missions).scorecard.set_index("target")
    return rows.loc[["us-hp2030-c01", "us-moonshot-mortality-50"]]
