from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from sousveil.decisions.verdicts import fold_verdicts
from sousveil.editions.coding import DecidedClaim, decide_claims
from sousveil.editions.matrix import Matrix
from sousveil.errors import UnknownCountry, UnknownTechnology
from sousveil.model.claim import Claim, ClaimStatus
from sousveil.model.codebook import Codebook, Technology
from sousveil.model.decision import GENESIS_HASH, Action, Decision, LogEntry
from sousveil.model.edition import BlankReason, Cell, SafeguardCell, SupplyLink
from sousveil.model.evidence import Evidence
from sousveil.model.evidence_rule import DateBasis, DateRule, EvidenceRule, NotCounted
from sousveil.model.maker import TABLE_MAKER, MakerKind
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind
from sousveil.model.source import Source, SourceKind


def make_codebook(blank_reason: BlankReason = BlankReason.NOT_SEARCHED, **rule: Any) -> Codebook:
    values: dict[str, Any] = {"statuses": (ClaimStatus.DEPLOYED,)} | rule
    return Codebook(
        codebook_id="small",
        version="1",
        title="t",
        notes="n",
        blank_reason=blank_reason,
        covariates="none",
        units=("USA", "KEN"),
        technologies=(
            Technology(technology_code="smart_city", name="s", definition="d"),
            Technology(technology_code="other", name="o", definition="d", in_scope=False),
            Technology(technology_code="faces", name="f", definition="d"),
        ),
        evidence=EvidenceRule(**values),
    )


def make_claim(*sources: str, **fields: Any) -> Claim:
    values: dict[str, Any] = {
        "country_iso3": "KEN",
        "technology_code": "smart_city",
        "made_by": "ada",
        "made_by_version": "1",
    }
    evidence = tuple(
        Evidence(source_id=source, snapshot_sha256="0" * 64, locator="char=0,1", quote="q")
        for source in sources or ("s1",)
    )
    return Claim(evidence=evidence, **(values | fields))


SOURCES = {
    source_id: Source(source_id=source_id, kind=kind, title="t", published_date=day)
    for source_id, kind, day in (
        ("s1", SourceKind.MEDIA_REPORT, "2019-05"),
        ("s2", SourceKind.GOVERNMENT_RECORD, "2021"),
        ("s3", SourceKind.COMPANY_STATEMENT, None),
    )
}


def decide(
    codebook: Codebook, *decided: tuple[Claim, Action, dict[str, str]]
) -> list[DecidedClaim]:
    entries: list[LogEntry] = []
    for number, (claim, action, changes) in enumerate(decided, start=1):
        decision = Decision(
            claim_id=claim.claim_id,
            action=action,
            coder="import:t" if claim.made_by == TABLE_MAKER else "ada",
            reason="r",
            decided_at="2026-01-01T00:00:00Z",
            changes=tuple(sorted(changes.items())),
        )
        previous = entries[-1].entry_hash if entries else GENESIS_HASH
        entries.append(LogEntry.following(number, previous, decision))
    claims = {claim.claim_id: claim for claim, _action, _changes in decided}
    return list(decide_claims(claims.values(), fold_verdicts(entries), codebook, SOURCES))


def code(
    codebook: Codebook,
    *decided: tuple[Claim, Action, dict[str, str]],
    searched: frozenset[str] = frozenset(),
    clusters: dict[str, str] | None = None,
) -> Matrix:
    matrix = Matrix(codebook, searched, clusters or {})
    for claim in decide(codebook, *decided):
        matrix.add(claim)
    return matrix


def cell(matrix: Matrix, country: str = "KEN", technology: str = "smart_city") -> Cell:
    found = {(c.country_iso3, c.technology_code): c for c in matrix.cells()}
    return found[country, technology]


def test_an_unsure_or_undecided_claim_leaves_no_trace() -> None:
    codebook = make_codebook()
    undecided = make_claim("s2")
    assert list(decide_claims([undecided], fold_verdicts([]), codebook, SOURCES)) == []
    assert decide(codebook, (make_claim(), Action.UNSURE, {})) == []


def test_the_last_decision_on_a_claim_stands() -> None:
    claim = make_claim()
    matrix = code(make_codebook(), (claim, Action.REJECT, {}), (claim, Action.ACCEPT, {}))
    assert cell(matrix).is_present
    matrix = code(make_codebook(), (claim, Action.ACCEPT, {}), (claim, Action.REJECT, {}))
    assert cell(matrix).blank_reason is BlankReason.EVIDENCE_REJECTED


def test_a_recoded_claim_counts_where_it_was_recoded_to_under_its_first_id() -> None:
    claim = make_claim()
    changes = {"country_iso3": "USA", "technology_code": "faces"}
    decided = decide(make_codebook(), (claim, Action.RECODE, changes))
    assert [(d.claim_id, d.claim.country_iso3) for d in decided] == [(claim.claim_id, "USA")]
    matrix = code(make_codebook(), (claim, Action.RECODE, changes))
    assert cell(matrix, "USA", "faces").is_present
    assert cell(matrix).blank_reason is BlankReason.NOT_SEARCHED
    assert matrix.listed == {"USA"}


@pytest.mark.parametrize("status", [s for s in ClaimStatus if s is not ClaimStatus.DEPLOYED])
def test_an_accepted_claim_of_another_status_makes_no_cell(status: ClaimStatus) -> None:
    matrix = code(make_codebook(), (make_claim(status=status), Action.ACCEPT, {}))
    assert not any(found.is_present for found in matrix.cells())
    assert matrix.listed == set()


def test_a_claim_of_a_source_that_the_codebook_does_not_name_is_not_admitted() -> None:
    codebook = make_codebook(sources=("s1",))
    assert decide(codebook, (make_claim("s2"), Action.ACCEPT, {})) == []
    assert len(decide(codebook, (make_claim("s1"), Action.ACCEPT, {}))) == 1


def test_sources_that_the_codebook_does_not_name_do_not_help_to_reach_the_minimum() -> None:
    codebook = make_codebook(sources=("s1", "s2"), minimum_sources=2)
    both = code(codebook, (make_claim("s1", "s2"), Action.ACCEPT, {}))
    foreign = code(codebook, (make_claim("s1", "s9"), Action.ACCEPT, {}))
    assert (cell(both).is_present, cell(both).source_count) == (True, 2)
    assert (cell(foreign).is_present, cell(foreign).source_count) == (False, 1)


def test_one_source_cited_by_two_claims_is_one_source() -> None:
    nairobi, kisumu = (make_claim("s1", place=place) for place in ("Nairobi", "Kisumu"))
    codebook = make_codebook(minimum_sources=2)
    found = cell(code(codebook, (nairobi, Action.ACCEPT, {}), (kisumu, Action.ACCEPT, {})))
    assert (found.claim_count, found.source_count, found.is_present) == (2, 1, False)


def test_accepted_claims_of_too_few_sources_are_insufficient_and_not_rejected() -> None:
    accepted, rejected = (make_claim("s1", place=place) for place in ("Nairobi", "Kisumu"))
    matrix = code(
        make_codebook(minimum_sources=2),
        (accepted, Action.ACCEPT, {}),
        (rejected, Action.REJECT, {}),
        searched=frozenset({"KEN"}),
    )
    assert cell(matrix).blank_reason is BlankReason.EVIDENCE_INSUFFICIENT


def test_a_blank_without_claims_was_searched_where_a_run_covers_its_country_and_nowhere_else() -> (
    None
):
    matrix = code(make_codebook(), searched=frozenset({"KEN"}))
    reasons = {(c.country_iso3, c.blank_reason) for c in matrix.cells()}
    assert reasons == {("KEN", BlankReason.NOTHING_FOUND), ("USA", BlankReason.NOT_SEARCHED)}


def test_a_rejected_claim_is_the_reason_also_where_a_run_covers_the_country() -> None:
    matrix = code(make_codebook(), (make_claim(), Action.REJECT, {}), searched=frozenset({"KEN"}))
    assert cell(matrix).blank_reason is BlankReason.EVIDENCE_REJECTED
    assert cell(matrix, technology="faces").blank_reason is BlankReason.NOTHING_FOUND


def test_what_was_searched_changes_no_blank_of_an_imported_table() -> None:
    matrix = code(make_codebook(BlankReason.NOT_TICKED), searched=frozenset({"KEN", "USA"}))
    assert {c.blank_reason for c in matrix.cells()} == {BlankReason.NOT_TICKED}


def test_cells_are_given_for_every_unit_by_code_and_technology_in_scope_in_order() -> None:
    found = [
        (c.country_iso3, c.technology_code)
        for c in Matrix(make_codebook(), frozenset(), {}).cells()
    ]
    assert found == [
        ("KEN", "smart_city"),
        ("KEN", "faces"),
        ("USA", "smart_city"),
        ("USA", "faces"),
    ]


def test_a_claim_about_a_technology_out_of_scope_links_a_vendor_and_makes_no_cell() -> None:
    claim = make_claim(technology_code="other", vendor_id="nec")
    matrix = code(make_codebook(), (claim, Action.ACCEPT, {}))
    assert not any(found.is_present for found in matrix.cells())
    assert list(matrix.links()) == [
        SupplyLink(
            country_iso3="KEN",
            vendor_id="nec",
            supplier_iso3=None,
            technology_code="other",
            claim_count=1,
        )
    ]


def test_links_are_sorted_and_counted_and_a_rejected_one_is_not_among_them() -> None:
    claims = [
        make_claim(technology_code=None, vendor_id="nec"),
        make_claim(technology_code=None, vendor_id="huawei"),
        make_claim("s2", technology_code=None, vendor_id="huawei"),
        make_claim(technology_code=None, supplier_iso3="CHN"),
    ]
    rejected = make_claim(technology_code=None, vendor_id="zte")
    matrix = code(
        make_codebook(), *((c, Action.ACCEPT, {}) for c in claims), (rejected, Action.REJECT, {})
    )
    links = [(link.vendor_id, link.supplier_iso3, link.claim_count) for link in matrix.links()]
    assert links == [(None, "CHN", 1), ("huawei", None, 2), ("nec", None, 1)]
    assert matrix.vendors == {"huawei", "nec"}


def test_an_accepted_claim_outside_the_codebook_is_an_error_that_names_it() -> None:
    abroad, unknown = make_claim(country_iso3="FRA"), make_claim(technology_code="drones")
    with pytest.raises(UnknownCountry, match="FRA") as country:
        decide(make_codebook(), (abroad, Action.ACCEPT, {}))
    assert abroad.claim_id in country.value.where
    with pytest.raises(UnknownTechnology, match="drones") as technology:
        decide(make_codebook(), (unknown, Action.ACCEPT, {}))
    assert unknown.claim_id in technology.value.where


def test_a_rejected_claim_outside_the_codebook_is_no_error() -> None:
    assert decide(make_codebook(), (make_claim(country_iso3="FRA"), Action.REJECT, {}))


OVERSIGHT = Safeguard(kind=SafeguardKind.OVERSIGHT, finding=SafeguardFinding.ABSENT)


def test_a_claim_about_a_safeguard_makes_no_cell_and_no_link() -> None:
    claim = make_claim(safeguard=OVERSIGHT, vendor_id="nec")
    matrix = code(make_codebook(), (claim, Action.ACCEPT, {}))
    assert not any(found.is_present for found in matrix.cells())
    assert list(matrix.links()) == []
    assert (matrix.listed, matrix.vendors) == ({"KEN"}, {"nec"})
    assert list(matrix.safeguards()) == [
        SafeguardCell(
            country_iso3="KEN",
            technology_code="smart_city",
            kind=SafeguardKind.OVERSIGHT,
            finding=SafeguardFinding.ABSENT,
            claim_count=1,
            source_count=1,
            cluster_count=1,
        )
    ]


def test_a_rejected_claim_about_a_safeguard_says_nothing() -> None:
    matrix = code(make_codebook(), (make_claim(safeguard=OVERSIGHT), Action.REJECT, {}))
    assert list(matrix.safeguards()) == []
    assert cell(matrix).blank_reason is BlankReason.NOT_SEARCHED


@pytest.mark.parametrize("status", list(ClaimStatus))
def test_a_safeguard_counts_whatever_the_status_of_the_use(status: ClaimStatus) -> None:
    matrix = code(
        make_codebook(), (make_claim(safeguard=OVERSIGHT, status=status), Action.ACCEPT, {})
    )
    assert len(list(matrix.safeguards())) == 1


def test_safeguards_are_sorted_counted_and_held_to_the_rule_of_the_codebook() -> None:
    present = evolve(OVERSIGHT, finding=SafeguardFinding.PRESENT)
    claims = [
        make_claim("s1", safeguard=OVERSIGHT, technology_code=None),
        make_claim("s2", safeguard=OVERSIGHT, technology_code=None),
        make_claim("s1", safeguard=present, technology_code=None),
        make_claim("s2", safeguard=present, technology_code=None, place="Kisumu"),
        make_claim("s1", safeguard=OVERSIGHT),
    ]
    matrix = code(make_codebook(minimum_sources=2), *((c, Action.ACCEPT, {}) for c in claims))
    found = [(s.technology_code, s.finding.value, s.source_count) for s in matrix.safeguards()]
    assert found == [(None, "absent", 2), (None, "present", 2)]


def test_a_use_recoded_to_a_safeguard_leaves_its_cell() -> None:
    changes = {"safeguard_kind": "ruling", "safeguard_finding": "present"}
    matrix = code(make_codebook(), (make_claim(), Action.RECODE, changes))
    assert not cell(matrix).is_present
    assert [s.kind for s in matrix.safeguards()] == [SafeguardKind.RULING]


def test_sources_of_one_cluster_are_one_source() -> None:
    claims = [make_claim("s1"), make_claim("s2", place="Kisumu")]
    codebook = make_codebook(minimum_sources=2)
    decided = [(claim, Action.ACCEPT, dict[str, str]()) for claim in claims]
    apart = cell(code(codebook, *decided))
    told_once = cell(code(codebook, *decided, clusters={"s1": "syn_1", "s2": "syn_1"}))
    assert (apart.is_present, apart.source_count, apart.cluster_count) == (True, 2, 2)
    assert (told_once.source_count, told_once.cluster_count) == (2, 1)
    assert told_once.blank_reason is BlankReason.EVIDENCE_INSUFFICIENT


@pytest.mark.parametrize(
    ("rule", "fields", "why"),
    [
        ({"source_kinds": (SourceKind.GOVERNMENT_RECORD,)}, {}, NotCounted.SOURCE_KIND),
        ({"source_kinds": (SourceKind.MEDIA_REPORT,)}, {}, None),
        ({"makers": (MakerKind.PERSON,)}, {"made_by": "rules"}, NotCounted.MAKER),
        ({"makers": (MakerKind.EXTRACTOR,)}, {"made_by": "rules"}, None),
        ({"reviewed_only": True}, {"made_by": TABLE_MAKER}, NotCounted.NOT_REVIEWED),
        ({"reviewed_only": True}, {"made_by": "rules"}, None),
        ({}, {"status": ClaimStatus.PLANNED}, NotCounted.STATUS),
    ],
)
def test_a_claim_that_the_rule_does_not_count_says_why(
    rule: dict[str, Any], fields: dict[str, Any], why: NotCounted | None
) -> None:
    accepted = (make_claim("s1", **fields), Action.ACCEPT, dict[str, str]())
    (decided,) = decide(make_codebook(**rule), accepted)
    assert decided.judgement.not_counted is why
    found = cell(code(make_codebook(**rule), accepted, searched=frozenset({"KEN"})))
    assert found.is_present == (why is None)
    assert found.claim_count == (why is None)
    if why is not None:
        assert found.blank_reason is BlankReason.EVIDENCE_INSUFFICIENT


@pytest.mark.parametrize(
    ("dates", "fields", "counts"),
    [
        ({"from_date": "2019-06-01"}, {"start_date": "2019"}, True),
        ({"from_date": "2019-06-01"}, {"start_date": "2018"}, True),
        ({"from_date": "2019-06-01"}, {"start_date": "2018", "end_date": "2019-05"}, False),
        ({"to_date": "2019-06-01"}, {"start_date": "2019-06-02"}, False),
        ({"to_date": "2019-06-01"}, {"start_date": "2019-06"}, True),
        ({"to_date": "2019-06-01"}, {}, False),
    ],
)
def test_a_rule_on_the_dates_of_the_use_counts_what_overlaps_them(
    dates: dict[str, str], fields: dict[str, str], counts: bool
) -> None:
    codebook = make_codebook(dates=DateRule(of=DateBasis.EVENT, **dates))
    (decided,) = decide(codebook, (make_claim(**fields), Action.ACCEPT, {}))
    assert decided.is_counted == counts
    assert decided.judgement.not_counted is (None if counts else NotCounted.DATE)


@pytest.mark.parametrize(("source_id", "counts"), [("s1", False), ("s2", True), ("s3", False)])
def test_a_rule_on_publication_counts_sources_of_those_dates_alone(
    source_id: str, counts: bool
) -> None:
    codebook = make_codebook(dates=DateRule(of=DateBasis.PUBLICATION, from_date="2020-01-01"))
    (decided,) = decide(codebook, (make_claim(source_id), Action.ACCEPT, {}))
    assert decided.is_counted == counts


def test_of_a_claim_of_two_sources_only_those_of_the_kinds_asked_for_count() -> None:
    codebook = make_codebook(source_kinds=(SourceKind.MEDIA_REPORT,))
    (decided,) = decide(codebook, (make_claim("s1", "s2"), Action.ACCEPT, {}))
    assert decided.judgement.source_ids == ("s1",)


def test_an_undecided_claim_counts_only_where_the_codebook_names_its_extractor() -> None:
    machine, person = make_claim(made_by="rules"), make_claim(place="Kisumu")
    codebook = make_codebook(unreviewed_from=("rules",))
    found = list(decide_claims([machine, person], fold_verdicts([]), codebook, SOURCES))
    assert [(one.claim_id, one.is_counted) for one in found] == [(machine.claim_id, True)]
    assert found[0].verdict.coder == "codebook:small"
    assert not found[0].verdict.is_reviewed
    assert list(decide_claims([machine], fold_verdicts([]), make_codebook(), SOURCES)) == []


def test_a_person_who_is_unsure_keeps_an_extractors_claim_from_counting_unreviewed() -> None:
    codebook = make_codebook(unreviewed_from=("rules",))
    assert decide(codebook, (make_claim(made_by="rules"), Action.UNSURE, {})) == []


def test_a_planned_use_outside_the_codebook_is_left_out_and_no_error() -> None:
    planned = make_claim(technology_code="drones", status=ClaimStatus.PLANNED)
    assert decide(make_codebook(), (planned, Action.ACCEPT, {})) == []
