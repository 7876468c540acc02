"""What does this number mean? One page for each indicator in each place, at an address that stays, and the lists that lead there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from dashboard.components.chip import latest_period, status_note
from dashboard.components.provenance import source_line
from dashboard.components.view import View
from dashboard.display import count, sort_key
from dashboard.opendata.terms import Terms, terms_of
from dashboard.pages.corrections import correction_words
from dashboard.pages.explain_calculation import Step, calculation_steps
from dashboard.pages.explain_origin import origin_answers
from dashboard.pages.explain_words import (
    cite_words,
    counted_words,
    flag_words,
    how_sure_words,
    is_not_words,
    next_words,
    report_link,
    title_words,
    value_words,
    when_words,
    would_change_words,
)
from dashboard.pages.series_told import NOT_ASSESSABLE
from dashboard.public.dataset import dataset
from dashboard.public.numbers import Numbers, Subject
from dashboard.public.page import Page
from dashboard.public.site import Site

TARGETS_SHOWN = 3
"""Targets whose calculation is written out; a series rarely speaks to more."""
PUBLISHED_AS_IS = "A"
"""The flag of a value that needs none."""
FREE = ("F", "")
"""The statuses of values that are free for everybody."""


@dataclass(frozen=True)
class Calculation:
    """The verdict on one target that rests on the number, step by step."""

    target: str
    mission: str
    mission_path: str
    steps: list[Step]
    status: str
    status_words: str
    note: str


class Value(NamedTuple):
    """One row of the table: year, value, range, flag, place in the source. A site has tens of thousands, so it is a plain tuple."""

    when: str
    value: str
    interval: str
    flag: str
    locator: str


def pages(site: Site, view: View) -> Iterator[Page]:
    """Return the list of indicators, the list of places of each indicator, and the page of every number."""
    numbers = site.numbers
    terms = terms_of(view.catalogue.sources.values(), confirmed_only=site.settings.confirmed_only)
    yield _indicators(view, numbers)
    for indicator in numbers.by_indicator:
        yield _places(view, numbers, indicator)
    for subject in numbers.every.values():
        yield _number(site, view, terms, subject)


# --- the lists ---------------------------------------------------------------------------------------------------------------------------


def _indicators(view: View, numbers: Numbers) -> Page:
    words, every = view.words, count(len(numbers.every), view.language)
    families: dict[str, list[tuple[str, str, str]]] = {}
    for code in sorted(numbers.by_indicator, key=lambda code: sort_key(view.of(view.catalogue.indicators[code].name), view.language)):
        entry = view.catalogue.indicators[code]
        told = words.counted("public.numbers.places", len(numbers.by_indicator[code]))
        families.setdefault(words(f"family.{entry.family.value}"), []).append((f"numbers/{code}/", view.of(entry.name), told))
    return Page(
        path="numbers/",
        template="numbers.html",
        title=words("public.numbers.title"),
        description=words("public.numbers.lead", n=every),
        context={"families": sorted(families.items(), key=lambda family: sort_key(family[0], view.language)), "count": every},
        section="numbers/",
    )


def _places(view: View, numbers: Numbers, indicator: str) -> Page:
    entry = view.catalogue.indicators[indicator]
    listed, editions = [], set()
    for place in sorted(numbers.by_indicator[indicator], key=lambda code: sort_key(view.place_name(code), view.language)):
        subject = numbers.every[indicator, place]
        told = ", ".join(part for part in (value_words(view, subject.row), view.breakdown(subject.row), when_words(subject.row)) if part)
        listed.append((subject.path, view.place_name(place), told))
        editions.add((str(subject.row["source"]), str(subject.row["edition"])))
    return Page(
        path=f"numbers/{indicator}/",
        template="number_places.html",
        title=view.of(entry.name),
        description=view.of(entry.definition),
        context={
            "name": view.of(entry.name),
            "definition": view.of(entry.definition),
            "note": view.of(entry.note) if entry.note is not None else "",
            "listed": listed,
            "source": source_line(view, sorted(editions)),
        },
        section="numbers/",
    )


# --- one number --------------------------------------------------------------------------------------------------------------------------


def _number(site: Site, view: View, terms: Terms, subject: Subject) -> Page:
    words, row, indicator = view.words, subject.row, view.catalogue.indicators[subject.indicator]
    title = title_words(view, row)
    shown = subject.spoken_to[:TARGETS_SHOWN]
    lacking = site.numbers.lacking
    address = f"{site.settings.base_url}{view.language}/{subject.path}"
    held_back = terms.held_back.get(str(row["source"]), "")
    source = view.catalogue.sources.get(str(row["source"]))
    pair = (str(row["source"]), str(row["edition"]))
    changes = [
        words("explain.by_edition_public"),
        *would_change_words(view, row, shown, lambda each: lacking.get((each["target"], each["place"]), [])),
    ]
    return Page(
        path=subject.path,
        template="number.html",
        title=title,
        description=f"{title}. {view.of(indicator.definition)} {words('public.number.description')}",
        context={
            "name": view.of(indicator.name),
            "indicator": subject.indicator,
            "place": subject.place,
            "place_name": view.place_name(subject.place),
            "definition": view.of(indicator.definition),
            "counted": counted_words(view, row),
            "goes_by": _goes_by(view, subject),
            "is_not": is_not_words(view, row),
            "note": view.of(indicator.note) if indicator.note is not None else "",
            "how_sure": how_sure_words(view, row, subject.series, subject.others, subject.spoken_to),
            "origin": origin_answers(view, row),
            "corrections": [(correction.id, told) for correction, told in correction_words(view, row)],
            "next": next_words(view, row, subject.series),
            "calculations": [_calculation(view, each) for each in shown],
            "more_targets": len(subject.spoken_to) - len(shown),
            "changes": changes,
            "values": [] if held_back else [_value(view, each) for each in reversed(subject.series)],
            "held_back": words(f"opendata.held_back.{held_back}") if held_back else "",
            "publisher": source.publisher if source else "",
            "publisher_address": source.address if source and source.address.startswith("https://") else "",
            "beside": [_beside(view, each) for each in subject.beside],
            "cite": cite_words(view, row, title),
            "address": address if site.settings.base_url else "",
            "report": report_link(view, row, title, address, site.settings.operator.email),
        },
        section="numbers/",
        place=view.place_name(subject.place),
        data_day=site.data_day(view, [pair]),
        dataset=dataset(
            site,
            view,
            [pair],
            [subject.indicator],
            name=title,
            description=view.of(indicator.definition),
            place=view.place_name(subject.place),
            years=(int(subject.series[0]["year"]), int(subject.series[-1]["year_end"])),
            files=[] if held_back else [f"data/indicators/{subject.indicator}/data.csv"],
        ),
    )


def _goes_by(view: View, subject: Subject) -> list[str]:
    """Return the older values that verdicts go by where years after them are distorted; nothing where they go by the newest."""
    form, newest = view.format(subject.indicator), int(subject.row["year_end"])
    older = [row for row in subject.spoken_to if row["status"] != NOT_ASSESSABLE and int(row["latest_year_end"]) < newest]
    values = dict.fromkeys(f"{form.value(float(row['latest']))} ({latest_period(row)})" for row in older)
    return [view.words("verdict.judged_by", years=value) for value in values]


def _calculation(view: View, row: Any) -> Calculation:
    mission, target = view.catalogue.target(str(row["target"]))
    return Calculation(
        target=view.of(target.name),
        mission=view.of(mission.name),
        mission_path=f"missions/{mission.id}/",
        steps=calculation_steps(view, row),
        status=str(row["status"]),
        status_words=view.words(f"status.{row['status']}"),
        note=status_note(view, row),
    )


def _value(view: View, row: Any) -> Value:
    is_free = row["conf_status"] in FREE
    flag = "" if is_free and row["obs_status"] == PUBLISHED_AS_IS else flag_words(view, row, confidential=not is_free)
    form = view.format(str(row["indicator"]))
    return Value(when_words(row), value_words(view, row), form.interval(row["lower"], row["upper"]), flag, str(row["locator"]))


def _beside(view: View, row: Any) -> tuple[str, str, str]:
    """Return another series of the same number: what it counts, its newest value with the year, and its source."""
    source = view.catalogue.sources.get(str(row["source"]))
    what = view.breakdown(row) or view.words("explain.everybody")
    return what, f"{value_words(view, row)} ({when_words(row)})", source.publisher if source else str(row["source"])
