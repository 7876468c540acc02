"""
CDC WONDER: export of a query on underlying causes of death, grouped by state and year; tab-separated text.

Columns used: ``Notes, State, Year, Deaths, Population, Crude Rate, Age Adjusted Rate`` and the limits of the last. Rates per 100,000; the
standard is the United States population of 2000.

Missing: ``Suppressed`` fewer than ten deaths (status Q, confidential); ``Unreliable`` a rate from fewer than twenty deaths (status U);
``Missing`` and ``Not Applicable`` (status O). Traps: rows with ``Total`` under Notes are sums of other rows and left out; after ``---``
follow the query, the citation and caveats, no data; a query by state and year has no row of the nation in one year.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import tidy
from etl.readers.codes import US_STATES

LIMITS = ("Age Adjusted Rate Lower 95% Confidence Interval", "Age Adjusted Rate Upper 95% Confidence Interval")
COLUMNS = ("Notes", "State", "Year", "Deaths", "Population", "Crude Rate", "Age Adjusted Rate", *LIMITS)
MARKS = {
    "Suppressed": tidy.SUPPRESSED,
    "Unreliable": tidy.UNRELIABLE,
    "Missing": tidy.NOT_REPORTED,
    "Not Applicable": tidy.NOT_REPORTED,
    "": tidy.NOT_REPORTED,
}


def read(path: Path) -> pd.DataFrame:
    """Return the rates in *path* as tidy observations; ``series`` is ``age_adjusted_rate`` or ``crude_rate``, the numerator deaths."""
    cells = tidy.read_text(path, "\t", footer=True)
    tidy.need_columns(path, cells, COLUMNS)
    end = cells["Notes"].eq("---")
    cells = cells[~end.cummax() & cells["Notes"].ne("Total")]
    where = tidy.at_line(path, cells)
    noted = cells["Notes"].ne("")
    if noted.any():
        raise FigureError(
            where[noted].iloc[0], f"the note {cells.loc[noted, 'Notes'].iloc[0]!r} is unknown", "empty, Total, or --- at the end"
        )
    common = {
        "place": "USA-" + tidy.translate(cells["State"], where, US_STATES, "state"),
        "year": tidy.whole_years(cells["Year"], where),
        "numerator": tidy.numbers(cells["Deaths"], where + ", Deaths", missing=tuple(MARKS)),
        "denominator": tidy.numbers(cells["Population"], where + ", Population", missing=tuple(MARKS)),
    }
    adjusted = tidy.tidy(
        **common,
        series="age_adjusted_rate",
        lower=tidy.numbers(cells[LIMITS[0]], where, missing=tuple(MARKS)),
        upper=tidy.numbers(cells[LIMITS[1]], where, missing=tuple(MARKS)),
        **_rate(path, cells, "Age Adjusted Rate"),
    )
    return pd.concat([adjusted, tidy.tidy(**common, series="crude_rate", **_rate(path, cells, "Crude Rate"))], ignore_index=True)


def _rate(path: Path, cells: pd.DataFrame, column: str) -> dict[str, pd.Series]:
    """Return value, status, confidentiality and citation of one column of rates."""
    status = tidy.statuses(cells[column], MARKS)
    return {
        "value": tidy.numbers(cells[column], tidy.at_line(path, cells) + ", " + column, missing=tuple(MARKS)),
        "obs_status": status,
        "conf_status": status.eq(tidy.SUPPRESSED).map({True: "C", False: "F"}),
        "locator": tidy.cite_line(path, cells, column),
    }
