"""In which year a target would be reached, in words."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from dashboard.language import LANGUAGES, words_of
from dashboard.pages.attainment_told import expected_words
from metrics.scorecard import EXPECTED


def told(language: Any, status: str, *years: int | None) -> str:
    view = cast("Any", SimpleNamespace(words=words_of(language), as_of=date(2026, 11, 29)))
    return expected_words(view, {"status": status, "target_value": 64.0, **dict(zip(EXPECTED, years, strict=True))})


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ((2028, 2028, 2028), "It would then be reached about 2028."),
        ((2034, 2030, 2044), "It would then be reached about 2034; in 8 of 10 cases between 2030 and 2044."),
        ((2034, 2029, None), "It would then be reached about 2034, hardly before 2029; by when at the latest, the trend does not say."),
        ((2034, 2023, None), "It would then be reached about 2034; by when at the latest, the trend does not say."),
        ((2034, 2026, 2044), "It would then be reached about 2034; in 9 of 10 cases by 2044."),
        ((2024, 2022, 2029), "It would then have been reached about 2024."),
        ((None, 2023, None), "It would then not be reached within 50 years."),
        ((None, 2068, None), "It would then not be reached within 50 years; the first year with a chance of 1 in 10 is 2068."),
        ((None, None, None), "It would then not be reached within 50 years."),
    ],
)
def test_each_case_has_its_sentence(years: tuple[int | None, ...], expected: str) -> None:
    assert told("en", "behind", *years) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_years_stand_in_the_sentence_of_every_language(language: Any) -> None:
    assert all(year in told(language, "behind", 2034, 2030, 2044) for year in ("2034", "2030", "2044"))


def test_without_a_trend_nothing_is_said() -> None:
    assert told("en", "met", 2034, 2030, 2044) == ""
