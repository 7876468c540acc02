"""Every rule on every chosen series, side by side: where they agree, where they do not, and where one cannot be used."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from dashboard.charts.verdict_matrix import RowFacts, Saying, verdict_matrix
from dashboard.components.block import Block, Html
from dashboard.components.download import methods_address
from dashboard.components.figure import figure
from dashboard.components.markup import element, escaped, link
from dashboard.components.provenance import source_line
from dashboard.components.view import View, is_missing
from dashboard.pages.lab_subject import NOT_ASSESSABLE, Subject, rules
from metrics.scorecard import ROW

if TYPE_CHECKING:
    import pandas as pd

DRAWN = 24
"""Rows that are drawn; the table has all. More no longer fit on two screens."""
TOLD = 6
"""Rows that are told one by one in the sentence."""
FULL, HALF = 1.0, 0.5
"""Shares of the usable rules that agree."""


def matrix_blocks(view: View, subject: Subject) -> list[Block]:
    """Return the matrix of the chosen rows, why rules cannot be used, and the way to the verdicts themselves."""
    if subject.judged.empty:
        return [Html(_nothing(view, subject))]
    rows = _ordered(subject)
    verdicts = _verdicts(view, subject)
    tied = _tied(verdicts)
    facts = {_name(row): _facts(view, row, rows, tied) for _, row in rows.iterrows()}
    chart = verdict_matrix(verdicts, facts, rules(view), saying=_saying(view, subject, rows, facts), words=view.words, drawn=DRAWN)
    chosen = {"mission": subject.mission.id, "target": view.selection.target, "place": view.selection.place}
    download = methods_address(as_of=view.selection.as_of, **chosen)
    below = _not_usable(view, subject.methods) + _to_the_verdict(view, subject)
    return [*figure(view, chart, "lab-matrix", download=download), Html(below)]


def _tied(verdicts: pd.DataFrame) -> set[str]:
    """Return the rows in which no single verdict is the most frequent."""
    given = verdicts[["row", "status"]].astype(str)
    votes = given[given["status"] != NOT_ASSESSABLE].value_counts()
    most = votes.groupby(level="row").transform("max")
    leaders = votes[votes == most].groupby(level="row").size()
    return {str(row) for row in leaders.index[leaders > 1]}


def _ordered(subject: Subject) -> pd.DataFrame:
    """Return the rows: all by name where they are few, else those that have verdicts, the least agreement first."""
    if len(subject.rows) <= DRAWN:
        return subject.rows
    usable = subject.judged[subject.judged["methods_usable"] > 0]
    return usable.sort_values(["agreement", "target", "place"], kind="stable")


def _name(row: pd.Series) -> str:
    return "/".join(str(row[key]) for key in ROW)


def _several_targets(rows: pd.DataFrame) -> bool:
    return len(set(rows["target"])) > 1


def _facts(view: View, row: pd.Series, rows: pd.DataFrame, tied: Collection[str]) -> RowFacts:
    place, target = view.place_name(str(row["place"])), view.of(view.catalogue.target(str(row["target"]))[1].name)
    several = len(set(rows["place"])) > 1
    label, detail = (target, place if several else "") if _several_targets(rows) else (place, "")
    if int(row["methods_usable"]) == 0:
        return RowFacts(label, detail, frame=view.words("lab.matrix.frame", reason=view.words(f"reason.{row['reason']}")))
    votes = round(float(row["agreement"]) * int(row["methods_usable"]))
    told = {"k": votes, "n": int(row["methods_usable"])}
    if _name(row) in tied:
        return RowFacts(label, detail, share=view.words("lab.matrix.tied", **told))
    return RowFacts(label, detail, str(row["methods_modal"]), view.words("lab.matrix.share", **told))


def _verdicts(view: View, subject: Subject) -> pd.DataFrame:
    methods = subject.methods
    return methods.assign(
        row=["/".join(str(cell) for cell in cells) for cells in methods[ROW].itertuples(index=False, name=None)],
        told=[own_word(view, entry) for entry in methods[["method", "status", "verdict", "reason"]].to_dict("records")],
        marked=False,
    )[["row", "method", "status", "told", "marked"]]


def own_word(view: View, entry: dict[str, object] | dict[object, object]) -> str:
    """Return the word that a rule itself uses, or why it cannot be used."""
    cells = {str(name): cell for name, cell in entry.items()}
    if str(cells["status"]) == NOT_ASSESSABLE:
        return "" if is_missing(cells["reason"]) else view.words(f"reason.{cells['reason']}")
    return view.words(f"method_word.{cells['method']}.{cells['verdict']}")


def _saying(view: View, subject: Subject, rows: pd.DataFrame, facts: dict[str, RowFacts]) -> Saying:
    words = view.words
    usable = rows[rows["methods_usable"] > 0]
    agreed = int((usable["agreement"] == FULL).sum())
    several_targets = _several_targets(rows)
    kept = len(rows) - min(len(rows), DRAWN)
    told = [_sentence(view, fact) for fact in facts.values()] if len(facts) <= TOLD else [_spread(view, usable)]
    if kept:
        told.append(words("lab.matrix.drawn", drawn=DRAWN, n=len(rows)))
    if len(usable) == len(rows) == 1:
        fact = next(iter(facts.values()))
        title, told = _title_of_one(view, usable.iloc[0], fact), [_sentence_of_one(view, usable.iloc[0], fact, subject.methods)]
    else:
        title = words("lab.matrix.title_targets" if several_targets else "lab.matrix.title_places", k=agreed, n=len(usable))
    known = [(str(row["source"]), str(row["edition"])) for _, row in usable.drop_duplicates(["source", "edition"]).iterrows()]
    return Saying(
        title=title,
        subtitle=words("lab.matrix.subtitle", what=_what(view, usable)),
        text=" ".join(told),
        source=source_line(view, known, words("lab.matrix.source")),
        first_column=words("lab.matrix.row_target" if several_targets else "lab.matrix.row_place"),
        last_column=words("lab.matrix.most"),
        silent=words("lab.sensitivity.unusable"),
    )


def _title_of_one(view: View, row: pd.Series, fact: RowFacts) -> str:
    usable = int(row["methods_usable"])
    if not fact.most:
        return view.words("chart.agreement.title_split" if usable else "chart.agreement.title_none", n=usable)
    votes = round(float(row["agreement"]) * usable)
    return view.words("chart.agreement.title", k=votes, n=usable, step=view.words(f"chart.step.{row['methods_modal']}"))


def _sentence_of_one(view: View, row: pd.Series, fact: RowFacts, methods: pd.DataFrame) -> str:
    """Return what most rules say of the one row, and which rules say something else."""
    words = view.words
    told = [_title_of_one(view, row, fact) + "."]
    for entry in methods.to_dict("records"):
        if str(entry["status"]) not in (NOT_ASSESSABLE, fact.most):
            name, step = words(f"method.{entry['method']}.name"), words(f"chart.step.{entry['status']}")
            told.append(words("chart.agreement.other_text", rule=name, step=step))
    return " ".join(told)


def _what(view: View, usable: pd.DataFrame) -> str:
    names = [view.of(view.catalogue.indicators[name].short_name) for name in dict.fromkeys(usable["indicator"])]
    return view.listed(names)


def _sentence(view: View, fact: RowFacts) -> str:
    label = ", ".join(part for part in (fact.label, fact.detail) if part)
    if fact.frame:
        return view.words("lab.matrix.row_frame", label=label, frame=fact.frame)
    if not fact.most:
        return view.words("lab.matrix.row_tied", label=label, share=fact.share)
    return view.words("lab.matrix.row", label=label, share=fact.share, step=view.words(f"chart.step.{fact.most}"))


def _spread(view: View, usable: pd.DataFrame) -> str:
    """Return how many rows have how much agreement."""
    share = usable["agreement"]
    return view.words(
        "lab.matrix.spread", all=int((share == FULL).sum()), most=int(((share > HALF) & (share < FULL)).sum()),
        half=int((share <= HALF).sum()), n=len(usable),
    )  # fmt: skip


def _not_usable(view: View, methods: pd.DataFrame) -> str:
    """Return why rules cannot be used, rule by rule; empty where all can."""
    words = view.words
    silent = methods[methods["status"].astype(str) == NOT_ASSESSABLE]
    if silent.empty:
        return ""
    rows = methods.drop_duplicates(ROW)
    items = []
    for name, _, full in rules(view):
        mine = silent[silent["method"].astype(str) == name]["reason"].astype(str).value_counts()
        if mine.empty:
            continue
        reasons = [
            words(f"reason.{reason}")
            if len(rows) == 1
            else words("lab.matrix.reason", reason=words(f"reason.{reason}"), k=count, n=len(rows))
            for reason, count in mine.items()
        ]
        items.append(element("li", element("b", escaped(full)), ": ", escaped("; ".join(reasons))))
    heading = element("h3", escaped(words("lab.matrix.not_usable")), style="margin-top:28px")
    return heading + element("ul", *items, class_="wm-small")


def _to_the_verdict(view: View, subject: Subject) -> str:
    row = subject.one
    if row is None:
        return ""
    address = view.address("mission", mission=subject.mission.id, target=str(row["target"]), place=str(row["place"]))
    return element("p", link(address, escaped(view.words("lab.to_the_verdict"))), class_="wm-tools")


def _nothing(view: View, subject: Subject) -> str:
    """Return that no rule can be used on what was chosen, and why."""
    words = view.words
    items = [
        element(
            "li",
            escaped(view.of(view.catalogue.target(str(row["target"]))[1].name)),
            ": ",
            escaped(words(f"reason.{row['reason']}") if row["status"] == NOT_ASSESSABLE else words(f"status.{row['status']}")),
        )
        for _, row in subject.rows.drop_duplicates("target").iterrows()
    ]
    told = words("lab.matrix.nothing") if items else words("lab.matrix.not_judged")
    return element("p", escaped(told)) + (element("ul", *items) if items else "")
