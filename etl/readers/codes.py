"""
Places: the publishers' codes and names and our codes for them.

Countries are ISO 3166-1 alpha-3. The United Nations' numeric codes (M49) of countries equal ISO 3166-1 numeric; the United Nations'
regions have no code of ours and are named ``M49-<number>``, so that a recipe can tell them from countries.
"""

from __future__ import annotations

import re
import unicodedata

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


ALPHA2 = {
    "AD": "AND", "AE": "ARE", "AF": "AFG", "AG": "ATG", "AI": "AIA", "AL": "ALB", "AM": "ARM", "AO": "AGO", "AQ": "ATA", "AR": "ARG",
    "AS": "ASM", "AT": "AUT", "AU": "AUS", "AW": "ABW", "AX": "ALA", "AZ": "AZE", "BA": "BIH", "BB": "BRB", "BD": "BGD", "BE": "BEL",
    "BF": "BFA", "BG": "BGR", "BH": "BHR", "BI": "BDI", "BJ": "BEN", "BL": "BLM", "BM": "BMU", "BN": "BRN", "BO": "BOL", "BQ": "BES",
    "BR": "BRA", "BS": "BHS", "BT": "BTN", "BV": "BVT", "BW": "BWA", "BY": "BLR", "BZ": "BLZ", "CA": "CAN", "CC": "CCK", "CD": "COD",
    "CF": "CAF", "CG": "COG", "CH": "CHE", "CI": "CIV", "CK": "COK", "CL": "CHL", "CM": "CMR", "CN": "CHN", "CO": "COL", "CR": "CRI",
    "CU": "CUB", "CV": "CPV", "CW": "CUW", "CX": "CXR", "CY": "CYP", "CZ": "CZE", "DE": "DEU", "DJ": "DJI", "DK": "DNK", "DM": "DMA",
    "DO": "DOM", "DZ": "DZA", "EC": "ECU", "EE": "EST", "EG": "EGY", "EH": "ESH", "ER": "ERI", "ES": "ESP", "ET": "ETH", "FI": "FIN",
    "FJ": "FJI", "FK": "FLK", "FM": "FSM", "FO": "FRO", "FR": "FRA", "GA": "GAB", "GB": "GBR", "GD": "GRD", "GE": "GEO", "GF": "GUF",
    "GG": "GGY", "GH": "GHA", "GI": "GIB", "GL": "GRL", "GM": "GMB", "GN": "GIN", "GP": "GLP", "GQ": "GNQ", "GR": "GRC", "GS": "SGS",
    "GT": "GTM", "GU": "GUM", "GW": "GNB", "GY": "GUY", "HK": "HKG", "HM": "HMD", "HN": "HND", "HR": "HRV", "HT": "HTI", "HU": "HUN",
    "ID": "IDN", "IE": "IRL", "IL": "ISR", "IM": "IMN", "IN": "IND", "IO": "IOT", "IQ": "IRQ", "IR": "IRN", "IS": "ISL", "IT": "ITA",
    "JE": "JEY", "JM": "JAM", "JO": "JOR", "JP": "JPN", "KE": "KEN", "KG": "KGZ", "KH": "KHM", "KI": "KIR", "KM": "COM", "KN": "KNA",
    "KP": "PRK", "KR": "KOR", "KW": "KWT", "KY": "CYM", "KZ": "KAZ", "LA": "LAO", "LB": "LBN", "LC": "LCA", "LI": "LIE", "LK": "LKA",
    "LR": "LBR", "LS": "LSO", "LT": "LTU", "LU": "LUX", "LV": "LVA", "LY": "LBY", "MA": "MAR", "MC": "MCO", "MD": "MDA", "ME": "MNE",
    "MF": "MAF", "MG": "MDG", "MH": "MHL", "MK": "MKD", "ML": "MLI", "MM": "MMR", "MN": "MNG", "MO": "MAC", "MP": "MNP", "MQ": "MTQ",
    "MR": "MRT", "MS": "MSR", "MT": "MLT", "MU": "MUS", "MV": "MDV", "MW": "MWI", "MX": "MEX", "MY": "MYS", "MZ": "MOZ", "NA": "NAM",
    "NC": "NCL", "NE": "NER", "NF": "NFK", "NG": "NGA", "NI": "NIC", "NL": "NLD", "NO": "NOR", "NP": "NPL", "NR": "NRU", "NU": "NIU",
    "NZ": "NZL", "OM": "OMN", "PA": "PAN", "PE": "PER", "PF": "PYF", "PG": "PNG", "PH": "PHL", "PK": "PAK", "PL": "POL", "PM": "SPM",
    "PN": "PCN", "PR": "PRI", "PS": "PSE", "PT": "PRT", "PW": "PLW", "PY": "PRY", "QA": "QAT", "RE": "REU", "RO": "ROU", "RS": "SRB",
    "RU": "RUS", "RW": "RWA", "SA": "SAU", "SB": "SLB", "SC": "SYC", "SD": "SDN", "SE": "SWE", "SG": "SGP", "SH": "SHN", "SI": "SVN",
    "SJ": "SJM", "SK": "SVK", "SL": "SLE", "SM": "SMR", "SN": "SEN", "SO": "SOM", "SR": "SUR", "SS": "SSD", "ST": "STP", "SV": "SLV",
    "SX": "SXM", "SY": "SYR", "SZ": "SWZ", "TC": "TCA", "TD": "TCD", "TF": "ATF", "TG": "TGO", "TH": "THA", "TJ": "TJK", "TK": "TKL",
    "TL": "TLS", "TM": "TKM", "TN": "TUN", "TO": "TON", "TR": "TUR", "TT": "TTO", "TV": "TUV", "TW": "TWN", "TZ": "TZA", "UA": "UKR",
    "UG": "UGA", "UM": "UMI", "US": "USA", "UY": "URY", "UZ": "UZB", "VA": "VAT", "VC": "VCT", "VE": "VEN", "VG": "VGB", "VI": "VIR",
    "VN": "VNM", "VU": "VUT", "WF": "WLF", "WS": "WSM", "XK": "XKX", "YE": "YEM", "YT": "MYT", "ZA": "ZAF", "ZM": "ZMB", "ZW": "ZWE",
}  # fmt: skip
"""ISO 3166-1 alpha-2 -> alpha-3, and ``XK`` (a user-assigned code) for Kosovo."""

ALPHA3 = frozenset(ALPHA2.values())
"""Every country and territory of ISO 3166-1, and Kosovo."""

MORE_NAMES = {
    "Afghanistan": "AFG", "American Samoa": "ASM", "Andorra": "AND", "Angola": "AGO", "Anguilla": "AIA", "Antarctica": "ATA",
    "Aruba": "ABW", "Bangladesh": "BGD", "Benin": "BEN", "Bermuda": "BMU", "Bhutan": "BTN", "Bolivia": "BOL", "Botswana": "BWA",
    "Bouvet Island": "BVT", "British Indian Ocean Territory": "IOT", "British Virgin Islands": "VGB", "Burkina Faso": "BFA",
    "Burundi": "BDI", "Cabo Verde": "CPV", "Cambodia": "KHM", "Cameroon": "CMR", "Caribbean Netherlands": "BES", "Cayman Islands": "CYM",
    "Central African Republic": "CAF", "Chad": "TCD", "Christmas Island": "CXR", "Cocos (Keeling) Islands": "CCK", "Comoros": "COM",
    "Congo": "COG", "Cook Islands": "COK", "Curaçao": "CUW", "Côte d’Ivoire": "CIV", "Democratic Republic of the Congo": "COD",
    "Djibouti": "DJI", "Dominica": "DMA", "Equatorial Guinea": "GNQ", "Eritrea": "ERI", "Eswatini": "SWZ", "Ethiopia": "ETH",
    "Falkland Islands": "FLK", "Faroe Islands": "FRO", "French Polynesia": "PYF", "French Southern Territories": "ATF", "Gabon": "GAB",
    "Gambia": "GMB", "Ghana": "GHA", "Greenland": "GRL", "Guam": "GUM", "Guernsey": "GGY", "Guinea": "GIN", "Guinea-Bissau": "GNB",
    "Haiti": "HTI", "Heard and McDonald Islands": "HMD", "Honduras": "HND", "Isle of Man": "IMN", "Jersey": "JEY", "Kenya": "KEN",
    "Kiribati": "KIR", "Kosovo": "XKX", "Laos": "LAO", "Lesotho": "LSO", "Liberia": "LBR", "Libya": "LBY", "Liechtenstein": "LIE",
    "Macao": "MAC", "Madagascar": "MDG", "Malawi": "MWI", "Mali": "MLI", "Marshall Islands": "MHL", "Mauritania": "MRT",
    "Micronesia": "FSM", "Monaco": "MCO", "Montserrat": "MSR", "Morocco": "MAR", "Mozambique": "MOZ", "Myanmar": "MMR", "Namibia": "NAM",
    "Nauru": "NRU", "Nepal": "NPL", "New Caledonia": "NCL", "Niger": "NER", "Nigeria": "NGA", "Niue": "NIU", "Norfolk Island": "NFK",
    "North Korea": "PRK", "Northern Mariana Islands": "MNP", "Oman": "OMN", "Pakistan": "PAK", "Palau": "PLW",
    "Palestinian Territories": "PSE", "Papua New Guinea": "PNG", "Pitcairn Islands": "PCN", "Rwanda": "RWA", "Saint Barthélemy": "BLM",
    "Saint Helena": "SHN", "Saint Kitts and Nevis": "KNA", "Saint Martin": "MAF", "Saint Pierre and Miquelon": "SPM", "Samoa": "WSM",
    "San Marino": "SMR", "Senegal": "SEN", "Sierra Leone": "SLE", "Sint Maarten": "SXM", "Solomon Islands": "SLB", "Somalia": "SOM",
    "South Georgia and South Sandwich Islands": "SGS", "South Sudan": "SSD", "Sudan": "SDN", "Svalbard and Jan Mayen": "SJM",
    "Tanzania": "TZA", "Timor-Leste": "TLS", "Togo": "TGO", "Tokelau": "TKL", "Tonga": "TON", "Turks and Caicos Islands": "TCA",
    "Tuvalu": "TUV", "Türkiye": "TUR", "U.S. Virgin Islands": "VIR", "US Outlying Islands": "UMI", "Uganda": "UGA",
    "United Arab Emirates": "ARE", "Vanuatu": "VUT", "Vatican City": "VAT", "Vietnam": "VNM", "Wallis and Futuna": "WLF",
    "Western Sahara": "ESH", "Yemen": "YEM", "Zambia": "ZMB", "Zimbabwe": "ZWE", "Åland Islands": "ALA",
    "Bolivia (Plurinational State of)": "BOL", "Brunei Darussalam": "BRN", "Democratic People's Republic of Korea": "PRK",
    "Iran (Islamic Republic of)": "IRN", "Lao People's Democratic Republic": "LAO", "Micronesia (Federated States of)": "FSM",
    "Netherlands (Kingdom of the)": "NLD", "Republic of Korea": "KOR", "Korea, Republic of": "KOR", "Korea, Rep.": "KOR",
    "Korea, South": "KOR", "Korea, North": "PRK", "Republic of Moldova": "MDA", "Russian Federation": "RUS",
    "Syrian Arab Republic": "SYR", "Swaziland": "SWZ", "The former Yugoslav republic of Macedonia": "MKD", "East Timor": "TLS",
    "United Kingdom of Great Britain and Northern Ireland": "GBR", "United Republic of Tanzania": "TZA",
    "United States of America": "USA", "Venezuela (Bolivarian Republic of)": "VEN",
    "occupied Palestinian territory, including east Jerusalem": "PSE", "State of Palestine": "PSE", "Palestine": "PSE",
    "Türkiye (Republic of)": "TUR", "Slovak Republic": "SVK", "Kyrgyz Republic": "KGZ", "Macau": "MAC", "Hong Kong SAR": "HKG",
    "China, Hong Kong SAR": "HKG", "China, Macao SAR": "MAC", "Democratic Republic of Congo": "COD", "Micronesia (country)": "FSM",
    "Sint Maarten (Dutch part)": "SXM", "Saint Martin (French part)": "MAF", "Vatican": "VAT", "Holy See": "VAT", "Bahamas, The": "BHS",
    "Gambia, The": "GMB", "Egypt, Arab Rep.": "EGY", "Bonaire Sint Eustatius and Saba": "BES", "United States Virgin Islands": "VIR",
    "Pitcairn": "PCN", "Burma": "MMR", "Faeroe Islands": "FRO", "Germany (until 1990 former territory of the FRG)": "DEU",
    "Kosovo (under United Nations Security Council Resolution 1244/99)": "XKX",
}  # fmt: skip
"""English names beyond :data:`NAMES`: the other countries, and the long or older forms of WHO, Eurostat, the World Bank and OECD."""

AUSTRALIAN_STATES = {"1": "NSW", "2": "VIC", "3": "QLD", "4": "SA", "5": "WA", "6": "TAS", "7": "NT", "8": "ACT"}
"""The Australian Bureau of Statistics' numbers of the states -> their letters in ISO 3166-2:AU."""

AGGREGATES = {
    "ESTAT": (
        "EU EU6 EU9 EU10 EU12 EU15 EU25 EU27 EU27_2007 EU28 EU27_2020 EA EA11 EA12 EA13 EA15 EA16 EA17 EA18 EA19 EA20 EA21 EEA EEA18 "
        "EEA28 EEA30 EEA30_2007 EEA31 EFTA EU_V EEA18 EU27_2020_IS_NO EU27_2020_NIS EU28_NIS DE_TOT FX"
    ),
    "OECD": (
        "OECD OECDE OECDSO OECDTOT OECD_REP OAVG OTO OED EU EU15 EU22 EU25 EU27 EU27_2020 EU28 EA EA19 EA20 G7 G20 G-7 G-20 BRIICS "
        "A5 E5 F A7 S4 W W_O WXOECD EU_OECD EU25_OECD"
    ),
    "WB": (
        "AFE AFW ARB CEB CSS EAP EAR EAS ECA ECS EMU EUU FCS HIC HPC IBD IBT IDA IDB IDX INX LAC LCN LDC LIC LMC LMY LTE MEA MIC MNA NAC "
        "OED OSS PRE PSS PST SAS SSA SSF SST TEA TEC TLA TMN TSA TSS UMC AFR CHI"
    ),
    "WHO": "AFR AMR EMR EUR SEAR WPR WB_LI WB_LMI WB_UMI WB_HI WB_MI WB_WORLD_INCOME SDF SDF_AFR SDF_EMR",
}
"""
Agency -> the codes that it gives to groups of countries (and to places of the past: WHO's ``SDF`` is the Sudan before 2011).

They become ``<agency>-<code>``. The members of such a group change between editions, so none but the union of 27 is taken for ours.
"""

OUR_GROUPS = {
    ("ESTAT", "EU27_2020"): "EU27", ("OECD", "EU27_2020"): "EU27", ("OECD", "W"): "WORLD", ("OECD", "WLD"): "WORLD",
    ("UNICEF", "WORLD"): "WORLD", ("UNICEF", "WLD"): "WORLD", ("WB", "WLD"): "WORLD", ("WB", "XKX"): "XKX", ("WHO", "GLOBAL"): "WORLD",
    ("OWID", "OWID_WRL"): "WORLD", ("OWID", "OWID_EU27"): "EU27", ("OWID", "OWID_KOS"): "XKX",
}  # fmt: skip
"""(agency, code) -> our code, where the two mean the same places."""

REGION_SHAPES = {
    "ESTAT": re.compile(r"(?P<country>[A-Z]{2})[0-9A-Z]{1,3}"),  # a region of NUTS: two letters of the country and up to three signs
    "UNICEF": re.compile(r"[A-Z0-9]{2,}(_[A-Z0-9]+)+|UNICEF|UNSDG|WB|SSA|EAPRO|ECARO|ESARO|LACRO|MENARO|ROSA|WCARO"),
    "OWID": re.compile(r"OWID_[A-Z0-9_]+"),
    "WHO": re.compile(r"[A-Z]+_\d{3}"),  # a kind of group and its number, at data.who.int
    "OECD": re.compile(r"(?P<country>[A-Z]{2})[0-9A-Z]{0,2}\d[0-9A-Z]{0,2}"),  # a large or small region: AU1, DE21, ITC4, US001
}
"""Agency -> what its codes of regions look like, where it has more of them than can be listed."""


def agency_place(code: str, agency: str) -> str | None:
    """
    Return our code of the place that *agency* calls *code*; nothing where it is unknown.

    Countries are ISO 3166-1 in both alphabets (Eurostat's ``EL`` and ``UK`` included) or the United Nations' numbers with three digits;
    a region or a group of countries that has no code of ours is ``<agency>-<code>``.
    """
    ours = OUR_GROUPS.get((agency, code))
    if ours is not None or code in ALPHA3:
        return ours or code
    if code in AGGREGATES.get(agency, "").split():
        return f"{agency}-{code}"
    if agency == "ABS" and code in AUSTRALIAN_STATES:
        return "AUS-" + AUSTRALIAN_STATES[code]
    country = EUROSTAT_COUNTRIES.get(code)
    if country is None and re.fullmatch(r"\d{3}", code):
        country = M49.get(int(code)) or (f"M49-{int(code)}" if agency in {"UNSD", "IAEG-SDGs"} else None)
    if country is not None:
        return country
    shape = REGION_SHAPES.get(agency, re.compile(r"(?!)")).fullmatch(code)
    countries = NUTS_COUNTRIES if agency == "ESTAT" else EUROSTAT_COUNTRIES
    if shape is None or ("country" in shape.groupdict() and shape["country"] not in countries):
        return None
    return f"{agency}-{code.removeprefix('OWID_')}"


def own_place(code: str) -> str | None:
    """Return *code* where it is a place's as ours are: a country, a part of one (``GBR-SCT``), the union or the world; else nothing."""
    is_part = code[:3] in ALPHA3 and re.fullmatch(r"[A-Z]{3}(?:-[A-Z0-9]+)+", code)
    return code if code in ALPHA3 or code == "WORLD" or is_part or re.fullmatch(r"EU[0-9]{2}", code) else None


def name_key(name: str) -> str:
    """Return the letters of *name* without case, accents, blanks and signs: WHO's old files have ``BurkinaFaso``."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isalpha())


UNDIVIDED = str.maketrans({"Æ": "AE", "Ø": "O", "Œ": "OE", "Þ": "TH", "Ð": "D", "Đ": "D", "Ł": "L"})
"""Capital letters that are no letter with an accent -> plain ones."""


def place_letters(name: str) -> str:
    """Return *name* in capital letters without accents, one hyphen for whatever is neither letter nor digit: ``UPPSALA-OREBRO``."""
    plain = unicodedata.normalize("NFKD", name.upper().translate(UNDIVIDED)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]+", "-", plain).strip("-")


COUNTRIES_BY_NAME = {name_key(name): code for name, code in (NAMES | MORE_NAMES).items()}
"""Letters of a country's English name (:func:`name_key`) -> ISO 3166-1 alpha-3."""

EUROSTAT_COUNTRIES = {**ALPHA2, "EL": "GRC", "UK": "GBR"}
"""ISO 3166-1 alpha-2 and Eurostat's two exceptions -> alpha-3."""

NUTS_COUNTRIES = frozenset(EUROSTAT) | frozenset(["AL", "BA", "CH", "GE", "IS", "LI", "MD", "ME", "MK", "NO", "RS", "TR", "UA", "UK", "XK"])
"""Countries that have regions of NUTS or statistical regions beside it; the other codes with two letters and more are groups of places."""
