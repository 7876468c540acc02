"""Stated chances against how often they came true; where the points lie on the diagonal, the words were right."""

from __future__ import annotations

import pandas as pd

from dashboard.charts.bodies_of_verdicts import CalibrationBody, StatedChance
from dashboard.charts.description import Chart, Words
from dashboard.display import Language, number, percent

TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def calibration(bins: pd.DataFrame, *, words: Words, language: Language, title: str, subtitle: str, text: str, source: str) -> Chart:
    """
    Return the reliability of stated chances.

    Args:
        bins: Columns ``low``, ``high``, ``stated``, ``observed`` (shares) and ``forecasts``; one row a class of stated chance, in order.
        words: The language file.
        language: How numbers are written.
        title: The finding.
        subtitle: What was held against what.
        text: The sentence that stands in for the picture.
        source: The source line.
    """
    chances = tuple(
        StatedChance(
            float(row["stated"]),
            float(row["observed"]),
            words("methods.record_stated", low=number(100 * row["low"], language), high=percent(100 * row["high"], language)),
            percent(100 * row["observed"], language),
            number(row["forecasts"], language),
        )
        for row in bins.to_dict("records")
    )
    table = pd.DataFrame(
        [
            (one.bin_text, percent(100 * one.stated, language, 0.1), percent(100 * one.observed, language, 0.1), one.count_text)
            for one in chances
        ],
        columns=[words("column.stated"), words("lab.record.mean_stated"), words("column.came_true"), words("column.statements")],
    )
    ticks = tuple((tick, percent(100 * tick, language) if tick == TICKS[-1] else number(100 * tick, language)) for tick in TICKS)
    body = CalibrationBody(
        chances,
        ticks,
        stated_name=words("lab.record.stated"),
        observed_name=words("lab.record.observed"),
        count_name=words("lab.record.count"),
        diagonal=words("lab.record.diagonal"),
        legend=words("lab.record.legend"),
    )
    return Chart("calibration", title, subtitle, text, table, source, (), body)
