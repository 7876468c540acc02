"""Where the words of a drawing stand, for tests that look for clipped and covered ones."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from dashboard.charts.canvas import TEXT_CLASSES, class_width


def word_boxes(drawing: str) -> list[tuple[float, float, float, float, str]]:
    """Return left, top, right, bottom and words of every text of a drawing, from capital height to a little below the baseline."""
    boxes = []
    for text in ET.fromstring(drawing).iter("text"):  # noqa: S314 (our own drawing)
        name, words = text.attrib["class"].split()[0], text.text or ""
        width, size = class_width(words, name), TEXT_CLASSES[name][0]
        left = float(text.attrib["x"]) - {"start": 0.0, "middle": width / 2, "end": width}[text.attrib.get("text-anchor", "start")]
        baseline = float(text.attrib["y"])
        boxes.append((left, baseline - 0.7 * size, left + width, baseline + 0.15 * size, words))
    return boxes
