"""
Make the pictures of every screen: light and dark, wide and narrow, of a running dashboard.

    python docs/pictures.py http://127.0.0.1:8501

They are written to docs/pictures/ as WebP. Needs playwright with a Chromium, and Pillow, which Streamlit brings along.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    # Run as a script, Python looks for packages beside it only.
    sys.path.insert(0, str(ROOT))

from dashboard.screens import SCREENS  # noqa: E402

FOLDER = Path(__file__).resolve().parent / "pictures"
WIDTHS, MODES = (1280, 390), ("light", "dark")
TALLEST = 2400
"""Pixels: a picture shows the beginning of a long page."""
SCALE = 0.75
"""The wide pictures are made smaller, in width and height."""
QUALITY = 60
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    """Make all pictures of the dashboard at the address given on the command line."""
    address = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8501"
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for width in WIDTHS:
            for mode in MODES:
                _take(browser, address, width, mode)
        browser.close()


def _take(browser: Browser, address: str, width: int, mode: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, locale="en-GB", color_scheme=mode)  # type: ignore[arg-type]
    page = context.new_page()
    for name, path in SCREENS.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{address}{path}lang=en")
        page.wait_for_selector(".wm-footer", state="attached", timeout=60_000)
        page.wait_for_function("!document.querySelector('[data-stale=\"true\"]')")
        tall = int(page.evaluate("Math.max(...[...document.querySelectorAll('[data-testid=stMain]')].map(main => main.scrollHeight))"))
        page.set_viewport_size({"width": width, "height": min(tall, TALLEST)})
        with Image.open(io.BytesIO(page.screenshot())) as taken:
            scale = SCALE if width > WIDTHS[-1] else 1.0
            small = taken.convert("RGB").resize((int(taken.width * scale), int(taken.height * scale)), Image.Resampling.LANCZOS)
        small.save(FOLDER / f"{name}-{width}-{mode}.webp", quality=QUALITY, method=6)
    context.close()


if __name__ == "__main__":
    main()
