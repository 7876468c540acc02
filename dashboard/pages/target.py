"""One target, in one place: the verdict, why it is that one, how the promise is read, and what other editions and methods say."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dashboard.components.aim import aim_with_year
from dashboard.components.block import Block, Html, Page
from dashboard.components.chip import status_chip, value_of_year
from dashboard.components.context_bar import context_bar
from dashboard.components.footer import footer
from dashboard.components.language_links import older_translations
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.note import note
from dashboard.components.table import Column, table
from dashboard.components.trouble import troubles
from dashboard.components.view import EVERYTHING, View, is_missing
from dashboard.pages.context_figures import context_blocks
from dashboard.pages.corrections import correction_note
from dashboard.pages.ledger import reading_section, versions_section
from dashboard.pages.own_views import own_view
from dashboard.pages.places import places_blocks
from dashboard.pages.restatement import edition_choice, restatement_section
from dashboard.pages.series_told import NOT_ASSESSABLE, NOT_COMPARABLE
from dashboard.pages.share_studies import share_link
from dashboard.pages.standing import Standing, country_sentence
from dashboard.pages.then_and_now import then_and_now
from dashboard.pages.verdict import verdict_blocks
from dashboard.pages.verdict_groups import groups_blocks
from dashboard.pages.verdict_methods import methods_blocks
from dashboard.pages.verdict_numbers import cautions, chance, newest_and_next, three_numbers, why_this_status
from data.catalogue.models import Family
from metrics.scorecard import Judged


def build(view: View, standing: Standing) -> Page:
    """Return the page of a target: of its place, or of its countries where none is chosen."""
    judged, standing = _as_chosen(view, standing)
    row = _row(view, standing)
    place = view.place_name(str(row["place"])) if row is not None else ""
    top = context_bar(view, "mission", mission=view.of(standing.mission.name), place=place) + troubles(view, "mission")
    blocks = _countries(view, standing) if row is None else _verdict(view, judged, standing, row)
    title = f"{view.of(standing.target.name)} – {view.of(standing.mission.name)}"
    chosen = str(row["place"]) if row is not None and standing.by_country else ""
    beside = then_and_now(view, mission=standing.mission.id, target=standing.target.id, place=chosen)
    return Page(title, (Html(top), *blocks, Html(beside), Html(_foot(view, standing, row)), Html(_close(view, standing))))


def _close(view: View, standing: Standing) -> str:
    return older_translations(view, [standing.mission.name, standing.target]) + footer(view)


def _as_chosen(view: View, standing: Standing) -> tuple[Judged, Standing]:
    """Return the judgement by the edition and indicator that the reader chose, and the standing with its rows."""
    chosen = view.selection
    if chosen.edition is None and not chosen.indicator:
        return view.judged(), standing
    judged = view.judged(edition=chosen.edition, indicator=chosen.indicator or None, mission=standing.mission.id)
    rows = judged.scorecard
    mine = rows[rows["in_force"].astype(bool) & (rows["target"] == standing.target.id)]
    return judged, replace(standing, rows=mine)


def _row(view: View, standing: Standing) -> pd.Series | None:
    if view.selection.place:
        places = standing.rows["place"].tolist()
        if view.selection.place in places:
            return standing.rows.iloc[places.index(view.selection.place)]
        return None if standing.by_country else standing.own
    return standing.own


def _kicker(view: View, standing: Standing, place: str) -> str:
    mission = standing.mission
    back = link(view.address("mission", mission=mission.id), escaped(view.of(mission.name)))
    if standing.by_country and place:
        back += " · " + link(
            view.address("mission", mission=mission.id, target=standing.target.id), escaped(view.words("target.all_countries"))
        )
    return element("p", back, " · ", escaped(view.of(standing.target.name)), class_="wm-small")


def _countries(view: View, standing: Standing) -> list[Block]:
    words = view.words
    lead = country_sentence(view, standing)
    html = _kicker(view, standing, "") + element("h1", escaped(view.of(standing.target.name))) + paragraph(lead, "wm-lead")
    if view.selection.place:
        html += note(words("trouble.heading"), words("target.not_judged_in", place=view.place_name(view.selection.place)))
    html += element("h2", escaped(words("places.title_all")), class_="wm-hidden")
    if not standing.is_in_force:
        return [Html(html), Html(reading_section(view, standing.version))]
    return [Html(html), *places_blocks(view, standing, key="places"), Html(reading_section(view, standing.version))]


def _verdict(view: View, judged: Judged, standing: Standing, row: pd.Series) -> list[Block]:
    words = view.words
    place = view.place_name(str(row["place"]))
    chosen_edition = view.selection.edition is not None
    head = "".join(
        (
            _kicker(view, standing, place),
            element("h1", escaped(words(f"finding.{row['status']}", target=view.of(standing.target.name), place=place))),
            element(
                "div", status_chip(view, row, large=True), element("span", escaped(_when(view, row)), class_="wm-when"), class_="wm-verdict"
            ),
            paragraph(words("target.aim", aim=aim_with_year(view, standing.version.reading)), "wm-lead"),
            chance(view, row),
            own_view(view, row),
            _choices(view, standing, row),
            note(words("restatement.chosen_title"), words("restatement.chosen")) if chosen_edition else "",
        )
    )
    head += element("h2", escaped(words("verdict.title")), class_="wm-hidden")
    blocks: list[Block] = [Html(head), *verdict_blocks(view, judged, row, standing.target, standing.version, key="verdict")]
    blocks.append(Html(correction_note(view, row)))
    if row["status"] != NOT_ASSESSABLE and not is_missing(row["latest"]):
        blocks.append(Html(three_numbers(view, row) + newest_and_next(view, row, judged.series_of(row))))
        blocks += groups_blocks(view, row)
    if row["comparability"] == NOT_COMPARABLE:
        blocks += context_blocks(view, row)
    if standing.target.family == Family.PREVENTABLE_SHARE:
        blocks.append(Html(share_link(view, str(row["place"]), "mission")))
    why = element("section", element("h2", escaped(words("why.title"))), why_this_status(view, row))
    beside = cautions(view, row, judged.series_of(row))
    blocks.append(Html(element("div", why, element("section", beside), class_="wm-two") if beside else why))
    blocks += methods_blocks(view, judged, row, standing.version)
    blocks.append(Html(reading_section(view, standing.version)))
    return blocks


def _when(view: View, row: pd.Series) -> str:
    parts = [view.words(f"reason.{row['reason']}")] if row["status"] == NOT_ASSESSABLE else []
    parts.append(value_of_year(view, row))
    if not is_missing(row["latest"]) and is_missing(row["lower"]):
        parts.append(view.words("verdict.no_range"))
    return " · ".join(part for part in parts if part)


def _choices(view: View, standing: Standing, row: pd.Series) -> str:
    """Return the series and editions by which the target can be looked at, as links; on paper there is nothing to choose."""
    if view.on_paper:
        return ""
    words = view.words
    indicators = list(dict.fromkeys(measure.indicator for measure in standing.target.measures))
    html = ""
    if len(indicators) > 1 or view.selection.indicator:
        links = []
        for code in dict.fromkeys([*indicators, *([view.selection.indicator] if view.selection.indicator else [])]):
            name = escaped(view.of(view.catalogue.indicators[code].short_name))
            is_used = code == row["indicator"]
            links.append(
                element("b", name, aria_current="true")
                if is_used
                else link(view.same_page("mission", mission=standing.mission.id, indicator=code, edition=None), name)
            )
        html += element("p", escaped(words("target.series")), " ", " · ".join(links), class_="wm-small wm-tools wm-noprint")
    if not is_missing(row["source"]):
        html += edition_choice(view, str(row["indicator"]), str(row["source"]), str(row["edition"]))
    return html


def _foot(view: View, standing: Standing, row: pd.Series | None) -> str:
    html = versions_section(view, standing.target) + _measures(view, standing)
    if row is not None and not is_missing(row["source"]):
        html = restatement_section(view, row) + html
    return html


def _measures(view: View, standing: Standing) -> str:
    words = view.words
    if not standing.target.measures:
        return ""
    rows = []
    for measure in standing.target.measures:
        indicator = view.catalogue.indicators[measure.indicator]
        series = pd.Series(
            {"indicator": measure.indicator, "sex": measure.sex, "age": measure.age, "site": measure.site, "group": measure.group}
        )
        parts = [view.breakdown(series)] if any(value != EVERYTHING for value in series) else []
        if measure.versions:
            parts.append(words("target.only_versions", n=", ".join(str(version) for version in measure.versions)))
        name = escaped(view.of(indicator.name)) + (element("small", escaped(", ".join(parts))) if parts else "")
        rows.append([name, escaped(words(f"comparability.{measure.comparability.value}")), escaped(view.of(measure.why))])
    columns = (
        Column(words("column.series"), width="30%"),
        Column(words("column.may_speak"), width="22%"),
        Column(words("column.why"), labelled=False),
    )
    return element("h2", escaped(words("target.measures"))) + table(columns, rows, caption=words("target.measures"))
