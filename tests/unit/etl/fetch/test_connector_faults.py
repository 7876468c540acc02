"""What can go wrong on the way, for every connector: each fault at the question for the data, from the entry to the snapshot or none."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from etl.fetch import driver
from etl.fetch.connectors import CONNECTORS
from etl.fetch.download import Downloads, Limits
from etl.fetch.plan import load_plans
from etl.snapshots import find_snapshots

CSV = b"DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE\nXX:T(1.0),DEU,2020,3.5\n"
WEB_PAGE = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in to go on.</body></html>\n"


@dataclass(frozen=True)
class Service:
    """A connector: its entry, what it asks for the data, the answer, the file that becomes of it, and what it asks before."""

    entry: str
    data: str
    answer: bytes
    file: str
    before: dict[str, bytes] = field(default_factory=dict)


def packed(name: str, text: str) -> bytes:
    """Return a ZIP archive of one file."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(name, text)
    return archive.getvalue()


CHART = "ourworldindata.org/grapher/some-chart.{}?v=1&csvType=full&useColumnShortNames=true"
NKR = "api.nkr-cijfers.iknl.nl/api/{}?format=json"
NORDCAN = "gco.iarc.fr/gateway_prod/api/nordcan/v2/92/data/population/0/2/(752)/(180)/"
SERVICES = {
    "ckan": Service(
        'parameters: {portal: "https://portal.example", package: cancers, resources: ["r-1"]}\n',
        "portal.example/national.csv",
        b"a,b\n1,2\n",
        "national.csv",
        {
            "portal.example/api/3/action/package_show?id=cancers": json.dumps(
                {"success": True, "result": {"resources": [{"id": "r-1", "format": "CSV", "url": "https://portal.example/national.csv"}]}}
            ).encode()
        },
    ),
    "eurostat": Service(
        "parameters: {tables: [{flow: t_x}]}\n", "ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data/t_x?format=SDMX-CSV", CSV, "t_x.csv"
    ),
    "nkr": Service(
        "parameters: {topic: incidentie/periode, statistic: statistiek/aantal, group_by: {filter: periode-van-diagnose, values: "
        "[periode/1-jaar/2020]}, filters: {geslacht: [geslacht/man]}}\n",
        NKR.format("data"),
        b'{"data": [{"value": 7, "filterValues": [{"code": "periode/1-jaar/2020"}]}]}',
        "incidentie-periode-statistiek-aantal.json",
        {NKR.format("filter-groups"): b"[]"},
    ),
    "nordcan": Service(
        'parameters: {version: "9.2", cancers: [180], countries: [752], sexes: [2], kinds: [0], first_year: 2018, last_year: 2020}\n',
        f"{NORDCAN}?ages_group=0_17&year_start=2018&year_end=2020&year_grouped=0",
        b'{"dataset": [{"country": 752, "sex": 2, "cancer": 180, "year": 2020, "total": 10, "total_pop": 1000, "asr": 1.5, "type": 0}]}',
        "incidence-women-180.json",
    ),
    "oecd": Service(
        'parameters: {tables: [{flow: "OECD,T"}]}\n', "sdmx.oecd.org/public/rest/data/OECD,T/all?format=csvfile", CSV, "OECD-T.csv"
    ),
    "owid": Service(
        "parameters: {charts: [some-chart]}\n",
        CHART.format("csv"),
        b"Entity,Code,Year,a\nSweden,SWE,2020,1.5\n",
        "some-chart.csv",
        {CHART.format("metadata.json"): b'{"columns": {"a": {"lastUpdated": "2024-03-01"}}}'},
    ),
    "un_sdg": Service(
        "parameters: {series: [X_Y]}\n",
        "unstats.un.org/SDGAPI/v1/sdg/Series/DataCSV",
        b"SeriesCode,GeoAreaCode,TimePeriod,Value,[Sex]\nX_Y,752,2020,1.5,BOTHSEX\n",
        "X_Y.csv",
    ),
    "unicef": Service(
        'parameters: {tables: [{flow: "UNICEF,T,1.0"}], format: sdmx-ml}\n',
        "sdmx.data.unicef.org/ws/public/sdmxapi/rest/data/UNICEF,T,1.0/all",
        b"<?xml version='1.0'?><message:Data></message:Data>",
        "UNICEF-T-1-0.xml",
    ),
    "who_gho": Service(
        "parameters: {indicators: [X_1]}\n",
        "ghoapi.azureedge.net/api/X_1",
        b'{"value": [{"Id": 1, "IndicatorCode": "X_1", "SpatialDim": "SWE", "TimeDim": 2020, "NumericValue": 7.5}]}',
        "X_1.json",
    ),
    "world_bank": Service(
        "parameters: {indicators: [X.Y]}\n",
        "api.worldbank.org/v2/en/indicator/X.Y?downloadformat=csv",
        packed("API_X.csv", '"Country Code","2020"\n"SWE","1.5"\n'),
        "X.Y.zip",
        {"api.worldbank.org/v2/country/all/indicator/X.Y?format=json&per_page=1": b'[{"lastupdated": "2024-05-30"}, []]'},
    ),
}
each_service = pytest.mark.parametrize("name", sorted(SERVICES))

Fetch = Callable[..., tuple[list[str], list[str], dict[str, bytes]]]


def test_every_connector_is_here() -> None:
    assert sorted(SERVICES) == sorted(CONNECTORS)


@pytest.fixture
def fetch(home: Path, catalogue: Callable[..., Path], downloads: Downloads, publisher: Any, monkeypatch: pytest.MonkeyPatch) -> Fetch:
    """
    Return a function that fetches by a connector whose data are answered as told.

    It returns results, messages, and the files of the one snapshot; a silent line is given up after a fifth of a second.
    """
    monkeypatch.setattr(driver, "Limits", lambda **given: Limits(read=0.2, **given))

    def run(name: str, *replies: Any, more: str = "") -> tuple[list[str], list[str], dict[str, bytes]]:
        service = SERVICES[name]
        for what, answer in service.before.items():
            publisher.says(what, answer)
        publisher.says(service.data, *replies)
        folder = catalogue(source=f"connector: {name}\n{service.entry}kept_only: true\n{more}")
        outcomes, problems = driver.fetch([], load_plans(folder), folder, downloads)
        found, faults = find_snapshots(home / "snapshots")
        assert faults == []
        files = {file: (snapshot.folder / file).read_bytes() for snapshot in found for file in snapshot.sums}
        return [str(outcome.result) for outcome in outcomes], [str(problem) for problem in problems], files

    return run


def arrived(told: tuple[list[str], list[str], dict[str, bytes]], name: str) -> bool:
    """Return whether the data are there, byte for byte, and nothing was complained of."""
    return told[:2] == (["new"], []) and told[2][SERVICES[name].file] == SERVICES[name].answer


@each_service
def test_an_answer_cut_in_the_middle_is_completed(name: str, fetch: Fetch, publisher: Any) -> None:
    """Whether the server proves that the rest belongs to it (an ETag) or not."""
    answer, tag = SERVICES[name].answer, {"ETag": '"1"'}
    cut = publisher.reply(answer, headers=tag, cut_after=len(answer) // 2)

    assert arrived(fetch(name, cut, publisher.reply(answer, headers=tag)), name)


@each_service
def test_a_silent_line_is_left_and_asked_again(name: str, fetch: Fetch, publisher: Any) -> None:
    answer = SERVICES[name].answer

    assert arrived(fetch(name, publisher.reply(answer, cut_after=3, stalls=True), answer), name)


@each_service
def test_a_busy_server_gets_the_time_that_it_asks_for(name: str, fetch: Fetch, publisher: Any, waits: Any) -> None:
    told = fetch(name, publisher.reply(b"slowly", 429, {"Retry-After": "17"}), SERVICES[name].answer)

    assert arrived(told, name)
    assert 17 in waits.seconds


@each_service
def test_a_failure_that_passes_is_outlasted(name: str, fetch: Fetch, publisher: Any) -> None:
    assert arrived(fetch(name, publisher.reply(b"", 500), publisher.reply(b"", 503), SERVICES[name].answer), name)


@each_service
def test_a_failure_that_stays_leaves_no_snapshot(name: str, fetch: Fetch, publisher: Any) -> None:
    results, messages, files = fetch(name, publisher.reply(b"", 500))

    assert (results, files) == ([], {})
    assert "500" in messages[0]


@each_service
def test_a_redirect_is_followed(name: str, fetch: Fetch, publisher: Any) -> None:
    """307, which keeps the question as it was."""
    host = SERVICES[name].data.partition("/")[0]
    publisher.says(f"{host}/moved", SERVICES[name].answer)

    assert arrived(fetch(name, publisher.reply(b"", 307, {"Location": f"https://{host}/moved"})), name)


@each_service
def test_a_wrong_checksum_is_refused(name: str, fetch: Fetch) -> None:
    service = SERVICES[name]
    results, messages, files = fetch(name, service.answer, more=f"sha256: {{{service.file}: '{'0' * 64}'}}\n")

    assert (results, files) == ([], {})
    assert "has the wrong checksum" in messages[0]


@each_service
def test_a_web_page_in_place_of_the_data_is_refused(name: str, fetch: Fetch, publisher: Any) -> None:
    """Whatever type the server claims for it."""
    results, messages, files = fetch(name, publisher.reply(WEB_PAGE, headers={"Content-Type": "text/csv"}))

    assert (results, files) == ([], {})
    assert "web page" in messages[0] or "begins with '<!DOCTYPE" in messages[0]
