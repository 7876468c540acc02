"""Verdicts of many rules side by side, as SVG: a grid on wide screens; on a phone each row lists its rules step by step."""

from __future__ import annotations

from dashboard.charts.bodies_of_verdicts import MatrixBody, MatrixCell, MatrixRow
from dashboard.charts.canvas import Canvas, class_width, class_wrap
from dashboard.charts.description import Chart
from dashboard.charts.writing import LINE, Line, Spot, write

NAME_COLUMN, LAST_COLUMN, GAP = 216.0, 128.0, 14.0
ROW, SHAPE, SMALL_SHAPE = 50.0, 15.0, 13.0
INDENT = 20.0


def draw_matrix(chart: Chart, body: MatrixBody, canvas: Canvas) -> str:
    """Return one row a series or variation; what the rules have in common stands apart, on a quiet ground."""
    height = _draw_wide(body, canvas) if canvas.is_wide else _draw_narrow(body, canvas)
    return canvas.finish(height, chart.alternative)


def _draw_wide(body: MatrixBody, canvas: Canvas) -> float:
    left, right = NAME_COLUMN, canvas.width - LAST_COLUMN - GAP
    step = (right - left) / max(len(body.heads), 1)
    heads = [class_wrap(words, "t", step - 4) for words in body.heads]
    last = class_wrap(body.last, "tb", LAST_COLUMN - 16)
    top = max(len(lines) for lines in [*heads, last]) * LINE + 8
    names = [_name(row, NAME_COLUMN - GAP) for row in body.rows]
    heights = [max(ROW, len(lines) * LINE + 14) for lines in names]
    canvas.rect(canvas.width - LAST_COLUMN, 0, LAST_COLUMN, top + sum(heights), "shade")
    for n, lines in enumerate(heads):
        _write_up(canvas, [Line(words, "t") for words in lines], left + (n + 0.5) * step, top - 10)
    _write_up(canvas, [Line(words, "tb") for words in last], canvas.width - LAST_COLUMN / 2, top - 10)
    y = top
    for row, name, height in zip(body.rows, names, heights, strict=True):
        middle = y + height / 2
        canvas.line((0, y), (canvas.width, y), "grid")
        write(canvas, name, Spot(0, middle + 4.5 - (len(name) - 1) * LINE / 2), halo=False)
        if row.frame:
            _draw_frame(row.frame, left, right - left, middle, canvas)
        for n, cell in enumerate(() if row.frame else row.cells):
            _draw_cell(cell, left + n * step, (y, height), step, canvas)
        _draw_last(row, canvas.width - LAST_COLUMN / 2, middle, canvas)
        y += height
    canvas.line((0, y), (canvas.width, y), "grid")
    return y + 2


def _name(row: MatrixRow, room: float) -> list[Line]:
    name = [Line(words, "tb") for words in class_wrap(row.label, "tb", room)]
    return [*name, *(Line(words, "ts") for words in (class_wrap(row.detail, "ts", room) if row.detail else []))]


def _write_up(canvas: Canvas, lines: list[Line], x: float, baseline: float) -> None:
    """Write *lines* around *x*, the last one at *baseline*."""
    write(canvas, lines, Spot(x, baseline - (len(lines) - 1) * LINE, "middle"), halo=False)


def _draw_frame(words: str, left: float, width: float, middle: float, canvas: Canvas) -> None:
    lines = [Line(line, "ts") for line in class_wrap(words, "ts", width - 20)]
    height = len(lines) * LINE + 8
    canvas.rect(left + 0.5, middle - height / 2, width - 1, height, "frame")
    write(canvas, lines, Spot(left + 10, middle + 4.5 - (len(lines) - 1) * LINE / 2), halo=False)


def _draw_cell(cell: MatrixCell, x: float, side: tuple[float, float], width: float, canvas: Canvas) -> None:
    y, height = side
    middle = y + height / 2
    if cell.marked:
        canvas.rect(x + 3, y + 3, width - 6, height - 6, "frame")
    if not cell.words:
        canvas.text(x + width / 2, middle + 4.5, "–", "ts", "middle")
        return
    canvas.shape(cell.status, x + width / 2, middle - 8, SHAPE)
    canvas.text(x + width / 2, middle + 16, cell.words, "tb" if cell.marked else "ts", "middle")


def _draw_last(row: MatrixRow, x: float, middle: float, canvas: Canvas) -> None:
    if row.most is None:
        canvas.text(x, middle + 4.5, row.share, "t", "middle")
        return
    room = SHAPE + 7 + class_width(row.most.words, "tb")
    canvas.shape(row.most.status, x - room / 2 + SHAPE / 2, middle - 9, SHAPE)
    canvas.text(x - room / 2 + SHAPE + 7, middle - 4.5, row.most.words, "tb")
    canvas.text(x, middle + 15, row.share, "ts", "middle")


def _draw_narrow(body: MatrixBody, canvas: Canvas) -> float:
    y = 0.0
    for row in body.rows:
        canvas.line((0, y), (canvas.width, y), "grid")
        lines = _name(row, canvas.width)
        write(canvas, lines, Spot(0, y + 20), halo=False)
        y += len(lines) * LINE + 10
        if row.frame:
            told = [Line(words, "ts") for words in class_wrap(row.frame, "ts", canvas.width)]
            write(canvas, told, Spot(0, y + 12), halo=False)
            y += len(told) * LINE + 10
            continue
        if row.most or row.share:
            y = _draw_together(row, body.last, y, canvas)
        y = _draw_groups(row, body, y, canvas) + 10
    return y + 2


def _draw_together(row: MatrixRow, last: str, y: float, canvas: Canvas) -> float:
    """Write what the rules have in common on a quiet ground; return where it ends."""
    most = f"{row.most.words}, {row.share}" if row.most else row.share
    told = class_wrap(f"{last}: {most}", "t", canvas.width - 16)
    canvas.rect(0, y, canvas.width, len(told) * LINE + 8, "shade")
    write(canvas, [Line(words, "t") for words in told], Spot(8, y + 16), halo=False)
    return y + len(told) * LINE + 14


def _draw_groups(row: MatrixRow, body: MatrixBody, y: float, canvas: Canvas) -> float:
    """List the rules under the step that they give, those to catch the eye first, those without one last; return where it ends."""
    groups: dict[MatrixCell, list[str]] = {}
    for head, cell in zip(body.heads, row.cells, strict=True):
        groups.setdefault(cell, []).append(head)
    for cell, names in sorted(groups.items(), key=lambda group: (not group[0].words, not group[0].marked)):
        name = "tb" if cell.marked else "ti"
        lines = class_wrap(f"{cell.words or body.silent}: {', '.join(names)}", name, canvas.width - INDENT)
        canvas.shape(cell.status, SMALL_SHAPE / 2 + 1, y + 10, SMALL_SHAPE)
        write(canvas, [Line(words, name) for words in lines], Spot(INDENT, y + 14.5), halo=False)
        y += len(lines) * LINE + 5
    return y
