"""What a page is made of: blocks of HTML, interactive drawings and choices, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.charts import plotly
from dashboard.components.markup import one_line
from dashboard.display import Language


@dataclass(frozen=True)
class Html:
    """A piece of a page as HTML."""

    text: str


@dataclass(frozen=True)
class Field:
    """A form whose fields hold values: shown as it is, because elsewhere the screen would put the values back while a reader types."""

    text: str


@dataclass(frozen=True)
class Plot:
    """A drawing that answers to the pointer, for wide screens; ``alt`` says what it shows."""

    key: str
    figure: Any
    alt: str


@dataclass(frozen=True)
class Choice:
    """A list to choose from; the choice is written into the address as ``parameter``."""

    parameter: str
    label: str
    options: tuple[tuple[str, str], ...]
    current: str


@dataclass(frozen=True)
class Download:
    """A file to take along; it is made when it is asked for."""

    key: str
    label: str
    file_name: str
    make: Callable[[], str]


Block = Html | Field | Plot | Choice | Download


@dataclass(frozen=True)
class Page:
    """A whole page: the title of its window and its blocks."""

    title: str
    blocks: tuple[Block, ...]


def joined(blocks: Iterable[Block]) -> list[Block]:
    """Return *blocks* with neighbouring pieces of HTML joined: each piece costs the browser a round."""
    result: list[Block] = []
    for block in blocks:
        if isinstance(block, Html) and result and isinstance(last := result[-1], Html):
            result[-1] = Html(last.text + block.text)
        else:
            result.append(block)
    return result


def show(blocks: Iterable[Block], language: Language) -> None:
    """Put *blocks* on the screen."""
    choices: list[Choice] = []
    for block in joined(blocks):
        if isinstance(block, Choice):
            choices.append(block)
            continue
        _show_choices(choices)
        choices = []
        if isinstance(block, Html):
            # st.html drops every drawing; st.markdown keeps them and refuses scripts just the same.
            st.markdown(f'<div class="wm" lang="{language}">{one_line(block.text)}</div>', unsafe_allow_html=True)
        elif isinstance(block, Field):
            st.html(f'<div class="wm" lang="{language}">{block.text}</div>')
        elif isinstance(block, Download):
            st.download_button(block.label, block.make, block.file_name, "text/csv", key=f"download-{block.key}", on_click="ignore")
        else:
            with st.container(key=f"chart-wide-{block.key}"):
                st.plotly_chart(block.figure, theme=None, config=plotly.CONFIG, alt=block.alt, key=f"plot-{block.key}")
    _show_choices(choices)


def _show_choices(choices: list[Choice]) -> None:
    if not choices:
        return
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
                placeholder=choice.label,
                key=key,
                on_change=_write_choice,
                args=(choice.parameter, key),
                width=400,
            )


def _write_choice(parameter: str, key: str) -> None:
    chosen = st.session_state.get(key)
    if chosen:
        st.query_params[parameter] = chosen
