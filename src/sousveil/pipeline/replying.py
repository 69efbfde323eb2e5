"""Ask those whom claims are about, and record what they answer: a source like any other."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sousveil.decisions.replies import (
    AREA,
    AddressKind,
    Party,
    ReplyRequest,
    ReplyState,
    fold_replies,
)
from sousveil.decisions.reply_text import Wording, draft_request
from sousveil.errors import BadInput, NotFound
from sousveil.model.edition import PartyKind
from sousveil.model.identifiers import content_id, sha256_of
from sousveil.model.journal import Event
from sousveil.model.moment import as_recorded
from sousveil.model.source import Snapshot, Source, SourceKind
from sousveil.pipeline.asked_claims import describe_claim
from sousveil.store.claim_store import ClaimStore, add_source
from sousveil.store.journal import EventFilter, Journal, append_events

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from sousveil.model.edition import ReplyRow
    from sousveil.pipeline.asked_claims import Naming
    from sousveil.pipeline.workbench import Workbench

__all__ = [
    "AddressKind",
    "Answer",
    "Party",
    "PartyKind",
    "ReplyRequest",
    "ReplyState",
    "Wording",
    "ask_for_reply",
    "draft_again",
    "get_reply",
    "list_replies",
    "mark_sent",
    "read_reply_rows",
    "record_reply",
    "record_silence",
    "replies_on",
]

_ABOUT_CLAIM = "claim.reply_asked"
_SOURCE_KINDS = {
    PartyKind.VENDOR: SourceKind.COMPANY_STATEMENT,
    PartyKind.AUTHORITY: SourceKind.GOVERNMENT_RECORD,
}


@frozen(kw_only=True)
class Answer:
    """What a party answered, as it came: bytes with their media type, the day, the language."""

    data: bytes
    received_date: str
    media_type: str = "text/plain; charset=utf-8"
    language: str | None = None


def ask_for_reply(
    bench: Workbench,
    party: Party,
    claim_ids: Sequence[str],
    actor: str,
    *,
    due_date: str | None = None,
) -> ReplyRequest:
    """Draft the request to a party about some claims, to be read before it is sent.

    Raises:
        BadInput: no claim is named.
        NotFound: a claim does not exist.
    """
    wanted = list(dict.fromkeys(claim_ids))
    if not wanted:
        raise BadInput("no claim to ask about", next_step="name at least one claim")
    request_id = f"rep_{secrets.token_hex(16)}"
    with bench.database.writing() as connection:
        store = ClaimStore(connection)
        asked = [describe_claim(bench, store, claim_id) for claim_id in wanted]
        payload = {
            "kind": party.kind.value,
            "party": party.name,
            "vendor_id": party.vendor_id,
            "claim_ids": wanted,
            "text": draft_request(party.name, asked, due_date=due_date),
        }
        _record(bench, connection, ReplyState.ASKED, request_id, actor=actor, payload=payload)
        at = bench.clock()
        append_events(
            connection,
            (
                Event(
                    kind=_ABOUT_CLAIM,
                    subject_id=claim_id,
                    actor=actor,
                    at=at,
                    payload={"request_id": request_id},
                )
                for claim_id in wanted
            ),
        )
        return _get(connection, request_id)


def draft_again(bench: Workbench, request: ReplyRequest, wording: Wording, name: Naming) -> str:
    """Return the draft of a request in other words, such as those of another language.

    ``name`` gives what the codes of claims are called in it.
    """
    with bench.database.reading() as connection:
        store = ClaimStore(connection)
        asked = [describe_claim(bench, store, one, wording, name) for one in request.claim_ids]
    return draft_request(request.party.name, asked, due_date=request.due_date, wording=wording)


def mark_sent(
    bench: Workbench,
    request_id: str,
    text: str,
    actor: str,
    *,
    sent_date: str | None = None,
    due_date: str | None = None,
    address_kind: AddressKind | None = None,
) -> ReplyRequest:
    """Record that a request went out, with the text as it did; today unless another day is given.

    Raises:
        NotFound: there is no such request.
        Conflict: it was sent before.
    """
    if not text.strip():
        raise BadInput("a request without a text", where=request_id, next_step="give what was sent")
    with bench.database.writing() as connection:
        _get(connection, request_id).require_next(ReplyState.SENT)
        payload = {
            "text": text,
            "sent_date": sent_date or bench.clock()[:10],
            "due_date": due_date,
            "address_kind": address_kind.value if address_kind is not None else None,
        }
        _record(bench, connection, ReplyState.SENT, request_id, actor=actor, payload=payload)
        return _get(connection, request_id)


def record_reply(bench: Workbench, request_id: str, answer: Answer, actor: str) -> ReplyRequest:
    """Keep an answer as a source with its snapshot, and record that it came.

    Raises:
        NotFound: there is no such request.
        Conflict: the request was never sent.
        BadInput: the answer is empty.
        CannotWrite: the snapshot cannot be stored.
    """
    if not answer.data.strip():
        raise BadInput("an empty answer", where=request_id, next_step="record that none came")
    with bench.database.reading() as connection:
        _get(connection, request_id).require_next(ReplyState.ANSWERED)
    bench.blobs.put(answer.data)
    with bench.database.writing() as connection:
        request = _get(connection, request_id)
        request.require_next(ReplyState.ANSWERED)
        source_id = _keep(bench, connection, request, answer)
        payload = {"answered_date": answer.received_date, "source_id": source_id}
        _record(bench, connection, ReplyState.ANSWERED, request_id, actor=actor, payload=payload)
        return _get(connection, request_id)


def record_silence(
    bench: Workbench,
    request_id: str,
    state: ReplyState,
    actor: str,
    *,
    reason: str | None = None,
    date: str | None = None,
) -> ReplyRequest:
    """Record that a party declined to answer (``date``: on which day), or that no answer came.

    Raises:
        NotFound: there is no such request.
        Conflict: the request was never sent, or was answered.
        BadInput: the state is neither of the two.
    """
    if state not in {ReplyState.DECLINED, ReplyState.NO_ANSWER}:
        raise BadInput(f"{state.value} is no silence", next_step="use declined or no_answer")
    with bench.database.writing() as connection:
        _get(connection, request_id).require_next(state)
        declined = state is ReplyState.DECLINED
        day = (date or bench.clock()[:10]) if declined else None
        payload = {"answered_date": day}
        _record(bench, connection, state, request_id, actor=actor, reason=reason, payload=payload)
        return _get(connection, request_id)


def get_reply(bench: Workbench, request_id: str) -> ReplyRequest:
    """Return a request and what became of it.

    Raises:
        NotFound: there is none.
    """
    with bench.database.reading() as connection:
        return _get(connection, request_id)


def list_replies(bench: Workbench, state: ReplyState | None = None) -> tuple[ReplyRequest, ...]:
    """Return the requests in a state, or all, the one asked first first."""
    with bench.database.reading() as connection:
        entries = Journal(connection).find(EventFilter(area=AREA))
    found = fold_replies(entries).values()
    return tuple(one for one in found if state is None or one.state is state)


def replies_on(connection: Connection, claim_id: str) -> tuple[ReplyRequest, ...]:
    """Return the requests that were made about a claim."""
    asked = Journal(connection).find(EventFilter(kind=_ABOUT_CLAIM, subject_id=claim_id))
    return tuple(_get(connection, entry.event.payload["request_id"]) for entry in asked)


def read_reply_rows(connection: Connection, as_of: str | None = None) -> tuple[ReplyRow, ...]:
    """Return what an edition tells of requests that were sent, or had been sent by a date.

    Raises:
        BadInput: ``as_of`` is no day and no time.
    """
    until = as_recorded(as_of) if as_of is not None else None
    requests = fold_replies(Journal(connection).find(EventFilter(area=AREA, until=until))).values()
    return tuple(row for one in requests if one.state is not ReplyState.ASKED for row in one.rows())


def _keep(bench: Workbench, connection: Connection, request: ReplyRequest, answer: Answer) -> str:
    sha256 = sha256_of(answer.data)
    known = ClaimStore(connection).find_snapshot(sha256)
    if known is not None:
        return known.source_id
    source = Source(
        source_id=content_id("src", [request.request_id, sha256]),
        kind=_SOURCE_KINDS[request.party.kind],
        title=f"Answer of {request.party.name} to questions of {request.sent_date}",
        publisher=request.party.name,
        published_date=answer.received_date,
        language=answer.language,
    )
    snapshot = Snapshot(
        sha256=sha256,
        source_id=source.source_id,
        media_type=answer.media_type,
        size_bytes=len(answer.data),
        retrieved_at=bench.clock(),
    )
    add_source(connection, source, snapshot)
    return source.source_id


def _get(connection: Connection, request_id: str) -> ReplyRequest:
    entries = Journal(connection).find(EventFilter(area=AREA, subject_id=request_id))
    found = fold_replies(entries).get(request_id)
    if found is None:
        raise NotFound("no such request", where=request_id, next_step="look it up among all")
    return found


def _record(
    bench: Workbench, connection: Connection, state: ReplyState, request_id: str, **said: Any
) -> None:
    kind = f"{AREA}.{state.value}"
    event = Event(kind=kind, subject_id=request_id, at=bench.clock(), **said)
    append_events(connection, [event])
