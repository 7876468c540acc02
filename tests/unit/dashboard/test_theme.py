"""Colours that can be read, one set of values for the server and for our own drawings."""

from __future__ import annotations

import re
import tomllib
from itertools import combinations
from pathlib import Path

import pytest

from dashboard import theme
from dashboard.charts import shapes
from dashboard.theme import Mode

ROOT = Path(__file__).resolve().parents[3]
MODES: list[Mode] = ["light", "dark"]
GRAPHICS, TEXT = 3.0, 4.5


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_formula_gives_the_printed_figures() -> None:
    """21:1 is WCAG's own figure for black on white; 10.25 is printed in the token table for the link colour."""
    assert (round(contrast("#000000", "#FFFFFF"), 2), round(contrast("#12436D", "#FFFFFF"), 2)) == (21.0, 10.25)


@pytest.mark.parametrize("mode", MODES)
def test_text_reaches_four_and_a_half_to_one_on_paper_and_surface(mode: Mode) -> None:
    colours = theme.palette(mode)
    inks = (colours.ink, colours.ink_2, colours.ink_3, colours.link)
    ratios = [contrast(ink, ground) for ink in inks for ground in (colours.paper, colours.surface)]

    assert min(ratios) >= TEXT


@pytest.mark.parametrize("mode", MODES)
def test_marks_and_shapes_reach_three_to_one_on_paper(mode: Mode) -> None:
    colours = theme.palette(mode)
    marks = [colours.rule_strong, colours.focus, *colours.status.values()]

    assert min(contrast(mark, colours.paper) for mark in marks) >= GRAPHICS


@pytest.mark.parametrize("mode", MODES)
def test_the_mark_inside_a_filled_shape_reaches_three_to_one(mode: Mode) -> None:
    """The tick of "met" and the cross of "away" are cut out in the colour of the paper."""
    colours = theme.palette(mode)

    assert min(contrast(colours.status[status], colours.paper) for status in ("met", "away")) >= GRAPHICS


@pytest.mark.parametrize("mode", MODES)
def test_every_status_has_a_colour_of_its_own(mode: Mode) -> None:
    colours = theme.palette(mode).status

    assert (tuple(colours), len(set(colours.values()))) == (shapes.STATUSES, len(shapes.STATUSES))


def test_every_status_has_a_shape_of_its_own() -> None:
    """Without colour, the outlines must still tell the statuses apart."""
    outlines = {status: re.sub(r'class="[^"]*"', "", shapes.SHAPES[status]) for status in shapes.STATUSES}

    assert not [pair for pair in combinations(shapes.STATUSES, 2) if outlines[pair[0]] == outlines[pair[1]]]


@pytest.mark.parametrize("mode", MODES)
def test_the_server_is_given_the_same_colours(mode: Mode) -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][mode]
    colours = theme.palette(mode)
    ours = (colours.focus, colours.paper, colours.surface, colours.ink, colours.link, colours.rule, list(colours.series))
    names = (
        "primaryColor",
        "backgroundColor",
        "secondaryBackgroundColor",
        "textColor",
        "linkColor",
        "borderColor",
        "chartCategoricalColors",
    )

    assert tuple(settings[name] for name in names) == ours


def test_the_server_sends_nothing_anywhere_and_serves_the_typeface() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    file = settings["theme"]["fontFaces"][0]["url"].removeprefix("app/")

    assert (settings["browser"]["gatherUsageStats"], settings["server"]["address"], (ROOT / "dashboard" / file).is_file()) == (
        False,
        "127.0.0.1",
        True,
    )


@pytest.mark.parametrize("mode", MODES)
def test_every_colour_that_the_rules_use_is_declared(mode: Mode) -> None:
    sheet = theme.stylesheet(mode)
    used, declared = set(re.findall(r"var\((--wm-[a-z0-9_-]+)\)", sheet)), set(re.findall(r"(--wm-[a-z0-9_-]+):", sheet))

    assert used - declared == set()


def test_the_stylesheet_asks_no_other_server() -> None:
    sheet = theme.stylesheet("light")

    assert (re.findall(r"url\(([^)]*)\)", sheet), re.findall(r"@import|https?:", sheet)) == ([theme.FONT_FILE], [])


def test_print_is_light_in_dark_mode_too() -> None:
    printed = theme.stylesheet("dark").rpartition("@media print")[2]

    assert theme.palette("light").paper in printed


def test_text_never_takes_a_status_colour() -> None:
    """A status colour belongs to shapes: no rule of the stylesheet gives it to ``color`` or to a class of text."""
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", theme.stylesheet("light"))
    coloured = [selector.strip() for selector, body in rules if "var(--wm-status" in body]

    assert [selector for selector in coloured if ".s-" not in selector] == []


def test_the_template_writes_decimals_as_the_language_does() -> None:
    assert (theme.plotly_template("light", "de").layout.separators, theme.plotly_template("light", "en").layout.separators) == (",.", ".,")
