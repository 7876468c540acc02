"""National studies of the preventable share as points, for every page that shows them."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from dashboard.charts.description import Chart
from dashboard.charts.studies import studies
from dashboard.components.block import Block
from dashboard.components.download import observations_address
from dashboard.components.figure import figure
from dashboard.components.markup import element, escaped, link
from dashboard.components.provenance import editions_in, source_line
from dashboard.components.view import EVERYTHING, View
from dashboard.display import period
from data.catalogue.rebasing import load_studies

all_studies = lru_cache(maxsize=1)(load_studies)
"""The studies of the catalogue that can be carried on, read once."""


def studies_figure(view: View, indicator: str, focus: str, *, first: bool = False) -> list[Block]:
    """Return the newest study of every country that has one, that of *focus* marked; nothing where no study is held."""
    chart: Chart | None = view.warehouse.remember(
        ("studies", indicator, focus, view.language, view.as_of), lambda: _studies_chart(view, indicator, focus)
    )
    if chart is None:
        return []
    return figure(view, chart, "studies", download=observations_address(indicator=indicator, as_of=view.selection.as_of), first=first)


def _studies_chart(view: View, indicator: str, focus: str) -> Chart | None:
    frame = view.warehouse.observations(indicators=(indicator,), as_of=view.as_of)
    joint = frame[(frame["group"] == EVERYTHING) & (frame["sex"] == EVERYTHING) & (frame["site"] == EVERYTHING)].dropna(subset=["value"])
    countries = {code for code, entry in view.catalogue.places.items() if entry.kind == "country"}
    joint = joint[joint["place"].isin(countries)]
    newest = joint.sort_values("year").drop_duplicates("place", keep="last")
    if newest.empty:
        return None
    told = newest.assign(
        name=[view.place_name(code) for code in newest["place"]],
        detail=[
            _detail(view, int(year), int(end), str(age))
            for year, end, age in zip(newest["year"], newest["year_end"], newest["age"], strict=True)
        ],
    )
    return studies(
        told,
        focus=focus,
        form=view.format(indicator),
        words=view.words,
        subtitle=view.words("mission.studies_subtitle", quantity=view.of(view.catalogue.indicators[indicator].name)),
        source=source_line(view, editions_in(newest)),
        title=view.words("mission.studies_title", n=len(newest)),
    )


def share_link(view: View, place: str, kind: Literal["mission", "country"]) -> str:
    """Return the link to the modelled share of *place*; empty where the place has no study that could be carried on."""
    if place not in {study.place for study in all_studies().values()}:
        return ""
    told = view.words(f"preventable.link.{kind}", place=view.place_name(place))
    return element("p", link(view.address("preventable", place=place), escaped(told)), class_="wm-small", style="margin-top:12px")


def _detail(view: View, year: int, year_end: int, age: str) -> str:
    ages = view.words("series.all_ages") if age == EVERYTHING else view.words("series.age", age=age.replace("-", "–"))
    return f"{period(year, year_end)}, {ages}"
