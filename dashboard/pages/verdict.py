"""The verdict on one target in one place: its drawing, its numbers, and the rule with the numbers filled in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.charts.cannot_be_assessed import cannot_be_assessed
from dashboard.charts.description import Chart, EventMark, TargetMark, event_marks
from dashboard.charts.method_agreement import method_agreement
from dashboard.charts.small_series import small_series
from dashboard.charts.trajectory import trajectory
from dashboard.components.aim import aim_with_year, aim_words
from dashboard.components.block import Block, Html
from dashboard.components.chip import dated, latest_period, status_chip
from dashboard.components.download import methods_address, observations_address, scorecard_address
from dashboard.components.facts import facts
from dashboard.components.figure import figure
from dashboard.components.markup import element, escaped, link
from dashboard.components.provenance import source_line
from dashboard.components.quote import cited
from dashboard.components.table import pairs
from dashboard.components.view import View, is_missing, parents
from dashboard.display import Format, about_in_ten, number, percent, probability_words, span
from data.catalogue.promises import Target, TargetVersion
from metrics.agreement import dissent
from metrics.forecast.record import held_out
from metrics.methods import METHODS

if TYPE_CHECKING:
    from metrics.scorecard import Judged

NOT_ASSESSABLE = "not_assessable"
NOT_COMPARABLE = "not_comparable"
LEAST_PERCENT_BOUND = 5.0
"""Healthy People's bounds are a quantile of 1.645 for a test and 10 % or more without one; this tells them apart."""
OWN_METHOD = "waymark"
TELLS_THAT_IT_IS_MET = frozenset({"eurostat", "unsd", "escap", "sdsn", "oecd", "dns_de"})
"""Methods whose statistic says nothing of the way left once the target is met."""
GROWTH_WITHOUT_TARGET = frozenset({"eurostat", "unsd"})
"""Methods that judge the growth alone where there is no target."""
FEWEST_TESTED = 30
"""Forecasts on which a record must rest before it is told; fewer say nothing about a share."""
SHORTEST_HISTORY = 2
"""Points from which a history is drawn beside "cannot be assessed yet"; one point is told in words."""


def cut(frame: pd.DataFrame, row: pd.Series) -> pd.DataFrame:
    """Return the rows of *frame* that belong to the target version and place of *row*."""
    same = (
        (frame["mission"] == row["mission"])
        & (frame["target"] == row["target"])
        & (frame["target_version"] == row["target_version"])
        & (frame["place"] == row["place"])
    )
    cut_out: pd.DataFrame = frame[same]
    return cut_out


def verdict_blocks(view: View, judged: Judged, row: pd.Series, target: Target, version: TargetVersion, *, key: str) -> list[Block]:
    """Return the drawings of the verdict: the trajectory, or why there is none and what is known all the same."""
    series = cut(judged.series, row).dropna(subset=["value"])
    download = _download(view, row)
    if row["status"] != NOT_ASSESSABLE:
        chart = trajectory_chart(view, judged, row, target, version)
        return figure(view, chart, key, download=download, first=True, interactive=True)
    blocks = figure(view, unassessed_chart(view, row, target, version), key, download=download, first=True)
    if len(series) >= SHORTEST_HISTORY:
        blocks += figure(view, _history(view, row, version, series), f"{key}-history", download=download, interactive=True)
    return blocks


def _download(view: View, row: pd.Series) -> str:
    if is_missing(row["source"]):
        return scorecard_address(as_of=view.selection.as_of, **{name: str(row[name]) for name in ("mission", "target", "place")})
    names = ("indicator", "place", "source", "edition", "sex", "age", "site", "group")
    return observations_address(as_of=view.selection.as_of, **{name: str(row[name]) for name in names})


def subtitle(view: View, row: pd.Series, years: str = "") -> str:
    """Return what is measured: quantity, who, where, years."""
    indicator = view.catalogue.indicators[row["indicator"]]
    name, place = view.of(indicator.name), view.place_name(row["place"])
    parts = [name, view.breakdown(row), "" if place in name else place, years]
    return ", ".join(part for part in parts if part)


def row_source(view: View, row: pd.Series, version: TargetVersion) -> str:
    """Return the source line of a row's series and of its target."""
    target = view.words("source.target", citation=cited(view, version.quote.citation))
    known = [] if is_missing(row["source"]) else [(str(row["source"]), str(row["edition"]))]
    return source_line(view, known, target)


def events_of(view: View, indicator: str, place: str) -> tuple[EventMark, ...]:
    """Return the events that touch *indicator* in *place*."""
    return event_marks(
        view.catalogue.events.values(), indicator=indicator, places=parents(view.catalogue, place), language=view.language, words=view.words
    )


def _years_of(view: View, series: pd.DataFrame) -> str:
    return span(int(series["year"].min()), int(series["year_end"].max()), view.language)


def trajectory_chart(view: View, judged: Judged, row: pd.Series, target: Target, version: TargetVersion) -> Chart:
    """Return the drawing of a verdict: history, needed path, projection, target."""
    series = cut(judged.series, row).dropna(subset=["value"])
    form = view.format(row["indicator"])
    return trajectory(
        series,
        cut(judged.paths, row),
        cut(judged.projections, row),
        row=row,
        place=view.place_name(row["place"]),
        form=form,
        words=view.words,
        subtitle=subtitle(view, row, _years_of(view, series)),
        source=row_source(view, row, version),
        notes=measure_notes(view, row, target),
        events=events_of(view, row["indicator"], row["place"]),
        replaced=replaced_marks(view, target, version, row, form),
        bounds=view.catalogue.indicators[row["indicator"]].range,
    )


def _history(view: View, row: pd.Series, version: TargetVersion, series: pd.DataFrame) -> Chart:
    """Return the history of a series that carries no verdict; the reason stands where a path would."""
    is_other = row["comparability"] == NOT_COMPARABLE
    why = view.words("unassessed.other_quantity") if is_other else view.words(f"reason.{row['reason']}")
    return small_series(
        series,
        place=view.place_name(row["place"]),
        form=view.format(row["indicator"]),
        words=view.words,
        subtitle=subtitle(view, row, _years_of(view, series)),
        source=row_source(view, row, version),
        events=events_of(view, row["indicator"], row["place"]),
        frame_text=view.words("chart.no_path", reason=why),
        bounds=view.catalogue.indicators[row["indicator"]].range,
    )


def replaced_marks(view: View, target: Target, version: TargetVersion, row: pd.Series, form: Format) -> tuple[TargetMark, ...]:
    """Return the levels that earlier versions of *target* set in the same unit."""
    unit = view.catalogue.indicators[row["indicator"]].unit
    marks = []
    for old in target.versions:
        reading = old.reading
        if old.version >= version.version or reading.value is None or reading.unit != unit:
            continue
        why = view.of(old.change_reason) if old.change_reason else ""
        marks.append(
            TargetMark(
                reading.year, reading.value, view.words("ledger.replaced_target", value=form.value(reading.value)), why, replaced=True
            )
        )
    return tuple(marks)


def measure_notes(view: View, row: pd.Series, target: Target) -> tuple[str, ...]:
    """Return why this series may speak to this target, where it is a stand-in."""
    if row["comparability"] != "proxy":
        return ()
    why = next((view.of(measure.why) for measure in target.measures if measure.indicator == row["indicator"]), "")
    return (view.words("verdict.stand_in", why=why),) if why else ()


# --- cannot be assessed yet ----------------------------------------------------------------------------------------------------------


def unassessed_chart(view: View, row: pd.Series, target: Target, version: TargetVersion) -> Chart:
    """Return why *target* cannot be assessed yet, with everything that is known about it."""
    words, reading = view.words, version.reading
    measured = not is_missing(row["latest"])
    form = view.format(row["indicator"]) if measured else view.unit_format(reading.unit, reading.value)
    missing = target.missing
    answers = (
        (words("unassessed.promised"), promised_words(view, version)),
        (words("unassessed.measured"), measured_words(view, row)),
        (words("unassessed.missing"), view.of(missing.what) if missing else words(f"remedy.{row['reason']}")),
        (words("unassessed.who"), view.of(missing.who) if missing else words("unassessed.not_stated")),
        (words("unassessed.next"), view.of(missing.when) if missing else words("unassessed.no_date")),
    )
    what = subtitle(view, row) if measured else f"{view.of(reading.quantity)}, {view.place_name(row['place'])}"
    return cannot_be_assessed(
        _known(view, row, version, form, measured=measured),
        answers,
        reason=words(f"reason.{row['reason']}"),
        label=view.of(target.name),
        form=form,
        words=words,
        subtitle=what,
        source=row_source(view, row, version),
        notes=_other_quantity(view, row, target),
    )


def _known(view: View, row: pd.Series, version: TargetVersion, form: Format, *, measured: bool) -> pd.DataFrame:
    words, reading = view.words, version.reading
    rows: list[tuple[float, str, str]] = []
    same_unit = view.unit_format(reading.unit).unit == form.unit
    if same_unit:
        goal = row["target_value"] if not is_missing(row["target_value"]) else reading.value
        if goal is not None and reading.kind.value not in ("gain", "cumulative_count"):
            rows.append((float(goal), words("unassessed.mark_target"), "target"))
        if reading.baseline is not None and reading.baseline.value is not None:
            rows.append((reading.baseline.value, words("unassessed.mark_start"), "start"))
    if measured:
        other = row["comparability"] == NOT_COMPARABLE
        key = "unassessed.mark_other" if other else "unassessed.mark_measured"
        rows.append((float(row["latest"]), words(key, year=latest_period(row)), "measured"))
    return pd.DataFrame(rows, columns=["value", "label", "kind"])


def promised_words(view: View, version: TargetVersion) -> str:
    """Return the promise in short: the aim, the year, and the start that it names."""
    reading = version.reading
    aim = aim_with_year(view, reading)
    if reading.baseline is not None and reading.baseline.value is not None:
        start = view.unit_format(reading.unit, reading.baseline.value).value(reading.baseline.value)
        return view.words("unassessed.from_start", aim=aim, start=start)
    return aim


def measured_words(view: View, row: pd.Series) -> str:
    """Return the latest value with its year and quantity, or that nothing is measured."""
    if is_missing(row["latest"]):
        if row["comparability"] == NOT_COMPARABLE and row["indicator"] in view.catalogue.indicators:
            other = view.of(view.catalogue.indicators[row["indicator"]].name)
            return view.words("unassessed.measured_elsewhere", quantity=other)
        return view.words("unassessed.nothing")
    indicator = view.catalogue.indicators[row["indicator"]]
    value = view.format(row["indicator"]).value(row["latest"])
    key = "unassessed.measured_other" if row["comparability"] == NOT_COMPARABLE else "unassessed.measured_same"
    return view.words(key, value=value, year=latest_period(row), quantity=view.of(indicator.name))


def _other_quantity(view: View, row: pd.Series, target: Target) -> tuple[str, ...]:
    if row["comparability"] != NOT_COMPARABLE:
        return ()
    why = next((view.of(measure.why) for measure in target.measures if measure.indicator == row["indicator"]), "")
    return (why,) if why else ()


# --- numbers and rule ------------------------------------------------------------------------------------------------------------------


def three_numbers(view: View, row: pd.Series) -> str:
    """Return where it stands, where it should stand, and what is missing."""
    words, form = view.words, view.format(row["indicator"])
    interval = form.interval_words(row["lower"], row["upper"]) or words("verdict.no_range")
    entries = [(words("verdict.now"), form.value(row["latest"]), f"{latest_period(row)}, {interval}")]
    if not is_missing(row["path_value"]):
        start = dated(form.value(row["baseline"]), row["baseline_year"])
        explained = "" if is_missing(row["baseline"]) else words("verdict.path_from", start=start)
        entries.append((words("verdict.needed_now"), form.value(row["path_value"]), explained))
    if not is_missing(row["gap"]):
        reached = float(row["gap"]) <= 0
        aim = form.value(row["target_value"])
        value = words("verdict.nothing_missing") if reached else form.difference(row["gap"])
        entries.append((words("verdict.missing"), value, words("verdict.to_target", aim=aim)))
    return facts(entries)


def why_this_status(view: View, row: pd.Series) -> str:
    """Return the inputs, the rule and the result, with the numbers filled in."""
    words = view.words
    has_series = not is_missing(row["latest"])
    form = view.format(row["indicator"]) if has_series else None
    rows: list[tuple[str, str]] = []
    if form is not None:
        better = view.catalogue.indicators[row["indicator"]].better.value
        rows.append((words("why.direction"), escaped(words(f"better.{better}"))))
        rows += _start_and_latest(view, row, form)
        rows += _paces(view, row)
    if not is_missing(row["probability"]):
        told = f"{probability_words(row['probability'], view.language)}, {about_in_ten(row['probability'], view.language)}"
        rows.append((words("why.probability"), escaped(told)))
        rows.append((words("why.record"), escaped(_record(view, str(row["indicator"])))))
    rule = words(f"reason_long.{row['reason']}") if row["status"] == NOT_ASSESSABLE else words(f"rule.{row['status']}")
    rows.append((words("why.rule"), escaped(rule)))
    rows.append((words("why.result"), status_chip(view, row)))
    return pairs(rows)


def _record(view: View, indicator: str) -> str:
    """Return how good such chances were for *indicator*, on series not used to choose the forecast."""
    held = held_out(f"indicator:{indicator}")
    if held is None or math.isnan(held.calibration_error) or held.forecasts < FEWEST_TESTED:
        return view.words("why.record_none")
    return view.words(
        "why.record_text",
        coverage=percent(100 * held.coverage_80, view.language),
        error=number(100 * held.calibration_error, view.language, 1.0),
        series=number(held.series, view.language, 1.0),
    )


def _start_and_latest(view: View, row: pd.Series, form: Format) -> list[tuple[str, str]]:
    words = view.words
    rows = []
    if not is_missing(row["baseline"]):
        source = words(f"why.baseline_{row['baseline_source'] or 'series'}")
        rows.append((words("why.start"), escaped(f"{dated(form.value(row['baseline']), row['baseline_year'])}, {source}")))
    ends = form.interval_words(row["lower"], row["upper"])
    latest = f"{form.value(row['latest'])} ({latest_period(row)})"
    rows.append((words("why.latest"), escaped(", ".join(part for part in (latest, ends) if part))))
    return rows


def _paces(view: View, row: pd.Series) -> list[tuple[str, str]]:
    words = view.words
    rows = []
    if not is_missing(row["pace"]):
        years = ""
        if not is_missing(row["first_used_year"]):
            years = words(
                "why.years_used",
                years=span(int(row["first_used_year"]), int(row["last_used_year"]), view.language),
                n=int(row["points_used"]),
            )
        told = pace_words(view, row, float(row["pace"]))
        ends = pace_interval(view, row)
        rows.append((words("why.pace"), escaped(", ".join(part for part in (told, ends, years) if part))))
    if not is_missing(row["required_pace"]):
        rows.append((words("why.required"), escaped(pace_words(view, row, float(row["required_pace"])))))
    return rows


def pace_words(view: View, row: pd.Series, pace: float) -> str:
    """Return a pace in its unit: "2.0 points a year" or "−1.4% a year"."""
    if row["pace_unit"] == "percent_per_year":
        return view.words("why.a_year", pace=percent(pace, view.language, 0.1))
    form = view.format(row["indicator"])
    finer = Format(form.language, form.unit, form.change, min(form.resolution, 0.1))
    return view.words("why.a_year", pace=finer.difference(pace))


def pace_interval(view: View, row: pd.Series) -> str:
    """Return the 90 % interval of the pace; empty where there is none."""
    if is_missing(row["pace_lower"]) or is_missing(row["pace_upper"]):
        return ""
    low, high = (number(float(row[name]), view.language, 0.1) for name in ("pace_lower", "pace_upper"))
    return view.words("why.pace_range", low=low, high=high)


def cautions(view: View, row: pd.Series) -> str:
    """Return what to know beside the verdict, as a list; empty where there is nothing."""
    codes = [] if is_missing(row["cautions"]) else [code for code in str(row["cautions"]).split(";") if code]
    if not codes:
        return ""
    items = [element("li", escaped(view.words(f"caution.{code}"))) for code in codes]
    return element("h2", escaped(view.words("verdict.cautions"))) + element("ul", *items)


# --- methods ---------------------------------------------------------------------------------------------------------------------------


def methods_blocks(view: View, judged: Judged, row: pd.Series, version: TargetVersion) -> list[Block]:
    """Return the published rules side by side, for a series that carries a verdict."""
    methods = cut(judged.methods, row)
    if methods.empty or row["status"] == NOT_ASSESSABLE:
        return []
    told = methods.assign(
        name=[view.words(f"method.{method}.name") for method in methods["method"]],
        statistic_text=[method_words(view, entry) for _, entry in methods.iterrows()],
        reason_text=["" if is_missing(reason) else view.words(f"reason.{reason}") for reason in methods["reason"]],
    )
    chart = method_agreement(told, words=view.words, subtitle=view.words("verdict.methods_subtitle"), source=row_source(view, row, version))
    download = methods_address(as_of=view.selection.as_of, **{name: str(row[name]) for name in ("mission", "target", "place")})
    lab = view.address("lab", mission=str(row["mission"]), target=str(row["target"]), place=str(row["place"]))
    return [
        *figure(view, chart, "methods", download=download),
        Html(element("p", escaped(view.words("verdict.methods_note")), class_="wm-small wm-muted") + _why_they_differ(view, methods)),
        Html(element("p", link(lab, escaped(view.words("lab.open"))), class_="wm-tools")),
    ]


def _why_they_differ(view: View, methods: pd.DataFrame) -> str:
    """Return what sets each dissenting rule apart from the rules that most agree on; empty where all agree."""
    words = view.words
    apart = dissent(methods.assign(series=0), METHODS)
    items = [
        words(
            "verdict.dissent",
            rule=words(f"method.{entry['method']}.name"),
            step=words(f"chart.step.{entry['status']}"),
            causes=", ".join(words(f"cause.{cause}") for cause in str(entry["causes"]).split(";")),
        )
        for _, entry in apart.iterrows()
    ]
    if not items:
        return ""
    heading = element("h3", escaped(words("verdict.dissent_title")))
    return heading + element("ul", *(element("li", escaped(item)) for item in items), class_="wm-small")


def method_words(view: View, entry: pd.Series) -> str:
    """Return a method's verdict in its own word, with its statistic; empty where it gives none."""
    if is_missing(entry["verdict"]) or entry["status"] == NOT_ASSESSABLE:
        return ""
    own = "" if entry["method"] == OWN_METHOD else view.words(f"method_word.{entry['method']}.{entry['verdict']}")
    return ": ".join(part for part in (own, statistic_words(view, entry)) if part)


def statistic_words(view: View, entry: pd.Series) -> str:
    """Return a method's statistic in words; empty where it has none."""
    if is_missing(entry["statistic"]):
        return ""
    statistic, language = float(entry["statistic"]), view.language
    key = f"method.{entry['method']}.statistic_{_statistic_kind(entry)}"
    if not view.words.has(key):
        key = f"method.{entry['method']}.statistic"
    bound_step = 1.0 if key.endswith("_share") else 0.01
    return view.words(
        key,
        statistic=number(statistic, language, 0.01),
        threshold=number(None if is_missing(entry["threshold"]) else abs(float(entry["threshold"])), language, bound_step),
        percent=percent(statistic, language),
        share=percent(100 * statistic, language),
        chance=about_in_ten(min(max(statistic, 0.0), 1.0), language),
    )


def _statistic_kind(entry: pd.Series) -> str:
    """Return which of its statistics a method gives: ours and Healthy People's differ with the verdict."""
    if entry["method"] == "hp2030":
        return "test" if not is_missing(entry["threshold"]) and abs(float(entry["threshold"])) < LEAST_PERCENT_BOUND else "share"
    if entry["method"] == "waymark":
        return {"on_course": "chance", "behind": "chance", "met": "met"}.get(str(entry["status"]), "slope")
    if entry["method"] in TELLS_THAT_IT_IS_MET and entry["status"] == "met":
        return "met"
    if entry["method"] in GROWTH_WITHOUT_TARGET and is_missing(entry["required"]):
        return "growth"
    if entry["method"] == "dns_de" and entry["threshold"] == 0:  # no target year, or the wrong way: the mean yearly change itself
        return "change"
    return "chance" if str(entry["verdict"]).startswith("progress_target") else "value"


def aim_line(view: View, version: TargetVersion) -> str:
    """Return the aim of *version* in one line, for tables."""
    return aim_words(view, version.reading)
