"""The entries that say where files are fetched from: those that ship, and the faults that are named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from data.catalogue.loader import load_catalogue
from data.errors import ProblemsFound
from etl.fetch.plan import load_plans
from etl.readers import FORMATS

Catalogue = Callable[..., Path]
SOUND = "connector: who_gho\nparameters: {indicators: [X_1]}\n"


def messages(folder: Path) -> list[str]:
    """Return what is wrong with the entries in *folder*."""
    with pytest.raises(ProblemsFound) as found:
        load_plans(folder)
    return [str(problem) for problem in found.value.problems]


def test_the_entries_that_ship_fit_the_catalogue_and_the_readers() -> None:
    catalogue = load_catalogue()
    plans = load_plans()
    named = {rule.indicator for plan in plans.values() for rule in plan.download.reads if rule.indicator}

    assert (plans.keys() - catalogue.sources.keys(), named - catalogue.indicators.keys()) == (set(), set())
    assert [plan.source for plan in plans.values() if plan.download.reader not in FORMATS] == []


def test_the_entries_that_ship_ask_by_https_and_name_each_file_once() -> None:
    requests = [request for plan in load_plans().values() for request in plan.connector.begin(plan.parameters)]

    assert [request.address for request in requests if not request.address.startswith("https://")] == []
    assert len({(request.address, request.body) for request in requests}) == len(requests)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("connector: who\nparameters: {}\n", "downloads/source.yml:1: connector: 'who' is unknown; did you mean who_gho?"),
        (
            "connector: who_gho\nparameters: {indicator: [X]}\n",
            "downloads/source.yml:2: parameters.indicators: 'indicators' is missing; add it",
        ),
        (
            "connector: who_gho\nparameters: {indicators: [../x]}\n",
            "downloads/source.yml:2: parameters.indicators[0]: '../x' does not have the right form; ",
        ),
        (SOUND + "sha256: {../x.json: " + "0" * 64 + "}\n", "downloads/source.yml:3: '../x.json' cannot be the name of a file; "),
        (SOUND + "pause: 3\n", "downloads/source.yml:3: pause: 'pause' is not known here; "),
    ],
)
def test_a_fault_in_an_entry_is_named_with_its_line(catalogue: Catalogue, entry: str, message: str) -> None:
    assert any(found.startswith(message) for found in messages(catalogue(source=entry)))


def test_an_entry_needs_a_source_in_the_catalogue(catalogue: Catalogue) -> None:
    folder = catalogue(source=SOUND)
    (folder / "sources" / "source.yml").unlink()

    assert messages(folder) == [
        (
            "downloads/source.yml: the source is not in the catalogue; "
            "describe the source in sources/source.yml: publisher, terms and how to cite it"
        )
    ]
