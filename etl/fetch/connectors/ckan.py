"""
CKAN portals, such as Public Health Scotland's: the package says what files there are; those that are wanted are fetched.

``resources`` are the resources' ids, or forms of their names with ``*``, in any case. ``dump: true`` takes the table by the portal's
datastore instead of the file, which is the same content with a stable address. ``hash`` in the package is the file's checksum where the
publisher gives one. The day on which a resource was last changed names the edition.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from pydantic import Field

from data.catalogue.entries import Entry
from etl.fetch.addresses import safe_name
from etl.fetch.connectors.base import Code, Connector, day, members, read_json, with_query
from etl.fetch.errors import Refused
from etl.fetch.exchange import Answer, Content, Found, Request
from etl.fetch.sums import stated

PACKAGE = "package.json"
CONTENTS = {"csv": Content.CSV, "tsv": Content.TSV, "json": Content.JSON, "xml": Content.XML, "zip": Content.ZIP} | dict.fromkeys(
    ("xls", "xlsx", "ods"), Content.WORKBOOK
)


class Package(Entry):
    """A package of a portal, and which of its resources are wanted."""

    portal: Annotated[str, Field(pattern=r"^https://[A-Za-z0-9.-]+(/[A-Za-z0-9._/-]*)?$")]
    package: Code
    resources: Annotated[tuple[str, ...], Field(min_length=1)]
    dump: bool = False


def package_request(parameters: Package) -> list[Request]:
    """Return the request for the package's description."""
    address = with_query(f"{parameters.portal.rstrip('/')}/api/3/action/package_show", {"id": parameters.package})
    return [Request(address, PACKAGE, Content.JSON, beside=True)]


def look(parameters: Package, answer: Answer) -> Found:
    """Return the requests for the wanted resources, the day of their last change, and the terms that the package names."""
    if answer.request.file != PACKAGE:
        return Found()
    content = read_json(answer)
    package: Any = content.get("result") if isinstance(content, Mapping) else None
    if not isinstance(package, Mapping) or content.get("success") is not True:
        raise Refused("is no description of a package", "the name of a package of the portal")
    resources = [entry for entry in members(package, "resources", "a package with resources") if isinstance(entry, Mapping)]
    wanted = [entry for entry in resources if _is_wanted(entry, parameters.resources)]
    if not wanted:
        names = ", ".join(sorted(str(entry.get("name")) for entry in resources)) or "none"
        raise Refused(f"has no resource {' or '.join(parameters.resources)}", f"the id or name of a resource; it has {names}"[:400])
    days = [found for entry in wanted if (found := day(entry.get("last_modified") or entry.get("created")))]
    latest = max(days, default=None)
    return Found(
        tuple(_request(parameters, entry) for entry in wanted),
        edition=f"{latest:%Y-%m-%d}" if latest else "",
        published=latest,
        licence=" ".join(str(package[name]) for name in ("license_title", "license_url") if package.get(name)),
    )


def _is_wanted(resource: Mapping[str, Any], wanted: tuple[str, ...]) -> bool:
    name, identity = str(resource.get("name", "")).casefold(), str(resource.get("id", ""))
    return any(form == identity or fnmatchcase(name, form.casefold()) for form in wanted)


def _request(parameters: Package, resource: Mapping[str, Any]) -> Request:
    identity = str(resource.get("id", ""))
    if parameters.dump:
        address = f"{parameters.portal.rstrip('/')}/datastore/dump/{quote(identity, safe='')}?bom=true"
        return Request(address, f"{safe_name(identity, 'resource')}.csv", Content.CSV)
    address = str(resource.get("url", ""))
    ending = str(resource.get("format", "")).lower().lstrip(".")
    content = CONTENTS.get(ending)
    if content is None:
        raise Refused(f"has the resource '{resource.get('name')}' in the format '{ending}'", f"one of {', '.join(CONTENTS)}")
    name = safe_name(urlsplit(address).path, f"{safe_name(identity, 'resource')}.{ending}")
    return Request(address, name, content, sums=stated(str(resource.get("hash") or "")))


CONNECTOR = Connector("CKAN portals (Public Health Scotland and others): files of a package", Package, package_request, look)
