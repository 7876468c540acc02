"""Targets that are met only if all their parts are: their status follows from the parts, place by place."""

from __future__ import annotations

import pandas as pd

from metrics.status import LEAST_FAVOURABLE_FIRST, Reason, Status


def settle_combined(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Return *rows* with the status of every ``all_of`` target.

    It is that of its least favourable part, and `parts_open` if a part cannot be judged or is not listed in that place. A part is named
    by its target (the version in force counts) or by the id of one version.
    """
    frame = rows.copy()
    combined = frame[(frame["kind"] == "all_of") & ~frame["unverified"]]
    if combined.empty:
        return frame
    wanted = combined[["row", "mission", "place", "parts"]].explode("parts").rename(columns={"parts": "part"})
    current = frame[frame["in_force"]]
    by_target = current[["mission", "place", "target", "status"]].rename(columns={"target": "part"})
    by_version = frame[["mission", "place", "version_id", "status"]].rename(columns={"version_id": "part"})
    parts = pd.concat([by_target, by_version]).drop_duplicates(["mission", "place", "part"])
    found = wanted.merge(parts, on=["mission", "place", "part"], how="left")
    rank = {str(status): order for order, status in enumerate(LEAST_FAVOURABLE_FIRST)}
    found["rank"] = found["status"].map(rank)
    is_open = found["rank"].isna().groupby(found["row"]).any()
    worst = found.groupby("row")["rank"].min().map(dict(enumerate(map(str, LEAST_FAVOURABLE_FIRST))))
    frame.loc[combined.index, "status"] = worst.mask(is_open, str(Status.NOT_ASSESSABLE)).reindex(combined.index)
    frame.loc[combined.index, "reason"] = is_open.map({True: str(Reason.PARTS_OPEN), False: ""}).reindex(combined.index)
    return frame
