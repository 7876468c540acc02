"""The columns of the open data, described once: Data Package, CSVW, README and the interface's schema all follow these lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "number", "boolean"]


@dataclass(frozen=True)
class Column:
    """A column: its name, what its cells are, and whether every row has one; its words stand under ``opendata.column``."""

    name: str
    kind: Kind = "text"
    required: bool = False


def _labelled(name: str, *, required: bool = True) -> tuple[Column, ...]:
    return Column(name, required=required), Column(f"{name}_en", required=required), Column(f"{name}_de", required=required)


FIGURES = (
    *_labelled("indicator"),
    *_labelled("place"),
    Column("year", "integer", required=True),
    Column("year_end", "integer", required=True),
    *_labelled("sex"),
    *_labelled("age"),
    *_labelled("site"),
    *_labelled("group"),
    Column("value", "number"),
    *_labelled("unit"),
    Column("lower", "number"),
    Column("upper", "number"),
    Column("numerator", "number"),
    Column("denominator", "number"),
    *_labelled("obs_status"),
    *_labelled("conf_status"),
    Column("source", required=True),
    Column("edition", required=True),
    Column("published", required=True),
    Column("publisher", required=True),
    Column("licence", required=True),
    Column("citation", required=True),
    Column("locator", required=True),
)
"""``data.csv``: one row a value."""

KEY = ("indicator", "place", "year", "year_end", "sex", "age", "site", "group", "source")
"""The columns that name a row of ``data.csv``."""

VERDICTS = (
    Column("mission", required=True),
    *_labelled("target"),
    Column("target_version", "integer", required=True),
    Column("version_id", required=True),
    Column("in_force", "boolean", required=True),
    Column("kind", required=True),
    *_labelled("place"),
    *_labelled("status"),
    *_labelled("reason", required=False),
    *_labelled("indicator", required=False),
    Column("comparability"),
    Column("sex"),
    Column("age"),
    Column("site"),
    Column("group"),
    Column("source"),
    Column("edition"),
    Column("numbers", required=True),
    Column("unit"),
    Column("baseline_year", "integer"),
    Column("baseline", "number"),
    Column("latest_year", "integer"),
    Column("latest", "number"),
    Column("lower", "number"),
    Column("upper", "number"),
    Column("target_year", "integer"),
    Column("target_value", "number"),
    Column("path_value", "number"),
    Column("gap", "number"),
    Column("pace_unit"),
    Column("pace", "number"),
    Column("required_pace", "number"),
    Column("probability", "number"),
    Column("agreement", "number"),
    Column("cautions"),
)
"""``verdicts.csv``: one row a version of a target and a place."""

VERDICT_KEY = ("mission", "target", "target_version", "place")
"""The columns that name a row of ``verdicts.csv``."""

FLAGS = tuple(Column(name, required=True) for name in ("column", "code", "label_en", "label_de"))
"""``flags.csv``: what each code of a status means."""

FLAG_KEY = ("column", "code")
"""The columns that name a row of ``flags.csv``."""


def names(columns: tuple[Column, ...]) -> list[str]:
    """Return the names of *columns*."""
    return [column.name for column in columns]


def description_key(column: Column) -> str:
    """Return the key of the words for *column*: a label is described like its code, and says its language itself."""
    return f"opendata.column.{column.name.removesuffix('_en').removesuffix('_de')}"
