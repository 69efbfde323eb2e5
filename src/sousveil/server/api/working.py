"""Decide with a token: the queue, a claim, decisions, undo, adjudication, claims of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Header, Query, Router, Status

from sousveil.errors import NotAllowed
from sousveil.model.decision import Action, Stage
from sousveil.pipeline.coding import Coding, add_claim, decide, undo
from sousveil.pipeline.queueing import (
    QueueFilter,
    QueueOrder,
    list_queue,
    lock_claim,
    next_claim,
    release_claim,
)
from sousveil.pipeline.viewing import view_coding
from sousveil.server.accounts.roles import Role
from sousveil.server.api.problems import Problem
from sousveil.server.api.work_values import (
    ClaimOut,
    DecisionBody,
    EntryOut,
    NewClaimBody,
    NewClaimOut,
    NextOut,
    QueueOut,
    QueuePageQuery,
    QueueQuery,
    UndoBody,
    describe_entry,
    describe_item,
    describe_view,
)
from sousveil.server.requests import account_of

if TYPE_CHECKING:
    from sousveil.model.decision import LogEntry

router = Router(tags=["working"])
REFUSALS: Any = dict.fromkeys((400, 401, 403, 404, 409, 413, 422), Problem)
_BY_CONFIDENCE = (QueueOrder.SUREST, QueueOrder.LEAST_SURE)
Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", max_length=100, pattern=r"^[\x21-\x7e]+$"),
]


@router.get("/queue", response={200: QueueOut, **REFUSALS}, url_name="queue")
def read_queue(request: Any, asked: Annotated[QueuePageQuery, Query()]) -> Any:
    """List what waits for this coder."""
    coder = account_of(request).pseudonym
    wanted = _wanted(request, asked)
    page = list_queue(request.workbench, wanted, coder, asked.page, per_page=asked.per_page)
    items = [describe_item(item) for item in page.items]
    return {"items": items, "total": page.total, "page": page.page, "pages": page.pages}


@router.post("/queue/next", response={200: NextOut, **REFUSALS}, url_name="next-claim")
def take_next(request: Any, asked: Annotated[QueueQuery, Query()]) -> Any:
    """Take the first claim that is wanted and free; it is this coder's for 15 minutes."""
    coder = account_of(request).pseudonym
    return {"claim_id": next_claim(request.workbench, _wanted(request, asked), coder)}


@router.get("/queue/{claim_id}", response={200: ClaimOut, **REFUSALS}, url_name="queued-claim")
def read_claim(request: Any, claim_id: str) -> Any:
    """Tell of a claim what this coder may see; nothing of what others said before they decide."""
    view = view_coding(request.workbench, claim_id, account_of(request).pseudonym)
    return describe_view(view)


@router.post("/queue/{claim_id}/lock", response={204: None, **REFUSALS}, url_name="lock-claim")
def take_claim(request: Any, claim_id: str) -> Any:
    """Take a claim into this coder's hands, or keep it for 15 minutes more."""
    lock_claim(request.workbench, claim_id, account_of(request).pseudonym)
    return Status(204, None)


@router.post(
    "/queue/{claim_id}/release", response={204: None, **REFUSALS}, url_name="release-claim"
)
def give_back(request: Any, claim_id: str) -> Any:
    """Give a claim back, if this coder has it."""
    release_claim(request.workbench, claim_id, account_of(request).pseudonym)
    return Status(204, None)


@router.post("/queue/{claim_id}/decisions", response={200: EntryOut, **REFUSALS}, url_name="decide")
def decide_on(request: Any, claim_id: str, body: DecisionBody, key: Key = None) -> Any:
    """Decide; the same Idempotency-Key gives the same entry, however often it is sent."""
    return describe_entry(_decide(request, claim_id, body, key, Stage.CODING))


@router.post(
    "/queue/{claim_id}/adjudication", response={200: EntryOut, **REFUSALS}, url_name="adjudicate"
)
def adjudicate(request: Any, claim_id: str, body: DecisionBody, key: Key = None) -> Any:
    """Settle a claim that two coders see differently."""
    return describe_entry(_decide(request, claim_id, body, key, Stage.ADJUDICATION))


@router.post("/queue/{claim_id}/undo", response={200: EntryOut, **REFUSALS}, url_name="undo")
def take_back(request: Any, claim_id: str, body: UndoBody) -> Any:
    """Take back this coder's own last decision on a claim."""
    coder = account_of(request).pseudonym
    return describe_entry(undo(request.workbench, claim_id, coder, body.reason))


@router.post("/new-claims", response={201: NewClaimOut, **REFUSALS}, url_name="new-claim")
def make_claim(request: Any, body: NewClaimBody) -> Any:
    """Make a claim on words of a collected document; it waits in the queue like any other."""
    coder = account_of(request).pseudonym
    fields = body.fields.said()
    bench = request.workbench
    claim_id = add_claim(bench, body.document_id, body.start, body.end, fields, coder)
    return Status(201, {"claim_id": claim_id})


def _decide(
    request: Any, claim_id: str, body: DecisionBody, key: str | None, stage: Stage
) -> LogEntry:
    changes = body.changes.said().items()
    action = Action(body.action)
    if body.reason is None:
        coding = Coding(action=action, changes=changes)
    else:
        coding = Coding(action=action, reason=body.reason, changes=changes)
    return decide(
        request.workbench,
        claim_id,
        coding,
        account_of(request).pseudonym,
        stage=stage,
        expected_head=body.expected_head,
        idempotency_key=key,
    )


def _wanted(request: Any, asked: QueueQuery) -> QueueFilter:
    """Return what is asked for; an order by how sure a machine is has a name for editors alone."""
    given = asked.model_dump(exclude={"page", "per_page"}, exclude_none=True)
    if asked.order in _BY_CONFIDENCE and not account_of(request).may(Role.EDITOR):
        raise NotAllowed(
            "the order by how sure a machine is would anchor a coder",
            where=f"order={asked.order}",
            next_step="leave the order out, or take oldest or newest",
        )
    return QueueFilter(**given)
