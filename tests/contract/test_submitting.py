"""A submission is read by somebody, answered once, and seen by its sender all the while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sousveil.errors import BadInput, Conflict, InvalidData, NotFound, SousveilError
from sousveil.pipeline.queueing import QueueFilter, list_queue
from sousveil.pipeline.submitting import (
    Selection,
    SubmissionForm,
    SubmissionState,
    accept_submission,
    answer_submission,
    close_submission,
    get_submission,
    list_submissions,
    read_submission,
    submit,
)
from sousveil.pipeline.viewing import view_claim
from sousveil.store.journal import Journal

if TYPE_CHECKING:
    from sousveil.model.claim import Claim
    from sousveil.pipeline.workbench import Workbench
    from sousveil.store.documents import StoredDocument

FORM = SubmissionForm(
    fields={"country_iso3": "KEN", "technology_code": "facial_recognition", "vendor_id": ""},
    evidence_url="https://news.example/cameras",
    quote="cameras that know faces",
    comment="“It” was in the paper;\nsee page 2",
)
FIELDS = {"country_iso3": "KEN", "technology_code": "facial_recognition"}


def test_its_sender_sees_where_it_stands_by_the_private_token_alone(bench: Workbench) -> None:
    submission_id, token = submit(bench, FORM)
    other_id, other_token = submit(bench, FORM)
    assert submission_id != other_id
    assert token != other_token
    found = read_submission(bench, token)
    assert (found.submission_id, found.state) == (submission_id, SubmissionState.RECEIVED)
    assert found.form.comment == FORM.comment
    for wrong in ("", "x" * 43, token[:-1], submission_id, found.token_sha256):
        with pytest.raises(NotFound):
            read_submission(bench, wrong)
    with bench.database.reading() as connection:
        stored = repr([entry.event for entry in Journal(connection).read()])
    assert token not in stored


def test_it_is_in_no_queue_before_somebody_accepts_it(
    bench: Workbench, waiting: tuple[Claim, ...], document: StoredDocument
) -> None:
    submission_id, token = submit(bench, FORM)
    assert list_queue(bench, QueueFilter(), "coder-1").total == 10
    selection = Selection(document_id=document.document_id, start=0, end=10)
    claim_id = accept_submission(bench, submission_id, selection, FIELDS, "coder-1")
    assert list_queue(bench, QueueFilter(), "coder-1").total == 11
    assert view_claim(bench, claim_id, "coder-1").claim.made_by == "coder-1"
    found = read_submission(bench, token)
    assert (found.state, found.accepted_as) == (SubmissionState.ACCEPTED, claim_id)
    with pytest.raises(Conflict, match="accepted already"):
        close_submission(bench, submission_id, "too late", "editor-1")


def test_what_makes_no_claim_leaves_it_open(
    bench: Workbench, waiting: tuple[Claim, ...], document: StoredDocument
) -> None:
    submission_id, _ = submit(bench, FORM)
    for start, end, fields in ((0, 0, FIELDS), (0, 10, {"country_iso3": "KEN"})):
        selection = Selection(document_id=document.document_id, start=start, end=end)
        with pytest.raises(SousveilError):
            accept_submission(bench, submission_id, selection, fields, "coder-1")
    assert get_submission(bench, submission_id).state is SubmissionState.RECEIVED
    assert list_queue(bench, QueueFilter(), "coder-1").total == 10


def test_it_is_closed_with_a_reason_that_its_sender_reads(bench: Workbench) -> None:
    submission_id, token = submit(bench, FORM)
    with pytest.raises(BadInput, match="closed with a reason"):
        close_submission(bench, submission_id, "  ", "editor-1")
    close_submission(bench, submission_id, "The page says nothing of police.", "editor-1")
    found = read_submission(bench, token)
    assert (found.state, found.reason) == (
        SubmissionState.CLOSED,
        "The page says nothing of police.",
    )
    assert (found.closed_by, found.closed_at) == ("editor-1", "2026-03-01T12:00:00Z")
    with pytest.raises(Conflict):
        close_submission(bench, submission_id, "again", "editor-1")
    assert list_submissions(bench, SubmissionState.RECEIVED) == ()
    assert list_submissions(bench) == (found,)


def test_a_correction_is_answered_by_the_claim_that_it_corrects(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    claim_id = waiting[0].claim_id
    form = SubmissionForm(claim_id=claim_id, comment="The contract was cancelled.")
    submission_id, token = submit(bench, form)
    answer_submission(bench, submission_id, claim_id, "recoded as ended", "coder-1")
    assert read_submission(bench, token).accepted_as == claim_id
    with pytest.raises(NotFound):
        submit(bench, SubmissionForm(claim_id="clm_none", comment="wrong"))


@pytest.mark.parametrize(
    ("fields", "problems"),
    [
        ({}, ["country_iso3", "evidence_url"]),
        ({"claim_id": "clm_1"}, ["comment"]),
        ({"fields": {"made_by": "me", "country_iso3": "KEN"}}, ["made_by", "evidence_url"]),
        ({"fields": {"country_iso3": "K" * 201}, "evidence_url": "https://a.example"}, ["country"]),
        ({"claim_id": "clm_1", "comment": "x" * 5_001}, ["comment"]),
        ({"claim_id": "clm_1", "comment": "x", "evidence_url": "javascript:alert(1)"}, ["evid"]),
        ({"claim_id": "clm_1", "comment": "x", "evidence_url": "https://me:pw@a.example"}, ["ev"]),
        ({"claim_id": "clm_1", "comment": "x", "evidence_url": "https://[::1"}, ["evidence"]),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_form_with_something_wrong_is_refused_with_all_of_it(
    bench: Workbench, fields: dict[str, Any], problems: list[str]
) -> None:
    with pytest.raises(InvalidData) as caught:
        submit(bench, SubmissionForm(**fields))
    assert len(caught.value.problems) == len(problems)
    for found, expected in zip(caught.value.problems, problems, strict=True):
        assert found.startswith(expected)
    assert list_submissions(bench) == ()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_a_form_that_cannot_be_stored_is_refused(bench: Workbench, text: str) -> None:
    with pytest.raises(BadInput):
        submit(bench, SubmissionForm(claim_id="clm_1", comment=text))
