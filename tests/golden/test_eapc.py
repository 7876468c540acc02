"""
The estimated annual percent change where it must equal a published number.

A joinpoint model without joinpoints is one line, so NCI's APC of such a series is its EAPC. Published: github.com/UK-Generations-Study/
UK-cancer-trends, "Joinpoint Output" (commits 5874b5e and 4dfa9a4), for instance oesophageal cancer mortality of women in England,
2002 to 2018: -1.5177 % a year.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from metrics.annual_change import eapc


def test_the_eapc_of_series_without_joinpoints_is_ncis_apc(shared: Path, oracle: Callable[..., None]) -> None:
    folder = shared / "oracles/nci_joinpoint"
    rates = pd.read_csv(folder / "rates.csv").rename(columns={"asr_rolling_exact": "rate"})
    straight = pd.read_csv(folder / "expected.csv").query("n_joinpoints == 0")
    both = eapc(rates).merge(straight, on="series")

    close = (both["eapc"] - both["apc_percent"]).abs() <= 0.00006
    oracle("eapc", "NCI's program on British rates without a joinpoint, 4 decimals", int(close.sum()), len(straight))

    assert len(both) == len(straight)
    assert close.all()
