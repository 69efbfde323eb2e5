"""Published tables: a sheet as printed, cell by cell, and the layout that says what its columns mean."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from attrs import field, frozen
from attrs.validators import matches_re

from sousveil.model.decision import IMPORT_PREFIX
from sousveil.model.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen(kw_only=True)
class TableRow:
    """A row under its number in the published sheet; a cell that is empty there is not in ``cells``."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str | None:
        return self.cells.get(column)


@frozen(kw_only=True, slots=False)
class PublishedTable:
    """A sheet as published: titles and the text of each cell; nothing is interpreted yet.

    Cells right of the last title have the letters of their spreadsheet column for a title;
    ``untitled`` lists them.
    """

    sheet: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    untitled: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[TableRow]:
        return iter(self.rows)

    @cached_property
    def by_number(self) -> dict[int, TableRow]:
        """Rows by their number in the sheet."""
        return {row.number: row for row in self.rows}


@frozen(kw_only=True)
class ImportDecision:
    """The named decision by which a whole published table is accepted."""

    coder: str = field(validator=matches_re(rf"{IMPORT_PREFIX}.+"))
    reason: str
    decided_at: str


@frozen(kw_only=True)
class Damage:
    """A search-and-replace accident: ``replacement`` stands wherever ``original`` stood."""

    original: str
    replacement: str


@frozen(kw_only=True)
class FinancingTable:
    """A second table of the same source: which supplies its text says are paid for by loans."""

    sheet: str
    file: str
    country: str
    lender: str
    kind: str
    row_column: str = "row"

    @property
    def columns(self) -> tuple[str, ...]:
        """Every title that the table must have."""
        return (self.country, self.lender, self.kind)


@frozen(kw_only=True)
class TableLayout:
    """What the columns of a published table mean; one per bundled edition.

    ``technologies`` and ``suppliers`` map a column's title to a technology code and to
    the supplier's ISO3 code; ``supplier_lists`` are columns of country names separated by
    commas; ``vendors`` are columns of vendor names, separated by ``vendor_separator`` if
    one cell holds several. ``covariates`` maps titles to columns of the covariates, which
    are pinned apart and only compared. ``yes`` and ``no`` are all the ways in which a
    tick is given or withheld. ``ignored`` names the columns that are left aside, and why.
    """

    table_id: str
    file: str
    source: Source
    decision: ImportDecision
    sheet: str
    row_column: str
    country: str
    technologies: dict[str, str]
    suppliers: dict[str, str]
    vendors: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    supplier_lists: tuple[str, ...] = ()
    vendor_separator: str | None = None
    placeholders: tuple[str, ...] = ()
    covariates: dict[str, str] = field(factory=dict)
    ignored: dict[str, str] = field(factory=dict)
    damage: tuple[Damage, ...] = ()
    financing: FinancingTable | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Every title that the sheet must have."""
        return (
            self.country,
            *self.technologies,
            *self.suppliers,
            *self.supplier_lists,
            *self.vendors,
            *self.covariates,
            *self.ignored,
        )
