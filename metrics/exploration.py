"""
Verdicts under settings that are not ours: what a reader may try out, never what is published.

A scope is what the scorecard judged, made ready for `metrics.sensitivity.vary`: the points of every series and what each is to reach.
Under the settings that are published it gives the published verdicts of all methods, to the letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.catalogue.catalogue import Catalogue
from metrics.forecast.candidates import DEFAULT
from metrics.forecast.scales import is_share
from metrics.methods import METHODS, waymark
from metrics.methods.base import Method
from metrics.methods.waymark import RULES, Rules
from metrics.scorecard import ROW, Judged
from metrics.sensitivity import AS_STATED, vary
from metrics.status import Status
from metrics.targets import version_rows
from metrics.trend import fit_lines
from metrics.windows import mark_used

SERIES_KEY = ["indicator", "place", "sex", "age", "site", "group", "source", "edition"]
PERIOD = ["year", "year_end"]
COUNTS = ["numerator", "denominator"]
OWN = waymark.ID
SETTLED_BEFORE = (Status.MET, Status.NOT_ASSESSABLE)
"""Statuses that no threshold of ours can change: they are settled before a trend is looked at."""


@dataclass(frozen=True)
class Settings:
    """
    What a reader may try out; the defaults are what is published.

    Attributes:
        window: Only the last so many years; ``None`` is the window of each method.
        scale: ``linear`` or ``log`` for all series; empty is the scale of the catalogue.
        with_excluded: Count the years that an event takes out of trends.
        level: Level of the interval that must leave out a slope of zero; only our own method has one.
        chance: Chance from which a target counts as likely to be met; likewise.
    """

    window: int | None = None
    scale: str = ""
    with_excluded: bool = False
    level: float = RULES.slope_level
    chance: float = RULES.likely


PUBLISHED = Settings()
"""The settings of every published verdict."""


@dataclass(frozen=True)
class Scope:
    """
    What is judged under variations.

    Attributes:
        rows: The columns that name a row of the scorecard; the index numbers the series.
        points: As for `metrics.sensitivity.vary`.
        goals: Likewise, one row a series.
    """

    rows: pd.DataFrame
    points: pd.DataFrame
    goals: pd.DataFrame

    def named(self, verdicts: pd.DataFrame) -> pd.DataFrame:
        """Return *verdicts*, whose ``series`` are numbers of this scope, with the columns that name their rows first."""
        return self.rows.loc[verdicts["series"]].reset_index(drop=True).join(verdicts.drop(columns="series").reset_index(drop=True))


def scope_of(judged: Judged, observations: pd.DataFrame, catalogue: Catalogue) -> Scope:
    """
    Return the scope of the rows that methods were asked about.

    Args:
        judged: The judgement, or a part of it.
        observations: The observations that it rests on, or more; they carry the counts behind shares.
        catalogue: Says how indicators behave.
    """
    asked = judged.methods.drop_duplicates(ROW)[ROW]
    rows = asked.merge(judged.scorecard, on=ROW, how="left")
    points = rows[SERIES_KEY + ROW[:3]].assign(series=rows.index).merge(judged.series, on=ROW)
    counts = observations[[*SERIES_KEY, *PERIOD, *COUNTS]].drop_duplicates(SERIES_KEY + PERIOD)
    points = points[points["value"].notna()].merge(counts, on=SERIES_KEY + PERIOD, how="left")
    comparable = points[points["excluded_by"] == ""]
    last_segment = points["series"].map(comparable.groupby("series")["segment"].max())
    columns = ["series", *PERIOD, "value", "lower", "upper", *COUNTS, "segment", "excluded_by"]
    return Scope(rows[ROW], points.loc[points["segment"] == last_segment, columns].reset_index(drop=True), _goals(rows, catalogue))


def _goals(rows: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Return what every series is to reach, as the scorecard hands it to the methods."""
    missions = [catalogue.missions[name] for name in rows["mission"].unique()]
    versions = (
        version_rows(missions)[[*ROW[:3], "sign", "comparator"]] if missions else pd.DataFrame(columns=[*ROW[:3], "sign", "comparator"])
    )
    stated = rows.merge(versions, on=ROW[:3], how="left")
    facts = [catalogue.indicators[name] for name in rows["indicator"]]
    limits = np.array([np.nan if fact.range[1] is None else fact.range[1] for fact in facts], dtype=float)
    baseline_year = stated["baseline_year"].astype(float)
    return pd.DataFrame(
        {
            "series": rows.index,
            "better": np.where(stated["sign"] > 0, "higher", "lower"),
            "baseline_year": baseline_year.where(stated["baseline"].notna()),
            "baseline_value": stated["baseline"].where(stated["baseline_source"] == "stated"),
            "target_year": stated["target_year"].astype(float),
            "target_value": stated["target_value"],
            "comparator": stated["comparator"],
            "scale": [fact.scale.value for fact in facts],
            "resolution": [fact.resolution for fact in facts],
            "modelled": [fact.modelled for fact in facts],
            "share": is_share(limits),
            "widening": DEFAULT.widening(pd.Series([fact.family.value for fact in facts], dtype="str")),
        }
    )


def explore(scope: Scope, settings: Settings = PUBLISHED, methods: Sequence[Method] | None = None) -> pd.DataFrame:
    """
    Return the verdicts of *methods* (by default all) under *settings*.

    Args:
        scope: The series.
        settings: What is tried out. A window longer than a series, and a logarithmic scale for values that are not positive, change
            nothing there.
        methods: The methods.

    Returns:
        Columns ``series``, ``method``, ``status``, ``verdict``, ``reason``; one row a series and method, in this order.
    """
    chosen = [METHODS[name] for name in sorted(METHODS)] if methods is None else list(methods)
    points, goals = scope.points, scope.goals
    if settings.with_excluded:
        points = points.assign(excluded_by="")
    if settings.scale:
        positive = ~goals["series"].isin(points.loc[points["value"] <= 0, "series"])
        wanted = positive if settings.scale == "log" else pd.Series(data=True, index=goals.index)
        goals = goals.assign(scale=goals["scale"].mask(wanted, settings.scale))
    windows = () if settings.window is None else (settings.window,)
    varied = vary(points, goals, chosen, windows=windows)
    wanted_variation = f"window_{settings.window}"
    found = varied[varied["variation"].isin([AS_STATED, wanted_variation])]
    # The last of the two is the window's; a series that it does not shorten has only the first.
    found = found.drop_duplicates(["series", "method"], keep="last").sort_values(["series", "method"], kind="stable")
    frame = found[["series", "method", "status", "verdict", "reason"]].reset_index(drop=True)
    rules = Rules(slope_level=settings.level, likely=settings.chance)
    return frame if rules == RULES else _by_rules(frame, _in_window(points, settings.window), goals, rules)


def _in_window(points: pd.DataFrame, years: int | None) -> pd.DataFrame:
    """Return the points that are not excluded, of the last *years* years."""
    kept = points[points["excluded_by"] == ""]
    return kept if years is None else kept[kept["year"] > kept.groupby("series")["year"].transform("max") - years]


def _by_rules(frame: pd.DataFrame, points: pd.DataFrame, goals: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return the verdicts with those of our own method that a trend decides taken by *rules* instead."""
    own = frame[(frame["method"] == OWN) & ~frame["status"].isin([str(status) for status in SETTLED_BEFORE])]
    if own.empty:
        return frame
    wanted = goals.set_index("series").loc[own["series"]]
    # A target that is not positive has no place on a log scale.
    shape = wanted.reindex(columns=["scale", "resolution", "share", "widening"]).assign(
        scale=wanted["scale"].mask(~(wanted["target_value"] > 0), "linear")
    )
    mine = points[points["series"].isin(own["series"])]
    fits = fit_lines(mine[mark_used(mine)], shape)
    last_year = mine.groupby("series")["year_end"].max()
    asked = wanted.assign(sign=np.where(wanted["better"] == "higher", 1.0, -1.0), last_year=last_year.reindex(wanted.index))
    judged = waymark.judge_fits(fits, asked, rules)["status"].reindex(own["series"]).to_numpy()
    result = frame.copy()
    result.loc[own.index, "status"] = judged
    result.loc[own.index, "verdict"] = judged
    return result
