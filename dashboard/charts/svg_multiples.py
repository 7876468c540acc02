"""Small multiples as SVG: three panels a row on wide screens, two on a phone, all on one scale."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.charts.bodies_over_time import IndexPanel, IndexPoint, MultiplesBody
from dashboard.charts.canvas import Canvas, class_width, class_wrap
from dashboard.charts.description import Chart
from dashboard.charts.marks import Axis
from dashboard.charts.writing import LINE, Line, Spot, write

PER_ROW = {True: 3, False: 2}
PLOT = {True: 168.0, False: 150.0}
BETWEEN = {True: 36.0, False: 14.0}
UNDER = 46.0
LAST = 100.0


@dataclass(frozen=True)
class _Box:
    """Where the plot of one panel lies, and its scale."""

    left: float
    right: float
    top: float
    bottom: float
    axis: Axis

    def at(self, elapsed: float, closed: float) -> tuple[float, float]:
        """Return where a point lies, in pixels: *elapsed* of the time across, *closed* of the gap up."""
        share = (closed - self.axis.low) / (self.axis.high - self.axis.low)
        return self.left + elapsed / LAST * (self.right - self.left), self.bottom - share * (self.bottom - self.top)

    def line(self, points: tuple[IndexPoint, ...]) -> list[tuple[float, float]]:
        """Return where *points* lie, in pixels."""
        return [self.at(point.elapsed, point.closed) for point in points]


def draw_multiples(chart: Chart, body: MultiplesBody, canvas: Canvas) -> str:
    """Return *chart* as a drawing."""
    wide = canvas.is_wide
    columns, between = PER_ROW[wide], BETWEEN[wide]
    width = (canvas.width - (columns - 1) * between) / columns
    gutter = max(class_width(label, "ts") for label in body.axis.labels) + 8
    y = 0.0
    for start in range(0, len(body.panels), columns):
        row = body.panels[start : start + columns]
        heads = [_head(panel, width) for panel in row]
        head = max(len(lines) for lines in heads) * LINE + 8
        for n, (panel, lines) in enumerate(zip(row, heads, strict=True)):
            x = n * (width + between)
            write(canvas, lines, Spot(x, y + 14), halo=False)
            box = _Box(x + gutter, x + width - 2, y + head + 6, y + head + 6 + PLOT[wide], body.axis)
            _draw_panel(panel, box, canvas)
        y += head + PLOT[wide] + UNDER
    # Frames alone have no line that a key could explain.
    height = y - UNDER + 8 if all(panel.frame for panel in body.panels) else _write_key(body, canvas, y)
    return canvas.finish(height, chart.alternative)


def _head(panel: IndexPanel, width: float) -> list[Line]:
    name = [Line(words, "tl") for words in class_wrap(panel.label, "tl", width)]
    return [*name, *(Line(words, "ts") for words in (class_wrap(panel.detail, "ts", width) if panel.detail else []))]


def _draw_panel(panel: IndexPanel, box: _Box, canvas: Canvas) -> None:
    if panel.frame:
        canvas.rect(box.left + 0.5, box.top + 0.5, box.right - box.left - 1, box.bottom - box.top - 1, "frame")
        lines = [Line(words, "t") for words in class_wrap(panel.frame, "t", box.right - box.left - 24)]
        write(canvas, lines, Spot(box.left + 12, (box.top + box.bottom) / 2 - (len(lines) - 1) * LINE / 2 + 4), halo=False)
        return
    for tick, label in zip(box.axis.ticks, box.axis.labels, strict=True):
        (left, y), (right, _) = box.at(0, tick), box.at(LAST, tick)
        canvas.line((left, y), (right, y), "axis" if tick == 0 else "grid")
        canvas.text(left - 6, y + 4, label, "ts", "end")
    canvas.polyline(box.line(panel.path), "path")
    for segment in panel.segments:
        _draw_band(segment, box, canvas)
        canvas.polyline(box.line(segment), "line")
    newest = panel.segments[-1][-1]
    for segment in panel.segments:
        for point in segment:
            canvas.circle(*box.at(point.elapsed, point.closed), 4.5 if point is newest else 3, "dot")
    _write_latest(panel, newest, box, canvas)
    canvas.text(box.left, box.bottom + 18, panel.first, "ts")
    canvas.text(box.right, box.bottom + 18, panel.last, "ts", "end")


def _draw_band(segment: tuple[IndexPoint, ...], box: _Box, canvas: Canvas) -> None:
    """Draw the range of the stretch whose points all have one; one point alone has a bar."""
    known = [(point.elapsed, point.lower, point.upper) for point in segment if point.lower is not None and point.upper is not None]
    if len(known) == len(segment) > 1:
        canvas.area([box.at(x, upper) for x, _, upper in known], [box.at(x, lower) for x, lower, _ in known], "band")
    elif len(known) != len(segment) or len(segment) == 1:
        for x, lower, upper in known:
            canvas.line(box.at(x, lower), box.at(x, upper), "interval")


def _write_latest(panel: IndexPanel, newest: IndexPoint, box: _Box, canvas: Canvas) -> None:
    """Write the last value beside its point: on the side where the needed path does not run, and inside the panel."""
    x, y = box.at(newest.elapsed, newest.closed)
    needed = [point.closed for point in panel.path if point.elapsed <= newest.elapsed]
    below = not needed or newest.closed <= needed[-1]
    wanted = y + 20 if below else y - 10
    baseline = min(max(wanted, box.top + 11), box.bottom - 4)
    room = class_width(panel.text, "tb") + 8
    if x + room > box.right:
        canvas.text(x - 6, baseline, panel.text, "tb halo", "end")
    else:
        canvas.text(x + 6, baseline, panel.text, "tb halo")


def _write_key(body: MultiplesBody, canvas: Canvas, y: float) -> float:
    """Say what the dashed line and the width are; return the height of the drawing."""
    canvas.line((0, y), (26, y), "path")
    canvas.text(34, y + 4, body.path_name, "ts")
    beside = 34 + class_width(body.path_name, "ts") + 28
    lines = class_wrap(body.time_name, "ts", canvas.width - beside if canvas.is_wide else canvas.width)
    x, start = (beside, y + 4) if canvas.is_wide else (0.0, y + 24)
    write(canvas, [Line(words, "ts") for words in lines], Spot(x, start), halo=False)
    return start + (len(lines) - 1) * LINE + 8
