"""
The pages of the dashboard by the name of their address, and one address that shows each of its screens.

A page is a module of ``dashboard.pages`` that has the name of its address; ``missions`` is the first page, whose address is empty.
"""

from __future__ import annotations

PAGES = (
    "",
    "mission",
    "changes",
    "canvas",
    "review",
    "agreed",
    "country",
    "preventable",
    "compare",
    "anatomy",
    "initiatives",
    "equity",
    "lab",
    "methods",
    "explain",
    "indicator",
    "data",
)
"""Every page by the name of its address, in the order of the navigation."""

FIRST = "missions"
"""How the page with the empty address is called where it needs a name."""

SCREENS = {
    "missions": "/?",
    "mission": "/mission?mission=who-ccei&",
    "mission-not-assessable": "/mission?mission=de-ndk&",
    "target": "/mission?mission=who-ccei&target=who-ccei-vacc-90&place=DEU&",
    "canvas": "/canvas?mission=de-ndk&",
    "review": "/review?mission=who-ccei&since=2022-07-01&",
    "changes": "/changes?mission=who-ccei&since=2022-07-01&",
    "agreed": "/agreed?mission=us-moonshot&",
    "country": "/country?place=SWE&",
    "preventable": "/preventable?place=DEU&",
    "compare": "/compare?by=countries&target=who-ccei-vacc-90&places=DEU,PRT,SWE&",
    "anatomy": "/anatomy?",
    "initiatives": "/initiatives?",
    "equity": "/equity?",
    "lab": "/lab?mission=who-ccei&place=GBR&",
    "methods": "/methods?",
    "explain": "/explain?indicator=hpv_programme_first&place=SWE&",
    "indicator": "/indicator?indicator=hpv_programme_first&",
    "data": "/data?",
}
"""An address of each screen with something to show, by the name of its picture; a parameter may be added to its end."""


def name_of(page: str) -> str:
    """Return the name of *page*, an address of ``PAGES``: of its module and of its words under ``nav``."""
    return page or FIRST
