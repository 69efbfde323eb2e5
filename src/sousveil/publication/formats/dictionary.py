"""The dictionary of what is published: each table, column, code and key, said once.

Every form (Frictionless, CSVW, SQLite, RO-Crate) is written from it, so that none says what another
does not. A key or a reference is declared if it holds in the data, and not otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.editions import tables
from sousveil.editions.tables import ColumnType, EditionTable
from sousveil.model.claim import ClaimStatus, FinancingKind
from sousveil.model.decision import Action
from sousveil.model.edition import BlankReason, PartyKind, Severity
from sousveil.model.safeguard import SafeguardFinding, SafeguardKind
from sousveil.model.source import SourceKind
from sousveil.publication.formats import research_tables
from sousveil.publication.wording import BLANK_TERMS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

    from sousveil.editions.covariates import CovariateColumn
    from sousveil.editions.opening import Edition
    from sousveil.editions.tables import TableColumn


@frozen(kw_only=True)
class Code:
    """A value with its meaning; ``meaning`` is empty where the value says it."""

    value: str
    meaning: str = ""


@frozen(kw_only=True)
class Field:
    """A column as a dictionary describes it.

    ``codes`` are the values that a text can have, none if it is free. ``missing`` are what
    stands in CSV for a missing value beside the empty cell, each with its reason.
    """

    name: str
    type: ColumnType
    meaning: str
    codes: tuple[Code, ...] = ()
    missing: tuple[Code, ...] = ()
    is_required: bool = False
    unit: str | None = None
    year: int | None = None
    scale: str | None = None
    direction: str | None = None
    decimals: int | None = None
    source: str | None = None
    licence: str | None = None

    @property
    def description(self) -> str:
        """What the column means, with all that is known of it, in sentences."""
        parts = (
            ("Source", self.source),
            ("Licence", self.licence),
            ("Unit", self.unit),
            ("Year", self.year),
            ("Scale", self.scale),
            ("Direction", self.direction),
            ("Decimals", self.decimals),
        )
        said = [f"{name}: {value}." for name, value in parts if value is not None]
        return " ".join([f"{self.meaning}.", *said]) if said else self.meaning


@frozen(kw_only=True)
class ForeignKey:
    """A column whose values are all in the column of the same meaning of another table.

    ``is_total`` says that no value of the column is missing.
    """

    column: str
    table: str
    references: str
    is_total: bool


@frozen(kw_only=True)
class Table:
    """A published table: ``primary_key`` is empty where the key columns are none."""

    name: str
    meaning: str
    rows: int
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()


_BLANKS = tuple(
    Code(value=reason.value, meaning=str(BLANK_TERMS[reason].meaning)) for reason in BlankReason
)
_CODES = {
    "blank_reason": _BLANKS,
    "status": tuple(Code(value=status.value) for status in ClaimStatus),
    "safeguard_kind": tuple(Code(value=kind.value) for kind in SafeguardKind),
    "safeguard_finding": tuple(Code(value=finding.value) for finding in SafeguardFinding),
    "financing_kind": tuple(Code(value=kind.value) for kind in FinancingKind),
    "severity": tuple(Code(value=severity.value) for severity in Severity),
    "party_kind": tuple(Code(value=kind.value) for kind in PartyKind),
    "verdict": tuple(Code(value=a.value) for a in (Action.ACCEPT, Action.RECODE, Action.REJECT)),
    "event_kind": tuple(Code(value=k, meaning=m) for k, m in research_tables.EVENT_KINDS.items()),
}
_CODES_OF_TABLE = {
    (tables.SOURCES.name, "kind"): tuple(Code(value=kind.value) for kind in SourceKind)
}
_MISSING = {(research_tables.PANEL.name, research_tables.USE): _BLANKS}
_REFERENCES = {
    "country_iso3": "units",
    "technology_code": "technologies",
    "claim_id": "claims",
    "source_id": "sources",
    "vendor_id": "vendors",
    "home_iso3": "units",
    "supplier_iso3": "units",
    "lender_iso3": "units",
}
_KEYS = {"units": "country_iso3"}


def describe_tables(edition: Edition, connection: DuckDBPyConnection) -> tuple[Table, ...]:
    """Describe the tables of an edition and those made of them for research.

    ``connection`` has a view of each.
    """
    dictionary = edition.covariate_dictionary
    covariates = {column.name: column for column in dictionary.columns}
    described = (*edition.tables.values(), *research_tables.TABLES)
    present = {table.name for table in described}
    return tuple(
        _describe(
            table, covariates if table.name == dictionary.table.name else {}, present, connection
        )
        for table in described
    )


def describe_stacked_tables(connection: DuckDBPyConnection) -> tuple[Table, ...]:
    """Describe the tables that hold several editions."""
    present = {table.name for table in research_tables.STACKED}
    return tuple(_describe(table, {}, present, connection) for table in research_tables.STACKED)


def count_rows(connection: DuckDBPyConnection, table: str) -> int:
    """Return how many rows a table has."""
    return _count(connection, f"SELECT count(*) FROM {table}")  # noqa: S608


def _describe(
    table: EditionTable,
    covariates: dict[str, CovariateColumn],
    present: set[str],
    connection: DuckDBPyConnection,
) -> Table:
    key = table.key if _is_key(table, connection) else ()
    return Table(
        name=table.name,
        meaning=table.meaning,
        rows=count_rows(connection, table.name),
        fields=tuple(
            _describe_column(table.name, column, key, covariates.get(column.name))
            for column in table.columns
        ),
        primary_key=key,
        foreign_keys=tuple(_find_references(table, present, connection)),
    )


def _describe_column(
    table: str, column: TableColumn, key: tuple[str, ...], covariate: CovariateColumn | None
) -> Field:
    place = (table, column.name)
    described = Field(
        name=column.name,
        type=column.type,
        meaning=column.meaning,
        codes=_CODES_OF_TABLE.get(place) or _CODES.get(column.name, ()),
        missing=_MISSING.get(place, ()),
        is_required=column.name in key,
    )
    if covariate is None:
        return described
    return Field(
        name=column.name,
        type=column.type,
        meaning=column.meaning,
        unit=covariate.unit,
        year=covariate.year,
        scale=covariate.scale,
        direction=covariate.direction,
        decimals=covariate.decimals,
        source=covariate.source,
        licence=covariate.licence,
    )


def _is_key(table: EditionTable, connection: DuckDBPyConnection) -> bool:
    """Say whether a table's key columns are never empty and never the same twice."""
    names = [f'"{name}"' for name in table.key]
    empty = " OR ".join(f"{name} IS NULL" for name in names)
    columns = ", ".join(names)
    return not _count(
        connection,
        f"SELECT count(*) FROM (SELECT {columns} FROM {table.name} "  # noqa: S608
        f"GROUP BY {columns} HAVING count(*) > 1 OR {empty})",
    )


def _find_references(
    table: EditionTable, present: set[str], connection: DuckDBPyConnection
) -> Iterable[ForeignKey]:
    """Give the references of a table that hold: every value but the missing ones is there."""
    for column in table.column_names:
        to = _REFERENCES.get(column, "")
        if to not in present or to == table.name:
            continue
        key = _KEYS.get(to, column)
        of_column = f'SELECT count(*) FROM {table.name} WHERE "{column}"'  # noqa: S608
        missing = _count(connection, f"{of_column} IS NULL")
        lost = _count(
            connection,
            f'{of_column} NOT IN (SELECT "{key}" FROM {to} WHERE "{key}" IS NOT NULL)',  # noqa: S608
        )
        if not lost:
            yield ForeignKey(column=column, table=to, references=key, is_total=not missing)


def _count(connection: DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
