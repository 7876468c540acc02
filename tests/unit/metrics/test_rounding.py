"""What the decimals of a series say about its rounding."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from metrics.blocks import ordered_points, panel_of
from metrics.rounding import rounding_step


@pytest.mark.parametrize(
    ("values", "step"),
    [
        ([47.0, 48.0], 1.0),
        ([47.0, 47.5, 48.0], 0.1),
        ([0.1 + 0.2, 0.4], 0.1),  # 0.30000000000000004 in binary
        ([12345.678, 1.25], 0.001),
        ([-3.25], 0.01),
        ([0.0, 0.0], 1.0),
        ([1e-7, 3e-7], 1e-7),
    ],
)
def test_the_value_with_the_most_decimals_counts(values: list[float], step: float) -> None:
    points = ordered_points(pd.DataFrame({"series": "a", "year": range(len(values)), "value": values}))

    assert rounding_step(panel_of(points, 0, 1))[0] == pytest.approx(step)


def test_ten_decimals_are_taken_for_computed_ones() -> None:
    points = ordered_points(pd.DataFrame({"series": ["a", "b"], "year": [1, 1], "value": [0.123456789, 0.1234567891]}))

    np.testing.assert_allclose(rounding_step(panel_of(points, 0, 2)), [1e-9, np.nan])


def test_computed_values_show_no_rounding() -> None:
    points = ordered_points(pd.DataFrame({"series": ["a", "a", "b", "b"], "year": [1, 2, 1, 2], "value": [1.0, 1 / 3, 1 / 3, 1.0]}))

    assert np.isnan(rounding_step(panel_of(points, 0, 2))).all()


def test_every_series_has_its_own_step_however_short_it_is() -> None:
    """Whole numbers, tenths and one of a third, which no decimals show; the second has one value less, the last has ten decimals."""
    values = {"a": [47.0, 48.0], "b": [47.5], "c": [48.0, 1 / 3], "d": [1 / 3, 47.0], "e": [0.25, 48.0], "f": [0.1234567891, 47.0]}
    rows = [(name, 2000 + step, value) for name, series in values.items() for step, value in enumerate(series)]
    points = ordered_points(pd.DataFrame(rows, columns=["series", "year", "value"]))

    assert rounding_step(panel_of(points, 0, 6)).tolist() == pytest.approx([1.0, 0.1, np.nan, np.nan, 0.01, np.nan], nan_ok=True)
