"""What moved since the last meeting, and why: where the targets stand and move, changed verdicts with the cause, revised values."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.charts.positions import position_matrix
from dashboard.components.block import Block, Html, Page
from dashboard.components.download import scorecard_address
from dashboard.components.figure import figure
from dashboard.components.footer import footer
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.part import part
from dashboard.components.provenance import edition_of, editions_in, published_words, source_line
from dashboard.components.table import Column, table
from dashboard.components.view import Row, View
from dashboard.display import date_words, period
from dashboard.pages.review import choose, head
from dashboard.pages.review_changes import changes_table
from dashboard.pages.review_settings import ReviewView, meeting_section
from data.catalogue.promises import Mission
from metrics.review import Review

REVISED_SHOWN = 10


def build(view: View) -> Page:
    """Return what moved in the chosen mission, or the missions to choose from."""
    mine = ReviewView.of_view(view)
    mission = mine.catalogue.missions.get(mine.selection.mission)
    if mission is None:
        return choose(mine, "changes", "changes.choose")
    facts = mine.facts(mission)
    blocks: list[Block] = [
        Html(head(mine, "changes", mission)),
        Html(element("h1", escaped(_title(mine, facts))) + paragraph(_lead(mine, facts), "wm-lead")),
        Html(meeting_section(mine, "changes", mission)),
        *_matrix(mine, facts),
        Html(_verdicts(mine, facts)),
        Html(_revised(mine, facts)),
        Html(_sources(mine, facts, mission)),
        Html(footer(mine)),
    ]
    return Page(mine.words("changes.window", mission=mine.of(mission.name)), tuple(blocks))


def _title(view: ReviewView, facts: Review) -> str:
    words = view.words
    if facts.since is None:
        return words("changes.first")
    since = date_words(facts.since, view.language)
    if facts.changes.empty:
        return words("changes.nothing", since=since)
    verdicts = _verdicts_changed(facts)
    if verdicts:
        return words.counted("changes.verdicts", verdicts, since=since)
    return words.counted("changes.values", len(facts.changes), since=since)


def _verdicts_changed(facts: Review) -> int:
    return int((facts.changes["kind"] == "verdict").sum())


def _lead(view: ReviewView, facts: Review) -> str:
    words = view.words
    loaded = date_words(view.warehouse.build["built_at"].date(), view.language)
    if facts.since is None:
        return words("changes.first_text")
    if facts.changes.empty:
        return words("changes.loaded", day=loaded)
    told = words("review.compared", day=date_words(facts.day, view.language), since=date_words(facts.since, view.language))
    verdicts = _verdicts_changed(facts)
    besides = len(facts.changes) - verdicts
    return f"{told} {words.counted('changes.besides', besides)}" if verdicts and besides else told


# --- level by direction ----------------------------------------------------------------------------------------------------------


def _matrix(view: ReviewView, facts: Review) -> list[Block]:
    words = view.words
    rows, where = facts.rows, facts.positions
    is_placed = (where["level"] != "").to_numpy()
    heading = part("positions", words("changes.positions"))
    if not is_placed.any():
        return [Html(heading + paragraph(words("changes.none_placed")))]
    shown = rows[is_placed]
    several = len(set(shown["target"])) > 1
    names = [_name(view, facts, row, several=several) for row, placed in zip(facts.row_records, is_placed, strict=True) if placed]
    placed = where[is_placed].assign(name=names).sort_values("name", key=lambda column: column.str.casefold())
    left = int((~is_placed).sum())
    notes = [words("changes.rule_detail"), *([words.counted("changes.not_placed", left)] if left else [])]
    chart = position_matrix(
        placed, words=words, subtitle=words("changes.rule"), source=source_line(view, editions_in(shown)), notes=tuple(notes)
    )
    download = scorecard_address(mission=facts.mission, as_of=view.selection.as_of)
    return [Html(heading), *figure(view, chart, "positions", download=download, first=True)]


def _name(view: ReviewView, facts: Review, row: Row, *, several: bool) -> str:
    _, target = view.catalogue.target(str(row["target"]))
    if facts.is_one_each:
        return view.of(target.name)
    place = view.place_name(str(row["place"]))
    return f"{place}, {view.of(target.name)}" if several else place


# --- verdicts, values, sources ---------------------------------------------------------------------------------------------------


def _verdicts(view: ReviewView, facts: Review) -> str:
    words = view.words
    if facts.since is None:
        return ""
    title = part("verdicts", words("changes.list"))
    if facts.changes.empty:
        return title + paragraph(words("changes.no_verdict"))
    then, now = (date_words(day, view.language) for day in (facts.since, facts.day))
    return title + changes_table(view, facts.changes, then=then, now=now, with_places=not facts.is_one_each)


def _revised(view: ReviewView, facts: Review) -> str:
    """Return the values that were revised by more than the range they had been given."""
    words = view.words
    if facts.since is None:
        return ""
    title = part("revised", words("changes.revised"))
    revised = facts.revised
    outside = revised["outside_interval"].astype("boolean")
    far, bare = revised[outside.fillna(value=False).to_numpy(dtype=bool)], int(outside.isna().sum())
    within = len(revised) - len(far) - bare
    told = [words("changes.none_revised")] if revised.empty else []
    told += [words.counted("changes.revised_far", len(far))] if len(revised) else []
    told += [words.counted("changes.revised_within", within)] if within else []
    told += [words.counted("changes.revised_bare", bare)] if bare else []
    listed = far if len(far) else revised.head(REVISED_SHOWN if bare else 0)
    if listed.empty:
        return title + paragraph(" ".join(told))
    columns = (
        Column(words("column.series"), width="38%"),
        Column(words("column.place")),
        Column(words("column.year"), numeric=True),
        Column(words("changes.value_then"), numeric=True),
        Column(words("changes.value_now"), numeric=True),
    )
    rows = [_revised_row(view, row) for row in listed.head(REVISED_SHOWN).to_dict("records")]
    more = link(view.address("data"), escaped(words("changes.all_revised")))
    return (
        title + paragraph(" ".join(told)) + table(columns, rows, caption=words("changes.revised")) + element("p", more, class_="wm-small")
    )


def _revised_row(view: ReviewView, row: Row) -> list[str]:
    form, entry = view.format(str(row["indicator"])), view.catalogue.indicators[str(row["indicator"])]
    breakdown = view.breakdown(row)
    name = escaped(view.of(entry.short_name)) + (element("small", escaped(breakdown)) if breakdown else "")
    years = period(int(row["year"]), int(row["year_end"]))
    return [name, *(escaped(text) for text in (view.place_name(str(row["place"])), years, form.value(row["old"]), form.value(row["new"])))]


def _sources(view: ReviewView, facts: Review, mission: Mission) -> str:
    """Return the sources of the mission's figures that had no update since the meeting, and when the next figures are expected."""
    words = view.words
    key = ("quiet sources", view.as_of, mission.id, facts.since)
    rows: list[Row] = view.warehouse.remember(key, lambda: quiet_sources(view, mission, facts.since).to_dict("records"))
    if not rows:
        return ""
    title = part("sources", words("changes.sources"))
    columns = (
        Column(words("column.source"), width="34%"),
        Column(words("quality.column.figures"), labelled=False),
        Column(words("column.published")),
        Column(words("changes.next")),
    )
    cells = []
    for row in rows:
        source = view.catalogue.sources[str(row["source"])]
        edition = edition_of(source, str(row["edition"]))
        due = int(row["due"])
        when = words("changes.due" if due >= view.as_of.year else "changes.overdue", year=due)
        quantities = view.listed([view.of(view.catalogue.indicators[code].short_name) for code in row["indicators"]])
        name = escaped(source.publisher) + element("small", escaped(view.of(source.name)))
        cells.append([name, escaped(quantities), escaped(published_words(view, edition) if edition else ""), escaped(when)])
    counted = words.counted("changes.no_update", len(rows)) if facts.since else words("changes.next_text")
    return title + paragraph(counted) + table(columns, cells, caption=words("changes.sources"))


def quiet_sources(view: View, mission: Mission, since: date | None) -> pd.DataFrame:
    """
    Return the sources that *mission* is judged by and that published nothing after *since* (all of them without it).

    Columns ``source, edition, indicators`` (a tuple) and ``due``: by the end of which year the figures of the next year are expected, which
    is the year after the newest one held plus the usual delay of the indicator; the earliest of the indicators.
    """
    indicators = {measure.indicator for target in mission.targets for measure in target.measures}
    held = view.warehouse.holdings()
    known = held[held["indicator"].isin(indicators) & (held["published"] <= pd.Timestamp(view.as_of))]
    if since is not None:
        fresh = set(known[known["published"] > pd.Timestamp(since)]["source"])
        known = known[~known["source"].isin(fresh)]
    lag = known["indicator"].map({code: entry.publication_lag_years for code, entry in view.catalogue.indicators.items()})
    due = known["last_year"].astype(int) + 1 + lag.astype(int)
    newest = known.assign(due=due).sort_values(["source", "published"]).drop_duplicates(["source", "indicator"], keep="last")
    grouped = newest.groupby("source", sort=False)
    return grouped.agg(edition=("edition", "last"), indicators=("indicator", tuple), due=("due", "min")).reset_index().sort_values("due")
