"""From recipes to rows of a draft: inputs read, figures derived, written as an edition of ours that names what it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import date

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from data.catalogue.catalogue import Catalogue
from data.catalogue.entries import Text
from data.catalogue.models import OURS, Edition
from data.errors import FigureError, Problem, Severity
from data.warehouse import comparisons, derivation, staging
from etl.checks.agreement import replaced
from etl.derive import arithmetic
from etl.derive.recipes import FOLDER, Group, Input, Rate, Recipe, Standardised, Window
from etl.inputs import FigureTable


def known_on(recipes: Sequence[Recipe], as_of: date | None) -> list[Recipe]:
    """Return the recipes that had been decided by *as_of*; all of them without a day."""
    return [recipe for recipe in recipes if as_of is None or recipe.decided <= as_of]


def with_recipes(catalogue: Catalogue, recipes: Sequence[Recipe]) -> tuple[Catalogue, list[Problem]]:
    """Return the *catalogue* with an edition of our own source for each recipe, and what the recipes name that the catalogue lacks."""
    if not recipes:
        return catalogue, []
    problems = [problem for recipe in recipes for problem in _unknown(recipe, catalogue)]
    ours = catalogue.sources.get(OURS)
    if ours is None:
        return catalogue, [*problems, Problem(f"sources/{OURS}.yml", "is missing, but there are recipes of derived figures", "add it")]
    editions = tuple(
        Edition(id=recipe.edition, name=Text(en=f"Derived: {recipe.id}", de=f"Abgeleitet: {recipe.id}"), published=recipe.decided)
        for recipe in recipes
    )
    sources = {**catalogue.sources, OURS: ours.model_copy(update={"editions": (*ours.editions, *editions)})}
    return catalogue.model_copy(update={"sources": sources}), problems


def _unknown(recipe: Recipe, catalogue: Catalogue) -> list[Problem]:
    where = f"{FOLDER}/{recipe.id}.yml"
    named: list[tuple[str, Collection[str], str]] = [(recipe.indicator, catalogue.indicators, "indicator")]
    named += [(entry.indicator, catalogue.indicators, "indicator") for entry in recipe.inputs]
    named += [(entry.source, catalogue.sources, "source") for entry in recipe.inputs]
    named += [(recipe.place, catalogue.places, "place")] if isinstance(recipe, Group) else []
    return [
        Problem(where, f"the {kind} '{name}' is unknown", f"add it to the catalogue, or correct the recipe '{recipe.id}'")
        for name, known, kind in named
        if name not in known
    ]


def derive(
    connection: Connection, tables: Sequence[FigureTable], catalogue: Catalogue, recipes: Sequence[Recipe]
) -> tuple[list[FigureTable], list[Problem]]:
    """
    Add the figures of *recipes* to the draft, after those of *tables*; return the tables that they are, and what could not be derived.

    A recipe works on publishers' figures only, never on what another derives. One whose inputs are not in the draft is passed over with a
    warning; one whose inputs do not fit (a join that does not agree, ages with a gap) is an error.
    """
    former = replaced(catalogue, comparisons.holdings(connection)) if recipes else []
    sums = {(table.source, table.edition): table.sha256 for table in tables}
    made: list[FigureTable] = []
    problems: list[Problem] = []
    for recipe in recipes:
        where = f"{FOLDER}/{recipe.id}.yml"
        inputs = {entry: _read(connection, entry, former) for entry in recipe.inputs}
        empty = [f"'{entry.indicator}' of '{entry.source}'" for entry, frame in inputs.items() if frame.empty]
        if empty:
            what = f"there are no figures of {' and '.join(empty)}"
            problems.append(Problem(where, what, "add their edition, or take the recipe out", Severity.WARNING))
            continue
        try:
            figures = _compute(recipe, inputs, catalogue)
        except FigureError as error:
            problems.append(Problem(where, f"{error.problem.where}: {error.problem.what}", error.problem.remedy))
            continue
        editions = [(entry, str(edition)) for entry, frame in inputs.items() for edition in sorted(set(frame["edition"]))]
        rows = _rows(recipe, figures, editions)
        staging.add(connection, rows, OURS)
        made_from = "".join(sums.get((entry.source, edition), "") for entry, edition in editions)
        digest = hashlib.sha256((recipe.model_dump_json() + made_from).encode()).hexdigest()
        made.append(FigureTable(OURS, recipe.edition, None, where, digest, len(rows)))
    return made, problems


def _read(connection: Connection, entry: Input, former: list[comparisons.Holding]) -> pd.DataFrame:
    old = [held.edition for held in former if (held.source, held.indicator) == (entry.source, entry.indicator)]
    return derivation.read_figures(connection, entry.source, entry.indicator, old)


def _compute(recipe: Recipe, inputs: dict[Input, pd.DataFrame], catalogue: Catalogue) -> pd.DataFrame:
    if isinstance(recipe, Rate):
        return arithmetic.rates(inputs[recipe.numerator], inputs[recipe.denominator] if recipe.denominator else None, recipe.per)
    if isinstance(recipe, Standardised):
        population = inputs[recipe.population] if recipe.population else None
        return arithmetic.standardised(inputs[recipe.cases], population, recipe.standard, recipe.per)
    if isinstance(recipe, Group):
        members = catalogue.members(recipe.place)
        return arithmetic.grouped(inputs[recipe.figures], inputs[recipe.population], recipe.place, members, recipe.covered)
    if isinstance(recipe, Window):
        return arithmetic.windows(inputs[recipe.figures], recipe.years, recipe.how)
    return arithmetic.joined(inputs[recipe.older], inputs[recipe.newer], overlap=recipe.overlap, tolerance=recipe.tolerance)


def _rows(recipe: Recipe, figures: pd.DataFrame, editions: Sequence[tuple[Input, str]]) -> pd.DataFrame:
    """Return *figures* as rows of a table; the locator names the recipe, its inputs and what the arithmetic noted."""
    made_from = "; ".join(f"{entry.indicator} of {entry.source}/{edition}" for entry, edition in editions)
    note = ("; " + figures["note"]).where(figures["note"] != "", "")
    locator = f"derived by us ({recipe.edition}: {recipe.kind}) from {made_from}" + note
    rows = figures.assign(indicator=recipe.indicator, lower=np.nan, upper=np.nan, edition=recipe.edition, locator=locator)
    return rows[list(staging.HEADER)]
