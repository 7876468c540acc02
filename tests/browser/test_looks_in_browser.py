"""
Every screen looks as it was last looked at: the beginning of each page against a small kept picture.

The pictures are grey and a quarter as wide, so that a point of a letter does not count and a block that moved does. The day is fixed, the
typeface is ours. After a change that is meant, look at the new pictures and keep them:

    WAYMARK_KEEP_LOOKS=1 python -m pytest tests/browser/test_looks_in_browser.py
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page

from dashboard.screens import SCREENS

pytestmark = pytest.mark.browser

Visit = Any  # the class of conftest.py, which a test cannot import

KEPT = Path(__file__).parent / "looks"
NOT_KEPT = ("mission-not-assessable",)
PAGES = {name: path for name, path in SCREENS.items() if name not in NOT_KEPT}
AS_OF = "2026-11-22"
SMALLER = 4
DIFFERENT = 40
"""Steps of grey, of 255, from which a point counts as different: a shifted line of small text stays below, a shifted heading does not."""
MOST_PICTURES = 20
"""Pictures taken at most until two in a row are the same."""
TOLERANCE = 0.02
"""Share of the points of a picture that may differ."""


def _look(page: Page, path: str, visit: Visit) -> Image.Image:
    visit.open(f"{path}lang=en&as_of={AS_OF}")
    page.evaluate("document.fonts.ready")
    # Parts of a page arrive one after the other; on a busy machine the first picture may be of half of it, or of grey boxes.
    page.wait_for_function("!document.querySelector('[data-testid=\"stSkeleton\"]')")
    before = b""
    for _ in range(MOST_PICTURES):
        now = page.screenshot(animations="disabled", caret="hide")
        if now == before:
            break
        before = now
        page.evaluate("new Promise(done => requestIdleCallback(done, {timeout: 1000}))")
    with Image.open(io.BytesIO(now)) as taken:
        return taken.convert("L").resize((taken.width // SMALLER, taken.height // SMALLER), Image.Resampling.BOX)


def _share(kept: Image.Image, now: Image.Image) -> float:
    if kept.size != now.size:
        return 1.0
    one, other = (np.asarray(image, dtype=np.int16) for image in (kept, now))
    return float((np.abs(one - other) > DIFFERENT).mean())


@pytest.fixture(scope="module", params=[(1280, "light"), (1280, "dark"), (390, "light")], ids=lambda param: f"{param[0]}-{param[1]}")
def screen(request: pytest.FixtureRequest, browser: Any, server: str) -> Iterator[tuple[str, Callable[[str], Image.Image]]]:
    """Return a kind of screen by name, and a function that takes the picture of an address on it."""
    width, mode = request.param
    opened = browser.new_context(viewport={"width": width, "height": 900}, locale="en-GB", color_scheme=mode)
    visit = request.getfixturevalue("reader").__class__(opened.new_page(), server)
    yield f"{width}-{mode}", lambda path: _look(visit.page, path, visit)
    opened.close()


@pytest.mark.parametrize("name", PAGES)
def test_a_screen_looks_as_it_was_last_looked_at(
    screen: tuple[str, Callable[[str], Image.Image]], name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kind, look = screen
    file, now = KEPT / f"{name}-{kind}.png", look(PAGES[name])
    if os.environ.get("WAYMARK_KEEP_LOOKS"):
        KEPT.mkdir(exist_ok=True)
        now.quantize(16).save(file, optimize=True)
    with Image.open(file) as picture:
        share = _share(picture.convert("L"), now)
    seen = tmp_path_factory.mktemp("looks") / file.name
    now.save(seen)

    assert share <= TOLERANCE, (
        f"{name} ({kind}) moved: {share:.1%} of its points differ, {TOLERANCE:.0%} may. Compare {file} with {seen}; "
        "if the change is meant, keep it: WAYMARK_KEEP_LOOKS=1 python -m pytest tests/browser/test_looks_in_browser.py"
    )


def test_the_comparison_sees_a_block_that_moved() -> None:
    """A dark block of 40 × 20 points on 320 × 225 moves by its width: 1,600 of 72,000 points differ, 2.2 %."""
    before, after = (Image.new("L", (320, 225), 255) for _ in range(2))
    before.paste(0, (10, 10, 50, 30))
    after.paste(0, (50, 10, 90, 30))

    assert _share(before, after) == pytest.approx(1600 / 72000)
    assert _share(before, before.resize((160, 112))) == 1.0
