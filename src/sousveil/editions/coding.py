"""Code the matrix: accepted claims, under a codebook, become cells, supply links and safeguards.

This is the one path into an edition: claims of an imported table take it, and so do
claims that people reviewed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from sousveil.errors import UnknownCountry, UnknownTechnology
from sousveil.model.claim import Claim
from sousveil.model.decision import Action, Verdict
from sousveil.model.edition import BlankReason, Cell, SafeguardCell, SupplyLink

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sousveil.decisions.verdicts import Verdicts
    from sousveil.model.codebook import Codebook
    from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind


@frozen(kw_only=True)
class DecidedClaim:
    """A claim as decided: recoded if the verdict says so, under the id it was made with."""

    claim_id: str
    claim: Claim
    verdict: Verdict


def decide_claims(
    claims: Iterable[Claim], verdicts: Verdicts, codebook: Codebook
) -> Iterator[DecidedClaim]:
    """Give the claims that the codebook admits and a verdict accepts or rejects, in their order.

    Raises:
        UnknownCountry, UnknownTechnology: an accepted claim is outside the codebook.
    """
    units = frozenset(codebook.units)
    technologies = frozenset(t.technology_code for t in codebook.technologies)
    statuses = frozenset(codebook.evidence.statuses)
    for claim in claims:
        verdict = verdicts.get(claim.claim_id)
        if verdict is None or verdict.action is Action.UNSURE:
            continue
        decided = claim.recoded(dict(verdict.changes)) if verdict.changes else claim
        if not codebook.evidence.admits(claim):
            continue
        if verdict.is_accepted:
            if decided.safeguard is None and decided.status not in statuses:
                continue
            _check_scope(claim.claim_id, decided, units, technologies, codebook)
        yield DecidedClaim(claim_id=claim.claim_id, claim=decided, verdict=verdict)


@define
class _Tally:
    """What has been counted for one cell; sources are kept to count them once."""

    claims: int = 0
    sources: set[str] = field(factory=set)


class Matrix:
    """Cells, supply links and safeguards, built up claim by claim; order does not matter.

    A claim about a safeguard makes no cell and no link: that a law allows a use is no use.
    ``searched`` are the countries that finished runs cover; it tells a blank without claims
    whether anyone looked.
    """

    def __init__(self, codebook: Codebook, searched: frozenset[str]) -> None:
        self._codebook = codebook
        self._searched = searched
        self._sources = frozenset(codebook.evidence.sources)
        self._cells: dict[tuple[str, str], _Tally] = {}
        self._rejected: set[tuple[str, str]] = set()
        self._links: dict[tuple[str, str, str, str], int] = {}
        self._safeguards: dict[tuple[str, str, SafeguardKind, SafeguardFinding], _Tally] = {}
        self.listed: set[str] = set()
        self.vendors: set[str] = set()

    def add(self, decided: DecidedClaim) -> None:
        """Count one decided claim."""
        claim = decided.claim
        cell = (claim.country_iso3, claim.technology_code or "")
        if not decided.verdict.is_accepted:
            if claim.safeguard is None:
                self._rejected.add(cell)
            return
        self.listed.add(claim.country_iso3)
        if claim.vendor_id is not None:
            self.vendors.add(claim.vendor_id)
        if claim.safeguard is not None:
            self._add_safeguard(claim, claim.safeguard)
            return
        if claim.technology_code is not None:
            tally = self._cells.get(cell)
            if tally is None:
                tally = self._cells[cell] = _Tally()
            self._count(claim, tally)
        if claim.vendor_id is not None or claim.supplier_iso3 is not None:
            link = (
                claim.country_iso3,
                claim.vendor_id or "",
                claim.supplier_iso3 or "",
                claim.technology_code or "",
            )
            self._links[link] = self._links.get(link, 0) + 1

    def _add_safeguard(self, claim: Claim, safeguard: Safeguard) -> None:
        key = (claim.country_iso3, claim.technology_code or "", safeguard.kind, safeguard.finding)
        self._count(claim, self._safeguards.setdefault(key, _Tally()))

    def _count(self, claim: Claim, tally: _Tally) -> None:
        tally.claims += 1
        for evidence in claim.evidence:
            if not self._sources or evidence.source_id in self._sources:
                tally.sources.add(evidence.source_id)

    def cells(self) -> Iterator[Cell]:
        """Give every cell of the codebook: units by code, technologies in the codebook's order."""
        minimum = self._codebook.evidence.minimum_sources
        for iso3 in sorted(self._codebook.units):
            for technology in self._codebook.coded_technologies:
                key = (iso3, technology.technology_code)
                tally = self._cells.get(key, _Tally())
                is_present = len(tally.sources) >= minimum
                yield Cell(
                    country_iso3=iso3,
                    technology_code=technology.technology_code,
                    is_present=is_present,
                    claim_count=tally.claims,
                    source_count=len(tally.sources),
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
        """Give what is known of safeguards, sorted: by as many sources as the codebook asks for."""
        for key, tally in sorted(self._safeguards.items()):
            iso3, technology, kind, finding = key
            if len(tally.sources) >= self._codebook.evidence.minimum_sources:
                yield SafeguardCell(
                    country_iso3=iso3,
                    technology_code=technology or None,
                    kind=kind,
                    finding=finding,
                    claim_count=tally.claims,
                    source_count=len(tally.sources),
                )

    def _blank_reason(self, cell: tuple[str, str]) -> BlankReason:
        if cell in self._cells:
            return BlankReason.EVIDENCE_INSUFFICIENT
        if cell in self._rejected:
            return BlankReason.EVIDENCE_REJECTED
        if self._codebook.counts_searches and cell[0] in self._searched:
            return BlankReason.NOTHING_FOUND
        return self._codebook.blank_reason


def _check_scope(
    claim_id: str, claim: Claim, units: frozenset[str], technologies: frozenset[str], book: Codebook
) -> None:
    if claim.country_iso3 not in units:
        raise UnknownCountry(
            f"country {claim.country_iso3} is no unit of codebook {book.codebook_id}",
            where=f"claim {claim_id}",
            next_step="recode or reject the claim, or add the unit to the codebook",
        )
    if claim.technology_code is not None and claim.technology_code not in technologies:
        raise UnknownTechnology(
            f"technology {claim.technology_code} is not in codebook {book.codebook_id}",
            where=f"claim {claim_id}",
            next_step="recode or reject the claim, or add the technology to the codebook",
        )
