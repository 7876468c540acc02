"""Rows of two values as SVG: the first open, the second filled, a line between; the words of each row stand beside or above it."""

from __future__ import annotations

from dashboard.charts.bodies_in_rows import PairRow, PairsBody
from dashboard.charts.canvas import Canvas, class_width, class_wrap
from dashboard.charts.description import Chart
from dashboard.charts.svg_strip import draw_top_axis
from dashboard.charts.writing import LINE, Line, Spot, write

LABEL_COLUMN = 330.0
ROW, NARROW_PLOT = 30.0, 24.0


def draw_pairs(chart: Chart, body: PairsBody, canvas: Canvas) -> str:
    """Return *chart* as a drawing."""
    right = canvas.width - max(class_width(row.text, "t") for row in body.rows) - 18
    left = LABEL_COLUMN + 14 if canvas.is_wide else 8.0
    heads = [_head(row, LABEL_COLUMN if canvas.is_wide else float(canvas.width)) for row in body.rows]
    extra = 12.0 if canvas.is_wide else NARROW_PLOT + 12
    heights = [max(ROW, len(lines) * LINE + extra) for lines in heads]
    top, bottom = 20.0, 20.0 + sum(heights) + 6

    def x(value: float) -> float:
        return left + (value - body.axis.low) / (body.axis.high - body.axis.low) * (right - left)

    draw_top_axis(body.axis, (left, right), (top - 2, bottom), canvas)
    y = top + 4
    for row, lines, height in zip(body.rows, heads, heights, strict=True):
        write(canvas, lines, Spot(0, y + 15), halo=not canvas.is_wide)
        middle = y + 11 if canvas.is_wide else y + len(lines) * LINE + 14
        if row.second is not None:
            canvas.line((x(row.first), middle), (x(row.second), middle), "link")
        canvas.circle(x(row.first), middle, 5, "open")
        if row.second is not None:
            canvas.circle(x(row.second), middle, 5, "dot")
        canvas.text(canvas.width, middle + 4.5, row.text, "t", "end")
        y += height
    return canvas.finish(_write_legend(body, canvas, left, bottom), chart.alternative)


def _head(row: PairRow, room: float) -> list[Line]:
    label = [Line(words, "tb") for words in class_wrap(row.label, "tb", room)]
    return [*label, *(Line(words, "ts") for words in (class_wrap(row.detail, "ts", room) if row.detail else []))]


def _write_legend(body: PairsBody, canvas: Canvas, left: float, bottom: float) -> float:
    """Name both marks under the rows; return the height of the drawing."""
    y, x = bottom + 22, left if canvas.is_wide else 6.0
    for name, mark in ((body.first_name, "open"), (body.second_name, "dot")):
        width = class_width(name, "ts") + 14
        if x + width > canvas.width:
            x, y = 6.0, y + 20
        canvas.circle(x, y - 4, 5, mark)
        canvas.text(x + 12, y, name, "ts")
        x += width + 24
    return y + 10
