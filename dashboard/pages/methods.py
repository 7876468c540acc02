"""How a promise is judged: the statuses, the order of our rules, the reasons and their remedies, and the published methods."""

from __future__ import annotations

from dashboard.components.block import Html, Page
from dashboard.components.context_bar import context_bar
from dashboard.components.footer import footer
from dashboard.components.legend import legend
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.table import Column, pairs, table
from dashboard.components.trouble import troubles
from dashboard.components.view import View
from dashboard.display import number, percent
from metrics.forecast.record import held_out, how_often_right
from metrics.methods import METHODS
from metrics.methods.base import Method
from metrics.status import Caution, Reason

ORDER = (
    "unverified", "aspiration", "baseline", "series", "comparable", "withheld", "out_of_date", "cut", "too_early", "met", "no_deadline",
    "trend",
)  # fmt: skip
"""Our rules, in the order in which they are asked; the first that applies settles the status."""
CHANCE = ("window", "scale", "line", "interval", "probability", "year")
NEVER = ("average", "score", "join", "colour", "cause")


def build(view: View) -> Page:
    """Return the page."""
    words = view.words
    html = "".join(
        (
            context_bar(view, "methods"),
            troubles(view, "methods"),
            element("h1", escaped(words("methods.title"))),
            paragraph(words("methods.lead"), "wm-lead"),
            element("h2", escaped(words("methods.statuses"))),
            legend(view),
            element("h2", escaped(words("methods.order"))),
            paragraph(words("methods.order_text")),
            order_of_rules(view),
            element("h2", escaped(words("methods.chance"))),
            _numbered(view, "methods.chance_step", CHANCE),
            element("h2", escaped(words("methods.record"))),
            _record(view),
            element("h2", escaped(words("methods.reasons"))),
            paragraph(words("methods.reasons_text")),
            _reasons(view),
            element("h2", escaped(words("methods.cautions"))),
            _cautions(view),
            element("h2", escaped(words("methods.published"))),
            paragraph(words("methods.published_text")),
            element("p", link(view.address("lab"), escaped(words("lab.open_all")))),
            *(_method(view, method) for method in METHODS.values()),
            element("section", element("h2", escaped(words("methods.ranks"))), paragraph(words("methods.ranks_text")), id="ranks"),
            element("h2", escaped(words("methods.never"))),
            element("ul", *(element("li", escaped(words(f"methods.never_{entry}"))) for entry in NEVER)),
            footer(view),
        )
    )
    return Page(words("nav.methods"), (Html(html),))


def order_of_rules(view: View) -> str:
    """Return the questions that settle a status, in the order in which they are asked."""
    return _numbered(view, "methods.step", ORDER)


def _numbered(view: View, key: str, steps: tuple[str, ...]) -> str:
    return element("ol", *(element("li", escaped(view.words(f"{key}.{step}"))) for step in steps))


def _record(view: View) -> str:
    """Return how often the forecasts were right, on series that were not used to choose them."""
    words, language = view.words, view.language
    whole = held_out()
    if whole is None:
        return ""
    text = words(
        "methods.record_text",
        forecasts=number(whole.forecasts, language, 1.0),
        series=number(whole.series, language, 1.0),
        coverage=percent(100 * whole.coverage_80, language),
        error=number(100 * whole.calibration_error, language, 0.1),
    )
    bins = how_often_right()
    rows = [
        [
            escaped(words("methods.record_stated", low=percent(100 * low, language), high=percent(100 * high, language))),
            escaped(percent(100 * observed, language)),
            escaped(words("methods.record_of", right=number(right, language, 1.0), n=number(stated, language, 1.0))),
        ]
        for low, high, observed, right, stated in bins[["low", "high", "observed", "right", "forecasts"]].to_numpy(dtype=float)
    ]
    columns = (
        Column(words("column.stated"), width="28%"),
        Column(words("column.came_true"), labelled=False),
        Column(words("column.statements"), width="40%"),
    )
    held = table(columns, rows, caption=words("methods.record"))
    return paragraph(text) + paragraph(words("methods.record_limits")) + held


def _reasons(view: View) -> str:
    words = view.words
    columns = (
        Column(words("column.reason"), width="28%"),
        Column(words("column.meaning"), labelled=False),
        Column(words("column.remedy"), width="34%"),
    )
    rows = [
        [
            escaped(words(f"reason.{reason.value}")),
            escaped(words(f"reason_long.{reason.value}")),
            escaped(words(f"remedy.{reason.value}")),
        ]
        for reason in Reason
    ]
    return table(columns, rows, caption=words("methods.reasons"))


def _cautions(view: View) -> str:
    return element("ul", *(element("li", escaped(view.words(f"caution.{caution.value}"))) for caution in Caution))


def _method(view: View, method: Method) -> str:
    words = view.words
    rows = [
        (words("column.rule"), escaped(words(f"method.{method.id}.rule"))),
        (words("column.thresholds"), escaped(words(f"method.{method.id}.thresholds"))),
        (words("column.special"), escaped(words(f"method.{method.id}.special"))),
        (words("column.source"), element("span", escaped(method.source), lang="en")),
        (words("column.version"), escaped(method.version)),
    ]
    return element("section", element("h3", escaped(words(f"method.{method.id}.name"))), pairs(rows), style="margin-top:32px")
