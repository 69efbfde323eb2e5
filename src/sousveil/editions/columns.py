"""What a table of an edition is described by: its columns with their types and meanings."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class ColumnType(StrEnum):
    """The type of a column, as DuckDB names it."""

    TEXT = "VARCHAR"
    INTEGER = "BIGINT"
    NUMBER = "DOUBLE"
    BOOLEAN = "BOOLEAN"


@frozen
class TableColumn:
    """A column of an edition's table."""

    name: str
    type: ColumnType
    meaning: str


@frozen
class EditionTable:
    """A table of an edition; ``name`` is its file's stem and its SQL view."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[TableColumn, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names in order, which is the header of the CSV file."""
        return tuple(column.name for column in self.columns)


def text(name: str, meaning: str) -> TableColumn:
    """Describe a column of text."""
    return TableColumn(name, ColumnType.TEXT, meaning)


def integer(name: str, meaning: str) -> TableColumn:
    """Describe a column of whole numbers."""
    return TableColumn(name, ColumnType.INTEGER, meaning)


def number(name: str, meaning: str) -> TableColumn:
    """Describe a column of numbers."""
    return TableColumn(name, ColumnType.NUMBER, meaning)


def boolean(name: str, meaning: str) -> TableColumn:
    """Describe a column of true and false."""
    return TableColumn(name, ColumnType.BOOLEAN, meaning)


COUNTRY = text("country_iso3", "ISO 3166-1 alpha-3, or V-Dem's text id where ISO has none")
TECHNOLOGY = text("technology_code", "code in the codebook")

SAFEGUARD_KINDS = (
    "legal_basis, oversight, impact_assessment, ruling, documented_misuse or ban_or_moratorium"
)
