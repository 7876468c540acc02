"""The command ``python -m metrics``: the scorecard from the warehouse, and the same judgement on a user's own tables."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from data.errors import ProjectError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m metrics", description="Judge targets: where a value stands, and where it is heading.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    output = argparse.ArgumentParser(add_help=False)
    output.add_argument("--out", type=Path, metavar="FILE", help="write the table to FILE instead of standard output")
    output.add_argument("--format", choices=("csv", "json"), default="csv", help="format of the table (default: csv)")
    scorecard = commands.add_parser("scorecard", parents=[output], help="one row a target and place, from the warehouse")
    scorecard.add_argument("--mission", metavar="M", help="only this mission, e.g. se-vzc")
    scorecard.add_argument("--place", metavar="P", help="only this place, e.g. SWE or GBR-SCT")
    scorecard.add_argument("--as-of", type=_day, metavar="DATE", help="judge with what was known on this day (YYYY-MM-DD; default: today)")
    assess = commands.add_parser("assess", parents=[output], help="the same judgement on your own tables (CSV, UTF-8)")
    assess.add_argument("observations", nargs="?", metavar="OBSERVATIONS", help="series, year, value[, lower, upper, se, …]")
    assess.add_argument(
        "targets",
        nargs="?",
        metavar="TARGETS",
        help="series, better, baseline_year, target_year[, baseline_value, target_value, kind, limit]",
    )
    assess.add_argument("--method", default="all", metavar="NAME,…", help="methods to use (default: all)")
    assess.add_argument("--list-methods", action="store_true", help="list the methods with version and source")
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day; write it as YYYY-MM-DD") from None


def _scorecard(options: argparse.Namespace) -> None:
    from data import tables  # noqa: PLC0415
    from data.warehouse import store  # noqa: PLC0415 - nothing heavy before the arguments are known to be right
    from metrics import report  # noqa: PLC0415

    as_of = options.as_of or datetime.now(UTC).date()
    engine = store.open_current()
    try:
        with engine.connect() as connection:
            frame = report.scorecard(connection, mission=options.mission, place=options.place, as_of=as_of)
    finally:
        engine.dispose()
    tables.write_table(frame, layout=options.format, out=options.out)


def _assess(options: argparse.Namespace) -> None:
    from data import tables  # noqa: PLC0415
    from metrics import assess  # noqa: PLC0415

    if options.list_methods:
        tables.write_table(assess.list_methods(), layout=options.format, out=options.out)
        return
    frame = assess.assess_files(Path(options.observations), Path(options.targets), options.method)
    tables.write_table(frame, layout=options.format, out=options.out)


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code: 0 done, 1 the input is wrong, 2 usage."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "assess" and not options.list_methods and options.targets is None:
        parser.error("assess needs OBSERVATIONS and TARGETS, or --list-methods")
    try:
        _scorecard(options) if options.command == "scorecard" else _assess(options)
        sys.stdout.flush()
    except ProjectError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of the pipe has seen enough; Python must not complain about it on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
