"""Two states of knowledge side by side: what was revised, by how much, and whether by more than was said to be uncertain."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from metrics.revisions import changed_values, revised_values


def _rows(edition: str, *values: tuple[str, float | None, float | None, float | None]) -> pd.DataFrame:
    key = {"year": 2020, "year_end": 2020, "sex": "all", "age": "all", "site": "all", "group": "all", "edition": edition}
    rows = [{"place": place, **key, "value": value, "lower": lower, "upper": upper} for place, value, lower, upper in values]
    return pd.DataFrame(rows).astype(dict.fromkeys(("value", "lower", "upper"), "float64"))


def test_the_largest_change_comes_first_whatever_its_sign() -> None:
    """60 to 83 is +23, 90 to 40 is -50."""
    old = _rows("one", ("GBR", 60.0, None, None), ("MEX", 90.0, None, None), ("SWE", 5.0, None, None))
    new = _rows("two", ("GBR", 83.0, None, None), ("MEX", 40.0, None, None), ("SWE", 5.0, None, None))
    found = changed_values(pd.concat([old, new]), "one", "two")

    assert list(zip(found["place"], found["difference"], strict=True)) == [("MEX", -50.0), ("GBR", 23.0), ("SWE", 0.0)]


def test_a_change_is_held_against_the_range_of_the_older_edition() -> None:
    """12 lies inside 8 to 13, 14 outside; without a range nothing is said."""
    old = _rows("one", ("DEU", 10.0, 8.0, 13.0), ("SWE", 10.0, 8.0, 13.0), ("GBR", 10.0, None, None))
    new = _rows("two", ("DEU", 12.0, None, None), ("SWE", 14.0, None, None), ("GBR", 99.0, None, None))
    found = changed_values(pd.concat([old, new]), "one", "two").set_index("place")["outside_interval"]

    assert (found["DEU"], found["SWE"], found.isna()["GBR"]) == (False, True, True)


@pytest.mark.parametrize(
    ("limits", "new", "outside"),
    [
        ((8.0, 13.0), 7.9, True), ((8.0, 13.0), 8.0, False), ((8.0, 13.0), 13.0, False), ((8.0, 13.0), 13.1, True),
        ((8.0, None), 7.0, None), ((None, 13.0), 14.0, None), ((8.0, 13.0), None, None),
    ],
)  # fmt: skip
def test_a_limit_belongs_to_its_range_and_half_a_range_says_nothing(
    limits: tuple[float | None, float | None],
    new: float | None,
    outside: bool | None,  # noqa: FBT001 - a case of the table
) -> None:
    found = changed_values(pd.concat([_rows("one", ("DEU", 10.0, *limits)), _rows("two", ("DEU", new, None, None))]), "one", "two")

    assert found["outside_interval"].astype(object).where(found["outside_interval"].notna(), None).tolist() == [outside]


def test_a_figure_that_both_editions_withhold_is_not_listed() -> None:
    withheld = [_rows(edition, ("DEU", None, None, None), ("SWE", 1.0, None, None)) for edition in ("one", "two")]

    assert changed_values(pd.concat(withheld), "one", "two")["place"].tolist() == ["SWE"]


def test_a_figure_of_one_edition_alone_is_no_change() -> None:
    """A value that was withheld and is now printed is new, not a change from zero."""
    old = _rows("one", ("DEU", None, None, None), ("SWE", 3.0, None, None))
    new = _rows("two", ("DEU", 4.0, None, None))
    found = changed_values(pd.concat([old, new]), "one", "two").set_index("place")

    assert found["difference"].isna().all()
    assert (found["old"].isna()["DEU"], found["new"].isna()["SWE"]) == (True, True)


def test_revised_values_are_those_of_the_series_reviewed_the_largest_first(observed: Callable[..., pd.DataFrame]) -> None:
    """60 to 66 lies outside 58 to 62; 70 to 71 has no range; Germany is not reviewed; 2023 is new and no revision."""
    then = pd.concat([observed([2020], [60.0], lower=58.0, upper=62.0), observed([2021], [70.0]), observed([2020], [50.0], place="DEU")])
    now = pd.concat([observed([2020, 2021, 2023], [66.0, 71.0, 72.0]), observed([2020], [55.0], place="DEU")])
    series = then[then["place"] == "SWE"]

    found = revised_values(then, now, series)

    assert found[["year", "old", "new"]].to_numpy().tolist() == [[2020, 60.0, 66.0], [2021, 70.0, 71.0]]
    assert list(found["outside_interval"].astype(object).where(found["outside_interval"].notna(), None)) == [True, None]


@pytest.mark.parametrize("name", ["source", "indicator", "place", "sex", "age", "site", "group"])
def test_figures_of_two_series_are_never_held_against_each_other(observed: Callable[..., pd.DataFrame], name: str) -> None:
    """60 and 70 of one series, 50 and 55 of another that differs in one name: two revisions, of 10 and of 5, and not four."""
    then, now = (
        pd.concat([observed([2020], [one]), observed([2020], [other], **{name: "other"})]) for one, other in ((60.0, 50.0), (70.0, 55.0))
    )

    assert revised_values(then, now, then)["difference"].tolist() == [10.0, 5.0]


def test_a_figure_that_stayed_is_no_revision(observed: Callable[..., pd.DataFrame]) -> None:
    then, now = observed([2020, 2021], [60.0, 70.0]), observed([2020, 2021], [60.0, 71.0])

    assert revised_values(then, now, then)["year"].tolist() == [2021]
