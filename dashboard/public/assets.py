"""The style, the typeface and the script, each under a name that holds the hash of its content, so that browsers may keep it for ever."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dashboard import theme

STATIC = Path(__file__).parent / "static"
TYPEFACE = STATIC / "typeface.woff2"
"""Source Sans 3 with the letters of the site's languages and the weights it uses; docs/public-site.md says how it was made."""

WEIGHTS = "400 600"
TYPEFACE_LICENCE = theme.STATIC / "OFL.txt"
FOLDER = "assets"


@dataclass(frozen=True)
class Asset:
    """A file of the folder ``assets``."""

    name: str
    content: bytes

    @property
    def path(self) -> str:
        """Return its address below the root of the site."""
        return f"{FOLDER}/{self.name}"


def _hashed(stem: str, suffix: str, content: bytes) -> Asset:
    return Asset(f"{stem}-{hashlib.sha256(content).hexdigest()[:10]}{suffix}", content)


@cache
def typeface() -> Asset:
    """Return the typeface."""
    return _hashed("typeface", ".woff2", TYPEFACE.read_bytes())


@cache
def stylesheet() -> Asset:
    """Return the one stylesheet: light, and dark where the reader's screen is; print is always light."""
    face = f'@font-face{{font-family:"Source Sans 3";src:url({typeface().name}) format("woff2");font-weight:{WEIGHTS};font-display:swap}}'
    light, dark = theme.variables("light"), theme.variables("dark")
    parts = (
        face,
        light.replace("color-scheme:light", "color-scheme:light dark"),
        f"@media screen and (prefers-color-scheme:dark){{{dark}}}",
        theme.component_rules(),
        (STATIC / "site.css").read_text(encoding="utf-8"),
    )
    return _hashed("site", ".css", shortened("\n".join(parts)).encode())


@cache
def script() -> Asset:
    """Return the script that narrows long lists; every page is whole without it."""
    return _hashed("filter", ".js", (STATIC / "filter.js").read_bytes())


def shortened(css: str) -> str:
    """Return *css* without comments and without the spaces that mean nothing."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    bare = re.sub(r"\s+", " ", bare)
    return re.sub(r"\s*([{};,])\s*", r"\1", bare).replace(";}", "}").strip() + "\n"


def assets() -> tuple[Asset, ...]:
    """Return every file of the folder."""
    return stylesheet(), script(), typeface(), Asset("OFL.txt", TYPEFACE_LICENCE.read_bytes())
