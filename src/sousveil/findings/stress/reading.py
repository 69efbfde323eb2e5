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

LINK_COLUMNS = ("country_iso3", "vendor_id", "supplier_iso3", "technology_code")

_WORD = re.compile(r"\w+")
_COUNT_ALL = re.compile(r"count\s*\(\s*\*\s*\)", re.IGNORECASE)
_COMMENT = re.compile(r"--[^\n]*")
_BLIND_TO_COPIES = frozenset({"min", "max", "bool_or", "bool_and"})


@frozen(kw_only=True)
class Reading:
    """The tables that a query reads.

    ``changes`` says the same in the terms of ``Variation.changes``. ``links`` are the columns
    of ``supply`` that it reads, if it cannot tell how many links agree in them; None if it
    can, or does not read ``supply``. ``not_remade`` are tables that variations do not have: the
    query cannot be put to them.
    """

    tables: tuple[str, ...]
    changes: frozenset[str]
    links: tuple[str, ...] | None = None
    not_remade: tuple[str, ...] = ()


def list_aggregates(connection: DuckDBPyConnection) -> frozenset[str]:
    """Name the functions that DuckDB aggregates with."""
    rows = connection.execute(
        "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'aggregate'"
    ).fetchall()
    return frozenset(str(name) for (name,) in rows)


def find_reading(connection: DuckDBPyConnection, sql: str, aggregates: frozenset[str]) -> Reading:
    """Find what a query reads; ``aggregates`` are DuckDB's aggregate functions."""
    ((text,),) = connection.execute("SELECT json_serialize_sql($1)", [sql]).fetchall()
    nodes = list(_walk(json.loads(text)))
    own = {entry["key"] for node in nodes for entry in node.get("cte_map", {}).get("map", ())}
    tables = {str(n["table_name"]) for n in nodes if n.get("type") == "BASE_TABLE"} - own
    bare = _COUNT_ALL.sub("", _COMMENT.sub("", sql))
    words = set(_WORD.findall(bare))
    counts = {n for n in tables & COUNTS.keys() if "*" in bare or words & COUNTS[n]}
    is_set = "supply" in tables - counts and _reads_as_set(nodes, "supply", aggregates)
    return Reading(
        tables=tuple(sorted(tables)),
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
