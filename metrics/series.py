"""
What happened to a series: which years an event takes out, where a break starts a new segment, what the latest and the starting value is.

Every function takes long frames with a column ``series`` and works on all series at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:  # the catalogue's models take long to load, and a user's own table needs none
    from data.catalogue.catalogue import Catalogue

KEY = ["indicator", "place", "sex", "age", "site", "group", "source", "edition"]
"""The columns that name a series of the warehouse."""

BASELINE_TOLERANCE_YEARS = 3
"""How much earlier than the stated year the starting value may be; the nearest earlier period counts. Surveys and estimates come every
two to three years, and what was known in the stated year was the one before."""

BREAK_STATUS = "B"
"""SDMX observation status of the first value after a break."""

NOT_FOR_PUBLICATION = "N"
"""SDMX confidentiality status of what may not be shown yet: an edition under embargo, and what is derived from it."""


def hold_back(observations: pd.DataFrame) -> pd.DataFrame:
    """
    Return *observations* without the numbers of those that may not be shown yet; the new column ``embargoed`` says which they are.

    A build for the house holds them, but nothing is judged by them: a verdict would tell before its day what the public may not know.
    """
    embargoed = observations["conf_status"] == NOT_FOR_PUBLICATION
    held = observations.assign(embargoed=embargoed)
    numbers = ["value", "lower", "upper", "numerator", "denominator"]
    held[numbers] = held[numbers].mask(embargoed)
    return held


def event_rows(catalogue: Catalogue) -> pd.DataFrame:
    """
    Return every event once for each indicator and place it touches, with the parts of that place.

    Columns ``event``, ``effect``, ``first_year``, ``last_year``, ``indicator``, ``place`` (empty where it touches every place).
    """
    below = {code: [code] for code in catalogue.places}
    for code, place in catalogue.places.items():
        parent = place.parent
        while parent is not None and parent in catalogue.places:
            below[parent].append(code)
            parent = catalogue.places[parent].parent
    rows = [
        (event.id, event.effect.value, event.first_year, event.last_year, indicator, place)
        for event in catalogue.events.values()
        for indicator in event.indicators
        for touched in (event.places or ("",))
        for place in below.get(touched, [touched])
    ]
    frame = pd.DataFrame(rows, columns=["event", "effect", "first_year", "last_year", "indicator", "place"])
    return frame.drop_duplicates(["event", "indicator", "place"]).reset_index(drop=True)


def mark_events(points: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """
    Return *points* with ``excluded_by`` (id of the event that takes the period out of trends, or empty) and ``segment``.

    A period is taken out if it shares a year with the event. Segments are numbered from 0 in order of time; a new one starts with the
    first period that begins in or after the first year of a break, and with every observation that its publisher marks as one.

    Args:
        points: Columns ``series``, ``indicator``, ``place``, ``year``, ``year_end``, ``obs_status``.
        events: Result of `event_rows`.
    """
    ordered = points.sort_values(["series", "year", "year_end"], kind="stable")
    ordered = ordered.reset_index(drop=True)
    here = events.merge(ordered[["indicator", "place"]].drop_duplicates(), on="indicator", suffixes=("", "_of_series"))
    here = here[(here["place"] == "") | (here["place"] == here["place_of_series"])]
    keyed = (
        ordered[["indicator", "place", "year", "year_end"]]
        .reset_index()
        .merge(here.drop(columns="place"), left_on=["indicator", "place"], right_on=["indicator", "place_of_series"])
    )
    touches = (keyed["year"] <= keyed["last_year"]) & (keyed["year_end"] >= keyed["first_year"])
    taken = keyed[(keyed["effect"] == "exclude") & touches].sort_values(["index", "event"]).drop_duplicates("index")
    ordered["excluded_by"] = ""
    ordered.loc[taken["index"], "excluded_by"] = taken["event"].to_numpy()
    breaks = keyed[(keyed["effect"] == "break") & (keyed["year"] >= keyed["first_year"])].groupby("index").size()
    stretch = breaks.reindex(ordered.index).fillna(0).astype(int)
    stretch = stretch + (ordered["obs_status"] == BREAK_STATUS).astype(int).groupby(ordered["series"]).cumsum()
    ordered["segment"] = stretch.groupby(ordered["series"]).rank(method="dense").astype(int) - 1
    return ordered


def latest_values(points: pd.DataFrame) -> pd.DataFrame:
    """Return, per series, the newest observation that has a value: ``latest_year``, ``latest_year_end``, ``latest``, limits, segment."""
    valued = points[points["value"].notna()].sort_values(["series", "year", "year_end"], kind="stable")
    last = valued.drop_duplicates("series", keep="last").set_index("series")
    names = {"year": "latest_year", "year_end": "latest_year_end", "value": "latest", "segment": "latest_segment"}
    return last.rename(columns=names)[[*names.values(), "lower", "upper", "edition", "source"]]


def latest_comparable_values(points: pd.DataFrame) -> pd.DataFrame:
    """
    Return, per series, the newest observation that no event distorts, as `latest_values` does.

    A dip of the pandemic must not pass for a target reached. Where every value is distorted, the newest of them is given all the same, with
    ``latest_comparable`` False.
    """
    undistorted = latest_values(points[points["excluded_by"] == ""]).assign(latest_comparable=True)
    return undistorted.combine_first(latest_values(points).assign(latest_comparable=False)).drop(columns=["edition", "source"])


def starting_values(points: pd.DataFrame, wanted: pd.Series[float]) -> pd.DataFrame:
    """
    Return, per series, the observation of the wanted year, or of the nearest earlier period within `BASELINE_TOLERANCE_YEARS`.

    Args:
        points: Columns ``series``, ``year``, ``year_end``, ``value``, ``segment``, ``excluded_by``.
        wanted: Stated year, indexed by series; NaN asks for nothing.

    Returns:
        Indexed by series: ``baseline_year`` (first year of the period), ``baseline``, ``baseline_segment``.
    """
    year = points["series"].map(wanted).astype(float)
    late = (year - points["year_end"]).clip(lower=0)
    usable = points["value"].notna() & (points["excluded_by"] == "") & (points["year"] <= year) & (late <= BASELINE_TOLERANCE_YEARS)
    candidates = points.assign(late=late)[usable]
    nearest = candidates.sort_values(["series", "late", "year"], ascending=[True, True, False], kind="stable").drop_duplicates("series")
    names = {"year": "baseline_year", "value": "baseline", "segment": "baseline_segment"}
    return nearest.set_index("series").rename(columns=names)[list(names.values())]
