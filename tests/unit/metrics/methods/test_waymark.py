"""Our own method: when a publisher's smooth curve moves too little to be called moving."""

from __future__ import annotations

import numpy as np

from metrics.methods.waymark import too_smooth

MODELLED, NOT_MODELLED = np.array([True]), np.array([False])


def line(slope: float, *, level: float = 200.0, log: bool = False, weighted: bool = False) -> dict[str, np.ndarray]:
    return {"slope": np.array([slope]), "level": np.array([level]), "log": np.array([log]), "weighted": np.array([weighted])}


def test_half_a_percent_a_year_of_the_level_is_the_bound() -> None:
    """0.96 of 200 is 0.48 %, 1.04 is 0.52 %; up or down."""
    moves = [not too_smooth(line(slope), MODELLED).item() for slope in (0.96, 1.04, -0.96, -1.04)]

    assert moves == [False, True, False, True]


def test_on_a_log_scale_the_slope_is_the_change_itself() -> None:
    """A factor of 1.0048 a year is 0.48 %, one of 1.0052 is 0.52 %, whatever the level."""
    assert [too_smooth(line(np.log(factor), log=True), MODELLED).item() for factor in (1.0048, 1.0052)] == [True, False]


def test_only_a_model_without_limits_is_too_smooth() -> None:
    assert not too_smooth(line(0.1), NOT_MODELLED).item()
    assert not too_smooth(line(0.1, weighted=True), MODELLED).item()
