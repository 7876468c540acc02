"""How a promise is judged, in plain words, with each formula; and the published rules of others that run beside ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.components.view import View
from dashboard.display import number, percent
from dashboard.pages.methods import CHANCE, NEVER, ORDER
from dashboard.public.page import Page
from dashboard.public.site import Site
from metrics.forecast.record import held_out
from metrics.methods import METHODS
from metrics.status import Reason

FORMULAS = ("path", "path_log", "gap", "pace", "pace_log", "needed", "clear", "chance", "standardised", "attributable", "joint")
"""The formulas of the page, from what is asked first to what is asked last; each has a name, plain words and itself in the languages."""


@dataclass(frozen=True)
class Formula:
    """A formula with its name, what it does in plain words, and where it comes from."""

    key: str
    name: str
    plain: str
    formula: str


@dataclass(frozen=True)
class Rule:
    """A published rule of somebody else."""

    key: str
    name: str
    rule: str
    thresholds: str
    special: str
    source: str


def pages(site: Site, view: View) -> Iterator[Page]:  # noqa: ARG001 (every kind of page is asked alike)
    """Return the page."""
    words = view.words
    yield Page(
        path="methods/",
        template="methods.html",
        title=words("methods.title"),
        description=words("methods.lead"),
        context={
            "steps": [words(f"methods.step.{step}") for step in ORDER],
            "chance": [words(f"methods.chance_step.{step}") for step in CHANCE],
            "formulas": [_formula(view, key) for key in FORMULAS],
            "record": _record(view),
            "reasons": [
                (words(f"reason.{reason.value}"), words(f"reason_long.{reason.value}"), words(f"remedy.{reason.value}"))
                for reason in Reason
            ],
            "rules": [_rule(view, key) for key in METHODS],
            "never": [words(f"methods.never_{entry}") for entry in NEVER],
        },
        section="methods/",
    )


def _formula(view: View, key: str) -> Formula:
    words, start = view.words, f"public.formula.{key}"
    return Formula(key, words(f"{start}.name"), words(f"{start}.plain"), words(f"{start}.formula"))


def _rule(view: View, key: str) -> Rule:
    words, start = view.words, f"method.{key}"
    name, rule = words(f"{start}.name"), words(f"{start}.rule")
    return Rule(key, name, rule, words(f"{start}.thresholds"), words(f"{start}.special"), METHODS[key].source)


def _record(view: View) -> str:
    """Return how often the forecasts were right, on series that were not used to choose them."""
    whole, language = held_out(), view.language
    if whole is None:
        return ""
    return view.words(
        "methods.record_text",
        forecasts=number(whole.forecasts, language, 1.0),
        series=number(whole.series, language, 1.0),
        coverage=percent(100 * whole.coverage_80, language),
        error=number(100 * whole.calibration_error, language, 0.1),
    )
