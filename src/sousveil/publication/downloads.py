"""What can be downloaded of an edition: its package in one file, each table, each other form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions.opening import connect_tables
from sousveil.publication.formats import research_tables
from sousveil.publication.formats.data_package import DATA_PACKAGE
from sousveil.publication.formats.dictionary import count_rows
from sousveil.publication.formats.writing import FORMS, list_stacked_files, name_files
from sousveil.publication.site_paths import Link, downloads_path, stacked_path
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
class FormDownload:
    """A file that holds or describes the whole edition: its link, what it is, its size."""

    link: Link
    meaning: str
    size: str


@frozen(kw_only=True)
class Downloads:
    """The downloads of an edition: package, tables, and every other form."""

    package: Link
    package_size: str
    tables: tuple[TableDownload, ...]
    forms: tuple[FormDownload, ...]


def list_stacked() -> tuple[tuple[Link, str], ...]:
    """List the files of the tables that hold all editions, each with what it is."""
    described = {DATA_PACKAGE: FORMS[DATA_PACKAGE]} | list_stacked_files()
    return tuple(
        (Link(name, f"{stacked_path()}/{name}"), meaning) for name, meaning in described.items()
    )


def list_downloads(edition: Edition, archive: Path) -> Downloads:
    """List the files of a data package that was written beside the archive."""
    folder = downloads_path(edition.manifest.codebook_id)
    meanings = name_files(edition, archive.parent)
    sizes = {path: say_size((archive.parent / path).stat().st_size) for path in meanings}
    tables = {table.name: table for table in (*edition.tables.values(), *research_tables.TABLES)}
    with connect_tables(archive.parent, tables) as data:
        rows = {name: count_rows(data, name) for name in tables}
    listed = tuple(
        TableDownload(
            name=name,
            meaning=table.meaning,
            rows=rows[name],
            files=tuple(
                (Link(form, f"{folder}/{path}"), sizes.pop(path))
                for form, path in (("CSV", f"{name}.csv"), ("Parquet", f"{name}.parquet"))
            ),
        )
        for name, table in tables.items()
    )
    return Downloads(
        package=Link(archive.name, f"{folder}/{archive.name}"),
        package_size=say_size(archive.stat().st_size),
        tables=listed,
        forms=tuple(
            FormDownload(link=Link(path, f"{folder}/{path}"), meaning=meanings[path], size=size)
            for path, size in sizes.items()
        ),
    )
