"""NORDCAN's countries and sites, as the names of exports and their headers have them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from data.errors import FigureError
from etl.readers import nordcan_age, nordcan_asr, nordcan_survival
from etl.readers.nordcan_places import place_of
from etl.readers.nordcan_sites import BY_WORDS, SITES, site_named

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Iceland", "ISL"), ("Greenland", "GRL"), ("Faroe Islands", "FRO"), ("swe", "SWE"), ("SE, Southern*", "SWE-SOUTHERN"),
        ("SE, Uppsala-Örebro*", "SWE-UPPSALA-OREBRO"), ("FI, Western Finland and Åland", "FIN-WESTERN-FINLAND-AND-ALAND"),
        ("Nordic countries", "NORDCAN-NORDIC"), ("nor", "NOR"), ("DE, Bayern", None), ("Atlantis", None),
    ],
)  # fmt: skip
def test_codes_of_places_have_plain_letters_only(name: str, place: str | None) -> None:
    assert place_of(name) == place


def test_survival_may_have_any_of_the_countries(write: Write) -> None:
    heads = "Iceland;Sweden;Faroe Islands"
    cells = ";".join(f"{number}.0[1.0-99.0]" for number in range(11, 17))
    rows = nordcan_survival.read(write("kidney_5y.csv", f"x;{heads};{heads}", f"2016-2020;{cells}")).set_index(["place", "sex"])["value"]

    assert (rows["ISL", "male"], rows["FRO", "male"], rows["SWE", "female"]) == (11.0, 13.0, 15.0)


def test_survival_with_a_country_that_only_men_have_is_an_error(write: Write) -> None:
    with pytest.raises(FigureError, match=r"kidney_5y\.csv:1: countries occur neither once nor twice"):
        nordcan_survival.read(write("kidney_5y.csv", "x;Iceland;Sweden;Sweden", "2016-2020;;;"))


def test_rates_of_the_faroe_islands_are_read(write: Write) -> None:
    path = write("prostate_inc_mor.csv", "Label,2020", '"Faroe Islands, incidence",1.0', '"Greenland, incidence",2.0')

    assert nordcan_asr.read(path)["place"].tolist() == ["FRO", "GRL"]
    with pytest.raises(FigureError, match=r"csv:2, 2020: country 'France' is unknown"):
        nordcan_asr.read(write("prostate_inc_mor.csv", "Label,2020", '"France, incidence",1.0'))


def test_a_browser_s_second_copy_is_read_as_the_first(write: Write) -> None:
    cells = "Denmark;Finland;Norway;Sweden", "2016-2020;1.0[0.5-2.0];;;"
    survival = nordcan_survival.read(write("ovary_5y (1).csv", f"x;{cells[0]}", cells[1]))
    ages = nordcan_age.read(write("case_oral_cavity_1 (2).csv", "Population,Number,0,5", "Iceland,3,1,2"))

    assert survival["site"].tolist() == ["C56"] * 4
    assert ages["site"].tolist() == ["C02-C06"] * 3
    assert set(ages["place"]) == {"ISL"}


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("hodgkin", "C81"), ("NHL", "C82-C86+C96"), ("oral_cavity", "C02-C06"), ("leukemia", "C91-C95"), ("Esophagus", "C15"),
        ("lung_cancer", "C33-C34"), ("Nonmelanoma_skin", "C44"), ("Other hematopoietic diseases", "C88+C94.6+D47"),
        ("Endocrine tumors of brain and CNS", "C75.1-C75.3"), ("Gallbladder", "C23-C24"), ("spleen", None), ("cancer", None),
    ],
)  # fmt: skip
def test_a_site_is_known_by_its_short_name_and_either_spelling(name: str, site: str | None) -> None:
    assert site_named(name) == site


def test_no_two_sites_have_a_name_of_the_same_words() -> None:
    assert {name: site_named(name.replace("_", " ").title()) for name in SITES} == SITES
    assert set(BY_WORDS.values()) == set(SITES.values())
    assert all(BY_WORDS)
