"""What a query reads of an edition: which variations can change its answer, and what need be made.

Everything here errs on the side of too much: a column counts as read if its name stands
anywhere in the query, and links count as a set only where DuckDB's parse shows it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sousveil.findings.stress.variation import COUNTS_ALONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duckdb import DuckDBPyConnection

REMADE = (
    *("cells", "units", "supply", "claims", "evidence", "sources"),
    *("vendors", "financing", "covariates", "technologies"),
)
"""The tables that a variation has."""

COUNTS = {
    "cells": frozenset({"claim_count", "source_count", "cluster_count", "blank_reason"}),
    "supply": frozenset({"claim_count"}),
}
"""Columns that change although nothing appears in a table or goes from it."""

NOT_REMADE = frozenset({"not_counted_because"})
"""Columns that variations do not have."""

LINK_COLUMNS = ("country_iso3", "vendor_id", "supplier_iso3", "technology_code")

_WORD = re.compile(r"\w+")
_COUNT_ALL = re.compile(r"count\s*\(\s*\*\s*\)", re.IGNORECASE)
_COMMENT = re.compile(r"--[^\n]*")
_BLIND_TO_COPIES = frozenset({"min", "max", "bool_or", "bool_and"})


@frozen(kw_only=True)
class Reading:
    """The tables that a query reads, with the columns of each that it can ask for.

    ``changes`` says the same in the terms of ``Variation.changes``. ``links`` are the columns
    of ``supply`` that it reads, if it cannot tell how many links agree in them; None if it
    can, or does not read ``supply``. ``not_remade`` are tables that variations do not have: the
    query cannot be put to them.
    """

    tables: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    changes: frozenset[str]
    links: tuple[str, ...] | None = None
    not_remade: tuple[str, ...] = ()


@frozen(kw_only=True)
class Dictionary:
    """What DuckDB knows by name: its aggregate functions, and the columns of each table."""

    aggregates: frozenset[str]
    columns: dict[str, tuple[str, ...]]


def read_dictionary(connection: DuckDBPyConnection) -> Dictionary:
    """Ask DuckDB for its functions and the edition's columns."""
    functions = connection.execute(
        "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'"
    ).fetchall()
    columns = connection.execute(
        "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
        "WHERE schema_name = 'main' GROUP BY table_name"
    ).fetchall()
    return Dictionary(
        aggregates=frozenset(str(name) for (name,) in functions),
        columns={str(table): tuple(names) for table, names in columns},
    )


def find_reading(connection: DuckDBPyConnection, sql: str, dictionary: Dictionary) -> Reading:
    """Find what a query reads."""
    ((text,),) = connection.execute("SELECT json_serialize_sql($1)", [sql]).fetchall()
    nodes = list(_walk(json.loads(text)))
    own = {entry["key"] for node in nodes for entry in node.get("cte_map", {}).get("map", ())}
    tables = {str(n["table_name"]) for n in nodes if n.get("type") == "BASE_TABLE"} - own
    bare = _COUNT_ALL.sub("", _COMMENT.sub("", sql))
    words = set(_WORD.findall(bare))
    counts = {n for n in tables & COUNTS.keys() if "*" in bare or words & COUNTS[n]}
    is_set = "supply" in tables - counts and _reads_as_set(nodes, "supply", dictionary.aggregates)
    columns = {
        name: tuple(
            column
            for column in dictionary.columns.get(name, ())
            if column not in NOT_REMADE and ("*" in bare or column in words)
        )
        for name in tables
    }
    return Reading(
        tables=tuple(sorted(tables)),
        columns=columns,
        changes=frozenset({*tables, *(f"{name}{COUNTS_ALONE}" for name in counts)}),
        not_remade=tuple(sorted(tables - set(REMADE))),
        links=("country_iso3", *(c for c in LINK_COLUMNS[1:] if c in words)) if is_set else None,
    )


def _reads_as_set(nodes: Iterable[Any], table: str, aggregates: frozenset[str]) -> bool:
    """Say whether every SELECT from a table is blind to a row standing there twice."""
    asked_if_in = {
        id(node["subquery"]["node"])
        for node in nodes
        if node.get("class") == "SUBQUERY" and node.get("subquery_type") in {"ANY", "EXISTS"}
    }
    selects = [
        node
        for node in nodes
        if node.get("type") == "SELECT_NODE" and table in _direct_tables(node["from_table"])
    ]
    return all(
        id(node) in asked_if_in
        or any(m.get("type") == "DISTINCT_MODIFIER" for m in node["modifiers"])
        or _aggregates_blindly(node, aggregates)
        for node in selects
    )


def _aggregates_blindly(select: dict[str, Any], aggregates: frozenset[str]) -> bool:
    """Say whether a SELECT groups, and all that it counts or adds up is DISTINCT."""
    parts = [select[name] for name in ("select_list", "having", "qualify") if select.get(name)]
    calls = [
        node
        for node in _walk(parts, into_subqueries=False)
        if node.get("class") == "FUNCTION" and node.get("function_name") in aggregates
    ]
    blind = all(call["distinct"] or call["function_name"] in _BLIND_TO_COPIES for call in calls)
    return blind and bool(calls or select.get("group_expressions"))


def _direct_tables(source: dict[str, Any]) -> set[str]:
    """Name the tables of a FROM clause itself; what its subqueries read is theirs."""
    if source.get("type") == "BASE_TABLE":
        return {str(source["table_name"])}
    if source.get("type") == "JOIN":
        return _direct_tables(source["left"]) | _direct_tables(source["right"])
    return set()


def _walk(tree: Any, *, into_subqueries: bool = True) -> Iterator[dict[str, Any]]:
    """Give every node of a parse."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
            if into_subqueries or node.get("class") != "SUBQUERY":
                waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
