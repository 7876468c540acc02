"""Run the measurements and print them: ``python -m benchmarks [NAME …]``."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import subprocess
import sys

NAMES = (
    "assess_series",
    "build_warehouse",
    "fit_trends",
    "forecast",
    "joinpoints",
    "make_brief",
    "publish_site",
    "read_formats",
    "run_pages",
    "serve_for_long",
    "serve_sessions",
    "standardise_rates",
)


def main() -> int:
    """Print every report that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure against alternatives in the same run.")
    parser.add_argument("name", nargs="*", help=f"one or more of: {', '.join(NAMES)} (default: all)")
    names = parser.parse_args().name or list(NAMES)
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        parser.error(f"unknown measurement '{unknown[0]}'; known: {', '.join(NAMES)}")
    if len(names) > 1:
        # Each in a process of its own: what one of them loads and sets must not weigh on the next.
        return max(subprocess.run([sys.executable, "-m", "benchmarks", name], check=False).returncode for name in names)
    print(f"{names[0]}: Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    for entry in importlib.import_module(f"benchmarks.{names[0]}").report():
        print(f"  {entry}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
