"""CSV on the Web: the W3C's description of the tables, from the same dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sousveil.editions.spreadsheet_cells import RULE
from sousveil.editions.tables import ColumnType
from sousveil.publication.terms import LICENCE, cite_edition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.editions.opening import Edition
    from sousveil.publication.formats.dictionary import Field, Table

CSV_METADATA = "csv-metadata.json"
"""The name under which the specification lets a reader look for it beside a table."""

_TYPES = {
    ColumnType.TEXT: "string",
    ColumnType.INTEGER: "integer",
    ColumnType.NUMBER: "double",
    ColumnType.BOOLEAN: "boolean",
}
_FACTS = {
    "unit": "schema:unitText",
    "year": "schema:temporalCoverage",
    "scale": "dc:extent",
    "direction": "schema:measurementTechnique",
    "source": "dc:source",
    "licence": "dc:rights",
}


def describe_csv(edition: Edition, tables: Iterable[Table]) -> dict[str, Any]:
    """Return the table group as plain values."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": edition.codebook.title,
        "dc:identifier": edition.manifest.edition_id,
        "dc:license": {"@id": LICENCE["path"]},
        "dc:bibliographicCitation": cite_edition(edition),
        "dc:description": RULE,
        "dialect": {
            "delimiter": ",",
            "doubleQuote": True,
            "encoding": "utf-8",
            "header": True,
            "lineTerminators": ["\r\n"],
            "quoteChar": '"',
        },
        "tables": [_describe_table(table) for table in tables],
    }


def _describe_table(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"columns": [_describe_column(field) for field in table.fields]}
    if table.primary_key:
        schema["primaryKey"] = list(table.primary_key)
    if total := [key for key in table.foreign_keys if key.is_total]:
        # Strict readers refuse a reference with a missing value.
        schema["foreignKeys"] = [
            {
                "columnReference": [key.column],
                "reference": {
                    "resource": f"{key.table}.csv",
                    "columnReference": [key.references],
                },
            }
            for key in total
        ]
    return {"url": f"{table.name}.csv", "dc:description": table.meaning, "tableSchema": schema}


def _describe_column(field: Field) -> dict[str, Any]:
    column: dict[str, Any] = {
        "name": field.name,
        "titles": field.name,
        "dc:description": field.description,
        "datatype": _describe_type(field),
        "null": ["", *(code.value for code in field.missing)],
    }
    if field.is_required:
        column["required"] = True
    facts = {key: getattr(field, name) for name, key in _FACTS.items()}
    return column | {key: str(fact) for key, fact in facts.items() if fact is not None}


def _describe_type(field: Field) -> str | dict[str, str]:
    """Return the type, with the values that a coded text may have as its format."""
    if field.codes:
        return {"base": "string", "format": "|".join(code.value for code in field.codes)}
    if field.type is ColumnType.BOOLEAN:
        return {"base": "boolean", "format": "true|false"}
    return _TYPES[field.type]
