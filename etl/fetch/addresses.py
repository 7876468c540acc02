"""Addresses: what may be asked, where a private mirror has it, and names of files that are safe."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from urllib.parse import unquote, urljoin, urlsplit

from data.errors import SetupError
from etl.fetch.errors import Refused

MIRROR = "WAYMARK_MIRROR"
"""The setting that names a private mirror."""

LONGEST_NAME = 120


def host_of(address: str) -> str:
    """Return the host of *address* in small letters, with its port if it has one."""
    return urlsplit(address).netloc.rpartition("@")[2].lower()


def checked_mirror(mirror: str | None) -> str | None:
    """
    Return the *mirror* without a slash at its end, None if there is none.

    Raises:
        SetupError: It is no https address; http is taken on this machine only.
    """
    if not mirror:
        return None
    parts = urlsplit(mirror)
    if not parts.hostname or parts.scheme not in ("https", "http") or (parts.scheme == "http" and not _is_this_machine(parts.hostname)):
        raise SetupError(MIRROR, f"'{mirror}' is no https address", f"write {MIRROR}=https://mirror.example/path, or leave it empty")
    return mirror.rstrip("/")


def mirrored(address: str, mirror: str | None) -> str:
    """Return where *mirror* has *address*: its own address, then host, path and query of the publisher's."""
    if mirror is None:
        return address
    parts = urlsplit(address)
    return f"{mirror}/{host_of(address)}{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


def redirected(location: str, address: str, mirror: str | None) -> str:
    """
    Return the publisher's address that a redirect from *address* to *location* means.

    Raises:
        Refused: It leads away from https, or to something that is no web address.
    """
    if mirror and location.startswith(f"{mirror}/"):
        location = f"https://{location.removeprefix(mirror).lstrip('/')}"
    target = urljoin(address, location).partition("#")[0]
    if urlsplit(target).scheme != "https" or not urlsplit(target).hostname:
        raise Refused(f"is redirected to {target}, which is not protected by TLS", "an https address; look for the publisher's new one")
    return target


def require_https(address: str) -> None:
    """
    Let only an https address pass.

    Raises:
        Refused: *address* is none.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        raise Refused("is no https address", "write the publisher's address with https:// before it")


def safe_name(name: str, otherwise: str) -> str:
    """
    Return a file's name made from *name*, which came from outside: letters, digits, ``.``, ``_`` and ``-``, and no folder.

    A name of which nothing is left, one that is hidden or that means something to us is replaced by *otherwise*.
    """
    last = re.split(r"[\\/]", unquote(name))[-1]
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip(".-")[-LONGEST_NAME:].lstrip(".-")
    return plain if plain and not is_reserved(plain) else otherwise


def is_reserved(name: str) -> bool:
    """Return whether *name* cannot be that of a publisher's file, because it is one of ours or is hidden."""
    return name.startswith(".") or name.endswith((".part", ".note")) or name == "snapshot.yml"


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
