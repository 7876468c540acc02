"""The value of the missing number: what would unlock most of the verdicts that cannot be given, with the targets it would unlock."""

from __future__ import annotations

import pandas as pd

from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.table import Column, table
from dashboard.components.view import View
from metrics.unlock import OF_THE_TARGET, Missing, rank_gaps, unlocks

SHOWN = 6
"""Gaps on the page; the long tail blocks one verdict each."""


def unlocking_section(view: View) -> str:
    """Return the gaps that block the most verdicts over all places; empty where every target has a verdict."""
    words = view.words
    ranked: pd.DataFrame = view.warehouse.remember(("gaps that block most", view.as_of), lambda: _ranked(view))
    if ranked.empty:
        return ""
    columns = (
        Column(words("preventable.unlock.what"), width="34%"),
        Column(words("preventable.unlock.verdicts"), numeric=True, width="13%"),
        Column(words("preventable.unlock.alone"), numeric=True, width="17%"),
        Column(words("preventable.unlock.targets")),
    )
    rows = [_row(view, gap) for _, gap in ranked.iterrows()]
    heading = words("preventable.unlock.heading")
    return (
        element("h2", escaped(heading), id="unlocking")
        + paragraph(words("preventable.unlock.text"))
        + table(columns, rows, caption=heading)
    )


def _ranked(view: View) -> pd.DataFrame:
    """Return the first gaps; none where every target has a verdict."""
    missing = unlocks(view.judged().scorecard)
    return missing if missing.empty else rank_gaps(missing, by=("what", "subject")).head(SHOWN)


def _row(view: View, gap: pd.Series) -> list[str]:
    what, subject = str(gap["what"]), str(gap["subject"])
    name = escaped(view.words(f"preventable.missing.{what}"))
    if what not in OF_THE_TARGET and subject in view.catalogue.indicators:
        measured = view.of(view.catalogue.indicators[subject].name)
        held = view.words("preventable.unlock.held", name=measured) if what == Missing.COMPARABLE_SERIES else measured
        name += element("small", escaped(held))
    return [name, escaped(str(gap["verdicts"])), escaped(str(gap["alone"])), _targets(view, str(gap["targets"]).split(";"))]


def _targets(view: View, ids: list[str]) -> str:
    told = []
    for name in ids:
        mission, target = view.catalogue.target(name)
        href = view.address("mission", mission=mission.id, target=target.id)
        told.append(element("div", link(href, escaped(view.of(target.name))), element("small", escaped(view.of(mission.name)))))
    return "".join(told)
