"""The catalogue as a whole."""

from __future__ import annotations

from functools import cached_property

from pydantic import Field

from data.catalogue.corrections import Correction
from data.catalogue.entries import Entry
from data.catalogue.initiatives import Initiative
from data.catalogue.models import Codes, Event, Indicator, Place, Source
from data.catalogue.promises import Mission, Target


class Catalogue(Entry):
    """Everything the project means, read from ``data/catalogue``."""

    missions: dict[str, Mission]
    indicators: dict[str, Indicator]
    sources: dict[str, Source]
    places: dict[str, Place]
    events: dict[str, Event]
    codes: Codes
    corrections: tuple[Correction, ...] = ()
    initiatives: dict[str, Initiative] = Field(default_factory=dict)

    def target(self, target_id: str) -> tuple[Mission, Target]:
        """Return the mission and target of *target_id*, which may also name one version; ``KeyError`` if there is none."""
        return self._targets[target_id]

    @cached_property
    def _targets(self) -> dict[str, tuple[Mission, Target]]:
        """Return every target with its mission, by its own name and by that of each version."""
        found: dict[str, tuple[Mission, Target]] = {}
        for mission in self.missions.values():
            for target in mission.targets:
                for name in (target.id, *(version.id for version in target.versions)):
                    found.setdefault(name, (mission, target))
        return found

    def members(self, group: str) -> tuple[str, ...]:
        """Return the places of *group* in the order of the catalogue; a place that is no group stands for itself."""
        place = self.places[group]
        return place.members if place.kind == "group" else (group,)

    def places_of(self, initiative: Initiative) -> tuple[str, ...]:
        """Return the places that documents name for *initiative*, for a mission its own; empty where none does."""
        mission = self._own_mission(initiative)
        return initiative.places or ((mission.place,) if mission else ())

    def years_of(self, initiative: Initiative) -> tuple[int | None, int | None]:
        """Return the first and the last year of *initiative*, for a mission those of its period; ``None`` where no document says one."""
        mission = self._own_mission(initiative)
        return (mission.period.start, mission.period.end) if mission else (initiative.start, initiative.end)

    def _own_mission(self, initiative: Initiative) -> Mission | None:
        return self.missions[initiative.mission] if initiative.is_mission and initiative.mission else None
