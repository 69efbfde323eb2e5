"""One decision on a story that many sites carry: all that can be decided alike is, the rest is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from sousveil.errors import Conflict
from sousveil.model.claim import Claim
from sousveil.model.decision import Action
from sousveil.model.evidence import Evidence
from sousveil.model.proposal import Proposal
from sousveil.model.source import Snapshot, Source, SourceKind, SyndicationCluster
from sousveil.pipeline.coding import Coding, decide, decide_cluster
from sousveil.pipeline.queueing import QueueFilter, list_queue, lock_claim
from sousveil.pipeline.viewing import view_claim
from sousveil.store.claim_store import add_claims, add_source
from sousveil.store.decision_log import DecisionLog
from sousveil.store.proposal_store import add_proposals

if TYPE_CHECKING:
    from sousveil.pipeline.workbench import Workbench

ACCEPT = Coding(action=Action.ACCEPT)
COPIES = 4


@pytest.fixture
def copies(bench: Workbench) -> tuple[Claim, ...]:
    """The same claim in four documents of one story, and another claim in the first of them."""
    made = []
    with bench.database.writing() as connection:
        for number in range(COPIES):
            source = Source(source_id=f"src_{number}", kind=SourceKind.MEDIA_REPORT, title="T")
            snapshot = Snapshot(
                sha256=f"{number}a" * 32,
                source_id=source.source_id,
                media_type="text/plain",
                size_bytes=1,
                retrieved_at="2026-01-01T00:00:00Z",
            )
            add_source(connection, source, snapshot)
            claim = Claim(
                country_iso3="KEN",
                technology_code="smart_city",
                made_by="rules",
                made_by_version="1",
                evidence=(
                    Evidence(
                        source_id=source.source_id,
                        snapshot_sha256=snapshot.sha256,
                        locator="char=0,5",
                        quote="quote",
                    ),
                ),
            )
            made.append(claim)
        made.append(evolve(made[0], country_iso3="UGA"))
        add_claims(connection, made)
        add_proposals(
            connection,
            (
                Proposal(
                    claim_id=claim.claim_id,
                    document_id=f"doc_{number % COPIES}",
                    extractor="rules",
                    version="1",
                    confidence=0.5,
                    proposed_at="2026-01-01T00:00:00Z",
                )
                for number, claim in enumerate(made)
            ),
        )
    cluster = SyndicationCluster(
        cluster_id="cls_1",
        first_document_id="doc_0",
        document_ids=tuple(f"doc_{number}" for number in range(COPIES)),
    )
    bench.documents.write_clusters([cluster])
    return tuple(made)


def test_the_queue_and_the_claim_tell_of_the_copies(
    bench: Workbench, copies: tuple[Claim, ...]
) -> None:
    items = list_queue(bench, QueueFilter(), "coder-1").items
    assert [item.cluster_size for item in items] == [4] * 5
    view = view_claim(bench, copies[0].claim_id, "coder-1")
    assert sorted(view.copies) == sorted(claim.claim_id for claim in copies[1:4])
    assert view.cluster is not None


def test_all_copies_are_decided_at_once_and_nothing_else(
    bench: Workbench, copies: tuple[Claim, ...]
) -> None:
    outcome = decide_cluster(bench, copies[1].claim_id, ACCEPT, "coder-1")
    assert {entry.decision.claim_id for entry in outcome.entries} == {
        claim.claim_id for claim in copies[:4]
    }
    assert outcome.left == ()
    left = list_queue(bench, QueueFilter(), "coder-1")
    assert [item.country_iso3 for item in left.items] == ["UGA"]
    with bench.database.reading() as connection:
        assert tuple(DecisionLog(connection).read()) == outcome.entries


def test_what_is_in_other_hands_or_decided_is_left_and_told(
    bench: Workbench, copies: tuple[Claim, ...]
) -> None:
    locked, decided = copies[1].claim_id, copies[2].claim_id
    lock_claim(bench, locked, "coder-2")
    decide(bench, decided, Coding(action=Action.REJECT, reason="no"), "coder-3")
    outcome = decide_cluster(bench, copies[0].claim_id, ACCEPT, "coder-1")
    assert len(outcome.entries) == 2
    reasons = dict(outcome.left)
    assert reasons.keys() == {locked, decided}
    assert "coder-2 has the claim open" in reasons[locked]
    assert "decided" in reasons[decided]
    verdict = view_claim(bench, decided, "coder-1").verdict
    assert verdict is not None
    assert verdict.action is Action.REJECT


def test_a_cluster_is_decided_by_who_has_seen_the_last_decision_on_its_claim(
    bench: Workbench, copies: tuple[Claim, ...]
) -> None:
    claim_id = copies[0].claim_id
    first = decide(bench, claim_id, Coding(action=Action.UNSURE, reason="?"), "coder-2")
    with pytest.raises(Conflict, match="since it was shown"):
        decide_cluster(bench, claim_id, ACCEPT, "coder-1", expected_head=0)
    with bench.database.reading() as connection:
        assert DecisionLog(connection).head().count == first.number
    outcome = decide_cluster(bench, claim_id, ACCEPT, "coder-1", expected_head=first.number)
    assert len(outcome.entries) == 4


def test_the_form_of_a_cluster_sent_twice_counts_once(
    bench: Workbench, copies: tuple[Claim, ...]
) -> None:
    claim_id = copies[0].claim_id
    lock_claim(bench, copies[1].claim_id, "coder-2")
    sent = [
        decide_cluster(bench, claim_id, ACCEPT, "coder-1", expected_head=0, idempotency_key="key")
        for _ in range(2)
    ]
    assert sent[0].entries == sent[1].entries
    assert [[one for one, _why in outcome.left] for outcome in sent] == [[copies[1].claim_id]] * 2
    with bench.database.reading() as connection:
        assert DecisionLog(connection).head().count == 3
    other = Coding(action=Action.REJECT, reason="no")
    with pytest.raises(Conflict, match="another form"):
        decide_cluster(bench, claim_id, other, "coder-1", expected_head=0, idempotency_key="key")
