"""What each published rule says of one series, and what sets those apart that disagree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dashboard.charts.method_agreement import method_agreement
from dashboard.components.block import Block, Html
from dashboard.components.download import methods_address
from dashboard.components.figure import figure
from dashboard.components.markup import element, escaped, link
from dashboard.components.view import View, is_missing
from dashboard.display import about_in_ten, number, percent
from dashboard.pages.series_told import NOT_ASSESSABLE, row_source
from data.catalogue.promises import TargetVersion

if TYPE_CHECKING:
    import pandas as pd

    from metrics.scorecard import Judged

LEAST_PERCENT_BOUND = 5.0
"""Healthy People's bounds are a quantile of 1.645 for a test and 10 % or more without one; this tells them apart."""
OWN_METHOD = "waymark"
TELLS_THAT_IT_IS_MET = frozenset({"eurostat", "unsd", "escap", "sdsn", "oecd", "dns_de"})
"""Methods whose statistic says nothing of the way left once the target is met."""
GROWTH_WITHOUT_TARGET = frozenset({"eurostat", "unsd"})
"""Methods that judge the growth alone where there is no target."""


def methods_blocks(view: View, judged: Judged, row: pd.Series, version: TargetVersion) -> list[Block]:
    """Return the published rules side by side, for a series that carries a verdict."""
    methods = judged.methods_of(row)
    if methods.empty or row["status"] == NOT_ASSESSABLE:
        return []
    told = methods.assign(
        name=[view.words(f"method.{method}.name") for method in methods["method"]],
        statistic_text=[method_words(view, entry) for entry in methods.to_dict("records")],
        reason_text=["" if is_missing(reason) else view.words(f"reason.{reason}") for reason in methods["reason"]],
    )
    chart = method_agreement(told, words=view.words, subtitle=view.words("verdict.methods_subtitle"), source=row_source(view, row, version))
    download = methods_address(as_of=view.selection.as_of, **{name: str(row[name]) for name in ("mission", "target", "place")})
    lab = view.address("lab", mission=str(row["mission"]), target=str(row["target"]), place=str(row["place"]))
    return [
        *figure(view, chart, "methods", download=download),
        Html(element("p", escaped(view.words("verdict.methods_note")), class_="wm-small wm-muted") + _why_they_differ(view, judged, row)),
        Html(element("p", link(lab, escaped(view.words("lab.open"))), class_="wm-tools")),
    ]


def _why_they_differ(view: View, judged: Judged, row: pd.Series) -> str:
    """Return what sets each dissenting rule apart from the rules that most agree on; empty where all agree."""
    words = view.words
    items = [
        words(
            "verdict.dissent",
            rule=words(f"method.{entry['method']}.name"),
            step=words(f"chart.step.{entry['status']}"),
            causes=", ".join(words(f"cause.{cause}") for cause in str(entry["causes"]).split(";")),
        )
        for entry in judged.dissent_of(row).to_dict("records")
    ]
    if not items:
        return ""
    heading = element("h3", escaped(words("verdict.dissent_title")))
    return heading + element("ul", *(element("li", escaped(item)) for item in items), class_="wm-small")


def method_words(view: View, entry: Mapping[Any, Any]) -> str:
    """Return a method's verdict in its own word, with its statistic; empty where it gives none."""
    if is_missing(entry["verdict"]) or entry["status"] == NOT_ASSESSABLE:
        return ""
    own = "" if entry["method"] == OWN_METHOD else view.words(f"method_word.{entry['method']}.{entry['verdict']}")
    return ": ".join(part for part in (own, statistic_words(view, entry)) if part)


def statistic_words(view: View, entry: Mapping[Any, Any]) -> str:
    """Return a method's statistic in words; empty where it has none."""
    if is_missing(entry["statistic"]):
        return ""
    statistic, language = float(entry["statistic"]), view.language
    key = f"method.{entry['method']}.statistic_{_statistic_kind(entry)}"
    if not view.words.has(key):
        key = f"method.{entry['method']}.statistic"
    bound_step = 1.0 if key.endswith("_share") else 0.01
    return view.words(
        key,
        statistic=number(statistic, language, 0.01),
        threshold=number(None if is_missing(entry["threshold"]) else abs(float(entry["threshold"])), language, bound_step),
        required=number(None if is_missing(entry["required"]) else float(entry["required"]), language, 0.01),
        percent=percent(statistic, language),
        share=percent(100 * statistic, language),
        chance=about_in_ten(min(max(statistic, 0.0), 1.0), language),
    )


def _statistic_kind(entry: Mapping[Any, Any]) -> str:
    """Return which of its statistics a method gives: ours and Healthy People's differ with the verdict."""
    if entry["method"] == "hp2030":
        return "test" if not is_missing(entry["threshold"]) and abs(float(entry["threshold"])) < LEAST_PERCENT_BOUND else "share"
    if entry["method"] == "waymark":
        return {"on_course": "chance", "behind": "chance", "met": "met"}.get(str(entry["status"]), "slope")
    if entry["method"] in TELLS_THAT_IT_IS_MET and entry["status"] == "met":
        return "met"
    if entry["method"] in GROWTH_WITHOUT_TARGET and is_missing(entry["required"]):
        return "growth"
    if entry["method"] == "dns_de" and entry["threshold"] == 0:  # no target year, or the wrong way: the mean yearly change itself
        return "change"
    return "chance" if str(entry["verdict"]).startswith("progress_target") else "value"
