"""The files of one package: what is in its archive, and what lies beside it."""

from __future__ import annotations

from dashboard.opendata import describe, texts
from dashboard.opendata.content import Content, Package
from dashboard.opendata.files import json_bytes, zip_bytes


def package_files(content: Content, package: Package) -> dict[str, bytes]:
    """Return the files of the folder of *package*, its archive among them."""
    files = {
        "data.csv": content.rows["data.csv"].csv(package.figures),
        "verdicts.csv": content.rows["verdicts.csv"].csv(package.verdicts),
        "flags.csv": content.flags,
    }
    archived = {
        **files,
        "metadata.json": json_bytes(describe.metadata(content, package)),
        "datapackage.json": json_bytes(describe.data_package(content, package, files)),
        "csv-metadata.json": json_bytes(describe.web_metadata(package)),
        "README.md": texts.readme(content, package).encode(),
        "LICENCE": texts.licence(content, package).encode(),
    }
    described = {"title": package.title.en, "release": content.release, "address": describe.address(content, package)}
    return {
        **archived,
        "data.parquet": content.rows["data.csv"].parquet(package.figures, described),
        "data.sdmx.csv": content.rows["data.sdmx.csv"].csv(package.figures),
        f"{describe.identifier(package)}.zip": zip_bytes(archived),
    }
