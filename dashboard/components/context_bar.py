"""The bar under the navigation: mission, country, data as of, language, print, help, and the pages that belong to this one."""

from __future__ import annotations

from dashboard.components.markup import element, escaped, link
from dashboard.components.siblings import siblings
from dashboard.components.view import View
from dashboard.display import date_words
from dashboard.language import other_language


def context_bar(view: View, page: str, *, mission: str = "", place: str = "") -> str:
    """Return the bar of *page*; empty *mission* and *place* mean all of them."""
    words = view.words
    other = other_language(view.language)
    entries = (
        (words("context.mission"), mission or words("context.all_missions")),
        (words("context.country"), place or words("context.all_countries")),
        (words("context.as_of"), date_words(view.as_of, view.language)),
    )
    left = [element("div", element("span", escaped(name)), " ", element("b", escaped(value))) for name, value in entries]
    right = element(
        "div",
        link(view.same_page(page, lang=other), escaped(words("context.other_language")), lang=other, hreflang=other),
        link("#print", escaped(words("context.print")), data_wm="print"),
        link(view.address("methods"), escaped(words("context.help"))),
        class_="wm-right",
    )
    return element("div", *left, right, class_="wm-context") + siblings(view, page)
