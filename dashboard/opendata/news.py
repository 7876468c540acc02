"""What a release changed, in words: one entry a mission whose verdicts or targets changed, and one for the figures."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from dashboard.display import Language
from dashboard.language import words_of
from dashboard.opendata.api import release_of
from dashboard.opendata.changes import Before
from dashboard.opendata.content import Content
from dashboard.opendata.models_of_changes import Changes, News, TargetChange, VerdictChange

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:waymark:news")
"""Names of entries are made from release and mission, so that they stay the same wherever the site is."""
MOST = 12
"""Changes that an entry spells out; the others are counted."""

LANGUAGES: tuple[Language, ...] = ("en", "de")


def news(content: Content, changes: Changes, before: Before | None) -> News:
    """Return the entries of this release and of those before it, the newest first."""
    earlier = [entry.model_dump() for entry in before.news.entries if entry.release != content.release] if before else []
    return News.model_validate({"release": release_of(content), "entries": [*_entries(content, changes, before), *earlier]})


def _entries(content: Content, changes: Changes, before: Before | None) -> Iterator[dict[str, Any]]:
    counts = changes.counts
    if before is None:
        in_force = int(content.verdicts["in_force"].astype(bool).sum())
        yield _entry(content, None, {language: words_of(language)("opendata.news.first", n=in_force) for language in LANGUAGES})
        return
    if any(dict(counts).values()):
        revised = counts.revised + counts.reflagged
        values = {"new": counts.new, "revised": revised, "removed": counts.removed}
        yield _entry(content, None, {language: words_of(language)("opendata.news.observations", **values) for language in LANGUAGES})
    for mission in content.catalogue.missions:
        verdicts = [change for change in changes.verdicts if change.mission == mission]
        targets = [change for change in changes.targets if change.mission == mission]
        if verdicts or targets:
            yield _entry(content, mission, {language: _summary(content, language, verdicts, targets) for language in LANGUAGES})


def _entry(content: Content, mission: str | None, summary: dict[str, str]) -> dict[str, Any]:
    title = {}
    for language in LANGUAGES:
        words = words_of(language)
        if mission is None:
            title[language] = words("opendata.news.entry_all", release=content.release)
        else:
            name = content.catalogue.missions[mission].name.in_language(language)
            title[language] = words("opendata.news.entry", mission=name, release=content.release)
    return {
        "id": uuid.uuid5(NAMESPACE, f"{content.release}/{mission or ''}").urn,
        "release": content.release,
        "day": content.day.isoformat(),
        "mission": mission,
        "title": title,
        "summary": summary,
    }


def _summary(content: Content, language: Language, verdicts: Sequence[VerdictChange], targets: Sequence[TargetChange]) -> str:
    words = words_of(language)
    names = {target.id: target.name.in_language(language) for mission in content.catalogue.missions.values() for target in mission.targets}
    places = {code: entry.name.in_language(language) for code, entry in content.catalogue.places.items()}

    def status(code: str) -> str:
        return words(f"status.{code}") if code else words("opendata.news.nothing")

    parts = []
    if verdicts:
        items = [
            words(
                "opendata.news.verdict",
                target=names.get(change.target, change.target),
                place=places.get(change.place, change.place),
                old=status(change.old_status),
                new=status(change.new_status),
                cause=", ".join(words(f"opendata.news.cause.{cause}") for cause in change.cause),
            )
            for change in verdicts
        ]
        parts.append(words("opendata.news.verdicts", items=_listed(language, items)))
    if targets:
        items = [f"{names.get(change.target, change.target)} ({words(f'opendata.news.change.{change.change}')})" for change in targets]
        parts.append(words("opendata.news.targets", items=_listed(language, items)))
    return " ".join(parts)


def _listed(language: Language, items: Sequence[str]) -> str:
    rest = len(items) - MOST
    more = [words_of(language)("opendata.news.more", n=rest)] if rest > 0 else []
    return "; ".join([*items[:MOST], *more])
