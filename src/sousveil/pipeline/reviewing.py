"""What there is to decide on: proposals with where they stand, and one claim with all about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.decisions.verdicts import Standing, fold_verdicts
from sousveil.errors import NotFound
from sousveil.model.claim import Claim
from sousveil.model.decision import LogEntry, Verdict
from sousveil.model.moment import is_until, parse_as_of
from sousveil.model.proposal import Proposal
from sousveil.model.source import SyndicationCluster
from sousveil.pipeline.citing import Citation, cite
from sousveil.pipeline.workspace import open_workspace
from sousveil.store.claim_store import ClaimStore
from sousveil.store.decision_log import DecisionLog
from sousveil.store.documents import DocumentStore
from sousveil.store.proposal_store import ListedProposal, ProposalFilter, ProposalStore
from sousveil.store.registers import LIVING_CODEBOOK, load_codebook, load_vendors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.settings import Settings


@frozen(kw_only=True)
class ProposedClaim:
    """A proposal with where its claim stands; no verdict while it waits for a coder."""

    listed: ListedProposal
    verdict: Verdict | None
    standing: Standing


@frozen(kw_only=True)
class ClaimFile:
    """A claim with all that a coder wants to know: citations, proposals, decisions, copies."""

    claim: Claim
    citations: tuple[Citation, ...]
    proposals: tuple[Proposal, ...]
    decisions: tuple[LogEntry, ...]
    standing: Standing
    cluster: SyndicationCluster | None


def list_proposals(
    settings: Settings,
    wanted: ProposalFilter,
    *,
    vendor: str | None = None,
    as_of: str | None = None,
) -> list[ProposedClaim]:
    """Return the proposals that are wanted, the surest first, each with where its claim stands.

    ``vendor`` is an id or a name of the register, or a name that the register does not know.
    ``as_of`` gives what had been proposed and decided then.

    Raises:
        BadInput: ``as_of`` is no day and no time.
    """
    double_coding = load_codebook(LIVING_CODEBOOK).double_coding
    with open_workspace(settings) as database, database.reading() as connection:
        entries = DecisionLog(connection).read_as_of(as_of)
        verdicts = fold_verdicts(entries, double_coding)
        listed = ProposalStore(connection).listed(wanted)
        if vendor is not None:
            listed = _of_vendor(listed, vendor)
        return [
            ProposedClaim(
                listed=one,
                verdict=verdicts.get(one.proposal.claim_id),
                standing=verdicts.standing(one.proposal.claim_id),
            )
            for one in listed
            if _is_known(one.proposal, as_of)
        ]


def open_claim(settings: Settings, claim_id: str, *, as_of: str | None = None) -> ClaimFile:
    """Return all that the workspace knows of a claim, or what was proposed and decided by a date.

    Raises:
        NotFound: there is no such claim.
        BadInput: ``as_of`` is no day and no time.
    """
    documents = DocumentStore(settings.home)
    double_coding = load_codebook(LIVING_CODEBOOK).double_coding
    with open_workspace(settings) as database, database.reading() as connection:
        store = ClaimStore(connection)
        claim = store.get(claim_id)
        if claim is None:
            raise NotFound("no such claim", where=claim_id, next_step="sousveil claim list")
        proposals = ProposalStore(connection).proposals_of(claim_id)
        entries = DecisionLog(connection).read_as_of(as_of)
        decisions = tuple(entry for entry in entries if entry.decision.claim_id == claim_id)
        document_id = proposals[0].document_id if proposals else None
        text = _text_of(documents, document_id)
        citations = tuple(cite(store, evidence, text) for evidence in claim.evidence)
    return ClaimFile(
        claim=claim,
        citations=citations,
        proposals=tuple(proposal for proposal in proposals if _is_known(proposal, as_of)),
        decisions=decisions,
        standing=fold_verdicts(decisions, double_coding).standing(claim_id),
        cluster=documents.cluster_of(document_id) if document_id is not None else None,
    )


def _is_known(proposal: Proposal, as_of: str | None) -> bool:
    return as_of is None or is_until(proposal.proposed_at, parse_as_of(as_of))


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
