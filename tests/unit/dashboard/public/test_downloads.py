"""The page of the downloads against the files: what it offers is there, as big as it says, and its code loads the figures."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb
import pandas as pd
import pytest

from dashboard.display import size_words
from dashboard.public.baking import Baked

LANGUAGES = ("en", "de")
BASE = "https://waymark.example/site/"
EXAMPLE = "data/indicators/premature_ncd_mortality"
"""The folder with the most figures, which the page shows how to load."""

ROW = re.compile(r'<tr><th scope="row"><a href="../../(data/[^"]+)">[^<]+</a></th><td>[^<]+</td><td class="n"[^>]*>([^<]+)</td></tr>')
ENTRY = re.compile(r'<li><a href="../../(data/[^"]+\.zip)">([^<]+)</a> <small>ZIP, ([^<,]+(?:,\d)?\u00a0[kM]B), ([^<;]+);')
CODE = re.compile(r'<h3>(\w+)</h3>\s*<pre class="copy" translate="no">(.*?)</pre>', re.DOTALL)


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


@pytest.fixture(scope="module")
def served(baked: Baked) -> Iterator[str]:
    """Serve the release and return its address."""
    opened = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(baked.folder)))
    Thread(target=opened.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{opened.server_port}/"
    opened.shutdown()
    opened.server_close()


def _page(baked: Baked, language: str) -> str:
    return unescape((baked.folder / language / "data" / "index.html").read_text("utf-8"))


def _code(baked: Baked, program: str, address: str, language: str = "en") -> str:
    code = dict(CODE.findall(_page(baked, language)))[program]
    assert BASE in code
    return str(code).replace(BASE, address)


def _bytes(told: str, language: str) -> int:
    """Return the whole bytes that *told* speaks of."""
    number, unit = told.split("\u00a0")
    plain = number.replace(".", "").replace(",", ".") if language == "de" else number.replace(",", "")
    return round(float(plain) * {"kB": 1_000, "MB": 1_000_000}[unit])


def _metadata(baked: Baked, folder: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((baked.folder / folder / "metadata.json").read_bytes())
    return read


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_size_is_that_of_the_file(baked: Baked, language: str) -> None:
    page = _page(baked, language)
    told = {**dict(ROW.findall(page)), **{path: size for path, _, size, _ in ENTRY.findall(page)}}

    assert {"data/all/waymark.zip", "data/all/data.csv", "data/waymark.duckdb", "data/missions/de-ndk/waymark-de-ndk.zip"} <= told.keys()
    for path, words in told.items():
        size = (baked.folder / path).stat().st_size
        # One decimal: wrong by at most half of it.
        half = 50 if words.endswith("kB") else 50_000

        assert abs(_bytes(words, language) - size) <= half, (path, words, size)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mission_and_every_indicator_with_figures_is_offered_with_their_number(baked: Baked, language: str) -> None:
    found = {path.rpartition("/")[0]: (name, figures) for path, name, _, figures in ENTRY.findall(_page(baked, language))}
    expected = {}
    for file in (baked.folder / "data").glob("*/*/metadata.json"):
        folder = file.parent.relative_to(baked.folder).as_posix()
        told = _metadata(baked, folder)
        if told["rows"] or told["kind"] == "mission":
            expected[folder] = (told["title"][language], told["rows"])

    assert {folder: name for folder, (name, _) in found.items()} == {folder: name for folder, (name, _) in expected.items()}
    for folder, (_, rows) in expected.items():
        assert int(re.sub(r"\D", "", found[folder][1]) or 0) == rows, folder


def test_the_whole_says_how_many_figures_and_years_it_holds(baked: Baked) -> None:
    """As the table itself counts them."""
    table = pd.read_csv(baked.folder / "data" / "all" / "data.csv", keep_default_na=False, na_values=[""], low_memory=False)
    told = f"{len(table):,} figures from {table['year'].min()} to {table['year_end'].max()}"

    assert told in _page(baked, "en")


def test_what_is_not_in_it_and_what_nobody_confirmed_is_named(baked: Baked) -> None:
    whole, page = _metadata(baked, "data/all"), _page(baked, "en")
    unread = [source for source in whole["sources"] if not source["terms_confirmed"]]

    assert whole["not_included"]
    for source in whole["not_included"]:
        assert f"{source['name']['en']}</a>, {source['publisher']}. {source['why']['en']}" in page
    assert page.count("<small>terms not confirmed by a person yet</small>") == len(unread) > 0
    for source in whole["sources"]:
        assert source["name"]["en"] in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_for_python_loads_the_figures(baked: Baked, served: str, language: str) -> None:
    held: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(_code(baked, "Python", served, language), held)  # noqa: S102 - our own page

    assert len(held["figures"]) == _metadata(baked, EXAMPLE)["rows"]
    assert f"place_{language}" in said.getvalue()


def test_the_code_for_duckdb_loads_the_figures(baked: Baked, tmp_path: Path) -> None:
    """The statement of the page, on the file of the page."""
    fetched, asked = _code(baked, "DuckDB", "").splitlines()
    statement = re.fullmatch(r'duckdb (\S+) "(.*)"', asked)
    assert statement is not None
    shutil.copy(baked.folder / fetched.removeprefix("curl -O "), tmp_path / statement[1])
    with duckdb.connect(str(tmp_path / statement[1]), read_only=True) as connection:
        rows = connection.execute(statement[2]).fetchall()

    assert len(rows) == _metadata(baked, EXAMPLE)["rows"]


def test_the_code_for_r_loads_the_figures(baked: Baked, served: str) -> None:
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("R is not installed here")
    code = _code(baked, "R", served) + "\ncat(nrow(figures), ncol(figures), mean(figures$value), '\\n')"
    told = subprocess.run([program, "-e", code], check=True, capture_output=True, text=True, timeout=120).stdout
    table = pd.read_csv(baked.folder / EXAMPLE / "data.csv", keep_default_na=False, na_values=[""])
    rows, columns, mean = told.splitlines()[-1].split()

    assert (int(rows), int(columns)) == table.shape
    assert float(mean) == pytest.approx(table["value"].mean(), rel=1e-5)  # R prints seven digits


def test_the_example_of_a_call_is_answered(baked: Baked) -> None:
    call = re.search(rf'<pre class="copy" translate="no">curl {BASE}(v1/[^<]+)</pre>', _page(baked, "en"))
    assert call is not None
    answer = json.loads((baked.folder / call[1]).read_bytes())

    assert len(answer["observations"]) == _metadata(baked, EXAMPLE)["rows"]


def test_search_engines_for_data_are_told_where_the_files_lie(baked: Baked) -> None:
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', _page(baked, "de"))
    assert block is not None
    files = [entry["contentUrl"] for entry in json.loads(block[1])["distribution"]]

    assert files
    for file in files:
        assert (baked.folder / file.removeprefix(BASE)).is_file()


def test_a_folder_lists_its_archive_and_the_figures_first(baked: Baked) -> None:
    """What most readers came for; the licence and what programs read come after."""
    listed = re.findall(r'<li><a href="([^"]+)">', (baked.folder / "data" / "missions" / "de-ndk" / "index.html").read_text("utf-8"))

    assert listed[:3] == ["waymark-de-ndk.zip", "data.csv", "verdicts.csv"]


@pytest.mark.parametrize("page", ["data/all/index.html", "en/missions/de-ndk/index.html", "sv/missions/de-ndk/index.html"])
def test_folders_and_missions_lead_to_the_downloads(baked: Baked, page: str) -> None:
    text = (baked.folder / page).read_text("utf-8")

    assert re.search(r'href="(?:\.\./)+en/data/"|href="\.\./\.\./data/"', text)
    assert page.startswith("data/") or re.search(r'href="(?:\.\./)+data/missions/de-ndk/"', text)


@pytest.mark.parametrize(
    ("size", "told"),
    [(1_234, "1.2\u00a0kB"), (999_949, "999.9\u00a0kB"), (999_950, "1.0\u00a0MB"), (13_230_523, "13.2\u00a0MB")],
)
def test_sizes_are_told_in_kilobytes_and_megabytes(size: int, told: str) -> None:
    assert size_words(size, "en") == told
