"""Releases: frozen, switched in one step, never half there."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest

from dashboard.public import release
from data.errors import SetupError

FIRST, SECOND = "2026-01-31-0123456789", "2026-02-28-abcdef0123"


def _write(folder: Path, name: str, files: dict[str, bytes]) -> release.Counted:
    with release.Draft(folder, name) as draft:
        for path, content in files.items():
            draft.add(path, content)
    return draft.counted


def test_the_newest_release_is_the_one_in_use_and_the_old_one_stays(tmp_path: Path) -> None:
    _write(tmp_path, FIRST, {"a/index.html": b"one"})
    _write(tmp_path, SECOND, {"a/index.html": b"two"})

    assert (tmp_path / "latest" / "a" / "index.html").read_bytes() == b"two"
    assert (tmp_path / "releases" / FIRST / "a" / "index.html").read_bytes() == b"one"
    assert release.releases(tmp_path) == [SECOND, FIRST]


def test_an_interrupted_run_leaves_the_old_site_whole(tmp_path: Path) -> None:
    _write(tmp_path, FIRST, {"index.html": b"one"})

    def interrupted() -> None:
        with release.Draft(tmp_path, SECOND) as draft:
            draft.add("index.html", b"two")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert (tmp_path / "latest" / "index.html").read_bytes() == b"one"
    assert [entry.name for entry in (tmp_path / "releases").iterdir()] == [FIRST]


def test_a_file_that_cannot_be_written_leaves_the_old_site_whole(tmp_path: Path) -> None:
    """Here a folder stands where a file should."""
    _write(tmp_path, FIRST, {"index.html": b"one"})

    def failing() -> None:
        with release.Draft(tmp_path, SECOND) as draft:
            draft.add("a/b", b"two")
            draft.add("a", b"two")

    with pytest.raises(OSError, match="directory"):
        failing()

    assert (tmp_path / "latest" / "index.html").read_bytes() == b"one"
    assert release.releases(tmp_path) == [FIRST]


def test_what_a_killed_run_left_is_swept_by_the_next(tmp_path: Path) -> None:
    """A run that still writes holds a lock on its folder; a number of a process would be another's after a restart."""
    dead, alive = (tmp_path / "releases" / f".unfinished-{FIRST}-{which}" for which in ("00000000", "11111111"))
    (dead / "en").mkdir(parents=True)
    alive.mkdir()
    lock = os.open(alive, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    _write(tmp_path, SECOND, {"index.html": b"two"})

    assert (dead.exists(), alive.exists()) == (False, True)
    os.close(lock)
    _write(tmp_path, FIRST, {"index.html": b"one"})
    assert not alive.exists()


def test_a_run_that_comes_second_with_the_same_release_leaves_the_first(tmp_path: Path) -> None:
    with release.Draft(tmp_path, FIRST) as slow:
        slow.add("index.html", b"one")
        _write(tmp_path, FIRST, {"index.html": b"one"})
        held = (tmp_path / "latest" / "index.html").stat().st_ino

    assert (tmp_path / "latest" / "index.html").stat().st_ino == held
    assert sorted(entry.name for entry in (tmp_path / "releases").iterdir()) == [FIRST]


def test_no_file_of_a_frozen_release_is_written_into(tmp_path: Path) -> None:
    """An unchanged file is a link to the release before; writing it a second time would change that one too."""
    _write(tmp_path, FIRST, {"index.html": b"one"})

    def twice() -> None:
        with release.Draft(tmp_path, SECOND) as draft:
            draft.add("index.html", b"one")
            draft.add("index.html", b"two")

    with pytest.raises(FileExistsError):
        twice()

    assert (tmp_path / "releases" / FIRST / "index.html").read_bytes() == b"one"
    assert release.releases(tmp_path) == [FIRST]


def test_the_assets_of_every_release_stay(tmp_path: Path) -> None:
    _write(tmp_path, FIRST, {"assets/site-1.css": b"old"})
    _write(tmp_path, SECOND, {"assets/site-2.css": b"new"})

    assert sorted(file.name for file in (tmp_path / "assets").iterdir()) == ["site-1.css", "site-1.css.gz", "site-2.css", "site-2.css.gz"]
    assert not (tmp_path / "latest" / "assets" / "site-1.css").exists()


def test_unchanged_files_are_links_and_not_written_again(tmp_path: Path) -> None:
    _write(tmp_path, FIRST, {"same.html": b"one", "other.html": b"one"})
    counted = _write(tmp_path, SECOND, {"same.html": b"one", "other.html": b"two"})
    first, second = (tmp_path / "releases" / name for name in (FIRST, SECOND))

    assert (counted.files, counted.linked) == (2, 1)
    for name in ("same.html", "same.html.gz"):
        assert (first / name).stat().st_ino == (second / name).stat().st_ino
    assert (first / "other.html").read_bytes() == b"one"


def test_going_back_is_one_step(tmp_path: Path) -> None:
    _write(tmp_path, FIRST, {"index.html": b"one"})
    _write(tmp_path, SECOND, {"index.html": b"two"})
    release.point_to(tmp_path, FIRST)

    assert (tmp_path / "latest" / "index.html").read_bytes() == b"one"
    with pytest.raises(SetupError, match=f"choose one of: {SECOND}, {FIRST}"):
        release.point_to(tmp_path, "../../etc")


def test_a_folder_named_latest_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    with pytest.raises(SetupError, match="no link of ours"):
        _write(tmp_path, FIRST, {"index.html": b"one"})

    assert (tmp_path / "latest").is_dir()


def test_packing_is_the_same_every_time() -> None:
    assert release.packed(b"text" * 1000) == release.packed(b"text" * 1000)
