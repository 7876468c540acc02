"""Facts about the catalogue itself that its models cannot see."""

from __future__ import annotations

import re
import time
from collections import Counter
from itertools import pairwise

import pytest

from data import paths
from data.catalogue.catalogue import Catalogue
from data.catalogue.entries import Confidence
from data.catalogue.loader import check_catalogue, load_catalogue
from data.catalogue.models import Better, EventEffect, LicenceClass
from data.errors import errors

# A plain space before % or a decimal point in a German number is the commonest slip.
GERMAN_SLIP = re.compile(r"\d %|\d\.\d{1,2}(?!\d|\.)")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def test_the_catalogue_has_no_problem() -> None:
    assert errors(check_catalogue()[1]) == []


def test_the_catalogue_is_read_in_about_a_second() -> None:
    """Every command reads it; the limit is generous, because test machines are slow."""
    start = time.perf_counter()
    load_catalogue()

    assert time.perf_counter() - start < 3


def test_every_indicator_has_both_languages_and_a_unit_that_exists(catalogue: Catalogue) -> None:
    units = {unit.code for unit in catalogue.codes.units}

    for indicator in catalogue.indicators.values():
        assert indicator.unit in units
        for text in (indicator.name, indicator.short_name, indicator.definition):
            assert text.en
            assert text.de
            assert text.en != text.de


def test_names_of_indicators_tell_them_apart(catalogue: Catalogue) -> None:
    indicators = catalogue.indicators.values()

    for language in ("en", "de"):
        assert len({indicator.name.in_language(language) for indicator in indicators}) == len(indicators)


def test_a_percentage_stays_below_100_except_survival(catalogue: Catalogue) -> None:
    """Estimates of relative and net survival may exceed 100 % a little; no other percentage here can."""
    over = {name for name, indicator in catalogue.indicators.items() if indicator.unit == "percent" and indicator.range[1] != 100}

    assert over == {"net_survival_5y", "relative_survival_5y"}


def test_quantities_that_look_alike_warn_of_each_other(catalogue: Catalogue) -> None:
    """The 7 % of research budgets against HC.6, the world standard against the European one, cases against deaths, snus against smoking."""
    warned = {(name, other.indicator) for name, indicator in catalogue.indicators.items() for other in indicator.not_comparable_with}

    for one, other in (
        ("prevention_share_cancer_research", "prevention_share_health_expenditure"),
        ("cancer_incidence_asr_world", "cancer_incidence_easr2013"),
        ("cancer_incidence_asr_world", "cancer_incidence_swedish_standard"),
        ("preventable_share_cases", "preventable_share_deaths"),
        ("tobacco_use_15_plus", "daily_smokers_16_84"),
        ("hpv_15_complete", "hpv_programme_first"),
        ("net_survival_5y", "relative_survival_5y"),
        ("neoplasm_mortality_us2000", "neoplasm_mortality_crude"),
    ):
        assert (one, other) in warned
        assert (other, one) in warned


def test_spending_and_counts_have_no_good_direction(catalogue: Catalogue) -> None:
    """A rise of HC.6 in the pandemic was no success, and a count of cases grows with age."""
    neither = {name for name, indicator in catalogue.indicators.items() if indicator.better == Better.NEITHER}

    assert neither == {"cancer_cases", "population_15_plus", "prevention_share_health_expenditure", "prevention_expenditure_per_head"}


def test_the_union_has_27_members_and_the_project_follows_six(catalogue: Catalogue) -> None:
    assert len(set(catalogue.members("EU27"))) == 27
    assert "GBR" not in catalogue.members("EU27")
    assert catalogue.members("FOLLOWED") == ("AUS", "DEU", "GBR", "NLD", "SWE", "USA")


def test_the_world_is_every_country(catalogue: Catalogue) -> None:
    """ISO 3166-1 has 249 entries; Kosovo is the 250th."""
    countries = {code for code, place in catalogue.places.items() if place.kind == "country"}

    assert len(countries) == 250
    assert set(catalogue.members("WORLD")) == countries
    assert catalogue.members("SWE") == ("SWE",)


@pytest.mark.parametrize(
    ("code", "m49"),
    # UN Statistics Division, standard country or area codes for statistical use (M49); the world is 1.
    [("DEU", 276), ("SWE", 752), ("NLD", 528), ("AUS", 36), ("GBR", 826), ("USA", 840), ("NOR", 578), ("GRC", 300), ("WORLD", 1)],
)
def test_places_carry_their_m49_code(catalogue: Catalogue, code: str, m49: int) -> None:
    assert catalogue.places[code].m49 == m49


def test_norway_is_a_country_and_not_false(catalogue: Catalogue) -> None:
    """Its two-letter code NO is read as false by careless YAML."""
    assert catalogue.places["NOR"].name.de == "Norwegen"
    assert "NOR" in catalogue.members("NORDIC")


def test_parts_of_countries_are_complete_and_have_parents(catalogue: Catalogue) -> None:
    """Four nations of the United Kingdom, 21 Swedish regions (län), 50 states and the District of Columbia."""
    parts = [place for place in catalogue.places.values() if place.parent]
    count = Counter((place.kind, place.parent) for place in parts)

    assert count == {("nation", "GBR"): 4, ("region", "SWE"): 21, ("region", "USA"): 51, ("municipality", "GBR-ENG"): 1}
    assert all(place.code.startswith(f"{(place.parent or '')[:3]}-") for place in parts)


def test_no_two_places_have_the_same_name(catalogue: Catalogue) -> None:
    """Georgia is a country and a state."""
    for language in ("en", "de"):
        names = sorted(place.name.in_language(language) for place in catalogue.places.values())

        assert [one for one, other in pairwise(names) if one == other] == []


def test_what_was_not_read_is_not_called_confirmed(catalogue: Catalogue) -> None:
    """Terms are confirmed only where their text was seen; all of the non-commercial ones are not."""
    confirmed = {name for name, source in catalogue.sources.items() if source.licence.confirmed}
    restricted = {name for name, source in catalogue.sources.items() if source.licence.licence_class == LicenceClass.NON_COMMERCIAL}

    assert confirmed == {"nordcan", "phs_cancer_incidence", "cdc_wonder", "nrs_mortality", "eurostat_sha", "un_wpp", "waymark"}
    assert restricted == {"iarc_globocan", "owid_who_mortality", "who_gho"}


def test_every_edition_says_how_well_its_day_is_known(catalogue: Catalogue) -> None:
    for source in catalogue.sources.values():
        for edition in source.editions:
            assert edition.published_note, f"{source.id}/{edition.id}"


def test_the_newer_hpv_edition_restates_the_older(catalogue: Catalogue) -> None:
    editions = {edition.id: edition.restates for edition in catalogue.sources["who_hpv"].editions}

    assert editions == {"wuenic-2021": None, "who-2025-01": "wuenic-2021"}


def test_a_licence_with_a_name_of_its_own_has_it_in_every_language_and_one_that_we_describe_is_translated(catalogue: Catalogue) -> None:
    names = {name: source.licence.name for name, source in catalogue.sources.items()}

    assert (names["phs_bowel"].en, names["phs_bowel"].de) == ("Open Government Licence v3.0",) * 2
    assert (names["paf_mons_2018"].en, names["paf_mons_2018"].de) == ("Facts from a paper", "Tatsachen aus einem Aufsatz")


def test_the_licence_list_names_every_source(catalogue: Catalogue) -> None:
    text = (paths.ROOT / "data" / "LICENSES.md").read_text(encoding="utf-8")

    assert [name for name in catalogue.sources if f"`{name}`" not in text] == []


def test_breaks_and_exclusions_stand_where_the_sources_name_them(catalogue: Catalogue) -> None:
    breaks = {(name, event.first_year) for name, event in catalogue.events.items() if event.effect == EventEffect.BREAK}
    excluded = {
        name: (event.first_year, event.last_year) for name, event in catalogue.events.items() if event.effect == EventEffect.EXCLUDE
    }

    assert breaks == {("icd-10-scotland", 2000), ("fit-england", 2019), ("fit-scotland", 2018)}
    assert excluded == {
        "pandemic-incidence": (2020, 2021),
        "pandemic-screening-england": (2020, 2021),
        "pandemic-screening-eu": (2020, 2021),
        "pandemic-prevention-spending": (2020, 2022),
        "pandemic-premature-deaths": (2020, 2021),
        "us-population-2021": (2021, 2021),
    }


def test_every_citation_has_a_place_in_its_document(catalogue: Catalogue) -> None:
    for event in catalogue.events.values():
        assert event.citation.locator
        assert event.citation.confidence in Confidence


def test_german_texts_are_written_the_german_way(catalogue: Catalogue) -> None:
    """Decimal comma, and U+00A0 before the percent sign."""
    texts = [
        text.de
        for indicator in catalogue.indicators.values()
        for text in (indicator.name, indicator.definition, indicator.note, *(other.why for other in indicator.not_comparable_with))
        if text
    ]
    texts += [event.explanation.de for event in catalogue.events.values()]
    texts += [text.de for source in catalogue.sources.values() for text in (source.licence.terms, source.note) if text]

    allowed = ("CC BY 4.0", "v3.0", "3.4.1", "3.5.2", "HC.6", "Version 9.2")
    assert [text for text in texts if GERMAN_SLIP.search(re.sub("|".join(map(re.escape, allowed)), "", text))] == []
