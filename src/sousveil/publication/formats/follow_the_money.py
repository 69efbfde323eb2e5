"""FollowTheMoney entities of an edition, made by the mapping that is published beside them.

The mapping is of the form that ``ftm map`` runs over the edition's SQLite file; this module runs the
part of that form which the mapping uses, and the tests hold the two results together.
"""

from __future__ import annotations

import re
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
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    _Reader = Callable[[Sequence[str], Mapping[str, str | None]], str | None]

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


@frozen(kw_only=True)
class EntityMapping:
    """An entity of a row: its schema, what its id is made of, its properties."""

    schema: str
    key_literal: str
    keys: tuple[str, ...]
    properties: dict[str, PropertyMapping] = field(factory=dict)

    @property
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
    return structure(read_bundled(MAPPING).decode(), MappingFile, where=MAPPING, is_bundled=True)


def write_entities(path: Path, data: DuckDBPyConnection) -> int:
    """Write the entities of the tables in ``data``, one to a line, each once; return how many."""
    seen: set[str] = set()
    countries = {row[0]: row[2].lower() for row in read_join_kit() if row[2]}
    with path.open("wb") as file:
        for query in read_mapping().sousveil.queries:
            makers = _make_makers(query, countries)
            for row in fetch_rows(data, *_write_sql(query)):
                texts = ["" if value is None else str(value).strip() for value in row]
                for entity in _map_row(makers, texts, seen):
                    seen.add(entity["id"])
                    file.write(orjson.dumps(entity, option=orjson.OPT_APPEND_NEWLINE))
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


@frozen(kw_only=True)
class _Maker:
    """How an entity is made of the texts of a row, which are told by their numbers.

    ``properties`` are in the order of their names, each with what reads its value off the
    texts of a row and the ids of the row's entities. ``known`` has the ids made so far, by the
    texts that they are made of.
    """

    name: str
    schema: str
    key_literal: bytes
    keys: tuple[int, ...]
    required: tuple[int, ...]
    properties: tuple[tuple[str, _Reader], ...]
    known: dict[tuple[str, ...], str | None] = field(factory=dict)


def _make_makers(query: Query, countries: Mapping[str, str]) -> tuple[_Maker, ...]:
    number = {column: place for place, column in enumerate(query.columns)}
    return tuple(
        _Maker(
            name=name,
            schema=entity.schema,
            key_literal=entity.key_literal.encode(),
            keys=tuple(number[key] for key in entity.keys),
            required=tuple(number[column] for column in entity.required_columns),
            properties=tuple(
                (label, _make_reader(label, mapped, number, countries))
                for label, mapped in sorted(entity.properties.items())
            ),
        )
        for name, entity in query.entities.items()
    )


def _map_row(
    makers: Sequence[_Maker], texts: Sequence[str], seen: set[str]
) -> Iterator[dict[str, Any]]:
    """Give the entities of a row that were not seen; two mappings of one id are one entity."""
    ids = {maker.name: _find_id(maker, texts) for maker in makers}
    made: dict[str, dict[str, Any]] = {}
    for maker in makers:
        identifier = ids[maker.name]
        if identifier is None or identifier in seen:
            continue
        properties = {
            label: [value] for label, read in maker.properties if (value := read(texts, ids))
        }
        if not properties:
            continue
        entity = made.get(identifier)
        if entity is None:
            made[identifier] = {"id": identifier, "schema": maker.schema, "properties": properties}
        else:
            entity["properties"] = _merge(entity["properties"], properties)
    yield from made.values()


def _merge(one: dict[str, list[str]], other: dict[str, list[str]]) -> dict[str, list[str]]:
    return {
        label: sorted({*one.get(label, ()), *other.get(label, ())})
        for label in sorted(one.keys() | other.keys())
    }


def _find_id(maker: _Maker, texts: Sequence[str]) -> str | None:
    """Return an entity's id; None if it has no place in the row."""
    if not all(map(texts.__getitem__, maker.required)):
        return None
    key = tuple(map(texts.__getitem__, maker.keys))
    if key not in maker.known:
        maker.known[key] = _make_id(maker.key_literal, key)
    return maker.known[key]


def _make_id(literal: bytes, key: Sequence[str]) -> str | None:
    """Return an id as FollowTheMoney makes it of its keys; None if they are all empty."""
    keys = b"".join(sorted(text.encode() for text in key))
    return sha1(literal + keys, usedforsecurity=False).hexdigest() if keys else None


def _make_reader(
    label: str, mapped: PropertyMapping, number: Mapping[str, int], countries: Mapping[str, str]
) -> _Reader:
    """Return what reads a property's value off a row."""
    entity, literal, template = mapped.entity, mapped.literal, mapped.template
    if entity is not None:
        return lambda _texts, ids: ids[entity]
    if literal is not None:
        return lambda _texts, _ids: literal
    if template is not None:
        return lambda texts, _ids: _REFERENCE.sub(
            lambda match: texts[number[match[1]]], template
        ).strip()
    place = number[mapped.column or ""]
    if label == "country":
        return lambda texts, _ids: countries.get(texts[place])
    if label == "sourceUrl":
        return lambda texts, _ids: web_address(texts[place])
    return lambda texts, _ids: texts[place]
