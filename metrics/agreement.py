"""
How far the methods agree: the most frequent status, its share, and what sets the methods apart that see it differently.

Verdicts are never averaged. Why a method dissents is read from what it looks at (`metrics.methods.base.Trait`), held against what most of
the methods on the modal status look at: a difference of design, not a guess about the series.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from metrics.methods.base import STATUSES, Method, Trait
from metrics.status import LEAST_FAVOURABLE_FIRST, Status

RANKS = np.array([STATUSES.index(status) for status in LEAST_FAVOURABLE_FIRST])
"""Codes of the statuses that are verdicts, the least favourable first: the order in which ties are broken."""


class Cause(StrEnum):
    """What sets a dissenting method apart from the methods on the modal status."""

    NEEDS_SIGNIFICANCE = "needs_significance"
    IGNORES_UNCERTAINTY = "ignores_uncertainty"
    NO_ERRORS_TO_TEST = "no_errors_to_test"
    """It would test, but the data come without errors, so a fixed bound decides."""
    LOOKS_AT_THE_TARGET = "looks_at_the_target"
    LOOKS_ONLY_AT_DIRECTION = "looks_only_at_direction"
    COUNTS_THE_DEADLINE = "counts_the_deadline"
    IGNORES_DEADLINE = "ignores_deadline"
    WEIGHS_EVERY_POINT = "weighs_every_point"
    TWO_POINTS_DECIDE = "two_points_decide"
    LONG_WINDOW = "long_window"
    RECENT_WINDOW = "recent_window"
    COMPOUND_GROWTH = "compound_growth"
    STRAIGHT_LINE = "straight_line"
    OWN_THRESHOLDS = "own_thresholds"
    """It looks at the same things and draws its bounds elsewhere."""


CAUSES: dict[Trait, tuple[Cause, Cause]] = {
    Trait.SIGNIFICANCE: (Cause.NEEDS_SIGNIFICANCE, Cause.IGNORES_UNCERTAINTY),
    Trait.TARGET: (Cause.LOOKS_AT_THE_TARGET, Cause.LOOKS_ONLY_AT_DIRECTION),
    Trait.DEADLINE: (Cause.COUNTS_THE_DEADLINE, Cause.IGNORES_DEADLINE),
    Trait.EVERY_POINT: (Cause.WEIGHS_EVERY_POINT, Cause.TWO_POINTS_DECIDE),
    Trait.FROM_BASELINE: (Cause.LONG_WINDOW, Cause.RECENT_WINDOW),
    Trait.COMPOUND: (Cause.COMPOUND_GROWTH, Cause.STRAIGHT_LINE),
}
"""What it says of a dissenter that it has the trait and most of the others lack it, and the other way round."""


SIGNIFICANCE = list(Trait).index(Trait.SIGNIFICANCE)


def agreement(verdicts: pd.DataFrame, by: str = "series") -> pd.DataFrame:
    """
    Return how many methods answer, which status most of them give, and their share.

    Args:
        verdicts: Rows of methods: ``series`` (or *by*), ``method`` and ``status``.
        by: Column that names the row that was judged.

    Returns:
        Indexed by *by*: ``methods_usable`` (with a verdict), ``methods_modal`` (status of most; in a tie the less favourable),
        ``agreement`` (share of the usable methods that give it). Rows without a usable method are left out.
    """
    rows, names = pd.factorize(verdicts[by], sort=True)
    codes = _codes(verdicts)
    votes = np.stack([np.bincount(rows[codes == status], minlength=len(names)) for status in RANKS], axis=1)
    usable, first = votes.sum(axis=1), votes.argmax(axis=1)
    words = np.array([str(status) for status in LEAST_FAVOURABLE_FIRST])
    share = votes.max(axis=1, initial=0) / np.maximum(usable, 1)
    frame = pd.DataFrame({"methods_usable": usable, "methods_modal": words[first], "agreement": share}, index=pd.Index(names, name=by))
    return frame[frame["methods_usable"] > 0]


def dissent(verdicts: pd.DataFrame, methods: Mapping[str, Method], by: str | Sequence[str] = "series") -> pd.DataFrame:
    """
    Return every method whose verdict is not the modal one, and what sets it apart.

    Args:
        verdicts: Rows of methods: ``series`` (or *by*), ``method`` and ``status``; with ``threshold``, a method that tests only where it
            can is told by what it did.
        methods: The methods by name, as `metrics.methods.METHODS`; every ``method`` of *verdicts* is among them.
        by: Column, or columns, that name the row that was judged.

    Returns:
        Columns *by*, ``method``, ``status``, ``modal`` and ``causes`` (words of `Cause` in its order, joined by semicolons), in the order
        of *verdicts*. A cause is a trait that the dissenter has and no more than half of the modal methods share, or one that it lacks
        and more than half of them have; `Cause.NO_ERRORS_TO_TEST` in the place of one about uncertainty where a method that tests had no
        errors to test with; `Cause.OWN_THRESHOLDS` where no trait differs.
    """
    keys = [by] if isinstance(by, str) else list(by)
    row = verdicts.groupby(keys, sort=False, observed=True, dropna=False).ngroup().to_numpy()
    keyed = pd.DataFrame({"row": row, "method": verdicts["method"].to_numpy(), "status": verdicts["status"].to_numpy()})
    modal_of = agreement(keyed, by="row")["methods_modal"]
    modal = modal_of.reindex(row).to_numpy()
    codes = _codes(verdicts)
    usable = np.isin(codes, RANKS)
    agrees = usable & (np.array([str(status) for status in STATUSES])[codes] == modal)
    traits, untested = _traits(verdicts["method"], methods), _untested(verdicts, methods)
    traits[untested, SIGNIFICANCE] = False
    rows = int(row.max(initial=-1)) + 1
    shared = np.zeros((rows, len(Trait)))
    np.add.at(shared, row[agrees], traits[agrees])
    common = 2 * shared > np.bincount(row[agrees], minlength=rows)[:, None]
    chosen = usable & ~agrees
    frame: pd.DataFrame = verdicts.loc[chosen, [*keys, "method", "status"]].reset_index(drop=True)
    frame["modal"], frame["causes"] = modal[chosen], _causes(traits[chosen], common[row[chosen]], untested[chosen])
    return frame


def _codes(verdicts: pd.DataFrame) -> NDArray[np.intp]:
    """Return the statuses as codes into `STATUSES`."""
    known = pd.Index([str(status) for status in STATUSES])
    return np.asarray(known.get_indexer(pd.Index(verdicts["status"].astype("str"))), dtype=np.intp)


def _traits(names: pd.Series[str], methods: Mapping[str, Method]) -> NDArray[np.bool_]:
    """Return which traits the method of every row has, one column a trait."""
    known = list(methods)
    table = np.array([[trait in methods[name].traits for trait in Trait] for name in known], dtype=np.bool_)
    return np.asarray(table[pd.Index(known).get_indexer(pd.Index(names.astype("str")))], dtype=np.bool_)


def _untested(verdicts: pd.DataFrame, methods: Mapping[str, Method]) -> NDArray[np.bool_]:
    """Return of every row whether its method, which tests where it can, held the value against a fixed bound instead."""
    if "threshold" not in verdicts:
        return np.zeros(len(verdicts), dtype=np.bool_)
    tested_at = verdicts["method"].astype("str").map({name: method.tested_at for name, method in methods.items()}).to_numpy(dtype=float)
    bound = verdicts["threshold"].to_numpy(dtype=float)
    decided = verdicts["status"].astype("str").to_numpy() != str(Status.MET)  # a target that is met is so without any test
    return np.asarray(decided & ~np.isnan(tested_at) & ~np.isnan(bound) & (np.abs(bound) != tested_at), dtype=np.bool_)


def _causes(has: NDArray[np.bool_], common: NDArray[np.bool_], untested: NDArray[np.bool_]) -> pd.Series[str]:
    """Return the causes in words; the arrays have one row a dissenter, the first two one column a trait."""
    joined = pd.Series("", index=range(len(has)), dtype="str")
    for column, trait in enumerate(Trait):  # over the closed list, not over rows
        with_it, without_it = CAUSES[trait]
        mine, theirs = has[:, column], common[:, column]
        if column == SIGNIFICANCE:
            joined = joined.mask(untested, f"{Cause.NO_ERRORS_TO_TEST};")
            theirs = theirs & ~untested
        joined = joined.mask(mine & ~theirs, joined + f"{with_it};").mask(~mine & theirs, joined + f"{without_it};")
    return joined.str.rstrip(";").mask(joined == "", str(Cause.OWN_THRESHOLDS))
