"""The numbers of the rules: what each is, where it comes from, and whether it was read there or is quoted from memory."""

from __future__ import annotations

import pandas as pd

from dashboard.components.block import Block, Download, Html
from dashboard.components.markup import element, escaped, paragraph
from dashboard.components.table import Column, table
from dashboard.components.view import View
from dashboard.display import number
from dashboard.pages.lab_record import SPACE
from dashboard.pages.lab_subject import rules
from data import tables
from metrics.methods import METHODS
from metrics.methods.base import Constant, Method

LEAST_STEP = 0.0001
"""Constants are shown to four decimals at most; the download has them whole."""


def constants_blocks(view: View) -> list[Block]:
    """Return the numbers of every rule, rule by rule, those with a doubt first told in the heading."""
    words = view.words
    every = [constant for method in METHODS.values() for constant in method.constants]
    sure = sum(constant.verified for constant in every)
    lead = paragraph(words("lab.constants.text", k=sure, n=len(every)))
    listed = "".join(_rule(view, METHODS[name], full) for name, _, full in rules(view))
    download = Download("constants", words("lab.constants.download"), "waymark-rule-numbers.csv", constants_csv)
    return [Html(lead + listed + SPACE), download]


def _rule(view: View, method: Method, name: str) -> str:
    """Return the numbers of one rule, folded away below how many there are and how many are in doubt."""
    words = view.words
    doubtful = sum(not constant.verified for constant in method.constants)
    told = words("lab.constants.rule", rule=name, version=method.version, n=len(method.constants))
    doubt = words.counted("lab.constants.doubtful", doubtful)
    columns = (
        Column(words("lab.constants.name"), width="34%"),
        Column(words("lab.constants.value"), numeric=True, width="12%"),
        Column(words("lab.constants.doubt"), width="16%", labelled=False),
        Column(words("column.source"), labelled=False),
    )
    summary = element("summary", escaped(f"{told}, {doubt}"))
    held = table(columns, [_row(view, constant) for constant in method.constants], caption=name)
    return element("details", summary, held, style="margin-bottom:6px")


def _row(view: View, constant: Constant) -> list[str]:
    words = view.words
    doubt = escaped(words("lab.constants.verified")) if constant.verified else element("b", escaped(words("lab.constants.from_memory")))
    return [
        element("span", escaped(constant.name.replace("_", " ")), lang="en"),
        escaped(value_words(view, constant.value)),
        doubt,
        element("span", escaped(constant.source), lang="en"),
    ]


def value_words(view: View, value: float) -> str:
    """Return a constant with the decimals it has, and years without a mark between the thousands."""
    if value == round(value):
        return str(round(value))
    step = next(step for step in (0.1, 0.01, 0.001, LEAST_STEP) if step == LEAST_STEP or abs(value - round(value / step) * step) < step**2)
    return number(value, view.language, step)


def constants_csv() -> str:
    """Return every number of every rule, with its source and whether it was verified."""
    rows = [
        (method.id, method.version, constant.name, constant.value, constant.verified, constant.source)
        for method in METHODS.values()
        for constant in method.constants
    ]
    return tables.as_csv(pd.DataFrame(rows, columns=["method", "version", "constant", "value", "verified", "source"]))
