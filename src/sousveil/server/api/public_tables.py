"""What is public of an edition, table by table: rows that rest on accepted claims alone.

Every condition is ours; what a reader asks for goes in as a parameter, never into the SQL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from sousveil.editions import tables
from sousveil.editions.tables import EditionTable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sousveil.server.api.opened_editions import OpenedEdition

_ACCEPTED = "verdict IN ('accept', 'recode')"
_OF_ACCEPTED = f"claim_id IN (SELECT claim_id FROM claims WHERE {_ACCEPTED})"  # noqa: S608  # our own words


@frozen(kw_only=True)
class PublicTable:
    """A table of an edition, the rows of it that are public, and what it can be filtered by."""

    table: EditionTable
    condition: str = "TRUE"
    filters: tuple[str, ...] = ()


@frozen(kw_only=True)
class Page:
    """Some rows of a table: ``total`` is how many there are in all."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    total: int


_ABOUT = ("country_iso3", "technology_code", "vendor_id")
PUBLIC_TABLES: Final = (
    PublicTable(table=tables.UNITS, filters=("country_iso3", "region_code", "is_listed")),
    PublicTable(table=tables.TECHNOLOGIES, filters=("technology_code",)),
    PublicTable(table=tables.CELLS, filters=("country_iso3", "technology_code", "is_present")),
    PublicTable(table=tables.SUPPLY, filters=(*_ABOUT, "supplier_iso3")),
    PublicTable(table=tables.FINANCING, filters=("country_iso3", "financing_kind")),
    PublicTable(
        table=tables.CLAIMS,
        condition=_ACCEPTED,
        filters=(*_ABOUT, "supplier_iso3", "status", "safeguard_kind", "made_by", "is_counted"),
    ),
    PublicTable(table=tables.EVIDENCE, condition=_OF_ACCEPTED, filters=("claim_id", "source_id")),
    PublicTable(table=tables.VENDORS, filters=("vendor_id", "home_iso3")),
    PublicTable(
        table=tables.SOURCES,
        condition=f"source_id IN (SELECT source_id FROM evidence WHERE {_OF_ACCEPTED})",  # noqa: S608
        filters=("source_id", "kind", "language", "publisher", "cluster_id"),
    ),
    PublicTable(
        table=tables.SAFEGUARDS,
        filters=("country_iso3", "technology_code", "safeguard_kind", "safeguard_finding"),
    ),
    PublicTable(
        table=tables.CONTESTS, condition=_OF_ACCEPTED, filters=("claim_id", "contest_kind")
    ),
    PublicTable(table=tables.CONFLICTS, filters=(*_ABOUT, "supplier_iso3", "subject", "rule")),
    PublicTable(table=tables.AGREEMENT, filters=("variable", "group_kind", "group_value")),
    PublicTable(
        table=tables.REPLIES, condition=_OF_ACCEPTED, filters=("claim_id", "party_kind", "state")
    ),
)


def read_page(
    opened: OpenedEdition,
    public: PublicTable,
    wanted: Mapping[str, Any],
    *,
    limit: int,
    offset: int,
) -> Page:
    """Return the rows that are wanted, in the order of the table's key."""
    asked = {name: wanted[name] for name in public.filters if wanted.get(name) is not None}
    where = " AND ".join([public.condition, *(f'"{name}" = ?' for name in asked)])
    values = list(asked.values())
    name, columns = public.table.name, public.table.column_names
    listed = ", ".join(f'"{column}"' for column in columns)
    order = ", ".join(f'"{column}"' for column in public.table.key)
    count = f"SELECT count(*) FROM {name} WHERE {where}"  # noqa: S608  # names are ours
    rows = f"SELECT {listed} FROM {name} WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"  # noqa: S608
    return Page(
        columns=columns,
        rows=opened.ask(rows, [*values, limit, offset]),
        total=int(opened.ask(count, values)[0][0]),
    )
