"""
The Sustainable Development Reports of 2019 and 2025: scores, colours, arrows and index as SDSN published them.

Published: Sachs, Schmidt-Traub, Kroll, Lafortune, Fuller (2019), Sustainable Development Report 2019 (github.com/sdsna/2019GlobalIndex,
2019GlobalIndexResults.xlsx, commit 53bfc20); Sachs, Lafortune, Fuller, Iablonovski (2025), Sustainable Development Report 2025. The report
does not publish the years that an indicator's arrow compares; those used here are inferred.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from metrics.blocks import judge_all
from metrics.methods import sdsn

ARROWS = {"on_track_or_maintaining": "↑", "moderately_improving": "➚", "stagnating": "→", "decreasing": "↓"}
ALWAYS_EXACT = {"sdg2_obesity", "sdg2_stunting", "sdg15_cpta", "sdg15_cpfa"}
Oracle = Callable[[str, str, int, int], None]


@pytest.fixture(scope="module")
def report(shared: Path) -> pd.DataFrame:
    """Return indicator values of 2019 with their bounds: one row a country and indicator."""
    folder = shared / "oracles" / "sdsn_sdr2019"
    bounds = pd.read_csv(folder / "codebook.csv")[["code", "best", "worst", "green_threshold", "red_threshold"]]
    return pd.read_csv(folder / "indicator_values.csv").merge(bounds, on="code")


def columns(frame: pd.DataFrame, *names: str) -> list[np.ndarray]:
    return [frame[name].to_numpy(dtype=float) for name in names]


def test_normalised_scores_of_2019(report: pd.DataFrame, oracle: Oracle) -> None:
    scored = report[report["normalized_score"].notna()]
    difference = np.abs(sdsn.normalised_score(*columns(scored, "value", "best", "worst")) - scored["normalized_score"].to_numpy())
    oracle("sdsn", "normalised scores, SDR 2019", int((difference <= 1e-9).sum()), len(scored))

    assert difference.max() <= 1e-9


def test_indicator_colours_of_2019(report: pd.DataFrame, oracle: Oracle) -> None:
    coloured = report[report["dashboard"].notna()]
    ours = np.array(sdsn.COLOURS)[sdsn.indicator_colour(*columns(coloured, "value", "green_threshold", "red_threshold"))]
    same = ours == coloured["dashboard"].to_numpy()
    oracle("sdsn", "indicator colours, SDR 2019", int(same.sum()), len(same))

    assert same.all()


def arrows(report: pd.DataFrame, shared: Path) -> pd.DataFrame:
    """Return the published arrow and ours, by the pure functions and by the whole method, of every country and indicator with a window."""
    folder = shared / "oracles" / "sdsn_sdr2019"
    values = pd.read_csv(folder / "trend_series.csv")
    windows = pd.read_csv(folder / "inferred_windows.csv")
    rows = report[report["trend"].isin(ARROWS.values())].merge(windows, on="code")
    for end in ("start", "end"):
        column = values.rename(columns={"year": f"{end}_year", "value": end})
        rows = rows.merge(column, on=["id", "trend_series_code", f"{end}_year"], how="left")
    best, worst = columns(rows, "best", "worst")

    def score(column: str) -> np.ndarray:
        return 100 * (rows[column].to_numpy(dtype=float) - worst) / (best - worst)

    years = (rows["end_year"] - rows["start_year"]).to_numpy(dtype=float)
    green = score("green_threshold")
    growth, required = sdsn.growth_a_year(score("start"), score("end"), years, green, rows["years_required"].to_numpy(dtype=float))
    by_colour = rows["green_test"].eq("dashgreen").to_numpy()
    is_green = np.where(by_colour, rows["dashboard"].eq("green").to_numpy(), score("end") >= green)
    rows["arrow"] = pd.Series(sdsn.arrow(growth, required, is_green)).map(dict(enumerate(ARROWS.values()))).to_numpy()
    rows["series"] = np.arange(len(rows))
    ends = [rows[["series", f"{end}_year", end]].set_axis(["series", "year", "value"], axis=1) for end in ("start", "end")]
    points = pd.concat(ends, ignore_index=True)
    better = np.where(best > worst, "higher", "lower")
    goals = pd.DataFrame({"series": rows["series"], "better": better, "target_value": rows["green_threshold"]})
    rows["verdict"] = judge_all(points, goals, [sdsn.METHOD])["verdict"].astype(str).map(ARROWS)
    return rows


def test_arrows_of_2019(report: pd.DataFrame, shared: Path, oracle: Oracle) -> None:
    rows = arrows(report, shared)
    same = rows["arrow"] == rows["trend"]
    exact = rows["code"].isin(ALWAYS_EXACT)
    oracle("sdsn", "arrows, SDR 2019, inferred windows", int(same.sum()), len(same))

    assert same[exact].all()
    assert same.mean() >= 0.95


def test_the_whole_method_draws_the_arrows_of_2019_from_the_two_years_of_the_window(
    report: pd.DataFrame, shared: Path, oracle: Oracle
) -> None:
    """It calls green what its own latest value is, the report what its dashboard says; the two come from different series in places."""
    rows = arrows(report, shared)
    same = rows["verdict"] == rows["trend"]
    oracle("sdsn", "arrows, SDR 2019, by command", int(same.sum()), len(same))

    assert same.mean() >= 0.95


@pytest.fixture(scope="module")
def latest(shared: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return scores and published overview of 2025, same countries in the same order, and the codebook of the scored indicators."""
    folder = shared / "oracles" / "sdsn_sdr2025"
    scores = pd.read_csv(folder / "indicator_scores.csv")
    overview = pd.read_csv(folder / "overview.csv").set_index("Country").loc[scores["country"]]
    codebook = pd.read_csv(folder / "codebook.csv").drop_duplicates("IndCode").set_index("IndCode")
    indicators = [name for name in scores.columns if name in codebook.index]
    return scores, overview, codebook.loc[indicators]


def by_goal(codebook: pd.DataFrame) -> dict[int, list[str]]:
    return {int(goal): list(names) for goal, names in codebook.groupby(codebook["SDG"].astype(int)).groups.items()}


def test_index_of_2025(latest: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], oracle: Oracle) -> None:
    """Only for countries with every goal and three indicators of goal 14: the regional averages that fill the others are not at hand."""
    scores, overview, codebook = latest
    goals = by_goal(codebook)
    table = np.column_stack([sdsn.goal_score(scores[names].to_numpy(dtype=float)) for names in goals.values()])
    whole = np.isfinite(table).all(axis=1) & (scores[goals[14]].notna().sum(axis=1) >= 3).to_numpy()
    published = overview["SDG_Index_Score_2025"].to_numpy(dtype=float)
    whole &= np.isfinite(published)
    missing = scores[codebook.index].isna().mean(axis=1).to_numpy()
    difference = np.abs(sdsn.index_score(table, table, missing) - published)[whole]
    oracle("sdsn", "index, SDR 2025", int((difference <= 0.005).sum()), len(difference))

    assert whole.any()
    assert difference.max() <= 0.005


def test_goal_colours_of_2025_outside_the_oecd(latest: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], oracle: Oracle) -> None:
    """OECD countries are coloured with further indicators, whose scores are not at hand. Values are taken back from the scores."""
    scores, overview, codebook = latest
    bounds = ("Optimum (= 100)", "Green threshold", "Red threshold", "Lower Bound (=0)")
    best, green, red, worst = (pd.to_numeric(codebook[name]).to_numpy(dtype=float) for name in bounds)
    values = worst + (best - worst) * scores[codebook.index].to_numpy(dtype=float) / 100
    places, colours = sdsn.rescaled(values, best, green, red, worst), sdsn.indicator_colour(values, green, red)
    place = {name: column for column, name in enumerate(codebook.index)}
    outside = (overview["Region"] != "OECD").to_numpy()
    same = []
    for goal, names in by_goal(codebook).items():
        chosen = [place[name] for name in names]
        ours = np.array(sdsn.COLOURS)[sdsn.goal_colour(places[:, chosen], colours[:, chosen])]
        same += list((ours == overview[f"Goal_{goal}_Dashboard"].to_numpy())[outside])
    oracle("sdsn", "goal colours, SDR 2025, outside the OECD", sum(same), len(same))

    assert np.mean(same) >= 0.95
