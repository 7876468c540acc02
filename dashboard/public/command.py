"""The commands of the public site: ``python -m dashboard publish DIR`` and ``python -m dashboard preview DIR``."""

from __future__ import annotations

import argparse
import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.errors import SetupError

if TYPE_CHECKING:
    from dashboard.loading import OpenWarehouse
    from data.catalogue.catalogue import Catalogue

PREVIEW_PORT = 8600
MOST_PROCESSES = 64
NOT_WRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EFBIG, errno.EIO})

_PUBLISH = """
Write the public site as plain files: DIR/releases/<name>/ is a frozen folder, DIR/latest points to the newest one.

The figures come from a warehouse built for the public: `python -m etl build --audience public`. Any web server can serve DIR/latest;
nothing is computed when somebody reads. The same warehouse and settings give the same bytes.
"""


def add_to(known: Any, port_number: Any) -> None:
    """Add the two commands to the sub-parsers *known*; *port_number* checks a port."""
    publish = known.add_parser(
        "publish", help="the public site as static files", description=_PUBLISH, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    publish.add_argument("folder", type=Path, metavar="DIR", help="folder of the releases")
    publish.add_argument("--base-url", metavar="URL", default="", help="address under which DIR/latest will be reached, for search engines")
    publish.add_argument("--operator", type=Path, metavar="FILE", help="who operates the site (default: dashboard/public/operator.yml)")
    publish.add_argument("--warehouse", type=Path, metavar="FILE", help="a warehouse built for the public (default: the one in use)")
    publish.add_argument(
        "--confirmed-only", action="store_true", help="leave figures whose terms no person has confirmed out of the open data"
    )
    publish.add_argument(
        "--processes", type=_process_number, metavar="N", help="processes that write pages at once (default: one a processor, at most 4)"
    )
    publish.add_argument("--use", metavar="RELEASE", help="write nothing; make this earlier release the newest again")
    preview = known.add_parser("preview", help="serve a published site on this machine", description="Serve DIR on 127.0.0.1 for a look.")
    preview.add_argument("folder", type=Path, metavar="DIR", help="a folder written by `publish`")
    preview.add_argument("--port", type=port_number, default=PREVIEW_PORT, metavar="N", help=f"port to listen on (default {PREVIEW_PORT})")


def publish(chosen: argparse.Namespace) -> None:
    """Bake the site, or switch to an earlier release."""
    from dashboard.public import release  # noqa: PLC0415 - --help answers without it

    if chosen.use:
        with _writing(chosen.folder):
            release.point_to(chosen.folder, chosen.use)
        print(f"{chosen.folder / release.LATEST}: {chosen.use}")
        return
    from dashboard.public.baking import bake  # noqa: PLC0415
    from dashboard.public.processes import usual_number  # noqa: PLC0415
    from dashboard.public.settings import OPERATOR, Settings, checked_base_url, read_operator  # noqa: PLC0415
    from dashboard.public.site import Site, check_audience  # noqa: PLC0415

    base_url = checked_base_url(chosen.base_url)
    operator = read_operator(chosen.operator or OPERATOR)
    warehouse = _warehouse(chosen.warehouse)
    try:
        check_audience(warehouse)
        with _writing(chosen.folder):
            site = Site(warehouse, Settings(operator, base_url, chosen.confirmed_only))
            baked = bake(site, chosen.folder, processes=chosen.processes or usual_number())
    finally:
        warehouse.close()
    if baked.existed:
        print(f"{baked.folder}: was there already, and is the newest")
        return
    written = baked.counted.files - baked.counted.linked
    print(f"{baked.folder}: {baked.pages} pages; {written} files written, {baked.counted.linked} unchanged since the release before")
    missing = operator.placeholders()
    if missing:
        print(f"{chosen.operator or OPERATOR}: not filled in yet: {', '.join(missing)}", file=sys.stderr)
    _tell_unread(warehouse.catalogue, confirmed_only=chosen.confirmed_only)
    if not base_url:
        print("--base-url: not given, so the site has no sitemap and no canonical addresses", file=sys.stderr)


def _process_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes from 1 to {MOST_PROCESSES}")
    return int(text)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Tell a full disk or a folder that may not be written in words; the site in use is the old one then."""
    try:
        yield
    except OSError as error:
        if error.errno not in NOT_WRITABLE:
            raise
        what = f"cannot be written ({error.strerror}); the site in use stays as it was"
        raise SetupError(str(folder), what, "make room, or name a folder that this account may write") from None


def _tell_unread(catalogue: Catalogue, *, confirmed_only: bool) -> None:
    """Say whose figures the open data pass on although no person has read the terms."""
    from dashboard.opendata.terms import terms_of  # noqa: PLC0415 - --help answers without it

    unread = terms_of(catalogue.sources.values(), confirmed_only=confirmed_only).unread()
    if unread:
        told = "terms not confirmed by a person yet, see data/LICENSES.md (--confirmed-only leaves their figures out of the open data)"
        print(f"open data: {told}: {', '.join(unread)}", file=sys.stderr)


def _warehouse(file: Path | None) -> OpenWarehouse:
    from dashboard.loading import OpenWarehouse  # noqa: PLC0415
    from data.warehouse import store  # noqa: PLC0415

    if file is not None and (what := store.fault(file)) is not None:
        raise SetupError(str(file), what, "name a file of var/warehouse that was built with --audience public")
    return OpenWarehouse(file or store.current_file())


def preview(chosen: argparse.Namespace) -> None:
    """Serve a published site until it is stopped."""
    from dashboard.public.preview import ADDRESS, server  # noqa: PLC0415 - --help answers without it

    with server(chosen.folder, chosen.port) as opened:
        print(f"Waymark: http://{ADDRESS}:{opened.server_port}  (stop with Ctrl+C)", flush=True)
        opened.serve_forever()
