"""
The verdict on a gap: shape, words and reason, apart from the verdict on the level.

The shapes are two lines that meet, part, cross or run side by side. They are drawn in ink, never in the colour of a status: a gap that
narrows because the better placed fall back is no success.
"""

from __future__ import annotations

from html import escape

_LINES = {
    "narrowing": "M1 2L14 7M1 14L14 9",
    "widening": "M2 7L15 2M2 9L15 14",
    "reversed": "M1 3L15 13M1 13L15 3",
    "no_clear_change": "M1 5H15M1 11H15",
}


def gap_shape(verdict: str) -> str:
    """Return the shape of *verdict*; one that cannot be told is the dashed circle of every such verdict."""
    if verdict not in _LINES:
        return '<circle class="s-not_assessable" cx="8" cy="8" r="7.2"/>'
    return f'<path d="{_LINES[verdict]}" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>'


def gap_picture(verdict: str) -> str:
    """Return the shape of *verdict* as a small picture, which needs words beside it."""
    return f'<svg class="wm-shape" width="16" height="16" viewBox="-1 -1 18 18" aria-hidden="true">{gap_shape(verdict)}</svg>'


def gap_chip(verdict: str, words: str, note: str = "") -> str:
    """Return the verdict as its shape and *words*, with *note* below."""
    chip = f'<span class="wm-chip">{gap_picture(verdict)}<span>{escape(words)}</span></span>'
    return chip + (f'<small class="wm-chip-note">{escape(note)}</small>' if note else "")
