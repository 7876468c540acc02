"""What was decided, and was it kept? Changes of targets with both wordings, what missions did, and how the verdicts moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from dashboard.components.aim import aim_with_year
from dashboard.components.moment import moment_words
from dashboard.components.quote import cited
from dashboard.components.view import View
from dashboard.display import MISSING, date_words, sort_key
from dashboard.pages.standing import standings
from dashboard.public.page import Page
from dashboard.public.site import Site
from data.catalogue.promises import Mission, Target, TargetVersion


@dataclass(frozen=True)
class Wording:
    """What a version of a target says: the sentence as quoted, our reading of its aim, and the document."""

    quote: str
    language: str
    ours: str
    aim: str
    source: str


@dataclass(frozen=True)
class Change:
    """A target that was changed: old and new wording, reason, who, when."""

    target: str
    mission: str
    mission_path: str
    when: str
    sorted_by: str
    old: Wording
    new: Wording
    reason: str
    who: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """Something that a mission set out to do or did, with its document."""

    when: str
    sorted_by: str
    text: str
    mission: str
    mission_path: str
    source: str


@dataclass(frozen=True)
class Run:
    """A verdict that stayed the same over releases: the day of the first and of the last of them."""

    status: str
    words: str
    note: str
    first: str
    last: str


@dataclass(frozen=True)
class Strip:
    """The verdicts on one target in the mission's own place, release by release, the newest first."""

    target: str
    mission: str
    mission_path: str
    runs: tuple[Run, ...]


def pages(site: Site, view: View) -> Iterator[Page]:
    """Return the page."""
    words, missions = view.words, view.catalogue.missions.values()
    changes = sorted((change for mission in missions for change in _changes(view, mission)), key=_newest_first, reverse=True)
    events = sorted((event for mission in missions for event in _events(view, mission)), key=_newest_first, reverse=True)
    strips = sorted((strip for mission in missions for strip in _strips(site, view, mission)), key=lambda strip: _order(view, strip))
    releases = len(site.history.releases) + 1 if site.history else 1
    yield Page(
        path="promises/",
        template="promises.html",
        title=words("public.promises.title"),
        description=words("public.promises.lead"),
        context={
            "changes": changes,
            "events": [event for event in events if event.sorted_by],
            "undated": [event for event in events if not event.sorted_by],
            "moved": [strip for strip in strips if len(strip.runs) > 1],
            "unmoved": [strip for strip in strips if len(strip.runs) == 1],
            "releases": releases,
            "targets": sum(len(mission.targets) for mission in missions),
        },
        section="promises/",
    )


def _newest_first(entry: Change | Event) -> str:
    return entry.sorted_by


def _order(view: View, strip: Strip) -> tuple[int, str, str]:
    """Return what puts the verdicts that moved first, then sorts by mission and target."""
    return -len(strip.runs), sort_key(strip.mission, view.language), sort_key(strip.target, view.language)


# --- changes of targets ------------------------------------------------------------------------------------------------------------------


def _changes(view: View, mission: Mission) -> Iterator[Change]:
    for target in mission.targets:
        versions = sorted(target.versions, key=lambda version: version.version)
        for old, new in pairwise(versions):
            yield _change(view, mission, target, old, new)


def _change(view: View, mission: Mission, target: Target, old: TargetVersion, new: TargetVersion) -> Change:
    words, since = view.words, new.valid_from
    return Change(
        target=view.of(target.name),
        mission=view.of(mission.name),
        mission_path=f"missions/{mission.id}/",
        when=date_words(since, view.language) if since else words("public.promises.day_unknown"),
        sorted_by=since.isoformat() if since else "",
        old=_wording(view, old),
        new=_wording(view, new),
        reason=view.of(new.change_reason) if new.change_reason else words("public.promises.no_reason"),
        who=tuple(view.of(owner.text) for owner in mission.owners) or (words("public.promises.no_owner"),),
    )


def _wording(view: View, version: TargetVersion) -> Wording:
    translation = version.quote.translation(view.language)
    ours = view.words("quote.ours", text=translation.text) if translation else ""
    return Wording(
        version.quote.text, version.quote.language, ours, aim_with_year(view, version.reading), cited(view, version.quote.citation)
    )


# --- what missions did -------------------------------------------------------------------------------------------------------------------


def _events(view: View, mission: Mission) -> Iterator[Event]:
    for milestone in mission.milestones:
        yield Event(
            when=moment_words(view, milestone.when),
            sorted_by="" if milestone.when == MISSING else milestone.when,
            text=view.of(milestone.text),
            mission=view.of(mission.name),
            mission_path=f"missions/{mission.id}/",
            source=cited(view, milestone.citation),
        )


# --- how the verdicts moved --------------------------------------------------------------------------------------------------------------


def _strips(site: Site, view: View, mission: Mission) -> Iterator[Strip]:
    for standing in standings(view, mission):
        own = standing.own
        if own is None:
            continue
        judged = [
            *site.verdicts_before(mission.id, standing.target.id, str(own["place"])),
            (site.day.isoformat(), own["status"], own["reason"]),
        ]
        runs: list[list[tuple[str, str, str]]] = []
        for verdict in judged:
            if runs and runs[-1][0][1] == verdict[1]:
                runs[-1].append(verdict)
            else:
                runs.append([verdict])
        told = tuple(_run(view, run) for run in reversed(runs))
        yield Strip(view.of(standing.target.name), view.of(mission.name), f"missions/{mission.id}/", told)


def _run(view: View, run: list[tuple[str, str, str]]) -> Run:
    (first, status, _), (last, _, reason) = run[0], run[-1]
    note = view.words(f"reason.{reason}") if status == "not_assessable" and reason else ""
    return Run(status, view.words(f"status.{status}"), note, moment_words(view, first), moment_words(view, last))
