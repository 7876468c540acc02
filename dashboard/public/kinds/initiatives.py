"""Who does what? The registry of initiatives, to be narrowed by category, place or letter without a script."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from dashboard.components.view import View
from dashboard.display import first_letter
from dashboard.pages.initiatives import stated_words
from dashboard.pages.initiatives_told import Told, by_category, by_place, gaps, grid, initiatives, missing_fields, not_listed
from dashboard.pages.overlap_told import overlaps_told
from dashboard.public.page import Page
from dashboard.public.site import Site
from data.catalogue.initiatives import Stakeholder


def pages(site: Site, view: View) -> Iterator[Page]:
    """Return the page."""
    words, told = view.words, initiatives(view)
    empty, cells = gaps(told)
    letters = groupby(told, key=lambda entry: first_letter(entry.name, view.language))
    yield Page(
        path="initiatives/",
        template="initiatives.html",
        title=words("initiatives.title"),
        description=words("initiatives.lead", n=len(told)),
        context={
            "count": len(told),
            "categories": [
                (category.value, words(f"initiatives.category.{category.value}"), entries)
                for category, entries in by_category(told).items()
            ],
            "places": [
                (
                    code or "none",
                    view.place_name(code) if code else words("initiatives.no_place"),
                    f"places/{code}/" if code in site.places else "",
                    entries,
                )
                for code, entries in by_place(view, told)
            ],
            "letters": [(letter, [_entry(view, entry) for entry in entries]) for letter, entries in letters],
            "stakeholders": [words(f"initiatives.stakeholder.{group.value}") for group in Stakeholder],
            "grid": [(words(f"initiatives.barrier.{barrier.value}"), row) for barrier, row in grid(told)],
            "empty": empty,
            "cells": cells,
            "alike": overlaps_told(view),
            "named": {entry.id: entry.name for entry in told},
            "not_listed": not_listed(view),
        },
        section="initiatives/",
    )


def _entry(view: View, entry: Told) -> dict[str, object]:
    """Return what the page shows of one initiative."""
    words = view.words
    missing = missing_fields(view, entry)
    key = "initiatives.is_mission" if entry.is_mission else "initiatives.part_of"
    return {
        "id": entry.id,
        "name": entry.name,
        "what": entry.what,
        "facts": [
            fact
            for fact in (
                (words("initiatives.field.organisation"), entry.organisation),
                (words("column.place"), view.listed([view.place_name(code) for code in entry.places if code])),
                (
                    words("initiatives.field.category"),
                    view.listed([words(f"initiatives.category.{each.value}") for each in entry.categories]),
                ),
                (words("initiatives.field.years"), entry.years),
                (words("initiatives.field.funding"), entry.funding),
                (words("initiatives.barriers"), view.listed([words(f"initiatives.barrier.{each.value}") for each in entry.barriers])),
                (
                    words("initiatives.field.stakeholders"),
                    view.listed([words(f"initiatives.stakeholder.{each.value}") for each in entry.stakeholders]),
                ),
            )
            if fact[1]
        ],
        "mission_path": f"missions/{entry.mission}/" if entry.mission else "",
        "mission_told": words(key, mission=entry.mission_name) if entry.mission else "",
        "missing": words("initiatives.not_found", list=view.listed(missing)) if missing else "",
        "address": entry.address,
        "source": f"{entry.source} {stated_words(view, entry)}",
    }
