"""
Places: the publishers' codes and names and our codes for them.

Countries are ISO 3166-1 alpha-3. The United Nations' numeric codes (M49) of countries equal ISO 3166-1 numeric; the United Nations'
regions have no code of ours and are named ``M49-<number>``, so that a recipe can tell them from countries.
"""

from __future__ import annotations

M49 = {
    1: "WORLD", 4: "AFG", 8: "ALB", 12: "DZA", 20: "AND", 24: "AGO", 28: "ATG", 31: "AZE", 32: "ARG", 36: "AUS", 40: "AUT", 44: "BHS",
    48: "BHR", 50: "BGD", 51: "ARM", 52: "BRB", 56: "BEL", 64: "BTN", 68: "BOL", 70: "BIH", 72: "BWA", 76: "BRA", 84: "BLZ", 90: "SLB",
    96: "BRN", 100: "BGR", 104: "MMR", 108: "BDI", 112: "BLR", 116: "KHM", 120: "CMR", 124: "CAN", 132: "CPV", 140: "CAF", 144: "LKA",
    148: "TCD", 152: "CHL", 156: "CHN", 170: "COL", 174: "COM", 175: "MYT", 178: "COG", 180: "COD", 184: "COK", 188: "CRI", 191: "HRV",
    192: "CUB", 196: "CYP", 203: "CZE", 204: "BEN", 208: "DNK", 212: "DMA", 214: "DOM", 218: "ECU", 222: "SLV", 226: "GNQ", 231: "ETH",
    232: "ERI", 233: "EST", 234: "FRO", 242: "FJI", 246: "FIN", 250: "FRA", 254: "GUF", 258: "PYF", 262: "DJI", 266: "GAB", 268: "GEO",
    270: "GMB", 275: "PSE", 276: "DEU", 288: "GHA", 292: "GIB", 296: "KIR", 300: "GRC", 304: "GRL", 308: "GRD", 312: "GLP", 316: "GUM",
    320: "GTM", 324: "GIN", 328: "GUY", 332: "HTI", 340: "HND", 344: "HKG", 348: "HUN", 352: "ISL", 356: "IND", 360: "IDN", 364: "IRN",
    368: "IRQ", 372: "IRL", 376: "ISR", 380: "ITA", 384: "CIV", 388: "JAM", 392: "JPN", 398: "KAZ", 400: "JOR", 404: "KEN", 408: "PRK",
    410: "KOR", 414: "KWT", 417: "KGZ", 418: "LAO", 422: "LBN", 426: "LSO", 428: "LVA", 430: "LBR", 434: "LBY", 438: "LIE", 440: "LTU",
    442: "LUX", 446: "MAC", 450: "MDG", 454: "MWI", 458: "MYS", 462: "MDV", 466: "MLI", 470: "MLT", 474: "MTQ", 478: "MRT", 480: "MUS",
    484: "MEX", 492: "MCO", 496: "MNG", 498: "MDA", 499: "MNE", 504: "MAR", 508: "MOZ", 512: "OMN", 516: "NAM", 520: "NRU", 524: "NPL",
    528: "NLD", 540: "NCL", 548: "VUT", 554: "NZL", 558: "NIC", 562: "NER", 566: "NGA", 570: "NIU", 578: "NOR", 583: "FSM", 584: "MHL",
    585: "PLW", 586: "PAK", 591: "PAN", 598: "PNG", 600: "PRY", 604: "PER", 608: "PHL", 616: "POL", 620: "PRT", 624: "GNB", 626: "TLS",
    630: "PRI", 634: "QAT", 638: "REU", 642: "ROU", 643: "RUS", 646: "RWA", 659: "KNA", 662: "LCA", 670: "VCT", 674: "SMR", 678: "STP",
    682: "SAU", 686: "SEN", 688: "SRB", 690: "SYC", 694: "SLE", 702: "SGP", 703: "SVK", 704: "VNM", 705: "SVN", 706: "SOM", 710: "ZAF",
    716: "ZWE", 724: "ESP", 728: "SSD", 729: "SDN", 740: "SUR", 748: "SWZ", 752: "SWE", 756: "CHE", 760: "SYR", 762: "TJK", 764: "THA",
    768: "TGO", 776: "TON", 780: "TTO", 784: "ARE", 788: "TUN", 792: "TUR", 795: "TKM", 798: "TUV", 800: "UGA", 804: "UKR", 807: "MKD",
    818: "EGY", 826: "GBR", 834: "TZA", 840: "USA", 854: "BFA", 858: "URY", 860: "UZB", 862: "VEN", 882: "WSM", 887: "YEM", 894: "ZMB",
}  # fmt: skip
"""Country number of the United Nations -> ISO 3166-1 alpha-3; 1 is the world."""

ISO3 = frozenset(M49.values()) - {"WORLD"}

NAMES = {
    "Algeria": "DZA", "China": "CHN", "India": "IND", "Indonesia": "IDN", "Malaysia": "MYS", "Qatar": "QAT", "Saudi Arabia": "SAU",
    "Taiwan": "TWN", "Tunisia": "TUN",
    "Albania": "ALB", "Antigua and Barbuda": "ATG", "Argentina": "ARG", "Armenia": "ARM", "Australia": "AUS", "Austria": "AUT",
    "Azerbaijan": "AZE", "Bahamas": "BHS", "Bahrain": "BHR", "Barbados": "BRB", "Belarus": "BLR", "Belgium": "BEL", "Belize": "BLZ",
    "Bosnia and Herzegovina": "BIH", "Brazil": "BRA", "Brunei": "BRN", "Bulgaria": "BGR", "Canada": "CAN", "Cape Verde": "CPV",
    "Chile": "CHL", "Colombia": "COL", "Costa Rica": "CRI", "Croatia": "HRV", "Cuba": "CUB", "Cyprus": "CYP", "Czech Republic": "CZE",
    "Czechia": "CZE", "Denmark": "DNK", "Dominican Republic": "DOM", "Ecuador": "ECU", "Egypt": "EGY", "El Salvador": "SLV",
    "Estonia": "EST", "Fiji": "FJI", "Finland": "FIN", "France": "FRA", "French Guiana": "GUF", "Georgia": "GEO", "Germany": "DEU",
    "Gibraltar": "GIB", "Greece": "GRC", "Grenada": "GRD", "Guadeloupe": "GLP", "Guatemala": "GTM", "Guyana": "GUY", "Hong Kong": "HKG",
    "Hungary": "HUN", "Iceland": "ISL", "Iran": "IRN", "Iraq": "IRQ", "Ireland": "IRL", "Israel": "ISR", "Italy": "ITA",
    "Jamaica": "JAM", "Japan": "JPN", "Jordan": "JOR", "Kazakhstan": "KAZ", "Kuwait": "KWT", "Kyrgyzstan": "KGZ", "Latvia": "LVA",
    "Lebanon": "LBN", "Lithuania": "LTU", "Luxembourg": "LUX", "Maldives": "MDV", "Malta": "MLT", "Martinique": "MTQ",
    "Mauritius": "MUS", "Mayotte": "MYT", "Mexico": "MEX", "Moldova": "MDA", "Mongolia": "MNG", "Montenegro": "MNE",
    "Netherlands": "NLD", "New Zealand": "NZL", "Nicaragua": "NIC", "North Macedonia": "MKD", "Norway": "NOR", "Panama": "PAN",
    "Paraguay": "PRY", "Peru": "PER", "Philippines": "PHL", "Poland": "POL", "Portugal": "PRT", "Puerto Rico": "PRI", "Reunion": "REU",
    "Romania": "ROU", "Russia": "RUS", "Saint Lucia": "LCA", "Saint Vincent and the Grenadines": "VCT", "Sao Tome and Principe": "STP",
    "Serbia": "SRB", "Seychelles": "SYC", "Singapore": "SGP", "Slovakia": "SVK", "Slovenia": "SVN", "South Africa": "ZAF",
    "South Korea": "KOR", "Spain": "ESP", "Sri Lanka": "LKA", "Suriname": "SUR", "Sweden": "SWE", "Switzerland": "CHE", "Syria": "SYR",
    "Tajikistan": "TJK", "Thailand": "THA", "Trinidad and Tobago": "TTO", "Turkey": "TUR", "Turkmenistan": "TKM", "UK": "GBR",
    "Ukraine": "UKR", "United Kingdom": "GBR", "United States": "USA", "Uruguay": "URY", "Uzbekistan": "UZB", "Venezuela": "VEN",
}  # fmt: skip
"""English short names, as Our World in Data, NORDCAN and CONCORD write them."""

US_STATES = {
    "Alabama": "AL", "Alaska": "AK", "Arizona": "AZ", "Arkansas": "AR", "California": "CA", "Colorado": "CO", "Connecticut": "CT",
    "Delaware": "DE", "District of Columbia": "DC", "Florida": "FL", "Georgia": "GA", "Hawaii": "HI", "Idaho": "ID", "Illinois": "IL",
    "Indiana": "IN", "Iowa": "IA", "Kansas": "KS", "Kentucky": "KY", "Louisiana": "LA", "Maine": "ME", "Maryland": "MD",
    "Massachusetts": "MA", "Michigan": "MI", "Minnesota": "MN", "Mississippi": "MS", "Missouri": "MO", "Montana": "MT",
    "Nebraska": "NE", "Nevada": "NV", "New Hampshire": "NH", "New Jersey": "NJ", "New Mexico": "NM", "New York": "NY",
    "North Carolina": "NC", "North Dakota": "ND", "Ohio": "OH", "Oklahoma": "OK", "Oregon": "OR", "Pennsylvania": "PA",
    "Rhode Island": "RI", "South Carolina": "SC", "South Dakota": "SD", "Tennessee": "TN", "Texas": "TX", "Utah": "UT",
    "Vermont": "VT", "Virginia": "VA", "Washington": "WA", "West Virginia": "WV", "Wisconsin": "WI", "Wyoming": "WY",
}  # fmt: skip
"""Names of the states -> their letters in ISO 3166-2:US."""

SWEDISH_REGIONS = {
    "01": "AB", "03": "C", "04": "D", "05": "E", "06": "F", "07": "G", "08": "H", "09": "I", "10": "K", "12": "M", "13": "N", "14": "O",
    "17": "S", "18": "T", "19": "U", "20": "W", "21": "X", "22": "Y", "23": "Z", "24": "AC", "25": "BD",
}  # fmt: skip
"""Statistics Sweden's numbers of the regions -> their letters in ISO 3166-2:SE."""

EUROSTAT = {
    "EU27_2020": "EU27", "AT": "AUT", "BE": "BEL", "BG": "BGR", "CY": "CYP", "CZ": "CZE", "DE": "DEU", "DK": "DNK", "EE": "EST",
    "EL": "GRC", "ES": "ESP", "FI": "FIN", "FR": "FRA", "HR": "HRV", "HU": "HUN", "IE": "IRL", "IT": "ITA", "LT": "LTU", "LU": "LUX",
    "LV": "LVA", "MT": "MLT", "NL": "NLD", "PL": "POL", "PT": "PRT", "RO": "ROU", "SE": "SWE", "SI": "SVN", "SK": "SVK",
}  # fmt: skip
"""Eurostat's codes, which are ISO 3166-1 alpha-2 except for Greece (``EL``)."""


def m49_place(number: int) -> str:
    """Return our code of the United Nations' area *number*; a region of theirs is ``M49-<number>``."""
    return M49.get(number, f"M49-{number}")
