"""Where published tables that an edition merges differ, and what stands.

One principle decides: a table that is silent denies nothing, so what an older table says
stands until a coder rejects the claim. What differs is shown, with the rule that tells how the
newest table is silent; what only the newest says is news, and no conflict.
"""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import define, field

from sousveil.model.edition import ConflictRow
from sousveil.model.evidence import TableCell, parse_locator
from sousveil.model.maker import MakerKind, kind_of_maker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.editions.coding import DecidedClaim
    from sousveil.model.claim import Claim
    from sousveil.model.codebook import MergedTable


class Subject(StrEnum):
    """What two tables differ on."""

    COUNTRY = "country"
    CELL = "cell"
    VENDOR = "vendor"
    SUPPLIER = "supplier"


class Rule(StrEnum):
    """How the newest table is silent; or that a coder has settled it."""

    COUNTRY_DROPPED = "country_dropped"
    NOT_TICKED = "not_ticked_any_more"
    COLUMNS_FULL = "vendor_columns_full"
    NOT_NAMED = "not_named_any_more"
    REJECTED = "claim_rejected"


_SILENCE = {
    Rule.COUNTRY_DROPPED: "does not list the country",
    Rule.NOT_TICKED: "lists the country, and does not tick it",
    Rule.COLUMNS_FULL: "names others in all of its columns for vendors",
    Rule.NOT_NAMED: "lists the country, and does not name it",
}
_SAYS = {
    Subject.COUNTRY: "lists the country",
    Subject.CELL: "ticks it",
    Subject.VENDOR: "names it",
    Subject.SUPPLIER: "names it",
}

_Key = tuple[str, Subject, str]


@define
class _Said:
    """What one table says: its claims by what they are about, and those that stand."""

    claims: dict[_Key, list[str]] = field(factory=lambda: defaultdict(list))
    standing: set[_Key] = field(factory=set)
    listed: set[str] = field(factory=set)
    full: set[str] = field(factory=set)


class TableConflicts:
    """What the merged tables say, noted as claims stream by; order does not matter."""

    def __init__(self, tables: tuple[MergedTable, ...]) -> None:
        self._tables = {table.table_id: table for table in tables}
        self._said = {table.table_id: _Said() for table in tables}

    def note(self, decided: DecidedClaim) -> None:
        """Take in a decided claim, if it is one of a merged table."""
        claim = decided.claim
        if not self._tables or kind_of_maker(claim.made_by) is not MakerKind.PUBLISHED_TABLE:
            return
        for evidence in claim.evidence:
            table = self._tables.get(evidence.source_id)
            if table is None:
                continue
            said = self._said[table.table_id]
            said.listed.add(claim.country_iso3)
            place = parse_locator(evidence.locator)
            if isinstance(place, TableCell) and place.column == table.last_vendor_column:
                said.full.add(claim.country_iso3)
            for key in _keys(claim):
                said.claims[key].append(decided.claim_id)
                if decided.is_counted:
                    said.standing.add(key)

    def rows(self) -> Iterator[ConflictRow]:
        """Give what older tables say and the newest does not, sorted; nothing for one table."""
        present = [table_id for table_id in self._tables if self._said[table_id].listed]
        newest = present[-1] if present else ""
        found = [(key, earlier) for earlier in present[:-1] for key in self._said[earlier].claims]
        for key, earlier in sorted(found):
            if key not in self._said[newest].claims:
                yield self._row(key, earlier, newest)

    def _row(self, key: _Key, earlier: str, newest: str) -> ConflictRow:
        iso3, subject, code = key
        silence = self._silence(key, newest)
        stands = key in self._said[earlier].standing
        return ConflictRow(
            country_iso3=iso3,
            subject=subject.value,
            technology_code=code if subject is Subject.CELL else None,
            vendor_id=code if subject is Subject.VENDOR else None,
            supplier_iso3=code if subject is Subject.SUPPLIER else None,
            earlier_table=earlier,
            earlier_says=_SAYS[subject],
            later_table=newest,
            later_says=_SILENCE[silence],
            rule=(silence if stands else Rule.REJECTED).value,
            stands=earlier if stands else None,
            claim_ids=";".join(sorted(self._said[earlier].claims[key])),
        )

    def _silence(self, key: _Key, newest: str) -> Rule:
        iso3, subject, _code = key
        said = self._said[newest]
        if iso3 not in said.listed:
            return Rule.COUNTRY_DROPPED
        if subject is Subject.CELL:
            return Rule.NOT_TICKED
        is_full = subject is Subject.VENDOR and iso3 in said.full
        return Rule.COLUMNS_FULL if is_full else Rule.NOT_NAMED


def _keys(claim: Claim) -> Iterator[_Key]:
    """Give what a claim of a table says; how a supply is paid for is beside the point."""
    yield claim.country_iso3, Subject.COUNTRY, ""
    if claim.financing is not None or claim.safeguard is not None:
        return
    for subject, code in (
        (Subject.CELL, claim.technology_code),
        (Subject.VENDOR, claim.vendor_id),
        (Subject.SUPPLIER, claim.supplier_iso3),
    ):
        if code is not None:
            yield claim.country_iso3, subject, code
