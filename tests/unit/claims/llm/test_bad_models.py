"""Endpoints and models that misbehave: a named failure or another attempt, never a wrong claim."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from tests.servers.chat_server import (
    ChatBehaviour,
    ChatServer,
    ChatVisit,
    calls_tool,
    chat_server,
    claims,
    close,
    completion,
    cut_off,
    drip,
    endless,
    hang,
    redirects_to,
    says,
    sends,
    status,
)
from tests.unit.claims.llm.conftest import DOCUMENT, OurTime, claim

from sousveil.claims.candidate import TextDocument
from sousveil.claims.llm.extractor import LlmExtractor
from sousveil.claims.llm.settings import Endpoint
from sousveil.errors import CannotConnect
from sousveil.store.registers import load_codebook

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.claims.llm.settings import LlmSettings

GOOD = claims(claim())


def texts(count: int) -> list[TextDocument]:
    return [TextDocument(document_id=str(n), text=f"Text number {n}.") for n in range(count)]


@pytest.mark.parametrize(
    "trouble",
    [
        status("500 Internal Server Error"),
        status("502 Bad Gateway"),
        status("503 Service Unavailable", retry_after="tomorrow"),
        status("529 Overloaded"),
        status("408 Request Timeout"),
        status("429 Too Many Requests"),
        close,
        cut_off,
        sends(b"", transfer_encoding="chunked"),
    ],
)
def test_what_may_pass_is_asked_again(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor], trouble: ChatBehaviour
) -> None:
    server.script = [trouble, trouble, GOOD]
    extractor = make_extractor()
    assert len(extractor.extract(DOCUMENT)) == 1
    assert len(server.asked) == 3
    assert extractor.report.spent.requests == 3


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (status("500 Oops"), "HTTP 500, 3 attempts"),
        (
            status("429 Slow", {"code": "rate_limit_exceeded"}),
            "HTTP 429 (rate_limit_exceeded), 3 attempts",
        ),
        (close, "the answer is cut off or not proper HTTP, 3 attempts"),
        (cut_off, "the answer is cut off or not proper HTTP, 3 attempts"),
    ],
)
def test_attempts_are_bounded(
    server: ChatServer,
    make_extractor: Callable[..., LlmExtractor],
    trouble: ChatBehaviour,
    reason: str,
) -> None:
    server.script = [trouble]
    assert make_extractor().read(DOCUMENT).failure == reason
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (says(None, refusal="I cannot."), "the model refused to answer"),
        (
            says("", finish_reason="content_filter"),
            "the provider's content filter stopped the answer",
        ),
        (says(None), "the message is empty"),
        (calls_tool, "the model called a tool instead of answering"),
        (
            says(None, function_call={"name": "list"}),
            "the model called a tool instead of answering",
        ),
        (says([{"type": "text", "text": '{"claims": []}'}]), "the message is empty"),
        (says(None, finish_reason="length"), "the answer was cut off before its first word"),
        (sends(b'{"choices": []}'), "the reply has no choices"),
        (sends(b'{"choices": {}}'), "the reply has no choices"),
        (sends(b'{"choices": [{"finish_reason": "stop"}]}'), "the reply has no message"),
        (sends(b"{}"), "the reply has no choices"),
        (sends(b"[" * 100_000), "the reply is no JSON object"),
        (sends(b"\xff\xfe\x00"), "the reply is no JSON object"),
        (sends(b"<h1>Welcome</h1>", content_type="text/html"), "the reply is no JSON object"),
        (sends(b""), "the reply is no JSON object"),
        (sends(b"x" * 5_000_000), "the answer is larger than 4194304 bytes"),
        (endless, "the answer is larger than 4194304 bytes"),
        (
            sends(gzip.compress(b" " * 50_000_000), content_encoding="gzip"),
            "the body is larger than 4 MiB when decompressed",
        ),
        (status("403 No"), "HTTP 403"),
        (
            status("400 Bad", {"code": "context_length_exceeded"}),
            "HTTP 400 (context_length_exceeded)",
        ),
    ],
)
def test_what_will_not_pass_is_a_named_failure_and_the_run_goes_on(
    server: ChatServer,
    make_extractor: Callable[..., LlmExtractor],
    trouble: ChatBehaviour,
    reason: str,
) -> None:
    bad = TextDocument(document_id="bad", text="The bad one is here.")

    def answer(visit: ChatVisit) -> None:
        (trouble if "bad one" in visit.user_text else GOOD)(visit)

    server.script = [answer]
    extractor = make_extractor()
    first, second = extractor.read_many([bad, DOCUMENT])
    assert (first.failure, first.candidates) == (reason, ())
    assert second.failure is None
    assert len(second.candidates) == 1
    assert extractor.report.failures == (("bad", reason),)
    assert f"not read: bad: {reason}" in extractor.report.sentences()


@pytest.mark.parametrize(
    "useless",
    [
        says("I found no claims, sorry."),
        says('{"claims": [{"country": "KEN", "tech'),
        says('{"claims": "none"}'),
        says('{"answers": []}'),
        says('{"claims": [NaN]}'),
        says('{"claims": ' + "[" * 50_000),
        says(json.dumps({"claims": [{}] * 201})),
        says('{"claims": []}', finish_reason="length"),
    ],
)
def test_an_answer_of_no_use_is_repaired_once(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor], useless: ChatBehaviour
) -> None:
    server.script = [useless, GOOD]
    extractor = make_extractor()
    assert len(extractor.extract(DOCUMENT)) == 1
    assert extractor.report.repairs == 1
    assert "An earlier answer to this could not be used" in str(server.asked[1]["messages"])
    assert "An earlier answer" not in str(server.asked[0]["messages"])

    server.script = [useless]
    other = evolve(DOCUMENT, text="Another text is this.")
    failure = make_extractor().read(other).failure
    assert failure is not None
    assert failure.startswith("the answer is of no use: it ")
    assert len(server.asked) == 4, "one answer and one repair each"


def test_a_failed_document_is_not_kept_as_one_without_claims(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    server.script = [says("no"), says("no"), GOOD]
    assert make_extractor().read(DOCUMENT).failure is not None
    assert len(make_extractor().extract(DOCUMENT)) == 1


def test_a_server_that_hangs_is_given_up(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    server.script = [hang, hang, GOOD]
    extractor = make_extractor(patience={"timeout_seconds": 0.2, "attempts": 2})
    assert extractor.read(DOCUMENT).failure == "no answer within 0.2 s, 2 attempts"
    assert extractor.report.spent.tokens_assumed > 0, "it may have worked, and may charge"


@pytest.mark.parametrize("slow", [drip, hang])
def test_a_request_ends_at_its_deadline_however_slowly_the_bytes_come(
    server: ChatServer, settings: LlmSettings, slow: ChatBehaviour
) -> None:
    server.script = [slow]
    patience = evolve(settings.patience, timeout_seconds=30, total_seconds=0.5)
    extractor = LlmExtractor(evolve(settings, patience=patience), load_codebook("sousveil"))
    failure = extractor.read(DOCUMENT).failure
    assert failure in {
        "no whole answer within 0.5 s",
        "no answer within 30 s; no time is left to ask again",
    }
    assert len(server.asked) == 1


def test_retry_after_is_honoured_by_every_thread(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor], our_time: OurTime
) -> None:
    server.script = [status("429 Slow", retry_after="7"), GOOD]
    assert len(make_extractor().extract(DOCUMENT)) == 1
    assert our_time.slept == [7.0]


def test_pauses_double_and_have_chance_in_them(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor], our_time: OurTime
) -> None:
    server.script = [status("500 Oops")]
    make_extractor(patience={"attempts": 4, "backoff_seconds": 1.0}).extract(DOCUMENT)
    assert our_time.slept == [1.0, 2.0, 4.0]


def test_a_pause_beyond_the_deadline_is_not_waited_for(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor], our_time: OurTime
) -> None:
    server.script = [status("429 Slow", retry_after="3600"), GOOD]
    failure = make_extractor().read(DOCUMENT).failure
    assert failure == "HTTP 429; no time is left to ask again"
    assert our_time.slept == []
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("401 Unauthorized", "does not accept the API key"),
        ("402 Payment Required", "wants to be paid"),
        ("404 Not Found", "the endpoint or the model is not there"),
        ("302 Found", "redirects, which is not followed"),
        ("307 Temporary Redirect", "redirects, which is not followed"),
    ],
)
def test_an_endpoint_that_refuses_everybody_ends_the_run_at_once(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor], line: str, what: str
) -> None:
    server.script = [status(line, location=server.url("/v1/elsewhere"))]
    with pytest.raises(CannotConnect, match=what):
        list(make_extractor(patience={"workers": 1}).read_many(texts(50)))
    assert len(server.asked) <= 2, "whatever was under way, and no other"
    assert {request.path for request in server.requests} == {"/v1/chat/completions"}


@pytest.mark.parametrize("line", ["301 Moved", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_redirect_to_another_host_is_never_told_the_key_or_the_document(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor], line: str
) -> None:
    with chat_server() as elsewhere:
        elsewhere.script = [GOOD]
        server.script = [redirects_to(f"{elsewhere.base_url}/chat/completions", line)]
        with pytest.raises(CannotConnect, match="redirects, which is not followed"):
            make_extractor().extract(DOCUMENT)
    assert len(server.asked) == 1
    assert elsewhere.requests == []


def test_an_answer_that_stops_within_its_json_is_not_half_believed(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    whole = json.dumps({"claims": [claim(), claim(status="planned")]})
    server.script = [says(whole[: whole.rindex("{") + 40])]
    extractor = make_extractor()
    outcome = extractor.read(DOCUMENT)
    assert outcome.candidates == ()
    assert outcome.failure == (
        "the answer is of no use: it holds no whole JSON object with a list of claims"
    )
    assert extractor.report.repairs == 1


def test_the_same_claim_over_and_over_is_one(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    server.script = [claims(claim(), claim(confidence=0.2), claim(vendor="huawei"), claim())]
    extractor = make_extractor()
    assert len(extractor.extract(DOCUMENT)) == 1
    assert extractor.report.claims == 1


def test_retries_are_counted_apart_from_first_requests(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    server.script = [status("500 Oops"), status("429 Slow", retry_after="0"), GOOD]
    extractor = make_extractor()
    extractor.extract(DOCUMENT)
    assert (extractor.report.spent.requests, extractor.report.spent.retries) == (3, 2)
    assert "3 requests (2 retries, 0 repairs), 0 cache hits" in extractor.report.sentences()


def test_an_endpoint_that_fails_many_documents_in_a_row_ends_the_run(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    server.script = [status("500 Oops")]
    extractor = make_extractor(patience={"attempts": 1, "max_failures_in_a_row": 3, "workers": 1})
    with pytest.raises(CannotConnect, match="failed 3 documents in a row; the last: HTTP 500"):
        list(extractor.read_many(texts(50)))
    assert len(server.asked) <= 5


def test_refusals_of_single_documents_do_not_end_the_run(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    server.script = [says(None, refusal="no")]
    extractor = make_extractor(patience={"max_failures_in_a_row": 2})
    assert len(list(extractor.read_many(texts(6)))) == 6


def test_nobody_at_the_address_is_a_failure_that_costs_nothing(
    make_extractor: Callable[..., LlmExtractor],
) -> None:
    endpoint = Endpoint(base_url="http://127.0.0.1:1/v1", model="made-up")
    extractor = make_extractor(endpoint=endpoint)
    assert extractor.read(DOCUMENT).failure == "no connection, 3 attempts"
    usage = extractor.report.spent.usage
    assert (usage.tokens_in, usage.tokens_out) == (0, 0)


def test_a_wrong_content_type_does_not_matter_where_the_content_is_right(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    body = json.dumps(completion(json.dumps({"claims": [claim()]}))).encode()
    server.script = [sends(body, content_type="text/plain")]
    assert len(make_extractor().extract(DOCUMENT)) == 1


def test_without_a_key_no_authorization_is_sent(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    server.script = [claims()]
    endpoint: Any = Endpoint(base_url=server.base_url, model="made-up")
    make_extractor(endpoint=endpoint).extract(DOCUMENT)
    assert "authorization" not in server.requests[0].headers
