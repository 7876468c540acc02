"""Every rule on every chosen series, side by side: where they agree, where they do not, and where one cannot be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

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
Row: TypeAlias = dict[Hashable, Any]
"""A row of the scorecard by its columns."""
Rows: TypeAlias = Sequence[Row]


def matrix_blocks(view: View, subject: Subject) -> list[Block]:
    """Return the matrix of the chosen rows, why rules cannot be used, and the way to the verdicts themselves."""
    if subject.judged.empty:
        return [Html(_nothing(view, subject))]
    rows = _ordered(subject).to_dict("records")
    verdicts = _verdicts(view, subject)
    tied = _tied(verdicts)
    several = _several(rows, "target"), _several(rows, "place")
    facts = {_name(row): _facts(view, row, several, tied) for row in rows}
    chart = verdict_matrix(verdicts, facts, rules(view), saying=_saying(view, subject, rows, facts), words=view.words, drawn=DRAWN)
    chosen = {"mission": subject.mission.id, "target": view.selection.target, "place": view.selection.place}
    download = methods_address(as_of=view.selection.as_of, **chosen)
    below = _not_usable(view, subject.methods) + _to_the_verdict(view, subject)
    return [*figure(view, chart, "lab-matrix", download=download), Html(below)]


def _tied(verdicts: pd.DataFrame) -> set[str]:
    """Return the rows in which no single verdict is the most frequent."""
    votes: dict[str, Counter[str]] = {}
    for row, status in zip(verdicts["row"], verdicts["status"].astype(str), strict=True):
        if status != NOT_ASSESSABLE:
            votes.setdefault(row, Counter())[status] += 1
    return {row for row, counted in votes.items() if list(counted.values()).count(max(counted.values())) > 1}


def _ordered(subject: Subject) -> pd.DataFrame:
    """Return the rows: all by name where they are few, else those that have verdicts, the least agreement first."""
    if len(subject.rows) <= DRAWN:
        return subject.rows
    usable = subject.judged[subject.judged["methods_usable"] > 0]
    return usable.sort_values(["agreement", "target", "place"], kind="stable")


def _name(row: Row) -> str:
    return "/".join(str(row[key]) for key in ROW)


def _several(rows: Rows, column: str) -> bool:
    return len({row[column] for row in rows}) > 1


def _facts(view: View, row: Row, several: tuple[bool, bool], tied: Collection[str]) -> RowFacts:
    """Return what stands beside the verdicts of *row*; *several* is whether the rows are of several targets, and of several places."""
    place, target = view.place_name(str(row["place"])), view.of(view.catalogue.target(str(row["target"]))[1].name)
    label, detail = (target, place if several[1] else "") if several[0] else (place, "")
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


def _saying(view: View, subject: Subject, rows: Rows, facts: dict[str, RowFacts]) -> Saying:
    words = view.words
    usable = [row for row in rows if row["methods_usable"] > 0]
    agreed = sum(row["agreement"] == FULL for row in usable)
    several_targets = _several(rows, "target")
    kept = len(rows) - min(len(rows), DRAWN)
    told = [_sentence(view, fact) for fact in facts.values()] if len(facts) <= TOLD else [_spread(view, usable)]
    if kept:
        told.append(words("lab.matrix.drawn", drawn=DRAWN, n=len(rows)))
    if len(usable) == len(rows) == 1:
        fact = next(iter(facts.values()))
        title, told = _title_of_one(view, usable[0], fact), [_sentence_of_one(view, usable[0], fact, subject.methods)]
    else:
        title = words.counted("lab.matrix.title_targets" if several_targets else "lab.matrix.title_places", agreed, of=len(usable))
    known = dict.fromkeys((str(row["source"]), str(row["edition"])) for row in usable)
    return Saying(
        title=title,
        subtitle=words("lab.matrix.subtitle", what=_what(view, usable)),
        text=" ".join(told),
        source=source_line(view, known, words("lab.matrix.source")),
        first_column=words("lab.matrix.row_target" if several_targets else "lab.matrix.row_place"),
        last_column=words("lab.matrix.most"),
        silent=words("lab.sensitivity.unusable"),
    )


def _title_of_one(view: View, row: Row, fact: RowFacts) -> str:
    usable = int(row["methods_usable"])
    if not fact.most:
        return view.words("chart.agreement.title_split" if usable else "chart.agreement.title_none", n=usable)
    votes = round(float(row["agreement"]) * usable)
    return view.words("chart.agreement.title", k=votes, n=usable, step=view.words(f"chart.step.{row['methods_modal']}"))


def _sentence_of_one(view: View, row: Row, fact: RowFacts, methods: pd.DataFrame) -> str:
    """Return what most rules say of the one row, and which rules say something else."""
    words = view.words
    told = [_title_of_one(view, row, fact) + "."]
    for entry in methods.to_dict("records"):
        if str(entry["status"]) not in (NOT_ASSESSABLE, fact.most):
            name, step = words(f"method.{entry['method']}.name"), words(f"chart.step.{entry['status']}")
            told.append(words("chart.agreement.other_text", rule=name, step=step))
    return " ".join(told)


def _what(view: View, usable: Rows) -> str:
    names = [view.of(view.catalogue.indicators[name].short_name) for name in dict.fromkeys(row["indicator"] for row in usable)]
    return view.listed(names)


def _sentence(view: View, fact: RowFacts) -> str:
    label = ", ".join(part for part in (fact.label, fact.detail) if part)
    if fact.frame:
        return view.words("lab.matrix.row_frame", label=label, frame=fact.frame)
    if not fact.most:
        return view.words("lab.matrix.row_tied", label=label, share=fact.share)
    return view.words("lab.matrix.row", label=label, share=fact.share, step=view.words(f"chart.step.{fact.most}"))


def _spread(view: View, usable: Rows) -> str:
    """Return how many rows have how much agreement."""
    shares = [row["agreement"] for row in usable]
    return view.words(
        "lab.matrix.spread", all=sum(share == FULL for share in shares), most=sum(HALF < share < FULL for share in shares),
        half=sum(share <= HALF for share in shares), n=len(usable),
    )  # fmt: skip


def _not_usable(view: View, methods: pd.DataFrame) -> str:
    """Return why rules cannot be used, rule by rule; empty where all can."""
    words = view.words
    silent: dict[str, Counter[str]] = {}
    for name, status, reason in zip(*(methods[column].astype(str) for column in ("method", "status", "reason")), strict=True):
        if status == NOT_ASSESSABLE:
            silent.setdefault(name, Counter())[reason] += 1
    if not silent:
        return ""
    n = len(set(methods[ROW].itertuples(index=False, name=None)))
    items = []
    for name, _, full in rules(view):
        if name not in silent:
            continue
        reasons = [
            words(f"reason.{reason}") if n == 1 else words("lab.matrix.reason", reason=words(f"reason.{reason}"), k=count, n=n)
            for reason, count in silent[name].most_common()
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
