"""What every page and component is given: the open warehouse, what the reader chose, the words and the mode of the screen."""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from dashboard.display import Format, Language, listing, sort_key
from dashboard.language import COMPLETE, DEFAULT, Words, words_of
from dashboard.loading import OpenWarehouse
from dashboard.selection import Selection, address
from dashboard.theme import Mode
from data.catalogue.catalogue import Catalogue
from data.catalogue.entries import Text
from data.catalogue.models import Place

if TYPE_CHECKING:
    from metrics.scorecard import Judged

EVERYTHING = "all"
Row: TypeAlias = dict[Hashable, Any]
"""A row of a frame, from column to cell."""
NUMBER = re.compile(r"\d+")


def is_missing(cell: object) -> bool:
    """Return whether a cell of a frame holds nothing: ``None``, NaN, NA, or a text without a sign."""
    if isinstance(cell, float):  # most are, and pandas takes ten times as long to tell
        return math.isnan(cell)
    if isinstance(cell, str):
        return not cell
    return cell is None or bool(pd.isna(cell))  # type: ignore[call-overload]


@dataclass(frozen=True)
class View:
    """One reader's view of one warehouse on one day; *today* is known where the past may be set beside it."""

    warehouse: OpenWarehouse
    selection: Selection
    words: Words
    mode: Mode
    as_of: date
    today: date | None = None
    on_paper: bool = False
    """Whether the blocks go into a document: drawings for a sheet, nothing to press or to open."""

    @property
    def catalogue(self) -> Catalogue:
        """Return the catalogue that the warehouse was built with."""
        return self.warehouse.catalogue

    @property
    def language(self) -> Language:
        """Return the language that the page is written in."""
        return self.words.language

    @property
    def falls_back(self) -> bool:
        """Return whether the page is in English because it is not written in the language that the reader chose."""
        return self.words.language == DEFAULT and self.selection.language not in COMPLETE

    @property
    def reader(self) -> Words:
        """Return the words of the reader's own language, for what surrounds a page that falls back to English."""
        return words_of(self.selection.language) if self.falls_back else self.words

    def of(self, text: Text) -> str:
        """Return a text of the catalogue in the reader's language."""
        return self.words.of(text)

    def judged(self, *, edition: tuple[str, str] | None = None, indicator: str | None = None, mission: str | None = None) -> Judged:
        """Return the judgement of every target, or of *mission*'s, on the day of the view."""
        return self.warehouse.judged(as_of=self.as_of, mission=mission, edition=edition, indicator=indicator)

    def in_force(self) -> pd.DataFrame:
        """Return the scorecard's rows of the target versions in force, one a target and place."""
        frame: pd.DataFrame = self.warehouse.remember(("in force", self.as_of), lambda: _in_force(self.judged().scorecard))
        return frame

    def in_force_by_target(self) -> dict[str, pd.DataFrame]:
        """Return the same rows, target by target."""
        frames: dict[str, pd.DataFrame] = self.warehouse.remember(
            ("in force by target", self.as_of), lambda: {str(target): rows for target, rows in self.in_force().groupby("target")}
        )
        return frames

    def in_force_by_place(self) -> dict[str, list[Row]]:
        """Return the same rows as mappings from column to cell, place by place."""
        rows: dict[str, list[Row]] = self.warehouse.remember(("in force by place", self.as_of), lambda: _by_place(self.in_force()))
        return rows

    def address(self, page: str, **chosen: str | None) -> str:
        """Return the address of *page* with *chosen*; the language and the day go along."""
        day = self.selection.as_of
        return address(page, {**chosen, "lang": self.reader.language, "as_of": day.isoformat() if day else None})

    def same_page(self, page: str, **changed: str | None) -> str:
        """Return the address of this very view of *page*, with parameters *changed* or, where ``None``, dropped."""
        return address(page, {**self.selection.parameters(), **changed})

    def with_selection(self, **changes: object) -> View:
        """Return the view with another selection."""
        return replace(self, selection=replace(self.selection, **changes))  # type: ignore[arg-type]

    # --- names ---------------------------------------------------------------------------------------------------------------

    def place_name(self, code: str) -> str:
        """Return the name of a place; its code where the catalogue does not know it."""
        place = self.catalogue.places.get(code)
        return self.of(place.name) if place else code

    def breakdown(self, row: pd.Series | Mapping[Any, Any]) -> str:
        """Return the breakdown of a series in words ("lung, women"); what the indicator's name or its only sex says already is left out."""
        indicator = str(row.get("indicator") or "")
        name = self.of(self.catalogue.indicators[indicator].name) if indicator in self.catalogue.indicators else ""
        sites, sexes = self.warehouse.names_of_codes
        age = str(row["age"]).replace("-", "–")
        parts = []
        if row["site"] != EVERYTHING:
            parts.append(self.of(sites[row["site"]]) if row["site"] in sites else str(row["site"]))
        if row["sex"] != EVERYTHING and not self._is_of_one_sex(indicator):
            parts.append(self.of(sexes[row["sex"]]) if row["sex"] in sexes else str(row["sex"]))
        if age != EVERYTHING and not set(NUMBER.findall(age)) <= set(NUMBER.findall(name)):
            parts.append(self.words("series.age", age=age))
        if row["group"] != EVERYTHING:
            parts.append(self.group_name(str(row["group"])))
        return ", ".join(parts)

    def _is_of_one_sex(self, indicator: str) -> bool:
        """Return whether all series of *indicator* are of the same sex, which its name or its site then says."""
        return indicator in self.warehouse.of_one_sex

    def group_name(self, group: str) -> str:
        """Return the words for a category such as ``factor:smoking``."""
        key = "group." + group.replace(":", ".")
        return self.words(key) if self.words.has(key) else group.partition(":")[2].replace("_", " ")

    # --- numbers -------------------------------------------------------------------------------------------------------------

    def format(self, indicator: str) -> Format:
        """Return how values of *indicator* are written."""
        return self.warehouse.format(indicator, self.language)

    def unit_format(self, unit: str, value: float | None = None) -> Format:
        """Return how values in *unit* are written, with the decimals that *value* has."""
        units = {entry.code: entry for entry in self.catalogue.codes.units}
        resolution = 1.0 if value is None or float(value).is_integer() else 0.1
        if unit not in units:
            return Format(self.language, "", "", resolution)
        return Format(self.language, self.of(units[unit].value), self.of(units[unit].change), resolution)

    def order(self, name: str) -> str:
        """Return a key that sorts *name* among others as the reader's language does."""
        return sort_key(name, self.language)

    def listed(self, names: list[str]) -> str:
        """Return *names* as a sentence lists them."""
        return listing(names, self.language)


def _by_place(rows: pd.DataFrame) -> dict[str, list[Row]]:
    by_place: dict[str, list[Row]] = {}
    for row in rows.to_dict("records"):
        by_place.setdefault(str(row["place"]), []).append(row)
    return by_place


def _in_force(scorecard: pd.DataFrame) -> pd.DataFrame:
    return scorecard[scorecard["in_force"].astype(bool)]


def parents(catalogue: Catalogue, code: str) -> tuple[str, ...]:
    """Return *code* and the places it is part of."""
    chain = []
    place: Place | None = catalogue.places.get(code)
    while place is not None and place.code not in chain:
        chain.append(place.code)
        place = catalogue.places.get(place.parent) if place.parent else None
    return tuple(chain) or (code,)
