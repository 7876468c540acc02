"""The day from which a derived figure counts as known: it is no older than what it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from data.catalogue.catalogue import Catalogue
from data.catalogue.models import OURS
from data.warehouse.comparisons import Holding
from etl.derive.recipes import Recipe


def dated(catalogue: Catalogue, recipes: Sequence[Recipe], held: Iterable[Holding]) -> Catalogue:
    """
    Return the *catalogue*, the derived editions of which are published with the newest of their inputs, if that is after the decision.

    A page that is asked for an earlier day then does not show what was made from figures that nobody had yet. *held* says which edition
    in the draft holds which indicator.
    """
    published = {(source.id, edition.id): edition.published for source in catalogue.sources.values() for edition in source.editions}
    newest: dict[tuple[str, str], date] = {}
    for holding in held:
        entry = (holding.source, holding.indicator)
        newest[entry] = max(newest.get(entry, date.min), published[holding.source, holding.edition])
    days = {
        recipe.edition: max(recipe.decided, *(newest.get((entry.source, entry.indicator), date.min) for entry in recipe.inputs))
        for recipe in recipes
    }
    ours = catalogue.sources[OURS]
    editions = tuple(edition.model_copy(update={"published": days.get(edition.id, edition.published)}) for edition in ours.editions)
    return catalogue.model_copy(update={"sources": {**catalogue.sources, OURS: ours.model_copy(update={"editions": editions})}})
