"""The bytes of a file on its way, and the note about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.fetch.errors import Refused
from etl.fetch.parts import Note, Part

NOTE = Note("https://publisher.example/a.csv", etag='"2"', redirects=("https://files.example/a.csv",))


@pytest.fixture
def part(tmp_path: Path) -> Part:
    return Part(tmp_path / "a.csv")


def test_a_note_is_read_back_as_it_was(part: Part) -> None:
    part.begin(NOTE)

    assert part.note() == NOTE


def test_a_damaged_note_counts_as_none(part: Part) -> None:
    part.begin(NOTE)
    part.whole.with_name("a.csv.note").write_text('{"address": ', encoding="utf-8")

    assert part.note() is None


def test_a_new_beginning_leaves_nothing_of_the_content_before(part: Part) -> None:
    """Else the server would confirm the old bytes by the new note, after a crash before the first new byte."""
    part.whole.write_bytes(b"old")
    part.path.write_bytes(b"old too")
    part.begin(NOTE)

    assert (part.whole.exists(), part.held()) == (False, 0)


def test_bytes_behind_the_point_where_it_goes_on_are_cut_off(part: Part) -> None:
    part.path.write_bytes(b"abcdef")
    sizes = list(part.receive(iter([b"C", b"D"]), onto=2, limit=10))

    assert (part.path.read_bytes(), sizes) == (b"abCD", [3, 4])


def test_a_packing_that_was_not_asked_for_is_refused(part: Part) -> None:
    with pytest.raises(Refused, match="is packed as 'br'; gzip, or not packed at all"):
        part.unpack("br", limit=10)
