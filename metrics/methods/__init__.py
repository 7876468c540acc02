"""The assessment methods, one file each; to add one, write the file and add its line here."""

from __future__ import annotations

from metrics.methods import aapc, dns_de, escap, eurostat, fingertips, hp2030, oecd, open_sdg, sdsn, unsd, waymark
from metrics.methods.base import Method

METHODS: dict[str, Method] = {
    waymark.ID: waymark.METHOD,
    eurostat.ID: eurostat.METHOD,
    unsd.ID: unsd.METHOD,
    escap.ID: escap.METHOD,
    sdsn.ID: sdsn.METHOD,
    oecd.ID: oecd.METHOD,
    hp2030.ID: hp2030.METHOD,
    fingertips.ID: fingertips.METHOD,
    open_sdg.ID: open_sdg.METHOD,
    dns_de.ID: dns_de.METHOD,
    aapc.ID: aapc.METHOD,
}
