"""Proposals and extractions come back from both databases as they went in, the surest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from sousveil.model.claim import ClaimStatus
from sousveil.model.proposal import Extraction, Proposal
from sousveil.store.claim_store import ClaimStore, add_claims, add_source
from sousveil.store.proposal_store import (
    ProposalFilter,
    ProposalStore,
    add_extractions,
    add_proposals,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.model.claim import Claim
    from sousveil.model.evidence import Evidence
    from sousveil.model.source import Snapshot, Source
    from sousveil.store.database import Database

MOMENT = "2026-11-23T00:00:00Z"
LATER = "2026-11-24T00:00:00Z"


def propose(claim: Claim, confidence: float, **fields: Any) -> Proposal:
    proposal = Proposal(
        claim_id=claim.claim_id,
        document_id="doc_1",
        extractor="rules",
        version="1",
        confidence=confidence,
        proposed_at=MOMENT,
    )
    return evolve(proposal, **fields)


@pytest.fixture
def proposed(
    database: Database,
    source: Source,
    snapshot: Snapshot,
    make_claim: Callable[..., Claim],
    make_evidence: Callable[..., Evidence],
) -> tuple[Claim, Claim, Claim]:
    """A French claim by rules (proposed twice), a Swahili one by rules, one by llm."""
    other = make_evidence(
        source_id="s2", snapshot_sha256="2" * 64, quote="kamera", locator="char=0,6"
    )
    claims = (
        make_claim(country_iso3="KEN", vendor_id="huawei", made_by="rules"),
        make_claim(country_iso3="TZA", made_by="rules", evidence=(other, make_evidence())),
        make_claim(
            country_iso3="KEN",
            technology_code="smart_policing",
            status=ClaimStatus.PLANNED,
            made_by="llm",
            evidence=(other,),
        ),
    )
    with database.writing() as connection:
        add_source(connection, evolve(source, language="fr"), snapshot)
        swahili = evolve(source, source_id="s2", language="sw")
        add_source(connection, swahili, evolve(snapshot, source_id="s2", sha256="2" * 64))
        add_claims(connection, claims)
        add_proposals(
            connection,
            [
                propose(claims[0], 0.9),
                propose(claims[0], 0.4, version="2", proposed_at=LATER),
                propose(
                    claims[1], 0.7, vendor_names=('Nyota "Labs"', "星光"), reasons=("a; b", "c")
                ),
                propose(claims[2], 0.8, extractor="llm"),
            ],
        )
    return claims


def listed(database: Database, **wanted: Any) -> list[str]:
    with database.reading() as connection:
        found = ProposalStore(connection).listed(ProposalFilter(**wanted))
        return [f"{one.country_iso3} {one.technology_code}" for one in found]


def test_a_proposal_comes_back_with_every_field_and_its_claim(
    database: Database, proposed: tuple[Claim, Claim, Claim]
) -> None:
    with database.reading() as connection:
        store = ProposalStore(connection)
        (one,) = store.listed(ProposalFilter(country_iso3="TZA"))
        assert store.proposals_of(proposed[1].claim_id) == [one.proposal]
    assert one.proposal == propose(
        proposed[1], 0.7, vendor_names=('Nyota "Labs"', "星光"), reasons=("a; b", "c")
    )
    assert (one.technology_code, one.vendor_id, one.status) == (
        "smart_city",
        None,
        ClaimStatus.DEPLOYED,
    )
    assert (one.quote, one.language) == ("kamera", "sw")


def test_the_newest_proposal_of_a_claim_is_listed_and_the_surest_claim_comes_first(
    database: Database, proposed: tuple[Claim, Claim, Claim]
) -> None:
    assert listed(database) == ["KEN smart_policing", "TZA smart_city", "KEN smart_city"]
    with database.reading() as connection:
        confidences = [
            one.confidence for one in ProposalStore(connection).proposals_of(proposed[0].claim_id)
        ]
    assert confidences == [0.4, 0.9]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"country_iso3": "KEN"}, ["KEN smart_policing", "KEN smart_city"]),
        ({"technology_code": "smart_city"}, ["TZA smart_city", "KEN smart_city"]),
        ({"extractor": "llm"}, ["KEN smart_policing"]),
        ({"language": "sw"}, ["KEN smart_policing", "TZA smart_city"]),
        ({"minimum_confidence": 0.7}, ["KEN smart_policing", "TZA smart_city"]),
        ({"language": "sw", "extractor": "rules"}, ["TZA smart_city"]),
        ({"country_iso3": "UGA"}, []),
    ],
)
def test_filters_join(
    database: Database,
    proposed: tuple[Claim, Claim, Claim],
    wanted: dict[str, object],
    expected: list[str],
) -> None:
    assert listed(database, **wanted) == expected


def test_a_search_is_known_by_document_extractor_and_version(database: Database) -> None:
    found = Extraction(
        document_id="doc_1", extractor="rules", version="1", claims=2, searched_at=MOMENT
    )
    blank = evolve(found, document_id="doc_2", claims=0)
    with database.writing() as connection:
        add_extractions(connection, [found, blank, evolve(found, version="2", searched_at=LATER)])
    with database.reading() as connection:
        store = ProposalStore(connection)
        ids = ["doc_1", "doc_2", "doc_3"]
        assert store.searched_among(ids, extractor="rules", version="1") == {"doc_1", "doc_2"}
        assert store.searched_among(ids, extractor="rules", version="2") == {"doc_1"}
        assert store.searched_among(ids, extractor="llm", version="1") == set()
        assert store.count_searched(extractor="rules", version="1") == 2
        assert store.extractions("doc_2") == [blank]
        assert [one.version for one in store.extractions("doc_1")] == ["1", "2"]


def test_claims_are_found_by_id_and_by_snapshot_and_author(
    database: Database, proposed: tuple[Claim, Claim, Claim]
) -> None:
    with database.reading() as connection:
        store = ClaimStore(connection)
        assert [store.get(claim.claim_id) for claim in proposed] == list(proposed)
        assert store.get("clm_none") is None
        assert store.claims_of_snapshot("2" * 64, made_by="rules") == [proposed[1]]
        assert store.claims_of_snapshot("2" * 64, made_by="llm") == [proposed[2]]
        assert store.claims_of_snapshot("3" * 64, made_by="llm") == []
        source = store.find_source("s2")
        assert source is not None
        assert source.language == "sw"
        assert store.find_source("s3") is None
