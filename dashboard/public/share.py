"""
The picture that is shown where somebody shares a mission's page: what was promised, and whether it works, on 1200 by 630 pixels.

All pictures are set in one go, from words and shapes and the typeface of the documents alone; so the same words give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from dashboard.brief.document import FONTS
from dashboard.brief.drawing import standalone
from dashboard.charts.shapes import STATUSES, shape_svg
from dashboard.components.view import View
from dashboard.language import COMPLETE
from dashboard.pages.standing import standings
from dashboard.theme import palette
from data.errors import ProjectError

if TYPE_CHECKING:
    from dashboard.display import Language
    from dashboard.public.render import Renderer
    from data.catalogue.promises import Mission

TEMPLATE = Path(__file__).parent / "share.typ"
# The library takes a dictionary of files; its types do not say so.
_compile: Any = typst.compile
LONGEST = 170
"""Signs of a text on a picture; of a longer one the first whole sentences stay, or, where the first is too long, its first words."""
POINTS_PER_INCH = 72
"""A point of the template becomes a pixel."""


class ShareError(ProjectError):
    """The pictures could not be set."""


def image_path(mission: str, language: Language) -> str:
    """Return the address of the picture of *mission* below the root of the site: in English where the site is not whole in *language*."""
    return f"share/{mission}.{language if language in COMPLETE else COMPLETE[0]}.png"


def files(renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Return the picture of every mission that has a page, in each language in which the site is whole."""
    site = renderer.site
    languages = COMPLETE if "missions/" in renderer.kinds else ()
    told: list[tuple[str, dict[str, Any]]] = []
    for language in languages:
        view = site.views[language]
        told += [(image_path(mission.id, language), _words(view, mission)) for mission in view.catalogue.missions.values()]
    if told:
        yield from zip((path for path, _ in told), pictures([words for _, words in told]), strict=True)


def _words(view: View, mission: Mission) -> dict[str, Any]:
    from dashboard.public.kinds.missions import answer_of, chips_of  # noqa: PLC0415 - the kinds are registered beside this module

    found = standings(view, mission)
    return {
        "lang": view.language,
        "name": view.of(mission.name),
        "promise": shortened(view.of(mission.promise)),
        "answer": shortened(answer_of(view, found, is_short=True)),
        "chips": [{"status": status, "words": words} for status, words in chips_of(view, found)][:3],
    }


def shortened(text: str) -> str:
    """Return *text*, cut after a whole sentence, else after a whole word, where it is too long for a picture."""
    if len(text) <= LONGEST:
        return text
    end = max(text[: LONGEST + 1].rfind(f"{mark} ") for mark in ".!?")
    if end > 0:
        return text[: end + 1]
    return f"{text[:LONGEST].rsplit(' ', 1)[0].rstrip(' ,;:.')} …"


def pictures(told: Sequence[dict[str, Any]]) -> list[bytes]:
    """
    Return one PNG for each of *told*: ``lang``, ``name``, ``promise``, ``answer`` and ``chips`` (``status`` and ``words``).

    Raises:
        ShareError: They could not be set; the message says where.
    """
    colours = palette("light")
    sources: dict[str, bytes] = {
        "main.typ": TEMPLATE.read_bytes(),
        "told.json": json.dumps(
            {"told": list(told), "paper": colours.paper, "ink": colours.ink, "ink_2": colours.ink_2, "rule": colours.rule},
            ensure_ascii=False,
        ).encode(),
        **{f"{status}.svg": standalone(shape_svg(status)).encode() for status in STATUSES},
    }
    try:
        made = _compile(sources, font_paths=[str(FONTS)], ignore_system_fonts=True, format="png", ppi=POINTS_PER_INCH)
    except typst.TypstError as error:
        raise ShareError(str(TEMPLATE), error.message, "; ".join(error.hints) or "report this with the mission's name") from error
    return [made] if isinstance(made, bytes) else list(made)
