"""
The command ``python -m metrics``: the scorecard from the warehouse, the same judgement on a user's own tables, and the statistics behind.

Each command is one function; nothing heavy is imported before the arguments are known to be right.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from data.days import day_argument
from data.errors import ProjectError
from data.short_command import run_short

if TYPE_CHECKING:
    import pandas as pd

INTERRUPTED = 130
"""Exit code after Control-C, as shells give it."""
MOST_DIGITS = 20
ALL = "all"
STANDARDS = ("segi", "who", "esp1976", "esp2013", "us2000")
INTERVALS = ("dobson", "gamma", "tiwari")
SELECTIONS = ("wbic", "bic", "bic3", "permutation")
METHODS = ("waymark", "eurostat", "unsd", "escap", "sdsn", "oecd", "hp2030", "fingertips", "open_sdg", "dns_de", "aapc")
SLOPE_INTERVALS = ("parametric", "separate", "quantile")
"""The same lists as those of the modules that do the work, which are too heavy to be imported for a usage error."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m metrics", description="Judge targets: where a value stands, and where it is heading.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    output = argparse.ArgumentParser(add_help=False)
    output.add_argument("--out", type=Path, metavar="FILE", help="write the table to FILE instead of standard output")
    output.add_argument("--format", choices=("csv", "json"), default="csv", help="format of the table (default: csv)")
    scorecard = commands.add_parser("scorecard", parents=[output], help="one row a target and place, from the warehouse")
    scorecard.add_argument("--mission", metavar="M", help="only this mission, e.g. se-vzc")
    scorecard.add_argument("--place", metavar="P", help="only this place, e.g. SWE or GBR-SCT")
    scorecard.add_argument(
        "--as-of", type=day_argument(), metavar="DATE", help="judge with what was known on this day (YYYY-MM-DD; default: today)"
    )
    scorecard.set_defaults(run=_scorecard)
    _add_assess(commands.add_parser("assess", parents=[output], help="the same judgement on your own tables (CSV, UTF-8)"))
    _add_rates(commands.add_parser("rates", parents=[output], help="age-standardised rates from cases and population by age"))
    _add_joinpoint(commands.add_parser("joinpoint", parents=[output], help="joinpoint regression: where the pace of a rate changed"))
    attributable = commands.add_parser("attributable", parents=[output], help="attributable fractions and the preventable share")
    columns = "place, year, sex, site, factor, level, prevalence (0 to 1), relative_risk[, lower, upper, cases]"
    attributable.add_argument("risks", type=Path, metavar="RISKS", help=columns)
    attributable.set_defaults(run=_attributable)
    backtest = commands.add_parser("backtest", parents=[output], help="how good the forecasts were: coverage, calibration, skill")
    backtest.add_argument(
        "--as-of", type=day_argument(), metavar="DATE", help="use what was known on this day (YYYY-MM-DD; default: today)"
    )
    backtest.set_defaults(run=_backtest)
    changes = commands.add_parser("changes", parents=[output], help="which verdicts differ between two warehouses, with the cause")
    changes.add_argument("old", type=Path, metavar="OLD", help="a warehouse file, as `python -m etl status` lists it")
    changes.add_argument("new", type=Path, metavar="NEW", help="the warehouse file to compare it with")
    changes.add_argument("--was", type=Path, metavar="SCORECARD", help="the scorecard as it was published for OLD (CSV)")
    changes.set_defaults(run=_changes)
    return parser


def _add_assess(command: argparse.ArgumentParser) -> None:
    command.add_argument("observations", nargs="?", metavar="OBSERVATIONS", help="series, year, value[, lower, upper, se, …]")
    columns = "series, better, baseline_year, target_year[, baseline_value, target_value, kind, limit]; only series with a line are judged"
    command.add_argument("targets", nargs="?", metavar="TARGETS", help=columns)
    command.add_argument("--method", type=_methods, default="all", metavar="NAME,…", help="methods to use (default: all)")
    command.add_argument("--list-methods", action="store_true", help="list the methods with version, source and constants")
    command.set_defaults(run=_assess)


def _add_rates(command: argparse.ArgumentParser) -> None:
    command.add_argument("cases", type=Path, metavar="CASES", help="grouping columns, age (85, 80-84, 85+ or unknown), cases, population")
    own = "or a CSV file of your own with the columns age and weight"
    command.add_argument(
        "--standard", type=_standard, required=True, metavar="NAME", help=f"standard population: {', '.join(STANDARDS)}; {own}"
    )
    command.add_argument(
        "--by", type=_names, default=(), metavar="COLUMNS", help="grouping columns, separated by commas (default: all others)"
    )
    command.add_argument("--interval", choices=INTERVALS, default="dobson", help="how the limits are computed (default: dobson)")
    command.add_argument("--level", type=_level, default=0.95, metavar="SHARE", help="level of the limits (default: 0.95)")
    command.add_argument(
        "--ages", metavar="FIRST-LAST", help="only these ages, of the table and of the standard: 0-74, 35-64, 50+ (default: all)"
    )
    command.add_argument("--per", type=_persons, default=100_000, metavar="PERSONS", help="persons the rates refer to (default: 100000)")
    command.add_argument("--se", action="store_true", help="add a column with the standard error of the rate, as `joinpoint` reads it")
    command.set_defaults(run=_rates)


def _add_joinpoint(command: argparse.ArgumentParser) -> None:
    command.add_argument("rates", type=Path, metavar="RATES", help="series, year, rate[, se]")
    command.add_argument("--max-joinpoints", type=_count, metavar="N", help="at most N joinpoints (default: by the number of years)")
    command.add_argument("--min-joinpoints", type=_count, default=0, metavar="N", help="at least N joinpoints (default: 0)")
    command.add_argument("--least-end", type=_count, default=2, metavar="N", help="rates between a joinpoint and either end (default: 2)")
    command.add_argument("--least-between", type=_count, default=2, metavar="N", help="rates between two joinpoints (default: 2)")
    command.add_argument("--level", type=_level, default=0.95, metavar="SHARE", help="level of the limits (default: 0.95)")
    command.add_argument(
        "--average", type=_years, metavar="YEARS", help="the average change (AAPC) of each series over YEARS instead: 2015-2019, or all"
    )
    command.add_argument(
        "--selection", choices=SELECTIONS, default="wbic",
        help="how their number is chosen: weighted BIC (default, as in NCI's version 5), BIC, BIC3, or the permutation test (version 4)",
    )  # fmt: skip
    command.add_argument(
        "--interval", choices=SLOPE_INTERVALS, default="parametric",
        help="limits of the annual percent change: from the errors of the whole line (default), of each segment by itself (NCI's "
        "parametric), or the quantiles of resampled series (NCI's default since version 5; about a second a series)",
    )  # fmt: skip
    command.set_defaults(run=_joinpoint)


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names:
        raise argparse.ArgumentTypeError(f"'{text}' names no column; separate names by commas")
    return names


def _methods(text: str) -> str:
    unknown = [name.strip() for name in text.split(",") if name.strip() not in {*METHODS, "all"}]
    if unknown:
        raise argparse.ArgumentTypeError(f"method '{', '.join(unknown)}' is unknown; known: all, {', '.join(METHODS)}")
    return text


def _level(text: str) -> float:
    try:
        level = float(text)
    except ValueError:
        level = 0.0
    if not 0 < level < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no level; write a share between 0 and 1, such as 0.95")
    return level


def _standard(text: str) -> str | Path:
    if text in STANDARDS:
        return text
    if not Path(text).suffix:
        known = f"known: {', '.join(STANDARDS)}, or a CSV file of your own with the columns age and weight"
        raise argparse.ArgumentTypeError(f"standard population '{text}' is unknown; {known}")
    return Path(text)


def _persons(text: str) -> float:
    try:
        persons = float(text)
    except ValueError:
        persons = 0.0
    if not 0 < persons < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is no number of persons; write a number above 0, such as 1000")
    return persons


def _years(text: str) -> str | tuple[int, int]:
    if text == ALL:
        return text
    first, dash, last = text.partition("-")
    if not (dash and all(part.isascii() and part.isdigit() and len(part) == len("2015") for part in (first, last)) and first < last):
        raise argparse.ArgumentTypeError(f"'{text[:MOST_DIGITS]}' is no range of years; write 2015-2019, or {ALL}")
    return int(first), int(last)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise argparse.ArgumentTypeError(f"'{text[:MOST_DIGITS]}' is no number of joinpoints; write a whole number, at least 0")
    return int(text)


def _scorecard(options: argparse.Namespace) -> pd.DataFrame:
    from data.warehouse import store  # noqa: PLC0415 - see the module's text; likewise below
    from metrics import report  # noqa: PLC0415

    as_of = options.as_of or datetime.now(UTC).date()
    engine = store.open_current()
    try:
        with engine.connect() as connection:
            return report.scorecard(connection, mission=options.mission, place=options.place, as_of=as_of)
    finally:
        engine.dispose()


def _backtest(options: argparse.Namespace) -> pd.DataFrame:
    from data.warehouse import store  # noqa: PLC0415
    from metrics import report  # noqa: PLC0415

    engine = store.open_current()
    try:
        with engine.connect() as connection:
            return report.backtest(connection, as_of=options.as_of or datetime.now(UTC).date())
    finally:
        engine.dispose()


def _changes(options: argparse.Namespace) -> pd.DataFrame:
    from data.errors import WarehouseError  # noqa: PLC0415
    from data.warehouse import store  # noqa: PLC0415
    from metrics import changes, report  # noqa: PLC0415

    sides = []
    for file in (options.old, options.new):
        if (what := store.fault(file)) is not None:
            raise WarehouseError(str(file), what, "choose a whole one: `python -m etl status` lists them")
        engine = store.connect(file)
        try:
            with engine.connect() as connection:
                sides.append(report.known(connection))
        finally:
            engine.dispose()
    was = changes.read_scorecard(options.was) if options.was else None
    return changes.verdict_changes(sides[0], sides[1], was)


def _assess(options: argparse.Namespace) -> pd.DataFrame:
    from metrics import assess  # noqa: PLC0415

    if options.list_methods:
        return assess.list_methods()
    return assess.assess_files(Path(options.observations), Path(options.targets), options.method, note=_tell)


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def _rates(options: argparse.Namespace) -> pd.DataFrame:
    from metrics import rates  # noqa: PLC0415

    return rates.rates_file(
        options.cases, standard=options.standard, by=options.by, interval=options.interval, level=options.level, ages=options.ages,
        per=options.per, errors=options.se,
    )  # fmt: skip


def _joinpoint(options: argparse.Namespace) -> pd.DataFrame:
    from metrics import joinpoint  # noqa: PLC0415
    from metrics.joinpoints.rules import Rules  # noqa: PLC0415

    rules = Rules(
        selection=options.selection, interval=options.interval, level=options.level, min_joinpoints=options.min_joinpoints,
        least_end=options.least_end, least_between=options.least_between,
    )  # fmt: skip
    if options.average:
        years = None if options.average == ALL else options.average
        return joinpoint.average_file(options.rates, years=years, max_joinpoints=options.max_joinpoints, rules=rules)
    return joinpoint.joinpoint_file(options.rates, max_joinpoints=options.max_joinpoints, rules=rules)


def _attributable(options: argparse.Namespace) -> pd.DataFrame:
    from metrics import attributable  # noqa: PLC0415

    return attributable.attributable_file(options.risks)


def _write(frame: pd.DataFrame, options: argparse.Namespace) -> None:
    from data import tables  # noqa: PLC0415

    tables.write_table(frame, layout=options.format, out=options.out)


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code: 0 done, 1 the input is wrong, 2 usage, 130 stopped by Control-C."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command == "assess" and not options.list_methods and options.targets is None:
        parser.error("assess needs OBSERVATIONS and TARGETS, or --list-methods")
    try:
        _write(options.run(options), options)
        sys.stdout.flush()
    except ProjectError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except RuntimeError as error:
        if str(error) != "Query interrupted":  # DuckDB's word for Control-C while it works
            raise
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of the pipe has seen enough; Python must not complain about it on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    run_short(main)
