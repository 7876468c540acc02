"""
Rates of textbooks and packages on standards of their own, given to the command as a user would write them.

Mothers of children with Down's syndrome, Michigan 1950-1964: Fleiss JL (1981), Statistical Methods for Rates and Proportions, p. 249;
limits for fifth and later births: Fay MP, Feuer EJ (1997), Stat Med 16:791-801, table II, and R's package dsrTest 0.2.1 (vignette); for
all birth orders: R's package tidyrates 0.0.1 (quick start), which calls epitools. Dogs of Glasgow and Edinburgh: R's package epiR,
``epi.directadj``. Deaths in Alaska and Florida, and skin cancer in Florida: SAS/STAT User's Guide, PROC STDRATE, and R's package dsr 0.2.2.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from metrics.direct import standardise
from metrics.indirect import expected_cases, standardised_ratio
from metrics.intervals import exact_poisson_interval
from metrics.rates import rates, rates_file

Oracle = Callable[[str, str, int, int], None]

AGES = ["under 20", "20-24", "25-29", "30-34", "35-39", "40 and over"]
BIRTHS = {
    "1": [230061, 329449, 114920, 39487, 14208, 3052],
    "2": [72202, 326701, 208667, 83228, 28466, 5375],
    "3": [15050, 175702, 207081, 117300, 45026, 8660],
    "4": [2293, 68800, 132424, 98301, 46075, 9834],
    "5+": [327, 30666, 123419, 149919, 104088, 34392],
}
CASES = {
    "1": [107, 141, 60, 40, 39, 25],
    "2": [25, 150, 110, 84, 82, 39],
    "3": [3, 71, 114, 103, 108, 75],
    "4": [1, 26, 64, 89, 137, 96],
    "5+": [0, 8, 63, 112, 262, 295],
}
ALL_BIRTHS = [319933, 931318, 786511, 488235, 237863, 61313]

PRINTED = {
    "1": (0.000563, 0.000923, 0.000804, 0.00106),
    "2": (0.000676, 0.000912, 0.000824, 0.00101),
    "3": (0.000833, 0.000851, 0.000772, 0.000942),
    "4": (0.00115, 0.000927, 0.000800, 0.00115),
    "5+": (0.00167, 0.000755, 0.000677, 0.00188),
}
"""Crude rate, standardised rate and limits of Fay and Feuer, three significant digits."""

FIFTH_BIRTHS = {"gamma": (67.702, 188.300), "tiwari": (67.702, 112.858), "dobson": (67.633, 83.867)}
"""Limits per 100,000 around 75.529, three decimals."""


@pytest.fixture
def mothers(tmp_path: Path) -> tuple[Path, Path]:
    """Return the two files a user would write: cases by age, and the standard."""
    rows = [
        {"order": order, "age": age, "cases": cases, "population": births}
        for order, people in BIRTHS.items()
        for age, births, cases in zip(AGES, people, CASES[order], strict=True)
    ]
    table, standard = tmp_path / "mothers.csv", tmp_path / "births.csv"
    pd.DataFrame(rows).to_csv(table, index=False)
    pd.DataFrame({"age": AGES, "weight": ALL_BIRTHS}).to_csv(standard, index=False)
    return table, standard


@pytest.mark.parametrize("interval", FIFTH_BIRTHS)
def test_limits_of_sparse_weights_as_dsrtest_prints_them(mothers: tuple[Path, Path], interval: str, oracle: Oracle) -> None:
    table, standard = mothers
    row = rates_file(table, standard=standard, interval=interval).set_index("order").loc["5+"]
    same = (round(row["rate"], 3), round(row["lower"], 3), round(row["upper"], 3)) == (75.529, *FIFTH_BIRTHS[interval])
    oracle("rates", "dsrTest: Down's syndrome by birth order, three kinds of limits, 3 decimals", int(same), 1)

    assert same


@pytest.mark.parametrize("order", PRINTED)
def test_all_birth_orders_as_epitools_prints_them(mothers: tuple[Path, Path], order: str, oracle: Oracle) -> None:
    table, standard = mothers
    row = rates_file(table, standard=standard, interval="gamma", per=1).set_index("order").loc[order]
    found = (row["cases"] / row["population"], row["rate"], row["lower"], row["upper"])
    same = [float(f"{value:.3g}") for value in found] == list(PRINTED[order])
    oracle("rates", "epitools: Down's syndrome by birth order, crude and standardised, 3 digits", int(same), 1)

    assert same


def test_an_own_standard_may_be_a_frame_in_any_order(mothers: tuple[Path, Path]) -> None:
    table, standard = (pd.read_csv(path) for path in mothers)
    expected = rates_file(mothers[0], standard=mothers[1])
    found = rates(table, standard=standard.iloc[::-1], by="order")

    pd.testing.assert_frame_equal(expected.drop(columns="standard"), found.drop(columns="standard"), check_dtype=False)


DOGS = {
    "cases": [[15, 46], [53, 16]],
    "dogs": [[48, 212], [180, 71]],
    "crude": [(0.2346154, 0.1794622, 0.3013733), (0.2749004, 0.2138889, 0.3479040)],
    "adjusted": [(0.2647406, 0.1866047, 0.3692766), (0.2598983, 0.1964162, 0.3406224)],
}
"""Leptospirosis of male and female dogs in Edinburgh and Glasgow; the standard has as many of either sex."""


def test_dogs_as_epir_prints_them(oracle: Oracle) -> None:
    cases, dogs = np.array(DOGS["cases"], dtype=float), np.array(DOGS["dogs"], dtype=float)
    adjusted = standardise(cases, dogs, np.array([250.0, 250.0]), interval="gamma")
    lower, upper = exact_poisson_interval(cases.sum(axis=1))
    crude = np.stack([cases.sum(axis=1), lower, upper], axis=1) / dogs.sum(axis=1)[:, None]
    found = np.concatenate([crude, np.stack([adjusted.rate, adjusted.lower, adjusted.upper], axis=1)])
    expected = np.array(DOGS["crude"] + DOGS["adjusted"])
    close = np.abs(found - expected).max(axis=1) <= 0.5e-7
    oracle("rates", "epiR: leptospirosis of dogs, crude and adjusted, 7 decimals", int(close.sum()), len(close))

    assert close.all()


DEATHS = [[37, 68, 206, 369, 556, 78, 181, 395, 555, 479], [1189, 2962, 10279, 26354, 42443, 906, 1234, 5630, 18309, 53489]]
PERSON_YEARS = [
    [81205, 93662, 108615, 35139, 5491, 77203, 85412, 100386, 32118, 7701],
    [1505889, 1972157, 2197912, 1383533, 554632, 1445831, 1870430, 2246737, 1612270, 868838],
]
UNITED_STATES = [30854207, 40199647, 40945028, 19948630, 6106351, 29399168, 38876268, 41881451, 22717040, 10494416]
"""By sex (men first) and age (0-14, 15-34, 35-54, 55-74, 75+)."""


def test_deaths_in_two_states_as_dsr_and_sas_print_them(oracle: Oracle) -> None:
    """
    Per 1,000. R's package dsr has a gamma limit of its own above: one more case in the average band whatever its weight, 8.3979 for Alaska
    where Fay and Feuer have 8.3995 and Tiwari 8.3967.
    """
    deaths, years = np.array(DEATHS, dtype=float), np.array(PERSON_YEARS, dtype=float)
    found = standardise(deaths, years, np.array(UNITED_STATES, dtype=float), interval="gamma")
    lower, upper = exact_poisson_interval(deaths.sum(axis=1))
    crude = 1000 * np.stack([deaths.sum(axis=1), lower, upper], axis=1) / years.sum(axis=1)[:, None]
    same = [
        np.round(crude, 4).tolist() == [[4.6640, 4.4964, 4.8362], [10.3968, 10.3463, 10.4474]],
        np.round(1000 * found.rate, 4).tolist() == [8.0693, 7.7342],
        np.round(1000 * found.lower, 4).tolist() == [7.7504, 7.6959],
        round(float(found.rate[0] / found.rate[1]), 4) == 1.0433,
    ]
    oracle("rates", "dsr and SAS: deaths in Alaska and Florida, rates, ratio and lower limits, 4 decimals", sum(same), len(same))

    assert all(same)
    assert 1000 * found.upper[0] == pytest.approx(8.3995, abs=5e-5)


def test_expected_skin_cancer_deaths_as_sas_prints_them(oracle: Oracle) -> None:
    """Florida in 2000 by the rates of the United States, ages 0-4 to 85+; the expected ones of each age add up to 528.726."""
    observed = np.array([0, 0, 4, 14, 43, 72, 70, 126, 136, 73.0])
    people = np.array([953785, 1997935, 1885014, 1957573, 2356649, 2088000, 1548371, 1447432, 1087524, 335944.0])
    deaths = np.array([0, 1, 41, 186, 626, 1199, 1303, 1637, 1624, 803.0])
    nation = np.array([19175798, 41077577, 39183891, 39892024, 45148527, 37677952, 24274684, 18390986, 12361180, 4239587.0])
    printed = [0.000, 0.049, 1.972, 9.127, 32.676, 66.445, 83.112, 128.837, 142.878, 63.630]
    by_age = expected_cases(np.diag(people), deaths, nation)
    same = np.round(by_age, 3) == printed
    oracle("indirect", "SAS: expected skin cancer deaths in Florida by age, 3 decimals", int(same.sum()), len(same))

    assert same.all()
    assert standardised_ratio(observed.sum()[None], by_age.sum()[None]).value[0] == pytest.approx(538 / 528.726, abs=1e-5)
