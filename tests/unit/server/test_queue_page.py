"""The queue's page: what waits, filtered, taken one at a time, assigned, and said when empty."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from sousveil.errors import Conflict
from sousveil.pipeline.queueing import claims_in_hand, lock_claim
from sousveil.pipeline.viewing import view_claim
from sousveil.server.pages.code_names import TECHNOLOGY_NAMES
from sousveil.server.pages.register_names import RegisterNames
from sousveil.store.registers import list_codebooks, load_codebook

if TYPE_CHECKING:
    from tests.servers.review_server import ReviewSite
    from tests.servers.review_workspace import ReviewWorkspace


def ids_on(made: ReviewWorkspace, query: str, who: str = "coder") -> set[str]:
    """Return the keys of the claims that a page of the queue links to."""
    text = made.site.client(who).get(f"/queue/?{query}").text
    return {key for key, claim_id in made.claims.items() if f"/claims/{claim_id}/" in text}


def test_the_queue_lists_every_claim_that_waits(made: ReviewWorkspace) -> None:
    assert ids_on(made, "") == set(made.claims)


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("country=EGY", {"egypt"}),
        ("technology=border_control", {"indonesia-border", "hostile"}),
        ("vendor=Hikvision", {"egypt"}),
        ("vendor=hikvision", {"egypt"}),
        ("language=zh", {"china"}),
        ("source=ngo_report", {"uganda"}),
        ("made_by=nobody", set()),
        ("mine=on", set()),
        ("standing=decided", set()),
    ],
)
def test_a_filter_keeps_what_it_asks_for(made: ReviewWorkspace, query: str, keys: set[str]) -> None:
    assert ids_on(made, query) == keys


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("surer_than=93", {"china", "kenya"}),
        ("less_sure_than=20", {"hostile"}),
        ("country=KEN&less_sure_than=90", {"kenya-reprint"}),
    ],
)
def test_who_assigns_claims_can_filter_by_confidence_and_a_coder_cannot(
    made: ReviewWorkspace, query: str, keys: set[str]
) -> None:
    assert ids_on(made, query, "editor") == keys
    assert ids_on(made, query) > keys
    text = made.site.client("coder").get(f"/queue/?{query}").text
    assert 'name="surer_than"' not in text
    assert "surest first" not in text


def test_the_next_claim_does_not_tell_an_editor_how_sure_a_machine_is(
    made: ReviewWorkspace,
) -> None:
    answer = made.site.client("editor").post("/queue/next/?less_sure_than=20")
    taken = urlsplit(answer["Location"]).path.split("/")[2]
    assert taken == made.claims["china"]  # as without a filter


def test_a_claim_that_tells_of_a_safeguard_says_which(made: ReviewWorkspace) -> None:
    text = made.site.client("coder").get("/queue/?country=SEN").text
    assert text.count("<li>independent oversight: absent</li>") == 1


def test_the_order_is_what_was_asked_for(made: ReviewWorkspace) -> None:
    text = made.site.client("editor").get("/queue/?order=least_sure").text
    assert text.index(made.claims["hostile"]) < text.index(made.claims["china"])
    text = made.site.client("coder").get("/queue/?order=newest").text
    assert text.index(made.claims["hostile"]) < text.index(made.claims["kenya"])


@pytest.mark.parametrize("query", ["country=XXX", "order=least_sure", "vendor=No+Such+Firm"])
def test_a_filter_that_makes_no_sense_is_said_and_lists_nothing(
    made: ReviewWorkspace, query: str
) -> None:
    answer = made.site.client("coder").get(f"/queue/?{query}")
    assert answer.status_code == 422
    assert "errorlist" in answer.text
    assert "data-row " not in answer.text


def test_the_list_says_nothing_of_how_sure_a_machine_is(made: ReviewWorkspace) -> None:
    text = made.site.client("coder").get("/queue/").text
    assert "confidence" not in text.lower()
    assert "0.93" not in text


def test_start_takes_a_claim_and_keeps_the_filters(made: ReviewWorkspace) -> None:
    answer = made.site.client("coder").post("/queue/next/?language=es&order=")
    assert answer["Location"].endswith("/?language=es")
    claim_id = urlsplit(answer["Location"]).path.split("/")[2]
    assert claim_id == made.claims["argentina-supply"]
    assert [lock.claim_id for lock in claims_in_hand(made.site.bench, "coder")] == [claim_id]
    assert "You have these open" in made.site.client("coder").get("/queue/").text


def test_two_coders_who_start_get_different_claims(made: ReviewWorkspace) -> None:
    first = made.site.client("coder").post("/queue/next/?country=KEN")["Location"]
    second = made.site.client("editor").post("/queue/next/?country=KEN")["Location"]
    assert first != second


def test_a_claim_that_is_skipped_goes_back_and_another_comes(made: ReviewWorkspace) -> None:
    client = made.site.client("coder")
    seen = []
    left = ""
    for _ in range(4):
        answer = client.post("/queue/next/?language=es", {"skip": left})
        left = urlsplit(answer["Location"]).path.split("/")[2]
        seen.append(left)
    assert len(set(seen[:3])) == 3
    assert seen[3] == seen[0]  # nothing else was left
    assert [lock.claim_id for lock in claims_in_hand(made.site.bench, "coder")] == [left]


def test_when_nothing_is_free_the_page_says_what_to_do(made: ReviewWorkspace) -> None:
    client = made.site.client("coder")
    answer = client.post("/queue/next/?country=AFG")
    assert answer["Location"] == "/queue/?country=AFG&empty=1"
    text = client.get(answer["Location"]).text
    assert "Clear them, or come back later." in text
    assert "No claim fits these filters." in text


def test_an_empty_queue_says_where_claims_come_from(site: ReviewSite) -> None:
    text = site.client("coder").get("/queue/").text
    assert "No claim waits for you." in text
    assert "sousveil claim extract" in text


def test_the_list_says_who_has_a_claim_and_whose_it_is(made: ReviewWorkspace) -> None:
    lock_claim(made.site.bench, made.claims["egypt"], "budi")
    made.site.account("amina")
    editor = made.site.client("editor")
    answer = editor.post(
        "/queue/assign/?country=EGY", {"claim": made.claims["egypt"], "coder": "amina"}
    )
    assert answer["Location"] == "/queue/?country=EGY&assigned=1"
    text = editor.get(answer["Location"]).text
    assert "<bdi>budi</bdi> has it open" in text
    assert "assigned to <bdi>amina</bdi>" in text
    assert ids_on(made, "mine=on", "amina") == {"egypt"}
    editor.post("/queue/assign/", {"claim": made.claims["egypt"], "coder": ""})
    assert view_claim(made.site.bench, made.claims["egypt"], "coder").assigned_to == ()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"coder": "coder"}, 422),
        ({"coder": "nobody", "claim": "clm_1"}, 400),
        ({"coder": "reader", "claim": "clm_1"}, 400),
        ({"coder": "coder", "claim": "clm_1"}, 404),
    ],
)
def test_an_assignment_that_cannot_be_is_refused(
    made: ReviewWorkspace, sent: dict[str, str], status: int
) -> None:
    made.site.client("coder")
    made.site.client("reader")
    assert made.site.client("editor").post("/queue/assign/", sent).status_code == status


def test_a_coder_assigns_nothing_and_sees_no_form_for_it(made: ReviewWorkspace) -> None:
    client = made.site.client("coder")
    assert 'id="assign"' not in client.get("/queue/").text
    assert client.post("/queue/assign/", {"claim": "clm_1"}).status_code == 403


def test_a_claim_is_given_back_and_nobody_gives_back_another_s(made: ReviewWorkspace) -> None:
    claim_id = made.claims["egypt"]
    lock_claim(made.site.bench, claim_id, "coder")
    made.site.client("editor").post(f"/claims/{claim_id}/leave/")
    with pytest.raises(Conflict):
        lock_claim(made.site.bench, claim_id, "budi")
    made.site.client("coder").post(f"/claims/{claim_id}/leave/")
    assert lock_claim(made.site.bench, claim_id, "budi").coder == "budi"


@pytest.mark.parametrize("page", ["0", "99", "-1", "x", "9" * 30])
def test_a_page_that_is_none_is_the_nearest(made: ReviewWorkspace, page: str) -> None:
    assert made.site.client("coder").get(f"/queue/?page={page}").status_code == 200


def test_a_list_of_more_than_a_page_leads_on_with_its_filters(
    made: ReviewWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sousveil.pipeline.queueing import list_queue  # noqa: PLC0415

    monkeypatch.setattr(list_queue, "__kwdefaults__", {"per_page": 4})
    text = made.site.client("coder").get("/queue/?order=oldest&page=2").text
    assert "Page 2 of 4" in text
    assert 'href="?order=oldest&amp;page=3"' in text
    assert 'href="?order=oldest&amp;page=1"' in text


def test_countries_and_technologies_have_names_in_the_reader_s_language(
    made: ReviewWorkspace,
) -> None:
    from django.utils.translation import override  # noqa: PLC0415  # Django is set up by now

    text = made.site.client("coder").get("/queue/", headers={"Accept-Language": "fr"}).text
    assert "Égypte · Reconnaissance faciale" in text
    names = [name for _code, name in re.findall(r'<option value="([A-Z]{3})">([^<]+)<', text)]
    assert names.index("Égypte") < names.index("France") < names.index("Grèce")
    with override("ar"):
        assert RegisterNames(bench=made.site.bench).country("EGY") == "مصر"
    with override("en"):
        assert RegisterNames(bench=made.site.bench).country("CIV") == "Ivory Coast"


@pytest.mark.parametrize("name", list_codebooks())
@pytest.mark.usefixtures("made")
def test_every_technology_of_a_bundled_codebook_has_a_name_to_translate(name: str) -> None:
    technologies = load_codebook(name).technologies
    assert {one.name for one in technologies} <= TECHNOLOGY_NAMES.keys()
