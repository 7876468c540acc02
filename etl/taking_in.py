"""
From a snapshot to tidy observations of ours: its files through their reader, and their series through the rules of the source.

A row that no rule decides is a Problem that names the series, the file and the number of rows; nothing is left out in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.catalogue.models import SeriesRule, Source
from data.errors import Problem, ProblemsFound, ProjectError, Severity
from data.warehouse.staging import HEADER, NUMBERS, TEXTS
from etl.checks.staged import located, rows, suggestion
from etl.readers import READERS
from etl.snapshots import SIDECAR, UNCONFIRMED, Snapshot

Mask = NDArray[np.bool_]
Read = Callable[[Path], pd.DataFrame]


@dataclass(frozen=True)
class TakenIn:
    """The observations of one snapshot, with the columns of a table of figures, and what was found on the way."""

    observations: pd.DataFrame
    problems: list[Problem]


def take_in(snapshot: Snapshot, source: Source) -> TakenIn:
    """Read the files of *snapshot* and bring their rows into our words, by the sidecar's rules or else those of the *source*."""
    rules = snapshot.sidecar.reads or source.reads
    frames: list[pd.DataFrame] = []
    problems: list[Problem] = []
    hits = np.zeros(len(rules), dtype=int)
    for file in snapshot.files:
        cells, faults = _read(snapshot, source, file)
        problems += faults
        if cells is None:
            continue
        mapped, counts, faults = _follow(cells, rules, f"{snapshot.name}/{file}")
        hits += counts
        problems += faults
        frames.append(mapped)
    problems += _unheeded(snapshot, rules, hits) if not problems else []
    table = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(HEADER))
    return TakenIn(table.assign(edition=snapshot.edition), problems)


# --- reading -------------------------------------------------------------------------------------------------------------------------


def _read(snapshot: Snapshot, source: Source, file: str) -> tuple[pd.DataFrame | None, list[Problem]]:
    listed = snapshot.sidecar.files.get(file)
    name = (listed.reader if listed else None) or snapshot.sidecar.reader or source.reader
    name_of_file = f"{snapshot.name}/{file}"
    if name is None:
        remedy = f"write reader: FORMAT into {SIDECAR} or catalogue/sources/{source.id}.yml; `python -m etl readers` lists the formats"
        return None, [Problem(name_of_file, "no reader is named for the file", remedy)]
    if name not in READERS:
        where = snapshot.lines.where(("reader",)) if snapshot.sidecar.reader else f"sources/{source.id}.yml"
        return None, [Problem(where, f"the reader '{name}' is unknown", suggestion(name, READERS, "`python -m etl readers` lists them"))]
    try:
        cells = READERS[name][0](snapshot.folder / file)
    except ProblemsFound as found:
        return None, [_within(snapshot, file, problem) for problem in found.problems]
    except ProjectError as error:
        return None, [_within(snapshot, file, error.problem)]
    return cells, _other_edition(snapshot, file, cells)


def _within(snapshot: Snapshot, file: str, problem: Problem) -> Problem:
    """Return a reader's *problem*, which names the file alone or not at all, with the snapshot's name."""
    where = problem.where.removeprefix(str(snapshot.folder / file)).removeprefix(file)
    where = f"{snapshot.name}/{file}{where if where.startswith(':') or not where else ': ' + where.lstrip(' ,')}"
    return Problem(where, problem.what, problem.remedy, problem.severity, problem.column, problem.value)


def _other_edition(snapshot: Snapshot, file: str, cells: pd.DataFrame) -> list[Problem]:
    """Return where a file that names its edition itself names another one."""
    known = {"", snapshot.edition, snapshot.sidecar.publisher_edition}
    named = cells["edition"].fillna("").astype(str)
    other = ~named.isin(known)
    if not other.any():
        return []
    first = cells[other].iloc[0]
    where = located(f"{snapshot.name}/{file}", str(first["locator"]))
    what = f"the edition is '{first['edition']}' in {rows(int(other.sum()))}, but the folder's is '{snapshot.edition}'"
    remedy = f"move the file to the folder of its edition, or write publisher_edition: {first['edition']} into {SIDECAR}"
    return [Problem(where, what, remedy, column="edition", value=str(first["edition"]))]


# --- rules ---------------------------------------------------------------------------------------------------------------------------


def _follow(cells: pd.DataFrame, rules: Sequence[SeriesRule], name: str) -> tuple[pd.DataFrame, NDArray[np.int_], list[Problem]]:
    """Return the rows that the first fitting rule makes observations of, how many rows each rule decided, and the rows without a rule."""
    open_ = np.ones(len(cells), dtype=bool)
    parts: list[pd.DataFrame] = []
    counts = np.zeros(len(rules), dtype=int)
    for number, rule in enumerate(rules):
        fits = open_ & _fits(cells, rule)
        open_ &= ~fits
        counts[number] = int(fits.sum())
        if rule.indicator is not None and counts[number]:
            parts.append(_ours(cells if fits.all() else cells[fits], rule))
    named = open_ & cells["indicator"].fillna("").ne("").to_numpy()  # a contributor names our indicators
    parts += [cells[named]] if named.any() else []
    kept = pd.concat(parts).sort_index(kind="stable") if len(parts) > 1 else parts[0] if parts else cells.iloc[:0]
    table = kept[list(HEADER)].reset_index(drop=True)
    text = {column: table[column].fillna("").astype(str) for column in TEXTS if table[column].isna().any()}
    return table.assign(**text), counts, _without_rule(cells[open_ & ~named], name) + _infinite(table, name)


def _fits(cells: pd.DataFrame, rule: SeriesRule) -> Mask:
    fits = _like(cells["series"], (rule.series,))
    for column, patterns in rule.where.items():
        fits &= _like(cells[column], patterns)
    return fits


def _like(cells: pd.Series, patterns: Sequence[str]) -> Mask:
    """Return which *cells* have one of the forms *patterns*; each different cell is looked at once."""
    if "*" in patterns:
        return np.ones(len(cells), dtype=bool)
    codes, different = pd.factorize(cells.fillna(""))
    forms = [re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")) for pattern in patterns]
    fit = np.array([any(form.fullmatch(str(cell)) for form in forms) for cell in different], dtype=bool)
    return fit[codes] if len(different) else np.zeros(len(cells), dtype=bool)


def _ours(cells: pd.DataFrame, rule: SeriesRule) -> pd.DataFrame:
    """Return *cells* in our words."""
    words = {column: cells[column].replace(dict(codes)) for column, codes in rule.codes.items()}
    words |= {column: pd.Series(code, index=cells.index) for column, code in rule.fill.items()}
    frame = cells.assign(indicator=rule.indicator, **words, **dict.fromkeys(rule.empty, np.nan))
    notes = [rule.note] if rule.note else []
    if rule.multiply_by != 1:
        scaled = ["value", "lower", "upper"]
        frame[scaled] = frame[scaled] * rule.multiply_by
        notes.insert(0, f"times {rule.multiply_by:g}")
    return frame.assign(locator=frame["locator"] + ", " + ", ".join(notes)) if notes else frame


# --- problems ------------------------------------------------------------------------------------------------------------------------


def _without_rule(left: pd.DataFrame, name: str) -> list[Problem]:
    """Return the series of *left* that no rule decides: its code, the number of its rows and the first of them."""
    remedy = "write a rule for it under reads: with its indicator, or with ignore: and the reason"
    problems = []
    for series, found in left.groupby("series", sort=True):
        first = found.iloc[0]
        codes = ", ".join(f"{column} {first[column]}" for column in ("place", "year", "sex", "age", "site", "group"))
        what = f"series '{series}' becomes no indicator, in {rows(len(found))} (first: {codes})"
        problems.append(Problem(located(name, str(first["locator"])), what, remedy, column="series", value=str(series)))
    return problems


def _infinite(table: pd.DataFrame, name: str) -> list[Problem]:
    problems = []
    for column in NUMBERS:
        wrong = np.isinf(table[column].to_numpy(dtype=float))
        for row in table[wrong].itertuples():
            what = f"{column} {getattr(row, column)} is not a number"
            problems.append(
                Problem(
                    located(name, str(row.locator)), what, "put the publisher's file back; mend the reader if it is right", column=column
                )
            )
    return problems


def _unheeded(snapshot: Snapshot, rules: Sequence[SeriesRule], hits: NDArray[np.int_]) -> list[Problem]:
    """Return a warning for each rule that no row met, and for each whose mapping is not confirmed."""
    own = bool(snapshot.sidecar.reads)
    problems = []
    for number, (rule, found) in enumerate(zip(rules, hits, strict=True)):
        where = snapshot.lines.where(("reads", number)) if own else f"sources/{snapshot.source}.yml"
        what = f"series '{rule.series}' to {rule.indicator or 'nothing'}"
        if not found:
            if own:
                remedy = "correct the rule, or take it out"
                problems.append(Problem(where, f"the rule of {what} meets no row of {snapshot.name}", remedy, Severity.WARNING))
        elif not rule.confirmed:
            remedy = "read the publisher's definition; then write confirmed: true, or take the rule out"
            text = f"the rule of {what} is not confirmed; it decides {rows(int(found))} of {snapshot.name}"
            problems.append(Problem(where, text, remedy, Severity.WARNING, UNCONFIRMED))
    return problems
