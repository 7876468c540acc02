"""
The page that a browser gets first: Streamlit's own, with our title, description, language and typeface.

Streamlit serves one page for every address, titled "Streamlit", in English, and lets the browser guess where the server lies, which costs
two failed requests on every address but the first. The pages stay Streamlit's; only these few words in their head are ours.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from dashboard.display import Language
from dashboard.language import Words, language_of, words_of
from dashboard.screens import FIRST, name_of
from dashboard.selection import PAGE, read_language, shortened
from dashboard.theme import FONT_FILE

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

OK = 200
HEAD = "<head>"
TITLE = "<title>Streamlit</title>"
OPENING = '<html lang="en">'
NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
PUBLIC_SETTING = "WAYMARK_PUBLIC"
"""The environment variable that holds the https address of the published site, whose pages need no script."""
# Shown by the browser itself where it has no WebSocket; it says the same as without JavaScript.
NO_SOCKET = '<script>if(!("WebSocket"in window))document.body.innerHTML=document.querySelector("noscript").textContent</script>'
PRELOAD = re.compile(r'<link\s+rel="preload"\s+href="./static/media/SourceSans[^>]*>')


@lru_cache(maxsize=1)
def _streamlit_page() -> str:
    import streamlit  # noqa: PLC0415 - only a server needs it

    return (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")


@lru_cache(maxsize=32)
def first_page(name: str, language: Language, origin: str) -> str:
    """Return the first page of address *name* for a reader of *language*; *origin* is where the server is reached."""
    words = words_of(language)
    place = json.dumps({"BACKEND_BASE_URL": f"{origin}/"}).replace("<", "\\u003c")
    head = (
        f"{HEAD}<script>window.__streamlit = {place};</script>"
        f'<meta name="description" content="{escape(words("shell.description"))}">'
        f'<link rel="preload" href="./{FONT_FILE}" as="font" type="font/woff2" crossorigin>'
    )
    title = f"<title>{escape(words(f'nav.{name_of(name)}'))} – Waymark</title>"
    page = _streamlit_page().replace(OPENING, f'<html lang="{language}">', 1).replace(HEAD, head, 1).replace(TITLE, title, 1)
    plain = f"<noscript>{_plain(words)}</noscript>{NO_SOCKET}"
    page = NOSCRIPT.sub(lambda _: plain, page, count=1)
    # Streamlit's own typeface is not used; a browser warns of what it was told to load early and never needed.
    return PRELOAD.sub("", page)


def _plain(words: Words) -> str:
    """Return what a browser shows that cannot run the dashboard: why, and where the plain pages are."""
    address = os.environ.get(PUBLIC_SETTING, "").strip()
    if address.startswith("https://"):
        where = f'{escape(words("shell.plain_at"))} <a href="{escape(address)}">{escape(address)}</a>'
    else:
        where = escape(words("shell.plain_unknown"))
    return f"<h1>Waymark</h1><p>{escape(words('shell.no_script'))}</p><p>{where}</p>"


def routes(names: Iterable[str]) -> list[BaseRoute]:
    """Return the routes that answer with the first page of each address in *names*."""
    from starlette.routing import Route  # noqa: PLC0415 - only a server needs it

    return [Route(f"/{name}", _answer, methods=["GET"], name=name_of(name)) for name in names]


def kept_home(names: Collection[str]) -> Callable[[ASGIApp], ASGIApp]:
    """
    Return what is put around the server so that a page that none of *names* is leads to the first page, which says so.

    Streamlit answers every unknown address with its page, which then says in English that it does not exist, or waits forever.
    """
    from starlette.datastructures import Headers  # noqa: PLC0415 - only a server needs it
    from starlette.responses import RedirectResponse  # noqa: PLC0415

    def around(app: ASGIApp) -> ASGIApp:
        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            name = scope.get("path", "").strip("/")
            if scope["type"] != "http" or name in names:
                await app(scope, receive, send)
                return
            home = RedirectResponse(address_instead(name, scope["query_string"].decode("latin-1"), names), status_code=303)
            is_lost = False

            async def send_or_redirect(message: Message) -> None:
                nonlocal is_lost
                if message["type"] == "http.response.start":
                    is_lost = message["status"] == OK and Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
                    if is_lost:
                        await home(scope, receive, send)
                if not is_lost:
                    await send(message)

            await app(scope, receive, send_or_redirect)

        return answer

    return around


def address_instead(name: str, query: str, names: Collection[str]) -> str:
    """Return where a reader of the unknown page *name* is led: to the page of *names* written in other letters, else to the first page."""
    chosen = [(key, value) for key, value in parse_qsl(query) if key != PAGE]
    written = name.casefold()
    if written in names or written in (FIRST, "index.html"):
        page = written if written in names else ""
        return f"/{page}?{urlencode(chosen)}" if chosen else f"/{page}"
    return f"/?{urlencode([(PAGE, shortened(name)), *chosen])}"


async def _answer(request: Request) -> Response:
    from starlette.responses import HTMLResponse  # noqa: PLC0415 - only a server needs it

    accepted = request.headers.get("accept-language", "").split(",")
    locale = next((tag for part in accepted if language_of(tag := part.split(";")[0]) is not None), None)
    language, _ = read_language(dict(request.query_params), locale)
    origin = f"{request.url.scheme}://{request.url.netloc}"
    name = request.url.path.strip("/")
    return HTMLResponse(first_page(name, language, origin), headers={"Cache-Control": "no-cache"})
