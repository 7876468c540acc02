"""
What only the operator of a site knows: who he is, and under which address it is reached.

The file holds placeholders in square brackets until somebody fills them in; a site with placeholders says so on its imprint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError

from data.errors import SetupError
from data.yaml_file import read_yaml

OPERATOR = Path(__file__).parent / "operator.yml"
PLACEHOLDER = re.compile(r"^\[.*\]$", re.DOTALL)


class Entry(BaseModel):
    """A part of the operator's file; unknown fields are a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Both(Entry):
    """A text in both languages."""

    en: str
    de: str

    def in_language(self, language: str) -> str:
        """Return the text in *language*."""
        return self.de if language == "de" else self.en


class Operator(Entry):
    """The operator's file; a value in square brackets is a placeholder."""

    name: str
    address: tuple[str, ...]
    represented_by: str
    email: str
    telephone: str
    registered_in: str
    vat_id: str
    responsible_for_content: str
    data_protection_officer: str
    supervisory_authority: str
    hosting: Both
    log_retention_days: int | str
    enforcement_body: Both
    statement_date: date | str

    def placeholders(self) -> list[str]:
        """Return the names of the fields that nobody has filled in yet."""
        return [name for name, value in self if any(PLACEHOLDER.match(text) for text in _texts(value))]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from value
    elif isinstance(value, Both):
        yield from (value.en, value.de)


@dataclass(frozen=True)
class Settings:
    """
    The settings of one site.

    ``base_url`` is the address under which the newest release is reached, with a slash at its end; empty where it is not known, and then
    nothing that needs a whole address (canonical links, the sitemap) is written. ``confirmed_only`` leaves figures
    whose terms no person has read out of the open data.
    """

    operator: Operator
    base_url: str = ""
    confirmed_only: bool = False

    @property
    def base_path(self) -> str:
        """Return the path of the base address, ``/`` where none is known: a page of an unknown address has nothing else to start from."""
        return urlsplit(self.base_url).path or "/"


def read_operator(file: Path = OPERATOR) -> Operator:
    """Return the operator's settings; ``SetupError`` names the field that is wrong."""
    if not file.is_file():
        raise SetupError(str(file), "there is no such file", f"copy {OPERATOR} and fill it in")
    tree, _ = read_yaml(file)
    try:
        return Operator.model_validate(tree)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"])
        raise SetupError(f"{file}: {where}", fault["msg"], f"see {OPERATOR} for every field") from None


def checked_base_url(text: str) -> str:
    """Return *text* as a base address; ``SetupError`` if it is none."""
    if not text:
        return ""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise SetupError(
            f"--base-url {text!r}", "is no address of a folder", "write it as https://example.org/ or https://example.org/waymark/"
        )
    return text if text.endswith("/") else f"{text}/"
