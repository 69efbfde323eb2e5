"""What a cell rests on, as values: its claims, sources, vendors, safeguards and search effort."""

from __future__ import annotations

from attrs import frozen

from sousveil.model.edition import Cell, ReplyRow, SafeguardCell
from sousveil.model.source import Source
from sousveil.publication.edition_index import (
    ClaimRecord,
    EvidenceRecord,
    TechnologyRecord,
    UnitRecord,
    VendorRecord,
)


@frozen(kw_only=True)
class CellClaim:
    """A decided claim of a cell, with its evidence and what parties answered about it.

    ``stories`` are what its evidence is counted by: a syndication cluster where one is known,
    else the source. ``is_counted`` is False where the codebook does not count its status.
    """

    claim: ClaimRecord
    evidence: tuple[EvidenceRecord, ...]
    replies: tuple[ReplyRow, ...]
    stories: tuple[str, ...]
    is_counted: bool


@frozen(kw_only=True)
class Effort:
    """What finished runs searched for a country, of one outlet in some languages (none: unknown)."""

    languages: tuple[str, ...]
    outlet: str
    runs: int
    documents_read: int
    last_finished_at: str


@frozen(kw_only=True)
class CellFile:
    """A cell and all that it rests on.

    ``supporting`` claims say that the technology is used; ``contradicting`` ones, accepted as
    well, that it is not, or no more, or is forbidden; ``rejected`` ones do not hold. Claims of
    a plan are ``other``. ``safeguards`` are those of this technology or of all.
    ``vendors`` supply this technology; ``other_vendors`` the country, for what is not said.
    """

    edition_id: str
    unit: UnitRecord
    technology: TechnologyRecord
    cell: Cell
    minimum_sources: int
    supporting: tuple[CellClaim, ...]
    contradicting: tuple[CellClaim, ...]
    rejected: tuple[CellClaim, ...]
    other: tuple[CellClaim, ...]
    sources: tuple[Source, ...]
    vendors: tuple[VendorRecord, ...]
    other_vendors: tuple[VendorRecord, ...]
    safeguards: tuple[SafeguardCell, ...]
    safeguard_claims: tuple[CellClaim, ...]
    effort: tuple[Effort, ...]

    @property
    def independent_sources(self) -> int:
        """How many sources support the cell, a story that many carry counted once."""
        return len({s for one in self.supporting if one.is_counted for s in one.stories})

    @property
    def over_time(self) -> tuple[CellClaim, ...]:
        """The accepted claims about the use by the day that it began, or that the source is of."""
        accepted = (*self.supporting, *self.contradicting, *self.other)
        return tuple(sorted(accepted, key=self._moment))

    def _moment(self, one: CellClaim) -> tuple[str, int]:
        return self.day_of(one) or "9999", one.claim.decision_number

    def day_of(self, one: CellClaim) -> str | None:
        """Return the day that a claim tells of, else the day of its first source, if known."""
        published = {source.source_id: source.published_date for source in self.sources}
        days = (published.get(evidence.source_id) for evidence in one.evidence)
        return one.claim.start_date or one.claim.end_date or next(filter(None, days), None)
