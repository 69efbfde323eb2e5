"""What the public sends in: the form, its bounds, the private link, and what coders do with it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from unittest import mock

import pytest

from sousveil.model.decision import Action
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.submitting import SubmissionState, list_submissions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse
    from tests.servers.review_server import ReviewSite
    from tests.servers.review_workspace import ReviewWorkspace

CLAIM = {
    "country_iso3": "KEN",
    "technology_code": "facial_recognition",
    "vendor_id": "Huawei",
    "evidence_url": "https://news.example/wire",
    "comment": "<script>alert(1)</script> seen at the station",
}


def test_a_claim_is_taken_in_and_its_private_link_shown_once(site: ReviewSite) -> None:
    client = site.client()
    answer = send(client, CLAIM)
    link = link_in(answer.text)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    (stored,) = list_submissions(site.bench)
    assert stored.form.fields["vendor_id"] == "huawei"
    assert link.rsplit("/", 2)[1] not in str(stored)
    status = client.get(link)
    assert "Received. It waits for somebody who reads it." in status.text
    assert "&lt;script&gt;alert(1)" in status.text
    assert "<script>alert" not in status.text
    assert status["X-Robots-Tag"] == "noindex, nofollow"
    assert (status["Cache-Control"], status["Referrer-Policy"]) == ("no-store", "no-referrer")


@pytest.mark.parametrize("token", ["x", "Ü", "a" * 500, "%00", "' OR 1=1 --"])
def test_a_link_that_was_never_given_out_tells_nothing(site: ReviewSite, token: str) -> None:
    from django.urls import reverse  # noqa: PLC0415  # Django is set up by now

    send(site.client(), CLAIM)
    answer = site.client().get(reverse("submission-status", args=[token]))
    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")
    assert "KEN" not in answer.text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"country_iso3": ""}, "This field is required."),
        ({"country_iso3": "ZZZ"}, "Select a valid choice."),
        ({"evidence_url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"evidence_url": "ftp://news.example/x"}, "evidence_url: not the address of a page"),
        ({"evidence_url": ""}, "This field is required."),
        ({"comment": "x" * 5001}, "Ensure this value has at most 5000 characters"),
        ({"quote": "x" * 1001}, "Ensure this value has at most 1000 characters"),
        ({"vendor_id": "x" * 201}, "Ensure this value has at most 200 characters"),
        ({"comment": "a\0b"}, "Null characters are not allowed."),
        ({"start_date": "yesterday"}, "Write 2019, 2019-09 or 2019-09-17."),
        ({"website": "https://spam.example"}, "This looks like a program."),
        ({"stamp": "made up"}, "Reload the page and send the form again."),
    ],
)
def test_what_is_wrong_with_a_form_is_said_and_nothing_stored(
    site: ReviewSite, change: dict[str, str], message: str
) -> None:
    answer = send(site.client(), CLAIM | change)
    assert answer.status_code == 422
    assert message in answer.text
    assert list_submissions(site.bench) == ()


def test_what_was_sent_at_once_is_asked_for_again(site: ReviewSite) -> None:
    answer = send(site.client(), CLAIM, seconds=1)
    assert answer.status_code == 422
    assert "That was very quick." in answer.text


def test_a_form_of_yesterday_is_asked_for_again(site: ReviewSite) -> None:
    assert send(site.client(), CLAIM, seconds=90_000).status_code == 422


def test_a_form_that_is_sent_twice_is_taken_in_once(site: ReviewSite) -> None:
    client = site.client()
    form = CLAIM | {"stamp": stamp_in(client.get("/submit/").text)}
    with later(10):
        answers = [client.post("/submit/", form).status_code for _ in range(2)]
    assert answers == [200, 409]
    assert len(list_submissions(site.bench)) == 1


def test_one_address_waits_after_six_submissions_and_others_do_not(
    site: ReviewSite,
) -> None:
    client = site.client()
    answers = [send(client, CLAIM, REMOTE_ADDR="2001:db8::1").status_code for _ in range(6)]
    assert answers == [200] * 6
    refused = send(client, CLAIM, REMOTE_ADDR="2001:db8::ffff")
    assert refused.status_code == 429
    assert send(client, CLAIM, REMOTE_ADDR="192.0.2.7").status_code == 200
    with later(3700):
        assert send(client, CLAIM, REMOTE_ADDR="2001:db8::1").status_code == 200


def test_all_together_wait_when_there_are_too_many(
    site: ReviewSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sousveil.server.intake import throttle  # noqa: PLC0415  # Django is set up by now

    monkeypatch.setattr(throttle, "ALL_PER_HOUR", 2)
    answers = [
        send(site.client(), CLAIM, REMOTE_ADDR=f"192.0.2.{number}").status_code
        for number in range(3)
    ]
    assert answers == [200, 200, 429]


def test_no_address_is_kept_and_slots_are_forgotten_after_a_day(site: ReviewSite) -> None:
    from sousveil.server.intake.models import Slot  # noqa: PLC0415  # Django is set up by now

    send(site.client(), CLAIM, REMOTE_ADDR="192.0.2.7")
    assert "192.0.2.7" not in str(list(Slot.objects.values_list()))
    with later(90_000):
        send(site.client(), CLAIM)
        assert Slot.objects.count() == 1


def test_a_form_without_its_token_is_refused(site: ReviewSite) -> None:
    assert site.client(csrf=True).post("/submit/", CLAIM).status_code == 403


def test_only_a_published_claim_can_be_corrected(made: ReviewWorkspace) -> None:
    site = made.site
    claim_id = next(iter(made.claims.values()))
    client = site.client()
    address = f"/submit/correction/{claim_id}/"
    assert client.get(address).status_code == 404
    assert client.get("/submit/correction/clm_none/").status_code == 404
    decide(site.bench, claim_id, Coding(action=Action.ACCEPT, reason="it says so"), "amina")
    assert claim_id in client.get(address).text
    assert send(client, {"comment": ""}, address).status_code == 422
    assert send(client, {"comment": "It ended in 2020."}, address).status_code == 200
    (stored,) = list_submissions(site.bench)
    assert (stored.form.claim_id, dict(stored.form.fields)) == (claim_id, {})


def test_a_coder_closes_with_a_reason_that_the_sender_reads(site: ReviewSite) -> None:
    link = link_in(send(site.client(), CLAIM).text)
    (stored,) = list_submissions(site.bench)
    coder = site.client("coder")
    address = f"/submissions/{stored.submission_id}/"
    assert stored.submission_id in coder.get("/submissions/").text
    assert coder.post(f"{address}close/", {"reason": " "}).status_code == 422
    assert coder.post(f"{address}close/", {"reason": "The page is <b>gone</b>."}).status_code == 302
    assert coder.post(f"{address}close/", {"reason": "again"}).status_code == 409
    status = site.client().get(link).text
    assert "Closed: no claim comes of it." in status
    assert "The page is &lt;b&gt;gone&lt;/b&gt;." in status
    assert "coder" not in status
    assert "There is none here." in coder.get("/submissions/").text
    assert stored.submission_id in coder.get("/submissions/?state=closed").text


def test_a_coder_makes_a_claim_on_words_of_a_document(made: ReviewWorkspace) -> None:
    site = made.site
    link = link_in(send(site.client(), CLAIM).text)
    (stored,) = list_submissions(site.bench)
    coder = site.client("coder")
    address = f"/submissions/{stored.submission_id}/"
    document_id, text = document_of(made, "wire")
    assert f"?document={document_id}#accept" in coder.get(address).text
    shown = coder.get(address, {"document": document_id}).text
    assert 'name="quote"' in shown
    form = {
        "document": document_id,
        "country_iso3": "KEN",
        "technology_code": "smart_city",
        "status": "deployed",
        "quote": text[:40],
    }
    for change in ({"quote": "words that stand nowhere"}, {"document": "doc_no"}, {"status": ""}):
        assert coder.post(f"{address}accept/", form | change).status_code == 422, change
    assert coder.post(f"{address}accept/", form).status_code == 302
    assert coder.post(f"{address}accept/", form).status_code == 409
    (accepted,) = list_submissions(site.bench, SubmissionState.ACCEPTED)
    assert accepted.accepted_as is not None
    stranger = site.client()
    assert "In review" in stranger.get(link).text
    decision = Coding(action=Action.REJECT, reason="an opinion")
    decide(site.bench, accepted.accepted_as, decision, "budi")
    status = stranger.get(link).text
    assert "the review rejected it" in status
    assert "an opinion" in status
    assert accepted.accepted_as in status


def test_a_correction_is_answered_by_the_claim_that_it_is_about(made: ReviewWorkspace) -> None:
    site = made.site
    claim_id = next(iter(made.claims.values()))
    decide(site.bench, claim_id, Coding(action=Action.ACCEPT, reason="it says so"), "amina")
    link = link_in(send(site.client(), {"comment": "no"}, f"/submit/correction/{claim_id}/").text)
    (stored,) = list_submissions(site.bench)
    coder = site.client("coder")
    address = f"/submissions/{stored.submission_id}/"
    assert f'value="{claim_id}"' in coder.get(address).text
    wrong = {"claim_id": "clm_none", "answer": "so it is"}
    assert "There is no such claim." in coder.post(f"{address}answer/", wrong).text
    right = {"claim_id": claim_id, "answer": "We read it again; it stands."}
    assert coder.post(f"{address}answer/", right).status_code == 302
    assert "We read it again; it stands." in site.client().get(link).text


def test_the_page_of_a_submission_is_sent_to_be_collected(site: ReviewSite) -> None:
    from sousveil.pipeline.channels import find_channels  # noqa: PLC0415

    send(site.client(), CLAIM)
    (stored,) = list_submissions(site.bench)
    coder = site.client("coder")
    address = f"/submissions/{stored.submission_id}/"
    assert "The page is not among the documents yet." in coder.get(address).text
    assert coder.post(f"{address}collect/", {"source_kind": "rumour"}).status_code == 400
    assert coder.post(f"{address}collect/", {"source_kind": "media_report"}).status_code == 302
    (channel,) = find_channels(site.bench.settings, ())
    assert (channel.kind, channel.location) == ("page", CLAIM["evidence_url"])
    assert "The page will be collected next time." in coder.get(address).text


def test_unknown_submissions_documents_and_states_are_told(site: ReviewSite) -> None:
    coder = site.client("coder")
    assert coder.get("/submissions/sub_none/").status_code == 404
    assert coder.post("/submissions/sub_none/close/", {"reason": "no"}).status_code == 404
    assert coder.get("/submissions/?state=lost").status_code == 400
    send(site.client(), CLAIM)
    (stored,) = list_submissions(site.bench)
    address = f"/submissions/{stored.submission_id}/"
    shown = coder.get(address, {"document": "doc_none"}).text
    assert "There is no such document." in shown
    assert site.client("reader").get(address).status_code == 403


def send(
    client: Client,
    said: Mapping[str, str],
    address: str = "/submit/",
    *,
    seconds: float = 10,
    **extra: str,
) -> _MonkeyPatchedWSGIResponse:
    """Open the form and send it some time later."""
    stamp = stamp_in(client.get(address).text)
    with later(seconds):
        return client.post(address, {"stamp": stamp} | dict(said), **extra)  # type: ignore[arg-type]


def stamp_in(page: str) -> str:
    """Return the stamp of a form."""
    found = re.search(r'name="stamp" value="([^"]+)"', page)
    assert found
    return found[1]


def link_in(page: str) -> str:
    """Return the path of the private link."""
    found = re.search(r"http://localhost(/submit/status/[^\"/]+/)", page)
    assert found, page
    return found[1]


def later(seconds: float) -> mock._patch[mock.MagicMock]:
    from django.utils import timezone  # noqa: PLC0415

    moment = timezone.now() + timedelta(seconds=seconds)
    assert moment > datetime(2026, 1, 1, tzinfo=UTC)
    return mock.patch("django.utils.timezone.now", return_value=moment)


def document_of(made: ReviewWorkspace, key: str) -> tuple[str, str]:
    """Return a document's id and text."""
    document = made.site.bench.documents.get(made.documents[key])
    assert document is not None
    return document.document_id, document.reading.text
