"""
NORDCAN's cancer sites: the names in its exports, the numbers in its data, and our code (ICD-10) and sex for each.

A name may be NORDCAN's label in full or short, in British or American spelling, with "cancer" behind it, or an abbreviation.

The numbers follow NORDCAN's own table of ICD-10 and entities. The codes name the main group: NORDCAN's bladder (280) takes in C65-C66, C68
and non-invasive tumours, its ovary (220) the tubes, its pleura (170) C38.4, its brain (320, 321) benign tumours, its larynx (150) C10.1.
"""

from __future__ import annotations

import re
from pathlib import Path

from data.errors import FigureError
from etl.readers import unpack

SITES = {
    "bladder": "C67", "breast": "C50", "cervix": "C53", "colon": "C18", "corpus": "C54", "corut": "C54", "fem_gen": "C51+C52+C57",
    "kidney": "C64", "melanoma": "C43", "ovary": "C56", "penis": "C60", "prostate": "C61", "rectum": "C19-C20",
    "small_intestine": "C17", "testes": "C62", "vulva": "C51",
    "all_sites": "all", "all_sites_but_non_melanoma_skin_cancer": "all", "anus": "C21", "anus_and_anal_canal": "C21",
    "bladder_and_urinary_tract": "C67", "bone": "C40-C41", "brain": "C70-C72", "brain_central_nervous_system": "C70-C72",
    "brain_and_central_nervous_system": "C70-C72", "cervix_uteri": "C53", "colorectal": "C18-C20", "corpus_uteri": "C54", "eye": "C69",
    "gallbladder": "C23-C24", "hodgkin_lymphoma": "C81", "hodgkin_lymphomas": "C81", "hypopharynx": "C12-C13", "larynx": "C32",
    "leukaemia": "C91-C95", "leukaemias": "C91-C95", "lip": "C00", "lip_oral_cavity_and_pharynx": "C00-C14", "liver": "C22",
    "lung": "C33-C34", "lung_incl_trachea_and_bronchus": "C33-C34", "melanoma_of_skin": "C43", "multiple_myeloma": "C90",
    "multiple_myelomas": "C90", "nasal_cavity_middle_ear_and_sinuses": "C30-C31", "nasopharynx": "C11",
    "non_hodgkin_lymphoma": "C82-C86+C96", "non_hodgkin_lymphomas": "C82-C86+C96", "oesophagus": "C15", "oropharynx": "C09-C10",
    "other_female_genital_organs": "C57", "ovary_and_tubes": "C56", "pancreas": "C25", "penis_and_other_male_genital_organs": "C60+C63",
    "pleura": "C45.0", "rectum_and_rectosigmoid": "C19-C20", "salivary_glands": "C07-C08", "skin_melanoma": "C43",
    "skin_non_melanoma": "C44", "soft_tissues": "C49", "stomach": "C16", "testis": "C62", "thyroid": "C73", "uterus_other": "C55+C58",
    "vagina": "C52", "vulva_vagina_and_other_female_genital_organs": "C51+C52+C57",
    "vulva_vagina_and_other_females_genital_organs": "C51+C52+C57",
    "acute_lymphatic_leukaemia": "C91.0", "acute_myeloid_leukaemia": "C92.0+C92.3-C92.6+C93.0+C94.0+C94.2",
    "all": "all", "brain_and_cns": "C70-C72+C75.1-C75.3", "brain_and_cns_excluding_endocrine_tumours": "C70-C72",
    "central_nervous_system": "C70-C72", "chronic_lymphatic_leukaemia": "C91.1", "chronic_myeloid_leukaemia": "C92.1+C93.1",
    "cns": "C70-C72", "endocrine_tumours_of_brain_and_cns": "C75.1-C75.3", "gall_bladder": "C23-C24", "hodgkin": "C81",
    "hodgkin_disease": "C81",
    "leukaemia_cell_unspecified": "C95", "mds": "D46", "mouth": "C02-C06", "myelodysplastic_syndrome": "D46", "myeloma": "C90",
    "myeloproliferative_disease": "D45+D47.1+D47.3-D47.5",
    "myeloproliferative_neoplasm": "D45+D47.1+D47.3-D47.5", "nasal_cavity": "C30-C31", "nhl": "C82-C86+C96",
    "non_hodgkin": "C82-C86+C96", "oral_cavity": "C02-C06", "other_haematopoietic_disease": "C88+C94.6+D47",
    "other_and_unspecified_lymphatic_leukaemia": "C91.2-C91.9", "other_and_unspecified_myeloid_leukaemia": "C92-C94",
    "other_specified": "C37-C38+C45-C48+C74", "rectum_and_anus": "C19-C21", "salivary_gland": "C07-C08", "skin_other": "C44",
    "soft_tissue": "C49", "trachea_bronchus_and_lung": "C33-C34", "unknown_and_ill_defined": "C26+C39+C76-C80+C97", "uterus": "C54-C55",
}  # fmt: skip
"""
Name of a site as `site_key` gives it -> ICD-10 group.

Short names and those of parts of the leukaemias are from memory; the groups are those of NORDCAN's table.
"""

SAID_OTHERWISE = {
    "tumor": "tumour", "esophagus": "oesophagus", "leukemia": "leukaemia", "lymphocytic": "lymphatic", "lymphoid": "lymphatic",
    "hematopoietic": "haematopoietic", "nonmelanoma": "non_melanoma", "nonhodgkin": "non_hodgkin", "colorectum": "colorectal",
    "testicular": "testis", "prostatic": "prostate", "ovarian": "ovary", "cervical": "cervix", "thyroid_gland": "thyroid",
}  # fmt: skip
"""Other spellings -> the one that `SITES` has."""
UNSAID = frozenset({"cancer", "carcinoma", "of", "the", "and", "in"})
"""Words without which a name means the same."""

ENTITIES = {
    10: "C00", 20: "C02-C06", 30: "C07-C08", 40: "C09-C10", 41: "C11", 50: "C12-C13", 60: "C15", 70: "C16", 80: "C17", 90: "C18",
    100: "C19-C20", 105: "C21", 110: "C22", 120: "C23-C24", 130: "C25", 140: "C30-C31", 150: "C32", 160: "C33-C34", 170: "C45.0",
    180: "C50", 190: "C53", 200: "C54", 210: "C55+C58", 220: "C56", 227: "C51", 228: "C52", 229: "C57", 230: "C51+C52+C57", 240: "C61",
    250: "C62", 260: "C60+C63", 270: "C64", 280: "C67", 290: "C43", 300: "C44", 310: "C69", 315: "C75.1-C75.3", 320: "C70-C72",
    321: "C70-C72+C75.1-C75.3", 330: "C73", 340: "C40-C41", 350: "C49", 360: "C82-C86+C96", 370: "C81", 380: "C90", 390: "D46",
    392: "D45+D47.1+D47.3-D47.5",
    394: "C88+C94.6+D47", 400: "C91-C95", 401: "C91.0", 402: "C91.1", 403: "C91.2-C91.9",
    404: "C92.0+C92.3-C92.6+C93.0+C94.0+C94.2", 405: "C92.1+C93.1", 406: "C92-C94", 407: "C95", 410: "C37-C38+C45-C48+C74",
    420: "C26+C39+C76-C80+C97", 430: "C81-C96+D45-D47", 510: "C00-C14", 520: "C18-C20", 980: "all", 990: "all",
}  # fmt: skip
"""NORDCAN's number of a site -> ICD-10 group; 980 is all sites, 990 all without non-melanoma skin cancer (C44)."""

FEMALE = frozenset({"C50", "C51", "C51+C52+C57", "C52", "C53", "C54", "C54-C55", "C55+C58", "C56", "C57"})
MALE = frozenset({"C60", "C60+C63", "C61", "C62"})


def site_key(name: str) -> str:
    """Return *name* in small letters with one underscore for whatever is no letter."""
    return re.sub(r"[^a-z]+", "_", name.lower()).strip("_")


def site_named(name: str) -> str | None:
    """Return the ICD-10 group of a site's *name*, however it is spelt; nothing where there is no such site."""
    return SITES.get(site_key(name)) or BY_WORDS.get(_words(name))


def export_name(path: Path) -> str:
    """Return the name of an export without its ending, see `unpack.data_stem`."""
    return unpack.data_stem(path)


def site_of(path: Path, rest: str) -> str:
    """
    Return the site that the file's name gives; the header is wrong in some of the exports.

    Raises:
        FigureError: the name without *rest* (a regular expression) is no site that is known.
    """
    name = re.sub(rest, "", export_name(path))
    site = site_named(name)
    if site is None:
        what = f"the name gives no known site ('{site_key(name)}')"
        raise FigureError(path.name, what, f"a name that begins with one of {', '.join(SITES)}")
    return site


def _words(name: str) -> frozenset[str]:
    """Return the words of a *name* that tell its site, in one spelling and without an s at the end."""
    key = site_key(name)
    for other, ours in SAID_OTHERWISE.items():
        key = re.sub(rf"(?<![a-z]){other}", ours, key)
    return frozenset(word.removesuffix("s") for word in key.split("_") if word not in UNSAID)


BY_WORDS = {_words(name): site for name, site in SITES.items()}
"""The words of a site's name, see `_words` -> ICD-10 group."""


def own_sex(site: str) -> str:
    """Return the one sex that a site has, else ``all``."""
    return "female" if site in FEMALE else "male" if site in MALE else "all"
