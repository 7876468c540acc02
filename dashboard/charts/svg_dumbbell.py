"""Rows of start, latest and target as SVG."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.charts.bodies_in_rows import DumbbellBody, DumbbellRow
from dashboard.charts.canvas import Canvas, class_width, class_wrap
from dashboard.charts.description import Chart
from dashboard.charts.labels import Box, Room
from dashboard.charts.marks import Axis
from dashboard.charts.writing import LINE, Line, Spot, inside, place, write

STATUS_COLUMN = 200.0
LABEL_COLUMN = (150.0, 250.0)  # least and most
ROW = 52.0
TICK = 10.0


@dataclass(frozen=True)
class Layout:
    """Where the columns of the drawing lie."""

    left: float
    right: float
    label_room: float
    note_room: float


@dataclass(frozen=True)
class RowPlot:
    """The plot of one row: its axis, the height of its line, and what is taken in it."""

    axis: Axis
    layout: Layout
    canvas: Canvas
    y: float
    room: Room
    has_target_line: bool

    def x(self, value: float) -> float:
        """Return the place of *value*."""
        return _x(value, self.axis, self.layout)


def draw_dumbbell(chart: Chart, body: DumbbellBody, canvas: Canvas) -> str:
    """Return *chart* as a drawing."""
    layout = _layout(body, canvas)
    top = 18.0 if body.axis or canvas.is_wide else 4.0
    rows_top = top + (0 if canvas.is_wide else 4)
    heights = [_row_height(row, layout, canvas) for row in body.rows]
    bottom = rows_top + sum(heights)
    if body.axis:
        _draw_axis(body.axis, layout, canvas, top, bottom)
    if canvas.is_wide:
        canvas.text(layout.right + 28, 12, body.status_heading, "ts")
    if body.shared_target and body.axis and canvas.is_wide:
        x = _x(body.shared_target.value, body.axis, layout)
        canvas.line((x, top), (x, bottom), "target")
    y = rows_top
    for row, height in zip(body.rows, heights, strict=True):
        _draw_row(row, body, layout, canvas, y)
        y += height
    if body.shared_target and body.axis:
        lines = [Line(body.shared_target.label, "tb")]
        x = _x(body.shared_target.value, body.axis, layout)
        write(canvas, lines, inside([Spot(x, bottom + 17, "middle")], lines, Box(0, 0, canvas.width, bottom + 30))[0])
        bottom += 24
    bottom = _draw_legend(body, canvas, bottom + 24)
    return canvas.finish(bottom + 12, chart.alternative)


def _layout(body: DumbbellBody, canvas: Canvas) -> Layout:
    if not canvas.is_wide:
        return Layout(6, canvas.width - 14, canvas.width, canvas.width - 26)
    longest = max((class_width(row.label, "tl") for row in body.rows), default=0.0) + 16
    left = min(max(longest, LABEL_COLUMN[0]), LABEL_COLUMN[1])
    return Layout(left + 20, canvas.width - STATUS_COLUMN - 28, left, STATUS_COLUMN - 24)


def _x(value: float, axis: Axis, layout: Layout) -> float:
    return layout.left + (value - axis.low) / (axis.high - axis.low) * (layout.right - layout.left)


def _draw_axis(axis: Axis, layout: Layout, canvas: Canvas, top: float, bottom: float) -> None:
    middle = len(axis.ticks) // 2
    for n, (tick, label) in enumerate(zip(axis.ticks, axis.labels, strict=True)):
        x = _x(tick, axis, layout)
        if canvas.is_wide:
            canvas.line((x, top), (x, bottom), "grid")
        if canvas.is_wide or n in {0, middle, len(axis.ticks) - 1}:
            lines = [Line(label, "ts")]
            write(canvas, lines, inside([Spot(x, 12, "middle")], lines, Box(0, 0, canvas.width, 20))[0], halo=False)
    if axis.unit and canvas.is_wide:
        canvas.text(0, 12, axis.unit, "ts")


# --- one row ---------------------------------------------------------------------------------------------------------------------------


def _head_lines(row: DumbbellRow, layout: Layout) -> list[Line]:
    label = [Line(words, "tl") for words in class_wrap(row.label, "tl", layout.label_room)]
    detail = [Line(words, "ts") for words in class_wrap(row.detail, "ts", layout.label_room)] if row.detail else []
    return [*label, *detail]


def _note_lines(row: DumbbellRow, layout: Layout) -> list[Line]:
    return [Line(words, "ts") for words in class_wrap(row.status_note, "ts", layout.note_room)] if row.status_note else []


def _frame_lines(row: DumbbellRow, layout: Layout) -> list[Line]:
    return [Line(words, "ts") for words in class_wrap(row.frame, "ts", layout.right - layout.left - 20)] if row.frame else []


def _chip_fits_beside(row: DumbbellRow, layout: Layout) -> bool:
    return class_width(row.label, "tl") + class_width(row.status_words, "tb") + 24 + 16 <= layout.label_room


def _row_height(row: DumbbellRow, layout: Layout, canvas: Canvas) -> float:
    own_axis = 14.0 if row.latest is not None and row.axis and row.target_text and not canvas.is_wide else 0.0
    if canvas.is_wide:
        text = max(len(_head_lines(row, layout)), 1 + len(_note_lines(row, layout)))
        return max(ROW, text * LINE + 20, len(_frame_lines(row, layout)) * LINE + 24) + own_axis
    return _narrow_head(row, layout) + max(40.0, len(_frame_lines(row, layout)) * LINE + 20)


def _narrow_head(row: DumbbellRow, layout: Layout) -> float:
    """Return the height of the words above the plot of one row."""
    lines = len(_head_lines(row, layout)) + (0 if _chip_fits_beside(row, layout) else 1)
    return lines * LINE + 12


def _draw_row(row: DumbbellRow, body: DumbbellBody, layout: Layout, canvas: Canvas, top: float) -> None:
    if canvas.is_wide:
        write(canvas, _head_lines(row, layout), Spot(0, top + 23), halo=False)
        x = layout.right + 28
        notes = _note_lines(row, layout)
        y = top + (23 if notes else 30)
        canvas.shape(row.status, x + 7, y - 4.5, 14)
        write(canvas, [Line(row.status_words, "tb"), *notes], Spot(x + 22, y), halo=False)
        middle = top + 26
    else:
        write(canvas, _head_lines(row, layout), Spot(0, top + 16), halo=False)
        beside = _chip_fits_beside(row, layout)
        y = top + 16 if beside else top + 16 + len(_head_lines(row, layout)) * LINE
        x = canvas.width - class_width(row.status_words, "tb") - 2 if beside else 22
        canvas.shape(row.status, x - 15, y - 4.5, 14)
        canvas.text(x, y, row.status_words, "tb")
        middle = top + _narrow_head(row, layout) + 16
    if row.latest is None or row.axis is None:
        _draw_frame(row, layout, canvas, middle)
    else:
        room = Room(Box(layout.left - 6, middle - 40, layout.right + 14, middle + 40))
        plot = RowPlot(row.axis, layout, canvas, middle, room, has_target_line=canvas.is_wide and body.shared_target is not None)
        _draw_marks(row, row.latest, plot)
        if body.axis is None:
            _write_own_axis(row, plot)


def _draw_frame(row: DumbbellRow, layout: Layout, canvas: Canvas, middle: float) -> None:
    lines = _frame_lines(row, layout)
    height = len(lines) * LINE + 6
    canvas.rect(layout.left, middle - height / 2, layout.right - layout.left, height, "frame")
    write(canvas, lines, Spot(layout.left + 10, middle - height / 2 + 15), halo=False)


def _draw_marks(row: DumbbellRow, latest: float, plot: RowPlot) -> None:
    canvas, room, y = plot.canvas, plot.room, plot.y
    x_latest = plot.x(latest)
    canvas.line((plot.layout.left, y), (plot.layout.right, y), "grid")
    if not canvas.is_wide:
        for tick in plot.axis.ticks:
            canvas.line((plot.x(tick), y - 4), (plot.x(tick), y + 4), "grid")
    if row.target is not None:
        x_target = plot.x(row.target)
        if row.missing:
            canvas.line((x_latest, y), (x_target, y), "missing")
        if not plot.has_target_line:
            canvas.line((x_target, y - TICK), (x_target, y + TICK), "target")
        room.boxes.append(Box(x_target - 2, y - 2 * TICK, x_target + 2, y + 2 * TICK))
    if row.lower is not None and row.upper is not None:
        canvas.line((plot.x(row.lower), y), (plot.x(row.upper), y), "interval")
    if row.start is not None:
        x_start = plot.x(row.start)
        canvas.line((x_start, y), (x_latest, y), "link")
        canvas.circle(x_start, y, 4.5, "open")
        room.boxes.append(Box(x_start - 6, y - 6, x_start + 6, y + 6))
        room.add_line([(x_start, y), (x_latest, y)], 8.0)
    canvas.circle(x_latest, y, 6, "latest")
    room.boxes.append(Box(x_latest - 7, y - 7, x_latest + 7, y + 7))
    rising = row.start is None or latest >= row.start
    _write_value(Line(row.latest_text, "tb"), (x_latest, 12), plot, to_right=rising)
    if row.start is not None:
        _write_value(Line(row.start_text, "ts"), (plot.x(row.start), 9), plot, to_right=not rising)


def _write_value(line: Line, point: tuple[float, float], plot: RowPlot, *, to_right: bool) -> None:
    """Write a value beside its *point* (place and gap), on the side away from the other point, or above or below it."""
    (x, gap), y = point, plot.y
    right, left = Spot(x + gap, y + 4.5), Spot(x - gap, y + 4.5, "end")
    far_right, far_left = Spot(x + gap + 7, y + 4.5), Spot(x - gap - 7, y + 4.5, "end")
    sides = [right, left, far_right] if to_right else [left, right, far_left]
    above, below = Spot(x, y - 11, "middle"), Spot(x, y + 20, "middle")
    spots = [sides[0], above, sides[2], below, sides[1]]
    place(plot.canvas, plot.room, [line], inside(spots, [line], Box(0, 0, plot.canvas.width, 1e6)))


def _write_own_axis(row: DumbbellRow, plot: RowPlot) -> None:
    """Write the third number of a row with an axis of its own, and the ends of that axis."""
    y, left, right = plot.y, plot.layout.left, plot.layout.right
    if row.target is not None:
        x, lines = plot.x(row.target), [Line(row.target_text, "tb")]
        spots = [Spot(x, y - 14, "middle"), Spot(x, y + 24, "middle"), Spot(x + 6, y - 14), Spot(x - 6, y - 14, "end")]
        place(plot.canvas, plot.room, lines, inside(spots, lines, Box(left, 0, right + 10, 1e6)))
    ends = [Spot(left, y + 18), Spot(right, y + 18, "end")]
    for spot, label in zip(ends, (plot.axis.labels[0], plot.axis.labels[-1]), strict=True):
        plot.canvas.line((spot.x, y - 4), (spot.x, y + 4), "axis")
        if plot.room.cost(spot.box([Line(label, "ts")])) == 0:
            write(plot.canvas, [Line(label, "ts")], spot)


# --- legend ------------------------------------------------------------------------------------------------------------------------------


def _draw_legend(body: DumbbellBody, canvas: Canvas, y: float) -> float:
    """Write the marks in use and their names; return where they end."""
    x = 0.0
    for kind, words in body.legend:
        mark = 26.0 if kind in {"range", "missing"} else 12.0
        width = mark + 8 + class_width(words, "ts")
        if x > 0 and x + width > canvas.width:
            x, y = 0.0, y + 20
        _draw_legend_mark(kind, x, y - 4, canvas)
        canvas.text(x + mark + 8, y, words, "ts")
        x += width + 26
    return y if body.legend else y - 24


def _draw_legend_mark(kind: str, x: float, y: float, canvas: Canvas) -> None:
    match kind:
        case "start":
            canvas.circle(x + 6, y, 4.5, "open")
        case "latest":
            canvas.circle(x + 6, y, 6, "latest")
        case "range":
            canvas.line((x, y), (x + 26, y), "interval")
        case "missing":
            canvas.line((x, y), (x + 26, y), "missing")
        case _:
            canvas.line((x + 6, y - 8), (x + 6, y + 8), "target")
