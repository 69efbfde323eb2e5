"""Place, agency and financing are taken from the claim's own sentences."""

from __future__ import annotations

import pytest

from sousveil.claims.candidate import Candidate, TextDocument
from sousveil.claims.rules.details import read_amount
from sousveil.claims.rules.extractor import RulesExtractor
from sousveil.model.claim import FinancingKind


def first_claim(text: str, iso3: str) -> Candidate:
    found = RulesExtractor().extract(TextDocument(document_id="d", text=text, language="en"))
    return next(one for one in found if one.country_iso3 == iso3)


def test_the_place_is_the_one_named_beside_the_technology() -> None:
    claim = first_claim(
        "Police in Uganda switch on facial recognition\n"
        "The police of Uganda installed cameras with facial recognition in Kampala last month. "
        "Officers say that the facial recognition has led to forty arrests.",
        "UGA",
    )
    assert claim.place in {"Kampala", None}
    assert claim.agency is None
    assert claim.financing is None


def test_a_soft_loan_has_its_lender_and_its_amount() -> None:
    claim = first_claim(
        "Kenya's police get a safe city platform\n"
        "The police of Kenya run the safe city platform, paid with a soft loan of US$150 million "
        "from China. The safe city platform of the Kenyan police has 1,800 cameras.",
        "KEN",
    )
    assert claim.financing is not None
    assert claim.financing.kind is FinancingKind.SOFT_LOAN
    assert (claim.financing.lender_iso3, claim.financing.amount_usd) == ("CHN", 150e6)


def test_a_gift_is_a_grant() -> None:
    claim = first_claim(
        "Facial recognition for the police of Fiji\n"
        "The police of Fiji use facial recognition cameras donated by Japan. The facial "
        "recognition of the Fijian police stands at the port.",
        "FJI",
    )
    assert claim.financing is not None
    assert (claim.financing.kind, claim.financing.lender_iso3) == (FinancingKind.GRANT, "JPN")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("for $3,500 a year", 3500.0),
        ("un contrato de 12,5 millones de dólares", 12.5e6),
        ("кредит на 1,2 млрд долларов", 1.2e9),
        ("約2億ドルの融資", 2e8),
        ("a loan of €30 million", None),
        ("5 cameras", None),
    ],
)
def test_amounts_of_dollars_are_read_in_their_scale(text: str, amount: float | None) -> None:
    assert read_amount(text) == amount
