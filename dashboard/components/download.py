"""
Figures as CSV: the addresses under ``/download`` and the files they lead to.

Every row of figures carries its citation. Text that a spreadsheet would take for a formula is marked as text; numbers stay numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from dashboard.loading import LIBRARY, OpenWarehouse
from dashboard.selection import shortened
from data import tables
from data.days import check_published, written_day
from data.errors import DayError, WarehouseError

if TYPE_CHECKING:
    import pandas as pd
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

    from data.catalogue.catalogue import Catalogue

BREAKDOWN = ("sex", "age", "site", "group")
OBSERVATION_FILTERS = ("indicator", "place", "source", "edition", *BREAKDOWN)
SCORECARD_FILTERS = ("mission", "target", "place")
FILTERS = {"observations": OBSERVATION_FILTERS, "scorecard": SCORECARD_FILTERS, "methods": SCORECARD_FILTERS}

served = False
"""Whether this process answers under ``/download``; a bare ``streamlit run`` does not, and then no page links there."""


def observations_address(*, as_of: date | None = None, **filters: str | None) -> str:
    """Return the address of the observations that *filters* choose, one value each; empty where downloads are not served."""
    return _address("observations", filters, as_of)


def scorecard_address(*, as_of: date | None = None, **filters: str | None) -> str:
    """Return the address of the scorecard, or of the part that *filters* choose; empty where downloads are not served."""
    return _address("scorecard", filters, as_of)


def methods_address(*, as_of: date | None = None, **filters: str | None) -> str:
    """Return the address of the verdicts of every published rule that *filters* choose; empty where downloads are not served."""
    return _address("methods", filters, as_of)


def _address(name: str, filters: Mapping[str, str | None], as_of: date | None) -> str:
    if not served:
        return ""
    chosen = [(key, value) for key, value in filters.items() if value]
    if as_of is not None:
        chosen.append(("as_of", as_of.isoformat()))
    query = urlencode(chosen, quote_via=quote)
    return f"/download/{name}.csv" + (f"?{query}" if query else "")


def observations_csv(warehouse: OpenWarehouse, filters: Mapping[str, str], as_of: date | None = None) -> str:
    """Return the observations that *filters* choose, with licence and citation in each row."""
    frame = warehouse.observations(
        indicators=(filters["indicator"],) if filters.get("indicator") else None,
        places=(filters["place"],) if filters.get("place") else None,
        source=filters.get("source"),
        edition=filters.get("edition"),
        as_of=as_of,
    )
    for name in BREAKDOWN:
        if filters.get(name):
            frame = frame[frame[name] == filters[name]]
    sources = warehouse.catalogue.sources
    names = {(source.id, edition.id): edition.name.en for source in sources.values() for edition in source.editions}
    keys = list(zip(frame["source"], frame["edition"], strict=True))
    licence = [sources[source].licence.name.en for source, _ in keys]
    cited = [
        f"{sources[source].cite_as} ({names.get((source, edition), edition)}); {locator}"
        for (source, edition), locator in zip(keys, frame["locator"], strict=True)
    ]
    return tables.as_csv(frame.assign(licence=licence, citation=cited))


def scorecard_csv(warehouse: OpenWarehouse, filters: Mapping[str, str], as_of: date) -> str:
    """Return the scorecard, or the part that *filters* choose, one row a target version and place."""
    return _chosen(warehouse.judged(as_of=as_of).scorecard, filters)


def methods_csv(warehouse: OpenWarehouse, filters: Mapping[str, str], as_of: date) -> str:
    """Return the verdict of every published rule, or the part that *filters* choose, one row a target version, place and rule."""
    return _chosen(warehouse.judged(as_of=as_of).methods, filters)


def _chosen(frame: pd.DataFrame, filters: Mapping[str, str]) -> str:
    for name in SCORECARD_FILTERS:
        if filters.get(name):
            frame = frame[frame[name] == filters[name]]
    return tables.as_csv(frame)


def routes() -> list[BaseRoute]:
    """Return the routes that answer under ``/download``; call it where the server is built."""
    from starlette.routing import Route  # noqa: PLC0415 - only a server needs it

    global served  # noqa: PLW0603 - a fact about this process
    served = True
    return [Route("/download/{name}.csv", _answer, methods=["GET"])]


async def _answer(request: Request) -> Response:
    from starlette.concurrency import run_in_threadpool  # noqa: PLC0415 - only a server needs it

    return await run_in_threadpool(_file, request.path_params["name"], dict(request.query_params))


def _file(name: str, asked: dict[str, str]) -> Response:
    from starlette.responses import PlainTextResponse, Response  # noqa: PLC0415 - only a server needs it

    if name not in FILTERS:
        return PlainTextResponse(f"/download/{shortened(name)}.csv: no such table; known: {', '.join(FILTERS)}\n", status_code=404)
    filters = FILTERS[name]
    unknown = sorted(shortened(key) for key in set(asked) - {*filters, "as_of"})
    if unknown:
        return PlainTextResponse(f"{name}.csv: unknown {', '.join(unknown)}; known: {', '.join(filters)}, as_of\n", status_code=400)
    opening = LIBRARY.current()
    if opening.warehouse is None:
        error = opening.error or WarehouseError("warehouse", "is missing", "run `python -m etl build`")
        return PlainTextResponse(f"{error}\n", status_code=503)
    try:
        day = _day_of(name, asked.get("as_of", ""), opening.warehouse.catalogue)
    except DayError as error:
        return PlainTextResponse(f"{error}\n", status_code=400)
    chosen = {key: asked[key] for key in filters if asked.get(key)}
    if name == "observations":
        text = observations_csv(opening.warehouse, chosen, day)
    else:
        text = {"scorecard": scorecard_csv, "methods": methods_csv}[name](opening.warehouse, chosen, day or today())
    return Response(
        text.encode(), media_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="waymark-{name}.csv"'}
    )


def _day_of(name: str, asked: str, catalogue: Catalogue) -> date | None:
    """Return the day that is *asked* for, if any; `DayError` where it is none, or none that anything is known of."""
    if not asked:
        return None
    try:
        day = written_day(asked)
    except ValueError:
        raise DayError(f"{name}.csv", f"as_of={shortened(asked)} is no day", "write it as 2026-11-22") from None
    if day > today():
        raise DayError(f"{name}.csv", f"as_of={day} lies in the future", f"give a day up to today, {today()}")
    check_published(day, catalogue)
    return day


def today() -> date:
    """Return the day on the reader's clock."""
    from datetime import datetime  # noqa: PLC0415 - the one place where a clock is read

    return datetime.now().astimezone().date()
