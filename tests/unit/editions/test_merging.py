"""Merged tables: an older one's word stands where the newest is silent, and that is shown."""

from __future__ import annotations

from typing import Any

from sousveil.decisions.verdicts import fold_verdicts
from sousveil.editions.coding import decide_claims
from sousveil.editions.merging import TableConflicts
from sousveil.model.claim import Claim, ClaimStatus
from sousveil.model.codebook import Codebook, MergedTable, Technology
from sousveil.model.decision import GENESIS_HASH, Action, Decision, LogEntry
from sousveil.model.edition import BlankReason, ConflictRow
from sousveil.model.evidence import Evidence, TableCell
from sousveil.model.evidence_rule import EvidenceRule
from sousveil.model.maker import TABLE_MAKER

TABLES = (
    MergedTable(table_id="old"),
    MergedTable(table_id="new", last_vendor_column="Company 5"),
)
BOOK = Codebook(
    codebook_id="living",
    version="1",
    title="t",
    notes="n",
    blank_reason=BlankReason.NOT_SEARCHED,
    covariates="none",
    units=("KEN", "OMN"),
    technologies=(Technology(technology_code="smart_city", name="s", definition="d"),),
    evidence=EvidenceRule(statuses=(ClaimStatus.DEPLOYED,)),
    merges=TABLES,
)


def claim(table: str, country: str = "KEN", column: str = "c", **about: Any) -> Claim:
    place = TableCell(sheet="s", row=2, column=column)
    evidence = Evidence(source_id=table, snapshot_sha256="0" * 64, locator=str(place), quote="tick")
    made = {"made_by": TABLE_MAKER, "made_by_version": "1"} | about
    return Claim(country_iso3=country, evidence=(evidence,), **made)


def conflicts(*claims: Claim, rejected: tuple[Claim, ...] = ()) -> list[ConflictRow]:
    entries: list[LogEntry] = []
    for number, one in enumerate(claims, start=1):
        action = Action.REJECT if one in rejected else Action.ACCEPT
        decision = Decision(
            claim_id=one.claim_id,
            action=action,
            coder="ada",
            reason="r",
            decided_at="2026-01-01T00:00:00Z",
        )
        previous = entries[-1].entry_hash if entries else GENESIS_HASH
        entries.append(LogEntry.following(number, previous, decision))
    found = TableConflicts(TABLES)
    for decided in decide_claims(claims, fold_verdicts(entries), BOOK, {}):
        found.note(decided)
    return list(found.rows())


def said(rows: list[ConflictRow]) -> list[tuple[str, str, str, str | None]]:
    return [(row.country_iso3, row.subject, row.rule, row.stands) for row in rows]


def test_a_country_that_the_newest_table_drops_stands_with_all_that_was_said_of_it() -> None:
    rows = conflicts(
        claim("old", "OMN", technology_code="smart_city"),
        claim("old", "OMN", vendor_id="huawei"),
        claim("new", "KEN", technology_code="smart_city"),
    )
    assert said(rows) == [
        ("OMN", "cell", "country_dropped", "old"),
        ("OMN", "country", "country_dropped", "old"),
        ("OMN", "vendor", "country_dropped", "old"),
    ]


def test_a_vendor_missing_from_a_full_row_is_told_from_one_that_had_a_place() -> None:
    old = [claim("old", country, vendor_id="nec") for country in ("KEN", "OMN")]
    rows = conflicts(
        *old,
        claim("new", "KEN", "Company 5", vendor_id="zte"),
        claim("new", "OMN", "Company 4", vendor_id="zte"),
    )
    assert said(rows) == [
        ("KEN", "vendor", "vendor_columns_full", "old"),
        ("OMN", "vendor", "not_named_any_more", "old"),
    ]
    assert rows[0].claim_ids == old[0].claim_id


def test_what_both_say_and_what_only_the_newest_says_is_no_conflict() -> None:
    both = [claim(table, technology_code="smart_city") for table in ("old", "new")]
    assert conflicts(*both, claim("new", supplier_iso3="CHN")) == []


def test_a_coder_who_rejects_the_older_claim_settles_it() -> None:
    old = claim("old", technology_code="smart_city")
    rows = conflicts(old, claim("new", vendor_id="nec"), rejected=(old,))
    assert said(rows) == [("KEN", "cell", "claim_rejected", None)]
    assert rows[0].later_says == "lists the country, and does not tick it"


def test_without_the_newest_table_nothing_is_in_conflict() -> None:
    assert conflicts(claim("old", technology_code="smart_city")) == []


def test_claims_of_people_are_no_part_of_a_table_though_they_cite_it() -> None:
    rows = conflicts(
        claim("old", "OMN", technology_code="smart_city", made_by="ada"),
        claim("new", technology_code="smart_city"),
    )
    assert rows == []
