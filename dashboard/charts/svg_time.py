"""Values over years as SVG: history with its band, breaks, shaded years, needed path, projection, targets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from dashboard.charts.bodies_over_time import TimeBody
from dashboard.charts.canvas import Canvas, class_width
from dashboard.charts.description import Chart
from dashboard.charts.history import usual_step
from dashboard.charts.labels import Room
from dashboard.charts.marks import Point, Segment
from dashboard.charts.time_layout import Plot, place_beside, place_frame, place_inside, plot_of, room_of
from dashboard.charts.writing import Spot, write

LEAD_FROM = 8.0  # a label that had to move further than this gets a lead line


def draw_time(chart: Chart, body: TimeBody, canvas: Canvas) -> str:
    """Return *chart* as a drawing."""
    plot = plot_of(body, canvas.width)
    room = room_of(plot)
    _draw_shaded_years(plot, canvas)
    _draw_axes(plot, canvas)
    _draw_ahead(plot, canvas)
    _draw_history(plot, canvas)
    _draw_marks(plot, canvas)
    if plot.is_wide:
        _write_beside(plot, canvas, room)
    for label in place_inside(plot, room):
        write(canvas, label.lines, label.spot)
    height = _write_frame(plot, canvas, room)
    return canvas.finish(height, chart.alternative)


def _draw_shaded_years(plot: Plot, canvas: Canvas) -> None:
    for event in plot.body.events:
        if event.has_shade:
            left, right = plot.shaded(event)
            canvas.rect(left, plot.top, right - left, plot.bottom - plot.top, "shade")


def _draw_axes(plot: Plot, canvas: Canvas) -> None:
    values, years = plot.body.value_axis, plot.body.years
    for tick, label in zip(values.ticks, values.labels, strict=True):
        y = plot.y(tick)
        canvas.line((plot.left, y), (plot.right, y), "axis" if tick == values.ticks[0] else "grid")
        canvas.text(plot.left - 6, y + 4, label, "ts", "end")
    if values.unit:
        canvas.text(0, 12, values.unit, "ts")
    for year, label in visible_ticks(plot, years.ticks, years.labels):
        canvas.text(plot.x(year), plot.bottom + 18, label, "ts", "middle")


def visible_ticks(plot: Plot, ticks: Sequence[float], labels: Sequence[str]) -> list[tuple[float, str]]:
    """Return the ticks whose labels have room: all, or every second, third …, counted back from the last."""
    widest = max(class_width(label, "ts") for label in labels) + 16
    for every in range(1, len(ticks) + 1):
        kept = [(tick, label) for n, (tick, label) in enumerate(zip(ticks, labels, strict=True)) if (len(ticks) - 1 - n) % every == 0]
        places = [plot.x(tick) for tick, _ in kept]
        if all(later - earlier >= widest for earlier, later in pairwise(places)):
            return kept
    return [(ticks[-1], labels[-1])]


def _draw_ahead(plot: Plot, canvas: Canvas) -> None:
    body = plot.body
    if body.projection:
        _draw_band(body.projection.points, plot, canvas, "band-ahead")
        canvas.polyline(plot.line(body.projection.points), "projection")
    canvas.polyline(plot.line(body.path), "path")
    for mark in body.targets:
        canvas.line(*plot.target_tick(mark), "target-replaced" if mark.replaced else "target")


def _draw_band(points: Sequence[Point], plot: Plot, canvas: Canvas, name: str) -> None:
    ranges = [(point.year, point.lower, point.upper) for point in points if point.lower is not None and point.upper is not None]
    canvas.area([plot.at(year, upper) for year, _, upper in ranges], [plot.at(year, lower) for year, lower, _ in ranges], name)


def runs_with_interval(segment: Segment) -> list[list[Point]]:
    """Return the stretches of *segment* that have an interval: a band is never drawn over a year without one."""
    runs: list[list[Point]] = [[]]
    for point in segment.points:
        if point.lower is None or point.upper is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]


def _draw_history(plot: Plot, canvas: Canvas) -> None:
    has_dots = usual_step(plot.body.points) > 1
    for segment in plot.body.segments:
        for run in runs_with_interval(segment):
            _draw_band(run, plot, canvas, "band")
            if len(run) == 1 and run[0].lower is not None and run[0].upper is not None:
                canvas.line(plot.at(run[0].year, run[0].lower), plot.at(run[0].year, run[0].upper), "interval")
        canvas.polyline(plot.line(segment.points), "line")
        for point in segment.points:
            if not point.used:
                canvas.circle(*plot.at(point.year, point.value), 3.5, "left-out")
            elif has_dots or len(segment.points) == 1:
                canvas.circle(*plot.at(point.year, point.value), 3.5, "dot")


def _draw_marks(plot: Plot, canvas: Canvas) -> None:
    body = plot.body
    for event in body.events:
        if event.effect == "break":
            x = plot.x(event.first_year - 0.5)
            canvas.line((x, plot.top), (x, plot.bottom), "break")
        elif event.effect == "note" and not event.has_shade:
            x = plot.x(event.first_year)
            canvas.line((x, plot.bottom), (x, plot.bottom - 7), "break")
    if body.start:
        agreed = body.start.is_start
        canvas.circle(*plot.at(body.start.year, body.start.value), 4.5 if agreed else 3.5, "open" if agreed else "dot")
    if body.latest:
        canvas.circle(*plot.at(body.latest.year, body.latest.value), 5, "dot")


def _write_beside(plot: Plot, canvas: Canvas, room: Room) -> None:
    for label in place_beside(plot, room):
        if abs(label.spot.y - 1 - plot.y(label.value)) > LEAD_FROM:
            canvas.line((plot.right + 3, plot.y(label.value)), (plot.right + 10, label.spot.y - 4), "lead")
        write(canvas, label.lines, label.spot, halo=False)


def _write_frame(plot: Plot, canvas: Canvas, room: Room) -> float:
    """Write what is absent on purpose into its dashed frame; return the height of the drawing."""
    height = plot.bottom + 34
    framed = place_frame(plot, room)
    if framed:
        box, lines = framed
        canvas.rect(box.left, box.top, box.right - box.left, box.bottom - box.top, "frame")
        write(canvas, lines, Spot(box.left + 10, box.top + 18), halo=False)
        height = max(height, box.bottom + 8)
    return height
