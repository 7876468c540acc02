"""Baking a small world: hostile texts, the same bytes twice, the wrong audience, the commands."""

from __future__ import annotations

import http.client
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import html5lib
import pytest

from dashboard.__main__ import main
from dashboard.loading import OpenWarehouse
from dashboard.public import preview, release
from dashboard.public.baking import bake
from dashboard.public.settings import OPERATOR, Settings, checked_base_url, read_operator
from dashboard.public.site import Site, check_audience
from data.committee.checked import problems_of
from data.errors import ProjectError, SetupError, WarehouseError
from etl import build
from tests.leaks import leaks

SMALL = Path(__file__).resolve().parents[3] / "small"
MARKUP = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
FORMULA = "=1+1"
BACKWARDS = "\u202egnissalb\u202c"
LONG = "Donaudampfschifffahrt" * 20
HOSTILE = f"{MARKUP} {{{{ 7*7 }}}} {BACKWARDS} {FORMULA} {LONG}"


def _world(folder: Path, *, hostile: bool = False) -> None:
    for name in ("catalogue", "figures"):
        shutil.copytree(SMALL / name, folder / name)
    if hostile:
        _write_hostile(folder / "catalogue")


def _write_hostile(catalogue: Path) -> None:
    """Put markup, template code, right-to-left marks, a formula and a very long word wherever a reader sees a text."""
    written = HOSTILE.replace('"', "'")
    for file, old in (
        ("missions/de-test.yml", "Mission for the tests"),
        ("missions/de-test.yml", "More people are tested."),
        ("missions/de-test.yml", "Seventy per cent are tested"),
        ("missions/de-test.yml", "Made up for the tests"),
        ("indicators/rate.yml", "Made-up death rate"),
        ("indicators/uptake.yml", None),
        ("sources/survey.yml", None),
    ):
        path = catalogue / file
        text = path.read_text("utf-8")
        if old is None:
            text = re.sub(r"^name: \{en: .*?, de: ", f'name: {{en: "{written}", de: ', text, flags=re.MULTILINE)
        else:
            text = text.replace(old, f'"{written}"', 1)
        path.write_text(text, "utf-8")
    places = catalogue / "places.csv"
    places.write_text(places.read_text("utf-8").replace("Germany", f'"{HOSTILE}"'), "utf-8")


def _warehouse(folder: Path, audience: str = "public") -> OpenWarehouse:
    file = build.build(catalogue=folder / "catalogue", figures=folder / "figures", folder=folder / "warehouse", audience=audience)
    return OpenWarehouse(file)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Site]:
    """Return the site of the small world."""
    _world(tmp_path)
    warehouse = _warehouse(tmp_path)
    yield Site(warehouse, Settings(read_operator(), "https://small.example/"))
    warehouse.close()


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    _world(tmp_path, hostile=True)
    warehouse = _warehouse(tmp_path)
    baked = bake(Site(warehouse, Settings(read_operator(), "https://small.example/")), tmp_path / "site")
    warehouse.close()
    written = {file.relative_to(baked.folder).as_posix(): file.read_text("utf-8") for file in baked.folder.rglob("*.html")}
    hostile = {path for path, page in written.items() if "&lt;img src=x onerror=alert(2)&gt;" in page}
    pages = list(written.values())

    # Names are changed in English; the document of a citation is the same in every language.
    assert hostile >= {
        "en/index.html", "en/missions/de-test/index.html", "en/places/index.html", "en/places/DEU/index.html",
        "de/missions/de-test/index.html", "en/numbers/index.html",
        *(f"en/numbers/{path}index.html" for path in ("rate/", "rate/DEU/", "uptake/", "uptake/DEU/", "uptake/SWE/")),
    }  # fmt: skip
    for page in pages:
        assert "<img" not in page
        assert "alert(1)</script>" not in page
        assert "\n49\n" not in page
        html5lib.HTMLParser(strict=True).parse(page)
    assert any("{{ 7*7 }}" in page for page in pages)


def test_the_same_figures_give_the_same_bytes(small: Site, tmp_path: Path) -> None:
    first, second = (bake(Site(small.warehouse, small.settings), tmp_path / name) for name in ("one", "two"))
    names = list(release.names_of(first.folder))

    assert first.name == second.name
    assert names == list(release.names_of(second.folder))
    for name in names:
        assert (first.folder / name).read_bytes() == (second.folder / name).read_bytes(), name


def test_what_a_committee_keeps_is_in_no_byte_of_the_site(small: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists that the dashboard shows: they are read by the catalogue that is published, so the site could tell them."""
    monkeypatch.setenv("WAYMARK_HOME", str(tmp_path))
    mission = next(iter(small.warehouse.catalogue.missions.values()))
    about, secret = f"mission: {mission.id}, target: {mission.targets[0].id}", "Kvartalsmote"
    (tmp_path / "actions.yml").write_text(f"actions: [{{{about}, agreed: 2020-01-31, what: {secret}}}]", "utf-8")
    (tmp_path / "views.yml").write_text(
        f"views: [{{{about}, status: away, why: {secret}, who: {secret}, decided: 2020-01-31, until: 2099-01-31}}]", "utf-8"
    )
    made = bake(small, tmp_path / "site")

    assert problems_of(tmp_path, small.warehouse.catalogue) == []
    assert leaks(made.folder, [secret]) == []


def test_publishing_again_writes_nothing(small: Site, tmp_path: Path) -> None:
    first = bake(small, tmp_path / "site")
    made = {file: file.stat().st_mtime_ns for file in first.folder.rglob("*")}
    again = bake(Site(small.warehouse, small.settings), tmp_path / "site")

    assert (first.existed, again.existed, again.folder) == (False, True, first.folder)
    assert made == {file: file.stat().st_mtime_ns for file in first.folder.rglob("*")}


def test_a_new_release_shares_the_pages_that_stayed_the_same(small: Site, tmp_path: Path) -> None:
    """
    Another operator changes the three statements in each language, and where errors are reported and questions asked.

    A release changes the first pages and those of the downloads, which name it, and the verdicts release by release; everything else stays.
    """
    first = bake(small, tmp_path / "site")
    operator = small.settings.operator.model_copy(update={"name": "Somebody else", "email": "a@b.example"})
    second = bake(Site(small.warehouse, Settings(operator, small.settings.base_url)), tmp_path / "site")
    pages = [name for name in release.names_of(second.folder) if name.endswith((".html", ".html.gz"))]
    changed = [name for name in pages if (first.folder / name).stat().st_ino != (second.folder / name).stat().st_ino]

    reports = {name for name in pages if re.fullmatch(r"(en|de)/(numbers/[^/]+/[^/]+|corrections)/index\.html", name)}

    assert first.name != second.name
    assert {name.removesuffix(".gz") for name in changed} == {
        *(f"{language}/{page}/index.html" for language in ("en", "de") for page in ("imprint", "privacy", "accessibility", "easy")),
        *(f"{language}/{page}index.html" for language in ("en", "de") for page in ("", "promises/", "data/")),
        *(f"{language}/index.html" for language in ("sv", "nl")),
        # Each folder of the open data says to which release it belongs.
        *(name for name in pages if name.startswith("data/") and name.endswith(".html")),
        *reports,
    }


def test_a_warehouse_for_the_house_is_refused_and_the_remedy_named(tmp_path: Path) -> None:
    _world(tmp_path)
    warehouse = _warehouse(tmp_path, "internal")
    with pytest.raises(WarehouseError, match=r"built for the internal audience.*etl build --audience public"):
        check_audience(warehouse)
    warehouse.close()


def test_the_command_bakes_and_goes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    _world(tmp_path)
    _warehouse(tmp_path).close()
    monkeypatch.setenv("WAYMARK_HOME", str(tmp_path))
    folder = str(tmp_path / "site")

    assert main(["publish", folder]) == 0
    first = release.releases(Path(folder))[0]
    assert main(["publish", folder, "--base-url", "https://small.example"]) == 0
    assert main(["publish", folder, "--use", first]) == 0
    assert (Path(folder) / "latest").resolve().name == first
    told = capsys.readouterr()
    assert "unchanged since the release before" in told.out
    assert "not filled in yet: name" in told.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--use", "2026-01-01-0000000000"), "holds no release"),
        (("--base-url", "ftp://x"), "is no address of a folder"),
        (("--operator", "nowhere.yml"), "there is no such file"),
        (("--warehouse", "nowhere.duckdb"), "is not named like a warehouse"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(
    arguments: tuple[str, ...], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["publish", str(tmp_path / "site"), *arguments]) == 1
    assert told in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_an_operator_s_file_with_an_unknown_field_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "operator.yml"
    file.write_text(OPERATOR.read_text("utf-8") + "colour: blue\n", "utf-8")
    with pytest.raises(ProjectError, match="colour"):
        read_operator(file)


def test_base_addresses_end_with_a_slash() -> None:
    assert checked_base_url("https://a.example/b") == "https://a.example/b/"
    with pytest.raises(SetupError):
        checked_base_url("a.example")


def test_the_preview_serves_pages_with_a_strict_policy_and_nothing_else(small: Site, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    baked = bake(small, folder)
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    opened = preview.server(folder, 0)
    Thread(target=opened.serve_forever, daemon=True).start()
    try:
        answers = {
            path: _get(opened.server_port, path)
            for path in ("/en/", f"/releases/{baked.name}/de/", "/de/nothing", "/assets/", "/../secret.txt")
        }
    finally:
        opened.shutdown()
        opened.server_close()

    assert [answer[0] for answer in answers.values()] == [200, 200, 404, 404, 404]
    assert "default-src 'none'" in answers["/en/"][1]
    assert 'lang="de"' in answers["/de/nothing"][2]
    assert "secret" not in answers["/../secret.txt"][2]


def _get(port: int, path: str) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    content = answer.read().decode()
    connection.close()
    return answer.status, answer.headers["Content-Security-Policy"], content
