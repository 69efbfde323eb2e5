"""Whoever a claim is about is asked; what they answer is a source, and their silence a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.errors import BadInput, Conflict, NotFound
from sousveil.model.identifiers import sha256_of
from sousveil.model.source import SourceKind
from sousveil.pipeline.replying import (
    Answer,
    Party,
    PartyKind,
    ReplyState,
    ask_for_reply,
    get_reply,
    list_replies,
    mark_sent,
    read_reply_rows,
    record_reply,
    record_silence,
)
from sousveil.pipeline.viewing import open_snapshot, view_claim
from sousveil.store.claim_store import ClaimStore

if TYPE_CHECKING:
    from sousveil.model.claim import Claim
    from sousveil.model.edition import ReplyRow
    from sousveil.pipeline.workbench import Workbench

VENDOR = Party(kind=PartyKind.VENDOR, name="Example Optics", vendor_id="example_optics")
MINISTRY = Party(kind=PartyKind.AUTHORITY, name="Ministry of the Interior of Angola")


def rows(bench: Workbench) -> tuple[ReplyRow, ...]:
    with bench.database.reading() as connection:
        return read_reply_rows(connection)


def test_the_draft_names_each_claim_with_its_quote_and_source(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    ids = [claim.claim_id for claim in waiting[:2]]
    request = ask_for_reply(bench, VENDOR, ids, "editor-1", due_date="2026-04-01")
    assert request.state is ReplyState.ASKED
    assert request.text.startswith("To Example Optics\n")
    for said in ("1. Angola: ", "2. Brazil: ", "“cameras that know faces”", "by 2026-04-01", *ids):
        assert said in request.text
    assert "2 entries speak of Example Optics" in request.text
    assert "3. " not in request.text


def test_an_answer_is_kept_as_a_source_with_its_snapshot(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    claim_id = waiting[0].claim_id
    request_id = ask_for_reply(bench, VENDOR, [claim_id, claim_id], "editor-1").request_id
    assert rows(bench) == ()
    sent = mark_sent(bench, request_id, "Is this right?", "editor-1", due_date="2026-04-01")
    assert (sent.text, sent.sent_date) == ("Is this right?", "2026-03-01")
    assert [row.state for row in rows(bench)] == ["sent"]
    words = "We sold no camera. — Société Ünïcode".encode()
    answer = Answer(data=words, received_date="2026-03-20", language="en")
    answered = record_reply(bench, request_id, answer, "editor-1")
    assert (answered.state, answered.answered_date) == (ReplyState.ANSWERED, "2026-03-20")
    view = view_claim(bench, claim_id, None)
    assert view.replies == (answered,)
    with bench.database.reading() as connection:
        source = ClaimStore(connection).find_source(answered.source_id or "")
    assert source is not None
    assert (source.kind, source.publisher) == (SourceKind.COMPANY_STATEMENT, "Example Optics")
    (row,) = rows(bench)
    assert (row.state, row.answered_date, row.source_id) == (
        "answered",
        "2026-03-20",
        source.source_id,
    )
    snapshot, kept = open_snapshot(bench, sha256_of(words))
    assert (snapshot.source_id, kept) == (source.source_id, words)


def test_silence_is_recorded_and_an_answer_may_still_come(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    request_id = ask_for_reply(bench, MINISTRY, [waiting[0].claim_id], "editor-1").request_id
    mark_sent(bench, request_id, "Is this right?", "editor-1", sent_date="2026-02-01")
    silent = record_silence(
        bench, request_id, ReplyState.NO_ANSWER, "editor-1", reason="four weeks are over"
    )
    assert (silent.state, silent.answered_date) == (ReplyState.NO_ANSWER, None)
    declined = record_silence(bench, request_id, ReplyState.DECLINED, "editor-1", date="2026-03-05")
    assert declined.answered_date == "2026-03-05"
    late = Answer(data=b"It is not.", received_date="2026-03-09")
    assert record_reply(bench, request_id, late, "editor-1").state is ReplyState.ANSWERED
    with pytest.raises(Conflict, match="cannot become no_answer"):
        record_silence(bench, request_id, ReplyState.NO_ANSWER, "editor-1")
    (row,) = rows(bench)
    assert (row.kind, row.asked_date, row.answered_date) == (
        PartyKind.AUTHORITY,
        "2026-02-01",
        "2026-03-09",
    )


def test_nothing_comes_back_of_what_was_not_sent(
    bench: Workbench, waiting: tuple[Claim, ...]
) -> None:
    request_id = ask_for_reply(bench, VENDOR, [waiting[0].claim_id], "editor-1").request_id
    answer = Answer(data=b"yes", received_date="2026-03-09")
    with pytest.raises(Conflict, match="cannot become answered"):
        record_reply(bench, request_id, answer, "editor-1")
    with pytest.raises(Conflict, match="cannot become declined"):
        record_silence(bench, request_id, ReplyState.DECLINED, "editor-1")
    with pytest.raises(BadInput):
        mark_sent(bench, request_id, " ", "editor-1")
    mark_sent(bench, request_id, "Is this right?", "editor-1")
    with pytest.raises(Conflict, match="cannot become sent"):
        mark_sent(bench, request_id, "Is this right?", "editor-1")
    with pytest.raises(BadInput, match="empty answer"):
        record_reply(bench, request_id, Answer(data=b" ", received_date="2026-03-09"), "editor-1")
    with pytest.raises(BadInput, match="no silence"):
        record_silence(bench, request_id, ReplyState.SENT, "editor-1")
    assert get_reply(bench, request_id).state is ReplyState.SENT
    assert list_replies(bench, ReplyState.ASKED) == ()
    assert len(list_replies(bench)) == 1


def test_nobody_is_asked_about_nothing(bench: Workbench, waiting: tuple[Claim, ...]) -> None:
    with pytest.raises(BadInput, match="no claim to ask about"):
        ask_for_reply(bench, VENDOR, [], "editor-1")
    with pytest.raises(NotFound):
        ask_for_reply(bench, VENDOR, [waiting[0].claim_id, "clm_none"], "editor-1")
    with pytest.raises(NotFound):
        get_reply(bench, "rep_none")
    assert list_replies(bench) == ()
