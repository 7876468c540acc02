"""
How wide a text is in the typeface of the charts, so that labels can be kept apart and lines broken before anything is drawn.

Advance widths in hundredths of the type size, read from Source Sans 3 (Latin, regular and semibold).
"""

from __future__ import annotations

from functools import lru_cache

REGULAR = {
    20: " \u00a0", 24: "|¦", 25: "',.:;ij·ìíîï’‘", 26: "IlÌÍÎÏ", 28: "ł", 29: "!f¡", 30: "()[]{}", 31: "-", 33: "°ř", 34: "tª", 35: "/\\r",
    36: "º", 37: "²³¹", 39: "š", 42: "*?sz®¿ś", 43: '"«»“”„', 44: "žčęą", 45: "x", 46: "cçć", 47: "vyýÿ", 48: "JYÝ–", 49: "FL", 51: "X",
    52: "V", 53: "ESÈÉÊË", 54: "ATZ`hou¨¯´¸ÀÁÂÃÄÅðòóôõöøùúûü", 55: "bnñń", 56: "dpqµ¶þŠ", 57: "CPRÇ", 58: "KÞß", 59: "B", 61: "&Ž",
    62: "DG", 64: "UÐÙÚÛÜ", 65: "HNÑ", 66: "OQÒÓÔÕÖØ", 72: "w", 73: "M", 74: "©", 78: "¼æ", 79: "W", 80: "¾—", 81: "½", 82: "%Æ", 83: "m",
    85: "@", 95: "…",
}  # fmt: skip
SEMIBOLD = {
    20: " \u00a0", 26: "ij|¦ìíîï", 27: "l", 28: "',.:;I·ÌÍÎÏ’‘ł", 32: "!()-[]f{}¡", 34: "/\\", 35: "ª°", 36: "t", 37: "r²³¹º", 39: "š",
    43: "sś", 44: "*?z®¿žčřę", 46: "c«»çć", 48: '"x–“”„', 49: "J", 50: "LY_vyÝýÿąő", 52: "agkàáâãäå", 54: "ESVXZÈÉÊË", 55: "T`o¨¯´¸ðòóôõöø",
    56: "AbdhnpquÀÁÂÃÄÅñùúûüþŠńű", 58: "CPµÇ", 59: "R", 60: "BK¶Þß", 62: "D", 63: "G", 64: "&", 65: "Ð", 66: "HNUÑÙÚÛÜ", 67: "OQÒÓÔÕÖØŽ",
    74: "M", 75: "w©", 78: "æ", 80: "W¼—", 81: "¾", 83: "½Æ", 84: "%m", 88: "@", 96: "…",
}  # fmt: skip
# Digits, most small letters and every sign not named above; the key says whether it is semibold.
USUAL = {False: 50, True: 51}

WIDTHS = {False: {sign: width for width, signs in REGULAR.items() for sign in signs}}
WIDTHS[True] = {sign: width for width, signs in SEMIBOLD.items() for sign in signs}


KEPT = 16_384
"""Texts whose widths are kept: names of places and ticks of axes come again and again."""


@lru_cache(maxsize=KEPT)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of *text* in pixels at *size*; a sign the table does not know counts as a usual one."""
    widths = WIDTHS[bold]
    return sum(widths.get(sign, USUAL[bold]) for sign in text) * size / 100


def wrap(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Return *text* in lines of at most *room* pixels, broken at spaces; a word wider than *room* is broken with a hyphen."""
    return list(_wrapped(text, size, room, bold=bold))


@lru_cache(maxsize=KEPT)
def _wrapped(text: str, size: float, room: float, *, bold: bool) -> tuple[str, ...]:
    lines: list[str] = []
    for word in text.split(" "):
        whole = word
        joined = f"{lines[-1]} {whole}" if lines else whole
        if lines and text_width(joined, size, bold=bold) <= room:
            lines[-1] = joined
            continue
        while text_width(whole, size, bold=bold) > room and len(whole) > len("ab-cd"):
            cut = max(2, next(n for n in range(len(whole) - 1, 0, -1) if n <= 2 or text_width(whole[:n] + "-", size, bold=bold) <= room))  # noqa: PLR2004
            lines.append(whole[:cut] + "-")
            whole = whole[cut:]
        lines.append(whole)
    return tuple(lines)
