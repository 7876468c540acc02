"""Average changes over ranges of years, a given number of joinpoints, and what is refused."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import MetricError
from metrics.__main__ import main
from metrics.joinpoint import average, average_file, joinpoint
from metrics.joinpoints.rules import Rules


def bent(*, noise: float = 0.0, name: str = "a") -> pd.DataFrame:
    """Return 21 rates that rise by 4 % a year until 2010 and then fall by 2 %."""
    year = np.arange(2000, 2021)
    wobble = noise * np.array([(-1) ** k * (1 + k % 3) for k in range(21)])
    log_rate = np.log(10) + 0.04 * np.minimum(year - 2000, 10) - 0.02 * np.maximum(year - 2010, 0) + wobble
    return pd.DataFrame({"series": name, "year": year, "rate": np.exp(log_rate)})


def test_the_average_weighs_slopes_by_their_years() -> None:
    """2005 to 2015: five years of 0.04 and five of -0.02 make 0.01; the whole range has as many of either."""
    found = average(bent(), years=(2005, 2015)).loc[0]

    assert found[["series", "joinpoints", "start_year", "end_year"]].tolist() == ["a", 1, 2005, 2015]
    assert found["aapc"] == pytest.approx(100 * np.expm1(0.01))
    assert average(bent()).loc[0, ["start_year", "end_year"]].tolist() == [2000, 2020]


def test_a_series_that_does_not_reach_over_the_range_has_no_average() -> None:
    both = pd.concat([bent(), bent(name="b").query("year > 2006")])
    found = average(both, years=(2005, 2015)).set_index("series")

    assert found.loc["a", "aapc"] == pytest.approx(100 * np.expm1(0.01))
    assert found.loc["b", ["aapc", "lower", "upper"]].isna().all()
    assert not found.loc["b", "significant"]


def test_inside_one_segment_the_average_is_that_segment_s_change_and_interval() -> None:
    rules = Rules(interval="separate", level=0.9)
    segment = joinpoint(bent(noise=0.002), rules=rules).iloc[0]
    found = average(bent(noise=0.002), years=(2002, 2008), rules=rules).loc[0]

    assert found[["aapc", "lower", "upper"]].tolist() == pytest.approx(segment[["apc", "lower", "upper"]].tolist())


@pytest.mark.parametrize("selection", ["wbic", "permutation"])
def test_so_many_joinpoints_as_are_given(selection: Any) -> None:
    found = joinpoint(bent(noise=0.01), max_joinpoints=2, rules=Rules(selection=selection, min_joinpoints=2, permutations=99))

    assert found["joinpoints"].tolist() == [2, 2, 2]


def test_a_short_series_has_as_many_joinpoints_as_its_points_allow() -> None:
    found = joinpoint(bent().query("year < 2005"), rules=Rules(min_joinpoints=3))

    assert found["joinpoints"].tolist() == [0]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"years": (2015, 2010)}, "years: 2015-2010 is no range"),
        ({"years": (2015, 2015)}, "years: 2015-2015 is no range"),
        ({"rules": Rules(interval="quantile")}, "interval: 'quantile' has no limits of an average; one of parametric, separate"),
    ],
)
def test_what_has_no_average_is_refused(options: dict[str, Any], expected: str) -> None:
    with pytest.raises(MetricError) as error:
        average(bent(), **options)

    assert str(error.value).startswith(expected)


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ({"min_joinpoints": -1}, "min_joinpoints: -1 is negative"),
        ({"min_joinpoints": 3, "max_joinpoints": 2}, "min_joinpoints: 3 is more than the largest number; at most 2"),
        ({"permutations": 0}, "permutations, resamples: are too few"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(rules: dict[str, Any], expected: str) -> None:
    with pytest.raises(MetricError) as error:
        Rules(**rules)

    assert str(error.value).startswith(expected)


def test_the_command_prints_averages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rates.csv"
    bent(noise=0.002).to_csv(file, index=False)

    assert main(["joinpoint", str(file), "--average", "2005-2015", "--level", "0.9"]) == 0
    printed = pd.read_csv(StringIO(capsys.readouterr().out))
    pd.testing.assert_frame_equal(average_file(file, years=(2005, 2015), rules=Rules(level=0.9)), printed, check_dtype=False)


@pytest.mark.parametrize("years", ["2015", "2015-2010", "15-20", "2010-20200", "ever"])
def test_what_is_no_range_of_years_is_a_usage_error(years: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["joinpoint", "rates.csv", "--average", years])

    assert stopped.value.code == 2
    assert "is no range of years; write 2015-2019, or all" in capsys.readouterr().err


@settings(max_examples=25, deadline=None)
@given(logs=st.lists(st.floats(-2, 2), min_size=12, max_size=12), scale=st.floats(1e-6, 1e6))
def test_averages_lie_between_their_segments_and_do_not_see_the_unit(logs: list[float], scale: float) -> None:
    frame = pd.DataFrame({"series": "a", "year": range(2000, 2012), "rate": np.exp(logs)})
    segments, found = joinpoint(frame), average(frame).loc[0]
    scaled = average(frame.assign(rate=scale * frame["rate"])).loc[0]

    assert segments["apc"].min() - 1e-9 <= found["aapc"] <= segments["apc"].max() + 1e-9
    assert scaled["aapc"] == pytest.approx(found["aapc"], abs=1e-6)
