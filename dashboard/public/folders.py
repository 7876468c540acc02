"""
A page for each folder of the open data, because citations and metadata name the folder: what it holds, in both languages.

It is made of the folder's own ``metadata.json``, so that it says what the download says; and so is the page that leads to all of them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dashboard.display import size_words
from dashboard.public.kinds import downloads

if TYPE_CHECKING:
    from dashboard.display import Language
    from dashboard.public.render import Renderer

METADATA, ARCHIVE = "metadata.json", ".zip"


def with_data_pages(renderer: Renderer, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Return *files* as they come; then an ``index.html`` for each folder that has metadata, and the page of all of them."""
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
    if downloads.FIRST not in renderer.kinds:
        return
    for language in renderer.languages_of(downloads.FIRST):
        view = renderer.site.views[language]
        page = downloads.page(renderer.site, view, told, sizes)
        yield f"{language}/{page.path}index.html", renderer.html(page, view.words).encode()


def entries(metadata: Mapping[str, Any], sizes: Mapping[str, int], language: Language) -> list[tuple[str, str, str]]:
    """Return the files of a folder: name, what it is, and its size; the archive first, then as the metadata name them."""
    words = {name: texts[language] for name, texts in metadata["files"].items()}
    order = {name: at for at, name in enumerate(words)}
    ordered = sorted(sizes, key=lambda name: (not name.endswith(ARCHIVE), order.get(name, len(order)), name))
    return [(name, words.get(name, ""), size_words(sizes[name], language)) for name in ordered]
