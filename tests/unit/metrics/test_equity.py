"""The gap between two groups over time and its verdict; the numbers are arithmetic shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from metrics.equity import independent, judge_gap, pair_gaps


def group(values: list[float], first: int = 2010, half: float = np.nan, **more: Any) -> pd.DataFrame:
    """Return one value a year with the interval value ± *half*."""
    years = range(first, first + len(values))
    frame = pd.DataFrame({"year": years, "year_end": years, "value": values, "segment": 0, "excluded_by": ""}).assign(**more)
    return frame.assign(lower=frame["value"] - half, upper=frame["value"] + half)


def periods(gaps: list[float], **more: Any) -> pd.DataFrame:
    return group(gaps, **more).rename(columns={"value": "gap"})


def judge(frame: pd.DataFrame, scale: str = "absolute", **options: Any) -> Any:
    return judge_gap(frame, scale=scale, **({"as_of_year": 2020, "stale_after": 6} | options))


def test_difference_and_ratio_stand_together() -> None:
    """30 - 20 = 10 and 30 / 20 = 1.5; both halve: 15 - 10 = 5, the ratio stays 1.5."""
    result = pair_gaps(group([30.0, 15.0]), group([20.0, 10.0]))

    assert result["difference"].tolist() == [10.0, 5.0]
    assert result["ratio"].tolist() == [1.5, 1.5]


def test_the_interval_of_a_difference_adds_both_errors() -> None:
    """Each ± 3: the difference of 10 is ± √(3² + 3²) = 4.243."""
    result = pair_gaps(group([30.0], half=3.0), group([20.0], half=3.0)).iloc[0]

    assert (result["difference_lower"], result["difference_upper"]) == (
        pytest.approx(10 - 4.243, abs=0.001),
        pytest.approx(14.243, abs=0.001),
    )


def test_only_periods_that_both_have_are_compared() -> None:
    assert pair_gaps(group([1.0, 2.0, 3.0]), group([5.0, 6.0], first=2011))["year"].tolist() == [2011, 2012]


def test_windows_that_share_a_year_count_once() -> None:
    """Four-year windows that end in 2019, 2018, … share years; 2019, 2015 and 2011 do not."""
    windows = periods([1.0] * 9, first=2008)
    windows["year_end"] = windows["year"] + 3

    assert windows[independent(windows)]["year_end"].tolist() == [2011, 2015, 2019]
    windows.loc[7, "excluded_by"] = "pandemic"  # that of 2018 counted for nothing anyway
    assert windows[independent(windows)]["year_end"].tolist() == [2011, 2015, 2019]


def test_what_lies_before_a_break_or_is_distorted_is_no_evidence() -> None:
    frame = periods([1.0] * 6)
    frame["segment"] = [0, 0, 1, 1, 1, 1]
    frame.loc[4, "excluded_by"] = "pandemic"

    assert frame[independent(frame)]["year"].tolist() == [2012, 2013, 2015]


@pytest.mark.parametrize("lost", [{"segment": -1}, {"excluded_by": "pandemic"}])
def test_a_long_period_that_is_no_evidence_does_not_thin_out_single_years(lost: dict[str, Any]) -> None:
    """2006 to 2009 lies before a break or is distorted; 2010 to 2014 share no year with each other."""
    frame = periods([1.0] * 6, first=2009)
    frame.loc[0, ["year", *lost]] = [2006, *lost.values()]

    assert frame[independent(frame)]["year"].tolist() == [2010, 2011, 2012, 2013, 2014]


def test_a_shrinking_gap_narrows_and_a_growing_one_widens() -> None:
    """10, 9.1, 8, 7.1, 6 fall by one a year with a scatter of a tenth."""
    assert judge(periods([10.0, 9.1, 8.0, 7.1, 6.0])).verdict == "narrowing"
    assert judge(periods([-6.0, -7.1, -8.0, -9.1, -10.0])).verdict == "widening"
    assert judge(periods([8.0, 7.0, 9.0, 7.5, 8.5])).verdict == "no_clear_change"


def test_a_ratio_is_judged_on_its_logarithm() -> None:
    """Rates that halve in step, 30 to 20 and 15 to 10, keep their ratio: the gap narrows, the ratio does not."""
    ratios = periods([1.5, 1.501, 1.499, 1.5, 1.5])

    assert judge(ratios, "relative").verdict == "no_clear_change"
    assert judge(periods([2.0, 1.81, 1.6, 1.41, 1.2]), "relative").verdict == "narrowing"


@pytest.mark.parametrize(
    ("frame", "reason", "points"),
    [
        (periods([]), "no_data", 0),
        (periods([1.0, 2.0, 3.0, 4.0], first=2012), "too_few_points", 4),
        (periods([1.0] * 6, first=2000), "out_of_date", 6),
        (periods([1.0] * 6, segment=[0, 0, 0, 1, 1, 1]), "break_in_series", 3),
    ],
)
def test_a_gap_without_verdict_says_why(frame: pd.DataFrame, reason: str, points: int) -> None:
    """Five independent periods are needed; 2005 lies more than six years before 2020."""
    result = judge(frame)

    assert (result.verdict, result.reason, result.points) == ("not_assessable", reason, points)


def test_a_verdict_looks_as_far_back_as_a_trend_does() -> None:
    """Thirty years: the gap fell for twenty and has grown by one a year in the last ten, which is what counts."""
    fell = [40.0 - n for n in range(20)]
    grew = [20.0, 21.1, 22.0, 23.1, 24.0, 25.1, 26.0, 27.1, 28.0, 29.1]
    result = judge(periods(fell + grew, first=1990))

    assert (result.verdict, result.points, result.first_year) == ("widening", 10, 2010)


def test_a_model_s_smooth_gap_is_no_evidence() -> None:
    result = judge(periods([10.0, 9.0, 8.0, 7.0, 6.0]), modelled=True)

    assert (result.verdict, result.reason) == ("not_assessable", "modelled")


def test_the_oldest_year_that_still_counts_is_included() -> None:
    """Judged in 2020 with six years: a gap of 2014 counts, one of 2013 is out of date."""
    narrowing = [10.0, 9.1, 8.0, 7.1, 6.0]

    assert judge(periods(narrowing, first=2010)).reason == ""
    assert judge(periods(narrowing, first=2009)).reason == "out_of_date"


def test_a_period_lies_at_its_middle_and_fifteen_years_are_the_window() -> None:
    """Single years from 2000: 2015 - 2000 = 15 is inside, 2015 - 1999 = 16 is not."""
    frame = periods([10.0, 9.1, 8.0, 7.1, 6.0, 5.1])
    frame["year"] = frame["year_end"] = [1999, 2000, 2004, 2008, 2012, 2015]
    result = judge(frame)

    assert (result.points, result.first_year, result.last_year) == (5, 2000, 2015)


def test_too_few_after_a_break_is_a_break_only_where_all_would_do() -> None:
    """Two and two years around a break are too few either way."""
    assert judge(periods([1.0] * 4, first=2014, segment=[0, 0, 1, 1])).reason == "too_few_points"
    assert judge(periods([1.0] * 5, first=2014, segment=[0, 0, 1, 1, 1])).reason == "break_in_series"


def test_a_pair_is_after_a_break_or_distorted_where_either_group_is() -> None:
    ours = group([3.0, 2.0], segment=[0, 0], excluded_by=["", "pandemic"])
    theirs = group([1.0, 1.0], segment=[0, 1], excluded_by=["test", ""])
    result = pair_gaps(ours, theirs)

    assert result["segment"].tolist() == [0, 1]
    assert result["excluded_by"].tolist() == ["test", "pandemic"]
    assert pair_gaps(theirs, ours)["segment"].tolist() == [0, 1]


def test_a_model_without_any_value_has_no_data() -> None:
    assert judge(periods([]), modelled=True).reason == "no_data"


def test_the_slope_is_that_of_a_year() -> None:
    """(-2 × 10 - 9.1 + 7.1 + 2 × 6) / 10 = -1 a year."""
    result = judge(periods([10.0, 9.1, 8.0, 7.1, 6.0]))

    assert result.slope == pytest.approx(-1.0)
    assert (result.first_year, result.last_year) == (2010, 2014)


def test_only_the_same_periods_make_a_pair_in_order_of_time() -> None:
    """2011 to 2012 and 2010 to 2012 share an end, 2011 a beginning; the first rows stand in another order."""
    ours = group([3.0, 2.0, 9.0]).assign(year=[2011, 2010, 2013], year_end=[2012, 2010, 2013])
    theirs = group([1.0, 1.0, 1.0, 1.0]).assign(year=[2010, 2011, 2010, 2011], year_end=[2012, 2011, 2010, 2012])
    result = pair_gaps(ours, theirs)

    assert result[["year", "year_end", "difference"]].to_numpy().tolist() == [[2010, 2010, 1.0], [2011, 2012, 2.0]]
    assert result.index.tolist() == [0, 1]


def test_each_group_has_its_own_error() -> None:
    """30 ± 3 by 20 ± 4: errors 3 / 1.96 and 4 / 1.96, of the ratio √(0.1² + 0.2²) over 1.96; turned round, the ratio's error stays."""
    one, other = group([30.0], half=3.0), group([20.0], half=4.0)
    result, turned = pair_gaps(one, other).iloc[0], pair_gaps(other, one).iloc[0]

    assert result["ratio_upper"] == pytest.approx(1.5 * np.exp(np.hypot(0.1, 0.2)), rel=1e-4)
    assert turned["ratio_upper"] == pytest.approx(np.exp(np.hypot(0.1, 0.2)) / 1.5, rel=1e-4)
    assert result["difference_upper"] == pytest.approx(15.0, rel=1e-4)


def test_periods_of_one_and_of_two_years_share_none() -> None:
    """Where some are of two years, every second year counts back from the newest, whatever the order of the rows."""
    frame = periods([1.0] * 5).iloc[::-1]
    frame.loc[2, "year"] = 2011

    assert sorted(frame[independent(frame)]["year_end"]) == [2010, 2012, 2014]
    assert not independent(frame.assign(excluded_by="pandemic")).any()


def test_a_ratio_narrows_by_its_logarithm_a_year() -> None:
    """2, 1.9, 1.805, …: 5 % less a year each."""
    result = judge(periods([2 * 0.95**year for year in range(5)]), "relative")

    assert result.slope == pytest.approx(np.log(0.95))


def test_known_errors_of_a_gap_make_its_trend_less_sure() -> None:
    """Each ± 5 on the fall of four: t = 1 / (5 / √10) = 0.63."""
    falling = periods([10.0, 9.1, 8.0, 7.1, 6.0])

    assert judge(falling).verdict == "narrowing"
    assert judge(falling.assign(se=5.0)).verdict == "no_clear_change"


def test_the_newest_periods_count_in_whatever_order_they_stand() -> None:
    """Twelve years, of which the ten newest narrow."""
    values = [0.0, 50.0, *(10 - year + (year % 2) / 10 for year in range(10))]
    frame = periods(values, first=2006)
    result, turned = judge(frame), judge(frame.iloc[::-1])

    assert (result.verdict, result.first_year, result.points) == ("narrowing", 2008, 10)
    assert turned == result


def test_without_a_break_five_periods_that_overlap_are_too_few() -> None:
    """Of eight years in windows of four two are independent; what there is, is told with its years."""
    frame = periods([1.0] * 8, first=2008)
    frame["year_end"] = frame["year"] + 3
    result = judge(frame)

    assert (result.reason, result.points, result.first_year, result.last_year) == ("too_few_points", 2, 2011, 2018)
    assert judge(periods([])).first_year is None
    assert judge(periods([])).last_year is None
