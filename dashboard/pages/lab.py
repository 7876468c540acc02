"""
The method lab: does the verdict hold?

Every published rule on the same series, what the choices behind a verdict do to it, settings to try out, the back-test of the forecasts,
and the numbers of the rules with their doubt. Whatever is tried out here is marked as such and changes no published verdict.
"""

from __future__ import annotations

from dashboard.components.block import Block, Choice, Html, Page
from dashboard.components.context_bar import context_bar
from dashboard.components.footer import footer
from dashboard.components.markup import element, escaped, link, paragraph
from dashboard.components.trouble import troubles
from dashboard.components.view import View
from dashboard.pages.lab_constants import constants_blocks
from dashboard.pages.lab_matrix import matrix_blocks
from dashboard.pages.lab_record import record_blocks
from dashboard.pages.lab_settings import LabView, settings_told
from dashboard.pages.lab_subject import Subject, asked, subject_of
from dashboard.pages.lab_variations import exploratory_blocks, variation_blocks
from data.catalogue.promises import Mission


def build(view: View) -> Page:
    """Return the page for the chosen mission, target and place; without a mission, the choice and what holds for all."""
    lab = LabView.of_view(view)
    words = lab.words
    mission = lab.catalogue.missions.get(lab.selection.mission)
    subject = subject_of(lab, mission) if mission else None
    place = lab.place_name(lab.selection.place) if lab.selection.place else ""
    top = (
        context_bar(lab, "lab", mission=lab.of(mission.name) if mission else "", place=place)
        + troubles(lab, "lab", settings_told(lab))
        + element("h1", escaped(words("lab.title")))
        + paragraph(words("lab.lead"), "wm-lead")
    )
    blocks: list[Block] = [Html(top + _missions(lab, mission)), *_chosen(lab, subject)]
    blocks += lab.warehouse.remember(("lab record", lab.reader.language), lambda: _for_all(lab))
    return Page(words("nav.lab"), (*blocks, Html(footer(lab))))


def _for_all(view: View) -> list[Block]:
    """Return what holds whatever is chosen: the back-test and the numbers of the rules."""
    return [Html(_heading(view, "record")), *record_blocks(view), Html(_heading(view, "constants")), *constants_blocks(view)]


def _heading(view: View, section: str) -> str:
    return element("h2", escaped(view.words(f"lab.section.{section}")), id=f"lab-{section}")


def _missions(view: LabView, chosen: Mission | None) -> str:
    """Return the missions that have a verdict by some rule, as links; the others have nothing to compare."""
    with_verdicts = set(asked(view)) | ({chosen.id} if chosen else set())
    missions = sorted((view.catalogue.missions[name] for name in with_verdicts), key=lambda one: view.order(view.of(one.name)))
    links = []
    for mission in missions:
        name = escaped(view.of(mission.name))
        links.append(
            element("b", name, aria_current="true")
            if mission is chosen
            else link(view.same_page("lab", mission=mission.id, target=None, place=None), name)
        )
    told = element("p", escaped(view.words("lab.missions")), " ", " · ".join(links), class_="wm-small wm-tools")
    return told if chosen else told + paragraph(view.words("lab.choose"))


def _chosen(view: LabView, subject: Subject | None) -> list[Block]:
    if subject is None:
        return []
    blocks: list[Block] = [*_choices(view, subject), Html(_heading(view, "matrix")), *matrix_blocks(view, subject)]
    if subject.one is None:
        if len(subject.judged):
            blocks.append(Html(_heading(view, "sensitivity") + paragraph(view.words("lab.sensitivity.choose_one"))))
        return blocks
    blocks += [Html(_heading(view, "sensitivity")), *variation_blocks(view, subject.one)]
    return [*blocks, Html(_heading(view, "explore")), *exploratory_blocks(view, subject.one)]


def _choices(view: LabView, subject: Subject) -> list[Block]:
    """Return the lists of targets and places to choose from, where there is a choice."""
    mine = asked(view).get(subject.mission.id, [])
    held = {name for name, _, _ in mine}
    names = {target.id: view.of(target.name) for target in subject.mission.targets}
    targets = tuple((name, names[name]) for name in names if name in held)
    target = view.selection.target or (str(subject.one["target"]) if subject.one is not None else "")
    places = sorted(
        {place for name, _, place in mine if target in ("", name)},
        key=lambda code: view.order(view.place_name(code)),
    )
    place = view.selection.place or (str(subject.one["place"]) if subject.one is not None else "")
    offered: list[Block] = []
    if len(targets) > 1:
        offered.append(Choice("target", view.words("lab.choice_target"), targets, target))
    if len(places) > 1:
        offered.append(Choice("place", view.words("lab.choice_place"), tuple((code, view.place_name(code)) for code in places), place))
    return offered
