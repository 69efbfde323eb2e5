"""Nationality adjectives and nouns: the stems are written by hand, their endings made here."""

from collections.abc import Iterator
from pathlib import Path

from scripts.gazetteer.inflection import russian_adjective, russian_noun
from scripts.gazetteer.rows import COUNTRY_WEIGHT, REGION_WEIGHT, Row, country_codes, read_hand

_GERMAN_ADJECTIVE = ("", "e", "en", "er", "es", "em")
_ARABIC_ENDINGS = ("", "ة", "ون", "ين", "ان", "ات")
_NOT_PLURAL = ("ese", "sh", "ch", "men", "man", "s", "ois")
_VOWELS = "aeıioöuü"
_HARMONY = dict(zip("aıeioöuü", "ııiiuüuü", strict=True))


def make_demonyms(hand: Path, countries: list[Row]) -> Iterator[Row]:
    """Give every form of every nationality; for Turkish, from the countries' names where none is written."""
    names = dict(country_codes().values())
    written = set()
    for path in sorted(hand.glob("demonyms.*.tsv")):
        language = path.name.split(".")[1]
        for iso3, listed in read_hand(path, 2):
            written.add((language, iso3))
            for word in filter(None, (word.strip() for word in listed.split(";"))):
                for form in decline(word, language):
                    yield _row(form, language, iso3, names[iso3])
    for country in countries:
        if country.language == "tr" and ("tr", country.iso3) not in written:
            for form in turkish(country.form + _turkish_suffix(country.form)):
                yield _row(form, "tr", country.iso3, country.canonical)


def make_adjectives(hand: Path) -> Iterator[Row]:
    """Give Russian adjectives of cities and regions that no rule makes: питерский, ямальский."""
    for iso3, canonical, listed in read_hand(hand / "adjectives.ru.tsv", 3):
        for word in listed.split(";"):
            for form in russian(word.strip()):
                yield Row(
                    form=form,
                    language="ru",
                    iso3=iso3,
                    kind="subdivision",
                    canonical=canonical if ";" not in listed else word.strip(),
                    weight=REGION_WEIGHT,
                )


def decline(word: str, language: str) -> list[str]:
    """Return the forms of a nationality word; a leading = says that it has no others."""
    if word.startswith("="):
        return [word[1:]]
    return _RULES[language](word)


def english(word: str) -> list[str]:
    """Return an English nationality word and its plural."""
    return [word] if word.endswith(_NOT_PLURAL) else [word, word + "s"]


def german(word: str) -> list[str]:
    """Return the declined forms of a German adjective (-isch) or noun.

    >>> german("Brite")
    ['Brite', 'Briten', 'Britin', 'Britinnen']
    """
    if word.endswith("isch") and word[:1].islower():
        return [word + ending for ending in _GERMAN_ADJECTIVE]
    if word.endswith("er"):
        return [word, *(word + ending for ending in ("s", "n", "in", "innen"))]
    if word.endswith("e") and word[:1].isupper():
        return [word, word + "n", word[:-1] + "in", word[:-1] + "innen"]
    return [word]


def french(word: str) -> list[str]:
    """Return the four forms of a French adjective.

    >>> french("kényan"), french("turc/turque")
    (['kényan', 'kényans', 'kényane', 'kényanes'], ['turc', 'turcs', 'turque', 'turques'])
    """
    masculine, _, feminine = word.partition("/")
    if not feminine:
        double = masculine.endswith(("en", "on"))
        feminine = masculine if masculine.endswith("e") else masculine + ("ne" if double else "e")
    plural = masculine if masculine.endswith(("s", "z")) else masculine + "s"
    return list(dict.fromkeys((masculine, plural, feminine, feminine + "s")))


def spanish(word: str) -> list[str]:
    """Return the forms of a Spanish adjective.

    >>> spanish("japonés")
    ['japonés', 'japonesa', 'japoneses', 'japonesas']
    """
    for ending, endings in (
        ("o", ("o", "a", "os", "as")),
        ("és", ("és", "esa", "eses", "esas")),
        ("án", ("án", "ana", "anes", "anas")),
        ("ón", ("ón", "ona", "ones", "onas")),
        ("ol", ("ol", "ola", "oles", "olas")),
        ("í", ("í", "íes", "ís")),
        ("ú", ("ú", "úes", "ús")),
    ):
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            return [stem + one for one in endings]
    return [word, word + ("s" if word[-1] in "aeiou" else "es")]


def portuguese(word: str) -> list[str]:
    """Return the forms of a Portuguese adjective.

    >>> portuguese("chinês")
    ['chinês', 'chinesa', 'chineses', 'chinesas']
    """
    for ending, endings in (
        ("o", ("o", "a", "os", "as")),
        ("ês", ("ês", "esa", "eses", "esas")),
        ("eu", ("eu", "eia", "eus", "eias")),
        ("ol", ("ol", "ola", "olas")),
    ):
        if word.endswith(ending) and not word.endswith("ão"):
            stem = word.removesuffix(ending)
            return [stem + one for one in endings]
    return [word, word + "s"] if word[-1] in "aeiouíê" else [word]


def russian(word: str) -> list[str]:
    """Return every case of a Russian adjective or noun."""
    if word.endswith(("ий", "ый", "ой")):
        return russian_adjective(word)
    return russian_noun(word)


def arabic(word: str) -> list[str]:
    """Return the forms of an Arabic nisba; the article and clitics are found at match time."""
    return [word + ending for ending in _ARABIC_ENDINGS]


def turkish(word: str) -> list[str]:
    """Return a Turkish nationality word in plural and cases, by vowel harmony.

    >>> turkish("Kenyalı")[:4]
    ['Kenyalı', 'Kenyalılar', 'Kenyalıların', 'Kenyalılara']
    """
    if "'" in word:
        return [word]
    vowel = _last_vowel(word)
    low = "a" if vowel in "aıou" else "e"
    high = "ı" if low == "a" else "i"
    plural = f"{word}l{low}r"
    joined = "y" if word[-1] in _VOWELS else ""
    singular = [word + "n" * bool(joined) + _HARMONY[vowel] + "n", word + joined + _HARMONY[vowel]]
    return [word, plural, f"{plural}{high}n", f"{plural}{low}", f"{plural}{high}", *singular]


def _turkish_suffix(name: str) -> str:
    return "l" + _HARMONY[_last_vowel(name)]


def _last_vowel(word: str) -> str:
    plain = word.lower().translate(str.maketrans("âîû", "aiu"))
    return next((letter for letter in reversed(plain) if letter in _VOWELS), "e")


def _row(form: str, language: str, iso3: str, canonical: str) -> Row:
    return Row(
        form=form,
        language=language,
        iso3=iso3,
        kind="demonym",
        canonical=canonical,
        weight=COUNTRY_WEIGHT,
    )


_RULES = {
    "ar": arabic,
    "de": german,
    "en": english,
    "es": spanish,
    "fr": french,
    "pt": portuguese,
    "ru": russian,
    "tr": turkish,
}
