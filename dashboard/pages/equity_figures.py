"""The gap in pictures: groups at two dates, then the absolute gap and the ratio over time, each with a verdict of its own."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.charts.bodies_in_rows import GradientRow
from dashboard.charts.description import Chart
from dashboard.charts.gradient import capital, ends, gradient
from dashboard.charts.small_series import small_series
from dashboard.components.provenance import editions_in, source_line
from dashboard.components.view import View, is_missing
from dashboard.display import Format, period, span
from dashboard.pages.equity_subject import Subject, dimension_words, events_by_place, group_words
from dashboard.pages.series_told import events_of
from data.catalogue.models import Indicator
from metrics.equity import ABSOLUTE, RELATIVE, GapVerdict, judge_gap, pair_gaps
from metrics.series import mark_events

if TYPE_CHECKING:
    import pandas as pd

OPEN = "F"
"""SDMX confidentiality status of a figure that everybody may see."""
RATIO_STEP = 0.01


@dataclass(frozen=True)
class GapSeries:
    """One gap over time: its scale, its periods as `metrics.equity.judge_gap` reads them, how it is written, and its verdict."""

    scale: str
    periods: pd.DataFrame
    form: Format
    verdict: GapVerdict
    published: Indicator | None = None


def gap_series(view: View, subject: Subject) -> list[GapSeries]:
    """Return the absolute and the relative gap: as published, where a publisher gives them, else between the last and the first group."""
    key = ("gaps", view.as_of, view.language, subject.indicator.id, subject.place, subject.site, subject.across)
    gaps: list[GapSeries] = view.warehouse.remember(key, lambda: _gap_series(view, subject))
    return gaps


def _gap_series(view: View, subject: Subject) -> list[GapSeries]:
    published = [_published(view, subject, indicator) for indicator in _measures_of(view, subject)]
    found = [gap for gap in published if gap is not None]
    if found:
        return sorted(found, key=lambda gap: gap.scale)
    if len(subject.groups) <= 1:
        return []
    periods = pair_gaps(subject.of_group(subject.groups[-1]), subject.of_group(subject.groups[0]))
    form = view.format(subject.indicator.id)
    return [
        _computed(view, subject, periods, ABSOLUTE, Format(view.language, form.change, form.change, form.resolution)),
        _computed(view, subject, periods, RELATIVE, Format(view.language, "", "", RATIO_STEP)),
    ]


def _measures_of(view: View, subject: Subject) -> list[Indicator]:
    """Return the published measures of inequality of the subject."""
    return [
        indicator
        for indicator in view.catalogue.indicators.values()
        if indicator.gap_of and (indicator.gap_of.indicator, indicator.gap_of.dimension) == (subject.indicator.id, subject.across)
    ]


def _published(view: View, subject: Subject, indicator: Indicator) -> GapSeries | None:
    frame = view.warehouse.observations(indicators=(indicator.id,), places=(subject.place,), as_of=view.as_of)
    frame = frame[(frame["sex"] == "all") & frame["value"].notna()]
    if frame.empty or indicator.gap_of is None:
        return None
    marked = mark_events(frame.assign(series=0), events_by_place(view)).assign(gap=lambda rows: rows["value"])
    # A published index of 0 is no gap, on both scales: it is judged as a difference.
    verdict = judge_gap(marked, scale=ABSOLUTE, as_of_year=view.as_of.year, stale_after=indicator.stale_after_years)
    return GapSeries(indicator.gap_of.scale, marked, view.format(indicator.id), verdict, indicator)


def _computed(view: View, subject: Subject, periods: pd.DataFrame, scale: str, form: Format) -> GapSeries:
    name = "difference" if scale == ABSOLUTE else "ratio"
    limits = {end: periods[f"{name}_{end}"] for end in ("lower", "upper")}
    told = periods[["year", "year_end", "segment", "excluded_by"]].assign(value=periods[name], gap=periods[name], **limits)
    stale, modelled = subject.indicator.stale_after_years, subject.indicator.modelled
    return GapSeries(scale, told, form, judge_gap(told, scale=scale, as_of_year=view.as_of.year, stale_after=stale, modelled=modelled))


def gap_chart(view: View, subject: Subject, gap: GapSeries) -> Chart | None:
    """Return one gap over time; ``None`` where it has fewer than two periods, which the gradient then tells."""
    words, periods = view.words, gap.periods[gap.periods["value"].notna()]
    if len(periods) <= 1:
        return None
    ordered = periods.sort_values(["year", "year_end"])
    first, last = ordered.iloc[0], ordered.iloc[-1]
    told = {
        "first": gap.form.number(float(first["value"])),
        "first_year": period(int(first["year"]), int(first["year_end"])),
        "last": gap.form.number(float(last["value"])),
        "last_year": period(int(last["year"]), int(last["year_end"])),
    }
    what = view.of(gap.published.name) if gap.published else words(f"equity.what.{gap.scale}", **_ends(view, subject))
    years = span(int(first["year"]), int(last["year_end"]), view.language)
    owner = gap.published.id if gap.published else subject.indicator.id
    frame = gap.periods if gap.published else subject.points
    return small_series(
        periods,
        place=view.place_name(subject.place),
        form=gap.form,
        words=words,
        title=words(f"equity.title.{gap.scale}{'_published' if gap.published else ''}", **told),
        subtitle=capital(", ".join(part for part in (what, "" if gap.published else _measured(view, subject), years) if part)),
        source=source_line(view, editions_in(frame), *([] if gap.published else [words("equity.computed")])),
        events=events_of(view, owner, subject.place),
        notes=(words(f"equity.note.{gap.scale}.{'published' if gap.published else 'computed'}", **_ends(view, subject)),),
        bounds=(None, None),
    )


def _ends(view: View, subject: Subject) -> dict[str, str]:
    return {"top": group_words(view, subject.groups[-1]), "bottom": group_words(view, subject.groups[0])}


def _measured(view: View, subject: Subject) -> str:
    row = subject.points.iloc[0].copy()
    row["sex"], row["group"] = "all", "all"
    name, place = view.of(subject.indicator.name), view.place_name(subject.place)
    return ", ".join(part for part in (name, view.breakdown(row), "" if place in name else place) if part)


def gradient_chart(view: View, subject: Subject) -> Chart | None:
    """Return the groups at the first and the latest period that may be joined; ``None`` without a period of two groups."""
    dates = _dates(subject)
    if dates is None:
        return None
    first, latest = dates
    form = view.format(subject.indicator.id)
    held: dict[tuple[str, int, int], dict[Hashable, Any]] = {}
    for point in subject.points.to_dict("records"):
        held.setdefault((point["member"], point["year"], point["year_end"]), point)
    rows = [_row(view, subject, group, *(None if when is None else held.get((group, *when)) for when in dates)) for group in subject.groups]
    distance = ends(rows)
    words = view.words
    names = {"top": rows[-1].label, "bottom": rows[0].label}
    title = words("equity.gradient_partly", **names) if distance is None else _title(view, rows, distance, form)
    return gradient(
        rows,
        form=form,
        words=words,
        title=title,
        subtitle=words("equity.gradient_subtitle", what=_measured(view, subject), across=dimension_words(view, subject.across)),
        dates=("" if first is None else period(*first), period(*latest)),
        ordered=subject.ordered,
        source=source_line(view, editions_in(subject.points)),
        notes=() if first is not None else (words("equity.one_date"),),
    )


def _title(view: View, rows: list[GradientRow], distance: float, form: Format) -> str:
    top, bottom = rows[-1], rows[0]
    # The finding is told in tenths; the drawing and the table have every decimal that was published.
    written = Format(form.language, form.unit, form.change, max(form.resolution, 0.1)).difference(abs(distance))
    return view.words("equity.gradient_title", bottom=bottom.label, top=top.label, distance=written)


def _dates(subject: Subject) -> tuple[tuple[int, int] | None, tuple[int, int]] | None:
    """Return the first and the latest period of at least two groups in the newest segment; one date alone has no first."""
    members = subject.points[subject.points["member"].isin(subject.groups) & subject.points["value"].notna()]
    at: dict[tuple[int, int], list[tuple[str, int, str]]] = {}
    names = ("year", "year_end", "member", "segment", "excluded_by")
    for year, year_end, *told in zip(*(members[name].tolist() for name in names), strict=True):
        at.setdefault((year, year_end), []).append(tuple(told))
    both = sorted(when for when, told in at.items() if len({member for member, _, _ in told}) > 1)
    if not both:
        return None
    segments = {when: max(segment for _, segment, _ in at[when]) for when in both}
    latest = both[-1]
    for when in both:
        if when[1] < latest[1] and segments[when] == segments[latest] and not any(event for _, _, event in at[when]):
            return when, latest
    return None, latest


def _row(view: View, subject: Subject, group: str, then: Mapping[Hashable, Any] | None, now: Mapping[Hashable, Any] | None) -> GradientRow:
    """Return one group at the two dates, *then* and *now*: its figure of each, ``None`` where there is none."""
    form = view.format(subject.indicator.id)
    label = group_words(view, group)
    if now is None or is_missing(now["value"]):
        withheld = now is not None and str(now["conf_status"]) != OPEN
        return GradientRow(label, None, "", None, "", frame=view.words("equity.withheld" if withheld else "equity.no_figure"))
    start = None if then is None or is_missing(then["value"]) else float(then["value"])
    bare = Format(form.language, "", "", form.resolution)
    return GradientRow(
        label,
        start,
        "" if start is None else bare.number(start),
        float(now["value"]),
        bare.number(float(now["value"])),
        lower=None if is_missing(now["lower"]) else float(now["lower"]),
        upper=None if is_missing(now["upper"]) else float(now["upper"]),
    )
