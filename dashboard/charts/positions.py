"""Level by direction: who is ahead, near or behind, and who improves, stands or worsens; names in cells, never shades."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard.charts.bodies_of_verdicts import PositionBody
from dashboard.charts.description import Chart, Words

LEVELS = ("ahead", "near", "behind")
DIRECTIONS = ("improving", "no_clear_change", "worsening")
MOST_NAMES = 6
"""Names that a cell shows; of more than these it shows one fewer, and how many follow."""


def position_matrix(
    placed: pd.DataFrame, *, words: Words, subtitle: str, source: str, notes: Sequence[str] = (), title: str | None = None
) -> Chart:
    """
    Return the names of *placed* by level and direction.

    Args:
        placed: Columns ``name``, ``level`` (of ``LEVELS``), ``direction`` (of ``DIRECTIONS``); cells keep the order of the rows.
        words: The language.
        subtitle: What is measured, and the rule by which a name stands where it stands.
        source: The source line.
        notes: What else to know.
        title: The finding; by default how many are behind and how many worsen.
    """
    names: dict[tuple[str, str], tuple[str, ...]] = {}
    for level, direction, name in placed[["level", "direction", "name"]].itertuples(index=False):
        names[level, direction] = (*names.get((level, direction), ()), str(name))
    cells = [[names.get((level, direction), ()) for direction in DIRECTIONS] for level in LEVELS]
    body = PositionBody(
        rows=tuple(words(f"chart.positions.level.{level}") for level in LEVELS),
        columns=tuple(words(f"chart.positions.direction.{direction}") for direction in DIRECTIONS),
        cells=tuple(tuple(_shown(cell) for cell in row) for row in cells),
        more=tuple(tuple(_more(cell, words) for cell in row) for row in cells),
    )
    return Chart(
        kind="position_matrix",
        title=title or _finding(placed, words),
        subtitle=subtitle,
        text=_sentence(names, words),
        table=pd.DataFrame(
            {
                words("chart.column.target_or_place"): list(placed["name"]),
                words("chart.positions.level_heading"): [words(f"chart.positions.level.{level}") for level in placed["level"]],
                words("chart.positions.direction_heading"): [
                    words(f"chart.positions.direction.{direction}") for direction in placed["direction"]
                ],
            }
        ),
        source=source,
        notes=tuple(notes),
        body=body,
    )


def _finding(placed: pd.DataFrame, words: Words) -> str:
    """Return how many are behind and how many worsen; of a single one, where it stands and where it moves."""
    if len(placed) == 1:
        level, direction, name = placed[["level", "direction", "name"]].iloc[0]
        stands, moves = words(f"chart.positions.level.{level}"), words(f"chart.positions.direction.{direction}")
        return words("chart.positions.title_one", name=name, level=_small(stands), direction=_small(moves))
    behind, worsening = int((placed["level"] == "behind").sum()), int((placed["direction"] == "worsening").sum())
    told = words("chart.positions.title", behind=_count(behind, words), n=str(len(placed)), worsening=_count(worsening, words))
    return told[:1].upper() + told[1:]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _count(number: int, words: Words) -> str:
    return str(number) if number else words("chart.positions.none")


def _shown(names: tuple[str, ...]) -> tuple[str, ...]:
    return names if len(names) <= MOST_NAMES else names[: MOST_NAMES - 1]


def _more(names: tuple[str, ...], words: Words) -> str:
    return words("chart.positions.more", n=str(len(names) - MOST_NAMES + 1)) if len(names) > MOST_NAMES else ""


def _sentence(names: dict[tuple[str, str], tuple[str, ...]], words: Words) -> str:
    """Return every name, column by column and then row by row: "Improving: ahead of the path Portugal; behind it Germany."."""
    parts = []
    for direction in DIRECTIONS:
        rows = [
            words("chart.positions.cell", level=words(f"chart.positions.level.{level}"), names=", ".join(names[level, direction]))
            for level in LEVELS
            if (level, direction) in names
        ]
        if rows:
            parts.append(words("chart.positions.column", direction=words(f"chart.positions.direction.{direction}"), rows="; ".join(rows)))
    return " ".join(parts)
