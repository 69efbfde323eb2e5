"""What there is to decide on: proposals with where they stand, and one claim with all about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.decisions.verdicts import fold_verdicts
from sousveil.errors import NotFound
from sousveil.model.claim import Claim
from sousveil.model.decision import LogEntry
from sousveil.model.evidence import Evidence, TextSpan, parse_locator
from sousveil.model.proposal import Proposal
from sousveil.model.source import Snapshot, Source, SyndicationCluster
from sousveil.pipeline.workspace import open_workspace
from sousveil.store.claim_store import ClaimStore
from sousveil.store.decision_log import DecisionLog
from sousveil.store.documents import DocumentStore
from sousveil.store.proposal_store import ProposalFilter, ProposalStore
from sousveil.store.registers import load_vendors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.model.decision import Verdict
    from sousveil.settings import Settings
    from sousveil.store.proposal_store import ListedProposal

CONTEXT = 240
"""Characters of a document on each side of a quote, as a reader needs to judge it."""


@frozen(kw_only=True)
class Citation:
    """One piece of evidence: its source and snapshot, and what stands around the quote.

    ``before`` and ``after`` are None where the evidence is no text of a document here.
    """

    evidence: Evidence
    source: Source | None
    snapshot: Snapshot | None
    before: str | None
    after: str | None


@frozen(kw_only=True)
class ClaimFile:
    """A claim with all that a coder wants to know: citations, proposals, decisions, copies."""

    claim: Claim
    citations: tuple[Citation, ...]
    proposals: tuple[Proposal, ...]
    decisions: tuple[LogEntry, ...]
    cluster: SyndicationCluster | None


def list_proposals(
    settings: Settings, wanted: ProposalFilter, *, vendor: str | None = None
) -> list[tuple[ListedProposal, Verdict | None]]:
    """Return the proposals that are wanted, the surest first, each with where its claim stands.

    ``vendor`` is an id or a name of the register, or a name that the register does not know.
    """
    with open_workspace(settings) as database, database.reading() as connection:
        verdicts = fold_verdicts(DecisionLog(connection).read())
        listed = ProposalStore(connection).listed(wanted)
        if vendor is not None:
            listed = _of_vendor(listed, vendor)
        return [(one, verdicts.get(one.proposal.claim_id)) for one in listed]


def open_claim(settings: Settings, claim_id: str) -> ClaimFile:
    """Return all that the workspace knows of a claim.

    Raises:
        NotFound: there is no such claim.
    """
    documents = DocumentStore(settings.home)
    with open_workspace(settings) as database, database.reading() as connection:
        store = ClaimStore(connection)
        claim = store.get(claim_id)
        if claim is None:
            raise NotFound("no such claim", where=claim_id, next_step="sousveil claim list")
        proposals = tuple(ProposalStore(connection).proposals_of(claim_id))
        entries = DecisionLog(connection).read()
        decisions = tuple(entry for entry in entries if entry.decision.claim_id == claim_id)
        document_id = proposals[0].document_id if proposals else None
        text = _text_of(documents, document_id)
        citations = tuple(_cite(store, evidence, text) for evidence in claim.evidence)
    return ClaimFile(
        claim=claim,
        citations=citations,
        proposals=proposals,
        decisions=decisions,
        cluster=documents.cluster_of(document_id) if document_id is not None else None,
    )


def _of_vendor(listed: Iterator[ListedProposal], vendor: str) -> Iterator[ListedProposal]:
    register = load_vendors()
    match = register.find(vendor)
    vendor_id = match.vendor.vendor_id if match is not None else vendor.casefold()
    name = vendor.casefold()
    for one in listed:
        if one.vendor_id == vendor_id or name in map(str.casefold, one.proposal.vendor_names):
            yield one


def _text_of(documents: DocumentStore, document_id: str | None) -> str:
    document = documents.get(document_id) if document_id is not None else None
    return document.reading.text if document is not None else ""


def _cite(store: ClaimStore, evidence: Evidence, text: str) -> Citation:
    """Put a quote between what stands around it; only where it stands there to the letter."""
    before = after = None
    place = parse_locator(evidence.locator)
    if isinstance(place, TextSpan) and text[place.start : place.end] == evidence.quote:
        before = text[max(0, place.start - CONTEXT) : place.start]
        after = text[place.end : place.end + CONTEXT]
    return Citation(
        evidence=evidence,
        source=store.find_source(evidence.source_id),
        snapshot=store.find_snapshot(evidence.snapshot_sha256),
        before=before,
        after=after,
    )
