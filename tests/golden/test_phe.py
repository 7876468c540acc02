"""
Intervals, standardised rates and the slope index as OHID's package PHEindicatormethods publishes them with its tests.

github.com/ukhsa-collaboration/PHEindicatormethods, commit 093fd28, test data of `R/sysdata.rda`. Equal to 1e-6, absolutely or relatively;
simulated limits within 5 %, which is the package's own tolerance.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from metrics.crude import crude_rate
from metrics.direct import FEWEST_CASES_OF_OHID, standardise
from metrics.indirect import standardised_ratio
from metrics.inequality import slope_index, standard_error_on
from metrics.intervals import byar_interval, wilson_interval
from metrics.rates import rates

LEVELS = {"95%": 0.95, "99.8%": 0.998}
LIMITS = {0.95: ("lower95_0cl", "upper95_0cl"), 0.998: ("lower99_8cl", "upper99_8cl")}


@pytest.fixture(scope="module")
def phe(shared: Path) -> Path:
    return shared / "oracles/phe_indicator_methods"


@pytest.fixture
def count_equal(oracle: Callable[[str, str, int, int], None]) -> Callable[..., None]:
    """Return a function that records how many cases (rows of the two arrays) are equal in every number, and asserts that all are."""

    def count(method: str, published: str, actual: object, expected: object) -> None:
        rows = np.isclose(np.asarray(actual, dtype=float), np.asarray(expected, dtype=float), rtol=1e-6, atol=1e-6, equal_nan=True)
        same = rows.all(axis=1)
        oracle(method, f"OHID's test data: {published}", int(same.sum()), len(same))
        assert_equal(actual, expected)

    return count


def assert_equal(actual: object, expected: object) -> None:
    np.testing.assert_allclose(actual, expected, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("level", LEVELS)
def test_byars_limits(phe: Path, level: str, count_equal: Callable[..., None]) -> None:
    """At 99.8 % the lower limit of one event falls below 0 and is missing, there as here."""
    table = pd.read_csv(phe / "byars_wilson_expected.csv")
    rows = table[(table["method"] == "Byars") & (table["confidence"] == level)]
    limits = byar_interval(rows["x"].to_numpy(dtype=float), LEVELS[level])

    count_equal("intervals", f"Byar's limits, {level}", np.transpose(limits), rows[["lowercl", "uppercl"]])


@pytest.mark.parametrize("level", LEVELS)
def test_wilson_limits(phe: Path, level: str, count_equal: Callable[..., None]) -> None:
    table = pd.read_csv(phe / "byars_wilson_expected.csv")
    rows = table[(table["method"] == "Wilson") & (table["confidence"] == level)]
    limits = wilson_interval(rows["x"].to_numpy(), rows["n"].to_numpy(), LEVELS[level])

    count_equal("intervals", f"Wilson's limits, {level}", np.transpose(limits), rows[["lowercl", "uppercl"]])


@pytest.mark.parametrize("level", LIMITS)
def test_proportions(phe: Path, level: float, count_equal: Callable[..., None]) -> None:
    rows = pd.read_csv(phe / "proportion_expected.csv")
    limits = wilson_interval(rows["Numerator"].to_numpy(), rows["Denominator"].to_numpy(), level)
    scaled = np.transpose(limits) * rows[["multiplier"]].to_numpy()

    count_equal("intervals", f"limits of proportions, {100 * level:g}%", scaled, rows[list(LIMITS[level])])


@pytest.mark.parametrize("level", LIMITS)
def test_crude_rates(phe: Path, level: float, count_equal: Callable[..., None]) -> None:
    """Exact limits below 10 events, Byar's from there; a missing count or population gives a missing rate."""
    rows = pd.read_csv(phe / "rate_expected.csv")
    rate = crude_rate(rows["Numerator"].to_numpy(), rows["Denominator"].to_numpy(), level)
    scaled = np.transpose([rate.value, rate.lower, rate.upper]) * rows[["multiplier"]].to_numpy()

    count_equal("intervals", f"crude rates and their limits, {100 * level:g}%", scaled, rows[["value", *LIMITS[level]]])


@pytest.mark.parametrize("level", LIMITS)
def test_directly_standardised_rates_from_a_table(phe: Path, level: float, count_equal: Callable[..., None]) -> None:
    """The band 55-69 of the inputs is 55-59: a slip in the label."""
    table = pd.read_csv(phe / "dsr_inputs_esp2013.csv").rename(columns={"count": "cases", "pop": "population"})
    table["age"] = 5 * table.groupby("area").cumcount()
    expected = pd.read_csv(phe / "dsr_expected.csv").set_index("area")
    chosen = table[table["area"].isin(expected.index)]
    actual = rates(chosen, standard="esp2013", by=["area"], level=level).set_index("area").loc[expected.index]

    ours, theirs = ["cases", "population", "rate", "lower", "upper"], ["total_count", "total_pop", "value", *LIMITS[level]]
    count_equal("rates", f"standardised rates with Dobson's limits, {100 * level:g}%", actual[ours], expected[theirs])


def test_rates_on_fewer_than_ten_cases_can_be_withheld_as_ohid_does(phe: Path) -> None:
    """The area `testdata_tiny` has 8 events; the empty cell of the inputs counts as 0 there."""
    table = pd.read_csv(phe / "dsr_inputs_esp2013.csv")
    tiny = table[table["area"] == "testdata_tiny"].fillna({"count": 0})
    cells = [tiny[name].to_numpy(dtype=float)[None] for name in ("count", "pop")]
    result = standardise(*cells, tiny["esp2013"].to_numpy(dtype=float), fewest_cases=FEWEST_CASES_OF_OHID)

    assert np.isnan([result.rate, result.lower, result.upper]).all()


def test_slope_and_relative_index_of_inequality(phe: Path, count_equal: Callable[..., None]) -> None:
    table = pd.read_csv(phe / "sii_default_case.csv")
    areas = {name: table[name].to_numpy().reshape(-1, 10) for name in ("Value", "Population", "LowerCL", "UpperCL", "StandardError")}
    expected = table.dropna(subset=["sii"])
    error = standard_error_on("linear", areas["LowerCL"], areas["UpperCL"])
    result = slope_index(areas["Value"], areas["Population"], error)

    assert_equal(error, areas["StandardError"])
    count_equal("inequality", "slope and relative index", np.transpose([result.sii, result.rii]), expected[["sii", "rii"]])
    simulated = np.array([result.sii_lower, result.sii_upper, result.rii_lower, result.rii_upper])
    published = expected[["sii_lowercl_1", "sii_uppercl_1", "rii_lowercl_1", "rii_uppercl_1"]].to_numpy().T
    np.testing.assert_allclose(simulated, published, rtol=0.05)


def test_a_standardised_ratio_has_the_limits_of_its_count() -> None:
    """65 events against 50 expected: Byar's limits of 65 events in OHID's table (50.1631877, 82.8491385) over 50."""
    ratio = standardised_ratio(np.array([65.0]), np.array([50.0]))

    assert_equal([ratio.value[0], ratio.lower[0], ratio.upper[0]], [1.3, 50.1631877104595 / 50, 82.8491385459398 / 50])
