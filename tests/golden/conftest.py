"""
How many published results the methods reproduce: tests record it, ``pytest tests/golden --oracle-table`` prints it as Markdown.

docs/oracles.md is what it prints.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

Oracle = Callable[[str, str, int, int], None]
"""Records a method, what was published, how many cases we match, and of how many."""

RECORDED = pytest.StashKey[dict[tuple[str, str], tuple[int, int]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption("--oracle-table", action="store_true", help="print how many published results each method reproduces")


@pytest.fixture
def oracle(pytestconfig: pytest.Config) -> Oracle:
    """Return the function that records; what one test after the other says of the same publication adds up."""

    def record(method: str, published: str, matched: int, cases: int) -> None:
        recorded = pytestconfig.stash.setdefault(RECORDED, {})
        before = recorded.get((method, published), (0, 0))
        recorded[method, published] = (before[0] + matched, before[1] + cases)

    return record


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table, if it was asked for."""
    if not config.getoption("--oracle-table", default=False):
        return
    terminalreporter.section("published results reproduced")
    terminalreporter.write_line("| method | published | reproduced |")
    terminalreporter.write_line("|---|---|---|")
    for (method, published), (matched, cases) in sorted(config.stash.get(RECORDED, {}).items()):
        terminalreporter.write_line(f"| `{method}` | {published} | {matched:,} of {cases:,} |")
