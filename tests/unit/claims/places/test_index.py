"""Places in text: each rule by itself, on sentences of our own."""

from __future__ import annotations

import pytest

from sousveil.claims.places.index import PlaceIndex, PlaceMention, load_places


def find(text: str, language: str = "en") -> list[PlaceMention]:
    return load_places((language,)).find(text)


def countries_of(text: str, language: str = "en") -> list[str]:
    return [mention.candidates[0].iso3 for mention in find(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "surface"),
    [
        ("tr", "İİİ İstanbul'da yeni kameralar", "İstanbul'da"),
        ("de", "ẞtraße ﬁ: Kenias Polizei", "Kenias"),
        ("es", "¿Qué pasa en Perú?", "Perú"),
        ("zh", "昨日肯尼亚警方", "肯尼亚"),
    ],
)
def test_offsets_are_those_of_the_text_as_given(language: str, text: str, surface: str) -> None:
    (mention,) = find(text, language)
    assert text[mention.start : mention.end] == mention.surface == surface


def test_the_longest_name_wins() -> None:
    (mention,) = find("police in Papua New Guinea")
    assert (mention.surface, mention.candidates[0].iso3) == ("Papua New Guinea", "PNG")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "кроме того, чад и мир"),
        ("fr", "il est seul avec le reste"),
        ("en", "fine china and a roast turkey"),
        ("tr", "Maliye uzmanı mali işleri anlattı"),
    ],
)
def test_a_common_word_in_lower_case_is_no_place(language: str, text: str) -> None:
    assert find(text, language) == []


def test_a_name_inside_a_word_is_no_place() -> None:
    assert find("Somalisation, Maliseet, Indianapolish") == []


def test_a_headline_in_capitals_names_its_country() -> None:
    assert countries_of("KENYA POLICE BUY CAMERAS FOR NAIROBI") == ["KEN", "KEN"]


def test_arabic_clitics_and_the_article_are_taken_off() -> None:
    assert countries_of("وبالقاهرة والشرطة الكينية", "ar") == ["EGY", "KEN"]


def test_a_korean_word_that_begins_like_a_country_is_no_country() -> None:
    assert countries_of("인도적 지원", "ko") == []
    assert countries_of("인도의 경찰", "ko") == ["IND"]


def test_a_turkish_ending_without_apostrophe_belongs_to_long_names_only() -> None:
    assert countries_of("Türkiyenin", "tr") == ["TUR"]
    assert "MLI" not in countries_of("Maliye", "tr")


def test_the_state_after_a_comma_says_which_city_is_meant() -> None:
    assert countries_of("officers in London, Ontario")[0] == "CAN"
    assert countries_of("officers in Paris, TX")[0] == "USA"
    assert countries_of("officers in Paris")[0] == "FRA"


def test_a_shared_name_keeps_its_countries_unless_one_dominates() -> None:
    (mention,) = find("The cameras stand in Hyderabad.")
    assert mention.is_ambiguous
    assert mention.countries == {"IND", "PAK"}


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("Georgia, where Tbilisi's mayor spoke", "GEO"),
        ("Georgia, where the Atlanta sheriff spoke", "USA"),
        ("Congo, where the troops in Goma wait", "COD"),
        ("Congo and its president in Brazzaville", "COG"),
        ("Iceland, whose Reykjavik council voted", "ISL"),
    ],
)
def test_words_near_an_ambiguous_name_settle_it(text: str, iso3: str) -> None:
    mention = find(text)[0]
    assert mention.countries == {iso3}
    assert not mention.needs_context


def test_words_near_a_name_can_say_that_it_is_no_place() -> None:
    assert find("The Iceland supermarket scanned its customers.") == []
    assert find("A gala at the Met museum.") == []
    assert countries_of("The Met sent its facial recognition vans.") == ["GBR"]


def test_an_ambiguous_name_alone_keeps_all_its_countries() -> None:
    (mention,) = find("Georgia announced it.")
    assert mention.countries >= {"GEO", "USA"}


def test_a_city_that_is_a_word_needs_context_and_in_gives_it() -> None:
    assert find("Reading takes time.")[0].needs_context
    assert not find("It was seen in Reading.")[0].needs_context
    assert not find("Reading Borough officers")[0].needs_context


def test_a_name_written_with_its_marks_is_no_common_word() -> None:
    assert all(mention.needs_context for mention in find("Para que sirve", "es"))
    assert countries_of("no Pará", "pt") == ["BRA"]
    assert not find("o Pará", "pt")[0].needs_context


def test_a_persons_or_firms_name_hides_the_place_in_it() -> None:
    assert find("Boston Dynamics and Michael Jordan read the New York Times.") == []


def test_an_authority_stands_for_its_country() -> None:
    (mention,) = find("Роскомнадзора это не касается", "ru")
    assert (mention.candidates[0].iso3, mention.candidates[0].kind) == ("RUS", "agency")


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("The San Francisco Police Department said no.", "en", "San Francisco Police Department"),
        ("The SFPD said no.", "en", "San Francisco Police Department"),
        ("La SNCF teste un logiciel.", "fr", "SNCF"),
        ("Selon la Cnil, non.", "fr", "CNIL"),
    ],
)
def test_an_authority_is_known_by_its_own_name(text: str, language: str, name: str) -> None:
    (mention,) = find(text, language)
    assert mention.candidates[0].canonical == name


def test_a_town_is_read_in_the_language_of_its_press_alone() -> None:
    assert countries_of("à Suresnes", "fr") == ["FRA"]
    assert find("in Suresnes") == []


def test_an_index_is_made_once_per_process() -> None:
    assert load_places(("sw",)) is load_places(("sw",))


def test_an_index_without_names_finds_nothing() -> None:
    assert PlaceIndex(names=()).find("Kenya") == []


@pytest.mark.parametrize("text", ["ナンバープレート", "シマリス"])
def test_a_katakana_name_is_no_part_of_a_longer_word(text: str) -> None:
    assert find(text, "ja") == []


def test_a_hangul_name_does_not_begin_inside_a_word() -> None:
    assert countries_of("샌프란시스코 경찰", "ko") == ["USA"]
    assert countries_of("런던경찰청", "ko") == ["GBR"]


@pytest.mark.parametrize(
    ("language", "text", "countries"),
    [
        ("ja", "米当局", ["USA"]),
        ("ja", "全米当局", []),
        ("ja", "英語と米作り", []),
        ("ko", "美 경찰", ["USA"]),
        ("ko", "美 영화", []),
    ],
)
def test_a_sign_stands_for_a_country_before_an_authority_alone(
    language: str, text: str, countries: list[str]
) -> None:
    assert countries_of(text, language) == countries


@pytest.mark.parametrize(
    "text", ["Charlotte Jones said so.", "my friend Austin", "Ms Sydney was stopped"]
)
def test_a_city_that_people_are_called_after_needs_context_beside_a_surname(text: str) -> None:
    assert find(text)[0].needs_context


@pytest.mark.parametrize("text", ["Charlotte police", "Austin City Council", "in Sydney Tuesday"])
def test_such_a_city_beside_an_authority_is_a_city(text: str) -> None:
    assert not find(text)[0].needs_context


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "MEPs in Brussels, where the European Commission sits"),
        ("fr", "À Bruxelles, les eurodéputés"),
        ("ru", "в Брюсселе, где Еврокомиссия"),
        ("en", "Interpol, which sits in Lyon"),
    ],
)
def test_the_seat_of_an_international_body_stands_for_no_country(language: str, text: str) -> None:
    assert find(text, language) == []


def test_a_seat_beside_words_of_its_country_is_found() -> None:
    assert countries_of("Brussels police, said the Belgian minister, wrote to MEPs")[0] == "BEL"
    assert countries_of("le trafic de drogue, à Bruxelles.", "fr") == ["BEL"]


@pytest.mark.parametrize(
    ("language", "text", "countries"),
    [
        ("es", "la Policía Nacional Civil", {"SLV", "GTM"}),
        ("fr", "la DGSN", {"MAR", "DZA", "CMR"}),
        ("zh", "公安部", {"CHN", "VNM"}),
        ("ko", "경찰청", {"KOR", "JPN"}),
    ],
)
def test_an_authority_that_several_countries_have_keeps_them_all(
    language: str, text: str, countries: set[str]
) -> None:
    (mention,) = find(text, language)
    assert mention.is_ambiguous
    assert mention.countries == countries


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "كاميرات عالية الدقة في المدينة"),
        ("ar", "في كل مدينة"),
        ("id", "Kota itu memasang kamera. Kita semua diawasi."),
        ("id", "Lima negara memakai kamera."),
        ("fr", "Le Canton de Vaud vote."),
        ("pt", "Câmaras na Praia da Rocha"),
    ],
)
def test_a_common_noun_of_the_language_is_no_city_elsewhere(language: str, text: str) -> None:
    assert {"SAU", "LBN", "IND", "JPN", "PER", "CHN", "CPV"}.isdisjoint(
        iso3 for one in find(text, language) for iso3 in one.countries
    )


def test_the_same_word_is_the_city_where_its_context_or_its_full_name_says_so() -> None:
    assert countries_of("الشرطة في المدينة المنورة", "ar") == ["SAU"]
    assert countries_of("police in Kota", "en") == ["IND"]
    assert countries_of("Lima, ibu kota Peru", "id")[0] == "PER"
