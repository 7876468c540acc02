"""The countries of NORDCAN and the regions of their cancer registration: their names in its exports and our codes."""

from __future__ import annotations

from etl.readers.codes import ALPHA2, place_letters

COUNTRIES = {
    "Denmark": "DNK", "Faroe Islands": "FRO", "Faeroe Islands": "FRO", "Finland": "FIN", "Greenland": "GRL", "Iceland": "ISL",
    "Norway": "NOR", "Sweden": "SWE",
}  # fmt: skip
"""Name of a country -> ISO 3166-1 alpha-3."""

TOGETHER = {"Nordic countries": "NORDCAN-NORDIC"}
"""NORDCAN's name for all its countries together (from memory) -> our code, the agency's with a name behind it."""

SHORT = {name[:3].lower(): place for name, place in COUNTRIES.items()}
"""The first three letters of a country's name, as some exports have them (``den``) -> ISO 3166-1 alpha-3."""


def country_of(name: str) -> str | None:
    """Return our code of a country by its name or its first three letters; a star behind it means nothing for the code."""
    plain = name.strip().removesuffix("*").strip()
    return COUNTRIES.get(plain) or TOGETHER.get(plain) or SHORT.get(plain)


def place_of(name: str) -> str | None:
    """Return our code of a country or region of NORDCAN's, in plain letters: ``SE, Uppsala-Örebro*`` is ``SWE-UPPSALA-OREBRO``."""
    country, comma, region = name.strip().removesuffix("*").partition(", ")
    if not comma:
        return country_of(country)
    ours = ALPHA2.get(country)
    letters = place_letters(region)
    return f"{ours}-{letters}" if ours in COUNTRIES.values() and letters else None
