"""
What every assessment method has in common: its description, its inputs and its answer.

A method is a pure function of two sets of arrays (`metrics.panel`): the points of many series as matrices, and what each is to reach. It
answers with arrays too, words as codes; `metrics.blocks.judge_all` makes the frame of the contract from them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from metrics.panel import Array, Flags, Goals, Panel, Whole
from metrics.status import Reason, Status

Codes = NDArray[np.int8]

RESULT_COLUMNS = [
    "series", "method", "version", "status", "verdict", "statistic", "threshold", "required", "reason", "points", "first_year", "last_year",
]  # fmt: skip

STATUSES: tuple[Status, ...] = tuple(Status)
REASONS: tuple[str, ...] = ("", *(str(reason) for reason in Reason))
"""Words behind the codes; the first is no reason."""

NONE = np.int8(0)
"""Code of no reason."""


class Trait(StrEnum):
    """What a method looks at; where two methods differ, the difference between their traits is the explanation."""

    SIGNIFICANCE = "significance"
    """A change counts only if it is beyond what the data's uncertainty explains."""
    TARGET = "target"
    """The target's value counts, where there is one; without this trait only the direction does."""
    DEADLINE = "deadline"
    """The pace is held against the target year."""
    EVERY_POINT = "every_point"
    """All points of the window count; without this trait the first and the last one decide."""
    FROM_BASELINE = "from_baseline"
    """The window starts at the target's own baseline, however long ago; without this trait it is the recent past."""
    COMPOUND = "compound"
    """Change is compound growth; without this trait it is a difference."""


@dataclass(frozen=True)
class Constant:
    """A number of a method that comes from a document, with what is known about it (``verified``: read there or reproduced)."""

    name: str
    value: float
    source: str
    verified: bool


@dataclass(frozen=True)
class Answer:
    """
    The verdicts of one method on all series of a panel.

    Attributes:
        verdict: Code into the method's ``words``.
        status: Code into `STATUSES`.
        statistic: The number that decided, NaN where there is none.
        threshold: The bound it was held against.
        required: The change that the target still needs, in the method's own measure.
        reason: Code into `REASONS`; 0 where there is a verdict.
        points: Points of the window.
        first_year: First year of the window.
        last_year: First year of its newest period.
    """

    verdict: Codes
    status: Codes
    statistic: Array
    threshold: Array
    required: Array
    reason: Codes
    points: Whole
    first_year: Array
    last_year: Array


@dataclass(frozen=True)
class Method:
    """
    An assessment method as the reader sees it described.

    Attributes:
        id: The name under which it is asked for.
        version: Version of our implementation; it changes when a verdict can.
        source: Where the rule is published.
        needs: What it needs before it answers.
        special_cases: What it says when the target is met, the baseline is zero, two points are known, …
        words: Its own verdict words, in the order of their codes.
        judge: The function; it is called with numpy's warnings off, for what is undefined ends as NaN and is given a reason.
        constants: Its numbers, where a reader should know how sure they are.
        traits: What it looks at.
        tested_at: The bound of its statistic where a test of significance decided, for a method that has another rule for data without
            errors; ``None`` where it always does the same.
        sampling: It draws random numbers and takes a thousand times as long.
    """

    id: str
    version: str
    source: str
    needs: str
    special_cases: str
    words: tuple[str, ...]
    judge: Callable[[Panel, Goals], Answer]
    constants: tuple[Constant, ...] = ()
    traits: frozenset[Trait] = frozenset()
    tested_at: float | None = None
    sampling: bool = False


def code(word: str) -> np.int8:
    """Return the code of a `Status` or a `Reason`; the empty text is no reason."""
    return np.int8(STATUSES.index(word)) if isinstance(word, Status) else np.int8(REASONS.index(word))


def choose(conditions: Sequence[Flags], codes: Sequence[int | np.int8], default: int | np.int8 = 0) -> Codes:
    """Return the code of the first condition that holds, else *default*; like `numpy.select`, faster, and always int8."""
    chosen = np.full(conditions[0].shape, default, dtype=np.int8)
    for condition, one in zip(reversed(conditions), reversed(codes), strict=True):  # over rules, not rows
        # Arithmetic on small whole numbers: a tenth of the time of a masked copy, which branches at every row.
        chosen += (np.int8(one) - chosen) * condition.view(np.int8)
    return chosen


def status_of(words: Sequence[str], mapping: Mapping[str, Status], verdict: Codes) -> Codes:
    """Return the statuses that *mapping* gives to the *words* behind the codes of *verdict*."""
    table = np.array([code(mapping[word]) for word in words], dtype=np.int8)
    return np.asarray(table[verdict], dtype=np.int8)


def is_met(latest: Array, goals: Goals) -> Flags:
    """Tell where *latest* satisfies the target in the sense of its comparator; never without value, target or direction."""
    reached = goals.sign * (latest - goals.target_value)
    return np.where(goals.strict, reached > 0, reached >= 0)


def quotient(numerator: Array, denominator: Array) -> Array:
    """Return *numerator* / *denominator*; an infinity of its sign where the denominator is 0, and 0 where both are."""
    with np.errstate(divide="ignore", invalid="ignore"):
        result = numerator / denominator
    return np.where((numerator == 0) & (denominator == 0), 0.0, result)


def cagr(start: Array, end: Array, years: Array) -> Array:
    """
    Return the compound growth a year from *start* to *end* in *years*, as a share (0.01 is 1 %).

    NaN where it is undefined: a start or an end of 0 after it, a change of sign, no time between them. Two negative values grow where
    their size does.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = end / start
        defined = (ratio >= 0) & np.isfinite(ratio) & (years > 0)
        return np.where(defined, np.where(defined, ratio, np.nan) ** (1 / years) - 1, np.nan)
