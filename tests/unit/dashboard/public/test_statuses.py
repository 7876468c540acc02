"""The site against the scorecard: every status on a mission's and a place's page is the verdict; no word is lacking in any language."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

import pytest

from dashboard.components.view import View
from dashboard.display import Language
from dashboard.language import LANGUAGES, Words, own_keys, words_of
from dashboard.public.baking import Baked
from dashboard.public.kinds import embedding, home, missions, not_found, places
from dashboard.public.render import Renderer
from dashboard.public.site import Site
from dashboard.selection import Selection
from metrics.targets import judged_by_country

TABLE = re.compile(r'<table class="wm-table stack">.*?</table>', re.DOTALL)
CHIP = re.compile(r'<span class="wm-chip">.*?<span>([^<]*)</span>', re.DOTALL)
TARGET = re.compile(
    r'<tr><th scope="row">([^<]*) <small>.*?(?:<span class="wm-chip">.*?<span>([^<]*)</span>.*?|<td><b>([^<]*)</b>.*?)</tr>'
)
COUNTRIES = re.compile(r'<details class="wm-small">\s*<summary>[^<]*</summary>\s*<p class="chips">(.*?)</details>', re.DOTALL)
ALIKE = re.compile(r"<span>([^<]*): (\d+)</span></span></p>\s*<ul(.*?)</ul>", re.DOTALL)
IN_PART: tuple[Language, ...] = ("sv", "nl")


def _chips(baked: Baked, path: str) -> Counter[str]:
    """Return the words of the statuses in the first table of a page, which is that of its targets."""
    page = (baked.folder / path / "index.html").read_text("utf-8")
    table = TABLE.search(page)
    return Counter(unescape(words) for words in CHIP.findall(table[0])) if table else Counter()


def _by_status(listed: str) -> Counter[str]:
    """Return how many places stand under each status; it is the number that the heading says."""
    told = {unescape(words): (int(number), places.count("<li>")) for words, number, places in ALIKE.findall(listed)}

    assert all(number == held for number, held in told.values())
    return Counter({words: held for words, (_, held) in told.items()})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_every_place_has_the_statuses_of_the_scorecard(site: Site, baked: Baked, language: Language) -> None:
    words, rows = words_of(language), site.any_view.judged().scorecard
    rows = rows[rows["in_force"].astype(bool)]
    judged = rows.groupby("place")["status"].agg(list)

    assert len(judged) > 100
    for place, statuses in judged.items():
        expected = Counter(words(f"status.{status}") for status in statuses)

        assert _chips(baked, f"{language}/places/{place}") == expected, place


def test_the_answer_of_a_mission_for_the_world_counts_the_whole_world(site: Site, baked: Baked) -> None:
    """Six followed countries alone would not say how a promise of 184 goes."""
    rows = site.any_view.judged().scorecard
    rows = rows[rows["in_force"].astype(bool) & (rows["target"] == "un-sdg-3-4-1")]
    judged, good = (rows["status"] != "not_assessable").sum(), rows["status"].isin(["met", "on_course"]).sum()
    page = (baked.folder / "en" / "missions" / "un-sdg" / "index.html").read_text("utf-8")

    assert good > 1
    assert f": of all {len(rows)} places {judged} can be judged; {good} of these have reached it or are on course." in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_every_mission_has_the_statuses_of_the_scorecard(site: Site, baked: Baked, language: Language) -> None:
    """Target by target: that of the mission's place; or, where a target is judged country by country, that of every country."""
    words, view = words_of(language), site.views[language]
    rows = site.any_view.judged().scorecard
    rows = rows[rows["in_force"].astype(bool)]
    for mission in site.warehouse.catalogue.missions.values():
        page = (baked.folder / language / "missions" / mission.id / "index.html").read_text("utf-8")
        expected, by_place = [], []
        for target in mission.targets:
            mine = rows[rows["target"] == target.id]
            told = words("standing.by_country")
            if judged_by_country(target, mission, site.warehouse.catalogue):
                by_place.append(Counter(words(f"status.{status}") for status in mine["status"]))
            elif len(mine):
                (status,) = mine.loc[mine["place"] == mission.place, "status"]
                told = words(f"status.{status}")
            expected.append((view.of(target.name), told))

        assert Counter(_targets(page)) == Counter(expected), mission.id
        assert [_by_status(part) for part in COUNTRIES.findall(page)] == by_place, mission.id


def _targets(page: str) -> list[tuple[str, str]]:
    """Return each target of a mission's page with what stands in its last cell: the words of its status, or that it has none of its own."""
    table = TABLE.search(page)
    assert table is not None
    return [(unescape(name), unescape(own or by_country)) for name, own, by_country in TARGET.findall(table[0])]


class Asked(dict[str, str]):
    """Texts that note which of them were asked for."""

    def __init__(self, texts: dict[str, str]) -> None:
        super().__init__(texts)
        self.keys_asked: set[str] = set()

    def __getitem__(self, key: str) -> str:
        """Return the text and note its key."""
        self.keys_asked.add(key)
        return super().__getitem__(key)


@pytest.mark.parametrize("language", IN_PART)
def test_home_missions_places_and_drawings_lack_no_word_in_swedish_and_dutch(site: Site, language: Language) -> None:
    """A word that is not there would silently be English on a page that says it is not."""
    asked = Asked(dict(words_of(language).texts))
    view = View(site.warehouse, Selection(language=language), Words(language, asked), "light", site.day)
    mine = Site(site.warehouse, site.settings)
    mine.views[language] = view
    renderer = Renderer(mine)
    for kind in (home, missions, places, embedding, not_found):
        for page in kind.pages(mine, view):
            renderer.html(page, view.words)

    assert len(asked.keys_asked) > 150
    assert asked.keys_asked - own_keys(language) == set()


def test_a_page_in_swedish_leads_to_the_other_languages_and_says_where_they_go_on_in_english(baked: Baked) -> None:
    page = (baked.folder / "sv" / "places" / "SWE" / "index.html").read_text("utf-8")

    assert '<html lang="sv">' in page
    for other in ("en", "de", "nl"):
        assert f'<a href="../../../{other}/places/SWE/" lang="{other}" hreflang="{other}">' in page
        assert f'<link rel="alternate" hreflang="{other}" href="https://waymark.example/site/{other}/places/SWE/">' in page
    assert '<a href="../../../en/methods/" hreflang="en">Metoder</a>' in page
    assert re.search(r'<a href="\.\./\.\./\.\./en/numbers/\w+/SWE/" hreflang="en">', page)
    assert 'href="../../../feeds/all.en.atom" hreflang=en>' in page
    assert "/sv/places/SWE/</loc>" in (baked.folder / "sitemap.xml").read_text("utf-8")
