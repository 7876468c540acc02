"""
What is given away: the figures in force with codes and labels, the verdicts, and which part of them belongs to what.

Everything is read once from one open warehouse that was built for the public; the frames are cut for indicators and missions afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dashboard.language import words_of
from dashboard.opendata import columns, sdmx
from dashboard.opendata.files import RowNumbers, Rows, csv_bytes, rows_of
from dashboard.opendata.terms import Terms, terms_of
from data.catalogue.entries import Text
from data.catalogue.models import Code, Indicator, Unit
from data.catalogue.promises import Mission
from metrics.targets import measure_rows

if TYPE_CHECKING:
    from dashboard.loading import OpenWarehouse
    from data.catalogue.catalogue import Catalogue

EVERYTHING = "all"
NO_ROWS: RowNumbers = np.array([], dtype=np.int64)
STATED_LEVEL = "level"
"""The kind of target whose value stands in the document; that of any other kind is computed from figures."""

NUMBERS = [
    "baseline", "latest", "lower", "upper", "target_value", "path_value", "gap", "pace", "required_pace", "probability", "agreement",
]  # fmt: skip
"""Columns of the verdicts from which figures could be read or computed."""


@dataclass(frozen=True)
class Content:
    """
    Everything of one build that is given away.

    Attributes:
        catalogue: The catalogue of the build.
        terms: Which sources are in, and why the others are not.
        figures: Observations in force of the sources that are passed on; the columns ``columns.FIGURES``.
        verdicts: Every version of every target in every place; the columns ``columns.VERDICTS``, without numbers of other sources.
        rows: The rows of ``data.csv``, ``verdicts.csv`` and ``data.sdmx.csv``, written once for all parts.
        flags: The bytes of ``flags.csv``.
        holdings: Columns ``indicator, source`` of all series, so that a source that is held back can be named.
        day: The day of judgement.
        base_url: Address of the release.
        release: Name of the release.
        build: Identity of the build.
    """

    catalogue: Catalogue
    terms: Terms
    figures: pd.DataFrame
    verdicts: pd.DataFrame
    rows: dict[str, Rows]
    flags: bytes
    holdings: pd.DataFrame
    day: date
    base_url: str
    release: str
    build: str


@dataclass(frozen=True)
class Package:
    """
    One download: the figures and verdicts of an indicator, of a mission, or of everything.

    ``figures`` and ``verdicts`` are the numbers of its rows in the frames of the content.
    """

    kind: str
    name: str
    title: Text
    text: Text
    figures: RowNumbers
    verdicts: RowNumbers
    sources: tuple[str, ...]
    held_back: tuple[str, ...]

    @property
    def path(self) -> str:
        """Its folder below ``data/``."""
        return "all" if self.kind == "all" else f"{self.kind}s/{self.name}"


def read_content(
    warehouse: OpenWarehouse, *, day: date, base_url: str, release: str, terms: Terms | None = None, only_free: bool = True
) -> Content:
    """
    Return what is given away of *warehouse*, judged on *day*.

    *terms* says which sources are passed on; by default `terms_of`. A build for the public has no rows that are not free: *only_free* is
    the second lock, which a test opens to see that its search would find them.
    """
    catalogue = warehouse.catalogue
    terms = terms or terms_of(catalogue.sources.values())
    observations = warehouse.observations()
    free = observations[is_given(observations, terms) if only_free else observations["source"].isin(terms.passed_on)]
    editions = warehouse.editions(None)
    verdicts = warehouse.judged(as_of=day).scorecard
    figures = labelled_figures(catalogue, free, editions)
    judged = labelled_verdicts(catalogue, without_numbers(verdicts, terms))
    return Content(
        catalogue=catalogue,
        terms=terms,
        figures=figures,
        verdicts=judged,
        rows={
            "data.csv": rows_of(figures, columns.FIGURES),
            "verdicts.csv": rows_of(judged, columns.VERDICTS),
            "data.sdmx.csv": rows_of(sdmx.sdmx_rows(figures), sdmx.COLUMNS),
        },
        flags=csv_bytes(flags(catalogue)),
        holdings=warehouse.series[["indicator", "source"]].drop_duplicates(),
        day=day,
        base_url=base_url.rstrip("/"),
        release=release,
        build=str(warehouse.build["input_sha256"]),
    )


def is_given(observations: pd.DataFrame, terms: Terms) -> pd.Series:
    """Return for each of *observations* whether it is given away: its source is passed on, and it is free for everybody."""
    return observations["source"].isin(terms.passed_on) & (observations["conf_status"] == "F")


def labelled_figures(catalogue: Catalogue, observations: pd.DataFrame, editions: pd.DataFrame) -> pd.DataFrame:
    """Return *observations* with the labels of every code, the unit, and publisher, licence and citation of their source in every row."""
    codes = catalogue.codes
    units = observations["indicator"].map({key: entry.unit for key, entry in catalogue.indicators.items()})
    found = observations.assign(unit=units)
    labels: dict[str, Callable[[Iterable[str]], Mapping[str, Text]]] = {
        "indicator": lambda _: {key: entry.name for key, entry in catalogue.indicators.items()},
        "place": lambda _: {key: entry.name for key, entry in catalogue.places.items()},
        "sex": lambda _: named(codes.sexes),
        "site": lambda _: named(codes.sites),
        "unit": lambda _: named(codes.units),
        "obs_status": lambda _: named(codes.obs_statuses),
        "conf_status": lambda _: named(codes.conf_statuses),
        "age": lambda used: {age: age_label(age) for age in used},
        "group": lambda used: {group: group_label(group) for group in used},
    }
    found = with_labels(found, {column: label(found[column].unique()) for column, label in labels.items()})
    sources = catalogue.sources
    published = pd.to_datetime(editions["published"]).dt.strftime("%Y-%m-%d")
    days = dict(zip(zip(editions["source"], editions["id"], strict=True), published, strict=True))
    pairs = found[["source", "edition"]].drop_duplicates()
    of_edition = pairs.assign(
        published=[days[key] for key in zip(pairs["source"], pairs["edition"], strict=True)],
        publisher=[sources[source].publisher for source in pairs["source"]],
        licence=[sources[source].licence.name.en for source in pairs["source"]],
        citation=[citation(catalogue, *key) for key in zip(pairs["source"], pairs["edition"], strict=True)],
    )
    found = found.merge(of_edition, on=["source", "edition"], how="left", validate="many_to_one")
    return found[columns.names(columns.FIGURES)]


def flags(catalogue: Catalogue) -> pd.DataFrame:
    """Return every code of observation status and confidentiality status, with its words."""
    lists = (("obs_status", catalogue.codes.obs_statuses), ("conf_status", catalogue.codes.conf_statuses))
    rows = [(column, code.code, code.name.en, code.name.de) for column, held in lists for code in held]
    return pd.DataFrame(rows, columns=columns.names(columns.FLAGS), dtype="str")


def citation(catalogue: Catalogue, source: str, edition: str) -> str:
    """Return how the figures of an edition are cited."""
    entry = catalogue.sources[source]
    names = {known.id: known.name.en for known in entry.editions}
    return f"{entry.cite_as} ({names.get(edition, edition)})"


def named(codes: Iterable[Code | Unit]) -> dict[str, Text]:
    """Return the names of a code list by code; of a list without ``all`` too."""
    return {EVERYTHING: words_in_all("opendata.all"), **{code.code: code.name for code in codes}}


def words_in_all(key: str, **values: object) -> Text:
    """Return a text of the interface in the languages of the open data."""
    return Text(en=words_of("en")(key, **values), de=words_of("de")(key, **values))


def age_label(age: str) -> Text:
    """Return the words for an age band such as ``50-69``."""
    return words_in_all("opendata.all_ages") if age == EVERYTHING else words_in_all("series.age", age=age.replace("-", "–"))


def group_label(group: str) -> Text:
    """Return the words for a category such as ``factor:smoking``; its own name where there are none."""
    if group == EVERYTHING:
        return words_in_all("opendata.all")
    key = "group." + group.replace(":", ".")
    if words_of("en").has(key):
        return words_in_all(key)
    plain = group.partition(":")[2].replace("_", " ")
    return Text(en=plain, de=plain)


def with_labels(frame: pd.DataFrame, labels: Mapping[str, Mapping[str, Text]]) -> pd.DataFrame:
    """Return *frame* with the columns ``<column>_en`` and ``<column>_de`` for every column of *labels*; empty where the code is."""
    added = {}
    for column, texts in labels.items():
        codes, found = pd.factorize(frame[column])
        for language in ("en", "de"):
            # A code without words stands for itself, so that no label is ever empty.
            words = pd.Index([texts[code].in_language(language) if code in texts else code for code in found], dtype="str")
            added[f"{column}_{language}"] = pd.Series(words.take(codes).to_numpy(), index=frame.index, dtype="str")
    return frame.assign(**added)


def without_numbers(scorecard: pd.DataFrame, terms: Terms) -> pd.DataFrame:
    """
    Return *scorecard* without the numbers of sources that are held back, and ``numbers``: ``given``, ``withheld`` or ``none``.

    A target's value stays where the document states it, because it is the promise and no figure of the source.
    """
    given = scorecard["source"].isin(terms.passed_on)
    withheld = scorecard["source"].isin(list(terms.held_back))
    cut = scorecard.assign(numbers=pd.Series("none", index=scorecard.index).mask(given, "given").mask(withheld, "withheld"))
    stated = cut["target_value"].where(cut["kind"] == STATED_LEVEL)
    cut[NUMBERS] = cut[NUMBERS].where(~withheld)
    cut["target_value"] = cut["target_value"].fillna(stated)
    return cut


def labelled_verdicts(catalogue: Catalogue, scorecard: pd.DataFrame) -> pd.DataFrame:
    """Return *scorecard* with the names of targets, places and indicators, and the words for status and reason."""
    targets = {target.id: target.name for mission in catalogue.missions.values() for target in mission.targets}
    labels = {
        "target": targets,
        "place": {key: entry.name for key, entry in catalogue.places.items()},
        "indicator": {key: entry.name for key, entry in catalogue.indicators.items()},
        "status": {status: words_in_all(f"status.{status}") for status in scorecard["status"].unique()},
        "reason": {reason: words_in_all(f"reason.{reason}") for reason in scorecard["reason"].unique() if reason},
    }
    found = with_labels(scorecard, labels)
    return found.sort_values(list(columns.VERDICT_KEY), kind="stable").reset_index(drop=True)[columns.names(columns.VERDICTS)]


# --- packages ----------------------------------------------------------------------------------------------------------------------


def whole(content: Content) -> Package:
    """Return the download of everything."""
    terms = content.terms
    used = set(content.holdings["source"])
    return Package(
        "all",
        "waymark",
        words_in_all("opendata.whole.title"),
        words_in_all("opendata.whole.text"),
        np.arange(len(content.figures)),
        np.arange(len(content.verdicts)),
        tuple(source for source in terms.passed_on if source in used),
        tuple(source for source in terms.held_back if source in used),
    )


def of_indicators(content: Content) -> Iterator[Package]:
    """Return the download of each indicator with figures: all of them, and the verdicts that rest on it."""
    figures, verdicts = _rows_by(content.figures, "indicator"), _rows_by(content.verdicts, "indicator")
    sources = content.holdings.groupby("indicator")["source"].agg(set).to_dict()
    for key, entry in content.catalogue.indicators.items():
        if key in sources:
            yield _package(content, entry, (figures.get(key, NO_ROWS), verdicts.get(key, NO_ROWS)), sources[key])


def of_missions(content: Content) -> Iterator[Package]:
    """Return the download of each mission: the series that speak to its targets in the places where they are judged, and its verdicts."""
    measures = measure_rows(list(content.catalogue.missions.values()))
    figures, verdicts = _figures_of_missions(content, measures), _rows_by(content.verdicts, "mission")
    held = content.holdings.merge(measures[["mission", "indicator", "wanted_source"]].drop_duplicates(), on="indicator")
    held = held[(held["wanted_source"] == "") | (held["wanted_source"] == held["source"])]
    sources = held.groupby("mission")["source"].agg(set).to_dict()
    for key, entry in content.catalogue.missions.items():
        yield _package(content, entry, (figures.get(key, NO_ROWS), verdicts.get(key, NO_ROWS)), sources.get(key, set()))


def of_places(content: Content) -> dict[str, RowNumbers]:
    """Return the rows of the figures of each place that has some; a place has its figures alone, not an archive."""
    return _rows_by(content.figures, "place")


def _rows_by(frame: pd.DataFrame, column: str) -> dict[str, RowNumbers]:
    """Return the numbers of the rows of each value of *column*, in their order."""
    return {str(key): np.asarray(rows, dtype=np.int64) for key, rows in frame.groupby(column, sort=False).indices.items()}


def _figures_of_missions(content: Content, measures: pd.DataFrame) -> dict[str, RowNumbers]:
    """Return the rows of the figures that speak to a target of each mission, in their order; *measures* are those of all missions."""
    judged = content.verdicts[["mission", "target", "place"]].drop_duplicates()
    series = measures.merge(judged, on=["mission", "target"])
    series = series[(series["only_place"] == "") | (series["only_place"] == series["place"])]
    key = ["indicator", "place", "sex", "age", "site", "group"]
    wanted = series[["mission", *key, "wanted_source"]].drop_duplicates()
    found = content.figures[[*key, "source"]].reset_index(names="row").merge(wanted, on=key)
    found = found[(found["wanted_source"] == "") | (found["wanted_source"] == found["source"])]
    return {str(mission): np.unique(rows.to_numpy()) for mission, rows in found.groupby("mission")["row"]}


def _package(content: Content, entry: Indicator | Mission, rows: tuple[RowNumbers, RowNumbers], sources: set[str]) -> Package:
    """Return the download of *entry* with *rows* of the figures and of the verdicts."""
    kind, text = ("indicator", entry.definition) if isinstance(entry, Indicator) else ("mission", entry.promise)
    passed_on = tuple(source for source in content.terms.passed_on if source in sources)
    held_back = tuple(source for source in content.terms.held_back if source in sources)
    return Package(kind, entry.id, entry.name, text, *rows, passed_on, held_back)


def packages(content: Content) -> list[Package]:
    """Return every download: everything, then indicators and missions in the catalogue's order; of indicators those with figures."""
    return [whole(content), *of_indicators(content), *of_missions(content)]
