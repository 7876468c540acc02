"""Rows, counts, strips, rules and the unassessed: what each description says, and that it can be drawn."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from dashboard.charts import plotly, svg
from dashboard.charts.bodies_in_rows import DumbbellBody, StripBody, StudiesBody
from dashboard.charts.bodies_of_verdicts import AgreementBody, CountedBody, UnassessedBody
from dashboard.charts.cannot_be_assessed import cannot_be_assessed
from dashboard.charts.counted_bar import counted_bar
from dashboard.charts.description import Chart
from dashboard.charts.dot_strip import dot_strip
from dashboard.charts.dumbbell import dumbbell
from dashboard.charts.method_agreement import method_agreement
from dashboard.charts.shapes import STATUSES, chip_html
from dashboard.charts.studies import studies
from dashboard.display import Format
from dashboard.language import words_of
from tests.unit.dashboard.word_boxes import word_boxes

EN = words_of("en")
WHOLE = Format("en", "%", "points", 1.0)
TENTHS = Format("en", "%", "points", 0.1)
RATE = Format("en", "per 100,000", "per 100,000", 0.1)
NONE = float("nan")
HOSTILE = "<script>alert(1)</script>"


def row(label: str, start: float, latest: float, status: str, **changes: object) -> dict[str, object]:
    """Return a row of the scorecard for a target of 90 % by 2030."""
    return {
        "indicator": "hpv",
        "label": label,
        "detail": "",
        "status": status,
        "status_note": "",
        "reason": "",
        "baseline_year": 2016,
        "baseline": start,
        "latest_year": 2021,
        "latest": latest,
        "lower": NONE,
        "upper": NONE,
        "target_year": 2030,
        "target_value": 90.0,
        "gap": 90 - latest,
        **changes,
    }


# WHO/UNICEF HPV estimates, 2021 revision, 15HPVC_F, 2016 and 2021.
COUNTRIES = pd.DataFrame(
    [
        row("Portugal", 91, 94, "met"),
        row("Germany", 37, 47, "behind"),
        row("Italy", 70, 60, "away"),
        row("Nowhere", NONE, NONE, "not_assessable", reason="no_data", gap=NONE),
    ]
)


def places() -> Chart:
    return dumbbell(COUNTRIES, forms=WHOLE, words=EN, subtitle="s", source="Source: WHO/UNICEF.")


def test_a_dumbbell_says_the_target_of_all_once_and_one_sentence_a_row() -> None:
    expected = (
        "Target 90% by 2030. "
        "Portugal: 91% in 2016, 94% in 2021; Target met. "
        "Germany: 37% in 2016, 47% in 2021; Improving, too slowly. "
        "Italy: 70% in 2016, 60% in 2021; Moving away from the target. "
        "Nowhere: Cannot be assessed yet, no figure is held."
    )

    assert places().text == expected


def test_rows_keep_their_order_and_none_is_dropped() -> None:
    body = places().body

    assert isinstance(body, DumbbellBody)
    assert [one.label for one in body.rows] == ["Portugal", "Germany", "Italy", "Nowhere"]


def test_a_row_without_a_verdict_has_a_frame_with_the_reason() -> None:
    body = places().body

    assert isinstance(body, DumbbellBody)
    assert (body.rows[3].frame, body.rows[3].latest) == ("No figure is held", None)


def test_what_is_missing_is_drawn_only_where_something_is() -> None:
    body = places().body

    assert isinstance(body, DumbbellBody)
    assert [one.missing for one in body.rows] == [False, True, True, False]


def test_one_unit_has_one_axis_and_one_target_line() -> None:
    body = places().body

    assert isinstance(body, DumbbellBody)
    assert (body.axis and body.axis.labels[-1], body.shared_target and body.shared_target.label) == ("100%", "Target 90% by 2030")


def test_different_units_keep_their_own_axes() -> None:
    rows = pd.DataFrame([row("HPV", 78, 84, "on_course"), row("Deaths", 20.4, 15.7, "behind", indicator="deaths", target_value=10.0)])
    body = dumbbell(rows, forms={"hpv": WHOLE, "deaths": RATE}, words=EN, subtitle="", source="").body

    assert isinstance(body, DumbbellBody)
    assert (body.axis, [one.axis.high for one in body.rows if one.axis], body.rows[1].latest_text) == (
        None,
        [100.0, 25.0],
        "15.7 per 100,000",
    )


def test_a_known_value_of_an_unassessed_target_is_told() -> None:
    rows = pd.DataFrame([row("Deaths", NONE, 15.7, "not_assessable", reason="no_baseline")])
    chart = dumbbell(rows, forms=TENTHS, words=EN, subtitle="", source="")

    assert "latest value 15.7% in 2021" in chart.text


def bar(statuses: list[str]) -> Chart:
    return counted_bar(statuses, words=EN, subtitle="", source="")


def test_the_bar_counts_in_the_fixed_order_and_leaves_nobody_out() -> None:
    chart = bar(["not_assessable", "away", "met", "not_assessable", "behind", "met"])
    body = chart.body

    assert isinstance(body, CountedBody)
    assert body.cells == ("met", "met", "behind", "away", "not_assessable", "not_assessable")
    assert chart.text == (
        "4 of 6 targets can be assessed: 2 × Target met; 1 × Improving, too slowly; "
        "1 × Moving away from the target; 2 × Cannot be assessed yet."
    )


def test_one_of_several_is_counted_in_german_as_correctly_as_many() -> None:
    """No verb that would have to follow the number: one does, several do."""
    told = [counted_bar([*["met"] * n, "not_assessable"], words=words_of("de"), subtitle="", source="").text for n in (1, 2)]

    assert [text.partition(".")[0] for text in told] == ["Zu beurteilen: 1 von 2 Zielen", "Zu beurteilen: 2 von 3 Zielen"]


def test_where_nothing_can_be_assessed_the_sentence_says_so_once() -> None:
    assert bar(["not_assessable"] * 4).text == "None of 4 targets can be assessed yet."


def test_the_bar_gives_no_percentage() -> None:
    assert "%" not in svg.draw_both(bar(["met", "away"]))


def test_over_thirty_cells_the_shapes_are_dropped_and_the_cells_stay() -> None:
    drawing = svg.draw(bar(["met"] * 31))
    (cells,) = re.findall(r'class="cell" d="([^"]*)"', drawing)

    assert (cells.count("M"), drawing.count("<circle")) == (31, 1)


def test_the_cells_of_a_status_are_one_element_however_many() -> None:
    """A page that counts 184 countries weighs no more than one that counts ten: no status of the bar takes an element a country."""
    drawings = [svg.draw(bar(["met"] * n + ["away"] * n)) for n in (40, 90)]
    feet = [dict(re.findall(r'class="foot (s-\w+)" d="([^"]*)"', drawing)) for drawing in drawings]

    assert [{status: path.count("M") for status, path in found.items()} for found in feet] == [
        {"s-met": 40, "s-away": 40},
        {"s-met": 90, "s-away": 90},
    ]
    assert drawings[0].count("<") == drawings[1].count("<")


# CONCORD-2 (Lancet 2015), lung, adults diagnosed 2005-09, 5-year net survival with 95 % interval.
LUNG = pd.DataFrame(
    [
        ("ISL", "Iceland", 15.0, 11.9, 18.2),
        ("AUT", "Austria", 17.9, 17.3, 18.6),
        ("DNK", "Denmark", 11.3, 10.7, 11.9),
        ("SWE", "Sweden", 15.6, 14.9, 16.4),
        ("NOR", "Norway", 15.0, 14.1, 15.8),
    ],
    columns=["place", "name", "value", "lower", "upper"],
)


def strip(**changes: object) -> Chart:
    given = {"focus": "SWE", "form": TENTHS, "words": EN, "subtitle": "", "source": "Source: CONCORD-2."}
    return dot_strip(LUNG, **{**given, **changes})  # type: ignore[arg-type]


def test_above_and_below_mean_that_the_intervals_lie_apart() -> None:
    """Norway and Iceland lie lower, but their intervals reach into Sweden's: nothing is claimed about them."""
    chart = strip()

    assert (chart.title, chart.text) == (
        "Sweden: above 1, below 1 of 4 others",
        "Sweden: 15.6% (14.9 to 16.4). Above Denmark. Below Austria. Not clearly different from the others.",
    )


def test_the_strip_is_sorted_by_value_and_shades_the_focus() -> None:
    body = strip().body

    assert isinstance(body, StripBody)
    assert ([one.label for one in body.rows], body.shade) == (["Austria", "Sweden", "Iceland", "Norway", "Denmark"], (14.9, 16.4))


def test_without_intervals_no_difference_is_claimed() -> None:
    chart = dot_strip(LUNG.assign(lower=NONE, upper=NONE), focus="SWE", form=TENTHS, words=EN, subtitle="", source="")

    assert ("Above" in chart.text, "Below" in chart.text) == (False, False)
    assert chart.table.columns.tolist() == ["Place", "Value"]
    assert strip().table.columns.tolist() == ["Place", "Value", "95% range"]


def test_a_focus_that_is_not_there_gives_a_list() -> None:
    assert strip(focus="FRA").title == "5 places by value"


def test_the_interactive_strip_holds_the_same_values() -> None:
    figure = plotly.draw(strip(), "light", "en")

    assert [trace.x[0] for trace in figure.data if trace.mode == "markers"] == [17.9, 15.6, 15.0, 15.0, 11.3]


METHODS = pd.DataFrame(
    [
        ("eurostat", "behind", "75% of the needed growth", ""),
        ("unsd", "behind", "88% of the needed growth", ""),
        ("sdsn", "on_course", "", ""),
        ("aapc", "not_assessable", "needs counts", "No counts are published."),
    ],
    columns=["method", "status", "statistic_text", "reason_text"],
).assign(name=["Eurostat", "UN", "SDSN", "AAPC"])


def agreement(methods: pd.DataFrame = METHODS) -> Chart:
    return method_agreement(methods, words=EN, subtitle="", source="")


def test_a_rule_that_cannot_be_used_keeps_its_row_and_is_not_counted() -> None:
    chart = agreement()
    body = chart.body

    assert isinstance(body, AgreementBody)
    assert (chart.title, [one.step for one in body.rows], body.modal) == ("2 of 3 usable rules say: Some progress", [2, 2, 1, None], 2)


def test_rules_that_split_evenly_have_no_common_verdict() -> None:
    body = agreement(METHODS.iloc[1:3]).body

    assert isinstance(body, AgreementBody)
    assert body.modal is None


def test_no_usable_rule_is_said_so() -> None:
    assert agreement(METHODS.iloc[3:]).title == "No published rule can be used here"


def unassessed(known: pd.DataFrame | None = None) -> Chart:
    """Return the German preventable share: 36 % aimed at, 37.4 % measured in 2018, 40 % stated as the start."""
    values = pd.DataFrame(
        [(36.0, "stated target", "target"), (37.4, "measured 2018", "measured"), (40.0, "stated start", "start")],
        columns=["value", "label", "kind"],
    )
    return cannot_be_assessed(
        values if known is None else known,
        [("What is missing", "A yearly series by one method")],
        reason="one measured value, by other rules",
        label="Preventable share",
        form=TENTHS,
        words=EN,
        subtitle="",
        source="",
    )


def test_what_is_known_is_told_and_shown_unjoined() -> None:
    chart = unassessed()

    expected = (
        "Preventable share cannot be assessed yet: one measured value, by other rules. "
        "Known: 36% (stated target), 37.4% (measured 2018) and 40% (stated start)."
    )

    assert (chart.text, 'class="line"' in svg.draw(chart)) == (expected, False)


def test_the_answers_are_part_of_the_text_alternative() -> None:
    assert "What is missing: A yearly series by one method." in unassessed().alternative


def test_nothing_known_leaves_no_empty_axis() -> None:
    chart = unassessed(pd.DataFrame(columns=["value", "label", "kind"]))

    assert isinstance(chart.body, UnassessedBody)
    assert (chart.body.axis, 'class="axis"' in svg.draw(chart)) == (None, False)


def test_an_unknown_kind_of_value_is_refused() -> None:
    with pytest.raises(ValueError, match="kind 'guess' is unknown; known: target, measured, start"):
        unassessed(pd.DataFrame([(1.0, "x", "guess")], columns=["value", "label", "kind"]))


# National studies of the preventable share: Soerjomataram 2018, Islami 2024, Whiteman 2015.
STUDIES = pd.DataFrame(
    [("AUS", "Australia", "2010", 2010, 32.0), ("FRA", "France", "2015, adults", 2015, 41.0), ("USA", "United States", "2019", 2019, 40.0)],
    columns=["place", "name", "detail", "year", "value"],
)


def paf() -> Chart:
    return studies(STUDIES, focus="FRA", form=WHOLE, words=EN, subtitle="", source="")


def test_studies_are_points_and_no_ranking() -> None:
    chart = paf()
    drawing = svg.draw_both(chart)

    assert isinstance(chart.body, StudiesBody)
    assert (chart.title, "not a ranking" in chart.text, 'class="line"' in drawing) == ("3 studies: 32% to 41%", True, False)


def hostile() -> Chart:
    rows = pd.DataFrame([row(HOSTILE, 1, 2, "met", detail=HOSTILE, status_note=HOSTILE)])
    return dumbbell(rows, forms=WHOLE, words=EN, subtitle=HOSTILE, source=HOSTILE)


CHARTS = {
    "dumbbell": places(),
    "own axes": dumbbell(
        pd.DataFrame([row("A" * 60, 78, 84, "on_course", lower=80.0, upper=88.0), row("B", 9, 8, "away", indicator="rate")]),
        forms={"hpv": WHOLE, "rate": RATE},
        words=EN,
        subtitle="",
        source="",
    ),
    "bar": bar(list(STATUSES)),
    "long bar": bar(["met"] * 400),
    "strip": strip(),
    "agreement": agreement(),
    "unassessed": unassessed(),
    "studies": paf(),
    "hostile": hostile(),
    "german": dumbbell(
        COUNTRIES.assign(label="Früherkennungsuntersuchungen für Gebärmutterhalskrebs", status_note="letzter Wert von 2021"),
        forms=Format("de", "%", "Prozentpunkte", 1.0),
        words=words_of("de"),
        subtitle="",
        source="",
    ),
}


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_every_drawing_is_well_formed_and_has_its_text_alternative(name: str, size: svg.Size) -> None:
    root = ET.fromstring(svg.draw(CHARTS[name], size))  # noqa: S314 (our own drawing)

    assert (root.attrib["role"], root.attrib["aria-label"]) == ("img", CHARTS[name].alternative)


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_no_word_is_clipped(name: str, size: svg.Size) -> None:
    width = {"wide": 1072, "narrow": 358}[size]
    boxes = word_boxes(svg.draw(CHARTS[name], size))

    assert [words for left, top, right, _, words in boxes if left < -1 or top < -1 or right > width + 1] == []


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("size", ["wide", "narrow"])
def test_no_word_covers_another(name: str, size: svg.Size) -> None:
    pairs = combinations(word_boxes(svg.draw(CHARTS[name], size)), 2)
    covered = [(a[4], b[4]) for a, b in pairs if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1]

    assert covered == []


@pytest.mark.parametrize("name", CHARTS)
def test_text_never_takes_a_status_class(name: str) -> None:
    root = ET.fromstring(svg.draw(CHARTS[name]))  # noqa: S314

    assert [text.attrib["class"] for text in root.iter("text") if "s-" in text.attrib["class"].replace("ts-", "")] == []


def test_hostile_words_are_words() -> None:
    drawn = svg.draw_both(hostile()) + chip_html("met", HOSTILE, HOSTILE)

    assert "<script" not in drawn


def test_a_drawing_has_nothing_that_the_page_would_drop() -> None:
    """No style, script, use or link element: the page keeps plain shapes and words only."""
    drawn = "".join(svg.draw_both(chart) for chart in CHARTS.values())

    assert not [tag for tag in ("<style", "<script", "<use", "<a ", "<image", "\n\n") if tag in drawn]


def test_a_kind_without_an_interactive_form_says_so() -> None:
    with pytest.raises(ValueError, match="counted_bar: has no interactive form; draw it as SVG"):
        plotly.draw(CHARTS["bar"], "light", "en")
