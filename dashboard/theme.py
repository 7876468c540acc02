"""
The look as data: colours, type and strokes of both modes, the stylesheet of the pages, and the template of Plotly.

The values are those of the design's token table. A status colour is used by shapes, cells of the counted bar and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from dashboard.grammar import Language, grammar

if TYPE_CHECKING:
    import plotly.graph_objects as go

Mode = Literal["light", "dark"]

FONT_FAMILY = '"Source Sans 3", "Source Sans Pro", "Segoe UI", Arial, sans-serif'
FONT_FILE = "app/static/source-sans-3-latin-wght-normal.woff2"
STATIC = Path(__file__).parent / "static"
STYLESHEET = STATIC / "waymark.css"
SHEET_STYLESHEET = STATIC / "sheet.css"
"""The mission on one page and the marks of evaluability."""
SERVER_STYLESHEET = STATIC / "server.css"
"""What only the served dashboard needs: the look of Streamlit's own containers."""

BREAKPOINT = 640
AXIS_SIZE, LABEL_SIZE = 12, 13


@dataclass(frozen=True)
class Palette:
    """The colours of one mode."""

    paper: str
    surface: str
    rule: str
    rule_strong: str
    ink_3: str
    ink_2: str
    ink: str
    link: str
    series: tuple[str, str, str, str]
    status: MappingProxyType[str, str]
    band: float  # opacity of an interval on a line; a projection's band is BAND_AHEAD in both modes

    @property
    def focus(self) -> str:
        """Return the colour of the one series that matters."""
        return self.series[0]

    @property
    def context(self) -> str:
        """Return the colour of the other series."""
        return self.rule_strong


BAND_AHEAD = 0.09

PALETTES: dict[Mode, Palette] = {
    "light": Palette(
        paper="#FFFFFF",
        surface="#F5F6F8",
        rule="#DADDE2",
        rule_strong="#8A919B",
        ink_3="#636A75",
        ink_2="#454B54",
        ink="#14181F",
        link="#12436D",
        series=("#12436D", "#28A197", "#801650", "#F46A25"),
        status=MappingProxyType(
            {
                "met": "#0B1F66",
                "on_course": "#1C8ADB",
                "behind": "#E8590C",
                "no_clear_change": "#737373",
                "away": "#6B0F0F",
                "not_assessable": "#595959",
            }
        ),
        band=0.14,
    ),
    "dark": Palette(
        paper="#0E1117",
        surface="#171B23",
        rule="#2C323C",
        rule_strong="#7A838F",
        ink_3="#98A1AC",
        ink_2="#BCC3CC",
        ink="#EDEFF2",
        link="#8FC4EE",
        series=("#8FC4EE", "#5CC8BE", "#E58BB8", "#F79B6B"),
        status=MappingProxyType(
            {
                "met": "#DBE4F0",
                "on_course": "#00A8E6",
                "behind": "#FFC91A",
                "no_clear_change": "#808080",
                "away": "#E94D35",
                "not_assessable": "#A0A0A0",
            }
        ),
        band=0.20,
    ),
}


def palette(mode: Mode) -> Palette:
    """Return the colours of *mode*."""
    return PALETTES[mode]


def variables(mode: Mode) -> str:
    """Return the colours of *mode* as CSS custom properties of the page."""
    colours = palette(mode)
    named = {
        "paper": colours.paper,
        "surface": colours.surface,
        "rule": colours.rule,
        "rule-strong": colours.rule_strong,
        "ink-3": colours.ink_3,
        "ink-2": colours.ink_2,
        "ink": colours.ink,
        "link": colours.link,
        "focus": colours.focus,
        "context": colours.context,
        "band": f"{colours.band:g}",
        "band-ahead": f"{BAND_AHEAD:g}",
        **{f"status-{status}": colour for status, colour in colours.status.items()},
    }
    declared = "".join(f"--wm-{name}:{value};" for name, value in named.items())
    return f":root{{color-scheme:{mode};{declared}--wm-font:{FONT_FAMILY};}}"


@cache
def component_rules() -> str:
    """Return the CSS of the components and the drawings, the same for served and for static pages."""
    return STYLESHEET.read_text(encoding="utf-8")


@cache
def page_rules() -> str:
    """Return the CSS of every page of the dashboard: the components, and a mission on one sheet, which no static page shows."""
    return component_rules() + SHEET_STYLESHEET.read_text(encoding="utf-8")


@cache
def _server_rules() -> str:
    return SERVER_STYLESHEET.read_text(encoding="utf-8")


def typeface() -> str:
    """Return the rule that loads the typeface; the server's own setting of it does not reach a theme of two modes."""
    return f'@font-face{{font-family:"Source Sans 3";src:url({FONT_FILE}) format("woff2");font-weight:200 900;font-display:swap}}'


def stylesheet(mode: Mode) -> str:
    """Return the CSS of every page in *mode*: the colours as variables, the components, the charts, print. Print is always light."""
    return f"{typeface()}\n{variables(mode)}\n{page_rules()}\n{_server_rules()}\n@media print{{{variables('light')}}}\n"


@cache
def plotly_template(mode: Mode, language: Language) -> go.layout.Template:
    """Return the template of interactive charts; the finding is a heading of the page, so a figure has no title."""
    import plotly.graph_objects as go  # noqa: PLC0415 - the static pages need the colours and no Plotly

    colours = palette(mode)
    axis = {
        "zeroline": False,
        "ticks": "",
        "ticklabelstandoff": 6,
        "tickfont": {"size": AXIS_SIZE, "color": colours.ink_3},
        "fixedrange": True,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT_FAMILY, "size": LABEL_SIZE, "color": colours.ink_2},
            "paper_bgcolor": colours.paper,
            "plot_bgcolor": colours.paper,
            "colorway": list(colours.series),
            "showlegend": False,
            "margin": {"l": 40, "r": 150, "t": 18, "b": 34},
            "xaxis": {**axis, "showgrid": False, "linecolor": colours.rule_strong},
            "yaxis": {**axis, "gridcolor": colours.rule, "showline": False},
            "hovermode": "x unified",
            "hoverlabel": {
                "bgcolor": colours.paper,
                "bordercolor": colours.rule_strong,
                "font": {"color": colours.ink, "size": LABEL_SIZE, "family": FONT_FAMILY},
            },
            "separators": grammar(language).decimal + grammar(language).thousands,
        }
    )
