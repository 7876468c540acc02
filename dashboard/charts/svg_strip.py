"""Rows of points with intervals, and national studies, as SVG."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from dashboard.charts.bodies_in_rows import StripBody, StripRow, StudiesBody
from dashboard.charts.canvas import Canvas, class_width, class_wrap
from dashboard.charts.description import Chart
from dashboard.charts.labels import Box
from dashboard.charts.marks import Axis
from dashboard.charts.writing import LINE, Line, Spot, inside, write

ROW, STUDY_ROW, NARROW_STUDY_ROW = 26.0, 44.0, 62.0
LABEL_COLUMN = {True: 260.0, False: 128.0}


def draw_strip(chart: Chart, body: StripBody, canvas: Canvas) -> str:
    """Return places by value; the interval of the focus place is shaded through all rows."""
    labels = [class_wrap(row.label, "tb" if row.focus else "t", LABEL_COLUMN[canvas.is_wide]) for row in body.rows]
    texts = [row.text if canvas.is_wide else row.short_text for row in body.rows]
    left = max(class_width(line, "tb") for lines in labels for line in lines) + 14
    right = canvas.width - max(class_width(text, "tb") for text in texts) - 24
    heights = [max(ROW, len(lines) * LINE + 6) for lines in labels]
    top, bottom = 20.0, 20.0 + sum(heights) + 6

    def x(value: float) -> float:
        return left + (value - body.axis.low) / (body.axis.high - body.axis.low) * (right - left)

    if body.shade:
        canvas.rect(x(body.shade[0]), top, x(body.shade[1]) - x(body.shade[0]), bottom - top, "shade")
    draw_top_axis(body.axis, (left, right), (top - 2, bottom), canvas)
    y = top + 3
    for row, lines, text, height in zip(body.rows, labels, texts, heights, strict=True):
        middle = y + height / 2
        _draw_row(row, x, middle, canvas)
        name = "tb" if row.focus else "t"
        first = middle + 4.5 - (len(lines) - 1) * LINE / 2
        for n, line in enumerate(lines):
            canvas.text(left - 14, first + n * LINE, line, name, "end")
        canvas.text(canvas.width, middle + 4.5, text, "tb" if row.focus else "ts", "end")
        y += height
    return canvas.finish(bottom + 4, chart.alternative)


def draw_top_axis(axis: Axis, sides: tuple[float, float], heights: tuple[float, float], canvas: Canvas) -> None:
    """Draw the grid of *axis* with its labels above; labels that would touch are left out, ends first kept."""
    top, bottom = heights
    for x, lines, spot in _ticks(axis, sides, canvas.width):
        canvas.line((x, top), (x, bottom), "grid")
        if spot is not None:
            write(canvas, lines, spot, halo=False)
    if axis.unit:
        canvas.text(0, 12, axis.unit, "ts")


@lru_cache(maxsize=1024)
def _ticks(axis: Axis, sides: tuple[float, float], width: int) -> tuple[tuple[float, tuple[Line], Spot | None], ...]:
    """Return where each tick of *axis* lies and where its label does; the same peers on many pages share the axis."""
    taken: list[Box] = []
    placed = []
    for n in (0, len(axis.ticks) - 1, *range(1, len(axis.ticks) - 1)):
        x = sides[0] + (axis.ticks[n] - axis.low) / (axis.high - axis.low) * (sides[1] - sides[0])
        lines = (Line(axis.labels[n], "ts"),)
        spot = inside([Spot(x, 12, "middle")], lines, Box(0, 0, width, 20))[0]
        box = spot.box(lines)
        padded = Box(box.left - 4, box.top, box.right + 4, box.bottom)
        fits = not any(padded.overlap(other) > 0 for other in taken)
        if fits:
            taken.append(box)
        placed.append((x, lines, spot if fits else None))
    return tuple(placed)


def _draw_row(row: StripRow, place: Callable[[float], float], middle: float, canvas: Canvas) -> None:
    if row.lower is not None and row.upper is not None:
        canvas.line((place(row.lower), middle), (place(row.upper), middle), "interval" if row.focus else "interval-context")
    canvas.circle(place(row.value), middle, 5.5 if row.focus else 4.5, "dot" if row.focus else "dot-context")


def draw_studies(chart: Chart, body: StudiesBody, canvas: Canvas) -> str:
    """Return national studies: one point a row, never joined."""
    room = 250.0 if canvas.is_wide else float(canvas.width)
    heads = [_head(row, room) for row in body.rows]
    left = max(150.0, max(line.width for lines in heads for line in lines) + 24) if canvas.is_wide else 10.0
    right = canvas.width - max(class_width(row.text, "tb") for row in body.rows) - 30
    least = STUDY_ROW if canvas.is_wide else NARROW_STUDY_ROW
    heights = [max(least, len(lines) * LINE + (12 if canvas.is_wide else 30)) for lines in heads]
    top, bottom = 20.0, 20.0 + sum(heights) + 4
    draw_top_axis(body.axis, (left, right), (top - 2, bottom), canvas)
    y = top + 4
    for row, lines, height in zip(body.rows, heads, heights, strict=True):
        write(canvas, lines, Spot(0, y + 14))
        middle = y + 16 if canvas.is_wide else y + len(lines) * LINE + 14
        x = left + (row.value - body.axis.low) / (body.axis.high - body.axis.low) * (right - left)
        canvas.circle(x, middle, 6 if row.focus else 4.5, "dot" if row.focus else "dot-context")
        canvas.text(x + 12, middle + 4.5, row.text, "tb halo" if row.focus else "t halo")
        y += height
    return canvas.finish(bottom + 4, chart.alternative)


def _head(row: StripRow, room: float) -> list[Line]:
    label = [Line(words, "tb" if row.focus else "ti") for words in class_wrap(row.label, "tb", room)]
    return [*label, *(Line(words, "ts") for words in (class_wrap(row.detail, "ts", room) if row.detail else []))]
