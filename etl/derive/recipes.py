"""
Recipes of derived figures: what is computed from which indicators of which sources, since when, and why.

A recipe is a file ``derived/<id>.yml`` of the catalogue. What it makes stands in the warehouse as the edition ``<id>-v<version>`` of the
source ``waymark``; a changed recipe gets a new version, so that older figures can be told from newer ones.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from data.catalogue.entries import Entry, Identifier, PlaceCode, Text
from data.catalogue.faults import first_causes
from data.errors import Problem, ProblemsFound
from data.yaml_file import read_yaml

FOLDER = "derived"

Share = Annotated[float, Field(gt=0, le=1)]


class Input(Entry):
    """The figures of an indicator from one source, those that are in force."""

    indicator: Identifier
    source: Identifier


class Common(Entry):
    """What every recipe says: the indicator that it makes, its version, the day from which it counts, and why it is made."""

    id: Identifier
    version: Annotated[int, Field(ge=1)]
    indicator: Identifier
    decided: date
    explanation: Text

    @property
    def edition(self) -> str:
        """The edition that its figures stand in."""
        return f"{self.id}-v{self.version}"


class Rate(Common):
    """*per* x *numerator* / *denominator*, key by key; without *denominator* the counts that stand beside the numerator's values."""

    kind: Literal["rate"]
    numerator: Input
    denominator: Input | None = None
    per: Annotated[float, Field(gt=0)]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The figures that it needs."""
        return (self.numerator, self.denominator) if self.denominator else (self.numerator,)


class Standardised(Common):
    """The age-standardised rate *per* so many persons from counts and population by age; *standard* names the standard population."""

    kind: Literal["standardised"]
    cases: Input
    population: Input | None = None
    standard: Identifier
    per: Annotated[float, Field(gt=0)] = 100_000

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The figures that it needs."""
        return (self.cases, self.population) if self.population else (self.cases,)


class Group(Common):
    """The mean of *figures* over the members of *place*, weighted by *population*; members with the share *covered* of it need a value."""

    kind: Literal["group"]
    figures: Input
    population: Input
    place: PlaceCode
    covered: Share

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The figures that it needs."""
        return (self.figures, self.population)


class Window(Common):
    """The *sum* or *mean* of the *figures* of each so many *years* that follow one another without a gap."""

    kind: Literal["window"]
    figures: Input
    years: Annotated[int, Field(ge=2)]
    how: Literal["sum", "mean"]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The figures that it needs."""
        return (self.figures,)


class Joined(Common):
    """
    One series from two: *newer* where it has figures, *older* before.

    They are joined only if they share at least *overlap* years and differ there by no more than the share *tolerance* of the newer value.
    """

    kind: Literal["joined"]
    older: Input
    newer: Input
    overlap: Annotated[int, Field(ge=1)]
    tolerance: Annotated[float, Field(ge=0)]

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The figures that it needs."""
        return (self.older, self.newer)


Recipe = Rate | Standardised | Group | Window | Joined
_MODEL: TypeAdapter[Recipe] = TypeAdapter(Annotated[Recipe, Field(discriminator="kind")])


def read_recipes(catalogue: Path) -> tuple[list[Recipe], list[Problem]]:
    """Return the recipes in the folder of the *catalogue*, sorted by id, and what is wrong with others."""
    recipes: list[Recipe] = []
    problems: list[Problem] = []
    for file in sorted((catalogue / FOLDER).glob("[!.]*.yml")):
        name = f"{FOLDER}/{file.name}"
        try:
            content, lines = read_yaml(file, name)
            recipe = _MODEL.validate_python(content)
        except ProblemsFound as found:
            problems += found.problems
        except ValidationError as error:
            for fault in first_causes(error.errors(include_url=False)):
                # The first part of a location is the kind, which is no entry of the file.
                location = fault["loc"][1:]
                place = ".".join(map(str, location))
                problems.append(Problem(lines.where(location), f"{place}: {fault['msg']}", "see the recipes in docs/derived.md"))
        else:
            if recipe.id != file.stem:
                problems.append(Problem(lines.where(("id",)), f"id: '{recipe.id}' is not the name of the file", f"write 'id: {file.stem}'"))
            else:
                recipes.append(recipe)
    return recipes, problems
