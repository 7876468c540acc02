"""The loader says what is wrong with a catalogue, where, and what would be right; it never guesses and never passes over anything."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from data import paths
from data.catalogue import linter
from data.catalogue.loader import check_catalogue, load_catalogue
from data.errors import ProblemsFound

MISSION = """\
id: xx-test
name: {en: A mission, de: Eine Mission}
place: DEU
promise: {en: Fewer deaths, de: Weniger Todesfälle}
period: {}
targets:
  - id: xx-deaths
    name: {en: Deaths, de: Todesfälle}
    family: mortality
    judged_in: [DEU, "members:NORDIC"]
    measures:
      - indicator: cancer_mortality_asr_world
        comparability: same
        why: {en: Same quantity, de: Dieselbe Größe}
        site: C33-C34
        source: owid_who_mortality
    versions:
      - version: 1
        id: xx-deaths-v1
        quote:
          text: Deaths down by 10 %
          language: en
          citation: {document: A paper, confidence: seen_in_stored_source}
        reading:
          kind: relative_change
          quantity: {en: deaths from lung cancer, de: Todesfälle an Lungenkrebs}
          unit: per_100k
          direction: decrease
          amount: 10
          year: 2030
          baseline: {year: 2015}
          explanation: {en: Counted from 2015, de: Gezählt ab 2015}
"""

LEVEL = """\
          kind: level
          comparator: "<="
          value: 36
          quantity: {en: share of preventable cases, de: Anteil vermeidbarer Fälle}
          unit: percent
          direction: decrease
          year: 2029
          explanation: {en: A level, de: Ein Wert}
"""


def line_of(text: str, part: str) -> int:
    """Return the number of the first line of *text* that holds *part*."""
    return next(number for number, line in enumerate(text.splitlines(), start=1) if part in line)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the catalogue without its missions, and with one small mission of its own."""
    for name in ("codes.yml", "events.yml", "groups.yml", "places.csv"):
        shutil.copy(paths.CATALOGUE / name, tmp_path / name)
    for name in ("indicators", "sources"):
        shutil.copytree(paths.CATALOGUE / name, tmp_path / name)
    (tmp_path / "missions").mkdir()
    write(tmp_path, MISSION)
    return tmp_path


def write(folder: Path, text: str, name: str = "missions/xx-test.yml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


def problems(folder: Path, text: str, name: str = "missions/xx-test.yml") -> list[str]:
    """Return what is said about the catalogue once the file *name* holds *text*."""
    write(folder, text, name)
    return [str(problem) for problem in check_catalogue(folder)[1]]


def changed(old: str, new: str) -> str:
    """Return the small mission with *old* replaced, and fail if it is not there."""
    assert old in MISSION
    return MISSION.replace(old, new)


def as_level(**values: str) -> str:
    """Return the small mission with a level in percent as its target, and no measure."""
    head = MISSION[: MISSION.index("          kind: relative_change")]
    measures = head[head.index("    measures:") : head.index("    versions:")]
    text = head.replace(measures, "") + LEVEL
    for key, value in values.items():
        text = text.replace(f"{key}: 36", f"{key}: {value}")
    return text


def test_a_good_mission_has_no_problem(folder: Path) -> None:
    catalogue, found = check_catalogue(folder)

    assert found == []
    assert catalogue is not None
    assert catalogue.missions["xx-test"].targets[0].versions[0].reading.amount == 10
    assert catalogue.target("xx-deaths-v1")[1].id == "xx-deaths"


def test_broken_yaml_is_reported_with_its_line(folder: Path) -> None:
    found = problems(folder, changed("period: {}", "period: {"))

    assert len(found) == 1
    assert found[0].startswith(f"missions/xx-test.yml:{line_of(MISSION, 'id: xx-deaths')}: this is not YAML")
    assert "check indentation, quotes and colons" in found[0]


def test_an_entry_that_is_never_closed_is_named_by_where_it_began(folder: Path) -> None:
    found = problems(folder, changed("{en: A mission, de: Eine Mission}", "{en: A mission, de: Eine Mission"))

    assert len(found) == 1
    assert "begun in line 2" in found[0]


def test_a_key_that_stands_twice_is_refused_with_both_lines(folder: Path) -> None:
    """PyYAML keeps the last of two equal keys in silence; a target lost that way would never be missed."""
    found = problems(folder, changed("place: DEU\n", "place: DEU\nplace: SWE\n"))

    assert found == ["missions/xx-test.yml:4: the key 'place' stands twice; first at missions/xx-test.yml:3; keep one of the two"]


def test_an_unknown_place_is_refused_with_the_nearest_known_one(folder: Path) -> None:
    found = problems(folder, changed("place: DEU", "place: DEUU"))

    assert found == ["missions/xx-test.yml:3: place: unknown place 'DEUU'; did you mean DEU?"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("indicator: cancer_mortality_asr_world", "indicator: cancer_mortality_asr_wrld", "unknown indicator 'cancer_mortality_asr_wrld'"),
        ("source: owid_who_mortality", "source: owid_who_mortalty", "unknown source 'owid_who_mortalty'; did you mean owid_who_mortality?"),
        ("unit: per_100k", "unit: per_100", "reading.unit: unknown unit 'per_100'; did you mean per_100k"),
        ("site: C33-C34", "site: C33-34", "unknown site 'C33-34'; did you mean C33-C34"),
        ("site: C33-C34", "sex: femal", "unknown sex 'femal'; did you mean female"),
        ("site: C33-C34", "age: adults", "'adults' does not have the right form; write it like all, 15+ or 50-69"),
        ("site: C33-C34", "versions: [2]", "versions: the target has no version 2; name one of its versions, or leave the list out"),
        ("members:NORDIC", "members:NORDICS", "judged_in[1]: unknown place 'NORDICS'; did you mean NORDIC?"),
        ("members:NORDIC", "members:SWE", "'SWE' is not a group; write 'SWE' without 'members:'"),
        ("direction: decrease", "direction: increase", "'increase' worsens 'cancer_mortality_asr_world', of which lower is better"),
        ("version: 1", "version: 2", "versions[0].version: 2 stands in place 1; number them 1, 2, 3 … in order"),
    ],
)
def test_a_reference_that_leads_nowhere_is_refused(folder: Path, old: str, new: str, what: str) -> None:
    text = changed(old, new)

    found = problems(folder, text)

    assert len(found) == 1
    assert what in found[0]


def test_ten_percent_of_nothing_is_refused(folder: Path) -> None:
    """'10 %' without a base is the commonest empty promise: of what, and since when?"""
    text = changed("          baseline: {year: 2015}\n", "")

    found = problems(folder, text)

    here = line_of(text, "        reading:")
    message = (
        f"missions/xx-test.yml:{here}: targets[0].versions[0].reading: a change of 10 % has no base; "
        f"add 'baseline' with the year or value it is counted from, or 'baseline: {{note: …}}' that says that the document states none"
    )
    assert found == [message]


def test_an_empty_baseline_is_no_base(folder: Path) -> None:
    text = changed("baseline: {year: 2015}", "baseline: {stated: false}")

    found = problems(folder, text)

    message = (
        f"missions/xx-test.yml:{line_of(text, 'baseline')}: targets[0].versions[0].reading.baseline: a change of 10 % has no base; "
        "give the year or value it is counted from, or a note that says that the document states none"
    )
    assert found == [message]


@pytest.mark.parametrize("quantity", ["10 %", "a reduction of 10 per cent", "Rückgang um 10 Prozent", "-10 %"])
def test_a_quantity_that_only_repeats_the_number_is_refused(folder: Path, quantity: str) -> None:
    text = changed("{en: deaths from lung cancer,", f"{{en: '{quantity}',")

    found = problems(folder, text)

    assert len(found) == 1
    assert f"reading.quantity: '{quantity}' does not say what changes by 10 %; name the quantity" in found[0]


def test_an_all_of_target_without_parts_and_an_unknown_part_are_refused(folder: Path) -> None:
    text = changed("kind: relative_change", "kind: all_of\n          parts: [xx-deaths-v2, no-such-target]")

    found = problems(folder, text)

    assert len(found) == 2
    assert "reading.parts[0]: unknown target 'xx-deaths-v2'; did you mean xx-deaths-v1" in found[0]
    assert "reading.parts[1]: unknown target 'no-such-target'" in found[1]


@pytest.mark.parametrize(("value", "good"), [("0", True), ("36", True), ("100", True), ("100.1", False), ("-1", False), ("3600", False)])
def test_a_level_in_percent_lies_between_0_and_100(folder: Path, value: str, *, good: bool) -> None:
    text = as_level(value=value)

    found = problems(folder, text)

    expected = (
        f"missions/xx-test.yml:{line_of(text, f'value: {value}')}: targets[0].versions[0].reading.value: {float(value):g} is not a "
        "percentage between 0 and 100; write the percentage itself: 36 for 36 %, not 0.36 or 3600"
    )
    assert found == ([] if good else [expected])


def test_the_file_is_called_by_its_id(folder: Path) -> None:
    (folder / "missions" / "xx-test.yml").rename(folder / "missions" / "yy-test.yml")

    found = [str(problem) for problem in check_catalogue(folder)[1]]

    message = "missions/yy-test.yml:1: id: 'xx-test' is not the name of the file; rename the file to xx-test.yml, or write 'id: yy-test'"
    assert found == [message]


@pytest.mark.parametrize("name", ["missions/de-ndk.yaml", "sources/who.json", "indicators/notes.txt"])
def test_a_file_of_another_type_is_refused_and_not_passed_over(folder: Path, name: str) -> None:
    found = problems(folder, "id: x", name)

    assert len(found) == 1
    assert found[0].startswith(f"{name}: the file type '.{name.rpartition('.')[2]}' is not read; name it <id>.yml")


def test_a_yaml_file_that_nobody_reads_is_refused(folder: Path) -> None:
    found = problems(folder, "- {}", "event.yml")

    known = "codes.yml, corrections.yml, events.yml, groups.yml and the folders missions, indicators, sources, initiatives"
    message = f"event.yml: this file is not read; known are {known}"
    assert found == [message]


def test_every_problem_is_listed_and_not_only_the_first(folder: Path) -> None:
    text = changed("place: DEU", "place: DEUU").replace("unit: per_100k", "unit: per_100").replace("year: 2030", "year: soon")

    found = problems(folder, text)

    # The broken year hides the mission from the checks across files until it is mended; a second broken file does not wait for that.
    message = (
        f"missions/xx-test.yml:{line_of(text, 'year: soon')}: targets[0].versions[0].reading.year: 'soon' is not a whole number; "
        "write a whole number"
    )
    assert found == [message]
    found = problems(folder, text.replace("year: soon", "year: 2030"))
    assert len(found) == 2


def test_a_broken_file_makes_no_false_alarm_elsewhere(folder: Path) -> None:
    """A reference to an indicator whose file has a fault leads somewhere: only the fault itself is reported."""
    found = problems(folder, "id: cancer_mortality_asr_world\nname: {en: Only a name", "indicators/cancer_mortality_asr_world.yml")

    assert len(found) == 1
    assert found[0].startswith("indicators/cancer_mortality_asr_world.yml:3: this is not YAML")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("family: mortality", "family: mortalty", "'mortalty' is not known; one of incidence, mortality, survival"),
        ("place: DEU", "place: Germany", "'Germany' does not have the right form; a place is written like DEU, GBR-SCT or EU27"),
        ("site: C33-C34", "sites: C33-C34", "'sites' is not known here; did you mean site?"),
        ("        why: {en: Same quantity, de: Dieselbe Größe}\n", "", "'why' is missing; add it"),
        ("{en: A mission, de: Eine Mission}", "{en: A mission}", "name.de: 'de' is missing; add it"),
        ("{en: A mission,", "{en: 2030,", 'name.en: 2030 is not a text; put it in quotes: "2030"'),
        ("judged_in: [DEU", "judged_in: [x, DEU", "targets[0].judged_in[0]: unknown place 'x'"),
        ("amount: 10", "amount: 10 %", "reading.amount: '10 %' is not a number; write a plain number such as 36 or 37.4"),
        ("amount: 10", "amount: -10", "reading.amount: '-10': input should be greater than 0; correct it"),
        ("period: {}", "period: []", "period: is a list, not an entry with keys; write the keys start, end, citation"),
    ],
)
def test_a_fault_in_an_entry_is_said_in_plain_words_at_its_place(folder: Path, old: str, new: str, what: str) -> None:
    found = problems(folder, changed(old, new))

    assert len(found) == 1
    assert what in found[0]
    assert found[0].startswith("missions/xx-test.yml:")


def test_the_line_is_that_of_the_entry_itself(folder: Path) -> None:
    text = changed("amount: 10", "amount: ten")

    found = problems(folder, text)

    assert found[0].startswith(f"missions/xx-test.yml:{line_of(text, 'amount: ten')}: targets[0].versions[0].reading.amount: ")


def test_an_edition_restates_one_of_the_same_source_that_is_not_newer(folder: Path) -> None:
    text = (folder / "sources" / "who_hpv.yml").read_text(encoding="utf-8")

    found = problems(folder, text.replace("restates: wuenic-2021", "restates: wuenic-2022"), "sources/who_hpv.yml")
    turned = problems(folder, text.replace("published: 2025-01-28", "published: 2021-01-28"), "sources/who_hpv.yml")

    assert len(found) == 1
    assert "editions[1].restates: unknown edition 'wuenic-2022'; did you mean wuenic-2021?" in found[0]
    assert len(turned) == 1
    assert "editions[1].restates: 'wuenic-2021' is newer; correct 'published' of one of the two" in turned[0]


def test_a_source_supersedes_another_one_and_indicators_that_exist(folder: Path) -> None:
    text = (folder / "sources" / "who_hpv.yml").read_text(encoding="utf-8")

    found = problems(folder, text + "supersedes: {who_hpv: [], un_sgd: [tobaco]}\n", "sources/who_hpv.yml")

    told = [
        "supersedes.un_sgd: unknown indicator 'tobaco'",
        "supersedes.un_sgd: unknown source 'un_sgd'",
        "supersedes.who_hpv: the source names itself",
    ]
    assert [words for words, problem in zip(told, sorted(found), strict=True) if words not in problem] == []


def test_an_event_names_what_exists(folder: Path) -> None:
    text = (folder / "events.yml").read_text(encoding="utf-8").replace("places: [GBR-ENG]", "places: [GBR-ENGL]", 1)

    found = problems(folder, text, "events.yml")

    assert len(found) == 1
    assert found[0].startswith("events.yml:")
    assert "places: unknown place 'GBR-ENGL'; did you mean GBR-ENG" in found[0]


def test_a_row_of_places_with_a_fault_is_named_by_its_line(folder: Path) -> None:
    text = (folder / "places.csv").read_text(encoding="utf-8")

    cells = problems(folder, text + "ZZZ,country,,9999,Nowhere\n", "places.csv")
    parent = problems(folder, text + "ZZZ-A,region,ZZZ,,Nowhere,Nirgendwo\n", "places.csv")

    rows = text.count("\n")
    assert cells == [f"places.csv:{rows + 1}: there are 5 cells; there have to be 6; quote a name with a comma"]
    assert len(parent) == 1
    assert parent[0].startswith(f"places.csv:{rows + 1}: parent: unknown place 'ZZZ'")


def test_a_group_names_places_that_exist(folder: Path) -> None:
    text = (folder / "groups.yml").read_text(encoding="utf-8").replace("[DNK, FIN,", "[DNK, FINN,")

    found = problems(folder, text, "groups.yml")

    assert len(found) == 1
    assert "members: unknown place 'FINN'; did you mean FIN?" in found[0]


def test_two_targets_of_one_name_are_refused(folder: Path) -> None:
    """A release or a link names a target or a version by its id alone."""
    problems_of_two = problems(folder, MISSION.replace("xx-test", "yy-test"), "missions/yy-test.yml")

    assert len(problems_of_two) == 2
    assert "'xx-deaths' is already a name of target 'xx-deaths'; give each target and version its own id" in problems_of_two[0]


def test_a_catalogue_with_a_problem_is_not_loaded(folder: Path) -> None:
    write(folder, changed("place: DEU", "place: DEUU"))

    with pytest.raises(ProblemsFound) as caught:
        load_catalogue(folder)

    assert "unknown place 'DEUU'; did you mean DEU?" in str(caught.value)


def test_few_known_words_are_all_named() -> None:
    assert linter.nearest("xyz", ["a", "b"]) == "known: a, b"
    assert linter.nearest("swe", ["SWE", "CHE"]) == "did you mean SWE?"
