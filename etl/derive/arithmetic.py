"""
The arithmetic of derived figures: tidy frames in, a tidy frame out.

A frame has the columns of ``KEY``, ``value``, ``numerator``, ``denominator``, ``obs_status`` and ``conf_status``. What is derived from a
figure that is not free is not for publication (``N``); a break, an estimate or a provisional figure among the inputs shows in the result.
A result has no limits: those of the inputs do not carry over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.errors import FigureError
from etl.derive.standards import weights

KEY = ("place", "year", "year_end", "sex", "age", "site", "group")
CELLS = ("value", "numerator", "denominator", "obs_status", "conf_status", "note")
STATUSES = ("B", "E", "P", "U")
"""Statuses that a derived figure takes over from any of its inputs, the first that occurs."""

FREE, NOT_FOR_PUBLICATION = "F", "N"
ALIKE = 1e-9
UNKNOWN = "unknown"
_BAND = re.compile(r"\d+-\d+")


def rates(numerator: pd.DataFrame, denominator: pd.DataFrame | None, per: float) -> pd.DataFrame:
    """
    Return *per* x numerator / denominator for every key that has both.

    Without *denominator* both are the counts beside the values of *numerator*. A population without site (``all``) serves every site.
    """
    if denominator is None:
        both = numerator.dropna(subset=["numerator", "denominator"])
        counts = both.assign(statuses=both["obs_status"], free=both["conf_status"] == FREE)
    else:
        counts = _with_population(numerator, denominator)
    counts = counts[counts["denominator"] > 0]
    return _result(counts, value=per * counts["numerator"] / counts["denominator"])


def standardised(cases: pd.DataFrame, population: pd.DataFrame | None, standard: str, per: float) -> pd.DataFrame:
    """
    Return the directly age-standardised rate of every group that has counts and population in every band.

    Args:
        cases: Counts by age (as values, with *population*; else numerators beside denominators). Where the count of all ages is there too,
            its excess over the bands is of unknown age and shared out in proportion: the rate is multiplied by all / known.
        population: Persons or person-years by age.
        standard: Name of the standard population, whose bands above the table's last, open band are merged into it.
        per: Rate per so many persons.

    Raises:
        FigureError: The bands leave gaps, or are not those of the standard.

    Source:
        IARC, Cancer Incidence in Five Continents: direct standardisation with cases of unknown age redistributed.
    """
    if population is None:
        # A published count of all ages says what is of unknown age even where it has no population beside it.
        counts = cases.assign(statuses=cases["obs_status"], free=cases["conf_status"] == FREE)
    else:
        counts = _with_population(cases, population, all_ages_too=True)
    oldest = sorted((age for age in counts["age"].unique() if age.endswith("+")), key=lambda age: int(age[:-1]), reverse=True)
    if not oldest:
        raise FigureError("age", "there is no open band of age, such as 85+", "give counts by age up to an open band")
    # Publishers end at different ages; each group is weighted in its own bands, the finest where it has several open ones.
    parts = [_standardise(counts, _chain(counts["age"], age), standard, per) for age in oldest]
    return _result(pd.concat(parts, ignore_index=True).drop_duplicates(list(KEY)))


def _standardise(counts: pd.DataFrame, bands: list[str], standard: str, per: float) -> pd.DataFrame:
    group = [name for name in KEY if name != "age"]
    by_age = counts[counts["age"].isin(bands)]
    wide = [by_age.pivot_table(index=group, columns="age", values=name, aggfunc="first") for name in ("numerator", "denominator")]
    cases, people = (table.reindex(columns=bands) for table in wide)
    complete = cases.index[cases.notna().all(axis=1)].intersection(people.index[(people > 0).all(axis=1)])
    events, population = cases.loc[complete].to_numpy(dtype=float), people.loc[complete].to_numpy(dtype=float)
    known = events.sum(axis=1)
    everybody, unknown = (counts[counts["age"] == age].set_index(group)["numerator"].reindex(complete) for age in ("all", UNKNOWN))
    total = np.fmax(everybody.to_numpy(dtype=float), known + unknown.fillna(0).to_numpy(dtype=float))
    weight = weights(standard, [int(band.rstrip("+").partition("-")[0]) for band in bands])
    rate = per * (events / population) @ (weight / weight.sum())
    told = by_age.groupby(group).agg(statuses=("statuses", "".join), free=("free", "all")).reindex(complete).reset_index()
    factor = np.divide(total, known, out=np.ones_like(known), where=known > 0)
    result: pd.DataFrame = told.assign(age="all", value=rate * factor, numerator=total, denominator=population.sum(axis=1))
    # All cases of unknown age: there is no rate to be had.
    has_rate = pd.Series((known > 0) | (total == 0), index=result.index)
    return result[has_rate]


def grouped(values: pd.DataFrame, population: pd.DataFrame, place: str, members: Sequence[str], covered: float) -> pd.DataFrame:
    """
    Return the mean over *members*, weighted by population, as the figure of *place*.

    A key counts if the population of every member is known and members with at least the share *covered* of it have a value; the note
    says what share that is. The population is matched by year and, where it has them, by sex and age; else that of all serves.
    """
    people = population[population["place"].isin(members)]
    persons = _by_year(values, people)
    inside = values[values["place"].isin(members) & values["value"].notna()].merge(persons, on=["place", "year", "year_end", "sex", "age"])
    everybody = persons.groupby(["year", "year_end", "sex", "age"])["persons"].agg(["sum", "count"])
    key = [name for name in KEY if name != "place"]
    inside = inside.assign(product=inside["value"] * inside["persons"], free=inside["conf_status"] == FREE)
    sums = inside.groupby(key).agg(
        product=("product", "sum"),
        persons=("persons", "sum"),
        places=("place", "nunique"),
        statuses=("obs_status", "".join),
        free=("free", "all"),
    )
    sums = sums.reset_index().merge(everybody.reset_index(), on=["year", "year_end", "sex", "age"])
    share = sums["persons"] / sums["sum"]
    enough = (sums["count"] == len(members)) & (share >= covered - ALIKE)
    # Without any row in common the column stays one of numbers, to which no text can be added.
    percent = (100 * share).map("{:.1f}".format).astype(str)
    note = percent + " % of the population, " + sums["places"].astype(str) + f" of {len(members)} members"
    full = sums.assign(place=place, value=sums["product"] / sums["persons"], numerator=np.nan, denominator=np.nan, note=note)
    return _result(full[enough])


def windows(values: pd.DataFrame, years: int, how: str) -> pd.DataFrame:
    """Return the ``sum`` or ``mean`` of every *years* single years in a row, periods left out; counts beside the values are summed."""
    single = values[(values["year"] == values["year_end"]) & values["value"].notna()]
    key = [name for name in KEY if name not in ("year", "year_end")]
    single = single.sort_values([*key, "year"]).assign(free=single["conf_status"] == FREE)
    by_series = single.groupby(key, sort=False)
    first = by_series["year"].shift(years - 1)
    rolled = {name: _rolling(single, key, name, years) for name in ("value", "numerator", "denominator", "free")}
    statuses = single["obs_status"]
    for back in range(1, years):
        statuses = statuses + by_series["obs_status"].shift(back).fillna("")
    result = single.assign(
        year_end=single["year"],
        year=first,
        value=rolled["value"] / (1 if how == "sum" else years),
        numerator=rolled["numerator"],
        denominator=rolled["denominator"],
        free=rolled["free"] == years,
        statuses=statuses,
    )
    whole = result["year_end"] - result["year"] == years - 1
    return _result(result[whole].astype({"year": "int64"}))


def joined(older: pd.DataFrame, newer: pd.DataFrame, *, overlap: int, tolerance: float) -> pd.DataFrame:
    """
    Return *newer* with *older* in the years before it, for every series that both have.

    Raises:
        FigureError: A series has fewer than *overlap* years in both, or differs there by more than *tolerance* of the newer value.
    """
    series = [name for name in KEY if name not in ("year", "year_end")]
    old, new = (frame[frame["value"].notna()] for frame in (older, newer))
    both = old.merge(new, on=list(KEY), suffixes=("_old", "_new"))
    apart = (both["value_old"] - both["value_new"]).abs()
    wide = both[apart > tolerance * both["value_new"].abs() * (1 + ALIKE)]
    if len(wide):
        # Only among these: where both are 0 there is no share by which they could differ.
        worst = wide.iloc[int((apart[wide.index] / wide["value_new"].abs()).to_numpy().argmax())]
        what = f"the two series differ in {len(wide):,} of {len(both):,} shared figures, most in {worst['place']} {worst['year']}"
        numbers = f"{worst['value_old']:g} and {worst['value_new']:g}"
        raise FigureError("join", f"{what} ({numbers})", "do not join them, or state a wider tolerance with the reason for it")
    known = old[series].drop_duplicates().merge(new[series].drop_duplicates(), on=series)
    shared = both.groupby(series).size().reindex(pd.MultiIndex.from_frame(known), fill_value=0)
    if (shared < overlap).any():
        what = f"{int((shared < overlap).sum()):,} of {len(shared):,} series share fewer than {overlap} years"
        raise FigureError("join", what, "join only what overlaps, or state how few years are enough")
    begins = new.groupby(series)["year"].min().rename("begins").reset_index()
    earlier = old.merge(begins, on=series)
    earlier = earlier[earlier["year_end"] < earlier["begins"]]
    parts = [part.assign(note=name) for part, name in ((earlier, "the older series"), (new.merge(known, on=series), "the newer series"))]
    whole = pd.concat(parts, ignore_index=True)
    return _result(whole.assign(statuses=whole["obs_status"], free=whole["conf_status"] == FREE)).sort_values(
        [*series, "year"], ignore_index=True
    )


def _with_population(cases: pd.DataFrame, population: pd.DataFrame, *, all_ages_too: bool = False) -> pd.DataFrame:
    """Return *cases* with their value as numerator and the population of the same place, period, sex and age as denominator."""
    match = [name for name in KEY if name not in ("site", "group")]
    people = population[(population["site"] == "all") & (population["group"] == "all")]
    people = people[[*match, "value", "obs_status", "conf_status"]]
    both = cases[[*KEY, "value", "obs_status", "conf_status"]].merge(
        people, on=match, how="left" if all_ages_too else "inner", suffixes=("", "_people"), validate="many_to_one"
    )
    statuses = both["obs_status"] + both["obs_status_people"].fillna("")
    free = (both["conf_status"] == FREE) & (both["conf_status_people"].fillna(FREE) == FREE)
    both = both.assign(numerator=both["value"], denominator=both["value_people"], statuses=statuses, free=free)
    return both[both["numerator"].notna()]


def _chain(ages: pd.Series[str], oldest: str) -> list[str]:
    """Return the finest bands from 0 to the open band *oldest*, as they follow one another."""
    bounds = {age: tuple(int(bound) for bound in age.split("-")) for age in ages.unique() if _BAND.fullmatch(age)}
    chain, start, end = [], 0, int(oldest.rstrip("+"))
    while start < end:
        following = [(last, age) for age, (first, last) in bounds.items() if first == start and last < end]
        if not following:
            what = f"no band of age begins at {start}, below {oldest}"
            raise FigureError("age", what, "give counts of every age from 0 to an open band")
        last, age = min(following)
        chain.append(age)
        start = last + 1
    return [*chain, oldest]


def _by_year(values: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Return ``persons`` by place, period, sex and age of *values*; where the population has not that sex or age, those of all."""
    wanted = values[["year", "year_end", "sex", "age"]].drop_duplicates()
    people = population[(population["site"] == "all") & (population["group"] == "all") & population["value"].notna()]
    held = set(zip(people["sex"], people["age"], strict=True))
    exact = np.array([pair in held for pair in zip(wanted["sex"], wanted["age"], strict=True)], dtype=bool)
    lookup = wanted.assign(of_sex=wanted["sex"].where(exact, "all"), of_age=wanted["age"].where(exact, "all"))
    counted = people[["place", "year", "year_end", "sex", "age", "value"]].rename(
        columns={"sex": "of_sex", "age": "of_age", "value": "persons"}
    )
    return lookup.merge(counted, on=["year", "year_end", "of_sex", "of_age"])[["place", "year", "year_end", "sex", "age", "persons"]]


def _rolling(single: pd.DataFrame, key: list[str], column: str, years: int) -> pd.Series[float]:
    rolled = single.astype({column: float}).groupby(key, sort=False)[column].rolling(years).sum()
    return pd.Series(rolled.to_numpy(), index=single.index)


def _result(counts: pd.DataFrame, value: pd.Series[float] | None = None) -> pd.DataFrame:
    """Return a tidy result from rows with ``statuses`` (those of all inputs as one word) and ``free``."""
    note = counts.get("note", "")
    found = [counts["statuses"].str.contains(status, regex=False) for status in STATUSES]
    status = np.select(found, list(STATUSES), "A")
    result = counts.assign(
        value=counts["value"] if value is None else value,
        obs_status=status,
        conf_status=np.where(counts["free"], FREE, NOT_FOR_PUBLICATION),
        note=note,
    )
    return result[[*KEY, *CELLS]].reset_index(drop=True)
