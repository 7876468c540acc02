"""Better for whom: level and gap are two verdicts, groups keep their order, a withheld group is no zero, and any address is answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard.charts import svg
from dashboard.charts.bodies_in_rows import GradientBody, GradientRow
from dashboard.charts.gradient import ends, gradient
from dashboard.components.block import Html, Page
from dashboard.components.gap_chip import gap_chip, gap_shape
from dashboard.components.view import View
from dashboard.display import Format
from dashboard.language import words_of
from dashboard.loading import OpenWarehouse
from dashboard.pages import equity
from dashboard.pages.equity_figures import gradient_chart
from dashboard.pages.equity_grid import EXPECTED, coverage
from dashboard.pages.equity_subject import EquityView, held_dimensions, subject_of, with_groups
from dashboard.selection import read_selection
from metrics.inequality import VERDICTS

DAY = date(2026, 11, 22)
POINTS = Format("en", "%", "percentage points", 0.01)


def view_of(warehouse: OpenWarehouse, language: Any = "en", **parameters: str) -> EquityView:
    asked = {**parameters, "lang": language}
    selection = read_selection(asked, warehouse.catalogue, locale=None, today=DAY)
    chosen = with_groups(selection, asked, warehouse.catalogue.codes)
    return EquityView(warehouse, chosen, words_of(language), "light", DAY)


def told(warehouse: OpenWarehouse, language: Any = "en", **parameters: str) -> str:
    built: Page = equity.build(view_of(warehouse, language, **parameters))
    return "".join(block.text for block in built.blocks if isinstance(block, Html))


def test_without_a_choice_a_social_gradient_is_shown(warehouse: OpenWarehouse) -> None:
    """KPI report of February 2023, KPI_2!Q35 and Q39: 75.33 % and 54.41 %: 20.92 points."""
    html = told(warehouse)

    assert "20.9 percentage points between most deprived fifth and least deprived fifth" in html
    assert "Least deprived fifth and most deprived fifth lie 20.92 percentage points apart." in html


def test_a_target_that_is_met_does_not_hide_the_gap(warehouse: OpenWarehouse) -> None:
    """Uptake is past 60 %; the index of inequality has one independent period since the test changed, so the gap is not judged."""
    html = told(warehouse)

    assert "Target met" in html
    assert "The gap cannot be judged yet" in html
    assert "a break in the series leaves one independent period; five are needed" in html


def test_the_published_indices_are_shown_where_there_are_any(warehouse: OpenWarehouse) -> None:
    """KPI_2!C97 and P97: 26.56 and 25.41 points; C150 and P150: 0.493 and 0.381."""
    html = told(warehouse)

    assert "Gap of 26.56 points in 2007–09, 25.41 in 2020–22" in html
    assert "Gap of 0.493 of the mean in 2007–09, 0.381 in 2020–22" in html


def test_the_gap_between_the_sexes_is_computed_and_said_to_be(warehouse: OpenWarehouse) -> None:
    """United Kingdom, lung cancer deaths in 2019: men 27.81, women 20.73: 7.08 apart, 1.34 times."""
    html = told(warehouse, indicator="cancer_mortality_asr_world", place="GBR")

    assert "Better for whom? The gap narrows" in html
    assert "Gap of 42.81 in 1990, 7.08 in 2019" in html
    assert "Ratio of 2.84 in 1990, 1.34 in 2019" in html
    assert "Computed here from the published values of both groups." in html


def test_a_model_gives_no_verdict_on_a_gap(warehouse: OpenWarehouse) -> None:
    """All tobacco values of the UN database are estimates of a model."""
    html = told(warehouse, indicator="tobacco_use_15_plus", place="DEU")

    assert "a publisher&#x27;s model, whose smooth gap is no evidence" in html


def test_without_groups_the_grid_comes_first(warehouse: OpenWarehouse) -> None:
    html = told(warehouse, indicator="hpv_15_complete")

    assert "No groups are held of this" in html
    assert "one sex only" in html
    assert "figure-gradient" not in html


def test_the_grid_names_every_mission_with_an_owner_of_each_hole(warehouse: OpenWarehouse) -> None:
    entries = coverage(view_of(warehouse))

    assert {entry.mission.id for entry in entries} == set(warehouse.catalogue.missions)
    assert all(len(entry.states) == len(EXPECTED) for entry in entries)
    assert [entry for entry in entries if "missing" in entry.states and not entry.why] == []
    bowel = next(entry for entry in entries if entry.indicator == "bowel_screening_uptake_50_74")
    assert dict(zip(EXPECTED, bowel.states, strict=True)) == {"sex": "held", "age": "missing", "region": "missing", "social": "held"}


def test_a_measure_of_inequality_is_no_indicator_with_groups(warehouse: OpenWarehouse) -> None:
    """The slope index is held for women and men, and is a gap already: a gap of gaps would mean nothing."""
    assert not set(held_dimensions(view_of(warehouse))["indicator"]) & {"bowel_screening_sii_50_74", "bowel_screening_rii_50_74"}


def test_a_withheld_group_keeps_its_row_and_is_no_zero(warehouse: OpenWarehouse) -> None:
    view = view_of(warehouse)
    subject = subject_of(view)
    assert subject is not None
    hidden = subject.points["member"] == "simd:2"
    points = subject.points.assign(value=subject.points["value"].mask(hidden), conf_status=subject.points["conf_status"].mask(hidden, "C"))
    chart = gradient_chart(view, replace(subject, points=points))

    assert chart is not None
    assert "Second fifth: withheld to protect people." in chart.text
    assert isinstance(chart.body, GradientBody)
    assert [row.latest is None for row in chart.body.rows] == [False, True, False, False, False]


@pytest.mark.parametrize(
    "parameters",
    [
        {"indicator": "<script>alert(1)</script>"},
        {"place": "💥" * 200},
        {"across": "'; DROP TABLE x", "site": "../.."},
        {"indicator": "bowel_screening_uptake_50_74", "place": "USA"},
        {"indicator": "net_survival_5y", "place": "DEU"},
        {"across": "sex"},
        {"mission": "de-ndk"},
        {"indicator": "cancer_mortality_asr_world", "place": "GBR", "as_of": "2020-01-01"},
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_any_address_is_answered(warehouse: OpenWarehouse, parameters: dict[str, str], language: Any) -> None:
    html = told(warehouse, language, **parameters)

    assert "<script>" not in html
    assert "<h1" in html


def test_links_carry_the_groups_along(warehouse: OpenWarehouse) -> None:
    view = view_of(warehouse, "de", indicator="bowel_screening_uptake_50_74", across="sex")

    assert view.same_page("equity", lang="en").endswith("indicator=bowel_screening_uptake_50_74&lang=en&across=sex")


ROWS = (
    GradientRow("low income", 4.0, "4", 42.0, "42"),
    GradientRow("middle <b>", None, "", None, "", frame="withheld to protect people"),
    GradientRow("high income", 65.0, "65", 83.0, "83"),
)


def test_groups_stand_in_their_order_and_the_distance_is_told() -> None:
    """83 - 42 = 41 now, 65 - 4 = 61 then."""
    chart = gradient(
        ROWS, form=POINTS, words=words_of("en"), title="t", subtitle="s", dates=("2015", "2023"), ordered=True, source="Source: x."
    )

    assert "The distance between high income and low income went from 61.00 to 41.00 percentage points." in chart.text
    assert "Low income: 4.00% to 42.00%. Middle <b>: withheld to protect people." in chart.text
    assert (ends(ROWS), ends(ROWS, latest=False)) == (41.0, 61.0)
    assert isinstance(chart.body, GradientBody)
    assert [row.label for row in chart.body.rows] == ["Low income", "Middle <b>", "High income"]
    assert "<b>" not in svg.draw_both(chart)


def test_each_verdict_has_a_shape_of_its_own_without_a_status_colour() -> None:
    shapes = {verdict: gap_shape(verdict) for verdict in VERDICTS}

    assert len(set(shapes.values())) == len(VERDICTS)
    assert not any("s-met" in shape or "s-away" in shape for shape in shapes.values())
    assert "&lt;b&gt;" in gap_chip("narrowing", "<b>")


def test_the_page_is_built_from_a_plain_view_too(warehouse: OpenWarehouse) -> None:
    """A view without choices of its own, as other pages have it."""
    asked = {"lang": "en"}
    selection = read_selection(asked, warehouse.catalogue, locale=None, today=DAY)

    assert equity.build(View(warehouse, selection, words_of("en"), "light", DAY)).title == "Equity"
