"""Adjudication: who may settle what, with the codings side by side; and the page on agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sousveil.decisions.verdicts import Standing
from sousveil.model.decision import Action, Stage
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.queueing import lock_claim
from sousveil.pipeline.viewing import view_claim

if TYPE_CHECKING:
    from tests.servers.review_workspace import ReviewWorkspace

ACCEPT = Coding(action=Action.ACCEPT)
REJECT = Coding(action=Action.REJECT, reason="only a tender")
RECODE = Coding(
    action=Action.RECODE, reason="a trial", changes=(("status", "pilot"), ("place", ""))
)


@pytest.fixture
def differing(made_for_two: ReviewWorkspace) -> ReviewWorkspace:
    """A workspace where two coders differ on a claim."""
    decide(made_for_two.site.bench, made_for_two.claims["senegal"], RECODE, "amina")
    decide(made_for_two.site.bench, made_for_two.claims["senegal"], REJECT, "budi")
    return made_for_two


def settle(made: ReviewWorkspace, who: str = "adjudicator", **sent: Any) -> Any:
    address = f"/adjudication/{made.claims['senegal']}/settle/"
    given = {"expected_head": "2", "form_id": "form"} | sent
    return made.site.client(who).post(address, given)


def test_the_list_has_what_waits_and_nothing_else(differing: ReviewWorkspace) -> None:
    text = differing.site.client("adjudicator").get("/adjudication/").text
    assert [key for key, one in differing.claims.items() if one in text] == ["senegal"]


def test_an_empty_list_says_so(made: ReviewWorkspace) -> None:
    text = made.site.client("adjudicator").get("/adjudication/").text
    assert "Nothing waits for adjudication." in text


def test_codings_stand_side_by_side_and_differences_are_marked_in_words_too(
    differing: ReviewWorkspace,
) -> None:
    address = f"/adjudication/{differing.claims['senegal']}/"
    text = differing.site.client("adjudicator").get(address).text
    assert text.index("<bdi>amina</bdi>") < text.index("<bdi>budi</bdi>")
    assert "<mark>recoded</mark>" in text
    assert "<mark>rejected</mark>" in text
    assert '<span class="differ-note">differs</span>' in text
    assert "only a tender" in text


def test_fields_that_differ_are_marked(made_for_two: ReviewWorkspace) -> None:
    claim_id = made_for_two.claims["senegal"]
    decide(made_for_two.site.bench, claim_id, ACCEPT, "amina")
    decide(made_for_two.site.bench, claim_id, RECODE, "budi")
    text = made_for_two.site.client("adjudicator").get(f"/adjudication/{claim_id}/").text
    assert "<mark><bdi>planned</bdi></mark>" in text
    assert "<mark><bdi>pilot</bdi></mark>" in text
    assert "<mark><bdi lang" not in text  # country and technology are alike


def test_it_is_settled_as_one_of_the_coders_said(differing: ReviewWorkspace) -> None:
    answer = settle(differing, as_entry="1", own_reason="page 3")
    assert answer["Location"] == "/adjudication/?settled=1"
    view = view_claim(differing.site.bench, differing.claims["senegal"], "reader")
    last = view.decisions[-1].decision
    assert view.standing is Standing.DECIDED
    assert (last.action, last.stage, last.coder) == (
        Action.RECODE,
        Stage.ADJUDICATION,
        "adjudicator",
    )
    assert last.changes == RECODE.changes
    assert last.reason == "as amina coded: page 3"


def test_it_is_settled_in_the_adjudicator_s_own_words(differing: ReviewWorkspace) -> None:
    assert settle(differing, action="reject", own_reason="neither is right").status_code == 302
    view = view_claim(differing.site.bench, differing.claims["senegal"], "reader")
    assert view.decisions[-1].decision.reason == "neither is right"
    assert view.decisions[-1].decision.stage is Stage.ADJUDICATION


@pytest.mark.parametrize(
    ("sent", "status", "told"),
    [
        ({"as_entry": "7"}, 422, "no longer in force"),
        ({"action": "reject"}, 422, "Give a reason"),
        ({"action": "accept", "expected_head": "1"}, 409, "since it was shown"),
        ({"action": "recode", "own_reason": "x", "country_iso3": "XXX"}, 422, "Select a valid"),
        ({"action": "nonsense"}, 400, ""),
    ],
)
def test_what_cannot_be_is_told(
    differing: ReviewWorkspace, sent: dict[str, str], status: int, told: str
) -> None:
    answer = settle(differing, **sent)
    assert answer.status_code == status
    assert told in answer.text
    view = view_claim(differing.site.bench, differing.claims["senegal"], "adjudicator")
    assert view.standing is Standing.AWAITING_ADJUDICATION


def test_nobody_settles_what_they_coded_themselves(made_for_two: ReviewWorkspace) -> None:
    claim_id = made_for_two.claims["senegal"]
    decide(made_for_two.site.bench, claim_id, ACCEPT, "adjudicator")
    decide(made_for_two.site.bench, claim_id, REJECT, "budi")
    client = made_for_two.site.client("adjudicator")
    assert claim_id not in client.get("/adjudication/").text
    text = client.get(f"/adjudication/{claim_id}/").text
    assert "another adjudicator has to settle it" in text
    assert 'name="action"' not in text
    assert "only a tender" not in text
    head = view_claim(made_for_two.site.bench, claim_id, "adjudicator").head
    answer = settle(made_for_two, action="accept", expected_head=str(head))
    assert answer.status_code == 409
    assert "another adjudicator has to settle it" in answer.text


def test_there_is_nothing_to_settle_while_a_claim_waits_for_coders(
    made_for_two: ReviewWorkspace,
) -> None:
    address = f"/adjudication/{made_for_two.claims['senegal']}/"
    text = made_for_two.site.client("adjudicator").get(address).text
    assert "the claim still waits for a coder" in text
    assert settle(made_for_two, action="accept", expected_head="0").status_code == 409


def test_a_claim_in_other_hands_is_not_settled(differing: ReviewWorkspace) -> None:
    lock_claim(differing.site.bench, differing.claims["senegal"], "dora")
    answer = settle(differing, action="accept")
    assert answer.status_code == 409
    assert "dora has this claim open" in answer.text


def test_a_coder_has_no_part_in_it(differing: ReviewWorkspace) -> None:
    client = differing.site.client("coder")
    assert client.get("/adjudication/").status_code == 403
    assert client.get(f"/adjudication/{differing.claims['senegal']}/").status_code == 403
    assert settle(differing, "coder", action="accept").status_code == 403


def test_a_claim_that_is_not_there_is_not_found(made: ReviewWorkspace) -> None:
    assert made.site.client("adjudicator").get("/adjudication/clm_0/").status_code == 404


def test_agreement_is_told_by_variable_language_and_technology(differing: ReviewWorkspace) -> None:
    bench = differing.site.bench
    for key in ("kenya", "russia"):
        for who in ("amina", "budi"):
            decide(bench, differing.claims[key], ACCEPT, who)
    client = differing.site.client("reader")
    text = client.get("/agreement/").text
    assert "Of all claims, 100% go to two coders" in text
    for said in ("Cohen&#x27;s kappa", "By language of the source", "Russian", "By technology"):
        assert said.replace("&#x27;", "'") in text or said in text
    assert ">67</td>" in text  # two of three decisions
    assert "all alike" in text
    assert "nan" not in text.lower().replace("financ", "")
    decide(bench, differing.claims["china"], ACCEPT, "amina")
    decide(bench, differing.claims["china"], ACCEPT, "budi")
    assert ">75</td>" in client.get("/agreement/").text


def test_without_two_coders_the_page_on_agreement_says_what_is_missing(
    made: ReviewWorkspace,
) -> None:
    text = made.site.client("reader").get("/agreement/").text
    assert "No claim has been coded by two coders yet." in text
    assert "double_coding" in text
