"""The promise and our reading of it: the sentence, the readings we did not take, who confirmed it, and every version."""

from __future__ import annotations

from dashboard.components.aim import aim_with_year, aim_words, year_words
from dashboard.components.chip import status_chip
from dashboard.components.markup import element, escaped, paragraph
from dashboard.components.quote import cited, quoted, translation_of
from dashboard.components.table import Column, pairs, table
from dashboard.components.view import View
from dashboard.display import date_words
from data.catalogue.promises import Target, TargetVersion


def reading_section(view: View, version: TargetVersion) -> str:
    """Return the sentence, our reading of it and the readings that we rejected, side by side."""
    words, reading = view.words, version.reading
    rows = [
        (words("reading.aim"), escaped(aim_with_year(view, reading))),
        (words("reading.quantity"), escaped(view.of(reading.quantity))),
        (words("reading.explanation"), escaped(view.of(reading.explanation))),
    ]
    if reading.baseline is not None:
        rows.append((words("reading.baseline"), escaped(_baseline(view, version))))
    if reading.year_derived is not None:
        rows.append((words("reading.year_derived"), escaped(view.of(reading.year_derived))))
    rows.append((words("reading.confirmed"), escaped(version.confirmed_by or words("reading.not_confirmed"))))
    taken = element("section", element("h3", escaped(words("reading.ours"))), pairs(rows))
    rejected = [
        element("li", element("b", escaped(view.of(other.reading))), " ", escaped(view.of(other.why)))
        for other in version.rejected_readings
    ]
    if rejected:
        aside = element("section", element("h3", escaped(words("reading.rejected"))), element("ul", *rejected))
        taken = element("div", taken, aside, class_="wm-two")
    return element("h2", escaped(words("reading.title"))) + quoted(view, version) + taken


def _baseline(view: View, version: TargetVersion) -> str:
    baseline = version.reading.baseline
    if baseline is None:
        return ""
    words = view.words
    value = view.unit_format(version.reading.unit, baseline.value).value(baseline.value) if baseline.value is not None else ""
    year = words("reading.year", year=baseline.year) if baseline.year else ""
    told = ", ".join(part for part in (value, year) if part) or words("reading.no_baseline")
    return f"{told}. {view.of(baseline.note)}" if baseline.note else told


def versions_section(view: View, target: Target) -> str:
    """Return every version of *target* with its status, if it was ever changed; replaced ones stay."""
    if len(target.versions) <= 1:
        return ""
    words = view.words
    columns = (
        Column(words("column.version"), width="14%"),
        Column(words("column.wording"), labelled=False),
        Column(words("column.aim"), width="16%"),
        Column(words("column.valid"), width="16%"),
        Column(words("column.status"), width="24%", labelled=False),
    )
    rows = [_version_row(view, target, version) for version in sorted(target.versions, key=lambda version: version.version)]
    return "".join(
        (
            element("h2", escaped(words("ledger.title"))),
            paragraph(words("ledger.text", n=len(target.versions))),
            table(columns, rows, caption=words("ledger.title")),
        )
    )


def _version_row(view: View, target: Target, version: TargetVersion) -> list[str]:
    words = view.words
    scorecard = view.judged().scorecard
    mine = scorecard[(scorecard["target"] == target.id) & (scorecard["target_version"] == version.version)]
    status = status_chip(view, mine.iloc[0]) if len(mine) == 1 else escaped(words("ledger.by_country"))
    wording = element("span", escaped(version.quote.text), lang=version.quote.language) + translation_of(view, version.quote, "small")
    why = element("small", escaped(view.of(version.change_reason))) if version.change_reason else ""
    aim = f"{aim_words(view, version.reading)}, {year_words(view, version.reading)}"
    return [
        escaped(words("ledger.version", n=version.version)),
        wording + element("small", escaped(cited(view, version.quote.citation))) + why,
        escaped(aim),
        escaped(_valid(view, target, version)),
        status,
    ]


def _valid(view: View, target: Target, version: TargetVersion) -> str:
    """Return from when to when *version* holds; it can be replaced although no document says on which day."""
    words = view.words
    if version.valid_to is None and version != target.version_on(view.as_of):
        return words("ledger.replaced")
    first = date_words(version.valid_from, view.language) if version.valid_from else words("ledger.start_unknown")
    last = date_words(version.valid_to, view.language) if version.valid_to else words("ledger.in_force")
    return words("ledger.valid", first=first, last=last)
