"""Compute findings: run their SQL over a frozen edition.

Nothing here knows what was published; the layer contract keeps it so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sousveil.errors import QueryFailed
from sousveil.findings.catalogue import sql_of
from sousveil.model.finding import Finding, Unit

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sousveil.findings.catalogue import Catalogue
    from sousveil.model.finding import FindingQuery, Value

Parameters = dict[str, str | int | float]
Rows = tuple[tuple[str, ...], tuple[tuple["Value", ...], ...]]


def compute_findings(connection: DuckDBPyConnection, catalogue: Catalogue) -> tuple[Finding, ...]:
    """Compute every finding of a catalogue over one edition, in the catalogue's order."""
    return tuple(compute_finding(connection, query) for query in catalogue.findings)


def compute_finding(connection: DuckDBPyConnection, query: FindingQuery) -> Finding:
    """Compute one finding; one without a query comes back without a value.

    Raises:
        QueryFailed: the SQL does not run, or gives no single ``value``.
    """
    sql = sql_of(query)
    if sql is None:
        return Finding(query=query)
    return read_finding(query, *run_sql(connection, sql, query.parameters, where=query.finding_id))


def read_finding(
    query: FindingQuery, columns: tuple[str, ...], rows: tuple[tuple[Value, ...], ...]
) -> Finding:
    """Read what the SQL of a finding answered.

    Raises:
        QueryFailed: it is no single ``value``.
    """
    if query.unit is Unit.RANKING:
        return Finding(query=query, columns=columns, rows=rows)
    if len(rows) != 1 or "value" not in columns:
        raise QueryFailed(
            f"the query gives {len(rows)} rows with {', '.join(columns)} instead of one `value`",
            where=f"finding {query.finding_id}",
            next_step="correct its SQL",
        )
    found = dict(zip(columns, rows[0], strict=True))
    denominator = found.get("denominator")
    return Finding(
        query=query,
        value=found["value"],
        denominator=int(denominator) if denominator is not None else None,
    )


def run_sql(
    connection: DuckDBPyConnection, sql: str, parameters: Parameters, *, where: str
) -> Rows:
    """Run one SELECT over an edition and return column names and rows.

    Only the parameters that the SQL names (``$name``) are passed. Other statements are
    refused: DuckDB's own lock keeps COPY from other folders, not from the edition's.

    Raises:
        QueryFailed: it is no single SELECT, or DuckDB refuses it; its message is passed on.
    """
    import duckdb  # noqa: PLC0415  # heavy, and only needed here

    named = {name: parameters[name] for name in re.findall(r"\$(\w+)", sql) if name in parameters}
    try:
        statements = connection.extract_statements(sql)
        if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
            raise QueryFailed(
                "the SQL is not one SELECT statement; an edition is read and never changed",
                where=where,
                next_step="write one SELECT, with WITH in front if it takes several steps",
            )
        result = connection.execute(statements[0], named)
        columns = tuple(str(column[0]) for column in result.description or ())
        return columns, tuple(result.fetchall())
    except duckdb.Error as error:
        raise QueryFailed(
            f"the SQL does not run: {error}",
            where=where,
            next_step="correct the SQL; the tables and columns are in docs/reference/edition.md",
        ) from error
