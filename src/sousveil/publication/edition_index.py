"""An edition's rows as frozen values, grouped the way that pages need them."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from attrs import frozen

from sousveil.editions.covariates import Number
from sousveil.editions.opening import Edition
from sousveil.model.collection import FinishedRun
from sousveil.model.edition import (
    Cell,
    ConflictRow,
    ContestRow,
    Issue,
    ReplyRow,
    SafeguardCell,
    SupplyLink,
)
from sousveil.model.source import Source, SourceCluster

BEGINNING = "1970-01-01"
"""The last day of an edition whose data have none."""


@frozen(kw_only=True)
class UnitRecord:
    """A unit of the codebook as the edition describes it."""

    country_iso3: str
    country_name: str
    country_iso2: str | None
    country_numeric: str | None
    vdem_id: int | None
    cow_code: int | None
    region_code: str
    is_listed: bool
    has_ai_surveillance: bool


@frozen(kw_only=True)
class TechnologyRecord:
    """A technology of the codebook; only those in scope have cells."""

    technology_code: str
    technology_name: str
    definition: str
    in_scope: bool


@frozen(kw_only=True)
class ClaimRecord:
    """A claim as decided, with the decision."""

    claim_id: str
    country_iso3: str
    technology_code: str | None
    vendor_id: str | None
    supplier_iso3: str | None
    place: str | None
    agency: str | None
    status: str
    safeguard_kind: str | None
    safeguard_finding: str | None
    start_date: str | None
    end_date: str | None
    made_by: str
    made_by_version: str
    maker_kind: str
    verdict: str
    decided_by: str
    decision_reason: str
    decision_number: int
    is_reviewed: bool
    is_counted: bool
    not_counted_because: str | None


@frozen(kw_only=True)
class EvidenceRecord:
    """One piece of evidence of a claim."""

    claim_id: str
    position: int
    source_id: str
    snapshot_sha256: str
    locator: str
    quote: str


@frozen(kw_only=True)
class FinancingRecord:
    """How a supply is paid for, by one claim."""

    claim_id: str
    country_iso3: str
    supplier_iso3: str | None
    financing_kind: str
    lender_iso3: str | None
    lender: str | None
    amount: float | None
    currency: str | None
    amount_usd: float | None


@frozen(kw_only=True)
class VendorRecord:
    """A vendor as the edition's register describes it."""

    vendor_id: str
    vendor_name: str
    home_iso3: str | None
    parent: str | None
    note: str | None


@frozen(kw_only=True)
class AgreementRecord:
    """How far two coders agreed on a variable, in a group of claims; figures from 0 to 1."""

    variable: str
    group_kind: str
    group_value: str
    claim_count: int
    coder_count: int
    percent_agreement: float | None
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None
    note: str | None


@frozen(kw_only=True, slots=False)
class EditionIndex:
    """A frozen edition in memory; keys of the groups are country, claim, source or vendor."""

    edition: Edition
    units: dict[str, UnitRecord]
    technologies: tuple[TechnologyRecord, ...]
    cells: dict[str, tuple[Cell, ...]]
    links: dict[str, tuple[SupplyLink, ...]]
    financing: dict[str, tuple[FinancingRecord, ...]]
    safeguards: dict[str, tuple[SafeguardCell, ...]]
    claims: dict[str, tuple[ClaimRecord, ...]]
    evidence: dict[str, tuple[EvidenceRecord, ...]]
    replies: dict[str, tuple[ReplyRow, ...]]
    contests: dict[str, tuple[ContestRow, ...]]
    conflicts: dict[str, tuple[ConflictRow, ...]]
    agreement: tuple[AgreementRecord, ...]
    sources: dict[str, Source]
    clusters: dict[str, SourceCluster]
    vendors: dict[str, VendorRecord]
    issues: tuple[Issue, ...]
    covariates: dict[str, dict[str, Number]]
    runs: tuple[FinishedRun, ...]

    @property
    def codebook_id(self) -> str:
        """The codebook that the edition was frozen under; it names the edition's pages."""
        return self.edition.manifest.codebook_id

    @cached_property
    def last_day(self) -> str:
        """The last day that the data tell of: of a source, a reply or a search."""
        dates = (
            *(source.published_date for source in self.sources.values()),
            *(
                r.answered_date or r.asked_date
                for replies in self.replies.values()
                for r in replies
            ),
            *(run.finished_at[:10] for run in self.runs),
        )
        return max((_whole_date(date) for date in dates if date), default=BEGINNING)

    @cached_property
    def coded_technologies(self) -> tuple[TechnologyRecord, ...]:
        """The technologies that have cells, in the codebook's order."""
        return tuple(technology for technology in self.technologies if technology.in_scope)

    @cached_property
    def technology_names(self) -> dict[str, str]:
        """Names of all technologies by code."""
        return {t.technology_code: t.technology_name for t in self.technologies}

    def cell(self, country_iso3: str, technology_code: str) -> Cell | None:
        """Return the cell of a country and a technology, None if the edition has none."""
        cells = self.cells.get(country_iso3, ())
        return next((cell for cell in cells if cell.technology_code == technology_code), None)

    def present(self, country_iso3: str) -> tuple[str, ...]:
        """Return the codes of the technologies that a country uses by this edition."""
        cells = self.cells.get(country_iso3, ())
        return tuple(cell.technology_code for cell in cells if cell.is_present)

    def vendor_ids(self, country_iso3: str) -> tuple[str, ...]:
        """Return the vendors named for a country, each once."""
        links = self.links.get(country_iso3, ())
        return tuple(dict.fromkeys(link.vendor_id for link in links if link.vendor_id))

    def supplier_codes(self, country_iso3: str) -> tuple[str, ...]:
        """Return the home countries that the source gives for a country's suppliers, each once."""
        links = self.links.get(country_iso3, ())
        return tuple(dict.fromkeys(link.supplier_iso3 for link in links if link.supplier_iso3))

    def homes(self, country_iso3: str) -> tuple[str, ...]:
        """Return where a country's suppliers are at home: of vendors by the register, of others as given."""
        vendors = (self.vendors.get(vendor_id) for vendor_id in self.vendor_ids(country_iso3))
        homes = {vendor.home_iso3 for vendor in vendors if vendor and vendor.home_iso3}
        return tuple(sorted(homes.union(self.supplier_codes(country_iso3))))

    @cached_property
    def countries_of_vendor(self) -> dict[str, tuple[str, ...]]:
        """The countries that each vendor is named for."""
        pairs = ((vendor_id, iso3) for iso3 in self.links for vendor_id in self.vendor_ids(iso3))
        found: dict[str, list[str]] = defaultdict(list)
        for vendor_id, iso3 in pairs:
            found[vendor_id].append(iso3)
        return {vendor_id: tuple(sorted(codes)) for vendor_id, codes in found.items()}

    @cached_property
    def claims_by_id(self) -> dict[str, ClaimRecord]:
        """Every claim by its id, country by country."""
        return {claim.claim_id: claim for claims in self.claims.values() for claim in claims}

    @cached_property
    def statuses(self) -> frozenset[str]:
        """The statuses that claims have."""
        return frozenset(claim.status for claim in self.claims_by_id.values())

    @cached_property
    def counted_claims(self) -> dict[tuple[str, str], tuple[ClaimRecord, ...]]:
        """The claims of use that count towards each cell, by country and technology."""
        found: dict[tuple[str, str], list[ClaimRecord]] = defaultdict(list)
        for code, claims in self.claims.items():
            for claim in claims:
                if claim.technology_code and claim.is_counted and not claim.safeguard_kind:
                    found[code, claim.technology_code].append(claim)
        return {place: tuple(claims) for place, claims in found.items()}

    @cached_property
    def claims_of_vendor(self) -> dict[str, tuple[ClaimRecord, ...]]:
        """The accepted claims of supply that name each vendor, country by country."""
        found: dict[str, list[ClaimRecord]] = defaultdict(list)
        for claim in self.claims_by_id.values():
            if claim.vendor_id and claim.verdict != "reject" and not claim.safeguard_kind:
                found[claim.vendor_id].append(claim)
        return {vendor_id: tuple(claims) for vendor_id, claims in found.items()}


def _whole_date(date: str) -> str:
    """Return a date with month and day; where a source gives none, the first stands.

    >>> _whole_date("2022"), _whole_date("2022-05")
    ('2022-01-01', '2022-05-01')
    """
    return date + "-01" * (2 - date.count("-"))
