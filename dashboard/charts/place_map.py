"""
Places on a map: values in classes or statuses, with what has no value told apart by its pattern and in words.

A map shows where, never how many people: large countries look weighty. So the table stands beside it, and no map stands alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pandas as pd

from dashboard.charts.axes import value_axis
from dashboard.charts.bodies_on_maps import MapBody, MapClass, MapPlace
from dashboard.charts.description import Chart, Words
from dashboard.charts.outlines import Region, outlines
from dashboard.charts.shapes import STATUSES
from dashboard.display import Format

WITHOUT_VALUE = ("withheld", "not_applicable", "no_data")
"""What a place without a value can be, in the order of the legend."""
CLASSES = 5
"""Classes of values at most: more shades cannot be told apart."""
NAMED = 30
"""Places up to which the sentence names each one."""
MOST_IN_EUROPE = 0.8
"""Share of the places with a value that must lie in the map of Europe for it to be drawn instead of the world."""


@dataclass(frozen=True)
class MapValue:
    """What a map is told of one place: its name, its value, ``without`` (why there is none) and whether the value is modelled."""

    place: str
    name: str
    value: float | None
    text: str
    without: str = ""
    modelled: bool = False
    status: str = ""


def value_map(
    values: Sequence[MapValue], *, focus: str, form: Format, words: Words, subtitle: str, source: str, bounds: tuple[float, float | None]
) -> Chart | None:
    """
    Return the places of *values* by class of value; ``None`` where none has one.

    Args:
        values: One entry a place; every drawn place that is not named has no data.
        focus: Place code with a heavier border; empty for none.
        form: How values are written.
        words: The reader's words.
        subtitle: What is measured, who, when.
        source: The source line of the values.
        bounds: What values can be; the classes stay inside.
    """
    known = [entry for entry in values if entry.value is not None]
    if not known:
        return None
    numbers = [float(entry.value) for entry in known if entry.value is not None]
    axis = value_axis(numbers, form, count=CLASSES, limit=bounds[1])
    edges = list(axis.ticks) if len(axis.ticks) > 1 else [min(numbers), max(numbers) + 1]
    # The axis may offer more ticks than there are shades.
    step = -(-(len(edges) - 1) // CLASSES)
    edges = [*edges[:-1:step], edges[-1]]
    # Round edges are written round, whatever the values' decimals.
    edge = replace(form, resolution=1.0) if all(float(value).is_integer() for value in edges) else form
    classes = [
        MapClass(f"v{n + 1}", words("chart.map.class", low=edge.number(low), high=edge.value(high)))
        for n, (low, high) in enumerate(pairwise(edges))
    ]

    def class_of(value: float) -> str:
        return next((f"v{n + 1}" for n, high in enumerate(edges[1:]) if value < high), f"v{len(edges) - 1}")

    mixed = len({entry.modelled for entry in known}) > 1
    places = [
        MapPlace(
            entry.place,
            entry.name,
            class_of(float(entry.value)) if entry.value is not None else entry.without or "no_data",
            entry.text,
            focus=entry.place == focus,
            modelled=mixed and entry.modelled,
        )
        for entry in values
    ]
    title = words("chart.map.title", n=str(len(known)), low=form.number(min(numbers)), high=form.value(max(numbers)))
    return _chart(places, classes, words=words, subtitle=subtitle, source=source, title=title)


def status_map(values: Sequence[MapValue], *, focus: str, words: Words, subtitle: str, source: str) -> Chart | None:
    """Return the places of *values* by their status; ``None`` where there is none."""
    if not values:
        return None
    used = [status for status in STATUSES if any(entry.status == status for entry in values)]
    classes = [MapClass(f"s-{status}", words(f"status.{status}")) for status in used]
    places = [MapPlace(entry.place, entry.name, f"s-{entry.status}", entry.text, focus=entry.place == focus) for entry in values]
    met = sum(entry.status == "met" for entry in values)
    judged = sum(entry.status != "not_assessable" for entry in values)
    title = words("chart.map.status_title", met=str(met), judged=str(judged), n=str(len(values)))
    return _chart(places, classes, words=words, subtitle=subtitle, source=source, title=title)


def _chart(places: Sequence[MapPlace], classes: Sequence[MapClass], *, words: Words, subtitle: str, source: str, title: str) -> Chart:
    region = _region([place.place for place in places if place.kind not in WITHOUT_VALUE])
    drawn = outlines(region)
    counts = Counter(place.kind for place in places)
    missing = [MapClass(kind, words(f"chart.map.{kind}")) for kind in WITHOUT_VALUE if counts.get(kind) or kind == "no_data"]
    modelled = [MapClass("modelled", words("chart.map.modelled"))] if any(place.modelled for place in places) else []
    hidden = [place.name for place in places if place.place not in drawn.places and place.kind not in WITHOUT_VALUE]
    listed = "; ".join(f"{label.words}: {_who(places, label.key, words)}" for label in classes if counts.get(label.key))
    notes = [words("chart.map.borders"), words("chart.map.disputed")]
    if hidden:
        notes.append(words("chart.map.not_drawn", places=", ".join(hidden)))
    return Chart(
        kind="map",
        title=title,
        subtitle=subtitle,
        text=words("chart.map.text", list=listed),
        table=pd.DataFrame(
            {
                words("chart.column.place"): [place.name for place in places],
                words("chart.column.value"): [place.text for place in places],
            }
        ),
        source=source,
        notes=tuple(notes),
        body=MapBody(region, tuple(places), (*classes, *modelled, *missing)),
    )


def _who(places: Sequence[MapPlace], kind: str, words: Words) -> str:
    """Return the names of the places of one class; of a large map their number, since the table names them."""
    names = [place.name for place in places if place.kind == kind]
    return ", ".join(names) if len(places) <= NAMED else words("chart.map.places", n=str(len(names)))


def _region(places: Sequence[str]) -> Region:
    inside = sum(place in outlines("europe").places for place in places)
    return "europe" if places and inside >= MOST_IN_EUROPE * len(places) else "world"
