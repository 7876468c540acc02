"""
What a reader chose, read from the address once and checked against the catalogue.

An unknown value never raises: it becomes a ``Trouble`` that a page shows in the reader's language, with the nearest known values.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote, urlencode

from dashboard.display import Language
from dashboard.language import DEFAULT, LANGUAGES, language_of
from dashboard.spelled_days import days_meant
from data.catalogue.catalogue import Catalogue
from data.catalogue.promises import Mission
from data.days import first_edition

PARAMETERS = ("mission", "target", "place", "edition", "indicator", "sex", "age", "site", "group", "year", "peers", "as_of", "lang")
"""Everything a reader can choose, in the order of an address."""

LONGEST = 120
"""Characters of an unknown value that are shown back; a longer one says nothing more."""

SUGGESTIONS = 5
ANYWHERE = "anywhere"
"""The fault of a target that no mission has."""
PAGE = "page"
"""The parameter of the first page that names a page which does not exist; it is no choice, and goes along nowhere."""
UNLIKE = "unlike"
"""The fault of a page whose name is like no other."""
UNCLEAR = "unclear"
"""The fault of a day that may be one of two."""
LATE = "late"
EARLY = "early"
MAIN_PAGES = ("country", "compare", "lab", "methods", "data")
PLACES_OF_LANGUAGE: dict[Language, str] = {"de": "DEU", "en": "GBR", "sv": "SWE", "nl": "NLD"}


@dataclass(frozen=True)
class Trouble:
    """A parameter that says nothing we know: its name, its value, the nearest known values, and what is wrong where that is not plain."""

    parameter: str
    value: str
    suggestions: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True)
class Selection:
    """What the address asks for; empty where it says nothing."""

    language: Language = DEFAULT
    mission: str = ""
    target: str = ""
    place: str = ""
    edition: tuple[str, str] | None = None
    indicator: str = ""
    peers: str = ""
    as_of: date | None = None
    troubles: tuple[Trouble, ...] = ()

    def trouble(self, parameter: str) -> Trouble | None:
        """Return what is wrong with *parameter*, if anything."""
        return next((trouble for trouble in self.troubles if trouble.parameter == parameter), None)

    def parameters(self) -> dict[str, str]:
        """Return the selection as parameters of an address, without what was not chosen."""
        chosen = {
            "mission": self.mission,
            "target": self.target,
            "place": self.place,
            "edition": "/".join(self.edition) if self.edition else "",
            "indicator": self.indicator,
            "peers": self.peers,
            "as_of": self.as_of.isoformat() if self.as_of else "",
            "lang": self.language,
        }
        return {name: value for name, value in chosen.items() if value}


def address(page: str, parameters: Mapping[str, str | None]) -> str:
    """Return the address of *page* (empty for all missions) with *parameters* in their fixed order; empty values are left out."""
    known = [(name, value) for name in PARAMETERS if (value := parameters.get(name))]
    query = urlencode(known, safe="/", quote_via=quote)
    return f"/{page}?{query}" if query else f"/{page}"


def read_language(parameters: Mapping[str, str], locale: str | None) -> tuple[Language, tuple[Trouble, ...]]:
    """Return the language that the address asks for, else the browser's, else English."""
    asked = parameters.get("lang", "")
    fallback = language_of(locale) or DEFAULT
    if not asked:
        return fallback, ()
    language = language_of(asked)
    if language is None:
        return fallback, (Trouble("lang", shortened(asked), LANGUAGES),)
    return language, ()


def read_selection(parameters: Mapping[str, str], catalogue: Catalogue, *, locale: str | None, today: date) -> Selection:
    """Return what *parameters* ask for, checked against *catalogue*; what is unknown is left empty and reported."""
    language, troubles = read_language(parameters, locale)
    found = list(troubles)
    selection = Selection(
        language=language,
        mission=_known("mission", parameters, catalogue.missions, found, names=lambda: _mission_names(catalogue)),
        place=_known("place", parameters, catalogue.places, found, names=lambda: _place_names(catalogue)),
        indicator=_known("indicator", parameters, catalogue.indicators, found),
        peers=_known("peers", parameters, _groups(catalogue), found, names=lambda: _place_names(catalogue)),
        edition=_edition(parameters, catalogue, found),
        as_of=_day(parameters, catalogue, found, today),
    )
    target = _target(parameters, catalogue, selection.mission, found)
    if target and not selection.mission and selection.trouble("mission") is None:
        selection = replace(selection, mission=catalogue.target(target)[0].id)
    return replace(selection, target=target, troubles=tuple(found))


def shortened(value: str) -> str:
    """Return *value* without control characters, cut to a length that can be shown back."""
    clean = "".join(sign if sign.isprintable() else " " for sign in value).strip()
    return clean if len(clean) <= LONGEST else f"{clean[:LONGEST]}…"


def nearest(value: str, known: Iterable[str], names: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the *known* codes that are spelled, or whose *names* (lower case, mapped to codes) are spelled, most like *value*."""
    asked = value.casefold()[:LONGEST]
    spelled: dict[str, str] = {code.casefold(): code for code in known} | dict(names or {})
    inside = [code for text, code in spelled.items() if len(asked) > 2 and asked in text]  # noqa: PLR2004 - shorter is inside everything
    close = [spelled[text] for text in difflib.get_close_matches(asked, spelled, n=SUGGESTIONS, cutoff=0.5)]
    return tuple(dict.fromkeys([*close, *inside]))[:SUGGESTIONS]


def with_lost_page(selection: Selection, parameters: Mapping[str, str], names: Mapping[str, str]) -> Selection:
    """
    Return *selection* with what is wrong if the first page stands in for a page that does not exist.

    *names* are the other pages by what they are called (lower case, mapped to the name of the address).
    """
    asked = parameters.get(PAGE, "").strip()
    if not asked:
        return selection
    near = nearest(asked, names.values(), names)
    lost = Trouble(PAGE, shortened(asked), near or MAIN_PAGES, "" if near else UNLIKE)
    return replace(selection, troubles=(lost, *selection.troubles))


def _known(
    parameter: str, parameters: Mapping[str, str], known: Iterable[str], found: list[Trouble], names: Callable[[], Mapping[str, str]] = dict
) -> str:
    """Return the code that *parameters* ask for, empty where it is unknown; *names*, many, are made only where they are needed."""
    asked = parameters.get(parameter, "").strip()
    if not asked:
        return ""
    codes = {code.casefold(): code for code in known}
    code = codes.get(asked.casefold())
    if code is None:
        found.append(Trouble(parameter, shortened(asked), nearest(asked, codes.values(), names())))
        return ""
    return code


def _target(parameters: Mapping[str, str], catalogue: Catalogue, mission: str, found: list[Trouble]) -> str:
    asked = parameters.get("target", "").strip()
    if not asked:
        return ""
    try:
        owner, target = catalogue.target(asked)
    except KeyError:
        owner, target = None, None
    if owner is None or target is None or (mission and owner.id != mission):
        missions = [m for m in catalogue.missions.values() if not mission or m.id == mission]
        # Any five targets of all missions would be no help; those of the one that is open are.
        of_mission = tuple(t.id for t in catalogue.missions[mission].targets) if mission else ()
        near = nearest(asked, [t.id for m in missions for t in m.targets], _target_names(missions))
        found.append(Trouble("target", shortened(asked), near or of_mission[:SUGGESTIONS], "" if mission else ANYWHERE))
        return ""
    return target.id


def _edition(parameters: Mapping[str, str], catalogue: Catalogue, found: list[Trouble]) -> tuple[str, str] | None:
    asked = parameters.get("edition", "").strip()
    if not asked:
        return None
    known = {f"{source.id}/{edition.id}": (source.id, edition.id) for source in catalogue.sources.values() for edition in source.editions}
    matches = [pair for text, pair in known.items() if asked in (text, pair[1])]
    if len(matches) == 1:
        return matches[0]
    found.append(Trouble("edition", shortened(asked), nearest(asked, known)))
    return None


def read_day(parameter: str, asked: str, first: date | None, last: date) -> date | Trouble:
    """
    Return the day that *asked* names in any usual spelling, or what is wrong with it: no day, two days, or none from *first* to *last*.

    Before *first* nothing was published, so there is nothing to show. The value of a day out of bounds is written ``2026-11-28``.
    """
    meant = days_meant(asked)
    inside = [day for day in meant if day <= last and (first is None or day >= first)]
    if len(inside) == 1:
        return inside[0]
    if inside:
        return Trouble(parameter, shortened(asked), tuple(day.isoformat() for day in inside), UNCLEAR)
    if not meant:
        return Trouble(parameter, shortened(asked), (last.isoformat(),))
    if meant[0] > last or first is None:
        return Trouble(parameter, meant[0].isoformat(), (last.isoformat(),), LATE)
    return Trouble(parameter, meant[0].isoformat(), (first.isoformat(),), EARLY)


def _day(parameters: Mapping[str, str], catalogue: Catalogue, found: list[Trouble], today: date) -> date | None:
    asked = parameters.get("as_of", "").strip()
    if not asked:
        return None
    day = read_day("as_of", asked, first_edition(catalogue), today)
    if isinstance(day, Trouble):
        found.append(day)
        return None
    return day


def _groups(catalogue: Catalogue) -> list[str]:
    return [place.code for place in catalogue.places.values() if place.kind == "group" and place.members]


def _place_names(catalogue: Catalogue) -> dict[str, str]:
    return {name.casefold(): place.code for place in catalogue.places.values() for name in place.name.every()}


def _target_names(missions: Iterable[Mission]) -> dict[str, str]:
    return {name.casefold(): target.id for mission in missions for target in mission.targets for name in target.name.every()}


def _mission_names(catalogue: Catalogue) -> dict[str, str]:
    return {
        name.casefold(): mission.id
        for mission in catalogue.missions.values()
        for name in (*mission.name.every(), mission.original_name)
        if name
    }
