"""Audit pages: one time line, one claim as of a date, the whole log as a file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sousveil.decisions.replies import ReplyState
from sousveil.model.decision import Action
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.submitting import SubmissionForm, submit
from sousveil.server.pages.event_names import EVENT_NAMES

if TYPE_CHECKING:
    import pytest
    from tests.servers.review_server import ReviewSite
    from tests.servers.review_workspace import ReviewWorkspace

_KIND = re.compile(r'"((?:account|claim|edition|submission)\.[a-z_]+)"')
HOSTILE = "because <img src=x onerror=alert(1)>"


def test_decisions_and_other_changes_stand_in_one_time_line(made: ReviewWorkspace) -> None:
    site = made.site
    claim_id = made.claims["kenya"]
    decide(site.bench, claim_id, Coding(action=Action.REJECT, reason=HOSTILE), "amina")
    form = SubmissionForm(fields={"country_iso3": "KEN"}, evidence_url="https://news.example/x")
    submission_id, _token = submit(site.bench, form)
    coder = site.client("coder")
    page = coder.get("/history/").text
    for wanted in (claim_id, "decision.reject", submission_id, "account.created", "amina"):
        assert wanted in page, wanted
    assert "<img" not in page
    assert "token_sha256" not in page
    only = coder.get("/history/", {"area": "decision"}).text
    assert (claim_id in only, submission_id in only) == (True, False)
    assert submission_id not in coder.get("/history/", {"actor": "amina"}).text
    assert claim_id not in coder.get("/history/", {"subject": submission_id}).text
    nothing = coder.get("/history/", {"from_day": "2026-01-01", "until_day": "2026-01-01"}).text
    assert "There is none here." in nothing
    today = site.bench.clock()[:10]
    assert claim_id in coder.get("/history/", {"from_day": today, "until_day": today}).text


def test_changes_are_named_in_the_reader_s_language(made: ReviewWorkspace) -> None:
    site = made.site
    decide(site.bench, made.claims["kenya"], Coding(action=Action.REJECT, reason="no"), "amina")
    coder = site.client("coder")
    assert "<h2>Claim rejected · " in coder.get("/history/").text
    french = coder.get("/history/", headers={"accept-language": "fr"}).text
    assert "<h2>Affirmation rejetée · " in french
    assert "<h2>Compte créé · " in french


def test_every_kind_of_change_has_a_name() -> None:
    named = {
        kind
        for part in ("decisions", "pipeline", "server")
        for path in Path("src/sousveil", part).rglob("*.py")
        for kind in _KIND.findall(path.read_text("utf-8"))
    }
    made = {f"decision.{action.value}" for action in Action}
    made |= {f"reply.{state.value}" for state in ReplyState}
    assert {"edition.frozen", "account.created"} <= named
    assert set(EVENT_NAMES) == named | made


def test_the_time_line_has_pages_that_keep_the_filter(
    made: ReviewWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = made.site
    claim_id = made.claims["kenya"]
    for number in range(60):
        coding = Coding(action=Action.UNSURE, reason=f"turn {number}.")
        decide(site.bench, claim_id, coding, f"coder-{number}")
    coder = site.client("coder")
    first = coder.get("/history/", {"area": "decision"}).text
    assert ("turn 59." in first, "turn 9." in first) == (True, False)
    assert "area=decision&amp;page=2" in first
    assert "turn 9." in coder.get("/history/", {"area": "decision", "page": "2"}).text
    for page in ("99", "x", "-1", "9" * 30):
        assert coder.get("/history/", {"page": page}).status_code == 200


def test_a_filter_that_cannot_be_read_is_told(site: ReviewSite) -> None:
    assert site.client("coder").get("/history/", {"from_day": "soon"}).status_code == 422


def test_a_claim_is_shown_as_it_was_on_a_day(made: ReviewWorkspace) -> None:
    site = made.site
    claim_id = made.claims["kenya"]
    coding = Coding(action=Action.RECODE, reason=HOSTILE, changes=[("status", "ended")])
    decide(site.bench, claim_id, coding, "amina")
    coder = site.client("coder")
    address = f"/history/claims/{claim_id}/"
    now = coder.get(address).text
    assert "ended" in now
    assert "<img" not in now
    before = coder.get(address, {"as_of": "2026-01-01"}).text
    assert ("ended" in before, "There is none that you can see." in before) == (False, True)
    wrong = coder.get(address, {"as_of": "once"})
    assert (wrong.status_code, "Write a day as" in wrong.text) == (422, True)
    assert coder.get("/history/claims/clm_none/").status_code == 404


def test_a_second_coder_learns_nothing_of_the_first_from_the_history(
    made_for_two: ReviewWorkspace,
) -> None:
    made = made_for_two
    claim_id = made.claims["kenya"]
    decide(made.site.bench, claim_id, Coding(action=Action.REJECT, reason="opinion"), "amina")
    editor = made.site.client("editor")
    for address in ("/history/", f"/history/claims/{claim_id}/"):
        assert "amina" not in editor.get(address).text, address
    assert "decision.reject" in made.site.client("administrator").get("/history/").text


def test_an_administrator_downloads_the_whole_log(made: ReviewWorkspace) -> None:
    site = made.site
    coding = Coding(action=Action.ACCEPT, reason="it says so")
    decide(site.bench, made.claims["kenya"], coding, "amina")
    assert site.client("editor").get("/history/log.jsonl").status_code == 403
    answer = site.client("administrator").get("/history/log.jsonl")
    assert "attachment" in answer["Content-Disposition"]
    lines = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]  # type: ignore[attr-defined]
    answer.close()
    assert lines[0]["format"] == "sousveil log"
    assert made.claims["kenya"] in json.dumps(lines)
