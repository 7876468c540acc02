"""Outlines for maps: projections that keep areas, borders that neighbours share, no line across the picture at 180°."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from data.errors import FigureError
from etl import shapes


def _square(west: float, south: float, size: float = 10.0) -> np.ndarray:
    return np.array([[west, south], [west + size, south], [west + size, south + size], [west, south + size]], dtype=float)


def _atlas(*rings: list[list[float]]) -> dict[str, object]:
    """Return a TopoJSON file of one country a ring, on a grid of whole degrees."""
    arcs = [[[int(x), int(y)] for x, y in np.diff(np.array([*ring, ring[0]]), axis=0, prepend=[[0, 0]])] for ring in rings]
    geometries = [
        {"type": "Polygon", "arcs": [[number]], "id": str(code), "properties": {"name": f"Land {code}"}}
        for number, code in zip(range(len(rings)), (643, 276, 752), strict=False)
    ]
    return {"transform": {"scale": [1, 1], "translate": [0, 0]}, "arcs": arcs, "objects": {"countries": {"geometries": geometries}}}


@pytest.mark.parametrize("project", [shapes.equal_earth, shapes.lambert_europe])
def test_equal_areas_stay_equal(project: object) -> None:
    """Two fields of 1° by 1° at 50° N and at 60° N: on the globe as (sin 51° − sin 50°) to (sin 61° − sin 60°) = 1.276 to 1."""
    areas = [shapes._area(project(_square(10, south, 1.0))) for south in (50, 60)]  # type: ignore[operator]
    expected = (np.sin(np.radians(51)) - np.sin(np.radians(50))) / (np.sin(np.radians(61)) - np.sin(np.radians(60)))

    assert areas[0] / areas[1] == pytest.approx(expected, rel=0.002)


def test_a_country_across_180_degrees_is_cut_in_two() -> None:
    """From 170° E to 170° W: otherwise a line would cross the whole picture."""
    ring = [[170, 60], [180, 60], [-170, 60], [-170, 70], [180, 70], [170, 70]]
    parts = list(shapes._cut(np.array(ring, dtype=float)))

    assert len(parts) == 2
    assert all(part[:, 0].max() - part[:, 0].min() == pytest.approx(10) for part in parts)


def test_a_border_keeps_its_ends_and_what_matters() -> None:
    line = np.array([[0, 0], [1, 0.01], [2, 0], [3, 1], [4, 0]], dtype=float)

    assert shapes._that_matter(line, 0.1).tolist() == [True, False, True, True, True]


def test_the_part_outside_the_box_is_cut_away() -> None:
    inside = shapes._clipped(_square(5, 5), (0.0, 0.0, 10.0, 10.0))

    assert shapes._area(inside) == pytest.approx(25)


def test_outlines_are_written_by_place(tmp_path: Path) -> None:
    source = tmp_path / "atlas.json"
    source.write_text(json.dumps(_atlas(_square(30, 55).tolist(), _square(8, 48, 6).tolist())), encoding="utf-8")
    places = tmp_path / "places.csv"
    places.write_text("code,kind,parent,m49,name_en,name_de\nRUS,country,,643,R,R\nDEU,country,,276,D,D\n", encoding="utf-8")
    written = shapes.write_outlines(source, tmp_path, places)
    rows = list(csv.DictReader(line for line in written[0].read_text(encoding="utf-8").splitlines() if not line.startswith("#")))

    assert [row["place"] for row in rows] == ["DEU", "RUS"]
    assert all(row["wide"].startswith("M") and row["wide"].endswith("z") for row in rows)


def test_another_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("{}", encoding="utf-8")

    with pytest.raises(FigureError, match=r"world-atlas 2\.0\.2"):
        shapes.write_outlines(wrong, tmp_path, tmp_path / "places.csv")


def test_no_outline_of_ours_crosses_the_picture() -> None:
    """The longest straight line of the shipped world map is a coast of ice, not a seam: under a tenth of the width of 2,144."""
    lines = (Path(shapes.__file__).parents[1] / "data" / "shapes" / "world.csv").read_text(encoding="utf-8").splitlines()
    longest = 0
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        for ring in row["wide"].split("z")[:-1]:
            steps = [abs(int(step.split()[0])) for step in ring.split("l")[1:]]
            longest = max([longest, *steps])

    assert longest < 214
