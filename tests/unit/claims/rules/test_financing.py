"""Loans and gifts are told apart, with their lender; the price of a contract is neither."""

from __future__ import annotations

import pytest

from sousveil.claims.candidate import TextDocument
from sousveil.claims.rules.financing import find_financing
from sousveil.claims.rules.lenders import load_lenders
from sousveil.claims.rules.marking import mark_document
from sousveil.model.claim import Financing, FinancingKind
from sousveil.store.registers import load_countries


def financing(text: str, country: str, language: str = "en") -> Financing | None:
    marked = mark_document(TextDocument(document_id="d", text=text, language=language))
    return find_financing(marked, marked.sentences, country)


def test_the_homes_of_lenders_are_countries() -> None:
    homes = {one.home for one in load_lenders().lenders if one.home is not None}
    assert homes <= set(load_countries().by_iso3)


def test_a_lender_stands_once_in_the_register() -> None:
    names = [one.lender for one in load_lenders().lenders]
    assert len(names) == len(set(names))


def test_the_price_of_a_contract_is_not_the_amount_of_the_loan() -> None:
    text = (
        "Serbia signed a contract worth 40 million euros for facial recognition; China gave a loan."
    )
    assert financing(text, "SRB") == Financing(kind=FinancingKind.LOAN, lender_iso3="CHN")


def test_a_contract_alone_is_no_financing() -> None:
    assert financing("Serbia bought facial recognition for 40 million euros.", "SRB") is None


def test_a_lender_of_many_countries_has_no_country() -> None:
    text = "Benin buys facial recognition with a World Bank credit line of $50 million."
    assert financing(text, "BEN") == Financing(
        kind=FinancingKind.LOAN, lender="World Bank", amount=50e6, currency="USD"
    )


def test_a_lender_that_finances_gives_what_it_usually_gives() -> None:
    gift = financing("Facial recognition in Niger was financed by the EUTF.", "NER")
    loan = financing("Facial recognition in Niger was financed by China Exim Bank.", "NER")
    assert gift is not None
    assert loan is not None
    assert (gift.kind, loan.kind) == (FinancingKind.GRANT, FinancingKind.LOAN)
    assert loan.lender_iso3 == "CHN"
    assert financing("Facial recognition in Niger was financed by the state.", "NER") is None


def test_a_short_name_is_that_of_the_one_country_named() -> None:
    lenders = load_lenders()
    found = [
        [one.lender.lender for one in lenders.find("a loan of the Exim Bank", frozenset(countries))]
        for countries in ({"CHN"}, {"IND"}, {"CHN", "IND"}, set())
    ]
    assert found == [["Export-Import Bank of China"], ["Export-Import Bank of India"], [], []]


@pytest.mark.parametrize(
    ("language", "text", "lender"),
    [
        ("de", "ein Kredit der Weltbank", "World Bank"),
        ("fr", "un prêt de la Banque africaine de développement", "African Development Bank"),
        (
            "es",
            "un préstamo del Banco Interamericano de Desarrollo",
            "Inter-American Development Bank",
        ),
        ("pt", "um empréstimo do Banco Europeu de Investimento", "European Investment Bank"),
        ("ru", "кредит Азиатского банка развития", "Asian Development Bank"),
        ("ar", "قرض من البنك الإسلامي للتنمية", "Islamic Development Bank"),
        ("id", "pinjaman dari Bank Dunia", "World Bank"),
        ("tr", "Dünya Bankası'ndan alınan kredi", "World Bank"),
        ("zh", "国家开发银行的贷款", "China Development Bank"),
        ("ja", "国際協力銀行の融資", "Japan Bank for International Cooperation"),
        ("ko", "한국수출입은행의 차관", "Korea Eximbank"),
    ],
)
def test_lenders_are_known_by_their_names_in_the_main_languages(
    language: str, text: str, lender: str
) -> None:
    (found,) = load_lenders().find(text, frozenset())
    assert found.lender.lender == lender


def test_indonesian_software_is_no_soft_loan() -> None:
    text = "Polisi Delhi memakai perangkat lunak pengenalan wajah."
    assert financing(text, "IND", "id") is None
