"""What a page is made of: blocks of HTML, interactive drawings and choices, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Html:
    """A piece of a page as HTML."""

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


Block = Html | Plot | Choice | Download


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
