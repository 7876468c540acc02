"""
Coverage-guided fuzzing of the readers: ``python tests/fuzz/fuzz_readers.py --seconds 60 [READER …]``.

atheris changes the tiny files in ``seeds`` (of our own invention) and keeps what reaches a new line of the readers. Each reader has a
process of its own and an equal share of the seconds. Whatever a reader does but give observations or an error of ours is a finding: its
file is kept and named. Of a workbook the sheet's XML is changed, inside a package that stays whole.
"""

from __future__ import annotations

import argparse
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
SEEDS = Path(__file__).with_name("seeds")
SHEET = "xl/worksheets/sheet1.xml"
MOST_SECONDS = 10
"""What one file of a few kilobytes may take to be read."""
MOST_MEBIBYTES = 2048
MOST_BYTES = 6000


def main() -> int:
    """Fuzz the readers that were named, or all, and return 1 if one of them broke."""
    parser = argparse.ArgumentParser(description="Fuzz the readers of publishers' files, guided by coverage.")
    parser.add_argument("reader", nargs="*", help="default: all that have seeds")
    parser.add_argument("--seconds", type=int, default=60, help="for all of them together")
    parser.add_argument("--findings", type=Path, default=Path(tempfile.gettempdir()) / "fuzz-findings", help="where broken files are kept")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    known = sorted(folder.name for folder in SEEDS.iterdir())
    names = asked.reader or known
    unknown = [name for name in names if name not in known]
    if unknown:
        parser.error(f"no seeds for '{unknown[0]}'; known: {', '.join(known)}")
    if asked.inside:
        fuzz(names[0], asked.inside.split("\n"))
    each = max(asked.seconds // len(names), 1)
    broke = [name for name in names if run_one(name, each, asked.findings)]
    return int(bool(broke))


def run_one(name: str, seconds: int, findings: Path) -> bool:
    """Fuzz one reader in a process of its own, print how it went, and return whether it broke."""
    findings.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder)
        for number, (file, content) in enumerate(seeds(name)):
            (corpus / str(number)).write_bytes(bytes([number]) + (sheet_of(content) if file.endswith(".xlsx") else content))
        flags = [
            f"-max_total_time={seconds}", f"-timeout={MOST_SECONDS}", f"-rss_limit_mb={MOST_MEBIBYTES}", f"-max_len={MOST_BYTES}",
            "-print_final_stats=1", f"-artifact_prefix={findings}/{name}-", folder,
        ]  # fmt: skip
        command = [sys.executable, __file__, name, "--inside=" + "\n".join(flags)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    said = ended.stdout + ended.stderr
    runs = re.search(r"number_of_executed_units: (\d+)", said)
    reached = re.findall(r"cov: (\d+)", said)
    kept = re.findall(r"Test unit written to (\S+)", said)
    end = f"; BROKE, see {kept[-1] if kept else 'below'}\n{said[-3000:]}" if ended.returncode else ""
    sys.stdout.write(f"{name}: {runs[1] if runs else '?'} files, {reached[-1] if reached else '?'} places reached{end}\n")
    sys.stdout.flush()
    return bool(ended.returncode)


def fuzz(name: str, flags: list[str]) -> None:
    """Fuzz the reader in this process, which ends with it."""
    import atheris  # noqa: PLC0415 (only this process needs it, and it must come before what it watches)

    sys.path.insert(0, str(ROOT))
    with atheris.instrument_imports(include=["etl.readers"]):
        from importlib import import_module  # noqa: PLC0415 (the readers are watched from here on)

        import_module(f"etl.readers.{name}")
        from data.errors import ProjectError  # noqa: PLC0415
        from etl.readers import READERS  # noqa: PLC0415
    read, _ = READERS[name]
    files = list(seeds(name))
    with tempfile.TemporaryDirectory() as folder:

        def one(content: bytes) -> None:
            file, seed = files[(content[0] if content else 0) % len(files)]
            path = Path(folder) / file
            path.write_bytes(with_sheet(seed, content[1:]) if file.endswith(".xlsx") else content[1:])
            try:
                table = read(path)
            except ProjectError:
                return
            assert "value" in table.columns

        atheris.Setup([name, *flags], one)
        atheris.Fuzz()


def seeds(name: str) -> list[tuple[str, bytes]]:
    """Return name and content of each seed of a reader."""
    return [(path.name, path.read_bytes()) for path in sorted((SEEDS / name).glob("*/*"))]


def sheet_of(package: bytes) -> bytes:
    """Return the XML of the first sheet of a workbook."""
    with zipfile.ZipFile(io.BytesIO(package)) as book:
        return book.read(SHEET)


def with_sheet(package: bytes, sheet: bytes) -> bytes:
    """Return a workbook with another first sheet."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(held, "w") as new:
        for member in old.namelist():
            new.writestr(member, sheet if member == SHEET else old.read(member))
    return held.getvalue()


if __name__ == "__main__":
    sys.exit(main())
