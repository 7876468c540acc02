"""
A drawing of a page as a picture that stands alone: colours for paper written out, so that no stylesheet of a page is needed.

The rules are those of the stylesheets of the pages; what a picture on paper cannot use (variables, media) is resolved or left out.
"""

from __future__ import annotations

import re
from functools import cache

from dashboard.theme import page_rules, variables

FAMILY = "Waymark Sans"
"""The typeface of the documents: Source Sans 3 in two weights, under another name as its licence asks of changed files."""

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_VARIABLE = re.compile(r"var\(--wm-([a-z0-9_-]+)\)")
_MIX = re.compile(r"color-mix\(in srgb, (#[0-9A-Fa-f]{6}) (\d+)%, (#[0-9A-Fa-f]{6})\)")
_DRAWN = (".chart", ".wm-shape", "svg.chart", ".m-")
_AROUND = ".wm-mark "
"""What stands around some drawings on a page, and not in a document."""
_SCREEN_ONLY = ("display", "overflow", "max-width", "height")


def standalone(svg: str) -> str:
    """Return the inline drawing *svg* as a file of its own."""
    head, inside = svg.split(">", 1)
    name = head if "xmlns=" in head else head.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"{name}><style>{paper_rules()}</style>{inside}"


@cache
def paper_rules() -> str:
    """Return the rules of the drawings with the colours of paper."""
    colours = dict(re.findall(r"--wm-([a-z0-9_-]+):([^;}]+)", variables("light")))
    colours["font"] = f"'{FAMILY}'"
    text = re.sub(r"/\*.*?\*/", "", page_rules(), flags=re.DOTALL)
    written = []
    for selectors, declarations in _RULE.findall(_without_media(text)):
        alone = [selector.strip().removeprefix(_AROUND) for selector in selectors.split(",")]
        drawn = [selector for selector in alone if selector.startswith(_DRAWN)]
        kept = [
            declaration
            for declaration in declarations.split(";")
            if ":" in declaration and declaration.split(":")[0].strip() not in _SCREEN_ONLY
        ]
        if drawn and kept:
            written.append(f"{','.join(drawn)}{{{';'.join(kept)}}}")
    resolved = _VARIABLE.sub(lambda found: colours.get(found[1], "none"), "".join(written))
    return _MIX.sub(_mixed, resolved)


def _without_media(text: str) -> str:
    """Return a stylesheet without its ``@`` blocks, which hold one more level of braces."""
    kept, depth, skipping = [], 0, False
    for part in re.split(r"([{}])", text):
        if part == "{":
            depth += 1
        if not skipping and depth == 0 and "@" in part:
            head, _, _ = part.partition("@")
            kept.append(head)
            skipping = True
        elif not skipping:
            kept.append(part)
        if part == "}":
            depth -= 1
            skipping = skipping and depth > 0
    return "".join(kept)


def _mixed(found: re.Match[str]) -> str:
    share = int(found[2]) / 100
    ends = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (found[1], found[3])]
    return "#" + "".join(f"{round(share * first + (1 - share) * second):02X}" for first, second in zip(*ends, strict=True))
