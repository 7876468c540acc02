"""
A page for each folder of the open data, because citations and metadata name the folder: what it holds, in both languages.

It is made of the folder's own ``metadata.json``, so that it says what the download says.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dashboard.display import number

if TYPE_CHECKING:
    from dashboard.display import Language
    from dashboard.public.render import Renderer

METADATA = "metadata.json"
BYTES_OF_KB = 1000


def with_folder_pages(renderer: Renderer, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Return *files* as they come, and after them an ``index.html`` for each of their folders that has metadata."""
    sizes: dict[str, dict[str, int]] = defaultdict(dict)
    told: dict[str, dict[str, Any]] = {}
    for path, content in files:
        folder, _, name = path.rpartition("/")
        sizes[folder][name] = len(content)
        if name == METADATA:
            told[folder] = json.loads(content)
        yield path, content
    for folder, metadata in told.items():
        yield f"{folder}/index.html", renderer.folder(folder, metadata, sizes[folder]).encode()


def entries(metadata: Mapping[str, Any], sizes: Mapping[str, int], language: Language) -> list[tuple[str, str, str]]:
    """Return the files of a folder: name, what it is, and its size; those without words of their own come last."""
    words = {name: texts[language] for name, texts in metadata["files"].items()}
    return [
        (name, words.get(name, ""), size_words(sizes[name], language)) for name in sorted(sizes, key=lambda name: (name not in words, name))
    ]


def size_words(size: int, language: Language) -> str:
    """Return *size* in bytes as words: ``1.2 kB``."""
    return f"{number(size / BYTES_OF_KB, language, 0.1)}\u00a0kB"
