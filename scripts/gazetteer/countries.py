"""Names of countries in every language: CLDR's, short and variant ones too, and those by hand."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from scripts.gazetteer.inflection import inflect
from scripts.gazetteer.rows import COUNTRY_WEIGHT, Row, country_codes, read_hand

# Not states and not written of as such; their names are words or names of others.
_LEFT_OUT = {"AQ", "BV", "HM", "UM", "TF", "GS", "IO", "CP", "SJ"}
# CLDR forms that no running text uses.
_DISPLAY_ONLY = re.compile(r"[()\[\]（）]")


def make_countries(cldr: Path, hand: Path, languages: tuple[str, ...]) -> Iterator[Row]:
    """Give every name of every country, inflected as the language does."""
    codes = country_codes()
    names = dict(codes.values())
    by_hand = [
        (iso3, language, form.strip())
        for iso3, languages, listed in read_hand(hand / "countries.tsv", 3)
        for language in languages.split(",")
        for form in listed.split(";")
    ]
    wrong = {(iso3, language, form[1:]) for iso3, language, form in by_hand if form[0] == "-"}
    for language in languages:
        for iso2, form in _cldr_names(cldr, language):
            if iso2 in codes and iso2 not in _LEFT_OUT:
                iso3, canonical = codes[iso2]
                if (iso3, language, form) in wrong:
                    continue
                yield from _forms(form, language, iso3, canonical)
    for iso3, language, form in by_hand:
        if form[0] != "-":
            yield from _forms(form, language, iso3, names[iso3])


def _forms(form: str, language: str, iso3: str, canonical: str) -> Iterator[Row]:
    forms = inflect(form, language)
    if language == "ko" and " " in form:
        forms.append(form.replace(" ", ""))  # 도미니카공화국 is no Dominica
    for written in forms:
        yield Row(
            form=written,
            language=language,
            iso3=iso3,
            kind="country",
            canonical=canonical,
            weight=COUNTRY_WEIGHT,
        )


def _cldr_names(cldr: Path, language: str) -> Iterator[tuple[str, str]]:
    for locale in (language, *_MORE_LOCALES.get(language, ())):
        path = cldr / "cldr-localenames-full" / "main" / locale / "territories.json"
        data = json.loads(path.read_text(encoding="utf-8"))["main"][locale]
        for key, name in data["localeDisplayNames"]["territories"].items():
            if not _DISPLAY_ONLY.search(name):
                yield key.split("-")[0], name


_MORE_LOCALES = {
    "zh": ("zh-Hant", "zh-Hant-HK"),
    "pt": ("pt-PT",),
    "es": ("es-419", "es-MX"),
    "de": ("de-AT", "de-CH"),
    "ar": ("ar-EG", "ar-SA", "ar-LB"),
    "fr": ("fr-CA",),
}
