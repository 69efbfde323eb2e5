"""What can be downloaded of an edition: its package in one file, and each table on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.site_paths import Link, downloads_path
from sousveil.publication.wording import say_size

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.editions.opening import Edition


@frozen(kw_only=True)
class TableDownload:
    """A table in both forms, each with its size."""

    name: str
    meaning: str
    rows: int
    files: tuple[tuple[Link, str], ...]


@frozen(kw_only=True)
class Downloads:
    """The downloads of an edition: package, tables and the files that describe them."""

    package: Link
    package_size: str
    descriptions: tuple[Link, ...]
    tables: tuple[TableDownload, ...]


def list_downloads(edition: Edition, archive: Path) -> Downloads:
    """List the files of a data package that was written beside the archive."""
    folder = downloads_path(edition.manifest.codebook_id)
    entries = {entry.path: entry for entry in edition.manifest.files}
    return Downloads(
        package=Link(archive.name, f"{folder}/{archive.name}"),
        package_size=say_size(archive.stat().st_size),
        descriptions=tuple(
            Link(name, f"{folder}/{name}")
            for name in (
                "datapackage.json",
                "README.md",
                "codebook.yaml",
                "covariates.yaml",
                "manifest.json",
            )
        ),
        tables=tuple(
            TableDownload(
                name=table.name,
                meaning=table.meaning,
                rows=entries[f"{table.name}.csv"].rows or 0,
                files=tuple(
                    (
                        Link(form, f"{folder}/{table.name}.{suffix}"),
                        say_size(entries[f"{table.name}.{suffix}"].size_bytes),
                    )
                    for form, suffix in (("CSV", "csv"), ("Parquet", "parquet"))
                ),
            )
            for table in edition.tables.values()
        ),
    )
