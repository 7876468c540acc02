"""Charts to embed and pictures to share: whole, escaped, the same every time, and nothing of the site around them."""

from __future__ import annotations

import html
import io
import re
import struct

import html5lib
import pytest
from PIL import Image

from dashboard.components.view import View
from dashboard.public import share
from dashboard.public.embeds import embed_code, embed_pages, figure_of
from dashboard.public.kinds import missions
from dashboard.public.page import Page
from dashboard.public.render import Renderer
from dashboard.public.site import Site

SCOTLAND = "missions/gb-sct-bowel/"


@pytest.fixture(scope="module")
def made(site: Site) -> dict[str, Page]:
    """Return the pages of the missions and of their drawings in English."""
    return {page.path: page for page in missions.pages(site, site.views["en"])}


def test_every_drawing_of_a_mission_has_a_page_of_its_own(made: dict[str, Page]) -> None:
    drawn = [figure for page in made.values() if page.template == "mission.html" for figure in page.context["figures"]]  # type: ignore[attr-defined]

    assert drawn
    assert {figure.embed for figure in drawn} == {path for path, page in made.items() if page.template == "embed.html"}


def test_a_drawing_alone_has_finding_status_source_date_and_way_back(site: Site, made: dict[str, Page]) -> None:
    page = made[f"embed/{SCOTLAND}main-0/"]
    text = Renderer(site).html(page, site.views["en"].words)
    html5lib.HTMLParser(strict=True).parse(text)

    for part in (
        "Target met",
        "Source: Public Health Scotland",
        "Figures as of",
        '<a href="../../../../missions/gb-sct-bowel/" target="_top">',
    ):
        assert part in text
    assert "<nav" not in text
    assert 'name="robots" content="noindex"' in text


def test_the_code_to_embed_leads_to_that_page_and_is_not_run(site: Site, made: dict[str, Page]) -> None:
    text = Renderer(site).html(made[SCOTLAND], site.views["en"].words)
    code = html.unescape(re.search(r'<code class="copy">(&lt;iframe.*?)</code>', text)[1])  # type: ignore[index]

    assert 'src="https://waymark.example/site/en/embed/missions/gb-sct-bowel/main-0/"' in code
    assert "<iframe" not in text
    html5lib.HTMLParser(strict=True).parseFragment(code)


def test_a_hostile_title_cannot_leave_its_attribute() -> None:
    code = embed_code("https://x.example/", '"><script>alert(1)</script>')

    assert "<script>" not in code
    assert html.unescape(re.search(r'title="([^"]*)"', code)[1]) == '"><script>alert(1)</script>'  # type: ignore[index]


def test_without_an_address_there_is_no_code(site: Site, made: dict[str, Page]) -> None:
    """A frame with half an address would show nothing."""
    bare = Site(site.warehouse, site.settings.__class__(site.settings.operator))
    chart = made[SCOTLAND].context["figures"][0].chart  # type: ignore[index]
    figure = figure_of(bare, site.views["en"], SCOTLAND, chart, "main-0")

    assert figure.code == ""
    assert figure.embed == f"embed/{SCOTLAND}main-0/"
    assert [page.path for page in embed_pages(made[SCOTLAND], [figure])] == [figure.embed]


def test_pictures_have_the_size_that_platforms_ask_for_and_are_the_same_every_time() -> None:
    chips = [{"status": "met", "words": "Met"}]
    told = [
        {"lang": "en", "name": "A <b>mission</b> #set", "promise": "$x$ [y] \\ *z*", "answer": "Yes.", "chips": chips},
        {"lang": "de", "name": "B", "promise": "", "answer": "Nein. " * 200, "chips": []},
    ]  # fmt: skip
    first, second = share.pictures(told), share.pictures(told)

    assert first == second
    assert [struct.unpack(">II", picture[16:24]) for picture in first] == [(1200, 630)] * 2  # the width and height in the head of a PNG


def test_what_rises_above_a_capital_letter_is_on_the_picture() -> None:
    """Dots on a capital take more room than the capital: at 60 points each at least 5 rows."""
    plain, dotted = (
        Image.open(io.BytesIO(picture)).convert("L").point(lambda grey: 255 * (grey < 128)).getbbox()
        for picture in share.pictures([{"lang": "de", "name": name, "promise": "", "answer": "", "chips": []} for name in ("A", "Ä")])
    )

    assert plain is not None
    assert dotted is not None
    assert plain[1] - dotted[1] >= 5


def test_a_mission_names_its_picture(site: Site, made: dict[str, Page]) -> None:
    view: View = site.views["en"]
    text = Renderer(site).html(made[SCOTLAND], view.words)
    missions = Renderer(site).kinds["missions/"]
    files = dict(share.files(Renderer(site)))

    assert '<meta property="og:image" content="https://waymark.example/site/share/gb-sct-bowel.en.png">' in text
    assert files.keys() == {share.image_path(mission, language) for mission in view.catalogue.missions for language in missions.languages}


@pytest.mark.parametrize(
    ("text", "kept"),
    [("Short.", "Short."), ("One. " + "a" * 200, "One."), ("word " * 40, ("word " * 33 + "word").rstrip() + " …")],
)
def test_a_long_text_is_cut_after_a_sentence_or_a_word(text: str, kept: str) -> None:
    """170 signs hold 34 times "word "; the last gap goes."""
    assert share.shortened(text) == kept
