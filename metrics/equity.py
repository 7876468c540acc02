"""
Whether groups come closer to each other: the gap between two groups period by period, and a verdict on it of its own.

Level and gap are two verdicts: a country can be on course while its groups drift apart. The verdict on the gap rests on fewer points than
that on the level: only periods since the last break, that no event distorts and that share no year, so that each is evidence of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.inequality import gap, gap_trend, standard_error_on
from metrics.windows import DEFAULT_RULES

ABSOLUTE, RELATIVE = "absolute", "relative"

REASONS = ("no_data", "modelled", "out_of_date", "break_in_series", "too_few_points")
"""Why there is no verdict on a gap, in the order in which they are looked at."""


@dataclass(frozen=True)
class GapVerdict:
    """
    The verdict on one gap.

    ``verdict`` is one of `metrics.inequality.VERDICTS`, ``reason`` one of `REASONS` where it is not assessable; ``points`` counts the
    periods it rests on; ``slope`` (a year) and its 95 % interval are on the scale of the gap, of the logarithm for a ratio.
    """

    verdict: str
    reason: str
    points: int
    slope: float
    lower: float
    upper: float
    first_year: int | None
    last_year: int | None


def pair_gaps(ours: pd.DataFrame, theirs: pd.DataFrame) -> pd.DataFrame:
    """
    Return the gap between two groups in every period that both have.

    Args:
        ours: Columns ``year``, ``year_end``, ``value``, ``lower``, ``upper`` (95 % limits), ``segment``, ``excluded_by``.
        theirs: The same of the group it is compared with.

    Returns:
        Sorted by time: ``year``, ``year_end``, ``segment`` and ``excluded_by`` (of either group), ``difference`` (ours minus theirs) and
        ``ratio`` (ours by theirs; NaN where one is not above 0) with ``_lower`` and ``_upper`` each, NaN where a limit is missing.
    """
    both = ours[ours["value"].notna()].merge(theirs[theirs["value"].notna()], on=["year", "year_end"], suffixes=("", "_other"))
    errors = [
        standard_error_on("linear", both[f"lower{end}"].to_numpy(dtype=float), both[f"upper{end}"].to_numpy(dtype=float))
        for end in ("", "_other")
    ]
    found = gap(both["value"].to_numpy(dtype=float), errors[0], both["value_other"].to_numpy(dtype=float), errors[1])
    columns = {
        "year": both["year"],
        "year_end": both["year_end"],
        "segment": both[["segment", "segment_other"]].max(axis=1),
        "excluded_by": both["excluded_by"].where(both["excluded_by"] != "", both["excluded_by_other"]),
        "difference": found.difference,
        "difference_lower": found.difference_lower,
        "difference_upper": found.difference_upper,
        "ratio": found.ratio,
        "ratio_lower": found.ratio_lower,
        "ratio_upper": found.ratio_upper,
    }
    return pd.DataFrame(columns).sort_values(["year", "year_end"], kind="stable").reset_index(drop=True)


def independent(periods: pd.DataFrame) -> pd.Series[bool]:
    """
    Return which *periods* a verdict may rest on: since the last break, not distorted, and sharing no year with each other.

    Args:
        periods: Columns ``year``, ``year_end``, ``segment``, ``excluded_by``; one row a period of one series.

    Returns:
        Of overlapping periods, counted back from the newest, every so many that none shares a calendar year with the next.
    """
    usable: pd.Series[bool] = (periods["excluded_by"] == "") & (periods["segment"] == periods["segment"].max())
    if not usable.any():
        return usable
    chosen = periods[usable]
    length = int((chosen["year_end"] - chosen["year"]).max()) + 1
    behind = chosen["year_end"].max() - periods["year_end"]
    apart: pd.Series[bool] = behind % length == 0
    return usable & apart


def judge_gap(periods: pd.DataFrame, *, scale: str, as_of_year: int, stale_after: int, modelled: bool = False) -> GapVerdict:
    """
    Return the verdict on one gap over time.

    Args:
        periods: As for `independent`, with ``gap``: a signed difference for the scale ``absolute`` (0 is none), a ratio for ``relative``
            (1 is none); and, where known, ``se`` of the gap, or of its logarithm.
        scale: ``absolute`` or ``relative``.
        as_of_year: The year of judgement.
        stale_after: A gap older than this many years has no verdict.
        modelled: Both groups are a publisher's model, whose smooth gap is no evidence; there is no verdict.

    Returns:
        The verdict on the newest periods, as many and as far back as a trend of ours looks (`metrics.windows.DEFAULT_RULES`); not
        assessable where they are fewer than it needs.
    """
    known = periods[periods["gap"].notna()]
    kept = _newest(known[independent(known)]) if len(known) else known
    values = np.log(kept["gap"].astype(float)) if scale == RELATIVE else kept["gap"].astype(float)
    table = pd.DataFrame({"series": "gap", "year": (kept["year"] + kept["year_end"]) / 2, "value": values})
    if "se" in kept:
        table["se"] = kept["se"].to_numpy()
    reason = "modelled" if modelled and len(known) else _reason(known, len(kept), as_of_year - stale_after)
    if reason:
        return _none(reason, kept)
    fit = gap_trend(table).iloc[0]
    numbers = (float(fit["slope"]), float(fit["lower"]), float(fit["upper"]))
    return GapVerdict(str(fit["verdict"]), "", len(kept), *numbers, int(kept["year"].min()), int(kept["year_end"].max()))


def _newest(kept: pd.DataFrame) -> pd.DataFrame:
    """Return the periods that the window of a trend holds."""
    time = (kept["year"] + kept["year_end"]) / 2
    recent = kept[time.max() - time <= DEFAULT_RULES.longest_years]
    newest: pd.DataFrame = recent.sort_values(["year", "year_end"], kind="stable").tail(DEFAULT_RULES.most_points)
    return newest


def _reason(known: pd.DataFrame, points: int, oldest: int) -> str:
    """Return why the periods carry no verdict; empty where they do."""
    if known.empty:
        return "no_data"
    if int(known["year_end"].max()) < oldest:
        return "out_of_date"
    if points >= DEFAULT_RULES.fewest_points:
        return ""
    cut = known["segment"].min() < known["segment"].max()
    return "break_in_series" if cut and len(known) >= DEFAULT_RULES.fewest_points else "too_few_points"


def _none(reason: str, kept: pd.DataFrame) -> GapVerdict:
    first = int(kept["year"].min()) if len(kept) else None
    last = int(kept["year_end"].max()) if len(kept) else None
    return GapVerdict("not_assessable", reason, len(kept), np.nan, np.nan, np.nan, first, last)
