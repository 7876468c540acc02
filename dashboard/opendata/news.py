"""What a release changed, in words: one entry for the figures, and one a mission whose verdicts, targets or figures changed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from dashboard.display import Language, count, date_words, sort_key, span
from dashboard.language import Words, words_of
from dashboard.opendata.api import release_of
from dashboard.opendata.changes import Before
from dashboard.opendata.content import Content
from dashboard.opendata.models_of_changes import Changes, News, ObservationChange, TargetChange, VerdictChange
from data.catalogue.entries import Text

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:waymark:news")
"""Names of entries are made from release and mission, so that they stay the same wherever the site is."""
MOST = 12
"""Changes that an entry spells out; the others are counted."""
MOST_PLACES = 8
"""Places that are named where several had the same change."""
NOT_ASSESSABLE = "not_assessable"
FIGURE_CHANGES = {"new": ("new",), "revised": ("revised", "reflagged"), "removed": ("removed",)}
"""How figures changed as an entry tells it, and the names of `changes.json` that it sums up."""

LANGUAGES: tuple[Language, ...] = ("en", "de")


def news(content: Content, changes: Changes, before: Before | None) -> News:
    """Return the entries of this release and of those before it, the newest first."""
    earlier = [entry.model_dump() for entry in before.news.entries if entry.release != content.release] if before else []
    return News.model_validate({"release": release_of(content), "entries": [*_entries(content, changes, before), *earlier]})


def _entries(content: Content, changes: Changes, before: Before | None) -> Iterator[dict[str, Any]]:
    if before is None:
        in_force = int(content.verdicts["in_force"].astype(bool).sum())

        def first(words: Words) -> list[str]:
            return [words.counted("opendata.news.first", in_force, count=count(in_force, words.language))]

        yield _entry(content, None, lambda words: words("opendata.news.first_title"), first)
        return
    if changes.observations:
        yield _told(content, None, (), (), changes.observations)
    for mission in content.catalogue.missions:
        verdicts = [change for change in changes.verdicts if change.mission == mission]
        targets = [change for change in changes.targets if change.mission == mission]
        figures = _figures_of(content, mission, changes.observations)
        if verdicts or targets or figures:
            yield _told(content, mission, verdicts, targets, figures)


def _figures_of(content: Content, mission: str, figures: Sequence[ObservationChange]) -> list[ObservationChange]:
    """Return those *figures* that speak to a target of *mission* in a place where it is judged."""
    verdicts = content.verdicts
    judged = verdicts[verdicts["mission"] == mission]
    series = {
        (measure.indicator, place, measure.source)
        for target in content.catalogue.missions[mission].targets
        for place in judged.loc[judged["target"] == target.id, "place"].unique()
        for measure in target.measures
        if not measure.places or place in measure.places
    }
    return [one for one in figures if {(one.indicator, one.place, None), (one.indicator, one.place, one.source)} & series]


def _told(
    content: Content,
    mission: str | None,
    verdicts: Sequence[VerdictChange],
    targets: Sequence[TargetChange],
    figures: Sequence[ObservationChange],
) -> dict[str, Any]:
    counts = {"verdicts": len(verdicts), "targets": len(targets), "figures": len(figures)}

    def title(words: Words) -> str:
        return ", ".join(
            words.counted(f"opendata.news.what.{kind}", number, count=count(number, words.language))
            for kind, number in counts.items()
            if number
        )

    def lines(words: Words) -> Iterator[str]:
        telling = Telling(content, words)
        yield from telling.limited([*telling.targets(targets), *telling.verdicts(verdicts)])
        yield from telling.limited(list(telling.figures(figures)))

    return _entry(content, mission, title, lines)


def _entry(content: Content, mission: str | None, title: Callable[[Words], str], lines: Callable[[Words], Iterable[str]]) -> dict[str, Any]:
    titles, summaries = {}, {}
    for language in LANGUAGES:
        words = words_of(language)
        what = title(words)
        if mission is not None:
            what = words("opendata.news.entry", mission=content.catalogue.missions[mission].name.in_language(language), what=what)
        titles[language] = what
        of_release = words("opendata.news.release", day=date_words(content.day, language), release=content.release)
        summaries[language] = "\n".join([*lines(words), of_release])
    return {
        "id": uuid.uuid5(NAMESPACE, f"{content.release}/{mission or ''}").urn,
        "release": content.release,
        "day": content.day.isoformat(),
        "mission": mission,
        "title": titles,
        "summary": summaries,
    }


class Telling:
    """Tells changes in one language, a line each; what happened to many places or years at once is one line."""

    def __init__(self, content: Content, words: Words) -> None:
        self.words = words
        catalogue = content.catalogue
        self._targets = {target.id: target.name for mission in catalogue.missions.values() for target in mission.targets}
        self._places = {code: entry.name for code, entry in catalogue.places.items()}
        self._indicators = {code: entry.name for code, entry in catalogue.indicators.items()}

    def limited(self, lines: Sequence[str]) -> Iterator[str]:
        """Return the first of *lines* and how many are left."""
        yield from lines[:MOST]
        if len(lines) > MOST:
            yield self.words.counted("opendata.news.more", len(lines) - MOST)

    def targets(self, changes: Sequence[TargetChange]) -> Iterator[str]:
        """Return each change of a target, with the reason that was given for it."""
        for change in changes:
            told = self.words(f"opendata.news.change.{change.change}", target=self._name(self._targets, change.target))
            yield f"{told} {getattr(change.why, self.words.language)}" if change.why else told

    def verdicts(self, changes: Sequence[VerdictChange]) -> Iterator[str]:
        """Return what changed by target and kind of change, moves between two verdicts first, another reason for none last."""
        for _, alike in groupby(sorted(changes, key=_kind), key=_kind):
            same = list(alike)
            change = same[0]
            yield self.words(
                f"opendata.news.verdict.{change.change}",
                target=self._name(self._targets, change.target),
                place=self._where([one.place for one in same]),
                old=self._verdict(change.old_status, change.old_reason),
                new=self._verdict(change.new_status, change.new_reason),
                cause=", ".join(self.words(f"opendata.news.cause.{cause}") for cause in change.cause),
            )

    def figures(self, changes: Sequence[ObservationChange]) -> Iterator[str]:
        """Return for each indicator how many figures are new, revised or gone, for which years and places, and why; most changes first."""
        words = self.words
        by_indicator: dict[str, list[ObservationChange]] = {}
        for change in changes:
            by_indicator.setdefault(change.indicator, []).append(change)
        for indicator, same in sorted(by_indicator.items(), key=lambda entry: (-len(entry[1]), entry[0])):
            numbers = {told: sum(row.change in names for row in same) for told, names in FIGURE_CHANGES.items()}
            places = list({row.place for row in same})
            yield words(
                "opendata.news.figures",
                indicator=self._name(self._indicators, indicator),
                what=", ".join(
                    words(f"opendata.news.figure.{told}", n=count(number, words.language)) for told, number in numbers.items() if number
                ),
                years=span(min(row.year for row in same), max(row.year_end for row in same), words.language),
                place=self._where(places),
                cause=", ".join(words(f"opendata.news.figure_cause.{cause}") for cause in sorted({row.cause for row in same})),
            )

    def _where(self, places: Sequence[str]) -> str:
        names = sorted((self._name(self._places, place) for place in places), key=lambda name: sort_key(name, self.words.language))
        if len(names) == 1:
            return names[0]
        rest = len(names) - MOST_PLACES
        listed = ", ".join([*names[:MOST_PLACES], *(["…"] if rest > 0 else [])])
        return self.words("opendata.news.places", n=len(names), list=listed)

    def _verdict(self, status: str, reason: str) -> str:
        if not status:
            return ""
        told = self.words(f"status.{status}")
        return f"{told}, {self.words(f'reason.{reason}')}" if status == NOT_ASSESSABLE and reason else told

    def _name(self, names: dict[str, Text], code: str) -> str:
        return names[code].in_language(self.words.language) if code in names else code


def _kind(change: VerdictChange) -> tuple[Any, ...]:
    """Return what changes have in common that are told in one line; sorted, what a reader wants to know first comes first."""
    was, now = change.old_status not in ("", NOT_ASSESSABLE), change.new_status not in ("", NOT_ASSESSABLE)
    order = ((True, True), (False, True), (True, False), (False, False)).index((was, now))
    return order, change.target, change.change, change.old_status, change.old_reason, change.new_status, change.new_reason, *change.cause
