"""What search engines for data are told about the figures of a page, in the words of schema.org."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dashboard.components.provenance import editions_in
from dashboard.components.view import View

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 5000
"""Signs of a description that search engines take."""


def dataset(view: View, rows: pd.DataFrame, *, name: str, description: str) -> Mapping[str, object] | None:
    """Return the properties of a ``Dataset`` for the figures *rows* of the scorecard or of a list of series; ``None`` without figures."""
    held = editions_in(rows)
    sources = [view.catalogue.sources[source] for source, _ in held if source in view.catalogue.sources]
    if not sources:
        return None
    unique = list({source.id: source for source in sources}.values())
    indicators = sorted({str(code) for code in rows["indicator"].dropna() if code in view.catalogue.indicators})
    return {
        "name": name,
        "description": description[:LONGEST],
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": "Waymark"},
        "license": list(dict.fromkeys(source.licence.name for source in unique)),
        "isBasedOn": [
            {"@type": "Dataset", "name": view.of(source.name), "publisher": source.publisher}
            | ({"url": source.address} if source.address else {})
            for source in unique
        ],
        "variableMeasured": [view.of(view.catalogue.indicators[code].name) for code in indicators],
    }
