"""Puts the blocks of a page on the screen; with ``app`` the only module that talks to Streamlit."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

import streamlit as st

from dashboard.charts import plotly
from dashboard.components.block import Block, Choice, Download, Html, Plot, joined
from dashboard.components.markup import element, escaped, one_line
from dashboard.display import Language
from dashboard.language import words_of

NARROW, WIDE = 400, 640
"""Pixels of a list to choose from; on a phone both take the whole width."""
FITS = 46
"""Letters of a choice that a narrow list shows whole."""


def show(blocks: Iterable[Block], language: Language) -> None:
    """Put *blocks* on the screen."""
    for kind, run in groupby(joined(blocks), key=type):
        if kind is Choice:
            _show_choices([block for block in run if isinstance(block, Choice)], language)
        elif kind is Download:
            _show_downloads([block for block in run if isinstance(block, Download)])
        else:
            for block in run:
                _show_one(block, language)


def _show_one(block: Block, language: Language) -> None:
    if isinstance(block, Html):
        # st.html drops every drawing; st.markdown keeps them and refuses scripts just the same.
        st.markdown(f'<div class="wm" lang="{language}">{one_line(block.text)}</div>', unsafe_allow_html=True)
    elif isinstance(block, Plot):
        with st.container(key=f"chart-wide-{block.key}"):
            st.plotly_chart(block.figure, theme=None, config=plotly.CONFIG, alt=block.alt, key=f"plot-{block.key}")


def _show_downloads(downloads: list[Download]) -> None:
    """Put buttons that follow one another beside each other, as many as fit."""
    with st.container(horizontal=True, key=f"downloads-{downloads[0].key}"):
        for block in downloads:
            st.download_button(block.label, block.make, block.file_name, "text/csv", key=f"download-{block.key}", on_click="ignore")


def _show_choices(choices: list[Choice], language: Language) -> None:
    with st.container(horizontal=True, key=f"choices-{choices[0].parameter}"):
        for choice in choices:
            codes = [code for code, _ in choice.options]
            names = dict(choice.options)
            key = f"choice-{choice.parameter}-{choice.current}"
            st.selectbox(
                choice.label,
                codes,
                index=codes.index(choice.current) if choice.current in codes else None,
                format_func=names.__getitem__,
                placeholder=words_of(language)("context.choose"),
                key=key,
                on_change=_write_choice,
                args=(choice.parameter, key),
                width=WIDE if any(len(name) > FITS for name in names.values()) else NARROW,
            )
        # It stays in place while the page changes, so a screen reader says what is shown now.
        told = element("p", escaped(_shown(choices, language)), class_="wm-hidden", role="status")
        st.markdown(f'<div class="wm" lang="{language}">{told}</div>', unsafe_allow_html=True, width="content")


def _shown(choices: list[Choice], language: Language) -> str:
    """Return what is chosen as a sentence: "Showing: Country or place – Sweden."; nothing where nothing is."""
    named = [(choice.label, dict(choice.options).get(choice.current, "")) for choice in choices]
    chosen = "; ".join(f"{label} – {name}" for label, name in named if name)
    return words_of(language)("context.shown", list=chosen) if chosen else ""


def _write_choice(parameter: str, key: str) -> None:
    chosen = st.session_state.get(key)
    if chosen:
        st.query_params[parameter] = chosen
