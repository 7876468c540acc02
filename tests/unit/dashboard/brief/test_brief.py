"""The review pack: a tagged PDF for every mission and language, the same bytes for the same build, and a workbook of real numbers."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest

from dashboard.__main__ import main
from dashboard.brief import document, workbook
from dashboard.brief.pack import targets_to_tell
from dashboard.components.view import View
from dashboard.language import words_of
from dashboard.loading import OpenWarehouse
from dashboard.pages.review_settings import ReviewSelection, ReviewView

DAY = date(2026, 11, 28)


def view_of(warehouse: OpenWarehouse, mission: str, language: Any = "en", since: date | None = None, place: str = "") -> ReviewView:
    """Return the view of a review."""
    selection = ReviewSelection(language=language, mission=mission, since=since, place=place)
    return ReviewView.of_view(View(warehouse, selection, words_of(language), "light", DAY))


def pack(warehouse: OpenWarehouse, mission: str, language: Any = "en", **chosen: Any) -> document.Document:
    """Return the pack of *mission*."""
    return document.brief(view_of(warehouse, mission, language, **chosen), warehouse.catalogue.missions[mission])


def _structure(pdf: pikepdf.Pdf) -> list[tuple[str, Any]]:
    """Return every element of the tag tree with its kind."""
    found: list[tuple[str, Any]] = []
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append((str(node.S), node))
        kids = node.get("/K") if isinstance(node, pikepdf.Dictionary) else None
        if isinstance(kids, pikepdf.Array):
            waiting += [kid for kid in kids if isinstance(kid, pikepdf.Dictionary)]
        elif isinstance(kids, pikepdf.Dictionary):
            waiting.append(kids)
    return found


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_pdf_is_tagged_named_and_in_its_language(warehouse: OpenWarehouse, language: str) -> None:
    """Read by another program than the one that wrote it."""
    made = pack(warehouse, "who-ccei", language)
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        structure = _structure(pdf)
        kinds = [kind for kind, _ in structure]
        metadata = pdf.open_metadata()

        assert len(pdf.pages) == made.pages
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang).startswith(language)
        assert metadata["pdfuaid:part"] == "1"
        assert words_of(language)("brief.title", mission="").split(":")[0] in metadata["dc:title"]  # type: ignore[arg-type]
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/LI", "/Figure"} <= set(kinds)


def _sheets(node: Any, sheet: tuple[int, int] = (0, 0)) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield every element below *node* in the order of reading: its kind, and the sheet on which it begins."""
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from _sheets(kid, sheet)
    elif isinstance(node, pikepdf.Dictionary):
        mine = node.Pg.objgen if "/Pg" in node else sheet
        if "/S" in node:
            yield str(node.S), mine
        yield from _sheets(node.get("/K"), mine)


@pytest.mark.parametrize("mission", ["who-ccei", "de-ndk"])
def test_the_title_of_a_part_stands_on_the_sheet_of_its_drawing(warehouse: OpenWarehouse, mission: str) -> None:
    """The review and every target told in full have a drawing; in these two packs some targets begin in the middle of a sheet."""
    made = pack(warehouse, mission, "de")
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        elements = list(_sheets(pdf.Root.StructTreeRoot.K))
    titles = [n for n, (kind, _) in enumerate(elements) if kind == "/H1"]
    parts = [elements[first:last] for first, last in pairwise([*titles, len(elements)])]
    drawn = [(part[0][1], sheets[0]) for part in parts if (sheets := [sheet for kind, sheet in part if kind == "/Figure"])]

    assert len(drawn) == 1 + made.told
    assert all(title == drawing for title, drawing in drawn)


def test_every_picture_says_what_it_shows(warehouse: OpenWarehouse) -> None:
    with pikepdf.open(io.BytesIO(pack(warehouse, "who-ccei").pdf)) as pdf:
        figures = [node for kind, node in _structure(pdf) if kind == "/Figure"]

        assert figures
        assert all(len(str(node.Alt)) > 20 for node in figures)


def test_short_and_long_missions_fit_a_meeting(warehouse: OpenWarehouse) -> None:
    """From 4 to 12 pages: the review, at least one target in full, what its documents state, the rules with the sources."""
    for mission in ("au-acp", "us-hp2030", "se-testbed", "eu-ebcp"):
        made = pack(warehouse, mission)

        assert 4 <= made.pages <= document.MOST_PAGES, mission
        assert made.told >= 1, mission


def test_the_same_build_gives_the_same_bytes(warehouse: OpenWarehouse) -> None:
    first, second = (pack(warehouse, "de-ndk", "de", since=date(2025, 1, 1)) for _ in range(2))
    tables = [workbook.workbook(view_of(warehouse, "de-ndk"), warehouse.catalogue.missions["de-ndk"]) for _ in range(2)]

    assert first.pdf == second.pdf
    assert tables[0] == tables[1]


def test_what_can_be_judged_is_told_first(warehouse: OpenWarehouse) -> None:
    view = view_of(warehouse, "who-ccei")
    rows = view.in_force().set_index(["target", "place"])
    told = targets_to_tell(view, warehouse.catalogue.missions["who-ccei"])
    assessable = [rows.loc[(standing.target.id, place), "status"] != "not_assessable" for standing, place in told]

    assert assessable == sorted(assessable, reverse=True)


def test_the_workbook_has_numbers_units_flags_and_no_formula(warehouse: OpenWarehouse) -> None:
    """Germany's 47 % of 2021 is the number 47, in a row with its unit and its place in the source."""
    made = workbook.workbook(view_of(warehouse, "who-ccei"), warehouse.catalogue.missions["who-ccei"])
    book = openpyxl.load_workbook(io.BytesIO(made))
    sheet = book["Figures"]
    head = [cell.value for cell in sheet[1]]
    rows = [dict(zip(head, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=2)]
    germany = [row for row in rows if row["place"] == "DEU" and row["year"] == 2021 and row["indicator"] == "hpv_15_complete"]

    assert germany[0]["value"] == 47
    assert germany[0]["unit"] == "percent"
    assert (germany[0]["obs_status"], germany[0]["obs_status_words"]) == ("E", "estimated")
    assert germany[0]["used"] is True
    assert {row["used"] for row in rows} <= {True, False}
    assert "row 764" in germany[0]["locator"]
    assert all(not page.merged_cells.ranges for page in book)
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)


def test_text_that_looks_like_a_formula_stays_text(warehouse: OpenWarehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    mission = warehouse.catalogue.missions["de-ndk"]
    evil = "=HYPERLINK(0)"
    monkeypatch.setattr(View, "place_name", lambda _self, _code: evil)
    made = workbook.workbook(view_of(warehouse, "de-ndk"), mission)
    cells = [cell for page in openpyxl.load_workbook(io.BytesIO(made)) for row in page.iter_rows() for cell in row if cell.value == evil]

    assert cells
    assert all(cell.data_type == "s" for cell in cells)


def test_what_a_committee_keeps_has_sheets_of_its_own(warehouse: OpenWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only where it keeps something on the mission that can be read."""
    monkeypatch.setenv("WAYMARK_HOME", str(tmp_path))
    mission, view = warehouse.catalogue.missions["gb-sct-bowel"], view_of(warehouse, "gb-sct-bowel")
    entry = f"mission: gb-sct-bowel, target: {mission.targets[0].id}"
    (tmp_path / "actions.yml").write_text(f"actions: [{{{entry}, agreed: 2024-03-05, what: =1+1, due: 2024-09-30}}]", "utf-8")
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook(view, mission)))
    head, row = ([cell.value for cell in cells] for cells in book["Agreed"].iter_rows())
    told = dict(zip(head, row, strict=True))

    assert "Own views" not in book.sheetnames
    assert (told["target"], told["target_name"]) == (mission.targets[0].id, view.of(mission.targets[0].name))
    assert (told["agreed"], told["due"], told["what"], told["done"]) == ("2024-03-05", "2024-09-30", "=1+1", None)

    (tmp_path / "actions.yml").write_text("actions: 3", "utf-8")
    (tmp_path / "views.yml").write_text(
        f"views: [{{{entry}, status: away, why: x, who: We, decided: 2020-01-01, until: 2099-01-01}}]", "utf-8"
    )
    names = openpyxl.load_workbook(io.BytesIO(workbook.workbook(view, mission))).sheetnames

    assert (names[-1], "Agreed" in names) == ("Own views", False)


def test_a_list_of_several_missions_is_read_for_the_brief_of_one(
    warehouse: OpenWarehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A committee keeps one list for all its missions; a brief opens the catalogue of its own mission alone."""
    monkeypatch.setenv("WAYMARK_HOME", str(tmp_path))
    targets = {"gb-sct-bowel": "gb-sct-bowel-60", "un-sdg": "un-sdg-3-4-1"}
    entries = [f"  - {{mission: {mission}, target: {target}," for mission, target in targets.items()]
    actions = [f"{entry} agreed: 2024-03-05, what: x}}" for entry in entries]
    # One entry with a target and one without it: the cells of the second are empty.
    actions.append("  - {mission: gb-sct-bowel, agreed: 2024-03-05, what: y}")
    views = [f"{entry} status: away, why: x, who: We, decided: 2020-01-01, until: 2099-01-01}}" for entry in entries]
    (tmp_path / "actions.yml").write_text("\n".join(["actions:", *actions]), "utf-8")
    (tmp_path / "views.yml").write_text("\n".join(["views:", *views]), "utf-8")
    view = view_of(warehouse.only("gb-sct-bowel"), "gb-sct-bowel")
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook(view, warehouse.catalogue.missions["gb-sct-bowel"])))

    assert [book[name].max_row for name in ("Agreed", "Own views")] == [3, 2]
    assert [cell.value for cell in book["Agreed"]["C"]] == ["target", "gb-sct-bowel-60", None]
    assert [cell.value for cell in book["Own views"]["C"]] == ["status_words", "Moving away from the target"]


def test_the_command_writes_both_files(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WAYMARK_HOME", str(home))
    code = main(["brief", "gb-sct-bowel", str(tmp_path / "pack.pdf"), "--lang", "de", "--since", "2023-01-01"])

    assert code == 0
    assert (tmp_path / "pack.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "pack.xlsx").exists()
    assert "pages" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nope", "x.pdf"], "mission: 'nope' is unknown; known: au-acp"),
        (["de-nkd", "x.pdf"], "mission: 'de-nkd' is unknown; did you mean de-ndk?"),
        (["", "x.pdf"], "mission: '' is unknown; known: au-acp"),
        (["de-ndk", "x.pdf", "--place", "zz"], "place: 'zz' is unknown; write its code"),
        (["de-ndk", "x.pdf", "--since", "1990-01-01"], "--since: on 1990-01-01 nothing had been published yet; give a day from 2013-12-31"),
        (["de-ndk", "x.pdf", "--as-of", "1990-01-01"], "as of 1990-01-01: nothing had been published yet; give a day from 2013-12-31"),
        (["de-ndk", "x.doc"], "is no name of a PDF"),
        (["de-ndk", "nowhere/x.pdf"], "cannot be written"),
        (["de-ndk", "x.pdf", "--place", "FRA"], "judged in: DEU"),
        (["de-ndk", "x.pdf", "--since", "2999-01-01"], "--since: 2999-01-01 is not before the day of the pack"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(  # noqa: PLR0917 - pytest hands them over by name
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    monkeypatch.setenv("WAYMARK_HOME", str(home))
    monkeypatch.chdir(tmp_path)

    assert main(["brief", *arguments]) == 1
    assert told in capsys.readouterr().err
    assert not list(tmp_path.glob("*.pdf"))


def test_a_mission_without_any_row_yet_gets_a_short_pack(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the day after the first edition nothing of the German mission was known, and the pack says so."""
    monkeypatch.setenv("WAYMARK_HOME", str(home))

    assert main(["brief", "de-ndk", str(tmp_path / "early.pdf"), "--as-of", "2014-01-01"]) == 0


def test_a_day_that_is_none_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["brief", "de-ndk", "x.pdf", "--since", "yesterday"])

    assert ended.value.code == 2
    assert "write it as 2026-06-30" in capsys.readouterr().err


def test_the_workbook_is_written_once_while_the_pack_is_set(warehouse: OpenWarehouse) -> None:
    """Also where the pack is too long at first and set again; the pack is the same either way."""
    view, mission = view_of(warehouse, "eu-ebcp"), warehouse.catalogue.missions["eu-ebcp"]
    books: list[bytes] = []
    made = document.brief(view, mission, meanwhile=lambda: books.append(workbook.workbook(view, mission)))

    assert books == [workbook.workbook(view, mission)]
    assert made == document.brief(view, mission)
