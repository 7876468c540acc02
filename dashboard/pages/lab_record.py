"""The back-test of the forecasts: how often they were right, on series that were not used to choose them, and what that does not say."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from dashboard.charts.calibration import calibration
from dashboard.components.block import Block, Download, Html
from dashboard.components.figure import figure
from dashboard.components.markup import element, escaped, paragraph
from dashboard.components.table import Column, scrolling, table
from dashboard.components.view import View
from dashboard.display import MISSING, date_words, number, percent
from data import tables
from metrics.forecast.candidates import DEFAULT
from metrics.forecast.record import HALVES, how_often_right, read_record

if TYPE_CHECKING:
    import pandas as pd

CHOSEN_ON, HELD_OUT = HALVES[True], HALVES[False]
LEVELS = (50, 80, 95)
SIZED_BY = "coverage_80"
"""The measure whose row tells how many forecasts and series a part has; chances are stated for several targets a forecast."""
FEWEST_TESTED = 30
"""Forecasts from which a share is told; fewer say nothing about it."""
LIMITS = ("families", "shares", "neighbours", "skill", "policy", "editions")
"""What the record does not say, in the order of weight."""
Table = Mapping[str, Mapping[str, float]]
"""Measures by part or model."""


class Size(NamedTuple):
    """What a part of the record rests on."""

    forecasts: int
    series: int
    groups: int


SPACE = element("div", "", style="height:12px")
"""Between a source line and the button below it."""


def record_blocks(view: View) -> list[Block]:
    """Return how often the forecasts were right: by stated chance, by years ahead, by model and by indicator, with their limits."""
    words, record = view.words, read_record()
    held = record[record["half"] == HELD_OUT]
    own = held[held["model"] == DEFAULT.name]
    values, sizes = _values(own, "part"), _sizes(own)
    html = "".join(
        (
            _titled(view, "horizon", _by_horizon(view, values, sizes)),
            _titled(view, "models", _by_model(view, _values(held[held["part"] == "all"], "model"))),
            _titled(view, "indicators", _by_indicator(view, values, sizes), n=FEWEST_TESTED),
            _heading(words("lab.record.limits")),
            _limits(view, values, sizes),
        )
    )
    day = date_words(date.fromisoformat(str(record["date"].iloc[0])), view.language)
    download = Download("record", words("lab.record.download"), "waymark-backtest.csv", lambda: tables.as_csv(record))
    return [Html(_how(view, record, day)), *_reliability(view, values, day), Html(SPACE), download, Html(html)]


def _values(record: pd.DataFrame, by: str) -> Table:
    """Return the measures of every part or model, in the order of the record; NaN for one that it does not have."""
    wide = record.pivot_table(index=by, columns="measure", values="value").reindex(list(dict.fromkeys(record[by])))
    return {str(name): {str(measure): float(value) for measure, value in row.items()} for name, row in wide.iterrows()}


def _sizes(record: pd.DataFrame) -> dict[str, Size]:
    """Return on how many forecasts, series and groups each part rests."""
    sized = record[record["measure"] == SIZED_BY]
    counts = sized[["forecasts", "series", "groups"]].to_numpy(dtype=int).tolist()
    return {str(part): Size(*numbers) for part, numbers in zip(sized["part"], counts, strict=True)}


def _of_kind(values: Table, kind: str) -> Table:
    """Return the parts of one kind by what stands behind its colon: ``horizon:5`` as ``5``."""
    return {part.partition(":")[2]: held for part, held in values.items() if part.startswith(f"{kind}:")}


def _heading(text: str) -> str:
    return element("h3", escaped(text), style="margin-top:40px")


def _titled(view: View, section: str, held: str, **values: object) -> str:
    words = view.words
    return _heading(words(f"lab.record.{section}")) + paragraph(words(f"lab.record.{section}_text", **values), "wm-small") + held


def _how(view: View, record: pd.DataFrame, day: str) -> str:
    """Return when and on what the record was made, and how the series were split."""
    words, language = view.words, view.language
    own = record[record["model"] == DEFAULT.name]
    chosen, held = (_sizes(own[own["half"] == half])["all"] for half in (CHOSEN_ON, HELD_OUT))
    text = words(
        "lab.record.how",
        day=day,
        editions=number(int(record["editions"].iloc[0]), language),
        chosen=number(chosen.series, language),
        held=number(held.series, language),
        forecasts=number(held.forecasts, language),
        groups=number(held.groups, language),
    )
    return paragraph(text) + paragraph(words("lab.record.split"))


def _reliability(view: View, values: Table, day: str) -> list[Block]:
    words, language = view.words, view.language
    bins = how_often_right()
    furthest = float((bins["observed"] - bins["stated"]).abs().max())
    error = values["all"]["calibration_error"]
    chart = calibration(
        bins,
        words=words,
        language=language,
        title=words("lab.record.title", error=_points(view, error)),
        subtitle=words("lab.record.subtitle"),
        text=words("lab.record.text", n=number(int(bins["forecasts"].sum()), language), furthest=_points(view, furthest)),
        source=words("lab.record.source", day=day),
    )
    return figure(view, chart, "lab-reliability")


def _points(view: View, share: float) -> str:
    """Return a distance of shares in percentage points; a dash where there is none."""
    return number(100 * share, view.language, 0.1)


def _shares(view: View, values: Mapping[str, float], levels: tuple[int, ...] = LEVELS) -> list[str]:
    return [escaped(percent(100 * values[f"coverage_{level}"], view.language)) for level in levels]


def _range_columns(view: View, levels: tuple[int, ...] = LEVELS) -> list[Column]:
    return [Column(view.words("lab.record.coverage", level=percent(level, view.language)), numeric=True) for level in levels]


def _by_horizon(view: View, values: Table, sizes: Mapping[str, Size]) -> str:
    words = view.words
    rows = []
    for part, held in _of_kind(values, "horizon").items():
        forecasts = number(sizes[f"horizon:{part}"].forecasts, view.language)
        rows.append([escaped(part), *_shares(view, held), escaped(forecasts)])
    levels = [Column(percent(level, view.language), numeric=True) for level in LEVELS]
    columns = [Column(words("lab.record.ahead")), *levels, Column(words("lab.record.forecasts"), numeric=True)]
    return _dense(columns, rows, words("lab.record.horizon"))


def _dense(columns: Sequence[Column], rows: Sequence[Sequence[str]], label: str) -> str:
    """Return a table of a few numbers a row, which stays a table on a phone."""
    heads = [element("th", escaped(column.title), scope="col", class_="n" if column.numeric else None) for column in columns]
    body = [element("tr", element("th", row[0], scope="row"), *(element("td", cell, class_="n") for cell in row[1:])) for row in rows]
    caption = element("caption", escaped(label), class_="wm-hidden")
    inside = caption + element("thead", element("tr", *heads)) + element("tbody", *body)
    return scrolling(element("table", inside, class_="wm-table wm-data"), label)


def _by_model(view: View, values: Table) -> str:
    words, language = view.words, view.language
    rows = []
    for model, held in values.items():
        used = element("small", escaped(words("lab.record.in_use"))) if model == DEFAULT.name else ""
        skill = [percent(100 * held[f"skill_{rival}"], language) for rival in ("no_change", "last_trend")]
        cells = [*skill, *_shares(view, held, (80,)), _points(view, held["calibration_error"])]
        rows.append([escaped(words(f"lab.record.model.{model}")) + used, *(escaped(cell) for cell in cells)])
    columns = [
        Column(words("lab.record.model_name"), width="34%"),
        Column(words("lab.record.skill_no_change"), numeric=True),
        Column(words("lab.record.skill_last_trend"), numeric=True),
        *_range_columns(view, (80,)),
        Column(words("lab.record.error"), numeric=True),
    ]
    return table(columns, rows, caption=words("lab.record.models"))


def _by_indicator(view: View, values: Table, sizes: Mapping[str, Size]) -> str:
    words, language = view.words, view.language
    rows = []
    for name, held in _of_kind(values, "indicator").items():
        known, size = view.catalogue.indicators.get(name), sizes[f"indicator:{name}"]
        told = [*_shares(view, held), escaped(_points(view, held["calibration_error"]))]
        if size.forecasts < FEWEST_TESTED:
            told = [MISSING] * len(told)
        counts = [escaped(number(count, language)) for count in (size.forecasts, size.series)]
        rows.append([escaped(view.of(known.name) if known else name), *told, *counts])
    columns = [
        Column(words("lab.record.indicator"), width="36%"),
        *_range_columns(view),
        Column(words("lab.record.error"), numeric=True),
        Column(words("lab.record.forecasts"), numeric=True),
        Column(words("lab.record.series"), numeric=True),
    ]
    return table(columns, sorted(rows, key=lambda row: view.order(row[0])), caption=words("lab.record.indicators"))


def _limits(view: View, values: Table, sizes: Mapping[str, Size]) -> str:
    tested = {name for name in _of_kind(values, "indicator") if sizes[f"indicator:{name}"].forecasts >= FEWEST_TESTED}
    errors = [held["calibration_error"] for name, held in _of_kind(values, "indicator").items() if name in tested]
    scales = _of_kind(values, "scale")
    shown = {
        "worst": max((error for error in errors if not math.isnan(error)), default=math.nan),
        "shares": scales.get("logit", {}).get("calibration_error", math.nan),
        "rates": scales.get("log", {}).get("calibration_error", math.nan),
    }
    told = {name: number(100 * error, view.language) for name, error in shown.items()}
    told["groups"] = number(sizes["all"].groups, view.language)
    return element("ul", *(element("li", escaped(view.words(f"lab.record.limit.{entry}", **told))) for entry in LIMITS))
