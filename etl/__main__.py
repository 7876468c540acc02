"""
The commands of the ETL: from official files to the warehouse.

Exit 0: done. Exit 1: the input, the catalogue or the machine is at fault, and standard error says where, what and what would be right.
Exit 2: the command was not understood.
"""

# ruff: noqa: PLC0415 (what is slow to import is imported by the command that needs it, so that help and usage errors come at once)

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from data import paths
from data.days import day_argument
from data.errors import Problem, ProjectError, SetupError, Severity, errors
from etl.progress import TerminalLine

INTERRUPTED = 130
Commands: TypeAlias = Any
"""What commands are added to; argparse gives the class no public name."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    chosen = _parser().parse_args(arguments)
    line = TerminalLine()
    try:
        return int(chosen.run(chosen, line))
    except ProjectError as error:
        line.clear()
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except RuntimeError as error:
        if str(error) != "Query interrupted":  # DuckDB's word for Control-C while it works
            raise
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone; writing to it again when Python ends would show a traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    finally:
        line.clear()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description="From official files and cited figures to the warehouse.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for add in (_add_builds, _add_holdings, _add_makers, _add_readers):
        add(commands)
    return parser


def _add_builds(commands: Commands) -> None:
    """Add what makes a warehouse, checks what goes into it and compares two."""
    command = commands.add_parser("build", help="make a new warehouse from catalogue, figures and snapshots, and put it to use")
    command.add_argument(
        "--as-of", type=day_argument(), metavar="DATE", help="only what was published and decided by this day (YYYY-MM-DD)"
    )
    command.add_argument("--audience", choices=["internal", "public"], default="internal", help="public leaves out what is not free")
    command.add_argument("--force", action="store_true", help="build even if nothing has changed")
    _add_folders(command)
    command.set_defaults(run=_build)

    command = commands.add_parser("check", help="list every problem of catalogue, figures, snapshots and a committee's files, with remedy")
    command.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="only problems in these files or folders")
    command.add_argument("--format", choices=["text", "csv", "json"], default="text", help="text (default) on standard error; csv or json")
    command.add_argument("--out", type=Path, metavar="FILE", help="write the csv or json to this file instead of standard output")
    _add_folders(command)
    command.set_defaults(run=_check)

    command = commands.add_parser("diff", help="what changed between two builds: observations, editions, targets, verdicts, with the cause")
    command.add_argument(
        "files", nargs="*", type=Path, metavar="OLD NEW", help="two warehouse files (default: the one before, and the current)"
    )
    _add_output(command)
    command.set_defaults(run=_diff, usage=command)


def _add_holdings(commands: Commands) -> None:
    """Add what brings editions here, lists them and chooses the warehouse in use."""
    command = commands.add_parser("fetch", help="download new editions with their sidecars; goes on where it was cut")
    command.add_argument("sources", nargs="*", metavar="SOURCE", help="only these (default: all that need not be named, see --list)")
    command.add_argument("--offline", action="store_true", help="ask nobody: check that each source has a whole snapshot, and say which")
    command.add_argument("--list", action="store_true", help="how each source is fetched, and which edition is there")
    command.add_argument("--catalogue", type=Path, default=paths.CATALOGUE, metavar="FOLDER", help="another catalogue")
    _add_output(command)
    command.set_defaults(run=_fetch)

    command = commands.add_parser(
        "status", help="sources, editions, rows, ages, what is late; a build that was refused; on a terminal also the builds"
    )
    _add_output(command)
    command.set_defaults(run=_status)

    command = commands.add_parser("use", help="point to another warehouse file that is still there, such as the one before")
    command.add_argument("file", type=Path, metavar="FILE", help="its name, as `python -m etl status` lists it")
    command.set_defaults(run=_use)


def _add_makers(commands: Commands) -> None:
    """Add what makes files of the project again: outlines, data dictionary, tables of figures."""
    command = commands.add_parser("shapes", help="outlines of countries for the maps, from a TopoJSON file of Natural Earth")
    command.add_argument("file", type=Path, metavar="FILE", help="countries-50m.json of the package world-atlas 2.0.2")
    command.set_defaults(run=_shapes)

    command = commands.add_parser("dictionary", help="every table and column of the warehouse, as Markdown")
    command.add_argument("--out", type=Path, metavar="FILE", help="write to this file instead of standard output")
    command.set_defaults(run=_dictionary)

    command = commands.add_parser("figures", help="make the tables of figures again from a collection of the publishers' files")
    command.add_argument("raw", type=Path, metavar="RAW", help="folder of the collection")
    command.add_argument("sources", nargs="*", metavar="SOURCE", help="only these sources")
    command.set_defaults(run=_figures)


def _add_readers(commands: Commands) -> None:
    """Add what reads official files and lists their formats."""
    command = commands.add_parser("read", help="read one official file and print it as a tidy table")
    command.add_argument("reader", type=_format, metavar="FORMAT", help="a format that `python -m etl readers` lists")
    command.add_argument("file", type=Path, metavar="FILE", help="the file as the publisher gave it")
    _add_output(command)
    command.set_defaults(run=_read)

    command = commands.add_parser("readers", help="list the formats that can be read")
    _add_output(command)
    command.set_defaults(run=_readers)


def _add_folders(command: argparse.ArgumentParser) -> None:
    command.add_argument("--catalogue", type=Path, default=paths.CATALOGUE, metavar="FOLDER", help="another catalogue")
    command.add_argument("--figures", type=Path, default=paths.FIGURES, metavar="FOLDER", help="other tables of figures")


def _add_output(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=["csv", "json"], default="csv", help="csv (default) or json")
    command.add_argument("--out", type=Path, metavar="FILE", help="write to this file instead of standard output")


def _format(name: str) -> str:
    from etl.readers import FORMATS

    if name not in FORMATS:
        raise argparse.ArgumentTypeError(f"{name!r} is unknown; one of {', '.join(FORMATS)}")
    return name


def _tell(text: str) -> None:
    """Tell a person at a terminal; a pipe gets results only."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)


def _build(chosen: argparse.Namespace, line: TerminalLine) -> int:
    _require_folder(chosen.catalogue)
    _require_folder(chosen.figures)
    from data.warehouse import store
    from etl.build import build

    folder = paths.warehouse()
    before = {file.name for file in store.files(folder)}
    file = build(
        catalogue=chosen.catalogue,
        figures=chosen.figures,
        folder=folder,
        as_of=chosen.as_of,
        audience=chosen.audience,
        force=chosen.force,
        progress=line,
    )
    line.clear()
    _tell(f"Nothing has changed since {file}" if file.name in before else f"Built {file}")
    return 0


def _check(chosen: argparse.Namespace, line: TerminalLine) -> int:
    _require_folder(chosen.catalogue)
    _require_folder(chosen.figures)
    wanted = [_name_of(path, chosen.catalogue, chosen.figures) for path in chosen.paths]
    from etl.build import check

    line("Checking catalogue, figures, snapshots and what a committee keeps")
    problems = check(catalogue=chosen.catalogue, figures=chosen.figures)
    line.clear()
    if wanted:
        problems = [problem for problem in problems if any(_lies_in(problem, name) for name in wanted)]
    problems.sort(key=Problem.reading_order)
    if chosen.format == "text":
        _list(problems)
    else:
        import pandas as pd

        from data import tables

        columns = ["file", "row", "column", "value", "what", "remedy", "severity"]
        rows = pd.DataFrame([problem.record() for problem in problems], columns=columns)
        tables.write_table(rows, layout=chosen.format, out=chosen.out)
    return 1 if errors(problems) else 0


def _list(problems: list[Problem]) -> None:
    """Write the *problems* on standard error, a line each, those that stop a build last, and how many there are."""
    for problem in sorted(problems, key=lambda problem: problem.severity == Severity.ERROR):
        print(problem, file=sys.stderr)
    counts = (("problem", len(errors(problems))), ("warning", len(problems) - len(errors(problems))))
    words = [f"{number:,} {noun}{'s' if number != 1 else ''}" for noun, number in counts if number]
    if words:
        print(", ".join(words), file=sys.stderr)
    else:
        _tell("No problem found")


def _diff(chosen: argparse.Namespace, line: TerminalLine) -> int:
    if len(chosen.files) not in (0, 2):
        chosen.usage.error("name two warehouse files, or none")
    from data import tables
    from data.warehouse import store
    from etl import diff

    folder = paths.warehouse()
    if chosen.files:
        old, new = (file if file.is_file() else folder / file for file in chosen.files)
    else:
        old, new = store.current_and_before(folder)
    line("Comparing the warehouses")
    table = diff.differences_between(old, new)
    line.clear()
    tables.write_table(table, layout=chosen.format, out=chosen.out)
    return 0


def _fetch(chosen: argparse.Namespace, line: TerminalLine) -> int:
    _require_folder(chosen.catalogue)
    import pandas as pd

    from data import tables
    from etl.fetch import driver
    from etl.fetch.addresses import MIRROR
    from etl.fetch.download import Downloads
    from etl.fetch.plan import load_plans

    plans = load_plans(chosen.catalogue)
    problems: list[Problem] = []
    if chosen.list:
        table = pd.DataFrame(driver.listing(plans, chosen.catalogue))
    elif chosen.offline:
        table, problems = driver.table_of(*driver.held(chosen.sources, plans, chosen.catalogue))
    else:
        downloads = Downloads(mirror=os.environ.get(MIRROR), progress=line)
        table, problems = driver.table_of(*driver.fetch(chosen.sources, plans, chosen.catalogue, downloads))
    line.clear()
    tables.write_table(table, layout=chosen.format, out=chosen.out)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _name_of(path: Path, catalogue: Path, figures: Path) -> str:
    """Return how messages call *path*; the empty name stands for the whole catalogue."""
    if not path.exists():
        raise SetupError(str(path), "there is no such file or folder", f"name one in {catalogue} or {figures}")
    from data.committee.checked import FILES

    full = path.resolve()
    if full.parent == paths.home() and full.name in FILES:
        return full.name
    for kind, folder in (("figures", figures.resolve()), ("snapshots", paths.snapshots())):
        if full.is_relative_to(folder):
            return (Path(kind) / full.relative_to(folder)).as_posix()
    if full.is_relative_to(catalogue.resolve()):
        name = full.relative_to(catalogue.resolve()).as_posix()
        return "" if name == "." else name
    raise SetupError(
        str(path), "belongs neither to the catalogue nor to the figures or snapshots", f"name a file or folder in {catalogue} or {figures}"
    )


def _lies_in(problem: Problem, name: str) -> bool:
    from data.committee.checked import FILES

    file = problem.where.partition(":")[0]
    if not name:
        return not file.startswith(("figures/", "snapshots/")) and file not in FILES
    return file == name or file.startswith(f"{name}/")


def _require_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise SetupError(str(folder), "there is no such folder", "name the folder that holds the files")


def _status(chosen: argparse.Namespace, _line: TerminalLine) -> int:
    from data import tables
    from data.warehouse import store
    from etl import status

    folder = paths.warehouse()
    for told in status.refused(folder):
        print(told, file=sys.stderr)
    engine = store.open_current(folder)
    try:
        with engine.connect() as connection:
            table = status.holdings(connection, date.today())  # noqa: DTZ011 (the day where the user is)
    finally:
        engine.dispose()
    tables.write_table(table, layout=chosen.format, out=chosen.out)
    if sys.stderr.isatty():
        _tell("\n".join([f"Warehouses in {folder}:", *status.builds(folder)]))
    return 0


def _use(chosen: argparse.Namespace, _line: TerminalLine) -> int:
    from data.warehouse import store

    folder = paths.warehouse()
    if chosen.file.parent not in (Path(), folder) and chosen.file.parent.resolve() != folder:
        raise SetupError(str(chosen.file), f"does not lie in {folder}", "give the name alone, as `python -m etl status` lists it")
    store.point_to(folder / chosen.file.name)
    _tell(f"In use: {folder / chosen.file.name}")
    return 0


def _shapes(chosen: argparse.Namespace, _line: TerminalLine) -> int:
    from data import paths
    from etl import shapes

    for written in shapes.write_outlines(chosen.file, paths.SHAPES, paths.CATALOGUE / "places.csv"):
        print(written)
    return 0


def _dictionary(chosen: argparse.Namespace, _line: TerminalLine) -> int:
    from data import tables
    from etl import dictionary

    tables.write_text(dictionary.dictionary(), chosen.out)
    return 0


def _figures(chosen: argparse.Namespace, line: TerminalLine) -> int:
    _require_folder(chosen.raw)
    from etl.figures import carry_over

    line("Making the tables of figures")
    written = carry_over(chosen.raw, only=chosen.sources)
    line.clear()
    _tell("\n".join(f"Written {file}" for file in written))
    return 0


def _read(chosen: argparse.Namespace, line: TerminalLine) -> int:
    from data import tables
    from etl.readers import READERS

    if chosen.file.is_dir():
        raise SetupError(str(chosen.file), "is a folder", f"name one file in it; {READERS[chosen.reader][1]}")
    if not chosen.file.is_file():
        raise SetupError(str(chosen.file), "there is no such file", f"name a file; {READERS[chosen.reader][1]}")
    line(f"Reading {chosen.file}")
    table = READERS[chosen.reader][0](chosen.file)
    line.clear()
    tables.write_table(table, layout=chosen.format, out=chosen.out)
    return 0


def _readers(chosen: argparse.Namespace, _line: TerminalLine) -> int:
    import csv
    import io
    import json

    from data.text_file import write_text
    from etl.readers import FORMATS

    # The table of two columns is written here, because the library for tables takes longer to import than all the rest.
    if chosen.format == "json":
        records = [{"format": name, "reads": words} for name, words in FORMATS.items()]
        text = json.dumps(records, ensure_ascii=False, indent=1) + "\n"
    else:
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerows([("format", "reads"), *FORMATS.items()])
        text = written.getvalue()
    write_text(text, chosen.out)
    return 0


def _run() -> NoReturn:
    sys.exit(main())


if __name__ == "__main__":
    _run()
