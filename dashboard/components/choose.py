"""The missions to choose from, for pages that show one."""

from __future__ import annotations

from dashboard.components.block import Html, Page
from dashboard.components.context_bar import context_bar
from dashboard.components.footer import footer
from dashboard.components.markup import element, escaped, link
from dashboard.components.trouble import troubles
from dashboard.components.view import View


def choose_mission(view: View, page: str) -> Page:
    """Return *page* before a mission is chosen: what is wrong with the address, and a link to it for each mission, by name."""
    words = view.words
    missions = sorted(view.catalogue.missions.values(), key=lambda mission: view.order(view.of(mission.name)))
    items = [
        element(
            "li",
            link(view.address(page, mission=mission.id), escaped(view.of(mission.name))),
            " ",
            escaped(view.place_name(mission.place)),
        )
        for mission in missions
    ]
    html = context_bar(view, page) + troubles(view, page) + element("h1", escaped(words("mission.choose"))) + element("ul", *items)
    return Page(words("mission.choose"), (Html(html + footer(view)),))
