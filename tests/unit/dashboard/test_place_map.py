"""Maps: classes by value, patterns for what has no value, disputed areas named, small places found, nothing fetched."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from dashboard.charts import svg
from dashboard.charts.outlines import outlines
from dashboard.charts.place_map import MapValue, status_map, value_map
from dashboard.display import Format
from dashboard.language import words_of

PERCENT = Format("en", "%", "points", 1.0)
EN = words_of("en")


def _map(values: list[MapValue], **chosen: str):  # noqa: ANN202 - a chart or nothing
    told = {"focus": "", "subtitle": "what", "source": "Source: us."} | chosen
    return value_map(values, form=PERCENT, words=EN, bounds=(0.0, 100.0), **told)


def _value(place: str, value: float | None, **more: object) -> MapValue:
    return MapValue(place, place, value, "withheld" if value is None else f"{value:g}%", **more)  # type: ignore[arg-type]


VALUES = [_value("SWE", 12.0), _value("DEU", 47.0), _value("FRA", 93.0), _value("MLT", 70.0), _value("ITA", None, without="withheld")]


@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_a_value_lies_in_the_class_that_holds_it(size: str) -> None:
    """Classes of 20 points from 0 to 100: 12 is in the first, 47 in the third, 93 in the fifth."""
    chart = _map(VALUES)
    drawn = svg.draw(chart, size)  # type: ignore[arg-type]

    assert [entry.words for entry in chart.body.classes[:5]] == [
        "0 to under 20%", "20 to under 40%", "40 to under 60%", "60 to under 80%", "80 to under 100%",
    ]  # fmt: skip
    assert re.search(r'class="map-area map-v1"[^>]*><title>SWE: 12%', drawn)
    assert re.search(r'class="map-area map-v3"[^>]*><title>DEU: 47%', drawn)
    assert re.search(r'class="map-area map-v5"[^>]*><title>FRA: 93%', drawn)


def test_withheld_has_a_pattern_and_no_shade() -> None:
    drawn = svg.draw(_map(VALUES), "wide")

    italy = re.search(r'<path class="map-area map-pattern" fill="url\(#(\w+)-hatch\)"[^>]*><title>ITA: withheld', drawn)

    assert italy
    assert f'<pattern id="{italy.group(1)}-hatch"' in drawn
    assert "withheld to protect people" in drawn


def test_a_place_too_small_to_be_seen_gets_a_point() -> None:
    """Malta is a dozen pixels large."""
    assert re.search(r'<circle class="map-area map-point map-v4"[^>]*><title>MLT: 70%', svg.draw(_map(VALUES), "wide"))


def test_europe_alone_is_drawn_larger() -> None:
    assert _map(VALUES).body.region == "europe"
    assert _map([*VALUES, *(_value(code, 50.0) for code in ("USA", "AUS", "BRA"))]).body.region == "world"


def test_the_sentence_names_every_place_and_large_maps_count_them() -> None:
    many = [_value(code, 50.0) for code in sorted(outlines("world").places)[:40]]

    assert "0 to under 20%: SWE" in _map(VALUES).text
    assert "40 places" in _map(many).text


def test_disputed_areas_are_named() -> None:
    assert any("Crimea" in note and "Western Sahara" in note for note in _map(VALUES).notes)


def test_what_lies_outside_the_map_is_told() -> None:
    chart = _map([*VALUES, *[_value(code, 10.0) for code in ("DNK", "NOR", "FIN", "POL", "ESP")], _value("JPN", 10.0)])

    assert "Too small or outside this map: JPN." in chart.notes


def test_modelled_values_among_measured_ones_are_marked() -> None:
    chart = _map([_value("SWE", 12.0, modelled=True), _value("DEU", 47.0)])

    assert "modelled, not counted" in [entry.words for entry in chart.body.classes]


def test_statuses_keep_their_shapes_in_the_legend() -> None:
    """A colour alone would say nothing to many."""
    values = [MapValue("SWE", "Sweden", None, "Target met", status="met"), MapValue("DEU", "Germany", None, "x", status="not_assessable")]
    chart = status_map(values, focus="SWE", words=EN, subtitle="what", source="Source: us.")
    assert chart is not None
    drawn = svg.draw(chart, "narrow")

    assert chart.title == "1 of 2 places have met the target, 1 can be judged"
    assert "s-met map-focus" in drawn or "map-area map-focus s-met" in drawn
    assert drawn.count("s-met") >= 2


def test_drawings_of_one_page_do_not_share_ids_and_are_well_formed() -> None:
    both = svg.draw_both(_map(VALUES))
    ids = re.findall(r' id="([^"]+)"', both)

    assert len(ids) == len(set(ids))
    ET.fromstring(f"<div>{both}</div>")  # noqa: S314 - our own drawing


def test_names_are_escaped() -> None:
    drawn = svg.draw(_map([MapValue("SWE", "<script>", 1.0, "1%"), _value("DEU", 2.0)]), "wide")

    assert "<script>" not in drawn


def test_without_any_value_there_is_no_map() -> None:
    assert _map([_value("ITA", None, without="withheld")]) is None
