"""
What is wrong with the catalogue as a whole, in words a person can act on.

The checks look across entries and files: does every reference lead somewhere, is every number what it says, are the versions of a target
in order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from data.catalogue.draft import Draft
from data.catalogue.faults import nearest
from data.catalogue.models import Better
from data.catalogue.promises import RELATIVE_KINDS, Comparability, Mission, Reading, Target, TargetKind, TargetVersion
from data.yaml_file import Location, location_text

AGE = re.compile(r"all|\d+-\d+|\d+\+")
GROUP = re.compile(r"all|[a-z0-9_]+:[a-z0-9_]+")
MEMBERS = "members:"

# Words that say "so many percent" in other words, and so name no quantity.
_NUMBER_WORDS = re.compile(
    r"[-+–−]?\d[\d.,]*|%|\b(?:a|an|the|by|of|at|least|around|about|per\s?cent|percentage|points?|reduction|decrease|fall|increase|rise|less|"
    r"fewer|more|ein|eine|um|von|mindestens|rund|etwa|prozent|prozentpunkte?|reduktion|reduzierung|rückgang|senkung|abnahme|anstieg|"
    r"zunahme|weniger|mehr)\b",
    re.IGNORECASE,
)


# --- references --------------------------------------------------------------------------------------------------------------------


def _known(draft: Draft, kind: str) -> list[str]:
    """Return the ids of *kind*, those of files that could not be read among them."""
    return [*getattr(draft, kind), *(name for broken, name in draft.broken if broken == kind)]


def _refer(draft: Draft, where: str, at: str, kind: str, names: Collection[str]) -> None:
    known = _known(draft, kind)
    for name in names:
        if known and name not in known:
            draft.refuse(where, f"{at}: unknown {kind.removesuffix('s')} '{name}'", nearest(name, known))


def _refer_code(draft: Draft, where: str, at: str, codes: str, name: str) -> None:
    if draft.codes is None:
        return
    known = [entry.code for entry in getattr(draft.codes, codes)]
    if name not in known:
        noun = {"units": "unit", "sites": "site", "sexes": "sex", "dimensions": "dimension"}[codes]
        draft.refuse(where, f"{at}: unknown {noun} '{name}'", nearest(name, known))


def _targets(draft: Draft) -> Iterator[tuple[Mission, int, Target]]:
    for mission in draft.missions.values():
        for number, target in enumerate(mission.targets):
            yield mission, number, target


def _versions(draft: Draft) -> Iterator[tuple[Mission, Target, TargetVersion, Location]]:
    for mission, number, target in _targets(draft):
        for index, version in enumerate(target.versions):
            yield mission, target, version, ("targets", number, "versions", index)


def check_places(draft: Draft) -> None:
    """Parents and members of places exist, no group contains a group, and no M49 code stands twice."""
    codes: dict[int, str] = {}
    for code, place in draft.places.items():
        _refer(draft, draft.where("places", code, ("parent",)), "parent", "places", [place.parent] if place.parent else [])
        _refer(draft, draft.where("places", code, ("members",)), "members", "places", place.members)
        if place.kind == "group" and not place.members:
            draft.refuse(draft.where("places", code), f"the group '{code}' has no members", "list them under 'members'")
        for member in place.members:
            if member in draft.places and draft.places[member].kind == "group":
                where = draft.where("places", code, ("members",))
                draft.refuse(where, f"members: '{member}' is a group itself", "list its members instead")
        if place.m49 is not None and codes.setdefault(place.m49, code) != code:
            draft.refuse(draft.where("places", code), f"m49: {place.m49} is also the code of {codes[place.m49]}", "correct one of the two")


def check_codes(draft: Draft) -> None:
    """No code stands twice in its list."""
    for name in ("units", "sexes", "sites", "obs_statuses", "conf_statuses") if draft.codes else ():
        codes = [entry.code for entry in getattr(draft.codes, name)]
        for number, code in enumerate(codes):
            if code in codes[:number]:
                where = draft.where("codes", "codes", (name, number))
                draft.refuse(where, f"{name}[{number}].code: '{code}' stands twice", "keep one of the two")


def check_indicators(draft: Draft) -> None:
    """Units exist, ranges are in order, and an indicator that is not comparable exists and is another one."""
    for name, indicator in draft.indicators.items():
        _refer_code(draft, draft.where("indicators", name, ("unit",)), "unit", "units", indicator.unit)
        low, high = indicator.range
        if high is not None and low >= high:
            draft.refuse(draft.where("indicators", name, ("range",)), f"range: {low:g} is not below {high:g}", "write [smallest, largest]")
        for number, other in enumerate(indicator.not_comparable_with):
            where, at = draft.where("indicators", name, ("not_comparable_with", number)), f"not_comparable_with[{number}]"
            _refer(draft, where, at, "indicators", [other.indicator])
            if other.indicator == name:
                draft.refuse(where, f"{at}: the indicator names itself", "name the other indicator")
        if indicator.gap_of is not None:
            where = draft.where("indicators", name, ("gap_of",))
            _refer(draft, where, "gap_of", "indicators", [indicator.gap_of.indicator])
            _refer_code(draft, where, "gap_of", "dimensions", indicator.gap_of.dimension)


def check_sources(draft: Draft) -> None:
    """Editions have names of their own; one that restates another names an older one of its source; a source supersedes another one."""
    for name, source in draft.sources.items():
        published = {edition.id: edition.published for edition in source.editions}
        for number, edition in enumerate(source.editions):
            where, at = draft.where("sources", name, ("editions", number)), f"editions[{number}]"
            if edition.id in [other.id for other in source.editions[:number]]:
                draft.refuse(where, f"{at}.id: the edition '{edition.id}' stands twice", "give each edition its own id")
            if edition.restates is None:
                continue
            if edition.restates not in published or edition.restates == edition.id:
                others = [other for other in published if other != edition.id]
                draft.refuse(where, f"{at}.restates: unknown edition '{edition.restates}'", nearest(edition.restates, others))
            elif published[edition.restates] > edition.published:
                draft.refuse(where, f"{at}.restates: '{edition.restates}' is newer", "correct 'published' of one of the two")
        for older, indicators in source.supersedes.items():
            where, at = draft.where("sources", name, ("supersedes", older)), f"supersedes.{older}"
            _refer(draft, where, at, "sources", [older])
            _refer(draft, where, at, "indicators", indicators)
            if older == name:
                draft.refuse(where, f"{at}: the source names itself", "name the other source, or write 'restates' beside an edition")


def check_reads(draft: Draft) -> None:
    """A rule that brings a source's series into our words names indicators that exist."""
    for name, source in draft.sources.items():
        for number, rule in enumerate(source.reads):
            where, at = draft.where("sources", name, ("reads", number)), f"reads[{number}].indicator"
            _refer(draft, where, at, "indicators", [rule.indicator] if rule.indicator else [])


def check_corrections(draft: Draft) -> None:
    """A correction names a source and edition, an indicator and a place that exist, and no two touch one row of one edition alike."""
    for name, correction in draft.corrections.items():

        def where(*location: str, name: str = name) -> str:
            return draft.where("corrections", name, location)

        _refer(draft, where("source"), "source", "sources", [correction.source])
        _refer(draft, where("match", "indicator"), "match.indicator", "indicators", [correction.match.indicator])
        _refer(draft, where("match", "place"), "match.place", "places", [correction.match.place] if correction.match.place else [])
        same = [
            other.id
            for other in draft.corrections.values()
            if other.id != name and (other.source, other.edition, other.match) == (correction.source, correction.edition, correction.match)
        ]
        if same and same[0] < name:
            draft.refuse(where("match"), f"match: '{same[0]}' touches the same rows", "make one correction of the two")


def check_events(draft: Draft) -> None:
    """An event names places and indicators that exist."""
    for name, event in draft.events.items():
        _refer(draft, draft.where("events", name, ("places",)), "places", "places", event.places)
        _refer(draft, draft.where("events", name, ("indicators",)), "indicators", "indicators", event.indicators)


def check_missions(draft: Draft) -> None:
    """The mission's place exists, and so do the places and groups in which its targets are judged."""
    for name, mission in draft.missions.items():
        _refer(draft, draft.where("missions", name, ("place",)), "place", "places", [mission.place])
    for mission, number, target in _targets(draft):
        for index, entry in enumerate(target.judged_in):
            where = draft.where("missions", mission.id, ("targets", number, "judged_in", index))
            at, code = f"targets[{number}].judged_in[{index}]", entry.removeprefix(MEMBERS)
            _refer(draft, where, at, "places", [code])
            if entry.startswith(MEMBERS) and code in draft.places and draft.places[code].kind != "group":
                draft.refuse(where, f"{at}: '{code}' is not a group", f"write '{code}' without '{MEMBERS}'")


def check_initiatives(draft: Draft) -> None:
    """An initiative names places and a mission that exist, ends after it begins, and no mission stands there twice."""
    seen: dict[str, str] = {}
    for name, initiative in draft.initiatives.items():
        _refer(draft, draft.where("initiatives", name, ("places",)), "places", "places", initiative.places)
        mission = initiative.mission
        where = draft.where("initiatives", name, ("mission",))
        _refer(draft, where, "mission", "missions", [mission] if mission else [])
        if mission and initiative.is_mission and seen.setdefault(mission, name) != name:
            draft.refuse(where, f"mission: '{mission}' is the initiative '{seen[mission]}' already", "keep one of the two files")
        if initiative.start and initiative.end and initiative.end < initiative.start:
            where = draft.where("initiatives", name, ("end",))
            draft.refuse(where, f"end: {initiative.end} lies before start {initiative.start}", "correct one of the two years")


def check_pairs_of_initiatives(draft: Draft) -> None:
    """Whoever compared an initiative with another one named one that exists, not the same, and no pair has two findings."""
    seen: dict[frozenset[str], str] = {}
    for name, initiative in draft.initiatives.items():
        for index, looked in enumerate(initiative.looked_at):
            where, at = draft.where("initiatives", name, ("looked_at", index, "other")), f"looked_at[{index}].other"
            _refer(draft, where, at, "initiatives", [looked.other])
            if looked.other == name:
                draft.refuse(where, f"{at}: '{name}' is compared with itself", "name the other initiative")
            first = seen.setdefault(frozenset((name, looked.other)), where)
            if first != where:
                draft.refuse(where, f"{at}: this pair has a finding already ({first})", "keep one of the two, the newer one")


def check_measures(draft: Draft) -> None:
    """A measure names an indicator, places, a source and a breakdown that exist."""
    for mission, number, target in _targets(draft):
        for index, measure in enumerate(target.measures):
            base: Location = ("targets", number, "measures", index)

            def where(key: str, mission: Mission = mission, base: Location = base) -> tuple[str, str]:
                return draft.where("missions", mission.id, (*base, key)), location_text((*base, key))

            _refer(draft, *where("indicator"), "indicators", [measure.indicator])
            _refer(draft, *where("places"), "places", measure.places)
            _refer(draft, *where("source"), "sources", [measure.source] if measure.source else [])
            for version in sorted(set(measure.versions) - {version.version for version in target.versions}):
                place, at = where("versions")
                draft.refuse(place, f"{at}: the target has no version {version}", "name one of its versions, or leave the list out")
            _refer_code(draft, *where("sex"), "sexes", measure.sex)
            _refer_code(draft, *where("site"), "sites", measure.site)
            for key, pattern, example in (("age", AGE, "all, 15+ or 50-69"), ("group", GROUP, "all or education:low")):
                given = getattr(measure, key)
                if not pattern.fullmatch(given):
                    place, at = where(key)
                    draft.refuse(place, f"{at}: '{given}' does not have the right form", f"write it like {example}")


def check_measure_fits(draft: Draft) -> None:
    """A series that speaks to a target has the target's direction and, where the target is a level, its unit."""
    for mission, target, version, base in _versions(draft):
        reading = version.reading
        for measure in target.measures:
            indicator = draft.indicators.get(measure.indicator)
            if indicator is None or measure.comparability == Comparability.NOT_COMPARABLE or not measure.covers(version.version):
                continue
            where = draft.where("missions", mission.id, (*base, "reading"))
            wanted = {"decrease": Better.LOWER, "increase": Better.HIGHER}[reading.direction]
            if indicator.better not in (wanted, Better.NEITHER):
                what = f"reading.direction: '{reading.direction}' worsens '{indicator.id}', of which {indicator.better} is better"
                draft.refuse(where, what, "correct the direction, or call the measure not_comparable")
            if reading.kind == TargetKind.LEVEL and indicator.unit != reading.unit:
                what = f"reading.unit: the level is in '{reading.unit}' and the measure '{indicator.id}' in '{indicator.unit}'"
                draft.refuse(where, what, "use one unit, or call the measure not_comparable")


# --- targets -----------------------------------------------------------------------------------------------------------------------


def check_ids(draft: Draft) -> None:
    """Ids of targets and of versions are unique; a target's first version may bear the target's name."""
    owner: dict[str, str] = {}
    for mission, number, target in _targets(draft):
        later = [(version.id, ("versions", n, "id")) for n, version in enumerate(target.versions) if n or version.id != target.id]
        for name, key in [(target.id, ("id",)), *later]:
            if name in owner:
                where = draft.where("missions", mission.id, ("targets", number, *key))
                draft.refuse(where, f"'{name}' is already a name of target '{owner[name]}'", "give each target and version its own id")
            owner[name] = target.id


def check_versions(draft: Draft) -> None:
    """Versions are numbered 1, 2, 3 … and hold one after the other."""
    for mission, number, target in _targets(draft):
        until = None
        for index, version in enumerate(target.versions):
            where = draft.where("missions", mission.id, ("targets", number, "versions", index))
            at = f"targets[{number}].versions[{index}]"
            if version.version != index + 1:
                draft.refuse(where, f"{at}.version: {version.version} stands in place {index + 1}", "number them 1, 2, 3 … in order")
            if version.valid_from and version.valid_to and version.valid_from > version.valid_to:
                draft.refuse(where, f"{at}: valid_from lies after valid_to", "swap the two days")
            if version.valid_from and until and version.valid_from <= until:
                draft.refuse(where, f"{at}.valid_from: the version before holds until {until}", "end one before the next begins")
            until = version.valid_to


def check_parts(draft: Draft) -> None:
    """The parts of an all-of target are other targets, or versions of them."""
    known = {name for _, _, target in _targets(draft) for name in (target.id, *(version.id for version in target.versions))}
    for mission, target, version, base in _versions(draft):
        for index, part in enumerate(version.reading.parts):
            key: Location = (*base, "reading", "parts", index)
            where, at = draft.where("missions", mission.id, key), location_text(key)
            if part in (target.id, version.id):
                draft.refuse(where, f"{at}: the target is a part of itself", "name the other targets")
            elif part not in known and not any(kind == "missions" for kind, _ in draft.broken):
                draft.refuse(where, f"{at}: unknown target '{part}'", nearest(part, known))


def check_readings(draft: Draft) -> None:
    """Every reading has a unit that exists, a percentage has a base and a quantity, and a level in percent lies within 0–100."""
    for mission, _, version, base in _versions(draft):
        reading = version.reading

        def where(key: str, mission: Mission = mission, base: Location = base) -> tuple[str, str]:
            return draft.where("missions", mission.id, (*base, "reading", key)), location_text((*base, "reading", key))

        _refer_code(draft, *where("unit"), "units", reading.unit)
        for key, what, remedy in (*_percent_without_base(reading), *_percent_out_of_range(reading)):
            place, at = where(key)
            draft.refuse(place, f"{at}: {what}", remedy)


def _percent_without_base(reading: Reading) -> Iterator[tuple[str, str, str]]:
    """A bare '10 %' says nothing: of what, and counted from where?"""
    if reading.kind not in RELATIVE_KINDS or reading.amount is None:
        return
    start = reading.baseline
    if start is not None and start.year is None and start.value is None and start.note is None:
        remedy = "give the year or value it is counted from, or a note that says that the document states none"
        yield "baseline", f"a change of {reading.amount:g} % has no base", remedy
    for text in (reading.quantity.en, reading.quantity.de):
        if not re.search(r"\w", _NUMBER_WORDS.sub("", text)):
            yield (
                "quantity",
                f"'{text}' does not say what changes by {reading.amount:g} %",
                "name the quantity, such as 'deaths from lung cancer'",
            )


def _percent_out_of_range(reading: Reading) -> Iterator[tuple[str, str, str]]:
    if reading.kind != TargetKind.LEVEL or reading.unit != "percent":
        return
    start = reading.baseline.value if reading.baseline else None
    values = [("value", reading.value), ("baseline", start), *(("steps", step.value) for step in reading.steps)]
    for key, value in values:
        if value is not None and not 0 <= value <= 100:  # noqa: PLR2004
            yield key, f"{value:g} is not a percentage between 0 and 100", "write the percentage itself: 36 for 36 %, not 0.36 or 3600"


CHECKS: tuple[Callable[[Draft], None], ...] = (
    check_places,
    check_codes,
    check_indicators,
    check_sources,
    check_reads,
    check_corrections,
    check_events,
    check_missions,
    check_initiatives,
    check_pairs_of_initiatives,
    check_measures,
    check_measure_fits,
    check_ids,
    check_versions,
    check_parts,
    check_readings,
)
