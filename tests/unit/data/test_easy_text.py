"""Easy language: what is not easy is refused with its remedy."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from data.catalogue.entries import EasyText

TWELVE = "one two three four five six seven eight nine ten eleven twelve"


def test_twelve_words_are_easy_enough() -> None:
    assert EasyText(en=(TWELVE,), de=("Das ist leicht.",)).in_language("de") == ("Das ist leicht.",)


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        (f"{TWELVE} thirteen", "has 13 words; easy language has at most 12 in a sentence"),
        ("36% less", "has the sign '%', which is hard to read"),
        ("Cancer (of the lung)", "has the sign '('"),
    ],
)
def test_a_long_sentence_and_hard_signs_are_refused(sentence: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told.replace("(", r"\(")):
        EasyText(en=(sentence,), de=("Das ist leicht.",))


def test_what_is_in_neither_language_is_said_in_english() -> None:
    assert EasyText(en=("This is easy.",), de=("Das ist leicht.",)).in_language("sv") == ("This is easy.",)
