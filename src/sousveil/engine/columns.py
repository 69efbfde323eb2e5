"""The columns of the rows that work gives: a row fits them or is refused, with what is wrong."""

from __future__ import annotations

from enum import StrEnum
from math import isfinite
from typing import TYPE_CHECKING, Any

from attrs import field, frozen
from attrs.validators import matches_re

from sousveil.model.identifiers import canonical_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST_INTEGER = 2**63 - 1


class ColumnKind(StrEnum):
    """What a column holds, as DuckDB names it; nested values are stored as their JSON text."""

    TEXT = "VARCHAR"
    INTEGER = "BIGINT"
    NUMBER = "DOUBLE"
    BOOLEAN = "BOOLEAN"


@frozen
class Column:
    """A column by name; every value may be missing."""

    name: str = field(validator=matches_re(r"[a-z][a-z0-9_]{0,62}"))
    kind: ColumnKind = ColumnKind.TEXT


def pack_row(columns: tuple[Column, ...], row: Mapping[str, Any]) -> bytes:
    r"""Write a row as a line of JSON.

    >>> pack_row((Column("quote"), Column("start", ColumnKind.INTEGER)), {"quote": "é", "start": 3})
    b'{"quote":"\xc3\xa9","start":3}\n'

    Raises:
        ValueError: the row has other columns, or a value that its column cannot hold.
    """
    names = {column.name for column in columns}
    if row.keys() != names:
        odd = ", ".join(sorted(map(str, row.keys() ^ names)))
        raise ValueError(f"a row and the columns differ in: {odd}")
    for column in columns:
        value = row[column.name]
        if value is not None and not _fits(value, column.kind):
            kind = column.kind.name.lower()
            raise ValueError(f"column {column.name} cannot hold {value!r:.80} as {kind}")
    return canonical_bytes(dict(row)) + b"\n"


def _fits(value: object, kind: ColumnKind) -> bool:
    match kind:
        case ColumnKind.TEXT:
            return isinstance(value, str) and "\0" not in value
        case ColumnKind.BOOLEAN:
            return isinstance(value, bool)
        case ColumnKind.INTEGER:
            return _is_integer(value)
        case ColumnKind.NUMBER:
            return _is_integer(value) or (isinstance(value, float) and isfinite(value))


def _is_integer(value: object) -> bool:
    return (
        isinstance(value, int)
        and not isinstance(value, bool)
        and -LARGEST_INTEGER - 1 <= value <= LARGEST_INTEGER
    )
