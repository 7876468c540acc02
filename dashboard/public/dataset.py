"""What search engines for data are told about the figures of a page, in the words of schema.org."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dashboard.components.view import View
from dashboard.public.site import Site

LONGEST = 5000
"""Signs of a description that search engines take."""
CREATOR = {"@type": "Organization", "name": "Waymark"}
KINDS_OF_FILE = {".zip": "application/zip", ".csv": "text/csv", ".parquet": "application/vnd.apache.parquet"}
"""The files that are named, by the end of their name."""


def dataset(
    site: Site,
    view: View,
    editions: Iterable[tuple[str, str]],
    indicators: Iterable[object],
    *,
    name: str,
    description: str,
    place: str = "",
    years: tuple[int, int] | None = None,
    files: Sequence[str] = (),
) -> Mapping[str, object] | None:
    """
    Return the properties of a ``Dataset`` for figures of *editions* (source, id) and *indicators*; ``None`` without figures.

    *place* and *years* (first, last) are what the figures are about where that is one place or one span; *files* hold them, with their
    addresses below the root of the site.
    """
    sources = [view.catalogue.sources[source] for source, _ in editions if source in view.catalogue.sources]
    if not sources:
        return None
    unique = list({source.id: source for source in sources}.values())
    codes = sorted({str(code) for code in indicators if code in view.catalogue.indicators})
    return {
        "name": name,
        "description": description[:LONGEST],
        "isAccessibleForFree": True,
        "creator": CREATOR,
        "license": licences(source.licence.name.en for source in unique),
        "isBasedOn": [
            {"@type": "Dataset", "name": view.of(source.name), "publisher": source.publisher}
            | ({"url": source.address} if source.address else {})
            for source in unique
        ],
        "variableMeasured": [view.of(view.catalogue.indicators[code].name) for code in codes],
        **({"spatialCoverage": {"@type": "Place", "name": place}} if place else {}),
        **({"temporalCoverage": f"{years[0]}/{years[1]}"} if years else {}),
        **distribution(site, files),
    }


def licences(names: Iterable[str]) -> list[dict[str, str]]:
    """Return the terms of *names* as works, for schema.org takes an address or a work, and not every publisher's terms have an address."""
    return [{"@type": "CreativeWork", "name": name} for name in dict.fromkeys(names)]


def distribution(site: Site, files: Sequence[str]) -> dict[str, object]:
    """Return where *files* are taken from; nothing where the address of the site is not known, because it has to be whole."""
    base = site.settings.base_url
    if not base or not files:
        return {}
    kinds = {path: next(kind for end, kind in KINDS_OF_FILE.items() if path.endswith(end)) for path in files}
    return {
        "distribution": [{"@type": "DataDownload", "contentUrl": f"{base}{path}", "encodingFormat": kind} for path, kind in kinds.items()]
    }
