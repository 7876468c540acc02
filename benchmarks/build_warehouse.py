"""
The build of 720,000 made-up observations in 200 files, as a whole process, beside the least work that gives the same checked table.

The alternative reads the same files with a fixed schema into a bare DuckDB table and asks the same seven questions in SQL: keys unique,
values in range, between their limits, years plausible, codes known, statuses fit, no sudden jump. It has no catalogue, no checksums, no
messages, no provenance and no swap. ``python -m benchmarks.build_warehouse 20`` takes another number of indicators.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.timing import in_turn, line
from data import paths
from etl.readers.tidy import HEADER

INDICATORS, PLACES, YEARS, SEXES = 200, 40, range(1990, 2020), ("all", "female", "male")
SOURCES = 20
SMALL = paths.ROOT / "tests" / "small" / "catalogue"

CSV_CHECKS = """
import duckdb, sys
figures, file = sys.argv[1:]
text = ("indicator", "place", "sex", "age", "site", "group", "obs_status", "conf_status", "edition", "locator")
number = ("value", "lower", "upper", "numerator", "denominator")
columns = "indicator place year year_end sex age site group value lower upper numerator denominator obs_status conf_status edition locator"
types = {c: "VARCHAR" if c in text else "DOUBLE" if c in number else "INTEGER" for c in columns.split()}
key = 'indicator, place, year, year_end, sex, age, site, "group", edition'
with duckdb.connect(file) as db:
    db.execute("begin")
    db.execute(f"create table observation as select * from read_csv('{figures}/*/*.csv', header = true, columns = {types})")
    ask = lambda sql: db.execute(sql).fetchone()[0]
    wrong = [
        ask(f"select count(*) from (select 1 from observation group by {key} having count(*) > 1)"),
        ask("select count(*) from observation where value < 0 or lower < 0 or upper < 0"),
        ask("select count(*) from observation where lower > value or value > upper"),
        ask("select count(*) from observation where year < 1900 or year_end > 2026 or year_end < year"),
        ask("select count(distinct indicator) + count(distinct place) + count(distinct sex) + count(distinct age) + count(distinct site)"
            ' + count(distinct "group") from observation'),
        ask("select count(*) from observation where value is null and obs_status not in ('M', 'O') and conf_status = 'F'"),
        ask(f"select count(*) from (select value / lag(value) over (partition by indicator, place, sex, age, site, \\"group\\", edition "
            "order by year) as step from observation) where step > 10 or step < 0.1"),
    ]
    db.execute("commit")
    print(ask("select count(*) from observation"))
"""


def main() -> None:
    """Print the report for the number of indicators given as the first argument."""
    print("\n".join(report(int(sys.argv[1]) if len(sys.argv) > 1 else INDICATORS)))


def report(indicators: int = INDICATORS) -> list[str]:
    """Return the lines of the report."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_inputs(folder / "large", indicators)
        write_inputs(folder / "small", max(indicators // 10, 1))
        write_inputs(folder / "bad", indicators, bad_rows=1000)
        large = in_turn(lambda: build(folder / "large"), lambda: csv_checks(folder / "large"))
        rows, size, bare = agree(folder / "large")
        again = in_turn(lambda: build(folder / "large", force=False), lambda: build(folder / "large"))
        growth = in_turn(lambda: build(folder / "large"), lambda: build(folder / "small"), pairs=3)
        faulty = in_turn(lambda: build(folder / "bad", good=False), lambda: build(folder / "large"), pairs=3)
        peak = peak_of(folder / "large")
        return [
            f"{rows:,} observations in {indicators} files",
            line("etl build (whole process)", large, "read_csv and seven checks in SQL (whole process)"),
            line("  nothing changed", again, "full build"),
            line(f"  {indicators} indicators", growth, f"{max(indicators // 10, 1)} indicators"),
            line("  1,000 bad rows, all listed", faulty, "none"),
            f"  warehouse: {size / 1e6:.1f} MB; bare table: {bare / 1e6:.1f} MB; ratio {size / bare:.3f}; peak memory {peak:.0f} MiB",
        ]


def build(folder: Path, *, force: bool = True, good: bool = True) -> None:
    """Build the warehouse of *folder* in a process of its own."""
    command = [sys.executable, "-m", "etl", "build", "--catalogue", str(folder / "catalogue"), "--figures", str(folder / "figures")]
    environment = {**os.environ, "WAYMARK_HOME": str(folder / "home")}
    done = subprocess.run(
        [*command, *(["--force"] if force else [])], cwd=paths.ROOT, env=environment, check=False, capture_output=True, text=True
    )
    if (done.returncode == 0) != good:
        raise RuntimeError(done.stderr[:1000])
    if not good and done.stderr.count("\n") < 1000:  # noqa: PLR2004 (one line a bad row)
        raise RuntimeError("not every bad row is listed")


def csv_checks(folder: Path) -> None:
    """Run the alternative on *folder* in a process of its own."""
    file = folder / "bare.duckdb"
    file.unlink(missing_ok=True)
    subprocess.run([sys.executable, "-c", CSV_CHECKS, str(folder / "figures"), str(file)], check=True, capture_output=True)


def agree(folder: Path) -> tuple[int, int, int]:
    """Return the number of rows, the same in both, and the size of either file in bytes."""
    import duckdb  # noqa: PLC0415 (the benchmark looks at the two files from outside)

    warehouse = folder / "home" / "warehouse"
    ours, bare = warehouse / (warehouse / "CURRENT").read_text(encoding="utf-8").strip(), folder / "bare.duckdb"
    rows = []
    for file in (ours, bare):
        with duckdb.connect(str(file), read_only=True) as connection:
            rows.append(connection.sql("select count(*), sum(value), count(distinct locator) from observation").fetchone())
    if rows[0] is None or rows[1] is None or not np.allclose(np.array(rows[0]), np.array(rows[1]), rtol=1e-12):
        raise RuntimeError(f"the two tables differ: {rows}")
    return int(rows[0][0]), ours.stat().st_size, bare.stat().st_size


def peak_of(folder: Path) -> float:
    """Return the peak resident memory of one build in MiB."""
    program = (
        "import resource, sys\nfrom etl.__main__ import main\nmain(sys.argv[1:])\n"
        "print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    command = [sys.executable, "-c", program, "build", "--force"]
    command += ["--catalogue", str(folder / "catalogue"), "--figures", str(folder / "figures")]
    environment = {**os.environ, "WAYMARK_HOME": str(folder / "home")}
    done = subprocess.run(command, cwd=paths.ROOT, env=environment, check=True, capture_output=True, text=True)
    return int(done.stdout.rpartition("peak ")[2]) / 1024


# --- made-up inputs ------------------------------------------------------------------------------------------------------------------


def write_inputs(folder: Path, indicators: int, bad_rows: int = 0) -> None:
    """Write a catalogue and the tables of figures of *indicators*; *bad_rows* of the values are below 0."""
    random = np.random.default_rng(20261123)
    codes = [f"X{number:02}" for number in range(PLACES)]
    _write_catalogue(folder / "catalogue", indicators, codes)
    frame = pd.MultiIndex.from_product([codes, list(YEARS), list(SEXES)], names=["place", "year", "sex"]).to_frame(index=False)
    frame = frame.assign(year_end=frame["year"], age="all", site="all", group="all", obs_status="A", conf_status="F")
    each = -(-bad_rows // indicators)
    for number in range(indicators):
        name, edition = f"i{number:03}", f"e{number:03}"
        denominator = random.integers(100_000, 1_000_000, len(frame))
        numerator = np.round(denominator * random.uniform(0.001, 0.002, len(frame)))
        value = np.round(numerator / denominator * 100_000, 6)
        value[:each] *= -1
        margin = np.round(np.abs(value) / 20, 6)
        table = frame.assign(
            indicator=name,
            edition=edition,
            value=value,
            lower=value - margin,
            upper=value + margin,
            numerator=numerator,
            denominator=denominator,
        )
        table["locator"] = f"{edition}.csv, line " + (table.index + 2).astype(str) + ", column value"
        source = folder / "figures" / f"s{number % SOURCES:02}"
        source.mkdir(parents=True, exist_ok=True)
        body = table[list(HEADER)].to_csv(index=False, lineterminator="\n").encode()
        (source / f"{edition}.csv").write_bytes(body)
        digest = hashlib.sha256(body).hexdigest()
        with (source / "figures.yml").open("a", encoding="utf-8") as listing:
            listing.write("" if listing.tell() else "editions:\n")
            listing.write(f"  {edition}: {{table: {edition}.csv, rows: {len(table)}, sha256: {digest}}}\n")


def _write_catalogue(folder: Path, indicators: int, codes: list[str]) -> None:
    shutil.copytree(SMALL, folder)
    for name in ("indicators", "sources", "missions"):
        shutil.rmtree(folder / name)
        (folder / name).mkdir()
    (folder / "groups.yml").write_text("[]\n", encoding="utf-8")
    (folder / "events.yml").write_text("[]\n", encoding="utf-8")
    rows = [f"{code},country,,,{code},{code}" for code in codes]
    (folder / "places.csv").write_text("\n".join(["code,kind,parent,m49,name_en,name_de", *rows]) + "\n", encoding="utf-8")
    rate = (SMALL / "indicators" / "rate.yml").read_text(encoding="utf-8")
    for number in range(indicators):
        (folder / "indicators" / f"i{number:03}.yml").write_text(rate.replace("id: rate", f"id: i{number:03}"), encoding="utf-8")
    source = (SMALL / "sources" / "registry.yml").read_text(encoding="utf-8").partition("editions:")[0]
    for number in range(min(SOURCES, indicators)):
        editions = [
            f"  - {{id: e{edition:03}, name: {{en: a, de: a}}, published: 2023-01-31}}" for edition in range(number, indicators, SOURCES)
        ]
        text = "\n".join([source.replace("id: registry", f"id: s{number:02}") + "editions:", *editions]) + "\n"
        (folder / "sources" / f"s{number:02}.yml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
