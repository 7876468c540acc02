"""Charts that answer to the pointer: the same descriptions as Plotly figures, in the template of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import plotly.graph_objects as go

from dashboard.charts.bodies_in_rows import StripBody
from dashboard.charts.bodies_over_time import TimeBody
from dashboard.charts.canvas import Anchor, class_width
from dashboard.charts.description import Chart
from dashboard.charts.history import usual_step
from dashboard.charts.marks import Point, TargetMark
from dashboard.charts.svg_time import runs_with_interval, visible_ticks
from dashboard.charts.time_layout import REPLACED_TICK, TARGET_TICK, Placed, Plot, place_beside, place_frame, place_inside, plot_of, room_of
from dashboard.charts.writing import Line
from dashboard.display import Language
from dashboard.theme import AXIS_SIZE, BAND_AHEAD, LABEL_SIZE, Mode, Palette, palette, plotly_template

CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "responsive": True}

BELOW_PLOT = 34
SAFETY = 6  # another typeface than ours may be a little wider
STRIP_ROW = 26
SIDES: dict[Anchor, str] = {"start": "left", "middle": "center", "end": "right"}
# Plotly measures an annotation from its box, the layout from the baseline: this much lies below the baseline.
DESCENT = 5


def can_draw(chart: Chart) -> bool:
    """Return whether *chart* has an interactive form; the others are drawn as SVG."""
    return isinstance(chart.body, TimeBody | StripBody)


def draw(chart: Chart, mode: Mode, language: Language) -> go.Figure:
    """
    Return *chart* as a figure in the colours of *mode*.

    Raises:
        ValueError: the kind of *chart* has no interactive form (see ``can_draw``).
    """
    parts = _Parts()
    match chart.body:
        case TimeBody() as body:
            _draw_time(body, parts, palette(mode))
        case StripBody() as body:
            _draw_strip(body, parts, palette(mode))
        case _:
            raise ValueError(f"{chart.kind}: has no interactive form; draw it as SVG")
    layout = {**parts.layout, "xaxis": parts.xaxis, "yaxis": parts.yaxis, "shapes": parts.shapes, "annotations": parts.annotations}
    return go.Figure(parts.traces, {"template": plotly_template(mode, language), **layout})


@dataclass
class _Parts:
    """What a figure is made of; Plotly checks every part again each time that one is added to a figure, so it gets them all at once."""

    layout: dict[str, Any] = field(default_factory=dict)
    xaxis: dict[str, Any] = field(default_factory=dict)
    yaxis: dict[str, Any] = field(default_factory=dict)
    traces: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)

    def add_scatter(self, **trace: Any) -> None:
        """Add points, joined by lines or not."""
        self.traces.append({"type": "scatter", **trace})

    def add_shape(self, **shape: Any) -> None:
        """Add a line or a rectangle."""
        self.shapes.append(shape)

    def add_annotation(self, **annotation: Any) -> None:
        """Add words."""
        self.annotations.append(annotation)


# --- values over years ---------------------------------------------------------------------------------------------------------------


def _draw_time(body: TimeBody, parts: _Parts, colours: Palette) -> None:
    plot = plot_of(body)
    room = room_of(plot)
    parts.layout.update(
        height=plot.bottom + BELOW_PLOT,
        margin={"l": plot.left, "r": plot.width - plot.right + SAFETY, "t": plot.top, "b": BELOW_PLOT},
    )
    ticks = visible_ticks(plot, body.years.ticks, body.years.labels)
    whole = {point.year: point.when for point in body.points}
    parts.xaxis.update(
        range=[body.years.low, body.years.high],
        tickvals=[tick for tick, _ in ticks],
        ticktext=[escape(label) for _, label in ticks],
        hoverformat="d",
        showline=True,
        unifiedhovertitle={"text": "%{x}"} if all(when.isdigit() for when in whole.values()) else None,
    )
    parts.yaxis.update(
        range=[body.value_axis.low, body.value_axis.high],
        tickvals=list(body.value_axis.ticks),
        ticktext=[escape(label) for label in body.value_axis.labels],
    )
    _add_shades(plot, parts, colours)
    _add_ahead(body, parts, colours)
    _add_history(body, parts, colours)
    _add_marks(body, parts, colours)
    for label in [*place_beside(plot, room), *place_inside(plot, room)]:
        _annotate(label, plot, parts, colours)
    _add_frame(plot, place_frame(plot, room), parts, colours)
    if body.value_axis.unit:
        parts.add_annotation(
            text=escape(body.value_axis.unit),
            xref="paper", yref="paper", x=0, y=1, xshift=-plot.left, yshift=8, xanchor="left", yanchor="bottom",
            showarrow=False, font={"size": AXIS_SIZE, "color": colours.ink_3},
        )  # fmt: skip


def _add_shades(plot: Plot, parts: _Parts, colours: Palette) -> None:
    for event in plot.body.events:
        if event.has_shade:
            first, last = max(event.first_year - 0.5, plot.body.years.low), min(event.last_year + 0.5, plot.body.years.high)
            parts.add_shape(
                type="rect", x0=first, x1=last, y0=0, y1=1, yref="paper", layer="below", line={"width": 0}, fillcolor=colours.surface
            )
        elif event.effect == "break":
            x = event.first_year - 0.5
            parts.add_shape(type="line", x0=x, x1=x, y0=0, y1=1, yref="paper", line={"width": 1, "color": colours.rule_strong})


def _add_band(points: Sequence[Point], opacity: float, parts: _Parts, colours: Palette) -> None:
    around = [*((point.year, point.upper) for point in points), *((point.year, point.lower) for point in reversed(points))]
    parts.add_scatter(
        x=[year for year, _ in around],
        y=[value for _, value in around],
        mode="lines",
        fill="toself",
        fillcolor=_see_through(colours.focus, opacity),
        line={"width": 0},
        hoverinfo="skip",
        name="band",
    )


def _see_through(colour: str, opacity: float) -> str:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def _add_line(points: Sequence[Point], name: str, line: dict[str, object], parts: _Parts, **more: object) -> None:
    """Add one line whose hover says its name, its value and its interval as written."""
    told = [f"{escape(name)}: {escape(point.text)}{f' ({escape(point.interval)})' if point.interval else ''}" for point in points]
    parts.add_scatter(
        x=[point.year for point in points],
        y=[point.value for point in points],
        name=name,
        line=line,
        customdata=told,
        hovertemplate="%{customdata}<extra></extra>",
        connectgaps=False,
        **{"mode": "lines", **more},
    )


def _add_ahead(body: TimeBody, parts: _Parts, colours: Palette) -> None:
    if body.projection:
        _add_band(body.projection.points, BAND_AHEAD, parts, colours)
        line: dict[str, object] = {"width": 1.5, "color": colours.focus, "dash": "2px,4px"}
        _add_line(body.projection.points, body.projection.label, line, parts)
    if body.path:
        _add_line(body.path, body.path_label, {"width": 1.25, "color": colours.ink, "dash": "5px,4px"}, parts)
    for mark in body.targets:
        _add_target(mark, body.years.high, parts, colours)


def _add_target(mark: TargetMark, last_year: float, parts: _Parts, colours: Palette) -> None:
    """Add a target as a tick of fixed length that ends in its year; an unseen point carries its words for the pointer."""
    year = mark.year if mark.year is not None else last_year
    line = {"width": 2, "color": colours.ink}
    if mark.replaced:
        line = {"width": 1.5, "color": colours.rule_strong, "dash": "1.5px,3px"}
    length = REPLACED_TICK if mark.replaced else TARGET_TICK
    parts.add_shape(type="line", xsizemode="pixel", xanchor=year, x0=-length, x1=0, y0=mark.value, y1=mark.value, line=line)
    parts.add_scatter(
        x=[year],
        y=[mark.value],
        mode="markers",
        name=mark.label,
        marker={"size": 12, "opacity": 0},
        customdata=[escape(f"{mark.label} {mark.detail}".strip())],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _add_history(body: TimeBody, parts: _Parts, colours: Palette) -> None:
    has_dots = usual_step(body.points) > 1
    for segment in body.segments:
        for run in runs_with_interval(segment):
            if len(run) > 1:
                _add_band(run, colours.band, parts, colours)
        shown = [has_dots or len(segment.points) == 1 or not point.used for point in segment.points]
        marker = {
            "size": [7 if is_shown else 0 for is_shown in shown],
            "color": [colours.focus if point.used else colours.paper for point in segment.points],
            "line": {"width": 1.5, "color": colours.focus},
            "opacity": [1 if is_shown else 0 for is_shown in shown],
        }
        line: dict[str, object] = {"width": 2.25, "color": colours.focus}
        _add_line(segment.points, body.value_name, line, parts, mode="lines+markers", marker=marker, cliponaxis=False)


def _add_marks(body: TimeBody, parts: _Parts, colours: Palette) -> None:
    if body.start:
        agreed = body.start.is_start
        marker = {
            "size": 9 if agreed else 7,
            "color": colours.paper if agreed else colours.focus,
            "line": {"width": 1.75 if agreed else 0, "color": colours.rule_strong},
        }
        parts.add_scatter(
            x=[body.start.year], y=[body.start.value], mode="markers", marker=marker, cliponaxis=False, hoverinfo="skip", name="start"
        )
    if body.latest:
        parts.add_scatter(
            x=[body.latest.year],
            y=[body.latest.value],
            mode="markers",
            marker={"size": 10, "color": colours.focus},
            cliponaxis=False,
            hoverinfo="skip",
            name="latest",
        )


def _text_of(lines: Sequence[Line], colours: Palette) -> str:
    """Return *lines* as Plotly's markup; text never takes a status colour."""
    inks = {"tb": colours.ink, "ti": colours.ink, "t": colours.ink_2, "ts": colours.ink_3}
    written = []
    for line in lines:
        size = AXIS_SIZE if line.name == "ts" else LABEL_SIZE
        weight = ";font-weight:600" if line.name == "tb" else ""
        written.append(f'<span style="color:{inks[line.name]};font-size:{size}px{weight}">{escape(line.words)}</span>')
    return "<br>".join(written)


def _annotate(label: Placed, plot: Plot, parts: _Parts, colours: Palette) -> None:
    """Write a label at its distance from the value it belongs to, so that it stays with it at every width."""
    x, y = plot.at(label.year, label.value)
    parts.add_annotation(
        text=_text_of(label.lines, colours),
        x=label.year,
        y=label.value,
        xshift=label.spot.x - x,
        yshift=y - label.spot.y + (LABEL_SIZE if len(label.lines) == 1 else LABEL_SIZE + 1),
        xanchor=SIDES[label.spot.anchor],
        yanchor="top",
        align=SIDES[label.spot.anchor],
        showarrow=False,
        borderpad=0,
    )


def _add_frame(plot: Plot, framed: Any, parts: _Parts, colours: Palette) -> None:
    """Write what is absent on purpose; Plotly has no dashed box around words, so a shape of pixels gives the frame."""
    if framed is None:
        return
    box, lines = framed
    year = plot.body.years.low + (box.left - plot.left) / (plot.right - plot.left) * (plot.body.years.high - plot.body.years.low)
    value = plot.body.value_axis.low + (plot.bottom - box.top) / (plot.bottom - plot.top) * (
        plot.body.value_axis.high - plot.body.value_axis.low
    )
    parts.add_shape(
        type="rect", xsizemode="pixel", ysizemode="pixel", xanchor=year, yanchor=value, x0=0, x1=box.right - box.left, y0=0,
        y1=box.top - box.bottom, line={"width": 1, "dash": "4px,4px", "color": colours.rule_strong}, fillcolor=colours.paper,
    )  # fmt: skip
    parts.add_annotation(
        text=_text_of(lines, colours), x=year, y=value, xshift=10, yshift=-5, xanchor="left", yanchor="top", align="left", showarrow=False,
        borderpad=0,
    )  # fmt: skip
    if box.bottom > plot.bottom:
        parts.layout["height"] = box.bottom + 8
        parts.layout["margin"]["b"] = box.bottom + 8 - plot.bottom


# --- places by value -------------------------------------------------------------------------------------------------------------------


def _draw_strip(body: StripBody, parts: _Parts, colours: Palette) -> None:
    count = len(body.rows)
    labels = [_text_of([Line(row.label, "tb" if row.focus else "t")], colours) for row in body.rows]
    left = max(class_width(row.label, "tb") for row in body.rows) + 14
    right = max(class_width(row.text, "tb") for row in body.rows) + 30
    parts.layout.update(height=count * STRIP_ROW + 32, margin={"l": left, "r": right, "t": 24, "b": 8}, hovermode="closest")
    parts.xaxis.update(
        range=[body.axis.low, body.axis.high], side="top", showgrid=True, gridcolor=colours.rule, showline=False,
        tickvals=list(body.axis.ticks), ticktext=[escape(label) for label in body.axis.labels],
    )  # fmt: skip
    parts.yaxis.update(
        range=[count - 0.5, -0.5],
        showgrid=False,
        tickvals=list(range(count)),
        ticktext=labels,
        tickfont={"size": LABEL_SIZE, "color": colours.ink_2},
    )
    if body.shade:
        parts.add_shape(
            type="rect",
            x0=body.shade[0],
            x1=body.shade[1],
            y0=0,
            y1=1,
            yref="paper",
            layer="below",
            line={"width": 0},
            fillcolor=colours.surface,
        )
    for n, row in enumerate(body.rows):
        colour = colours.focus if row.focus else colours.context
        told = escape(f"{row.label}: {row.text}")
        if row.lower is not None and row.upper is not None:
            parts.add_scatter(
                x=[row.lower, row.upper], y=[n, n], mode="lines", hoverinfo="skip", line={"width": 6, "color": _see_through(colour, 0.4)}
            )
        parts.add_scatter(
            x=[row.value], y=[n], mode="markers", name=row.label, marker={"size": 11 if row.focus else 9, "color": colour},
            customdata=[told], hovertemplate="%{customdata}<extra></extra>", cliponaxis=False,
        )  # fmt: skip
        line = Line(row.text, "tb" if row.focus else "ts")
        parts.add_annotation(
            text=_text_of([line], colours), xref="paper", x=1, xshift=right - 2, y=n, xanchor="right", yanchor="middle", showarrow=False
        )
