"""A field for a day: a form of the browser's own, so that keyboard, calendar and address work without a script of ours."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from dashboard.components.markup import element, escaped


def day_form(href: str, parameter: str, *, label: str, button: str) -> str:
    """
    Return a form that opens *href* with *parameter* set to the chosen day; everything else of the address goes along.

    The field starts empty: the screen would put a value back while a reader types. The day in use stands in the text beside it.
    """
    parts = urlsplit(href)
    hidden = [_hidden(name, value) for name, value in parse_qsl(parts.query) if name != parameter]
    name = f"wm-{parameter}"
    field = _input({"type": "date", "id": name, "name": parameter, "required": "required"})
    return element(
        "form",
        *hidden,
        element("label", escaped(label), for_=name),
        " ",
        field,
        " ",
        element("button", escaped(button), type="submit"),
        action=parts.path,
        method="get",
        class_="wm-day",
    )


def _hidden(name: str, value: str) -> str:
    return _input({"type": "hidden", "name": name, "value": value})


def _input(attributes: Mapping[str, str]) -> str:
    return "<input{}>".format("".join(f' {name}="{escaped(value)}"' for name, value in attributes.items()))
