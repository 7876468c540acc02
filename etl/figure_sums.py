"""Figures that are sums of others, and rows left out because they tell two groups alike: what a recipe of ours derives from a file."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from data import paths
from data.errors import FigureError
from data.yaml_file import read_yaml
from etl.readers.codes import US_STATES
from etl.readers.tidy import SUPPRESSED

Frame = pd.DataFrame


def sum_of_ages(cells: Frame) -> Frame:
    """Return the counts of all ages, for each sex and for both; a sum with a withheld part is withheld."""
    by = ["series", "place", "year", "year_end", "sex", "site", "group"]
    possible = cells[cells["obs_status"].ne("M")]
    both = possible.assign(sex="all")
    two_sexes = both.groupby("series")["locator"].transform(lambda cited: cited.str.rpartition(", ")[2].nunique()).eq(2)
    together = pd.concat([possible, both[two_sexes]])
    bands = together.drop_duplicates(["series", "sex", "age"]).groupby(["series", "sex"])["age"].size()
    sums = together.groupby(by, sort=False)["value"].agg(lambda counts: counts.sum(skipna=False)).reset_index()
    counted = sums.merge(bands.rename("bands").reset_index(), on=["series", "sex"], how="left")["bands"].astype(str)
    file = cells["locator"].str.partition(",")[0].iloc[0]
    return sums.assign(
        age="all",
        obs_status=sums["value"].isna().map({True: SUPPRESSED, False: "E"}),
        conf_status="F",
        locator=file + ", " + sums["year"].astype(str) + ", " + sums["series"] + ", our sum of " + counted + " age groups",
    ).reindex(columns=cells.columns)


def sum_of_states(cells: Frame) -> Frame:
    """Return deaths, population and crude rate of the United States, where all 51 states of a year are given."""
    totals = cells.groupby("year").agg(
        numerator=("numerator", lambda deaths: deaths.sum(skipna=False)), denominator=("denominator", "sum"), states=("place", "nunique")
    )
    if totals["states"].ne(len(US_STATES)).any():
        year = totals.index[totals["states"].ne(len(US_STATES))][0]
        raise FigureError(str(cells["locator"].iloc[0]), f"{year} has not every state", "50 states and the District of Columbia")
    totals = totals.reset_index()
    value = totals["numerator"] / totals["denominator"] * 100_000
    file = cells["locator"].str.partition(",")[0].iloc[0]
    return totals.assign(
        place="USA",
        year_end=totals["year"],
        value=value,
        obs_status=value.isna().map({True: SUPPRESSED, False: "A"}),
        locator=file + ", our sum of the 51 rows of " + totals["year"].astype(str) + ", columns Deaths and Population",
        **{column: cells[column].iloc[0] for column in ("series", "sex", "age", "site", "group", "conf_status")},
    ).reindex(columns=cells.columns)


def members_of(group: str) -> Collection[str]:
    """Return the places of a *group* as the catalogue lists them."""
    content, _ = read_yaml(paths.CATALOGUE / "groups.yml", "groups.yml")
    members: Collection[str] = next(entry["members"] for entry in content if entry["code"] == group)
    return members


def persons_from_15(cells: Frame) -> Frame:
    """Return the persons aged 15 and over, for each sex and for both; a sum has all bands of both files or is not made."""
    young = cells["age"].isin(["0-4", "5-9", "10-14", "all"])
    bands = pd.concat([cells[~young], cells[~young].assign(sex="all")])
    by = ["series", "place", "year", "year_end", "sex", "site", "group"]
    sums = (
        bands.groupby(by, sort=False).agg(value=("value", lambda persons: persons.sum(skipna=False)), bands=("age", "size")).reset_index()
    )
    files = {"female": "popF.txt", "male": "popM.txt", "all": "popF.txt and popM.txt"}
    cited = sums["sex"].map(files) + ", " + sums["place"] + ", column " + sums["year"].astype(str)
    return sums.assign(
        age="15+",
        obs_status="E",
        conf_status="F",
        locator=cited + ", our sum of " + sums["bands"].astype(str) + " cells from age 15 on",
    ).reindex(columns=cells.columns)


def without_sexes_printed_alike(cells: Frame) -> Frame:
    """
    Return *cells* without the regions' women and men of years in which every region has one figure for both.

    Kolada prints physical activity of 2018 so, beside a total that differs from it: the sexes cannot be told apart there.
    """
    region = cells["place"].ne("SWE")
    spread = cells[region].groupby(["year_end", "place"])["value"].agg(lambda pair: pair.max() - pair.min())
    alike = spread.groupby("year_end").max().eq(0)
    return cells[~(region & cells["year_end"].isin(alike.index[alike]))]
