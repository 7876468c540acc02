"""The modelled share as a band, what each doubt contributes, its change against the promise, and how much is settled already."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.marks import Labelled, TargetMark
from dashboard.charts.modelled_band import modelled_band
from dashboard.components.block import Block, Html
from dashboard.components.figure import figure
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.table import Column, table
from dashboard.display import number, percent, with_unit
from dashboard.pages.preventable_settings import LAGS, ShareView
from dashboard.pages.preventable_subject import (
    FINEST,
    Subject,
    change_range,
    change_words,
    percent_range,
    percent_words,
    series_name,
    share_format,
    short_source,
    source_of,
)
from metrics.preventable_share import yearly_shares
from metrics.share_bands import COMPONENTS


def band_blocks(view: ShareView, subject: Subject) -> list[Block]:
    """Return the share by year as a band, the study beside it, and what each doubt contributes."""
    words, years, last = view.words, subject.share.years, subject.last
    told = {"range": percent_range(view, last["lower"], last["upper"]), "year": int(last["year"])}
    study = percent_words(view, subject.share.model.joint)
    point = Labelled(
        subject.study.year, 100 * subject.share.model.joint, words("preventable.band.study", value=study), words("preventable.band.point")
    )
    chart = modelled_band(
        years[["year", "carried"]].assign(lower=100 * years["lower"], upper=100 * years["upper"]),
        form=share_format(view),
        words=words,
        title=words("preventable.band.title", **told),
        subtitle=words("preventable.band.subtitle", place=subject.place, lag=subject.lag, **_span(years)),
        text=words("preventable.band.text", place=subject.place, study=study, study_year=subject.study.year, **told),
        table=_share_table(view, years),
        source=source_of(view, subject),
        label=words("preventable.band.label"),
        beyond=_ended(view, subject),
        points=[point],
        notes=[words("preventable.band.note")],
    )
    return [*figure(view, chart, "share"), Html(_doubts(view, subject))]


def _span(years: pd.DataFrame) -> dict[str, int]:
    return {"first": int(years["year"].iloc[0]), "last": int(years["year"].iloc[-1])}


def _share_table(view: ShareView, years: pd.DataFrame) -> pd.DataFrame:
    words = view.words
    rows = years.to_dict("records")
    return pd.DataFrame(
        {
            words("chart.column.year"): [int(row["year"]) for row in rows],
            words("preventable.column.modelled"): [percent_words(view, row["share"]) for row in rows],
            words("preventable.column.range"): [percent_range(view, row["lower"], row["upper"]) for row in rows],
            words("preventable.column.carried"): [words("preventable.carried") if row["carried"] else "" for row in rows],
        }
    )


def _ended(view: ShareView, subject: Subject) -> str:
    """Return the series that ends first, with its last year: from there on the model carries something forward."""
    first = min(subject.share.model.exposures.values(), key=lambda exposure: float(exposure.year[-1]))
    return view.words("preventable.band.ended", series=series_name(view, first.indicator), year=f"{first.year[-1]:g}")


def _doubts(view: ShareView, subject: Subject) -> str:
    """Return how much of the band of the last year, and of that of its change, each doubt makes up."""
    words, last = view.words, subject.last
    columns = (
        Column(words("preventable.doubt.what"), width="20%"),
        Column(words("preventable.doubt.how"), labelled=False),
        Column(words("preventable.doubt.of_share"), numeric=True, width="15%"),
        Column(words("preventable.doubt.of_change"), numeric=True, width="15%"),
    )
    rows = [
        [
            escaped(words(f"preventable.component.{name}.name")),
            escaped(words(f"preventable.component.{name}.how")),
            escaped(percent(100 * last[f"from_{name}"], view.language)),
            escaped(percent(100 * last[f"change_from_{name}"], view.language)),
        ]
        for name in COMPONENTS
    ]
    heading = words("preventable.doubt.title", year=int(last["year"]))
    return (
        element("h3", escaped(heading), style="margin-top:32px")
        + paragraph(words("preventable.doubt.text"), "wm-small")
        + table(columns, rows, caption=heading)
    )


# --- the change, and the promise -------------------------------------------------------------------------------------------------------


def change_blocks(view: ShareView, subject: Subject) -> list[Block]:
    """Return the change since the study as a band; a promise is held against the change alone, and within its decade."""
    words, years, promise = view.words, subject.share.years, subject.promise
    years = years[years["year"].between(subject.study.year, subject.decade_end if promise else subject.last["year"])]
    last = years.iloc[-1]
    told = {
        "change": change_words(view, last["change"]),
        "range": change_range(view, last["change_lower"], last["change_upper"]),
        "first": subject.study.year,
        "last": int(last["year"]),
        "place": subject.place,
    }
    marks, kind = [], "bare"
    notes = [words("preventable.change.none", place=subject.place)]
    if promise is not None:
        promised = with_unit(number(-promise.percent, view.language, 1.0 if promise.percent.is_integer() else FINEST), "%", view.language)
        notes = [words("preventable.change.ends_before", promised=promised, end=subject.decade_end, last=int(last["year"]))]
        if subject.decade_end <= int(last["year"]):
            kind, told["promised"] = "promised", promised
            notes = [words("preventable.change.promise_note", promised=promised)]
            label = words("preventable.change.mark", promised=promised)
            marks = [TargetMark(subject.decade_end, -promise.percent, label, words("preventable.change.mark_detail"))]
    chart = modelled_band(
        years[["year", "carried"]].assign(lower=100 * years["change_lower"], upper=100 * years["change_upper"]),
        form=share_format(view),
        words=words,
        title=words(f"preventable.change.title_{kind}", **told),
        subtitle=words("preventable.change.subtitle", lag=subject.lag, **told),
        text=words(f"preventable.change.text_{kind}", **told),
        table=_change_table(view, years),
        source=short_source(view, subject),
        label=words("preventable.change.label"),
        beyond=_ended(view, subject),
        targets=marks,
        notes=notes,
    )
    html = element(
        "h2", escaped(words(f"preventable.change.heading_{'bare' if promise is None else 'promised'}")), id="change"
    ) + _why_only_change(view, subject)
    return [Html(html), *figure(view, chart, "change")]


def _why_only_change(view: ShareView, subject: Subject) -> str:
    """Return why a level is held against no promise."""
    words, promise = view.words, subject.promise
    if promise is None:
        return paragraph(words("preventable.change.why_bare"))
    href = view.address("mission", mission=promise.mission.id, target=promise.target.id)
    base = percent(promise.base, view.language) if promise.base is not None else ""
    study = percent_words(view, subject.share.model.joint)
    why = words("preventable.change.why", base=base, study=study) if base else words("preventable.change.why_bare")
    return element("p", escaped(why), " ", link(href, escaped(view.of(promise.target.name))))


def _change_table(view: ShareView, years: pd.DataFrame) -> pd.DataFrame:
    words = view.words
    rows = years.to_dict("records")
    return pd.DataFrame(
        {
            words("chart.column.year"): [int(row["year"]) for row in rows],
            words("preventable.column.change"): [change_words(view, row["change"]) for row in rows],
            words("preventable.column.range"): [change_range(view, row["change_lower"], row["change_upper"]) for row in rows],
        }
    )


# --- what is settled -------------------------------------------------------------------------------------------------------------------


def settled_section(view: ShareView, subject: Subject) -> str:
    """Return which exposures decide the end of the decade, by lag: most of them are past, whatever is done now."""
    words, end = view.words, subject.decade_end
    decided = end - subject.lag
    key = "past" if decided <= view.as_of.year else "open"
    columns = (
        Column(words("preventable.settled.lag"), width="22%"),
        Column(words("preventable.settled.until", year=end)),
        Column(words("preventable.settled.state")),
        Column(words("preventable.settled.share", year=end)),
    )
    rows = []
    for lag in LAGS:
        name = words("preventable.years", n=lag)
        cell = link(_lag_address(view, lag), escaped(name)) if lag <= subject.longest else escaped(name)
        if lag == subject.lag:
            cell = element("b", escaped(name), aria_current="true")
        state = words(f"preventable.settled.{'past' if end - lag <= view.as_of.year else 'open'}")
        if lag > subject.longest:
            share = words("preventable.settled.unknown", year=subject.study.year - subject.longest)
        else:
            share = percent_words(view, yearly_shares(subject.share.model, lag=lag, last_year=end)["share"].iloc[-1])
        rows.append([cell, escaped(str(end - lag)), escaped(state), escaped(share)])
    heading = words(f"preventable.settled.title_{key}")
    return (
        element("h2", escaped(heading), id="settled")
        + paragraph(words(f"preventable.settled.text_{key}", end=end, decided=decided, lag=subject.lag))
        + table(columns, rows, caption=heading)
    )


def lag_links(view: ShareView, subject: Subject) -> str:
    """Return the lags to choose from as links, the one in use in bold, one that the series do not allow as plain words."""
    words = view.words
    told = []
    for lag in sorted({*LAGS, subject.lag}):
        if lag == subject.lag:
            told.append(element("b", escaped(str(lag)), aria_current="true"))
        elif lag > subject.longest:
            told.append(element("span", escaped(words("preventable.lag.too_long", lag=lag))))
        else:
            told.append(link(_lag_address(view, lag), escaped(str(lag))))
    return element("p", escaped(words("preventable.lag.label")), " ", " · ".join(told), class_="wm-small wm-tools")


def _lag_address(view: ShareView, lag: int) -> str:
    return view.same_page("preventable", lag=str(lag))
