"""
A file on its way: ``<name>.part`` holds the bytes that have come so far, ``<name>.note`` what the server said about them.

Bytes are kept as they come over the line, packed if the server packed them, because a request for the rest counts in those bytes.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, cast

from data.errors import SetupError
from etl.fetch.errors import Passing, Refused

PART, NOTE = ".part", ".note"
CHUNK = 1 << 16


@dataclass(frozen=True)
class Note:
    """What the server said about the bytes in the part; ``body`` is what was sent with the question."""

    address: str
    body: str | None = None
    etag: str = ""
    last_modified: str = ""
    packed: str = ""
    content_type: str = ""
    redirects: tuple[str, ...] = field(default=())

    @property
    def validator(self) -> str:
        """What proves that the rest belongs to the same content; a weak ETag proves nothing of bytes (RFC 9110, 13.1.5)."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


@dataclass(frozen=True)
class Part:
    """The two files of one download in *folder*, and *whole*, its name once it is complete."""

    whole: Path

    @property
    def path(self) -> Path:
        """Where the bytes are."""
        return self.whole.with_name(self.whole.name + PART)

    @property
    def _note(self) -> Path:
        return self.whole.with_name(self.whole.name + NOTE)

    def held(self) -> int:
        """Return how many bytes have come so far."""
        return self.path.stat().st_size if self.path.is_file() else 0

    def note(self) -> Note | None:
        """Return what was noted; None if there is nothing, or nothing that can be understood."""
        try:
            content = json.loads(self._note.read_text(encoding="utf-8"))
            return Note(**(content | {"redirects": tuple(content["redirects"])}))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def begin(self, note: Note) -> None:
        """
        Forget what is there, and keep *note*, as a whole or not at all.

        In this order: old bytes under a new note would later be continued, or confirmed by the server, as the new content.
        """
        self.drop()
        self.whole.unlink(missing_ok=True)
        draft = self._note.with_name(f".{self._note.name}")
        try:
            draft.write_text(json.dumps(asdict(note)), encoding="utf-8")
            draft.replace(self._note)
        except OSError as error:
            raise no_room(self.whole, error) from None

    def drop(self) -> None:
        """Forget the bytes, so that the next attempt begins anew."""
        self.path.unlink(missing_ok=True)

    def receive(self, chunks: Iterator[bytes], *, onto: int, limit: int) -> Iterator[int]:
        """
        Write *chunks* after the first *onto* bytes and yield the size reached after each.

        Raises:
            Refused: More than *limit* bytes come.
            SetupError: They cannot be written.
        """
        size = onto
        with _opened(self.path, "r+b" if onto else "wb") as file:
            file.seek(onto)
            file.truncate()
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise too_large(limit)
                try:
                    file.write(chunk)
                except OSError as error:
                    raise no_room(self.whole, error) from None
                yield size
            try:
                file.flush()
                os.fsync(file.fileno())
            except OSError as error:
                raise no_room(self.whole, error) from None

    def unpack(self, packed: str, limit: int) -> Path:
        """
        Return the file with the content as it is without the packing for the line; it is beside the part and hidden.

        Raises:
            Passing: The packed bytes are damaged or end in the middle.
            Refused: Unpacked they are more than *limit* bytes, or they are packed in a way that we did not ask for.
        """
        if packed in ("", "identity"):
            return self.path
        if packed not in ("gzip", "x-gzip"):
            raise Refused(f"is packed as '{packed}'", "gzip, or not packed at all; a proxy on the way may have changed it")
        plain = self.path.with_name(f".{self.whole.name}.plain")
        engine = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        size = 0
        try:
            with self.path.open("rb") as source, plain.open("wb") as target:
                while chunk := engine.unconsumed_tail or source.read(CHUNK):
                    piece = engine.decompress(chunk, CHUNK)
                    size += len(piece)
                    if size > limit:
                        raise too_large(limit)
                    target.write(piece)
                    if engine.eof:
                        break
                target.write(engine.flush())
        except zlib.error as error:
            self.drop()
            raise Passing(f"the packed bytes are damaged ({error})") from None
        except OSError as error:
            raise no_room(self.whole, error) from None
        if not engine.eof:
            self.drop()
            raise Passing("the packed bytes end in the middle")
        return plain

    def finish(self, plain: Path) -> Path:
        """Give the content its name, once it has been checked; the note stays, so that the server can be asked whether it has changed."""
        plain.replace(self.whole)
        self.path.unlink(missing_ok=True)
        return self.whole


def too_large(limit: int) -> Refused:
    """Return the refusal of an answer of more than *limit* bytes."""
    what = f"is larger than the {limit / 1e6:,.6g} MB that are allowed"
    return Refused(what, "raise max_megabytes in the source's download entry, if the publisher's file is meant to be so large")


def no_room(path: Path, error: OSError) -> SetupError:
    """Return the message for a file that cannot be written."""
    return SetupError(str(path), f"cannot be written ({error.strerror})", "make room or let the folder be written, then run it again")


def _opened(path: Path, mode: str) -> IO[bytes]:
    try:
        return cast("IO[bytes]", path.open(mode))
    except OSError as error:
        raise no_room(path, error) from None
