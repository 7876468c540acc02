"""WHO's dashboard of HPV vaccination: fractions of a year that only the file's name tells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from data.errors import FigureError
from etl.readers import who_hpv_dashboard, who_immunization_export

Write = Callable[..., Path]
HEADER = "COUNTRYNAME,ISO_3_CODE,HPV_SEX,HPV1_COVERAGELASTYEAR,HPVC_COVERAGELASTYEAR"


def test_fractions_become_percent_and_a_blank_is_no_zero(write: Write) -> None:
    path = write("who-hpv-dashboard-2025-01-23.csv", HEADER, "Sweden,SWE,Both sexes,0.29,0", "Algeria,DZA,,,")
    rows = who_hpv_dashboard.read(path).set_index(["series", "place"])

    assert rows.loc[("PRHPV1_F", "SWE"), ["value", "sex", "obs_status"]].tolist() == [29.0, "female", "E"]
    assert rows.loc[("PRHPVC_F", "SWE"), "value"] == 0.0
    assert np.isnan(rows.loc[("PRHPV1_F", "DZA"), "value"])
    assert rows.loc[("PRHPV1_F", "DZA"), "obs_status"] == "O"


@pytest.mark.parametrize(("day", "year"), [("2025-01-23", 2023), ("2025-08-01", 2024)])
def test_the_last_year_follows_from_the_day_in_the_name(write: Write, day: str, year: int) -> None:
    rows = who_hpv_dashboard.read(write(f"hpv-{day}.csv", HEADER, "Sweden,SWE,Female,0.5,0.5"))

    assert set(rows["year"]) == {year}
    assert rows.loc[0, "locator"] == f"hpv-{day}.csv, line 2, column HPV1_COVERAGELASTYEAR, year {year} by the day in the file's name"


@pytest.mark.parametrize(
    ("name", "line", "what"),
    [
        ("hpv.csv", "Sweden,SWE,Female,0.5,0.5", "the name gives no day"),
        ("hpv-2025-01-23.csv", "Sweden,SWE,Female,74,0.5", r"csv:2, HPV1_COVERAGELASTYEAR: 74 is no fraction"),
        ("hpv-2025-01-23.csv", "Atlantis,ATL,Female,0.5,0.5", r"csv:2: country code 'ATL' is unknown"),
    ],
)
def test_what_cannot_be_a_coverage_is_an_error(write: Write, name: str, line: str, what: str) -> None:
    with pytest.raises(FigureError, match=what):
        who_hpv_dashboard.read(write(name, HEADER, line))


def test_the_published_dashboard_agrees_with_the_export_of_the_same_month(shared: Path) -> None:
    """WHO, immunization data portal, export of January 2025: programme coverage, first dose, females, 2023."""
    folder = shared / "data/raw/who-hpv-wuenic"
    first = who_hpv_dashboard.read(folder / "who-hpv-dashboard-2025-01-23.csv").query("series == 'PRHPV1_F'").set_index("place")
    export = who_immunization_export.read(folder / "hpv-vaccination-coverage-2025-01-export.csv").query("year == 2023").set_index("place")
    both = first[["year", "value"]].join(export["value"].rename("exported"), how="inner").dropna()

    assert len(both) == 133
    assert both["value"].tolist() == both["exported"].tolist()
