"""A country: what applies there first, then one figure of each kind beside declared peers, ranks only as ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard.components.block import Html
from dashboard.components.view import View
from dashboard.language import words_of
from dashboard.loading import OpenWarehouse
from dashboard.pages import country
from dashboard.selection import Selection
from data.warehouse import store
from etl.build import build as build_warehouse

FAMILIES = ["incidence", "mortality", "survival", "test_uptake", "prevention_funding_share", "risk_factor"]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenWarehouse]:
    folder: Path = tmp_path_factory.mktemp("country")
    build_warehouse(folder=folder)
    opened = OpenWarehouse(store.current_file(folder))
    yield opened
    opened.close()


def _html(warehouse: OpenWarehouse, *, place: str = "SWE", peers: str = "") -> str:
    view = View(warehouse, Selection(language="en", place=place, peers=peers), words_of("en"), "light", date(2026, 11, 22))
    return "".join(block.text for block in country.build(view).blocks if isinstance(block, Html))


def _part(html: str, family: str) -> str:
    return html.partition(f'id="family-{family}"')[2].partition("</section>")[0]


def test_sweden_shows_one_figure_of_each_kind(warehouse: OpenWarehouse) -> None:
    html = _html(warehouse)

    assert re.findall(r'id="family-(\w+)"', html) == FAMILIES
    assert [_part(html, family).count("<figure") for family in FAMILIES] == [1] * 6


def test_what_applies_comes_before_how_the_country_stands(warehouse: OpenWarehouse) -> None:
    html = _html(warehouse)

    assert html.index("Targets that concern this place") < html.index("How Sweden stands among its peers") < html.index("<figure")


def test_a_rank_is_the_range_that_published_intervals_leave_open(warehouse: OpenWarehouse) -> None:
    """
    CONCORD-2, lung, 2005–09 (Lancet 2015, table 4), with 95 % intervals.

    United States 18.7 (18.6–18.8) lies above Sweden 15.6 (14.9–16.4) and the United Kingdom 9.6 (9.4–9.8) below, widened too; the others
    overlap Sweden. So Sweden can be second to fifth of six.
    """
    survival = _part(_html(warehouse), "survival")

    assert "Lung, trachea and bronchus" in survival
    assert "Rank of Sweden by size, as far as the ranges tell: 2–5 of 6" in survival
    assert "Rank by size" in survival.partition("<thead>")[2].partition("</thead>")[0]


def test_without_published_ranges_there_is_no_rank(warehouse: OpenWarehouse) -> None:
    """GLOBOCAN's estimates are held without intervals; Sweden's 8.6 is told beside the span of the others."""
    incidence = _part(_html(warehouse), "incidence")

    assert "Sweden: 8.6 per 100,000; 5 others 5.3 to 7.5" in incidence
    assert "no difference and no rank is stated" in incidence
    assert "Rank" not in incidence


def test_of_two_rounds_of_estimates_the_newer_one_stands_among_the_peers(warehouse: OpenWarehouse) -> None:
    """WHO's estimates for Portugal: 10.5 % for 2021 in the indicators of 2025, 11.1 % for 2016 in the UN's database of 2020."""
    deaths = _part(_html(warehouse, place="PRT"), "mortality")

    assert "Deaths\u00a0– Portugal: 10.5%" in deaths
    assert re.search(r'<p class="wm-source">Source: World Bank;[^<]*World Development Indicators, Middle of 2025', deaths)


def test_a_comparison_of_a_year_of_the_pandemic_says_so(warehouse: OpenWarehouse) -> None:
    """It said "left out of the trend" below a drawing of one year, which has none."""
    deaths = _part(_html(warehouse, place="PRT"), "mortality")

    assert "2020 to 2021: pandemic." in deaths
    assert "left out of the trend" not in deaths
    assert "pandemic" not in _part(_html(warehouse), "survival")


def test_a_kind_without_peers_is_told_all_the_same(warehouse: OpenWarehouse) -> None:
    """Germany's modelled share of preventable cancers has no peer with a figure for the same year."""
    html = _html(warehouse, place="DEU")

    assert "Preventable share" in _part(html, "preventable_share")
    assert "too few peers have a figure for the same years, and Germany itself has too few years" in _part(html, "preventable_share")
    assert "<details" in _part(html, "preventable_share")


def test_every_series_is_one_click_away(warehouse: OpenWarehouse) -> None:
    """The lists under the drawings hold each series of Sweden once."""
    html = _html(warehouse)
    listed = sum(int(n) for n in re.findall(r"<summary>All (\d+) series:", html)) + html.count("<summary>The one series:")
    said = re.search(r"Download all (\d+) series", html)

    assert listed == len(warehouse.trends("SWE", date(2026, 11, 22)))
    assert said is None or int(said.group(1)) == listed
