"""Checks of codes: every indicator, place, sex, site, status, edition, age and group is one that the catalogue knows."""

from __future__ import annotations

import re
from collections.abc import Collection

from data.catalogue.linter import GROUP
from data.errors import Problem
from data.warehouse import staging
from etl.checks.staged import Staged, rows, suggestion

AGE = re.compile(r"all|\d{1,3}\+|(\d{1,3})-(\d{1,3})")


def indicators(staged: Staged) -> list[Problem]:
    """Every indicator stands in the catalogue."""
    return _unknown(staged, "indicator", staged.catalogue.indicators, "add catalogue/indicators/{code}.yml")


def places(staged: Staged) -> list[Problem]:
    """Every place stands in the catalogue."""
    return _unknown(staged, "place", staged.catalogue.places, "add it to catalogue/places.csv or groups.yml")


def sexes(staged: Staged) -> list[Problem]:
    """Every sex is in the code list."""
    known = [code.code for code in staged.catalogue.codes.sexes]
    return _unknown(staged, "sex", known, f"use one of {', '.join(known)}")


def sites(staged: Staged) -> list[Problem]:
    """Every site of cancer is in the code list."""
    return _unknown(staged, "site", [code.code for code in staged.catalogue.codes.sites], "add it to the sites in catalogue/codes.yml")


def observation_statuses(staged: Staged) -> list[Problem]:
    """Every observation status is in the code list."""
    known = [code.code for code in staged.catalogue.codes.obs_statuses]
    return _unknown(staged, "obs_status", known, f"use one of {', '.join(known)}")


def confidentiality_statuses(staged: Staged) -> list[Problem]:
    """Every confidentiality status is in the code list."""
    known = [code.code for code in staged.catalogue.codes.conf_statuses]
    return _unknown(staged, "conf_status", known, f"use one of {', '.join(known)}")


def ages(staged: Staged) -> list[Problem]:
    """Every age is ``all``, an open band such as ``15+``, or a band such as ``60-74`` that ends after it begins."""
    known = {age for age in staging.values_of(staged.connection, "age") if _is_age(age)}
    return _unknown(staged, "age", known, "write all, 15+ or 60-74 (completed years)", suggest=False)


def groups(staged: Staged) -> list[Problem]:
    """Every group is ``all`` or ``<dimension>:<category>``."""
    known = {group for group in staging.values_of(staged.connection, "group") if GROUP.fullmatch(group)}
    return _unknown(staged, "group", known, "write all or <dimension>:<category>, such as education:low", suggest=False)


def editions(staged: Staged) -> list[Problem]:
    """Every row carries the edition that its table is listed under."""
    problems = []
    for table, first in zip(staged.tables, staged.first_rows, strict=True):
        if staged.held.get((table.source, table.edition), 0) == table.lines:
            continue
        for row in staging.other_editions(staged.connection, first, table.lines, table.edition):
            what = f"edition '{row.cells[0]}' in {rows(row.cells[1])}, but the table is listed as '{table.edition}'"
            remedy = f"write {table.edition}, or move the rows to a table of their own edition"
            problems.append(Problem(staged.where(row.number), what, remedy, column="edition", value=row.cells[0]))
    return problems


def sources(staged: Staged) -> list[Problem]:
    """Every folder of figures is a source of the catalogue, and every edition one of the source's."""
    problems = []
    for table in staged.tables:
        source = staged.catalogue.sources.get(table.source)
        if source is None:
            remedy = suggestion(table.source, staged.catalogue.sources, f"add catalogue/sources/{table.source}.yml")
            problems.append(Problem(table.name, f"the source '{table.source}' is unknown", remedy))
        elif table.edition not in (known := [edition.id for edition in source.editions]):
            remedy = suggestion(table.edition, known, f"add the edition to catalogue/sources/{table.source}.yml; known: {', '.join(known)}")
            problems.append(Problem(table.name, f"the edition '{table.edition}' of '{table.source}' is unknown", remedy))
    return problems


def _is_age(age: str) -> bool:
    match = AGE.fullmatch(age)
    return match is not None and (match[1] is None or int(match[1]) <= int(match[2]))


def _unknown(staged: Staged, column: str, known: Collection[str], otherwise: str, *, suggest: bool = True) -> list[Problem]:
    problems = []
    for row in staging.unknown_codes(staged.connection, column, known):
        code, number = row.cells
        what = f"{column} '{code}' is unknown, in {rows(number)}" if code else f"{column} is empty, in {rows(number)}"
        remedy = otherwise.format(code=code)
        if suggest and code:
            remedy = suggestion(code, known, remedy)
        problems.append(Problem(staged.where(row.number), what, remedy, column=column, value=code))
    return problems
