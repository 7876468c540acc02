"""
The preventable share of one country, year by year: always modelled, never joined to a study's point, never a verdict.

In the order in which a reader asks: what it says, which studies there are, how sure it is, what it means for the promise, which factors,
what is settled, what if, how far, how good such a model is, what it takes for granted, and the numbers to take along.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd

from dashboard.components.block import Block, Download, Html, Page
from dashboard.components.context_bar import context_bar
from dashboard.components.download import observations_address
from dashboard.components.footer import footer
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.note import note
from dashboard.components.trouble import troubles
from dashboard.components.view import View
from dashboard.pages.preventable_backtest import backtest_blocks
from dashboard.pages.preventable_band import band_blocks, change_blocks, lag_links, settled_section
from dashboard.pages.preventable_factors import factor_blocks
from dashboard.pages.preventable_settings import ShareView, settings_told
from dashboard.pages.preventable_subject import (
    Subject,
    modelled_places,
    percent_range,
    percent_words,
    source_of,
    subject_of,
)
from dashboard.pages.preventable_what_if import inverse_section, needed_frames, path_of, what_if_blocks
from dashboard.pages.share_studies import all_studies, studies_figure
from dashboard.selection import PLACES_OF_LANGUAGE
from data import tables
from data.errors import MetricError
from metrics.preventable_share import Assumption, what_if

HARDLY = 0.02
"""A change of less than a fiftieth since the study is called "hardly moves"; the word is ours."""


def build(view: View) -> Page:
    """Return the page of the chosen country; without one, of the country that goes with the reader's language."""
    view = ShareView.of_view(view)
    place = view.selection.place or PLACES_OF_LANGUAGE[view.reader.language]
    name = view.place_name(place)
    top = context_bar(view, "preventable", place=name) + troubles(view, "preventable", settings_told(view))
    title = f"{view.words('nav.preventable')}: {name}"
    if place not in modelled_places(all_studies().values()):
        return Page(title, (Html(top), *_without(view, name, view.words("preventable.empty.none", place=name))))
    try:
        subject = subject_of(view, place)
    except MetricError as error:
        return Page(title, (Html(top), *_without(view, name, view.words("preventable.empty.not_carried", place=name), str(error))))
    return Page(title, (Html(top), *_blocks(view, subject)))


def _blocks(view: ShareView, subject: Subject) -> list[Block]:
    study = subject.study

    def kept(make: Callable[[ShareView, Subject], list[Block]]) -> list[Block]:
        """Return the blocks of *make*, made once: what the reader sets for the what-if changes nothing in them."""
        key = (make.__name__, study.id, subject.lag, view.reader.language, view.as_of, view.selection.as_of)
        blocks: list[Block] = view.warehouse.remember(key, lambda: make(view, subject))
        return blocks

    return [
        Html(_head(view, subject) + element("h2", escaped(view.words("preventable.studies")), id="studies")),
        *studies_figure(view, study.indicator, study.place),
        Html(element("h2", escaped(view.words("preventable.band.heading")), id="share") + lag_links(view, subject)),
        *kept(band_blocks),
        *kept(change_blocks),
        *kept(factor_blocks),
        Html(settled_section(view, subject)),
        *what_if_blocks(view, subject),
        Html(inverse_section(view, subject)),
        *kept(backtest_blocks),
        Html(_assumptions(view, subject)),
        *_downloads(view, subject),
        Html(footer(view)),
    ]


def _head(view: ShareView, subject: Subject) -> str:
    words, last = view.words, subject.last
    lead = words(
        "preventable.lead",
        study=percent_words(view, subject.share.model.joint),
        study_year=subject.study.year,
        share=percent_words(view, last["share"]),
        year=int(last["year"]),
        range=percent_range(view, last["lower"], last["upper"]),
    )
    html = element("h1", escaped(words(f"preventable.title.{finding(last)}", place=subject.place))) + paragraph(lead, "wm-lead")
    html += paragraph(words("preventable.modelled")) + _countries(view, subject.study.place)
    if view.settings.lag > subject.longest:
        told = words(
            "preventable.lag.shortened", asked=view.settings.lag, longest=subject.longest, first=subject.study.year - subject.longest
        )
        html += note(words("trouble.heading"), told)
    if Assumption.SERIES_MISSING in str(last["assumptions"]).split(";"):
        html += note(words("preventable.missing_title"), words("preventable.assumption.series_missing"))
    return html


def finding(last: pd.Series) -> str:
    """Return what the last modelled year says about the change since the study: a direction only where the whole band has it."""
    if last["change_upper"] < 0:
        return "falls"
    if last["change_lower"] > 0:
        return "rises"
    if abs(last["change"]) < HARDLY:
        return "flat"
    return "perhaps_falls" if last["change"] < 0 else "perhaps_rises"


def _countries(view: ShareView, chosen: str) -> str:
    """Return the countries with a study as links."""
    places = sorted(modelled_places(all_studies().values()), key=lambda code: view.order(view.place_name(code)))
    told = [
        element("b", escaped(view.place_name(code)), aria_current="true")
        if code == chosen
        else link(view.same_page("preventable", place=code, factor=None, level=None), escaped(view.place_name(code)))
        for code in places
    ]
    return element("p", escaped(view.words("preventable.countries")), " ", " · ".join(told), class_="wm-small wm-tools")


def _without(view: ShareView, name: str, told: str, detail: str = "") -> list[Block]:
    """Return what stands where there is nothing to model: what is missing, who could supply it, and where there is something."""
    words = view.words
    needed = [element("li", escaped(words(f"preventable.empty.{key}"))) for key in ("study", "series", "owner")]
    html = element("h1", escaped(words("preventable.empty.title", place=name))) + paragraph(told, "wm-lead")
    if detail:
        html += element("p", element("span", escaped(detail), lang="en"), class_="wm-source")
    html += element("h2", escaped(words("preventable.empty.needed"))) + element("ul", *needed) + _countries(view, "")
    href = view.address("country", place=view.selection.place or None)
    html += element("p", link(href, escaped(words("preventable.empty.country", place=name))))
    return [Html(html + footer(view))]


def _assumptions(view: ShareView, subject: Subject) -> str:
    words = view.words
    codes = str(subject.last["assumptions"]).split(";")
    items = [element("li", escaped(words(f"preventable.assumption.{code}"))) for code in codes]
    stands_in = [
        element("li", escaped(words("preventable.stands_in", what=view.of(mover.stands_in_for))))
        for mover in subject.study.movers
        if mover.stands_in_for is not None
    ]
    return (
        element("h2", escaped(words("preventable.assumptions")), id="assumptions")
        + paragraph(words("preventable.assumptions_text"))
        + element("ul", *items, *stands_in)
    )


def _downloads(view: ShareView, subject: Subject) -> list[Block]:
    """Return the sources and every table of the page as a file."""
    words = view.words
    path, _ = path_of(view, subject)
    frames: dict[str, Callable[[], pd.DataFrame]] = {
        "years": lambda: subject.share.years,
        "factors": lambda: subject.share.factors,
        "what_if": lambda: what_if(subject.share.model, path.factor, path.steps, lag=subject.lag).assign(factor=path.factor),
        "needed": lambda: pd.concat([frame.assign(year=year) for year, frame in needed_frames(view, subject).items()], ignore_index=True),
        "backtest": lambda: subject.share.elsewhere,
    }
    html = element("h2", escaped(words("preventable.download.heading")), id="downloads") + paragraph(words("preventable.download.text"))
    html += paragraph(source_of(view, subject), "wm-source") + paragraph(words("preventable.download.movers"), "wm-small")
    named = [f"{mover.citation.document} ({mover.citation.locator})" for mover in subject.study.movers]
    html += element("ul", *(element("li", escaped(text)) for text in dict.fromkeys(named)), class_="wm-small")
    href = observations_address(indicator=subject.study.indicator, place=subject.study.place, as_of=view.selection.as_of)
    if href:
        html += element("div", link(href, escaped(words("preventable.download.study")), download=""), class_="wm-tools")
    files = f"waymark-preventable-{subject.study.id}-lag-{subject.lag}"
    blocks: list[Block] = [Html(html)]
    for key, make in frames.items():
        name = f"{files}-{key.replace('_', '-')}.csv"
        blocks.append(Download(f"preventable-{key}", words(f"preventable.download.{key}"), name, partial(_csv, make)))
    return blocks


def _csv(make: Callable[[], pd.DataFrame]) -> str:
    return tables.as_csv(make())
