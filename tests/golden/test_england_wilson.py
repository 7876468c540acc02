"""
England's limits of screening uptake and coverage, from its counts.

OHID Fingertips, indicators 91340 (breast) and 92601 (bowel), England by year: Wilson score limits, printed in percent to four decimals. The
99.8 % limits stand beside the newest years.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from metrics.intervals import wilson_interval


@pytest.mark.parametrize(("printed", "level"), [("95.0", 0.95), ("99.8", 0.998)])
def test_wilson_limits_of_england_are_met_to_four_decimals(shared: Path, printed: str, level: float, oracle: Callable[..., None]) -> None:
    tables = [pd.read_csv(path) for path in sorted((shared / "data/raw/ohid-fingertips-screening").glob("England_*.csv"))]
    table = pd.concat(tables).dropna(subset=[f"Lower CI {printed} limit"])
    lower, upper = wilson_interval(table["Count"].to_numpy(), table["Denominator"].to_numpy(), level)
    low_error = np.abs(100 * lower - table[f"Lower CI {printed} limit"])
    high_error = np.abs(100 * upper - table[f"Upper CI {printed} limit"])

    close = np.maximum(low_error, high_error) <= 1e-4
    oracle("intervals", f"OHID Fingertips: Wilson limits of screening in England, {level:.1%}, to 1e-4", int(close.sum()), len(close))

    assert len(close) >= 2
    assert close.all()
