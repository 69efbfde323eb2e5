"""What a cell rests on, as values: its claims, sources, vendors, safeguards and search effort."""

from __future__ import annotations

from attrs import frozen

from sousveil.model.edition import Cell, ConflictRow, ContestRow, ReplyRow, SafeguardCell
from sousveil.model.evidence_rule import EvidenceRule
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
    """A decided claim of a cell, with its evidence, what parties answered and what objects to it.

    ``clusters`` are the syndication clusters of its sources; one that stands alone is its own.
    """

    claim: ClaimRecord
    evidence: tuple[EvidenceRecord, ...]
    replies: tuple[ReplyRow, ...]
    contests: tuple[ContestRow, ...]
    clusters: tuple[str, ...]


@frozen(kw_only=True)
class IndependentSource:
    """Sources that carry one story, and how many documents do; mostly one source, by itself."""

    cluster_id: str
    cluster_size: int
    source_ids: tuple[str, ...]

    @property
    def is_cluster(self) -> bool:
        """Whether more than one document carries the story."""
        return self.cluster_size > 1


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
    """A cell and all that it rests on, under the codebook's ``rule``.

    ``supporting`` claims count towards it; ``contradicting`` ones, accepted as well, say that
    it is not used, or no more, or is forbidden; ``rejected`` ones do not hold. What is accepted
    and does not count, such as a plan, is ``other``. ``independent`` are the sources of all of
    them, those that carry one story together. ``safeguards`` are those of this technology or of all.
    ``vendors`` supply this technology; ``other_vendors`` the country, for what is not said.
    ``conflicts`` are what published tables say differently of it.
    """

    edition_id: str
    unit: UnitRecord
    technology: TechnologyRecord
    cell: Cell
    rule: EvidenceRule
    supporting: tuple[CellClaim, ...]
    contradicting: tuple[CellClaim, ...]
    rejected: tuple[CellClaim, ...]
    other: tuple[CellClaim, ...]
    sources: tuple[Source, ...]
    independent: tuple[IndependentSource, ...]
    vendors: tuple[VendorRecord, ...]
    other_vendors: tuple[VendorRecord, ...]
    safeguards: tuple[SafeguardCell, ...]
    safeguard_claims: tuple[CellClaim, ...]
    conflicts: tuple[ConflictRow, ...]
    effort: tuple[Effort, ...]

    @property
    def rule_in_words(self) -> tuple[tuple[str, str], ...]:
        """What the codebook asks of claims and sources, by field; what it leaves open is not in."""
        rule, dates = self.rule, self.rule.dates
        between = f"{dates.of}, {dates.from_date or '…'} to {dates.to_date or '…'}" if dates else ""
        asked = {
            "statuses": ", ".join(rule.statuses),
            "sources": ", ".join(rule.sources),
            "source_kinds": ", ".join(rule.source_kinds),
            "makers": ", ".join(rule.makers),
            "reviewed_only": "yes" if rule.reviewed_only else "",
            "unreviewed_from": ", ".join(rule.unreviewed_from),
            "dates": between,
        }
        return tuple((name, value) for name, value in asked.items() if value)

    @property
    def independent_sources(self) -> int:
        """How many sources support the cell, a story that many carry counted once."""
        return self.cell.cluster_count

    @property
    def minimum_sources(self) -> int:
        """How many independent sources the codebook asks for."""
        return self.rule.minimum_sources

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
