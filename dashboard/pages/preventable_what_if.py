"""What the modelled share would be if one exposure took another path, and how far one exposure would have to go for a target."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from dashboard.charts.axes import value_axis, year_axis
from dashboard.charts.bodies_over_time import TimeBody
from dashboard.charts.description import Chart
from dashboard.charts.marks import Point, Projection
from dashboard.components.block import Block, Html
from dashboard.components.figure import figure
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.table import Column, pairs, table
from dashboard.components.trouble import address_note
from dashboard.display import Format, number
from dashboard.pages.preventable_settings import ShareView
from dashboard.pages.preventable_subject import FINEST, Subject, factor_name, percent_words, points_words, series_name, short_source
from dashboard.selection import shortened
from metrics.preventable_share import needed_exposures, what_if
from metrics.rebased import Exposure, Role

LEVELS = (0.75, 0.5, 0.25, 0.0)
"""Parts of the last known exposure that are offered."""
AHEAD = (5, 10, 15, 25)
"""How many years ahead of the day of the page the offered years lie, about; they are rounded up to full fives."""
FURTHEST = 50
"""Years ahead that a path may end; further off nothing that the model takes for granted would hold."""


@dataclass(frozen=True)
class Path:
    """One exposure on a path: as last known until *today*, then straight to *level* in *year*."""

    factor: str
    known: Exposure
    level: float
    year: int
    today: int

    @property
    def steps(self) -> dict[int, float]:
        """Return the exposure by year after the last known one: what is past unseen cannot be changed any more either."""
        held = {self.today: float(self.known.value[-1])} if self.today > self.known.year[-1] else {}
        return held | {self.year: self.level}


def what_if_blocks(view: ShareView, subject: Subject) -> list[Block]:
    """Return the what-if: its settings, when it shows, and the share year by year."""
    words = view.words
    path, troubles = path_of(view, subject)
    frame = what_if(subject.share.model, path.factor, path.steps, lag=subject.lag)
    head = element("h2", escaped(words("preventable.what_if.heading")), id="what-if") + paragraph(words("preventable.what_if.lead"))
    told = _told(view, subject, path, frame)
    chart = _chart(view, subject, path, frame, told)
    head += address_note(words, [escaped(text) for text in troubles]) + _controls(view, subject, path)
    return [Html(head), *figure(view, chart, "what-if")]


def path_of(view: ShareView, subject: Subject) -> tuple[Path, list[str]]:
    """Return the path that the address asks for, completed by defaults, and what is wrong with each part that makes no sense here."""
    words, asked, model = view.words, view.settings, subject.share.model
    moved = _moved(subject)
    troubles = []
    factor = f"factor:{asked.factor}" if asked.factor else _default_factor(subject)
    if factor not in moved:
        names = view.listed([factor_name(view, name) for name in moved])
        troubles.append(words("preventable.trouble.factor_here", value=shortened(asked.factor), place=subject.place, list=names))
        factor = _default_factor(subject)
    known = model.exposures[model.position(factor)]
    highest = view.catalogue.indicators[known.indicator].range[1]
    level = asked.level
    if level is not None and highest is not None and level > highest:
        troubles.append(words("preventable.trouble.level_here", value=number(level, view.language, FINEST), highest=f"{highest:g}"))
        level = None
    first = int(max(view.as_of.year, known.year[-1])) + 1
    year = asked.year
    if year is not None and not first <= year <= view.as_of.year + FURTHEST:
        troubles.append(words("preventable.trouble.year_here", value=year, first=first, last=view.as_of.year + FURTHEST))
        year = None
    level = _rounded(view, known, LEVELS[1]) if level is None else level
    return Path(factor, known, level, year or _years(view)[1], view.as_of.year), troubles


def _moved(subject: Subject) -> list[str]:
    model = subject.share.model
    return [str(model.factors["factor"].iloc[position]) for position in model.exposures]


def _default_factor(subject: Subject) -> str:
    """Return the first factor with a series of its own, else the first that moves."""
    roles = subject.share.model.factors.set_index("factor")["role"]
    moved = _moved(subject)
    return next((name for name in moved if roles[name] == Role.MOVED), moved[0])


def _rounded(view: ShareView, known: Exposure, part: float) -> float:
    """Return a part of the last known exposure, as its publisher writes such figures."""
    resolution = view.catalogue.indicators[known.indicator].resolution
    return round(part * float(known.value[-1]) / resolution) * resolution


def _years(view: ShareView) -> list[int]:
    return [math.ceil((view.as_of.year + ahead) / 5) * 5 for ahead in AHEAD]


def _controls(view: ShareView, subject: Subject, path: Path) -> str:
    """Return the settings as links: factor, level, year. A factor drops the level of the one before, which has another unit."""
    words, form = view.words, view.format(path.known.indicator)
    short = path.factor.removeprefix("factor:")
    factors = [
        _choice(view, factor_name(view, name), name == path.factor, factor=name.removeprefix("factor:"), level=None)
        for name in _moved(subject)
    ]
    levels = {_rounded(view, path.known, part) for part in LEVELS} | {path.level}
    choices = [
        _choice(view, form.value(level), math.isclose(level, path.level), factor=short, level=f"{level:g}")
        for level in sorted(levels, reverse=True)
    ]
    years = [_choice(view, str(year), year == path.year, factor=short, year=str(year)) for year in sorted({*_years(view), path.year})]
    known = words("preventable.what_if.known", value=form.value(float(path.known.value[-1])), year=f"{path.known.year[-1]:g}")
    rows = [
        (words("preventable.what_if.factor"), " · ".join(factors)),
        (
            words("preventable.what_if.level", series=series_name(view, path.known.indicator)),
            f"{' · '.join(choices)}<small>{escaped(known)}</small>",
        ),
        (words("preventable.what_if.year"), " · ".join(years)),
    ]
    example = view.same_page("preventable", factor=short, level=f"{path.level:g}", year=str(path.year))
    told = words("preventable.what_if.any", query=example.partition("?")[2])
    return pairs(rows) + element("p", escaped(told), class_="wm-source", style="margin-bottom:24px")


def _choice(view: ShareView, told: str, used: bool, **changed: str | None) -> str:  # noqa: FBT001 (one caller, one truth)
    if used:
        return element("b", escaped(told), aria_current="true")
    return link(f"{view.same_page('preventable', **changed)}#what-if", escaped(told))


def _told(view: ShareView, subject: Subject, path: Path, frame: pd.DataFrame) -> str:
    """Return the what-if in two sentences: what it comes to, and when it shows."""
    words, form = view.words, view.format(path.known.indicator)
    end = frame.iloc[-1]
    told = words(
        "preventable.what_if.text",
        series=series_name(view, path.known.indicator),
        known=form.value(float(path.known.value[-1])),
        known_year=f"{path.known.year[-1]:g}",
        today=path.today,
        level=form.value(path.level),
        year=path.year,
        end=int(end["year"]),
        share=percent_words(view, end["share"]),
        as_is=percent_words(view, end["share_as_is"]),
    )
    shown = frame[frame["shows"]]
    if shown.empty:
        return f"{told} {words('preventable.what_if.never')}"
    return (
        f"{told} {words('preventable.what_if.shows', year=int(shown['year'].iloc[0]), settled=path.today + subject.lag, lag=subject.lag)}"
    )


def _chart(view: ShareView, subject: Subject, path: Path, frame: pd.DataFrame, told: str) -> Chart:
    """Return the difference that the path makes, in points: levels would look like a forecast of what will be found."""
    words = view.words
    shown = frame[frame["year"] >= path.today]
    form = Format(view.language, words("preventable.points_unit"), "", FINEST)
    points = tuple(
        Point(
            int(row["year"]),
            100 * float(row["difference"]),
            None,
            None,
            str(int(row["year"])),
            points_words(view, float(row["difference"])),
        )
        for row in shown.to_dict("records")
    )
    name = factor_name(view, path.factor)
    end = points[-1]
    body = TimeBody(
        segments=(),
        years=year_axis(points[0].year, end.year),
        value_axis=value_axis([0.0, *(point.value for point in points)], form),
        latest=None,
        start=None,
        projection=Projection(
            points, words("preventable.what_if.label"), words("preventable.what_if.label_detail", value=end.text, year=end.year)
        ),
        value_name=words("preventable.column.difference"),
    )
    return Chart(
        "what_if",
        words("preventable.what_if.title", value=end.text, year=end.year),
        words("preventable.what_if.subtitle", factor=name, place=subject.place, lag=subject.lag),
        told,
        _table(view, path, shown),
        short_source(view, subject),
        (words("preventable.what_if.note"),),
        body,
    )


def _table(view: ShareView, path: Path, shown: pd.DataFrame) -> pd.DataFrame:
    words, form = view.words, view.format(path.known.indicator)
    rows = shown.to_dict("records")
    return pd.DataFrame(
        {
            words("chart.column.year"): [int(row["year"]) for row in rows],
            series_name(view, path.known.indicator): [form.value(row["exposure"]) for row in rows],
            words("preventable.column.as_is"): [percent_words(view, row["share_as_is"]) for row in rows],
            words("preventable.column.what_if"): [percent_words(view, row["share"]) for row in rows],
            words("preventable.column.difference"): [points_words(view, row["difference"]) for row in rows],
        }
    )


# --- the inverse -----------------------------------------------------------------------------------------------------------------------


def needed_frames(view: ShareView, subject: Subject) -> dict[int, pd.DataFrame]:
    """Return how far each exposure would have to go for the fall, by year of diagnosis: the end of the decade, and the first still open."""
    target = subject.share.model.joint * (1 - subject.fall / 100)
    years = (subject.decade_end, max(view.as_of.year + 1 + subject.lag, subject.decade_end + 1))
    return {year: needed_exposures(subject.share.model, target, year, lag=subject.lag) for year in years}


def inverse_section(view: ShareView, subject: Subject) -> str:
    """Return how far each factor alone would have to fall, or that it is not enough."""
    words = view.words
    frames = needed_frames(view, subject)
    target = percent_words(view, subject.share.model.joint * (1 - subject.fall / 100))
    decided = {year: year - subject.lag for year in frames}
    columns = (
        Column(words("preventable.column.factor"), width="26%"),
        Column(words("preventable.inverse.known"), numeric=True),
        *(
            Column(words(f"preventable.inverse.{'past' if before <= view.as_of.year else 'open'}", year=year, decided=before))
            for year, before in decided.items()
        ),
        Column(words("preventable.inverse.without"), numeric=True),
    )
    model = subject.share.model
    rows = []
    for place, (position, known) in enumerate(model.exposures.items()):
        form = view.format(known.indicator)
        name = escaped(factor_name(view, str(model.factors["factor"].iloc[position])))
        answers = [escaped(_answer(view, form, frame.iloc[place])) for frame in frames.values()]
        last = f"{form.value(float(known.value[-1]))} ({known.year[-1]:g})"
        without = percent_words(view, float(next(iter(frames.values()))["share_without"].iloc[place]))
        rows.append([name + element("small", escaped(series_name(view, known.indicator))), escaped(last), *answers, escaped(without)])
    key = "promised" if subject.promise else "example"
    heading = words("preventable.inverse.title")
    lead = words(f"preventable.inverse.lead_{key}", fall=number(subject.fall, view.language), target=target)
    return (
        element("h2", escaped(heading), id="inverse")
        + paragraph(lead)
        + table(columns, rows, caption=heading)
        + paragraph(words("preventable.inverse.note"), "wm-source")
    )


def _answer(view: ShareView, form: Format, row: pd.Series) -> str:
    if row["answer"] == "needed":
        return form.value(float(row["needed"]))
    return view.words(f"preventable.answer.{row['answer']}")
