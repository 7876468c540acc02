"""Each connector end to end: an entry, a server that answers in the publisher's shape with invented figures, the snapshot that results."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from etl.fetch.connectors import CONNECTORS
from etl.fetch.download import Downloads
from etl.fetch.driver import fetch
from etl.fetch.plan import load_plans
from etl.readers import READERS
from etl.snapshots import Snapshot, find_snapshots

Fetched = Callable[[str], Snapshot]

SDMX_CSV = b"DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\nESTAT:T_X(1.0),24/05/24 23:00:00,A,PC,DE,2020,3.5,\n"
PLAIN_CSV = b"DATAFLOW,REF_AREA,TIME_PERIOD,OBS_VALUE\nXX:T(1.0),DEU,2020,3.5\n"


@pytest.fixture
def fetched(home: Path, catalogue: Callable[..., Path], downloads: Downloads) -> Fetched:
    """Return a function that fetches one source by an entry and returns its one snapshot."""

    def run(entry: str) -> Snapshot:
        folder = catalogue(source=entry)
        outcomes, problems = fetch([], load_plans(folder), folder, downloads)
        assert [str(problem) for problem in problems] == []
        found, faults = find_snapshots(home / "snapshots")
        assert ([outcome.result for outcome in outcomes], faults) == (["new"], [])
        return found[0]

    return run


@pytest.fixture
def refused(home: Path, catalogue: Callable[..., Path], downloads: Downloads) -> Callable[[str], str]:
    """Return a function that fetches one source in vain and returns the message; no snapshot may be there."""

    def run(entry: str) -> str:
        folder = catalogue(source=entry)
        outcomes, problems = fetch([], load_plans(folder), folder, downloads)
        assert (outcomes, find_snapshots(home / "snapshots")) == ([], ([], []))
        return str(problems[0])

    return run


def test_every_connector_is_tried_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")

    assert [name for name in CONNECTORS if not re.search(rf"connector: {name}(\n|\\n)", text)] == []


def test_eurostat_s_table_is_named_by_its_last_update(publisher: Any, fetched: Fetched) -> None:
    publisher.says("ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data/t_x/A.PC.?format=SDMX-CSV&startPeriod=2015", SDMX_CSV)
    snapshot = fetched("connector: eurostat\nparameters: {tables: [{flow: t_x, key: A.PC., start: 2015}]}\nreader: sdmx_csv\n")

    assert (snapshot.edition, str(snapshot.sidecar.published), snapshot.files) == ("source-2024-05-24", "2024-05-24", ["t_x.csv"])
    assert READERS["sdmx_csv"][0](snapshot.folder / "t_x.csv")["value"].tolist() == [3.5]


def test_eurostat_s_promise_in_place_of_a_table_is_refused(publisher: Any, refused: Callable[[str], str]) -> None:
    promise = b'<?xml version="1.0"?><Envelope><status>SUBMITTED</status></Envelope>'
    publisher.says("ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data/t_x?format=SDMX-CSV", promise)

    assert "is no CSV: it begins with '<?xml" in refused("connector: eurostat\nparameters: {tables: [{flow: t_x}]}\n")


def test_oecd_s_table_is_named_by_the_day_of_the_download(publisher: Any, fetched: Fetched) -> None:
    """Its answer says no edition; the tests' day is 2024-06-01."""
    publisher.says("sdmx.oecd.org/public/rest/data/OECD.X,DSD_T@DF_T,1.0/DEU..A?format=csvfile&startPeriod=2010", PLAIN_CSV)
    snapshot = fetched('connector: oecd\nparameters: {tables: [{flow: "OECD.X,DSD_T@DF_T,1.0", key: DEU..A, start: 2010, file: t}]}\n')

    assert (snapshot.edition, snapshot.sidecar.published, sorted(snapshot.sums)) == ("source-2024-06-01", None, ["t.csv"])


def test_unicef_s_table_may_be_had_in_xml(publisher: Any, fetched: Fetched) -> None:
    publisher.says(
        "sdmx.data.unicef.org/ws/public/sdmxapi/rest/data/UNICEF,T,1.0/all", b"<?xml version='1.0'?><message:Data></message:Data>"
    )
    snapshot = fetched('connector: unicef\nparameters: {tables: [{flow: "UNICEF,T,1.0"}], format: sdmx-ml}\n')

    assert sorted(snapshot.sums) == ["UNICEF-T-1-0.xml"]
    assert publisher.asked[0].headers["Accept"] == "application/vnd.sdmx.structurespecificdata+xml;version=2.1"


def gho_item(number: int, country: str) -> dict[str, Any]:
    """Return one item of the interface."""
    return {
        "Id": number,
        "IndicatorCode": "X_1",
        "SpatialDimType": "COUNTRY",
        "SpatialDim": country,
        "TimeDim": 2020,
        "Value": "7.5",
        "NumericValue": 7.5,
        "Date": f"2024-02-{number:02}T10:00:00+01:00",
    }


def test_the_pages_of_an_indicator_of_who_are_kept_and_put_together(publisher: Any, fetched: Fetched) -> None:
    """The latest day of an item names the edition, and the reader takes the whole."""
    first = "ghoapi.azureedge.net/api/X_1?$filter=SpatialDimType%20eq%20%27COUNTRY%27"
    second = "https://ghoapi.azureedge.net/api/X_1?$skip=1"
    publisher.says(first, json.dumps({"@odata.nextLink": second, "value": [gho_item(3, "SWE")]}).encode())
    publisher.says(second.removeprefix("https://"), json.dumps({"value": [gho_item(9, "DEU")]}).encode())
    entry = "connector: who_gho\nparameters: {indicators: [X_1], filter: \"SpatialDimType eq 'COUNTRY'\"}\nreader: who_gho\n"
    snapshot = fetched(entry)

    assert (snapshot.edition, sorted(snapshot.sums)) == ("source-2024-02-09", ["X_1-all.json", "X_1-page-2.json", "X_1.json"])
    assert snapshot.files == ["X_1-all.json"]
    assert READERS["who_gho"][0](snapshot.folder / "X_1-all.json")["place"].tolist() == ["SWE", "DEU"]


def test_a_next_page_on_another_server_is_refused(publisher: Any, refused: Callable[[str], str]) -> None:
    publisher.says("ghoapi.azureedge.net/api/X_1", b'{"@odata.nextLink": "https://elsewhere.example/", "value": []}')

    assert "names a next page on another server" in refused("connector: who_gho\nparameters: {indicators: [X_1]}\n")


def test_a_chart_of_owid_comes_with_its_description(publisher: Any, fetched: Fetched) -> None:
    query = "?v=1&csvType=full&useColumnShortNames=true"
    description = {"columns": {"a": {"lastUpdated": "2024-03-01"}, "b": {"lastUpdated": "2024-04-02"}}, "dateDownloaded": "2024-06-01"}
    publisher.says(f"ourworldindata.org/grapher/some-chart.metadata.json{query}", json.dumps(description).encode())
    publisher.says(f"ourworldindata.org/grapher/some-chart.csv{query}", b"Entity,Code,Year,a\nSweden,SWE,2020,1.5\n")
    snapshot = fetched("connector: owid\nparameters: {charts: [some-chart]}\nreader: owid_grapher\n")

    assert (snapshot.edition, snapshot.files) == ("source-2024-04-02", ["some-chart.csv"])
    assert READERS["owid_grapher"][0](snapshot.folder / "some-chart.csv")["value"].tolist() == [1.5]


def test_an_indicator_of_the_world_bank_comes_as_the_zip_of_its_last_update(publisher: Any, fetched: Fetched) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "API_X.csv", '"Country Name","Country Code","Indicator Name","Indicator Code","2020",\n"Sweden","SWE","x","X.Y","1.5",\n'
        )
    head = b'[{"page": 1, "pages": 9, "lastupdated": "2024-05-30"}, []]'
    publisher.says("api.worldbank.org/v2/country/all/indicator/X.Y?format=json&per_page=1", head)
    publisher.says("api.worldbank.org/v2/en/indicator/X.Y?downloadformat=csv", packed.getvalue())
    snapshot = fetched("connector: world_bank\nparameters: {indicators: [X.Y]}\nreader: world_bank\n")

    assert (snapshot.edition, sorted(snapshot.sums)) == ("source-2024-05-30", ["X.Y.zip"])
    assert READERS["world_bank"][0](snapshot.folder / "X.Y.zip")["value"].tolist() == [1.5]


def test_an_unknown_indicator_of_the_world_bank_is_refused(publisher: Any, refused: Callable[[str], str]) -> None:
    """The service answers it with status 200."""
    answer = b'[{"message": [{"id": "120", "value": "The provided parameter value is not valid"}]}]'
    publisher.says("api.worldbank.org/v2/country/all/indicator/X.Y?format=json&per_page=1", answer)

    assert "The provided parameter value is not valid" in refused("connector: world_bank\nparameters: {indicators: [X.Y]}\n")


CKAN = """\
connector: ckan
parameters: {portal: "https://portal.example", package: cancers, resources: ["*national*"]}
"""
PACKAGE = "portal.example/api/3/action/package_show?id=cancers"


def package(**resource: str) -> bytes:
    """Return the description of a package with one resource that is wanted and one that is not."""
    wanted = {"id": "r-1", "name": "National table", "format": "CSV", "last_modified": "2024-05-02T08:00:00"} | resource
    other = {"id": "r-2", "name": "Boards", "format": "CSV", "url": "https://portal.example/boards.csv"}
    return json.dumps({"success": True, "result": {"license_title": "Open Licence", "resources": [other, wanted]}}).encode()


def test_a_ckan_portal_s_wanted_file_comes_with_its_terms(publisher: Any, fetched: Fetched) -> None:
    """MD5 of the four bytes "a,b" and a line's end, as md5sum prints it."""
    publisher.says(PACKAGE, package(url="https://portal.example/dir/national%202024.csv", hash="f69f5b72bc79a92dc70c63c9aa142e36"))
    publisher.says("portal.example/dir/national%202024.csv", b"a,b\n")
    snapshot = fetched(CKAN + "reader: phs_open_data\n")

    assert (snapshot.edition, snapshot.sidecar.licence, snapshot.files) == ("source-2024-05-02", "Open Licence", ["national-2024.csv"])


def test_a_ckan_portal_s_checksum_is_heeded(publisher: Any, refused: Callable[[str], str]) -> None:
    publisher.says(PACKAGE, package(url="https://portal.example/national.csv", hash="0" * 32))
    publisher.says("portal.example/national.csv", b"a,b\n")

    assert "has the wrong checksum: its MD5 is f69f5b72bc79a92dc70c63c9aa142e36, stated is 00000000000000000000000000000000" in refused(
        CKAN
    )


def test_a_name_with_path_tricks_stays_in_its_folder(publisher: Any, fetched: Fetched, tmp_path: Path) -> None:
    publisher.says(PACKAGE, package(url="https://portal.example/x/..%2F..%2F..%2Fsnapshot.yml"))
    publisher.says("portal.example/x/..%2F..%2F..%2Fsnapshot.yml", b"a,b\n")
    snapshot = fetched(CKAN)

    assert sorted(snapshot.sums) == ["package.json", "r-1.csv"]
    assert [path for path in tmp_path.rglob("snapshot.yml") if path.parent != snapshot.folder] == []


def test_a_ckan_table_may_be_taken_from_the_datastore(publisher: Any, fetched: Fetched) -> None:
    publisher.says(PACKAGE, package())
    publisher.says("portal.example/datastore/dump/r-1?bom=true", b"\xef\xbb\xbfa,b\n")
    snapshot = fetched(CKAN.replace("resources:", "dump: true, resources:"))

    assert sorted(snapshot.sums) == ["package.json", "r-1.csv"]


def test_a_package_without_the_wanted_file_says_what_it_has(publisher: Any, refused: Callable[[str], str]) -> None:
    publisher.says(PACKAGE, package(name="Regions"))

    assert "has no resource *national*; the id or name of a resource; it has Boards, Regions" in refused(CKAN)


def test_a_series_of_the_sdg_database_is_asked_for_by_post(publisher: Any, fetched: Fetched) -> None:
    table = b"SeriesCode,GeoAreaCode,TimePeriod,Value,[Sex]\nX_Y,752,2020,1.5,BOTHSEX\n"
    publisher.says("unstats.un.org/SDGAPI/v1/sdg/Series/DataCSV seriesCodes=X_Y", table)
    snapshot = fetched("connector: un_sdg\nparameters: {series: [X_Y]}\nreader: un_sdg_csv\n")

    assert (publisher.asked[0].method, publisher.asked[0].headers["Content-Type"]) == ("POST", "application/x-www-form-urlencoded")
    assert READERS["un_sdg_csv"][0](snapshot.folder / "X_Y.csv")["value"].tolist() == [1.5]


def test_all_pages_of_the_sdg_database_are_asked_for(publisher: Any, fetched: Fetched) -> None:
    address = "unstats.un.org/SDGAPI/v1/sdg/Series/Data?seriesCode=X_Y&page={}&pageSize=2"
    for number in (1, 2, 3):
        publisher.says(address.format(number), json.dumps({"totalPages": 3, "pageNumber": number, "data": [{"value": number}]}).encode())
    snapshot = fetched("connector: un_sdg\nparameters: {series: [X_Y], form: json, page_size: 2}\n")

    assert sorted(snapshot.sums) == ["X_Y-page-1.json", "X_Y-page-2.json", "X_Y-page-3.json"]


def test_an_unknown_series_of_the_sdg_database_is_refused(publisher: Any, refused: Callable[[str], str]) -> None:
    publisher.says("unstats.un.org/SDGAPI/v1/sdg/Series/Data?seriesCode=X_Y&page=1&pageSize=10000", b'{"totalPages": 0, "data": []}')

    assert "has no data" in refused("connector: un_sdg\nparameters: {series: [X_Y], form: json}\n")


def test_nordcan_is_asked_once_for_each_kind_sex_and_cancer(publisher: Any, fetched: Fetched) -> None:
    query = "?ages_group=0_17&year_start=2018&year_end=2020&year_grouped=0"
    record = {"country": 752, "label": "Sweden", "sex": 2, "cancer": 180, "year": 2020, "total": 10, "total_pop": 1000, "asr": 1.5}
    for kind in (0, 1):
        what = f"gco.iarc.fr/gateway_prod/api/nordcan/v2/92/data/population/{kind}/2/(752)/(180)/{query}"
        publisher.says(what, json.dumps({"dataset": [record | {"type": kind}]}).encode())
    numbers = 'version: "9.2", cancers: [180], countries: [752], sexes: [2], first_year: 2018, last_year: 2020'
    snapshot = fetched(f"connector: nordcan\nparameters: {{{numbers}}}\nreader: nordcan_json\n")

    assert (snapshot.edition, snapshot.sidecar.publisher_edition) == ("source-nordcan-9-2", "NORDCAN 9.2")
    assert snapshot.files == ["incidence-women-180.json", "mortality-women-180.json"]
    assert "incidence_asr_world" in set(READERS["nordcan_json"][0](snapshot.folder / "incidence-women-180.json")["series"])


DUTCH = "api.nkr-cijfers.iknl.nl/api/{}?format=json"
DUTCH_ENTRY = """
connector: nkr
parameters:
  topic: incidentie/periode
  statistic: statistiek/aantal
  group_by: {filter: periode-van-diagnose, values: [periode/1-jaar/2019, periode/1-jaar/2020]}
  filters: {kankersoort: [kankersoort/subgroep/501300], geslacht: [geslacht/man, geslacht/vrouw]}
reader: nkr_json
"""


def test_the_dutch_registry_is_asked_one_question_for_each_combination(publisher: Any, fetched: Fetched) -> None:
    """Question and answer are put together: an answer does not say of which cancer and sex it is."""
    rows = [{"value": 100 + year, "filterValues": [{"code": f"periode/1-jaar/{2019 + year}"}]} for year in (0, 1)]
    publisher.says(DUTCH.format("filter-groups"), b"[]")
    publisher.says(DUTCH.format("data"), json.dumps({"data": rows}).encode())
    snapshot = fetched(DUTCH_ENTRY)
    asked = [json.loads(question.body) for question in publisher.asked[1:]]
    figures = READERS["nkr_json"][0](snapshot.folder / snapshot.files[0])

    assert [question["aggregateBy"][1]["values"] for question in asked] == [[{"code": "geslacht/man"}], [{"code": "geslacht/vrouw"}]]
    assert asked[0]["groupBy"][0]["values"] == [{"code": "periode/1-jaar/2019"}, {"code": "periode/1-jaar/2020"}]
    assert snapshot.files == ["incidentie-periode-statistiek-aantal-all.json"]
    assert len(snapshot.sums) == 4
    assert figures[["sex", "year", "value"]].to_numpy().tolist() == [
        ["male", 2019, 100], ["male", 2020, 101], ["female", 2019, 100], ["female", 2020, 101],
    ]  # fmt: skip


def test_the_dutch_registry_s_empty_answer_is_refused(publisher: Any, refused: Callable[[str], str]) -> None:
    """It answers a question it does not understand with status 200 and no row."""
    publisher.says(DUTCH.format("filter-groups"), b"[]")
    publisher.says(DUTCH.format("data"), b'{"data": []}')

    assert "has no data; codes that the registry has figures for" in refused(DUTCH_ENTRY)


def test_a_format_without_a_reader_is_kept_and_not_read(publisher: Any, fetched: Fetched) -> None:
    """So that a build does not stumble over it."""
    publisher.says("sdmx.oecd.org/public/rest/data/OECD,T/all?format=csvfile", PLAIN_CSV)
    snapshot = fetched('connector: oecd\nparameters: {tables: [{flow: "OECD,T"}]}\nkept_only: true\n')

    assert (snapshot.files, sorted(snapshot.sums)) == ([], ["OECD-T.csv"])
