"""Verdicts on the cancer deaths of the United States, from the figures as committed, with the sums by hand."""

from __future__ import annotations

from datetime import date
from math import exp, log

import pandas as pd
import pytest

from data import paths
from data.catalogue.loader import load_catalogue
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


def test_without_the_event_the_verdicts_are_the_same() -> None:
    """Whether 2021 counts is our reading; no status hangs on it."""
    catalogue = load_catalogue()
    events = {name: event for name, event in catalogue.events.items() if name != "us-population-2021"}
    figures = pd.read_csv(paths.FIGURES / "nchs_deaths/wonder-2026.csv").assign(source="nchs_deaths")
    missions = [catalogue.missions[name] for name in ("us-hp2030", "us-moonshot")]
    rows = judge(catalogue.model_copy(update={"events": events}), figures, AS_OF, missions=missions).scorecard.set_index("target")

    assert rows.loc[["us-hp2030-c01", "us-moonshot-mortality-50"], "status"].tolist() == ["behind", "behind"]
    assert rows.loc["us-hp2030-c01", "first_used_year"] == 2015
