"""Right of reply: whom it asks, what was sent, what came back, and what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sousveil.pipeline.replying import AddressKind, PartyKind, ReplyState, get_reply, list_replies
from sousveil.pipeline.viewing import open_snapshot, view_claim

if TYPE_CHECKING:
    from django.test import Client
    from tests.servers.review_workspace import ReviewWorkspace

SENT = {"text": "Is this right?", "address_kind": "press_office", "sent_date": "2026-01-05"}


def test_an_editor_drafts_sends_and_keeps_the_answer(made: ReviewWorkspace) -> None:
    site = made.site
    bench, editor = site.bench, site.client("editor")
    claim_id = made.claims["kenya"]
    assert claim_id in editor.get("/replies/ask/", {"claim": claim_id}).text
    address = ask(editor, f"{claim_id}\n{claim_id}")
    (drafted,) = list_replies(bench)
    assert (drafted.claim_ids, drafted.party.vendor_id) == ((claim_id,), "huawei")
    page = editor.get(address).text
    assert "Record that it was sent" in page
    assert claim_id in page
    sent = SENT | {"text": "Is <b>this</b> right?\r\nWe ask.", "due_date": "2026-01-20"}
    assert editor.post(f"{address}sent/", sent).status_code == 302
    assert editor.post(f"{address}sent/", sent).status_code == 409
    request = get_reply(bench, drafted.request_id)
    assert request.text == "Is <b>this</b> right?\nWe ask."
    assert (request.address_kind, request.due_date) == (AddressKind.PRESS_OFFICE, "2026-01-20")
    page = editor.get(address).text
    assert "Is &lt;b&gt;this&lt;/b&gt; right?" in page
    assert "press office" in page
    answered = {"text": "It is not.", "received_date": "2026-01-10", "language": "en"}
    assert editor.post(f"{address}answered/", answered).status_code == 302
    request = get_reply(bench, drafted.request_id)
    assert (request.state, request.answered_date) == (ReplyState.ANSWERED, "2026-01-10")
    assert request.source_id is not None
    assert [one.state for one in view_claim(bench, claim_id, None).replies] == ["answered"]
    assert request.source_id in editor.get(address).text


def test_an_answer_that_is_a_file_is_kept_as_it_came(made: ReviewWorkspace) -> None:
    editor, address = sent_request(made)
    data = b"%PDF-1.4 <script>alert(1)</script>"
    file = SimpleUploadedFile("../../answer.pdf", data, content_type="application/pdf")
    answered = {"file": file, "received_date": "2026-01-10"}
    assert editor.post(f"{address}answered/", answered).status_code == 302
    from sousveil.model.identifiers import sha256_of  # noqa: PLC0415

    snapshot, kept = open_snapshot(made.site.bench, sha256_of(data))
    assert (snapshot.media_type, kept) == ("application/pdf", data)


@pytest.mark.parametrize("said", ["text/html<script>", "", "TEXT", "a/b; charset=x"])
def test_a_type_that_is_none_is_not_believed(made: ReviewWorkspace, said: str) -> None:
    editor, address = sent_request(made)
    file = SimpleUploadedFile("answer", b"No.", content_type=said)
    assert (
        editor.post(
            f"{address}answered/", {"file": file, "received_date": "2026-01-10"}
        ).status_code
        == 302
    )
    from sousveil.model.identifiers import sha256_of  # noqa: PLC0415

    snapshot, _kept = open_snapshot(made.site.bench, sha256_of(b"No."))
    assert snapshot.media_type in {"application/octet-stream", "a/b"}


@pytest.mark.parametrize("state", ["declined", "no_answer"])
def test_silence_is_recorded_and_an_answer_may_still_come(
    made: ReviewWorkspace, state: str
) -> None:
    editor, address = sent_request(made)
    form = {"state": state, "date": "2026-02-01", "reason": "They <i>never</i> comment."}
    assert editor.post(f"{address}silence/", form).status_code == 302
    assert list_replies(made.site.bench, ReplyState(state))
    assert "They &lt;i&gt;never&lt;/i&gt; comment." in editor.get(address).text
    late = {"text": "Now we do.", "received_date": "2026-03-01"}
    assert editor.post(f"{address}answered/", late).status_code == 302


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"claim_ids": "clm_none"}, "There is no claim clm_none."),
        ({"claim_ids": ""}, "This field is required."),
        ({"kind": "person"}, "Select a valid choice."),
        ({"is_institution": ""}, "This field is required."),
        ({"due_date": "soon"}, "Enter a valid date."),
    ],
)
def test_what_is_wrong_with_a_draft_is_said(
    made: ReviewWorkspace, change: dict[str, str], message: str
) -> None:
    site = made.site
    form = asked(made.claims["kenya"]) | change
    answer = site.client("editor").post("/replies/ask/", form)
    assert answer.status_code == 422
    assert message in answer.text
    assert list_replies(site.bench) == ()


def test_an_authority_is_asked_by_the_name_given(made: ReviewWorkspace) -> None:
    site = made.site
    form = asked(made.claims["kenya"]) | {"kind": "authority", "name": "Ministry of <Interior>"}
    assert site.client("editor").post("/replies/ask/", form).status_code == 302
    (drafted,) = list_replies(site.bench)
    assert (drafted.party.kind, drafted.party.vendor_id) == (PartyKind.AUTHORITY, None)
    assert "Ministry of &lt;Interior&gt;" in site.client("coder").get("/replies/").text


def test_what_is_wrong_with_what_is_recorded_is_said(made: ReviewWorkspace) -> None:
    editor, address = sent_request(made)
    both = {"text": "a", "file": SimpleUploadedFile("a", b"a"), "received_date": "2026-01-10"}
    for form in ({"received_date": "2026-01-10"}, both, {"text": "a", "received_date": ""}):
        assert editor.post(f"{address}answered/", form).status_code == 422, form
    blank = SimpleUploadedFile("a", b" \n", content_type="text/plain")
    empty = editor.post(f"{address}answered/", {"file": blank, "received_date": "2026-01-10"})
    assert (empty.status_code, "an empty answer" in empty.text) == (422, True)
    assert editor.post(f"{address}silence/", {"state": "sent"}).status_code == 422
    assert editor.get("/replies/rep_none/").status_code == 404
    assert editor.get("/replies/?state=lost").status_code == 400


def test_nothing_is_recorded_of_a_request_that_was_not_sent(made: ReviewWorkspace) -> None:
    site = made.site
    editor = site.client("editor")
    address = ask(editor, made.claims["kenya"])
    assert editor.post(f"{address}sent/", SENT | {"text": " "}).status_code == 422
    answered = {"text": "No.", "received_date": "2026-01-10"}
    assert editor.post(f"{address}answered/", answered).status_code == 409
    assert editor.post(f"{address}silence/", {"state": "declined"}).status_code == 409


def test_the_text_is_drafted_in_the_languages_of_the_site(made: ReviewWorkspace) -> None:
    site = made.site
    editor = site.client("editor")
    address = ask(editor, made.claims["kenya"])
    for language, words in (
        ("en", "One entry speaks of Huawei:"),
        ("fr", "Une entrée parle de Huawei"),
        ("es", "Una entrada habla de Huawei:"),
        ("ar", "ويتحدث مدخل واحد عن Huawei:"),
        ("xx", "One entry speaks of Huawei:"),
    ):
        page = editor.get(address, {"language": language}).text
        assert words in page, language
        assert made.claims["kenya"] in page


def test_a_draft_names_countries_and_technologies_in_its_own_language(
    made: ReviewWorkspace,
) -> None:
    editor = made.site.client("editor")
    claims = made.claims
    address = ask(editor, f"{claims['egypt']}\n{claims['kenya']}")
    for language, *words in (
        ("en", "1. Egypt: ", "Facial recognition, supplied by Huawei (deployed)"),
        ("fr", "1. Égypte: ", "Reconnaissance faciale, fourni par Huawei (en service)"),
        ("es", "1. Egipto: ", "Reconocimiento facial, suministrado por Huawei (en uso)"),
        ("ar", "1. مصر: ", "التعرف على الوجوه، المورّد: Huawei (قيد الاستخدام)"),
    ):
        page = editor.get(address, {"language": language}).text
        assert [word for word in words if word not in page] == [], language


def test_what_is_overdue_comes_first(made: ReviewWorkspace) -> None:
    site = made.site
    editor = site.client("editor")
    for name, due in (("Hikvision", "2999-01-01"), ("Huawei", "2026-01-06"), ("NEC", "")):
        address = ask(editor, made.claims["kenya"], name=name)
        assert editor.post(f"{address}sent/", SENT | {"due_date": due}).status_code == 302
    page = editor.get("/replies/").text
    assert page.index("Huawei") < page.index("Hikvision") < page.index("NEC")
    assert page.count('class="due"') == 1
    due = editor.get("/replies/?state=due").text
    assert ("Huawei" in due, "NEC" in due) == (True, False)


def test_a_coder_reads_and_does_not_record(made: ReviewWorkspace) -> None:
    _editor, address = sent_request(made)
    coder = made.site.client("coder")
    assert coder.get(address).status_code == 200
    assert coder.post(f"{address}silence/", {"state": "declined"}).status_code == 403


def sent_request(made: ReviewWorkspace) -> tuple[Client, str]:
    """Return an editor's browser and the address of a request that was sent."""
    site = made.site
    editor = site.client("editor")
    address = ask(editor, made.claims["kenya"])
    assert editor.post(f"{address}sent/", SENT).status_code == 302
    return editor, address


def asked(claim_ids: str, name: str = "Huawei") -> dict[str, str]:
    """Return the form that asks a vendor."""
    return {"kind": "vendor", "name": name, "claim_ids": claim_ids, "is_institution": "on"}


def ask(editor: Client, claim_ids: str, name: str = "Huawei") -> str:
    """Draft a request and return its address."""
    answer = editor.post("/replies/ask/", asked(claim_ids, name))
    assert answer.status_code == 302
    return str(answer["Location"])
