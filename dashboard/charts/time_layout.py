"""Where the marks and labels of a time chart lie: shared by both drawers, so that labels keep apart in both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.bodies_over_time import TimeBody
from dashboard.charts.canvas import NARROW, WIDE, class_width, class_wrap
from dashboard.charts.labels import Box, Room, spread
from dashboard.charts.marks import EventMark, Labelled, Point, TargetMark
from dashboard.charts.writing import LINE, Line, Spot, around, choose, inside

PLOT_HEIGHT = {True: 288.0, False: 248.0}
RIGHT_LABELS = 236.0  # the widest column of labels beside the plot
TARGET_TICK, REPLACED_TICK = 16.0, 26.0


@dataclass(frozen=True)
class Plot:
    """Where years and values lie in a drawing of *width*."""

    width: float
    left: float
    right: float
    top: float
    bottom: float
    body: TimeBody

    @property
    def is_wide(self) -> bool:
        """Return whether labels of line ends have a column beside the plot."""
        return self.width > NARROW

    def x(self, year: float) -> float:
        """Return the place of *year*."""
        axis = self.body.years
        return self.left + (year - axis.low) / (axis.high - axis.low) * (self.right - self.left)

    def y(self, value: float) -> float:
        """Return the place of *value*."""
        axis = self.body.value_axis
        return self.bottom - (value - axis.low) / (axis.high - axis.low) * (self.bottom - self.top)

    def at(self, year: float, value: float) -> tuple[float, float]:
        """Return the place of *value* in *year*."""
        return self.x(year), self.y(value)

    def line(self, points: Sequence[Point]) -> list[tuple[float, float]]:
        """Return the places of *points*."""
        return [self.at(point.year, point.value) for point in points]

    def target_tick(self, mark: TargetMark) -> tuple[tuple[float, float], tuple[float, float]]:
        """Return both ends of the tick of a target; one without a year stands at the end of the axis."""
        x = self.x(mark.year) if mark.year is not None else self.right
        return (x - (REPLACED_TICK if mark.replaced else TARGET_TICK), self.y(mark.value)), (x, self.y(mark.value))

    def shaded(self, event: EventMark) -> tuple[float, float]:
        """Return where the shaded years of *event* begin and end."""
        return max(self.left, self.x(event.first_year - 0.5)), min(self.right, self.x(event.last_year + 0.5))


@dataclass(frozen=True)
class Placed:
    """Words with their spot, and the year and value they belong to."""

    lines: tuple[Line, ...]
    spot: Spot
    year: float
    value: float


def plot_of(body: TimeBody, width: float = WIDE) -> Plot:
    """Return the plot of *body* with room for its labels."""
    left = max(40.0, max(class_width(label, "ts") for label in body.value_axis.labels) + 10)
    last_label = class_width(body.years.labels[-1], "ts") / 2
    beside = labels_beside(body) if width > NARROW else []
    widest = max((line.width for lines, _ in beside for line in lines), default=0.0)
    top = 34.0 if body.value_axis.unit else 18.0
    right = width - max(widest + 14 if widest else 0.0, last_label + 2, 14.0)
    return Plot(width, left, right, top, top + PLOT_HEIGHT[width > NARROW], body)


def room_of(plot: Plot) -> Room:
    """Return what the axes, lines and points of *plot* take up."""
    body = plot.body
    room = Room(Box(0, 0, plot.width, plot.bottom - 2))
    room.boxes += [Box(0, plot.y(tick) - 8, plot.left - 4, plot.y(tick) + 6) for tick in body.value_axis.ticks]
    if body.value_axis.unit:
        room.boxes.append(Box(0, 0, class_width(body.value_axis.unit, "ts"), 16))
    ahead = body.projection.points if body.projection else ()
    for points in (ahead, body.path, *(segment.points for segment in body.segments)):
        room.add_line(plot.line(points))
        for side in ("lower", "upper"):
            room.add_line([plot.at(point.year, end) for point in points if (end := getattr(point, side)) is not None], 12.0)
    for mark in body.targets:
        room.add_line(plot.target_tick(mark))
    for event in body.events:
        if event.effect == "break":
            x = plot.x(event.first_year - 0.5)
            room.add_line([(x, plot.top), (x, plot.bottom)])
    for point in (body.start, body.latest):
        if point:
            x, y = plot.at(point.year, point.value)
            room.boxes.append(Box(x - 5, y - 5, x + 5, y + 5))
    return room


# --- labels in the right margin ------------------------------------------------------------------------------------------------------


def at_edge(year: float | None, body: TimeBody) -> bool:
    """Return whether what belongs to *year* ends at the end of the axis, where its label stands beside the plot."""
    return year is None or year == body.years.high


def labels_beside(body: TimeBody) -> list[tuple[tuple[Line, ...], tuple[float, float]]]:
    """Return the labels that stand right of the plot, each with the year and value it belongs to."""
    labels = [(_target_lines(mark), (body.years.high, mark.value)) for mark in body.targets if at_edge(mark.year, body)]
    if body.projection and at_edge(body.projection.points[-1].year, body):
        end = body.projection.points[-1]
        labels.append((_lines((body.projection.label, "t"), (body.projection.detail, "ts")), (end.year, end.value)))
    if body.latest and at_edge(body.latest.year, body):
        labels.append((_lines((body.latest.label, "tb"), (body.latest.detail, "ts")), (body.latest.year, body.latest.value)))
    return labels


def place_beside(plot: Plot, room: Room) -> list[Placed]:
    """Return the labels of the right margin, apart from each other and as near to their values as that allows."""
    beside = labels_beside(plot.body)
    wanted = [plot.y(value) - 12 for _, (_, value) in beside]
    heights = [len(lines) * LINE + 4 for lines, _ in beside]
    tops = spread(wanted, heights, 0.0, plot.bottom + 12)
    placed = [Placed(lines, Spot(plot.right + 12, top + 13), year, value) for top, (lines, (year, value)) in zip(tops, beside, strict=True)]
    room.boxes += [label.spot.box(label.lines) for label in placed]
    return placed


def _target_lines(mark: TargetMark) -> tuple[Line, ...]:
    return _lines((mark.label, "t" if mark.replaced else "tb"), (mark.detail, "ts"))


def _lines(*texts: tuple[str, str], room: float = RIGHT_LABELS) -> tuple[Line, ...]:
    return tuple(Line(line, name) for words, name in texts if words for line in class_wrap(words, name, room))


# --- labels inside the plot -------------------------------------------------------------------------------------------------------------


def place_inside(plot: Plot, room: Room) -> list[Placed]:
    """Return the labels inside the plot, each where it covers least."""
    body, frame = plot.body, Box(plot.left + 2, 0, plot.width - 2, plot.bottom)
    placed = [_place_target(mark, plot, room, frame) for mark in body.targets if not (plot.is_wide and at_edge(mark.year, body))]
    if body.latest and not (plot.is_wide and at_edge(body.latest.year, body)):
        placed.append(_place_latest(body.latest, plot, room, frame))
    if body.start:
        x, y = plot.at(body.start.year, body.start.value)
        spots = [Spot(x, y + 20, "middle"), Spot(x, y - 12, "middle"), *around(x, y, 5)]
        placed.append(_settle((Line(body.start.label, "t"),), spots, room, frame, (body.start.year, body.start.value)))
    if body.path:
        placed.append(_place_path_label(plot, room, frame))
    if body.projection and not (plot.is_wide and at_edge(body.projection.points[-1].year, body)):
        placed.append(_place_projection_label(plot, room, frame))
    return [*placed, *_place_event_labels(plot, room)]


def _settle(lines: tuple[Line, ...], spots: Sequence[Spot], room: Room, frame: Box, at: tuple[float, float]) -> Placed:
    return Placed(lines, choose(room, lines, inside(spots, lines, frame)), *at)


def _place_target(mark: TargetMark, plot: Plot, room: Room, frame: Box) -> Placed:
    lines = _lines((mark.label, "t" if mark.replaced else "tb"), room=plot.right - plot.left)
    _, (x, y) = plot.target_tick(mark)
    spots = [Spot(x, y - 8, "end"), Spot(x, y + 18, "end"), Spot(x - 30, y + 4, "end"), Spot(x, y - 24, "end"), Spot(x, y + 34, "end")]
    return _settle(lines, spots, room, frame, (mark.year or plot.body.years.high, mark.value))


def _place_latest(latest: Labelled, plot: Plot, room: Room, frame: Box) -> Placed:
    return _settle((Line(latest.label, "tb"),), around(*plot.at(latest.year, latest.value), 5), room, frame, (latest.year, latest.value))


def _place_path_label(plot: Plot, room: Room, frame: Box) -> Placed:
    lines = (Line(plot.body.path_label, "ti" if plot.is_wide else "ts"),)
    options: list[tuple[Spot, tuple[float, float]]] = []
    for part in (0.55, 0.65, 0.45, 0.75, 0.35, 0.25, 0.85):
        at = _along(plot.body.path, part)
        x, y = plot.at(*at)
        spots = [Spot(x - 8, y - 8, "end"), Spot(x + 8, y - 8), Spot(x + 8, y + 16), Spot(x - 8, y + 16, "end"), Spot(x, y - 16, "middle")]
        options += [(spot, at) for spot in inside(spots, lines, frame)]
    best = choose(room, lines, [spot for spot, _ in options])
    return Placed(lines, best, *next(at for spot, at in options if spot == best))


def _along(path: Sequence[Point], part: float) -> tuple[float, float]:
    """Return the year and value a *part* of the way along the years of *path*."""
    year = path[0].year + part * (path[-1].year - path[0].year)
    earlier = max((point for point in path if point.year <= year), key=lambda point: point.year)
    later = min((point for point in path if point.year >= year), key=lambda point: point.year)
    weight = (year - earlier.year) / (later.year - earlier.year) if later.year != earlier.year else 0.0
    return year, earlier.value + weight * (later.value - earlier.value)


def _place_projection_label(plot: Plot, room: Room, frame: Box) -> Placed:
    projection = plot.body.projection
    assert projection is not None  # noqa: S101 (asked for only where there is one)
    end = projection.points[-1]
    lines = _lines((projection.label, "ts"), (projection.detail, "ts"), room=plot.right - plot.left)
    x, y = plot.at(end.year, end.value)
    low, high = plot.y(end.lower or end.value), plot.y(end.upper or end.value)
    below = [low + n * LINE / 2 for n in range(2, 2 + int(max(0.0, plot.bottom - 24 - low) / LINE * 2))]
    above = [high - 24 - n * LINE / 2 for n in range(int(max(0.0, high - 24 - plot.top) / LINE * 2))]
    heights = [*below[:6], *above[:6], y + 18, y - 24, *below[6:], *above[6:]]
    return _settle(lines, [Spot(x, height, "end") for height in heights], room, frame, (end.year, end.value))


def _place_event_labels(plot: Plot, room: Room) -> list[Placed]:
    frame = Box(plot.left + 2, plot.top, plot.right - 2, plot.bottom)
    placed = []
    for event in plot.body.events:
        lines = _lines((event.label, "ts"), room=130.0 if plot.is_wide else 96.0)
        low, high = plot.bottom - 8 - (len(lines) - 1) * LINE, plot.top + 13
        steps = [high + n * LINE for n in range(int((low - high) / LINE) + 1)]
        if event.has_shade:
            left, right = plot.shaded(event)
            spots = [Spot((left + right) / 2, height, "middle") for height in [*steps, low]]
            placed.append(_settle(lines, spots, room, frame, ((event.first_year + event.last_year) / 2, plot.body.value_axis.high)))
        elif event.effect == "break":
            x = plot.x(event.first_year - 0.5)
            sides = [spot for height in [low, *steps, *reversed(steps)] for spot in (Spot(x - 6, height, "end"), Spot(x + 6, height))]
            fitting = [spot for spot in sides if _fits(spot, lines, frame)] or sides
            placed.append(_settle(lines, fitting, room, frame, (event.first_year - 0.5, plot.body.value_axis.low)))
        # A note-event is a tick on the axis; its words stand in the notes.
    return placed


def _fits(spot: Spot, lines: Sequence[Line], frame: Box) -> bool:
    box = spot.box(lines)
    return frame.left <= box.left and box.right <= frame.right


def place_frame(plot: Plot, room: Room) -> tuple[Box, tuple[Line, ...]] | None:
    """Return where the sentence about what is absent on purpose stands: in free space, else below the axis; ``None`` without one."""
    if not plot.body.frame:
        return None
    lines = _lines((plot.body.frame, "ts"), room=240.0 if plot.is_wide else 200.0)
    width, height = max(line.width for line in lines) + 20, len(lines) * LINE + 12
    across = [plot.right - width - 8 - n * (plot.right - plot.left - width - 16) / 6 for n in range(7)]
    down = [plot.top + 10 + n * (plot.bottom - plot.top - height - 20) / 8 for n in (6, 7, 5, 8, 4, 3, 2, 1, 0)]
    spaces = [Box(x - 4, y - 4, x + width + 4, y + height + 4) for x in across for y in down]
    best = room.cheapest(spaces)
    if room.cost(best) > 0:
        return Box(plot.left, plot.bottom + 34, plot.left + width, plot.bottom + 34 + height), lines
    return Box(best.left + 4, best.top + 4, best.right - 4, best.bottom - 4), lines
