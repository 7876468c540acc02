"""
The dashboard: what Streamlit runs for each reader and each choice.

It reads the address, opens the warehouse in use, builds the page and shows it. Pages are functions from a view to blocks; nothing but this
module and ``components.screen`` talks to the screen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import streamlit as st

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    # Streamlit puts the script's own folder on the path; the packages lie one above.
    sys.path.insert(0, str(ROOT))

from dashboard.components.block import Html  # noqa: E402
from dashboard.components.download import today  # noqa: E402
from dashboard.components.screen import show  # noqa: E402
from dashboard.components.trouble import DAYS, lost_warehouse, no_warehouse, old_warehouse, refused_build  # noqa: E402
from dashboard.language import Words, words_of  # noqa: E402
from dashboard.loading import LIBRARY  # noqa: E402
from dashboard.pages.review_settings import PAGES as REVIEW_PAGES  # noqa: E402
from dashboard.screens import PAGES, name_of  # noqa: E402
from dashboard.selection import PLACES_OF_LANGUAGE, Selection, read_language  # noqa: E402
from dashboard.showing import page_of, selected, view_of  # noqa: E402
from dashboard.theme import PALETTES, Mode, palette, stylesheet  # noqa: E402
from dashboard.warming import reader_came  # noqa: E402
from data.errors import WarehouseError  # noqa: E402

# (A text of its own would be shown: Streamlit prints loose expressions.)
# One mission is reached from the list of all, the preventable share from its five countries, what is beside *Compare* from there: in the
# navigation they would be pages without a subject, or too many.
REACHED_BY_LINK = ("mission", "canvas", *REVIEW_PAGES, "agreed", "preventable", "explain", "indicator", "anatomy", "initiatives", "equity")
# Choices that go along from page to page: the navigation drops them, the next page writes them back into the address.
KEPT = ("lang", "as_of")

# The mark of the project: a start, a way, a goal. Its name stands beside it as text, in the typeface of the page.
_MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="22" height="22" viewBox="0 0 22 22" fill="none" stroke="{ink}" stroke-width="2">'
    '<path d="M2 18H20M8 11H16"/><circle cx="5" cy="11" r="2.6"/><path d="M18 5V17" stroke-width="2.5"/></svg>'
)
MARK: dict[Mode, str] = {mode: _MARK.format(ink=palette(mode).ink) for mode in PALETTES}
NAME_STYLE = (
    ':has(> [data-testid="stHeaderLogo"]){display:flex;align-items:center;gap:9px}'
    ':has(> [data-testid="stHeaderLogo"])::after{content:"Waymark";color:var(--wm-ink);'
    "font:700 20px/24px var(--wm-font);letter-spacing:-.01em}"
)

# The page's language, the print link and links to a part of a page (which is not there yet when the browser looks for it) need a script;
# it holds no text of ours and is the same for every reader but for the language.
SCRIPT = """<script>
document.documentElement.lang = "{language}";
if (location.hash.length > 1 && window.waymarkAt !== location.href) {{
  window.waymarkAt = location.href;
  var left = 50, wait = setInterval(function () {{
    var part = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (part) part.scrollIntoView();
    if (part || !--left) clearInterval(wait);
  }}, 100);
}}
if (!window.waymarkPrints) {{
  window.waymarkPrints = true;
  document.addEventListener("click", function (event) {{
    var asked = event.target.closest && event.target.closest('a[href="#print"]');
    if (asked) {{ event.preventDefault(); window.print(); }}
  }});
  window.addEventListener("beforeprint", function () {{
    document.querySelectorAll(".wm details").forEach(function (details) {{ details.open = true; }});
  }});
}}
</script>"""


def main() -> None:
    """Run one page for one reader."""
    st.set_page_config(page_title="Waymark", layout="wide", initial_sidebar_state="collapsed")
    parameters = _parameters()
    language, _ = read_language(parameters, _locale())
    words = words_of(language)
    st.logo(MARK[_mode()])
    pages = [st.Page(_runner(name, parameters, words), **_page_options(name, words)) for name in PAGES]
    st.navigation(cast("Any", pages), position="top").run()


def _page_options(name: str, words: Words) -> dict[str, Any]:
    title = words(f"nav.{name_of(name)}")
    shown = "hidden" if name in REACHED_BY_LINK else "visible"
    return {"title": title, "url_path": name_of(name), "default": not name, "visibility": shown}


def _runner(name: str, parameters: dict[str, str], words: Words) -> Callable[[], None]:
    def run() -> None:
        _run(name, parameters, words)

    run.__name__ = name_of(name)
    return run


def _parameters() -> dict[str, str]:
    """Return the parameters of the address; what goes along from page to page is written back where the navigation dropped it."""
    kept: dict[str, str] = st.session_state.setdefault("kept", {})
    for name in KEPT:
        if name not in st.query_params and kept.get(name):
            st.query_params[name] = kept[name]
    parameters = {str(name): str(value) for name, value in st.query_params.items()}
    st.session_state["kept"] = {name: parameters[name] for name in KEPT if parameters.get(name)}
    return parameters


def _locale() -> str | None:
    return st.context.locale


def _mode() -> Mode:
    return "dark" if st.context.theme.type == "dark" else "light"


def _run(name: str, parameters: dict[str, str], words: Words) -> None:
    reader_came()
    mode = _mode()
    # The parts of a page come by st.markdown too; st.html's own code arrives later, and a slow reader would see the page without its look.
    st.markdown(f"<style>{stylesheet(mode)}{NAME_STYLE}</style>", unsafe_allow_html=True)
    st.html(SCRIPT.format(language=words.language), unsafe_allow_javascript=True)
    opening = LIBRARY.current()
    if opening.warehouse is None:
        error = opening.error or WarehouseError("warehouse", "is missing", "run `python -m etl build`")
        _show_html(no_warehouse(words, error), words)
        return
    if opening.error is not None:
        _show_html(old_warehouse(words, opening.warehouse.build["built_at"], opening.error), words)
    warehouse = opening.warehouse
    selection = selected(name, parameters, warehouse.catalogue, locale=_locale(), today=today())
    _put_place(name, selection)
    _put_days(selection)
    refusal = warehouse.refused()
    view = view_of(name, warehouse, selection, mode, today())
    if refusal is not None and opening.error is None:
        _show_html(refused_build(view, refusal), view.words)
    try:
        page = page_of(name, view, refusal.at if refusal is not None else None)
    except WarehouseError as error:
        _show_html(lost_warehouse(words, error), words)
        return
    st.set_page_config(page_title=f"{page.title} – Waymark")
    show(page.blocks, view.language)


def _put_place(name: str, selection: Selection) -> None:
    """Write the place into the address where the page chose one by the language: a link to it must show the same place to everybody."""
    if name in ("country", "preventable") and not selection.place and not selection.trouble("place"):
        st.query_params["place"] = PLACES_OF_LANGUAGE[selection.language]


def _put_days(selection: Selection) -> None:
    """Write days into the address in our spelling, and let nothing go along to other pages that could not be read on this one."""
    kept: dict[str, str] = st.session_state["kept"]
    for trouble in selection.troubles:
        kept.pop(trouble.parameter, None)
    for name in DAYS:
        day = getattr(selection, name, None)
        if day is not None and st.query_params.get(name) != day.isoformat():
            st.query_params[name] = day.isoformat()
    if selection.as_of is not None:
        kept["as_of"] = selection.as_of.isoformat()


def _show_html(html: str, words: Words) -> None:
    show([Html(html)], words.language)


main()
