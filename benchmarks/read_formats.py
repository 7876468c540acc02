"""
Readers of publishers' files beside the bare parser of the same bytes: pandas reading every cell as text, calamine, pysdmx, or json.

The files are made here, in the publishers' layouts and of invented numbers. The bare parser gives cells; the reader gives checked
observations with places, periods, statuses and a citation each, of which a wide table has several a line. Before anything is timed, a
reader must give as many observations as were written, and the same sum. ``python -m benchmarks.read_formats 10000000`` reads as many
rows of SDMX-CSV, and nothing else.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import python_calamine
from pysdmx.io import read_sdmx

from benchmarks.timing import in_turn, line
from etl.readers import READERS
from etl.readers.codes import ALPHA2, ALPHA3, M49
from etl.readers.phs_open_data import LIMITS, RATES
from etl.readers.who_mortality import COUNTRIES, DEATHS, KEYS

ROWS = 100_000
PLACES = [code for code in ALPHA2 if code != "GB"][:200]
YEARS = range(1990, 2020)
UNKNOWN_AGE = 18
"""Number of the age, from 0, whose person-years nobody has."""


@dataclass(frozen=True)
class Case:
    """A file of a format, how a bare parser reads it, and what has to come out: observations and their sum."""

    reader: str
    file: str
    write: Callable[[Path], tuple[int, float]]
    bare: Callable[[Path], object]
    bare_name: str = "pandas, every cell as text"


def main() -> None:
    """Print the report, or that of as many rows of SDMX-CSV as the first argument says."""
    print("\n".join(report(sdmx_rows=int(sys.argv[1])) if len(sys.argv) > 1 else report()))


def report(sdmx_rows: int = 0) -> list[str]:
    """Return the lines of the report."""
    cases = [sdmx_csv(sdmx_rows)] if sdmx_rows else [sdmx_csv(5 * ROWS), *all_cases()]
    with tempfile.TemporaryDirectory() as name:
        return [measured(case, Path(name) / case.file, pairs=3 if sdmx_rows else 5) for case in cases]


def measured(case: Case, path: Path, pairs: int) -> str:
    """Return the line of one format; its file is removed again."""
    count, total = case.write(path)
    read, _ = READERS[case.reader]
    found = read(path)
    if len(found) != count or not np.isclose(found["value"].sum(), total, rtol=1e-9):
        message = f"{case.reader}: {len(found)} observations that sum to {found['value'].sum()}, not {count} that sum to {total}"
        raise AssertionError(message)
    del found
    size = path.stat().st_size / 1e6
    timed = in_turn(lambda: read(path), lambda: case.bare(path), pairs)
    path.unlink()
    return line(f"{case.reader}, {size:.1f} MB, {count:,} observations", timed, case.bare_name)


def all_cases() -> list[Case]:
    """Return a case a format."""
    return [
        Case("ci5", "ci5.csv", ci5, as_text(",")),
        Case("who_mortality", "morticd10.csv", who_mortality, as_text(",")),
        Case("phs_open_data", "incidence.csv", phs_open_data, as_text(",")),
        Case("un_wpp", "popF.txt", un_wpp, as_text("\t")),
        Case("zfkd", "cases.csv", zfkd, as_text(";")),
        Case("globocan", "dataset-inc-in-2022-all.csv", globocan, as_text(",")),
        Case("eurostat_tsv", "hlth_cd.tsv", eurostat_tsv, as_text("\t")),
        Case("sdmx_ml", "series.xml", sdmx_ml, lambda path: read_sdmx(path, validate=False), "pysdmx"),
        Case("who_gho", "gho.json", who_gho, lambda path: json.loads(path.read_bytes()), "json"),
        Case("contributor", "figures.xlsx", contributor, by_calamine, "calamine"),
    ]


def as_text(separator: str) -> Callable[[Path], object]:
    """Return what reads a table of text by pandas, every cell as text."""
    return lambda path: pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False)


def by_calamine(path: Path) -> object:
    """Read the cells of every sheet."""
    with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a text, a line at a time."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{each}\n" for each in lines)


def made_up(*shape: int) -> np.ndarray:
    """Return invented counts, the same in every run."""
    return np.random.default_rng(20).integers(1, 90_000, shape)


def sdmx_csv(rows: int) -> Case:
    """Return the case of SDMX-CSV, of so many rows."""

    def write(path: Path) -> tuple[int, float]:
        values = made_up(rows)
        years, places = len(YEARS), len(PLACES)
        keys = [f"{place},{year}" for place in PLACES for year in YEARS]
        body = (
            f"ESTAT:HLTH_X(1.0),A,RT,C{row // (years * places) % 97:02d},{keys[row % (years * places)]},{value},"
            for row, value in enumerate(values.tolist())
        )
        write_lines(path, ["DATAFLOW,freq,unit,icd10,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG", *body])
        return rows, float(values.sum())

    return Case("sdmx_csv", "series.csv", write, as_text(","))


def ci5(path: Path) -> tuple[int, float]:
    """Write cases by registry, cancer and age."""
    values = made_up(ROWS)
    head = "id_code,id_label,country_code,ethnic_code,cancer_code,cancer_label,sex,age,cases,py,period"
    countries = [(number, place) for number, place in M49.items() if place in ALPHA3][:150]
    lines = (
        f"{row // 2000},Registry {row // 2000},{countries[row // 2000 % 150][0]},99,{row // 38 % 52 + 1},Cancer,{row // 19 % 2 + 1},"
        f"{row % 19 + 1},{value},{1000 if row % 19 < UNKNOWN_AGE else 0},2013-2017"
        for row, value in enumerate(values.tolist())
    )
    write_lines(path, [head, *lines])
    return ROWS, float(values.sum())


def who_mortality(path: Path) -> tuple[int, float]:
    """Write the publisher's wide table in age format 00, in which every column is an age."""
    rows = ROWS // 5
    values = made_up(rows, 26)
    head = ",".join([*KEYS, "IM_Frmat", *DEATHS, *(f"IM_Deaths{number}" for number in range(1, 5))])
    numbers = list(COUNTRIES)
    # Columns 2 to 25 are the ages of format 00; 1 is all of them, 26 the unknown.
    lines = (
        f"{numbers[row % len(numbers)]},,,{1990 + row // len(numbers) % 30},104,C{row % 97:02d}9,{row % 2 + 1},00,08,"
        + ",".join(map(str, each))
        + ",,,,"
        for row, each in enumerate(values.tolist())
    )
    write_lines(path, [head, *lines])
    return rows * 26, float(values.sum())


def phs_open_data(path: Path) -> tuple[int, float]:
    """Write cases and rates by nineteen ages, three rates and their limits."""
    rows = ROWS // 10
    ages = ["Under5", *(f"{start}To{start + 4}" for start in range(5, 90, 5)), "90AndOver"]
    counted = [f"IncidencesAge{age}" for age in ages]
    rated = [f"IncidenceRateAge{age}" for age in ages]
    limited = [rate + limit for rate in RATES for limit in ("", *LIMITS.values())]
    values = made_up(rows, len(counted) + 1 + len(rated) + len(RATES))
    head = ["Country", "CancerSiteICD10Code", "Sex", "Year", *counted, "IncidencesAllAges", *rated, *limited]
    split = values.shape[1] - len(RATES)
    lines = (
        ",".join(
            map(
                str,
                ("S92000003", f"C{row % 97:02d}", ("Male", "Females")[row % 2], 1990 + row // 97 % 30, *each[:split]),
            )
        )
        + "".join(f",{rate},{rate - 1},{rate + 1}" for rate in each[split:])
        for row, each in enumerate(values.tolist())
    )
    write_lines(path, [",".join(head), *lines])
    return values.size, float(values.sum())


def un_wpp(path: Path) -> tuple[int, float]:
    """Write the wide table of a sex, in thousands."""
    rows, years = ROWS // 5, range(1950, 2025, 5)
    values = made_up(rows, len(years))
    numbers = [number for number, place in M49.items() if place in ALPHA3]
    head = "\t".join(["country_code", "name", "age", *map(str, years)])
    lines = (
        f"{numbers[row // 21 % len(numbers)]}\tPlace\t{row % 21 * 5}-{row % 21 * 5 + 4}\t" + "\t".join(map(str, each))
        for row, each in enumerate(values.tolist())
    )
    write_lines(path, [head, *lines])
    return values.size, float(values.sum() * 1000)


def zfkd(path: Path) -> tuple[int, float]:
    """Write counts of two sexes with a dot between thousands."""
    values = made_up(ROWS, 2)
    lines = (
        f"{1999 + row // 900 % 20};Organ (C{row % 50:02d});{row // 50 % 18 * 5} - {row // 50 % 18 * 5 + 4};"
        + ";".join(f"{value:,}".replace(",", ".") for value in each)
        + ";"
        for row, each in enumerate(values.tolist())
    )
    write_lines(path, ["year;diag;AG;weiblich;maennlich;", *lines])
    return values.size, float(values.sum())


def globocan(path: Path) -> tuple[int, float]:
    """Write an export by cancer: a number and three rates."""
    values = made_up(ROWS, 4)
    numbers = list(M49)
    head = '"Cancer code","ICD Code","Country","Label","Sex","Number","ASR (World)","Crude rate","Cumulative risk"'
    lines = (
        f'{row % 35 + 1},"C{row % 35:02d}",{numbers[row // 35 % len(numbers)]},"Place",{row % 3},' + ",".join(map(str, each))
        for row, each in enumerate(values.tolist())
    )
    write_lines(path, [head, *lines])
    return values.size, float(values.sum())


def eurostat_tsv(path: Path) -> tuple[int, float]:
    """Write a table with a column a year, a flag behind every fifth row's values."""
    rows = ROWS // 5
    values = made_up(rows, len(YEARS))
    lines = (
        f"A,RT,F,TOTAL,C{row // 200 % 97:02d},{PLACES[row % 200]}\t" + "\t".join(f"{value} {'b' if row % 5 == 0 else ''}" for value in each)
        for row, each in enumerate(values.tolist())
    )
    write_lines(path, ["freq,unit,sex,age,icd10,geo\\TIME_PERIOD\t" + "\t".join(f"{year} " for year in YEARS), *lines])
    return values.size, float(values.sum())


def sdmx_ml(path: Path) -> tuple[int, float]:
    """Write SDMX-ML 2.1, structure-specific."""
    series = ROWS // 5 // len(YEARS)
    values = made_up(series, len(YEARS))
    name = "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=ESTAT:HLTH_X(1.0)"
    head = f"""<?xml version="1.0" encoding="UTF-8"?>
<m:StructureSpecificData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
 xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"
 xmlns:s="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific" xmlns:x="{name}"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<m:Header><m:ID>X</m:ID><m:Test>false</m:Test><m:Prepared>2024-01-01T00:00:00</m:Prepared><m:Sender id="ESTAT"/>
<m:Structure structureID="S" namespace="{name}" dimensionAtObservation="TIME_PERIOD"><c:Structure><Ref agencyID="ESTAT" id="HLTH_X"
 version="1.0" class="DataStructure"/></c:Structure></m:Structure></m:Header>
<m:DataSet s:structureRef="S" xsi:type="x:DataSetType" s:dataScope="DataStructure" s:action="Replace">"""
    lines = (
        f'<Series freq="A" icd10="C{number // 200 % 97:02d}" sex="F" geo="{PLACES[number % 200]}">'
        + "".join(f'<Obs TIME_PERIOD="{year}" OBS_VALUE="{value}" OBS_FLAG="p"/>' for year, value in zip(YEARS, each, strict=True))
        + "</Series>"
        for number, each in enumerate(values.tolist())
    )
    write_lines(path, [head, *lines, "</m:DataSet></m:StructureSpecificData>"])
    return values.size, float(values.sum())


def who_gho(path: Path) -> tuple[int, float]:
    """Write the answer of the OData service."""
    values = made_up(ROWS // 2)
    places = sorted(ALPHA3)
    same = {"SpatialDimType": "COUNTRY", "Dim1Type": "SEX", "Dim1": "SEX_MLE", "Dim2Type": None, "Dim2": None, "Low": None, "High": None}
    facts = [
        {"Id": row, "IndicatorCode": "X", "SpatialDim": places[row % len(places)], "TimeDim": 1990 + row % 30, "NumericValue": value} | same
        for row, value in enumerate(values.tolist())
    ]
    path.write_text(json.dumps({"value": facts}), encoding="utf-8")
    return len(values), float(values.sum())


def contributor(path: Path) -> tuple[int, float]:
    """Write a workbook of the contributor template."""
    values = made_up(ROWS // 5)
    places = sorted(ALPHA3)
    book = openpyxl.Workbook(write_only=True)
    about = book.create_sheet("about")
    for name in ("publisher", "edition", "licence", "contact"):
        about.append([name, "made up"])
    page = book.create_sheet("observations")
    page.append(["series", "place", "year", "value", "site"])
    for row, value in enumerate(values.tolist()):
        page.append([f"series {row // 6000}", places[row // 30 % 200], 1990 + row % 30, value, "C50"])
    book.save(path)
    return len(values), float(values.sum())


if __name__ == "__main__":
    main()
