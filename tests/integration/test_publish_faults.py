"""Publishing under faults: killed, a full disk, a folder that may not be written, two runs at once. The old site stays whole."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dashboard.public import release
from tests.killed import sums
from tests.published import BASE, small_warehouse

ROOT = Path(__file__).resolve().parents[2]
RUNS = int(os.environ.get("WAYMARK_KILLS", "8"))
"""How many runs are killed; more by hand."""

OTHER = "https://other.example/"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the small catalogue for the public."""
    return small_warehouse(tmp_path_factory.mktemp("home"))


def command(warehouse: Path, folder: Path, base_url: str = BASE, processes: int = 2) -> list[str]:
    """Return the command that publishes to *folder*."""
    chosen = ["--warehouse", str(warehouse), "--base-url", base_url, "--processes", str(processes)]
    return [sys.executable, "-m", "dashboard", "publish", str(folder), *chosen]


def run(words: list[str], prepare: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command in the clone, after *prepare* in its own process."""
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=prepare)


@pytest.fixture(scope="module")
def published(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish once."""
    folder = tmp_path_factory.mktemp("published") / "site"
    done = run(command(warehouse, folder))
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def site(published: Path, tmp_path: Path) -> Path:
    """Return a copy of the published site."""
    return Path(shutil.copytree(published, tmp_path / "site", symlinks=True))


def in_use(folder: Path) -> tuple[str, dict[str, str]]:
    """Return the name of the release in use and the sums of its files."""
    used = release.latest(folder)
    assert used is not None
    return used.name, sums(used)


def test_a_run_killed_at_any_moment_leaves_the_old_site_or_the_whole_new_one(warehouse: Path, tmp_path: Path) -> None:
    """And the next run sweeps what is left and comes to its end."""
    done = run([sys.executable, "-m", "tests.killed", str(warehouse), str(tmp_path / "site"), str(RUNS)])
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)

    assert told["faults"] == []
    assert (told["left"], told["newest_is_the_new"], told["whole"]) == ([], True, True)
    assert told["interrupted"] >= RUNS // 4  # or the kills would not have met the writing


def told_in_words(done: subprocess.CompletedProcess[str], why: str) -> None:
    """Check that a failed run says why, without a trace."""
    assert done.returncode == 1, done.stdout + done.stderr
    assert why in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("limit", [2_000, 30_000])
def test_a_file_that_grows_too_large_leaves_the_old_site(warehouse: Path, site: Path, limit: int) -> None:
    """
    The limit of a process stands in for a quota: writing fails in the middle, for any account and without a mount.

    The first limit is met by a page, the second by the figures' file, which DuckDB writes among the temporary files.
    """
    before = in_use(site)
    done = run(command(warehouse, site, OTHER), lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))

    told_in_words(done, "cannot be written")
    assert in_use(site) == before
    assert [entry.name for entry in (site / "releases").iterdir()] == [before[0]]


MOUNTS = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"]), "sh", "-euc"]


@pytest.fixture
def mounts() -> None:
    """Skip where a test may not mount anything."""
    if shutil.which("unshare") is None or run([*MOUNTS, "mount -t tmpfs -o size=1m tmpfs /mnt"]).returncode:
        pytest.skip("mounting is not allowed here")


@pytest.mark.usefixtures("mounts")
def test_a_full_disk_leaves_the_old_site(warehouse: Path, site: Path, tmp_path: Path) -> None:
    """A file system in memory that holds the old release and a part of the new one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    before = in_use(site)
    size = sum(file.stat().st_blocks * 512 for file in site.rglob("*") if file.is_file() and not file.is_symlink())
    publish = " ".join(command(warehouse, disk / "site", OTHER))
    script = (
        f"mount -t tmpfs -o size={size + 300_000} tmpfs {disk}; cp -a {site} {disk}/; code=0; {publish} || code=$?; "
        f"df {disk} >&2; rm -rf {site}; cp -a {disk}/site {site}; exit $code"
    )
    done = run([*MOUNTS, script])

    told_in_words(done, f"{disk}/site: cannot be written (No space left on device)")
    assert in_use(site) == before
    assert [entry.name for entry in (site / "releases").iterdir()] == [before[0]]


@pytest.mark.usefixtures("mounts")
def test_a_folder_that_may_not_be_written_stays_as_it_is(warehouse: Path, site: Path) -> None:
    before = in_use(site)
    mount = f"mount --bind {site} {site}; mount -o remount,ro,bind {site};"
    published = run([*MOUNTS, f"{mount} {' '.join(command(warehouse, site, OTHER))}"])
    back = run([*MOUNTS, f"{mount} {sys.executable} -m dashboard publish {site} --use {before[0]}"])

    for done in (published, back):
        told_in_words(done, f"{site}: cannot be written (Read-only file system)")
    assert in_use(site) == before


@pytest.mark.parametrize("second", [BASE, OTHER])
def test_two_runs_at_once_leave_one_whole_site(warehouse: Path, published: Path, tmp_path: Path, second: str) -> None:
    """Of the same release or of two: both come to their end, each release is whole, and one of them is the newest."""
    folder = tmp_path / "site"
    running = [
        subprocess.Popen(command(warehouse, folder, base), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for base in (BASE, second)
    ]
    told = [process.communicate() for process in running]
    assert [process.returncode for process in running] == [0, 0], told
    held = sorted(release.releases(folder))

    assert {entry.name for entry in (folder / "releases").iterdir()} == set(held)
    assert len(held) == len({BASE, second})
    assert in_use(folder)[0] in held
    # What one release says of the one before it depends on which came first; no figure does.
    alone_name, alone = in_use(published)
    for name in held:
        here = sums(folder / "releases" / name)
        assert here.keys() == alone.keys()
        other = {path for path in here if path.endswith((".css", ".csv", ".parquet")) and here[path] != alone[path]}
        if name != alone_name:
            # Under another address Parquet names that address, and holds the same table.
            other -= {path for path in other if path.endswith(".parquet") and same_table(published, alone_name, folder, name, path)}
        assert other == set()


def same_table(one_folder: Path, one: str, other_folder: Path, other: str, path: str) -> bool:
    """Return whether *path* holds the same columns, types and cells in two releases."""
    tables = [pq.read_table(folder / "releases" / name / path) for folder, name in ((one_folder, one), (other_folder, other))]
    return bool(tables[0].equals(tables[1]))


def test_the_bytes_do_not_depend_on_how_many_processes_write_them(warehouse: Path, published: Path, tmp_path: Path) -> None:
    """Nor does DuckDB's file in what it holds; `tests.killed.sums` leaves its bytes out."""
    done = run(command(warehouse, tmp_path / "site", processes=1))
    assert done.returncode == 0, done.stderr

    assert in_use(tmp_path / "site") == in_use(published)
