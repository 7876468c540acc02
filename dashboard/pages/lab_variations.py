"""Does the verdict hold? One series under every variation, and under settings that the reader tries out."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from dashboard.charts.verdict_matrix import RowFacts, Saying, verdict_matrix
from dashboard.components.block import Block, Download, Html
from dashboard.components.figure import figure
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.note import note_html
from dashboard.components.provenance import source_line
from dashboard.components.table import Column, table
from dashboard.components.view import View
from dashboard.pages.lab_matrix import own_word
from dashboard.pages.lab_record import SPACE
from dashboard.pages.lab_settings import LabView, controls, settings_words
from dashboard.pages.lab_subject import NOT_ASSESSABLE, rules, scope_of_row
from data import tables
from metrics.exploration import OWN, PUBLISHED, explore
from metrics.methods import METHODS
from metrics.scorecard import ROW
from metrics.sensitivity import AS_STATED, summarise, vary

Entry: TypeAlias = dict[Hashable, Any]
"""What one rule says under one variation, or how firm it is under all, by the columns of ``metrics.sensitivity``."""
Summary: TypeAlias = dict[str, Entry]
"""How firm each rule is, by its id."""


class Varied(NamedTuple):
    """One series under every variation: the frame of ``metrics.sensitivity.vary``, its rows, and how firm each rule is."""

    frame: pd.DataFrame
    entries: list[Entry]
    summary: Summary


def variation_words(view: View, variation: str) -> str:
    """Return a variation as a condition: "only the last 5 years count"."""
    head, _, rest = variation.partition("_")
    if head == "window":
        return view.words("lab.variation.window", n=rest)
    if head == "with":
        event = view.catalogue.events.get(rest)
        return view.words("lab.variation.with", event=view.of(event.name) if event else rest)
    return view.words(f"lab.variation.{variation.replace('+', 'plus').replace('-', 'minus')}")


def variation_blocks(view: View, row: pd.Series) -> list[Block]:
    """Return how the verdicts on the series of *row* move with the choices behind them."""
    words = view.words
    varied, entries, summary = _varied(view, row)
    others = [str(name) for name in dict.fromkeys(entry["variation"] for entry in entries) if name != AS_STATED]
    if not others:
        return [Html(paragraph(words("lab.sensitivity.none")))]
    facts = {AS_STATED: RowFacts(_label(words("lab.variation.as_stated")))}
    for name in others:
        mine = [entry for entry in entries if entry["variation"] == name]
        judged = sum(entry["status"] != NOT_ASSESSABLE for entry in mine)
        facts[name] = RowFacts(
            _label(variation_words(view, name)),
            share=words("lab.sensitivity.turned", k=sum(entry["changed"] for entry in mine), n=judged),
        )
    saying = Saying(
        title=_finding(view, summary[OWN]),
        subtitle=words("lab.sensitivity.subtitle", what=_subject_words(view, row)),
        text=_sentence(view, _of_rule(entries, OWN)),
        source=source_line(view, [(str(row["source"]), str(row["edition"]))], words("lab.matrix.source")),
        first_column=words("lab.sensitivity.row"),
        last_column=words("lab.sensitivity.last"),
        silent=words("lab.sensitivity.unusable"),
    )
    chart = verdict_matrix(_told(view, varied, varied["variation"]), facts, rules(view), saying=saying, words=words, drawn=len(facts))
    named = row[ROW].to_dict()
    file = f"waymark-variations-{row['target']}-{row['place']}.csv"
    return [
        *figure(view, chart, "lab-variations"),
        Html(SPACE),
        Download("variations", words("lab.sensitivity.download"), file, lambda: _csv(varied, named)),
        Html(element("h3", escaped(words("lab.sensitivity.by_rule")), style="margin-top:32px") + _summary_table(view, entries, summary)),
    ]


def _label(words: str) -> str:
    """Return a phrase as the name of a row."""
    return words[:1].upper() + words[1:]


def _varied(view: View, row: pd.Series) -> Varied:
    """Return the series of *row* under every variation, judged once; trials are held against it as well."""

    def make() -> Varied:
        scope = scope_of_row(view, row)
        varied = vary(scope.points, scope.goals, list(METHODS.values()))
        return Varied(varied, varied.to_dict("records"), {str(firm["method"]): firm for firm in summarise(varied).to_dict("records")})

    made: Varied = view.warehouse.remember(("lab varied", view.as_of, *row[ROW]), make)
    return made


def _csv(frame: pd.DataFrame, named: dict[object, object]) -> str:
    """Return *frame* with the columns that name the row first."""
    columns = {str(name): value for name, value in named.items()}
    return tables.as_csv(pd.DataFrame(columns, index=frame.index).join(frame.drop(columns="series")))


def _subject_words(view: View, row: pd.Series) -> str:
    indicator = view.of(view.catalogue.indicators[str(row["indicator"])].short_name)
    return ", ".join(part for part in (indicator, view.place_name(str(row["place"]))) if part)


def _told(view: View, verdicts: pd.DataFrame, row: pd.Series) -> pd.DataFrame:
    told = [own_word(view, entry) for entry in verdicts[["method", "status", "verdict", "reason"]].to_dict("records")]
    return verdicts.assign(row=row, told=told, marked=verdicts["changed"])[["row", "method", "status", "told", "marked"]]


def _finding(view: View, summary: Entry) -> str:
    words, n = view.words, int(summary["variations"])
    if summary["status"] == NOT_ASSESSABLE or not n:
        return words("lab.sensitivity.finding_none")
    kept = round(float(summary["kept"]) * n)
    return words("lab.sensitivity.finding_all" if kept == n else "lab.sensitivity.finding", k=kept, n=n)


def _of_rule(entries: Sequence[Entry], method: str) -> list[Entry]:
    return [entry for entry in entries if entry["method"] == method]


def _sentence(view: View, mine: Sequence[Entry]) -> str:
    """Return as what one rule sees the series, when it turns, and when it falls silent."""
    words = view.words
    stated = str(mine[0]["status"])
    if stated == NOT_ASSESSABLE:
        return words("lab.sensitivity.silent", reason=words(f"reason.{mine[0]['reason']}"))
    parts = [words("lab.sensitivity.stated", status=words(f"status.{stated}"))]
    return " ".join([*parts, *_turns(view, mine)])


def _turns(view: View, mine: Sequence[Entry]) -> list[str]:
    """Return when one rule gives another verdict, verdict by verdict, and when it gives none."""
    words = view.words
    turned: dict[str, list[str]] = {}
    for entry in mine:
        if entry["changed"]:
            turned.setdefault(str(entry["status"]), []).append(variation_words(view, entry["variation"]))
    told = [words("lab.sensitivity.turns", step=words(f"chart.step.{to}"), when=view.listed(when)) for to, when in turned.items()]
    silenced = [entry["variation"] for entry in mine if entry["variation"] != AS_STATED and entry["status"] == NOT_ASSESSABLE]
    if silenced:
        told.append(words("lab.sensitivity.silenced", when=view.listed([variation_words(view, name) for name in silenced])))
    return told


def _summary_table(view: View, entries: Sequence[Entry], summary: Summary) -> str:
    words = view.words
    rows = []
    for name, _, full in rules(view):
        mine, own = _of_rule(entries, name), summary[name]
        if own["status"] == NOT_ASSESSABLE:
            told = [words("lab.sensitivity.unusable"), "–", words(f"reason.{mine[0]['reason']}")]
        else:
            n = int(own["variations"])
            kept = words("lab.sensitivity.kept", k=round(float(own["kept"]) * n), n=n) if n else "–"
            turns = " ".join(_turns(view, mine)) or words("lab.sensitivity.never")
            told = [words(f"chart.step.{own['status']}"), kept, turns]
        rows.append([escaped(full), *(escaped(cell) for cell in told)])
    columns = (
        Column(words("chart.column.rule"), width="24%"),
        Column(words("lab.sensitivity.column_stated"), width="16%"),
        Column(words("lab.sensitivity.column_kept"), width="14%"),
        Column(words("lab.sensitivity.column_turns"), labelled=False),
    )
    return table(columns, rows, caption=words("lab.sensitivity.by_rule"))


# --- settings of the reader -------------------------------------------------------------------------------------------------------------


def exploratory_blocks(view: LabView, row: pd.Series) -> list[Block]:
    """Return the settings to choose from, and what the rules say under those that were chosen."""
    words = view.words
    if view.settings == PUBLISHED:
        return [Html(paragraph(words("lab.explore.published")) + controls(view))]
    back = link(view.as_published(), escaped(words("lab.explore.back")))
    warning = note_html(words("lab.explore.mark"), f"{escaped(words('lab.explore.warning', settings=settings_words(view)))} {back}")
    both = _both(view, row)
    own = both[both["method"] == OWN].set_index("row")["status"]
    changed = int(both["changed"].sum())
    facts = {
        "published": RowFacts(words("lab.explore.row_published")),
        "chosen": RowFacts(
            words("lab.explore.row_chosen"), settings_words(view), share=words("lab.sensitivity.turned", k=changed, n=_judged(both))
        ),
    }
    title = "lab.explore.title_same" if own["chosen"] == own["published"] else "lab.explore.title"
    saying = Saying(
        title=words(title, chosen=words(f"status.{own['chosen']}"), published=words(f"status.{own['published']}")),
        subtitle=words("lab.explore.subtitle", what=_subject_words(view, row), settings=settings_words(view)),
        text=words("lab.explore.text", k=changed, n=_judged(both)),
        source=source_line(view, [(str(row["source"]), str(row["edition"]))], words("lab.matrix.source")),
        first_column=words("lab.explore.row"),
        last_column=words("lab.sensitivity.last"),
        silent=words("lab.sensitivity.unusable"),
    )
    chart = verdict_matrix(_told(view, both, both["row"]), facts, rules(view), saying=saying, words=words, drawn=len(facts))
    named = {**row[ROW].to_dict(), "exploratory": settings_words(view)}
    file = f"waymark-exploratory-{row['target']}-{row['place']}.csv"
    return [
        Html(warning + element("div", controls(view), style="margin-top:16px")),
        *figure(view, chart, "lab-explore"),
        Html(SPACE),
        Download("exploratory", words("lab.explore.download"), file, lambda: _csv(both, named)),
    ]


def _judged(both: pd.DataFrame) -> int:
    chosen = both[both["row"] == "chosen"]
    return int((chosen["status"] != NOT_ASSESSABLE).sum())


def _both(view: LabView, row: pd.Series) -> pd.DataFrame:
    """Return the verdicts as published and under the settings, one below the other, with ``row`` and ``changed``."""
    chosen = explore(scope_of_row(view, row), view.settings)
    varied = _varied(view, row).frame
    published = varied.loc[varied["variation"] == AS_STATED, list(chosen.columns)]
    status = published.set_index("method")["status"].reindex(chosen["method"]).to_numpy()
    usable = (chosen["status"] != NOT_ASSESSABLE) & (status != NOT_ASSESSABLE)
    chosen = chosen.assign(row="chosen", changed=usable & (chosen["status"] != status))
    return pd.concat([published.assign(row="published", changed=False), chosen], ignore_index=True)
