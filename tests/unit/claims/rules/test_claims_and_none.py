"""What a state does is proposed with its status and vendors; what shops, makers and writers do is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.claims.candidate import Candidate

    Extract = Callable[..., list[Candidate]]

NO_CLAIM = {
    "private use": """# Shoppers watched

A supermarket chain in Madrid scans the faces of its customers with facial recognition. The chain says
that it wants fewer thefts. Its shops in Seville will follow.""",
    "opinion": """# Why we should fear the face

In my view, facial recognition has no place in a free society. Imagine a Kenya in which every step is
recorded. I believe that we would all behave differently, and I fear that day.""",
    "hypothetical": """# What if

Suppose that Kenya bought facial recognition one day. It might scare voters, and it could be abused.
Perhaps nothing of the kind will ever happen, scholars say.""",
    "product news": """# A camera for the home

The maker presented its new doorbell at a trade fair in Berlin. The doorbell has facial recognition and
costs 149 euros. Customers can order it from May.""",
    "rules of the EU": """# New rules for the Union

The European Parliament adopted the AI Act. The act limits remote biometric identification in public
spaces across the Union. Member states have two years to follow.""",
    "a bank": """# Annual report

The bank in Lagos lets its customers log in with facial recognition. Shareholders welcomed higher
profits. The bank opened ten branches in Nigeria.""",
    "research": """# Accuracy of face matching

Researchers at a university in Zurich measured the error of facial recognition on a public data set.
The paper compares twelve algorithms. The error fell by half.""",
    "de": """# Ein Laden mit Kameras

Eine Supermarktkette in Wien setzt Gesichtserkennung gegen Ladendiebe ein. Das Unternehmen spricht von
weniger Diebstählen. Die Kunden wurden nicht gefragt.""",
    "es": """# Una tienda

Una cadena de supermercados de Madrid usa reconocimiento facial contra los ladrones. La empresa dice
que roban menos. Los clientes se quejan.""",
    "fr": """# Un magasin

Une chaîne de supermarchés à Lyon utilise la reconnaissance faciale contre les voleurs. L'entreprise
parle de moins de vols. Les clients se plaignent.""",
    "ru": """# Магазин

Сеть супермаркетов в Варшаве использует распознавание лиц против воров. Компания говорит, что краж
стало меньше. Покупатели недовольны.""",
    "no technology": "Kenyan police use new cars in Nairobi. The interior ministry paid for them.",
    "no country": "The police use facial recognition. Officers like it.",
    "nothing": "",
    "only space": " \n\x0c\n\t",
}


@pytest.mark.parametrize("kind", NO_CLAIM)
def test_what_no_state_does_is_no_claim(extract: Extract, kind: str) -> None:
    assert extract(NO_CLAIM[kind]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Kenyan police do not use facial recognition. A spokesman denied that there were plans.",
        "Die Polizei in Wien setzt keine Gesichtserkennung ein. Man plane das auch nicht.",
        "La policía de Kenia no usa reconocimiento facial. Un portavoz negó que haya planes.",
    ],
)
def test_a_denied_use_is_never_told_as_a_use(extract: Extract, text: str) -> None:
    assert {claim.status.value for claim in extract(text)} <= {"denied"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Kenyan police plan to use facial recognition in Nairobi next year.", "planned"),
        ("Kenyan police are testing facial recognition in a pilot project in Nairobi.", "pilot"),
        ("Kenya's interior ministry signed a contract for facial recognition cameras.", "procured"),
        ("Kenyan police use facial recognition cameras in Nairobi.", "deployed"),
        ("Kenyan police stopped using facial recognition in Nairobi last year.", "ended"),
        ("San Francisco banned the use of facial recognition by its police.", "banned"),
        ("La policía de Kenia probará el reconocimiento facial en un proyecto piloto.", "pilot"),
        ("Die Polizei in Berlin testet Gesichtserkennung in einem Pilotprojekt.", "pilot"),
        ("La ville de Nice a cessé d'utiliser la reconnaissance faciale par la police.", "ended"),
        ("A polícia da Bahia comprou câmeras de reconhecimento facial.", "procured"),
    ],
)
def test_a_claim_says_how_far_the_use_has_come(extract: Extract, text: str, status: str) -> None:
    claims = [one for one in extract(text) if one.technology_code == "facial_recognition"]
    assert [one.status.value for one in claims] == [status]


@pytest.mark.parametrize(
    ("text", "vendors"),
    [
        ("Ugandan police use Huawei's facial recognition in Kampala.", {"Huawei"}),
        (
            "Ugandan police use facial recognition supplied by Huawei and Hikvision.",
            {"Huawei", "Hikvision"},
        ),
        ("Ugandan police use facial recognition in Kampala.", {None}),
    ],
)
def test_a_vendor_is_tied_to_a_claim_where_the_text_ties_it(
    extract: Extract, text: str, vendors: set[str | None]
) -> None:
    claims = [one for one in extract(text) if one.technology_code == "facial_recognition"]
    assert {one.vendor for one in claims} == vendors
    assert all((one.vendor_id is None) == (one.vendor is None) for one in claims)


def test_a_text_that_names_many_vendors_ties_no_more_than_three(extract: Extract) -> None:
    text = (
        "Ugandan police use facial recognition supplied by Huawei, Hikvision, Dahua, ZTE, NEC and"
        " SenseTime."
    )
    claims = [one for one in extract(text) if one.technology_code == "facial_recognition"]
    assert len({one.vendor for one in claims}) <= 3


def test_a_claim_tells_its_reasons_and_the_surest_comes_first(extract: Extract) -> None:
    claims = extract(
        "Ugandan police use facial recognition in Kampala.\n\nThe Kenyan interior ministry bought"
        " cameras that read licence plates for the police in Nairobi."
    )
    assert {claim.country_iso3 for claim in claims} == {"UGA", "KEN"}
    confidences = [claim.confidence for claim in claims]
    assert confidences == sorted(confidences, reverse=True)
    assert all(claim.reasons for claim in claims)


def test_a_long_sentence_is_quoted_around_the_technology_and_between_words(
    extract: Extract,
) -> None:
    aside = "which had met for a long time on a hot day, "
    text = f"The council, {aside * 6}lets Kenyan police use facial recognition, {aside * 6}at last."
    quotes = {claim.quote for claim in extract(text)}
    assert quotes
    for quote in quotes:
        assert "facial recognition" in quote
        assert len(quote) <= 200
        assert f" {text} ".count(f" {quote} ") == 1
