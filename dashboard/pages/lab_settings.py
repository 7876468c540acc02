"""
The settings of the method lab: read from the address, offered as links, and carried along by every link of the page.

They are no part of what other pages know: a verdict under them is nobody's published verdict. What cannot be read changes nothing and
is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import quote, urlencode

from dashboard.components.markup import element, escaped, link
from dashboard.components.table import pairs
from dashboard.components.trouble import with_offers
from dashboard.components.view import View
from dashboard.display import percent
from dashboard.selection import Selection, Trouble, shortened
from metrics.exploration import PUBLISHED, Settings

SHORTEST_WINDOW, LONGEST_WINDOW = 5, 30
"""Years: a trend of ours needs five points; no series that carries a verdict is much longer than thirty years."""
WINDOWS = ("5", "8", "10", "15")
SCALES = ("linear", "log")
LEVELS = ("80", "90", "95", "99")
LOWEST_LEVEL = 50
CHANCES = ("33", "50", "67", "80")
COUNTED = "in"
LEFT_OUT = "out"

OFFERED: dict[str, tuple[str, ...]] = {"window": WINDOWS, "scale": SCALES, "excluded": (COUNTED,), "level": LEVELS, "chance": CHANCES}
"""The settings by their parameter, in the order of the page, and the values that are offered."""


@dataclass(frozen=True)
class LabSelection(Selection):
    """What a reader chose, with what is tried out and the parameters that could not be read."""

    settings: Settings = PUBLISHED
    unread: tuple[Trouble, ...] = ()


def with_settings(selection: Selection, parameters: Mapping[str, str]) -> LabSelection:
    """Return *selection* with the settings that *parameters* ask for; one that says nothing known is left as published."""
    settings, unread = PUBLISHED, []
    for name, offered in OFFERED.items():
        asked = parameters.get(name, "").strip()
        changed = _read(settings, name, asked) if asked else settings
        if changed is None:
            unread.append(Trouble(name, shortened(asked), offered))
        else:
            settings = changed
    chosen = {field.name: getattr(selection, field.name) for field in fields(Selection)}
    return LabSelection(**chosen, settings=settings, unread=tuple(unread))


def _read(settings: Settings, name: str, asked: str) -> Settings | None:
    """Return *settings* with one of them as *asked*, or ``None`` if that says nothing known."""
    if name == "scale":
        return replace(settings, scale=asked) if asked in SCALES else None
    if name == "excluded":
        return replace(settings, with_excluded=asked == COUNTED) if asked in (COUNTED, LEFT_OUT) else None
    number = int(asked) if re.fullmatch("[0-9]{1,2}", asked) else 0
    if name == "window":
        return replace(settings, window=number) if SHORTEST_WINDOW <= number <= LONGEST_WINDOW else None
    if name == "level":
        return replace(settings, level=number / 100) if number >= LOWEST_LEVEL else None
    return replace(settings, chance=number / 100) if number else None


def as_parameters(settings: Settings) -> dict[str, str]:
    """Return what differs from the published settings, as parameters of an address."""
    written = {
        "window": str(settings.window or ""),
        "scale": settings.scale,
        "excluded": COUNTED if settings.with_excluded else "",
        "level": "" if settings.level == PUBLISHED.level else f"{100 * settings.level:.0f}",
        "chance": "" if settings.chance == PUBLISHED.chance else f"{100 * settings.chance:.0f}",
    }
    return {name: value for name, value in written.items() if value}


@dataclass(frozen=True)
class LabView(View):
    """A view whose links carry the settings along."""

    @classmethod
    def of_view(cls, view: View) -> LabView:
        """Return *view* as that of the lab."""
        return cls(view.warehouse, view.selection, view.words, view.mode, view.as_of)

    @property
    def settings(self) -> Settings:
        """Return what is tried out."""
        return self.selection.settings if isinstance(self.selection, LabSelection) else PUBLISHED

    @property
    def unread(self) -> tuple[Trouble, ...]:
        """Return the settings of the address that could not be read."""
        return self.selection.unread if isinstance(self.selection, LabSelection) else ()

    def same_page(self, page: str, **changed: str | None) -> str:
        """Return the address of this very view, with parameters *changed* or, where ``None``, dropped; settings go along."""
        others = {name: value for name, value in changed.items() if name not in OFFERED}
        own = {**as_parameters(self.settings), **{name: value for name, value in changed.items() if name in OFFERED}}
        query = urlencode({name: own[name] for name in OFFERED if own.get(name)}, quote_via=quote)
        rest = super().same_page(page, **others)
        return f"{rest}{'&' if '?' in rest else '?'}{query}" if query else rest

    def as_published(self) -> str:
        """Return the address of this view without any setting."""
        return self.same_page("lab", **dict.fromkeys(OFFERED))


def settings_told(view: LabView) -> list[str]:
    """Return what is wrong with each setting of the address that could not be read, with the values that are offered as links."""
    words = view.words
    told = []
    for trouble in view.unread:
        name = trouble.parameter
        links = [link(view.same_page("lab", **{name: value}), escaped(value_words(view, name, value))) for value in trouble.suggestions]
        told.append(with_offers(words(f"lab.trouble.{name}", value=trouble.value), words("lab.trouble.offered"), links))
    return told


def controls(view: LabView) -> str:
    """Return every setting with its values as links, the one in use in bold."""
    words, used = view.words, as_parameters(view.settings)
    rows = []
    for name, offered in OFFERED.items():
        published = words(f"lab.setting.{name}.published")
        now = used.get(name, "")
        values = sorted({*offered, now} - {""} - {_published_value(name)}, key=lambda value: (len(value), value))
        entries = [("", published), *((value, value_words(view, name, value)) for value in values)]
        links = [
            element("b", escaped(told), aria_current="true")
            if value == now
            else link(view.same_page("lab", **{name: value}), escaped(told))
            for value, told in entries
        ]
        rows.append((words(f"lab.setting.{name}.name"), " · ".join(links)))
    return pairs(rows)


def _published_value(name: str) -> str:
    return {"level": f"{100 * PUBLISHED.level:.0f}", "chance": f"{100 * PUBLISHED.chance:.0f}"}.get(name, "")


def value_words(view: View, name: str, value: str) -> str:
    """Return a value of a setting in words."""
    if name in ("scale", "excluded"):
        return view.words(f"lab.setting.{name}.{value}")
    if name == "window":
        return view.words("lab.setting.window.years", n=value)
    return percent(float(value), view.language)


def settings_words(view: LabView) -> str:
    """Return what is tried out, in one line."""
    told = [
        view.words("lab.setting.one", name=view.words(f"lab.setting.{name}.name"), value=value_words(view, name, value))
        for name, value in as_parameters(view.settings).items()
    ]
    return "; ".join(told)
