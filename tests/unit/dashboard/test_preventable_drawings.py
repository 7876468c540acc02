"""The drawings of the preventable share: the band without a line, and the pairs of each factor."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pandas as pd
import pytest

from dashboard.charts import svg
from dashboard.charts.bodies_in_rows import PairRow
from dashboard.charts.bodies_over_time import BandBody
from dashboard.charts.description import Chart
from dashboard.charts.marks import Labelled, TargetMark
from dashboard.charts.modelled_band import modelled_band
from dashboard.charts.pairs import pairs_chart
from dashboard.display import Format
from dashboard.language import words_of
from tests.unit.dashboard.word_boxes import word_boxes

HOSTILE = "<script>alert(1)</script>"
PERCENT = Format("en", "%", "points", 0.1)


def _band(language: Any = "en", name: str = "Modelled, 95% range") -> Chart:
    years = pd.DataFrame(
        {
            "year": range(2018, 2029),
            "lower": [-0.3 * n for n in range(11)],
            "upper": [0.2 * n for n in range(11)],
            "carried": [False] * 9 + [True] * 2,
        }
    )
    return modelled_band(
        years, form=PERCENT, words=words_of(language), title="Change", subtitle="", text="Text.", table=pd.DataFrame(), source="",
        label=name, beyond="the last known value of a series is carried forward",
        points=[Labelled(2018, 0.0, "0%", "the study, not joined")],
        targets=[TargetMark(2028, -10.0, "Promised: −10%", "within ten years")],
    )  # fmt: skip


def _pairs(name: str = "Zu wenig Obst und Gemüse") -> Chart:
    rows = [
        PairRow(name, "festgehalten, weil keine Reihe bekannt ist", 2.1, None, "2.1%"),
        PairRow("Smoking", "followed by its own series: Tobacco use (15+), 30.9% (2008) to 28.0% (2018)", 19.3, 17.8, "19.3% to 17.8%"),
    ]
    return pairs_chart(
        rows,
        form=PERCENT,
        title="Factors",
        subtitle="",
        text="Text.",
        table=pd.DataFrame(),
        source="",
        names=("study of 2018", "modelled, 2028"),
    )


CHARTS = {
    "band": _band(),
    "german band": _band("de"),
    "hostile band": _band(name=HOSTILE),
    "pairs": _pairs(),
    "hostile pairs": _pairs(HOSTILE),
}


@pytest.mark.parametrize("size", ["wide", "narrow"])
@pytest.mark.parametrize("name", CHARTS)
def test_no_word_of_a_drawing_is_clipped_or_covered(name: str, size: svg.Size) -> None:
    boxes = word_boxes(svg.draw(CHARTS[name], size))
    width = {"wide": 1072, "narrow": 358}[size]
    covered = [
        (a[4], b[4]) for a, b in combinations(boxes, 2) if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1
    ]

    assert ([words for left, _, right, _, words in boxes if left < -1 or right > width + 1], covered) == ([], [])


def test_a_held_factor_has_one_mark() -> None:
    """Two factors, one held: one filled mark beside the one of the legend."""
    drawn = svg.draw(_pairs())

    assert (drawn.count('class="open"'), drawn.count('class="dot"')) == (3, 2)


def test_the_axis_of_a_change_keeps_the_promise_off_its_edge() -> None:
    body = _band().body

    assert isinstance(body, BandBody)
    assert body.value_axis.low < -10 < 0 < body.value_axis.high
