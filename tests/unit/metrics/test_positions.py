"""Level and direction are told apart: ahead, near or behind the path, and improving, standing or worsening."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from metrics.positions import positions

LEVEL: dict[str, Any] = {"kind": "level", "comparator": ">=", "direction": "increase", "value": 90.0, "year": 2030}
FALL: dict[str, Any] = {"kind": "level", "comparator": "<=", "direction": "decrease", "value": 10.0, "year": 2030}


def _row(**cells: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("lower", "upper", "path_value", "baseline", "pace_lower", "pace_upper"))
    known = {"mission": "mission", "target": "t", "place": "SWE", "target_version": 1, "status": "behind", "target_value": 90.0}
    known |= {"baseline_year": 2015, "latest_year": 2023}
    return empty | known | cells


@pytest.fixture
def placed(catalogue: Callable[..., Catalogue]) -> Callable[..., tuple[str, str]]:
    """Return where one row with the given cells stands."""

    def place(reading: dict[str, Any] = LEVEL, **cells: Any) -> tuple[str, str]:
        mission = catalogue({"t": reading}).missions["mission"]
        found = positions(pd.DataFrame([_row(**cells)]), mission).iloc[0]
        return str(found["level"]), str(found["direction"])

    return place


@pytest.mark.parametrize(("latest", "level"), [(66.0, "ahead"), (65.0, "near"), (55.0, "near"), (54.0, "behind")])
def test_near_is_a_tenth_of_the_way_from_start_to_target(placed: Callable[..., tuple[str, str]], latest: float, level: str) -> None:
    """From 40 to 90 is 50 points; a tenth of it is 5; the path stands at 60: near is 55 to 65."""
    assert placed(latest=latest, path_value=60.0, baseline=40.0)[0] == level


@pytest.mark.parametrize(
    ("year", "status", "level"), [(2015, "behind", ""), (2014, "behind", ""), (2016, "behind", "near"), (2015, "met", "near")]
)
def test_a_value_at_the_start_of_its_path_says_nothing_of_it(
    placed: Callable[..., tuple[str, str]], year: int, status: str, level: str
) -> None:
    """The path starts in 2015 at the very value of 2015: "near" would praise what only counts from there."""
    assert placed(latest=60.0, path_value=60.0, baseline=60.0, latest_year=year, status=status, pace_lower=1.0, pace_upper=2.0)[0] == level


@pytest.mark.parametrize(
    ("lower", "upper", "level"),
    [
        (50.0, 61.0, "near"),
        (50.0, 60.0, "near"),
        (60.0, 61.0, "near"),
        (50.0, 59.0, "behind"),
        (61.0, 62.0, "behind"),
        (None, 61.0, "near"),
        (50.0, None, "near"),
    ],
)
def test_a_published_range_decides_what_is_near(
    placed: Callable[..., tuple[str, str]], lower: float | None, upper: float | None, level: str
) -> None:
    """The path at 60 lies inside 50 to 61, ends included, and outside 50 to 59; half a range is none, and a tenth of the way is 5."""
    assert placed(latest=56.0, path_value=60.0, baseline=40.0, lower=lower, upper=upper)[0] == level


def test_without_a_path_the_target_is_the_line(placed: Callable[..., tuple[str, str]]) -> None:
    """A tenth of 90 is 9: 82 is near, 80 is behind, also in the year of the start: nothing lies on a path by definition."""
    assert (placed(latest=82.0)[0], placed(latest=80.0)[0]) == ("near", "behind")
    assert placed(latest=82.0, latest_year=2015)[0] == "near"


def test_where_the_start_is_the_target_the_target_is_the_measure(placed: Callable[..., tuple[str, str]]) -> None:
    """From 90 to 90 is no way at all; a tenth of 90 is 9: 82 is near, 80 is behind."""
    assert [placed(latest=latest, baseline=90.0)[0] for latest in (82.0, 80.0)] == ["near", "behind"]


def test_where_less_is_better_below_the_path_is_ahead(placed: Callable[..., tuple[str, str]]) -> None:
    """From 30 to 10 is 20, a tenth of it 2; the path stands at 20."""
    asked = {"reading": FALL, "path_value": 20.0, "baseline": 30.0, "target_value": 10.0}

    assert [placed(latest=latest, **asked)[0] for latest in (15.0, 17.9, 18.0, 22.0, 22.1, 25.0)] == [
        "ahead", "ahead", "near", "near", "behind", "behind",
    ]  # fmt: skip


@pytest.mark.parametrize(("latest", "level"), [(0.44, "behind"), (0.46, "near"), (0.56, "ahead")])
def test_a_short_way_has_a_short_tenth(placed: Callable[..., tuple[str, str]], latest: float, level: str) -> None:
    """From 0.2 to 0.7 is 0.5, a tenth of it 0.05; the path stands at 0.5."""
    assert placed(latest=latest, path_value=0.5, baseline=0.2, target_value=0.7)[0] == level


@pytest.mark.parametrize(("latest", "level"), [(-6.0, "near"), (-8.0, "behind")])
def test_a_tenth_of_a_target_below_zero_is_a_length(placed: Callable[..., tuple[str, str]], latest: float, level: str) -> None:
    """A balance that should rise to -5.5, its start not known: a tenth of 5.5 is 0.55."""
    assert placed(latest=latest, target_value=-5.5)[0] == level


def test_what_cannot_be_placed_on_its_path_has_no_direction_either(placed: Callable[..., tuple[str, str]]) -> None:
    assert placed(latest=60.0, path_value=60.0, baseline=60.0, latest_year=2015) == ("", "")


@pytest.mark.parametrize(
    ("status", "direction"),
    [("on_course", "improving"), ("behind", "improving"), ("no_clear_change", "no_clear_change"), ("away", "worsening")],
)
def test_the_direction_is_that_of_the_status(placed: Callable[..., tuple[str, str]], status: str, direction: str) -> None:
    assert placed(latest=50.0, status=status)[1] == direction


@pytest.mark.parametrize(
    ("reading", "pace", "direction"),
    [
        (LEVEL, (0.1, 0.5), "improving"),
        (LEVEL, (-0.5, -0.1), "worsening"),
        (LEVEL, (-0.1, 0.3), "no_clear_change"),
        (LEVEL, (0.0, 0.3), "no_clear_change"),
        (LEVEL, (-0.3, 0.0), "no_clear_change"),
        (FALL, (0.1, 0.5), "worsening"),
        (FALL, (-0.5, -0.1), "improving"),
        (FALL, (-0.5, 0.1), "no_clear_change"),
        (FALL, (-0.1, 0.5), "no_clear_change"),
        (FALL, (-0.5, 0.0), "no_clear_change"),
        (FALL, (0.0, 0.5), "no_clear_change"),
    ],
)
def test_a_target_already_met_moves_as_its_trend_says(
    placed: Callable[..., tuple[str, str]], reading: dict[str, Any], pace: tuple[float, float], direction: str
) -> None:
    assert placed(reading, latest=95.0, status="met", pace_lower=pace[0], pace_upper=pace[1])[1] == direction


@pytest.mark.parametrize("pace", [(0.1, 0.5), (-0.5, -0.1)])
def test_a_smooth_model_that_hardly_moves_has_no_direction_whatever_its_interval(
    placed: Callable[..., tuple[str, str]], pace: tuple[float, float]
) -> None:
    """Its points lie on the publisher's curve, so the interval of its pace is no evidence; the status says so."""
    assert placed(latest=50.0, status="no_clear_change", pace_lower=pace[0], pace_upper=pace[1])[1] == "no_clear_change"


def test_what_has_no_verdict_or_no_trend_is_not_placed(placed: Callable[..., tuple[str, str]]) -> None:
    assert placed(latest=50.0, status="not_assessable") == ("", "")
    assert placed(latest=95.0, status="met") == ("", "")
