"""The sum over everything that a build depends on: what it reads, what it was asked for, the day's embargoes, and the code that checks."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date
from functools import cache

from data import paths
from etl.inputs import Inputs

CODE = (
    "data/catalogue/*.py",
    "data/warehouse/*.py",
    "etl/checks/*.py",
    "etl/derive/*.py",
    "etl/corrections.py",
    "etl/embargo.py",
    "etl/entries.py",
    "etl/harmonise.py",
    "etl/suppression.py",
    "etl/taking_in.py",
)
"""Modules that decide what a build makes of the same files. The readers count among the files, where there are snapshots."""


def fingerprint(inputs: Inputs, *, as_of: date | None, audience: str, embargoed: Collection[tuple[str, str]]) -> str:
    """
    Return the SHA-256 over the *inputs*, the choices of a build, the *embargoed* editions (source and id) and the code.

    An embargo that ends, a mended check or another standard population is a reason to build although no file of figures has changed.
    """
    held = [f"{source} {edition}" for source, edition in sorted(embargoed)]
    return hashlib.sha256("\n".join([inputs.fingerprint(as_of=as_of, audience=audience), *held, code()]).encode()).hexdigest()


@cache
def code() -> str:
    """Return the SHA-256 over the modules of ``CODE`` and the table of standard populations."""
    files = [file for pattern in CODE for file in sorted(paths.ROOT.glob(pattern))]
    sums = [f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}" for file in (*files, paths.STANDARD_POPULATIONS)]
    return hashlib.sha256("\n".join(sums).encode()).hexdigest()
