"""
How many published results the methods reproduce: tests record it, ``pytest tests/golden --oracle-table`` prints it as Markdown.

docs/oracles.md is what it prints.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

RECORDED = pytest.StashKey[dict[tuple[str, str], tuple[int, int]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption("--oracle-table", action="store_true", help="print how many published results each method reproduces")


@pytest.fixture
def oracle(pytestconfig: pytest.Config) -> Callable[[str, str, int, int], None]:
    """Return a function that records the method, what was published, how many cases we match, and of how many."""

    def record(method: str, published: str, matched: int, cases: int) -> None:
        pytestconfig.stash.setdefault(RECORDED, {})[method, published] = (matched, cases)

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
