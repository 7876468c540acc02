"""The words: the same keys and placeholders in every language, every one used, every use filled."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.display import Language
from dashboard.language import LANGUAGES, language_of, unbroken, words_for, words_of
from data import paths
from data.catalogue.entries import Confidence, Text
from data.catalogue.models import Family, LicenceClass
from data.catalogue.promises import Comparability
from metrics.methods import METHODS
from metrics.status import Caution, Reason, Status

DASHBOARD = Path(__file__).resolve().parents[3] / "dashboard"
FORMS = re.compile(r"\.(none|one|other)(_of_one)?$")
KEY_START = re.compile(r"\w+\\\.")  # a key that is put together begins with its section
IN_TEMPLATE = re.compile(r'"(\w+(?:\.\w+)+\.?)"( ~)?')  # a key in a template, and whether something is joined to it
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(DASHBOARD.rglob("*.py")):
        yield str(file.relative_to(DASHBOARD)), ast.parse(file.read_text(encoding="utf-8"))


def _pattern(node: ast.JoinedStr) -> str:
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values)


def _texts_in_code() -> tuple[set[str], list[re.Pattern[str]]]:
    constants, patterns = set(), []
    for _, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants.add(node.value)
            elif isinstance(node, ast.JoinedStr) and KEY_START.match(pattern := _pattern(node)):
                patterns.append(re.compile(pattern))
    for file in sorted(DASHBOARD.rglob("*.html")):
        for text, put_together in IN_TEMPLATE.findall(file.read_text(encoding="utf-8")):
            constants.add(text)
            if put_together:
                patterns.append(re.compile(re.escape(text) + ".+"))
    return constants, patterns


def test_every_language_has_the_same_keys() -> None:
    english, german = (set(words_of(language).texts) for language in ("en", "de"))

    assert english == german


def test_a_text_has_the_same_placeholders_in_every_language() -> None:
    english, german = (
        {key: sorted(set(PLACEHOLDER.findall(text))) for key, text in words_of(language).texts.items()} for language in ("en", "de")
    )

    assert english == german


def test_no_text_is_empty() -> None:
    empty = [(language, key) for language in LANGUAGES for key, text in words_of(language).texts.items() if not text]

    assert empty == []


def test_every_key_of_the_files_is_used_by_the_code() -> None:
    """A word that nothing shows is a word that nobody keeps right."""
    constants, patterns = _texts_in_code()
    short = re.compile(r"^(methods\.(step|chance_step)|chart|group)\.")  # built from lists, from frames, or from codes of the data
    unused = [
        key
        for key in words_of("en").texts
        if FORMS.sub("", key) not in constants
        and key not in constants
        and not any(pattern.fullmatch(key) or pattern.fullmatch(FORMS.sub("", key)) for pattern in patterns)
        and not short.match(key)
    ]

    assert unused == []


def _calls(tree: ast.Module) -> Iterator[tuple[str, set[str], bool]]:
    """Yield key, names of the values and whether it is a counted text, of every call that names its key and values."""
    for node in ast.walk(tree):
        if not (
            isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
        ):
            continue
        function = node.func
        is_counted = isinstance(function, ast.Attribute) and function.attr == "counted"
        called = function.value if is_counted and isinstance(function, ast.Attribute) else function
        name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
        if name == "words" and all(keyword.arg for keyword in node.keywords):
            yield node.args[0].value, {str(keyword.arg) for keyword in node.keywords}, is_counted


def test_every_call_fills_the_placeholders_of_its_text() -> None:
    """A value that a text does not show is lost to the reader; a placeholder without a value is a fault on the page."""
    texts = words_of("en").texts
    wrong = []
    for file, tree in _trees():
        for key, given, is_counted in _calls(tree):
            forms = [f"{key}.{form}" for form in ("none", "one", "other") if f"{key}.{form}" in texts] if is_counted else [key]
            wanted = {name for form in forms for name in PLACEHOLDER.findall(texts[form])}
            if not forms or wanted - given - ({"n"} if is_counted else set()) or (given - wanted and file.split("/")[0] != "charts"):
                wrong.append((file, key, wanted, given))

    assert wrong == []


def test_every_code_that_a_reader_may_meet_has_words() -> None:
    wanted = [
        *(f"status.{status.value}" for status in Status),
        *(f"rule.{status.value}" for status in Status),
        *(f"finding.{status.value}" for status in Status),
        *(f"{kind}.{reason.value}" for reason in Reason for kind in ("reason", "reason_long", "remedy")),
        *(f"caution.{caution.value}" for caution in Caution),
        *(f"confidence.{confidence.value}" for confidence in Confidence),
        *(f"comparability.{comparability.value}" for comparability in Comparability),
        *(f"family.{family.value}" for family in Family),
        *(f"licence.{licence.value}" for licence in LicenceClass),
        *(f"method.{method}.{part}" for method in METHODS for part in ("name", "rule", "thresholds", "special")),
    ]
    missing = [key for key in wanted if not words_of("en").has(key)]

    assert missing == []


def test_every_category_of_the_figures_has_words_and_no_other() -> None:
    """A category such as ``factor:smoking`` is a code; a reader meets its words."""
    tables = paths.FIGURES.glob("*/*.csv")
    groups = {row["group"] for table in tables for row in csv.DictReader(table.open(encoding="utf-8"))} - {"all"}
    keys = {key.removeprefix("group.").replace(".", ":") for key in words_of("en").texts if key.startswith("group.")}

    assert groups == keys


def test_the_fixed_words_of_the_statuses_are_the_agreed_ones() -> None:
    german = {status.value: words_of("de")(f"status.{status.value}") for status in Status}

    assert german == {
        "met": "Ziel erreicht",
        "on_course": "Auf Kurs",
        "behind": "Besser, aber zu langsam",
        "no_clear_change": "Keine klare Veränderung",
        "away": "Entwicklung weg vom Ziel",
        "not_assessable": "Noch nicht zu beurteilen",
    }


def test_the_whole_that_is_a_single_one_has_its_own_words() -> None:
    """A reader stumbles over "None of the 1 targets"."""
    words = words_of("en")

    assert words.counted("mission.judged", 0, of=1) == "The one target cannot be assessed yet"
    assert words.counted("mission.judged", 1, of=1) == "The one target can be judged"


@pytest.mark.parametrize(("number", "expected"), [(0, "None of the 4 targets"), (1, "1 of 4 targets"), (3, "3 of 4 targets")])
def test_a_counted_text_takes_the_form_of_its_number(number: int, expected: str) -> None:
    told = words_of("en").counted("mission.judged", number, of=4)

    assert told.startswith(expected)


def test_a_missing_key_is_a_fault_and_not_an_empty_text() -> None:
    with pytest.raises(KeyError):
        words_of("en")("no.such.key")


def test_german_percent_signs_never_stand_alone() -> None:
    """A line may not break before the sign; that holds for the catalogue's texts too."""
    told = words_of("de").of(Text(en="from 40% to 36%", de="von 40 % auf 36 %"))

    assert told == "von 40\u00a0% auf 36\u00a0%"


@pytest.mark.parametrize(("code", "expected"), [("de", "de"), ("de-AT", "de"), ("EN_us", "en"), ("fr", None), ("", None), (None, None)])
def test_a_browser_s_language_is_understood_by_its_first_part(code: str | None, expected: str | None) -> None:
    assert language_of(code) == expected


def test_a_page_that_swedish_does_not_promise_is_english_as_a_whole() -> None:
    """Half a page in each language would be read by nobody, and a screen reader would speak it wrong."""
    assert [words_for("sv", page).language for page in ("mission", "lab")] == ["sv", "en"]
    assert words_for("de", "lab").language == "de"


@pytest.mark.parametrize(
    ("language", "year", "expected"),
    [
        ("en", "2005", "15.7 in 2005"),
        ("en", "2005–09", "15.7 in 2005–09"),
        ("de", "2005", "15.7 im Jahr 2005"),
        ("de", "2005–09", "15.7 in den Jahren 2005–09"),
        ("de", "1996–2000", "15.7 in den Jahren 1996–2000"),
        ("de", "2021/22", "15.7 im Jahr 2021/22"),
        ("sv", "2005", "15.7 år 2005"),
        ("sv", "2005–09", "15.7 åren 2005–09"),
        ("nl", "2005–09", "15.7 in 2005–09"),
    ],
)
def test_a_value_of_several_years_is_told_of_years_and_not_of_one_year(language: Language, year: str, expected: str) -> None:
    """A sentence learns only when it is filled whether its value covers a year or a period (Duden: im Jahr, in den Jahren)."""
    assert expected == words_of(language)("chart.value_in_year", value="15.7", year=year)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "the years 2005–09"), ("de", "den Jahren 2005–09"), ("sv", "åren 2005–09"), ("nl", "de jaren 2005–09")],
)
def test_a_baseline_of_several_years_takes_the_plural_with_its_article(language: Language, expected: str) -> None:
    assert expected == words_of(language)("reading.year", year="2005–09")


def test_every_text_takes_the_plural_before_a_period() -> None:
    """No text of any language may hold a singular year before a period, whatever its sentence."""
    wrong = []
    for language in LANGUAGES:
        words = words_of(language)
        for key, text in words.texts.items():
            if key == "mission.year_of":  # "year 3 of 10" counts, it is no time of a value
                continue
            told = words(key, **{name: "2005–09" if "year" in name else "…" for name in PLACEHOLDER.findall(text)})
            wrong += [(language, key, told) for _ in re.findall(r"\b(?:[Jj]ahre?s?|[Åå]r|[Åå]ret|the year|jaar) 2005–09", told)]

    assert wrong == []


@pytest.mark.parametrize(("language", "expected"), [("en", "63% of girls"), ("nl", "63% of girls"), ("de", "63\u00a0% of girls")])
def test_a_percent_sign_stands_as_the_language_has_it(language: Language, expected: str) -> None:
    """The catalogue is written by many hands; a reader of English meets one spelling."""
    assert unbroken("63 % of girls", language) == expected


@pytest.mark.parametrize(
    ("number", "of", "expected"), [(0, 1, "The usable rules disagree"), (0, 3, "On none of 3 series"), (2, 3, "on 2 of 3")]
)
def test_how_many_rules_agree_is_told_in_a_sentence(number: int, of: int, expected: str) -> None:
    assert expected in words_of("en").counted("lab.matrix.title_targets", number, of=of)
