"""States, provinces and regions: CLDR's names, translations of ISO 3166-2, and those by hand."""

import gettext
import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pycountry

from scripts.gazetteer.inflection import inflect
from scripts.gazetteer.rows import REGION_WEIGHT, Row, country_codes, read_hand
from scripts.gazetteer.words import WordList
from sousveil.claims.text.folding import strip_marks

# Countries whose first-level units are communes or districts that nobody abroad knows.
_TOO_SMALL = {"SI", "MK", "MT", "LV", "MD", "BS", "SC", "AZ", "SM", "AD", "LI", "MC", "NR", "TV",
              "PW", "BB", "JM", "GD", "DM", "VC", "LC", "KN", "AG", "TT", "MV", "BN", "LU", "ME",
              "CV", "ST", "MU", "WS", "TO", "KI", "FM", "MH", "VU", "SB", "GB", "UM", "HU", "EE"}  # fmt: skip
# Countries whose units are known by name abroad: none is left out, doubtful ones are flagged.
_LARGE = {
    "US",
    "CA",
    "MX",
    "BR",
    "DE",
    "IN",
    "CN",
    "AU",
    "NG",
    "PK",
    "AR",
    "ZA",
    "RU",
    "ID",
    "IT",
    "ES",
}
_TRANSLATED = {
    "de": "de",
    "fr": "fr",
    "ja": "ja",
    "ru": "ru",
    "zh": "zh_CN",
    "it": "it",
    "hi": "hi",
}
_WRITTEN_WEIGHT = 10 * REGION_WEIGHT  # what people wrote down is the one that texts mean
_SHORTEST = {"ja": 3, "zh": 2}
_GENERIC = re.compile(
    r"^(?:provinc[ei]\w*|region\w*|distri\w*|governorate|state|county|oblast\w*|capital\w*|north\w*|"
    r"south\w*|east\w*|west\w*|centr\w*|city|nord|sud|est|ouest)$",
    re.IGNORECASE,
)
_US_ABBREVIATION = re.compile(r"US-([A-Z]{2})")


def make_subdivisions(cldr: Path, hand: Path, words: WordList) -> Iterator[Row]:
    """Give every name of the first-level subdivisions; the Latin ones are for any language."""
    codes = country_codes()
    english = _english(cldr)
    for unit in pycountry.subdivisions:
        iso2 = unit.country_code
        if unit.parent_code is not None or iso2 in _TOO_SMALL or iso2 not in codes:
            continue
        iso3 = codes[iso2][0]
        canonical = english.get(unit.code, unit.name)
        for form in {canonical, *(part.strip() for part in re.split("[/[]", unit.name))}:
            if _is_telling(form, words) or (iso2 in _LARGE and len(form) > 3):
                yield _row(form, "", iso3, canonical, words)
        for language, form in _translations(unit.name):
            yield from (_row(f, language, iso3, canonical, words) for f in inflect(form, language))
        if match := _US_ABBREVIATION.fullmatch(unit.code):
            yield _row(f", {match[1]}", "en", iso3, canonical, words)
    for canonical, iso3, languages, listed in read_hand(hand / "subdivisions.tsv", 4):
        for language, form in product(languages.split(","), listed.split(";")):
            for one in inflect(form.strip(), language):
                own = form.strip(" ,()") if canonical == "*" else canonical
                yield _row(one, language, iso3, own, None)


def _english(cldr: Path) -> dict[str, str]:
    path = cldr / "cldr-subdivisions-full" / "subdivisions" / "en" / "en.json"
    data = json.loads(path.read_text(encoding="utf-8"))["subdivisions"]["localeDisplayNames"]
    return {f"{key[:2]}-{key[2:]}".upper(): name for key, name in data["subdivisions"].items()}


def _translations(name: str) -> Iterator[tuple[str, str]]:
    for language, locale in _TRANSLATED.items():
        translated = _catalogue(locale).gettext(name)
        is_long = len(translated) >= _SHORTEST.get(language, 4)
        if translated != name and is_long and not re.search(r"[;,()（）/]", translated):
            yield language, translated


def _catalogue(locale: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-2", pycountry.LOCALES_DIR, languages=[locale])


def _is_telling(form: str, words: WordList) -> bool:
    """Tell whether a name is one: not 'Central', not 'North East', not three letters."""
    plain = re.findall(r"\w+", strip_marks(form))
    is_generic = all(_GENERIC.match(word) or words.is_word(word) for word in plain)
    return len(form) > 3 and not is_generic and not words.is_person(form)


def _row(form: str, language: str, iso3: str, canonical: str, words: WordList | None) -> Row:
    """Make a row; a name that a person wrote down (no word list) is not doubted."""
    is_doubted = words is not None and (words.is_word(form) or words.is_person(form))
    return Row(
        form=form,
        language=language,
        iso3=iso3,
        kind="subdivision",
        canonical=canonical,
        weight=REGION_WEIGHT if words is not None else _WRITTEN_WEIGHT,
        flags=frozenset({"needs_context"} if is_doubted else ()),
    )
