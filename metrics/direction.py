"""Where a series is going, without any target: its latest value, its recent slope with interval, and why there is none."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from data.catalogue.catalogue import Catalogue
from data.catalogue.models import Better
from metrics import series as series_
from metrics import windows
from metrics.intervals import t_quantile
from metrics.methods.base import quotient
from metrics.methods.waymark import RULES, too_smooth
from metrics.status import Reason
from metrics.trend import fit_lines

DIRECTION_COLUMNS = [
    "indicator", "sex", "age", "site", "group", "source", "edition", "first_year", "latest_year", "latest", "lower", "upper", "direction",
    "desirable", "reason", "slope", "slope_lower", "slope_upper", "points_used", "excluded_years",
]  # fmt: skip


def directions(catalogue: Catalogue, observations: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """
    Return the recent direction of every series of *observations*, one row a series of a place: ``place`` and `DIRECTION_COLUMNS`, and more.

    ``direction`` is ``rising``, ``falling``, ``no_clear_change`` (the 90 % interval of the slope includes 0) or ``not_assessable`` with a
    ``reason``; ``desirable`` is ``better``, ``worse`` or empty. ``slope`` and its interval are in percent a year on a log scale, else in
    units a year. A series that is out of date keeps its slope, as history, but has no direction.
    """
    points = marked(catalogue, observations)
    first = points.drop_duplicates("series").set_index("series")[series_.KEY]
    rows = first.join(series_.latest_values(points).drop(columns=["edition", "source"])).join(windows.summarise(points))
    rows["first_year"] = points[points["value"].notna()].groupby("series")["year"].min()
    facts = {
        key: (item.scale.value, item.resolution, item.better.value, item.stale_after_years, item.modelled)
        for key, item in catalogue.indicators.items()
    }
    columns = ["scale", "resolution", "better", "stale_after", "modelled"]
    rows = rows.join(pd.DataFrame.from_dict(facts, orient="index", columns=columns), on="indicator")
    enough = rows.index[rows["points_used"] >= windows.DEFAULT_RULES.fewest_points]
    rows = rows.join(_slopes(points[points["used"] & points["series"].isin(enough)], rows))
    rows["reason"] = _reasons(rows, as_of)
    rows["direction"] = rows["clear"].fillna("").mask(rows["reason"] != "", "not_assessable")
    good = {Better.HIGHER.value: "rising", Better.LOWER.value: "falling"}
    moving = rows["direction"].isin(["rising", "falling"]) & rows["better"].isin(good)
    rows["desirable"] = np.where(moving, np.where(rows["direction"] == rows["better"].map(good), "better", "worse"), "")
    left_out = points[(points["excluded_by"] != "") & points["value"].notna()].drop_duplicates(["series", "year"])
    listed = left_out["year"].astype(str).groupby(left_out["series"]).agg(";".join)
    rows["excluded_years"] = listed.reindex(rows.index).astype(object).fillna("").astype(str)
    rows[["first_year", "latest_year"]] = rows[["first_year", "latest_year"]].astype("Int64")
    return rows.reset_index(drop=True)


def _slopes(used: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return slope, interval and the clear direction of every series with enough points."""
    fits = fit_lines(used, rows[["scale", "resolution"]])
    error = np.sqrt(fits["slope_variance"])
    critical = t_quantile(0.5 + RULES.slope_level / 2, fits["degrees"])
    statistic = quotient(fits["slope"].to_numpy(dtype=float), error.to_numpy(dtype=float))
    smooth = too_smooth(fits, rows["modelled"].reindex(fits.index))
    words = ["no_clear_change", "rising", "falling"]
    clear = np.select([smooth, statistic >= critical, statistic <= -critical], words, default="no_clear_change")
    frame = pd.DataFrame({"clear": clear}, index=fits.index)
    limits = (("slope", 0.0), ("slope_lower", -critical), ("slope_upper", critical))
    for name, factor in limits:
        number = fits["slope"] + factor * error
        frame[name] = number.mask(fits["log"], 100 * np.expm1(number.clip(upper=700.0)))
    return frame


def _reasons(rows: pd.DataFrame, as_of: date) -> pd.Series[str]:
    fewest = windows.DEFAULT_RULES.fewest_points
    few = rows["points_used"] < fewest
    conditions = [
        rows["latest"].isna(),
        as_of.year - rows["latest_year_end"] > rows["stale_after"],
        few & rows["break_before"] & (rows["comparable_points"] >= fewest),
        few,
    ]
    reasons = [Reason.WITHHELD, Reason.OUT_OF_DATE, Reason.BREAK_IN_SERIES, Reason.TOO_FEW_POINTS]
    return pd.Series(np.select(conditions, [str(reason) for reason in reasons], default=""), index=rows.index)


def marked(catalogue: Catalogue, observations: pd.DataFrame) -> pd.DataFrame:
    """Return observations with the number of their series, their events and whether a trend uses them."""
    numbered = observations.assign(series=observations.groupby(series_.KEY, sort=True).ngroup())
    points = series_.mark_events(numbered, series_.event_rows(catalogue))
    return points.assign(used=windows.mark_used(points))
