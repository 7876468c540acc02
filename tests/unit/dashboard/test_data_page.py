"""The data page: what changed between editions, what the checks noticed, what is late, corrected or unconfirmed, and code that runs."""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboard.components.block import Choice, Download, Html, Page
from dashboard.components.view import View
from dashboard.language import words_of
from dashboard.loading import OpenWarehouse
from dashboard.pages import country, mission
from dashboard.pages import data as page
from dashboard.pages.build_notices import examples, grouped
from dashboard.pages.corrections import correction_note, place_notes
from dashboard.pages.late_sources import late_holdings
from dashboard.pages.taking_along import snippets
from dashboard.selection import Selection
from data.warehouse import store
from etl import build
from metrics.revisions import changed_values

SMALL = Path(__file__).resolve().parents[2] / "small"
DAY = date(2024, 5, 1)

CORRECTIONS = """
- id: uptake-2021-digits
  source: survey
  edition: survey-2
  match: {indicator: uptake, place: DEU, year: 2021}
  expected: {value: 61.5, lower: 59.5, upper: 63.5, numerator: 615}
  action: set
  set: {value: 65.1, lower: 63.1, upper: 67.1, numerator: 651}
  reason: {en: Two digits are swapped., de: Zwei Ziffern sind vertauscht.}
  evidence: {document: "Report <2023>", locator: page 12, confidence: seen_in_stored_source}
  who: A. Steward
  decided: 2024-01-31
- id: rate-2019-left-out
  source: registry
  match: {indicator: rate, place: SWE, year: 2019}
  expected: {value: 140.5}
  action: drop
  reason: {en: Deaths of another year were counted., de: Es wurden Todesfälle eines anderen Jahres gezählt.}
  evidence: {document: "Letter of the registry", confidence: general_knowledge_unverified}
  who: B. Steward
  decided: 2024-02-29
"""
SIDECAR = """
published: 2024-03-01
reader: contributor
reads:
  - {series: deaths, indicator: rate, confirmed: false}
files:
  figures.csv: {sha256: SUM}
"""


def _build(folder: Path, catalogue: Path = SMALL / "catalogue", snapshots: Path | None = None) -> OpenWarehouse:
    file = build.build(
        catalogue=catalogue, figures=SMALL / "figures", folder=folder, today=DAY, snapshots=snapshots or folder / "none", force=True
    )
    return OpenWarehouse(file)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenWarehouse]:
    """Build the small inputs, in which nothing is corrected."""
    warehouse = _build(tmp_path_factory.mktemp("small"))
    yield warehouse
    warehouse.close()


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenWarehouse]:
    """Build the small inputs with two corrections, one of them of the series that the small target is judged by."""
    folder = tmp_path_factory.mktemp("corrected")
    shutil.copytree(SMALL / "catalogue", folder / "catalogue")
    (folder / "catalogue" / "corrections.yml").write_text(CORRECTIONS, encoding="utf-8")
    promise = folder / "catalogue" / "missions" / "de-test.yml"
    text = promise.read_text(encoding="utf-8")
    promise.write_text(text.replace("        sex: all\n", '        sex: all\n        age: "50-69"\n        site: C50\n'), encoding="utf-8")
    warehouse = _build(folder / "warehouse", folder / "catalogue")
    yield warehouse
    warehouse.close()


def _view(warehouse: OpenWarehouse, language: Any = "en", **chosen: Any) -> View:
    return View(warehouse, Selection(language=language, **chosen), words_of(language), "light", DAY)


def _html(made: Page) -> str:
    return "".join(block.text for block in made.blocks if isinstance(block, Html))


def _told(made: Page) -> str:
    """Return what a reader reads: no tags, one blank between words."""
    bare = re.sub(r"<svg\b.*?</svg>", " ", _html(made), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", bare)).replace("\u00a0", " "))


def _download(made: Page, key: str) -> list[dict[str, str]]:
    block = next(block for block in made.blocks if isinstance(block, Download) and block.key == key)
    return list(csv.DictReader(io.StringIO(block.make())))


def _rows(edition: str, *values: tuple[str, float | None, float | None, float | None]) -> pd.DataFrame:
    key = {"year": 2020, "year_end": 2020, "sex": "all", "age": "all", "site": "all", "group": "all", "edition": edition}
    rows = [{"place": place, **key, "value": value, "lower": lower, "upper": upper} for place, value, lower, upper in values]
    return pd.DataFrame(rows).astype(dict.fromkeys(("value", "lower", "upper"), "float64"))


# --- what changed between editions -----------------------------------------------------------------------------------------------------


def test_the_largest_change_comes_first_whatever_its_sign() -> None:
    """60 to 83 is +23, 90 to 40 is -50."""
    old = _rows("one", ("GBR", 60.0, None, None), ("MEX", 90.0, None, None), ("SWE", 5.0, None, None))
    new = _rows("two", ("GBR", 83.0, None, None), ("MEX", 40.0, None, None), ("SWE", 5.0, None, None))
    found = changed_values(pd.concat([old, new]), "one", "two")

    assert list(zip(found["place"], found["difference"], strict=True)) == [("MEX", -50.0), ("GBR", 23.0), ("SWE", 0.0)]


def test_a_change_is_held_against_the_range_of_the_older_edition() -> None:
    """12 lies inside 8 to 13, 14 outside; without a range nothing is said."""
    old = _rows("one", ("DEU", 10.0, 8.0, 13.0), ("SWE", 10.0, 8.0, 13.0), ("GBR", 10.0, None, None))
    new = _rows("two", ("DEU", 12.0, None, None), ("SWE", 14.0, None, None), ("GBR", 99.0, None, None))
    found = changed_values(pd.concat([old, new]), "one", "two").set_index("place")["outside_interval"]

    assert (found["DEU"], found["SWE"], found.isna()["GBR"]) == (False, True, True)


def test_a_figure_of_one_edition_alone_is_no_change() -> None:
    """A value that was withheld and is now printed is new, not a change from zero."""
    old = _rows("one", ("DEU", None, None, None), ("SWE", 3.0, None, None))
    new = _rows("two", ("DEU", 4.0, None, None))
    found = changed_values(pd.concat([old, new]), "one", "two").set_index("place")

    assert found["difference"].isna().all()
    assert (found["old"].isna()["DEU"], found["new"].isna()["SWE"]) == (True, True)


def test_the_page_tells_how_many_figures_changed_and_by_how_much(small: OpenWarehouse) -> None:
    """The second survey has 60.5 for 60 and 61.5 for 61, and one more value for Sweden; the fourth row is withheld."""
    told = _told(page.build(_view(small)))

    assert "Second survey replaces First survey." in told
    assert "2 figures stand in both editions. Of these, 2 were changed. 2 went up and 0 went down." in told
    assert "Half of the changes are 0.5 percentage points or more." in told
    assert "One figure stands only in the newer edition." in told
    assert "0 of the 2 changed figures that had a range now lie outside it." in told


def test_every_change_can_be_taken_along_with_its_citation(small: OpenWarehouse) -> None:
    rows = _download(page.build(_view(small)), "changes")

    assert [(row["place"], row["year"], row["old"], row["new"], row["difference"]) for row in rows[:2]] == [
        ("DEU", "2020", "60.0", "60.5", "0.5"),
        ("DEU", "2021", "61.0", "61.5", "0.5"),
    ]
    assert {row["older_edition"] for row in rows} == {"survey-1"}
    assert all(row["licence"] and row["citation"] for row in rows)


def test_an_edition_that_replaces_none_is_answered_with_another_pair(small: OpenWarehouse) -> None:
    told = _told(page.build(_view(small, edition=("registry", "registry-1"))))

    assert "This edition replaces no other." in told
    assert "Second survey replaces First survey." in told


@pytest.mark.parametrize("edition", ["survey-1", "survey-2"])
def test_either_edition_of_a_pair_can_stand_in_the_address(small: OpenWarehouse, edition: str) -> None:
    told = _told(page.build(_view(small, edition=("survey", edition))))

    assert "Second survey replaces First survey." in told
    assert "This edition replaces no other." not in told


def test_before_the_newer_edition_nothing_had_changed(small: OpenWarehouse) -> None:
    view = replace(_view(small), as_of=date(2022, 12, 31))

    assert "No edition held here replaces another one." in _told(page.build(view))


def test_the_drawing_has_the_largest_change_of_each_place_and_the_table_more(small: OpenWarehouse) -> None:
    """Both changes are Germany's and equal; the first in time is drawn, the table has both."""
    figure = re.search(r'<figure[^>]*id="figure-changes".*?</figure>', _html(page.build(_view(small))), re.DOTALL)

    assert figure is not None
    assert "2 of 2 figures were changed, the largest by 0.5 percentage points" in figure.group()
    assert figure.group().count("61.0% became 61.5%") == 1  # in the table
    assert figure.group().count("<tr>") == 3


# --- what the checks noticed -----------------------------------------------------------------------------------------------------------


def test_notices_of_one_check_are_counted_together() -> None:
    """The sentence is the same but for names, codes and numbers."""
    what = ["'rate' of SWE is about 5.2, off by 10", "'uptake' of DEU is about 61, off by 100", "the file is empty"]
    notices = pd.DataFrame({"what": what, "remedy": ["look", "look", "fill it"]})
    found = grouped(notices)

    assert found.to_dict("records") == [
        {"what": "… of … is about …, off by …", "remedy": "look", "times": 2},
        {"what": "the file is empty", "remedy": "fill it", "times": 1},
    ]


def test_remedies_that_differ_in_a_name_are_told_without_it() -> None:
    remedies = ["look for a newer edition: `python -m etl fetch one`", "look for a newer edition: `python -m etl fetch two`"]
    found = grouped(pd.DataFrame({"what": ["row 1 is old", "row 2 is old"], "remedy": remedies}))

    assert list(found["remedy"]) == ["look for a newer edition: …"]


def test_a_check_is_shown_by_a_whole_sentence() -> None:
    """A sentence with gaps for names and numbers cannot be read aloud; the first notice of the check can."""
    notices = pd.DataFrame({"what": ["row 1 is old", "row 2 is old", "row 3 is odd"], "remedy": ["see 1", "see 2", "see 3"]})

    assert examples(notices).to_dict("index") == {
        "row … is old": {"what": "row 1 is old", "remedy": "see 1"},
        "row … is odd": {"what": "row 3 is odd", "remedy": "see 3"},
    }


def test_remedies_that_differ_are_left_to_the_single_notices() -> None:
    found = grouped(pd.DataFrame({"what": ["row 1 is odd", "row 2 is odd"], "remedy": ["do this", "do that"]}))

    assert list(found["remedy"]) == [""]


def _with_notices(warehouse: OpenWarehouse, monkeypatch: pytest.MonkeyPatch, *cells: dict[str, str]) -> None:
    empty = {"severity": "warning", "file": "f.csv", "row": "7", "column": "", "value": "", "what": "odd", "remedy": "look"}
    frame = pd.DataFrame([{**empty, **cell} for cell in cells])
    monkeypatch.setattr(warehouse, "notices", lambda: frame)


def test_a_notice_says_where_what_and_what_would_be_right(small: OpenWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    first = {"what": "value <9> is odd", "column": "value", "value": "<9>"}
    _with_notices(small, monkeypatch, first, {"what": "value <8> is odd", "row": "8"})
    made = page.build(_view(small))

    assert "There are 2 notices." in _told(made)
    assert "f.csv line 7, column value, the cell: <9> value <9> is odd look" in _told(made)
    assert "&lt;9&gt;" in _html(made)
    assert [row["row"] for row in _download(made, "notices")] == ["7", "8"]


def test_a_notice_about_an_edition_of_later_is_not_told_before(small: OpenWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second survey came out in June 2023."""
    _with_notices(small, monkeypatch, {"file": "figures/survey/survey-2.csv"}, {"file": "figures/survey/survey-1.csv"})
    told = _told(page.build(replace(_view(small), as_of=date(2022, 12, 31))))

    assert "figures/survey/survey-1.csv" in told
    assert "figures/survey/survey-2.csv" not in told


@pytest.mark.parametrize(("language", "words"), [("en", "noticed nothing odd"), ("de", "nichts aufgefallen")])
def test_a_build_without_notices_says_so(small: OpenWarehouse, language: str, words: str) -> None:
    assert words in _told(page.build(_view(small, language)))


def test_a_build_for_the_public_explains_why_there_is_no_list(small: OpenWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(small.build, "audience", "public")
    told = _told(page.build(_view(small)))

    assert "The list is left out, because a notice may quote a figure that is not free." in told
    assert "noticed nothing odd" not in told


# --- readings that nobody confirmed, and files -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dropped_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenWarehouse]:
    """Build the small inputs with an official file that is read by a rule with ``confirmed: false``."""
    folder = tmp_path_factory.mktemp("dropped")
    snapshot = folder / "snapshots" / "registry" / "registry-2"
    snapshot.mkdir(parents=True)
    header = "# publisher: Nobody\n# edition: registry-2\n# licence: Free\n# contact: Nobody\nseries,place,year,value\n"
    content = header + "deaths,SWE,2021,138.2\n"
    (snapshot / "figures.csv").write_text(content, encoding="utf-8")
    sidecar = SIDECAR.replace("SUM", sha256(content.encode()).hexdigest())
    (snapshot / "snapshot.yml").write_text(sidecar, encoding="utf-8")
    warehouse = _build(folder / "warehouse", snapshots=folder / "snapshots")
    yield warehouse
    warehouse.close()


def test_an_unconfirmed_reading_is_named_and_its_edition_marked(dropped_in: OpenWarehouse) -> None:
    made = page.build(_view(dropped_in))

    assert "is not confirmed; it decides" in _told(made)
    assert re.search(r"registry/registry-2</small>.*?in force<small>reading not confirmed</small>", _html(made))
    assert _html(made).count("reading not confirmed") == 1


def test_a_file_is_listed_with_its_format_and_its_whole_fingerprint(dropped_in: OpenWarehouse) -> None:
    made = page.build(_view(dropped_in))
    rows = {row["name"]: row for row in _download(made, "files")}
    mine = next(row for name, row in rows.items() if name.endswith("figures.csv"))

    assert mine["reader"] == "contributor"
    assert len(mine["sha256"]) == 64
    assert mine["sha256"] in _html(made)
    assert "as the publisher gave it" in _told(made)


def test_without_rules_nothing_is_unconfirmed(small: OpenWarehouse) -> None:
    told = _told(page.build(_view(small)))

    assert "No reading of an official file in this build is marked as unconfirmed." in told
    assert "A person has confirmed our reading of 0 of 1 versions of targets." in told


# --- sources that are late -------------------------------------------------------------------------------------------------------------


def _holdings(*rows: tuple[str, int, bool]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"source": "s", "edition": edition, "indicator": "rate", "last_year": year, "in_force": on} for edition, year, on in rows]
    )


@pytest.mark.parametrize(("newest", "is_late"), [(2021, False), (2020, True)])
def test_a_figure_is_late_once_its_usual_lag_is_over(newest: int, is_late: bool) -> None:  # noqa: FBT001 (a case of the table)
    """On 1 May 2024, with two years' lag, the figures of 2021 should be out: they came by the end of 2023."""
    editions = pd.DataFrame({"source": ["s"], "id": ["one"], "in_force": [True]})
    late = late_holdings(_holdings(("one", newest, True)), editions, {"rate": 2}, DAY)

    assert list(late["expected_year"]) == ([2021] if is_late else [])


def test_an_edition_that_another_restates_is_never_late() -> None:
    editions = pd.DataFrame({"source": ["s", "s"], "id": ["one", "two"], "in_force": [False, True]})
    late = late_holdings(_holdings(("one", 2010, False), ("two", 2023, True)), editions, {"rate": 2}, DAY)

    assert late.empty


def test_what_was_not_published_yet_is_not_late() -> None:
    """On the day of the view the second edition was not known, so the first was in force and late."""
    editions = pd.DataFrame({"source": ["s"], "id": ["one"], "in_force": [True]})
    late = late_holdings(_holdings(("one", 2010, False), ("two", 2011, True)), editions, {"rate": 2}, DAY)

    assert list(late["edition"]) == ["one"]


# --- corrections -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"), [("en", "No figure in this build is corrected."), ("de", "In diesem Datenbestand ist kein Wert berichtigt.")]
)
def test_without_corrections_the_page_says_that_all_is_as_printed(small: OpenWarehouse, language: str, words: str) -> None:
    assert words in _told(page.build(_view(small, language)))


def test_a_correction_says_everything_about_itself(corrected: OpenWarehouse) -> None:
    told = _told(page.build(_view(corrected)))

    assert "What was printed value 61.5%, lower end of the range 59.5%, upper end of the range 63.5%, number counted 615" in told
    assert "What we use value 65.1%, lower end of the range 63.1%" in told
    assert "Why Two digits are swapped." in told
    assert "Report <2023>, page 12. Read in our copy of the source." in told
    assert "Decided by A. Steward, 31 January 2024" in told
    assert "Until the publisher prints anything else." in told


def test_a_figure_left_out_is_called_left_out(corrected: OpenWarehouse) -> None:
    told = _told(page.build(_view(corrected, "de")))

    assert "nichts, der Wert ist weggelassen" in told
    assert "Es wurden Todesfälle eines anderen Jahres gezählt." in told


def test_corrected_figures_can_be_taken_along(corrected: OpenWarehouse) -> None:
    rows = _download(page.build(_view(corrected)), "corrections")

    assert [(row["correction"], row["published_value"], row["used"]) for row in rows] == [
        ("rate-2019-left-out", "140.5", ""),
        ("uptake-2021-digits", "61.5", "value 65.1; lower 63.1; upper 67.1; numerator 651.0"),
    ]


UPTAKE = pd.Series(
    {"indicator": "uptake", "place": "DEU", "sex": "all", "age": "50-69", "site": "C50", "group": "all"}
    | {"source": "survey", "edition": "survey-2"}
)


def test_a_corrected_number_carries_a_note_with_a_link(corrected: OpenWarehouse) -> None:
    note = correction_note(_view(corrected), UPTAKE)

    assert "Uptake, 2021: the publisher prints 61.5%; 65.1% is used instead. Two digits are swapped." in note
    assert 'href="/data?lang=en#correction-uptake-2021-digits"' in note


@pytest.mark.parametrize(("name", "other"), [("place", "SWE"), ("indicator", "rate"), ("sex", "female"), ("source", "registry")])
def test_another_series_carries_no_note(corrected: OpenWarehouse, name: str, other: str) -> None:
    assert correction_note(_view(corrected), pd.Series({**UPTAKE, name: other})) == ""


def test_a_restated_edition_carries_no_note_of_the_newer_one(corrected: OpenWarehouse) -> None:
    """The reader chose the first survey; what was corrected in the second is not on the screen."""
    assert correction_note(_view(corrected), pd.Series({**UPTAKE, "edition": "survey-1"})) == ""


def test_a_place_carries_the_notes_of_all_its_figures(corrected: OpenWarehouse) -> None:
    view = _view(corrected, "de")

    assert "der Wert ist weggelassen" in place_notes(view, "SWE")
    assert place_notes(view, "SWE", "uptake") == ""
    assert "Sterberate" not in place_notes(view, "DEU")


# --- code and citation -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def beside(small: OpenWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay the downloaded table and the warehouse into a folder, as the text of the page asks."""
    made = page.build(_view(small, indicator="uptake"))
    block = next(block for block in made.blocks if isinstance(block, Download) and block.key == "observations")
    (tmp_path / block.file_name).write_text(block.make(), encoding="utf-8")
    shutil.copy(small.file, tmp_path / small.name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _code(small: OpenWarehouse) -> tuple[dict[str, str], dict[str, str]]:
    return snippets(_view(small), "uptake", "waymark-uptake.csv")


@pytest.mark.usefixtures("beside")
def test_the_python_code_for_the_table_loads_the_figures_in_force(small: OpenWarehouse) -> None:
    """Four rows of the second survey; the first one is restated in this indicator."""
    names: dict[str, Any] = {}
    exec(_code(small)[0]["Python"], names)  # noqa: S102 - the code under test
    figures = names["figures"]

    assert list(figures["value"].dropna()) == [60.5, 61.5, 70.0]
    assert set(figures["edition"]) == {"survey-2"}
    assert list(figures["sex"].unique()) == ["all", "female"]


@pytest.mark.usefixtures("beside")
def test_the_python_code_for_the_warehouse_loads_every_edition(small: OpenWarehouse) -> None:
    names: dict[str, Any] = {}
    exec(_code(small)[1]["Python"], names)  # noqa: S102 - the code under test
    figures = names["figures"]

    assert sorted(figures["edition"].unique()) == ["survey-1", "survey-2"]
    assert len(figures) == 6


@pytest.mark.usefixtures("beside")
def test_the_duckdb_code_loads_the_same_figures_from_table_and_warehouse(small: OpenWarehouse) -> None:
    """Also without the restated edition, as the download does."""
    engine = store.connect(Path(":memory:"), read_only=False)
    from_table, from_warehouse = (codes["DuckDB"] for codes in _code(small))
    with engine.connect() as connection:
        table = connection.exec_driver_sql(from_table).fetchall()
        attach, _, query = from_warehouse.partition(";")
        connection.exec_driver_sql(attach)
        rows = connection.exec_driver_sql(query.rstrip().removesuffix(";")).mappings().fetchall()
    engine.dispose()

    assert sorted(map(str, table)) == sorted(str((row["place"], row["year"], row["value"], row["edition"])) for row in rows)
    assert len(rows) == 4


def test_the_code_on_the_page_keeps_its_lines(small: OpenWarehouse) -> None:
    """The page is put on the screen as one line, in which a line end of the code would be lost."""
    made = _html(page.build(_view(small, indicator="uptake")))

    assert "import pandas as pd&#10;&#10;figures = pd.read_csv(&quot;waymark-uptake.csv&quot;" in made


def test_the_citation_names_the_sources_of_the_chosen_figures(small: OpenWarehouse) -> None:
    told = _told(page.build(_view(small, indicator="uptake"))).partition("How to cite Name the source")[2]

    assert "Sources of Uptake of a made-up test: Nobody, made up for the tests." in told
    assert f"build {str(small.build['input_sha256'])[:12]}" in told


# --- the page as a whole ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_part_named_at_the_top_is_on_the_page(small: OpenWarehouse, language: str) -> None:
    made = _html(page.build(_view(small, language)))
    named = re.findall(r'href="#([\w-]+)"', made.partition("wm-facts")[2].partition("<h2")[0])

    assert named == [f"part-{name}" for name in page.SECTIONS]
    assert [name for name in named if f'id="{name}"' not in made] == []


def test_an_edition_limits_the_download_only_if_it_holds_the_figures(small: OpenWarehouse) -> None:
    """survey-1 has the uptake of two years; registry-1 has none of it, and an empty file would help nobody."""
    first = _download(page.build(_view(small, indicator="uptake", edition=("survey", "survey-1"))), "observations")
    other = _download(page.build(_view(small, indicator="uptake", edition=("registry", "registry-1"))), "observations")

    assert [row["value"] for row in first] == ["60.0", "61.0"]
    assert {row["edition"] for row in other} == {"survey-2"}


def test_one_pair_of_editions_needs_no_choice(small: OpenWarehouse) -> None:
    made = page.build(_view(small))

    assert [block.parameter for block in made.blocks if isinstance(block, Choice)] == ["indicator"]


def test_the_pages_of_a_corrected_number_say_so(corrected: OpenWarehouse) -> None:
    """The note stands on the page of the target and on that of the country, with the way to the evidence."""
    on_target = _html(mission.build(_view(corrected, mission="de-test", target="de-test-uptake", place="DEU", indicator="uptake")))
    on_country = _html(country.build(_view(corrected, place="SWE")))

    assert "#correction-rate-2019-left-out" in on_country
    assert "#correction-uptake-2021-digits" in on_target
