"""Level by direction: names in cells, empty cells as frames, never shades, and never a name behind a count."""

from __future__ import annotations

import re

import pandas as pd

from dashboard.charts import svg
from dashboard.charts.bodies_of_verdicts import PositionBody
from dashboard.charts.description import Chart
from dashboard.charts.positions import position_matrix
from dashboard.language import words_of


def _chart(*rows: tuple[str, str, str]) -> Chart:
    placed = pd.DataFrame(rows, columns=["name", "level", "direction"])
    return position_matrix(placed, words=words_of("en"), subtitle="A rule", source="Source: x.")


def _body(chart: Chart) -> PositionBody:
    assert isinstance(chart.body, PositionBody)
    return chart.body


FOUR = (
    ("Portugal", "ahead", "improving"),
    ("Norway", "ahead", "improving"),
    ("Sweden", "near", "no_clear_change"),
    ("Italy", "behind", "worsening"),
)


def test_each_name_stands_in_its_cell() -> None:
    cells = _body(_chart(*FOUR)).cells

    assert cells == ((("Portugal", "Norway"), (), ()), ((), ("Sweden",), ()), ((), (), ("Italy",)))


def test_the_title_counts_who_is_behind_and_who_worsens() -> None:
    assert _chart(*FOUR).title == "1 of 4 behind the path, 1 worsening"
    assert _chart(*FOUR[:3]).title == "None of 3 behind the path, none worsening"


def test_of_a_single_one_the_title_says_where_it_stands_and_moves() -> None:
    """Nobody says “none of 1 behind the path”."""
    assert _chart(FOUR[0]).title == "Portugal: ahead of the path, improving"


def test_the_sentence_goes_by_column_and_then_by_row() -> None:
    assert _chart(*FOUR).text == (
        "Improving – Ahead of the path: Portugal, Norway. No clear change – Near the path: Sweden. Worsening – Behind the path: Italy."
    )


def test_six_names_are_shown_and_of_seven_five_and_how_many_more() -> None:
    seven = [(name, "behind", "improving") for name in "ABCDEFG"]

    six = _body(_chart(*seven[:6]))
    more = _body(_chart(*seven))

    assert (len(six.cells[2][0]), six.more[2][0]) == (6, "")
    assert (len(more.cells[2][0]), more.more[2][0]) == (5, "and 2 more")


def test_the_table_has_every_name() -> None:
    assert len(_chart(*[(name, "behind", "improving") for name in "ABCDEFG"]).table) == 7


def test_filled_cells_have_one_shade_and_empty_ones_are_frames() -> None:
    drawn = svg.draw(_chart(*FOUR), "wide")

    assert (drawn.count('class="cell"'), drawn.count('class="empty"')) == (3, 6)
    assert not re.search(r"s-(met|away|behind|on_course)|fill-opacity|style=", drawn)


def test_the_narrow_drawing_keeps_three_columns_and_all_words_inside() -> None:
    """358 pixels: names are wrapped, not cut."""
    drawn = svg.draw(_chart(("Cervical cancer below 4 per 100,000 women in the whole country", "behind", "worsening")), "narrow")
    starts = [float(x) for x in re.findall(r'<rect class="(?:cell|empty)" x="([\d.]+)"', drawn)]

    # Columns are 120.7 pixels apart; the frame of an empty cell begins half a pixel later.
    assert {int(start // 120) for start in starts} == {0, 1, 2}
    assert 'width="358"' in drawn
    assert drawn.count("<text") > 7


def test_markup_in_a_name_is_text() -> None:
    assert "<script" not in svg.draw(_chart(("<script>", "behind", "worsening")), "wide")
