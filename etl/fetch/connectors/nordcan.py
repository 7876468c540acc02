"""
NORDCAN (Association of the Nordic Cancer Registries, IARC): rates and counts by year, one kind, sex and cancer a file.

The address holds the version (``92`` is 9.2), the kind (0 incidence, 1 mortality), the sex (0 both, 1 men, 2 women), the countries and the
cancer by NORDCAN's numbers. ``ages`` are the first and the last five-year band, 0 to 17: the rates are of these ages alone, which the
answer does not say. NORDCAN asks those who take its data systematically to write to the registries first.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from data.catalogue.entries import Entry
from etl.fetch.connectors.base import Connector, members, read_json, with_query
from etl.fetch.exchange import Answer, Content, Found, Request

SERVICE = "https://gco.iarc.fr/gateway_prod/api/nordcan/v2"
KINDS = {0: "incidence", 1: "mortality"}
SEXES = {0: "both", 1: "men", 2: "women"}
Numbers = Annotated[tuple[Annotated[int, Field(ge=0)], ...], Field(min_length=1)]


class Rates(Entry):
    """Which numbers are wanted, in NORDCAN's codes."""

    version: Annotated[str, Field(pattern=r"^\d+\.\d+$")]
    cancers: Numbers
    countries: Numbers = (208, 234, 246, 304, 352, 578, 752)
    kinds: Annotated[tuple[Annotated[int, Field(ge=0, le=1)], ...], Field(min_length=1)] = (0, 1)
    sexes: Annotated[tuple[Annotated[int, Field(ge=0, le=2)], ...], Field(min_length=1)] = (1, 2)
    first_year: int
    last_year: int
    ages: Annotated[str, Field(pattern=r"^\d{1,2}_\d{1,2}$")] = "0_17"


def requests(parameters: Rates) -> list[Request]:
    """Return a request for each kind, sex and cancer."""
    version = parameters.version.replace(".", "")
    countries = "_".join(map(str, parameters.countries))
    query = {
        "ages_group": parameters.ages,
        "year_start": parameters.first_year,
        "year_end": parameters.last_year,
        "year_grouped": 0,
    }
    return [
        Request(
            with_query(f"{SERVICE}/{version}/data/population/{kind}/{sex}/({countries})/({cancer})/", query),
            f"{KINDS[kind]}-{SEXES[sex]}-{cancer}.json",
            Content.JSON,
        )
        for kind in parameters.kinds
        for sex in parameters.sexes
        for cancer in parameters.cancers
    ]


def look(parameters: Rates, answer: Answer) -> Found:
    """Return the version, which names the edition."""
    members(read_json(answer), "dataset", "the service's answer: an object whose 'dataset' is a list")
    return Found(edition=f"NORDCAN {parameters.version}")


CONNECTOR = Connector("NORDCAN: rates and counts by year (JSON)", Rates, requests, look)
