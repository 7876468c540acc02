"""
The shape of each status: one definition for chips, bars, rows and legends.

A status is shape, words and date; colour comes last. Every shape is drawn in a square of 16, so that it can be scaled and moved.
"""

from __future__ import annotations

from html import escape

# The fixed order in bars and legends.
STATUSES = ("met", "on_course", "behind", "no_clear_change", "away", "not_assessable")

SIZE = 16.0

# Class names choose the colour (theme): ``s-met`` fills, ``s-cut`` is the paper-coloured mark inside a filled shape.
SHAPES: dict[str, str] = {
    "met": '<circle class="s-met" cx="8" cy="8" r="8"/><path class="s-cut" d="M4.3 8.3L7 11L11.8 5.2"/>',
    "on_course": '<path class="s-on_course" d="M0.5 12.2L15.2 0.6V12.2Z"/><path class="s-on_course-line" d="M0 15.1H16"/>',
    "behind": '<path class="s-behind" d="M8 -0.4L16.4 8L8 16.4L-0.4 8Z"/>',
    "no_clear_change": '<path class="s-no_clear_change" d="M0 5.5H16V10.5H0Z"/>',
    "away": '<path class="s-away" d="M0.6 0.6H15.4V15.4H0.6Z"/><path class="s-cut" d="M4.8 4.8L11.2 11.2M11.2 4.8L4.8 11.2"/>',
    "not_assessable": '<circle class="s-not_assessable" cx="8" cy="8" r="7.2"/>',
}


def shape_at(status: str, x: float, y: float, size: float = SIZE) -> str:
    """Return the shape of *status* as SVG elements with its centre at *x*, *y*."""
    scale = size / SIZE
    grow = f" scale({scale:g})" if scale != 1 else ""
    return f'<g transform="translate({x - size / 2:g} {y - size / 2:g}){grow}">{SHAPES[status]}</g>'


def shape_svg(status: str, size: float = SIZE) -> str:
    """Return the shape of *status* as a small picture of its own; it says nothing that the words beside it do not say."""
    return f'<svg class="wm-shape" width="{size:g}" height="{size:g}" viewBox="-1 -1 18 18" aria-hidden="true">{SHAPES[status]}</svg>'


def chip_html(status: str, words: str, note: str = "", *, large: bool = False) -> str:
    """Return a status as its shape and *words*, with the reason or the date of the last value as *note* below."""
    size = 20 if large else SIZE
    name = "wm-chip wm-chip-large" if large else "wm-chip"
    chip = f'<span class="{name}">{shape_svg(status, size)}<span>{escape(words)}</span></span>'
    return chip + (f' <small class="wm-chip-note">{escape(note)}</small>' if note else "")
