"""
Writes a release: a folder that never changes afterwards, and ``latest`` beside it.

``DIR/releases/<name>/`` is filled under a name that nobody reads and renamed when it is whole; ``DIR/latest`` is a symbolic link that is
switched in one step. So an interrupted run leaves the old site as it was. A file whose bytes are those of the release before is a hard link
to it, not written again. Beside every text lies its ``.gz``, made without a time, so that the same text gives the same bytes.

A draft may be filled by several processes at once: each is a copy of the one that opened it, and tells what it wrote at the end. They hold
its lock together, so that no other run sweeps it before the last of them is gone.

``DIR/assets`` holds the styles, scripts and typefaces of every release, because a page of the release before may stand in a reader's window
or in a cache when the new one comes.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from zlib_ng import zlib_ng

from dashboard.public import assets
from data.errors import SetupError

RELEASES = "releases"
LATEST = "latest"
ASSETS = assets.FOLDER
NAME = re.compile(r"\d{4}-\d{2}-\d{2}-[0-9a-f]{10}")
UNFINISHED = ".unfinished-"
TEXT = (".html", ".css", ".js", ".json", ".xml", ".txt", ".svg", ".csv", ".md", ".webmanifest", ".atom")
GZIP_LEVEL = 6
_GZIP_FORMAT = 31  # zlib's window bits for gzip: a header without name and time


@dataclass(frozen=True)
class Counted:
    """What a run wrote: files, of them those linked to the release before, and bytes."""

    files: int = 0
    linked: int = 0
    size: int = 0

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.files + other.files, self.linked + other.linked, self.size + other.size)

    def __sub__(self, other: Counted) -> Counted:
        return Counted(self.files - other.files, self.linked - other.linked, self.size - other.size)


def packed(content: bytes) -> bytes:
    """Return *content* as gzip; the same content gives the same bytes."""
    packer = zlib_ng.compressobj(GZIP_LEVEL, zlib_ng.DEFLATED, _GZIP_FORMAT)
    return packer.compress(content) + packer.flush()


class Draft:
    """A release in the making. Leave the ``with`` block normally and it is there; leave it by an error and nothing is."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        self.counted = Counted()
        self._releases = folder / RELEASES
        self._path = self._releases / f"{UNFINISHED}{name}-{secrets.token_hex(4)}"
        self._lock = -1
        self._before = latest(folder)
        self._made: set[str] = set()

    def __enter__(self) -> Self:
        try:
            self._releases.mkdir(parents=True, exist_ok=True)
            with _alone(self._releases):
                _sweep(self._releases)
                self._path.mkdir()
                self._lock = _locked(self._path)
        except OSError as error:
            raise SetupError(str(self.folder), f"cannot be written ({error.strerror})", "name a folder of your own") from None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                _sync(self._path)
                self._put_in_place()
                point_to(self.folder, self.name)
        finally:
            # Nothing is left here once the draft is in its place.
            self._discard()

    def _put_in_place(self) -> None:
        held = self._releases / self.name
        try:
            self._path.rename(held)
        except OSError:
            # Another run was faster with the same release; its name says that its content is the same.
            if not held.is_dir():
                raise
        _sync(self._releases)

    def add(self, path: str, content: bytes) -> None:
        """Write *content* at *path* below the release, with its ``.gz`` if it is a text."""
        self.counted += Counted(1, self._write(path, content), len(content))

    def _write(self, path: str, content: bytes) -> bool:
        """Write a file; return whether it is a link to that of the release before."""
        # Plain texts as paths: a release has ten thousand files, and a path object takes longer to make than to use.
        target = f"{self._path}/{path}"
        folder = target.rpartition("/")[0]
        if folder not in self._made:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 (see above)
            self._made.add(folder)
        is_text = path.endswith(TEXT)
        if self._before is not None and _link_unchanged(f"{self._before}/{path}", target, content, with_gz=is_text):
            return True
        _write_new(target, content)
        if is_text:
            _write_new(f"{target}.gz", packed(content))
        return False

    def _discard(self) -> None:
        shutil.rmtree(self._path, ignore_errors=True)
        os.close(self._lock)


def _write_new(target: str, content: bytes) -> None:
    # A file that is there already may be a link to a frozen release; writing into it would change that one too.
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(handle, left) :]
    finally:
        os.close(handle)


def _link_unchanged(old: str, new: str, content: bytes, *, with_gz: bool) -> bool:
    """Make *new* a link to *old* if that holds *content* and has its ``.gz``; return whether it did."""
    try:
        held = Path(old)
        if held.stat().st_size != len(content) or held.read_bytes() != content:
            return False
        os.link(old, new)
        if with_gz:
            os.link(f"{old}.gz", f"{new}.gz")
    except OSError:
        # Nothing there, or a file system without links: it is written.
        Path(new).unlink(missing_ok=True)
        return False
    return True


def _sweep(releases: Path) -> None:
    """Remove what interrupted runs left. A run that goes on holds a lock, which ends with its process, however that ends."""
    for left in releases.glob(f"{UNFINISHED}*"):
        with suppress(OSError):
            handle = _locked(left)
            shutil.rmtree(left, ignore_errors=True)
            os.close(handle)


def _locked(folder: Path, how: int = fcntl.LOCK_EX | fcntl.LOCK_NB) -> int:
    """Lock *folder* and return the handle that holds the lock; ``OSError`` if another run holds it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, how)
    except OSError:
        os.close(handle)
        raise
    return handle


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one run at a time into the block."""
    handle = _locked(folder, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(handle)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def releases(folder: Path) -> list[str]:
    """Return the names of the releases in *folder*, the newest day first."""
    held = folder / RELEASES
    return sorted((entry.name for entry in held.iterdir() if NAME.fullmatch(entry.name)), reverse=True) if held.is_dir() else []


def latest(folder: Path) -> Path | None:
    """Return the folder of the release in use; ``None`` where there is none."""
    link = folder / LATEST
    return link.resolve() if link.is_dir() else None


def point_to(folder: Path, name: str) -> None:
    """
    Make release *name* the one in use.

    Raises:
        SetupError: There is no such release; the message lists those there are.
    """
    known = releases(folder)
    if name not in known:
        listed = ", ".join(known) or "none"
        raise SetupError(f"{folder}", f"holds no release {name!r}", f"choose one of: {listed}")
    link, written = folder / LATEST, folder / f".{LATEST}"
    if link.exists() and not link.is_symlink():
        raise SetupError(str(link), "is no link of ours but a file or folder", "move it away, or name another folder")
    with _alone(folder):
        _keep_assets(folder, name)
        written.unlink(missing_ok=True)
        written.symlink_to(Path(RELEASES) / name, target_is_directory=True)
        written.replace(link)
        _sync(folder)


def _keep_assets(folder: Path, name: str) -> None:
    """Add the assets of release *name* to those of all releases; their names hold their hash, so nothing is ever replaced."""
    held, kept = folder / RELEASES / name / ASSETS, folder / ASSETS
    for file in sorted(held.iterdir()) if held.is_dir() else ():
        if (kept / file.name).exists():
            continue
        kept.mkdir(exist_ok=True)
        written = kept / f".{file.name}"
        shutil.copyfile(file, written)
        written.replace(kept / file.name)


def names_of(folder: Path) -> Iterable[str]:
    """Return the paths of the files of a release, sorted."""
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
