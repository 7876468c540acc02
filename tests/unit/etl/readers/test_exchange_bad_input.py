"""Any bytes give observations or an error that says where; never another library's exception."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import FigureError
from etl.readers import (
    eurostat_explorer,
    eurostat_tsv,
    json_stat,
    owid_grapher,
    sdmx_csv,
    sdmx_ml,
    un_sdg_csv,
    who_gho,
    who_gho_athena,
    who_gho_csv,
    world_bank,
)
from etl.readers.tidy import COLUMNS

SAMPLES = {
    sdmx_csv: "DATAFLOW,freq,sex,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG\nESTAT:X(1.0),A,F,EL,2019,12.5,b\n",
    sdmx_ml: '<?xml version="1.0"?><message:GenericData xmlns:message="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"/>',
    eurostat_tsv: "freq,sex,geo\\TIME_PERIOD\t2019 \nA,F,EL\t12.3 bp\n",
    eurostat_explorer: "TIME,SEX,GEO,Value\n2019,Total,Sweden,5\n",
    json_stat: json.dumps(
        {"id": ["geo", "time"], "size": [1, 1], "value": [1], "status": {"0": "p"},
         "dimension": {"geo": {"category": {"index": {"SE": 0}}}, "time": {"category": {"index": ["2019"]}}}}
    ),
    who_gho: json.dumps(
        {"value": [{"IndicatorCode": "X", "SpatialDim": "SWE", "TimeDim": 2019, "NumericValue": 1.5, "Dim1Type": "SEX", "Dim1": "MLE"}]}
    ),
    who_gho_athena: json.dumps({"fact": [{"dim": {"GHO": "X", "YEAR": "2019", "COUNTRY": "Sweden", "SEX": "Male"}, "Value": "1.5"}]}),
    who_gho_csv: "GHO,YEAR,COUNTRY,SEX,Numeric,Low\nX,2019,SWE,MLE,1.5,1\n",
    world_bank: "Country Name,Country Code,Indicator Name,Indicator Code,2019\nSweden,SWE,Name,X,1\n",
    un_sdg_csv: "SeriesCode,GeoAreaCode,TimePeriod,Value,[Sex],[Nature]\nX,752,2019,1,MALE,C\n",
    owid_grapher: "Entity,Code,Year,Share\nSweden,SWE,2019,1\n",
}  # fmt: skip
READ = [pytest.param(module.read, sample, id=module.__name__.rpartition(".")[2]) for module, sample in SAMPLES.items()]
PIECES = st.sampled_from(
    [b",", b'"', b"\n", b"\r", b"\t", b";", b"{", b"}", b"[", b"]", b"<", b">", b"null", b"-1", b"1e999", b"9" * 30, b"\xff", b"\x00",
     b"\xe9", b":", b"2019", b"true", b"{}", b"[]", b'""', b"\\", b"&a;", b"<!DOCTYPE html>", b"A" * 50]
)  # fmt: skip
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), PIECES), min_size=1, max_size=4)


def read_or_refuse(read: Callable[[Path], object], folder: Path, content: bytes) -> None:
    """Read the bytes; only an error of ours may come of it."""
    path = folder / "x.csv"
    path.write_bytes(content)
    try:
        table = read(path)
    except FigureError:
        return
    assert tuple(table.columns) == COLUMNS  # type: ignore[attr-defined]


@pytest.mark.parametrize(("read", "sample"), READ)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_a_spoilt_file_gives_observations_or_an_error(
    tmp_path: Path, read: Callable[[Path], object], sample: str, changes: list[tuple[float, int, bytes]]
) -> None:
    content = sample.encode()
    for part, length, piece in changes:
        at = int(part * len(content))
        content = content[:at] + piece + content[at + length :]
    read_or_refuse(read, tmp_path, content)


@pytest.mark.parametrize(("read", "sample"), READ)
def test_a_file_cut_off_anywhere_gives_observations_or_an_error(tmp_path: Path, read: Callable[[Path], object], sample: str) -> None:
    content = sample.encode()
    for end in range(0, len(content), max(1, len(content) // 25)):
        read_or_refuse(read, tmp_path, content[:end])


@pytest.mark.parametrize(("read", "sample"), READ)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_bytes_of_any_kind_give_an_error(tmp_path: Path, read: Callable[[Path], object], sample: str, content: bytes) -> None:
    del sample
    read_or_refuse(read, tmp_path, content)


@pytest.mark.parametrize(("read", "sample"), READ)
def test_a_web_page_and_deep_json_are_errors(tmp_path: Path, read: Callable[[Path], object], sample: str) -> None:
    del sample
    for content in (b"<!DOCTYPE html><html><body>404</body></html>", b'{"value":' * 100 + b"1" + b"}" * 100, b"[" * 5000):
        path = tmp_path / "x.json"
        path.write_bytes(content)
        with pytest.raises(FigureError):
            read(path)


@pytest.mark.parametrize(("read", "sample"), [param for param in READ if param.id != "sdmx_ml"])
def test_the_sample_itself_is_read(tmp_path: Path, read: Callable[[Path], object], sample: str) -> None:
    """Else the tests above would spoil what is spoilt already."""
    path = tmp_path / "x.csv"
    path.write_text(sample, encoding="utf-8")

    assert len(read(path)) == 1  # type: ignore[arg-type]
