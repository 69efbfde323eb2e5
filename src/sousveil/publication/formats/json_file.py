"""One JSON file of an edition: what it is, and its tables as lists of records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from sousveil.publication.formats.rows import fetch_rows
from sousveil.publication.terms import LICENCE, NOT_SHOWN, cite_edition

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from sousveil.editions.opening import Edition
    from sousveil.publication.formats.dictionary import Table


def write_json_tables(
    path: Path, edition: Edition, tables: Iterable[Table], data: DuckDBPyConnection
) -> None:
    """Write the tables that ``data`` has views of, a record to a line; a missing value is null."""
    head = {
        "edition_id": edition.manifest.edition_id,
        "title": edition.codebook.title,
        "licence": LICENCE["path"],
        "citation": cite_edition(edition),
        "notes": NOT_SHOWN,
    }
    with path.open("wb") as file:
        file.write(b'{"edition":' + orjson.dumps(head) + b',\n"tables":{')
        for number, table in enumerate(tables):
            file.write((b",\n" if number else b"\n") + orjson.dumps(table.name) + b":[")
            records = fetch_rows(data, f"SELECT to_json({table.name}) FROM {table.name}")  # noqa: S608  # tables of ours
            separator = b"\n"
            for (record,) in records:
                file.write(separator + record.encode())
                separator = b",\n"
            file.write(b"]")
        file.write(b"}}\n")
