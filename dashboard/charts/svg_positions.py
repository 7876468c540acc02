"""Level by direction as SVG: three columns at every width; on a phone the title of a row stands above it."""

from __future__ import annotations

from dashboard.charts.bodies_of_verdicts import PositionBody
from dashboard.charts.canvas import Canvas, class_wrap
from dashboard.charts.description import Chart
from dashboard.charts.writing import LINE, Line, Spot, write

NAME_COLUMN, GAP, PAD = 178.0, 4.0, 10.0
LEAST_HEIGHT = 74.0


def draw_positions(chart: Chart, body: PositionBody, canvas: Canvas) -> str:
    """Return the names in their cells; filled cells are all of one shade, empty ones are frames."""
    left = NAME_COLUMN if canvas.is_wide else 0.0
    pad = PAD if canvas.is_wide else 6.0
    step = (canvas.width - left + GAP) / len(body.columns)
    width = step - GAP
    heads = [class_wrap(head, "tb", width - pad) for head in body.columns]
    y = max(len(lines) for lines in heads) * LINE
    for n, lines in enumerate(heads):
        write(canvas, [Line(line, "tb") for line in lines], Spot(left + n * step + (pad if canvas.is_wide else 0), 14), halo=False)
    y += 10
    for name, cells, more in zip(body.rows, body.cells, body.more, strict=True):
        if not canvas.is_wide:
            canvas.text(0, y + 14, name, "t")
            y += 24
        written = [_lines(names, left_over, width - 2 * pad) for names, left_over in zip(cells, more, strict=True)]
        height = max(LEAST_HEIGHT if canvas.is_wide else 44.0, *(len(lines) * LINE + 2 * PAD for lines in written))
        if canvas.is_wide:
            told = [Line(line, "t") for line in class_wrap(name, "t", NAME_COLUMN - 2 * PAD)]
            write(canvas, told, Spot(0, y + 22), halo=False)
        for n, shown in enumerate(written):
            x = left + n * step
            if shown:
                canvas.rect(x, y, width, height, "cell")
                write(canvas, shown, Spot(x + pad, y + 22), halo=False)
            else:
                canvas.rect(x + 0.5, y + 0.5, width - 1, height - 1, "empty")
        y += height + GAP
    return canvas.finish(y, chart.alternative)


def _lines(names: tuple[str, ...], more: str, room: float) -> list[Line]:
    shown = [Line(line, "tb") for name in names for line in class_wrap(name, "tb", room)]
    return [*shown, *(Line(line, "t") for line in (class_wrap(more, "t", room) if more else []))]
