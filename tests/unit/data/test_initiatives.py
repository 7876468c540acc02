"""The registry of initiatives: only what documents say, each with its source, and no mission twice."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from data.catalogue.draft import Draft
from data.catalogue.initiatives import Category, Initiative
from data.catalogue.linter import check_initiatives, check_pairs_of_initiatives
from data.catalogue.loader import load_catalogue
from data.yaml_file import Lines

CITED = {"document": "A paper", "confidence": "seen_in_founding_document"}
TEXT = {"en": "A", "de": "B"}


def test_every_mission_is_an_initiative_once() -> None:
    catalogue = load_catalogue()
    own = [entry.mission for entry in catalogue.initiatives.values() if entry.is_mission]

    assert sorted(own) == sorted(catalogue.missions)  # type: ignore[type-var]


def test_what_the_paper_names_is_there_and_what_it_only_counts_is_not_listed() -> None:
    """The FT3 paper names PFMD and LUNGevity; of the 60 initiatives of its diagram the text held has no list."""
    held = load_catalogue().initiatives

    assert {"pfmd", "lungevity", "esmo-sequencing-recommendations"} <= held.keys()
    assert [counted.count for counted in held["int-ft3"].counts] == [60]
    assert len([entry for entry in held.values() if not entry.is_mission]) < 60


def test_an_initiative_needs_a_name_unless_it_is_a_mission() -> None:
    with pytest.raises(ValidationError, match="needs 'name' and 'what'"):
        Initiative.model_validate({"id": "x", "categories": ["policy"], "citation": CITED})
    with pytest.raises(ValidationError, match="needs 'mission'"):
        Initiative.model_validate({"id": "x", "categories": ["policy"], "is_mission": True, "citation": CITED})


def test_unknown_places_and_missions_and_years_the_wrong_way_round_are_reported() -> None:
    entry = Initiative.model_validate(
        {
            "id": "x", "name": TEXT, "what": TEXT, "categories": ["policy"], "places": ["ZZZ"], "mission": "nobody", "start": 2020,
            "end": 2010, "citation": CITED,
        }
    )  # fmt: skip
    known = load_catalogue()
    draft = Draft(initiatives={"x": entry}, places=known.places, missions=known.missions)
    draft.lines["initiatives", "x"] = (Lines("initiatives/x.yml", {(): 1}), ())
    check_initiatives(draft)
    told = [problem.what for problem in draft.problems]

    assert any("unknown place 'ZZZ'" in what for what in told)
    assert any("unknown mission 'nobody'" in what for what in told)
    assert any("end: 2010 lies before start 2020" in what for what in told)


def test_a_pair_has_one_finding_about_two_that_exist() -> None:
    looked = {"finding": "overlap", "why": TEXT, "who": "A. Member", "decided": "2026-05-04"}
    plain = {"name": TEXT, "what": TEXT, "categories": ["policy"], "citation": CITED}
    entries = {
        "x": Initiative.model_validate(plain | {"id": "x", "looked_at": [looked | {"other": other} for other in ("x", "nobody", "y")]}),
        "y": Initiative.model_validate(plain | {"id": "y", "looked_at": [looked | {"other": "x"}]}),
    }
    draft = Draft(initiatives=entries)
    for name in entries:
        draft.lines["initiatives", name] = (Lines(f"initiatives/{name}.yml", {(): 1, ("looked_at", 2, "other"): 12}), ())
    check_pairs_of_initiatives(draft)

    assert [problem.what for problem in draft.problems] == [
        "looked_at[0].other: 'x' is compared with itself",
        "looked_at[1].other: unknown initiative 'nobody'",
        "looked_at[0].other: this pair has a finding already (initiatives/x.yml:12)",
    ]


def test_categories_are_those_of_the_paper() -> None:
    assert [category.value for category in Category] == ["policy", "research", "data_sharing", "education", "other"]
