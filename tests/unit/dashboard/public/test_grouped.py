"""A frame cut once gives each part as records, and no part where there is no row."""

from __future__ import annotations

import pandas as pd

from dashboard.public.grouped import Grouped


def test_each_part_is_given_in_the_order_of_its_rows() -> None:
    rows = Grouped(pd.DataFrame({"key": ["b", "a", "b"], "value": [1, 2, 3]}), "key", ["value"])

    assert {key: rows.of(key) for key in rows} == {"a": [{"value": 2}], "b": [{"value": 1}, {"value": 3}]}
    assert (rows.count("a"), rows.count("b"), rows.count("c"), rows.of("c")) == (1, 2, 0, [])


def test_a_frame_without_rows_has_no_parts() -> None:
    """The first figures that were ever published restate nothing: a site of an early day has no earlier rows."""
    rows = Grouped(pd.DataFrame({"key": [], "value": []}), "key")

    assert (list(rows), rows.of("a"), rows.count("a")) == ([], [], 0)
