"""
Age-standardised rates of many groups beside the bare vectorised form, which trusts its table: no unknown ages, no band checked, no message.

Both are first compared on every group. The bare form is what one writes first without loops: a long frame to a matrix by the codes of
group and age, the formulas, a frame; and the same between two CSV files by Arrow.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
from scipy import special

from benchmarks.timing import in_turn, line
from data.tables import write_table
from metrics.rates import rates, rates_file

GROUPS = 100_000
AGES = np.arange(0, 95, 5)
WEIGHTS = np.array([5, 5.5, 5.5, 5.5, 6, 6, 6.5, 7, 7, 7, 7, 6.5, 6, 5.5, 5, 4, 2.5, 1.5, 1.0])
"""European standard population of 2013, last band 90 and over."""

Z = 1.959963984540054
TAIL = 0.025
TOLERANCE = 1e-10


def made_up(groups: int) -> pd.DataFrame:
    """Return *groups* made-up areas of 19 age bands; the numbers mean nothing, only their shape counts."""
    random = np.random.default_rng(2026)
    people = random.integers(500, 5_000, size=(groups, len(AGES)))
    cases = random.poisson(people * np.geomspace(1e-4, 2e-2, len(AGES))) + 1
    frame = pd.DataFrame({"group": np.repeat(np.arange(groups), len(AGES)), "age": np.tile(AGES, groups)})
    return frame.assign(cases=cases.ravel(), population=people.ravel())


def bare(table: pd.DataFrame, interval: str) -> pd.DataFrame:
    """
    Return the rates of a *table* that is trusted to be whole: ``group``, ``age``, ``cases``, ``population``, every age of every group.

    One row a group: rate per 100,000 and the limits of *interval* (dobson, gamma or tiwari) at 95 %.
    """
    group, names = pd.factorize(table["group"])
    band = np.searchsorted(AGES, table["age"].to_numpy())
    cases, people = np.zeros((len(names), len(AGES))), np.ones((len(names), len(AGES)))
    cases[group, band] = table["cases"].to_numpy()
    people[group, band] = table["population"].to_numpy()
    factors = WEIGHTS / WEIGHTS.sum() / people
    rate = (factors * cases).sum(axis=1)
    variance = (factors**2 * cases).sum(axis=1)
    lower, upper = _dobson(rate, variance, cases.sum(axis=1)) if interval == "dobson" else _gamma(rate, variance, factors, interval)
    return pd.DataFrame({"group": names, "rate": rate * 1e5, "lower": lower * 1e5, "upper": upper * 1e5})


def _dobson(rate: np.ndarray, variance: np.ndarray, total: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    least = total * (1 - 1 / (9 * total) - Z / (3 * np.sqrt(total))) ** 3
    most = (total + 1) * (1 - 1 / (9 * (total + 1)) + Z / (3 * np.sqrt(total + 1))) ** 3
    scale = np.sqrt(variance / total)
    return rate + scale * (least - total), rate + scale * (most - total)


def _gamma(rate: np.ndarray, variance: np.ndarray, factors: np.ndarray, interval: str) -> tuple[np.ndarray, np.ndarray]:
    average = interval == "tiwari"
    extra = factors.mean(axis=1) if average else factors.max(axis=1)
    square = (factors**2).mean(axis=1) if average else extra**2
    lower = variance / rate * special.gammaincinv(rate**2 / variance, TAIL)
    more, spread = rate + extra, variance + square
    return lower, spread / more * special.gammainccinv(more**2 / spread, TAIL)


def bare_file(source: Path, result: Path) -> None:
    """Read a trusted table, compute Dobson's limits and write them, all by Arrow."""
    table = arrow_csv.read_csv(source).to_pandas()
    arrow_csv.write_csv(pa.Table.from_pandas(bare(table, "dobson"), preserve_index=False), result)


def report() -> list[str]:
    """Return the lines of the report."""
    table = made_up(GROUPS)
    lines = []
    for interval in ("dobson", "gamma", "tiwari"):
        columns = ["rate", "lower", "upper"]
        error = rates(table, standard="esp2013", interval=interval)[columns] / bare(table, interval)[columns] - 1
        if error.abs().to_numpy().max() > TOLERANCE:
            message = f"the two programs do not give the same rates ({interval}); nothing is timed"
            raise AssertionError(message)
        pair = in_turn(lambda name=interval: rates(table, standard="esp2013", interval=name), lambda name=interval: bare(table, name))
        lines.append(line(f"rates, {GROUPS:,} groups x {len(AGES)} bands, {interval}", pair, "bare form"))
    with tempfile.TemporaryDirectory() as folder:
        source, ours, other = (Path(folder) / name for name in ("cases.csv", "ours.csv", "other.csv"))
        table.to_csv(source, index=False)
        pair = in_turn(lambda: write_table(rates_file(source, standard="esp2013"), out=ours), lambda: bare_file(source, other), pairs=3)
        lines.append(line(f"the same from CSV ({source.stat().st_size / 1e6:.0f} MB) to CSV, dobson", pair, "bare form by Arrow"))
        pair = in_turn(lambda: rates_file(source, standard="esp2013"), lambda: bare_file(source, other), pairs=3)
        lines.append(line("of which without writing", pair, "bare form by Arrow, with writing"))
    return lines
