"""The matrix: claims that count, under a codebook, become cells, supply links and safeguards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from sousveil.model.edition import BlankReason, Cell, SafeguardCell, SupplyLink

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sousveil.editions.coding import DecidedClaim
    from sousveil.model.codebook import Codebook
    from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind


@define
class _Tally:
    """What has been counted for one cell; sources are kept to count them once."""

    claims: int = 0
    sources: set[str] = field(factory=set)

    def count(self, decided: DecidedClaim) -> None:
        """Count a claim with the sources of it that count."""
        self.claims += 1
        self.sources.update(decided.judgement.source_ids)


class Matrix:
    """Cells, supply links and safeguards, built up claim by claim; order does not matter.

    A claim about a safeguard makes no cell and no link: that a law allows a use is no use.
    ``searched`` are the countries that finished runs cover; it tells a blank without claims
    whether anyone looked. ``clusters`` names the syndication cluster of a source that is in
    one; sources of one cluster are one piece of evidence.
    """

    def __init__(
        self, codebook: Codebook, searched: frozenset[str], clusters: Mapping[str, str]
    ) -> None:
        self._codebook = codebook
        self._searched = searched
        self._clusters = clusters
        self._cells: dict[tuple[str, str], _Tally] = {}
        self._rejected: set[tuple[str, str]] = set()
        self._uncounted: set[tuple[str, str]] = set()
        self._links: dict[tuple[str, str, str, str], int] = {}
        self._safeguards: dict[tuple[str, str, SafeguardKind, SafeguardFinding], _Tally] = {}
        self.listed: set[str] = set()
        self.vendors: set[str] = set()

    def add(self, decided: DecidedClaim) -> None:
        """Count one decided claim."""
        claim = decided.claim
        cell = (claim.country_iso3, claim.technology_code or "")
        if not decided.is_counted:
            if claim.safeguard is None:
                (self._uncounted if decided.verdict.is_accepted else self._rejected).add(cell)
            return
        self.listed.add(claim.country_iso3)
        if claim.vendor_id is not None:
            self.vendors.add(claim.vendor_id)
        if claim.safeguard is not None:
            self._add_safeguard(decided, claim.safeguard)
            return
        if claim.technology_code is not None:
            tally = self._cells.get(cell)
            if tally is None:
                tally = self._cells[cell] = _Tally()
            tally.count(decided)
        if claim.vendor_id is not None or claim.supplier_iso3 is not None:
            link = (
                claim.country_iso3,
                claim.vendor_id or "",
                claim.supplier_iso3 or "",
                claim.technology_code or "",
            )
            self._links[link] = self._links.get(link, 0) + 1

    def _add_safeguard(self, decided: DecidedClaim, safeguard: Safeguard) -> None:
        claim = decided.claim
        key = (claim.country_iso3, claim.technology_code or "", safeguard.kind, safeguard.finding)
        self._safeguards.setdefault(key, _Tally()).count(decided)

    def cells(self) -> Iterator[Cell]:
        """Give every cell of the codebook: units by code, technologies in the codebook's order."""
        minimum = self._codebook.evidence.minimum_sources
        for iso3 in sorted(self._codebook.units):
            for technology in self._codebook.coded_technologies:
                key = (iso3, technology.technology_code)
                tally = self._cells.get(key, _Tally())
                independent = self._count_clusters(tally)
                is_present = independent >= minimum
                yield Cell(
                    country_iso3=iso3,
                    technology_code=technology.technology_code,
                    is_present=is_present,
                    claim_count=tally.claims,
                    source_count=len(tally.sources),
                    cluster_count=independent,
                    blank_reason=None if is_present else self._blank_reason(key),
                )

    def links(self) -> Iterator[SupplyLink]:
        """Give every supply link, sorted."""
        for (iso3, vendor, supplier, technology), count in sorted(self._links.items()):
            yield SupplyLink(
                country_iso3=iso3,
                vendor_id=vendor or None,
                supplier_iso3=supplier or None,
                technology_code=technology or None,
                claim_count=count,
            )

    def safeguards(self) -> Iterator[SafeguardCell]:
        """Give what is known of safeguards, sorted: by as many independent sources as asked for."""
        for key, tally in sorted(self._safeguards.items()):
            iso3, technology, kind, finding = key
            independent = self._count_clusters(tally)
            if independent >= self._codebook.evidence.minimum_sources:
                yield SafeguardCell(
                    country_iso3=iso3,
                    technology_code=technology or None,
                    kind=kind,
                    finding=finding,
                    claim_count=tally.claims,
                    source_count=len(tally.sources),
                    cluster_count=independent,
                )

    def _count_clusters(self, tally: _Tally) -> int:
        return len({self._clusters.get(source_id, source_id) for source_id in tally.sources})

    def _blank_reason(self, cell: tuple[str, str]) -> BlankReason:
        if cell in self._cells or cell in self._uncounted:
            return BlankReason.EVIDENCE_INSUFFICIENT
        if cell in self._rejected:
            return BlankReason.EVIDENCE_REJECTED
        if self._codebook.counts_searches and cell[0] in self._searched:
            return BlankReason.NOTHING_FOUND
        return self._codebook.blank_reason
