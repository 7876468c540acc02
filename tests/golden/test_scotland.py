"""
Scotland's European age-standardised incidence rates, from its own rates by age, and its limits.

Public Health Scotland, Annual Cancer Incidence 1997-2021 (open data, OGL v3): for each sex the published EASR is the sum of the published
rates by age weighted by ESP 2013, last band 90 and over. The limits of its crude rates are the exact ones of Poisson counts. The lower
limit of its EASR is the gamma limit; the upper one allows for no further case, so it lies below that of Fay and Feuer. The rows of both
sexes together are left out: their EASR is the mean of the two.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from metrics.intervals import exact_poisson_interval
from metrics.rates import rates

AGES = ["Under5", *(f"{age}To{age + 4}" for age in range(5, 90, 5)), "90AndOver"]
COUNTS = [f"IncidencesAge{age}" for age in AGES]
RATES = [f"IncidenceRateAge{age}" for age in AGES]
PEOPLE = 100_000


@pytest.fixture(scope="module")
def published(shared: Path) -> pd.DataFrame:
    table = pd.read_csv(shared / "data/raw/phs-scotland/opendata_inc9721_scotland.csv")
    return table[(table["Sex"] != "All") & table["EASR"].notna()].reset_index(drop=True)


def long_table(published: pd.DataFrame) -> pd.DataFrame:
    """Return the published rates as cases in 100,000 people of every age."""
    rows, bands = len(published), len(AGES)
    columns = {"row": np.repeat(np.arange(rows), bands), "age": np.tile(5 * np.arange(bands), rows)}
    return pd.DataFrame(columns | {"cases": published[RATES].to_numpy().ravel(), "population": float(PEOPLE)})


def test_scotlands_easr_is_met_to_nine_decimals(published: pd.DataFrame, oracle: Callable[..., None]) -> None:
    computed = rates(long_table(published), standard="esp2013")
    error = (computed["rate"] - published["EASR"]).abs()

    oracle("rates", "Public Health Scotland: European standard rates to 1e-9", int((error < 1e-9).sum()), len(error))

    assert len(error) > 2000
    assert error.max() < 1e-9


@pytest.fixture(scope="module")
def full(published: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with cases at every age, each of which implies its population: 100,000 × cases / rate."""
    return published[(published[COUNTS] > 0).all(axis=1)].reset_index(drop=True)


@pytest.fixture(scope="module")
def from_counts(full: pd.DataFrame) -> pd.DataFrame:
    cases = full[COUNTS].to_numpy(dtype=float)
    population = PEOPLE * cases / full[RATES].to_numpy()
    return rates(long_table(full).assign(cases=cases.ravel(), population=population.ravel()), standard="esp2013", interval="gamma")


def test_scotlands_easr_follows_from_counts(full: pd.DataFrame, from_counts: pd.DataFrame) -> None:
    assert len(full) > 200
    assert (from_counts["rate"] - full["EASR"]).abs().max() < 1e-9


def test_the_lower_limit_of_scotlands_easr_is_the_gamma_limit(full: pd.DataFrame, from_counts: pd.DataFrame) -> None:
    assert (from_counts["lower"] - full["EASRLower95pcConfidenceInterval"]).abs().max() < 1e-9
    assert (from_counts["upper"] >= full["EASRUpper95pcConfidenceInterval"]).all()


def test_scotlands_limits_of_crude_rates_are_exact_ones(published: pd.DataFrame, oracle: Callable[..., None]) -> None:
    some = published[published["IncidencesAllAges"] > 0]
    cases = some["IncidencesAllAges"].to_numpy(dtype=float)
    limits = np.array(exact_poisson_interval(cases)) * (some["CrudeRate"].to_numpy() / cases)
    expected = some[["CrudeRateLower95pcConfidenceInterval", "CrudeRateUpper95pcConfidenceInterval"]].to_numpy().T

    close = (np.abs(limits - expected) < 1e-9).all(axis=0)
    oracle("intervals", "Public Health Scotland: exact limits of crude rates to 1e-9", int(close.sum()), len(close))

    assert close.all()
