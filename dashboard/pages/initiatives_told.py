"""Who does what, in words: every initiative of the catalogue with its facts, and the grid of barriers and groups with its gaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboard.components.moment import moment_words
from dashboard.components.quote import cited
from dashboard.components.view import View
from dashboard.display import count, span
from data.catalogue.initiatives import Barrier, Category, Initiative, Stakeholder

OLD_AFTER_MONTHS = 18
"""An entry whose newest document is older says that nobody has confirmed it since (features.md, C3.4)."""
MONTHS = 12
NOWHERE = ""
"""The place of an initiative of which no document names one."""


@dataclass(frozen=True)
class Told:
    """One initiative in words; what no document says is empty."""

    id: str
    name: str
    organisation: str
    what: str
    categories: tuple[Category, ...]
    places: tuple[str, ...]
    barriers: tuple[Barrier, ...]
    stakeholders: tuple[Stakeholder, ...]
    mission: str
    mission_name: str
    is_mission: bool
    years: str
    funding: str
    address: str
    source: str
    stated: str
    is_old: bool


@dataclass(frozen=True)
class NotListed:
    """A number of things that a document gives without listing them."""

    told: str
    source: str


def initiatives(view: View) -> list[Told]:
    """Return every initiative, sorted by name as the reader's language does."""
    told = [_told(view, entry) for entry in view.catalogue.initiatives.values()]
    return sorted(told, key=lambda entry: (view.order(entry.name), entry.id))


def _told(view: View, entry: Initiative) -> Told:
    mission = view.catalogue.missions[entry.mission] if entry.mission else None
    own = mission if entry.is_mission else None
    start, end = view.catalogue.years_of(entry)
    name, what = (own.name, own.promise) if own else (entry.name, entry.what)
    organisation = entry.organisation or (" ".join(view.of(owner.text) for owner in own.owners) if own else "")
    funding = " ".join(view.of(budget.text) for budget in own.budgets) if own else view.of(entry.funding) if entry.funding else ""
    return Told(
        id=entry.id,
        name=view.of(name) if name else entry.id,
        organisation=organisation,
        what=view.of(what) if what else "",
        categories=entry.categories,
        places=view.catalogue.places_of(entry) or (NOWHERE,),
        barriers=entry.barriers,
        stakeholders=entry.stakeholders,
        mission=mission.id if mission else "",
        mission_name=view.of(mission.name) if mission else "",
        is_mission=entry.is_mission,
        years=_years(view, start, end),
        funding=funding,
        address=entry.address,
        source=cited(view, entry.citation),
        stated=moment_words(view, entry.stated) if entry.stated else "",
        is_old=bool(entry.stated) and is_old(entry.stated, view.as_of),
    )


def _years(view: View, start: int | None, end: int | None) -> str:
    if start and end:
        return span(start, end, view.language)
    if start:
        return view.words("mission.since", year=start)
    return view.words("mission.until", year=end) if end else ""


def is_old(stated: str, day: date) -> bool:
    """Return whether *stated* (a year, month or day) ended more than `OLD_AFTER_MONTHS` before *day*."""
    year, month = int(stated[:4]), int(stated[5:7] or MONTHS)
    return (day.year - year) * MONTHS + day.month - month > OLD_AFTER_MONTHS


def not_listed(view: View) -> list[NotListed]:
    """Return the numbers that documents give without listing what they count, as they stand in the catalogue."""
    counted = [each for entry in view.catalogue.initiatives.values() for each in entry.counts]
    return [NotListed(f"{count(each.count, view.language)} {view.of(each.counted)}", cited(view, each.citation)) for each in counted]


def missing_fields(view: View, entry: Told) -> list[str]:
    """Return the names of what the documents do not say of *entry*."""
    held = {"organisation": entry.organisation, "place": any(entry.places), "years": entry.years, "funding": entry.funding}
    return [view.words(f"initiatives.field.{name}") for name, value in held.items() if not value]


def by_category(told: Iterable[Told]) -> dict[Category, list[Told]]:
    """Return the initiatives of each category, in the order of the categories; one of several stands under each."""
    entries = list(told)
    return {category: [entry for entry in entries if category in entry.categories] for category in Category}


def by_place(view: View, told: Iterable[Told]) -> list[tuple[str, list[Told]]]:
    """Return the initiatives of each place by its code, sorted by name; those without a place stand at the end."""
    entries = list(told)
    codes = sorted({code for entry in entries for code in entry.places if code}, key=lambda code: view.order(view.place_name(code)))
    return [(code, here) for code in [*codes, NOWHERE] if (here := [entry for entry in entries if code in entry.places])]


def grid(told: Iterable[Told]) -> list[tuple[Barrier, list[list[Told]]]]:
    """Return for each barrier the initiatives that address it, for each group of people in the order of the groups."""
    entries = list(told)
    return [
        (barrier, [[entry for entry in entries if barrier in entry.barriers and group in entry.stakeholders] for group in Stakeholder])
        for barrier in Barrier
    ]


def gaps(told: Iterable[Told]) -> tuple[int, int]:
    """Return how many cells of the grid are empty, and how many there are."""
    cells = [cell for _, row in grid(told) for cell in row]
    return sum(not cell for cell in cells), len(cells)
