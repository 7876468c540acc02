"""
What a reader sets on the page of the preventable share: the lag, and one factor with a level and a year for the what-if.

Read from the address, offered as links and carried along by every link of the page. What cannot be read changes nothing and is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from urllib.parse import quote, urlencode

from dashboard.components.markup import escaped
from dashboard.components.view import View
from dashboard.selection import Selection, Trouble, shortened
from metrics.preventable_share import LAG_YEARS

SETTINGS = ("lag", "factor", "level", "year")
"""The settings by their parameter, in the order of an address."""
LAGS = (5, 10, 15, 20)
"""Years between exposure and cancer that are offered; the address takes every whole number between the first and the last."""
HIGHEST_LEVEL = 100.0
"""No series that moves a factor goes further: percentages, and litres of alcohol a head."""


@dataclass(frozen=True)
class ShareSelection(Selection):
    """What a reader chose, with the settings of this page (empty where the address says nothing) and what could not be read."""

    lag: int = LAG_YEARS
    factor: str = ""
    level: float | None = None
    year: int | None = None
    unread: tuple[Trouble, ...] = ()


def with_share_settings(selection: Selection, parameters: Mapping[str, str]) -> ShareSelection:
    """Return *selection* with the settings that *parameters* ask for; whether a factor or a year makes sense is for the page to say."""
    asked = {name: parameters.get(name, "").strip() for name in SETTINGS}
    unread = []
    lag = int(asked["lag"]) if re.fullmatch("[0-9]{1,2}", asked["lag"]) else 0
    if asked["lag"] and not LAGS[0] <= lag <= LAGS[-1]:
        unread.append(Trouble("lag", shortened(asked["lag"])))
    level = _number(asked["level"])
    if asked["level"] and level is None:
        unread.append(Trouble("level", shortened(asked["level"])))
    year = int(asked["year"]) if re.fullmatch("[0-9]{4}", asked["year"]) else None
    if asked["year"] and year is None:
        unread.append(Trouble("year", shortened(asked["year"])))
    factor = asked["factor"].casefold().removeprefix("factor:")
    if factor and not re.fullmatch("[a-z_]{1,40}", factor):
        unread.append(Trouble("factor", shortened(asked["factor"])))
        factor = ""
    chosen = {field.name: getattr(selection, field.name) for field in fields(Selection)}
    return ShareSelection(
        **chosen, lag=lag if LAGS[0] <= lag <= LAGS[-1] else LAG_YEARS, factor=factor, level=level, year=year, unread=tuple(unread)
    )


def _number(text: str) -> float | None:
    """Return *text* as a level, written with a point or a comma; ``None`` if it is no number from 0 to the highest."""
    if not re.fullmatch(r"[0-9]{1,3}([.,][0-9]{1,3})?", text):
        return None
    value = float(text.replace(",", "."))
    return value if value <= HIGHEST_LEVEL else None


@dataclass(frozen=True)
class ShareView(View):
    """A view whose links carry the settings along."""

    @classmethod
    def of_view(cls, view: View) -> ShareView:
        """Return *view* as that of this page."""
        return cls(view.warehouse, view.selection, view.words, view.mode, view.as_of)

    @property
    def settings(self) -> ShareSelection:
        """Return what is set; the defaults where nobody read the address for it."""
        chosen = self.selection
        return chosen if isinstance(chosen, ShareSelection) else with_share_settings(chosen, {})

    def same_page(self, page: str, **changed: str | None) -> str:
        """Return the address of this very view, with parameters *changed* or, where ``None``, dropped; settings go along."""
        used = self.settings
        own: dict[str, str | None] = {
            "lag": str(used.lag) if used.lag != LAG_YEARS else None,
            "factor": used.factor,
            "level": None if used.level is None else f"{used.level:g}",
            "year": str(used.year) if used.year else None,
        }
        own |= {name: value for name, value in changed.items() if name in SETTINGS}
        rest = super().same_page(page, **{name: value for name, value in changed.items() if name not in SETTINGS})
        query = urlencode([(name, value) for name in SETTINGS if (value := own[name])], quote_via=quote)
        return f"{rest}{'&' if '?' in rest else '?'}{query}" if query else rest


def settings_told(view: ShareView) -> list[str]:
    """Return what is wrong with each setting of the address that could not be read; what may stand there is said with it."""
    return [escaped(view.words(f"preventable.trouble.{trouble.parameter}", value=trouble.value)) for trouble in view.settings.unread]
