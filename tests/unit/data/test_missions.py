"""The missions as they stand in the catalogue: nothing of the reference list is lost, and no reading says more than its source."""

from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from data import paths
from data.catalogue.entries import Confidence
from data.catalogue.promises import Mission, Target, TargetKind, TargetVersion

FOLDER = paths.CATALOGUE / "missions"
FILES = sorted(FOLDER.glob("*.yml"))

LEVELS = {TargetKind.LEVEL, TargetKind.CUMULATIVE_COUNT, TargetKind.GAIN}
"""Kinds whose number stands in ``value``; that of the others, a change in percent, stands in ``amount``."""

KINDS = {
    "relative_reduction_per_decade": {TargetKind.RELATIVE_CHANGE_PER_DECADE},
    "relative_reduction": {TargetKind.RELATIVE_CHANGE},
    "annual_rate": {TargetKind.ANNUAL_CHANGE},
    "gap_reduction": {TargetKind.GAP_REDUCTION},
    "cumulative_count": {TargetKind.CUMULATIVE_COUNT},
    "coverage_threshold": {TargetKind.LEVEL},
    "absolute_value": {TargetKind.LEVEL, TargetKind.GAIN},
    "no_numeric_target": {TargetKind.ASPIRATION},
}
"""Kinds of the reference list -> kinds of a reading. It has no word for a gain: two of its values are additions to an unstated start."""

READ_SINCE = {
    **dict.fromkeys(
        ("us-hp2030-c02", "us-hp2030-c03", "us-hp2030-c06", "us-hp2030-c07", "us-hp2030-c07-rev", "us-hp2030-c08", "us-hp2030-c09-rev",
         "nl-hh-m3-participation-25"), "seen_in_stored_source"),
    **dict.fromkeys(("un-sdg-3-4-1", "eu-ebcp-ccc-90", "who-gbci-days-60", "who-gbci-complete-80"), "seen_in_secondary_stored_source"),
}  # fmt: skip
"""Sentences that were read after the reference list was drawn up, and how near to their document."""

LATER_VERSIONS = {"us-hp2030-c06-rev", "us-hp2030-c07-rev2"}
"""Versions that came after the reference list."""

LATER_STARTS = {"us-hp2030-c07-rev": (2021, 58.7), "us-hp2030-c09-rev": (2019, 75.0), "us-hp2030-c06-rev": (2018, 13.1),
    "us-hp2030-c07-rev2": (2023, 63.5)}  # fmt: skip
"""Start years and values that were found after the reference list, each on the objective's own page."""


def content(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def missions() -> dict[str, Mission]:
    return {path.stem: Mission.model_validate(content(path)) for path in FILES}


@pytest.fixture(scope="module")
def targets(missions: dict[str, Mission]) -> dict[str, Target]:
    return {target.id: target for mission in missions.values() for target in mission.targets}


@pytest.fixture(scope="module")
def versions(missions: dict[str, Mission]) -> dict[str, TargetVersion]:
    return {version.id: version for mission in missions.values() for target in mission.targets for version in target.versions}


@pytest.fixture(scope="module")
def listed(shared: Path) -> dict[str, dict[str, str]]:
    with (shared / "data" / "mission-targets.csv").open(encoding="utf-8", newline="") as file:
        return {row["target_id"]: row for row in csv.DictReader(file)}


def leaves(node: Any, way: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], Any]]:
    """Return every single value of *node* with the way to it."""
    if isinstance(node, dict):
        return [leaf for key, value in node.items() for leaf in leaves(value, (*way, key))]
    if isinstance(node, list):
        return [leaf for number, value in enumerate(node) for leaf in leaves(value, (*way, number))]
    return [(way, node)]


# --- the reference list ------------------------------------------------------------------------------------------------------------


def test_every_mission_of_the_list_has_a_file_of_its_name(missions: dict[str, Mission], listed: dict[str, dict[str, str]]) -> None:
    """Addresses and commands name missions by these ids."""
    expected = {row["mission_id"] for row in listed.values()}

    actual = {mission.id for name, mission in missions.items() if mission.id == name}

    assert expected == actual


def test_every_target_of_the_list_is_there_and_one_that_joins_three(
    versions: dict[str, TargetVersion], listed: dict[str, dict[str, str]]
) -> None:
    """A target that is lost is a promise forgotten; 90-70-90 is the one entry that joins three rows of the list."""
    expected = {*listed, "who-ccei-90-70-90", *LATER_VERSIONS}

    assert expected == set(versions)


def test_a_revised_target_is_the_second_version_of_the_first(targets: dict[str, Target]) -> None:
    """The change has to stay visible, so the old version is kept beside the new one."""
    twice = ("us-hp2030-c05", "us-hp2030-c06", "us-hp2030-c07", "us-hp2030-c09", "us-hp2030-c11")
    expected = {name: [(1, name), (2, f"{name}-rev")] for name in twice}
    expected["us-hp2030-c07"].append((3, "us-hp2030-c07-rev2"))

    actual = {
        target.id: [(version.version, version.id) for version in target.versions] for target in targets.values() if len(target.versions) > 1
    }

    assert expected == actual


def test_the_first_version_bears_the_name_of_its_target(targets: dict[str, Target]) -> None:
    assert list(targets) == [target.versions[0].id for target in targets.values()]


def test_confidence_family_and_direction_are_those_of_the_list(
    targets: dict[str, Target], versions: dict[str, TargetVersion], listed: dict[str, dict[str, str]]
) -> None:
    """A sentence that nobody has seen must not pass as seen."""
    family = {version.id: target.family for target in targets.values() for version in target.versions}
    expected = {name: (READ_SINCE.get(name, row["confidence"]), row["indicator_family"], row["direction"]) for name, row in listed.items()}

    actual = {name: (str(versions[name].quote.citation.confidence), str(family[name]), versions[name].reading.direction) for name in listed}

    assert expected == actual


def test_every_number_is_that_of_the_list(versions: dict[str, TargetVersion], listed: dict[str, dict[str, str]]) -> None:
    """The list gives the level for level targets and the change in percent for relative ones; an aspiration has none."""
    expected = {name: float(row["target_value"]) if row["target_kind"] != "no_numeric_target" else None for name, row in listed.items()}

    readings = {name: versions[name].reading for name in listed}
    actual = {name: reading.value if reading.kind in LEVELS else reading.amount for name, reading in readings.items()}

    assert expected == actual


def test_kinds_are_those_of_the_list(versions: dict[str, TargetVersion], listed: dict[str, dict[str, str]]) -> None:
    """Two of its absolute values are gains: five more years in good health, and 55,000 more survivors a year."""
    wrong = {name for name, row in listed.items() if versions[name].reading.kind not in KINDS[row["target_kind"]]}
    gains = {name for name, version in versions.items() if version.reading.kind == TargetKind.GAIN}

    assert set() == wrong
    assert {"nl-hh-central-5y", "gb-ltp-55k"} == gains


def test_target_years_are_those_of_the_list(versions: dict[str, TargetVersion], listed: dict[str, dict[str, str]]) -> None:
    expected = {name: int(row["target_year"]) if row["target_year"] else None for name, row in listed.items()}

    assert expected == {name: versions[name].reading.year for name in listed}


def test_a_start_value_is_one_that_the_list_has_from_a_document(
    versions: dict[str, TargetVersion], listed: dict[str, dict[str, str]]
) -> None:
    """Only the 25 % of tobacco is left to the note: it is the EU's, and every member state starts from its own series."""
    expected = {name: float(row["baseline_value"]) for name, row in listed.items() if row["baseline_value"]}
    del expected["eu-ebcp-tobacco-5"]
    expected |= {name: value for name, (_, value) in LATER_STARTS.items()}

    actual = {
        name: version.reading.baseline.value
        for name, version in versions.items()
        if version.reading.baseline and version.reading.baseline.value is not None
    }

    assert expected == actual


def test_a_start_year_that_the_list_does_not_have_is_marked_as_our_reading(
    versions: dict[str, TargetVersion], listed: dict[str, dict[str, str]]
) -> None:
    """A start year of our choice can decide a verdict, so a reader has to see that it is ours."""
    starts = {
        name: version.reading.baseline
        for name, version in versions.items()
        if name in listed and not listed[name]["baseline_year"] and version.reading.baseline and version.reading.baseline.year
    }
    found = {name: (starts[name].year, starts.pop(name).value) for name in LATER_STARTS if name in starts}
    assert found == {name: start for name, start in LATER_STARTS.items() if name in listed}

    unmarked = {name for name, baseline in starts.items() if baseline.stated or baseline.note is None}

    assert {"de-ndk-preventable-10pct", "eu-ebcp-tobacco-5", "who-ccei-vacc-90"} <= set(starts)
    assert set() == unmarked


# --- readings that are easy to get wrong --------------------------------------------------------------------------------------------


def test_germany_promises_a_share_that_falls_by_a_tenth_of_itself(versions: dict[str, TargetVersion]) -> None:
    """40 * (1 - 0.10) = 36, the number in the bracket of the sentence."""
    change, level = versions["de-ndk-preventable-10pct"].reading, versions["de-ndk-preventable-36pct"].reading

    assert (change.kind, change.unit, change.direction, change.amount) == (TargetKind.RELATIVE_CHANGE_PER_DECADE, "percent", "decrease", 10)
    assert change.baseline is not None
    assert change.baseline.value is not None
    assert change.amount is not None
    assert level.value == pytest.approx(change.baseline.value * (1 - change.amount / 100))
    assert (level.year, level.year_derived is not None) == (2029, True)


def test_germany_rejects_a_count_and_percentage_points(versions: dict[str, TargetVersion]) -> None:
    """A count moves with ageing, and 40 minus ten points would be 30."""
    rejected = [entry.reading.en for entry in versions["de-ndk-preventable-10pct"].rejected_readings]

    assert ["fewer preventable cases" in rejected[0], "percentage points" in rejected[1]] == [True, True]


def test_the_german_study_is_no_progress_towards_the_german_goal(missions: dict[str, Mission], targets: dict[str, Target]) -> None:
    """37.4 % (ages 35 to 84, a fixed list of factors) lies between 40 and 36 by accident: it is another quantity."""
    measures = [measure for name in ("de-ndk-preventable-10pct", "de-ndk-preventable-36pct") for measure in targets[name].measures]
    telling = [text for text in texts(missions["de-ndk"]) if re.search(r"37[.,]4", text)]

    assert [(m.indicator, m.age, str(m.comparability)) for m in measures] == [("preventable_share_cases", "35-84", "not_comparable")] * 2
    assert len(telling) == 2  # one statement, in two languages
    assert [text for text in telling if re.search(r"progress|already|Fortschritt|bereits|schon", text)] == []


def texts(mission: Mission) -> list[str]:
    return [value for _, value in leaves(mission.model_dump(mode="json")) if isinstance(value, str)]


def test_survival_of_healthy_people_2030_keeps_both_its_versions(targets: dict[str, Target]) -> None:
    """The start moved from 64.1 (2014) to 68.1 (2017) and the goal from 66.2 to 71.8; when is not known."""
    first, second = targets["us-hp2030-c11"].versions

    numbers = [(v.reading.baseline.year, v.reading.baseline.value, v.reading.value) for v in (first, second) if v.reading.baseline]

    assert numbers == [(2014, 64.1, 66.2), (2017, 68.1, 71.8)]
    assert first.valid_to is None
    assert second.change_reason is not None
    assert "date of the change is not known" in second.change_reason.en


@pytest.mark.parametrize(
    ("name", "comparator", "value"),
    [
        ("eu-ebcp-tobacco-5", "<", 5),
        ("who-ccei-incidence-4", "<", 4),
        ("au-cervical-2035", "<", 4),
        ("who-ccei-vacc-90", ">=", 90),
        ("us-hp2030-c01", "<=", 122.7),
        ("us-hp2030-c05", ">=", 77.1),
        ("eu-mc-3m-lives", ">", 3_000_000),
    ],
)
def test_strict_and_weak_limits_are_told_apart(versions: dict[str, TargetVersion], name: str, comparator: str, value: float) -> None:
    """'Less than 5 %' is missed by 5.0 %, 'at least 90 %' is met by 90.0 %."""
    reading = versions[name].reading

    assert (comparator, value) == (reading.comparator, reading.value)


def test_ninety_seventy_ninety_needs_all_three_parts(versions: dict[str, TargetVersion]) -> None:
    version = versions["who-ccei-90-70-90"]

    assert version.reading.parts == ("who-ccei-vacc-90", "who-ccei-screen-70", "who-ccei-treat-90")
    assert {versions[part].quote.citation.confidence for part in version.reading.parts} == {version.quote.citation.confidence}


def test_first_doses_stand_in_for_full_schedules_and_do_not_replace_them(targets: dict[str, Target]) -> None:
    """Germany 2021 has 63 % on the first and 47 % on the second measure."""
    expected = [("hpv_15_complete", "same"), ("hpv_programme_first", "proxy")]

    for name in ("who-ccei-vacc-90", "eu-ebcp-hpv-girls-90"):
        assert expected == [(measure.indicator, str(measure.comparability)) for measure in targets[name].measures]


@pytest.mark.parametrize("name", ["gb-camden-food-2030", "int-ft3-pm-norm", "se-gms-precision", "se-testbed-2026", "au-acp-10y"])
def test_a_promise_without_a_number_says_what_a_measurable_one_would_need(targets: dict[str, Target], name: str) -> None:
    target = targets[name]

    assert (target.versions[0].reading.kind, target.missing is not None) == (TargetKind.ASPIRATION, True)


# --- what holds for all ---------------------------------------------------------------------------------------------------------------


def test_no_person_has_confirmed_a_reading_yet(versions: dict[str, TargetVersion]) -> None:
    """A name appears here only when the person has said so."""
    assert {None} == {version.confirmed_by for version in versions.values()}


def test_a_sentence_that_was_not_seen_says_so_where_it_is_cited(versions: dict[str, TargetVersion]) -> None:
    """A reader who looks it up has to know that we have not."""
    unseen = {name: v.quote.citation.locator for name, v in versions.items() if v.quote.citation.confidence == Confidence.UNVERIFIED}

    silent = {
        name for name, place in unseen.items() if not re.search(r"not (?:seen|in the excerpt)|only the opening|general knowledge", place)
    }

    assert set(unseen) == {"nl-hh-m4-dementia-25", "us-hp2030-c09", "us-moonshot-4m-deaths"}
    assert set() == silent


def test_every_target_but_one_says_what_is_missing(targets: dict[str, Target]) -> None:
    """Scotland's bowel screening is the one that its own figures answer in full."""
    assert [target.id for target in targets.values() if target.missing is None] == ["gb-sct-bowel-60"]


def test_names_of_targets_are_short(targets: dict[str, Target]) -> None:
    """Tables and narrow screens show them."""
    too_long = [text for target in targets.values() for text in (target.name.en, target.name.de) if len(text) > 60]

    assert too_long == []


def test_a_year_that_the_sentence_does_not_have_is_explained(versions: dict[str, TargetVersion]) -> None:
    """Launch plus a term, or the end of a programme: sums of ours, so they are marked."""
    expected = {"de-ndk-preventable-36pct", "de-ndk-3of4", "us-moonshot-mortality-50", "au-ghfm-200k", "au-ghfm-budget"}

    assert expected == {name for name, version in versions.items() if version.reading.year_derived}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_yaml_makes_dates_and_truths_only_where_they_are_meant(path: Path) -> None:
    """An unquoted 2024-02-02 or a bare 'no' would change a text silently."""
    found = [(way[-1], value) for way, value in leaves(content(path)) if isinstance(value, bool | date)]
    expected = [(key, value) for key, value in found if key in ("valid_from", "valid_to", "stated")]

    assert expected == found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_percentages_are_written_as_each_language_writes_them(path: Path) -> None:
    """English 90%, German 90 % with a space that does not break the line."""
    wrong_in = {"en": re.compile(r"\d[\s\u00a0]%"), "de": re.compile(r"\d%|\d %|\d\.\d{1,2}(?:\u00a0%| je | Punkte)")}
    found = [(way[-1], value) for way, value in leaves(content(path)) if isinstance(value, str)]

    assert [value for key, value in found if key in wrong_in and wrong_in[str(key)].search(value)] == []
