"""WHO's answers are read without the members that nobody uses, and as if those had been read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.errors import FigureError
from etl.readers import who_gho

Write = Callable[..., Path]

ITEM = {"IndicatorCode": "X_Y", "SpatialDimType": "COUNTRY", "SpatialDim": "SWE", "TimeDim": 2019, "NumericValue": 1.5}
WOMEN = {"Dim1Type": "SEX", "Dim1": "SEX_FMLE"}


@pytest.mark.parametrize(
    "items",
    [
        [ITEM],
        [ITEM, ITEM | WOMEN | {"Low": 1.25, "High": 2}],  # members that the first item lacks
        [ITEM | {"Low": None, "Dim2Type": None, "Dim2": None}, ITEM | {"TimeDim": "2020", "Low": None}],
        [ITEM | {"NumericValue": None, "Value": "No data"}, ITEM | {"TimeDim": 2020, "Value": "1.5 [1.2-1.9]"}],
        [ITEM | {"NumericValue": None, "Value": "<5"}],  # no number at all
        [ITEM | {"NumericValue": 12345678901234567890}, ITEM | {"TimeDim": 2020, "NumericValue": 7}],
        [ITEM | {"TimeDimensionBegin": "2015-01-01T00:00:00+01:00", "TimeDimensionEnd": "2019-12-31T00:00:00+01:00"}],
        [ITEM | {"Comments": {"nested": [1, None]}, "Dim1Type": "AGEGROUP", "Dim1": "AGEGROUP_YEARS15-PLUS"}],
    ],
)
def test_an_answer_says_the_same_however_it_is_read(write: Write, items: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    path = write("answer.json", json.dumps({"@odata.context": "x", "value": items}))
    found = who_gho.read(path)
    monkeypatch.setattr(who_gho, "_whole_answer", lambda _: None)

    pd.testing.assert_frame_equal(found, who_gho.read(path))


@pytest.mark.parametrize(
    ("document", "what"),
    [
        ({"value": [ITEM], "@odata.nextLink": "more"}, "is one page of several"),
        ({"value": [ITEM, 3]}, "has no list 'value' of items"),
        ({"value": []}, "has no list 'value' of items"),
        ([ITEM], "has no list 'value' of items"),
        ({"value": [{name: cell for name, cell in ITEM.items() if name != "TimeDim"}]}, "'TimeDim' is missing"),
    ],
)
def test_what_is_no_whole_answer_says_what_it_lacks(write: Write, document: Any, what: str) -> None:
    with pytest.raises(FigureError, match=what):
        who_gho.read(write("answer.json", json.dumps(document)))


def test_a_file_that_ends_early_is_no_json(write: Write) -> None:
    with pytest.raises(FigureError, match="is not JSON"):
        who_gho.read(write("answer.json", json.dumps({"value": [ITEM]})[:-3]))
