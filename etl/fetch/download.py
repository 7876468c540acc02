"""
Brings one answer of a publisher's server into a file: resumed where it was cut, tried again where that can help, checked before it counts.

The layers below know the line (:mod:`etl.fetch.parts`), the waits (:mod:`etl.fetch.waiting`), the content (:mod:`etl.fetch.content`) and
the sums (:mod:`etl.fetch.sums`). Certificates are always checked; proxies come from the usual environment (``HTTPS_PROXY``, ``NO_PROXY``).
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import requests
import urllib3.exceptions

from etl.fetch.addresses import checked_mirror, host_of, mirrored, redirected, require_https
from etl.fetch.content import check_content
from etl.fetch.errors import FetchError, Passing, Refused
from etl.fetch.exchange import Answer, Request
from etl.fetch.parts import CHUNK, Note, Part, no_room, too_large
from etl.fetch.sums import check_sums, in_headers
from etl.fetch.waiting import Politeness, Wait, backoff, retry_after
from etl.progress import Progress, silent

USER_AGENT = "Waymark (mission metrics dashboard; downloads of official statistics)"
CONTACT = "WAYMARK_CONTACT"
"""The setting whose text, such as a mail address, is added to the name under which we ask."""

BUSY = {408: "Request Timeout", 425: "Too Early", 429: "Too Many Requests", 500: "", 502: "", 503: "", 504: ""}
"""Answers after which the same question may be answered."""

MOVED = (301, 302, 303, 307, 308)
LONGEST_CHAIN = 10
STEP = 1 << 20
"""Bytes between two words of progress."""


@dataclass(frozen=True)
class Limits:
    """How much patience there is; sizes in bytes, times in seconds, ``attempts`` in a row without a new byte."""

    pause: float = 1.0
    size: int = 2_000_000_000
    attempts: int = 6
    connect: float = 15.0
    read: float = 120.0
    longest_wait: float = 600.0


@dataclass(frozen=True)
class Known:
    """A whole file that we have of the same address, with what the server said when it gave it."""

    path: Path
    etag: str = ""
    last_modified: str = ""
    content_type: str = ""
    redirects: tuple[str, ...] = ()


def _session() -> requests.Session:
    session = requests.Session()
    contact = os.environ.get(CONTACT, "").strip()
    session.headers["User-Agent"] = f"{USER_AGENT} {contact}".strip()
    return session


@dataclass
class Downloads:
    """
    What asks: one session, the pauses it keeps, and the private mirror if there is one.

    ``wait`` waits for seconds, ``clock`` gives seconds that never go back, ``now`` the moment.
    """

    mirror: str | None = None
    wait: Wait = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    progress: Progress = silent
    session: requests.Session = field(default_factory=_session)

    def __post_init__(self) -> None:
        self.mirror = checked_mirror(self.mirror)
        self._politeness = Politeness(self.wait, self.clock)

    def bring(self, request: Request, target: Path, limits: Limits, known: Known | None = None) -> Answer:
        """
        Bring the answer to *request* into the file *target* and return what is known about it.

        Args:
            request: What to ask for.
            target: The file; its folder exists. A part beside it from an earlier run is continued.
            limits: Sizes, times and attempts.
            known: A file of the same address; if the server says that it has not changed, it is copied.

        Raises:
            FetchError: It cannot be had, or is not what was asked for.
            SetupError: It cannot be written.
        """
        part = Part(target)
        failures = 0
        while True:
            held = part.held()
            try:
                return self._attempt(request, part, limits, known)
            except Refused as refused:
                part.drop()
                raise FetchError(request.address, refused.what, refused.remedy) from None
            except Passing as fault:
                failures = 1 if part.held() > held else failures + 1
                self._wait_or_give_up(request, fault, failures, limits)

    def _wait_or_give_up(self, request: Request, fault: Passing, failures: int, limits: Limits) -> None:
        again = "what has come is kept; run the same command again to go on from there"
        if failures >= limits.attempts:
            raise FetchError(request.address, f"{fault.what}, {failures} times in a row", again)
        seconds = backoff(failures) if fault.after_seconds is None else fault.after_seconds
        if seconds > limits.longest_wait:
            raise FetchError(request.address, f"{fault.what}, and asks for a wait of {seconds:,.0f} seconds", f"wait so long; {again}")
        self.progress(f"{host_of(request.address)}: {fault.what}; waiting {seconds:.0f} s")
        self.wait(seconds)

    def _attempt(self, request: Request, part: Part, limits: Limits, known: Known | None) -> Answer:
        headers, onto = _headers(request, part, known)
        response, redirects = self._ask(request, headers, limits)
        try:
            if response.status_code == requests.codes.not_modified and known is not None:
                return _unchanged(request, part.whole, known)
            onto = _start_of(response, onto, part)
            note = self._noted(request, response, redirects, part, onto)
            self._receive(response, request, part, onto, limits)
            sums = in_headers(response.headers) if _is_whole(response) else {}
        finally:
            response.close()
            self._politeness.after(host_of(redirects[-1] if redirects else request.address))
        check_sums(part.path, sums)
        plain = part.unpack(note.packed, limits.size)
        try:
            check_content(plain, request.content)
            check_sums(plain, request.sums)
        except Refused:
            plain.unlink(missing_ok=True)
            raise
        whole = part.finish(plain)
        return Answer(request, whole, note.redirects, note.content_type, note.etag, note.last_modified)

    def _receive(self, response: requests.Response, request: Request, part: Part, onto: int, limits: Limits) -> None:
        """Write the body into the part; fail if it ends before the size that was announced."""
        length = response.headers.get("Content-Length", "")
        total = onto + int(length) if length.isdecimal() else None
        if total is not None and total > limits.size:
            raise too_large(limits.size)
        told = size = onto
        try:
            for size in part.receive(_bytes_of(response), onto=onto, limit=limits.size):
                if size - told >= STEP:
                    told = size
                    self.progress(f"{request.file}: {size / 1e6:,.0f} {f'of {total / 1e6:,.0f} ' if total else ''}MB")
        except (urllib3.exceptions.HTTPError, ConnectionError, TimeoutError) as error:
            raise Passing(f"the connection broke after {part.held():,} bytes ({_cause(error)})") from None
        # The library below refuses a short body too; a table that ends early looks whole, so it is not left to that alone.
        if total is not None and size != total:
            raise Passing(f"the answer ended after {size:,} of {total:,} bytes")

    def _ask(self, request: Request, headers: dict[str, str], limits: Limits) -> tuple[requests.Response, tuple[str, ...]]:
        """Return the answer that is no redirect, its body not yet read, and the addresses that redirects led to."""
        address, body = request.address, request.body
        chain = [address]
        while True:
            require_https(address)
            response = self._send(address, body, headers, limits)
            location = response.headers.get("Location", "")
            if response.status_code not in MOVED or not location:
                _refuse_failures(response, self.now())
                return response, tuple(chain[1:])
            response.close()
            if body is not None and response.status_code not in (307, 308):
                body = None
                headers = {name: value for name, value in headers.items() if name != "Content-Type"}
            address = redirected(location, address, self.mirror)
            if address in chain and body == request.body:
                raise Refused(f"is redirected in a circle by way of {address}", "look for the publisher's new address")
            chain.append(address)
            if len(chain) > LONGEST_CHAIN:
                raise Refused(f"is redirected more than {LONGEST_CHAIN - 1} times", "look for the publisher's new address")

    def _send(self, address: str, body: str | None, headers: dict[str, str], limits: Limits) -> requests.Response:
        self._politeness.before(host_of(address), limits.pause)
        try:
            return self.session.request(
                "GET" if body is None else "POST",
                mirrored(address, self.mirror),
                data=None if body is None else body.encode(),
                headers=headers,
                stream=True,
                allow_redirects=False,
                timeout=(limits.connect, limits.read),
            )
        except requests.exceptions.SSLError as error:
            remedy = "if your network checks traffic, name its certificates in REQUESTS_CA_BUNDLE; checking is never switched off"
            raise Refused(f"shows a certificate that cannot be trusted ({_cause(error)})", remedy) from None
        except requests.exceptions.ProxyError as error:
            raise Passing(f"the proxy does not answer ({_cause(error)})") from None
        except (requests.exceptions.ConnectionError, requests.exceptions.Timeout, requests.exceptions.ChunkedEncodingError) as error:
            raise Passing(f"{host_of(address)} does not answer ({_cause(error)})") from None
        except requests.exceptions.RequestException as error:
            raise Refused(f"cannot be asked for ({_cause(error)})", "correct the address, the proxy or the mirror") from None
        finally:
            self._politeness.after(host_of(address))

    @staticmethod
    def _noted(request: Request, response: requests.Response, redirects: tuple[str, ...], part: Part, onto: int) -> Note:
        """Return the note to the part: that of the bytes which are there, or a new one for an answer from its beginning."""
        note = part.note() if onto else None
        if note is None:
            note = _note_of(request, response, redirects)
            part.begin(note)
        return note


def _bytes_of(response: requests.Response) -> Iterator[bytes]:
    """Yield the body as it comes, packed or not, and at once: bytes that wait for more would be lost if the line falls silent."""
    while chunk := response.raw.read1(CHUNK, decode_content=False):
        yield chunk


def _headers(request: Request, part: Part, known: Known | None) -> tuple[dict[str, str], int]:
    """Return the headers of the next attempt, and from which byte on it asks."""
    headers = {"Accept": request.accept, "Accept-Encoding": "gzip, identity"}
    if request.body is not None:
        return headers | {"Content-Type": request.body_type}, 0
    held, note = part.held(), part.note()
    if held and note is not None and note.address == request.address and note.body is None and note.validator:
        packing = {"Accept-Encoding": "gzip" if note.packed else "identity"}
        return headers | packing | {"Range": f"bytes={held}-", "If-Range": note.validator}, held
    if known is not None and known.etag:
        headers["If-None-Match"] = known.etag
    if known is not None and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers, 0


def _refuse_failures(response: requests.Response, now: datetime) -> None:
    """Raise what an answer other than a file or "not modified" means."""
    status = response.status_code
    if status in (requests.codes.ok, requests.codes.partial_content, requests.codes.not_modified, 416):
        return
    response.close()
    what = f"answers {status} {response.reason or ''}".strip()
    if status in BUSY:
        raise Passing(what, retry_after(response.headers.get("Retry-After", ""), now))
    if status in (401, 403, 407):
        raise Refused(what, "look whether the publisher now wants an account, or refuses downloads by programs; drop the file in by hand")
    if status in (404, 410):
        raise Refused(what, "look for the publisher's new address, and correct the source's download entry")
    raise Refused(what, "check the address and the parameters in the source's download entry")


def _start_of(response: requests.Response, onto: int, part: Part) -> int:
    """Return the byte at which the body begins: *onto* if the server sends just the rest, 0 if it sends everything."""
    if response.status_code == requests.codes.ok:
        return 0
    found = re.fullmatch(r"bytes (\d+)-\d+/(?:\d+|\*)", response.headers.get("Content-Range", "").strip())
    if response.status_code == requests.codes.partial_content and onto and found and int(found[1]) == onto:
        return onto
    # 416, or another range than the one asked for: what we hold fits no longer.
    part.drop()
    raise Passing("the server does not go on where the download was cut, so it begins anew", after_seconds=0.0)


def _note_of(request: Request, response: requests.Response, redirects: tuple[str, ...]) -> Note:
    return Note(
        address=request.address,
        body=request.body,
        etag=response.headers.get("ETag", ""),
        last_modified=response.headers.get("Last-Modified", ""),
        packed=response.headers.get("Content-Encoding", "").strip().lower(),
        content_type=response.headers.get("Content-Type", ""),
        redirects=redirects,
    )


def _is_whole(response: requests.Response) -> bool:
    """Return whether the sums in the headers are of the whole content; of a part, Digest may be the part's."""
    return bool(response.status_code == requests.codes.ok)


def _unchanged(request: Request, target: Path, known: Known) -> Answer:
    if known.path != target:
        try:
            shutil.copyfile(known.path, target)
        except OSError as error:
            raise no_room(target, error) from None
    return Answer(request, target, known.redirects, known.content_type, known.etag, known.last_modified)


def _cause(error: BaseException) -> str:
    """Return the innermost reason of an error of the network libraries, in one line."""
    reason: object = error
    for _ in range(6):
        inner = getattr(reason, "reason", None) or next((part for part in getattr(reason, "args", ()) if isinstance(part, Exception)), None)
        if inner is None or inner is reason:
            break
        reason = inner
    return re.sub(r"^.*?>: ", "", " ".join(str(reason).split()))[:160]
