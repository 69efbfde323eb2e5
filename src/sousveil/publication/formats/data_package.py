"""The Frictionless Data Package (version 2) of an edition.

A blank cell of the panel is a missing value, and the missing values say why: each reason is a value
of its own with its meaning, and none of them is zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sousveil.editions.spreadsheet_cells import RULE
from sousveil.editions.tables import ColumnType
from sousveil.publication.formats.reference import MAINTAINERS, Author, read_authors
from sousveil.publication.site_paths import file_stem
from sousveil.publication.terms import LICENCE, NOT_SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.editions.opening import Edition
    from sousveil.publication.formats.dictionary import Code, Field, Table
    from sousveil.publication.formats.files import PublishedFile

DATA_PACKAGE = "datapackage.json"

_PROFILES = "https://datapackage.org/profiles/2.0"
_MADE_BY = (Author(family=MAINTAINERS),)
_TYPES = {
    ColumnType.TEXT: "string",
    ColumnType.INTEGER: "integer",
    ColumnType.NUMBER: "number",
    ColumnType.BOOLEAN: "boolean",
}
_DIALECT = {
    "$schema": f"{_PROFILES}/tabledialect.json",
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "lineTerminator": "\r\n",
}


def describe_package(
    edition: Edition, tables: Iterable[Table], files: Iterable[PublishedFile]
) -> dict[str, Any]:
    """Return the descriptor as plain values; a table's file is its CSV."""
    codebook = edition.codebook
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": file_stem(codebook.codebook_id).lower(),
        "id": edition.manifest.edition_id,
        "version": edition.manifest.edition_id,
        "title": codebook.title,
        "description": "\n\n".join(part for part in (codebook.notes, NOT_SHOWN, RULE) if part),
        "licenses": [LICENCE],
        "contributors": _contribute((*read_authors(codebook.citation), *_MADE_BY)),
        "sources": [_describe_source(row) for row in edition.rows("sources")],
        "resources": _describe_resources(tables, files),
    }


def describe_stacked_package(
    editions: Iterable[Edition], tables: Iterable[Table], files: Iterable[PublishedFile]
) -> dict[str, Any]:
    """Return the descriptor of the tables that hold several editions."""
    ids = [edition.manifest.edition_id for edition in editions]
    return {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": "all-editions",
        "title": "Panel and events of several editions",
        "description": "\n\n".join((f"The editions {', '.join(ids)}.", NOT_SHOWN, RULE)),
        "licenses": [LICENCE],
        "contributors": _contribute(_MADE_BY),
        "resources": _describe_resources(tables, files),
    }


def _describe_resources(
    tables: Iterable[Table], files: Iterable[PublishedFile]
) -> list[dict[str, Any]]:
    by_path = {file.path: file for file in files}
    resources = [_describe_table(table, by_path.pop(f"{table.name}.csv")) for table in tables]
    return [*resources, *map(_describe_file, by_path.values())]


def _contribute(authors: Iterable[Author]) -> list[dict[str, Any]]:
    return [{"title": author.name, "roles": ["creator"]} for author in authors]


def _describe_source(row: dict[str, Any]) -> dict[str, str]:
    return {"title": row["citation"] or row["title"]} | ({"path": row["url"]} if row["url"] else {})


def _describe_table(table: Table, file: PublishedFile) -> dict[str, Any]:
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": table.name,
        "path": file.path,
        "type": "table",
        "title": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size_bytes,
        "hash": f"sha256:{file.sha256}",
        "dialect": _DIALECT,
        "schema": _describe_schema(table),
    } | _describe_terms(file)


def _describe_schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_describe_field(field) for field in table.fields],
        "missingValues": [""],
    }
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    if table.foreign_keys:
        schema["foreignKeys"] = [
            {
                "fields": [key.column],
                "reference": {"resource": key.table, "fields": [key.references]},
            }
            for key in table.foreign_keys
        ]
    return schema


def _describe_field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": field.name,
        "type": _TYPES[field.type],
        "description": field.description,
    }
    facts = {name: getattr(field, name) for name in ("unit", "year", "scale", "direction")}
    facts |= {"source": field.source, "licence": field.licence}
    described |= {name: fact for name, fact in facts.items() if fact is not None}
    constraints: dict[str, Any] = {"required": True} if field.is_required else {}
    if field.codes:
        constraints["enum"] = [code.value for code in field.codes]
        described["categories"] = [_label(code) for code in field.codes]
    if constraints:
        described["constraints"] = constraints
    if field.missing:
        described["missingValues"] = [
            {"value": "", "label": "missing"},
            *(_label(code) for code in field.missing),
        ]
    return described


def _label(code: Code) -> dict[str, str]:
    return {"value": code.value, "label": code.meaning or code.value.replace("_", " ")}


def _describe_terms(file: PublishedFile) -> dict[str, Any]:
    """Say whose terms hold for a file that is not, or not wholly, the edition's own."""
    terms = file.own_terms
    return {"licenses": [{"path": terms.path, "title": terms.title}]} if terms else {}


def _describe_file(file: PublishedFile) -> dict[str, Any]:
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": file.path.replace(".", "-").replace("/", "-").lower(),
        "path": file.path,
        "type": "file",
        "description": file.meaning,
        "format": file.suffix,
        "mediatype": file.media_type,
        "bytes": file.size_bytes,
        "hash": f"sha256:{file.sha256}",
    } | _describe_terms(file)
