"""Submissions from outside: received, read by their sender with a private link, answered."""

from __future__ import annotations

import secrets
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from sousveil.decisions.submissions import (
    ACCEPTED,
    AREA,
    CLOSED,
    RECEIVED,
    Submission,
    SubmissionForm,
    SubmissionState,
    fold_submissions,
)
from sousveil.errors import BadInput, NotFound
from sousveil.model.identifiers import sha256_of
from sousveil.model.journal import Event
from sousveil.pipeline.adding import Selection, add_selected
from sousveil.store.claim_store import ClaimStore
from sousveil.store.journal import EventFilter, Journal, append_events

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from sousveil.pipeline.workbench import Workbench

__all__ = [
    "Selection",
    "Submission",
    "SubmissionForm",
    "SubmissionState",
    "accept_submission",
    "answer_submission",
    "close_submission",
    "get_submission",
    "list_submissions",
    "read_submission",
    "submit",
]

_PUBLIC = "public"


def submit(bench: Workbench, form: SubmissionForm) -> tuple[str, str]:
    """Take in a submission; return its id, and the private token that shows where it stands.

    The token is told once and kept nowhere: only its hash is.

    Raises:
        InvalidData: something is wrong with the form; everything is listed.
        NotFound: it is about a claim that does not exist.
    """
    payload = form.as_payload()
    token = secrets.token_urlsafe(32)
    hashed = sha256_of(token.encode())
    submission_id = _id_of(hashed)
    with bench.database.writing() as connection:
        if form.claim_id is not None and ClaimStore(connection).get(form.claim_id) is None:
            raise NotFound("no such claim", where=form.claim_id, next_step="name a claim we have")
        said = {"form": payload, "token_sha256": hashed}
        _record(bench, connection, RECEIVED, submission_id, actor=_PUBLIC, payload=said)
    return submission_id, token


def read_submission(bench: Workbench, token: str) -> Submission:
    """Return the submission that a private token belongs to.

    Raises:
        NotFound: it belongs to none.
    """
    hashed = sha256_of(token.encode("utf-8", "replace"))
    with bench.database.reading() as connection:
        found = _find(connection, _id_of(hashed))
    if found is None or not compare_digest(found.token_sha256, hashed):
        raise NotFound("no submission has this link", next_step="use the link as it was given")
    return found


def get_submission(bench: Workbench, submission_id: str) -> Submission:
    """Return a submission by its id, for those who answer it.

    Raises:
        NotFound: there is none.
    """
    with bench.database.reading() as connection:
        return _get(connection, submission_id)


def list_submissions(
    bench: Workbench, state: SubmissionState | None = None
) -> tuple[Submission, ...]:
    """Return the submissions in a state, or all, the one received first first."""
    with bench.database.reading() as connection:
        entries = Journal(connection).find(EventFilter(area=AREA))
    found = fold_submissions(entries).values()
    return tuple(one for one in found if state is None or one.state is state)


def close_submission(bench: Workbench, submission_id: str, reason: str, actor: str) -> Submission:
    """Answer a submission with the reason why no claim comes of it, which its sender reads.

    Raises:
        NotFound: there is none.
        BadInput: no reason is given.
        Conflict: it is answered already.
    """
    if not reason.strip():
        raise BadInput(
            "a submission is closed with a reason",
            where=f"submission {submission_id}",
            next_step="say why, in words for its sender",
        )
    with bench.database.writing() as connection:
        _get(connection, submission_id).require_open()
        _record(bench, connection, CLOSED, submission_id, actor=actor, reason=reason)
        return _get(connection, submission_id)


def accept_submission(
    bench: Workbench,
    submission_id: str,
    selection: Selection,
    fields: Mapping[str, str],
    coder: str,
) -> str:
    """Make a claim of a submission, on words that stand in a collected document; return its id.

    The claim is the coder's, who has read the source, and waits in the queue like any other.

    Raises:
        NotFound: there is no such submission or document.
        Conflict: it is answered already.
        BadInput: what was selected is no evidence, or what is said no claim.
    """
    document = selection.find_document(bench)
    with bench.writing() as connection:
        _get(connection, submission_id).require_open()
        claim_id = add_selected(bench, connection, document, selection, fields, coder)
        payload = {"claim_id": claim_id}
        _record(bench, connection, ACCEPTED, submission_id, actor=coder, payload=payload)
    return claim_id


def answer_submission(
    bench: Workbench, submission_id: str, claim_id: str, reason: str, actor: str
) -> Submission:
    """Accept a submission by a claim that is there, such as the one that it corrects.

    Raises:
        NotFound: there is no such submission or claim.
        Conflict: it is answered already.
    """
    with bench.database.writing() as connection:
        _get(connection, submission_id).require_open()
        if ClaimStore(connection).get(claim_id) is None:
            raise NotFound("no such claim", where=claim_id, next_step="look it up in the queue")
        payload = {"claim_id": claim_id}
        _record(
            bench,
            connection,
            ACCEPTED,
            submission_id,
            actor=actor,
            reason=reason or None,
            payload=payload,
        )
        return _get(connection, submission_id)


def _id_of(token_sha256: str) -> str:
    return f"sub_{sha256_of(token_sha256.encode())[:32]}"


def _find(connection: Connection, submission_id: str) -> Submission | None:
    entries = Journal(connection).find(EventFilter(area=AREA, subject_id=submission_id))
    return fold_submissions(entries).get(submission_id)


def _get(connection: Connection, submission_id: str) -> Submission:
    found = _find(connection, submission_id)
    if found is None:
        raise NotFound(
            "no such submission", where=submission_id, next_step="look it up among all of them"
        )
    return found


def _record(
    bench: Workbench, connection: Connection, kind: str, submission_id: str, **said: Any
) -> None:
    event = Event(kind=kind, subject_id=submission_id, at=bench.clock(), **said)
    append_events(connection, [event])
