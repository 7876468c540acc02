"""
What is said of one number, in words: what it is, what it is not, how sure it is, what would change it, how it is cited.

A row is an observation with the columns of the table: a series of a frame or a plain record. The dashboard and the public site say the
same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from dashboard.components.provenance import edition_of
from dashboard.components.view import EVERYTHING, View, is_missing
from dashboard.contact import report_address
from dashboard.display import count, period
from dashboard.pages.series_told import left_out_why

Row: TypeAlias = Any
"""An observation, or a row of the scorecard: anything that gives a cell by the name of its column."""

SAID_ABOVE = frozenset({"no_interval", "unchanged_values"})
"""Cautions about the verdict that are said about the number itself."""
UNCHANGED = 3
"""Equal values in a row from which it is said that nothing moved."""


# --- what it is ------------------------------------------------------------------------------------------------------------------------


def title_words(view: View, row: Row) -> str:
    """Return the value, what it is of, the place and the time."""
    name = view.of(view.catalogue.indicators[str(row["indicator"])].short_name)
    named = ", ".join(part for part in (name, view.breakdown(row)) if part)
    return view.words(
        "explain.title", value=value_words(view, row), what=named, place=view.place_name(str(row["place"])), when=when_words(row)
    )


def value_words(view: View, row: Row) -> str:
    """Return an observation's value as written; in words where it is withheld or missing."""
    if not is_missing(row["value"]):
        return view.format(str(row["indicator"])).value(float(row["value"]))
    if is_withheld(row):
        return view.words("series.withheld")
    return flag_words(view, row, confidential=False) or view.words("reason.no_data")


def is_withheld(row: Row) -> bool:
    """Return whether the publisher, or our rule for small counts, keeps the value back."""
    return is_missing(row["value"]) and not is_missing(row["conf_status"]) and str(row["conf_status"]) != "F"


def when_words(row: Row) -> str:
    """Return the year or the years of an observation."""
    return period(int(row["year"]), int(row["year_end"]))


def flag_words(view: View, row: Row, *, confidential: bool = True) -> str:
    """Return the publisher's flags of an observation, that on confidentiality too if asked; empty where its codes are not known."""
    codes = view.catalogue.codes
    asked = [(codes.obs_statuses, str(row["obs_status"]))]
    if confidential:
        asked.append((codes.conf_statuses, str(row["conf_status"])))
    return "; ".join(view.of(code.name) for known, flag in asked for code in known if code.code == flag)


def counted_words(view: View, row: Row) -> str:
    """Return the count behind a rate or a share; empty where none is published."""
    if is_missing(row["numerator"]) or is_missing(row["denominator"]) or is_missing(row["value"]):
        return ""
    return view.words(
        "explain.counted",
        numerator=count(float(row["numerator"]), view.language),
        denominator=count(float(row["denominator"]), view.language),
    )


def is_not_words(view: View, row: Row) -> list[str]:
    """Return what the number is easily mistaken for."""
    words, indicator = view.words, view.catalogue.indicators[str(row["indicator"])]
    told = []
    if indicator.stands_in_for is not None:
        told.append(words("explain.stands_in", what=view.of(indicator.stands_in_for)))
    for other in indicator.not_comparable_with:
        name = view.of(view.catalogue.indicators[other.indicator].name)
        told.append(words("explain.not_other", name=name, why=view.of(other.why)))
    if indicator.is_share or view.format(indicator.id).unit == "%":
        told.append(words("explain.not_count" if is_missing(row["denominator"]) else "explain.not_count_known"))
    sexes = {code.code: code for code in view.catalogue.codes.sexes}
    if row["sex"] != EVERYTHING and row["sex"] in sexes:
        told.append(words("explain.not_everybody", who=view.of(sexes[str(row["sex"])].name)))
    if indicator.modelled:
        told.append(words("explain.not_measured"))
    return told


# --- how sure --------------------------------------------------------------------------------------------------------------------------


def how_sure_words(view: View, row: Row, series: Sequence[Row], others: Iterable[Row], spoken_to: Iterable[Row]) -> list[str]:
    """
    Return how sure the number is.

    Args:
        view: The reader's view.
        row: The number.
        series: Every year of its series and edition, the oldest first.
        others: The same series in other editions and sources.
        spoken_to: Rows of the scorecard that rest on the series.
    """
    words, form = view.words, view.format(str(row["indicator"]))
    told = []
    if is_withheld(row):
        told.append(words("reason_long.withheld"))
    elif not is_missing(row["value"]):
        interval = form.interval_words(row["lower"], row["upper"])
        told.append(words("explain.range", interval=interval) if interval else words("explain.no_range"))
    if row["obs_status"] != "A" and (flag := flag_words(view, row, confidential=False)):
        told.append(words("explain.flagged", flag=flag))
    told += [sentence for sentence in (_unchanged(view, row, series), _restated(view, row, others)) if sentence]
    spoken_to = list(spoken_to)
    cautions = {code for each in spoken_to if not is_missing(each["cautions"]) for code in str(each["cautions"]).split(";") if code}
    told += [words(f"caution.{code}") for code in sorted(cautions - SAID_ABOVE)]
    # Several verdicts on the same series leave out the same years.
    return told + list(dict.fromkeys(why for each in spoken_to for why in left_out_why(view, each, series)))


def _unchanged(view: View, row: Row, series: Sequence[Row]) -> str:
    """Return since when the value has been the same, where that is long."""
    same: list[Row] = []
    for earlier in reversed([each for each in series if not is_missing(each["value"]) and each["year_end"] <= row["year_end"]]):
        if earlier["value"] != row["value"]:
            break
        same.append(earlier)
    if len(same) < UNCHANGED:
        return ""
    return view.words("explain.unchanged", n=len(same), first=when_words(same[-1]), last=when_words(same[0]))


def _restated(view: View, row: Row, others: Iterable[Row]) -> str:
    """Return what other editions of the same source print for the same year."""
    if is_missing(row["value"]):
        return ""
    key = ("source", "year", "year_end")
    same = [each for each in others if all(each[name] == row[name] for name in key) and not is_missing(each["value"])]
    if not same:
        return ""
    form = view.format(str(row["indicator"]))
    listed = [f"{form.value(float(each['value']))} ({edition_words(view, str(each['source']), str(each['edition']))})" for each in same]
    return view.words("explain.restated", list=view.listed(listed))


def edition_words(view: View, source_id: str, edition_id: str) -> str:
    """Return the publisher and the edition."""
    source = view.catalogue.sources.get(source_id)
    if source is None:
        return edition_id
    edition = edition_of(source, edition_id)
    return f"{source.publisher}, {view.of(edition.name) if edition else edition_id}"


# --- what would change it, how it is cited -----------------------------------------------------------------------------------------------


def next_words(view: View, row: Row, series: Iterable[Row]) -> str:
    """Return which figure comes next and when it is, or was to be, out as usual; empty where the series has no value."""
    ends = [int(each["year_end"]) for each in series if not is_missing(each["value"])]
    if not ends:
        return ""
    lag = view.catalogue.indicators[str(row["indicator"])].publication_lag_years
    year, expected = max(ends) + 1, max(ends) + 1 + lag
    return view.words("explain.next_late" if expected < view.as_of.year else "explain.next", year=year, expected=expected)


def would_change_words(view: View, row: Row, spoken_to: Iterable[Row], lacking: Callable[[Row], Iterable[str]]) -> list[str]:
    """
    Return what would change the verdicts in *spoken_to*, rows of the scorecard that rest on the number.

    *lacking* returns what a row without a verdict lacks, as `metrics.unlock.Missing` names it.
    """
    words, form = view.words, view.format(str(row["indicator"]))
    told = []
    for each in spoken_to:
        name = view.of(view.catalogue.target(str(each["target"]))[1].name)
        if each["status"] == "not_assessable":
            missing = [words(f"preventable.missing.{what}") for what in lacking(each)]
            if missing:
                told.append(words("explain.unlock", target=name, what=view.listed(missing)))
        elif each["status"] != "met" and not is_missing(each["target_value"]) and each["comparability"] == "same":
            told.append(words("explain.would_meet", target=name, aim=form.value(each["target_value"])))
    return told


def cite_words(view: View, row: Row, title: str) -> str:
    """Return how to cite the number under *title*."""
    source = view.catalogue.sources.get(str(row["source"]))
    cited = source.cite_as if source is not None else str(row["source"])
    return view.words("explain.cite_text", cited=cited, title=title, edition=str(row["edition"]))


def report_link(view: View, row: Row, title: str, address: str, where: str | None = None) -> str:
    """Return the link by which an error in the number is reported to *where*, number and *address* filled in; empty without a contact."""
    body = view.words("explain.report_body", title=title, address=address, locator=str(row["locator"]))
    return report_address(view.words("explain.report_subject", title=title), body, where)
