"""
What NCI's program, version 4, found in American deaths by drugs: joinpoints by permutation tests, weights by standard errors, its own
parametric limits, and averages over the whole range.

Published: github.com/mkiang/opioid_trends, joinpoint_analysis 02 and 04 (commit 0960f58): log-linear, standard errors provided, permutation
tests with 10,000 permutations, up to 3 joinpoints in 21 years and 5 in 41. Rates are per 100,000, by kind of opioid and group, 1999-2019,
and the ratio of two of them, 1979-2019; changes have three decimals. The rates of the 21 years are printed to five decimals, which leaves
up to 0.02 in the limits of the smallest ones.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from metrics.joinpoint import average, joinpoint
from metrics.joinpoints.rules import Rules

Oracle = Callable[[str, str, int, int], None]

NCI = Rules(selection="permutation", interval="separate", max_joinpoints=3)

RATES = {
    "drug total": (
        """
        6.15254 6.16258 6.78975 8.15807 8.86639 9.33529 10.02347 11.44337 11.85123 11.88161 11.94863 12.26744 13.15767 13.10655
        13.74584 14.66622 16.29631 19.72906 21.69708 20.68034 21.60381
        """,
        """
        .04749 .04676 .04881 .05328 .05534 .05655 .05832 .06206 .06291 .06282 .06282 .06350 .06570 .06542 .06678 .06897 .07269
        .07990 .08369 .08153 .08322
        """,
    ),
    "heroin black": (
        """
        .83265 .88489 .75526 .91166 .76906 .62085 .77993 .72906 .76081 .77435 .88483 .74938 .96561 1.29535 2.01624 2.50951
        3.11517 4.48878 4.90313 4.88873 5.01978
        """,
        """
        .05096 .05153 .04722 .05145 .04667 .04162 .04634 .04424 .04501 .04466 .04745 .04333 .04890 .05645 .06962 .07766 .08615
        .10285 .10654 .10591 .10704
        """,
    ),
    "heroin total": (
        """
        .71624 .65010 .62163 .72654 .71679 .63967 .67773 .69637 .79647 1.00559 1.07349 .99225 1.42226 1.91626 2.64848 3.38708
        4.14273 4.89981 4.86142 4.69090 4.35489
        """,
        """
        .01619 .01516 .01475 .01591 .01574 .01480 .01518 .01533 .01636 .01837 .01891 .01819 .02169 .02520 .02955 .03344 .03694
        .04008 .03981 .03907 .03756
        """,
    ),
    "methadone total": (
        """
        .28704 .34960 .50907 .81829 1.02318 1.31161 1.50454 1.80628 1.82391 1.61364 1.52577 1.47450 1.42201 1.25454 1.13615
        1.06561 1.02253 1.03898 .97222 .91477 .82585
        """,
        """
        .01025 .01114 .01336 .01687 .01880 .02121 .02261 .02469 .02470 .02317 .02249 .02205 .02170 .02033 .01931 .01864 .01820
        .01833 .01764 .01708 .01621
        """,
    ),
    "natural total": (
        """
        1.00560 1.03354 1.21754 1.53181 1.67171 1.77547 1.93700 2.32267 2.68293 2.97029 3.14197 3.51501 3.72867 3.52184 3.53471
        3.75988 3.92030 4.42934 4.40679 3.77236 3.56313
        """,
        """
        .01920 .01915 .02066 .02307 .02400 .02462 .02560 .02790 .02992 .03138 .03220 .03404 .03500 .03394 .03382 .03484 .03556
        .03768 .03751 .03456 .03356
        """,
    ),
    "nonopioid white": (
        """
        3.20128 3.26916 3.55605 4.17631 4.63549 4.88340 5.21131 5.85874 6.11904 5.98585 5.84529 6.05938 6.49277 6.37785 6.49411
        6.25466 6.47492 7.06732 7.35223 6.48868 6.45681
        """,
        """
        .03759 .03764 .03915 .04232 .04453 .04564 .04703 .04978 .05076 .05015 .04951 .05035 .05216 .05163 .05202 .05111 .05211
        .05447 .05566 .05208 .05192
        """,
    ),
    "opioid black": (
        """
        3.52621 3.44416 3.34886 3.60326 3.45569 3.15453 3.41430 4.15387 3.51996 3.39137 3.55758 3.33422 3.70493 4.00753 4.63104
        5.54574 6.56178 10.27352 12.73676 13.91307 17.10150
        """,
        """
        .10429 .10144 .09914 .10200 .09901 .09370 .09678 .10584 .09646 .09392 .09559 .09151 .09605 .09935 .10589 .11584 .12549
        .15560 .17258 .17935 .19832
        """,
    ),
    "other_op black": (
        """
        2.05618 1.93655 1.74711 1.68570 1.63031 1.22157 1.15939 1.21679 .98092 .89473 .78488 .61370 .78116 .79465 .60292 .58810
        .59373 .78502 .65911 .52112 .45361
        """,
        """
        .07944 .07604 .07154 .06972 .06811 .05866 .05650 .05745 .05103 .04857 .04526 .03980 .04432 .04410 .03806 .03767 .03797
        .04300 .03909 .03449 .03192
        """,
    ),
    "synth black": (
        """
        .11512 .11989 .14911 .17704 .14090 .17385 .23043 .96676 .24444 .23367 .33434 .35820 .32686 .30419 .48150 1.08610 2.10127
        5.62424 8.85473 10.96007 14.18190
        """,
        """
        .01892 .01909 .02106 .02263 .01982 .02178 .02507 .05117 .02567 .02493 .02914 .03004 .02850 .02728 .03415 .05159 .07080
        .11498 .14393 .15939 .18050
        """,
    ),
}
"""Rates and their standard errors, 1999 to 2019."""

SEGMENTS = {
    "drug total": [
        (1999, 2006, 9.787, 7.965, 11.64),
        (2006, 2013, 2.389, 0.75, 4.056),
        (2013, 2017, 12.486, 8.014, 17.143),
        (2017, 2019, -0.409, -7.357, 7.06),
    ],
    "heroin black": [(1999, 2010, -0.768, -2.961, 1.474), (2010, 2016, 34.703, 28.367, 41.351), (2016, 2019, 4.079, -2.119, 10.671)],
    "heroin total": [
        (1999, 2005, -0.581, -4.562, 3.567),
        (2005, 2010, 11.986, 4.815, 19.648),
        (2010, 2016, 28.222, 24.706, 31.837),
        (2016, 2019, -5.589, -9.705, -1.285),
    ],
    "methadone total": [(1999, 2003, 41.01, 31.613, 51.077), (2003, 2006, 20.172, 6.326, 35.821), (2006, 2019, -5.947, -6.578, -5.312)],
    "natural total": [(1999, 2009, 12.698, 11.0, 14.422), (2009, 2017, 3.478, 1.773, 5.212), (2017, 2019, -9.928, -20.618, 2.202)],
    "nonopioid white": [(1999, 2006, 9.632, 7.225, 12.092), (2006, 2019, 1.23, 0.541, 1.924)],
    "opioid black": [(1999, 2012, 0.797, -0.936, 2.56), (2012, 2019, 25.072, 21.845, 28.385)],
    "other_op black": [(1999, 2010, -9.115, -10.802, -7.397), (2010, 2019, -3.32, -6.512, -0.019)],
    "synth black": [(1999, 2013, 4.68, -6.427, 17.104), (2013, 2016, 138.025, 2.076, 455.04), (2016, 2019, 34.358, 15.803, 55.886)],
}
"""First and last year, annual percent change and its limits."""

AVERAGES = {
    "drug total": (6.616, 5.351, 7.898),
    "heroin black": (9.541, 7.465, 11.657),
    "heroin total": (9.692, 7.476, 11.954),
    "methadone total": (5.807, 3.586, 8.075),
    "natural total": (6.502, 4.951, 8.076),
    "nonopioid white": (4.095, 3.237, 4.96),
    "opioid black": (8.704, 7.255, 10.173),
    "other_op black": (-6.552, -8.119, -4.958),
    "synth black": (22.924, 7.19, 40.967),
}
"""Average annual percent change 1999-2019 and its limits."""

RATIO = """
    0.7107468 0.5595172 0.5986627 0.5423643 0.6300411 0.5989076 0.6647732 0.6500517 0.5301991 0.4685067 0.484729 0.5551913
    0.5375532 0.6060612 0.599908 0.5849031 0.6005824 0.7361082 0.8048726 0.9128099 0.8529631 0.9014063 1.06204 1.254035 1.43065
    1.673175 1.658715 1.588624 2.004429 2.196261 2.160556 2.398171 2.319157 2.158582 1.998042 1.900554 1.859327 1.487806 1.334068
    1.181216 0.9957229
"""
RATIO_ERRORS = """
    0.06481748 0.04918441 0.05179436 0.04028341 0.04975892 0.04376547 0.04497291 0.04086175 0.0341641 0.02542842 0.02453442
    0.03040773 0.02769661 0.02770018 0.02346853 0.02250276 0.02207382 0.02837133 0.0299891 0.0330366 0.02727167 0.02861807
    0.03355406 0.03755663 0.04311184 0.05193998 0.04917257 0.04244322 0.05709129 0.06304763 0.06023259 0.06810357 0.06230539
    0.05561892 0.04765592 0.04150344 0.03723287 0.0238815 0.01928842 0.01638986 0.01259234
"""
"""The source's ratio of rates of deaths by opioids, 1979 to 2019, with its standard errors."""
RATIO_SEGMENTS = [
    (1979, 1993, -0.743, -2.577, 1.126), (1993, 2010, 9.342, 8.526, 10.164), (2010, 2015, -6.447, -10.662, -2.032),
    (2015, 2019, -13.380, -15.688, -11.008),
]  # fmt: skip
RATIO_AVERAGE = (1.273, 0.339, 2.216)


def series(name: str, first: int, rate: str, error: str) -> pd.DataFrame:
    rates, errors = (np.array(text.split(), dtype=float) for text in (rate, error))
    return pd.DataFrame({"series": name, "year": first + np.arange(len(rates)), "rate": rates, "se": errors})


@pytest.fixture(scope="module")
def deaths() -> pd.DataFrame:
    return pd.concat([series(name, 1999, *columns) for name, columns in RATES.items()], ignore_index=True)


def test_permutation_tests_find_the_published_joinpoints_and_changes(deaths: pd.DataFrame, oracle: Oracle) -> None:
    found = joinpoint(deaths, rules=NCI)
    same, close = 0, []
    for name, published in SEGMENTS.items():
        rows = found[found["series"] == name]
        years = list(zip(rows["start_year"], rows["end_year"], strict=True))
        if years == [segment[:2] for segment in published]:
            same += 1
            close += (np.abs(rows[["apc", "lower", "upper"]].to_numpy() - [segment[2:] for segment in published])).tolist()
    oracle("joinpoint", "NCI's program, version 4: American deaths by drugs, years of joinpoints by permutation", same, len(SEGMENTS))
    within = np.array(close) <= [0.003, 0.005, 0.025]
    segments = sum(map(len, SEGMENTS.values()))
    oracle("joinpoint", "NCI's program, version 4: weighted changes and parametric limits", int(within.all(axis=1).sum()), segments)

    assert same == len(SEGMENTS)
    assert within.all()


def test_average_changes_are_the_published_ones(deaths: pd.DataFrame, oracle: Oracle) -> None:
    found = average(deaths, rules=NCI).set_index("series")
    close = np.abs(found.loc[list(AVERAGES), ["aapc", "lower", "upper"]].to_numpy() - list(AVERAGES.values())).max(axis=1) <= 0.0015
    oracle("aapc", "NCI's program, version 4: averages 1999-2019 with limits, 3 decimals", int(close.sum()), len(close))

    assert close.all()


def test_a_ratio_of_41_years_with_a_given_number_of_joinpoints(oracle: Oracle) -> None:
    """Rates with seven digits: every printed digit agrees. Their number is given, for permutation tests of 41 years take minutes."""
    ratio = series("ratio", 1979, RATIO, RATIO_ERRORS)
    rules = Rules(interval="separate", min_joinpoints=3, max_joinpoints=3)
    found, mean = joinpoint(ratio, rules=rules), average(ratio, rules=rules).loc[0]
    segments = [tuple(row) for row in found[["start_year", "end_year", "apc", "lower", "upper"]].round(3).to_numpy()]
    same = [*(ours == theirs for ours, theirs in zip(segments, RATIO_SEGMENTS, strict=True))]
    same.append(tuple(mean[["aapc", "lower", "upper"]].astype(float).round(3)) == RATIO_AVERAGE)
    oracle("joinpoint", "NCI's program, version 4: a ratio of 41 years, changes, limits and average, 3 decimals", sum(same), len(same))

    assert all(same)
