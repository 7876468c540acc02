"""
The tables of the warehouse, defined once.

The comment of a column is its entry in the data dictionary (``python -m etl dictionary``). No table has an index or a key constraint:
uniqueness is checked once, before a build is published, because a key costs more than all other checks together and triples the file.
Columns named ``document`` hold a catalogue entry as JSON, so that the entry a page shows is the one its figures were built with.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Double, Integer, MetaData, String, Table

LAYOUT = 2
"""The number of this layout; a warehouse of another layout is refused and has to be built again."""

metadata = MetaData()

observation = Table(
    "observation",
    metadata,
    Column("indicator", String, nullable=False, comment="Indicator id of the catalogue"),
    Column("place", String, nullable=False, comment="ISO 3166-1 alpha-3, ISO 3166-2 style, or a group code"),
    Column("year", Integer, nullable=False, comment="Calendar year, or the first year of a period"),
    Column("year_end", Integer, nullable=False, comment="Last year of a period; equals year for a single year"),
    Column("sex", String, nullable=False, comment="all, female or male"),
    Column("age", String, nullable=False, comment="all, or an age band in completed years such as 60-74 or 15+"),
    Column("site", String, nullable=False, comment="all, or the ICD-10 group of the cancer such as C50"),
    Column("group", String, nullable=False, comment="all, or <dimension>:<category>"),
    Column("value", Double, comment="The value in the indicator's unit; empty if withheld or missing, never 0 instead"),
    Column("lower", Double, comment="Lower limit of the publisher's 95 % interval, in the indicator's unit"),
    Column("upper", Double, comment="Upper limit of the publisher's 95 % interval, in the indicator's unit"),
    Column("numerator", Double, comment="Persons or events counted, where published"),
    Column("denominator", Double, comment="Persons or person-years at risk, where published"),
    Column("obs_status", String, nullable=False, comment="SDMX observation status: A normal, B break, E estimated, P provisional, …"),
    Column(
        "conf_status",
        String,
        nullable=False,
        comment="SDMX confidentiality status: F free, C confidential, N not for publication, A too few persons, D withheld to protect an A",
    ),
    Column("source", String, nullable=False, comment="Source id of the catalogue"),
    Column("edition", String, nullable=False, comment="Edition id, unique within the source"),
    Column("locator", String, nullable=False, comment="Place of the figure in the publisher's file or document"),
    comment="One value of one indicator, for one place, period and breakdown, in one edition of a source",
)

indicator = Table(
    "indicator",
    metadata,
    Column("id", String, nullable=False, comment="Indicator id"),
    Column("name_en", String, nullable=False, comment="Name in English"),
    Column("name_de", String, nullable=False, comment="Name in German"),
    Column("unit", String, nullable=False, comment="Unit code"),
    Column("better", String, nullable=False, comment="lower, higher or neither"),
    Column("family", String, nullable=False, comment="Family of indicators"),
    Column("document", String, nullable=False, comment="The whole catalogue entry as JSON"),
    comment="Defined quantities",
)

place = Table(
    "place",
    metadata,
    Column("code", String, nullable=False, comment="Place code"),
    Column("kind", String, nullable=False, comment="country, nation, region, municipality or group"),
    Column("parent", String, comment="Code of the place it is part of"),
    Column("name_en", String, nullable=False, comment="Name in English"),
    Column("name_de", String, nullable=False, comment="Name in German"),
    Column("document", String, nullable=False, comment="The whole catalogue entry as JSON"),
    comment="Places and groups of places",
)

source = Table(
    "source",
    metadata,
    Column("id", String, nullable=False, comment="Source id"),
    Column("publisher", String, nullable=False, comment="Who publishes it"),
    Column("licence", String, nullable=False, comment="Name of the terms"),
    Column("licence_class", String, nullable=False, comment="open, cite or nc"),
    Column("document", String, nullable=False, comment="The whole catalogue entry as JSON"),
    comment="Publishers' products from which figures are carried over",
)

edition = Table(
    "edition",
    metadata,
    Column("source", String, nullable=False, comment="Source id"),
    Column("id", String, nullable=False, comment="Edition id, unique within the source"),
    Column("published", Date, nullable=False, comment="Day of publication, or the last day of the month or year that is known"),
    Column("restates", String, comment="Edition of the same source whose figures this one replaces"),
    Column(
        "table_sha256",
        String,
        nullable=False,
        comment="SHA-256 of our table, over a snapshot's files, or over a recipe and inputs; for the public empty if counts are withheld",
    ),
    Column("observations", Integer, nullable=False, comment="Number of observations carried over"),
    comment="Publications of a source",
)

file = Table(
    "file",
    metadata,
    Column("source", String, nullable=False, comment="Source id"),
    Column("edition", String, nullable=False, comment="Edition id"),
    Column("name", String, nullable=False, comment="Name of the file, as locators and messages call it"),
    Column(
        "kind",
        String,
        nullable=False,
        comment="snapshot: read as the publisher gave it; table: ours, or a recipe of ours; made_from: what a table was made from",
    ),
    Column("sha256", String, nullable=False, comment="SHA-256 of the file; empty for the public where the source withholds small counts"),
    Column("bytes", BigInteger, comment="Size of the file, where it was at hand"),
    Column("reader", String, comment="Format in which a snapshot's file was read"),
    Column("address", String, comment="Where the file was fetched from, if it is known"),
    Column("fetched_at", DateTime, comment="When the file was fetched, UTC, if it is known"),
    Column("licence", String, comment="The terms as they were seen beside the file"),
    comment="The dated files behind each edition",
)

edition_indicator = Table(
    "edition_indicator",
    metadata,
    Column("source", String, nullable=False, comment="Source id"),
    Column("edition", String, nullable=False, comment="Edition id"),
    Column("indicator", String, nullable=False, comment="Indicator id"),
    Column("observations", Integer, nullable=False, comment="Number of observations"),
    Column("first_year", Integer, nullable=False, comment="First year that an observation covers"),
    Column("last_year", Integer, nullable=False, comment="Last year that an observation covers"),
    comment="What each edition holds of each indicator: an edition replaces the one it restates only in these",
)

mission = Table(
    "mission",
    metadata,
    Column("id", String, nullable=False, comment="Mission id"),
    Column("place", String, nullable=False, comment="Place that made the promise"),
    Column("name_en", String, nullable=False, comment="Name in English"),
    Column("name_de", String, nullable=False, comment="Name in German"),
    Column("document", String, nullable=False, comment="The whole catalogue entry as JSON, targets included"),
    comment="Missions",
)

initiative = Table(
    "initiative",
    metadata,
    Column("id", String, nullable=False, comment="Initiative id"),
    Column("mission", String, comment="The mission that it is or belongs to; empty without one"),
    Column("document", String, nullable=False, comment="The whole catalogue entry as JSON"),
    comment="Who does what: initiatives that documents name",
)

target_version = Table(
    "target_version",
    metadata,
    Column("mission", String, nullable=False, comment="Mission id"),
    Column("target", String, nullable=False, comment="Target id"),
    Column("version", Integer, nullable=False, comment="Number of the version, from 1"),
    Column("id", String, nullable=False, comment="The version's own name"),
    Column("kind", String, nullable=False, comment="Kind of target in our reading"),
    Column("confidence", String, nullable=False, comment="How sure we are that the sentence is quoted right"),
    Column("target_value", Double, comment="Level, gain or count of the reading, in its unit"),
    Column("amount", Double, comment="Size of a relative change, percent"),
    Column("target_year", Integer, comment="Year by which it is promised"),
    Column("valid_from", Date, comment="First day on which the version holds; empty if unknown"),
    Column("valid_to", Date, comment="Last day on which the version holds; empty while in force"),
    comment="Targets as a ledger of versions",
)

event = Table(
    "event",
    metadata,
    Column("id", String, nullable=False, comment="Event id"),
    Column("effect", String, nullable=False, comment="exclude, break or note"),
    Column("first_year", Integer, nullable=False, comment="First year touched"),
    Column("last_year", Integer, nullable=False, comment="Last year touched"),
    Column("document", String, nullable=False, comment="The whole catalogue entry as JSON"),
    comment="What moved figures without moving the thing itself",
)

code_list = Table(
    "code_list",
    metadata,
    Column("document", String, nullable=False, comment="All code lists as JSON"),
    comment="Units, sexes, sites and status codes (one row)",
)

correction = Table(
    "correction",
    metadata,
    Column("id", String, nullable=False, comment="Correction id"),
    Column("source", String, nullable=False, comment="Source id"),
    Column("action", String, nullable=False, comment="set or drop"),
    Column("observations", Integer, nullable=False, comment="Number of observations that it touched in this build"),
    Column(
        "document", String, nullable=False, comment="The whole catalogue entry as JSON: reason, evidence, who, what is expected upstream"
    ),
    comment="Declared corrections of figures that a publisher has wrong",
)

corrected = Table(
    "corrected",
    metadata,
    Column("correction", String, nullable=False, comment="Correction id"),
    *(Column(column.name, column.type, nullable=False, comment=column.comment) for column in list(observation.columns)[:8]),
    Column("source", String, nullable=False, comment="Source id"),
    Column("edition", String, nullable=False, comment="Edition id"),
    Column("published_value", Double, comment="The value as the publisher gives it; empty where the source withholds small counts"),
    Column("published_status", String, nullable=False, comment="The observation status as the publisher gives it"),
    Column("conf_status", String, nullable=False, comment="The confidentiality status as the publisher gives it"),
    Column("dropped", Boolean, nullable=False, comment="True if the observation was left out"),
    comment="The observations that a correction touched, as they were published",
)

notice = Table(
    "notice",
    metadata,
    Column("severity", String, nullable=False, comment="warning"),
    Column("file", String, nullable=False, comment="The file that it is about"),
    Column("row", String, nullable=False, comment="Line, or another place in the file; empty if it is about the whole file"),
    Column("column", String, nullable=False, comment="Column of the cell, if it is about one"),
    Column("value", String, nullable=False, comment="The cell as it stands there, if it is about one"),
    Column("what", String, nullable=False, comment="What was noticed"),
    Column("remedy", String, nullable=False, comment="What would be right"),
    comment="What the checks noticed and let pass; empty in a build for the public, because a notice may quote a figure",
)

build = Table(
    "build",
    metadata,
    Column("layout", Integer, nullable=False, comment="Number of the table layout"),
    Column(
        "input_sha256",
        String,
        nullable=False,
        comment="SHA-256 over input files, choices, embargoes and the code; for the public a random number if counts are withheld",
    ),
    Column("as_of", Date, comment="Only editions published up to this day were used; empty for all"),
    Column("audience", String, nullable=False, comment="internal, or public: without figures that are not free for publication"),
    Column("built_at", DateTime, nullable=False, comment="When the build was made, UTC; the one column that differs between equal builds"),
    Column("observations", Integer, nullable=False, comment="Number of observations"),
    Column("complete", Boolean, nullable=False, comment="True in every published warehouse"),
    comment="The build itself (one row)",
)
