"""The page in easy language: short sentences, one a line, every mission, and the verdicts that the other pages give."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from dashboard.language import words_of
from dashboard.pages.standing import own_statuses, standings
from dashboard.public.kinds import easy
from dashboard.public.page import Page
from dashboard.public.render import Renderer
from dashboard.public.site import Site
from data.catalogue.entries import LONGEST_EASY_SENTENCE

LONGEST_PART = 15
"""Letters of a German word, or of a part between hyphens, in easy language."""

YEARS = (1900, 2100)

SIGNS = r"[%()/;–§&]"
HARD_ENGLISH = rf"{SIGNS}|n't\b|\b(is to|are to|would|could|whether)\b"
"""Signs to know, short forms, stiff promises, subjunctive, indirect questions."""
HARD_GERMAN = rf"{SIGNS}|\b(des|würden?|hätten?|wären?|könnten?|ob|\d+ dieser)\b"
"""Signs to know, genitive, subjunctive, indirect questions."""


def _page(site: Site, language: str) -> Page:
    return next(iter(easy.pages(site, site.views[language])))  # type: ignore[index]


def _sentences(site: Site, language: str) -> list[str]:
    """Return every sentence of the page, of its own words and of the missions."""
    words = words_of(language)  # type: ignore[arg-type]
    own = [line for key, text in words.texts.items() if key.startswith("public.easy.") for line in text.splitlines()]
    own = [line for line in own if "{" not in line and not line.startswith(words("public.easy.description"))]
    missions = site.warehouse.catalogue.missions.values()
    return [*own, *(sentence for mission in missions if mission.easy for sentence in mission.easy.in_language(language))]


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_mission_is_told(site: Site, language: str) -> None:
    told = {mission.path: mission for mission in _page(site, language).context["missions"]}  # type: ignore[attr-defined]

    assert set(told) == {f"missions/{mission}/" for mission in site.warehouse.catalogue.missions}
    assert all(mission.sentences for mission in told.values())


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_sentence_is_long(site: Site, language: str) -> None:
    assert [text for text in _sentences(site, language) if len(text.split()) > LONGEST_EASY_SENTENCE] == []


def test_long_german_words_have_hyphens(site: Site) -> None:
    words = {word for text in _sentences(site, "de") for word in re.findall(r"\w+", text)}

    assert sorted(word for word in words if len(word) > LONGEST_PART) == []


@pytest.mark.parametrize(("language", "hard"), [("en", HARD_ENGLISH), ("de", HARD_GERMAN)])
def test_no_sentence_is_hard(site: Site, language: str, hard: str) -> None:
    assert [text for text in _sentences(site, language) if re.search(hard, text, re.IGNORECASE)] == []


def test_both_languages_give_the_same_numbers(site: Site) -> None:
    """A number that one language leaves out, or gives otherwise, is another promise."""
    told = {mission.id: mission.easy for mission in site.warehouse.catalogue.missions.values() if mission.easy}
    english, german = ({name: _numbers(getattr(easy, language)) for name, easy in told.items()} for language in ("en", "de"))

    assert english == german


def test_a_year_is_one_of_the_mission(site: Site) -> None:
    for mission in site.warehouse.catalogue.missions.values():
        versions = [version.reading for target in mission.targets for version in target.versions]
        years = {mission.period.start, mission.period.end, *(reading.year for reading in versions)}
        told = _numbers(mission.easy.en) if mission.easy else set()

        assert (mission.id, {year for year in told if YEARS[0] < year < YEARS[1]} - years) == (mission.id, set())


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_line_on_a_mission_holds_one_sentence(site: Site, language: str) -> None:
    """Two statements in one line have to be taken apart by the reader."""
    for told in _page(site, language).context["missions"]:  # type: ignore[attr-defined]
        lines = [line for *_, meaning in told.signs for line in meaning] + list(told.sentences)

        assert [line for line in lines if re.search(r"[.?!] ", line)] == []


def _numbers(sentences: tuple[str, ...]) -> set[int]:
    return {int(number) for number in re.findall(r"\d+", " ".join(sentences))}


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_signs_of_a_mission_are_its_verdicts(site: Site, language: str) -> None:
    for told in _page(site, language).context["missions"]:  # type: ignore[attr-defined]
        mission = site.warehouse.catalogue.missions[told.path.split("/")[1]]
        expected = Counter(own_statuses(standings(site.views[language], mission)))  # type: ignore[index]
        counted = {status: int(re.sub(r"\D", "", meaning[0].partition(":")[0])) for status, _, meaning in told.signs}

        assert counted == expected


def test_a_sentence_has_a_line_of_its_own_in_a_language_that_programs_know_as_simple(site: Site) -> None:
    """The subtag ``simple`` is registered for language that is made easy (RFC 5646, variant subtags)."""
    html = Renderer(site).html(_page(site, "de"), words_of("de"))

    assert '<div class="easy" lang="de-simple">' in html
    assert "<p>Krebs ist eine schwere Krankheit.</p>" in html
    assert "<p>Eine Mission ist ein großes Versprechen.</p>" in html


def test_who_is_there_reads_that_he_is(site: Site) -> None:
    own, other = (Renderer(site).html(page, words_of("de")) for page in (_page(site, "de"), _first(site, "de")))

    assert ' aria-current="page">Leichte Sprache</a>' in own
    assert ' aria-current="page">Leichte Sprache</a>' not in other


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", '<a href="easy/">Easy to read</a>'),
        ("de", '<a href="easy/">Leichte Sprache</a>'),
        ("sv", '<a href="../en/easy/" hreflang="en">Lättläst</a>'),
    ],
)
def test_every_page_leads_there(site: Site, language: str, told: str) -> None:
    page = _first(site, language)

    assert told in Renderer(site).html(page, words_of(language)).replace('href="./easy/"', 'href="easy/"')  # type: ignore[arg-type]


def _first(site: Site, language: str) -> Page:
    return Page(path="", template="home.html", title="x", description="x", context=_home(site, language), section="")


def _home(site: Site, language: str) -> dict[str, object]:
    from dashboard.public.kinds import home  # noqa: PLC0415

    return dict(next(iter(home.pages(site, site.views[language]))).context)  # type: ignore[index]
