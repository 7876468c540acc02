"""The back-test of the modelled share: what the excess risks of one study would have said about the others, and by how much they miss."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.bodies_in_rows import PairRow
from dashboard.charts.pairs import pairs_chart
from dashboard.components.block import Block, Html
from dashboard.components.figure import figure
from dashboard.components.markup import element, escaped, paragraph
from dashboard.display import number
from dashboard.pages.preventable_settings import ShareView
from dashboard.pages.preventable_subject import (
    FINEST,
    Subject,
    factor_name,
    percent_words,
    points_words,
    share_format,
)
from dashboard.pages.share_studies import all_studies

JOINT = "joint"


def backtest_blocks(view: ShareView, subject: Subject) -> list[Block]:
    """Return every pair of this study with another, both ways; nothing where no other study is held."""
    words = view.words
    head = element("h2", escaped(words("preventable.backtest.heading")), id="backtest")
    tested = subject.share.elsewhere
    joint = tested[tested["factor"] == JOINT]
    if joint.empty:
        return [Html(head + paragraph(words("preventable.backtest.none")))]
    own = joint["excess_risk_of"] == subject.study.id
    ordered = pd.concat([joint[own], joint[~own]])
    misses = ordered["miss"].abs()
    said = {
        "mean": number(100 * misses.mean(), view.language, FINEST),
        "largest": number(100 * misses.max(), view.language, FINEST),
    }
    chart = pairs_chart(
        [_row(view, row) for _, row in ordered.iterrows()],
        form=share_format(view),
        title=words("preventable.backtest.title", **said),
        subtitle=words("preventable.backtest.subtitle", lag=subject.lag),
        text=words("preventable.backtest.text", n=len(ordered), **said),
        table=_table(view, pd.concat([tested[tested["factor"] == JOINT], tested[tested["factor"] != JOINT]])),
        source=words("preventable.backtest.source", list=view.listed(sorted({name_of(view, one) for one in ordered["study"]}))),
        names=(words("preventable.backtest.published"), words("preventable.backtest.predicted")),
        notes=[words("preventable.backtest.note")],
    )
    return [Html(head + paragraph(words("preventable.backtest.lead"))), *figure(view, chart, "backtest")]


def name_of(view: ShareView, study: str) -> str:
    """Return the name of a study: its country and year."""
    return view.of(all_studies()[study].name).replace(",", "")


def _row(view: ShareView, row: pd.Series) -> PairRow:
    label = view.words("preventable.backtest.row", study=name_of(view, str(row["study"])), risks=name_of(view, str(row["excess_risk_of"])))
    return PairRow(label, "", 100 * float(row["published"]), 100 * float(row["predicted"]), points_words(view, row["miss"]))


def _table(view: ShareView, tested: pd.DataFrame) -> pd.DataFrame:
    words = view.words
    rows = tested.to_dict("records")
    same = {True: "", False: words("preventable.backtest.defined_apart")}
    return pd.DataFrame(
        {
            words("preventable.backtest.column_study"): [name_of(view, row["study"]) for row in rows],
            words("preventable.backtest.column_risks"): [name_of(view, row["excess_risk_of"]) for row in rows],
            words("preventable.column.factor"): [
                words("preventable.backtest.joint") if row["factor"] == JOINT else factor_name(view, row["factor"]) for row in rows
            ],
            words("preventable.backtest.published"): [percent_words(view, row["published"]) for row in rows],
            words("preventable.backtest.predicted"): [percent_words(view, row["predicted"]) for row in rows],
            words("preventable.backtest.miss"): [points_words(view, row["miss"]) for row in rows],
            words("chart.column.note"): [same[bool(row["same_factor"])] for row in rows],
        }
    )
