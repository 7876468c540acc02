"""Counted statuses, the agreement of rules, and a target that cannot be assessed yet, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from dashboard.charts.bodies_of_verdicts import AgreementBody, AgreementRow, CountedBody, KnownValue, UnassessedBody
from dashboard.charts.canvas import Canvas, class_width, class_wrap
from dashboard.charts.description import Chart
from dashboard.charts.labels import Box
from dashboard.charts.writing import LINE, Line, Spot, inside, write

CELL, CELL_HEIGHT, FOOT, CELL_GAP = 72.0, 42.0, 6.0, 3.0
MOST_SHAPES = 30  # with more cells the shapes no longer fit; the foot lines and the words stay
BARE_HEIGHT = 16.0  # a cell without a shape needs no room for one
ROW, NAME_COLUMN = 42.0, 340.0
NARROW_ANSWER_ROW = 36.0


def draw_counted(chart: Chart, body: CountedBody, canvas: Canvas) -> str:
    """Return one cell a target in the fixed order, and the counts in words."""
    count = max(1, len(body.cells))
    width = min(CELL, (canvas.width + CELL_GAP) / count - CELL_GAP)
    gap = CELL_GAP if width > CELL_GAP else 1.0
    width = min(CELL, (canvas.width + gap) / count - gap)
    has_shapes = count <= MOST_SHAPES and width >= FOOT
    height = CELL_HEIGHT if has_shapes else BARE_HEIGHT
    xs = [n * (width + gap) for n in range(len(body.cells))]
    canvas.rects(xs, 0, width, height, "cell")
    for x, status in zip(xs, body.cells, strict=True):
        if has_shapes:
            canvas.shape(status, x + width / 2, 18, min(16.0, width - 2))
    for status, alike in groupby(zip(xs, body.cells, strict=True), key=itemgetter(1)):
        canvas.rects((x for x, _ in alike), height - FOOT, width, FOOT, f"foot s-{status}")
    y = height + 26
    x = 0.0
    for status, number, words in body.counts:
        room = 22 + class_width(str(number), "tl") + 8 + class_width(words, "ti")
        if x > 0 and (x + room > canvas.width or not canvas.is_wide):
            x, y = 0.0, y + 22
        canvas.shape(status, x + 8, y - 5, 14)
        canvas.text(x + 22, y, str(number), "tl")
        canvas.text(x + 22 + class_width(str(number), "tl") + 7, y, words, "ti")
        x += room + 28
    return canvas.finish(y + 8, chart.alternative)


def draw_agreement(chart: Chart, body: AgreementBody, canvas: Canvas) -> str:
    """Return one row a rule; the column that most usable rules give is shaded."""
    height = _draw_wide_agreement(body, canvas) if canvas.is_wide else _draw_narrow_agreement(body, canvas)
    return canvas.finish(height, chart.alternative)


def _rule_lines(row: AgreementRow, room: float) -> list[Line]:
    name = [Line(words, "tb") for words in class_wrap(row.name, "tb", room)]
    return [*name, *(Line(words, "ts") for words in (class_wrap(row.statistic, "ts", room) if row.statistic else []))]


def _draw_wide_agreement(body: AgreementBody, canvas: Canvas) -> float:
    left, top = NAME_COLUMN + 30, 24.0
    step = (canvas.width - left) / len(body.steps)
    heads = [_rule_lines(row, NAME_COLUMN) for row in body.rows]
    heights = [max(ROW, len(lines) * LINE + 12) for lines in heads]
    usable = sum(height for height, row in zip(heights, body.rows, strict=True) if row.step is not None)
    ordered = sorted(zip(body.rows, heads, heights, strict=True), key=lambda item: item[0].step is None)
    fits = all(class_width(words, "tb") <= step - 6 for words in body.steps)
    for n, words in enumerate(body.steps if fits else body.short_steps):
        canvas.text(left + (n + 0.5) * step, 14, words, "tb" if n == body.modal else "t", "middle")
    if body.modal is not None:
        canvas.rect(left + body.modal * step + 4, top, step - 8, usable, "shade")
    y = top
    for row, lines, height in ordered:
        middle = y + height / 2
        write(canvas, lines, Spot(0, middle + 4.5 - (len(lines) - 1) * LINE / 2), halo=False)
        if row.step is None:
            _draw_reason(row, left, canvas.width - left - 1, middle, canvas)
        else:
            canvas.line((left, middle), (canvas.width, middle), "grid")
            canvas.circle(left + (row.step + 0.5) * step, middle, 6.5, "latest")
        y += height
    return y + 6


def _draw_reason(row: AgreementRow, left: float, width: float, middle: float, canvas: Canvas) -> float:
    lines = [Line(words, "ts") for words in class_wrap(row.frame, "ts", width - 20)]
    height = len(lines) * LINE + 6
    canvas.rect(left + 0.5, middle - height / 2, width - 1, height, "frame")
    write(canvas, lines, Spot(left + 10, middle - height / 2 + 15), halo=False)
    return height


def _draw_narrow_agreement(body: AgreementBody, canvas: Canvas) -> float:
    step = canvas.width / len(body.steps)
    y = 0.0
    for row in sorted(body.rows, key=lambda row: row.step is None):
        lines = _rule_lines(row, canvas.width)
        write(canvas, lines, Spot(0, y + 13), halo=False)
        y += len(lines) * LINE
        if row.step is None:
            frame = len(class_wrap(row.frame, "ts", canvas.width - 20)) * LINE + 6
            _draw_reason(row, 0, canvas.width, y + 6 + frame / 2, canvas)
            y += frame + 20
            continue
        middle = y + 16
        canvas.line((0.5 * step, middle), (canvas.width - 0.5 * step, middle), "grid")
        for n in range(len(body.steps)):
            canvas.circle((n + 0.5) * step, middle, 3, "dot-context")
        canvas.circle((row.step + 0.5) * step, middle, 7, "latest")
        y += 38
    for n, words in enumerate(body.short_steps):
        canvas.text((n + 0.5) * step, y + 10, words, "tb" if n == body.modal else "ts", "middle")
    return y + 18


# --- cannot be assessed yet ---------------------------------------------------------------------------------------------------------------


def draw_unassessed(chart: Chart, body: UnassessedBody, canvas: Canvas) -> str:
    """Return the verdict in full size, what is known to scale and unjoined, and the five answers."""
    canvas.shape("not_assessable", 10, 12, 20)
    canvas.text(30, 19, body.status_words, "tv")
    indent = 30.0 if canvas.is_wide else 0.0
    reason = [Line(words, "t") for words in class_wrap(body.reason, "t", canvas.width - indent)]
    write(canvas, reason, Spot(indent, 46), halo=False)
    y = 46 + len(reason) * LINE
    if body.axis and body.known:
        y = _draw_known(body, canvas, y + 14)
    height = _draw_answers(body.answers, canvas, y + 10)
    return canvas.finish(height, chart.alternative)


def _draw_known(body: UnassessedBody, canvas: Canvas, top: float) -> float:
    left, right = (40.0, canvas.width - 40.0) if canvas.is_wide else (22.0, canvas.width - 22.0)
    every = sorted(body.known, key=lambda known: known.value)
    scale = 0.0 if body.axis is None else (right - left) / (body.axis.high - body.axis.low)
    xs = [left if body.axis is None else left + (known.value - body.axis.low) * scale for known in every]
    frame = Box(0, 0, canvas.width, 10_000)
    rises = _rises(every, xs, frame)
    y = top + 26 + max(rises) * LINE
    canvas.line((left, y), (right, y), "axis")
    taken: list[Box] = []
    deepest = 0
    for known, x, rise in zip(every, xs, rises, strict=True):
        _draw_known_mark(known, x, y, canvas)
        value = [Line(known.text, "tb")]
        if rise:
            canvas.line((x, y - 12), (x, y - 18 - rise * LINE), "lead")
        write(canvas, value, _over(x, y, rise, value, frame))
        words = [Line(line, "ts") for line in class_wrap(known.label, "ts", 220 if canvas.is_wide else 110)]
        level = next(n for n in range(len(body.known) + 1) if not _touches(_under(x, y, n, words, frame), words, taken))
        spot = _under(x, y, level, words, frame)
        if level:
            canvas.line((x, y + 12), (x, spot.y - 12), "lead")
        write(canvas, words, spot)
        taken.append(spot.box(words))
        deepest = max(deepest, round(spot.y + (len(words) - 1) * LINE - y))
    return y + deepest + 14


def _rises(every: Sequence[KnownValue], xs: Sequence[float], frame: Box) -> list[int]:
    """Return by how many lines each value is lifted, so that none covers one before it."""
    taken: list[Box] = []
    rises = []
    for known, x in zip(every, xs, strict=True):
        value = [Line(known.text, "tb")]
        rise = next(n for n in range(len(every) + 1) if not _touches(_over(x, 0, n, value, frame), value, taken))
        taken.append(_over(x, 0, rise, value, frame).box(value))
        rises.append(rise)
    return rises


def _over(x: float, y: float, rise: int, words: Sequence[Line], frame: Box) -> Spot:
    return inside([Spot(x, y - 20 - rise * LINE, "middle")], words, frame)[0]


def _under(x: float, y: float, level: int, words: Sequence[Line], frame: Box) -> Spot:
    return inside([Spot(x, y + 28 + level * 2 * LINE, "middle")], words, frame)[0]


def _touches(spot: Spot, words: Sequence[Line], taken: Sequence[Box]) -> bool:
    box = spot.box(words)
    padded = Box(box.left - 8, box.top, box.right + 8, box.bottom)
    return any(padded.overlap(other) > 0 for other in taken)


def _draw_known_mark(known: KnownValue, x: float, y: float, canvas: Canvas) -> None:
    match known.kind:
        case "target":
            canvas.line((x, y - 11), (x, y + 11), "target")
        case "start":
            canvas.line((x, y - 11), (x, y + 11), "target-replaced")
        case _:
            canvas.circle(x, y, 6, "dot")


def _draw_answers(answers: Sequence[tuple[str, str]], canvas: Canvas, y: float) -> float:
    column = 230.0 if canvas.is_wide else 0.0
    for question, answer in answers:
        canvas.line((0, y), (canvas.width, y), "grid")
        asked = [Line(words, "t" if canvas.is_wide else "ts") for words in class_wrap(question, "t", (column or canvas.width) - 10)]
        told = [Line(words, "ti") for words in class_wrap(answer, "ti", canvas.width - column)]
        write(canvas, asked, Spot(0, y + 20), halo=False)
        below = 0.0 if canvas.is_wide else len(asked) * LINE + 1
        write(canvas, told, Spot(column, y + 20 + below), halo=False)
        lines = max(len(asked), len(told)) if canvas.is_wide else len(asked) + len(told)
        y += lines * LINE + (15 if canvas.is_wide else 12)
    if answers:
        canvas.line((0, y), (canvas.width, y), "grid")
    return y + 4
