"""FollowTheMoney entities of an edition, made by the mapping that is published beside them.

The mapping is of the form that ``ftm map`` runs over the edition's SQLite file; this module runs the
part of that form which the mapping uses, and the tests hold the two results together.
"""

from __future__ import annotations

import re
from functools import cached_property
from hashlib import sha1
from typing import TYPE_CHECKING, Any

import orjson
from attrs import field, frozen

from sousveil.data import read_bundled
from sousveil.model.structuring import structure
from sousveil.publication.formats.research_tables import read_join_kit
from sousveil.publication.formats.rows import fetch_rows
from sousveil.publication.site_paths import web_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from duckdb import DuckDBPyConnection

MAPPING = "follow_the_money/mapping.yaml"

_REFERENCE = re.compile(r"{{([^}]+)}}")


@frozen(kw_only=True)
class PropertyMapping:
    """Where a property's value comes from: a column, a text, a template, or another entity of the row."""

    column: str | None = None
    literal: str | None = None
    template: str | None = None
    entity: str | None = None
    required: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads."""
        named = (self.column,) if self.column else ()
        return (*named, *_REFERENCE.findall(self.template or ""))


@frozen(kw_only=True, slots=False)
class EntityMapping:
    """An entity of a row: its schema, what its id is made of, its properties."""

    schema: str
    key_literal: str
    keys: tuple[str, ...]
    properties: dict[str, PropertyMapping] = field(factory=dict)

    @cached_property
    def required_columns(self) -> tuple[str, ...]:
        """The columns without which a row has no such entity."""
        return tuple(p.column for p in self.properties.values() if p.required and p.column)


@frozen(kw_only=True)
class Join:
    """Two columns that are equal in a joined row."""

    left: str
    right: str


@frozen(kw_only=True)
class Query:
    """Rows of joined tables, and the entities that each of them has."""

    database: str
    tables: tuple[str, ...]
    entities: dict[str, EntityMapping]
    joins: tuple[Join, ...] = ()
    filters: dict[str, tuple[str, ...]] = field(factory=dict)
    filters_not: dict[str, str] = field(factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that an entity needs, once."""
        needed = (
            column
            for entity in self.entities.values()
            for column in (
                *entity.keys,
                *(name for p in entity.properties.values() for name in p.columns),
            )
        )
        return tuple(dict.fromkeys(needed))


@frozen(kw_only=True)
class Queries:
    """The queries of one data set."""

    queries: tuple[Query, ...]


@frozen(kw_only=True)
class MappingFile:
    """The mapping, with the name of the data set on top."""

    sousveil: Queries


def read_mapping() -> MappingFile:
    """Return the published mapping."""
    return structure(read_bundled(MAPPING).decode(), MappingFile, where=MAPPING)


def write_entities(path: Path, data: DuckDBPyConnection) -> int:
    """Write the entities of the tables in ``data``, one to a line, each once; return how many."""
    seen: set[str] = set()
    countries = {row[0]: row[2].lower() for row in read_join_kit() if row[2]}
    with path.open("wb") as file:
        for query in read_mapping().sousveil.queries:
            columns = query.columns
            for row in fetch_rows(data, *_write_sql(query)):
                record = dict(zip(columns, row, strict=True))
                for entity in _map_row(query, record, countries):
                    if entity["properties"] and entity["id"] not in seen:
                        seen.add(entity["id"])
                        file.write(orjson.dumps(entity) + b"\n")
    return len(seen)


def _write_sql(query: Query) -> tuple[str, list[str]]:
    """Return a query as SQL with its values, its rows in an order that they alone decide."""
    joins = [f"{join.left} = {join.right}" for join in query.joins]
    listed = [f"{name} IN ({', '.join('?' for _ in v)})" for name, v in query.filters.items()]
    unlike = [f"{name} != ?" for name in query.filters_not]
    where = " AND ".join([*joins, *listed, *unlike]) or "true"
    values = [value for listed in query.filters.values() for value in listed]
    columns = ", ".join(query.columns)
    sql = f"SELECT {columns} FROM {', '.join(query.tables)} WHERE {where} ORDER BY ALL"  # noqa: S608
    return sql, [*values, *query.filters_not.values()]


def _map_row(
    query: Query, record: Mapping[str, Any], countries: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Give the entities of a row; two mappings of one id are one entity."""
    made: dict[str, dict[str, Any]] = {}
    ids = {
        name: identifier
        for name, entity in query.entities.items()
        if (identifier := _make_id(entity, record)) is not None
    }
    for name, identifier in ids.items():
        entity = query.entities[name]
        one = made.setdefault(identifier, {"id": identifier, "schema": entity.schema})
        properties = one.setdefault("properties", {})
        for label, mapped in entity.properties.items():
            value = _read_value(label, mapped, record, ids, countries)
            if value and value not in properties.setdefault(label, []):
                properties[label] = sorted([*properties[label], value])
    for one in made.values():
        one["properties"] = {k: v for k, v in sorted(one["properties"].items()) if v}
        yield one


def _make_id(entity: EntityMapping, record: Mapping[str, Any]) -> str | None:
    """Return an entity's id as FollowTheMoney makes it of its keys; None if it has no place here."""
    if any(not _text(record[column]) for column in entity.required_columns):
        return None
    keys = sorted(_text(record[key]).encode() for key in entity.keys)
    if not any(keys):
        return None
    digest = sha1(entity.key_literal.encode(), usedforsecurity=False)
    for key in keys:
        digest.update(key)
    return digest.hexdigest()


def _read_value(
    label: str,
    mapped: PropertyMapping,
    record: Mapping[str, Any],
    ids: Mapping[str, str],
    countries: Mapping[str, str],
) -> str | None:
    if mapped.entity is not None:
        return ids.get(mapped.entity)
    if mapped.literal is not None:
        return mapped.literal
    if mapped.template is not None:
        return _REFERENCE.sub(lambda match: _text(record[match[1]]), mapped.template).strip()
    text = _text(record[mapped.column or ""])
    if label == "country":
        return countries.get(text)
    if label == "sourceUrl":
        return web_address(text)
    return text


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()
