"""Submissions by programs of the public: received with a private token, read with it."""

from __future__ import annotations

import secrets
from typing import Any

from ninja import Router, Status

from sousveil.errors import NotFound
from sousveil.pipeline.submitting import SubmissionForm, read_submission, submit
from sousveil.pipeline.viewing import view_coding
from sousveil.server.accounts.throttling import client_address
from sousveil.server.api.problems import Problem, problem
from sousveil.server.api.work_values import SubmissionBody, SubmissionOut, SubmissionReceipt
from sousveil.server.intake.throttle import Answer, take_slot

router = Router(tags=["submissions"])
_REFUSALS: Any = dict.fromkeys((400, 404, 413, 422, 429), Problem)


@router.post("/submissions", response={201: SubmissionReceipt, **_REFUSALS}, url_name="submissions")
def send_submission(request: Any, body: SubmissionBody) -> Any:
    """Send in a claim that is missing, or what is wrong with a published one."""
    form = SubmissionForm(
        fields=body.fields.said(),
        claim_id=body.claim_id,
        evidence_url=body.evidence_url,
        quote=body.quote,
        comment=body.comment,
    )
    form.as_payload()  # what is wrong with it is told before it counts as one sent
    if form.claim_id is not None:
        verdict = view_coding(request.workbench, form.claim_id, None).verdict
        if verdict is None or not verdict.is_accepted:
            raise NotFound(
                "no such claim", where=form.claim_id, next_step="look it up in the queue"
            )
    if take_slot(client_address(request), secrets.token_hex()) is Answer.WAIT:
        return problem(429, "wait for an hour, then send it again")
    submission_id, token = submit(request.workbench, form)
    return Status(201, {"submission_id": submission_id, "token": token})


@router.get(
    "/submissions/{token}", response={200: SubmissionOut, **_REFUSALS}, url_name="submission"
)
def show_submission(request: Any, token: str) -> Any:
    """Tell where a submission stands, to who has its token."""
    found = read_submission(request.workbench, token)
    return {
        "submission_id": found.submission_id,
        "state": found.state.value,
        "received_at": found.received_at,
        "closed_at": found.closed_at,
        "reason": found.reason,
        "accepted_as": found.accepted_as,
    }
