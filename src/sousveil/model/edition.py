"""What an edition is made of: cells, supply links, issues and the manifest that pins them."""

from __future__ import annotations

from enum import StrEnum

from attrs import fields, frozen

from sousveil.model.safeguard import SafeguardFinding, SafeguardKind


class BlankReason(StrEnum):
    """Why a cell is blank; an edition has no blank without one.

    Rejected: every decided claim of the cell was. Insufficient: some were accepted, but of a
    sort that the codebook does not count, or from fewer independent sources than it asks for.
    Without claims, it is what was searched that
    tells *searched, nothing found* from *not searched*.
    """

    NOT_SEARCHED = "not_searched"
    NOTHING_FOUND = "searched_nothing_found"
    EVIDENCE_REJECTED = "evidence_rejected"
    EVIDENCE_INSUFFICIENT = "evidence_insufficient"
    NOT_TICKED = "not_ticked_in_published_table"


class Severity(StrEnum):
    """What became of an oddity: mended by a named rule, kept as it stands, or left out."""

    REPAIRED = "repaired"
    KEPT = "kept"
    LEFT_OUT = "left_out"


@frozen(kw_only=True)
class Issue:
    """An oddity of a published table: where, what stood there, what was made of it, by which rule."""

    sheet: str
    row: int | None
    column: str | None
    rule: str
    severity: Severity
    found: str | None
    made: str | None
    note: str


@frozen(kw_only=True)
class Cell:
    """Whether a country uses a technology under a codebook, and why it is blank if it is.

    ``cluster_count`` are the independent sources: syndication clusters, or sources of none.
    """

    country_iso3: str
    technology_code: str
    is_present: bool
    claim_count: int
    source_count: int
    cluster_count: int
    blank_reason: BlankReason | None

    def __attrs_post_init__(self) -> None:
        if self.is_present == (self.blank_reason is not None):
            raise ValueError(
                f"cell {self.country_iso3} {self.technology_code}: present xor blank with a reason"
            )


@frozen(kw_only=True)
class SupplyLink:
    """Who supplies a country: a vendor, or a home country alone where no company is named.

    ``technology_code`` is None where the source does not tie the supply to a technology.
    """

    country_iso3: str
    vendor_id: str | None
    supplier_iso3: str | None
    technology_code: str | None
    claim_count: int


@frozen(kw_only=True)
class SafeguardCell:
    """What accepted claims say of a safeguard in a country; contradicting findings have a cell each.

    ``technology_code`` is None where it holds for all. There are no cells for what no claim
    tells of: unknown is neither present nor absent.
    """

    country_iso3: str
    technology_code: str | None
    kind: SafeguardKind
    finding: SafeguardFinding
    claim_count: int
    source_count: int
    cluster_count: int


class PartyKind(StrEnum):
    """Who is asked for a reply."""

    VENDOR = "vendor"
    AUTHORITY = "authority"


@frozen(kw_only=True)
class ReplyRow:
    """What a party that a claim is about answered when it was asked, or that it did not.

    ``state`` is one of asked, sent, answered, declined, no_answer; ``source_id`` the source
    that the answer is kept as.
    """

    claim_id: str
    party: str
    kind: PartyKind
    state: str
    asked_date: str
    answered_date: str | None = None
    source_id: str | None = None


@frozen(kw_only=True)
class ContestRow:
    """Something that speaks against an accepted claim.

    Of kind ``coding`` (a coder rejected it or was unsure; ``objection`` is that entry of the
    log), ``denial`` or ``reply`` (an accepted claim denies the same use, from a reply of a
    party in the second case; ``objection`` is that claim's id).
    """

    claim_id: str
    contest_kind: str
    objection: str
    objection_by: str
    reason: str | None


@frozen(kw_only=True)
class ConflictRow:
    """What an older of the tables that an edition merges says, and the newest does not.

    ``subject`` is country, cell, vendor or supplier; ``stands`` the table whose word stands,
    None where a coder rejected it. ``claim_ids`` are the older table's claims, parted by a
    semicolon.
    """

    country_iso3: str
    subject: str
    technology_code: str | None
    vendor_id: str | None
    supplier_iso3: str | None
    earlier_table: str
    earlier_says: str
    later_table: str
    later_says: str
    rule: str
    stands: str | None
    claim_ids: str


@frozen(kw_only=True)
class FileEntry:
    """A file of an edition: its SHA-256, size and, for a table, number of rows."""

    path: str
    sha256: str
    size_bytes: int
    rows: int | None = None


@frozen(kw_only=True)
class EditionInputs:
    """Everything that an edition is made from, by name and hash.

    ``log_count`` and ``log_head`` pin the decision log, ``codebook_sha256`` the codebook,
    ``covariates_sha256`` the covariates, ``search_effort_sha256`` the finished runs that the
    edition tells of, ``replies_sha256`` the replies, ``clusters_sha256`` which of its sources
    carry one story.
    """

    codebook_id: str
    codebook_version: str
    codebook_sha256: str
    covariates_id: str
    covariates_sha256: str
    log_count: int
    log_head: str
    search_effort_sha256: str
    replies_sha256: str
    clusters_sha256: str


@frozen(kw_only=True)
class Manifest:
    """Everything that an edition depends on and consists of, by hash.

    Two editions with one manifest are the same edition. One that was frozen before editions
    told of clusters has no ``clusters_sha256``; it is not opened, but it can be replaced.
    """

    edition_id: str
    codebook_id: str
    codebook_version: str
    codebook_sha256: str
    covariates_id: str
    covariates_sha256: str
    log_count: int
    log_head: str
    search_effort_sha256: str
    replies_sha256: str
    made_with: str
    files: tuple[FileEntry, ...]
    clusters_sha256: str = ""

    @property
    def inputs(self) -> EditionInputs:
        """What the edition was made from."""
        return EditionInputs(**{f.name: getattr(self, f.name) for f in fields(EditionInputs)})
