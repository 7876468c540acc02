"""
NKR, the Netherlands Cancer Registry (IKNL): answers of its figures' service, each with the question that was asked.

``{"answers": [{"question": …, "answer": …}]}``, as ``etl fetch`` puts them together: an answer tells what its rows are (``filterValues``)
and not what the rest of the question was. A question has ``navigation`` (topic), ``statistic``, ``groupBy`` and ``aggregateBy``, lists of
filters with the codes of their values. A row of the answer's ``data`` has ``value`` and ``filterValues``; of a distribution (``verdeling``)
it has in ``metaData`` the number of which the value is the percentage. Codes begin with the kind: ``kankersoort/subgroep/302000``,
``geslacht/vrouw``, ``periode/1-jaar/2020``, ``leeftijdsgroep/totaal/alle``, ``regio/totaal/alle``, ``stadium/iv``.

Missing: ``null`` (status O). Traps: deaths have cancers of another list (``kankersoortCBS``), that of the causes of death;
"all cancers" is without basal cell carcinoma of the skin; survival is of years of diagnosis together. How the service marks a figure that
it rounds or withholds is not known here, so anything but a number or ``null`` is an error.

The form was seen in public programs that use the service, not in its documentation, and the ICD-10 group of a cancer is from the Dutch name
that they give to its number: a series stays ``confirmed: false`` until somebody has compared it with the registry's own pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.errors import FigureError
from etl.readers import tidy, unpack

SITES = {
    "totaal/alle": "all", "103000": "C09-C10", "201000": "C15", "203000": "C16", "205000": "C18-C20", "205310": "C18", "205330": "C20",
    "207000": "C22", "209000": "C25", "302000": "C34", "441300": "C43", "501300": "C50", "603000": "C53", "604000": "C54", "606000": "C56",
    "702000": "C61", "711000": "C64", "713000": "C67", "801000": "C81", "804000": "C82-C85", "811000": "C91-C95", "901000": "C73",
    "950000": "C70-C72",
}  # fmt: skip
"""The registry's number of a cancer -> ICD-10 group of the name that public programs give it; from memory, not confirmed."""
SEXES = {"totaal/alle": "all", "man": "male", "vrouw": "female"}
PLACES = {"totaal/alle": "NLD"}
PERIOD = re.compile(r"(?P<length>\d{1,2})-jaar/(?P<first>\d{4})(?:-(?P<last>\d{4}))?")
AGES = re.compile(r"(?:.*/)?(?P<age>\d{1,3}-\d{1,3}|\d{1,3}\+)")
FORM = "answers with their questions, as `python -m etl fetch` writes them"
KINDS = ("periode", "geslacht", "kankersoort", "leeftijdsgroep", "regio", "stadium", "jaren-na-diagnose")
"""What a code may be of; the first is needed in every row."""


def read(path: Path) -> pd.DataFrame:
    """Return the answers in *path* as tidy observations; ``series`` is topic and statistic, such as ``incidentie/periode:aantal``."""
    rows = pd.DataFrame(_rows(path))
    if rows.empty:
        raise FigureError(path.name, "has no rows", FORM)
    said = rows.reindex(columns=KINDS).astype(object)
    rows[list(KINDS)] = said.where(said.notna(), "").astype(str)
    where = rows["where"]
    years = _periods(rows["periode"], where)
    sites = rows["kankersoort"].str.replace(r"^(?:hoofdgroep|subgroep)/", "", regex=True)
    after = rows["jaren-na-diagnose"]
    number = pd.to_numeric(rows["value"]).astype(float)
    return tidy.tidy(
        series=rows["series"] + np.where(after.ne(""), "/" + after + "y", ""),
        place=_known(rows["regio"], where, PLACES, "regio"),
        year=years["first"],
        year_end=years["last"],
        sex=_known(rows["geslacht"], where, SEXES, "geslacht"),
        age=_ages(rows["leeftijdsgroep"], where),
        site=_known(sites, where, SITES, "kankersoort"),
        group=pd.Series(np.where(rows["stadium"].isin(["", "totaal/alle"]), "all", "stage:" + rows["stadium"]), index=rows.index),
        value=number,
        numerator=pd.to_numeric(rows["part"]).astype(float),
        obs_status=pd.Series(np.where(number.isna(), tidy.NOT_REPORTED, "A"), index=rows.index),
        locator=where + ".value",
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of all answers: what each code says, where it stands, and the numbers."""
    for at, pair in enumerate(_list(unpack.read_json(path), "answers", path.name)):
        here = f"{path.name}, answers[{at}]"
        question, answer = _object(pair, "question", here), _object(pair, "answer", here)
        topic, statistic = (_code(question.get(key), f"{here}.question.{key}") for key in ("navigation", "statistic"))
        asked = _asked(question, f"{here}.question")
        common = {"series": f"{topic}:{statistic.removeprefix('statistiek/')}"} | asked
        for number, item in enumerate(_list(answer, "data", f"{here}.answer")):
            spot = f"{here}.answer.data[{number}]"
            if not isinstance(item, Mapping):
                raise FigureError(spot, "is no object", "an object with 'value' and 'filterValues'")
            told = dict(_kind(_code(value, spot), spot) for value in _list(item, "filterValues", spot))
            value = _number(item.get("value"), f"{spot}.value")
            yield common | told | {"where": spot, "value": value, "part": _part(item, statistic, spot)}


def _asked(question: Mapping[str, Any], here: str) -> dict[str, str]:
    """Return kind -> code of each filter that the question sets to one value."""
    found = {}
    for entry in _list(question, "aggregateBy", here):
        values = _list(entry, "values", f"{here}.aggregateBy")
        if len(values) != 1:
            raise FigureError(f"{here}.aggregateBy", f"a filter has {len(values)} values", "one value of each filter, one question each")
        kind, code = _kind(_code(values[0], f"{here}.aggregateBy"), f"{here}.aggregateBy")
        found[kind] = code
    return found


def _kind(code: str, where: str) -> tuple[str, str]:
    """Return what a *code* is of and the rest of it."""
    kind, _, rest = code.partition("/")
    kind = "kankersoort" if kind == "kankersoortCBS" else kind
    if kind not in KINDS or not rest:
        raise FigureError(
            where, f"the code '{code[:60]}' is of no kind that is known", f"a code that begins with one of {', '.join(KINDS)}"
        )
    return kind, rest


def _part(item: Mapping[str, Any], statistic: str, where: str) -> float | None:
    """Return the number of which the value of a distribution is the percentage; the first of ``metaData``."""
    more = item.get("metaData")
    if not statistic.endswith("/verdeling") or not isinstance(more, list) or not more or not isinstance(more[0], Mapping):
        return None
    return _number(more[0].get("value"), f"{where}.metaData[0].value")


def _number(value: Any, where: str) -> float | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise FigureError(where, f"{str(value)[:40]!r} is no number", "a number or null")
    try:
        return None if value is None else float(value)
    except OverflowError:
        raise FigureError(where, f"{str(value)[:40]!r} is too large", "a number that a program can hold") from None


def _periods(codes: pd.Series, where: pd.Series) -> pd.DataFrame:
    """Return first and last year of each period; one that is not as long as it says is an error."""
    found = codes.str.extract(rf"^{PERIOD.pattern}$")
    first = pd.to_numeric(found["first"])
    last = pd.to_numeric(found["last"]).fillna(first)
    strange = ~(last - first + 1).eq(pd.to_numeric(found["length"]))
    if strange.any():
        first_strange = (where[strange].iloc[0], f"'{codes[strange].iloc[0][:60]}' is no period")
        raise FigureError(*first_strange, "periode/1-jaar/2020 or periode/10-jaar/2011-2020")
    return pd.DataFrame({"first": first.astype(int), "last": last.astype(int)})


def _ages(codes: pd.Series, where: pd.Series) -> pd.Series:
    """Return the age of each group; none, or all of them together, is all ages."""
    ages = codes.str.extract(rf"^{AGES.pattern}$")["age"].where(~codes.isin(["", "totaal/alle"]), "all")
    strange = ages.isna()
    if strange.any():
        first_strange = (where[strange].iloc[0], f"age group '{codes[strange].iloc[0][:60]}' is unknown")
        raise FigureError(*first_strange, "leeftijdsgroep/totaal/alle, …/60-74 or …/75+")
    return ages


def _known(codes: pd.Series, where: pd.Series, known: Mapping[str, str], what: str) -> pd.Series:
    """Return our code of each; a filter that the question does not have is the total."""
    return tidy.translate(codes.where(codes.ne(""), "totaal/alle"), where, known, what)


def _code(entry: Any, where: str) -> str:
    code = entry.get("code") if isinstance(entry, Mapping) else None
    if not isinstance(code, str) or not code:
        raise FigureError(where, "has no 'code'", "an object with the service's code")
    return code


def _object(entry: Any, key: str, where: str) -> Mapping[str, Any]:
    found = entry.get(key) if isinstance(entry, Mapping) else None
    if not isinstance(found, Mapping):
        raise FigureError(where, f"has no object '{key}'", FORM)
    return found


def _list(entry: Any, key: str, where: str) -> list[Any]:
    found = entry.get(key) if isinstance(entry, Mapping) else None
    if not isinstance(found, list):
        raise FigureError(where, f"has no list '{key}'", FORM)
    return found
