"""
HTML as text: escaping, elements and links.

Everything that comes from outside passes ``escaped``; only the functions of ``components`` and ``charts`` write tags.
"""

from __future__ import annotations

from html import escape


def escaped(text: object) -> str:
    """Return *text* for the inside of an element or an attribute."""
    return escape(str(text), quote=True)


def element(name: str, *inside: str, **attributes: str | int | None) -> str:
    """
    Return the element *name* around *inside*, which is HTML.

    Attributes are escaped; ``class_`` is written ``class`` and ``data_label`` ``data-label``; one that is ``None`` is left out.
    """
    written = "".join(f' {key.rstrip("_").replace("_", "-")}="{escaped(value)}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{written}>{''.join(inside)}</{name}>"


def link(href: str, inside: str, **attributes: str | int | None) -> str:
    """Return a link within the dashboard around *inside*, which is HTML; it opens in the same window."""
    return element("a", inside, href=href, target="_self", **attributes)


def paragraph(text: object, class_: str | None = None) -> str:
    """Return *text*, which is plain, as a paragraph."""
    return element("p", escaped(text), class_=class_)


def one_line(html: str) -> str:
    """Return *html* without line ends: a blank line would end a block of HTML in the middle."""
    return " ".join(html.split("\n")).replace("\r", " ")
