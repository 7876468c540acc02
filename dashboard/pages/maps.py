"""Maps for the pages that show many places: values of an indicator, and verdicts on a target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from dashboard.charts.place_map import MapValue, status_map, value_map
from dashboard.components.block import Block
from dashboard.components.download import observations_address, scorecard_address
from dashboard.components.figure import figure
from dashboard.components.provenance import distinct_editions, editions_in, source_line
from dashboard.components.view import EVERYTHING, View, is_missing
from dashboard.display import period, span
from dashboard.pages.figures_of_place import BREAKDOWN

if TYPE_CHECKING:
    import pandas as pd

FEWEST = 8
"""Places from which a map says more than a list."""
CANNOT_EXIST = "M"
"""SDMX: missing because the value cannot exist."""
MODELLED = frozenset({"F", "I"})
"""SDMX: forecast; imputed. An estimate is a measurement that is not final, or a publisher's word for any figure."""


def value_map_blocks(view: View, indicator: str, *, focus: str = "", key: str = "map") -> list[Block]:
    """
    Return the map of the newest values of *indicator* in its main breakdown; nothing where too few places have a value.

    Args:
        view: The reader's view.
        indicator: Its id.
        focus: Place with a heavier border.
        key: Name of the figure on its page.
    """
    newest = [row for row in main_breakdown(view, indicator).newest if view.catalogue.places[row["place"]].kind == "country"]
    if sum(not is_missing(row["value"]) for row in newest) < FEWEST:
        return []
    entry, form = view.catalogue.indicators[indicator], view.format(indicator)
    values = [
        _value(view, row, modelled=entry.modelled) for row in sorted(newest, key=lambda row: view.order(view.place_name(row["place"])))
    ]
    years = span(min(int(row["year"]) for row in newest), max(int(row["year_end"]) for row in newest), view.language)
    breakdown = view.breakdown(newest[0])
    what = ", ".join(part for part in (view.of(entry.name), breakdown, view.words("chart.map.newest", years=years)) if part)
    source = source_line(view, distinct_editions((row["source"], row["edition"]) for row in newest))
    chart = value_map(values, focus=focus, form=form, words=view.words, subtitle=what, source=source, bounds=entry.range)
    if chart is None:
        return []
    return figure(view, chart, key, download=observations_address(indicator=indicator, as_of=view.selection.as_of))


@dataclass(frozen=True)
class MainBreakdown:
    """
    The figures of one indicator by one breakdown.

    ``newest`` are the newest rows of every place, withheld ones too, ``valued`` the newest that have a value, both in the order of their
    codes, ``editions`` the sources and editions of all of them.
    """

    newest: list[dict[str, Any]]
    valued: list[dict[str, Any]]
    editions: list[tuple[str, str]]


def main_breakdown(view: View, indicator: str) -> MainBreakdown:
    """Return the breakdown of *indicator* that a target uses, else the broadest, else the most frequent."""
    kept: MainBreakdown = view.warehouse.remember(("main breakdown", view.as_of, indicator), lambda: _main_breakdown(view, indicator))
    return kept


def _main_breakdown(view: View, indicator: str) -> MainBreakdown:
    rows = _of_main_breakdown(view, view.warehouse.observations(indicators=(indicator,), as_of=view.as_of))
    ordered = rows.sort_values(["place", "year_end", "year"])
    newest, valued = (
        cast("list[dict[str, Any]]", frame.drop_duplicates("place", keep="last").to_dict("records"))
        for frame in (ordered, ordered.dropna(subset=["value"]))
    )
    return MainBreakdown(newest, valued, editions_in(rows))


def _of_main_breakdown(view: View, held: pd.DataFrame) -> pd.DataFrame:
    known = held.dropna(subset=["value"])
    if known.empty:
        return known
    measured = {
        (measure.sex, measure.age, measure.site, measure.group)
        for mission in view.catalogue.missions.values()
        for target in mission.targets
        for measure in target.measures
        if measure.indicator == known["indicator"].iloc[0]
    }
    counted = known.groupby(BREAKDOWN)["place"].nunique().rename("places").reset_index()
    counted["used"] = [tuple(row) in measured for row in counted[BREAKDOWN].itertuples(index=False)]
    counted["broad"] = (counted[BREAKDOWN] == EVERYTHING).sum(axis="columns")
    main = counted.sort_values(["used", "broad", "places"], ascending=False, kind="stable").iloc[0]
    return held[(held[BREAKDOWN] == main[BREAKDOWN]).all(axis="columns")]


def _value(view: View, row: dict[str, Any], *, modelled: bool) -> MapValue:
    indicator = str(row["indicator"])
    when = period(int(row["year"]), int(row["year_end"]))
    name = view.place_name(str(row["place"]))
    if is_missing(row["value"]):
        free = str(row["conf_status"]) in ("F", "")
        without = "withheld" if not free else "not_applicable" if row["obs_status"] == CANNOT_EXIST else "no_data"
        return MapValue(str(row["place"]), name, None, f"{view.words(f'chart.map.{without}')} ({when})", without=without)
    text = f"{view.format(indicator).value(float(row['value']))} ({when})"
    return MapValue(str(row["place"]), name, float(row["value"]), text, modelled=modelled or row["obs_status"] in MODELLED)


def status_map_blocks(view: View, target: str, rows: pd.DataFrame, *, subtitle: str, source: str, key: str) -> list[Block]:
    """Return the map of the verdicts in *rows* of the scorecard, one a place; nothing where too few places are judged."""
    rows = rows[[view.catalogue.places[str(code)].kind == "country" for code in rows["place"]]]
    if len(rows) < FEWEST:
        return []
    records = cast("list[dict[str, Any]]", rows.to_dict("records"))
    values = [
        MapValue(
            str(row["place"]),
            view.place_name(str(row["place"])),
            None,
            _told(view, row),
            status=str(row["status"]),
        )
        for row in sorted(records, key=lambda row: view.order(view.place_name(str(row["place"]))))
    ]
    chart = status_map(values, focus=view.selection.place, words=view.words, subtitle=subtitle, source=source)
    if chart is None:
        return []
    return figure(view, chart, key, download=scorecard_address(target=target, as_of=view.selection.as_of))


def _told(view: View, row: dict[str, Any]) -> str:
    status = view.words(f"status.{row['status']}")
    if is_missing(row["latest"]):
        return status
    when = period(int(row["latest_year"]), int(row["latest_year_end"]))
    return f"{status}, {view.format(str(row['indicator'])).value(float(row['latest']))} ({when})"
