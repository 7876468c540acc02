"""
National Records of Scotland: workbook of age-standardised death rates (European Standard Population 2013, per 100,000), ``Table 1``.

The sheet stacks blocks, each with a title, a row of causes (one name above three columns), a row ``rate, lower 95% CI, upper 95% CI`` and
one row a registration year. Blocks: all persons, males, females, and all persons as the mean of the two sexes' rates (status D).

Missing: ``.`` where a cause has no rate yet (status O). Traps: the year is repeated in the last column; footnote digits are glued to
causes (``Accidents2``); rows of percentage change follow the years; causes pass from ICD-9 to ICD-10 in 2000.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import numeric, tidy
from etl.readers.workbook import read_sheet

SHEET = "Table 1"
BLOCKS = {
    "All Persons": ("all", ""),
    "Males": ("male", ""),
    "Females": ("female", ""),
    "All Persons age-and-sex-standardised rate (average of male and female age-standardised rates)": (
        "all",
        "mean of the two sexes' rates",
    ),
}
"""End of a block's title -> sex, and what its figures are if they are no plain rates."""
PARTS = {"rate": "value", "lower 95% CI": "lower", "upper 95% CI": "upper"}


def read(path: Path) -> pd.DataFrame:
    """Return the rates in *path* as tidy observations; ``series`` is the cause, with ``, mean of the two sexes' rates`` where it is one."""
    cells = read_sheet(path, SHEET)
    titles = cells[cells["column"].eq(1) & cells["text"].str.startswith("Death rates")]
    if titles.empty:
        raise FigureError(f"{path.name}, {SHEET}", "has no block of death rates", "titles in column A that begin with 'Death rates'")
    ends = [*titles["row"].iloc[1:], cells["row"].max() + 1]
    blocks = [
        _block(path, cells[cells["row"].ge(start) & cells["row"].lt(end)], text, f"{path.name}, {cell}")
        for start, end, text, cell in zip(titles["row"], ends, titles["text"], titles["cell"], strict=True)
    ]
    return pd.concat(blocks, ignore_index=True)


def _block(path: Path, cells: pd.DataFrame, title: str, where: str) -> pd.DataFrame:
    ending = title.rpartition("Standard Population - ")[2]
    if ending not in BLOCKS:
        raise FigureError(where, f"the block '{ending}' is unknown", f"a title that ends with {', '.join(BLOCKS)}")
    sex, note = BLOCKS[ending]
    parts = cells[cells["text"].isin(list(PARTS))]
    above = cells[cells["row"].lt(parts["row"].min()) & cells["column"].gt(1)]
    causes = above[above["row"].eq(above["row"].max())]
    years = cells[cells["column"].eq(1) & cells["text"].str.fullmatch(r"\d{4}")]
    if parts.empty or causes.empty or years.empty:
        raise FigureError(where, "the block is not laid out as known", "a row of causes, a row 'rate, lower 95% CI, upper 95% CI', years")
    # A cause stands above the first of its three columns.
    columns = parts[["column", "text"]].rename(columns={"text": "part"}).sort_values("column")
    columns = pd.merge_asof(columns, causes[["column", "text"]].rename(columns={"text": "cause"}).sort_values("column"), on="column")
    body = cells.merge(columns, on="column").merge(years[["row", "text"]].rename(columns={"text": "year"}), on="row")
    body["part"] = body["part"].map(PARTS)
    body["number"] = numeric.numbers(body["text"], path.name + ", " + body["cell"], missing=(".",))
    key = ["cause", "year"]
    strange = body["cause"].isna() | body.duplicated([*key, "part"])
    if strange.any():
        raise FigureError(
            f"{path.name}, {body.loc[strange, 'cell'].iloc[0]}", "has no cause above it, or stands twice", "each cause and year once"
        )
    wide = body.loc[body["part"].eq("value"), [*key, "cell", "number"]].rename(columns={"number": "value"})
    for limit in ("lower", "upper"):
        wide = wide.merge(body.loc[body["part"].eq(limit), [*key, "number"]].rename(columns={"number": limit}), on=key, how="left")
    return tidy.tidy(
        series=wide["cause"] + (f", {note}" if note else ""),
        place="GBR-SCT",
        year=wide["year"].astype(int),
        sex=sex,
        value=wide["value"],
        lower=wide["lower"],
        upper=wide["upper"],
        obs_status=wide["value"].isna().map({True: tidy.NOT_REPORTED, False: "D" if note else "A"}),
        locator=path.name + ", " + wide["cell"],
    )
