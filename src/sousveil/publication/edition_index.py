"""An edition's rows as frozen values, read once and grouped the way that pages need them."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from attrs import frozen

from sousveil.editions.covariates import Number
from sousveil.editions.opening import Edition
from sousveil.editions.search_effort import from_row
from sousveil.model.collection import FinishedRun
from sousveil.model.edition import (
    BlankReason,
    Cell,
    Issue,
    PartyKind,
    ReplyRow,
    Severity,
    SupplyLink,
)
from sousveil.model.source import Source, SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


T = TypeVar("T")


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
    verdict: str
    decided_by: str
    decision_reason: str
    decision_number: int


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


@frozen(kw_only=True, slots=False)
class EditionIndex:
    """A frozen edition in memory; keys of the groups are country, claim, source or vendor."""

    edition: Edition
    units: dict[str, UnitRecord]
    technologies: tuple[TechnologyRecord, ...]
    cells: dict[str, tuple[Cell, ...]]
    links: dict[str, tuple[SupplyLink, ...]]
    financing: dict[str, tuple[FinancingRecord, ...]]
    claims: dict[str, tuple[ClaimRecord, ...]]
    evidence: dict[str, tuple[EvidenceRecord, ...]]
    replies: dict[str, tuple[ReplyRow, ...]]
    sources: dict[str, Source]
    vendors: dict[str, VendorRecord]
    issues: tuple[Issue, ...]
    covariates: dict[str, dict[str, Number]]
    runs: tuple[FinishedRun, ...]

    @property
    def codebook_id(self) -> str:
        """The codebook that the edition was frozen under; it names the edition's pages."""
        return self.edition.manifest.codebook_id

    @cached_property
    def coded_technologies(self) -> tuple[TechnologyRecord, ...]:
        """The technologies that have cells, in the codebook's order."""
        return tuple(technology for technology in self.technologies if technology.in_scope)

    @cached_property
    def technology_names(self) -> dict[str, str]:
        """Names of all technologies by code."""
        return {t.technology_code: t.technology_name for t in self.technologies}

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

    @cached_property
    def countries_of_vendor(self) -> dict[str, tuple[str, ...]]:
        """The countries that each vendor is named for."""
        pairs = ((vendor_id, iso3) for iso3 in self.links for vendor_id in self.vendor_ids(iso3))
        found: dict[str, list[str]] = defaultdict(list)
        for vendor_id, iso3 in pairs:
            found[vendor_id].append(iso3)
        return {vendor_id: tuple(sorted(codes)) for vendor_id, codes in found.items()}


def index_edition(edition: Edition) -> EditionIndex:
    """Read every table of an edition and group its rows."""
    units = (UnitRecord(**row) for row in edition.rows("units"))
    vendors = (VendorRecord(**row) for row in edition.rows("vendors"))
    sources = (Source(**row | {"kind": SourceKind(row["kind"])}) for row in edition.rows("sources"))
    claims = (ClaimRecord(**row) for row in edition.rows("claims"))
    return EditionIndex(
        edition=edition,
        units={unit.country_iso3: unit for unit in units},
        technologies=tuple(TechnologyRecord(**row) for row in edition.rows("technologies")),
        cells=_group(_read_cells(edition), lambda cell: cell.country_iso3),
        links=_group(
            (SupplyLink(**row) for row in edition.rows("supply")), lambda s: s.country_iso3
        ),
        financing=_group(
            (FinancingRecord(**row) for row in edition.rows("financing")), lambda f: f.country_iso3
        ),
        claims=_group(
            sorted(claims, key=lambda claim: claim.decision_number), lambda c: c.country_iso3
        ),
        evidence=_group(
            (EvidenceRecord(**row) for row in edition.rows("evidence")), lambda e: e.claim_id
        ),
        replies=_group(_read_replies(edition), lambda reply: reply.claim_id),
        sources={source.source_id: source for source in sources},
        vendors={vendor.vendor_id: vendor for vendor in vendors},
        issues=tuple(
            Issue(**row | {"severity": Severity(row["severity"])}) for row in edition.rows("issues")
        ),
        covariates={row["country_iso3"]: row for row in edition.rows("covariates")},
        runs=tuple(from_row(row) for row in edition.rows("search_effort")),
    )


def _read_cells(edition: Edition) -> Iterable[Cell]:
    for row in edition.rows("cells"):
        reason = row["blank_reason"]
        yield Cell(**row | {"blank_reason": None if reason is None else BlankReason(reason)})


def _read_replies(edition: Edition) -> Iterable[ReplyRow]:
    for row in edition.rows("replies"):
        kind = PartyKind(row.pop("party_kind"))
        yield ReplyRow(**row, kind=kind)


def _group(values: Iterable[T], key: Callable[[T], str]) -> dict[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for value in values:
        groups[key(value)].append(value)
    return {name: tuple(members) for name, members in groups.items()}
