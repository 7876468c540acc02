"""
The page of the preventable share: always modelled, never joined to a study, never a verdict; and what would unlock most verdicts.

The numbers expected of Germany are those of the worked table in ``docs/preventable-share.md``: with a lag of ten years 37.40 % in 2018,
35.61 % in 2028 and 34.74 % in 2032; smoking 19.33, 15.84 and 14.58 %.
"""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.components.block import Download, Html, Page
from dashboard.components.view import View
from dashboard.display import Format
from dashboard.language import LANGUAGES, words_of
from dashboard.loading import OpenWarehouse
from dashboard.pages import country, missions
from dashboard.pages import mission as mission_page
from dashboard.pages import preventable as page
from dashboard.pages.preventable_settings import ShareSelection, with_share_settings
from dashboard.selection import Selection
from metrics import report
from metrics.preventable_share import Assumption
from metrics.rebased import Role
from metrics.share_bands import COMPONENTS
from metrics.unlock import Missing, rank_gaps, unlocks

APP = Path(__file__).resolve().parents[3] / "dashboard" / "app.py"
SCRIPT = f"import runpy\nrunpy.run_path({str(APP)!r}, run_name='__main__')"
DAY = date(2026, 11, 23)
STUDIED = ("DEU", "GBR", "USA", "AUS", "FRA")
HOSTILE = "<script>alert(1)</script>"
PERCENT = Format("en", "%", "points", 0.1)


def _view(warehouse: OpenWarehouse, place: str = "DEU", language: Any = "en", day: Any = DAY, **settings: str) -> View:
    selection = with_share_settings(Selection(language=language, place=place), settings)
    return View(warehouse, selection, words_of(language), "light", day)


def _html(made: Page) -> str:
    return "".join(block.text for block in made.blocks if isinstance(block, Html))


def _told(made: Page) -> str:
    """Return what a reader reads: no tags, no drawings, one blank between words."""
    return _plain(re.sub(r"<svg\b.*?</svg>", " ", _html(made), flags=re.DOTALL))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " "))


def _figure(made: Page, key: str) -> str:
    found = re.search(rf'<figure[^>]*id="figure-{key}">.*?</figure>', _html(made), flags=re.DOTALL)
    assert found is not None
    return found.group()


def _section(made: Page, key: str) -> str:
    """Return what a reader reads from one heading to the next."""
    return _plain(_html(made).split(f'id="{key}"', 1)[1].split("<h2", 1)[0])


def _download(made: Page, key: str) -> list[dict[str, str]]:
    block = next(block for block in made.blocks if isinstance(block, Download) and block.key == f"preventable-{key}")
    return list(csv.DictReader(io.StringIO(block.make())))


# --- what the page says ----------------------------------------------------------------------------------------------------------------


def test_germany_s_share_falls_and_is_called_modelled(warehouse: OpenWarehouse) -> None:
    told = _told(page.build(_view(warehouse)))

    assert "Germany: since the study, the modelled share falls" in told
    assert "A study found that 37.4% of new cancers in 2018" in told
    assert "the modelled share is 34.7% in 2032" in told


def test_the_band_has_no_line_and_is_not_joined_to_the_study(warehouse: OpenWarehouse) -> None:
    """One open range a year, one point; a line between them would be read as a measured course."""
    drawn = _figure(page.build(_view(warehouse)), "share")

    assert {name: f'class="{name}"' in drawn for name in ("band", "latest", "line", "path", "projection")} == {
        "band": True, "latest": True, "line": False, "path": False, "projection": False,
    }  # fmt: skip


def test_only_the_change_is_held_against_the_promise(warehouse: OpenWarehouse) -> None:
    """35.61 / 37.40 - 1 = -4.8 %, promised is a tenth; 40 % and 37.4 % are two quantities, and 2032 lies beyond the decade."""
    made = page.build(_view(warehouse))
    told = _section(made, "change")

    assert "The promise starts from 40%, the study found 37.4%. These are different quantities" in told
    assert "Modelled change by 2028: −4.8%, promised: −10%" in told
    assert "mission=de-ndk&amp;target=de-ndk-preventable-10pct" in _html(made)


def test_a_model_that_ends_before_the_decade_is_not_held_against_it(warehouse: OpenWarehouse) -> None:
    """With a lag of five years the known exposures reach 2027, the decade 2028."""
    told = _section(page.build(_view(warehouse, lag="5")), "change")

    assert "Modelled change by 2027: −5.3% Modelled change" in told
    assert "before the decade does in 2028" in told


def test_a_country_without_a_promise_holds_its_change_against_nothing(warehouse: OpenWarehouse) -> None:
    told = _section(page.build(_view(warehouse, "FRA")), "change")

    assert "No promise to lower this share in France is recorded here" in told
    assert "Promised" not in told


def test_each_doubt_has_its_part_in_the_band(warehouse: OpenWarehouse) -> None:
    rows = _download(page.build(_view(warehouse)), "years")

    assert sum(float(rows[-1][f"from_{name}"]) for name in COMPONENTS) == pytest.approx(1)


def test_a_factor_says_what_moves_it(warehouse: OpenWarehouse) -> None:
    told = _section(page.build(_view(warehouse)), "factors")

    assert "3 of 11 factors move, the rest is held constant" in told
    assert "Smoking 19.3% 14.6% followed by its own series: Tobacco use (15+)" in told
    assert "Excess weight 6.9% 8.0% followed by a stand-in: Obesity (18+)" in told
    assert "Too little exercise 6.2% 6.2% held constant, because no series is known" in told


def test_most_of_the_decade_is_settled(warehouse: OpenWarehouse) -> None:
    told = _section(page.build(_view(warehouse)), "settled")

    assert "the cancers of 2028 come from the exposures up to 2018, which is past" in told
    assert "10 years 2018 past 35.6% 15 years 2013 past 35.8% 20 years 2008 past cannot be modelled: the series begin in 2000" in told


def test_the_lag_of_the_address_is_used(warehouse: OpenWarehouse) -> None:
    """With fifteen years the last modelled year is 2022 + 15."""
    rows = _download(page.build(_view(warehouse, lag="15")), "years")

    assert (rows[-1]["year"], {row["lag"] for row in rows}) == ("2037", {"15"})


def test_a_lag_that_the_series_do_not_allow_is_shortened_and_said(warehouse: OpenWarehouse) -> None:
    """The series of alcohol begins in 2000, the study is of 2018."""
    made = page.build(_view(warehouse, lag="20"))

    assert "The page uses the longest possible lag, 18 years." in _told(made)
    assert _download(made, "years")[-1]["lag"] == "18"


def test_a_what_if_shows_only_after_the_lag(warehouse: OpenWarehouse) -> None:
    """What changes in 2027 shows in the cancers of 2037; nothing that is past is changed."""
    made = page.build(_view(warehouse, factor="smoking", level="14", year="2040"))
    rows = _download(made, "what_if")

    assert "Tobacco use (15+) from 21.3% (last known, 2022) to 14.0%, between 2026 and 2040" in _told(made)
    assert "A tenth of a point shows first in 2037; up to 2036 the exposures are past" in _told(made)
    assert {row["year"] for row in rows if row["shows"] == "True"} == {str(year) for year in range(2037, 2051)}


def test_one_factor_alone_may_not_be_enough(warehouse: OpenWarehouse) -> None:
    """Without any alcohol the share of 2028 would be 34.3 %, a tenth less than 37.4 % is 33.7 %."""
    told = _section(page.build(_view(warehouse)), "inverse")

    assert "10% lower than its own start (33.7%)" in told
    assert "Alcohol (litres a head) 12.9 litres (2018) not reachable by this factor 2.2 litres 34.3%" in told


def test_the_back_test_shows_its_misses(warehouse: OpenWarehouse) -> None:
    """Germany's excess risks give 37.0 % for Australia (published 32) and 41.7 % for the United Kingdom (37.7)."""
    told = _plain(_figure(page.build(_view(warehouse)), "backtest"))

    assert "United Kingdom 2015 Germany 2018 all together 37.7% 41.7% +4.0 points" in told
    assert "Australia 2010 Germany 2018 all together 32.0% 37.0% +5.0 points" in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", STUDIED)
def test_every_country_with_a_study_has_its_page(warehouse: OpenWarehouse, place: str, language: Any) -> None:
    made = page.build(_view(warehouse, place, language))
    said = [words_of(language)(f"preventable.assumption.{code}") for code in (Assumption.MODELLED, Assumption.ONE_LAG, Assumption.STAND_IN)]

    assert [text for text in said if text.replace("\u00a0", " ") not in _section(made, "assumptions")] == []
    assert all(f"place={other}" in _html(made) for other in STUDIED if other != place)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_says_that_anything_is_caused(warehouse: OpenWarehouse, language: Any) -> None:
    told = "".join(_told(page.build(_view(warehouse, place, language))) for place in STUDIED)

    assert re.findall(r"\bcaus\w+|verursach\w+", told, re.IGNORECASE) == []


def test_a_country_without_a_study_is_told_what_it_would_take(warehouse: OpenWarehouse) -> None:
    told = _told(page.build(_view(warehouse, "SWE")))

    assert "No national study of the preventable share in Sweden is held here." in told
    assert "What it would take" in told
    assert "Countries with a study: Australia" in told


def test_before_a_study_was_published_there_is_nothing_to_carry_on(warehouse: OpenWarehouse) -> None:
    told = _told(page.build(_view(warehouse, day=date(2000, 1, 1))))

    assert "A study of the preventable share in Germany is known, but it cannot be carried on." in told


# --- the address -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [HOSTILE, "'; DROP TABLE observation", "9" * 400, "-1", "1e308", "nan", "٣", "{0.__class__}", "💥" * 300])
@pytest.mark.parametrize("name", ["lag", "factor", "level", "year"])
def test_any_setting_gives_a_page_without_its_markup(warehouse: OpenWarehouse, name: str, value: str) -> None:
    made = page.build(_view(warehouse, **{name: value}))

    assert "This address cannot be followed" in _told(made) or words_of("en")("trouble.heading") in _told(made)
    assert HOSTILE not in _html(made)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ({"factor": "salt"}, "“salt” does not move in the model of Germany"),
        ({"factor": "high_alcohol", "level": "60"}, "60.0 is more than this series can reach; write at most 50."),
        ({"year": "2020"}, "2020 does not work here; a path ends between 2027 and 2076."),
    ],
)
def test_a_setting_that_makes_no_sense_here_is_told_with_what_would(
    warehouse: OpenWarehouse, setting: dict[str, str], expected: str
) -> None:
    assert expected in _told(page.build(_view(warehouse, **setting)))


def test_links_carry_the_settings_along(warehouse: OpenWarehouse) -> None:
    """A reader who changes the language keeps the lag, the factor, the level and the year."""
    written = _html(page.build(_view(warehouse, lag="5", factor="smoking", level="12,5", year="2045")))

    assert 'href="/preventable?place=DEU&amp;lang=de&amp;lag=5&amp;factor=smoking&amp;level=12.5&amp;year=2045"' in written


def test_a_level_may_be_written_with_a_comma() -> None:
    chosen = with_share_settings(Selection(), {"level": "12,5"})

    assert chosen == ShareSelection(level=12.5)


def test_the_app_gives_the_page_a_place_and_its_settings(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYMARK_HOME", str(home))
    app = AppTest.from_string(SCRIPT, default_timeout=60)
    app.query_params["lang"], app.query_params["lag"] = "de", "5"
    app._page_hash = calc_hash("preventable")
    app.run()
    told = _plain("".join(block.value for block in app.markdown))

    assert not app.exception
    assert "Verzug 5 Jahre" in told
    assert app.query_params["place"] in ("DEU", ["DEU"])  # a list or a text, by release of Streamlit


def test_the_bands_are_drawn_by_lot_once_a_question(warehouse: OpenWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four thousand draws a reader would be the slowest thing of the dashboard."""
    page.build(_view(warehouse))
    monkeypatch.setattr(report, "modelled_share", lambda *_, **__: pytest.fail("computed again"))
    again = page.build(_view(warehouse, language="de", factor="excess_weight"))

    assert "37,0 %" in _told(again)


# --- the words -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language: Any) -> None:
    wanted = [
        *(f"preventable.assumption.{code}" for code in Assumption),
        *(f"preventable.role.{role}" for role in Role),
        *(f"preventable.component.{name}.{part}" for name in COMPONENTS for part in ("name", "how")),
        *(f"preventable.missing.{what}" for what in Missing),
        *(f"preventable.answer.{answer}" for answer in ("already", "not_reachable")),
    ]

    assert [key for key in wanted if not words_of(language).has(key)] == []


# --- the links to it, and the value of the missing number --------------------------------------------------------------------------------


def test_the_mission_its_target_and_the_country_lead_to_the_page(warehouse: OpenWarehouse) -> None:
    words = words_of("en")
    chosen = (
        (mission_page, Selection(mission="de-ndk")),
        (mission_page, Selection(mission="de-ndk", target="de-ndk-preventable-10pct")),
        (country, Selection(place="DEU")),
    )
    written = [_html(made.build(View(warehouse, selection, words, "light", DAY))) for made, selection in chosen]

    assert ['href="/preventable?place=DEU&amp;lang=en"' in text for text in written] == [True, True, True]


def test_a_country_without_a_study_has_no_link_to_it(warehouse: OpenWarehouse) -> None:
    made = country.build(View(warehouse, Selection(place="SWE"), words_of("en"), "light", DAY))

    assert "/preventable?" not in _html(made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_missions_page_ranks_what_would_unlock_most_verdicts(warehouse: OpenWarehouse, language: Any) -> None:
    view = View(warehouse, Selection(language=language), words_of(language), "light", DAY)
    ranked = rank_gaps(unlocks(view.judged().scorecard), by=("what", "subject")).head(6)
    written = _html(missions.build(view)).split('id="unlocking"', 1)[1].split("<h2", 1)[0]
    told = [int(number) for number in re.findall(r'<td class="n"[^>]*>(\d+)</td>', written)]
    targets = [name for names in ranked["targets"] for name in names.split(";")]

    assert told == [number for pair in zip(ranked["verdicts"], ranked["alone"], strict=True) for number in pair]
    assert [name for name in targets if f"target={name}" not in written] == []
