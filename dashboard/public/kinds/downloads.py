"""Data and downloads: what there is to take, how big it is, whose it is, how it is loaded, asked for, followed and cited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.display import number, size_words, sort_key
from dashboard.public.dataset import CREATOR, distribution, licences
from dashboard.public.page import Page

if TYPE_CHECKING:
    from dashboard.components.view import View
    from dashboard.display import Language
    from dashboard.public.site import Site

FIRST = "data/"
WHOLE = "data/all"
DATABASE = "waymark.duckdb"
EVERYTHING = (
    (WHOLE, "waymark.zip", "zip"),
    (WHOLE, "data.csv", "csv"),
    (WHOLE, "verdicts.csv", "verdicts"),
    ("data", DATABASE, "duckdb"),
    (WHOLE, "data.parquet", "parquet"),
    (WHOLE, "data.sdmx.csv", "sdmx"),
)
"""The files of the whole, what most readers want first, each with the key of its words under ``public.data.file``."""

DOCUMENTS = ("index", "missions", "indicators", "places", "scorecard", "sources")
"""The documents of the interface that a program starts from."""

LABELS = ("_en", "_de")
"""Ends of the columns that say a code in words."""

NO_HOST = "https://HOST/"
"""Stands for the site in examples where its address is not known."""


@dataclass(frozen=True)
class Line:
    """One download of a list: its archive with size, its folder, how many figures it has, and its feed if it has one."""

    name: str
    archive: str
    folder: str
    size: str
    figures: str
    feed: str = ""


@dataclass(frozen=True)
class Example:
    """How the figures are loaded: in which *program*, and the *code*, whole and ready to run."""

    program: str
    code: str


def page(site: Site, view: View, told: Mapping[str, Mapping[str, Any]], sizes: Mapping[str, Mapping[str, int]]) -> Page:
    """
    Return the page.

    *told* is what each folder of the open data says of itself in its ``metadata.json``, *sizes* the bytes of its files by name. Both
    are known once the open data are written, so the page says what is there.
    """
    words, language = view.words, view.language
    whole, of_kind = told[WHOLE], _by_kind(told, language)
    base = site.settings.base_url or NO_HOST
    indicators = [folder for folder in of_kind["indicator"] if told[folder]["rows"]]
    # The longest table has most to show.
    example = max(indicators, key=lambda folder: int(told[folder]["rows"]), default=WHOLE)
    return Page(
        path=FIRST,
        template="downloads.html",
        title=words("public.data.title"),
        description=words("public.data.lead"),
        context={
            "rows": number(whole["rows"], language, 1.0),
            "years": whole["years"],
            "release": whole["release"],
            "everything": [
                (f"{folder}/{name}", name, words(f"public.data.file.{key}"), size_words(sizes[folder][name], language))
                for folder, name, key in EVERYTHING
            ],
            "missions": [_line(view, folder, told[folder], sizes[folder], feed=True) for folder in of_kind["mission"]],
            "indicators": [_line(view, folder, told[folder], sizes[folder]) for folder in indicators],
            "columns": [
                (entry["name"], entry["description"][language])
                for entry in whole["tables"]["data.csv"]
                if not entry["name"].endswith(LABELS)
            ],
            "sources": whole["sources"],
            "not_included": [
                (source["name"][language], source["publisher"], source["address"], source["why"][language])
                for source in whole["not_included"]
            ],
            "cite": whole["how_to_cite"][language],
            "examples": examples(base, example, language),
            "call": f"curl {base}v1/{'scorecard' if example == WHOLE else f'observations/{_identifier(example)}'}.json",
            "documents": [(f"v1/{name}.json", words(f"public.data.document.{name}")) for name in DOCUMENTS],
            "feed": f"feeds/all.{language}.atom",
        },
        section=FIRST,
        dataset=_dataset(site, view, whole),
    )


def examples(base: str, folder: str, language: Language) -> list[Example]:
    """Return code that loads the figures of *folder*, and that asks the database of the site at *base* for them."""
    # With the source, since two sources may hold one indicator.
    table, shown = f"{base}{folder}/data.csv", ("place", f"place_{language}", "year", "value", f"unit_{language}", "source")
    names = ", ".join(f'"{name}"' for name in shown)
    chosen = "" if folder == WHOLE else f" WHERE indicator = '{_identifier(folder)}'"
    return [
        Example(
            "Python",
            "import pandas as pd\n\n"
            f'figures = pd.read_csv(\n    "{table}",\n    keep_default_na=False, na_values=[""],\n)\n'
            f"print(figures[[{names}]])",
        ),
        Example(
            "R",
            f'figures <- read.csv(\n  "{table}",\n  fileEncoding = "UTF-8", na.strings = ""\n)\nprint(head(figures[, c({names})]))',
        ),
        Example(
            "DuckDB",
            f"curl -O {base}data/{DATABASE}\n"
            f'duckdb {DATABASE} "SELECT place, year, value, source FROM observation{chosen} ORDER BY source, place, year"',
        ),
    ]


def _by_kind(told: Mapping[str, Mapping[str, Any]], language: Language) -> Mapping[str, list[str]]:
    """Return the folders of each kind of package, by the alphabet of their titles."""
    found: dict[str, list[str]] = defaultdict(list)
    for folder in sorted(told, key=lambda folder: sort_key(told[folder]["title"][language], language)):
        found[told[folder]["kind"]].append(folder)
    return found


def _identifier(folder: str) -> str:
    return folder.rpartition("/")[2]


def _line(view: View, folder: str, metadata: Mapping[str, Any], sizes: Mapping[str, int], *, feed: bool = False) -> Line:
    rows, language = metadata["rows"], view.language
    archive = next(name for name in sizes if name.endswith(".zip"))
    return Line(
        metadata["title"][language],
        f"{folder}/{archive}",
        f"{folder}/",
        size_words(sizes[archive], language),
        view.words.counted("public.data.figures", rows, figures=number(rows, language, 1.0)),
        f"feeds/{_identifier(folder)}.{language}.atom" if feed else "",
    )


def _dataset(site: Site, view: View, whole: Mapping[str, Any]) -> Mapping[str, object]:
    """Return the properties of the whole as a ``Dataset`` of schema.org, with its files where their addresses are known."""
    return {
        "name": whole["title"][view.language],
        "description": view.words("public.data.lead"),
        "isAccessibleForFree": True,
        "creator": CREATOR,
        "license": licences(source["licence"] for source in whole["sources"]),
        "version": whole["release"],
        **({"temporalCoverage": f"{whole['years']['first']}/{whole['years']['last']}"} if whole["years"] else {}),
        **distribution(site, [f"{WHOLE}/{name}" for name in ("waymark.zip", "data.csv", "data.parquet")]),
    }
