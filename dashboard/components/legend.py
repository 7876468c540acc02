"""How to read a status: each shape with its words and its rule."""

from __future__ import annotations

from dashboard.charts.shapes import STATUSES, chip_html
from dashboard.components.markup import element, escaped
from dashboard.components.view import View


def legend(view: View) -> str:
    """Return the six statuses in their fixed order, each with its shape and its rule in one sentence."""
    words = view.words
    entries = [
        element(
            "div",
            element("dt", chip_html(status, words(f"status.{status}"))),
            element("dd", escaped(words(f"rule.{status}")), class_="wm-small wm-muted"),
        )
        for status in STATUSES
    ]
    return element("dl", *entries, class_="wm-legend")
