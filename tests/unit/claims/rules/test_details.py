"""Place, agency, date and financing are taken from the claim's own sentences."""

from __future__ import annotations

from sousveil.claims.candidate import Candidate, TextDocument
from sousveil.claims.rules.extractor import RulesExtractor
from sousveil.model.claim import Financing, FinancingKind


def first_claim(text: str, iso3: str, published: str | None = None) -> Candidate:
    document = TextDocument(document_id="d", text=text, language="en", published_date=published)
    found = RulesExtractor().extract(document)
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


def test_a_claim_has_the_date_of_its_event_and_the_lender_by_name() -> None:
    claim = first_claim(
        "Kenya's police get a safe city platform\n"
        "The police of Kenya have run the safe city platform in Nairobi since May 2015. The safe "
        "city platform of the Kenyan police was paid with a loan of 900 million yuan from China "
        "Exim Bank.",
        "KEN",
    )
    assert claim.event_date == "2015-05"
    assert claim.financing == Financing(
        kind=FinancingKind.LOAN,
        lender_iso3="CHN",
        lender="Export-Import Bank of China",
        amount=900e6,
        currency="CNY",
    )


def test_a_date_that_counts_from_today_needs_the_day_of_publication() -> None:
    text = (
        "Police in Uganda switch on facial recognition\n"
        "The police of Uganda installed cameras with facial recognition in Kampala last month. "
        "Officers say that the facial recognition has led to forty arrests."
    )
    assert first_claim(text, "UGA").event_date is None
    assert first_claim(text, "UGA", published="2019-01-20").event_date == "2018-12"
    assert first_claim(text, "UGA", published="2019").event_date is None
