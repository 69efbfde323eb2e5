"""Open a frozen edition: checked against its manifest, read as rows or queried with SQL.

Findings and publication read editions through this module and through nothing else.
"""

from __future__ import annotations

import csv
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sousveil.editions import tables
from sousveil.editions.covariates import CovariateDictionary, parse_value
from sousveil.editions.manifest import read_manifest, verify_files
from sousveil.editions.spreadsheet_cells import APOSTROPHE, unshield
from sousveil.errors import NotFound
from sousveil.model.codebook import Codebook
from sousveil.model.edition import Manifest
from sousveil.model.structuring import structure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duckdb import DuckDBPyConnection

    from sousveil.editions.tables import EditionTable

Row = dict[str, Any]


@frozen(kw_only=True, slots=False)
class Edition:
    """A frozen edition on disk. Nothing here can change it."""

    folder: Path
    manifest: Manifest

    @cached_property
    def codebook(self) -> Codebook:
        """The codebook that it was frozen under, from the edition's own copy."""
        path = self.folder / "codebook.yaml"
        return structure(path.read_text(encoding="utf-8"), Codebook, where=str(path))

    @cached_property
    def covariate_dictionary(self) -> CovariateDictionary:
        """What the columns of the covariates mean."""
        path = self.folder / "covariates.yaml"
        return structure(path.read_text(encoding="utf-8"), CovariateDictionary, where=str(path))

    @cached_property
    def tables(self) -> dict[str, EditionTable]:
        """Every table of the edition by name."""
        described = (*tables.TABLES, self.covariate_dictionary.table)
        return {table.name: table for table in described}

    def rows(self, name: str) -> Iterator[Row]:
        """Give the rows of a table with typed values; a missing value is None.

        Raises:
            NotFound: the edition has no such table.
        """
        table = self.tables.get(name)
        if table is None:
            raise NotFound(
                f"the edition has no table {name!r}",
                where=str(self.folder),
                next_step=f"use one of {', '.join(self.tables)}",
            )
        names = table.column_names
        typed = [(c.name, c.type) for c in table.columns if c.type is not tables.ColumnType.TEXT]
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            next(reader)
            for record in reader:
                texts = [unshield(text) if text[:1] == APOSTROPHE else text for text in record]
                row: Row = {column: text or None for column, text in zip(names, texts, strict=True)}
                for column, kind in typed:
                    row[column] = parse_value(row[column] or "", kind)
                yield row

    def connect(self) -> DuckDBPyConnection:
        """Open a DuckDB connection with a view for each table.

        SQL run on it can read the edition's folder and nothing else.
        """
        return connect_tables(self.folder, self.tables)


def open_edition(folder: Path) -> Edition:
    """Open an edition's folder and check every file against the manifest.

    Raises:
        NotFound: the folder is no edition.
        EditionCorrupt: a file is missing or was changed.
    """
    manifest = read_manifest(folder)
    verify_files(folder, manifest)
    return Edition(folder=folder, manifest=manifest)


def connect_tables(folder: Path, names: Iterable[str]) -> DuckDBPyConnection:
    """Open a DuckDB connection with a view of each of some Parquet files of a folder.

    SQL run on it can read the folder and nothing else.
    """
    import duckdb  # noqa: PLC0415  # heavy, and only needed for queries

    connection = duckdb.connect(config={"memory_limit": "2GB"})
    place = str(folder.absolute()).replace("'", "''")
    for name in names:
        connection.execute(
            f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{place}/{name}.parquet')"  # noqa: S608
        )
    connection.execute(f"SET allowed_directories = ['{place}']")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection
