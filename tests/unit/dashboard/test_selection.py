"""What the address asks for: known values are taken, unknown ones reported with the nearest, none ever raises."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.selection import LONGEST, Selection, address, nearest, read_selection
from data.catalogue.catalogue import Catalogue
from data.catalogue.loader import load_catalogue

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """Return the project's own catalogue."""
    return load_catalogue()


def _read(catalogue: Catalogue, **parameters: str) -> Selection:
    return read_selection(parameters, catalogue, locale="en-GB", today=TODAY)


def test_known_values_are_taken(catalogue: Catalogue) -> None:
    chosen = _read(catalogue, mission="de-ndk", target="de-ndk-preventable-10pct", place="DEU", lang="de", peers="EU27", as_of="2024-05-01")

    assert chosen == Selection("de", "de-ndk", "de-ndk-preventable-10pct", "DEU", None, "", "EU27", date(2024, 5, 1), ())


def test_capitals_do_not_matter(catalogue: Catalogue) -> None:
    chosen = _read(catalogue, mission="DE-NDK", place="swe")

    assert (chosen.mission, chosen.place, chosen.troubles) == ("de-ndk", "SWE", ())


def test_an_unknown_mission_is_reported_with_the_nearest(catalogue: Catalogue) -> None:
    chosen = _read(catalogue, mission="de-nkd")

    assert chosen.mission == ""
    assert chosen.troubles[0].parameter == "mission"
    assert "de-ndk" in chosen.troubles[0].suggestions


@pytest.mark.parametrize(("asked", "expected"), [("Schweden", "SWE"), ("Sveden", "SWE"), ("germany", "DEU"), ("GER", "DEU")])
def test_a_place_is_found_by_its_name_in_either_language(catalogue: Catalogue, asked: str, expected: str) -> None:
    """People type names, and names with slips."""
    trouble = _read(catalogue, place=asked).trouble("place")

    assert trouble is not None
    assert expected in trouble.suggestions or asked == "GER"


def test_a_target_brings_its_mission_along(catalogue: Catalogue) -> None:
    chosen = _read(catalogue, target="se-vzc-zero-deaths")

    assert chosen.mission == "se-vzc"


def test_a_target_of_another_mission_is_reported(catalogue: Catalogue) -> None:
    chosen = _read(catalogue, mission="de-ndk", target="se-vzc-zero-deaths")

    assert (chosen.mission, chosen.target) == ("de-ndk", "")
    assert chosen.troubles[0].suggestions[0].startswith("de-ndk")


def test_a_target_that_no_mission_has_is_not_said_to_be_missing_from_one(catalogue: Catalogue) -> None:
    """Without a mission there is no "this mission", and the first targets of all missions are no suggestion."""
    trouble = _read(catalogue, target="nope").trouble("target")

    assert trouble is not None
    assert (trouble.fault, trouble.suggestions) == ("anywhere", ())


def test_a_target_is_found_by_a_part_of_its_name(catalogue: Catalogue) -> None:
    _, target = catalogue.target("se-vzc-zero-deaths")
    trouble = _read(catalogue, target=target.name.in_language("en")[:40]).trouble("target")

    assert trouble is not None
    assert "se-vzc-zero-deaths" in trouble.suggestions


@pytest.mark.parametrize("asked", ["who-2025-01", "who_hpv/who-2025-01"])
def test_an_edition_is_known_by_its_id_with_or_without_its_source(catalogue: Catalogue, asked: str) -> None:
    chosen = _read(catalogue, edition=asked)

    assert chosen.edition == ("who_hpv", "who-2025-01")


@pytest.mark.parametrize("asked", ["yesterday", "2026-13-01", "2027-01-01", "20261122x"])
def test_a_day_that_is_none_or_lies_ahead_is_reported(catalogue: Catalogue, asked: str) -> None:
    chosen = _read(catalogue, as_of=asked)

    assert chosen.as_of is None
    assert chosen.troubles[0].parameter == "as_of"


@pytest.mark.parametrize("asked", ["22.11.2025", "2025/11/22", "22 November 2025"])
def test_a_day_in_another_spelling_is_the_same_view(catalogue: Catalogue, asked: str) -> None:
    chosen = _read(catalogue, as_of=asked)

    assert chosen.troubles == ()
    assert chosen.parameters()["as_of"] == "2025-11-22"


def test_a_day_that_may_be_two_is_answered_with_both(catalogue: Catalogue) -> None:
    trouble = _read(catalogue, as_of="03/04/2025").trouble("as_of")

    assert trouble is not None
    assert (trouble.fault, trouble.suggestions) == ("unclear", ("2025-04-03", "2025-03-04"))


def test_of_two_days_the_one_that_has_come_is_meant(catalogue: Catalogue) -> None:
    """Today is 22 November 2026, so 12/11/2026 cannot be the eleventh of December."""
    assert _read(catalogue, as_of="12/11/2026").as_of == date(2026, 11, 12)


@pytest.mark.parametrize(("locale", "expected"), [("de-DE", "de"), ("en-GB", "en"), ("fr-FR", "en"), (None, "en")])
def test_without_a_choice_the_browser_s_language_holds(catalogue: Catalogue, locale: str | None, expected: str) -> None:
    chosen = read_selection({}, catalogue, locale=locale, today=TODAY)

    assert chosen.language == expected


def test_an_unknown_language_is_reported_in_the_browser_s(catalogue: Catalogue) -> None:
    chosen = read_selection({"lang": "xx"}, catalogue, locale="de-DE", today=TODAY)

    assert chosen.language == "de"
    assert chosen.troubles[0].parameter == "lang"


def test_an_address_reproduces_the_selection(catalogue: Catalogue) -> None:
    """A link must show the same view to everybody."""
    chosen = _read(
        catalogue, mission="who-ccei", target="who-ccei-vacc-90", place="GBR", edition="wuenic-2021", as_of="2024-05-01", lang="de"
    )
    written = address("mission", chosen.parameters())

    assert written == ("/mission?mission=who-ccei&target=who-ccei-vacc-90&place=GBR&edition=who_hpv/wuenic-2021&as_of=2024-05-01&lang=de")
    assert read_selection(chosen.parameters(), catalogue, locale=None, today=TODAY) == chosen


def test_an_address_escapes_what_is_no_part_of_it() -> None:
    assert address("country", {"place": "a&b=<c>"}) == "/country?place=a%26b%3D%3Cc%3E"


def test_an_unknown_value_is_shown_back_short_and_without_control_characters(catalogue: Catalogue) -> None:
    trouble = _read(catalogue, mission="<script>\x00\n" + "x" * 5000).trouble("mission")

    assert trouble is not None
    assert len(trouble.value) == LONGEST + 1
    assert "\x00" not in trouble.value


@settings(max_examples=60, deadline=None)
@given(value=st.text(max_size=400))
def test_no_value_whatever_raises(value: str) -> None:
    """Addresses are typed, cut and mangled by mailers; every page must still open."""
    names = ("mission", "target", "place", "edition", "indicator", "peers", "as_of", "lang")
    chosen = read_selection(dict.fromkeys(names, value), _LOADED, locale=None, today=TODAY)

    assert chosen.language in ("en", "de")


_LOADED = load_catalogue()


def test_nothing_is_suggested_for_what_resembles_nothing() -> None:
    assert nearest("qqqqqqqq", ["DEU", "SWE"]) == ()
