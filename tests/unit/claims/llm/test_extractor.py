"""The extractor against a model that answers well: claims, merging, cache, budget, many documents."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from tests.servers.chat_server import ChatServer, ChatVisit, claims, completion, says, status
from tests.unit.claims.llm.conftest import DOCUMENT, KEY, QUOTE, TEXT, claim

from sousveil.claims.candidate import TextDocument
from sousveil.claims.llm.settings import Sampling, Spending
from sousveil.errors import BudgetReached, CannotConnect
from sousveil.model.claim import ClaimStatus, Financing, FinancingKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sousveil.claims.llm.extractor import LlmExtractor


def echo_claims(visit: ChatVisit) -> None:
    """Claim every sentence with a camera in the text that was sent."""
    text = visit.user_text.split("BEGINS\n", 1)[1].rsplit("\nDOCUMENT ", 1)[0]
    found = [
        claim(quote=line.strip(), vendor=None, place=None, context="")
        for line in text.splitlines()
        if "camera" in line
    ]
    visit.answer_json(completion(json.dumps({"claims": found})))


def test_a_good_answer_becomes_a_claim_with_the_documents_own_words(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    money = {
        "kind": "soft_loan",
        "lender": "Huawei",
        "lender_country": "CHN",
        "amount": 5e8,
        "currency": "KES",
    }
    server.script = [claims(claim(financing=money, event_date="2014-05", agency="police"))]
    (found,) = make_extractor().extract(DOCUMENT)
    found.check_quote(TEXT)
    assert found.quote == QUOTE
    assert (found.country_iso3, found.technology_code) == ("KEN", "smart_city")
    assert (found.vendor_id, found.vendor) == ("huawei", "Huawei")
    assert (found.status, found.place, found.agency) == (ClaimStatus.DEPLOYED, "Nairobi", "police")
    assert found.event_date == "2014-05"
    assert found.financing == Financing(
        kind=FinancingKind.SOFT_LOAN, lender_iso3="CHN", lender="Huawei", amount=5e8, currency="KES"
    )


def test_the_models_own_confidence_is_told_but_not_taken(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    server.script = [claims(claim(confidence=0.99))]
    (found,) = make_extractor().extract(DOCUMENT)
    assert found.confidence == 0.5
    assert found.reasons == ("confidence is not calibrated", "the model says 0.99")
    (measured,) = make_extractor(measured_precision=0.81).extract(DOCUMENT)
    assert measured.confidence == 0.81
    assert measured.reasons[0] == "confidence is the precision measured for the model"


def test_the_request_asks_for_the_schema_with_temperature_zero_and_a_seed(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    server.script = [claims()]
    assert make_extractor().extract(DOCUMENT) == ()
    (asked,) = server.asked
    assert asked["model"] == "made-up"
    assert (asked["temperature"], asked["seed"], asked["stream"]) == (0.0, 1, False)
    assert asked["response_format"]["type"] == "json_schema"
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert server.requests[0].path == "/v1/chat/completions"
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_temperature_and_seed_can_be_left_out(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    server.script = [claims()]
    sampling = Sampling(temperature=None, seed=None, limit_name="max_completion_tokens")
    make_extractor(sampling=sampling).extract(DOCUMENT)
    assert not {"temperature", "seed", "max_tokens"} & set(server.asked[0])
    assert server.asked[0]["max_completion_tokens"] == 4096


@pytest.mark.parametrize(
    ("refused", "forms"),
    [
        ([status("400 Bad Request")], ["json_schema", "json_object"]),
        ([status("422 No")] * 2, ["json_schema", "json_object", None]),
        (
            [status("500 Oops", {"message": "response_format type must be text"})] * 2,
            ["json_schema", "json_object", None],
        ),
    ],
)
def test_a_server_that_refuses_a_form_is_asked_in_the_next_and_then_always(
    server: ChatServer,
    make_extractor: Callable[..., LlmExtractor],
    refused: list[Any],
    forms: list[str | None],
) -> None:
    server.script = [*refused, claims(claim())]
    extractor = make_extractor()
    assert len(extractor.extract(DOCUMENT)) == 1
    extractor.extract(evolve(DOCUMENT, text=f"{TEXT} More."))
    asked = [one.get("response_format", {}).get("type") for one in server.asked]
    assert asked == [*forms, forms[-1]]


def test_a_long_document_is_read_in_overlapping_windows_and_told_once(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    lines = [
        f"Sentence number {n} of the report tells of {'a camera' if n % 40 == 0 else 'rain'}."
        for n in range(400)
    ]
    text = "\n".join(lines)
    server.script = [echo_claims]
    sampling = Sampling(window_characters=4000, overlap_characters=1900)
    outcome = make_extractor(sampling=sampling).read(TextDocument(document_id="long", text=text))
    assert len(server.asked) > 5
    assert outcome.failure is None
    quotes = {one.quote for one in outcome.candidates}
    assert len(outcome.candidates) == 1, "one country, technology, vendor and status"
    assert quotes <= set(lines)
    assert not outcome.rejections


def test_offsets_in_a_later_window_are_those_of_the_document(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    text = "It rained all day in the valley.\n" * 300 + "Kenya's police bought a camera platform.\n"
    server.script = [echo_claims]
    sampling = Sampling(window_characters=4000, overlap_characters=100)
    (found,) = make_extractor(sampling=sampling).extract(TextDocument(document_id="d", text=text))
    assert found.quote == "Kenya's police bought a camera platform."
    assert found.start == text.index(found.quote)


def test_a_claim_without_vendor_gives_way_to_the_same_with_one(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    other = claim(vendor=None, status="planned", confidence=0.3)
    server.script = [claims(claim(vendor=None, confidence=1.0), claim(), claim(), other)]
    found = make_extractor().extract(DOCUMENT)
    assert [(one.vendor, one.status.value) for one in found] == [
        ("Huawei", "deployed"),
        (None, "planned"),
    ]


def test_an_empty_document_is_not_sent(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    assert make_extractor().extract(TextDocument(document_id="none", text=" \n ")) == ()
    assert server.asked == []


def test_a_second_run_costs_nothing_and_finds_the_same(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    server.script = [claims(claim(), claim(quote="no such words in it"))]
    first = make_extractor().read(DOCUMENT)
    again = make_extractor()
    assert again.read(evolve(DOCUMENT, document_id="copy")).candidates == first.candidates
    assert len(server.asked) == 1
    assert again.report.cache_hits == 1
    assert again.report.spent.requests == 0
    assert again.report.rejected == make_rejected(first)


def make_rejected(outcome: Any) -> tuple[tuple[Any, int], ...]:
    return tuple((one.fault, 1) for one in outcome.rejections)


@pytest.mark.parametrize(
    "change",
    [
        {"sampling": Sampling(temperature=0.5)},
        {"sampling": Sampling(seed=2)},
        {"sampling": Sampling(max_answer_tokens=100)},
    ],
)
def test_another_parameter_asks_anew(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor], change: dict[str, Any]
) -> None:
    server.script = [claims()]
    make_extractor().extract(DOCUMENT)
    make_extractor(**change).extract(DOCUMENT)
    assert len(server.asked) == 2


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"key": {}, "answer": "x"}'])
def test_a_damaged_file_of_the_cache_is_asked_anew_and_mended(
    server: ChatServer,
    make_extractor: Callable[..., LlmExtractor],
    tmp_path: Path,
    damage: bytes,
) -> None:
    server.script = [claims(claim())]
    make_extractor().extract(DOCUMENT)
    (file,) = (path for path in (tmp_path / "llm").rglob("*") if path.is_file())
    whole = file.read_bytes()
    file.write_bytes(damage)
    assert len(make_extractor().extract(DOCUMENT)) == 1
    assert len(server.asked) == 2
    assert file.read_bytes() == whole


def test_the_key_is_in_no_file_no_message_and_no_report(
    server: ChatServer,
    make_extractor: Callable[..., LlmExtractor],
    settings: Any,
    tmp_path: Path,
) -> None:
    quoting = {"message": f"Incorrect API key provided: {KEY}", "code": KEY, "type": KEY}
    server.script = [claims(claim()), status("403 No", quoting), status("401 Who", quoting)]
    extractor = make_extractor()
    extractor.extract(DOCUMENT)
    refused = extractor.read(evolve(DOCUMENT, text="A camera stands here."))
    assert refused.failure == "HTTP 403"
    with pytest.raises(CannotConnect) as caught:
        extractor.extract(evolve(DOCUMENT, text="A camera stands there."))
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    told = f"{settings!r} {extractor.report!r} {extractor.report.sentences()} {caught.value}"
    assert KEY not in told
    assert KEY.encode() not in written
    assert server.requests[0].headers["authorization"].endswith(KEY)


def test_tokens_and_costs_are_summed(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    server.script = [claims(claim())]
    extractor = make_extractor(spending=Spending(price_in_usd=2.0, price_out_usd=10.0))
    for number in range(3):
        extractor.extract(evolve(DOCUMENT, text=f"{TEXT} {number}."))
    spent = extractor.report.spent
    assert (spent.requests, spent.usage.tokens_in, spent.usage.tokens_out) == (3, 3000, 300)
    assert spent.cost_usd == pytest.approx(3 * (1000 * 2 + 100 * 10) / 1e6)
    assert spent.tokens_assumed == 0
    assert "cost 0.0090 USD" in extractor.report.sentences()


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": -1, "completion_tokens": 1}, "x"])
def test_without_usage_the_most_that_it_can_have_been_is_booked(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor], usage: object
) -> None:
    server.script = [claims(usage=usage)]
    extractor = make_extractor()
    extractor.extract(DOCUMENT)
    spent = extractor.report.spent
    assert spent.usage.tokens_out == 4096
    assert spent.usage.tokens_in == int(server.requests[0].headers["content-length"])
    assert spent.tokens_assumed == spent.usage.tokens_in + 4096


@pytest.mark.parametrize(
    "spending",
    [
        Spending(max_tokens=20_000),
        Spending(price_in_usd=1.0, price_out_usd=1.0, max_cost_usd=0.02),
    ],
)
def test_a_run_stops_before_its_budget_and_says_which_documents_were_not_read(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor], spending: Spending
) -> None:
    usage = {"prompt_tokens": 3000, "completion_tokens": 1000}
    server.script = [claims(claim(), usage=usage)]
    extractor = make_extractor(spending=spending)
    documents = [TextDocument(document_id=str(n), text=f"{TEXT} {n}.") for n in range(6)]
    outcomes = list(extractor.read_many(documents))
    spent = extractor.report.spent.usage
    assert 0 < spent.tokens_in + spent.tokens_out <= 20_000
    read = [one for one in outcomes if one.failure is None]
    assert 1 <= len(read) == len(server.asked) < 6
    unread = [one.document.document_id for one in outcomes if one.failure is not None]
    assert [name for name, _ in extractor.report.failures] == unread
    assert len(outcomes) < 6, "once it is spent, no other document is begun"
    assert all(
        reason.startswith("the budget does not cover another request: up to ")
        for _, reason in extractor.report.failures
    )
    with pytest.raises(BudgetReached, match="are left") as caught:
        extractor.report.check_budget()
    assert caught.value.where == f"after {len(read)} documents were read"


def test_many_documents_come_back_in_their_order_several_at_a_time(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    def only_together(visit: ChatVisit) -> None:
        while server.most_open < 2 and not server.stopping.wait(0.01):
            pass
        visit.answer_json(completion('{"claims": []}'))

    server.script = [only_together]
    documents = [TextDocument(document_id=str(n), text=f"Text number {n}.") for n in range(9)]
    outcomes = list(make_extractor().read_many(iter(documents)))
    assert [one.document for one in outcomes] == documents
    assert server.most_open == 2


def test_who_stops_listening_does_not_wait_for_the_rest(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    server.script = [claims()]
    extractor = make_extractor()
    stream = extractor.read_many(
        TextDocument(document_id=str(n), text=f"Text number {n}.") for n in range(1000)
    )
    next(stream)
    stream.close()
    assert len(server.asked) <= 5


def test_name_and_version_say_what_made_the_claims(
    make_extractor: Callable[..., LlmExtractor],
) -> None:
    extractor = make_extractor()
    assert extractor.name == "llm"
    version, model, prompt = extractor.version.split("/")
    assert (version, model, len(prompt)) == ("1", "made-up", 12)


def test_reasoning_aloud_a_fence_and_words_around_it_do_not_hide_the_answer(
    server: ChatServer, make_extractor: Callable[..., LlmExtractor]
) -> None:
    answer = json.dumps({"claims": [claim()]})
    server.script = [
        says(f'<think>The form is {{"claims": []}}.</think>Here it is:\n```json\n{answer}\n```\n:)')
    ]
    assert len(make_extractor().extract(DOCUMENT)) == 1
    assert len(server.asked) == 1
