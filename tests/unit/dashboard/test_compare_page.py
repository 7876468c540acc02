"""Side by side: the grade before the comparison, each on its own scale, and any address."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboard.charts import svg
from dashboard.charts.bodies_over_time import IndexPanel, IndexPoint
from dashboard.charts.small_multiples import index_axis, small_multiples
from dashboard.components.block import Choice, Html, Page
from dashboard.components.view import View
from dashboard.language import words_of
from dashboard.loading import OpenWarehouse
from dashboard.pages import compare
from dashboard.pages.compare_settings import MOST, SideView, with_side_by_side
from dashboard.selection import read_selection

DAY = date(2026, 11, 22)


def page(warehouse: OpenWarehouse, language: Any = "en", **parameters: str) -> Page:
    asked = {**parameters, "lang": language}
    selection = with_side_by_side(read_selection(asked, warehouse.catalogue, locale=None, today=DAY), asked, warehouse.catalogue)
    return compare.build(View(warehouse, selection, words_of(language), "light", DAY))


def html_of(built: Page) -> str:
    return "".join(block.text for block in built.blocks if isinstance(block, Html))


def test_without_a_choice_the_two_missions_with_most_in_common_are_compared(warehouse: OpenWarehouse) -> None:
    """Two indicators of HPV vaccination are shared by Europe's plan and WHO's initiative, which have most verdicts of such pairs."""
    told = html_of(page(warehouse))

    assert "Europe&#x27;s Beating Cancer Plan and WHO Cervical Cancer Elimination Initiative" in told
    assert "These may be compared" in told


def test_the_grade_stands_before_the_comparison(warehouse: OpenWarehouse) -> None:
    told = html_of(page(warehouse, by="countries", target="who-ccei-vacc-90", places="DEU,SWE"))

    assert told.index("Grade A, and why") < told.index('id="figure-index"') < told.index('id="figure-natural"')


def test_sweden_closed_four_tenths_of_its_gap_in_one_year(warehouse: OpenWarehouse) -> None:
    """WHO/UNICEF, revision 2021: 80 % in 2020, 84 % in 2021; target 90 %: 4 / 10 = 40 %. Germany stayed at 47 %: 0 %."""
    told = html_of(page(warehouse, by="countries", target="who-ccei-vacc-90", places="DEU,SWE"))

    assert "Sweden: 40% of the gap closed, from 2020 on, target 2030." in told
    assert "Germany: 0% of the gap closed" in told


def test_a_country_past_the_target_keeps_its_panel_and_says_so(warehouse: OpenWarehouse) -> None:
    """Portugal had 95 % in 2020."""
    told = html_of(page(warehouse, by="countries", target="who-ccei-vacc-90", places="DEU,PRT"))

    assert "Portugal: no gap: 95% in 2020 was already past 90%." in told


def test_missions_without_a_common_metric_are_told_the_nearest_pairs(warehouse: OpenWarehouse) -> None:
    told = html_of(page(warehouse, missions="de-ndk,se-vzc"))

    assert "These missions share no metric" in told
    assert "Vision Zero Cancer and Healthy People 2030: cancer" in told
    assert "figure-index" not in told


def test_rates_by_two_standards_are_not_compared(warehouse: OpenWarehouse) -> None:
    """Lung cancer deaths of Sweden are held by the world standard, those of the United States by their own."""
    told = html_of(page(warehouse, missions="se-vzc,us-hp2030", family="mortality"))

    assert "These cannot be compared" in told
    assert "Different standard populations: United States 2000 and WHO world 2000–2025." in told
    assert "figure-index" not in told


def test_a_target_in_the_address_brings_its_family_along(warehouse: OpenWarehouse) -> None:
    """A link that names the target alone must not show another one."""
    told = html_of(page(warehouse, by="countries", target="eu-ebcp-tobacco-5", places="DEU,SWE"))

    assert "Germany and Sweden, by Tobacco use" in told


def test_what_was_promised_in_another_quantity_has_no_gap(warehouse: OpenWarehouse) -> None:
    """Litres of alcohol are held for Germany and Sweden; promised is less harmful use."""
    told = html_of(page(warehouse, by="countries", family="risk_factor", target="eu-ebcp-alcohol-10", places="DEU,SWE"))

    assert "Grade B, and why" in told
    assert "At least one target promised another quantity, so its gap cannot be counted." in told
    assert "No gap can be drawn yet" in told


def test_another_family_goes_before_a_target_of_the_old_one(warehouse: OpenWarehouse) -> None:
    """The list of families is the first of the page: who changes it means it."""
    told = html_of(page(warehouse, by="countries", family="risk_factor", target="who-ccei-vacc-90", places="DEU,SWE,USA"))

    assert "by Tobacco use (15+)" in told
    assert "<b>United States</b>: the target is not judged there." in told


def test_a_mission_without_a_target_of_the_family_is_named_and_not_dropped(warehouse: OpenWarehouse) -> None:
    told = html_of(page(warehouse, missions="eu-ebcp,who-ccei,gb-camden-food", family="test_uptake"))

    assert "<b>Camden food mission</b>: no target of this family." in told


@pytest.mark.parametrize(
    "parameters",
    [
        {"missions": "<script>alert(1)</script>,de-ndk"},
        {"places": "💥" * 200, "by": "countries"},
        {"family": "'; DROP TABLE x", "by": "../..", "window": "soon"},
        {"missions": "de-ndk,se-vzc,eu-ebcp,who-ccei,un-sdg,us-hp2030,int-ft3"},
        {"by": "countries", "family": "other"},
        {"by": "countries", "places": "WORLD"},
        {"missions": "int-ft3"},
        {"family": "survival"},
        {"missions": "eu-ebcp,who-ccei", "place": "AUS"},
        {"window": "all"},
    ],
)
@pytest.mark.parametrize("language", ["en", "de"])
def test_any_address_is_answered(warehouse: OpenWarehouse, parameters: dict[str, str], language: Any) -> None:
    told = html_of(page(warehouse, language, **parameters))

    assert "<script>" not in told
    assert "<h1" in told


def test_every_choice_of_a_list_is_a_whole_list(warehouse: OpenWarehouse) -> None:
    """The choice writes one parameter: it must hold what is chosen already."""
    built = page(warehouse, by="countries", target="who-ccei-vacc-90", places="DEU,SWE")
    added = next(block for block in built.blocks if isinstance(block, Choice) and block.parameter == "places")

    assert all(code.startswith("DEU,SWE,") for code, _ in added.options)


def test_links_carry_the_choice_along(warehouse: OpenWarehouse) -> None:
    asked = {"missions": "eu-ebcp,who-ccei", "window": "all", "lang": "de"}
    selection = with_side_by_side(read_selection(asked, warehouse.catalogue, locale=None, today=DAY), asked, warehouse.catalogue)
    view = SideView(warehouse, selection, words_of("de"), "light", DAY)

    assert view.same_page("compare", lang="en") == "/compare?lang=en&missions=eu-ebcp,who-ccei&window=all"


def test_at_most_five_are_compared(warehouse: OpenWarehouse) -> None:
    asked = {"places": "DEU,SWE,NLD,GBR,AUS,USA"}
    selection = with_side_by_side(read_selection(asked, warehouse.catalogue, locale=None, today=DAY), asked, warehouse.catalogue)

    assert len(selection.places) == MOST
    assert [trouble.parameter for trouble in selection.unread] == ["too_many"]


PANELS = [
    IndexPanel("Zeta", "", ((IndexPoint(0, 0), IndexPoint(40, -88)),), (IndexPoint(0, 0), IndexPoint(100, 100)), "2015", "2030", "−88%"),
    IndexPanel("Alpha", "<b>", frame="No figure is held."),
]


def test_panels_stand_in_the_order_of_the_alphabet_on_one_scale() -> None:
    """The scale reaches from the lowest value, -88, to the target, 100."""
    told = {"title": "t", "subtitle": "s", "source": "Source: x."}
    chart = small_multiples(PANELS, words=words_of("en"), language="en", table=pd.DataFrame(), **told)

    assert chart.text == "Alpha, <b>: no figure is held. Zeta: −88% of the gap closed, from 2015 on, target 2030."
    assert index_axis(PANELS, "en").low <= -88
    assert index_axis(PANELS, "en").high == 100
    assert "&lt;b&gt;" in svg.draw_both(chart)
    assert "<b>" not in svg.draw_both(chart)
