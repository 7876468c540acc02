"""
Published shares of cancer research money that go to prevention: our transcription, one row a funder and period.

Columns: ``funder_scope, country, period, share_percent, amount, amount_currency, total_amount, definition, source, locator, confidence``.
Percent of what the funders in scope spend.

Missing: empty (status O). Traps: the three scopes are different quantities; "typical budgets" of 7 % has neither year nor list of funders
and cannot be an observation, so it is left out with a word on standard error; a research classification's "prevention" is narrower than
what a speaker calls prevention.
"""

from __future__ import annotations

import logging
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy
from etl.readers.codes import own_place

LOG = logging.getLogger(__name__)
COLUMNS = (
    "funder_scope", "country", "period", "share_percent", "amount", "amount_currency", "total_amount", "definition", "source", "locator",
    "confidence",
)  # fmt: skip


def read(path: Path) -> pd.DataFrame:
    """Return the shares with a period in *path* as tidy observations; ``series`` is the funders in scope."""
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, COLUMNS, only=True)
    # Without a period a share belongs to no year; it is a statement for a mission's page, not an observation.
    timeless = cells["period"].str.strip().eq("")
    for line in citing.at_line(path, cells[timeless]):
        LOG.warning("%s: has no period, so that it belongs to no year, and is left out; write the period as 2012 or 2006-2011", line)
    cells = cells[~timeless]
    where = citing.at_line(path, cells)
    years = cells["period"].str.extract(r"^(\d{4})(?:-(\d{4}))?$")
    if years[0].isna().any():
        raise FigureError(
            where[years[0].isna()].iloc[0], f"the period {cells.loc[years[0].isna(), 'period'].iloc[0]!r}", "2012 or 2006-2011"
        )
    return tidy.tidy(
        series=cells["funder_scope"],
        place=tidy.recode(path, cells, cells["country"], own_place, "country"),
        year=years[0].astype(int),
        year_end=years[1].fillna(years[0]).astype(int),
        value=numeric.numbers(cells["share_percent"], where),
        obs_status=tidy.statuses(cells["share_percent"], {"": tidy.NOT_REPORTED}),
        locator=cells["source"] + "; " + cells["locator"] + "; " + cells["definition"],
    )
