"""Which breakdowns are missing: for each metric of each mission what is held, what is not, why, and who could supply it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.table import Column, table
from dashboard.components.view import View
from dashboard.pages.equity_subject import SEXES, held_dimensions
from data.catalogue.promises import Mission

EXPECTED = ("sex", "age", "region", "social")
"""What every outcome should be seen by: sex, age, region and one measure of people's position in society."""
HELD, MISSING, DOES_NOT_APPLY = "held", "missing", "does_not_apply"


@dataclass(frozen=True)
class Coverage:
    """One metric of one mission: what is held of it by each of `EXPECTED`; a mission without any figure has no indicator."""

    mission: Mission
    indicator: str
    states: tuple[str, ...]
    why: str
    owner: str


def coverage(view: View) -> list[Coverage]:
    """Return every metric of every mission with its breakdowns, in the order of the missions' names."""
    kept: list[Coverage] = view.warehouse.remember(("coverage", view.language, view.as_of), lambda: _coverage(view))
    return kept


class Series(NamedTuple):
    """A series that has points: where, of whom, and whose."""

    place: str
    sex: str
    age: str
    source: str


@dataclass(frozen=True)
class Held:
    """What is held: the series of each indicator, the places in which a mission is judged by it, and which are held by social position."""

    series: dict[str, list[Series]]
    judged: dict[tuple[str, str], set[str]]
    social: frozenset[str]


def _held(view: View) -> Held:
    held, rows, dimensions = view.warehouse.series, view.in_force(), held_dimensions(view)
    series: dict[str, list[Series]] = {}
    for indicator, points, *named in zip(*(held[name] for name in ("indicator", "points", *Series._fields)), strict=True):
        if points > 0:
            series.setdefault(indicator, []).append(Series(*named))
    judged: dict[tuple[str, str], set[str]] = {}
    for mission, indicator, place in zip(rows["mission"], rows["indicator"], rows["place"], strict=True):
        judged.setdefault((mission, indicator), set()).add(place)
    return Held(series, judged, frozenset(dimensions.loc[dimensions["social"], "indicator"]))


def _coverage(view: View) -> list[Coverage]:
    missions = sorted(view.catalogue.missions.values(), key=lambda mission: view.of(mission.name).casefold())
    held = _held(view)
    return [entry for mission in missions for entry in _of_mission(view, mission, held)]


def _of_mission(view: View, mission: Mission, held: Held) -> list[Coverage]:
    indicators = dict.fromkeys(measure.indicator for target in mission.targets for measure in target.measures)
    found = [_of_metric(view, mission, code, held) for code in indicators]
    if found:
        return found
    owner = next((view.of(target.missing.who) for target in mission.targets if target.missing), "")
    return [Coverage(mission, "", (MISSING,) * len(EXPECTED), view.words("equity.grid.no_figure_at_all"), owner)]


def _of_metric(view: View, mission: Mission, indicator: str, held: Held) -> Coverage:
    series, places = held.series.get(indicator, []), held.judged.get((mission.id, indicator), set())
    here = [each for each in series if each.place in places] if places else series
    known = view.catalogue.places
    inside = any(known[each.place].parent in places for each in series if each.place in known)
    states = (
        _sex_state({each.sex for each in series}, {each.sex for each in here}),
        HELD if len({each.age for each in here}) > 1 else MISSING,
        HELD if inside else MISSING,
        HELD if indicator in held.social else MISSING,
    )
    sources = dict.fromkeys(each.source for each in series)
    publishers = [view.catalogue.sources[code].publisher for code in sources if code in view.catalogue.sources]
    if not series:
        owner = next((view.of(t.missing.who) for t in mission.targets if t.missing and _is_measured(t.measures, indicator)), "")
        return Coverage(mission, indicator, states, view.words("equity.grid.no_figure"), owner)
    why = view.words("equity.grid.not_carried") if MISSING in states else ""
    return Coverage(mission, indicator, states, why, view.listed(list(dict.fromkeys(publishers))))


def _is_measured(measures: Iterable[object], indicator: str) -> bool:
    return any(getattr(measure, "indicator", "") == indicator for measure in measures)


def _sex_state(held: set[str], here: set[str]) -> str:
    """Return whether sexes are told apart: *held* anywhere, and *here*."""
    if here >= set(SEXES):
        return HELD
    return DOES_NOT_APPLY if len(held) == 1 and held <= set(SEXES) else MISSING


def grid(view: View, indicator: str) -> str:
    """Return the grid: what concerns *indicator* or the chosen mission first, all missions closed below."""
    words = view.words
    entries = coverage(view)
    measured = [entry for entry in entries if entry.indicator]
    social = sum(entry.states[EXPECTED.index("social")] == HELD for entry in measured)
    mission = view.selection.mission
    first = [entry for entry in entries if entry.mission.id == mission or (not mission and entry.indicator == indicator)]
    told = words.counted("equity.grid.told", social, of=len(measured))
    everything = element(
        "details", element("summary", escaped(words("equity.grid.all", n=len(entries)))), _table(view, entries, words("equity.grid.title"))
    )
    shown = _table(view, first, words("equity.grid.title")) if first else ""
    return "".join(
        (
            element("section", element("h2", escaped(words("equity.grid.title"))), id="equity-grid"),
            paragraph(told),
            shown,
            element("div", everything, class_="wm-tools"),
            paragraph(words("equity.grid.note"), "wm-source"),
        )
    )


def _table(view: View, entries: list[Coverage], caption: str) -> str:
    words = view.words
    columns = (
        Column(words("equity.grid.metric"), width="30%"),
        *(Column(words(f"equity.grid.expected.{name}")) for name in EXPECTED),
        Column(words("equity.grid.owner"), width="28%", labelled=False),
    )
    rows = []
    for entry in entries:
        if entry.indicator:
            name = view.of(view.catalogue.indicators[entry.indicator].short_name)
            head = link(view.address("equity", indicator=entry.indicator), escaped(name)) if HELD in entry.states[:1] else escaped(name)
        else:
            head = escaped(words("equity.grid.none_held"))
        states = [escaped(words(f"equity.grid.state.{state}")) for state in entry.states]
        why = escaped(entry.owner) + (element("small", escaped(entry.why)) if entry.why else "")
        rows.append([head + element("small", escaped(view.of(entry.mission.name))), *states, why])
    return table(columns, rows, caption=caption)
