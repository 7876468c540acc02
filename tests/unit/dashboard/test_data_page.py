"""The data page: what changed between editions, what the checks noticed, what is late or unconfirmed, and the page as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256

import pandas as pd
import pytest

from dashboard.components.block import Choice
from dashboard.keeping import Shelf
from dashboard.loading import OpenWarehouse
from dashboard.pages import data as page
from dashboard.pages.build_notices import examples, grouped
from dashboard.pages.late_sources import late_holdings
from tests.unit.dashboard.small_build import DAY, build_small, html_of, rows_of, text_of, view_of

SIDECAR = """
published: 2024-03-01
reader: contributor
reads:
  - {series: deaths, indicator: rate, confirmed: false}
files:
  figures.csv: {sha256: SUM}
"""


# --- what changed between editions -----------------------------------------------------------------------------------------------------


def test_the_page_tells_how_many_figures_changed_and_by_how_much(small: OpenWarehouse) -> None:
    """The second survey has 60.5 for 60 and 61.5 for 61, and one more value for Sweden; the fourth row is withheld."""
    told = text_of(page.build(view_of(small)))

    assert "Second survey replaces First survey." in told
    assert "2 figures stand in both editions. Of these, 2 were changed. 2 went up and 0 went down." in told
    assert "Half of the changes are 0.5 percentage points or more." in told
    assert "One figure stands only in the newer edition." in told
    assert "0 of the 2 changed figures that had a range now lie outside it." in told


def test_every_change_can_be_taken_along_with_its_citation(small: OpenWarehouse) -> None:
    rows = rows_of(page.build(view_of(small)), "changes")

    assert [(row["place"], row["year"], row["old"], row["new"], row["difference"]) for row in rows[:2]] == [
        ("DEU", "2020", "60.0", "60.5", "0.5"),
        ("DEU", "2021", "61.0", "61.5", "0.5"),
    ]
    assert {row["older_edition"] for row in rows} == {"survey-1"}
    assert all(row["licence"] and row["citation"] for row in rows)


def test_an_edition_that_replaces_none_is_answered_with_another_pair(small: OpenWarehouse) -> None:
    told = text_of(page.build(view_of(small, edition=("registry", "registry-1"))))

    assert "This edition replaces no other." in told
    assert "Second survey replaces First survey." in told


@pytest.mark.parametrize("edition", ["survey-1", "survey-2"])
def test_either_edition_of_a_pair_can_stand_in_the_address(small: OpenWarehouse, edition: str) -> None:
    told = text_of(page.build(view_of(small, edition=("survey", edition))))

    assert "Second survey replaces First survey." in told
    assert "This edition replaces no other." not in told


def test_before_the_newer_edition_nothing_had_changed(small: OpenWarehouse) -> None:
    view = replace(view_of(small), as_of=date(2022, 12, 31))

    assert "No edition held here replaces another one." in text_of(page.build(view))


def test_the_drawing_has_the_largest_change_of_each_place_and_the_table_more(small: OpenWarehouse) -> None:
    """Both changes are Germany's and equal; the first in time is drawn, the table has both."""
    figure = re.search(r'<figure[^>]*id="figure-changes".*?</figure>', html_of(page.build(view_of(small))), re.DOTALL)

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
    monkeypatch.setattr(warehouse, "_pages", Shelf())  # what was made of the notices of the build


def test_a_notice_says_where_what_and_what_would_be_right(small: OpenWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    first = {"what": "value <9> is odd", "column": "value", "value": "<9>"}
    _with_notices(small, monkeypatch, first, {"what": "value <8> is odd", "row": "8"})
    made = page.build(view_of(small))

    assert "There are 2 notices." in text_of(made)
    assert "f.csv line 7, column value, the cell: <9> value <9> is odd look" in text_of(made)
    assert "&lt;9&gt;" in html_of(made)
    assert [row["row"] for row in rows_of(made, "notices")] == ["7", "8"]


def test_a_notice_about_an_edition_of_later_is_not_told_before(small: OpenWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second survey came out in June 2023."""
    _with_notices(small, monkeypatch, {"file": "figures/survey/survey-2.csv"}, {"file": "figures/survey/survey-1.csv"})
    told = text_of(page.build(replace(view_of(small), as_of=date(2022, 12, 31))))

    assert "figures/survey/survey-1.csv" in told
    assert "figures/survey/survey-2.csv" not in told


@pytest.mark.parametrize(("language", "words"), [("en", "noticed nothing odd"), ("de", "nichts aufgefallen")])
def test_a_build_without_notices_says_so(small: OpenWarehouse, language: str, words: str) -> None:
    assert words in text_of(page.build(view_of(small, language)))


def test_a_build_for_the_public_explains_why_there_is_no_list(small: OpenWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(small.build, "audience", "public")
    told = text_of(page.build(view_of(small)))

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
    warehouse = build_small(folder / "warehouse", snapshots=folder / "snapshots")
    yield warehouse
    warehouse.close()


def test_an_unconfirmed_reading_is_named_and_its_edition_marked(dropped_in: OpenWarehouse) -> None:
    made = page.build(view_of(dropped_in))

    assert "is not confirmed; it decides" in text_of(made)
    assert re.search(r"registry/registry-2</small>.*?in force<small>reading not confirmed</small>", html_of(made))
    assert html_of(made).count("reading not confirmed") == 1


def test_a_file_is_listed_with_its_format_and_its_whole_fingerprint(dropped_in: OpenWarehouse) -> None:
    made = page.build(view_of(dropped_in))
    rows = {row["name"]: row for row in rows_of(made, "files")}
    mine = next(row for name, row in rows.items() if name.endswith("figures.csv"))

    assert mine["reader"] == "contributor"
    assert len(mine["sha256"]) == 64
    assert mine["sha256"] in html_of(made)
    assert "as the publisher gave it" in text_of(made)


def test_without_rules_nothing_is_unconfirmed(small: OpenWarehouse) -> None:
    told = text_of(page.build(view_of(small)))

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


# --- the page as a whole ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_part_named_at_the_top_is_on_the_page(small: OpenWarehouse, language: str) -> None:
    made = html_of(page.build(view_of(small, language)))
    named = re.findall(r'href="#([\w-]+)"', made.partition("wm-facts")[2].partition("<h2")[0])

    assert named == [f"part-{name}" for name in page.SECTIONS]
    assert [name for name in named if f'id="{name}"' not in made] == []


def test_an_edition_limits_the_download_only_if_it_holds_the_figures(small: OpenWarehouse) -> None:
    """survey-1 has the uptake of two years; registry-1 has none of it, and an empty file would help nobody."""
    first = rows_of(page.build(view_of(small, indicator="uptake", edition=("survey", "survey-1"))), "observations")
    other = rows_of(page.build(view_of(small, indicator="uptake", edition=("registry", "registry-1"))), "observations")

    assert [row["value"] for row in first] == ["60.0", "61.0"]
    assert {row["edition"] for row in other} == {"survey-2"}


def test_one_pair_of_editions_needs_no_choice(small: OpenWarehouse) -> None:
    made = page.build(view_of(small))

    assert [block.parameter for block in made.blocks if isinstance(block, Choice)] == ["indicator"]
