"""
What changed between two builds: observations, editions, targets and verdicts, with the cause, as one table.

Verdicts are the business of the metrics, which the ETL does not import: the two meet in the warehouse files. So the command of the metrics
is run on the two files, and its rows are added here.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from data import paths
from data.catalogue.catalogue import Catalogue
from data.catalogue.differences import target_changes
from data.errors import WarehouseError
from data.warehouse import differences, queries, store
from data.warehouse.queries import KEY

Verdicts = Callable[[Path, Path], pd.DataFrame]

VERDICTS = ("mission", "target", "place", "change", "old", "new", "cause")
COLUMNS = ("kind", "change", "key", "old", "new", "difference", "outside_interval", "cause")


def differences_between(old: Path, new: Path, verdicts: Verdicts | None = None) -> pd.DataFrame:
    """
    Return what differs between the warehouse files *old* and *new*; *verdicts* compares their verdicts (by default `changed_verdicts`).

    Columns ``kind`` (observation, edition, target, verdict), ``change`` (new, gone, revised; reflagged for an observation that has the
    same value with other limits or another status), ``key`` (the parts joined by ``/``), ``old``, ``new``, ``difference``,
    ``outside_interval`` (the new value lies outside the old one's limits; empty without limits) and ``cause``. For an edition old and new
    are its number of observations, for a target its reading.

    Raises:
        WarehouseError: A file is damaged, gone or of another layout, or the verdicts cannot be compared.
    """
    for file in (old, new):
        what = store.fault(file)
        if what is not None:
            raise WarehouseError(str(file), what, "choose a whole one: `python -m etl status` lists them")
    parts = [_observations(old, new), _editions(old, new), _targets(_catalogue(old), _catalogue(new))]
    parts.append(_with_key((verdicts or changed_verdicts)(old, new)))
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)[list(COLUMNS)]


def _observations(old: Path, new: Path) -> pd.DataFrame:
    found = differences.observation_changes(old, new)
    year = found["year"].astype(str)
    year = year.where(found["year"] == found["year_end"], year + "-" + found["year_end"].astype(str))
    named = found.assign(year=year)
    return _table(found.assign(kind="observation", key=_joined(named, ["source", *(name for name in KEY if name != "year_end")])))


def _joined(frame: pd.DataFrame, columns: list[str]) -> pd.Series:
    """Return the cells of *columns* of each row, joined by ``/``."""
    joined = frame[columns[0]].astype(str)
    for column in columns[1:]:
        joined = joined + "/" + frame[column].astype(str)
    return joined


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reindex(columns=list(COLUMNS)).astype(object)


def _read(file: Path, function: Any) -> Any:
    engine = store.connect(file)
    try:
        with engine.connect() as connection:
            return function(connection)
    finally:
        engine.dispose()


def _catalogue(file: Path) -> Catalogue:
    catalogue: Catalogue = _read(file, queries.read_catalogue)
    return catalogue


def _editions(old: Path, new: Path) -> pd.DataFrame:
    """Return the editions that only one of the files has, or whose files differ."""
    before, after = (_read(file, queries.read_edition_sums).set_index(["source", "id"]) for file in (old, new))
    both = before.join(after, how="outer", suffixes=("_old", "_new"))
    change = pd.Series("revised", index=both.index)
    change = change.mask(both["table_sha256_old"].isna(), "new").mask(both["table_sha256_new"].isna(), "gone")
    differs = both["table_sha256_old"].ne(both["table_sha256_new"])
    frame = both.reset_index()
    frame = frame.assign(
        kind="edition",
        change=change.to_numpy(),
        key=frame["source"] + "/" + frame["id"],
        old=frame["observations_old"].astype("Int64"),
        new=frame["observations_new"].astype("Int64"),
        cause="data",
    )
    frame["difference"] = frame["new"] - frame["old"]
    return _table(frame[differs.to_numpy()])


def _targets(old: Catalogue, new: Catalogue) -> pd.DataFrame:
    """Return the versions of targets that only one catalogue has, or that differ in any word."""
    rows = [{"kind": "target", "cause": "target", **found.record()} for found in target_changes(old, new)]
    return _table(pd.DataFrame(rows))


def changed_verdicts(old: Path, new: Path) -> pd.DataFrame:
    """Return the verdicts that differ, as the command ``python -m metrics changes`` tells them: the columns of ``VERDICTS``."""
    command = [sys.executable, "-m", "metrics", "changes", str(old.resolve()), str(new.resolve()), "--format", "json"]
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True, check=False)  # noqa: S603 (our own command, two paths)
    if done.returncode != 0:
        what = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"the command ended with {done.returncode}"
        raise WarehouseError("verdicts", f"cannot be compared ({what})", "mend what it says, and run the command again")
    return pd.DataFrame(json.loads(done.stdout), columns=list(VERDICTS))


def _with_key(found: pd.DataFrame) -> pd.DataFrame:
    return _table(found.assign(kind="verdict", key=_joined(found, ["mission", "target", "place"])))
