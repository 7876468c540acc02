"""`python -m etl fetch` as a person runs it: a server on loopback as mirror, the table printed, exit codes, and the warehouse after it."""

from __future__ import annotations

import importlib.util
import json
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from data.warehouse import queries, store

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "small"
SERVER = ROOT / "tests" / "unit" / "etl" / "fetch" / "conftest.py"

ENTRY = """\
connector: eurostat
parameters: {tables: [{flow: t_x}]}
seen_in: invented
confirmed: true
licence_page: https://publisher.example/terms
pause_seconds: 0.1
reader: sdmx_csv
reads:
  - {series: "T_X:unit=PC", indicator: uptake, fill: {site: C50, age: 50-69}}
"""
WHAT = "ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data/t_x?format=SDMX-CSV"
TABLE = (
    b"DATAFLOW,LAST UPDATE,freq,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\n"
    b"ESTAT:T_X(1.0),24/03/24 23:00:00,A,PC,SE,2021,61.5,\n"
    b"ESTAT:T_X(1.0),24/03/24 23:00:00,A,PC,SE,2022,62.5,b\n"
)

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def publisher() -> Iterator[Any]:
    """Return the server of the unit tests."""
    specification = importlib.util.spec_from_file_location("publisher_on_loopback", SERVER)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    running = module.Publisher()
    yield running
    running.close()
    del sys.modules[specification.name]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder with the small inputs, whose registry can be fetched."""
    for name in ("catalogue", "figures"):
        shutil.copytree(SMALL / name, tmp_path / name)
    (tmp_path / "catalogue" / "downloads").mkdir()
    (tmp_path / "catalogue" / "downloads" / "registry.yml").write_text(ENTRY, encoding="utf-8")
    return tmp_path


def environment(place: Path, publisher: Any) -> dict[str, str]:
    """Return the environment of a command that asks the *publisher*."""
    settings = {"WAYMARK_HOME": str(place / "home"), "PYTHONPATH": str(ROOT), "WAYMARK_MIRROR": publisher.mirror, "NO_PROXY": "127.0.0.1"}
    return {**os.environ, **settings}


@pytest.fixture
def etl(place: Path, publisher: Any) -> Run:
    """Return a function that runs one command on the folder's catalogue."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "etl", *arguments, "--catalogue", "catalogue"]
        return subprocess.run(
            command, cwd=place, env=environment(place, publisher), capture_output=True, text=True, check=False, timeout=120
        )

    return run


def test_a_fetched_table_is_in_the_next_warehouse(etl: Run, publisher: Any, place: Path) -> None:
    publisher.says(WHAT, TABLE)
    done = etl("fetch")
    built = etl("build", "--figures", "figures")
    engine = store.connect(store.current_file(place / "home" / "warehouse"))
    with engine.connect() as connection:
        rows = queries.read_observations(connection, edition="registry-2024-03-24")
    engine.dispose()

    assert (done.returncode, done.stderr, built.stderr) == (0, "", "")
    assert done.stdout == (
        "source,result,edition,files,bytes,folder\n"
        f"registry,new,registry-2024-03-24,1,{len(TABLE)},{place}/home/snapshots/registry/registry-2024-03-24\n"
    )
    assert list(zip(rows["year"], rows["value"], rows["obs_status"], strict=True)) == [(2021, 61.5, "A"), (2022, 62.5, "B")]


def test_a_second_fetch_finds_nothing_new(etl: Run, publisher: Any) -> None:
    publisher.says(WHAT, TABLE)
    etl("fetch")
    done = etl("fetch", "--format", "json")

    assert [(row["result"], row["edition"]) for row in json.loads(done.stdout)] == [("unchanged", "registry-2024-03-24")]


def test_a_fault_is_said_without_a_traceback_and_leaves_no_snapshot(etl: Run, publisher: Any, place: Path) -> None:
    publisher.says(WHAT, b"<html>We will be back soon</html>")
    done = etl("fetch", "registry", "survey")

    assert done.returncode == 1
    assert done.stdout == "source,result,edition,files,bytes,folder\n"
    assert done.stderr.splitlines()[0] == (
        f"https://{WHAT}: is a web page (HTML), not CSV: it begins with '<html>We will be back soon</html>'; "
        "open the address in a browser: it may ask for a login, be moved, or be down for maintenance"
    )
    assert done.stderr.splitlines()[1].startswith("survey: cannot be fetched, because its publisher has no service that is known here; ")
    assert not (place / "home" / "snapshots").exists()


def test_offline_a_source_without_a_snapshot_fails(etl: Run, publisher: Any) -> None:
    publisher.says(WHAT, TABLE)
    before = etl("fetch", "--offline").returncode
    etl("fetch")
    publisher.asked.clear()

    assert (before, etl("fetch", "--offline").returncode, publisher.asked) == (1, 0, [])


def test_the_list_asks_nobody(etl: Run, publisher: Any) -> None:
    done = etl("fetch", "--list")

    assert done.stdout.splitlines()[1:] == ["registry,eurostat,always,true,,", "survey,,by hand,,,"]
    assert publisher.asked == []


def test_a_mirror_that_is_no_address_is_named(place: Path, publisher: Any) -> None:
    command = [sys.executable, "-m", "etl", "fetch", "--catalogue", "catalogue"]
    settings = environment(place, publisher) | {"WAYMARK_MIRROR": "mirror.example"}
    done = subprocess.run(command, cwd=place, env=settings, capture_output=True, text=True, check=False, timeout=120)

    assert (done.returncode, done.stderr) == (
        1,
        "WAYMARK_MIRROR: 'mirror.example' is no https address; write WAYMARK_MIRROR=https://mirror.example/path, or leave it empty\n",
    )


def test_progress_is_shown_on_a_terminal(place: Path, publisher: Any) -> None:
    publisher.says(WHAT, TABLE)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "etl", "fetch", "--catalogue", "catalogue"]
    subprocess.run(command, cwd=place, env=environment(place, publisher), stdout=subprocess.DEVNULL, stderr=theirs, check=True, timeout=120)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)

    assert "registry: t_x.csv …" in shown


ANSWERS = {
    "ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data/hlth_sha11_hc/A.PC_CHE+PPS_HAB.HC6.?format=SDMX-CSV": (
        b"DATAFLOW,LAST UPDATE,freq,unit,icha11_hc,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
        b"ESTAT:HLTH_SHA11_HC(1.0),01/05/26 23:00:00,A,PC_CHE,HC6,DE,2022,5.5,,\n"
        b"ESTAT:HLTH_SHA11_HC(1.0),01/05/26 23:00:00,A,PPS_HAB,HC6,EU27_2020,2022,150.5,p,\n"
    ),
    "unstats.un.org/SDGAPI/v1/sdg/Series/DataCSV seriesCodes=SH_PRV_SMOK": (
        b"SeriesCode,GeoAreaCode,TimePeriod,Value,[Age],[Nature],[Sex],[Units]\n"
        b"SH_PRV_SMOK,752,2020,20.5,15+,E,BOTHSEX,PERCENT\nSH_PRV_SMOK,150,2020,25.5,15+,E,BOTHSEX,PERCENT\n"
    ),
    "unstats.un.org/SDGAPI/v1/sdg/Series/DataCSV seriesCodes=SH_ALC_CONSPT": (
        b"SeriesCode,GeoAreaCode,TimePeriod,Value,[Age],[Nature],[Sex],[Units]\nSH_ALC_CONSPT,276,2019,10.5,15+,E,MALE,LITRES\n"
    ),
    "ghoapi.azureedge.net/api/NCD_BMI_30A?$filter=SpatialDimType%20eq%20%27COUNTRY%27": json.dumps(
        {
            "value": [
                {
                    "Id": number, "IndicatorCode": "NCD_BMI_30A", "SpatialDimType": "COUNTRY", "SpatialDim": place, "TimeDim": 2020,
                    "Dim1Type": "SEX", "Dim1": "SEX_BTSX", "Dim2Type": "AGEGROUP", "Dim2": "AGEGROUP_YEARS18-PLUS", "Value": "20.5 [18-23]",
                    "NumericValue": 20.5, "Low": 18.0, "High": 23.0, "Date": "2024-02-29T10:00:00+01:00",
                }
                for number, place in enumerate(["DEU", "SWE"])
            ]
        }
    ).encode(),
}  # fmt: skip


def test_what_the_shipped_entries_fetch_fits_the_catalogue(publisher: Any, tmp_path: Path) -> None:
    """Invented figures in the publishers' shape: `check` has no error, and warns that three rules are not confirmed."""
    for what, answer in ANSWERS.items():
        publisher.says(what, answer)
    settings = environment(tmp_path, publisher)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "etl", *arguments]
        return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False, timeout=120)

    fetched = run("fetch", "eurostat_sha", "un_sdg", "who_gho")
    checked = run("check")

    assert (fetched.returncode, fetched.stderr, checked.returncode) == (0, "", 0)
    warnings = checked.stderr.splitlines()[:-1]

    assert {line.partition(": ")[0] for line in warnings} == {"warning"}
    assert sum("is not confirmed" in line for line in warnings) == 3
