"""What every published rule says about several series, or about one series under several choices; never averaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from dashboard.charts.bodies_of_verdicts import MatrixBody, MatrixCell, MatrixRow
from dashboard.charts.description import Chart, Words
from dashboard.charts.method_agreement import STEPS


@dataclass(frozen=True)
class RowFacts:
    """What stands beside the verdicts of a row: its name, and what the rules have in common (a status and words, or words alone)."""

    label: str
    detail: str = ""
    most: str = ""
    share: str = ""
    frame: str = ""


@dataclass(frozen=True)
class Saying:
    """What a matrix says in words."""

    title: str
    subtitle: str
    text: str
    source: str
    first_column: str
    last_column: str
    silent: str
    notes: tuple[str, ...] = ()


class Verdict(NamedTuple):
    """What one rule says of one row: its status, its own word or why it cannot be used, and whether it is to catch the eye."""

    status: str
    told: str
    marked: bool


Verdicts = dict[str, dict[str, Verdict]]


def verdict_matrix(
    verdicts: pd.DataFrame, rows: Mapping[str, RowFacts], rules: Sequence[tuple[str, str, str]], *, saying: Saying, words: Words, drawn: int
) -> Chart:
    """
    Return one row a series or variation and one column a rule.

    Args:
        verdicts: Columns ``row``, ``method``, ``status``, ``told`` (the rule's own word, or why it cannot be used) and ``marked``.
        rows: The rows in their order, by the name that ``row`` gives.
        rules: The rules in their order: id, short name, full name.
        saying: The words around.
        words: The language.
        drawn: Only so many rows are drawn, from the first; the table has all.
    """
    by_row: Verdicts = {}
    for entry in verdicts[["row", "method", "status", "told", "marked"]].to_dict("records"):
        by_row.setdefault(str(entry["row"]), {})[str(entry["method"])] = Verdict(
            str(entry["status"]), str(entry["told"]), bool(entry["marked"])
        )
    described = [_row(facts, by_row.get(name), rules, words) for name, facts in list(rows.items())[:drawn]]
    return Chart(
        kind="verdict_matrix",
        title=saying.title,
        subtitle=saying.subtitle,
        text=saying.text,
        table=_table(by_row, rows, rules, saying, words),
        source=saying.source,
        notes=saying.notes,
        body=MatrixBody(tuple(short for _, short, _ in rules), tuple(described), saying.last_column, saying.silent),
    )


def _row(facts: RowFacts, own: Mapping[str, Verdict] | None, rules: Sequence[tuple[str, str, str]], words: Words) -> MatrixRow:
    cells = () if own is None or facts.frame else tuple(_cell(own[rule], words) for rule, _, _ in rules)
    most = MatrixCell(facts.most, words(f"chart.step_short.{facts.most}")) if facts.most in STEPS else None
    return MatrixRow(facts.label, facts.detail, cells, most, facts.share, facts.frame)


def _cell(verdict: Verdict, words: Words) -> MatrixCell:
    if verdict.status not in STEPS:
        return MatrixCell("not_assessable", "")
    return MatrixCell(verdict.status, words(f"chart.step_short.{verdict.status}"), verdict.marked)


def _table(
    by_row: Verdicts, rows: Mapping[str, RowFacts], rules: Sequence[tuple[str, str, str]], saying: Saying, words: Words
) -> pd.DataFrame:
    """Return every verdict as our step and, in brackets, the rule's own word or its reason."""
    lines = []
    for name, facts in rows.items():
        own = by_row.get(name)
        most = words(f"chart.step.{facts.most}") if facts.most in STEPS else ""
        line = {saying.first_column: ", ".join(part for part in (facts.label, facts.detail) if part)}
        for rule, _, full in rules:
            line[full] = facts.frame if own is None else _told(own[rule], words)
        line[saying.last_column] = ", ".join(part for part in (most, facts.share) if part)
        lines.append(line)
    return pd.DataFrame(lines)


def _told(verdict: Verdict, words: Words) -> str:
    step = words(f"chart.step.{verdict.status}") if verdict.status in STEPS else "–"
    return f"{step} ({verdict.told})" if verdict.told else step
