"""
Open SDG's progress values as Statistics Canada publishes them.

Published: ``indicator_calculation_components.yml`` of the repositories sdg-data-canada-odd-donnees/sdg-data-donnees-odd (commit f89e601)
and cif-data-donnees-cic (commit d38e805). A few rows are quoted here; the whole reference table is compared where it is at hand.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from metrics.blocks import judge_all
from metrics.methods import METHODS, open_sdg

COLUMNS = ["indicator", "base_value", "base_year", "current_value", "current_year", "target", "target_year", "direction", "limit"]
PUBLISHED = pd.DataFrame(
    [
        ("1-2-1", 14.5, 2015, 10.2, 2023, 7.25, 2030, -1, np.nan, 0.9525901792032172, "substantial_progress"),
        ("1-3-1", 90.0, 2015, 93.2, 2021, np.nan, 2030, 1, 100.0, 0.005839995229728112, "substantial_progress"),
        ("1-4-1", 98.8, 2015, 98.3, 2024, 100.0, 2030, 1, np.nan, -0.6999479299633053, "deterioration"),
        ("1-4-1 clean fuels", 100.0, 2015, 100.0, 2023, 100.0, 2030, 1, np.nan, np.nan, "target_achieved"),
        ("2-b-1", 81124.0, 2015, 0.0, 2023, 0.001, 2030, -1, np.nan, 1.4224293446258616, "target_achieved"),
        ("3-1-1", 7.05, 2015, 12.58, 2024, 70.0, 2030, -1, np.nan, -0.40189193878221646, "target_achieved"),
        ("3-3-4", 0.73, 2015, 0.32, 2023, 0.073, 2030, -1, np.nan, 0.6883470841079962, "moderate_progress"),
        ("10-3-1", 35.9, 2024, 35.9, 2024, np.nan, 2030, -1, np.nan, np.nan, "not_available"),
    ],
    columns=[*COLUMNS, "progress_value", "status"],
)


def alike(published: pd.DataFrame) -> pd.Series:
    """Return for each published row whether its value (relative 1e-9) and its word are reproduced."""
    rows = published.reset_index(drop=True).assign(series=lambda table: table.index)
    ends = [rows[["series", f"{end}_year", f"{end}_value"]].set_axis(["series", "year", "value"], axis=1) for end in ("base", "current")]
    observations = pd.concat(ends).dropna().drop_duplicates(["series", "year"])
    targets = rows[["series", "base_year", "target", "target_year", "limit"]].set_axis(
        ["series", "baseline_year", "target_value", "target_year", "limit"], axis=1
    )
    targets = targets.assign(better=np.where(rows["direction"] > 0, "higher", "lower"))
    answer = judge_all(observations, targets, [METHODS["open_sdg"]])

    close = np.isclose(answer["statistic"], rows["progress_value"], rtol=1e-9, atol=0, equal_nan=True)
    return (answer["verdict"].astype(str) == rows["status"]) & close


def test_published_rows_are_reproduced() -> None:
    assert PUBLISHED["indicator"][~alike(PUBLISHED)].tolist() == []


def test_the_whole_published_table_is_reproduced(shared: Path, oracle: Callable[..., None]) -> None:
    file = shared / "oracles" / "statcan_open_sdg_progress" / "series_components.csv"
    if not file.exists():
        pytest.skip("the published table is not at hand")
    published = pd.read_csv(file)
    same = alike(published)
    oracle("open_sdg", "Statistics Canada's progress values to 1e-9, and their words", int(same.sum()), len(same))

    assert published.index[~same].tolist() == []


def scored(published: pd.DataFrame) -> np.ndarray:
    """Return our score of every published row, from its published value."""
    limit, base, value = (published[name].to_numpy(dtype=float) for name in ("limit", "base_value", "progress_value"))
    achieved = (published["status"] == "target_achieved").to_numpy()
    return open_sdg.score(value, achieved, published["target"].notna().to_numpy(), open_sdg.reduction(limit, base))


@pytest.mark.parametrize(
    ("row", "score"),
    [
        ("1-2-1", 2.5185563910306596),
        ("1-3-1", 2.815386645395768),
        ("1-4-1", -4.999999999999),
        ("1-4-1 clean fuels", 5.0),
        ("3-3-4", 0.6310943870750059),
        ("10-3-1", np.nan),
    ],
)
def test_published_scores_are_reproduced(row: str, score: float) -> None:
    found = scored(PUBLISHED[PUBLISHED["indicator"] == row])

    np.testing.assert_allclose(found, [score], atol=1e-6, rtol=0)


def test_every_published_score_is_reproduced(shared: Path, oracle: Callable[..., None]) -> None:
    file = shared / "oracles" / "statcan_open_sdg_progress" / "series_components.csv"
    if not file.exists():
        pytest.skip("the published table is not at hand")
    published = pd.read_csv(file)
    same = np.isclose(scored(published), published["score"], rtol=0, atol=1e-6, equal_nan=True)
    oracle("open_sdg", "Statistics Canada's scores from -5 to 5, to 1e-6", int(same.sum()), len(same))

    assert published.index[~same].tolist() == []
