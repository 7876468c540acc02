"""What the method lab looks at: the rows of the scorecard that were chosen, and the one series that is varied."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dashboard.components.view import View
from data.catalogue.promises import Mission
from metrics.exploration import Scope, scope_of
from metrics.methods import METHODS
from metrics.scorecard import ROW

if TYPE_CHECKING:
    import pandas as pd

NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True)
class Subject:
    """
    The choice, resolved.

    Attributes:
        mission: The mission.
        rows: Rows of the scorecard to be set side by side.
        judged: Those of them that methods were asked about.
        one: The one row whose choices are varied; ``None`` where there are several or none.
        methods: The verdicts of the methods on *judged*, with the columns that name the rows.
    """

    mission: Mission
    rows: pd.DataFrame
    judged: pd.DataFrame
    one: pd.Series | None
    methods: pd.DataFrame


def subject_of(view: View, mission: Mission) -> Subject:
    """Return what the reader chose; without a place, what is judged where the mission is at home, else every place."""
    key = ("lab subject", view.as_of, mission.id, view.selection.target, view.selection.place)
    subject: Subject = view.warehouse.remember(key, lambda: _subject_of(view, mission))
    return subject


def asked(view: View) -> dict[str, list[tuple[str, int, str]]]:
    """Return what methods were asked about on the day of the view, by mission: target, its version and place."""
    found: dict[str, list[tuple[str, int, str]]] = view.warehouse.remember(("lab asked", view.as_of), lambda: _asked(view))
    return found


def _asked(view: View) -> dict[str, list[tuple[str, int, str]]]:
    found: dict[str, list[tuple[str, int, str]]] = {}
    for mission, *others in view.judged().methods[ROW].drop_duplicates().itertuples(index=False, name=None):
        found.setdefault(mission, []).append(tuple(others))
    return found


def _subject_of(view: View, mission: Mission) -> Subject:
    frame = view.in_force()
    rows = frame[frame["mission"] == mission.id]
    keys = {(mission.id, *others) for others in asked(view).get(mission.id, [])}
    if view.selection.target:
        rows = rows[rows["target"] == view.selection.target]
    if view.selection.place:
        rows = rows[rows["place"] == view.selection.place]
    has_methods = _among(rows, keys)
    at_home = rows["place"] == mission.place
    if not view.selection.place and has_methods.any() and not (at_home & has_methods).any():
        rows = rows[has_methods]
    elif not view.selection.place and at_home.any():
        rows = rows[at_home]
    judged = rows[_among(rows, keys)]
    methods = view.judged().methods.merge(judged[ROW], on=ROW)
    return Subject(mission, rows, judged, judged.iloc[0] if len(judged) == 1 else None, methods)


def _among(rows: pd.DataFrame, keys: Collection[tuple[object, ...]]) -> NDArray[np.bool_]:
    """Return which *rows* are named in *keys*."""
    return np.array([key in keys for key in rows[ROW].itertuples(index=False, name=None)], dtype=np.bool_)


def scope(view: View) -> Scope:
    """Return the scope of everything that methods were asked about on the day of the view, made once."""
    made: Scope = view.warehouse.remember(("lab scope", view.as_of), lambda: _scope(view))
    return made


def _scope(view: View) -> Scope:
    judged = view.judged()
    indicators = tuple(sorted(set(judged.scorecard["indicator"]) - {""}))
    return scope_of(judged, view.warehouse.observations(indicators=indicators, as_of=view.as_of), view.catalogue)


def scope_of_row(view: View, row: pd.Series) -> Scope:
    """Return the scope of one row."""
    whole = scope(view)
    mine = (whole.rows[ROW] == row[ROW].to_numpy()).all(axis=1)
    series = whole.rows.index[mine]
    return Scope(whole.rows[mine], whole.points[whole.points["series"].isin(series)], whole.goals[whole.goals["series"].isin(series)])


def rules(view: View) -> list[tuple[str, str, str]]:
    """Return the methods as the lab shows them: id, short name, full name; ours first."""
    return [(name, view.words(f"lab.short.{name}"), view.words(f"method.{name}.name")) for name in METHODS]
