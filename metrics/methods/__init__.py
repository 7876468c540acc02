"""The assessment methods, one file each; to add one, write the file and add its line here."""

from __future__ import annotations

from metrics.methods import dns_de, hp2030, open_sdg, waymark
from metrics.methods.base import Method

METHODS: dict[str, Method] = {
    waymark.ID: waymark.METHOD,
    hp2030.ID: hp2030.METHOD,
    open_sdg.ID: open_sdg.METHOD,
    dns_de.ID: dns_de.METHOD,
}
