"""
Cancer deaths of the United States on the standard of 2000, from deaths and population in the eleven age groups of the National Center
for Health Statistics: below 1, 1-4, 5-14, then ten years each, 85 and over.

All cancers (C00-C97): CDC WONDER, Multiple Cause of Death 2018-2024, Single Race, query of 13 August 2026. Breast cancer of women (C50):
CDC WONDER, Underlying Cause of Death 1999-2018, query of 29 June 2020, single years of age added up; 85 and over is the total less the
rest. WONDER's terms forbid to publish counts of nine or fewer: the youngest groups stand together as far as that asks for, which moves no
decimal, and 2015, where it would, is left out. Published: Healthy People 2030, start values of C-01 and C-04 (149.1 and 19.7 in 2018);
MMWR QuickStats, 12 July 2019 (19.9 in 2017); CDC, 19 December 2024 (141.8 in 2023).
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from data import paths
from data.catalogue.loader import load_catalogue
from metrics.rates import rates

Oracle = Callable[[str, str, int, int], None]

AGES = ["0-0", "1-4", "5-14", "15-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75-84", "85+"]

# fmt: off
COUNTS = {
    ("all", 2018): ([51, 326, 843, 1371, 3684, 10640, 37301, 113947, 169056, 158794, 103252],
        [3848208, 15962067, 41075169, 42970800, 45697774, 41277888, 41631699, 42272636, 30492316, 15394374, 6544503]),
    ("all", 2021): ([52, 282, 796, 1323, 3615, 11194, 33567, 108023, 179145, 164850, 102359],
        [3564493, 15262845, 41739332, 43088663, 45495105, 43403854, 40688436, 42803064, 33666122, 16206075, 5975756]),
    ("all", 2022): ([40, 266, 835, 1421, 3641, 11177, 33363, 105133, 178860, 171573, 102057],
        [3683113, 14855240, 40899034, 44341571, 45501300, 43695365, 40431645, 42085437, 33788439, 17520545, 6485868]),
    ("all", 2023): ([47, 269, 850, 1463, 3503, 11291, 32867, 101714, 180690, 177816, 102839],
        [3648654, 14862506, 40987321, 43886652, 45542516, 44390693, 40493781, 41854411, 34685284, 18368097, 6194980]),
    ("all", 2024): ([44, 278, 846, 1421, 3659, 11583, 32451, 98592, 181340, 183662, 105995],
        [3615598, 14983716, 41098826, 44797761, 46453864, 45539224, 40780356, 41661725, 35444962, 19299813, 6435143]),
    ("C50", 2011): ([10, 351, 2025, 5731, 9099, 8706, 8224, 6785],
        [51296618, 20746335, 20404484, 22698956, 19703935, 12005425, 7602197, 3843148]),
    ("C50", 2012): ([13, 355, 1972, 5668, 9080, 8953, 8153, 6956],
        [51333144, 20970529, 20342813, 22461868, 19983308, 12782530, 7624484, 3923297]),
    ("C50", 2013): ([11, 348, 1942, 5469, 8976, 9174, 8021, 6919],
        [51304455, 21203096, 20307429, 22198448, 20359676, 13419124, 7686002, 3999007]),
    ("C50", 2014): ([351, 1974, 5253, 8981, 9486, 8114, 7052],
        [72885240, 20353904, 22033807, 20755699, 14049245, 7789312, 4053362]),
    ("C50", 2016): ([10, 431, 1900, 5085, 8857, 9891, 8267, 7046],
        [51057677, 22077505, 20317393, 21680540, 21464106, 15239221, 8056660, 4155488]),
    ("C50", 2017): ([13, 382, 1862, 4935, 8903, 10117, 8361, 7427],
        [50953033, 22351311, 20506270, 21468595, 21737855, 15806306, 8298676, 4189013]),
    ("C50", 2018): ([13, 397, 1804, 4623, 8861, 10385, 8952, 7430],
        [50772757, 22487065, 20690288, 21090497, 21873773, 16246231, 8659334, 4218810]),
}
# fmt: on


def _ages(groups: int) -> list[str]:
    """Return the oldest of the age groups, so many; the first of them begins at birth."""
    return [f"0-{AGES[-groups].partition('-')[2]}", *AGES[len(AGES) - groups + 1 :]]


PUBLISHED = {("all", 2018): 149.1, ("all", 2023): 141.8, ("C50", 2017): 19.9, ("C50", 2018): 19.7}


@pytest.fixture(scope="module")
def computed() -> pd.DataFrame:
    """Return rate and limits, one decimal, by site and year."""
    found = []
    for (site, year), (deaths, people) in COUNTS.items():
        bands = pd.DataFrame({"site": site, "year": year, "age": _ages(len(deaths)), "cases": deaths, "population": people})
        found.append(rates(bands, standard="us2000", by=["site", "year"], interval="tiwari"))
    return pd.concat(found).set_index(["site", "year"])[["rate", "lower", "upper"]].round(1)


@pytest.mark.parametrize("key", PUBLISHED)
def test_the_published_rate_follows_from_the_counts(computed: pd.DataFrame, key: tuple[str, int], oracle: Oracle) -> None:
    same = computed.loc[key, "rate"] == PUBLISHED[key]
    oracle("rates", "NCHS: cancer deaths of the United States, all and breast, US standard, 1 decimal", int(same), 1)

    assert same


def test_the_committed_rates_and_limits_follow_from_the_counts(computed: pd.DataFrame) -> None:
    """Of all cancers in 2018 WONDER's own rate is held, which has no limits; of breast cancer in 2015 no counts stand above."""
    held = pd.read_csv(paths.FIGURES / "nchs_deaths/wonder-2026.csv")
    held = held[held["sex"].eq("all") & held["site"].eq("all") | held["site"].eq("C50")].set_index(["site", "year"])
    with_limits = [key for key in COUNTS if key != ("all", 2018)]

    assert held.loc[list(COUNTS), "value"].tolist() == computed["rate"].loc[list(COUNTS)].tolist()
    for limit in ("lower", "upper"):
        assert held.loc[with_limits, limit].tolist() == computed.loc[with_limits, limit].tolist()
    assert set(held.index[held["lower"].notna()]) == {*with_limits, ("C50", 2015)}


def test_no_count_of_nine_or_fewer_is_printed() -> None:
    """Data use restrictions of WONDER: "Do not present or publish death counts of 9 or fewer"."""
    assert min(min(deaths) for deaths, _ in COUNTS.values()) >= 10


def test_what_is_told_of_2021_follows_from_the_counts_of_the_oldest() -> None:
    """
    Weight of 85 and over: 15,508 of a million. 2020 in the same file: 102,413 deaths of 6,658,420 people.

    2021 with the people of 2020: (102,359/5,975,756 - 102,359/6,658,420) x 1,550.8 = 2.7; with those of 2022, 6,485,868: 2.1. 2023 with
    those of 2022: (102,839/6,194,980 - 102,839/6,485,868) x 1,550.8 = 1.2.
    """
    told = load_catalogue().events["us-population-2021"].explanation.en
    deaths, people = ({year: COUNTS["all", year][kind][-1] for year in (2021, 2022, 2023)} for kind in (0, 1))
    deaths, people = deaths | {2020: 102_413}, people | {2020: 6_658_420}

    def added(year: int, other: int) -> str:
        return f"{deaths[year] * (1 / people[year] - 1 / people[other]) * 1_550.8:.1f}"

    in_words = [f"{deaths[2020]:,}, {deaths[2021]:,} and {deaths[2022]:,}", *(f"{people[year] / 1e6:.2f}" for year in range(2020, 2024))]
    in_words += [f"would be {added(2021, 2020)} lower, with that of 2022 {added(2021, 2022)}", f"adds {added(2023, 2022)})"]

    assert [each for each in in_words if each not in told] == []
