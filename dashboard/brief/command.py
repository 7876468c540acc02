"""The command of the documents: ``python -m dashboard brief MISSION OUT.pdf``."""

from __future__ import annotations

import argparse
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.days import check_published, day_argument
from data.errors import CatalogueError, ProjectError, SetupError

if TYPE_CHECKING:
    from dashboard.selection import Trouble
    from data.catalogue.catalogue import Catalogue

_BRIEF = """
Write the review pack of a mission as a tagged PDF, and a workbook of its tables beside it (OUT.xlsx).

It says what the dashboard says on the day of the build, or on --as-of. The same build gives the same bytes.
"""


def add_to(known: Any) -> None:
    """Add the command to the sub-parsers *known*."""
    brief = known.add_parser("brief", help="a committee's review pack as PDF and workbook", description=_BRIEF,
                             formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    brief.add_argument("mission", metavar="MISSION", help="id of the mission, such as de-ndk")
    brief.add_argument("out", type=Path, metavar="OUT.pdf", help="file to write")
    brief.add_argument("--place", metavar="P", default="", help="place to review (default: the mission's own)")
    brief.add_argument("--lang", choices=["en", "de"], default="en", help="language (default en)")
    brief.add_argument(
        "--since", type=day_argument("2026-06-30", any_day=True), metavar="DATE", help="day of the last meeting, as 2026-06-30"
    )
    brief.add_argument(
        "--as-of", type=day_argument("2026-06-30"), metavar="DATE", help="tell what was known on this day (default: the day of the build)"
    )


def brief(chosen: argparse.Namespace) -> None:
    """Write the pack and its workbook; both or neither."""
    if chosen.out.suffix.lower() != ".pdf":
        raise SetupError(str(chosen.out), "is no name of a PDF", "end it in .pdf")
    from dashboard.loading import LIBRARY  # noqa: PLC0415 - --help answers without it

    # Most of the opening is DuckDB's, which works without the interpreter's lock: the libraries of the document load meanwhile.
    with ThreadPoolExecutor(1) as aside:
        asked_for = aside.submit(LIBRARY.current)
        from dashboard.brief import document  # noqa: PLC0415
        from dashboard.components.view import View  # noqa: PLC0415
        from dashboard.language import words_of  # noqa: PLC0415
        from dashboard.pages.review_settings import ReviewView, with_since  # noqa: PLC0415
        from dashboard.selection import Trouble, read_selection  # noqa: PLC0415

        words = words_of(chosen.lang)
    opening = asked_for.result()
    if opening.warehouse is None:
        raise opening.error or SetupError("warehouse", "is missing", "run `python -m etl build`")
    warehouse = opening.warehouse
    check_published(chosen.as_of, warehouse.catalogue)
    day = chosen.as_of or warehouse.build["as_of"] or warehouse.build["built_at"].date()
    asked = {
        "mission": chosen.mission,
        "place": chosen.place,
        "lang": chosen.lang,
        "since": chosen.since.isoformat() if chosen.since else "",
    }
    selection = with_since(read_selection(asked, warehouse.catalogue, locale=None, today=day), asked, warehouse.catalogue, day)
    if selection.troubles:
        raise _unusable(selection.troubles[0], warehouse.catalogue, day)
    if not selection.mission:
        raise _unusable(Trouble("mission", chosen.mission), warehouse.catalogue, day)
    mission = warehouse.catalogue.missions[selection.mission]
    view = ReviewView.of_view(View(warehouse.only(mission.id), selection, words, "light", day))
    if selection.place and selection.place != mission.place and not view.place_of(mission):
        known = ", ".join(view.places(mission))
        raise CatalogueError(f"place {selection.place!r}", f"has no target of {mission.id}", f"judged in: {known}")
    books: list[bytes] = []

    def write_tables() -> None:
        from dashboard.brief.workbook import workbook  # noqa: PLC0415 - loads while the document is set

        books.append(workbook(view, mission))

    pack = document.brief(view, mission, meanwhile=write_tables)
    tables = chosen.out.with_suffix(".xlsx")
    _write(chosen.out, pack.pdf)
    _write(tables, books[0])
    print(f"{chosen.out}: {pack.pages} pages, {pack.told} targets in full; tables in {tables}")


def _unusable(trouble: Trouble, catalogue: Catalogue, day: date) -> ProjectError:
    """Return the error of an argument that names nothing known, or no day before the *day* of the pack: what is wrong, what there is."""
    if trouble.parameter == "since":
        late = trouble.fault == "late"
        what = f"{trouble.value} is not before the day of the pack, {day}" if late else f"on {trouble.value} nothing had been published yet"
        return CatalogueError("--since", what, f"give a day {'up to' if late else 'from'} {trouble.suggestions[0]}{'' if late else ' on'}")
    near = f"did you mean {' or '.join(trouble.suggestions)}?"
    known = f"known: {', '.join(catalogue.missions)}" if trouble.parameter == "mission" else "write its code, such as DEU or GBR-SCT"
    return CatalogueError(trouble.parameter, f"{trouble.value!r} is unknown", near if trouble.suggestions else known)


def _write(file: Path, content: bytes) -> None:
    """Write *content* under another name first, so that a reader never sees half a file."""
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}-", delete=False) as draft:
            draft.write(content)
        Path(draft.name).chmod(0o644)
        Path(draft.name).replace(file)
    except OSError as error:
        raise SetupError(str(file), f"cannot be written ({error.strerror})", "name a folder that exists and may be written to") from None
