"""The bar under the navigation: mission, country, data as of, language, print, help, and the pages that belong to this one."""

from __future__ import annotations

from dashboard.components.language_links import in_english_only, language_links
from dashboard.components.markup import element, escaped, link
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
    return element("div", *left, right, class_="wm-context", lang=words.language) + siblings(view, page) + in_english_only(view)
