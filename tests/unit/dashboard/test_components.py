"""Components: what is shown is escaped, what is downloaded runs nowhere, what is asked for wrongly is answered."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pandas as pd
import pytest

from dashboard.__main__ import check_port, main
from dashboard.components import download, shell
from dashboard.components.block import Html, Plot, joined
from dashboard.components.facts import time_bar
from dashboard.components.markup import element, link, one_line
from dashboard.components.note import note
from dashboard.components.table import Column, frame_table, table
from dashboard.components.trouble import no_warehouse
from dashboard.language import words_of
from dashboard.screens import PAGES
from data.errors import SetupError, WarehouseError


def test_attributes_and_texts_are_escaped() -> None:
    written = element("td", "ok", data_label='"><script>', class_=None)

    assert written == '<td data-label="&quot;&gt;&lt;script&gt;">ok</td>'


def test_a_link_stays_in_its_window() -> None:
    assert link("/data?lang=de", "x") == '<a href="/data?lang=de" target="_self">x</a>'


def test_a_note_shows_its_text_as_text() -> None:
    assert "<b>" not in note("Title", "<b>bold</b>").replace("<b>Title</b>", "")


def test_html_is_one_line_so_that_no_blank_line_ends_it() -> None:
    assert one_line("<p>a\n\nb</p>") == "<p>a  b</p>"


def test_neighbouring_pieces_of_html_become_one() -> None:
    blocks = [Html("a"), Html("b"), Plot("key", None, ""), Html("c")]

    assert joined(blocks) == [Html("ab"), Plot("key", None, ""), Html("c")]


def test_a_table_names_its_rows_and_columns_for_screen_readers() -> None:
    written = table((Column("Place"), Column("Value", numeric=True)), [["Sweden", "84%"]], caption="Values")

    assert '<th scope="col">Place</th><th scope="col" class="n">Value</th>' in written
    assert '<th scope="row">Sweden</th><td class="n" data-label="Value">84%</td>' in written


def test_a_wide_table_scrolls_by_keyboard() -> None:
    written = frame_table(pd.DataFrame({"Year": ["2020"], "<Value>": ["1"]}), "Table")

    assert 'role="region" aria-label="Table" tabindex="0"' in written
    assert "&lt;Value&gt;" in written


@pytest.mark.parametrize(("today", "expected"), [(2019, "width:0%"), (2024, "width:50%"), (2040, "width:100%")])
def test_the_time_bar_never_leaves_its_frame(today: int, expected: str) -> None:
    assert expected in time_bar(2019, 2029, today)


def test_a_process_without_downloads_links_to_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "served", False)

    assert download.observations_address(indicator="hpv_15_complete") == ""


def test_an_address_of_a_download_names_what_was_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "served", True)

    assert download.observations_address(indicator="x", place=None, group="factor:smoking") == (
        "/download/observations.csv?indicator=x&group=factor%3Asmoking"
    )


def test_the_first_page_of_a_browser_is_ours_in_its_head() -> None:
    """Title and language are read by search engines and screen readers before any script runs."""
    page = shell.first_page("methods", "de", "http://127.0.0.1:8501")

    assert '<html lang="de">' in page
    assert "<title>Methoden – Waymark</title>" in page
    assert '"BACKEND_BASE_URL": "http://127.0.0.1:8501/"' in page


def test_a_browser_without_javascript_is_told_where_the_plain_pages_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYMARK_PUBLIC", "https://example.org/?a=1&b=2")
    shell.first_page.cache_clear()
    page = shell.first_page("methods", "de", "http://127.0.0.1:8501")
    inside = page[page.index("<noscript>") : page.index("</noscript>")]
    shell.first_page.cache_clear()

    assert "Diese Anwendung braucht einen Browser mit JavaScript" in inside
    assert '<a href="https://example.org/?a=1&amp;b=2">' in inside
    assert "You need to enable JavaScript" not in page


def test_the_first_page_escapes_where_it_is_reached() -> None:
    page = shell.first_page("", "en", "http://</script><script>alert(1)")

    assert "</script><script>alert" not in page


@pytest.mark.parametrize(
    ("name", "query", "expected"),
    [
        ("nopage", "lang=de", "/?page=nopage&lang=de"),
        ("mission/x", "mission=de-ndk&page=y", "/?page=mission%2Fx&mission=de-ndk"),
        ("<script>", "", "/?page=%3Cscript%3E"),
        ("Mission", "mission=de-ndk", "/mission?mission=de-ndk"),
        ("missions", "", "/"),
        ("index.html", "lang=en", "/?lang=en"),
    ],
)
def test_an_unknown_page_leads_to_the_first_and_keeps_the_choices(name: str, query: str, expected: str) -> None:
    """The name goes along to be told; a page written in other letters, or the first by its name, is no mistake."""
    assert expected == shell.address_instead(name, query, PAGES)


def test_without_a_warehouse_the_page_says_how_to_mend_it() -> None:
    error = WarehouseError("var/warehouse", "there is no <b>warehouse</b> here yet", "run `python -m etl build`")
    page = no_warehouse(words_of("de"), error)

    assert "Es gibt noch keine Zahlen zu zeigen" in page
    assert "python -m etl build" in page
    assert "&lt;b&gt;" in page


@pytest.fixture
def taken_port() -> Iterator[int]:
    """Return a port on which something listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_taken_port_is_named_with_the_way_out(taken_port: int) -> None:
    with pytest.raises(SetupError, match=rf"port {taken_port}: is taken by another program; choose another one: `make run PORT="):
        check_port(taken_port)


def test_the_command_says_so_on_standard_error_and_fails(taken_port: int, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["serve", "--port", str(taken_port)])

    assert code == 1
    assert "--port" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["serve", "--port", "x"],
        ["serve", "--port", "70000"],
        ["serve", "--port", "²"],
        ["serve", "--port", "８０８０"],
        ["serve", "--port", "9" * 5000],
        ["open"],
    ],
)
def test_wrong_usage_ends_with_code_two(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    assert stopped.value.code == 2
