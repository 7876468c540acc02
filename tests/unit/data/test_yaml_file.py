"""What YAML may say here: words stay words, every entry knows its line, and what cannot be used is refused with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.errors import Problem, ProblemsFound
from data.yaml_file import read_yaml


def test_only_true_and_false_are_booleans(tmp_path: Path) -> None:
    """In YAML 1.1 the country code NO, the word `no` and 01:39:27 turn into False and 5967."""
    file = tmp_path / "words.yml"
    file.write_text(
        "a: NO\nb: no\nc: off\nd: Yes\ne: True\nf: true\ng: false\nh: 01:39:27\n"
        "i: 007\nj: 7\nk: -0.5\nl: 1e3\nm: 2021-02-03\nn: ~\no: 1_000\n"
    )

    content, _ = read_yaml(file)

    assert content == {
        "a": "NO",
        "b": "no",
        "c": "off",
        "d": "Yes",
        "e": "True",
        "f": True,
        "g": False,
        "h": "01:39:27",
        "i": "007",
        "j": 7,
        "k": -0.5,
        "l": 1000.0,
        "m": date(2021, 2, 3),
        "n": None,
        "o": "1_000",
    }


def test_the_line_of_every_entry_is_known(tmp_path: Path) -> None:
    file = tmp_path / "lines.yml"
    file.write_text("first: 1\nsecond:\n  - a: 1\n    b: 2\n  - a: 3\n")

    _, lines = read_yaml(file, "lines.yml")

    assert lines.where(("first",)) == "lines.yml:1"
    assert lines.where(("second", 0, "b")) == "lines.yml:4"
    assert lines.where(("second", 1)) == "lines.yml:5"
    assert lines.where(("second", 1, "missing", "deeper")) == "lines.yml:5"
    assert lines.where(("nowhere",)) == "lines.yml:1"


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        (b"", "x.yml:1", "the file is empty"),
        (b"a: \xff", "x.yml", "is not UTF-8 from byte 3 on"),
        (b"a: 2021-02-30", "x.yml:1", "a: '2021-02-30' is no day of the calendar"),
        (b"a: !!python/object:os.system x", "x.yml:1", "a: the tag 'tag:yaml.org,2002:python/object:os.system' is not allowed"),
        (b"a: &a [*a]", "x.yml:1", "a[0]: the entry contains itself by an alias"),
        (b"a: 1\n---\nb: 2", "x.yml:2", "this is not YAML"),
        (b"a: \x07", "x.yml", "this is not YAML"),
        (b"[a]: 1", "x.yml:1", "a key is not a word"),
    ],
)
def test_yaml_that_cannot_be_used_is_refused(tmp_path: Path, text: bytes, where: str, what: str) -> None:
    file = tmp_path / "x.yml"
    file.write_bytes(text)

    with pytest.raises(ProblemsFound) as caught:
        read_yaml(file, "x.yml")

    assert caught.value.problems[0].where == where
    assert caught.value.problems[0].what.startswith(what)


@pytest.mark.parametrize("depth", [2_000, 20_000])
def test_a_file_of_nothing_but_brackets_is_an_error(tmp_path: Path, depth: int) -> None:
    file = tmp_path / "x.yml"
    file.write_text("[" * depth + "]" * depth)

    with pytest.raises(ProblemsFound, match=r"x\.yml: is nested too deep"):
        read_yaml(file, "x.yml")


def test_a_file_that_is_not_there_is_a_problem_and_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound) as caught:
        read_yaml(tmp_path / "none.yml", "none.yml")

    assert caught.value.problems == [
        Problem("none.yml", "cannot be read (No such file or directory)", "check that the file is there and readable")
    ]
