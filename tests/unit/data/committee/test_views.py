"""A committee's own view of a verdict, read from a file that a person keeps by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from data import paths
from data.catalogue.catalogue import Catalogue
from data.catalogue.loader import load_catalogue
from data.committee.views import CommitteeView, Seen, read_views
from data.errors import ProblemsFound
from metrics.status import Status

ENTRY = "mission: se-vzc, target: se-vzc-zero-deaths, status: away, why: x, who: We, decided: 2026-03-31"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Return the project's own missions and places."""
    return load_catalogue()


def _read(folder: Path, text: str, catalogue: Catalogue) -> tuple[CommitteeView, ...] | None:
    path = folder / "views.yml"
    path.write_text(text, "utf-8")
    return read_views(path, catalogue)


def test_no_file_is_no_view(tmp_path: Path, catalogue: Catalogue) -> None:
    assert read_views(tmp_path / "views.yml", catalogue) is None


def test_a_committee_has_the_statuses_that_a_reader_knows() -> None:
    assert get_args(Seen) == tuple(str(status) for status in Status)


@pytest.mark.parametrize(("day", "holds"), [("2026-03-30", False), ("2026-03-31", True), ("2027-03-31", True), ("2027-04-01", False)])
def test_a_view_holds_from_the_day_it_was_decided_to_its_last_day(tmp_path: Path, catalogue: Catalogue, day: str, *, holds: bool) -> None:
    (view,) = _read(tmp_path, f"views: [{{{ENTRY}, until: 2027-03-31}}]", catalogue) or ()

    assert view.holds(date.fromisoformat(day)) is holds


def test_the_example_of_the_documents_can_be_read(tmp_path: Path, catalogue: Catalogue) -> None:
    text = (paths.ROOT / "docs" / "committee.md").read_text("utf-8")
    example = text.rpartition("```yaml\n")[2].partition("```")[0]
    (view,) = _read(tmp_path, example, catalogue) or ()

    assert set(CommitteeView.model_fields) == view.model_fields_set


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"views:\n  - {{{ENTRY}}}", "views.yml:2: views[0].until: 'until' is missing; add it"),
        (
            f"views:\n  - {{{ENTRY}, until: 2026-03-30}}",
            "'until' (2026-03-30) lies before 'decided' (2026-03-31); correct one of the two days",
        ),
        (f"views:\n  - {{{ENTRY.replace('away', 'great')}, until: 2027-01-01}}", "views.yml:2: views[0].status: 'great' is not"),
        (
            f"views:\n  - {{{ENTRY.replace('zero-deaths', 'zero')}, until: 2027-01-01}}",
            "views.yml:2: the mission 'se-vzc' has no target 'se-vzc-zero'; did you mean se-vzc-zero-deaths?",
        ),
        # It was taken for a place in which nothing is judged, and the view stood nowhere.
        (f"views:\n  - {{{ENTRY}, until: 2027-01-01, place: ''}}", "views.yml:2: views[0].place: '' is empty"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_remedy(tmp_path: Path, catalogue: Catalogue, text: str, told: str) -> None:
    with pytest.raises(ProblemsFound) as caught:
        _read(tmp_path, text, catalogue)

    assert told in str(caught.value)
