"""
Tables of figures on their way into a draft: loaded and looked over inside DuckDB, all rows at once.

The rows go straight into ``observation`` of the draft, in the order of the files, so that the number of a row tells its file and line. A
cell that is no number becomes NaN (a year: 0), which no table holds otherwise, and is looked up in its file only if there is one. The
checks ask their questions here and put the answers into words themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from data.warehouse import schema
from data.warehouse.queries import KEY
from data.warehouse.store import load_frame

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import ColumnElement, Connection, Select

HEADER = (*KEY, "value", "lower", "upper", "numerator", "denominator", "obs_status", "conf_status", "edition", "locator")
"""The columns of a table of figures, in their order."""

WHOLE = ("year", "year_end")
NUMBERS = ("value", "lower", "upper", "numerator", "denominator")
LIMITED = ("value", "lower", "upper")
TEXTS = tuple(name for name in HEADER if name not in (*WHOLE, *NUMBERS))

_observation = schema.observation
_FIRST = "first row of observation"
_rowid: ColumnElement[int] = sa.literal_column("observation.rowid", sa.BigInteger)


@dataclass(frozen=True)
class Row:
    """A row that a question found: its *number*, from 0 through all files, and the cells that were asked for."""

    number: int
    cells: tuple[Any, ...]


def load(connection: Connection, files: Sequence[Path], sources: Sequence[str]) -> int:
    """
    Create the tables, read *files* into ``observation``, each of the source at the same position of *sources*; return the number of rows.

    The files are known to be UTF-8 with the right header. Rows keep their order. The transaction stays open.
    """
    # DuckDB imports it when it is given a list, and would swallow a Control-C on the way.
    import pandas as pd  # noqa: F401, PLC0415

    schema.metadata.create_all(connection)
    connection.info.pop(_FIRST, None)
    if not files:
        return 0
    read = _csv(files)
    position = sa.func.list_position(_list([str(file) for file in files]), read.c.filename)
    source = sa.func.list_extract(_list(sources), position)
    cells = [read.c[name] if name in TEXTS else _number(read.c[name], name) for name in HEADER]
    connection.execute(sa.insert(_observation).from_select([*HEADER, "source"], sa.select(*cells, source)))
    return int(connection.execute(sa.select(sa.func.count()).select_from(_observation)).scalar_one())


def add(connection: Connection, frame: pd.DataFrame, source: str) -> int:
    """Add the rows of *frame*, which has the columns of ``HEADER``, after those that are there; return how many there are now."""
    load_frame(connection, _observation, frame[list(HEADER)].assign(source=source))
    return int(connection.execute(sa.select(sa.func.count()).select_from(_observation)).scalar_one())


def _csv(files: Sequence[Path]) -> Any:
    types = "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in HEADER) + "}"
    texts = "[" + ", ".join(f"'{name}'" for name in TEXTS) + "]"
    options = {"auto_detect": "false", "header": "true", "delim": "','", "quote": "'\"'", "escape": "'\"'", "filename": "true"}
    options |= {"columns": types, "force_not_null": texts}
    named = [sa.literal_column(name).op("=")(sa.literal_column(value)) for name, value in options.items()]
    return sa.func.read_csv(_list([str(file) for file in files]), *named).table_valued(*HEADER, "filename")


def _list(values: Sequence[str]) -> ColumnElement[Any]:
    return sa.bindparam(None, list(values), sa.types.NullType())


def _number(cell: ColumnElement[Any], name: str) -> ColumnElement[Any]:
    if name in WHOLE:
        # DuckDB rounds 2020.5 to a year; four characters that are a number are a year, or are caught as implausible.
        return sa.case((sa.func.length(cell) == 4, sa.func.coalesce(sa.try_cast(cell, sa.Integer), 0)), else_=0)  # noqa: PLR2004
    number = sa.try_cast(cell, sa.Double)
    return sa.case((sa.func.isfinite(number), number), (cell != "", sa.literal_column("'nan'::DOUBLE")))


# --- questions ---------------------------------------------------------------------------------------------------------------------


def unread_cells(connection: Connection, files: Sequence[Path]) -> list[Row]:
    """Return the cells of *files*, which are those loaded, that are no number: column and text."""
    is_unread = sa.or_(*(_observation.c[name] == 0 for name in WHOLE), *(sa.func.isnan(_observation.c[name]) for name in NUMBERS))
    if connection.execute(sa.select(_observation.c.year).where(is_unread).limit(1)).first() is None:
        return []
    read = _csv(files)
    number = (sa.func.row_number().over() - 1).label("number")
    texts = sa.select(number, *(read.c[name] for name in (*WHOLE, *NUMBERS))).subquery()
    found: list[Row] = []
    for name in (*WHOLE, *NUMBERS):
        value = _number(texts.c[name], name)
        select = sa.select(texts.c.number, texts.c[name]).where(value == 0 if name in WHOLE else sa.func.isnan(value))
        found += [Row(row, (name, text or "")) for row, text in connection.execute(select)]
    return found


def unknown_codes(connection: Connection, column: str, known: Collection[str]) -> list[Row]:
    """Return each code of *column* that is not *known*, once an edition: its first row, with the code and the number of its rows."""
    code = _observation.c[column]
    unknown = [value for value in connection.execute(sa.select(code).distinct()).scalars() if value not in known]
    if not unknown:
        return []
    select = sa.select(sa.func.min(_rowid), code, sa.func.count()).where(code.in_(unknown))
    return found_rows(connection, select.group_by(_observation.c.source, _observation.c.edition, code))


def values_of(connection: Connection, column: str) -> list[str]:
    """Return the different values of a text *column*."""
    return list(connection.execute(sa.select(_observation.c[column]).distinct()).scalars())


def locators(connection: Connection, first: int) -> list[str]:
    """Return the locator of every row from number *first* on; that of a row which was left out since it was loaded is empty."""
    start = first + _first_rowid(connection)
    number = (_rowid - start).label("number")
    rows = connection.execute(sa.select(number, _observation.c.locator).where(_rowid >= start))
    held: dict[int, str] = {row: locator for row, locator in rows}  # noqa: C416 (a row of the database is no pair to the type checker)
    return [held.get(position, "") for position in range(max(held, default=-1) + 1)]


def rows_of_editions(connection: Connection) -> dict[tuple[str, str], int]:
    """Return the number of rows of each source and edition."""
    key = (_observation.c.source, _observation.c.edition)
    return {(source, edition): rows for source, edition, rows in connection.execute(sa.select(*key, sa.func.count()).group_by(*key))}


def other_editions(connection: Connection, first: int, rows: int, edition: str) -> list[Row]:
    """Return each edition other than *edition* in the *rows* from number *first* on: its first row, the edition, the number of its rows."""
    start = first + _first_rowid(connection)
    select = sa.select(sa.func.min(_rowid), _observation.c.edition, sa.func.count())
    select = select.where(_rowid.between(start, start + rows - 1), _observation.c.edition != edition)
    return found_rows(connection, select.group_by(_observation.c.edition))


def years_outside(connection: Connection, first: int, last: int) -> list[Row]:
    """Return the rows with a year before *first* or after *last*, or that end before they begin: year and last year."""
    year, year_end = _observation.c.year, _observation.c.year_end
    outside = sa.or_(year < first, year > last, year_end < year, year_end > last)
    return found_rows(connection, sa.select(_rowid, year, year_end).where(outside, year != 0, year_end != 0))


def values_outside(connection: Connection, ranges: Mapping[str, tuple[float, float | None]]) -> list[Row]:
    """Return the values and limits outside the range of their indicator: indicator, column, number."""
    extremes = [end(_observation.c[column]) for column in LIMITED for end in (sa.func.min, sa.func.max)]
    held = connection.execute(sa.select(_observation.c.indicator, *extremes).group_by(_observation.c.indicator)).all()
    bounds = {indicator: (low, inf if high is None else high) for indicator, (low, high) in ranges.items()}
    found: list[Row] = []
    for position, column in enumerate(LIMITED):
        wrong = [
            (indicator, *bounds[indicator])
            for indicator, *numbers in held
            if indicator in bounds and not _within(bounds[indicator], *numbers[2 * position : 2 * position + 2])
        ]
        if not wrong:
            continue
        limits = _numbers_of_indicators("limits", ("low", "high"), wrong)
        cell = _observation.c[column]
        select = sa.select(_rowid, _observation.c.indicator, sa.literal(column), cell)
        select = select.join(limits, limits.c.indicator == _observation.c.indicator)
        outside = sa.or_(cell < limits.c.low, cell > limits.c.high)
        found += found_rows(connection, select.where(sa.func.isfinite(cell), outside))
    return found


def _within(bounds: tuple[float, float], least: float | None, most: float | None) -> bool:
    return least is None or most is None or bounds[0] <= least <= most <= bounds[1]


def limits_crossed(connection: Connection) -> list[Row]:
    """Return the rows whose value does not lie between its limits, or whose limits are swapped: lower, value, upper."""
    lower, value, upper = _observation.c.lower, _observation.c.value, _observation.c.upper
    crossed = [sa.and_(a > b, sa.func.isfinite(a), sa.func.isfinite(b)) for a, b in ((lower, value), (value, upper), (lower, upper))]
    return found_rows(connection, sa.select(_rowid, lower, value, upper).where(sa.or_(*crossed)))


def shares_outside(connection: Connection, shares: Collection[str]) -> list[Row]:
    """Return the rows of the indicators *shares* whose numerator exceeds the denominator, or whose denominator is not above 0."""
    numerator, denominator = _observation.c.numerator, _observation.c.denominator
    wrong = sa.or_(sa.and_(numerator > denominator, sa.func.isfinite(numerator)), denominator <= 0, numerator < 0)
    return found_rows(connection, sa.select(_rowid, numerator, denominator).where(_observation.c.indicator.in_(list(shares)), wrong))


def percents_unlike_counts(connection: Connection, resolutions: Mapping[str, float]) -> list[Row]:
    """
    Return the rows whose value in percent is not 100 x numerator / denominator: value, numerator, denominator.

    *resolutions* names the indicators and the rounding step of their values. Counts that are both whole thousands, hundreds or tens of a
    large total are taken as rounded to these, others as rounded to whole persons, so that the value may miss by half a step of its own
    and by half a step of the counts above and below the line.
    """
    steps = _numbers_of_indicators("steps", ("step",), list(resolutions.items()))
    value, numerator, denominator = _observation.c.value, _observation.c.numerator, _observation.c.denominator
    rounded = [(sa.and_(numerator % n == 0, denominator % n == 0, denominator >= 100 * n), n) for n in (1000, 100, 10)]
    percent = 100 * numerator / denominator
    slack = steps.c.step / 2 + sa.case(*rounded, else_=1) * (50 + percent / 2) / denominator + 1e-9
    select = sa.select(_rowid, value, numerator, denominator).join(steps, steps.c.indicator == _observation.c.indicator)
    miss = sa.func.abs(value - percent)
    return found_rows(connection, select.where(numerator.is_not(None), denominator > 0, miss > slack, sa.func.isfinite(miss)))


def values_missing(connection: Connection, allowed: Collection[str]) -> list[Row]:
    """Return the rows without a value, whose status is none of *allowed* and that are not confidential either: the two status codes."""
    obs_status, conf_status = _observation.c.obs_status, _observation.c.conf_status
    missing = sa.and_(_observation.c.value.is_(None), obs_status.not_in(list(allowed)), conf_status == "F")
    return found_rows(connection, sa.select(_rowid, obs_status, conf_status).where(missing))


def values_unexpected(connection: Connection, missing: Collection[str]) -> list[Row]:
    """Return the rows with a value although their status, one of *missing*, says that there is none: value and status."""
    value, status = _observation.c.value, _observation.c.obs_status
    return found_rows(connection, sa.select(_rowid, value, status).where(value.is_not(None), status.in_(list(missing))))


def citations_missing(connection: Connection) -> list[Row]:
    """Return the rows without a locator."""
    locator = _observation.c.locator
    # Every blank sorts before "!": a comparison that spares trimming the others.
    return found_rows(connection, sa.select(_rowid).where(locator < "!", sa.func.trim(locator) == ""))


def repeated_keys(connection: Connection) -> list[Row]:
    """Return the rows that repeat the key of an earlier row of their source and edition: the number of that row, then the key."""
    columns = [_observation.c[name] for name in ("source", "edition", *KEY)]
    if _differ(connection, columns):
        return []
    digest = sa.func.hash(*columns)
    repeated = sa.select(digest).group_by(digest).having(sa.func.count() > 1)
    rows = sa.select(_rowid.label("row"), *columns).where(digest.in_(repeated)).subquery()
    key = [rows.c[column.name] for column in columns]
    first = sa.func.min(rows.c.row).over(partition_by=key).label("first")
    ranked = sa.select(rows, first).subquery()
    select = sa.select(ranked.c.row, ranked.c.first, *(ranked.c[name] for name in KEY)).where(ranked.c.row != ranked.c.first)
    start = _first_rowid(connection)
    return [Row(row.number, (row.cells[0] - start, *row.cells[1:])) for row in found_rows(connection, select)]


def editions_sharing_keys(connection: Connection, sources: Collection[str]) -> dict[str, set[str]]:
    """Return, for each of *sources*, its editions with a key that another of its editions has too; what they share is left open."""
    if not sources:
        return {}
    digest = sa.func.hash(*(_observation.c[name] for name in ("source", *KEY)))
    chosen = _observation.c.source.in_(list(sources))
    rows, digests = connection.execute(sa.select(sa.func.count(), sa.func.count(digest.distinct())).where(chosen)).one()
    if rows == digests:
        return {}
    repeated = sa.select(digest).where(chosen).group_by(digest).having(sa.func.count() > 1)
    select = sa.select(_observation.c.source, _observation.c.edition).where(chosen, digest.in_(repeated)).distinct()
    found: dict[str, set[str]] = {}
    for source, edition in connection.execute(select):
        found.setdefault(source, set()).add(edition)
    return found


def shared_keys(connection: Connection, source: str, older: str, newer: str) -> list[Row]:
    """Return the first row of the edition *newer* of *source* whose key stands in *older* as well, with the number of such rows."""
    other = _observation.alias("other")
    same = [_observation.c[name] == other.c[name] for name in ("source", *KEY)]
    select = sa.select(sa.func.min(_rowid), sa.func.count()).join(other, sa.and_(*same, other.c.edition == older))
    select = select.where(_observation.c.source == source, _observation.c.edition == newer).having(sa.func.count() > 0)
    return found_rows(connection, select)


def keys_differ_between_editions(connection: Connection) -> bool:
    """Return whether no key stands twice in a source, be it in one edition or in two; False may be due to two keys with one hash."""
    return _differ(connection, [_observation.c[name] for name in ("source", *KEY)])


def _differ(connection: Connection, columns: Sequence[ColumnElement[Any]]) -> bool:
    """Return whether the hashes of *columns* differ in all rows: then the cells differ too."""
    rows, digests = connection.execute(sa.select(sa.func.count(), sa.func.count(sa.func.hash(*columns).distinct()))).one()
    return bool(rows == digests)


def _numbers_of_indicators(name: str, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> Any:
    """Return *rows* of an indicator and numbers as a table to join; a CASE over hundreds of indicators costs fifty times as much."""
    table = sa.values(sa.column("indicator", sa.String), *(sa.column(column, sa.Double) for column in columns), name=name)
    return table.data([*rows, (None, *(0.0 for _ in columns))])  # no table is empty; NULL joins nothing


def found_rows(connection: Connection, select: Select[*tuple[Any, ...]]) -> list[Row]:
    """Return the rows of *select*, whose first column is the row's id, in the order of their numbers."""
    found = connection.execute(select).all()
    start = _first_rowid(connection) if found else 0
    return sorted((Row(row - start, tuple(cells)) for row, *cells in found), key=lambda row: row.number)


def _first_rowid(connection: Connection) -> int:
    """
    Return the id of the first row that was loaded; inside the transaction that wrote them, ids do not begin at 0.

    It is asked for once, because a correction may leave that row out.
    """
    if _FIRST not in connection.info:
        connection.info[_FIRST] = connection.execute(sa.select(sa.func.min(_rowid)).select_from(_observation)).scalar_one()
    return int(connection.info[_FIRST])


# --- in the warehouse ----------------------------------------------------------------------------------------------------------------


def leave_out_confidential(connection: Connection) -> None:
    """
    Remove the rows that are not free for publication (``conf_status`` other than F), and what was published of them before a correction.

    A row that was withheld after its correction is free only by what the publisher said of it.
    """
    corrected = schema.corrected
    same = [_observation.c[name] == corrected.c[name] for name in (*KEY, "source", "edition")]
    withheld = sa.exists().where(*same, _observation.c.conf_status != "F")
    connection.execute(sa.delete(corrected).where(sa.or_(corrected.c.conf_status != "F", withheld)))
    connection.execute(sa.delete(_observation).where(_observation.c.conf_status != "F"))


def summarise(connection: Connection) -> None:
    """Write what each edition holds of each indicator into ``edition_indicator``."""
    key = (_observation.c.source, _observation.c.edition, _observation.c.indicator)
    numbers = (sa.func.count(), sa.func.min(_observation.c.year), sa.func.max(_observation.c.year_end))
    names = [column.name for column in schema.edition_indicator.columns]
    held = sa.select(*key, *numbers).group_by(*key).order_by(*key)
    connection.execute(sa.insert(schema.edition_indicator).from_select(names, held))
