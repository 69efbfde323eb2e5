"""Published table -> claims that cite its cells, and the issues that were met on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.table_repairs import CellPlace, repair_country, repair_vendor
from sousveil.errors import InvalidData, QuoteNotFound
from sousveil.model.claim import Claim, Financing, FinancingKind
from sousveil.model.country import CountryRegister
from sousveil.model.edition import Issue, Severity
from sousveil.model.evidence import Evidence, TableCell, parse_locator
from sousveil.model.maker import TABLE_MAKER
from sousveil.model.vendor import VendorRegister

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sousveil.model.country import Country
    from sousveil.model.published_table import PublishedTable, TableLayout, TableRow

TABLE_MAKER_VERSION = "1"


@frozen(kw_only=True)
class Registers:
    """The registers that names in a table are looked up in."""

    countries: CountryRegister
    vendors: VendorRegister


@frozen(kw_only=True)
class TableClaims:
    """What a published table claims, and what was odd in it."""

    claims: tuple[Claim, ...]
    issues: tuple[Issue, ...]


def extract_table_claims(
    table: PublishedTable,
    layout: TableLayout,
    registers: Registers,
    snapshot_sha256: str,
    *,
    where: str,
) -> TableClaims:
    """Turn every tick, vendor and supplier of a table into a claim citing its cell.

    ``where`` is the table's file, for messages.

    Raises:
        InvalidData: a country that no register knows, or a tick that the layout knows
            neither as yes nor as no; all of them are listed with row and column.
    """
    reader = _TableReader(table, layout, registers, snapshot_sha256)
    for row in table:
        reader.read_row(row)
    if reader.problems:
        raise InvalidData(
            reader.problems,
            where=f"{where}, sheet {table.sheet!r}",
            next_step="correct the cells named, or the table's layout and registers",
        )
    check_quotes(reader.claims, table)
    return TableClaims(claims=tuple(reader.claims), issues=tuple(reader.issues))


def extract_financing_claims(
    table: PublishedTable, layout: TableLayout, registers: Registers, snapshot_sha256: str
) -> TableClaims:
    """Turn the rows of a source's financing table into claims on supplies paid for by loans.

    Raises:
        InvalidData: a country or a kind of financing that is not known; all are listed.
    """
    if layout.financing is None:
        return TableClaims(claims=(), issues=())
    columns, problems, claims = layout.financing, [], []
    kinds = {kind.value for kind in FinancingKind}
    for row in table:
        country = registers.countries.find(row[columns.country] or "")
        lender = registers.countries.find(row[columns.lender] or "")
        kind = row[columns.kind]
        if country is None or lender is None or kind not in kinds:
            problems.append(f"row {row.number}: {dict(row.cells)} is not country, lender and kind")
            continue
        claims.append(
            Claim(
                country_iso3=country.country_iso3,
                supplier_iso3=lender.country_iso3,
                financing=Financing(kind=FinancingKind(kind), lender_iso3=lender.country_iso3),
                made_by=TABLE_MAKER,
                made_by_version=TABLE_MAKER_VERSION,
                evidence=(_cite(layout, table.sheet, row, columns.kind, kind, snapshot_sha256),),
            )
        )
    if problems:
        raise InvalidData(problems, where=columns.file, next_step="correct the rows named")
    check_quotes(claims, table)
    return TableClaims(claims=tuple(claims), issues=())


def check_quotes(claims: Iterable[Claim], table: PublishedTable) -> None:
    """Make sure that each quote stands in the cell that its locator names.

    Raises:
        QuoteNotFound: one does not.
    """
    for claim in claims:
        for evidence in claim.evidence:
            cell = parse_locator(evidence.locator)
            row = table.by_number.get(cell.row) if isinstance(cell, TableCell) else None
            text = row[cell.column] if row and isinstance(cell, TableCell) else None
            if text is None or evidence.quote not in text:
                raise QuoteNotFound(
                    f"{evidence.quote!r} does not stand at {evidence.locator}",
                    where=f"claim {claim.claim_id}",
                    next_step="correct the locator or the quote",
                )


class _TableReader:
    """Collects claims, issues and problems row by row."""

    def __init__(
        self, table: PublishedTable, layout: TableLayout, registers: Registers, snapshot: str
    ) -> None:
        self._table = table
        self._layout = layout
        self._registers = registers
        self._snapshot = snapshot
        self.claims: list[Claim] = []
        self.issues: list[Issue] = []
        self.problems: list[str] = []

    def read_row(self, row: TableRow) -> None:
        country = self._read_country(row)
        if country is None:
            return
        self._read_ticks(row, country)
        self._read_supplier_lists(row, country)
        self._read_vendors(row, country)
        self._report_untitled(row)

    def _place(self, row: TableRow, column: str) -> CellPlace:
        return CellPlace(sheet=self._table.sheet, row=row.number, column=column)

    def _read_country(self, row: TableRow) -> Country | None:
        column = self._layout.country
        text = row[column] or ""
        place = self._place(row, column)
        countries = self._registers.countries
        country, issues = repair_country(text, place, countries, self._layout.damage)
        self.issues += issues
        if country is None:
            self.problems.append(f"row {row.number}, {column}: unknown country {text!r}")
            return None
        if "iso3" not in self._layout.ignored:
            self.issues.append(
                place.issue(
                    "iso3_from_name",
                    Severity.REPAIRED,
                    found=None,
                    made=country.country_iso3,
                    note=f"the table has no country codes; {text!r} was looked up",
                )
            )
        return country

    def _read_ticks(self, row: TableRow, country: Country) -> None:
        for column, code in self._layout.technologies.items():
            if self._is_ticked(row, column):
                self._claim(row, column, row[column] or "", country, technology_code=code)
        for column, iso3 in self._layout.suppliers.items():
            if self._is_ticked(row, column):
                self._claim(row, column, row[column] or "", country, supplier_iso3=iso3)

    def _is_ticked(self, row: TableRow, column: str) -> bool:
        text = row[column]
        if text is None or text in self._layout.no:
            return False
        if text not in self._layout.yes:
            self.problems.append(f"row {row.number}, {column}: {text!r} is neither yes nor no")
            return False
        return True

    def _read_supplier_lists(self, row: TableRow, country: Country) -> None:
        for column in self._layout.supplier_lists:
            seen: set[str] = set()
            for name in _split(row[column], ","):
                place = self._place(row, column)
                supplier, issues = repair_country(
                    name, place, self._registers.countries, self._layout.damage
                )
                self.issues += issues
                if supplier is None:
                    self.problems.append(f"row {row.number}, {column}: unknown country {name!r}")
                    continue
                if supplier.country_iso3 in seen:
                    self._leave_out(
                        "supplier_named_twice", place, name, "named before in the same cell"
                    )
                    continue
                seen.add(supplier.country_iso3)
                self._claim(row, column, name, country, supplier_iso3=supplier.country_iso3)

    def _read_vendors(self, row: TableRow, country: Country) -> None:
        seen: set[str] = set()
        for column in self._layout.vendors:
            for name in _split(row[column], self._layout.vendor_separator):
                place = self._place(row, column)
                if name in self._layout.placeholders:
                    note = "stands where a vendor should; no supply link was made"
                    self._leave_out("placeholder_vendor", place, name, note)
                    continue
                vendor_id, issues = repair_vendor(name, place, self._registers.vendors)
                self.issues += issues
                if vendor_id in seen:
                    note = "named before in the same row; one link was made"
                    self._leave_out("vendor_named_twice", place, name, note)
                    continue
                seen.add(vendor_id)
                self._claim(row, column, name, country, vendor_id=vendor_id)

    def _report_untitled(self, row: TableRow) -> None:
        for column in self._table.untitled:
            if (text := row[column]) is not None:
                note = (
                    "stands right of the last titled column, and need not belong to this row: "
                    "no claim was made of it"
                )
                self._leave_out("outside_titled_columns", self._place(row, column), text, note)

    def _leave_out(self, rule: str, place: CellPlace, text: str, note: str) -> None:
        self.issues.append(place.issue(rule, Severity.LEFT_OUT, found=text, made=None, note=note))

    def _claim(
        self,
        row: TableRow,
        column: str,
        text: str,
        country: Country,
        *,
        technology_code: str | None = None,
        vendor_id: str | None = None,
        supplier_iso3: str | None = None,
    ) -> None:
        self.claims.append(
            Claim(
                country_iso3=country.country_iso3,
                technology_code=technology_code,
                vendor_id=vendor_id,
                supplier_iso3=supplier_iso3,
                made_by=TABLE_MAKER,
                made_by_version=TABLE_MAKER_VERSION,
                evidence=(
                    _cite(self._layout, self._table.sheet, row, column, text, self._snapshot),
                ),
            )
        )


def _cite(  # the parts of one citation
    layout: TableLayout, sheet: str, row: TableRow, column: str, quote: str, snapshot: str
) -> Evidence:
    locator = TableCell(sheet=sheet, row=row.number, column=column)
    return Evidence(
        source_id=layout.source.source_id,
        snapshot_sha256=snapshot,
        locator=str(locator),
        quote=quote,
    )


def _split(text: str | None, separator: str | None) -> Iterator[str]:
    parts = (text or "").split(separator) if separator else [text or ""]
    return (part.strip() for part in parts if part.strip())
