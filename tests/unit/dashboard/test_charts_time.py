"""Trajectories and histories: what the description says, and that both drawers say the same."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from dashboard.charts import plotly, svg
from dashboard.charts.bodies_over_time import TimeBody
from dashboard.charts.description import Chart, event_marks
from dashboard.charts.marks import EventMark, TargetMark
from dashboard.charts.small_series import small_series
from dashboard.charts.trajectory import trajectory
from dashboard.display import Format
from dashboard.language import words_of
from data.catalogue.models import Event
from tests.unit.dashboard.word_boxes import word_boxes

PERCENT = Format("en", "%", "points", 1.0)
PANDEMIC = EventMark(2020, 2021, "exclude", "pandemic")
# WHO/UNICEF HPV estimates, 2021 revision, 15HPVC_F, Germany, 2010 to 2021.
GERMANY = [27, 27, 27, 29, 31, 33, 37, 40, 43, 47, 47, 47]
EMPTY = pd.DataFrame(columns=["year", "value", "lower", "upper"])


def series(values: list[float], first: int = 2010, **columns: object) -> pd.DataFrame:
    """Return observations of consecutive years."""
    years = range(first, first + len(values))
    frame = pd.DataFrame({"year": years, "year_end": years, "value": [float(value) for value in values]})
    return frame.assign(**{"lower": float("nan"), "upper": float("nan"), "segment": 0, "excluded_by": "", **columns})


def straight_path() -> pd.DataFrame:
    """Return the straight path from 33 in 2015 to 90 in 2030: 3.8 points a year, 55.8 in 2021."""
    years = list(range(2015, 2031))
    return pd.DataFrame({"year": years, "value": [33 + 3.8 * (year - 2015) for year in years]})


def projected() -> pd.DataFrame:
    return pd.DataFrame({"year": [2021, 2030], "value": [47.0, 66.0], "lower": [41.0, 53.0], "upper": [53.0, 80.0]})


ROW = pd.Series(
    {
        "status": "behind",
        "reason": "",
        "baseline_year": 2015,
        "baseline": 33.0,
        "latest_year": 2021,
        "latest": 47.0,
        "target_year": 2030,
        "target_value": 90.0,
        "path_value": 55.8,
    }
)


def germany(**changes: object) -> Chart:
    """Return Germany's trajectory with its defaults changed."""
    frames = {"series": series(GERMANY), "path": straight_path(), "projection": projected()}
    frames = {name: changes.pop(name, frame) for name, frame in frames.items()}
    given = {
        "row": ROW,
        "place": "Germany",
        "form": PERCENT,
        "words": words_of("en"),
        "subtitle": "Girls fully vaccinated by age 15, percent, 2010 to 2021",
        "source": "Source: WHO/UNICEF.",
        "events": [PANDEMIC],
        "bounds": (0.0, 100.0),
    }
    return trajectory(frames["series"], frames["path"], frames["projection"], **{**given, **changes})  # type: ignore[arg-type]


def body_of(chart: Chart) -> TimeBody:
    assert isinstance(chart.body, TimeBody)
    return chart.body


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "Germany: 47% in 2021, where the path needed 56%"),
        ({"status": "met"}, "Germany: 47% in 2021; target 90%"),
        ({"status": "no_clear_change", "path_value": float("nan")}, "Germany: 47% in 2021; target 90%"),
        ({"status": "not_assessable", "reason": "too_uncertain"}, "Germany: 47% in 2021, cannot be assessed yet"),
    ],
)
def test_the_title_sets_the_latest_value_beside_what_was_needed(changed: dict[str, object], expected: str) -> None:
    """The status stands above the chart already; its title says what the status cannot."""
    assert germany(row=pd.Series({**ROW, **changed})).title == expected


def test_the_sentence_carries_every_number_of_the_picture() -> None:
    expected = (
        "Germany: from 27% in 2010 to 47% in 2021. The path to 90% in 2030 needed 56% in 2021. If it goes on as before: 53 to 80% in 2030."
    )

    assert germany().text == expected


def test_the_history_is_the_published_values_and_nothing_between() -> None:
    points = body_of(germany()).points

    assert [(point.year, point.value) for point in points] == list(zip(range(2010, 2022), GERMANY, strict=True))


def test_start_latest_and_target_are_labelled() -> None:
    body = body_of(germany())

    assert (body.start and body.start.label, body.latest and body.latest.label, body.targets[0].label, body.targets[0].detail) == (
        "33% in 2015",
        "47% in 2021",
        "Target 90%",
        "by 2030",
    )


def test_a_percentage_runs_from_zero_to_a_hundred_with_its_unit_once() -> None:
    assert body_of(germany()).value_axis.labels == ("0", "20", "40", "60", "80", "100%")


def test_the_table_has_the_needed_path_beside_the_value() -> None:
    table = germany().table
    row = table[table["Year"] == "2021"].iloc[0]

    assert (row["Value"], row["Needed path"], row["Note"]) == ("47%", "56%", "pandemic")


def test_a_break_cuts_the_line() -> None:
    """The segment changes in 2014: 2010 to 2013 is one line, 2014 to 2021 another, and a rule says so."""
    frame = series(GERMANY, segment=[0] * 4 + [1] * 8)
    body = body_of(germany(series=frame, events=[]))

    assert ([len(segment.points) for segment in body.segments], [(event.first_year, event.effect) for event in body.events]) == (
        [4, 8],
        [(2014, "break")],
    )


def test_a_break_event_cuts_the_line_and_gives_its_reason() -> None:
    event = EventMark(2014, 2014, "break", "new counting rule")
    chart = germany(events=[event])

    assert ([len(segment.points) for segment in body_of(chart).segments], chart.notes) == (
        [4, 8],
        ("2014: new counting rule. The line is cut there and not joined.",),
    )


def test_a_gap_is_not_joined() -> None:
    frame = series(GERMANY).drop(index=[4, 5])

    assert [len(segment.points) for segment in body_of(germany(series=frame)).segments] == [4, 6]


def test_regular_periods_are_no_gaps() -> None:
    frame = pd.DataFrame({"year": [1996, 2001, 2006], "year_end": [2000, 2005, 2010], "value": [85.5, 86.7, 89.6]})
    chart = small_series(frame, place="Sweden", form=PERCENT, words=words_of("en"), subtitle="", source="")

    assert ([len(segment.points) for segment in body_of(chart).segments], body_of(chart).years.labels) == (
        [3],
        ("1996–2000", "2001–05", "2006–10"),
    )


def test_a_missing_value_is_no_zero() -> None:
    frame = series([*GERMANY[:5], float("nan"), *GERMANY[6:]])

    assert 2015 not in [point.year for point in body_of(germany(series=frame)).points]


def test_excluded_years_are_shaded_shown_and_named() -> None:
    chart = germany(series=series(GERMANY, excluded_by=[""] * 10 + ["covid", "covid"]))
    unused = [point.year for point in body_of(chart).points if not point.used]

    assert (unused, body_of(chart).events, chart.notes) == (
        [2020, 2021],
        (PANDEMIC,),
        ("2020 to 2021 (pandemic): shown, but left out of the trend.",),
    )


def test_a_pandemic_is_shaded_even_where_its_years_stay_in_the_trend() -> None:
    chart = germany(events=[EventMark(2020, 2021, "note", "pandemic", shaded=True)])
    figure = plotly.draw(chart, "light", "en")

    assert ('class="shade"' in svg.draw(chart), [shape.x0 for shape in figure.layout.shapes if shape.type == "rect"]) == (True, [2019.5])


def test_events_outside_the_series_leave_no_mark() -> None:
    assert body_of(germany(events=[EventMark(2003, 2004, "exclude", "earlier"), EventMark(2010, 2010, "break", "start")])).events == ()


def test_a_projection_without_its_band_is_never_shown() -> None:
    bare = projected().assign(lower=float("nan"))

    assert body_of(germany(projection=bare)).projection is None


def test_a_projection_ends_at_what_is_possible() -> None:
    wide = projected().assign(upper=[53.0, 130.0])
    projection = body_of(germany(projection=wide)).projection

    assert projection is not None
    assert (projection.points[-1].upper, projection.detail) == (100.0, "95% range 53 to 100")


def test_a_target_far_off_the_scale_stays_on_it() -> None:
    chart = germany(row=pd.Series({**ROW, "target_value": 5.0}), path=EMPTY, projection=EMPTY)

    assert body_of(chart).value_axis.low <= 5.0


def test_a_replaced_target_stays_and_is_explained() -> None:
    old = TargetMark(2025, 80.0, "Original target", "replaced in 2022", replaced=True)
    chart = germany(replaced=[old])

    assert (old in body_of(chart).targets, "Original target: replaced in 2022" in chart.notes) == (True, True)


def test_without_a_path_a_sentence_says_why() -> None:
    row = pd.Series({**ROW, "status": "not_assessable", "reason": "no_baseline", "path_value": float("nan")})
    chart = germany(row=row, path=EMPTY, projection=EMPTY)

    assert (body_of(chart).frame, body_of(chart).start) == ("No path drawn: no starting value is stated or measured", None)


def test_another_quantity_is_not_put_on_one_axis_with_the_target() -> None:
    row = pd.Series({**ROW, "status": "not_assessable", "reason": "not_comparable"})

    assert body_of(germany(row=row, path=EMPTY, projection=EMPTY)).targets == ()


def test_an_axis_that_does_not_start_at_zero_is_said_so() -> None:
    chart = small_series(series([81.0, 85.0, 92.3]), place="Sweden", form=PERCENT, words=words_of("en"), subtitle="", source="Source: N.")

    assert chart.source == "Source: N. Axis starts at 80%."


def test_a_long_unit_stands_once_on_the_axis_and_not_in_every_label() -> None:
    rate = Format("de", "je 100.000", "", 0.1)
    chart = small_series(series([20.4, 15.7]), place="Schweden", form=rate, words=words_of("de"), subtitle="", source="")
    body = body_of(chart)

    assert (body.value_axis.unit, body.latest and body.latest.label, "15,7 je 100.000" in chart.text) == (
        "je 100.000",
        "15,7 im Jahr 2011",
        True,
    )


def test_german_numbers_are_german_in_every_part() -> None:
    form = Format("de", "%", "Prozentpunkte", 0.1)
    chart = germany(words=words_of("de"), form=form, place="Deutschland")

    assert ("55,8\u00a0%" in chart.text, chart.table.iloc[-1]["Nötiger Weg"]) == (True, "90,0\u00a0%")


CHARTS = {
    "full": germany(replaced=[TargetMark(2025, 80.0, "Original target", "replaced", replaced=True)]),
    "break": germany(events=[EventMark(2014, 2014, "break", "new rule"), PANDEMIC], series=series(GERMANY, lower=20.0, upper=60.0)),
    "frame": germany(row=pd.Series({**ROW, "reason": "no_baseline"}), path=EMPTY, projection=EMPTY),
    "one point": germany(series=series([47.0], 2021), path=EMPTY, projection=EMPTY, events=[]),
    "hostile": germany(place="<script>alert(1)</script>", events=[EventMark(2014, 2014, "break", "<script>&\"'")], subtitle="<b>"),
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


def test_hostile_words_are_words_in_both_drawers() -> None:
    """Plotly reads a little markup in its labels, so they are escaped there too."""
    figure = plotly.draw(CHARTS["hostile"], "light", "en")
    labels = " ".join(annotation.text for annotation in figure.layout.annotations)

    assert ("<script" in svg.draw_both(CHARTS["hostile"]), "<script" in labels, "&lt;script&gt;" in labels) == (False, False, True)


def test_the_break_cuts_line_and_band_in_the_drawing() -> None:
    drawing = svg.draw(CHARTS["break"])

    assert (drawing.count('class="line"'), drawing.count('class="band"'), drawing.count('class="break"')) == (2, 2, 1)


def test_no_line_is_smoothed() -> None:
    drawing = svg.draw(CHARTS["full"])
    figure = plotly.draw(CHARTS["full"], "light", "en")

    assert (any(curve in drawing for curve in ("C", "Q") if f'd="M{curve}' in drawing), {trace.line.shape for trace in figure.data}) == (
        False,
        {None},
    )


def test_the_interactive_drawing_holds_the_same_values() -> None:
    figure = plotly.draw(germany(), "light", "en")
    history = next(trace for trace in figure.data if trace.name == "Value")
    path = next(trace for trace in figure.data if trace.name == "Needed path")

    assert (list(history.y), list(path.y)[6]) == ([float(value) for value in GERMANY], pytest.approx(55.8))


def test_the_interactive_drawing_cuts_at_a_break() -> None:
    figure = plotly.draw(CHARTS["break"], "dark", "en")

    assert [len(trace.x) for trace in figure.data if trace.name == "Value"] == [4, 8]


def test_the_word_projection_stands_in_both_drawings() -> None:
    figure = plotly.draw(germany(), "light", "en")

    assert (
        "Projection" in svg.draw(germany(), "narrow"),
        any("Projection" in annotation.text for annotation in figure.layout.annotations),
    ) == (True, True)


def test_excluded_years_are_shaded_in_both_drawings() -> None:
    figure = plotly.draw(germany(), "light", "en")
    shades = [(shape.x0, shape.x1) for shape in figure.layout.shapes if shape.type == "rect"]

    assert ('class="shade"' in svg.draw(germany()), shades) == (True, [(2019.5, 2021.5)])


EVENT = Event.model_validate(
    {
        "id": "pandemic-screening",
        "name": {"en": "COVID-19 pandemic", "de": "COVID-19-Pandemie"},
        "kind": "pandemic",
        "effect": "note",
        "first_year": 2020,
        "last_year": 2021,
        "places": ["GBR"],
        "indicators": ["bowel"],
        "explanation": {"en": "x", "de": "x"},
        "citation": {"document": "d", "confidence": "seen_in_stored_source"},
    }
)


@pytest.mark.parametrize(
    ("indicator", "places", "expected"),
    [
        ("bowel", ("GBR-SCT", "GBR"), (EventMark(2020, 2021, "note", "pandemic", shaded=True),)),
        ("bowel", ("SWE",), ()),
        ("breast", ("GBR",), ()),
    ],
)
def test_events_touch_their_indicators_and_places_and_what_lies_in_them(
    indicator: str, places: tuple[str, ...], expected: tuple[EventMark, ...]
) -> None:
    assert event_marks([EVENT], indicator=indicator, places=places, language="en", words=words_of("en")) == expected
