"""A recipe becomes an edition of ours in the draft, which names what it was made from; what does not fit is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from data.catalogue.catalogue import Catalogue
from data.catalogue.loader import load_catalogue
from data.warehouse import schema, staging, store
from etl.derive.derivation import derive, known_on, with_recipes
from etl.derive.recipes import Recipe, read_recipes
from etl.inputs import FigureTable

SMALL = Path(__file__).resolve().parents[3] / "small" / "catalogue"
CRUDE = """\
id: crude
version: 2
kind: rate
indicator: rate
decided: 2024-03-01
explanation: {en: Made for the tests, de: Für die Tests gemacht}
numerator: {indicator: uptake, source: survey}
per: 100
"""


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = store.connect(Path(":memory:"), read_only=False)
    with engine.connect() as connection:
        staging.load(connection, [], [])
        yield connection
    engine.dispose()


@pytest.fixture
def catalogue() -> Catalogue:
    """Return the small catalogue with a source for what we derive."""
    small = load_catalogue(SMALL)
    ours = small.sources["survey"].model_copy(update={"id": "waymark", "editions": ()})
    return small.model_copy(update={"sources": {**small.sources, "waymark": ours}})


def recipes(folder: Path, **texts: str) -> list[Recipe]:
    """Write recipes into *folder* and read them."""
    (folder / "derived").mkdir()
    for name, text in texts.items():
        (folder / "derived" / f"{name}.yml").write_text(text, encoding="utf-8")
    found, problems = read_recipes(folder)

    assert problems == []
    return found


def stage(connection: Connection, source: str, edition: str, *cells: dict[str, Any]) -> FigureTable:
    """Add rows of the indicator ``uptake`` to the draft."""
    usual = {"indicator": "uptake", "place": "DEU", "year": 2020, "sex": "all", "age": "all", "site": "all", "group": "all"}
    usual |= {"value": 60.0, "lower": np.nan, "upper": np.nan, "numerator": 3.0, "denominator": 4.0, "edition": edition}
    usual |= {"obs_status": "A", "conf_status": "F", "locator": "row 1"}
    rows = pd.DataFrame([{"year_end": (usual | cell)["year"], **usual, **cell} for cell in cells])
    staging.add(connection, rows[list(staging.HEADER)], source)
    return FigureTable(source, edition, None, f"{source}/{edition}", f"sum of {edition}", len(rows))


def ours(connection: Connection) -> list[tuple[Any, ...]]:
    """Return what was derived."""
    cells = [schema.observation.c[name] for name in ("indicator", "year", "value", "edition", "locator")]
    return [tuple(row) for row in connection.execute(sa.select(*cells).where(schema.observation.c.source == "waymark"))]


def test_a_recipe_becomes_an_edition_that_names_its_inputs(connection: Connection, catalogue: Catalogue, tmp_path: Path) -> None:
    table = stage(connection, "survey", "survey-1", {})
    (made,), problems = derive(connection, [table], catalogue, recipes(tmp_path, crude=CRUDE))

    locator = "derived by us (crude-v2: rate) from uptake of survey/survey-1"
    assert problems == []
    assert (made.source, made.edition, made.name, made.lines) == ("waymark", "crude-v2", "derived/crude.yml", 1)
    assert ours(connection) == [("rate", 2020, 75.0, "crude-v2", locator)]


def test_a_figure_that_was_restated_is_no_input(connection: Connection, catalogue: Catalogue, tmp_path: Path) -> None:
    tables = [stage(connection, "survey", "survey-1", {}), stage(connection, "survey", "survey-2", {"numerator": 2.0})]
    derive(connection, tables, catalogue, recipes(tmp_path, crude=CRUDE))

    assert [row[2] for row in ours(connection)] == [50.0]


def test_the_sum_of_what_was_derived_changes_with_its_inputs(connection: Connection, catalogue: Catalogue, tmp_path: Path) -> None:
    table = stage(connection, "survey", "survey-1", {})
    chosen = recipes(tmp_path, crude=CRUDE)
    sums = {
        derive(connection, [entry], catalogue, chosen)[0][0].sha256 for entry in (table, FigureTable(*[*_cells(table)[:4], "other", 1]))
    }

    assert len(sums) == 2


def _cells(table: FigureTable) -> tuple[Any, ...]:
    return (table.source, table.edition, table.file, table.name)


def test_a_recipe_without_figures_is_passed_over_with_a_warning(connection: Connection, catalogue: Catalogue, tmp_path: Path) -> None:
    made, problems = derive(connection, [], catalogue, recipes(tmp_path, crude=CRUDE))

    assert made == []
    assert [str(problem) for problem in problems] == [
        "warning: derived/crude.yml: there are no figures of 'uptake' of 'survey'; add their edition, or take the recipe out"
    ]


def test_a_join_that_does_not_agree_is_an_error(connection: Connection, catalogue: Catalogue, tmp_path: Path) -> None:
    tables = [stage(connection, "survey", "survey-1", {}), stage(connection, "registry", "registry-1", {"value": 70.0})]
    text = CRUDE.replace("kind: rate", "kind: joined").partition("numerator:")[0]
    text += "older: {indicator: uptake, source: survey}\nnewer: {indicator: uptake, source: registry}\noverlap: 1\ntolerance: 0.05\n"
    _, problems = derive(connection, tables, catalogue, recipes(tmp_path, crude=text))

    assert [(problem.where, str(problem.severity)) for problem in problems] == [("derived/crude.yml", "error")]


def test_the_catalogue_gets_an_edition_a_recipe_from_the_day_it_was_decided(catalogue: Catalogue, tmp_path: Path) -> None:
    chosen = recipes(tmp_path, crude=CRUDE)
    known, problems = with_recipes(catalogue, chosen)

    assert problems == []
    assert [(edition.id, edition.published) for edition in known.sources["waymark"].editions] == [("crude-v2", date(2024, 3, 1))]
    assert [known_on(chosen, day) for day in (date(2024, 2, 29), date(2024, 3, 1), None)] == [[], chosen, chosen]


def test_a_recipe_names_what_the_catalogue_knows(catalogue: Catalogue, tmp_path: Path) -> None:
    _, problems = with_recipes(catalogue, recipes(tmp_path, crude=CRUDE.replace("indicator: uptake", "indicator: upkeep")))

    assert [problem.what for problem in problems] == ["the indicator 'upkeep' is unknown"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: crude", "id: cruder", "derived/crude.yml:1: id: 'cruder' is not the name of the file; write 'id: crude'"),
        ("per: 100", "per: 0", "derived/crude.yml:8: per: Input should be greater than 0; see the recipes in docs/derived.md"),
        ("kind: rate", "kind: guess", None),
        ("version: 2\n", "", None),
    ],
)
def test_a_broken_recipe_is_told_with_its_line(old: str, new: str, message: str | None, tmp_path: Path) -> None:
    (tmp_path / "derived").mkdir()
    (tmp_path / "derived" / "crude.yml").write_text(CRUDE.replace(old, new), encoding="utf-8")
    found, problems = read_recipes(tmp_path)

    assert (found, len(problems)) == ([], 1)
    assert message in (None, str(problems[0]))


HEAD = CRUDE.partition("kind:")[0] + CRUDE[CRUDE.index("indicator: rate") : CRUDE.index("numerator:")]
FIGURES = "figures: {indicator: uptake, source: survey}\n"
OTHERS = "{indicator: uptake, source: registry}\n"
"""Here the registry holds the population."""


@pytest.mark.parametrize(
    ("recipe", "expected"),
    [
        ("kind: rate\nnumerator: {indicator: uptake, source: survey}\ndenominator: " + OTHERS + "per: 10\n", [(2020, 6.0), (2021, 4.0)]),
        ("kind: window\n" + FIGURES + "years: 2\nhow: mean\n", [(2020, 50.0)]),
        ("kind: group\n" + FIGURES + "population: " + OTHERS + "place: NORDIC\ncovered: 1\n", [(2020, 60.0), (2021, 40.0)]),
    ],
)
def test_every_kind_of_recipe_has_its_arithmetic(
    recipe: str, expected: list[tuple[int, float]], connection: Connection, catalogue: Catalogue, tmp_path: Path
) -> None:
    """60 and 40 in 2020 and 2021 of 100 people, tenfold; their mean; and the mean over the only member of a group."""
    place = catalogue.places["DEU"].model_copy(update={"code": "NORDIC", "kind": "group", "members": ("DEU",)})
    catalogue = catalogue.model_copy(update={"places": {**catalogue.places, "NORDIC": place}})
    years = {2020: 60.0, 2021: 40.0}
    tables = [stage(connection, "survey", "survey-1", *({"year": year, "value": value} for year, value in years.items()))]
    tables.append(stage(connection, "registry", "registry-1", *({"year": year, "value": 100.0} for year in years)))
    made, problems = derive(connection, tables, catalogue, recipes(tmp_path, crude=HEAD + recipe))

    assert problems == []
    assert sorted((row[1], row[2]) for row in ours(connection)) == expected
    assert len(made[0].sha256) == 64  # SHA-256 in hexadecimal


@pytest.mark.parametrize("population", [True, False])
def test_a_standardised_rate_is_per_100_000_and_takes_its_people_from_where_it_says(
    *, population: bool, connection: Connection, catalogue: Catalogue, tmp_path: Path
) -> None:
    """One case in each band, of 1,000 people where they stand beside the cases, and of 2,000 in the registry."""
    bands = [{"age": age, "value": 1.0, "numerator": 1.0, "denominator": 1000.0} for age in ("0-14", "15-64", "65+")]
    tables = [stage(connection, "survey", "survey-1", *bands)]
    tables.append(stage(connection, "registry", "registry-1", *({"age": band["age"], "value": 2000.0} for band in bands)))
    text = HEAD + "kind: standardised\ncases: {indicator: uptake, source: survey}\nstandard: segi\n"
    derive(connection, tables, catalogue, recipes(tmp_path, crude=text + ("population: " + OTHERS) * population))

    ((_, _, value, _, locator),) = ours(connection)
    assert value == pytest.approx(50.0 if population else 100.0)
    assert ("registry" in locator) is population


@pytest.mark.parametrize(("covered", "accepted"), [("0", False), ("0.5", True), ("1", True), ("1.01", False)])
def test_a_group_may_be_covered_by_a_share_above_nothing_up_to_all(covered: str, tmp_path: Path, *, accepted: bool) -> None:
    (tmp_path / "derived").mkdir()
    text = HEAD + "kind: group\n" + FIGURES + "population: " + OTHERS + f"place: NORDIC\ncovered: {covered}\n"
    (tmp_path / "derived" / "crude.yml").write_text(text, encoding="utf-8")
    found, problems = read_recipes(tmp_path)

    assert (len(found), len(problems)) == ((1, 0) if accepted else (0, 1))


def test_what_is_no_yaml_is_told_beside_recipes_that_are(tmp_path: Path) -> None:
    (tmp_path / "derived").mkdir()
    (tmp_path / "derived" / "broken.yml").write_text("id: [", encoding="utf-8")
    (tmp_path / "derived" / "crude.yml").write_text(CRUDE, encoding="utf-8")
    found, problems = read_recipes(tmp_path)

    assert [recipe.id for recipe in found] == ["crude"]
    assert [problem.where.partition(":")[0] for problem in problems] == ["derived/broken.yml"]


def test_recipes_need_a_source_of_ours_and_a_place_that_is_known(catalogue: Catalogue, tmp_path: Path) -> None:
    """All that is missing is said at once; without a recipe nothing is needed."""
    bare = catalogue.model_copy(update={"sources": {name: one for name, one in catalogue.sources.items() if name != "waymark"}})
    chosen = recipes(tmp_path, crude=HEAD + "kind: group\n" + FIGURES + "population: " + OTHERS + "place: NORDIC\ncovered: 1\n")
    same, problems = with_recipes(bare, chosen)

    assert same is bare
    assert [problem.what for problem in problems] == [
        "the place 'NORDIC' is unknown", "is missing, but there are recipes of derived figures",
    ]  # fmt: skip
    assert with_recipes(bare, []) == (bare, [])
