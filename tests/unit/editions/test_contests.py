"""What speaks against a claim is found whatever order claims come in, and only where it speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sousveil.editions.claim_tables import write_claims
from sousveil.editions.coding import DecidedClaim
from sousveil.editions.contests import Contests
from sousveil.model.claim import Claim, ClaimStatus
from sousveil.model.decision import GENESIS_HASH, Action, Decision, LogEntry, Verdict
from sousveil.model.evidence import Evidence
from sousveil.model.evidence_rule import Judgement, NotCounted

if TYPE_CHECKING:
    from pathlib import Path


def decided(source_id: str, *, by: str = "amina", **fields: Any) -> DecidedClaim:
    evidence = Evidence(
        source_id=source_id, snapshot_sha256="0" * 64, locator="char=0,1", quote="w"
    )
    said = {"country_iso3": "KEN", "technology_code": "faces"} | fields
    claim = Claim(evidence=(evidence,), made_by="ada", made_by_version="1", **said)
    counts = claim.status is ClaimStatus.DEPLOYED
    judgement = (
        Judgement(source_ids=(source_id,)) if counts else Judgement(not_counted=NotCounted.STATUS)
    )
    verdict = Verdict(
        claim_id=claim.claim_id,
        action=Action.ACCEPT,
        coder=by,
        reason="read it",
        entry_number=1,
        entry_hash=GENESIS_HASH,
    )
    return DecidedClaim(claim_id=claim.claim_id, claim=claim, verdict=verdict, judgement=judgement)


def contests_of(folder: Path, *claims: DecidedClaim) -> list[tuple[str, str, str]]:
    contests = Contests(frozenset({"answer"}))
    write_claims(folder, claims, (contests.note,))
    return [(row.claim_id, row.contest_kind, row.objection) for row in contests.rows(folder)]


@pytest.mark.parametrize(("source_id", "kind"), [("answer", "reply"), ("paper", "denial")])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_denial_contests_the_claims_of_its_cell_and_a_reply_is_told_as_one(
    tmp_path: Path, source_id: str, kind: str, is_first: bool
) -> None:
    claim = decided("report")
    denial = decided(source_id, status=ClaimStatus.DENIED)
    claims = (denial, claim) if is_first else (claim, denial)
    assert contests_of(tmp_path, *claims) == [(claim.claim_id, kind, denial.claim_id)]


@pytest.mark.parametrize("fields", [{"country_iso3": "UGA"}, {"technology_code": "smart_city"}])
def test_a_denial_elsewhere_contests_nothing_here(tmp_path: Path, fields: dict[str, str]) -> None:
    denial = decided("paper", status=ClaimStatus.DENIED, **fields)
    assert contests_of(tmp_path, decided("report"), denial) == []


def test_the_objection_of_a_coder_names_its_entry(tmp_path: Path) -> None:
    claim = decided("report")
    decision = Decision(
        claim_id=claim.claim_id,
        action=Action.UNSURE,
        coder="bea",
        reason="the page is gone",
        decided_at="2026-01-01T00:00:00Z",
    )
    objection = LogEntry.following(7, GENESIS_HASH, decision)
    contested = DecidedClaim(
        claim_id=claim.claim_id,
        claim=claim.claim,
        verdict=claim.verdict,
        judgement=claim.judgement,
        objections=(objection,),
    )
    assert contests_of(tmp_path, contested) == [(claim.claim_id, "coding", "7")]
