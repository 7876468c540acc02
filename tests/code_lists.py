"""Codes that the small catalogue lacks, for tests of figures that are withheld: added to its ``codes.yml``."""

from __future__ import annotations

PERSONS = """\
units:
  - code: persons
    name: {en: persons, de: Personen}
    value: {en: persons, de: Personen}
    change: {en: persons, de: Personen}
"""
WITHHELD = """\
conf_statuses:
  - {code: A, name: {en: too few, de: zu wenige}}
  - {code: D, name: {en: protects another, de: schützt einen anderen}}
"""
