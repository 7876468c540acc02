"""The document on statistics: its examples run and say what it says, and every function it names is there."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

TEXT = (Path(__file__).parents[3] / "docs" / "statistics.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)


def run(example: str) -> dict[str, Any]:
    """Return the names that an example leaves behind."""
    names: dict[str, Any] = {}
    exec(compile(example, "statistics.md", "exec"), names)  # noqa: S102 - the document's own code
    return names


def test_a_gap_narrows_while_its_ratio_stays() -> None:
    left = run(EXAMPLES[0])

    assert left["between"].difference.tolist() == [30.0, 27.0, 24.0, 20.0]
    assert left["between"].ratio == pytest.approx(np.full(4, 2.0))
    assert left["verdict"] == "narrowing"


def test_the_parts_of_a_change_in_cases_add_up() -> None:
    """171 - 100 cases; more people and older people add, the risk takes away."""
    parts = run(EXAMPLES[1])["parts"]

    assert parts["change"] == 71.0
    assert parts[["population_size", "ageing", "risk"]].sum() == pytest.approx(71.0)
    assert (parts["population_size"] > 0, parts["ageing"] > 0, parts["risk"] < 0) == (True, True, True)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(metrics\.[a-z_.]+\.[a-z_]+)`", TEXT))))
def test_every_function_that_is_named_is_there(name: str) -> None:
    module, _, function = name.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), function)
    except AttributeError:
        found = importlib.import_module(name)  # a module that is named as a whole

    assert found.__doc__
