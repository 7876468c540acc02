"""
Outlines of countries for our maps: from a TopoJSON file of Natural Earth to two small tables, projected, simplified, ready to be drawn.

Natural Earth is in the public domain; the file is ``countries-50m.json`` of the package ``world-atlas`` 2.0.2 (Natural Earth 4.1.0). Areas
without a code of their own are kept and named as disputed. Borders are those that Natural Earth draws: who is in control, not who is right.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from data.errors import FigureError

Line = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]

WIDE, NARROW = 1072, 358
"""Widths of the two drawings in pixels; outlines are stored in half pixels."""
GRID = 2
SIMPLIFIED = 0.6
"""Pixels by which a simplified border may leave the true one."""
SMALLEST_RING = 2.0
"""Square pixels below which an island is left out, unless it is all there is of a place."""
HALF_TURN = 180.0
CORNERS = 3
"""Fewer make no ring."""
LEFT_OUT = ("ATA",)
"""Antarctica has no figures and takes a fifth of the picture."""
CODED_BY_NAME = {"Kosovo": "XKX"}
"""Places with figures that have no number in the file."""
HEADER = ("place", "name", "x", "y", "area", "wide", "narrow")


@dataclass(frozen=True)
class View:
    """A part of the world: how it is projected, and the box of projected coordinates that is shown."""

    name: str
    project: Any
    box: Box


def equal_earth(degrees: Line) -> Line:
    """Return longitudes and latitudes in the Equal Earth projection (Šavrič, Patterson, Jenny 2018); y grows to the south."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    lon, lat = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    theta = np.arcsin(np.sqrt(3) / 2 * np.sin(lat))
    squared = theta**2
    scale = 9 * a4 * squared**4 + 7 * a3 * squared**3 + 3 * a2 * squared + a1
    x = 2 * np.sqrt(3) * lon * np.cos(theta) / (3 * scale)
    return np.column_stack([x, -theta * (a4 * squared**4 + a3 * squared**3 + a2 * squared + a1)])


def lambert_europe(degrees: Line) -> Line:
    """Return longitudes and latitudes in Lambert's azimuthal equal-area projection around 52° N, 10° E, as Eurostat's maps are."""
    lon, lat = np.radians(degrees[:, 0] - 10), np.radians(degrees[:, 1])
    centre = np.radians(52)
    cosine = np.sin(centre) * np.sin(lat) + np.cos(centre) * np.cos(lat) * np.cos(lon)
    # What lies on the far side of the earth would fold over the picture; it is cut away with everything outside the box.
    k = np.sqrt(2 / np.maximum(1 + cosine, 0.2))
    x = k * np.cos(lat) * np.sin(lon)
    y = k * (np.cos(centre) * np.sin(lat) - np.sin(centre) * np.cos(lat) * np.cos(lon))
    return np.column_stack([x, -y])


VIEWS = (
    # From the north of Greenland to Cape Horn; wide enough for both ends of the equator.
    View("world", equal_earth, (-2.71, -1.31, 2.71, 0.98)),
    # From Iceland to the Urals' foot, from the North Cape to Crete.
    View("europe", lambert_europe, (-0.42, -0.335, 0.36, 0.315)),
)


def write_outlines(source: Path, folder: Path, places: Path) -> list[Path]:
    """
    Write one table a view into *folder*: place code, name, label point, area in square pixels, and the outline for both drawings.

    Args:
        source: A TopoJSON file with an object ``countries`` whose ids are numeric country codes (UN M49).
        folder: Where the tables go.
        places: The catalogue's list of places, with the codes.

    Raises:
        FigureError: The file is no such TopoJSON.
    """
    try:
        atlas = json.loads(source.read_text(encoding="utf-8"))
        geometries = atlas["objects"]["countries"]["geometries"]
        arcs = _decoded(atlas)
    except OSError as error:
        raise FigureError(str(source), f"cannot be read ({error.strerror})", "give countries-50m.json of world-atlas 2.0.2") from None
    except (ValueError, KeyError, TypeError) as error:
        raise FigureError(str(source), f"is no TopoJSON of countries ({error})", "give countries-50m.json of world-atlas 2.0.2") from error
    codes = _codes(places)
    return [_write(view, geometries, arcs, codes, folder) for view in VIEWS]


def _codes(places: Path) -> dict[int, str]:
    with places.open(encoding="utf-8", newline="") as file:
        return {int(row["m49"]): row["code"] for row in csv.DictReader(file) if row["m49"] and row["kind"] == "country"}


def _decoded(atlas: dict[str, Any]) -> list[Line]:
    scale, shift = np.array(atlas["transform"]["scale"]), np.array(atlas["transform"]["translate"])
    return [np.cumsum(np.array(arc, dtype=np.float64), axis=0) * scale + shift for arc in atlas["arcs"]]


def _write(view: View, geometries: list[dict[str, Any]], arcs: list[Line], codes: dict[int, str], folder: Path) -> Path:
    projected = [view.project(arc) for arc in arcs]
    box = view.box
    sizes = {"wide": WIDE, "narrow": NARROW}
    pixel = {name: width / (box[2] - box[0]) for name, width in sizes.items()}
    simple = {
        name: [arc[_that_matter(seen, SIMPLIFIED / pixel[name])] for arc, seen in zip(arcs, projected, strict=True)] for name in sizes
    }
    rows: list[list[object]] = []
    for geometry in geometries:
        named = str(geometry["properties"]["name"])
        code = codes.get(int(geometry["id"]), "") if geometry.get("id") else CODED_BY_NAME.get(named, "")
        if code in LEFT_OUT:
            continue
        drawn = {name: "".join(map(_path, _large(_inside(geometry, simple[name], view, box, pixel[name])))) for name in sizes}
        # Where a place lies and how large it is come from its full outline: a small island would vanish from the simplified one.
        full = _large(_inside(geometry, arcs, view, box, pixel["wide"]))
        if not full:
            continue
        x, y = np.rint(full[0].mean(axis=0)).astype(int)
        area = round(sum(_area(ring) for ring in full), 1)
        rows.append([code, "" if code else named, x, y, area, drawn["wide"], drawn["narrow"]])
    target = folder / f"{view.name}.csv"
    height = (box[3] - box[1]) / (box[2] - box[0])
    rows.sort(key=lambda row: (str(row[0]), str(row[1])))
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write("# Natural Earth 4.1.0, public domain, 1:50m, by world-atlas 2.0.2; made by `python -m etl shapes`. Half pixels.\n")
        file.write(f"# height over width: {height:.4f}\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)
    return target


def _inside(geometry: dict[str, Any], arcs: list[Line], view: View, box: Box, pixel: float) -> list[Line]:
    """Return the rings of *geometry* (degrees), projected, inside *box*, in pixels from its upper left corner."""
    projected = (view.project(part) for ring in _rings(geometry, arcs) for part in _cut(ring))
    rings = (_clipped(ring, box) for ring in projected)
    return [(ring - (box[0], box[1])) * pixel for ring in rings if len(ring) >= CORNERS]


def _cut(ring: Line) -> Iterator[Line]:
    """Return *ring* in parts that lie between 180° W and 180° E: Russia and Fiji reach across."""
    longitudes = np.unwrap(ring[:, 0], period=360)
    if longitudes.min() >= -HALF_TURN and longitudes.max() <= HALF_TURN:
        yield ring
        return
    for turn in (-360, 0, 360):
        moved = [tuple(corner) for corner in np.column_stack([longitudes + turn, ring[:, 1]])]
        part = _half_plane(_half_plane(moved, 0, -HALF_TURN, 1), 0, HALF_TURN, -1)
        if len(part) >= CORNERS:
            yield np.array(part, dtype=np.float64)


def _rings(geometry: dict[str, Any], arcs: list[Line]) -> Iterator[Line]:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        for ring in polygon:
            # A negative number is an arc walked backwards: its one's complement.
            parts = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in ring]
            yield np.concatenate([part[:-1] for part in parts])


def _large(rings: list[Line]) -> list[Line]:
    """Return the rings that can be seen; the largest one always."""
    ordered = sorted(rings, key=_area, reverse=True)
    return ordered[:1] + [ring for ring in ordered[1:] if _area(ring) >= SMALLEST_RING]


def _area(ring: Line) -> float:
    x, y = ring[:, 0], ring[:, 1]
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def _that_matter(line: Line, tolerance: float) -> npt.NDArray[np.bool_]:
    """Return which corners of *line* matter (Douglas and Peucker 1973); its ends do, so that neighbours keep one border."""
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    stack = [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first <= 1:
            continue
        start, end = line[first], line[last]
        along = end - start
        length = float(np.hypot(*along))
        between = line[first + 1 : last] - start
        closed = length == 0
        away = np.hypot(between[:, 0], between[:, 1]) if closed else np.abs(along[0] * between[:, 1] - along[1] * between[:, 0]) / length
        worst = int(away.argmax())
        if away[worst] > tolerance:
            keep[first + 1 + worst] = True
            stack += [(first, first + 1 + worst), (first + 1 + worst, last)]
    return keep


def _clipped(ring: Line, box: Box) -> Line:
    """Return the part of *ring* inside *box* (Sutherland and Hodgman 1974)."""
    corners = [tuple(corner) for corner in ring]
    for axis, limit, sign in ((0, box[0], 1), (0, box[2], -1), (1, box[1], 1), (1, box[3], -1)):
        corners = _half_plane(corners, axis, limit, sign)
    return np.array(corners, dtype=np.float64).reshape(-1, 2)


def _half_plane(corners: list[Any], axis: int, limit: float, sign: int) -> list[Any]:
    kept = []
    for here, there in zip(corners, [*corners[1:], *corners[:1]], strict=True):
        inside, next_inside = sign * (here[axis] - limit) >= 0, sign * (there[axis] - limit) >= 0
        if inside:
            kept.append(here)
        if inside != next_inside:
            share = (limit - here[axis]) / (there[axis] - here[axis])
            kept.append(tuple(h + share * (t - h) for h, t in zip(here, there, strict=True)))
    return kept


def _path(ring: Line) -> str:
    """Return *ring* (pixels) as an SVG path in half pixels, relative, without corners that fall together."""
    points = np.rint(ring * GRID).astype(int)
    moved = np.any(np.diff(points, axis=0, prepend=points[-1:]) != 0, axis=1)
    points = points[moved] if moved.any() else points[:1]
    steps = np.diff(points, axis=0)
    return f"M{points[0, 0]} {points[0, 1]}" + "".join(f"l{x} {y}" for x, y in steps) + "z"
