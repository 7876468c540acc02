"""Two editions of one series side by side: how many values differ. A restatement, not a change in the world."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from dashboard.components.download import observations_address
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.note import note
from dashboard.components.provenance import edition_of, source_line
from dashboard.components.table import Column, scrolling, table
from dashboard.components.view import View
from dashboard.display import Format, period

SERIES = ["place", "sex", "age", "site", "group"]
KEY = ["place", "year", "year_end", "sex", "age", "site", "group"]


@dataclass(frozen=True)
class Restatement:
    """What two editions of one source say about one indicator: ``pairs`` has the key, ``old`` and ``new``."""

    source: str
    older: str
    newer: str
    pairs: pd.DataFrame

    @cached_property
    def differing(self) -> pd.DataFrame:
        """Return the values that differ."""
        return self.pairs[self.pairs["old"] != self.pairs["new"]]


def editions_held(view: View, indicator: str, source: str) -> list[str]:
    """Return the editions of *source* that hold *indicator*, in the order of publication."""
    held = view.warehouse.editions_of.get((indicator, source), frozenset())
    return [edition.id for edition in view.catalogue.sources[source].editions if edition.id in held]


def restatement(view: View, indicator: str, source: str, older: str, newer: str) -> Restatement:
    """Return the values that both editions hold, side by side."""
    key = ("restatement", indicator, source, older, newer)
    found: Restatement = view.warehouse.remember(key, lambda: _restatement(view, indicator, source, older, newer))
    return found


def _restatement(view: View, indicator: str, source: str, older: str, newer: str) -> Restatement:
    frame = view.warehouse.observations(indicators=(indicator,), source=source, in_force=False)
    old, new = (frame[frame["edition"] == edition][[*KEY, "value"]].dropna(subset=["value"]) for edition in (older, newer))
    pairs = old.rename(columns={"value": "old"}).merge(new.rename(columns={"value": "new"}), on=KEY)
    return Restatement(source, older, newer, pairs.sort_values(KEY))


def edition_choice(view: View, indicator: str, source: str, in_use: str) -> str:
    """Return the editions to choose from, as links; empty where there is one."""
    held = editions_held(view, indicator, source)
    if len(held) <= 1:
        return ""
    known = view.catalogue.sources[source]
    links = []
    for edition_id in held:
        edition = edition_of(known, edition_id)
        name = escaped(view.of(edition.name) if edition else edition_id)
        if edition_id == in_use:
            links.append(element("b", name, aria_current="true"))
        else:
            links.append(link(view.same_page("mission", edition=f"{source}/{edition_id}"), name))
    return element("p", escaped(view.words("restatement.choose")), " ", " · ".join(links), class_="wm-small wm-tools")


def restatement_section(view: View, row: pd.Series) -> str:
    """Return the two newest editions of the series of *row* side by side, and how many values differ in all; empty without two."""
    indicator, source, place = (str(row[column]) for column in ("indicator", "source", "place"))
    held = editions_held(view, indicator, source)
    if len(held) <= 1:
        return ""
    words, form = view.words, view.format(indicator)
    found = restatement(view, indicator, source, held[-2], held[-1])
    known = view.catalogue.sources[source]
    names = [view.of(edition.name) if (edition := edition_of(known, each)) else each for each in (found.older, found.newer)]
    told = words("restatement.count", differing=len(found.differing), n=len(found.pairs), older=names[0], newer=names[1])
    here = found.pairs[(found.pairs[SERIES] == row[SERIES]).all(axis="columns")]
    rows = [_row(view, entry, form) for entry in here.to_dict("records")]
    columns = (
        Column(words("column.year")),
        Column(names[0], numeric=True),
        Column(names[1], numeric=True),
        Column(words("column.restated_by", unit=form.change), numeric=True),
    )
    title = words("restatement.title", place=view.place_name(place))
    shown = element("div", scrolling(table(columns, rows), title)) if rows else ""
    downloads = [
        link(href, escaped(words("restatement.download", edition=name)), download="")
        for each, name in zip((found.older, found.newer), names, strict=True)
        if (href := observations_address(indicator=indicator, source=source, edition=each))
    ]
    return "".join(
        (
            element("h2", escaped(title)),
            paragraph(told),
            note(words("restatement.note_title"), words("restatement.note")) if len(found.differing) else "",
            shown,
            element("div", *downloads, class_="wm-tools") if downloads else "",
            paragraph(source_line(view, [(source, found.older), (source, found.newer)]), "wm-source"),
        )
    )


def _row(view: View, entry: Mapping[Hashable, Any], form: Format) -> list[str]:
    old, new = float(entry["old"]), float(entry["new"])
    change = view.words("restatement.same") if old == new else form.number(new - old)
    years = period(int(entry["year"]), int(entry["year_end"]))
    return [escaped(text) for text in (years, form.value(old), form.value(new), change)]
