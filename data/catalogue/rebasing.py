"""
Studies of the preventable share that can be followed between their years: which series moves which factor.

One file a study in ``studies/``. The fractions themselves are figures and lie in the warehouse; here stands only what the model needs
to know about them, each statement with its citation.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from data import paths
from data.catalogue.entries import Citation, Entry, Identifier, PlaceCode, Text
from data.catalogue.faults import validate
from data.errors import Problem, ProblemsFound
from data.yaml_file import read_yaml

STUDIES = paths.CATALOGUE / "studies"
FOLDER_NAME = "studies"


class Mover(Entry):
    """
    The series that moves a factor between studies.

    Attributes:
        group: The factor, as the figures of the share name it: ``factor:smoking``.
        indicator: The risk-factor series; sex ``all``, every site and group ``all``.
        age: The ages of the series.
        stands_in_for: What the study's fraction is really about, where the series measures something else.
        citation: Where the study says what the fraction is about.
    """

    group: Annotated[str, Field(pattern=r"^factor:[a-z_]+$")]
    indicator: Identifier
    age: str
    stands_in_for: Text | None = None
    citation: Citation


class Study(Entry):
    """
    A study of the preventable share in one place and year.

    Attributes:
        id: Its name, that of the file.
        place: The country.
        year: The year of diagnosis for which it gives fractions.
        indicator: The indicator whose figures hold its joint share (group ``all``) and its factors.
        age: The ages it covers, as its figures say.
        sources: The sources whose figures make it up.
        movers: Which series move which factors; every other factor keeps the study's fraction.
    """

    id: Identifier
    name: Text
    place: PlaceCode
    year: int
    indicator: Identifier
    age: str
    sources: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    movers: Annotated[tuple[Mover, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_series_a_factor(self) -> Study:
        groups = [mover.group for mover in self.movers]
        twice = sorted({group for group in groups if groups.count(group) > 1})
        if twice:
            raise ValueError(f"movers: {', '.join(twice)} is moved twice; keep one series a factor")
        return self


def load_studies(folder: Path = STUDIES) -> dict[str, Study]:
    """
    Return every study in *folder* by its id, in alphabetical order.

    Raises:
        ProblemsFound: A file is wrong; all problems are listed with file and line.
    """
    studies: dict[str, Study] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("[!.]*.yml")):
        try:
            content, lines = read_yaml(path, f"{FOLDER_NAME}/{path.name}")
        except ProblemsFound as found:
            problems += found.problems
            continue
        study, faults = validate(Study, content, lines)
        problems += faults
        if study is not None and study.id != path.stem:
            what = f"id: '{study.id}' is not the name of the file"
            problems.append(Problem(lines.where(("id",)), what, f"rename the file to {study.id}.yml, or write 'id: {path.stem}'"))
        elif study is not None:
            studies[study.id] = study
    if problems:
        raise ProblemsFound(problems)
    return studies
