"""
The contributor template: our own table for a body whose own format we do not know, as CSV or as a workbook.

Columns: ``series`` (what is counted, in the body's own words), ``place, year, value``; optional ``year_end, sex, age, site, group, lower,
upper, numerator, denominator, status, note``. A column that is left out, and a cell that is empty, has its usual meaning: one year, all
sexes, all ages, all sites, everybody. Who publishes it stands above the table in lines ``# publisher: …`` of the CSV, or in the sheet
``about`` of the workbook, whose table is the sheet ``observations``: publisher, edition, licence, contact.

Missing: an empty value with the status ``missing``, ``withheld`` or ``not applicable``; a withheld value has its place here, its number has
not. Traps: a CSV whose cells are separated by ``;`` may have decimal commas, as spreadsheets in many countries write them; one separated
by ``,`` may not. All problems of a file are reported at once.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from data.errors import FigureError, Problem, ProblemsFound
from etl.readers import citing, delimited, numeric, text_columns, tidy, unpack
from etl.readers.codes import ALPHA3
from etl.readers.workbook import each_sheet, first_cells, is_workbook, table_of
from etl.readers.xls_process import Grid

REQUIRED = ("series", "place", "year", "value")
OPTIONAL = ("year_end", "sex", "age", "site", "group", "lower", "upper", "numerator", "denominator", "status", "note")
KEY = ["series", "place", "year", "year_end", "sex", "age", "site", "group"]
NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
CODED = (*KEY, "status")
"""Columns whose cells repeat; the others may have a text of its own in each row."""
ABOUT = ("publisher", "edition", "licence", "contact")
ABOUT_SHEET, TABLE_SHEET = "about", "observations"
SEPARATORS = ",;\t"

STATUSES = {
    "": "A", "normal": "A", "estimated": "E", "provisional": "P", "forecast": "F", "break": "B", "unreliable": "U", "different": "D",
    "missing": tidy.NOT_REPORTED, "withheld": tidy.SUPPRESSED, "not applicable": tidy.NOT_APPLICABLE,
}  # fmt: skip
"""Word for a figure's status -> SDMX code."""
WITHOUT_VALUE = ("missing", "withheld", "not applicable")
ICD_10 = r"[A-Z]\d\d(?:\.\d)?(?:-[A-Z]\d\d(?:\.\d)?)?"
RULES = {
    "year": (r"(?:1[89]|20)\d\d", "a year of four digits, such as 2024"),
    "year_end": (r"(?:1[89]|20)\d\d", "a year of four digits, or an empty cell for a single year"),
    "sex": (r"all|female|male|unknown", "all, female, male or unknown"),
    "age": (r"all|unknown|\d{1,3}|\d{1,3}-\d{1,3}|\d{1,3}\+", "all, unknown, or an age such as 50-74, 85+ or 40"),
    "site": (rf"all|{ICD_10}(?:\+{ICD_10})*", "all, or an ICD-10 group such as C50, C18-C20 or C82-C86+C96"),
    "group": (r"all|[a-z][a-z0-9_]*:[^:\s][^:]*", "all, or a part of the people such as education:low"),
    "status": ("|".join(word for word in STATUSES if word), ", ".join(word for word in STATUSES if word) + ", or an empty cell"),
}
"""Column -> what its cells look like, and how to say so."""
PLACE_REMEDY = "ISO 3166-1 alpha-3 (DEU), that with a region behind it (GBR-SCT), EU27 or WORLD"
DEFAULTS = {"sex": "all", "age": "all", "site": "all", "group": "all", "status": "normal"}
Report = Callable[[str, pd.Series, str, str], None]
"""Takes a column, which of its cells are wrong, what is wrong with them, and what would be right."""


def read(path: Path) -> pd.DataFrame:
    """
    Return the contribution in *path* as tidy observations; ``edition`` is the one that it states.

    Raises:
        FigureError: the file cannot be read, or its columns are not the template's.
        ProblemsFound: there are problems in the cells or in what it says of itself; it lists all of them.
    """
    cells, about, comma, header = _read_workbook(path) if is_workbook(path) else _read_csv(path)
    _need_template(path, cells, header)
    typed = _typed(cells, decimal_comma=comma, tidied=is_workbook(path))
    numbers = {name: _as_number(typed[name]) for name in NUMBERS if name in typed}
    problems = [*_about_problems(path, about), *_problems(path, typed, numbers, decimal_comma=comma)]
    if problems:
        raise ProblemsFound(problems)
    columns: dict[str, Any] = {name: typed[name] for name in KEY if name in typed} | numbers
    if "status" in typed:
        columns["obs_status"] = text_columns.each_text(typed["status"], STATUSES.__getitem__)
        columns["conf_status"] = text_columns.either(typed["status"].eq("withheld"), "C", "F")
    columns |= {name: _as_number(typed[name]).astype(int) for name in ("year", "year_end") if name in typed}
    note = text_columns.each_text(typed["note"], lambda text: f", {text}" if text else "") if "note" in typed else ""
    before = f"{path.name}, {TABLE_SHEET}, row " if is_workbook(path) else f"{path.name}, line "
    return tidy.tidy(**columns, edition=about["edition"], locator=citing.numbered_text(before, typed["line"], note))


def _read_csv(path: Path) -> tuple[pd.DataFrame, dict[str, str], bool, str]:
    """Return cells, what is said about them, whether a comma may be decimal, and where the header stands."""
    lines = unpack.utf8(path, unpack.read_bytes(path)).decode("utf-8", "replace").splitlines()
    said = [line for line in lines if line.lstrip('" ').startswith("#")]
    if lines[: len(said)] != said:
        raise FigureError(path.name, "has a line that begins with # below the table's first", "all lines about the table above its header")
    header = lines[len(said)] if len(said) < len(lines) else ""
    separator = max(SEPARATORS, key=header.count)
    about = dict(_statement(next(csv.reader([line], delimiter=separator)), separator) for line in said)
    cells = delimited.read_text(path, separator, skip=len(said), footer=True)
    return cells, about, separator == ";", f"{path.name}:{len(said) + 1}"


def _statement(cells: list[str], separator: str) -> tuple[str, str]:
    """Return name and text of a line ``# publisher: …``, which a spreadsheet may have filled up with separators."""
    name, _, text = separator.join(cells).rstrip(separator).lstrip("# ").partition(":")
    return name.strip().lower(), text.strip()


def _read_workbook(path: Path) -> tuple[pd.DataFrame, dict[str, str], bool, str]:
    """Return what `_read_csv` does, of a workbook."""
    about: dict[str, str] = {}

    def made(sheet: str, grid: Grid) -> pd.DataFrame:
        if sheet == TABLE_SHEET:
            return table_of(path, sheet, grid, coded=True)
        about.update({name.lower(): text for name, text in first_cells(grid).items()})
        return pd.DataFrame()

    return each_sheet(path, [TABLE_SHEET, ABOUT_SHEET], made)[TABLE_SHEET], about, False, f"{path.name}, {TABLE_SHEET}:1"


def _need_template(path: Path, cells: pd.DataFrame, header: str) -> None:
    """Raise unless the columns are the template's, once each; the message names all that are not."""
    found = [str(column) for column in cells.columns if column != "line"]
    twice = [column for column in found if f"{column}.1" in found]
    missing = [column for column in REQUIRED if column not in found]
    unknown = [column for column in found if column not in (*REQUIRED, *OPTIONAL) and re.sub(r"\.\d+$", "", column) not in twice]
    if twice or missing or unknown:
        what = [f"column '{column}' stands twice" for column in twice] + [f"column '{column}' is missing" for column in missing]
        what += [f"column '{column}' is unknown" for column in unknown]
        columns = f"the columns {', '.join(REQUIRED)}, and those that you need of {', '.join(OPTIONAL)}, once each"
        raise FigureError(header, "; ".join(what), columns)
    if cells.empty:
        raise FigureError(path.name, "has no observations", "a row for each figure below the header")


def _typed(cells: pd.DataFrame, *, decimal_comma: bool, tidied: bool) -> pd.DataFrame:
    """Return the columns of the template that are given, as text, stripped, with the usual meaning in empty cells; and the line."""
    typed: dict[str, pd.Series] = {"line": cells["line"]}
    for name in (name for name in (*REQUIRED, *OPTIONAL) if name in cells):
        # Cells of a workbook have no blanks around them.
        text = cells[name] if tidied else cells[name].astype("str").str.strip()
        is_default = name in DEFAULTS and text_columns.holds(text, lambda cell: not cell).any()
        typed[name] = text_columns.each_text(text, partial(_or_default, name)) if is_default else text
    if "year_end" in typed:
        last = typed["year_end"].astype("str")
        typed["year_end"] = last.mask(last.eq(""), typed["year"].astype("str"))
    if "status" in typed:
        typed["status"] = text_columns.each_text(typed["status"], str.lower)
    if decimal_comma:
        for name in (name for name in NUMBERS if name in typed):
            typed[name] = typed[name].astype("str").str.replace(r"^([+-]?\d+),(\d+)$", r"\1.\2", regex=True)
    # A check looks at each text that occurs; which they are is found out once.
    return pd.DataFrame({name: text_columns.coded(text) if name in CODED else _plain(text) for name, text in typed.items()}, copy=False)


def _or_default(name: str, cell: str) -> str:
    return cell or DEFAULTS[name]


def _plain(text: pd.Series) -> pd.Series:
    return text.astype("str") if isinstance(text.dtype, pd.CategoricalDtype) else text


def _as_number(text: pd.Series) -> pd.Series:
    """Return *text* as numbers, NaN where it is empty or none."""
    if isinstance(text.dtype, pd.CategoricalDtype):
        each = _as_number(text.cat.categories.to_series())
        return pd.Series(each.to_numpy().take(text.cat.codes), index=text.index)
    plain = numeric.plain_numbers(text, ("",))
    return plain if plain is not None else pd.to_numeric(text.where(text.str.fullmatch(numeric.NUMBER)), errors="coerce").astype(float)


def _about_problems(path: Path, about: dict[str, str]) -> list[Problem]:
    place = f"{path.name}, sheet {ABOUT_SHEET}" if is_workbook(path) else f"{path.name}:1"
    example = "a row with the name in column A and the text in column B" if is_workbook(path) else "a line '# {}: …' above the table"
    return [Problem(place, f"does not say the {name}", example.format(name)) for name in ABOUT if not about.get(name)]


def _problems(path: Path, typed: pd.DataFrame, numbers: Mapping[str, pd.Series], *, decimal_comma: bool) -> list[Problem]:
    """Return every problem of the cells, a check after the other; *numbers* are the columns of numbers, read."""
    found: list[Problem] = []
    before = f"{path.name}, {TABLE_SHEET}:" if is_workbook(path) else f"{path.name}:"

    def report(column: str, wrong: pd.Series, what: str, remedy: str) -> None:
        if not wrong.any():
            return
        found.extend(
            Problem(f"{before}{line}", f"column '{column}': {text!r} {what}", remedy, column=column, value=text)
            for line, text in zip(typed["line"][wrong], typed[column][wrong], strict=True)
        )

    report("series", typed["series"].eq(""), "does not say what is counted", "a name for the figure, the same in each of its rows")
    report("place", ~_known_places(typed["place"]), "is no place that is known", PLACE_REMEDY)
    for name, (pattern, remedy) in RULES.items():
        if name in typed:
            wrong = ~_matches(typed[name], pattern)
            is_copy = name == "year_end" and wrong.any()
            report(
                name, wrong & typed[name].astype("str").ne(typed["year"].astype("str")) if is_copy else wrong, "is not understood", remedy
            )
    _report_ranges(report, typed)
    for name, read_as in numbers.items():
        strange = typed[name].ne("") & read_as.isna()
        comma = strange & _matches(typed[name], r"[+-]?[\d.]*,\d+") if strange.any() else strange
        report(name, strange & ~comma, "is not a number", "digits with a point before decimals, nothing else in the cell")
        report(name, comma, "is not a number", "a point before decimals: 12.5, and no mark between thousands")
    if decimal_comma:
        _report_thousands(report, typed, numbers)
    _report_statuses(report, typed)
    _report_sizes(report, numbers)
    twice = text_columns.occurs_before(typed, [name for name in KEY if name in typed])
    report("series", twice, "has another row for the same place, years, sex, age, site and group", "one row a figure")
    return found


def _report_thousands(report: Report, typed: pd.DataFrame, names: Collection[str]) -> None:
    """Report numbers such as 1.234, which may be thousands where a comma may be decimal, unless another shows that the point is decimal."""
    thousands = {name: _matches(typed[name], r"[+-]?[1-9]\d{0,2}\.\d{3}") for name in names}
    is_decimal = any((_matches(typed[name], r"[+-]?\d+\.\d+") & ~thousands[name]).any() for name in names)
    remedy = "1234 without a mark between thousands, or 1,234 with a decimal comma"
    for name in () if is_decimal else names:
        report(name, thousands[name], "may be thousands or a decimal number", remedy)


def _report_statuses(report: Report, typed: pd.DataFrame) -> None:
    """Report values that are left out without a reason, and reasons beside a value."""
    empty = typed["value"].eq("")
    without = typed["status"].isin(WITHOUT_VALUE) if "status" in typed else pd.Series(data=False, index=typed.index)
    report("value", empty & ~without, "is empty", f"a number, or the reason as status: {', '.join(WITHOUT_VALUE)}")
    report("value", ~empty & without, "stands beside a status that says there is none", "an empty cell, or another status")


def _report_sizes(report: Report, numbers: Mapping[str, pd.Series]) -> None:
    """Report limits on the wrong side of the value, and counts that are none."""
    checks: tuple[tuple[str, Callable[[pd.Series], pd.Series], str, str], ...] = (
        ("lower", lambda lower: lower.gt(numbers["value"]), "is above the value", "a lower limit at most the value"),
        ("upper", lambda upper: upper.lt(numbers["value"]), "is below the value", "an upper limit at least the value"),
        ("numerator", lambda count: count.lt(0), "is below 0", "a count of people or things"),
        ("denominator", lambda count: count.le(0), "is not above 0", "the number of people or things that the numerator is part of"),
    )
    for name, is_wrong, what, remedy in checks:
        if name in numbers:
            report(name, is_wrong(numbers[name]), what, remedy)


def _report_ranges(report: Report, typed: pd.DataFrame) -> None:
    """Report last years before first ones, and ages that end before they begin."""
    if "year_end" in typed:
        backwards = _as_number(typed["year_end"]).lt(_as_number(typed["year"]))
        report("year_end", backwards, "is before the first year", "the last year of the period")
    if "age" in typed:
        report("age", text_columns.holds(typed["age"], _ends_before), "ends before it begins", "the younger age first: 50-74")


def _ends_before(age: str) -> bool:
    found = re.fullmatch(r"(\d+)-(\d+)", age)
    return found is not None and int(found[1]) > int(found[2])


def _matches(text: pd.Series, pattern: str) -> pd.Series:
    """Return which cells are of the form *pattern*; a form is looked for once in each text that occurs."""
    form = re.compile(pattern)
    return text_columns.holds(text, lambda cell: form.fullmatch(cell) is not None)


def _known_places(text: pd.Series) -> pd.Series:
    """Return which cells are a country, a region below one, or a group that has a code."""
    return text_columns.holds(text, lambda code: code in ALPHA3 or code in {"WORLD", "EU27"} or _is_part(code))


def _is_part(code: str) -> bool:
    return code[:3] in ALPHA3 and re.fullmatch(r"[A-Z]{3}(?:-\w+)+", code) is not None
