"""Ordered groups at two dates as SVG: two lines through the rows, then thin and grey, now in the focus colour."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.charts.bodies_in_rows import GradientBody, GradientRow
from dashboard.charts.canvas import Canvas, class_width, class_wrap
from dashboard.charts.description import Chart
from dashboard.charts.svg_strip import draw_top_axis
from dashboard.charts.writing import LINE, Line, Spot, write

LABEL_COLUMN = {True: 230.0, False: 118.0}
ROW = 46.0
NEAR = 26.0
"""Two points closer than this many pixels share one label, that of the latest value; the other stands in the table."""


def draw_gradient(chart: Chart, body: GradientBody, canvas: Canvas) -> str:
    """Return *chart* as a drawing; on a phone what stands at the right is left to the table."""
    wide = canvas.is_wide
    labels = [class_wrap(row.label, "tb", LABEL_COLUMN[wide]) for row in body.rows]
    left = max(class_width(line, "tb") for lines in labels for line in lines) + 24
    texts = max((class_width(row.text, "ts") for row in body.rows), default=0) if wide else 0
    right = canvas.width - texts - (44 if texts else 30)
    heights = [max(ROW, len(lines) * LINE + 16) for lines in labels]
    top, bottom = 20.0, 20.0 + sum(heights)
    middles = [top + sum(heights[:n]) + heights[n] / 2 for n in range(len(heights))]

    def x(value: float) -> float:
        return left + (value - body.axis.low) / (body.axis.high - body.axis.low) * (right - left)

    draw_top_axis(body.axis, (left, right), (top - 2, bottom), canvas)
    if body.ordered:
        _draw_lines(body, middles, x, canvas)
    for n, (row, lines, middle) in enumerate(zip(body.rows, labels, middles, strict=True)):
        write(canvas, [Line(words, "tb") for words in lines], Spot(0, middle + 4.5 - (len(lines) - 1) * LINE / 2), halo=False)
        if row.frame:
            canvas.rect(left, middle - 13, right - left, 26, "frame")
            canvas.text(left + 10, middle + 4.5, row.frame, "ts")
        else:
            following = body.rows[n + 1].latest if body.ordered and n + 1 < len(body.rows) else None
            _draw_row(row, middle, x, canvas, to_right=_to_right(row, following))
        if wide and row.text:
            canvas.text(canvas.width, middle + 4.5, row.text, "ts", "end")
    return canvas.finish(_write_key(body, canvas, left, bottom), chart.alternative)


def _draw_lines(body: GradientBody, middles: list[float], x: Callable[[float], float], canvas: Canvas) -> None:
    """Link neighbouring groups at each date; a group without a value cuts the line."""
    for name, kept in (("lead", [row.first for row in body.rows]), ("line", [row.latest for row in body.rows])):
        run: list[tuple[float, float]] = []
        for value, middle in zip([*kept, None], [*middles, 0.0], strict=True):
            if value is not None:
                run.append((x(value), middle))
            else:
                canvas.polyline(run, name)
                run = []


def _to_right(row: GradientRow, following: float | None) -> bool:
    """Return on which side the latest value is written: away from the line to the next group, else away from the start."""
    if row.latest is None or (following is not None and following > row.latest):
        return False
    return following is not None or row.first is None or row.first <= row.latest


def _draw_row(row: GradientRow, middle: float, x: Callable[[float], float], canvas: Canvas, *, to_right: bool) -> None:
    now = None if row.latest is None else x(row.latest)
    then = None if row.first is None else x(row.first)
    if now is not None and then is not None:
        canvas.line((then, middle), (now, middle), "grid")
    if row.lower is not None and row.upper is not None:
        canvas.line((x(row.lower), middle), (x(row.upper), middle), "interval")
    if then is not None:
        canvas.circle(then, middle, 4.5, "open")
    if now is not None:
        canvas.circle(now, middle, 6, "dot")
        canvas.text(now + (11 if to_right else -11), middle + 4.5, row.latest_text, "tb halo", "start" if to_right else "end")
    if then is not None and (now is None or abs(now - then) > NEAR):
        before = now is None or then <= now
        canvas.text(then + (-9 if before else 9), middle + 4.5, row.first_text, "ts halo", "end" if before else "start")


def _write_key(body: GradientBody, canvas: Canvas, left: float, bottom: float) -> float:
    y, x = bottom + 22, left if canvas.is_wide else 6.0
    for name, mark in ((body.first_name, "open"), (body.latest_name, "dot")):
        if name:
            width = class_width(name, "ts") + 14
            if x + width > canvas.width:
                x, y = 6.0, y + 20
            canvas.circle(x, y - 4, 4.5 if mark == "open" else 6, mark)
            canvas.text(x + 12, y, name, "ts")
            x += width + 24
    return y + 10
