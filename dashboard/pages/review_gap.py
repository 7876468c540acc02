"""How the gap between social groups moves behind a target, beside the verdict on its level: a target can be met while the gap widens."""

from __future__ import annotations

from dataclasses import replace

from dashboard.components.gap_chip import gap_picture
from dashboard.components.markup import element, escaped, link
from dashboard.components.view import Row, View
from dashboard.pages.equity_figures import gap_series
from dashboard.pages.equity_subject import EquitySelection, EquityView, dimension_words, held_dimensions, subject_of


def gap_told(view: View, row: Row) -> str:
    """
    Return the verdict on the absolute gap between the groups of a scorecard's *row*, with a link to both measures; empty without groups.

    The groups are those of a social dimension, such as deprivation or education; women and men are no better and no worse placed.
    """
    by_groups: frozenset[tuple[str, str]] = view.warehouse.remember("held by social groups", lambda: _held_by_social_groups(view))
    if (row["indicator"], row["place"]) not in by_groups or row["comparability"] == "not_comparable":
        return ""
    key = ("gap of groups", row["indicator"], row["place"], view.as_of)
    found: tuple[str, str] | None = view.warehouse.remember(key, lambda: _judged(view, str(row["indicator"]), str(row["place"])))
    if found is None:
        return ""
    across, verdict = found
    address = view.address("equity", indicator=str(row["indicator"]), place=str(row["place"]), across=across)
    told = view.words("review.gap.told", groups=dimension_words(view, across), verdict=view.words(f"review.gap.{verdict}"))
    return element("div", gap_picture(verdict) + link(address, escaped(told)), class_="wm-gap-told")


def _held_by_social_groups(view: View) -> frozenset[tuple[str, str]]:
    """Return indicator and place of whatever is held by a social dimension."""
    held = held_dimensions(view)
    return frozenset(held.loc[held["social"], ["indicator", "place"]].itertuples(index=False, name=None))


def _judged(view: View, indicator: str, place: str) -> tuple[str, str] | None:
    """Return the dimension and the verdict on its absolute gap; nothing where no gap can be formed."""
    asked = EquitySelection(view.language, indicator=indicator, place=place, as_of=view.selection.as_of)
    subject = subject_of(EquityView.of_view(replace(view, selection=asked)))
    gaps = gap_series(view, subject) if subject else []
    return (subject.across, gaps[0].verdict.verdict) if subject and gaps else None
