"""A claim has evidence and a subject, and is named by everything that it says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve, fields

from sousveil.errors import BadInput
from sousveil.model.claim import RECODABLE, Claim, ClaimStatus, Financing, FinancingKind
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.model.evidence import Evidence

OTHER: dict[str, Any] = {
    "country_iso3": "UGA",
    "technology_code": "facial_recognition",
    "vendor_id": "huawei",
    "supplier_iso3": "CHN",
    "place": "Nairobi",
    "agency": "Police",
    "status": ClaimStatus.PLANNED,
    "start_date": "2014",
    "end_date": "2020",
    "made_by": "coder-2",
    "made_by_version": "2",
}
ABSENT = Safeguard(kind=SafeguardKind.OVERSIGHT, finding=SafeguardFinding.ABSENT)
LOAN = Financing(
    kind=FinancingKind.LOAN, lender_iso3="CHN", lender="Exim", amount=5, currency="USD"
)


def test_a_claim_without_evidence_is_refused(make_claim: Callable[..., Claim]) -> None:
    with pytest.raises(BadInput, match="without evidence") as caught:
        make_claim(evidence=())
    assert caught.value.where == "country KEN"
    assert caught.value.next_step


def test_a_claim_about_nothing_is_refused(make_claim: Callable[..., Claim]) -> None:
    with pytest.raises(BadInput, match="no technology, vendor, supplier's country or safeguard"):
        make_claim(technology_code=None)


@pytest.mark.parametrize("subject", ["technology_code", "vendor_id", "supplier_iso3"])
def test_one_subject_is_enough(make_claim: Callable[..., Claim], subject: str) -> None:
    claim = make_claim(**{"technology_code": None, subject: OTHER[subject]})
    assert getattr(claim, subject) == OTHER[subject]


def test_an_empty_text_is_refused(make_claim: Callable[..., Claim]) -> None:
    for name in ("place", "agency", "vendor_id"):
        with pytest.raises(BadInput):
            make_claim(**{name: ""})


def test_an_id_is_the_same_in_every_process_and_version(make_claim: Callable[..., Claim]) -> None:
    claim = make_claim(**OTHER, financing=LOAN)
    assert claim.claim_id == make_claim(**OTHER, financing=LOAN).claim_id
    assert claim.claim_id == "clm_24910038f17caa00e7eaec5cd9c6ba81"
    assert make_claim().claim_id == "clm_86e24ca26bb1946d65406169b57ccf44"


def test_every_field_is_in_the_id(
    make_claim: Callable[..., Claim], make_evidence: Callable[..., Evidence]
) -> None:
    claim = make_claim(financing=LOAN)
    changed = {name: evolve(claim, **{name: value}) for name, value in OTHER.items()}
    changed["financing"] = evolve(claim, financing=None)
    changed["safeguard"] = evolve(claim, safeguard=ABSENT)
    changed["evidence"] = evolve(claim, evidence=(make_evidence(quote="2"),))
    assert set(changed) == {field.name for field in fields(Claim)}
    assert len({claim.claim_id, *(c.claim_id for c in changed.values())}) == len(changed) + 1


def test_every_field_of_financing_is_in_the_id(make_claim: Callable[..., Claim]) -> None:
    others: dict[str, Any] = {
        "kind": FinancingKind.GRANT,
        "lender_iso3": "JPN",
        "lender": None,
        "amount": 5.5,
        "currency": "EUR",
    }
    assert set(others) == {field.name for field in fields(Financing)}
    claims = [make_claim(financing=evolve(LOAN, **{n: v})) for n, v in others.items()]
    assert len({make_claim(financing=LOAN).claim_id, *(c.claim_id for c in claims)}) == 6


def test_every_field_and_the_order_of_evidence_is_in_the_id(
    make_claim: Callable[..., Claim], make_evidence: Callable[..., Evidence]
) -> None:
    first, second = make_evidence(), make_evidence(quote="2")
    variants = [
        (first,),
        (second,),
        (first, second),
        (second, first),
        (first, first),
        (make_evidence(source_id="aigs-2022"),),
        (make_evidence(snapshot_sha256="c" * 64),),
        (make_evidence(locator="char=0,1"),),
    ]
    assert len({make_claim(evidence=e).claim_id for e in variants}) == len(variants)


def test_a_whole_amount_has_the_id_of_the_same_amount_as_a_fraction(
    make_claim: Callable[..., Claim],
) -> None:
    whole, fraction = (
        make_claim(financing=Financing(kind=FinancingKind.LOAN, amount=amount, currency="USD"))
        for amount in (1_000_000, 1_000_000.0)
    )
    assert whole.claim_id == fraction.claim_id


def test_a_recode_changes_what_it_names_and_nothing_else(make_claim: Callable[..., Claim]) -> None:
    others = {name: OTHER[name] for name in RECODABLE if not name.startswith("safeguard")}
    safeguard = {"safeguard_kind": "oversight", "safeguard_finding": "absent"}
    assert {*others, *safeguard} == RECODABLE
    claim = make_claim(financing=LOAN)
    recoded = claim.recoded({name: str(value) for name, value in others.items()} | safeguard)
    assert recoded == evolve(claim, **others, safeguard=ABSENT)
    assert recoded.status is ClaimStatus.PLANNED
    assert claim.recoded({}) == claim


EMPTIED = ("technology_code", "vendor_id", "supplier_iso3", "place", "agency")


@pytest.mark.parametrize("name", [*EMPTIED, "start_date", "end_date"])
def test_an_empty_value_empties_a_field(make_claim: Callable[..., Claim], name: str) -> None:
    claim = make_claim(**{key: OTHER[key] for key in (*EMPTIED, "start_date", "end_date")})
    emptied: dict[str, Any] = {name: None}
    assert claim.recoded({name: ""}) == evolve(claim, **emptied)


def test_a_safeguard_is_recoded_by_kind_and_finding_and_emptied_by_kind(
    make_claim: Callable[..., Claim],
) -> None:
    claim = make_claim(safeguard=ABSENT)
    partial = claim.recoded({"safeguard_finding": "partial"})
    assert partial.safeguard == evolve(ABSENT, finding=SafeguardFinding.PARTIAL)
    ruling = claim.recoded({"safeguard_kind": "ruling"})
    assert ruling.safeguard == evolve(ABSENT, kind=SafeguardKind.RULING)
    assert claim.recoded({"safeguard_kind": ""}).safeguard is None
    assert claim.recoded({"safeguard_kind": "", "safeguard_finding": ""}).safeguard is None
    assert claim.recoded({"place": "Kisumu"}).safeguard == ABSENT


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"country_iso3": ""}, "country_iso3 cannot be empty"),
        ({"status": ""}, "status cannot be empty"),
        ({"technology_code": ""}, "about no technology, vendor"),
        ({"safeguard_kind": "oversight"}, "a kind and a finding"),
        ({"safeguard_finding": "absent"}, "a kind and a finding"),
        ({"safeguard_kind": "luck", "safeguard_finding": "absent"}, "no kind of safeguard"),
        ({"safeguard_kind": "ruling", "safeguard_finding": "odd"}, "no finding on a safeguard"),
        ({"start_date": "soon"}, "'soon' is no date"),
        ({"end_date": "2019-02-30"}, "'2019-02-30' is no date"),
        ({"end_date": "20190230"}, "is no date"),
    ],
)
def test_a_recode_to_what_a_claim_cannot_be_is_refused(
    make_claim: Callable[..., Claim], changes: dict[str, str], said: str
) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        make_claim().recoded(changes)
    assert caught.value.next_step


@pytest.mark.parametrize("text", ["2019", "2019-02", "2019-02-28", "2020-02-29"])
def test_a_date_is_recoded_as_precisely_as_it_is_given(
    make_claim: Callable[..., Claim], text: str
) -> None:
    assert make_claim().recoded({"start_date": text}).start_date == text


def test_a_claim_may_be_about_a_safeguard_alone(make_claim: Callable[..., Claim]) -> None:
    claim = make_claim(technology_code=None, safeguard=ABSENT)
    record = claim.as_record()
    assert (record["safeguard_kind"], record["safeguard_finding"]) == ("oversight", "absent")
    assert not {"safeguard_kind", "safeguard_finding"} & set(make_claim().as_record())


@pytest.mark.parametrize("name", ["evidence", "made_by", "claim_id", "financing"])
def test_a_recode_leaves_evidence_and_authorship_alone(
    make_claim: Callable[..., Claim], name: str
) -> None:
    claim = make_claim()
    with pytest.raises(BadInput, match=f"cannot recode {name}") as caught:
        claim.recoded({name: "x", "place": "y"})
    assert claim.claim_id in caught.value.where
    assert "country_iso3" in caught.value.next_step


def test_a_recode_to_no_status_is_refused(make_claim: Callable[..., Claim]) -> None:
    with pytest.raises(BadInput, match="'rumoured' is no status") as caught:
        make_claim().recoded({"status": "rumoured"})
    assert "deployed" in caught.value.next_step


@pytest.mark.parametrize("amount", [float("nan"), float("inf")])
def test_an_amount_is_a_number(amount: float) -> None:
    with pytest.raises(BadInput, match="no amount"):
        Financing(kind=FinancingKind.GRANT, amount=amount, currency="USD")


@pytest.mark.parametrize(
    ("amount", "currency", "told"),
    [
        (5.0, None, "in the currency None"),
        (None, "EUR", "an amount of None"),
        (5.0, "euro", "no code of a currency"),
        (5.0, "€", "no code of a currency"),
    ],
)
def test_an_amount_has_a_currency_and_a_currency_an_amount(
    amount: float | None, currency: str | None, told: str
) -> None:
    with pytest.raises(BadInput, match=told):
        Financing(kind=FinancingKind.GRANT, amount=amount, currency=currency)


def test_only_dollars_are_an_amount_in_dollars() -> None:
    assert LOAN.amount_usd == 5
    assert evolve(LOAN, currency="EUR").amount_usd is None
    assert evolve(LOAN, amount=None, currency=None).amount_usd is None
