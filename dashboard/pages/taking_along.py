"""How to cite what was taken along, and how to load it: a few lines each for Python, R and DuckDB, from the table and from the file."""

from __future__ import annotations

from dashboard.components.code_box import code_box
from dashboard.components.markup import element, escaped, paragraph
from dashboard.components.note import note
from dashboard.components.part import part
from dashboard.components.view import View
from dashboard.display import date_words

TABLE_SNIPPETS: dict[str, str] = {
    "Python": """
import pandas as pd

figures = pd.read_csv("{table}", keep_default_na=False, na_values=[""])
print(figures[["place", "year", "value", "edition"]])
""",
    "R": """
figures <- read.csv("{table}", na.strings = "", encoding = "UTF-8")
print(figures[c("place", "year", "value", "edition")])
""",
    "DuckDB": """
SELECT place, year, value, edition
FROM read_csv('{table}');
""",
}
"""Code that reads the downloaded table of one indicator, by language; ``{table}`` is the name of its file."""

WAREHOUSE_SNIPPETS: dict[str, str] = {
    "Python": '''
import duckdb

figures = duckdb.connect("{file}", read_only=True).sql("""
    SELECT * FROM observation WHERE indicator = '{indicator}'
""").df()
''',
    "R": """
library(duckdb)

warehouse <- dbConnect(duckdb(), "{file}", read_only = TRUE)
figures <- dbGetQuery(warehouse, "SELECT * FROM observation WHERE indicator = '{indicator}'")
dbDisconnect(warehouse)
""",
    "DuckDB": """
ATTACH '{file}' AS waymark (READ_ONLY);

-- without the editions that a newer one restates, directly or by way of another
WITH RECURSIVE restated AS (
    SELECT source, restates AS old, id AS new
    FROM waymark.edition
    WHERE restates IS NOT NULL
    UNION
    SELECT newer.source, older.restates, newer.new
    FROM restated newer
    JOIN waymark.edition older ON older.source = newer.source AND older.id = newer.old
    WHERE older.restates IS NOT NULL
), replaced AS (
    SELECT restated.source, restated.old AS edition, held.indicator
    FROM restated
    JOIN waymark.edition_indicator held
        ON held.source = restated.source AND held.edition = restated.new
)
SELECT *
FROM waymark.observation
ANTI JOIN replaced USING (source, edition, indicator)
WHERE indicator = '{indicator}';
""",
}
"""Code that reads the file of the warehouse; ``{file}`` is its name, ``{indicator}`` the code of an indicator."""


def snippets(view: View, indicator: str, table_file: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the code that reads the downloaded table of *indicator*, and the code that reads the warehouse, by language."""
    filled = {"{table}": table_file, "{file}": view.warehouse.name, "{indicator}": indicator}
    return _filled(TABLE_SNIPPETS, filled), _filled(WAREHOUSE_SNIPPETS, filled)


def _filled(codes: dict[str, str], names: dict[str, str]) -> dict[str, str]:
    """Return *codes* with *names* in their places; a brace of the code itself stays."""
    done = {}
    for language, code in codes.items():
        text = code.strip("\n")
        for mark, name in names.items():
            text = text.replace(mark, name)
        done[language] = text
    return done


def code_section(view: View, indicator: str, table_file: str) -> str:
    """Return the code for *indicator*, whose downloaded table is called *table_file*."""
    words = view.words
    table, warehouse = snippets(view, indicator, table_file)
    return "".join(
        (
            part("code", words("quality.code.title")),
            paragraph(words("quality.code.text")),
            element("h3", escaped(words("quality.code.table")), style="margin-top:24px"),
            *(_listing(view, language, code) for language, code in table.items()),
            element("h3", escaped(words("quality.code.warehouse")), style="margin-top:32px"),
            paragraph(words("quality.code.warehouse_text", file=view.warehouse.name), "wm-small wm-muted"),
            *(_listing(view, language, code) for language, code in warehouse.items()),
        )
    )


def _listing(view: View, language: str, code: str) -> str:
    label = view.words("quality.code.label", language=language)
    return element("p", escaped(language), class_="wm-small", style="margin:16px 0 4px;font-weight:600") + code_box(code, label)


def cite_section(view: View, indicator: str) -> str:
    """Return how to cite the figures of *indicator*: this build, and each source behind them."""
    words, build = view.words, view.warehouse.build
    told = words("data.cite_text", day=date_words(view.as_of, view.language), id=str(build["input_sha256"])[:12])
    series = view.warehouse.series
    held = sorted(set(series[series["indicator"] == indicator]["source"]))
    name = view.of(view.catalogue.indicators[indicator].name)
    items = [element("li", escaped(view.catalogue.sources[source].cite_as), lang="en") for source in held]
    sources = paragraph(words("quality.cite.sources", indicator=name)) + element("ul", *items) if items else ""
    head = part("cite", words("quality.cite.title")) + paragraph(words("quality.cite.text"))
    return head + sources + note(words("data.cite"), told)
