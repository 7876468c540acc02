"""A declared correction changes just its rows, keeps what was published, and stops the build once the publisher has mended the figure."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data.errors import ProblemsFound
from data.warehouse import queries, store

WRONG = """\
- id: sweden-2019
  source: registry
  match: {indicator: rate, place: SWE, year: 2019}
  expected: {value: 140.5}
  action: set
  set: {value: 14.05, obs_status: B}
  reason: {en: A digit too many., de: Eine Stelle zu viel.}
  evidence: {document: Letter of the registry, confidence: seen_in_stored_source}
  who: A. Steward
  decided: 2023-02-01
"""
CORRECTION = WRONG.replace("expected: {value: 140.5}", "expected: {value: 140.5, obs_status: A}")
DROP = CORRECTION.replace("  action: set\n  set: {value: 14.05, obs_status: B}\n", "  action: drop\n")


def declare(small: Any, text: str = CORRECTION) -> None:
    """Write the corrections into the catalogue."""
    (small.catalogue / "corrections.yml").write_text(text, encoding="utf-8")


def read(file: Path, function: Any, **choices: Any) -> Any:
    """Return what a query finds in the warehouse *file*."""
    engine = store.connect(file)
    try:
        with engine.connect() as connection:
            return function(connection, **choices)
    finally:
        engine.dispose()


def messages(small: Any) -> list[str]:
    """Return why the build is refused."""
    with pytest.raises(ProblemsFound) as caught:
        small.build()
    return [str(problem) for problem in caught.value.problems]


def test_a_correction_sets_the_cells_of_its_row_and_of_no_other(small: Any) -> None:
    before = read(small.build(), queries.read_observations, in_force=False)
    declare(small)
    after = read(small.build(), queries.read_observations, in_force=False)
    differs = (before.astype(object).fillna("") != after.astype(object).fillna("")).any(axis=1)
    row = after[differs].iloc[0]

    assert int(differs.sum()) == 1
    assert (row["value"], row["obs_status"], row["locator"]) == (14.05, "B", "Sheet 1 cell B2, corrected by us (sweden-2019)")


def test_what_was_published_is_kept_beside_the_reason_and_the_evidence(small: Any) -> None:
    declare(small)
    file = small.build()
    kept = read(file, queries.read_corrected).iloc[0]
    correction = read(file, queries.read_catalogue).corrections[0]

    assert kept[["correction", "indicator", "place", "year", "edition", "published_value", "published_status", "dropped"]].tolist() == [
        "sweden-2019", "rate", "SWE", 2019, "registry-1", 140.5, "A", False,
    ]  # fmt: skip
    assert (correction.reason.en, correction.evidence.document, correction.who) == (
        "A digit too many.",
        "Letter of the registry",
        "A. Steward",
    )


def test_a_dropped_row_is_gone_and_remembered(small: Any) -> None:
    declare(small, DROP)
    file = small.build()

    assert len(read(file, queries.read_observations, in_force=False)) == 9
    assert read(file, queries.read_corrected)["dropped"].tolist() == [True]


def test_the_rows_after_a_dropped_one_are_still_named_by_their_lines(small: Any) -> None:
    """The first row of all is left out; the fault stands in the line after it."""
    declare(small, DROP)
    small.replace("registry/registry-1.csv", "139.25", "-139.25")

    message = (
        "figures/registry/registry-1.csv:4: value -139.25 is outside the range of 'rate'; it has to be at least 0 (per_100k); "
        "check the unit and the decimal sign"
    )
    assert messages(small) == [message]


def test_a_wrong_figure_that_is_corrected_passes_the_checks(small: Any) -> None:
    """What is checked is what the warehouse holds."""
    small.replace("registry/registry-1.csv", "140.5", "-140.5")
    declare(small, CORRECTION.replace("value: 140.5,", "value: -140.5,"))

    assert small.check() == []


def test_what_is_wrong_with_a_corrected_row_names_the_correction(small: Any) -> None:
    """The publisher's file was blamed, where the number is ours."""
    declare(small, CORRECTION.replace("value: 14.05", "value: -14.05"))

    expected = "figures/registry/registry-1.csv:2: value -14.05 is outside the range of 'rate', as the correction 'sweden-2019' has it; "
    assert any(message.startswith(expected) for message in messages(small))


def test_the_build_stops_once_the_publisher_has_mended_the_figure(small: Any) -> None:
    declare(small)
    first = small.build()
    small.replace("registry/registry-1.csv", "140.5", "14.05")

    message = (
        "figures/registry/registry-1.csv:2: value is 14.05, but the correction 'sweden-2019' expects 140.5: the publisher has changed it; "
        "look at edition 'registry-1'; if it is right now, take the correction out of corrections.yml or give it the older edition"
    )
    assert messages(small) == [message]
    assert store.current_file(small.folder) == first


def test_a_correction_that_meets_no_row_stops_the_build(small: Any) -> None:
    declare(small, CORRECTION.replace("year: 2019", "year: 2018"))

    message = (
        "corrections.yml: the correction 'sweden-2019' meets no row; "
        "correct 'match'; if the publisher no longer prints the figure, take the correction out"
    )
    assert messages(small) == [message]


def test_as_of_a_day_before_it_was_decided_there_is_no_correction(small: Any) -> None:
    declare(small)

    assert read(small.build(as_of=date(2023, 1, 31)), queries.read_corrected).empty
    assert len(read(small.build(as_of=date(2023, 2, 1)), queries.read_corrected)) == 1


def test_what_is_not_free_is_not_for_the_public_even_as_it_was_published(small: Any) -> None:
    """Stockholm's rate is not for publication; its correction must not tell it."""
    text = CORRECTION.replace("place: SWE,", "place: SWE-AB,").replace("140.5", "139.25")
    declare(small, text)

    assert len(read(small.build(), queries.read_corrected)) == 1
    assert read(small.build(audience="public"), queries.read_corrected).empty


def test_a_correction_of_an_edition_that_is_not_known_yet_waits(small: Any) -> None:
    """The second survey appeared in June 2023."""
    text = CORRECTION.replace("source: registry", "source: survey\n  edition: survey-2").replace("place: SWE, year: 2019", "place: DEU")
    declare(small, text.replace("indicator: rate", "indicator: uptake, year: 2020").replace("140.5", "60.5").replace("14.05", "60.45"))

    assert read(small.build(as_of=date(2023, 5, 1)), queries.read_corrected).empty
    assert len(read(small.build(), queries.read_corrected)) == 1


FAULTS = [
    pytest.param(WRONG, "'expected' lacks a cell that 'set' replaces", id="expected"),
    pytest.param(DROP.replace("  expected: {value: 140.5, obs_status: A}\n", ""), "neither 'expected' nor 'edition' says", id="end"),
    pytest.param(CORRECTION.replace("source: registry", "source: registri"), "source: unknown source 'registri'", id="source"),
    pytest.param(CORRECTION.replace("place: SWE", "place: SWX"), "match.place: unknown place 'SWX'", id="place"),
    pytest.param(CORRECTION.replace("14.05,", '"14,05",'), "value: '14,05' has the wrong form", id="number"),
    pytest.param(CORRECTION + CORRECTION, "the correction 'sweden-2019' stands twice", id="id"),
    pytest.param(CORRECTION + CORRECTION.replace("sweden-2019", "sweden-again"), "match: 'sweden-2019' touches the same rows", id="rows"),
    pytest.param(
        CORRECTION.replace("source: registry", "source: registry\n  edition: registry-9"),
        "names the edition 'registry-9', which 'registry' has not",
        id="edition",
    ),
]


@pytest.mark.parametrize(("text", "message"), FAULTS)
def test_a_correction_that_is_wrong_in_itself_is_refused(small: Any, text: str, message: str) -> None:
    declare(small, text)

    assert [found for found in messages(small) if message in found and found.startswith("corrections.yml")] != []
