"""A map as SVG: outlines filled by class, patterns for what has no value, a legend in words below."""

from __future__ import annotations

from html import escape
from zlib import crc32

from dashboard.charts.bodies_on_maps import MapBody, MapPlace
from dashboard.charts.canvas import WIDE, Canvas, class_width
from dashboard.charts.description import Chart
from dashboard.charts.outlines import Outline, outlines
from dashboard.charts.shapes import STATUSES

SMALL = 14.0
"""Square pixels below which a place gets a point as well: nobody finds Malta otherwise."""
POINT = 3.5
SWATCH, ROW, GAP = 14.0, 24.0, 20.0
PREFIX = "s-"
PATTERNS = {
    "hatch": '<path class="map-line" d="M-1 5L5 -1M1 7L7 1"/>',
    "dots": '<circle class="map-dot" cx="2" cy="2" r="1"/>',
    "lines": '<path class="map-line" d="M0 2H6"/>',
}
"""What each pattern repeats every six pixels."""
PATTERN_OF = {"withheld": "hatch", "not_applicable": "dots", "modelled": "lines", "disputed": "hatch", "s-not_assessable": "hatch"}


def draw_map(chart: Chart, body: MapBody, canvas: Canvas) -> str:
    """Return the map of *body* with its legend."""
    drawn = outlines(body.region)
    told = {place.place: place for place in body.places}
    # Ids are shared by the whole page, and a drawing that is not shown lends its patterns to nobody.
    pen = _Pen(f"{'w' if canvas.is_wide else 'n'}{crc32(chart.alternative.encode()):08x}", wide=canvas.is_wide)
    shapes = {area: pen.area(area, told.get(area.place)) for area in drawn.areas}
    in_focus = [area for area in drawn.areas if area.place in told and told[area.place].focus]
    # The border of the place in focus lies over its neighbours'.
    ordered = [shape for area, shape in shapes.items() if area not in in_focus] + [shapes[area] for area in in_focus]
    shrink = canvas.width / WIDE
    # Outlines are stored in half pixels, for a wide screen and for a phone; on paper the first are drawn smaller.
    scale = 0.5 * (shrink if canvas.is_wide else 1.0)
    canvas.extend([pen.patterns(), f'<g transform="scale({scale:.4g})">', *ordered, "</g>"])
    canvas.extend(pen.point(area, told[area.place], shrink) for area in drawn.areas if area.place in told and area.area * shrink**2 < SMALL)
    bottom = _legend(body, pen, canvas, drawn.height * canvas.width + 24)
    return canvas.finish(bottom, chart.alternative)


class _Pen:
    """Draws the areas of one drawing; *name* keeps the ids of its patterns apart from those of other drawings."""

    def __init__(self, name: str, *, wide: bool) -> None:
        self._name, self._wide = name, wide

    def patterns(self) -> str:
        """Return the definitions of the patterns."""
        made = "".join(
            f'<pattern id="{self._name}-{key}" width="6" height="6" patternUnits="userSpaceOnUse">{inside}</pattern>'
            for key, inside in PATTERNS.items()
        )
        return f"<defs>{made}</defs>"

    def fill(self, kind: str) -> str:
        """Return the attributes that fill an area of *kind*."""
        pattern = PATTERN_OF.get(kind)
        if pattern:
            return f'class="map-area map-pattern" fill="url(#{self._name}-{pattern})"'
        return f'class="map-area {kind if kind.startswith(PREFIX) else f"map-{kind}"}"'

    def area(self, area: Outline, place: MapPlace | None) -> str:
        """Return one area; without a *place* it has no figure, or no code."""
        path = area.wide if self._wide else area.narrow
        if not path:
            return ""
        if place is None:
            return f'<path {self.fill("no_data" if area.place else "disputed")} d="{path}"/>'
        filled = self.fill(place.kind)
        if place.focus:
            filled = filled.replace("map-area", "map-area map-focus", 1)
        shape = f'<path {filled} d="{path}"><title>{escape(_words(place))}</title></path>'
        return shape + (f'<path {self.fill("modelled")} d="{path}"/>' if place.modelled else "")

    def point(self, area: Outline, place: MapPlace, shrink: float) -> str:
        """Return the point that stands for a place too small to be seen."""
        filled = self.fill(place.kind).replace("map-area", "map-area map-point map-focus" if place.focus else "map-area map-point", 1)
        title = f"<title>{escape(_words(place))}</title>"
        return f'<circle {filled} cx="{area.x * shrink:g}" cy="{area.y * shrink:g}" r="{POINT:g}">{title}</circle>'


def _words(place: MapPlace) -> str:
    return f"{place.name}: {place.text}"


def _legend(body: MapBody, pen: _Pen, canvas: Canvas, top: float) -> float:
    """Write the classes in rows; return where they end."""
    x, y = 0.0, top
    for label in body.classes:
        width = SWATCH + 8 + class_width(label.words, "t") + GAP
        if x and x + width - GAP > canvas.width:
            x, y = 0.0, y + ROW
        status = label.key.removeprefix(PREFIX)
        if label.key.startswith(PREFIX) and status in STATUSES:
            canvas.shape(status, x + SWATCH / 2, y - 4, SWATCH)
        else:
            canvas.extend([f'<rect {pen.fill(label.key)} x="{x:g}" y="{y - 11:g}" width="{SWATCH:g}" height="{SWATCH:g}"/>'])
        canvas.text(x + SWATCH + 8, y, label.words, "t")
        x += width
    return y + 10
