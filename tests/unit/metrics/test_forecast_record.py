"""The record of the back-test: what each of its rows says, counted again, and what pages read from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.catalogue.catalogue import Catalogue
from data.catalogue.models import Better
from metrics.forecast import record
from metrics.forecast.backtest import origins
from metrics.forecast.calibration import (
    bin_of,
    calibration_error,
    coverage,
    probabilities,
    reliability,
    score_forecasts,
    skill,
    width_wanted,
)
from metrics.forecast.candidates import DEFAULT, LAST_TREND, MODELS, NO_CHANGE

COVERAGES = ["coverage_50", "coverage_80", "coverage_95"]
OF_ALL = [*COVERAGES, "score", "skill_no_change", "skill_last_trend", "calibration_error"]


def figures() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return twelve walks of three indicators in six places, one of them without a better direction, and their facts."""
    random = np.random.default_rng(3)
    values = 100 * np.exp(np.cumsum(random.normal(0, 0.03, size=(12, 14)), axis=1))
    year = 2000 + np.arange(14)
    points = pd.concat(
        [
            pd.DataFrame({"series": k, "year": year, "year_end": year, "value": row, "segment": 0, "excluded_by": ""})
            for k, row in enumerate(values)
        ],
        ignore_index=True,
    )
    facts = pd.DataFrame(
        {
            "indicator": ["deaths", "deaths", "cases", "uptake"] * 3, "place": [place for place in "ABCDEF" for _ in range(2)],
            "family": ["mortality", "mortality", "incidence", "screening"] * 3, "share": False, "resolution": np.nan,
            "positive": [True, True, True, False] * 3, "sign": [-1.0, -1.0, -1.0, 0.0] * 3,
        }
    )  # fmt: skip
    return points, facts


@pytest.fixture(scope="module")
def made() -> pd.DataFrame:
    return record.make_record(*figures(), day=date(2026, 11, 23), editions=3)


def rows_of(made: pd.DataFrame, model: str, half: str, part: str) -> pd.DataFrame:
    return made[(made["model"] == model) & (made["half"] == half) & (made["part"] == part)].set_index("measure")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
@pytest.mark.parametrize(("half", "side"), [("chosen_on", True), ("held_out", False)])
def test_the_measures_of_a_half_are_those_of_its_own_forecasts(made: pd.DataFrame, model: Any, half: str, side: bool) -> None:  # noqa: FBT001
    """Each with four decimals, and on how many forecasts, series and pairs of place and family it rests."""
    cases = origins(*figures())
    ours, still, line = (score_forecasts(cases, one)[lambda rows: rows["chosen_on"] == side] for one in (model, NO_CHANGE, LAST_TREND))
    targets = probabilities(cases, model)[lambda rows: rows["chosen_on"] == side]
    found = rows_of(made, model.name, half, "all")
    sizes = [len(ours), ours["run"].nunique(), len(set(zip(ours["place"], ours["family"], strict=True)))]
    expected = {f"coverage_{round(100 * level)}": coverage(ours["rank"].to_numpy(), level) for level in (0.5, 0.8, 0.95)}
    expected |= {"score": ours["score"].mean(), "skill_no_change": skill(ours, still), "skill_last_trend": skill(ours, line)}
    expected |= {"calibration_error": calibration_error(targets)} | ({"width_wanted": width_wanted(cases, model)} if side else {})

    assert found["value"].to_dict() == {name: round(value, 4) for name, value in expected.items()}
    assert found.loc["score", ["forecasts", "series", "groups"]].tolist() == sizes
    assert found.loc["calibration_error", "forecasts"] == len(targets)
    assert set(zip(made["date"], made["editions"], strict=True)) == {("2026-11-23", 3)}


@pytest.mark.parametrize(("half", "side"), [("chosen_on", True), ("held_out", False)])
def test_the_default_is_told_by_horizon_indicator_scale_and_what_it_stated(made: pd.DataFrame, half: str, side: bool) -> None:  # noqa: FBT001
    """The other models only as a whole. An indicator without a better direction has no targets, so no calibration error."""
    cases = origins(*figures())
    ours = score_forecasts(cases, DEFAULT)[lambda rows: rows["chosen_on"] == side]
    targets = probabilities(cases, DEFAULT)[lambda rows: rows["chosen_on"] == side]
    of_half = made[(made["half"] == half) & (made["part"] != "all")]
    bins, place = reliability(targets), bin_of(targets["stated"].to_numpy())
    parts = {f"horizon:{years}": ours["years"] == years for years in range(1, 10)}
    parts |= {f"indicator:{name}": ours["indicator"] == name for name in ours["indicator"].unique()}
    parts |= {f"scale:{name}": ours["scale"] == name for name in ours["scale"].unique()}
    stated = {f"stated:{number / 10:.1f}-{(number + 1) / 10:.1f}": number for number in sorted(set(place))}

    assert set(of_half["model"]) == {DEFAULT.name}
    assert set(of_half["part"]) == {*parts, *stated}
    for part, chosen in parts.items():
        column, _, value = part.partition(":")
        held = targets[targets[{"horizon": "years"}.get(column, column)].astype(str) == value]
        expected = {
            name: coverage(ours.loc[chosen, "rank"].to_numpy(), level) for name, level in zip(COVERAGES, record.LEVELS, strict=True)
        }
        expected |= {"calibration_error": calibration_error(held)} if len(held) else {}
        found = rows_of(made, DEFAULT.name, half, part)

        assert found["value"].to_dict() == {name: round(number, 4) for name, number in expected.items()}
        assert found.loc["coverage_80", ["forecasts", "series"]].tolist() == [chosen.sum(), ours.loc[chosen, "run"].nunique()]
    for part, number in stated.items():
        found = rows_of(made, DEFAULT.name, half, part)

        assert found["value"].to_dict() == {name: round(bins.loc[number, name], 4) for name in ("stated", "observed")}
        assert found["forecasts"].tolist() == [bins.loc[number, "forecasts"]] * 2


def test_what_is_known_of_a_series_comes_from_the_catalogue(catalogue: Callable[..., Catalogue]) -> None:
    """A share ends at 100 %, not beyond, and what ends there need not be one; only a log scale asks for values above 0."""
    level = {"kind": "level", "comparator": ">=", "direction": "increase", "value": 90.0, "year": 2030}
    book = catalogue({"goal": level}, resolution=0.5, family="incidence")
    changes: dict[str, Any] = {
        "uptake": {"is_share": True},
        "wide": {"is_share": True, "range": (0, 200)},
        "points": {"better": Better.NEITHER},
    }
    items = {name: book.indicators["uptake"].model_copy(update=update) for name, update in changes.items()}
    known = book.model_copy(update={"indicators": items | {"deaths": book.indicators["deaths"]}})
    held = [(5, "uptake", "SWE"), (5, "uptake", "SWE"), (3, "deaths", "DEU"), (8, "wide", "FRA"), (1, "points", "SWE")]
    facts = record.series_facts(known, pd.DataFrame(held, columns=["series", "indicator", "place"]))

    assert facts.index.tolist() == [5, 3, 8, 1]
    assert facts.columns.tolist() == ["indicator", "place", "family", "share", "positive", "resolution", "sign"]
    assert facts.to_numpy().tolist() == [
        ["uptake", "SWE", "incidence", True, False, 0.5, 1.0],
        ["deaths", "DEU", "incidence", False, True, 0.5, -1.0],
        ["wide", "FRA", "incidence", False, False, 0.5, 1.0],
        ["points", "SWE", "incidence", False, False, 0.5, 0.0],
    ]


def shipped() -> pd.DataFrame:
    """Return a record of a few lines."""
    columns = ["model", "half", "part", "measure", "value", "forecasts", "series"]
    lines = [
        (DEFAULT.name, "held_out", "all", "coverage_80", 0.81, 700, 30),
        (DEFAULT.name, "held_out", "all", "calibration_error", 0.02, 6300, 28),
        (DEFAULT.name, "chosen_on", "all", "coverage_80", 0.7, 900, 40),
        ("no_change", "held_out", "all", "coverage_80", 0.6, 700, 30),
        (DEFAULT.name, "held_out", "indicator:uptake", "coverage_80", 0.9, 10, 2),
        (DEFAULT.name, "held_out", "stated:0.3-0.4", "stated", 0.34, 9, 3),
        (DEFAULT.name, "held_out", "stated:0.3-0.4", "observed", 0.3333, 9, 3),
        (DEFAULT.name, "held_out", "stated:0.9-1.0", "stated", 0.97, 40, 3),
        (DEFAULT.name, "held_out", "stated:0.9-1.0", "observed", 0.925, 40, 3),
        (DEFAULT.name, "chosen_on", "stated:0.9-1.0", "stated", 0.91, 11, 3),
        (DEFAULT.name, "chosen_on", "stated:0.9-1.0", "observed", 0.5, 11, 3),
        ("no_change", "held_out", "stated:0.5-0.6", "stated", 0.55, 7, 3),
        ("no_change", "held_out", "stated:0.5-0.6", "observed", 0.1, 7, 3),
    ]
    return pd.DataFrame(lines, columns=columns)


def test_how_often_right_is_told_of_the_default_on_the_half_held_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A third of 9 forecasts is 3, 92.5 % of 40 is 37."""
    monkeypatch.setattr(record, "read_record", shipped)
    table = record.how_often_right.__wrapped__()

    assert table.columns.tolist() == ["low", "high", "stated", "observed", "forecasts", "right"]
    assert table.to_numpy().tolist() == [[0.3, 0.4, 0.34, 0.3333, 9, 3], [0.9, 1.0, 0.97, 0.925, 40, 37]]
    assert table["right"].dtype.kind == "i"


def test_what_was_held_out_is_told_by_part_and_nothing_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "read_record", shipped)
    whole, part = record.held_out.__wrapped__(), record.held_out.__wrapped__("indicator:uptake")

    assert whole == record.Held(coverage_80=0.81, calibration_error=0.02, forecasts=700, series=30)
    assert (part.coverage_80, part.forecasts, part.series, np.isnan(part.calibration_error)) == (0.9, 10, 2, True)
    assert record.held_out.__wrapped__("indicator:deaths") is None
    assert record.held_out.__wrapped__("stated:0.9-1.0") is None
