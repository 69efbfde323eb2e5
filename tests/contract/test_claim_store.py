"""Claims, sources and issues come back from both databases as they went in, in one order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from sousveil.errors import CannotConnect
from sousveil.model.claim import ClaimStatus, Financing, FinancingKind
from sousveil.model.edition import Issue, Severity
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind
from sousveil.model.source import Snapshot, Source, SourceKind
from sousveil.store import claim_store
from sousveil.store.claim_store import ClaimStore, add_claims, add_issues, add_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.model.claim import Claim
    from sousveil.model.evidence import Evidence
    from sousveil.store.database import Database


@pytest.fixture
def store(database: Database, source: Source, snapshot: Snapshot) -> Database:
    """A database with one source."""
    with database.writing() as connection:
        add_source(connection, source, snapshot)
    return database


def test_a_claim_comes_back_with_every_field(
    store: Database, make_claim: Callable[..., Claim], make_evidence: Callable[..., Evidence]
) -> None:
    full = make_claim(
        vendor_id="huawei",
        supplier_iso3="CHN",
        place="Nairobi — Côte 内罗毕",
        agency="Police; 'special', \"branch\"",
        status=ClaimStatus.PROCURED,
        financing=Financing(
            kind=FinancingKind.SOFT_LOAN,
            lender_iso3="CHN",
            lender="中国进出口银行",
            amount=1234567.89,
            currency="USD",
        ),
        start_date="2014-05",
        end_date="2020",
        evidence=(
            make_evidence(quote="first\r\nline\tand a tab "),
            make_evidence(locator="page=2;char=0,9", quote="'; DROP TABLE claim; --"),
            make_evidence(quote="اول"),
        ),
    )
    bare = make_claim(technology_code=None, supplier_iso3="USA")
    guarded = make_claim(
        technology_code=None,
        safeguard=Safeguard(kind=SafeguardKind.RULING, finding=SafeguardFinding.PARTIAL),
    )
    round_sum = make_claim(
        financing=Financing(kind=FinancingKind.GRANT, amount=1_000_000, currency="USD")
    )
    in_euros = make_claim(
        financing=Financing(kind=FinancingKind.LOAN, lender="EIB", amount=40e6, currency="EUR")
    )
    with store.writing() as connection:
        assert add_claims(connection, [full, bare, guarded, round_sum, in_euros]) == 5
    with store.reading() as connection:
        found = {claim.claim_id: claim for claim in ClaimStore(connection).read_claims()}
    assert found == {claim.claim_id: claim for claim in (full, bare, guarded, round_sum, in_euros)}
    assert [e.quote for e in found[full.claim_id].evidence] == [e.quote for e in full.evidence]


def test_claims_are_read_in_one_order_on_every_database(
    store: Database, make_claim: Callable[..., Claim]
) -> None:
    vendors = (None, "huawei", "Huawei", "new-华为", "new-éclair", "new-eclair", "zte", "a-b", "ab")
    claims = [
        make_claim(
            country_iso3=iso3, technology_code=technology, vendor_id=vendor, supplier_iso3=supplier
        )
        for iso3 in ("KEN", "CHN")
        for technology in (None, "smart_city", "facial_recognition")
        for vendor in vendors
        for supplier in ("CHN", None)
        if technology or vendor or supplier
    ]
    with store.writing() as connection:
        add_claims(connection, claims)
    with store.reading() as connection:
        found = list(ClaimStore(connection).read_claims())
    assert found == sorted(
        claims,
        key=lambda claim: (
            claim.country_iso3,
            claim.technology_code or "",
            claim.vendor_id or "",
            claim.supplier_iso3 or "",
            claim.claim_id,
        ),
    )


def test_claims_added_in_small_batches_are_all_there(
    store: Database, make_claim: Callable[..., Claim], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claim_store, "_BATCH", 3)
    claims = {make_claim(vendor_id=f"vendor-{n}") for n in range(10)}
    with store.writing() as connection:
        assert add_claims(connection, iter(claims)) == 10
    with store.reading() as connection:
        assert set(ClaimStore(connection).read_claims()) == claims
        assert ClaimStore(connection).count_claims("aigs-2019") == 10
        assert ClaimStore(connection).count_claims("aigs-2022") == 0


def test_a_claim_cites_only_stored_snapshots(
    store: Database, make_claim: Callable[..., Claim], make_evidence: Callable[..., Evidence]
) -> None:
    claim = make_claim(evidence=(make_evidence(snapshot_sha256="c" * 64),))
    with pytest.raises(CannotConnect, match=r"(?i)foreign key"), store.writing() as connection:
        add_claims(connection, [claim])
    with store.reading() as connection:
        assert list(ClaimStore(connection).read_claims()) == []


def test_a_source_is_added_once_and_each_of_its_snapshots(
    database: Database, snapshot: Snapshot
) -> None:
    source = Source(
        source_id="aigs-2019",
        kind=SourceKind.ACADEMIC_WORK,
        title="Überwachung & 监控",
        publisher="Someone",
        published_date="2019-09-17",
        language="en",
        licence="CC BY 4.0",
        url="https://example.org/?a=1&b=2",
        citation="Someone (2019)",
    )
    with database.writing() as connection:
        add_source(connection, source, snapshot)
        add_source(connection, source, evolve(snapshot, sha256="c" * 64))
    with database.reading() as connection:
        store = ClaimStore(connection)
        assert store.read_sources() == [source]
        assert [store.has_snapshot(c * 64) for c in ("c", "d")] == [True, False]


def test_issues_come_back_in_the_order_found_and_by_source(
    store: Database, snapshot: Snapshot
) -> None:
    issues = [
        Issue(
            sheet="S",
            row=row,
            column=column,
            rule=rule,
            severity=severity,
            found=found,
            made=None,
            note="n",
        )
        for row, column, rule, severity, found in (
            (9, "B", "z_rule", Severity.KEPT, "华为"),
            (2, "A", "a_rule", Severity.REPAIRED, None),
            (None, None, "m_rule", Severity.LEFT_OUT, ""),
        )
    ]
    with store.writing() as connection:
        add_issues(connection, issues, snapshot)
        add_issues(connection, [], snapshot)
    with store.reading() as connection:
        assert ClaimStore(connection).read_issues(["aigs-2019"]) == issues
        assert ClaimStore(connection).read_issues([]) == issues
        assert ClaimStore(connection).read_issues(["aigs-2022"]) == []
