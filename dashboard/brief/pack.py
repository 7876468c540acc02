"""What stands in a review pack, as blocks of the same pages that the dashboard shows: the review, its targets, the rules, the sources."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dashboard.charts.shapes import STATUSES, chip_html
from dashboard.components.block import Html, Page
from dashboard.components.marks import marks_sentence, marks_table
from dashboard.components.markup import element, escaped, paragraph
from dashboard.components.provenance import edition_of, published_words
from dashboard.components.table import Column, table
from dashboard.components.view import View, is_missing
from dashboard.display import date_words
from dashboard.pages import review, target
from dashboard.pages.methods import order_of_rules
from dashboard.pages.review_settings import ReviewView
from dashboard.pages.standing import Standing, standings
from data.catalogue.promises import Mission
from metrics.evaluability import anatomy
from metrics.review import Review

NOT_ASSESSABLE = "not_assessable"


def review_markup(view: ReviewView, mission: Mission) -> str:
    """Return the opening of the pack and the review itself."""
    words = view.words
    facts = view.facts(mission)
    build = view.warehouse.build
    line = words(
        "brief.line",
        mission=view.of(mission.name),
        place=view.place_name(facts.place or mission.place),
        day=date_words(view.as_of, view.language),
        build=str(build["input_sha256"])[:12],
    )
    return paragraph(line, "wm-small") + markup_of(review.build(view))


def markup_of(page: Page) -> str:
    """Return the HTML of a page; choices, downloads and drawings that answer to a pointer are for the screen."""
    return "".join(block.text for block in page.blocks if isinstance(block, Html))


def targets_to_tell(view: ReviewView, mission: Mission) -> list[tuple[Standing, str]]:
    """
    Return the targets that get a page of their own, each with its place: what can be judged first, worst first, then what cannot.

    A target that is judged in many places is told for the place of the review, or for the followed countries one by one.
    """
    facts = view.facts(mission)
    by_target = {standing.target.id: standing for standing in standings(view, mission)}
    rows = facts.rows[facts.rows["target"].isin(by_target)]
    judged = rows[rows["status"] != NOT_ASSESSABLE]
    ordered = pd.concat([judged, rows[rows["status"] == NOT_ASSESSABLE]])
    return [(by_target[str(row["target"])], str(row["place"])) for row in ordered[["target", "place"]].drop_duplicates().to_dict("records")]


def target_markup(view: ReviewView, standing: Standing, place: str) -> str:
    """Return the page of one target in one place."""
    chosen = view.with_selection(mission=standing.mission.id, target=standing.target.id, place=place, edition=None, indicator="")
    return markup_of(target.build(chosen, standing))


def marks_markup(view: View, mission: Mission) -> str:
    """Return what the documents of *mission* state that makes it possible to evaluate it, each answer with its source."""
    built = anatomy(view.catalogue, mission.id, as_of=view.as_of)
    return (
        element("h1", escaped(view.words("evaluability.title")))
        + paragraph(marks_sentence(view, built))
        + marks_table(view, built)
        + paragraph(view.words("evaluability.caveat"), "wm-source")
    )


def rules_markup(view: View) -> str:
    """Return what each status means, and the order of the rules."""
    words = view.words
    rows = [[chip_html(status, words(f"status.{status}")), escaped(words(f"rule.{status}"))] for status in STATUSES]
    columns = (Column(words("column.status"), width="28%"), Column(words("column.rule")))
    return (
        element("h1", escaped(words("brief.rules")))
        + table(columns, rows, caption=words("methods.statuses"))
        + element("h3", escaped(words("methods.order")))
        + paragraph(words("methods.order_text"))
        + order_of_rules(view)
        + element("p", escaped(words("brief.rules_more")), class_="wm-small")
    )


def sources_markup(view: View, facts: Review) -> str:
    """Return the editions that the figures come from, with their terms, and how to cite the pack."""
    words = view.words
    # An empty list of truths would choose columns: on an early day a mission may have no row yet.
    known = facts.rows[~facts.rows["source"].map(is_missing).astype(bool)]
    rows = []
    for source_id, edition_id in sorted({(str(a), str(b)) for a, b in zip(known["source"], known["edition"], strict=True)}):
        source = view.catalogue.sources[source_id]
        edition = edition_of(source, edition_id)
        named = escaped(view.of(edition.name)) if edition else escaped(edition_id)
        day = element("small", escaped(published_words(view, edition))) if edition else ""
        rows.append([escaped(source.cite_as), named + day, escaped(view.of(source.licence.name))])
    columns = (
        Column(words("column.source"), width="56%"),
        Column(words("explain.edition"), width="24%"),
        Column(words("column.licence")),
    )
    held = table(columns, rows, caption=words("brief.sources")) if rows else paragraph(words("brief.no_sources"))
    return element("h1", escaped(words("brief.sources"))) + held + paragraph(words("brief.cite", **_cited(view, facts)), "wm-small")


def _cited(view: View, facts: Review) -> dict[str, str]:
    mission = view.catalogue.missions[facts.mission]
    return {
        "mission": view.of(mission.name),
        "day": date_words(view.as_of, view.language),
        "build": str(view.warehouse.build["input_sha256"])[:12],
    }


def on_paper(view: ReviewView) -> ReviewView:
    """Return *view* for a document."""
    return replace(view, on_paper=True)
