"""The method lab: every rule side by side, what choices do to a verdict, trials marked as such, and the record with its limits."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.charts import svg
from dashboard.charts.calibration import calibration
from dashboard.charts.canvas import TEXT_CLASSES, class_width
from dashboard.charts.description import Chart
from dashboard.charts.verdict_matrix import RowFacts, Saying, verdict_matrix
from dashboard.components.block import Choice, Download, Html, Page
from dashboard.components.view import View
from dashboard.language import words_of
from dashboard.loading import LIBRARY, OpenWarehouse
from dashboard.pages import lab
from dashboard.pages.lab_constants import constants_csv, value_words
from dashboard.pages.lab_settings import LabSelection, LabView, as_parameters, with_settings
from dashboard.selection import Selection
from metrics.exploration import PUBLISHED, Settings
from metrics.methods import METHODS
from metrics.sensitivity import AS_STATED

APP = Path(__file__).resolve().parents[3] / "dashboard" / "app.py"
SCRIPT = f"import runpy\nrunpy.run_path({str(APP)!r}, run_name='__main__')"
DAY = date(2026, 11, 23)
EN = words_of("en")
HOSTILE = ("<script>alert(1)</script>", "'; DROP TABLE observation; --", "１０", "-5", "0,9", "99999999999999999999", "%00", "💥" * 300)
SETTINGS = ("window", "scale", "excluded", "level", "chance")


def view_of(warehouse: OpenWarehouse, settings: dict[str, str] | None = None, language: Any = "en", **chosen: Any) -> View:
    """Return a view of the lab."""
    selection = with_settings(Selection(language=language, **chosen), settings or {})
    return View(warehouse, selection, words_of(language), "light", DAY)


def markup(page: Page) -> str:
    return "".join(block.text for block in page.blocks if isinstance(block, Html))


def told(page: Page) -> str:
    """Return what a reader reads, drawings left out."""
    bare = re.sub(r"<svg\b.*?</svg>", " ", markup(page))
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", bare)).replace("\u00a0", " "))


def downloads(page: Page) -> dict[str, list[dict[str, str]]]:
    """Return the files of a page by key, row by row."""
    return {block.key: list(csv.DictReader(io.StringIO(block.make()))) for block in page.blocks if isinstance(block, Download)}


GBR: dict[str, Any] = {"mission": "who-ccei", "target": "who-ccei-vacc-90", "place": "GBR"}


# --- the matrix ---------------------------------------------------------------------------------------------------------------------------


def test_one_series_is_judged_by_every_rule_in_its_own_word(warehouse: OpenWarehouse) -> None:
    """The words in the table are those of the judgement itself."""
    page = told(lab.build(view_of(warehouse, **GBR)))
    judged = warehouse.judged(as_of=DAY).methods
    mine = judged[(judged["target"] == GBR["target"]) & (judged["place"] == "GBR")]
    usable = mine[mine["status"].astype(str) != "not_assessable"]
    words = [EN(f"method_word.{method}.{verdict}") for method, verdict in zip(usable["method"], usable["verdict"], strict=True)]

    assert len(mine) == len(METHODS)
    assert [word for word in words if f"({word})" not in page] == []


def test_a_rule_that_cannot_be_used_says_why(warehouse: OpenWarehouse) -> None:
    page = told(lab.build(view_of(warehouse, **GBR)))

    assert "Where a rule cannot be used Eurostat : the values span too few years" in page


def test_without_a_place_the_least_agreed_places_are_drawn_and_all_are_in_the_table(warehouse: OpenWarehouse) -> None:
    page = lab.build(view_of(warehouse, mission="who-ccei", target="who-ccei-vacc-90"))
    judged = warehouse.judged(as_of=DAY).scorecard
    usable = judged[(judged["target"] == "who-ccei-vacc-90") & (judged["methods_usable"] > 0) & judged["in_force"].astype(bool)]
    agreed = int((usable["agreement"] == 1).sum())

    assert f"All usable rules agree in {agreed} of {len(usable)} places" in told(page)
    assert f"Drawn are the 24 rows in which the rules agree least; the table has all {len(usable)}." in told(page)
    assert markup(page).count('<th scope="row">') >= len(usable)


def test_a_target_that_no_rule_can_judge_keeps_its_reason(warehouse: OpenWarehouse) -> None:
    page = told(lab.build(view_of(warehouse, mission="de-ndk")))

    assert EN("lab.matrix.nothing") in page
    assert EN("reason.no_deadline") in page or EN("reason.not_comparable") in page


@pytest.mark.parametrize("place", ["", "DEU", "ZWE"])
@pytest.mark.parametrize("settings", [{}, {"window": "5", "scale": "log", "excluded": "in", "level": "60", "chance": "10"}])
def test_every_choice_has_a_page(warehouse: OpenWarehouse, settings: dict[str, str], place: str) -> None:
    """Also where nothing is judged, in a place that nobody judges, and on a day before there was any figure."""
    missions = list(warehouse.catalogue.missions.values())
    chosen = [(mission.id, target) for mission in missions for target in ("", mission.targets[0].id)]
    views = [view_of(warehouse, settings, mission=mission, target=target, place=place) for mission, target in chosen]
    pages = [lab.build(view) for view in (*views, *(replace(view, as_of=date(2015, 1, 1)) for view in views))]

    assert all(EN("lab.section.matrix") in told(page) for page in pages)


def test_the_choices_offer_only_what_rules_can_judge(warehouse: OpenWarehouse) -> None:
    page = lab.build(view_of(warehouse, mission="eu-ebcp", place="SWE"))
    offered = {block.parameter: {code for code, _ in block.options} for block in page.blocks if isinstance(block, Choice)}
    judged = warehouse.judged(as_of=DAY).methods

    assert offered["target"] == set(judged[judged["mission"] == "eu-ebcp"]["target"])
    assert offered["place"] == set(judged[judged["mission"] == "eu-ebcp"]["place"])


def test_a_tie_is_told_as_a_tie(warehouse: OpenWarehouse) -> None:
    """Where two verdicts are equally frequent, neither is shown as what most rules say."""
    judged = warehouse.judged(as_of=DAY)
    votes = judged.methods[judged.methods["target"] == "who-ccei-vacc-90"].astype({"status": str})
    counts = votes[votes["status"] != "not_assessable"].groupby("place")["status"].value_counts()
    tied = next(place for place, mine in counts.groupby(level="place") if (mine == mine.max()).sum() > 1)
    page = told(lab.build(view_of(warehouse, mission="who-ccei", target="who-ccei-vacc-90", place=tied)))

    assert f"{counts[tied].sum()} usable rules disagree" in page
    assert f"tie, {counts[tied].max()} of {counts[tied].sum()} each" in page


# --- variations --------------------------------------------------------------------------------------------------------------------------


def test_the_sentence_counts_what_the_variations_show(warehouse: OpenWarehouse) -> None:
    page = lab.build(view_of(warehouse, **GBR))
    rows = [row for row in downloads(page)["variations"] if row["method"] == "waymark" and row["variation"] != AS_STATED]
    judged = [row for row in rows if row["status"] != "not_assessable"]
    kept = [row for row in judged if row["changed"] == "False"]

    assert 0 < len(kept) < len(judged)
    assert f"Our verdict holds in {len(kept)} of {len(judged)} variations that allow one" in told(page)
    assert "Turns to “Away” under: only the last 5 years and only the last 8 years." in told(page)


def test_several_series_ask_for_a_choice_before_anything_is_varied(warehouse: OpenWarehouse) -> None:
    page = lab.build(view_of(warehouse, mission="who-ccei"))

    assert EN("lab.sensitivity.choose_one") in told(page)
    assert "variations" not in downloads(page)


# --- trials ------------------------------------------------------------------------------------------------------------------------------


def test_a_trial_is_marked_and_leads_back(warehouse: OpenWarehouse) -> None:
    page = lab.build(view_of(warehouse, {"window": "5"}, **GBR))
    back = '/lab?mission=who-ccei&amp;target=who-ccei-vacc-90&amp;place=GBR&amp;lang=en"'

    assert "Exploratory, not the published verdict." in told(page)
    assert "Exploratory: our rule would say “Moving away from the target”, published is “No clear change”" in told(page)
    assert f'<a href="{back}' in markup(page)
    assert {row["exploratory"] for row in downloads(page)["exploratory"]} == {"Years that count: last 5 years"}


def test_without_settings_nothing_is_called_exploratory(warehouse: OpenWarehouse) -> None:
    page = told(lab.build(view_of(warehouse, **GBR)))

    assert "Exploratory" not in page
    assert EN("lab.explore.published") in page


def test_a_trial_with_a_window_says_what_the_variation_says(warehouse: OpenWarehouse) -> None:
    files = downloads(lab.build(view_of(warehouse, {"window": "8"}, **GBR)))
    varied = {row["method"]: row["status"] for row in files["variations"] if row["variation"] == "window_8"}
    tried = {row["method"]: row["status"] for row in files["exploratory"] if row["row"] == "chosen"}

    assert tried == varied


@pytest.mark.parametrize(
    ("parameters", "settings"),
    [
        ({"window": "5", "scale": "log"}, Settings(window=5, scale="log")),
        ({"excluded": "in", "level": "95", "chance": "67"}, Settings(with_excluded=True, level=0.95, chance=0.67)),
        ({"excluded": "out", "level": "90", "chance": "50"}, PUBLISHED),
        ({}, PUBLISHED),
    ],
)
def test_settings_are_read_from_the_address_and_written_back(parameters: dict[str, str], settings: Settings) -> None:
    selection = with_settings(Selection(), parameters)

    assert (selection.settings, selection.unread) == (settings, ())
    assert with_settings(Selection(), as_parameters(settings)).settings == settings


@pytest.mark.parametrize("value", [*HOSTILE, "4", "31", "100", "1e1", "ten"])
def test_a_setting_that_says_nothing_changes_nothing_and_is_told(warehouse: OpenWarehouse, value: str) -> None:
    view = view_of(warehouse, dict.fromkeys(("window", "scale", "excluded"), value), **GBR)
    page = lab.build(view)

    assert isinstance(view.selection, LabSelection)
    assert [trouble.parameter for trouble in view.selection.unread] == ["window", "scale", "excluded"]
    assert view.selection.settings == PUBLISHED
    assert EN("lab.trouble.offered") in told(page)
    assert "<script" not in markup(page)


def test_links_carry_the_settings_along_and_other_pages_do_not_see_them(warehouse: OpenWarehouse) -> None:
    view = LabView.of_view(view_of(warehouse, {"window": "5", "level": "95"}, **GBR))

    assert view.same_page("lab", lang="de").endswith("lang=de&window=5&level=95")
    assert view.same_page("lab", window="8").endswith("window=8&level=95")
    assert "window" not in view.as_published()
    assert "window" not in view.address("methods")


# --- the record and the numbers ---------------------------------------------------------------------------------------------------


def test_the_record_tells_its_split_its_day_and_its_worst_indicator(warehouse: OpenWarehouse) -> None:
    page = lab.build(view_of(warehouse))
    record = pd.DataFrame(downloads(page)["record"])
    held = record[(record["half"] == "held_out") & (record["model"] == "line_or_walk")]
    sized = held[(held["part"] == "all") & (held["measure"] == "coverage_80")].iloc[0]
    tested = held[held["part"].str.startswith("indicator:") & (held["measure"] == "coverage_80") & (held["forecasts"].astype(int) >= 30)]
    errors = held[(held["measure"] == "calibration_error") & held["part"].isin(tested["part"])]["value"].astype(float)

    assert f"what follows was counted on {sized['series']} others" in told(page)
    assert f"stated chances were {100 * errors.max():.0f} percentage points off. Read the row" in told(page)


def test_every_number_of_a_rule_stands_there_with_its_doubt(warehouse: OpenWarehouse) -> None:
    page = lab.build(view_of(warehouse))
    every = [constant for method in METHODS.values() for constant in method.constants]
    sure = sum(constant.verified for constant in every)

    assert len(downloads(page)["constants"]) == len(every)
    assert f"{sure} of {len(every)} numbers were read in the publisher's own text or code" in told(page)
    assert told(page).count("not verified") >= len(every) - sure


def test_constants_keep_the_decimals_that_they_have(warehouse: OpenWarehouse) -> None:
    view = view_of(warehouse)
    values = [2015, 0.95, 0.015, 9.54953570608324, -0.1, 0.0]

    assert [value_words(view, value) for value in values] == ["2015", "0.95", "0.015", "9.5495", "\u22120.1", "0"]
    assert "9.54953570608324" in constants_csv()


# --- charts ------------------------------------------------------------------------------------------------------------------------------


def matrix(statuses: dict[str, list[str]], facts: dict[str, RowFacts], *, marked: bool = False, drawn: int = 24) -> Chart:
    """Return a matrix of two rules."""
    rules = [("waymark", "Waymark", "Waymark"), ("sdsn", "SDSN report", "Sustainable Development Report")]
    verdicts = pd.DataFrame(
        columns=["row", "method", "status", "told", "marked"],
        data=[
            {"row": row, "method": rule[0], "status": status, "told": f"{rule[0]}'s word", "marked": marked}
            for row, given in statuses.items()
            for rule, status in zip(rules, given, strict=True)
        ],
    )
    saying = Saying("Title", "What", "Text.", "Source: us.", "Place", "Most frequent", "No verdict")
    return verdict_matrix(verdicts, facts, rules, saying=saying, words=EN, drawn=drawn)


def test_a_verdict_is_shape_and_word_and_a_silent_rule_is_neither() -> None:
    chart = matrix({"a": ["behind", "not_assessable"]}, {"a": RowFacts("Here", "", "behind", "1 of 1")})
    wide, narrow = svg.draw(chart, "wide"), svg.draw(chart, "narrow")

    assert "s-behind" in wide
    assert ">Some</text>" in wide
    assert ">–</text>" in wide
    assert "No verdict: SDSN report" in narrow
    assert chart.table.iloc[0].tolist() == ["Here", "Some progress (waymark's word)", "– (sdsn's word)", "Some progress, 1 of 1"]


def test_a_row_without_any_verdict_says_why_in_a_frame() -> None:
    chart = matrix({}, {"a": RowFacts("Here", frame="Cannot be assessed yet: no figure")})

    assert "Cannot be assessed yet: no figure" in svg.draw(chart, "wide")
    assert "Cannot be assessed yet: no figure" in svg.draw(chart, "narrow")


def test_only_the_first_rows_are_drawn_and_the_table_has_all() -> None:
    names = [f"row {n}" for n in range(5)]
    chart = matrix({name: ["met", "away"] for name in names}, {name: RowFacts(name) for name in names}, drawn=2)

    assert ("row 1" in svg.draw(chart), "row 2" in svg.draw(chart)) == (True, False)
    assert len(chart.table) == len(names)


def test_what_turns_is_framed_on_wide_screens_and_bold_on_a_phone() -> None:
    chart = matrix({"a": ["met", "away"]}, {"a": RowFacts("Here")}, marked=True)

    assert svg.draw(chart, "wide").count('class="frame"') == 2
    assert '<text class="tb" x="20"' in svg.draw(chart, "narrow")


def test_a_chance_is_drawn_where_it_was_stated_and_as_often_as_it_came_true() -> None:
    """A field from x 44 to 1052 and y 360 up to 30: stated 0.25 lies at 44 + 0.25 × 1008 = 296, observed 0.5 at 360 − 165 = 195."""
    bins = pd.DataFrame({"low": [0.2], "high": [0.3], "stated": [0.25], "observed": [0.5], "forecasts": [1234]})
    chart = calibration(bins, words=EN, language="en", title="T", subtitle="S", text="Text.", source="")

    assert '<circle class="dot" cx="296" cy="195"' in svg.draw(chart)
    assert "1,234" in svg.draw(chart, "narrow")
    assert chart.table.iloc[0].tolist() == ["20 to 30%", "25.0%", "50.0%", "1,234"]


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_word_leaves_a_drawing(warehouse: OpenWarehouse, language: Any) -> None:
    """Every text of every drawing of the page begins and ends within its width."""
    page = lab.build(view_of(warehouse, {"window": "5", "chance": "33"}, language=language, **GBR))
    drawings = re.findall(r"<svg [^>]*class=\"chart.*?</svg>", markup(page))
    outside = []
    for drawing in drawings:
        root = ET.fromstring(drawing)  # noqa: S314 - our own drawing
        width = float(root.attrib["width"])
        for text in root.iter("text"):
            name = text.attrib["class"].split()[0]
            room = class_width(text.text or "", name if name in TEXT_CLASSES else "t")
            left = float(text.attrib["x"]) - {"start": 0.0, "middle": room / 2, "end": room}[text.attrib.get("text-anchor", "start")]
            if left < -1 or left + room > width + 1:
                outside.append(text.text)

    assert len(drawings) == 8
    assert outside == []


# --- addresses ---------------------------------------------------------------------------------------------------------------------------


def opened(**parameters: str) -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    app._page_hash = calc_hash("lab")
    return app.run()


@pytest.fixture
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Point the pages at the built warehouse."""
    monkeypatch.setenv("WAYMARK_HOME", str(home))
    yield
    LIBRARY.close()


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("language", ["en", "de"])
def test_the_address_of_the_lab_opens_with_everything_in_it(language: Any) -> None:
    app = opened(mission="who-ccei", target="who-ccei-vacc-90", place="GBR", window="5", lang=language)
    text = "".join(block.value for block in app.markdown)

    assert not app.exception
    assert words_of(language)("lab.title") in text
    assert words_of(language)("lab.explore.mark") in text


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("value", [HOSTILE[0], HOSTILE[-1]])
def test_a_hostile_address_is_shown_as_text(value: str) -> None:
    app = opened(**dict.fromkeys(("mission", "target", "place", "as_of", *SETTINGS), value))

    assert not app.exception
    assert "<script" not in "".join(block.value for block in app.markdown)


def test_the_methods_of_a_target_and_the_methods_page_lead_here(warehouse: OpenWarehouse) -> None:
    from dashboard.pages import methods, mission  # noqa: PLC0415 - only this test looks at them

    plain = replace(view_of(warehouse), selection=Selection(**GBR))

    assert '/lab?mission=who-ccei&amp;target=who-ccei-vacc-90&amp;place=GBR&amp;lang=en"' in markup(mission.build(plain))
    assert '"/lab?lang=en"' in markup(methods.build(plain))
