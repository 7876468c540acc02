"""
The bar under the navigation: mission, country, data as of, language, print, help, and the pages that belong to this one.

Where a day of the past was chosen, a banner below says so on every page.
"""

from __future__ import annotations

from dashboard.components.day_form import day_form
from dashboard.components.language_links import in_english_only, language_links
from dashboard.components.markup import element, escaped, link
from dashboard.components.note import note_html
from dashboard.components.siblings import siblings
from dashboard.components.view import View
from dashboard.display import date_words


def context_bar(view: View, page: str, *, mission: str = "", place: str = "") -> str:
    """Return the bar of *page*; empty *mission* and *place* mean all of them."""
    words = view.reader
    entries = (
        (words("context.mission"), mission or words("context.all_missions")),
        (words("context.country"), place or words("context.all_countries")),
        (words("context.as_of"), date_words(view.as_of, words.language)),
    )
    left = [element("div", element("span", escaped(name)), " ", element("b", escaped(value))) for name, value in entries]
    right = element(
        "div",
        language_links(view, page),
        link("#print", escaped(words("context.print")), data_wm="print"),
        link(view.address("methods"), escaped(words("context.help"))),
        class_="wm-right",
    )
    bar = element("div", *left, _other_day(view, page), right, class_="wm-context", lang=words.language)
    return bar + banner(view, page) + siblings(view, page) + in_english_only(view)


def _other_day(view: View, page: str) -> str:
    """Return the choice of another day, closed until it is asked for."""
    words = view.reader
    form = day_form(view.same_page(page, as_of=None), "as_of", label=words("past.field"), button=words("past.show"))
    return element("details", element("summary", escaped(words("past.choose"))), form, class_="wm-other-day")


def banner(view: View, page: str) -> str:
    """Return that the page shows what was known on a day of the past, with a link to the same page today; empty for today."""
    day = view.selection.as_of
    if day is None:
        return ""
    words = view.reader
    today = link(view.same_page(page, as_of=None), escaped(words("past.today")))
    told = f"{escaped(words('past.text'))} {today}"
    return element(
        "div",
        note_html(words("past.title", day=date_words(day, words.language)), told),
        class_="wm-past",
        role="status",
        lang=words.language,
    )
