"""What the writing part of the API takes and gives, as the description tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from attrs import asdict
from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from sousveil.model.claim import ClaimStatus  # noqa: TC001  # read at run time
from sousveil.model.safeguard import SafeguardFinding, SafeguardKind  # noqa: TC001  # read at run time
from sousveil.model.source import SourceKind  # noqa: TC001  # read at run time
from sousveil.pipeline.queueing import QueueOrder  # noqa: TC001  # read at run time

if TYPE_CHECKING:
    from sousveil.model.decision import LogEntry
    from sousveil.pipeline.queueing import QueueItem
    from sousveil.pipeline.viewing import CodingView

_CLEAN = r"^[^\x00]*$"
Word = Annotated[str, StringConstraints(max_length=200, pattern=_CLEAN)]
Reason = Annotated[str, StringConstraints(max_length=5_000, pattern=_CLEAN)]


class Body(Schema):
    """A body that has what it is described to have and nothing else."""

    model_config = ConfigDict(extra="forbid")


class ClaimFields(Body):
    """Fields of a claim; an empty text empties a field that is recoded."""

    country_iso3: Word | None = Field(default=None, examples=["KEN"])
    technology_code: Word | None = Field(default=None, examples=["facial_recognition"])
    vendor_id: Word | None = None
    supplier_iso3: Word | None = None
    place: Word | None = None
    agency: Word | None = None
    status: ClaimStatus | None = None
    safeguard_kind: SafeguardKind | Literal[""] | None = None
    safeguard_finding: SafeguardFinding | Literal[""] | None = None
    start_date: Word | None = None
    end_date: Word | None = None

    def said(self) -> dict[str, str]:
        """Return the fields that are given."""
        return {name: str(value) for name, value in self.model_dump(exclude_none=True).items()}


class QueueQuery(Schema):
    """Which claims are wanted; what is left out asks for nothing."""

    country_iso3: Word | None = None
    technology_code: Word | None = None
    vendor_id: Word | None = None
    language: Word | None = None
    source_kind: SourceKind | None = None
    assigned_to: Word | None = None
    made_by: Word | None = None
    order: QueueOrder | None = Field(
        None,
        description="surest and least_sure are for editors: they tell how sure a machine is",
    )


class QueuePageQuery(QueueQuery):
    """Which part of the queue."""

    page: int = Field(1, ge=1, le=1_000_000)
    per_page: int = Field(25, ge=1, le=100)


class DecisionBody(Body):
    """What is decided. ``expected_head`` is the ``head`` of the claim as it was shown."""

    action: Literal["accept", "reject", "unsure", "recode"] = Field(examples=["accept"])
    reason: Reason | None = Field(default=None, examples=["the quote names the authority"])
    changes: ClaimFields = ClaimFields()
    expected_head: int | None = Field(default=None, ge=0, le=2**53)


class UndoBody(Body):
    """Why a decision is taken back."""

    reason: Reason = Field(min_length=1, examples=["wrong claim"])


class NewClaimBody(Body):
    """A claim on words of a document: its characters ``start`` to ``end``."""

    document_id: Word
    start: int = Field(ge=0, le=2**31)
    end: int = Field(ge=1, le=2**31)
    fields: ClaimFields


class SubmissionBody(Body):
    """A claim that somebody misses, or what is wrong with the published claim ``claim_id``."""

    fields: ClaimFields = ClaimFields()
    claim_id: Word | None = None
    evidence_url: Annotated[str, StringConstraints(max_length=2_000)] | None = Field(
        None, examples=["https://news.example/page"]
    )
    quote: Annotated[str, StringConstraints(max_length=1_000)] | None = None
    comment: Reason | None = None


class SafeguardOut(Schema):
    """What a source says of the law or the oversight over a use."""

    kind: SafeguardKind
    finding: SafeguardFinding


class QueueItemOut(Schema):
    """A claim as it waits."""

    claim_id: str
    country_iso3: str
    technology_code: str | None
    vendor_id: str | None
    safeguard: SafeguardOut | None
    status: str
    quote: str
    language: str | None
    source_kind: str
    standing: str
    locked_by: str | None
    assigned_to: list[str]
    cluster_size: int


class QueueOut(Schema):
    """A page of the queue."""

    items: list[QueueItemOut]
    total: int
    page: int
    pages: int


class NextOut(Schema):
    """The claim that is now in the coder's hands; null if none waits."""

    claim_id: str | None


class EntryOut(Schema):
    """An entry of the decision log."""

    number: int
    entry_hash: str
    claim_id: str
    action: str
    coder: str
    reason: str
    decided_at: str
    stage: str
    changes: dict[str, str]


class CitationOut(Schema):
    """Evidence with what stands around it."""

    source_id: str
    snapshot_sha256: str
    locator: str
    quote: str
    before: str | None
    after: str | None


class ClaimOut(Schema):
    """A claim as this coder may see it."""

    claim_id: str
    claim: dict[str, Any]
    document_id: str | None
    citations: list[CitationOut]
    decisions: list[EntryOut]
    head: int
    standing: str
    locked_by: str | None


class NewClaimOut(Schema):
    """The claim that was made."""

    claim_id: str


class SubmissionReceipt(Schema):
    """What shows where a submission stands; the token is told once."""

    submission_id: str
    token: str


class SubmissionOut(Schema):
    """Where a submission stands."""

    submission_id: str
    state: str
    received_at: str
    closed_at: str | None
    reason: str | None
    accepted_as: str | None


def describe_item(item: QueueItem) -> dict[str, Any]:
    """Return an item of the queue as plain values."""
    plain = {name: getattr(item, name) for name in QueueItemOut.model_fields}
    safeguard = asdict(item.safeguard) if item.safeguard is not None else None
    return plain | {"safeguard": safeguard, "assigned_to": list(item.assigned_to)}


def describe_entry(entry: LogEntry) -> dict[str, Any]:
    """Return an entry as plain values."""
    decision = entry.decision
    return {
        "number": entry.number,
        "entry_hash": entry.entry_hash,
        "claim_id": decision.claim_id,
        "action": decision.action.value,
        "coder": decision.coder,
        "reason": decision.reason,
        "decided_at": decision.decided_at,
        "stage": decision.stage.value,
        "changes": dict(decision.changes),
    }


def describe_view(view: CodingView) -> dict[str, Any]:
    """Return a claim as plain values, without what would anchor a coder."""
    return {
        "claim_id": view.claim.claim_id,
        "claim": view.claim.as_record(),
        "document_id": view.document_id,
        "citations": [
            {
                "source_id": one.evidence.source_id,
                "snapshot_sha256": one.evidence.snapshot_sha256,
                "locator": one.evidence.locator,
                "quote": one.evidence.quote,
                "before": one.before,
                "after": one.after,
            }
            for one in view.citations
        ],
        "decisions": [describe_entry(entry) for entry in view.decisions],
        "head": view.head,
        "standing": view.standing.value,
        "locked_by": view.lock.coder if view.lock is not None else None,
    }
