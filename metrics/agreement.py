"""How far the methods agree: the most frequent status and its share. Verdicts are never averaged."""

from __future__ import annotations

import pandas as pd

from metrics.status import LEAST_FAVOURABLE_FIRST, Status


def agreement(verdicts: pd.DataFrame, by: str = "series") -> pd.DataFrame:
    """
    Return how many methods answer, which status most of them give, and their share.

    Args:
        verdicts: Rows of methods: ``series`` (or *by*) and ``status``.
        by: Column that names the row that was judged.

    Returns:
        Indexed by *by*: ``methods_usable`` (with a verdict), ``methods_modal`` (status of most; in a tie the less favourable),
        ``agreement`` (share of the usable methods that give it). Rows without a usable method are left out.
    """
    usable = verdicts[verdicts["status"] != Status.NOT_ASSESSABLE]
    counts = usable.groupby([by, "status"]).size().rename("votes").reset_index()
    rank = {str(status): place for place, status in enumerate(LEAST_FAVOURABLE_FIRST)}
    counts["rank"] = counts["status"].map(rank)
    first = counts.sort_values([by, "votes", "rank"], ascending=[True, False, True]).drop_duplicates(by).set_index(by)
    total = counts.groupby(by)["votes"].sum()
    return pd.DataFrame({"methods_usable": total, "methods_modal": first["status"], "agreement": first["votes"] / total})
