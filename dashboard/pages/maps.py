"""Maps for the pages that show many places: values of an indicator, and verdicts on a target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from dashboard.charts.place_map import MapValue, status_map, value_map
from dashboard.components.block import Block
from dashboard.components.download import observations_address, scorecard_address
from dashboard.components.figure import figure
from dashboard.components.provenance import editions_in, source_line
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


def value_map_blocks(view: View, indicator: str, rows: pd.DataFrame, *, focus: str = "", key: str = "map") -> list[Block]:
    """
    Return the map of *indicator*; nothing where too few places have a value.

    Args:
        view: The reader's view.
        indicator: Its id.
        rows: One breakdown: the observations of every place; the newest of each is shown.
        focus: Place with a heavier border.
        key: Name of the figure on its page.
    """
    countries = [code for code, place in view.catalogue.places.items() if place.kind == "country"]
    newest = rows[rows["place"].isin(countries)].sort_values(["place", "year_end", "year"]).drop_duplicates("place", keep="last")
    if newest["value"].notna().sum() < FEWEST:
        return []
    entry, form = view.catalogue.indicators[indicator], view.format(indicator)
    records = cast("list[dict[str, Any]]", newest.to_dict("records"))
    values = [
        _value(view, row, modelled=entry.modelled) for row in sorted(records, key=lambda row: view.order(view.place_name(row["place"])))
    ]
    years = span(int(newest["year"].min()), int(newest["year_end"].max()), view.language)
    breakdown = view.breakdown(newest.iloc[0])
    what = ", ".join(part for part in (view.of(entry.name), breakdown, view.words("chart.map.newest", years=years)) if part)
    chart = value_map(
        values, focus=focus, form=form, words=view.words, subtitle=what, source=source_line(view, editions_in(newest)), bounds=entry.range
    )
    if chart is None:
        return []
    return figure(view, chart, key, download=observations_address(indicator=indicator, as_of=view.selection.as_of))


def main_breakdown(view: View, held: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of one breakdown, withheld ones too: that which a target uses, then the broadest, then the most frequent."""
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
