"""The links between pages that belong together."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from dashboard.components import siblings
from dashboard.components.siblings import siblings as links
from dashboard.language import words_of


def _view(**chosen: str) -> Any:
    selection = SimpleNamespace(**({"mission": "", "place": ""} | chosen))
    told = {"language": "en"} | chosen
    address = lambda page, **parameters: f"/{page}?" + "&".join(f"{k}={v}" for k, v in parameters.items() if v)  # noqa: E731
    words = words_of("en")
    return SimpleNamespace(selection=selection, words=words, reader=words, address=address, told=told)


def test_a_page_that_stands_alone_has_no_links() -> None:
    assert links(_view(), "data") == ""


def test_the_page_itself_is_named_and_not_linked_and_the_choice_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(siblings, "GROUPS", (("country", "lab"),))

    html = links(_view(place="SWE"), "lab")

    assert '<b aria-current="page">Method lab</b>' in html
    assert 'href="/country?place=SWE"' in html


def test_pages_of_a_mission_are_linked_only_for_a_chosen_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a mission each link would ask again which one."""
    monkeypatch.setattr(siblings, "GROUPS", (("mission", "data"),))

    assert links(_view(), "mission") == ""
    assert 'href="/data?mission=de-ndk"' in links(_view(mission="de-ndk"), "mission")
