"""What the checks find in the figures of publishers, counted apart from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from data import paths
from data.catalogue.loader import load_catalogue
from data.warehouse import comparisons, staging, store
from etl.checks import agreement, jumps, plausibility, totals
from etl.checks.staged import Staged
from etl.inputs import FigureTable, read_inputs
from etl.readers import concord_tables, owid_grapher

SITES = ("C16", "C18", "C19-C20", "C22", "C33-C34", "C50", "C53", "C56", "C61", "C91-C95")
COUNTRIES = ["DEU", "SWE", "NLD", "AUS", "GBR", "USA"]
THIS_YEAR = 2026


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = store.connect(Path(":memory:"), read_only=False)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def shipped(connection: Connection) -> Staged:
    """Return the figures in the clone, staged."""
    inputs = read_inputs(paths.CATALOGUE, paths.FIGURES)
    staging.load(connection, [table.file for table in inputs.tables if table.file], [table.source for table in inputs.tables])
    return Staged(connection, inputs.tables, load_catalogue(), THIS_YEAR, staging.rows_of_editions(connection))


def test_415_of_724_country_years_were_restated_between_two_editions_of_hpv_coverage(shipped: Staged) -> None:
    """WHO/UNICEF, HPV programme coverage, revisions of July 2022 and January 2025: counted by joining the two files on country and year."""
    (revision,) = [found for found in comparisons.revisions(shipped.connection, list(jumps.pairs(shipped))) if found.changed]

    assert (revision.indicator, revision.changed, revision.shared) == ("hpv_programme_first", 415, 724)


def test_no_figure_of_the_clone_is_an_error_to_these_checks(shipped: Staged) -> None:
    checks = (totals.sexes, totals.ages, totals.sites, totals.places, agreement.copies, plausibility.organs, plausibility.units_of_editions)

    assert [problem for check in checks for problem in check(shipped)] == []


def test_the_warnings_on_levels_are_countries_that_are_different_indeed(shipped: Staged) -> None:
    """Alcohol is forbidden in Kuwait, Libya and Somalia; Japan did not recommend the HPV vaccine from 2013 to 2021."""
    places = {word for problem in plausibility.units(shipped) for word in ("KWT", "LBY", "SOM", "JPN") if f"of {word} is" in problem.what}

    assert len(plausibility.units(shipped)) == 5
    assert places == {"KWT", "LBY", "SOM", "JPN"}


def test_8_of_180_figures_of_two_extractions_of_concord_2_conflict(connection: Connection, shared: Path) -> None:
    """
    Allemani et al. (2015), Lancet 385:977-1010, table 4, as two people typed it off, for six countries, ten sites and three periods.

    All eight are of the United Kingdom: the two took different rows of it.
    """
    raw = shared / "data" / "raw"
    one = concord_tables.read(raw / "concord2" / "concord2_long.csv")
    other = owid_grapher.read(next((raw / "owid" / "Five_year_cancer_survival_rates_Allemani_et_al").glob("*.csv")))
    # The second does not say that the patients were 15 to 99 years old.
    other = other.assign(age="15-99")
    staging.load(connection, [], [])
    tables = []
    for source, frame in (("one", one), ("other", other)):
        rows = frame[frame["place"].isin(COUNTRIES) & frame["site"].isin(SITES) & frame["value"].notna()]
        staging.add(connection, rows.assign(indicator="net_survival_5y", edition="first"), source)
        tables.append(FigureTable(source, "first", None, source, source, len(rows)))
    staged = Staged(connection, tuple(tables), load_catalogue(), THIS_YEAR, staging.rows_of_editions(connection))
    problems = agreement.contradictions(staged)

    assert [table.lines for table in tables] == [180, 180]
    assert len(problems) == 8
    assert sorted({problem.what.partition(" of ")[0] for problem in problems})[:3] == ["value 32.6", "value 34.7", "value 36.9"]
