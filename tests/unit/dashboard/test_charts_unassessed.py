"""What is known of a target that cannot be assessed stands on one scale, each value readable."""

from __future__ import annotations

import re
from itertools import combinations

import pandas as pd
import pytest

from dashboard.charts import svg
from dashboard.charts.cannot_be_assessed import cannot_be_assessed
from dashboard.charts.canvas import class_width
from dashboard.charts.labels import Box
from dashboard.display import Format
from dashboard.language import words_of

VALUE = re.compile(r'<text class="tb[^"]*" x="([\d.]+)" y="([\d.]+)" text-anchor="middle">([\d.]+%)<')


def drawn(values: list[float], size: svg.Size) -> list[Box]:
    """Return the boxes of the *values* as the drawing of that size writes them."""
    kinds = ["measured", "start", "target"]
    known = pd.DataFrame({"value": values, "label": kinds[: len(values)], "kind": kinds[: len(values)]})
    chart = cannot_be_assessed(
        known,
        [],
        reason="only another quantity is measured",
        label="Screening",
        form=Format("en", "%", "points", 0.1),
        words=words_of("en"),
        subtitle="",
        source="",
    )
    found = VALUE.findall(svg.draw(chart, size))
    return [
        Box(float(x) - class_width(told, "tb") / 2, float(y) - 11, float(x) + class_width(told, "tb") / 2, float(y) + 3)
        for x, y, told in found
    ]


@pytest.mark.parametrize("size", ["narrow", "paper", "wide"])
@pytest.mark.parametrize("values", [[62.4, 63.5, 72.8], [62.4, 62.5, 62.6], [62.4, 62.4], [62.4]])
def test_no_value_covers_another(values: list[float], size: svg.Size) -> None:
    boxes = drawn(values, size)

    assert len(boxes) == len(values)
    assert [pair for pair in combinations(boxes, 2) if pair[0].overlap(pair[1]) > 0] == []


def test_values_that_are_apart_stand_on_one_line() -> None:
    assert len({box.top for box in drawn([40.0, 60.0, 90.0], "wide")}) == 1
