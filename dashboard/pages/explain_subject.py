"""
The number that is explained: read from the address, found in the warehouse, with the rows that stand around it.

A number is one observation: an indicator, a place, a breakdown, a year, an edition. What the address leaves out is chosen by rule: the
edition in force, the whole population, the newest year with a value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import pandas as pd

from dashboard.components.view import EVERYTHING, Row, View
from dashboard.selection import Selection, Trouble, shortened
from data.warehouse.queries import SERIES

BREAKDOWN = ("sex", "age", "site", "group")
OFFERED = 5
"""Years that are offered where the one asked for is not held."""


@dataclass(frozen=True)
class ExplainSelection(Selection):
    """What a reader chose, with the breakdown and the year of the number."""

    sex: str = ""
    age: str = ""
    site: str = ""
    group: str = ""
    year: str = ""

    def parameters(self) -> dict[str, str]:
        """Return the selection as parameters of an address, without what was not chosen."""
        own = {name: getattr(self, name) for name in (*BREAKDOWN, "year")}
        return super().parameters() | {name: value for name, value in own.items() if value}


def with_number(selection: Selection, parameters: Mapping[str, str]) -> ExplainSelection:
    """Return *selection* with the breakdown and the year that *parameters* ask for; whether they are held is for `find` to say."""
    chosen = {one.name: getattr(selection, one.name) for one in fields(Selection)}
    own: dict[str, Any] = {name: shortened(parameters.get(name, "")) for name in (*BREAKDOWN, "year")}
    return ExplainSelection(**chosen, **own)


@dataclass(frozen=True)
class Number:
    """
    One observation and what stands around it.

    ``row`` is the observation, ``series`` every year of the same series and edition, ``others`` the same series in other editions and
    sources, ``siblings`` the other breakdowns held for the place in that edition (one row a series, its newest), ``lookalikes`` the
    figures of the same time and people of indicators that must not be compared with this one.
    """

    row: Row
    series: list[Row]
    others: list[Row]
    siblings: list[Row]
    lookalikes: list[Row]
    troubles: tuple[Trouble, ...] = field(default=())

    @property
    def indicator(self) -> str:
        """Return the indicator's id."""
        return str(self.row["indicator"])

    @property
    def place(self) -> str:
        """Return the place's code."""
        return str(self.row["place"])


def find(view: View) -> Number | None:
    """Return the number that the address asks for, or the nearest to it with what could not be found; ``None`` where nothing is held."""
    chosen = view.selection
    if not chosen.indicator or not chosen.place:
        return None
    found: Number | None = view.warehouse.remember(("number", view.as_of, chosen), lambda: _find(view))
    return found


def _find(view: View) -> Number | None:
    chosen = view.selection
    held = view.warehouse.observations(indicators=(chosen.indicator,), places=(chosen.place,), as_of=chosen.as_of, in_force=False)
    if held.empty:
        return None
    troubles: list[Trouble] = []
    mine = _of_edition(view, held)
    series = _of_breakdown(view, mine, troubles)
    row = _of_year(view, series, troubles)
    same = (held[list(BREAKDOWN)] == row[list(BREAKDOWN)]).all(axis="columns")
    is_own = (held["source"] == row["source"]) & (held["edition"] == row["edition"])
    newest = mine.dropna(subset=["value"]).sort_values("year_end").drop_duplicates(list(SERIES), keep="last")
    siblings = newest[(newest[list(BREAKDOWN)] != row[list(BREAKDOWN)]).any(axis="columns")]
    own, others, beside = (frame.to_dict("records") for frame in (series, held[same & ~is_own], siblings))
    return Number(row.to_dict(), own, others, beside, _lookalikes(view, row), tuple(troubles))


def _lookalikes(view: View, row: pd.Series) -> list[Row]:
    """Return the figures of the same time and people of declared lookalikes in the same unit."""
    indicator = view.catalogue.indicators[str(row["indicator"])]
    others = tuple(
        other.indicator for other in indicator.not_comparable_with if view.catalogue.indicators[other.indicator].unit == indicator.unit
    )
    if not others:
        return []
    held = view.warehouse.observations(indicators=others, places=(str(row["place"]),), as_of=view.selection.as_of, in_force=False)
    names = ["year", "year_end", "sex", "site", "group"]
    return held[(held[names] == row[names]).all(axis="columns")].to_dict("records")


def _of_edition(view: View, held: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the chosen edition, or of the newest edition that is in force."""
    if view.selection.edition is not None:
        source, edition = view.selection.edition
        mine = held[(held["source"] == source) & (held["edition"] == edition)]
        if len(mine):
            return mine
    editions = view.warehouse.editions(view.selection.as_of)
    editions = editions.rename(columns={"id": "edition"})[["source", "edition", "published"]]
    holdings = view.warehouse.holdings()
    in_force = holdings[holdings["in_force"].astype(bool) & (holdings["indicator"] == view.selection.indicator)][["source", "edition"]]
    known = held.merge(editions, on=["source", "edition"], how="left")
    preferred = known.merge(in_force, on=["source", "edition"]) if view.selection.as_of is None else known
    first = (preferred if len(preferred) else known).sort_values(["published", "source", "edition"]).iloc[-1]
    newest: pd.DataFrame = held[(held["source"] == first["source"]) & (held["edition"] == first["edition"])]
    return newest


def _of_breakdown(view: View, mine: pd.DataFrame, troubles: list[Trouble]) -> pd.DataFrame:
    """Return one series of *mine*: as asked for, else the broadest."""
    rows = mine
    for name in BREAKDOWN:
        asked = str(getattr(view.selection, name, ""))
        if not asked:
            continue
        narrowed = rows[rows[name] == asked]
        if narrowed.empty:
            troubles.append(Trouble(name, asked, tuple(sorted(set(rows[name])))[:OFFERED]))
        else:
            rows = narrowed
    broadest = (rows[list(BREAKDOWN)] == EVERYTHING).sum(axis="columns")
    order = rows.assign(_broad=-broadest).sort_values(["_broad", *BREAKDOWN]).iloc[0]
    series: pd.DataFrame = mine[(mine[list(BREAKDOWN)] == order[list(BREAKDOWN)]).all(axis="columns")]
    return series.sort_values(["year", "year_end"])


def _of_year(view: View, series: pd.DataFrame, troubles: list[Trouble]) -> pd.Series:
    """Return the row of the year asked for, else the newest with a value, else the newest."""
    asked = str(getattr(view.selection, "year", ""))
    if asked:
        same = series[series["year"].astype(str) == asked]
        if len(same):
            return same.iloc[-1]
        troubles.append(Trouble("year", asked, tuple(str(year) for year in series["year"].tail(OFFERED))))
    known = series.dropna(subset=["value"])
    return (known if len(known) else series).iloc[-1]
