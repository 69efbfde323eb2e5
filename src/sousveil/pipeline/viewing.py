"""One claim with all that a coder may know of it before, and after, they have decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import asdict, frozen

from sousveil.decisions.replies import ReplyRequest
from sousveil.decisions.verdicts import Standing, fold_verdicts
from sousveil.errors import NotFound
from sousveil.model.claim import Claim
from sousveil.model.decision import LogEntry, Verdict
from sousveil.model.proposal import Proposal
from sousveil.model.source import SyndicationCluster
from sousveil.pipeline.citing import Citation, cite
from sousveil.pipeline.coding import find_copies
from sousveil.pipeline.coding_rules import visible_entries
from sousveil.pipeline.reading import read_snapshot_bytes
from sousveil.pipeline.replying import replies_on
from sousveil.store.claim_store import ClaimStore
from sousveil.store.decision_log import DecisionLog
from sousveil.store.locks import ClaimLock, assignees_of, find_lock
from sousveil.store.proposal_store import ProposalStore
from sousveil.store.queue import Queue, QueuedClaim

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sousveil.model.source import Snapshot
    from sousveil.pipeline.workbench import Workbench

SAME_CELL = 50
"""Other claims of a cell that are shown with one."""


@frozen(kw_only=True)
class CodingView:
    """What a coder decides on a claim by, now or as of a moment.

    ``head`` is the number of the last of ``decisions``, 0 for none: what a decision names as
    ``expected_head``. ``verdict`` is None while the claim waits.
    """

    claim: Claim
    citations: tuple[Citation, ...]
    document_id: str | None
    decisions: tuple[LogEntry, ...]
    head: int
    standing: Standing
    verdict: Verdict | None
    lock: ClaimLock | None
    as_of: str | None


@frozen(kw_only=True)
class ClaimView(CodingView):
    """A claim as one coder may see it, with all that is known beside it.

    ``proposals`` (how sure a machine is, and why) are empty until the coder has decided or the
    claim is.
    """

    same_cell: tuple[QueuedClaim, ...]
    proposals: tuple[Proposal, ...]
    cluster: SyndicationCluster | None
    copies: tuple[str, ...]
    assigned_to: tuple[str, ...]
    replies: tuple[ReplyRequest, ...]


def view_coding(bench: Workbench, claim_id: str, coder: str | None) -> CodingView:
    """Return what a coder decides by, and no more; nobody (None) sees what is decided alone.

    Raises:
        NotFound: there is no such claim.
    """
    with bench.reading_queue() as connection:
        return _view_coding(bench, connection, claim_id, coder)


def view_claim(
    bench: Workbench, claim_id: str, coder: str | None, *, as_of: str | None = None
) -> ClaimView:
    """Return what a coder may see of a claim; nobody (None) sees what is decided alone.

    ``as_of`` (a day, or a time; UTC) shows the decisions that had been made then.

    Raises:
        NotFound: there is no such claim.
        BadInput: ``as_of`` is no day and no time.
    """
    with bench.reading_queue() as connection:
        view = _view_coding(bench, connection, claim_id, coder, as_of)
        document_id = view.document_id
        cluster = bench.documents.cluster_of(document_id) if document_id is not None else None
        has_coded = any(entry.decision.coder == coder for entry in view.decisions)
        may_compare = has_coded or view.standing is Standing.DECIDED
        return ClaimView(
            **asdict(view, recurse=False),
            same_cell=_same_cell(Queue(connection), view.claim),
            proposals=_proposals(connection, claim_id) if may_compare else (),
            cluster=cluster,
            copies=tuple(find_copies(bench, connection, claim_id)) if cluster else (),
            assigned_to=assignees_of(connection, [claim_id]).get(claim_id, ()),
            replies=replies_on(connection, claim_id),
        )


def open_snapshot(bench: Workbench, sha256: str) -> tuple[Snapshot, bytes]:
    """Return a snapshot that a source was cited from, with its bytes as they were retrieved.

    Raises:
        NotFound: no source has such a snapshot, or its bytes are kept nowhere.
    """
    with bench.database.reading() as connection:
        snapshot = ClaimStore(connection).find_snapshot(sha256)
    if snapshot is None:
        raise NotFound("no such snapshot", where=f"sha256:{sha256[:12]}")
    try:
        return snapshot, bench.blobs.get(sha256)
    except NotFound:
        return snapshot, read_snapshot_bytes(bench.settings, bench.database, sha256)


def _view_coding(
    bench: Workbench,
    connection: Connection,
    claim_id: str,
    coder: str | None,
    as_of: str | None = None,
) -> CodingView:
    store = ClaimStore(connection)
    claim = store.get(claim_id)
    if claim is None:
        raise NotFound("no such claim", where=claim_id, next_step="look it up in the queue")
    log = DecisionLog(connection)
    entries = log.entries_of(claim_id)
    if as_of is not None:
        count = log.count_as_of(as_of)
        entries = [entry for entry in entries if entry.number <= count]
    fold = fold_verdicts(entries, bench.double_coding)
    standing = fold.standing(claim_id)
    shown = visible_entries(bench, entries, coder, standing)
    document_id = next((one.document_id for one in Queue(connection).named([claim_id])), None)
    text = _text_of(bench, document_id)
    return CodingView(
        claim=claim,
        citations=tuple(cite(store, evidence, text) for evidence in claim.evidence),
        document_id=document_id,
        decisions=shown,
        head=shown[-1].number if shown else 0,
        standing=standing,
        verdict=fold.get(claim_id),
        lock=find_lock(connection, claim_id, at=bench.clock()),
        as_of=as_of,
    )


def _text_of(bench: Workbench, document_id: str | None) -> str:
    document = bench.documents.get(document_id) if document_id is not None else None
    return document.reading.text if document is not None else ""


def _same_cell(queue: Queue, claim: Claim) -> tuple[QueuedClaim, ...]:
    found = queue.of_cell(claim.country_iso3, claim.technology_code, limit=SAME_CELL + 1)
    return tuple(one for one in found if one.claim_id != claim.claim_id)[:SAME_CELL]


def _proposals(connection: Connection, claim_id: str) -> tuple[Proposal, ...]:
    return tuple(ProposalStore(connection).proposals_of(claim_id))
