"""What search engines for data are told about the figures of a page, in the words of schema.org."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dashboard.components.view import View

LONGEST = 5000
"""Signs of a description that search engines take."""


def dataset(
    view: View, editions: Iterable[tuple[str, str]], indicators: Iterable[object], *, name: str, description: str
) -> Mapping[str, object] | None:
    """Return the properties of a ``Dataset`` for figures of *editions* (source, id) and *indicators*; ``None`` without figures."""
    sources = [view.catalogue.sources[source] for source, _ in editions if source in view.catalogue.sources]
    if not sources:
        return None
    unique = list({source.id: source for source in sources}.values())
    codes = sorted({str(code) for code in indicators if code in view.catalogue.indicators})
    return {
        "name": name,
        "description": description[:LONGEST],
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "Waymark"},
        "license": list(dict.fromkeys(source.licence.name.en for source in unique)),
        "isBasedOn": [
            {"@type": "Dataset", "name": view.of(source.name), "publisher": source.publisher}
            | ({"url": source.address} if source.address else {})
            for source in unique
        ],
        "variableMeasured": [view.of(view.catalogue.indicators[code].name) for code in codes],
    }
