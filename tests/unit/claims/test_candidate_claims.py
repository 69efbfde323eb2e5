"""Candidates become claims: where the quote stands, what the register does not know, the source."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from sousveil.claims.candidate import Candidate
from sousveil.claims.candidate_claims import make_claims, make_source
from sousveil.errors import BadInput
from sousveil.model.claim import ClaimStatus
from sousveil.model.proposal import Proposal
from sousveil.model.reading import ReadResult, ReadStatus
from sousveil.model.source import SourceKind
from sousveil.store.documents import StoredDocument

TEXT = "First page.\fPolice use cameras in Nakuru."
UNSAID = Proposal(
    claim_id="",
    document_id="doc_1",
    extractor="rules",
    version="7",
    confidence=0.0,
    proposed_at="2026-11-23T00:00:00Z",
)
CANDIDATE = Candidate(
    country_iso3="KEN",
    technology_code="smart_city",
    quote="Police use cameras in Nakuru.",
    start=12,
    end=41,
    confidence=0.8,
    reasons=("an authority",),
)


def document(name: str = "https://example.org/a?id=7", **fields: Any) -> StoredDocument:
    reading = ReadResult(reader="plain", reader_version="1", status=ReadStatus.READ, text=TEXT)
    return StoredDocument(
        snapshot_sha256="1" * 64,
        name=name,
        reading=evolve(reading, **fields),
        retrieved_at="2026-11-22T00:00:00Z",
        source_kind=SourceKind.NGO_REPORT,
        channel_id="chn_1",
        run_id="run_1",
    )


def test_the_quote_is_located_by_page_where_there_are_pages() -> None:
    for page_starts, locator in (
        ((), "char=12,41"),
        ((0, 12), "page=2;char=12,41"),
        ((0, 13), "page=1;char=12,41"),
        ((20,), "page=1;char=12,41"),
    ):
        paged = document(page_starts=page_starts)
        ((claim, _),) = make_claims([CANDIDATE], paged, "src_1", UNSAID)
        (evidence,) = claim.evidence
        assert evidence.locator == locator
        assert (evidence.source_id, evidence.snapshot_sha256) == ("src_1", "1" * 64)
        assert TEXT[12:41] == evidence.quote
        assert (claim.made_by, claim.made_by_version) == ("rules", "7")


def test_vendors_that_the_register_does_not_know_are_one_claim_with_all_their_names() -> None:
    known = evolve(CANDIDATE, vendor_id="huawei", vendor="Huawei")
    new = evolve(CANDIDATE, vendor="Nyota Labs", confidence=0.7, reasons=("stands as one",))
    other = evolve(CANDIDATE, vendor="Jua Ltd")
    made = make_claims([known, new, other, new], document(), "src_1", UNSAID)
    assert [claim.vendor_id for claim, _ in made] == ["huawei", None]
    proposals = [proposal for _, proposal in made]
    assert [one.vendor_names for one in proposals] == [(), ("Nyota Labs", "Jua Ltd")]
    assert [one.confidence for one in proposals] == [0.8, 0.8]
    assert proposals[1].reasons == ("stands as one", "an authority")
    assert [one.claim_id for one in proposals] == [claim.claim_id for claim, _ in made]


def test_the_date_of_what_ended_or_was_banned_is_its_end() -> None:
    for status, dates in (
        (ClaimStatus.DEPLOYED, ("2024-05", None)),
        (ClaimStatus.PLANNED, ("2024-05", None)),
        (ClaimStatus.ENDED, (None, "2024-05")),
        (ClaimStatus.BANNED, (None, "2024-05")),
    ):
        candidate = evolve(CANDIDATE, status=status, event_date="2024-05", place="", agency="")
        ((claim, _),) = make_claims([candidate], document(), "src_1", UNSAID)
        assert (claim.start_date, claim.end_date) == dates
        assert (claim.place, claim.agency) == (None, None)


def test_what_no_database_can_carry_is_refused() -> None:
    with pytest.raises(BadInput, match="NUL"):
        make_claims([evolve(CANDIDATE, place="Na\0kuru")], document(), "src_1", UNSAID)


def test_a_source_is_named_by_its_address_without_an_account() -> None:
    source = make_source(document("https://me:secret@example.org/a?id=7"), "CC0")
    assert source.url == source.title == "https://example.org/a?id=7"
    assert (source.kind, source.licence) == (SourceKind.NGO_REPORT, "CC0")
    titled = make_source(document(title="A title", language="sw", published_date="2024"), None)
    assert (titled.title, titled.language, titled.published_date) == ("A title", "sw", "2024")


def test_a_files_source_tells_nothing_of_the_machine() -> None:
    for name in ("file:///home/ada/reports/a.pdf", "C:\\ada\\a.pdf", "a.pdf"):
        source = make_source(document(name), None)
        assert (source.title, source.url) == ("a.pdf", None)


def test_the_same_name_is_the_same_source() -> None:
    again = evolve(document(title="Other words"), snapshot_sha256="2" * 64)
    assert make_source(again, None).source_id == make_source(document(), None).source_id
    assert make_source(document("b"), None).source_id != make_source(document(), None).source_id
