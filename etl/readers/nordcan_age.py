"""
NORDCAN: "age-specific numbers": cases or population of one sex by place and five-year age group, one file a site and sex.

Columns: ``Population, Number, 0, 5, …, 85``, the last band open; ``Number`` is their sum. The file's name says what is counted, the site
and the sex: ``case_colon_1.csv``, ``pop_2.csv`` (1 men, 2 women). Places are countries and the regions of their cancer registration,
``SE, Southern*``.

Missing: ``-`` and an empty cell (status O). Traps: neither the file nor its name says the period; the collection that the files come from
gives the sums of 2013-2017, which the reader takes and the locator says; the cases are those of five years, but the population is that of
one (a mean year), so that a yearly rate is cases / population / 5; the star behind a region's name is no part of it, and its meaning is
not given; NORDCAN's regions are no ISO 3166-2 regions, so that they are named by us, without accents.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy
from etl.readers.nordcan_places import place_of
from etl.readers.nordcan_sites import export_name, site_of
from etl.readers.wide import long_form

PERIOD = (2013, 2017)
"""Period of the counts, as the collection's description states; the export itself names none."""
WHAT = {"case": "cases", "pop": "population"}


def read(path: Path) -> pd.DataFrame:
    """Return the counts in *path* as tidy observations, age ``all`` too; ``series`` is ``cases`` or ``population``."""
    named = re.fullmatch(r"(case|pop)(_.+)?_([12])", export_name(path))
    if named is None or (named[1] == "case") != bool(named[2]):
        raise FigureError(
            path.name, "the name gives no count, site and sex", "the export's own name, such as case_colon_1.csv or pop_2.csv"
        )
    site = site_of(path, r"^case_|_[12]$") if named[1] == "case" else "all"
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, ("Population", "Number"))
    bands = [column for column in cells.columns if column not in ("Population", "Number", "line")]
    ages = _ages(path, bands)
    long = long_form(path, cells, ["Population"], list(ages), "band").astype({"band": "str"})
    where = citing.at_line(path, long) + ", " + long["band"]
    value = numeric.numbers(long["text"], where, missing=("-", ""), pattern=r"\d+")
    places = {name.strip(): place_of(name) for name in cells["Population"].unique()}
    known = {name: place for name, place in places.items() if place}
    _need_sum(path, cells, long.assign(value=value))
    return tidy.tidy(
        series=WHAT[named[1]],
        place=tidy.translate(long["Population"], where, known, "population"),
        year=PERIOD[0],
        year_end=PERIOD[1],
        sex=tidy.SEXES[named[3]],
        age=long["band"].map(ages),
        site=site,
        value=value,
        obs_status=tidy.statuses(long["text"], {"-": tidy.NOT_REPORTED, "": tidy.NOT_REPORTED}),
        locator=citing.cite_line(path, long, long["band"]) + ", period 2013-2017 by the collection's description",
    )


def _ages(path: Path, bands: list[str]) -> dict[str, str]:
    """Return our band for each column of ages: 0 is 0-4, the last one open; ``Number`` is all ages."""
    starts = [int(band) if re.fullmatch(r"\d{1,2}", band) else -1 for band in bands]
    if not starts or starts != list(range(0, 5 * len(starts), 5)):
        raise FigureError(f"{path.name}:1", "the columns of ages are not 0, 5, 10, …", "lower bounds of five-year bands, none left out")
    closed = {band: f"{start}-{start + 4}" for band, start in zip(bands, starts, strict=True)}
    return {"Number": "all"} | closed | {bands[-1]: f"{starts[-1]}+"}


def _need_sum(path: Path, cells: pd.DataFrame, long: pd.DataFrame) -> None:
    """Raise where a row's ages do not add up to its number."""
    wide = long.pivot_table(index="line", columns="band", values="value", dropna=False).reindex(cells["line"])
    parts = wide.drop(columns="Number").sum(axis=1, skipna=False)
    wrong = parts.notna() & wide["Number"].notna() & parts.ne(wide["Number"])
    if wrong.any():
        line = wrong.index[wrong][0]
        raise FigureError(
            f"{path.name}:{line}", f"the ages add up to {parts[line]:g}, not to {wide.loc[line, 'Number']:g}", "the export unchanged"
        )
