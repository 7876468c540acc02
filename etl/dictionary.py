"""The data dictionary: every table and column of the warehouse with its comment, as Markdown."""

from __future__ import annotations

from sqlalchemy import Table

from data.warehouse import schema

_HEAD = """# Data dictionary

The tables of the warehouse (layout {layout}). Written by `python -m etl dictionary --out docs/data-dictionary.md` from
`data/warehouse/schema.py`; change the comments there. The warehouse is one DuckDB file that any DuckDB client opens read-only.
"""


def dictionary() -> str:
    """Return the data dictionary as a Markdown document."""
    return "\n".join([_HEAD.format(layout=schema.LAYOUT), *(_section(table) for table in schema.metadata.tables.values())])


def _section(table: Table) -> str:
    rows = [
        f"| `{column.name}` | {str(column.type).lower()} | {'may be empty' if column.nullable else 'always'} | {column.comment} |"
        for column in table.columns
    ]
    return "\n".join(
        [f"## {table.name}", "", f"{table.comment}.", "", "| column | type | filled | meaning |", "|---|---|---|---|", *rows, ""]
    )
