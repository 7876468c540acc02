"""
Australian Institute of Health and Welfare, Australian Cancer Incidence and Mortality books: combined counts by age, wide.

Columns: ``Year, Sex`` (Male, Female, Persons), ``Type`` (Incidence, Mortality), ``Cancer_Type``, then ``Age_0_to_4`` … ``Age_85+`` and
``Age_Unknown``. New cases or deaths of Australia.

Missing: an empty cell. Where a whole line is empty for a sex that cannot have the cancer, it cannot exist (status M), otherwise it is not
reported (status O): deaths are a year ahead of incidence, so that the last years of incidence are empty. Traps: persons are given beside
the sexes and must not be added to them; incidence of 2010 has estimates for New South Wales and the Capital Territory; the book has no
total of all ages, which is the sum with the unknown.
"""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from data.errors import FigureError
from etl.readers import citing, delimited, numeric, tidy
from etl.readers.wide import long_form

KEYS = ("Year", "Sex", "Type", "Cancer_Type")
SITES = {
    "Acute lymphoblastic leukaemia": "C91.0", "Acute myeloid leukaemia": "C92.0+C92.3-C92.6+C92.8+C93.0+C94.0+C94.2+C94.4-C94.5",
    "All cancers combined": "all", "Anal cancer": "C21", "Bladder cancer": "C67", "Bowel cancer": "C18-C20", "Brain cancer": "C71",
    "Breast cancer": "C50", "Cervical cancer": "C53", "Chronic lymphocytic leukaemia": "C91.1", "Colon cancer": "C18",
    "Colorectal cancer": "C18-C20", "Hodgkin lymphoma": "C81", "Kidney cancer": "C64", "Laryngeal cancer": "C32", "Lip cancer": "C00",
    "Liver cancer": "C22", "Lung cancer": "C33-C34", "Melanoma of the skin": "C43", "Mesothelioma": "C45", "Myeloma": "C90.0",
    "Non-Hodgkin lymphoma": "C82-C86", "Oesophageal cancer": "C15", "Ovarian cancer": "C56", "Pancreatic cancer": "C25",
    "Prostate cancer": "C61", "Rectal cancer": "C19-C20", "Stomach cancer": "C16", "Testicular cancer": "C62", "Thyroid cancer": "C73",
    "Bone cancer": "C40-C41", "Chronic myeloid leukaemia": "C92.1", "Eye cancer": "C69", "Kaposi sarcoma": "C46",
    "Leukaemia": "C91-C95", "Nasopharyngeal cancer": "C11", "Non-melanoma skin cancer": "C44", "Penile cancer": "C60",
    "Placental cancer": "C58", "Salivary gland cancer": "C07-C08", "Small intestine cancer": "C17", "Vulvar cancer": "C51",
    "Tongue cancer": "C01-C02", "Uterine cancer": "C54-C55", "Vaginal cancer": "C52", "Vulval cancer": "C51",
}  # fmt: skip
"""Names of cancers -> ICD-10; those beyond bowel, breast, lung, melanoma and prostate are from memory of AIHW's list of codes."""
OTHER_SEX = {
    "C51": "male", "C52": "male", "C53": "male", "C54-C55": "male", "C56": "male", "C58": "male", "C61": "female", "C62": "female",
    "C60": "female",
}  # fmt: skip
"""Site -> the sex that cannot have it."""
AGE = r"Age_(?:(\d+)_to_(\d+)|(\d+)\+|(Unknown))"


def read(path: Path) -> pd.DataFrame:
    """Return the counts in *path* as tidy observations; ``series`` is ``incidence`` or ``mortality``."""
    cells = delimited.read_text(path)
    tidy.need_columns(path, cells, KEYS)
    columns = {column: _age(path, column) for column in cells.columns if column not in (*KEYS, "line")}
    empty = cells[list(columns)].apply(lambda column: column.str.strip()).eq("").all(axis=1)
    long = long_form(path, cells.assign(empty=empty), [*KEYS, "empty"], list(columns)).astype({"column": "str"})
    where = citing.at_line(path, long) + ", " + long["column"]
    sex = tidy.translate(long["Sex"], where, {"Male": "male", "Female": "female", "Persons": "all"}, "sex")
    site = tidy.recode(path, long, long["Cancer_Type"], _site, "cancer", column=long["column"])
    value = numeric.numbers(long["text"], where, pattern=r"\d+")
    impossible = long["empty"] & site.map(OTHER_SEX).eq(sex)
    return tidy.tidy(
        series=tidy.translate(long["Type"], where, {"Incidence": "incidence", "Mortality": "mortality"}, "type"),
        place="AUS",
        year=numeric.whole_years(long["Year"], where),
        sex=sex,
        age=long["column"].map(columns),
        site=site,
        value=value,
        obs_status=value.isna().map({True: tidy.NOT_REPORTED, False: "A"}).mask(impossible, tidy.NOT_APPLICABLE),
        locator=citing.cite_line(path, long, long["column"]),
    )


def _site(name: str) -> str | None:
    """Return the ICD-10 codes of a cancer, by its name with or without letters in brackets behind it: ``… leukaemia (CML)``."""
    return SITES.get(re.sub(r" \([A-Z]+\)$", "", name))


def _age(path: Path, column: str) -> str:
    """Return our band of a column: ``Age_0_to_4`` is 0-4, ``Age_85+`` 85+."""
    found = re.fullmatch(AGE, column)
    if found is None:
        raise FigureError(f"{path.name}:1", f"column '{column}' is unknown", "ages such as Age_0_to_4, Age_85+ and Age_Unknown")
    start, end, oldest, unknown = found.groups()
    return "unknown" if unknown else f"{oldest}+" if oldest else f"{start}-{end}"
