"""The services that can be asked, one connector a publisher; each is registered here by one line."""

from __future__ import annotations

from etl.fetch.connectors import ckan, nkr, nordcan, owid, sdmx, un_sdg, who_gho, world_bank
from etl.fetch.connectors.base import Connector

CONNECTORS: dict[str, Connector] = {
    "ckan": ckan.CONNECTOR,
    "eurostat": sdmx.EUROSTAT_CONNECTOR,
    "nkr": nkr.CONNECTOR,
    "nordcan": nordcan.CONNECTOR,
    "oecd": sdmx.OECD_CONNECTOR,
    "owid": owid.CONNECTOR,
    "un_sdg": un_sdg.CONNECTOR,
    "unicef": sdmx.UNICEF_CONNECTOR,
    "who_gho": who_gho.CONNECTOR,
    "world_bank": world_bank.CONNECTOR,
}
