"""What holds for the repository as a whole: its pins, its rules on imports, its documents."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("data", "etl", "metrics", "dashboard")

VIOLATIONS = {
    "Imports point one way: dashboard over metrics over data, and etl over data": ("data/paths.py", "import metrics.status"),
    "The dashboard meets the ETL only in the warehouse": ("dashboard/loading.py", "import etl.build"),
    "Numbers come from numbers: metrics knows no screen, and only its report and command read the warehouse": (
        "metrics/trend.py",
        "import data.warehouse.queries",
    ),
    "Charts are described and drawn without streamlit": ("dashboard/charts/svg.py", "import streamlit"),
    "SQL lives in the warehouse": ("metrics/trend.py", "import duckdb"),
}


def pins(file: str) -> dict[str, str]:
    """Return name -> version of a requirements file."""
    lines = (ROOT / file).read_text().splitlines()
    return dict(line.split(" ;")[0].split("==") for line in lines if line and not line.startswith("#"))


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the import rules of the clone on a copy of its packages."""
    command = Path(sys.executable).parent / "lint-imports"
    return subprocess.run([command, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clone")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("*.csv", "*.yml", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_library_is_pinned_to_one_version_whatever_the_python() -> None:
    """The same versions everywhere: a marker for the Python version would let them differ."""
    text = (ROOT / "requirements.txt").read_text() + (ROOT / "requirements-dev.txt").read_text()

    assert re.findall(r"python_(?:full_)?version", text) == []
    assert [line for line in text.splitlines() if line and "==" not in line] == []


def test_the_tests_run_on_the_versions_that_users_get() -> None:
    dev = pins("requirements-dev.txt")

    assert {name: dev.get(name) for name in pins("requirements.txt")} == pins("requirements.txt")


def test_every_direct_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = [re.split(r"[><=\[;]", entry)[0] for entry in project["dependencies"] + project["optional-dependencies"]["dev"]]
    reasons = (ROOT / "CONTRIBUTING.md").read_text()

    assert [name for name in names if name.lower() not in reasons.lower()] == []


def test_the_import_rules_hold(copy: Path) -> None:
    result = lint_imports(copy)

    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("contract", VIOLATIONS)
def test_each_import_rule_can_break(copy: Path, contract: str) -> None:
    """A rule that cannot fail guards nothing: put the forbidden import in, and see the rule named as broken."""
    name, line = VIOLATIONS[contract]
    file = copy / name
    text = file.read_text()
    file.write_text(f"{text}\n{line}\n")
    try:
        result = lint_imports(copy)
    finally:
        file.write_text(text)

    assert result.returncode == 1
    assert f"{contract} BROKEN" in " ".join(result.stdout.split())


def test_every_import_rule_is_tried() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

    assert {contract["name"] for contract in contracts} == set(VIOLATIONS)


def test_the_readme_shows_what_it_promises() -> None:
    """A new user needs the two commands, a picture and the map; each picture named must be there."""
    readme = (ROOT / "README.md").read_text()
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", readme)

    assert "make run" in readme
    assert "make test" in readme
    assert pictures != []
    assert [name for name in pictures if not (ROOT / name).is_file()] == []


def test_no_generated_file_is_kept() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()

    assert [name for name in tracked if name.endswith((".duckdb", ".pyc")) or name.startswith(("var/", ".venv/"))] == []
