"""A document's text with the claims that coders add to it, and snapshots served without harm."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from sousveil.model.evidence import TextSpan, parse_locator
from sousveil.model.safeguard import SafeguardFinding, SafeguardKind
from sousveil.pipeline.viewing import view_claim

if TYPE_CHECKING:
    from tests.servers.review_workspace import ReviewWorkspace

    from sousveil.model.claim import Claim

QUOTE = "The force tried face recognition at the stadium for two matches"
FIELDS = {"country_iso3": "GBR", "technology_code": "facial_recognition", "status": "pilot"}


def add(made: ReviewWorkspace, key: str = "unclaimed", **sent: Any) -> Any:
    address = f"/documents/{made.documents[key]}/claims/"
    return made.site.client("coder").post(address, FIELDS | sent)


def added(made: ReviewWorkspace, answer: Any) -> Claim:
    claim_id = urlsplit(answer["Location"]).path.split("/")[2]
    return view_claim(made.site.bench, claim_id, "coder").claim


def test_the_text_is_shown_whole_with_the_words_marked_that_the_address_names(
    made: ReviewWorkspace,
) -> None:
    client = made.site.client("reader")
    text = client.get(f"/documents/{made.documents['unclaimed']}/?start=4&end=11").text
    assert 'The <mark id="quote">council</mark> heard the chief of police.' in text
    assert "Town of Brookvale" in text
    assert "government record" in text


@pytest.mark.parametrize("query", ["start=9&end=3", "start=0&end=999999", "start=x", "from=99999"])
def test_an_address_that_names_no_words_marks_none(made: ReviewWorkspace, query: str) -> None:
    answer = made.site.client("reader").get(f"/documents/{made.documents['unclaimed']}/?{query}")
    assert answer.status_code == 200
    assert '<mark id="quote">' not in answer.text


def test_a_long_text_is_shown_in_parts(
    made: ReviewWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sousveil.server.pages.document.CHARACTERS_PER_PAGE", 100)
    client = made.site.client("reader")
    address = f"/documents/{made.documents['unclaimed']}/"
    first = client.get(address).text
    assert 'href="?from=100"' in first
    second = client.get(f"{address}?from=100").text
    assert 'data-start="100"' in second
    assert 'href="?from=0"' in second


def test_a_claim_is_made_of_words_that_are_pasted(made: ReviewWorkspace) -> None:
    claim = added(made, add(made, quote=f"  {QUOTE.replace(' ', chr(10))} "))
    assert claim.evidence[0].quote == QUOTE
    assert (claim.country_iso3, claim.made_by) == ("GBR", "coder")
    assert claim.claim_id in made.site.client("editor").get("/queue/").text
    text = made.site.client("coder").get(f"/claims/{claim.claim_id}/?added=1").text
    assert "The claim was added." in text


def test_words_that_stand_twice_are_taken_where_they_were_selected(made: ReviewWorkspace) -> None:
    document = made.site.bench.documents.get(made.documents["unclaimed"])
    assert document is not None
    words = "The council voted to"
    answer = add(made, quote=words)
    assert answer.status_code == 422
    assert "stand there several times" in answer.text
    start = document.reading.text.rindex(words)
    claim = added(made, add(made, quote=words, start=str(start)))
    span = parse_locator(claim.evidence[0].locator)
    assert isinstance(span, TextSpan)
    assert span.start == start


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"quote": ""}, "Select the words in the text"),
        ({"quote": "words that nobody said"}, "do not stand in the document"),
        ({"quote": QUOTE, "country_iso3": ""}, "Some fields need another value"),
        ({"quote": QUOTE, "technology_code": ""}, "Name a technology"),
        ({"quote": QUOTE, "vendor_id": "No Such Firm"}, "not in the register"),
        ({"quote": QUOTE, "end_date": "2025-02-31"}, "is no date"),
        ({"quote": QUOTE, "start": "x"}, ""),
    ],
)
def test_what_is_no_claim_is_refused_with_the_reason(
    made: ReviewWorkspace, sent: dict[str, str], told: str
) -> None:
    answer = add(made, **sent)
    if not told:
        assert answer.status_code == 302
        return
    assert answer.status_code == 422
    assert told in answer.text
    assert answer.text.count(sent["quote"]) >= 1


def test_a_quote_that_is_too_long_is_refused(made: ReviewWorkspace) -> None:
    answer = add(made, "hostile", quote="The border police bought " + "kamera" * 1_500)
    assert answer.status_code == 422
    assert "too long" in answer.text


def test_a_safeguard_is_a_claim_too(made: ReviewWorkspace) -> None:
    sent = {"technology_code": "", "safeguard_kind": "ban_or_moratorium"}
    claim = added(
        made, add(made, quote="voted to stop the trial", safeguard_finding="present", **sent)
    )
    assert claim.safeguard is not None
    assert claim.safeguard.kind is SafeguardKind.BAN_OR_MORATORIUM
    assert claim.safeguard.finding is SafeguardFinding.PRESENT


def test_a_reader_adds_nothing(made: ReviewWorkspace) -> None:
    client = made.site.client("reader")
    address = f"/documents/{made.documents['unclaimed']}/"
    assert 'name="quote"' not in client.get(address).text
    assert client.post(f"{address}claims/", FIELDS | {"quote": QUOTE}).status_code == 403


def test_a_document_or_snapshot_that_is_not_there_is_not_found(made: ReviewWorkspace) -> None:
    client = made.site.client("coder")
    for address in ("/documents/doc_0/", f"/snapshots/{'0' * 64}/", "/snapshots/x/file/"):
        assert client.get(address).status_code == 404, address
    assert client.post("/documents/doc_0/claims/", FIELDS).status_code == 404


@pytest.mark.parametrize("path", ["", "file/"])
def test_a_snapshot_s_bytes_never_run(made: ReviewWorkspace, path: str) -> None:
    client = made.site.client("reader")
    answer = client.get(f"/snapshots/{made.snapshots['hostile']}/{path}")
    assert answer.status_code == 200
    assert b"<script>alert(1)</script>" in answer.content
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    kinds = {"": "text/plain; charset=utf-8", "file/": "application/octet-stream"}
    assert answer["Content-Type"] == kinds[path]


def test_a_snapshot_is_downloaded_to_the_byte_under_a_harmless_name(made: ReviewWorkspace) -> None:
    client = made.site.client("reader")
    names = {}
    for key in ("hostile", "tender"):
        answer = client.get(f"/snapshots/{made.snapshots[key]}/file/")
        names[key] = re.search(
            r'filename="snapshot-[0-9a-f]{16}\.(\w+)"', answer.headers["Content-Disposition"]
        )
        assert answer.content == made.site.bench.blobs.get(made.snapshots[key])
    assert [found[1] for found in names.values() if found] == ["bin", "pdf"]
