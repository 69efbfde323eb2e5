"""A structured record is read by its fields: deployer, developer, jurisdiction, sector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.claims.candidate import TextDocument
from sousveil.claims.rules.records import read_record

if TYPE_CHECKING:
    from sousveil.claims.candidate import Candidate

FIELDS = {
    "Headline": "Police cameras match faces",
    "Deployer": "Nairobi police",
    "Developer": "Huawei",
    "Technology": "Facial recognition",
    "Jurisdiction": "Kenya",
    "Sector": "Govt - police",
}


def read(**changes: str | None) -> list[Candidate] | None:
    fields = FIELDS | changes
    lines = [f"{name}: {value}" for name, value in fields.items() if value is not None]
    text = "\n".join(lines) + "\n"
    return read_record(TextDocument(document_id="r", text=text, language="en"))


def facts(claims: list[Candidate] | None) -> list[tuple[str, str, str | None]]:
    assert claims is not None
    return [(one.country_iso3, one.technology_code, one.vendor) for one in claims]


def test_a_record_says_who_uses_what_and_from_whom() -> None:
    assert facts(read()) == [("KEN", "facial_recognition", "Huawei")]


def test_the_quote_is_the_headline() -> None:
    claims = read()
    assert claims is not None
    assert [one.quote for one in claims] == ["Police cameras match faces"]


def test_a_private_deployer_and_sector_make_no_claim() -> None:
    assert read(Headline="Shop scans faces", Deployer="Southmart", Sector="Retail") == []


def test_the_headline_tells_since_when_and_with_whose_money() -> None:
    told = "In 2019 police installed cameras that match faces"
    claims = read(Headline=f"{told}, paid by a soft loan of $40 million from China Exim Bank")
    assert claims is not None
    (found,) = claims
    assert found.event_date == "2019"
    assert found.financing is not None
    assert (found.financing.kind, found.financing.lender_iso3) == ("soft_loan", "CHN")
    assert (found.financing.amount, found.financing.currency) == (40e6, "USD")


def test_a_year_in_another_field_is_not_the_date_of_the_event() -> None:
    claims = read(Released="2021")
    assert claims is not None
    assert [one.event_date for one in claims] == [None]


def test_every_developer_is_a_vendor_and_the_deployer_is_none() -> None:
    claims = read(Developer="Huawei; NEC; Nairobi police; Acme Vision Works")
    assert {vendor for _, _, vendor in facts(claims)} == {"Huawei", "NEC", "Acme Vision Works"}
    assert claims is not None
    assert {one.vendor for one in claims if one.vendor_id is None} == {"Acme Vision Works"}


def test_a_record_without_developer_names_no_vendor() -> None:
    assert facts(read(Developer=None)) == [("KEN", "facial_recognition", None)]


def test_an_empty_field_does_not_take_the_next_line() -> None:
    assert facts(read(Developer="")) == [("KEN", "facial_recognition", None)]


def test_every_jurisdiction_is_a_country() -> None:
    assert {country for country, _, _ in facts(read(Jurisdiction="Ghana; Togo"))} == {"GHA", "TGO"}


def test_without_jurisdiction_the_deployer_tells_the_country() -> None:
    assert facts(read(Jurisdiction=None)) == [("KEN", "facial_recognition", "Huawei")]


def test_a_record_of_no_technology_makes_no_claim() -> None:
    assert read(Headline="The army marches", Technology="Boots") == []


@pytest.mark.parametrize(
    ("headline", "status"),
    [
        ("Nairobi police dropped facial recognition", "ended"),
        ("Nairobi bans facial recognition", "banned"),
        ("Nairobi police to test facial recognition in a pilot", "pilot"),
        ("Police cameras match faces", "deployed"),
    ],
)
def test_the_headline_tells_the_status(headline: str, status: str) -> None:
    claims = read(Headline=headline)
    assert claims is not None
    assert {one.status.value for one in claims} == {status}


@pytest.mark.parametrize(
    "text",
    [
        "Kenyan police use facial recognition. Officials said: nothing.",
        "Headline: One\nDeployer: Two\nTechnology: Three",
        "One: a\nTwo: b\nThree: c\nFour: d\nFive: e",
        "Headline: a\nDeployer: b\nTechnology: c\nSector: d\n" + "A line of prose\n" * 5,
        "",
    ],
)
def test_prose_and_lists_with_few_known_fields_are_no_record(text: str) -> None:
    assert read_record(TextDocument(document_id="r", text=text, language="en")) is None
