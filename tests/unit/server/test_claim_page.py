"""A claim's page: what a coder sees, decides and takes back, and what is said when they cannot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.servers.review_texts import HOSTILE

from sousveil.decisions.verdicts import Standing
from sousveil.model.decision import Action
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.queueing import claims_in_hand, lock_claim
from sousveil.pipeline.replying import Party, PartyKind, ask_for_reply
from sousveil.pipeline.viewing import ClaimView, view_claim

if TYPE_CHECKING:
    from tests.servers.review_workspace import ReviewWorkspace

ACCEPT = Coding(action=Action.ACCEPT)


def view(made: ReviewWorkspace, key: str, coder: str = "coder") -> ClaimView:
    return view_claim(made.site.bench, made.claims[key], coder)


def send(made: ReviewWorkspace, key: str, who: str = "coder", **sent: Any) -> Any:
    """Send a decision as the page's form does."""
    given = {"expected_head": "0", "form_id": f"form-{key}"} | sent
    return made.site.client(who).post(f"/claims/{made.claims[key]}/decide/?country=KEN", given)


def page(made: ReviewWorkspace, key: str, who: str = "coder", query: str = "") -> str:
    return str(made.site.client(who).get(f"/claims/{made.claims[key]}/{query}").text)


def test_the_quote_stands_marked_in_its_text_with_source_date_and_licence(
    made: ReviewWorkspace,
) -> None:
    text = page(made, "kenya")
    assert "<mark>switched on cameras that recognise faces at twelve junctions</mark>" in text
    assert "NAIROBI - Traffic police </span><mark>" in text
    for said in ("Savanna Wire", "2025-09-08", "CC BY 4.0", "Traffic police", "Nairobi"):
        assert said in text
    assert f"/snapshots/{made.snapshots['wire']}/" in text
    assert re.search(rf"/documents/{made.documents['wire']}/\?start=\d+&amp;end=\d+#quote", text)


def test_how_sure_the_machine_was_is_nowhere_before_the_decision_and_told_after_it(
    made: ReviewWorkspace,
) -> None:
    before = page(made, "kenya")
    assert "What the machine thought" not in before
    assert not re.search(r"\b0?\.?93\b(?! ?\d)", re.sub(r"[0-9a-f-]{32,}", "", before))
    send(made, "kenya", action="accept")
    assert "rules 1</bdi> was 93% sure" in page(made, "kenya")
    assert "93% sure" in page(made, "kenya", "editor")  # it is decided


def test_another_coder_of_a_claim_for_two_sees_neither_the_coding_nor_the_machine(
    made_for_two: ReviewWorkspace,
) -> None:
    send(made_for_two, "kenya", action="reject", usual_reason="no-use")
    text = page(made_for_two, "kenya", "editor")
    assert "sure.</p>" not in text
    assert "It tells of no use by an authority</bdi>" not in text
    assert "<bdi>coder</bdi>" not in text
    assert 'value="accept"' in text


def test_other_claims_of_the_cell_and_copies_of_the_story_are_shown(made: ReviewWorkspace) -> None:
    text = page(made, "kenya")
    assert "3 documents carry this story" in text
    for key in ("kenya-copy", "kenya-reprint"):
        assert text.count(f"/claims/{made.claims[key]}/") == 2


def test_a_safeguard_and_a_reply_are_shown(made: ReviewWorkspace) -> None:
    assert "independent oversight" in page(made, "senegal-safeguard")
    party = Party(kind=PartyKind.VENDOR, name="Huawei", vendor_id="huawei")
    ask_for_reply(made.site.bench, party, [made.claims["kenya"]], "editor")
    assert "<bdi>Huawei</bdi>: to be asked" in page(made, "kenya")


def test_an_accepted_claim_is_recorded_and_the_next_one_offered(made: ReviewWorkspace) -> None:
    answer = send(made, "kenya", action="accept")
    assert answer["Location"].endswith("/?country=KEN&recorded=1")
    text = made.site.client("coder").get(answer["Location"]).text
    assert "Recorded as entry 1 of the log." in text
    assert 'data-key="n"' in text
    assert view(made, "kenya").standing is Standing.DECIDED


def test_what_was_recorded_is_told_once_and_not_to_a_forged_address(made: ReviewWorkspace) -> None:
    send(made, "kenya", action="accept")
    assert "Recorded as entry" not in page(made, "kenya", query="?recorded=7")
    assert "Recorded as entry" not in page(made, "kenya", "editor", "?recorded=1")


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"usual_reason": "no-use"}, "It tells of no use by an authority"),
        ({"own_reason": " it is satire "}, "it is satire"),
        (
            {"usual_reason": "opinion", "own_reason": "a column"},
            "It is an opinion, a forecast or an advertisement: a column",
        ),
    ],
)
def test_a_rejection_has_a_usual_reason_or_own_words(
    made: ReviewWorkspace, sent: dict[str, str], reason: str
) -> None:
    send(made, "kenya", action="reject", **sent)
    assert view(made, "kenya").decisions[-1].decision.reason == reason


def test_a_usual_reason_is_stored_in_english_whatever_the_page_s_language(
    made: ReviewWorkspace,
) -> None:
    client = made.site.client("coder")
    sent = {"action": "reject", "usual_reason": "no-use", "expected_head": "0", "form_id": "f"}
    address = f"/claims/{made.claims['kenya']}/decide/"
    assert client.post(address, sent, headers={"Accept-Language": "fr"}).status_code == 302
    said = view(made, "kenya").decisions[-1].decision.reason
    assert said == "It tells of no use by an authority"


@pytest.mark.parametrize("action", ["reject", "unsure", "recode"])
def test_without_a_reason_nothing_is_stored_and_the_form_is_shown_again(
    made: ReviewWorkspace, action: str
) -> None:
    fields = {"country_iso3": "KEN", "status": "pilot", "vendor_id": "Huawei"}
    answer = send(made, "kenya", action=action, own_reason="  ", **fields)
    assert answer.status_code == 422
    assert "Give a reason" in answer.text
    assert view(made, "kenya").decisions == ()


def test_an_unsure_coder_leaves_the_claim_to_others(made: ReviewWorkspace) -> None:
    send(made, "kenya", action="unsure", usual_reason="unclear")
    assert view(made, "kenya").standing is Standing.OPEN
    assert made.claims["kenya"] not in made.site.client("coder").get("/queue/").text
    assert made.claims["kenya"] in made.site.client("editor").get("/queue/").text


def test_a_recoding_changes_fields_and_empties_others(made: ReviewWorkspace) -> None:
    sent = {
        "action": "recode",
        "usual_reason": "as-written",
        "country_iso3": "KEN",
        "technology_code": "smart_city",
        "vendor_id": "",
        "status": "pilot",
        "place": "Nairobi",
        "start_date": "2025-09",
        "safeguard_kind": "oversight",
        "safeguard_finding": "absent",
    }
    assert send(made, "kenya", **sent).status_code == 302
    assert dict(view(made, "kenya").decisions[-1].decision.changes) == {
        "technology_code": "smart_city",
        "vendor_id": "",
        "status": "pilot",
        "agency": "",
        "start_date": "2025-09",
        "safeguard_kind": "oversight",
        "safeguard_finding": "absent",
    }
    text = page(made, "kenya")
    assert "Smart city" in text
    assert "<em>emptied</em>" in text


def test_a_vendor_is_found_by_any_of_its_names(made: ReviewWorkspace) -> None:
    fields = {"country_iso3": "CHN", "technology_code": "facial_recognition", "status": "deployed"}
    send(made, "china", action="recode", own_reason="it says so", vendor_id="HIKVISION ", **fields)
    assert view(made, "china").decisions[-1].decision.changes == (("vendor_id", "hikvision"),)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"vendor_id": "No Such Firm"}, "not in the register"),
        ({"country_iso3": "XXX"}, "Select a valid choice"),
        ({"start_date": "2025-13"}, "Write 2019"),
        ({"start_date": "2025-02-31"}, "is no date"),
        ({"safeguard_kind": "ruling"}, "or neither"),
        ({"technology_code": "", "vendor_id": ""}, "Name a technology"),
        ({}, "Nothing was changed"),
    ],
)
def test_a_recoding_that_cannot_be_is_shown_again_with_what_is_wrong(
    made: ReviewWorkspace, changed: dict[str, str], told: str
) -> None:
    fields = {
        "country_iso3": "KEN",
        "technology_code": "facial_recognition",
        "vendor_id": "Huawei",
        "status": "deployed",
        "place": "Nairobi",
        "agency": "Traffic police",
        "own_reason": "my own words",
    }
    answer = send(made, "kenya", action="recode", **(fields | changed))
    assert answer.status_code == 422
    assert told in answer.text
    assert "my own words" in answer.text
    assert view(made, "kenya").decisions == ()


def test_a_form_sent_twice_is_one_decision(made: ReviewWorkspace) -> None:
    first = send(made, "kenya", action="accept")
    again = send(made, "kenya", action="accept")
    assert first["Location"] == again["Location"]
    assert len(view(made, "kenya").decisions) == 1


def test_who_comes_too_late_is_told_and_sees_the_claim_as_it_is_now(made: ReviewWorkspace) -> None:
    send(made, "kenya", "editor", action="reject", usual_reason="no-use")
    answer = send(made, "kenya", action="accept", form_id="other")
    assert answer.status_code == 409
    assert "Somebody has decided on this claim since it was shown to you." in answer.text
    assert 'name="expected_head" value="1"' in answer.text
    assert len(view(made, "kenya").decisions) == 1


def test_a_claim_in_other_hands_is_read_and_not_decided(made: ReviewWorkspace) -> None:
    lock_claim(made.site.bench, made.claims["kenya"], "budi")
    text = page(made, "kenya")
    assert "<bdi>budi</bdi> has this claim open until" in text
    assert 'value="accept"' not in text
    answer = send(made, "kenya", action="accept")
    assert answer.status_code == 409
    assert "budi has this claim open until" in answer.text
    assert "Nothing was stored." in answer.text


def test_a_claim_that_waits_for_adjudication_is_no_coder_s(made_for_two: ReviewWorkspace) -> None:
    send(made_for_two, "kenya", "editor", action="accept")
    send(made_for_two, "kenya", "administrator", action="reject", usual_reason="no-use")
    answer = send(made_for_two, "kenya", action="accept", expected_head="2")
    assert answer.status_code == 409
    assert "it waits for adjudication" in answer.text
    assert "Compare the codings" in page(made_for_two, "kenya", "adjudicator")


def test_a_decided_claim_for_two_is_told_to_be_decided(made_for_two: ReviewWorkspace) -> None:
    for who in ("editor", "administrator"):
        send(made_for_two, "kenya", who, action="accept")
    answer = send(made_for_two, "kenya", action="accept", expected_head="2")
    assert answer.status_code == 409
    assert "This claim is decided already." in answer.text


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"action": "withdraw"},
        {"action": "accept", "expected_head": ""},
        {"action": "accept", "expected_head": "-1"},
    ],
)
def test_a_form_that_is_none_of_ours_is_a_bad_request(
    made: ReviewWorkspace, sent: dict[str, str]
) -> None:
    assert send(made, "kenya", **sent).status_code == 400


def test_a_story_s_claims_are_decided_alike_at_once(made: ReviewWorkspace) -> None:
    lock_claim(made.site.bench, made.claims["kenya-reprint"], "budi")
    answer = send(made, "kenya", action="accept", cluster="1")
    assert answer["Location"].endswith("recorded=1&alike=1&left=1")
    text = made.site.client("coder").get(answer["Location"]).text
    assert "One more claim of the story was decided alike." in text
    assert "One could not be" in text
    assert view(made, "kenya-copy").standing is Standing.DECIDED
    assert view(made, "kenya-reprint").standing is Standing.OPEN


def test_a_story_s_form_sent_twice_gives_the_same_answer_and_is_stored_once(
    made: ReviewWorkspace,
) -> None:
    answers = [send(made, "kenya", action="accept", cluster="1") for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert answers[0]["Location"].endswith("&recorded=1&alike=2&left=0")
    assert [len(view(made, key).decisions) for key in ("kenya", "kenya-copy")] == [1, 1]


def test_a_decision_is_taken_back_by_another_one(made: ReviewWorkspace) -> None:
    send(made, "kenya", action="accept")
    client = made.site.client("coder")
    address = f"/claims/{made.claims['kenya']}/undo/"
    answer = client.post(address, {"usual_reason": "slip", "own_reason": "wrong key"})
    text = client.get(answer["Location"]).text
    assert "Your decision was taken back." in text
    decisions = view(made, "kenya").decisions
    assert [entry.decision.action for entry in decisions] == [Action.ACCEPT, Action.WITHDRAW]
    assert decisions[-1].decision.reason == "It was a slip: wrong key"
    assert 'value="accept"' in text


def test_there_is_nothing_to_take_back_without_a_decision_or_a_reason(
    made: ReviewWorkspace,
) -> None:
    client = made.site.client("coder")
    address = f"/claims/{made.claims['kenya']}/undo/"
    assert client.post(address, {"usual_reason": "slip"}).status_code == 409
    send(made, "kenya", action="accept")
    answer = client.post(address, {})
    assert answer.status_code == 422
    assert "Say why you take it back." in answer.text
    assert made.site.client("editor").post(address, {"usual_reason": "slip"}).status_code == 409
    assert len(view(made, "kenya").decisions) == 1


def test_a_decided_claim_is_decided_anew_by_who_has_seen_the_decision(
    made: ReviewWorkspace,
) -> None:
    send(made, "kenya", action="accept")
    assert "Decide anew" in page(made, "kenya", "editor")
    sent = {"usual_reason": "unreliable", "expected_head": "1", "form_id": "anew"}
    assert send(made, "kenya", "editor", action="reject", **sent).status_code == 302
    verdict = view(made, "kenya").verdict
    assert verdict is not None
    assert verdict.action is Action.REJECT


def test_the_page_s_script_holds_the_claim_and_lets_it_go(made: ReviewWorkspace) -> None:
    client = made.site.client("coder")
    claim_id = made.claims["kenya"]
    assert "expires_at" in client.post(f"/claims/{claim_id}/hold/").json()
    answer = made.site.client("editor").post(f"/claims/{claim_id}/hold/")
    assert answer.status_code == 409
    assert "coder has this claim open" in answer.json()["message"]
    assert client.post(f"/claims/{claim_id}/leave/", {"quietly": "1"}).status_code == 204
    assert claims_in_hand(made.site.bench, "coder") == ()


def test_to_look_at_a_page_takes_nothing(made: ReviewWorkspace) -> None:
    page(made, "kenya")
    assert claims_in_hand(made.site.bench, "coder") == ()


def test_a_claim_is_shown_as_of_a_date(made: ReviewWorkspace) -> None:
    decide(made.site.bench, made.claims["kenya"], ACCEPT, "budi")
    text = page(made, "kenya", query="?as_of=2020-01-01")
    assert "This is the claim as of <bdi>2020-01-01</bdi>" in text
    assert "<b>accepted</b>" not in text
    assert 'value="accept"' not in text
    client = made.site.client("coder")
    assert client.get(f"/claims/{made.claims['kenya']}/?as_of=soon").status_code == 400


def test_a_reader_reads_and_has_no_form(made: ReviewWorkspace) -> None:
    text = page(made, "kenya", "reader")
    assert "<mark>" in text
    assert 'name="action"' not in text
    assert send(made, "kenya", "reader", action="accept").status_code == 403


@pytest.mark.parametrize("path", ["", "decide/", "undo/", "hold/"])
def test_a_claim_that_is_not_there_is_not_found(made: ReviewWorkspace, path: str) -> None:
    client = made.site.client("coder")
    sent = {"action": "accept", "expected_head": "0", "usual_reason": "slip"}
    address = f"/claims/clm_nothing/{path}"
    answer = client.post(address, sent) if path else client.get(address)
    assert answer.status_code == 404


def test_forms_need_their_token(made: ReviewWorkspace) -> None:
    client = made.site.client("coder", csrf=True)
    sent = {"action": "accept", "expected_head": "0"}
    for path in ("decide", "undo", "hold", "leave"):
        answer = client.post(f"/claims/{made.claims['kenya']}/{path}/", sent)
        assert answer.status_code == 403, path


def test_what_others_wrote_is_never_markup(made: ReviewWorkspace) -> None:
    decide(
        made.site.bench,
        made.claims["hostile"],
        Coding(action=Action.REJECT, reason=HOSTILE),
        "budi",
    )
    client = made.site.client("coder")
    pages = [
        "/queue/?standing=decided",
        f"/claims/{made.claims['hostile']}/",
        f"/documents/{made.documents['hostile']}/",
    ]
    for address in pages:
        text = client.get(address).text
        assert "&lt;script&gt;document.title" in text
        assert "<script>document" not in text
        assert "<img" not in text


def test_a_recoding_leaves_a_text_alone_that_a_form_cannot_carry(made: ReviewWorkspace) -> None:
    fields = {"country_iso3": "HUN", "technology_code": "border_control", "status": "pilot"}
    send(made, "hostile", action="recode", own_reason="x", place=HOSTILE, agency=HOSTILE, **fields)
    assert view(made, "hostile").decisions[-1].decision.changes == (("status", "pilot"),)
