"""Which bands a table and a standard have in common, and which tables are refused."""

from __future__ import annotations

import pandas as pd
import pytest

from data.errors import MetricError
from metrics.standards import RATE_STANDARDS, match_bands, own_standard, standard_population

FIVES = list(range(0, 90, 5))


def bands(ages: list[int], name: str) -> dict[int, float]:
    """Return the weight of every common band by its lower bound."""
    found = match_bands(ages, standard_population(name), "cases.csv")
    return dict(zip(found.lower, found.weights.tolist(), strict=True))


def refusal(ages: list[int], name: str = "segi") -> str:
    with pytest.raises(MetricError) as error:
        match_bands(ages, standard_population(name), "cases.csv")
    return str(error.value)


@pytest.mark.parametrize(("name", "total"), [("segi", 1e5), ("who", 1e5), ("esp1976", 1e5), ("esp2013", 1e5), ("us2000", 1e6)])
def test_every_standard_for_rates_adds_up(name: str, total: float) -> None:
    assert name in RATE_STANDARDS
    assert sum(standard_population(name).weights) == pytest.approx(total, abs=1e-6)


def test_every_standard_names_its_source() -> None:
    names = [*RATE_STANDARDS, "icss1", "icss2", "icss3"]

    assert all("19" in standard_population(name).source or "20" in standard_population(name).source for name in names)


def test_an_unknown_standard_is_answered_with_the_known_ones() -> None:
    with pytest.raises(MetricError, match="'esp' is unknown; known: segi, who, esp1976, esp2013, us2000"):
        standard_population("esp")


@pytest.mark.parametrize(("last", "weight"), [(95, 200), (90, 1000), (85, 2500), (80, 5000), (75, 9000)])
def test_the_standards_bands_above_the_last_are_merged_into_it(last: int, weight: float) -> None:
    """ESP 2013: 75-79 4,000; 80-84 2,500; 85-89 1,500; 90-94 800; 95 and over 200."""
    assert bands(list(range(0, last + 5, 5)), "esp2013")[last] == weight


def test_the_first_five_years_may_be_one_band_or_two() -> None:
    """US 2000: 13,818 infants and 55,317 children of 1 to 4."""
    assert bands(FIVES, "us2000")[0] == 13_818 + 55_317
    assert bands([0, 1, *FIVES[1:]], "us2000")[1] == 55_317


def test_finer_bands_are_added_up_to_those_of_the_standard() -> None:
    found = match_bands([0, 1, *range(5, 105, 5)], standard_population("segi"), "cases.csv")

    assert found.lower == tuple(FIVES)
    assert found.band_of_age.tolist() == [0, 0, *range(1, 17), 17, 17, 17, 17]


def test_coarser_bands_get_the_sum_of_the_standards() -> None:
    """Segi: 12 + 10 + 9 thousand below 15; 9 + 8 + 8 + 6 + 6 + 6 from 15 to 44; 6 + 5 + 4 + 4 + 3 + 2 + 1 + 0.5 + 0.5 from 45."""
    assert bands([0, 15, 45], "segi") == {0: 31_000, 15: 43_000, 45: 26_000}


@pytest.mark.parametrize("age", [a for a in FIVES if a != 85])
def test_a_missing_band_is_named(age: int) -> None:
    """A table with one row left out looks like one with a band of ten years; alone among bands of five it is taken for the former."""
    message = refusal([a for a in FIVES if a != age])

    assert message.startswith(f"cases.csv: has no row for age {age};")


def test_the_band_in_which_a_year_is_missing_is_named() -> None:
    assert "the bands from age 35, 36, 38, 39 do not divide 35 to 39 evenly" in refusal([a for a in range(101) if a != 37])


@pytest.mark.parametrize("age", [1, 37, 80, 99])
def test_a_missing_year_among_single_years_is_noticed(age: int) -> None:
    message = refusal([a for a in range(101) if a != age])

    assert str(age - 1) in message
    assert "evenly" in message or "straddle" in message


def test_bands_that_straddle_the_standards_are_named() -> None:
    assert "the bands from age 10, 12, 17 straddle those of segi from 10, 15" in refusal([0, 5, 10, 12, 17, *FIVES[4:]])


def test_wide_first_bands_are_taken_for_what_they_say() -> None:
    assert bands([0, *FIVES[3:]], "segi")[0] == 31_000
    assert bands([0, 15, 25, *FIVES[6:]], "segi")[15] == 17_000


def test_a_survival_standard_does_not_count_children() -> None:
    found = match_bands([0, 10, 15, 45, 55, 65, 75], standard_population("icss1"), "groups")

    assert found.lower == (15, 45, 55, 65, 75)
    assert found.band_of_age.tolist() == [-1, -1, 0, 1, 2, 3, 4]


def test_a_survival_standard_takes_a_first_group_from_birth() -> None:
    assert bands([0, 45, 55, 65, 75], "icss2")[0] == 28_000


def test_an_own_standard_may_be_given_in_shares() -> None:
    own = own_standard(pd.DataFrame({"age": ["15-64", "0-14", "65+"], "weight": [0.5, 0.3, 0.2]}))

    assert (own.ages, own.weights) == ((0, 15, 65), (0.3, 0.5, 0.2))


def test_a_table_may_begin_its_band_before_the_standard_gives_weight() -> None:
    """ICSS 1 begins at 15 with 7, 12, 23, 29, 29; people from 12 to 44 stand for those from 15, children below for nobody."""
    bands = match_bands([0, 12, 45, 55, 65, 75], standard_population("icss1"), "table")

    assert bands.lower == (15, 45, 55, 65, 75)
    assert (bands.weights / bands.weights.sum()).tolist() == pytest.approx([0.07, 0.12, 0.23, 0.29, 0.29])
    assert bands.band_of_age.tolist() == [-1, 0, 1, 2, 3, 4]


def test_a_table_without_rows_lacks_every_band() -> None:
    with pytest.raises(MetricError, match=r"has no row for age 15, 20, .*, 85"):
        match_bands([], standard_population("icss1"), "table")
