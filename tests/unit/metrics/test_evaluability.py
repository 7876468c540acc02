"""How missions are built, and whether anybody can tell later that they worked."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from data.catalogue.canvas import Answer, Canvas, Mark, Statement
from data.catalogue.catalogue import Catalogue
from data.catalogue.entries import Confidence
from data.catalogue.loader import load_catalogue
from data.catalogue.promises import Mission
from metrics.evaluability import LAYERS, Anatomy, anatomy

DAY = date(2026, 11, 28)
CITATION = {"document": "Paper", "locator": "page 1", "confidence": "seen_in_stored_source"}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def every(catalogue: Catalogue) -> dict[str, Anatomy]:
    return {mission: anatomy(catalogue, mission, as_of=DAY) for mission in catalogue.missions}


def answers(built: Anatomy) -> dict[str, str]:
    return {finding.mark.value: f"{finding.answer.value}: {finding.reason}" for finding in built.findings}


def test_every_mission_answers_nine_marks_in_order(every: dict[str, Anatomy]) -> None:
    for built in every.values():
        assert [finding.mark for finding in built.findings] == list(Mark)
        assert len(built.findings) == 9
        assert sum(built.counted(answer) for answer in Answer) == 9


def test_an_answer_has_a_source_and_not_found_has_none(every: dict[str, Anatomy]) -> None:
    """An answer without a source would be our opinion; a source beside "not found" would say that it was found."""
    for built in every.values():
        for finding in built.findings:
            assert bool(finding.citations) == (finding.answer != Answer.NOT_FOUND)


def test_the_german_decade_as_its_documents_have_it(every: dict[str, Anatomy]) -> None:
    """40 % has no year in the sentence, 36 % has no series that counts the same, and EUR 1 billion stands at [01:39:05]."""
    found = answers(every["de-ndk"])

    assert found["goal"] == "stated: goal_with_number"
    assert found["time_frame"] == "stated: start_and_end"
    assert found["baseline"] == "partly: value_without_year"
    assert found["target"] == "partly: number_without_series"
    assert found["money"] == "stated: amount"
    assert "[01:39:05]" in every["de-ndk"].finding(Mark.MONEY).citations[0].locator


def test_camdens_mission_has_no_number_and_no_start(every: dict[str, Anatomy]) -> None:
    found = answers(every["gb-camden-food"])

    assert found["goal"] == "partly: goal_in_words"
    assert found["time_frame"] == "partly: end_only"
    assert found["target"] == "not_found: not_found"
    assert found["money"] == "not_found: not_found"


def test_what_the_canvas_says_goes_before_what_follows_from_budgets(every: dict[str, Anatomy]) -> None:
    """SEK 125 million are for five milieus together; a sum alone would count as this mission's money."""
    money = every["se-vzc"].finding(Mark.MONEY)

    assert (money.answer, money.reason) == (Answer.PARTLY, "documented")


def test_a_sentence_that_nobody_has_read_is_found_partly_at_most(catalogue: Catalogue) -> None:
    mission = catalogue.missions["un-sdg"]
    (target,) = mission.targets
    (version,) = target.versions
    hearsay = version.quote.model_copy(update={"citation": version.quote.citation.model_copy(update={"confidence": Confidence.UNVERIFIED})})
    unread = target.model_copy(update={"versions": (version.model_copy(update={"quote": hearsay}),)})
    known = catalogue.model_copy(update={"missions": {"un-sdg": mission.model_copy(update={"targets": (unread,)})}})
    goals = [anatomy(one, "un-sdg", as_of=DAY).finding(Mark.GOAL) for one in (catalogue, known)]

    assert [(goal.answer, goal.reason == "unverified") for goal in goals] == [(Answer.STATED, False), (Answer.PARTLY, True)]
    assert goals[1].citations[0].confidence == Confidence.UNVERIFIED


def test_the_version_of_the_day_is_judged(catalogue: Catalogue, every: dict[str, Anatomy]) -> None:
    mission = next(mission for mission in catalogue.missions.values() if any(len(target.versions) > 1 for target in mission.targets))
    dated = [target for target in mission.targets if len(target.versions) > 1]

    for measure in every[mission.id].measures:
        if measure.target in dated:
            assert measure.version == measure.target.version_on(DAY)
            assert measure.version.version == max(version.version for version in measure.target.versions)


def test_a_mission_without_a_canvas_has_empty_layers(catalogue: Catalogue) -> None:
    bare: Mission = catalogue.missions["de-ndk"].model_copy(update={"canvas": Canvas()})
    built = anatomy(catalogue.model_copy(update={"missions": {"bare": bare}}), "bare", as_of=DAY)

    assert built.layers == dict.fromkeys(LAYERS, ())
    assert answers(built)["patient_seats"] == "not_found: not_found"


def test_five_founding_missions_fill_every_layer(every: dict[str, Anatomy]) -> None:
    for mission in ("de-ndk", "se-vzc", "eu-mission-cancer", "gb-camden-food", "int-ft3"):
        assert all(every[mission].layers[layer] for layer in LAYERS)


def test_labels_fit_a_column_of_the_sheet() -> None:
    short = {"en": "one two three four five six seven", "de": "eins"}
    long = {"en": "one two three four five six seven eight", "de": "eins"}
    text = {"en": "A sentence.", "de": "Ein Satz."}

    assert Statement.model_validate({"label": short, "text": text, "citation": CITATION}).label.de == "eins"
    with pytest.raises(ValidationError, match="at most 7 words"):
        Statement.model_validate({"label": long, "text": text, "citation": CITATION})


def test_a_number_says_what_it_counts() -> None:
    text = {"en": "A sentence.", "de": "Ein Satz."}

    with pytest.raises(ValidationError, match="belong together"):
        Statement.model_validate({"label": text, "text": text, "count": 3, "citation": CITATION})


def test_not_found_is_left_out_of_the_catalogue() -> None:
    text = {"en": "A sentence.", "de": "Ein Satz."}
    mark = {"answer": "not_found", "label": text, "text": text, "citation": CITATION}

    with pytest.raises(ValidationError, match="remove the mark"):
        Canvas.model_validate({"marks": {"money": mark}})
