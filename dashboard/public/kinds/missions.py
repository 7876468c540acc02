"""Is it working? One page a mission: the answer first, the drawing that matters most, what got better and what did not, what is unknown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from dashboard.charts.description import Chart
from dashboard.components.aim import aim_words, year_words
from dashboard.components.chip import latest_period, status_note
from dashboard.components.moment import moment_words
from dashboard.components.provenance import editions_in
from dashboard.components.quote import cited, quoted
from dashboard.components.view import View, is_missing
from dashboard.display import span
from dashboard.pages.places import in_order, places_charts
from dashboard.pages.standing import NOT_ASSESSABLE, Standing, country_sentence, standings, worst_first
from dashboard.pages.unassessed import unassessed_chart
from dashboard.pages.verdict import trajectory_chart
from dashboard.pages.verdict_numbers import pace_words
from dashboard.public.dataset import dataset
from dashboard.public.embeds import embed_pages, figure_of
from dashboard.public.figures import Figure
from dashboard.public.page import Page
from dashboard.public.share import image_path
from dashboard.public.site import Site
from dashboard.public.values import latest_value, number_path, other_quantity
from data.catalogue.promises import Mission

MET = "met"
GOOD = (MET, "on_course")
BETTER = ("on_course", "behind")
NOT_BETTER = ("away", "no_clear_change")
MOST = 3
"""Things that got better, and as many that did not."""
NAMED_IN_LIST = 40
"""Places listed by name under a target; the page of each place has its own."""


@dataclass(frozen=True)
class TargetLine:
    """One target of the table."""

    name: str
    quantity: str
    by: str
    aim: str
    latest: str
    number: str
    other: str
    status: str
    status_words: str
    note: str
    sentence: str


@dataclass(frozen=True)
class Moved:
    """One thing that got better, or did not."""

    what: str
    told: str
    status: str
    status_words: str


@dataclass(frozen=True)
class AlikePlaces:
    """The places of a target that have the same status: path of the page (empty without one), name, and value."""

    status: str
    status_words: str
    places: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Cited:
    """A fact with its document; *when* is empty where it has no date of its own."""

    text: str
    source: str
    when: str = ""


@dataclass(frozen=True)
class Unknown:
    """What is missing for one target, and who can supply it."""

    target: str
    what: str
    who: str


def pages(site: Site, view: View) -> Iterator[Page]:
    """Return the page of every mission."""
    for mission in view.catalogue.missions.values():
        page, figures = _page(site, view, mission)
        yield page
        yield from embed_pages(page, figures)


def _page(site: Site, view: View, mission: Mission) -> tuple[Page, list[Figure]]:
    words = view.words
    found = standings(view, mission)
    editions = list(dict.fromkeys(pair for standing in found for pair in editions_in(standing.rows)))
    indicators = {code for standing in found for code in standing.rows["indicator"].tolist()}
    answer = answer_of(view, found)
    newest = max(mission.targets[0].versions, key=lambda version: version.version)
    name = view.of(mission.name)
    better, more_better = moved(view, found, BETTER)
    worse, more_worse = moved(view, found, NOT_BETTER)
    figures = _figures(site, view, mission, found)
    page = Page(
        path=f"missions/{mission.id}/",
        template="mission.html",
        title=words("public.mission.title", mission=name),
        description=f"{view.of(mission.promise)} {answer}",
        context={
            "name": name,
            "original": mission.original_name if mission.original_name not in ("", name) else "",
            "promise": view.of(mission.promise),
            "quote": Markup(quoted(view, newest)),  # noqa: S704 - the component escapes its words
            "answer": answer,
            "chips": chips_of(view, found),
            "figures": figures,
            "better": better,
            "more_better": more_better,
            "worse": worse,
            "more_worse": more_worse,
            "is_met": any((standing.rows["status"] == MET).any() for standing in found),
            "is_all_judged": all(standing.is_assessable for standing in found),
            "targets": [_target(site, view, standing) for standing in worst_first(found)],
            "done": _done(view, mission),
            "about": _about(view, mission),
            "cannot_say": [view.of(text) for text in mission.cannot_say],
            "unknown": list(_unknown(view, found)),
            "by_place": [
                (view.of(standing.target.name), len(standing.rows), by_place(site, view, standing))
                for standing in found
                if standing.by_country
            ],
        },
        section="",
        feed=mission.id,
        image=image_path(mission.id, view.language),
        mission=name,
        place=view.place_name(mission.place),
        data_day=site.data_day(view, editions),
        dataset=dataset(
            site,
            view,
            editions,
            indicators,
            name=words("public.mission.title", mission=name),
            description=f"{view.of(mission.promise)} {answer}",
            place=view.place_name(mission.place),
            files=[f"data/missions/{mission.id}/{name_of_file}" for name_of_file in ("data.csv", "data.parquet")],
        ),
    )
    return page, figures


# --- the answer ------------------------------------------------------------------------------------------------------------------------


def answer_of(view: View, found: list[Standing], *, is_short: bool = False) -> str:
    """Return whether it works, in a few sentences: what is judged, never more; *is_short* where there is room for what counts alone."""
    words = view.words
    own = [standing for standing in found if standing.own is not None]
    countries = [standing for standing in found if standing.by_country]
    judged = [standing for standing in own if standing.is_assessable]
    statuses = [str(standing.own["status"]) for standing in judged if standing.own is not None]
    good = sum(status in GOOD for status in statuses)
    if not any(standing.is_assessable for standing in found):
        first = next((standing.own for standing in own), None)
        reason = first["reason"] if first is not None else _usual_reason(found)
        told = words.counted("public.answer.nobody_knows", len(found))
        return f"{told} {words('public.answer.because', reason=words(f'reason_long.{reason}'))}"
    parts = []
    if judged:
        kind = "yes" if good == len(own) else "partly" if good else "not_so_far"
        status = words(f"status.{statuses[0]}")
        parts.append(words(f"public.answer.{kind}"))
        if len(own) == 1:
            parts.append(words("public.answer.judged_only", status=status))
        else:
            parts.append(words.counted("public.answer.judged", len(judged), of=len(own), good=good, status=status))
    elif own:
        parts.append(words.counted("public.answer.own_unknown", len(own)))
    if countries:
        best = next((standing for standing in countries if standing.is_assessable), countries[0])
        parts += [] if is_short else [words("public.answer.by_country")]
        parts += _by_country(view, best, is_short=is_short)
    return " ".join(parts)


def _by_country(view: View, standing: Standing, *, is_short: bool) -> Iterator[str]:
    """Return how a target that is judged country by country stands: everywhere, and in the countries that the project follows."""
    target, followed = view.of(standing.target.name), country_sentence(view, standing)
    statuses = standing.rows["status"]
    if len(statuses) == len(standing.followed(view)):
        yield view.words("public.answer.of_country", target=target, told=followed)
        return
    reached, judged = int(statuses.isin(GOOD).sum()), int((statuses != NOT_ASSESSABLE).sum())
    yield view.words.counted("public.answer.everywhere", reached, target=target, places=len(statuses), judged=judged)
    if not is_short:
        yield f"{followed[:1].upper()}{followed[1:]}"


def _usual_reason(found: list[Standing]) -> str:
    reasons = pd.concat([standing.rows["reason"] for standing in found])
    return str(reasons.mode().iloc[0]) if len(reasons) else "no_target"


def chips_of(view: View, found: list[Standing]) -> list[tuple[str, str]]:
    """Return the statuses of the targets judged in the mission's own place, each with its words and, where several, their number."""
    own = [str(standing.own["status"]) for standing in worst_first(found) if standing.own is not None]
    told = []
    for status in dict.fromkeys(own):
        count = own.count(status)
        told.append((status, view.words(f"status.{status}") if len(own) == 1 else f"{count} × {view.words(f'status.{status}')}"))
    return told


# --- drawings --------------------------------------------------------------------------------------------------------------------------


def _figures(site: Site, view: View, mission: Mission, found: list[Standing]) -> list[Figure]:
    """Return the drawing of the first target and, where that cannot be judged but another can, the drawing of the first that can."""
    chosen = found[:1]
    if chosen and not chosen[0].is_assessable:
        chosen += [standing for standing in found[1:] if standing.is_assessable][:1]
    charts = [(standing, chart) for standing in chosen for chart in charts_of(view, standing)]
    return [
        figure_of(
            site, view, f"missions/{mission.id}/", chart, f"main-{number}", level=2, first=number == 0, status=_status(view, standing.own)
        )
        for number, (standing, chart) in enumerate(charts)
    ]


def _status(view: View, own: pd.Series | None) -> tuple[str, str, str] | None:
    return None if own is None else (str(own["status"]), view.words(f"status.{own['status']}"), status_note(view, own))


def charts_of(view: View, standing: Standing) -> list[Chart]:
    """Return the drawings of a target: its verdict, why there is none, or its places side by side."""
    own = standing.own
    if standing.by_country or own is None:
        return places_charts(view, standing)
    if own["status"] == NOT_ASSESSABLE:
        return [unassessed_chart(view, own, standing.target, standing.version)]
    return [trajectory_chart(view, view.judged(), own, standing.target, standing.version)]


# --- what got better and what did not ---------------------------------------------------------------------------------------------------


def moved(view: View, found: list[Standing], statuses: tuple[str, ...]) -> tuple[list[Moved], int]:
    """
    Return the first that have one of *statuses*, target by target, and how many more there are.

    Of the places of a target, those that the project follows come first.
    """
    told: list[Moved] = []
    more = 0
    for standing in found:
        followed = set(standing.followed(view)["place"]) if standing.by_country else set()
        rows = [row for row in standing.records if row["status"] in statuses and not is_missing(row["pace"])]
        rows.sort(key=lambda row: (row["place"] not in followed, view.place_name(row["place"])))
        room = MOST - len(told)
        told += [_moved(view, standing, row) for row in rows[:room]]
        more += len(rows[room:])
    return told, more


def _moved(view: View, standing: Standing, row: Any) -> Moved:
    name = view.of(standing.target.name)
    what = f"{view.place_name(str(row['place']))} – {name}" if standing.by_country else name
    form = view.format(str(row["indicator"]))
    value, pace = form.value(row["latest"]), pace_words(view, row, float(row["pace"]))
    status = str(row["status"])
    told = view.words("public.mission.moved", value=value, year=latest_period(row), pace=pace)
    return Moved(what, told, status, view.words(f"status.{status}"))


# --- targets, facts, what is unknown -----------------------------------------------------------------------------------------------------


def _target(site: Site, view: View, standing: Standing) -> TargetLine:
    reading, own = standing.version.reading, standing.own
    return TargetLine(
        name=view.of(standing.target.name),
        quantity=view.of(reading.quantity),
        by=year_words(view, reading),
        aim=aim_words(view, reading),
        latest=(latest_value(view, own) or view.words("places.no_figure")) if own is not None else "",
        number=number_path(site, own) if own is not None else "",
        other=other_quantity(view, own) if own is not None else "",
        status=str(own["status"]) if own is not None else "",
        status_words=view.words(f"status.{own['status']}") if own is not None else "",
        note=status_note(view, own) if own is not None else "",
        sentence=country_sentence(view, standing) if own is None else "",
    )


def by_place(site: Site, view: View, standing: Standing) -> list[AlikePlaces]:
    """Return the places of a target by their status, those judged first: path, name, and the latest value with its year."""
    rows = in_order(view, standing.rows)
    written: dict[str, list[tuple[str, str, str]]] = {}
    for code, status, indicator, latest, year in rows[["place", "status", "indicator", "latest", "latest_year"]].to_numpy(dtype=object):
        value = "" if is_missing(latest) else f"{view.format(indicator).value(latest)} ({year})"
        path = f"places/{code}/" if code in site.places else ""
        written.setdefault(status, []).append((path, view.place_name(code), value))
    return [AlikePlaces(status, view.words(f"status.{status}"), places) for status, places in written.items()]


def _done(view: View, mission: Mission) -> list[Cited]:
    return [
        Cited(view.of(milestone.text), cited(view, milestone.citation), moment_words(view, milestone.when))
        for milestone in mission.milestones
    ]


def _about(view: View, mission: Mission) -> list[tuple[str, list[Cited]]]:
    """Return who is behind the mission, what it costs and how long it runs, each with its document."""
    words, period = view.words, mission.period
    ends = (("mission.since", period.start), ("mission.until", period.end))
    told = next((words(key, year=year) for key, year in ends if year), "")
    if period.start and period.end:
        told = span(period.start, period.end, view.language)
    groups = (
        ("mission.owner", [Cited(view.of(entry.text), cited(view, entry.citation)) for entry in mission.owners]),
        ("mission.partners", [Cited(view.of(entry.text), cited(view, entry.citation)) for entry in mission.partners]),
        ("mission.money", [Cited(view.of(entry.text), cited(view, entry.citation)) for entry in mission.budgets]),
        ("mission.period", [Cited(told, cited(view, period.citation))] if told and period.citation is not None else []),
        ("mission.context", [Cited(view.of(entry.text), cited(view, entry.citation)) for entry in mission.context]),
    )
    return [(words(key), facts) for key, facts in groups if facts]


def _unknown(view: View, found: list[Standing]) -> Iterator[Unknown]:
    for standing in found:
        missing = standing.target.missing
        if missing is not None and not standing.is_assessable:
            yield Unknown(view.of(standing.target.name), view.of(missing.what), view.of(missing.who))
