"""Stated chances against what came true, as SVG: a square of shares on wide screens, one row a class on a phone."""

from __future__ import annotations

from dashboard.charts.bodies_of_verdicts import CalibrationBody
from dashboard.charts.canvas import Canvas, class_width, class_wrap
from dashboard.charts.description import Chart
from dashboard.charts.writing import LINE, Line, Spot, write

LEFT, TOP, HEIGHT, MARGIN = 44.0, 30.0, 330.0, 20.0
RADIUS, NARROW_ROW = 5.5, 30.0


def draw_calibration(chart: Chart, body: CalibrationBody, canvas: Canvas) -> str:
    """Return a point a class of stated chance, with its number of statements; the diagonal is what was said coming true as said."""
    height = _draw_wide(body, canvas) if canvas.is_wide else _draw_narrow(body, canvas)
    return canvas.finish(height, chart.alternative)


def _draw_wide(body: CalibrationBody, canvas: Canvas) -> float:
    right, bottom = canvas.width - MARGIN, TOP + HEIGHT

    def x(share: float) -> float:
        return LEFT + share * (right - LEFT)

    def y(share: float) -> float:
        return bottom - share * HEIGHT

    canvas.text(0, 14, body.observed_name, "t")
    for share, label in body.ticks:
        canvas.line((LEFT, y(share)), (right, y(share)), "grid" if share else "axis")
        canvas.text(LEFT - 8, y(share) + 4, label, "ts", "end")
        canvas.text(x(share), bottom + 18, label, "ts", "middle")
    canvas.text(right, bottom + 40, body.stated_name, "t", "end")
    canvas.text(LEFT, bottom + 40, body.count_name, "ts")
    canvas.line((x(0), y(0)), (x(1), y(1)), "path")
    canvas.text(x(0.62) - 14, y(0.71), body.diagonal, "ts halo", "end")
    for one in body.chances:
        canvas.circle(x(one.stated), y(one.observed), RADIUS, "dot")
        lines = [Line(one.observed_text, "tb"), Line(one.count_text, "ts")]
        at_end = x(one.stated) + 10 + max(line.width for line in lines) > right
        spot = Spot(x(one.stated) - 10, y(one.observed) - 20, "end") if at_end else Spot(x(one.stated) + 10, y(one.observed) + 14)
        write(canvas, lines, _raised(spot, bottom))
    return bottom + 48


def _raised(spot: Spot, bottom: float) -> Spot:
    """Return *spot* so high that its two lines stay above the axis."""
    return Spot(spot.x, min(spot.y, bottom - LINE - 6), spot.anchor)


def _draw_narrow(body: CalibrationBody, canvas: Canvas) -> float:
    left = max(class_width(one.bin_text, "t") for one in body.chances) + 14
    right = canvas.width - max(class_width(one.count_text, "ts") for one in body.chances) - 16
    head = [Line(words, "ts") for words in class_wrap(body.legend, "ts", canvas.width)]
    write(canvas, head, Spot(0, 12), halo=False)
    top = len(head) * LINE + 26
    bottom = top + len(body.chances) * NARROW_ROW

    def x(share: float) -> float:
        return left + share * (right - left)

    for share, label in body.ticks:
        canvas.line((x(share), top - 4), (x(share), bottom), "grid")
        canvas.text(x(share), top - 10, label, "ts", "middle")
    for n, one in enumerate(body.chances):
        middle = top + (n + 0.5) * NARROW_ROW
        canvas.text(0, middle + 4.5, one.bin_text, "t")
        canvas.line((x(one.stated), middle - 9), (x(one.stated), middle + 9), "target")
        canvas.circle(x(one.observed), middle, RADIUS, "dot")
        canvas.text(canvas.width, middle + 4.5, one.count_text, "ts", "end")
    return bottom + 4
