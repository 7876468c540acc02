"""What the published rules say about one series, each in its own row; verdicts are never averaged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from dashboard.charts.bodies_of_verdicts import AgreementBody, AgreementRow
from dashboard.charts.description import Chart, Words

# Our statuses as five common steps; a rule without a verdict has none.
STEPS = ("met", "on_course", "behind", "no_clear_change", "away")


def method_agreement(
    methods: pd.DataFrame,
    *,
    words: Words,
    subtitle: str,
    source: str,
    title: str | None = None,
    notes: Sequence[str] = (),
) -> Chart:
    """
    Return one row a method: its statistic in words and its verdict as one of five steps.

    *methods* has the columns of an assessment with ``name``, ``statistic_text`` and ``reason_text`` (why the rule cannot be used here).
    """
    rows = tuple(_row(record, words) for record in methods.to_dict("records"))
    steps = tuple(words(f"chart.step.{step}") for step in STEPS)
    usable = [row for row in rows if row.step is not None]
    votes = Counter(row.step for row in usable)
    top = max(votes.values(), default=0)
    leaders = [step for step, count in votes.items() if count == top]
    modal = leaders[0] if len(leaders) == 1 else None
    return Chart(
        kind="method_agreement",
        title=title or _finding(modal, top, len(usable), steps, words),
        subtitle=subtitle,
        text=_sentence(rows, modal, steps, words),
        table=pd.DataFrame(
            {
                words("chart.column.rule"): [row.name for row in rows],
                words("chart.column.statistic"): [row.statistic for row in rows],
                words("chart.column.verdict"): [steps[row.step] if row.step is not None else row.frame for row in rows],
            }
        ),
        source=source,
        notes=tuple(notes),
        body=AgreementBody(steps, tuple(words(f"chart.step_short.{step}") for step in STEPS), rows, modal),
    )


def _row(record: dict[object, object] | dict[str, object], words: Words) -> AgreementRow:
    cells = {str(key): value for key, value in record.items()}
    status, name = cells.get("status"), str(cells.get("name") or cells.get("method"))
    statistic = cells.get("statistic_text")
    statistic_words = statistic if isinstance(statistic, str) else ""
    if status in STEPS:
        return AgreementRow(name, statistic_words, STEPS.index(str(status)))
    reason = cells.get("reason_text")
    return AgreementRow(name, statistic_words, None, reason if isinstance(reason, str) and reason else words("chart.agreement.not_usable"))


def _finding(modal: int | None, votes: int, usable: int, steps: Sequence[str], words: Words) -> str:
    if not usable:
        return words("chart.agreement.title_none")
    if modal is None:
        return words("chart.agreement.title_split", n=str(usable))
    return words("chart.agreement.title", k=str(votes), n=str(usable), step=steps[modal])


def _sentence(rows: Sequence[AgreementRow], modal: int | None, steps: Sequence[str], words: Words) -> str:
    usable = [row for row in rows if row.step is not None]
    parts = []
    if modal is not None:
        agreeing = sum(row.step == modal for row in usable)
        parts.append(words("chart.agreement.text", k=str(agreeing), n=str(len(usable)), step=steps[modal]))
    parts += [
        words("chart.agreement.other_text", rule=row.name, step=steps[row.step])
        for row in usable
        if row.step is not None and row.step != modal
    ]
    parts += [words("chart.agreement.frame_text", rule=row.name, reason=row.frame) for row in rows if row.step is None]
    return " ".join(parts)
