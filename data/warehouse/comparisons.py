"""
Rows of a draft held against one another: parts against totals, a year against the years around it, an edition against the one before.

The checks ask their questions here, as they do in :mod:`data.warehouse.staging`, and put the answers into words themselves. Keys are
compared by their 64-bit hash where a comparison of nine columns would cost several times as much; two different keys of one table share a
hash once in some hundred million builds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from data.warehouse import schema
from data.warehouse.queries import KEY
from data.warehouse.staging import Row, found_rows

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

_observation = schema.observation
_rowid: ColumnElement[int] = sa.literal_column("observation.rowid", sa.BigInteger)

DIMENSIONS = ("place", "sex", "age", "site", "group")
SERIES = ("source", "edition", "indicator", *DIMENSIONS)
Held = tuple[str, str, str]
"""Source, edition, indicator."""

SCALE_OF_MAD = 1.4826
"""The median absolute deviation times this is the standard deviation, if the numbers are normally distributed."""


@dataclass(frozen=True)
class Holding:
    """What one edition holds of one indicator; *total* is the sum of its values, *least* and *most* are the extremes of those above 0."""

    source: str
    edition: str
    indicator: str
    rows: int
    first_year: int
    last_year: int
    total: float | None
    least: float | None
    most: float | None


@dataclass(frozen=True)
class Revision:
    """
    What an edition made of the figures of one indicator in the edition before.

    ``changed`` counts those of the ``shared`` keys whose value differs, ``far`` those whose new value lies outside the old limits or, where
    there were none, is off by more than the share that was asked for.
    ``scale`` is the median of log10(new / old); ``row`` the number of the row that moved most, from ``old`` to ``new``.
    """

    source: str
    edition: str
    before: str
    indicator: str
    shared: int
    changed: int
    far: int
    scale: float | None
    row: int
    old: float
    new: float


@dataclass(frozen=True)
class Sums:
    """
    What has to add up to what along *column*, in the *quantity* ``value`` or ``numerator``.

    *parts* gives, for source, edition, indicator and the code of a total, the codes that make it up; *steps* the rounding step of the
    quantity, by indicator. Of n parts and a total each may miss by half a step.
    """

    column: str
    quantity: str
    parts: Mapping[tuple[Held, str], Sequence[str]]
    steps: Mapping[str, float]

    def slack(self, indicator: str, parts: int) -> float:
        """Return how far a total and the sum of its *parts* may be apart."""
        return (parts + 1) * self.steps[indicator] / 2 * (1 + 1e-9)

    @property
    def rows(self) -> list[tuple[str, str, str, str, str, int, float]]:
        """Source, edition, indicator, total, a code that takes part (the total too), the number of parts, slack."""
        return [
            (*held, total, code, len(codes), self.slack(held[2], len(codes)))
            for (held, total), codes in self.parts.items()
            for code in (total, *codes)
        ]


def holdings(connection: Connection) -> list[Holding]:
    """Return what each edition holds of each indicator, sorted by source, edition and indicator."""
    key = [_observation.c[name] for name in ("source", "edition", "indicator")]
    year, year_end, value = (_observation.c[name] for name in ("year", "year_end", "value"))
    above = sa.case((value > 0, value))
    numbers = (sa.func.count(), sa.func.min(year), sa.func.max(year_end), sa.func.sum(value), sa.func.min(above), sa.func.max(above))
    select = sa.select(*key, *numbers).group_by(*key).order_by(*key)
    return [Holding(*cells) for cells in map(tuple, connection.execute(select))]


def sums_by_code(
    connection: Connection, column: str, quantity: str, indicators: Collection[str]
) -> dict[Held, dict[str, tuple[int, float]]]:
    """Return number and sum of *quantity* for each code of *column*, by source, edition and indicator, for *indicators*."""
    held = [_observation.c[name] for name in ("source", "edition", "indicator")]
    code, number = _observation.c[column], _observation.c[quantity]
    select = sa.select(*held, code, sa.func.count(), sa.func.sum(number)).where(held[2].in_(list(indicators)), sa.func.isfinite(number))
    found: dict[Held, dict[str, tuple[int, float]]] = {}
    for source, edition, indicator, name, rows, total in map(tuple, connection.execute(select.group_by(*held, code))):
        found.setdefault((source, edition, indicator), {})[name] = (rows, total)
    return found


def indicators_with_numerators(connection: Connection) -> list[str]:
    """Return the indicators that have a numerator somewhere."""
    select = sa.select(_observation.c.indicator).where(_observation.c.numerator.is_not(None)).distinct()
    return list(connection.execute(select).scalars())


def parts_beyond_totals(connection: Connection, sums: Sums) -> list[Row]:
    """Return the rows that hold less than their parts together: the code of the total, what it holds, and the sum."""
    if not sums.rows:
        return []
    added = _added_up(sums).subquery()
    select = sa.select(added.c.row, added.c.code, added.c.total, added.c.parts).where(added.c.parts - added.c.total > added.c.slack)
    return found_rows(connection, select)


def sums_unlike_totals(connection: Connection, sums: Sums, *, beyond: bool) -> list[Row]:
    """
    Return, for each indicator of an edition, the total that misses the sum of its parts by most: code, total, sum, number of such totals.

    With *beyond* also totals that are less than their parts count, otherwise only those that are more.
    """
    if not sums.rows:
        return []
    added = _added_up(sums).subquery()
    miss = added.c.total - added.c.parts
    size = sa.func.abs(miss) if beyond else miss
    most = [sa.func.arg_max(added.c[name], size) for name in ("row", "code", "total", "parts")]
    select = sa.select(*most, sa.func.count()).where(size > added.c.slack)
    return found_rows(connection, select.group_by(added.c.source, added.c.edition, added.c.indicator))


def _added_up(sums: Sums) -> Any:
    """Return every total whose parts all have a number, with their sum and how far they may be apart for rounding."""
    held = ("source", "edition", "indicator")
    texts = [sa.column(name, sa.String) for name in (*held, "total", "code")]
    listed = sa.values(*texts, sa.column("parts", sa.Integer), sa.column("slack", sa.Double), name="listed").data(sums.rows)
    others = sa.func.hash(*(_observation.c[name] for name in ("source", "edition", *KEY) if name != sums.column))
    code, number = _observation.c[sums.column], _observation.c[sums.quantity]
    is_total = listed.c.code == listed.c.total
    total, parts = (sa.func.sum(sa.case((condition, number))) for condition in (is_total, ~is_total))
    row = sa.func.max(sa.case((is_total, _rowid)))
    fits = sa.and_(*(listed.c[name] == _observation.c[name] for name in held), listed.c.code == code)
    slack = (listed.c.slack + sa.func.abs(total) * 1e-9).label("slack")
    select = sa.select(*(listed.c[name] for name in held), listed.c.total.label("code"), row.label("row"))
    select = select.add_columns(total.label("total"), parts.label("parts"), slack).select_from(_observation).join(listed, fits)
    select = select.where(sa.func.isfinite(number)).group_by(others, *(listed.c[name] for name in (*held, "total", "parts", "slack")))
    return select.having(sa.func.count() == listed.c.parts + 1, row.is_not(None))


def jumps(connection: Connection, indicators: Collection[str], *, points: int, floor: float, times: float, noise: float) -> list[Row]:
    """
    Return the rows that differ too much from the year before: indicator, place, year before, value then, year, value, status.

    A change is the difference of the natural logarithms a year. It is too much if it lies further from the median change of its series
    than *floor*, than *times* the spread of the changes (from their median absolute deviation), and than *noise* times what chance alone
    does to the counts, where the numerators are known. Only series of at least *points* values above 0 are judged, each width of period
    on its own, and only of *indicators*.
    """
    leaping = _leaping_series(connection, indicators, points=points, floor=floor, times=times) if indicators else {}
    if not leaping:
        return []
    value, year = _observation.c.value, _observation.c.year
    listed = sa.values(sa.column("series", sa.BigInteger), *(sa.column(name, sa.Double) for name in ("middle", "most")), name="listed")
    spread = listed.data([(series, middle, max(floor, times * SCALE_OF_MAD * mad)) for series, (middle, mad) in leaping.items()])
    changes = _changes(indicators, spread.c.series)
    apart = sa.func.abs(changes.c.change - spread.c.middle)
    found = (
        sa.select(changes.c.row, changes.c.row_before, changes.c.year_before, changes.c.value_before, apart.label("apart"))
        .join(spread, spread.c.series == changes.c.series)
        .where(apart > spread.c.most)
        .subquery()
    )
    earlier = _observation.alias("earlier")
    chance = sa.func.coalesce(sa.func.sqrt(1 / _observation.c.numerator + 1 / earlier.c.numerator), 0)
    told = (
        _observation.c.indicator,
        _observation.c.place,
        found.c.year_before,
        found.c.value_before,
        year,
        value,
        _observation.c.obs_status,
    )
    select = sa.select(_rowid, *told).select_from(_observation).join(found, found.c.row == _rowid)
    select = select.join(earlier, sa.literal_column("earlier.rowid", sa.BigInteger) == found.c.row_before)
    return found_rows(connection, select.where(found.c.apart > noise * chance))


def _leaping_series(
    connection: Connection, indicators: Collection[str], *, points: int, floor: float, times: float
) -> dict[int, tuple[float, float]]:
    """Return median and median absolute deviation of the changes of each series of which one lies too far from the others."""
    changes = _changes(indicators)
    change = changes.c.change
    spread = sa.select(
        changes.c.series,
        sa.func.median(change).label("middle"),
        sa.func.mad(change).label("mad"),
        sa.func.min(change).label("least"),
        sa.func.max(change).label("most"),
    )
    spread = spread.group_by(changes.c.series).having(sa.func.count() >= points - 1, sa.func.max(sa.func.abs(change)) > floor)
    held = spread.subquery()
    apart = sa.func.greatest(held.c.most - held.c.middle, held.c.middle - held.c.least)
    select = sa.select(held.c.series, held.c.middle, held.c.mad).where(apart > floor, apart > times * SCALE_OF_MAD * held.c.mad)
    return {series: (middle, mad) for series, middle, mad in connection.execute(select)}


def _changes(indicators: Collection[str], chosen: Any = None) -> Any:
    """Return every value above 0 of *indicators*, or of *chosen* series of them, with the one before it and the change a year."""
    value, year = _observation.c.value, _observation.c.year
    digest = sa.func.hash(*(_observation.c[name] for name in SERIES), _observation.c.year_end - year)
    series = sa.cast(digest.op(">>")(1), sa.BigInteger)  # without its last bit it is no larger than a number with a sign can be
    positive = sa.select(_rowid.label("row"), series.label("series"), year, value)
    positive = positive.where(_observation.c.indicator.in_(list(indicators)), value > 0, sa.func.isfinite(value))
    rows = (positive if chosen is None else positive.where(series.in_(sa.select(chosen)))).subquery()
    before = [
        sa.func.lag(rows.c[name]).over(partition_by=rows.c.series, order_by=rows.c.year).label(f"{name}_before")
        for name in ("row", "year", "value")
    ]
    paired = sa.select(*rows.c, *before).subquery()
    change = sa.func.ln(paired.c.value / paired.c.value_before) / (paired.c.year - paired.c.year_before)
    return sa.select(paired, change.label("change")).where(paired.c.year > paired.c.year_before).subquery()


def revisions(connection: Connection, pairs: Sequence[tuple[str, str, str]], share: float = 0.0) -> list[Revision]:
    """
    Return what became of the figures in each of *pairs* (source, edition, the edition that it restates), by indicator.

    *share* of the larger value is how much makes a change a far one where the old value has no limits.
    """
    if not pairs:
        return []
    old = _observation.alias("old")
    listed = _pairs(pairs)
    same = [old.c[name] == _observation.c[name] for name in ("source", *KEY)]
    changed = _observation.c.value != old.c.value
    # Limits that do not hold the old value are another check's business.
    outside = sa.and_(old.c.value.between(old.c.lower, old.c.upper), ~_observation.c.value.between(old.c.lower, old.c.upper))
    moved = sa.func.abs(_observation.c.value - old.c.value)
    without = sa.and_(old.c.lower.is_(None), old.c.upper.is_(None))
    larger = sa.func.greatest(sa.func.abs(_observation.c.value), sa.func.abs(old.c.value))
    far = sa.or_(outside, sa.and_(without, moved > share * larger))
    ratio = sa.case((sa.and_(_observation.c.value > 0, old.c.value > 0), sa.func.log(_observation.c.value / old.c.value)))
    key = (listed.c.source, listed.c.edition, listed.c.before, _observation.c.indicator)
    select = (
        sa.select(
            sa.func.arg_max(_rowid, moved),
            *key,
            sa.func.count(),
            _count_if(changed),
            _count_if(far),
            sa.func.median(ratio),
            sa.func.arg_max(old.c.value, moved),
            sa.func.arg_max(_observation.c.value, moved),
        )
        .select_from(_observation)
        .join(listed, sa.and_(listed.c.source == _observation.c.source, listed.c.edition == _observation.c.edition))
        .join(old, sa.and_(old.c.edition == listed.c.before, *same))
        .where(_observation.c.value.is_not(None), old.c.value.is_not(None))
        .group_by(*key)
    )
    found = found_rows(connection, select)
    return [Revision(*(*row.cells[:8], row.number, *row.cells[8:])) for row in found]


def places_and_years(connection: Connection, editions: Collection[tuple[str, str]]) -> dict[tuple[str, str, str], dict[str, int]]:
    """Return the places with a value, and the number of years of each, by source, edition and indicator, for *editions* of a source."""
    names = [_observation.c[name] for name in ("source", "edition", "indicator", "place")]
    select = sa.select(*names, sa.func.count(_observation.c.year.distinct()))
    select = select.where(sa.tuple_(names[0], names[1]).in_(list(editions)), _observation.c.value.is_not(None)).group_by(*names)
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for source, edition, indicator, place, years in map(tuple, connection.execute(select)):
        found.setdefault((source, edition, indicator), {})[place] = years
    return found


def are_alike(connection: Connection, one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Return whether two editions (source and id), which have equally many rows, hold the same keys and values."""
    names = (*KEY, "value", "lower", "upper", "obs_status")
    held: list[Any] = [
        sa.select(*(_observation.c[name] for name in names)).where(_observation.c.source == source, _observation.c.edition == edition)
        for source, edition in (one, other)
    ]
    return connection.execute(sa.except_(*held).limit(1)).first() is None


def disagreements(
    connection: Connection, steps: Mapping[str, float], replaced: Collection[tuple[str, str, str]], tolerance: float
) -> list[Row]:
    """
    Return the rows that another source contradicts: source, value, the other source and its value, and how many rows before it stands.

    Two figures of the same key agree if their limits overlap or, where a limit is missing, if they differ by no more than the rounding
    step of the indicator or the share *tolerance* of the larger. *steps* names the indicators that are compared; *replaced* the source,
    edition and indicator of figures that are no longer in force.
    """
    if not steps:
        return []
    chosen: Any = _observation.c.indicator.in_(list(steps))
    if replaced:
        held = sa.tuple_(_observation.c.source, _observation.c.edition, _observation.c.indicator)
        chosen = sa.and_(chosen, held.not_in(list(replaced)))
    names = ("source", *KEY, "value", "lower", "upper")
    rows = sa.select(_rowid.label("row"), *(_observation.c[name] for name in names)).where(chosen, _observation.c.value.is_not(None))
    one, other = rows.cte("one"), rows.cte("other")
    listed = sa.values(sa.column("indicator", sa.String), sa.column("step", sa.Double), name="steps").data(list(steps.items()))
    apart = sa.func.abs(one.c.value - other.c.value)
    larger = sa.func.greatest(sa.func.abs(one.c.value), sa.func.abs(other.c.value))
    within = sa.func.greatest(listed.c.step, tolerance * larger) * (1 + 1e-9)
    limited = sa.and_(*(side.c[name].is_not(None) for side in (one, other) for name in ("lower", "upper")))
    disjoint = sa.or_(one.c.lower > other.c.upper, other.c.lower > one.c.upper)
    same = sa.and_(one.c.source > other.c.source, *(one.c[name] == other.c[name] for name in KEY))
    select = (
        sa.select(one.c.row, one.c.source, one.c.value, other.c.source, other.c.value, one.c.row - other.c.row)
        .join(other, same)
        .join(listed, listed.c.indicator == one.c.indicator)
        .where(sa.case((limited, disjoint), else_=apart > within))
    )
    return found_rows(connection, select)


def sexes_without_site(connection: Connection, sites: Mapping[str, Collection[str]]) -> list[Row]:
    """Return the rows of a sex that has not got the organ, if they hold more than 0: sex, site, value. *sites* lists them by sex."""
    cells = [_observation.c[name] for name in ("sex", "site", "value")]
    wrong = [sa.and_(cells[0] == sex, cells[1].in_(list(codes))) for sex, codes in sites.items()]
    counted = sa.or_(_observation.c.value > 0, _observation.c.numerator > 0)
    return found_rows(connection, sa.select(_rowid, *cells).where(sa.or_(*wrong), counted))


def levels_far_off(connection: Connection, indicators: Collection[str], *, places: int, times: float) -> list[Row]:
    """
    Return the series whose level lies far from that of other places: their first row, place, indicator, level, and the usual level.

    The level is the geometric mean of the values above 0. It is far off if the logarithm lies further from the median over at least
    *places* places than *times* their spread (from the median absolute deviation).
    """
    if not indicators:
        return []
    value = _observation.c.value
    alike = ("indicator", "sex", "age", "site", "group")
    names = [_observation.c[name] for name in ("source", "edition", *alike, "place")]
    level = sa.func.avg(sa.func.ln(value)).label("level")
    means = sa.select(sa.func.min(_rowid).label("row"), *names, level)
    series = means.where(_observation.c.indicator.in_(list(indicators)), value > 0, sa.func.isfinite(value)).group_by(*names).cte("series")
    key = [series.c[name] for name in alike]
    middles = sa.select(*key, sa.func.median(series.c.level).label("middle"), sa.func.mad(series.c.level).label("mad"))
    usual = middles.group_by(*key).having(sa.func.count(series.c.place.distinct()) >= places).subquery()
    same = sa.and_(*(series.c[name] == usual.c[name] for name in alike))
    told = (series.c.place, series.c.indicator, sa.func.exp(series.c.level), sa.func.exp(usual.c.middle))
    select = sa.select(series.c.row, *told).join(usual, same)
    return found_rows(connection, select.where(sa.func.abs(series.c.level - usual.c.middle) > times * SCALE_OF_MAD * usual.c.mad))


def _count_if(condition: Any) -> Any:
    return sa.func.count(sa.case((condition, 1)))


def _pairs(pairs: Sequence[tuple[str, str, str]]) -> Any:
    return sa.values(*(sa.column(name, sa.String) for name in ("source", "edition", "before")), name="pairs").data(list(pairs))
