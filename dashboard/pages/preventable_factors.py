"""The share by risk factor: the study's fraction against the last modelled one, and what moves each factor, if anything."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.bodies_in_rows import PairRow
from dashboard.charts.pairs import pairs_chart
from dashboard.components.block import Block, Html
from dashboard.components.figure import figure
from dashboard.components.markup import element, escaped, paragraph
from dashboard.pages.preventable_settings import ShareView
from dashboard.pages.preventable_subject import Subject, factor_name, percent_words, series_name, share_format, short_source
from metrics.rebased import Role

ROLES_THAT_MOVE = (Role.MOVED, Role.STAND_IN)


def factor_blocks(view: ShareView, subject: Subject) -> list[Block]:
    """Return the factors, the largest first, with their fraction in the study and in the last modelled year."""
    words, last = view.words, int(subject.last["year"])
    frame = _factors(subject)
    moved = frame[frame["role"].isin(ROLES_THAT_MOVE)]
    rows = [_row(view, record) for record in frame.to_dict("records")]
    chart = pairs_chart(
        rows,
        form=share_format(view),
        title=words.counted("preventable.factors.title", len(moved), of=len(frame)),
        subtitle=words("preventable.factors.subtitle", place=subject.place, study=subject.study.year, last=last, lag=subject.lag),
        text=words("preventable.factors.text", list="; ".join(_sentence(view, record) for record in moved.to_dict("records"))),
        table=_table(view, subject, frame),
        source=short_source(view, subject),
        names=(words("preventable.factors.study", year=subject.study.year), words("preventable.factors.latest", year=last)),
        notes=[words("preventable.factors.note")],
    )
    head = element("h2", escaped(words("preventable.factors.heading")), id="factors") + paragraph(words("preventable.factors.lead"))
    return [Html(head), *figure(view, chart, "factors")]


def _factors(subject: Subject) -> pd.DataFrame:
    """Return one row a factor: its fraction in the study, in the last year, its role, and its exposures behind both."""
    factors = subject.share.factors
    then = factors[factors["year"] == subject.study.year].set_index("factor")
    now = factors[factors["year"] == factors["year"].max()].set_index("factor")
    kept = now[["role", "indicator", "fraction", "exposure", "exposure_year", "carried"]]
    joined = kept.join(then[["fraction", "exposure", "exposure_year"]].add_suffix("_then"))
    # Sorted by the study: the order of the page must not jump when the lag changes.
    ordered: pd.DataFrame = joined.sort_values("fraction_then", ascending=False).reset_index()
    return ordered


def _row(view: ShareView, record: dict[str, object] | dict[object, object]) -> PairRow:
    cells = {str(name): value for name, value in record.items()}
    then, now = (float(str(cells[name])) for name in ("fraction_then", "fraction"))
    moves = cells["role"] in ROLES_THAT_MOVE
    written = percent_words(view, then)
    if moves:
        written = view.words("preventable.to", first=percent_words(view, then), second=percent_words(view, now))
    return PairRow(factor_name(view, str(cells["factor"])), _role(view, cells), 100 * then, 100 * now if moves else None, written)


def _role(view: ShareView, cells: dict[str, object]) -> str:
    """Return what moves a factor, with its exposures, or that it is held."""
    role = str(cells["role"])
    if role not in ROLES_THAT_MOVE:
        return view.words(f"preventable.role.{role}")
    form = view.format(str(cells["indicator"]))
    then, now = (
        f"{form.value(float(str(cells[name])))} ({float(str(cells[year])):.0f})"
        for name, year in (("exposure_then", "exposure_year_then"), ("exposure", "exposure_year"))
    )
    told = view.words(f"preventable.role.{role}", series=series_name(view, str(cells["indicator"])), then=then, now=now)
    return told + (view.words("preventable.role.carried") if cells["carried"] else "")


def _sentence(view: ShareView, record: dict[object, object] | dict[str, object]) -> str:
    row = _row(view, record)
    return f"{row.label} {row.text}"


def _table(view: ShareView, subject: Subject, frame: pd.DataFrame) -> pd.DataFrame:
    words = view.words
    rows = [({str(name): value for name, value in record.items()}) for record in frame.to_dict("records")]
    return pd.DataFrame(
        {
            words("preventable.column.factor"): [factor_name(view, str(row["factor"])) for row in rows],
            str(subject.study.year): [percent_words(view, float(row["fraction_then"])) for row in rows],
            str(int(subject.last["year"])): [percent_words(view, float(row["fraction"])) for row in rows],
            words("preventable.column.role"): [_role(view, row) for row in rows],
        }
    )
