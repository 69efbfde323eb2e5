"""A claim is about the country whose authorities act, not about the maker's home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sousveil.claims.candidate import TextDocument
from sousveil.claims.rules.context import Context
from sousveil.claims.rules.countries import Role, find_countries
from sousveil.claims.rules.marking import mark_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.claims.candidate import Candidate

SOLD_TO_NAIROBI = {
    "en": "China's Huawei installed cameras with facial recognition for the police in Nairobi.",
    "es": "La empresa china Huawei instaló cámaras de reconocimiento facial para la policía en"
    " Nairobi.",
    "fr": "Le groupe chinois Huawei a installé des caméras de reconnaissance faciale pour la police"
    " à Nairobi.",
    "pt": "A empresa chinesa Huawei instalou câmeras de reconhecimento facial para a polícia em"
    " Nairóbi.",
    "de": "Der chinesische Konzern Huawei hat für die Polizei in Nairobi Kameras mit"
    " Gesichtserkennung installiert.",
    "ru": "Китайская компания Huawei установила для полиции в Найроби камеры с распознаванием лиц.",
    "tr": "Çinli Huawei şirketi Nairobi'de polis için yüz tanıma kameraları kurdu.",
    "zh": "中国企业华为为内罗毕警方安装了人脸识别摄像头。",
    "ja": "中国のファーウェイはナイロビの警察に顔認証カメラを設置した。",
    "ko": "중국 기업 화웨이는 나이로비 경찰에 안면인식 카메라를 설치했다.",
}


def roles(text: str, language: str = "en") -> dict[str, Role]:
    marked = mark_document(TextDocument(document_id="d", text=text, language=language))
    return {one.iso3: one.role for one in find_countries(marked)}


@pytest.mark.parametrize("language", SOLD_TO_NAIROBI)
def test_what_a_chinese_company_installs_in_nairobi_is_a_claim_about_kenya(
    extract: Callable[..., list[Candidate]], language: str
) -> None:
    claims = extract(SOLD_TO_NAIROBI[language], language)
    assert {claim.country_iso3 for claim in claims} == {"KEN"}
    assert {claim.vendor for claim in claims} == {"Huawei"}


@pytest.mark.parametrize("language", SOLD_TO_NAIROBI)
def test_the_home_of_the_company_is_its_origin_and_nairobi_is_not(language: str) -> None:
    found = roles(SOLD_TO_NAIROBI[language], language)
    assert found["CHN"] is Role.ORIGIN
    assert found["KEN"] is not Role.ORIGIN


@pytest.mark.parametrize(
    ("text", "iso3", "role"),
    [
        ("Ugandan police use cameras.", "UGA", Role.AUTHORITY),
        ("The police of Uganda use cameras.", "UGA", Role.AUTHORITY),
        ("It rained in Uganda.", "UGA", Role.PLAIN),
        ("A French company sells cameras.", "FRA", Role.ORIGIN),
        ("The maker is a company from Israel.", "ISR", Role.ORIGIN),
        ("Hikvision of China sells cameras.", "CHN", Role.ORIGIN),
        ("The FBI buys cameras.", "USA", Role.AUTHORITY),
    ],
)
def test_the_words_beside_a_country_tell_its_role(text: str, iso3: str, role: Role) -> None:
    assert roles(text)[iso3] is role


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("Police in Tbilisi, Georgia, use facial recognition cameras.", "GEO"),
        ("Police in Atlanta, Georgia, use facial recognition cameras.", "USA"),
        ("Georgia's interior ministry in Tbilisi uses facial recognition cameras.", "GEO"),
        ("The Georgia State Patrol and Atlanta police use facial recognition cameras.", "USA"),
        ("Police in Amman, Jordan, use facial recognition cameras.", "JOR"),
        ("Michael Jordan said that police in Chicago use facial recognition.", "USA"),
        ("Police in Niamey, Niger, use facial recognition cameras.", "NER"),
        ("Police in Lagos, Nigeria, use facial recognition cameras near the Niger river.", "NGA"),
        ("Police in Conakry, Guinea, use facial recognition cameras.", "GIN"),
        ("Police in Port Moresby, Papua New Guinea, use facial recognition cameras.", "PNG"),
        ("Police in Malabo, Equatorial Guinea, use facial recognition cameras.", "GNQ"),
        ("Police in Brazzaville, Congo, use facial recognition cameras.", "COG"),
        ("Police in Kinshasa, Democratic Republic of the Congo, use facial recognition.", "COD"),
        ("Police in Ankara, Turkey, use facial recognition cameras.", "TUR"),
        ("A turkey farm in Ohio feeds birds; Columbus police use facial recognition.", "USA"),
    ],
)
def test_a_name_of_several_countries_is_told_by_its_context(
    extract: Callable[..., list[Candidate]], text: str, iso3: str
) -> None:
    assert {claim.country_iso3 for claim in extract(text, "en")} == {iso3}


@pytest.mark.parametrize(
    ("language", "text", "beyond"),
    [
        ("en", "US agents use facial recognition at the border with Mexico.", "MEX"),
        ("fr", "La police polonaise scanne les visages à la frontière avec l'Ukraine.", "UKR"),
        ("ru", "Полиция Казахстана распознаёт лица на границе с Китаем.", "CHN"),
    ],
)
def test_a_country_beyond_the_border_is_no_country_that_acts(
    extract: Callable[..., list[Candidate]], language: str, text: str, beyond: str
) -> None:
    assert roles(text, language)[beyond] is Role.BEYOND
    assert beyond not in {claim.country_iso3 for claim in extract(text, language)}


def listed(text: str) -> frozenset[str]:
    marked = mark_document(TextDocument(document_id="d", text=text, language="en"))
    return Context(marked=marked).listed.get(0, frozenset())


def test_three_places_with_commas_and_a_conjunction_are_a_list() -> None:
    assert listed("It works in Lusaka, Nairobi and Abuja today.") == {"ZMB", "KEN", "NGA"}


def test_places_with_more_words_between_are_no_list() -> None:
    assert listed("Lusaka bought what Nairobi had tried and Abuja had refused.") == frozenset()
