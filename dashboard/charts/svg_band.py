"""A modelled range over years as SVG: a band without a line in it, measured points apart from it, and what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise

from dashboard.charts.bodies_over_time import BandBody, BandYear
from dashboard.charts.canvas import Canvas, class_width, class_wrap
from dashboard.charts.description import Chart
from dashboard.charts.labels import Box, Room
from dashboard.charts.marks import Axis
from dashboard.charts.time_layout import TARGET_TICK
from dashboard.charts.writing import LINE, Line, Spot, around, inside, place, write

TOP, HEIGHT = 18.0, {True: 250.0, False: 230.0}
BESIDE = 190.0  # the widest column of words right of the plot
YEAR_GAP = 14.0


@dataclass(frozen=True)
class _Frame:
    """Where years and values lie."""

    left: float
    right: float
    bottom: float
    years: Axis
    values: Axis

    def x(self, year: float) -> float:
        """Return where *year* lies, in pixels from the left."""
        return self.left + (year - self.years.low) / (self.years.high - self.years.low) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Return where *value* lies, in pixels from the top."""
        return self.bottom - (value - self.values.low) / (self.values.high - self.values.low) * (self.bottom - TOP)


def draw_band(chart: Chart, body: BandBody, canvas: Canvas) -> str:
    """Return *chart* as a drawing; years that rest on carried values are drawn lighter."""
    beside = _beside(body)
    left = max(class_width(label, "ts") for label in body.value_axis.labels) + 10
    right = canvas.width - (max(line.width for line in beside) + 16 if canvas.is_wide else 14)
    frame = _Frame(left, right, TOP + HEIGHT[canvas.is_wide], body.years, body.value_axis)
    _draw_axes(frame, canvas)
    _draw_years(body, frame, canvas)
    room = _taken(body, frame, canvas)
    for mark in body.targets:
        x, y = frame.x(mark.year or body.years.high), frame.y(mark.value)
        canvas.line((x - TARGET_TICK, y), (x, y), "target")
        words = [Line(mark.label, "tb"), *([Line(mark.detail, "ts")] if mark.detail else [])]
        spots = [Spot(x, y - 8 - LINE * (len(words) - 1), "end"), Spot(x, y + 18, "end"), Spot(x - TARGET_TICK - 8, y + 4, "end")]
        place(canvas, room, words, inside(spots, words, Box(left, TOP, right, frame.bottom)))
    for point in body.points:
        x, y = frame.x(point.year), frame.y(point.value)
        canvas.circle(x, y, 6, "latest")
        words = [Line(point.label, "tb"), *([Line(point.detail, "ts")] if point.detail else [])]
        place(canvas, room, words, inside(around(x, y, 6), words, Box(left + 2, 0, canvas.width, frame.bottom)))
    return canvas.finish(_write_ends(body, beside, frame, canvas), chart.alternative)


def _beside(body: BandBody) -> list[Line]:
    """Return the words that name the band, for the column right of it."""
    named = ((body.label, "tb"), (body.detail, "ts"))
    return [Line(line, name) for words, name in named if words for line in class_wrap(words, name, BESIDE)]


def _draw_axes(frame: _Frame, canvas: Canvas) -> None:
    base = 0 if frame.values.low < 0 < frame.values.high else frame.values.ticks[0]
    for tick, label in zip(frame.values.ticks, frame.values.labels, strict=True):
        canvas.line((frame.left, frame.y(tick)), (frame.right, frame.y(tick)), "axis" if tick == base else "grid")
        canvas.text(frame.left - 6, frame.y(tick) + 4, label, "ts", "end")
    years = [(frame.x(year), label) for year, label in zip(frame.years.ticks, frame.years.labels, strict=True)]
    widest = max(class_width(label, "ts") for _, label in years) + YEAR_GAP
    every = next((n for n in range(1, len(years) + 1) if all(b[0] - a[0] >= widest for a, b in pairwise(years[::-1][::n][::-1]))), 1)
    for x, label in years[::-1][::every]:
        canvas.text(x, frame.bottom + 18, label, "ts", "middle")


def _draw_years(body: BandBody, frame: _Frame, canvas: Canvas) -> None:
    last: BandYear | None = None
    for beyond, group in groupby(body.band, key=lambda year: year.beyond):
        years = list(group)
        joined = [*([last] if last else []), *years]
        edges = [[(frame.x(year.year), frame.y(end)) for year, end in zip(joined, ends, strict=True)] for ends in _ends(joined)]
        canvas.area(edges[0], edges[1], "band-ahead" if beyond else "band")
        last = years[-1]


def _ends(years: list[BandYear]) -> tuple[list[float], list[float]]:
    return [year.upper for year in years], [year.lower for year in years]


def _taken(body: BandBody, frame: _Frame, canvas: Canvas) -> Room:
    """Return what the edges of the band and the measured points take up."""
    room = Room(Box(0, 0, canvas.width, frame.bottom - 2))
    for ends in _ends(list(body.band)):
        room.add_line([(frame.x(year.year), frame.y(end)) for year, end in zip(body.band, ends, strict=True)])
    for point in body.points:
        x, y = frame.x(point.year), frame.y(point.value)
        room.boxes.append(Box(x - 6, y - 6, x + 6, y + 6))
    room.boxes += [Box(0, frame.y(tick) - 7, frame.left - 4, frame.y(tick) + 5) for tick in body.value_axis.ticks]
    return room


def _write_ends(body: BandBody, beside: list[Line], frame: _Frame, canvas: Canvas) -> float:
    """Write what the band is and where its lighter part begins; return the height of the drawing."""
    if canvas.is_wide:
        middle = frame.y((body.band[-1].lower + body.band[-1].upper) / 2)
        write(canvas, beside, Spot(frame.right + 12, middle + 5 - LINE * (len(beside) - 1) / 2), halo=False)
        foot = []
    else:
        named = ((body.label, "tb"), (body.detail, "ts"))
        foot = [Line(line, name) for words, name in named if words for line in class_wrap(words, name, canvas.width)]
    beyond = [year.year for year in body.band if year.beyond]
    if beyond and body.beyond_label:
        foot += [Line(line, "ts") for line in class_wrap(body.beyond_label, "ts", canvas.width - frame.left)]
    left = frame.left if canvas.is_wide else 0.0
    write(canvas, foot, Spot(left, frame.bottom + 42), halo=False)
    return frame.bottom + 30 + LINE * len(foot)
