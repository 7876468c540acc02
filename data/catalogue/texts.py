"""Finds every text of a catalogue entry that is translated, with the path that a translation file calls it by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from data.catalogue.entries import Entry, Text
from data.catalogue.promises import Quote

NAMES = ("id", "code", "indicator")
"""The field that names an entry of a list; an entry without one is called by its number, from 1."""

NUMBERED = frozenset({"measures"})
"""Lists whose entries may share their name: one indicator can be the measure of a target several times."""


def fingerprint(original: str) -> str:
    """Return a short sum of the *original* that a translation was made of; another sum later means that the original has changed."""
    return hashlib.sha256(" ".join(original.split()).encode()).hexdigest()[:8]


def texts_in(entry: Entry, path: str = "") -> Iterator[tuple[str, Text | Quote]]:
    """Yield every text and quotation in *entry* with its path, such as ``targets/de-ndk-preventable-10pct/name``."""
    for field in type(entry).model_fields:
        value = getattr(entry, field)
        for name, item in _items(field, value):
            here = f"{path}/{name}" if path else name
            if isinstance(item, Text | Quote):
                yield here, item
            elif isinstance(item, Entry):
                yield from texts_in(item, here)


def with_texts(entry: Entry, new: dict[str, Text | Quote], path: str = "") -> Any:
    """Return *entry* with the texts at the paths of *new* replaced; an entry in which nothing is replaced stays the same object."""
    changes: dict[str, Any] = {}
    for field in type(entry).model_fields:
        value = getattr(entry, field)
        items = []
        for name, item in _items(field, value):
            here = f"{path}/{name}" if path else name
            if isinstance(item, Text | Quote):
                items.append(new.get(here, item))
            elif isinstance(item, Entry):
                items.append(with_texts(item, new, here))
            else:
                items.append(item)
        before = value if isinstance(value, tuple) else (value,)
        if any(one is not other for one, other in zip(items, before, strict=True)):
            changes[field] = tuple(items) if isinstance(value, tuple) else items[0]
    return entry.model_copy(update=changes) if changes else entry


def _items(field: str, value: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(value, tuple):
        yield field, value
        return
    for number, item in enumerate(value, start=1):
        given = (getattr(item, name, None) for name in NAMES) if field not in NUMBERED else iter(())
        yield f"{field}/{next((str(name) for name in given if name), number)}", item
