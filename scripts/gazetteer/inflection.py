"""How names and adjectives change in running text, for the languages where they do.

Only what cannot be told from the end of a word at match time is made here: Russian cases (with
pymorphy3, at build time alone). Endings that any name can take (German -s, Turkish suffixes) are
in grammar.yaml, and Arabic clitics and Korean particles in claims/places/boundaries.py.
"""

import re
from functools import lru_cache

import pymorphy3
from pymorphy3.analyzer import Parse

_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
# What they are said of is mostly no city: Roman law, a convention, a name of streets.
_NO_ADJECTIVES = {
    "аварский", "адмиралтейский", "академический", "александрийский", "андский", "бенинский",
    "бийский", "благовещенский", "бобрикский", "богородский", "братский", "брежневский",
    "будский", "бурский", "валенский", "венский", "владимирский", "волжский", "гамильтонский",
    "ганский", "дзержинский", "екатериновский", "елизаветпольский", "ждановский", "женевский",
    "ивановский", "измайловский", "инкский", "калининский", "канский", "кантонский", "карский",
    "кировский", "китский", "конский", "кордовский", "королевский", "красногвардейский",
    "куйбышевский", "кумский", "кунцевский", "ламский", "ленинский", "лимский", "люблинский",
    "майский", "марский", "мединский", "мемфисский", "михайловский", "монтёрский", "морской",
    "николаевский", "новомосковский", "новониколаевский", "октябрьский", "оранский", "орский",
    "первомайский", "перовский", "петропавловский", "плимутский", "победский", "портландский",
    "пушкинский", "римский", "романовский", "сакский", "салемский", "северский", "славянский",
    "советский", "сталинский", "суверский", "таганский", "танжерский", "тиранский",
    "туркестанский", "уральский", "ханский", "черкасский", "черкесский", "чкаловский",
    "шахтинский", "энгельский", "ясский"
}  # fmt: skip
_LINKS = {"на", "де", "ла", "эль", "дель"}
_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
_HARD = dict(zip(_CASES, ("", "а", "у", "", "ом", "е"), strict=True))
_DECLENSIONS = {
    "ь": ("ь", "я", "ю", "ь", "ем", "е"),
    "й": ("й", "я", "ю", "й", "ем", "е"),
    "а": ("а", "ы", "е", "у", "ой", "е"),
    "я": ("я", "и", "е", "ю", "ей", "е"),
}
_APOSTROPHES = str.maketrans("’", "'")


def inflect(form: str, language: str) -> list[str]:
    """Return the forms of a name in running text."""
    if language == "ru":
        return russian_cases(form)
    return [form]


def russian_cases(name: str) -> list[str]:
    """Return a Russian name in every case: adjectives and the first noun change, the rest stays."""
    found = {name: None}
    for case in _CASES:
        found[_in_case(name, case)] = None
    return list(found)


def russian_adjective(word: str) -> list[str]:
    """Return every form of an adjective ('кенийский') without short and comparative ones."""
    parses = [p for p in _analyzer().parse(word) if "ADJF" in p.tag and "nomn" in p.tag]
    if not parses:
        return [word]
    return sorted({p.word for p in parses[0].lexeme if "ADJF" in p.tag and "Supr" not in p.tag})


def adjectives_of(city: str) -> list[str]:
    """Return every form of the adjectives in -ский of a city that the dictionary knows."""
    low = city.lower()
    if low.endswith(("ий", "ый", "ой")):
        return []
    stem = low.rstrip("аеёиоуыэюяьй")
    made = {stem + "ский", stem + "кий", stem + "ий", low + "ский"}
    known = sorted(word for word in made - _NO_ADJECTIVES if _is_known_adjective(word))
    return [form for word in known for form in russian_adjective(word)]


def _is_known_adjective(word: str) -> bool:
    is_fit = word.endswith(("ский", "цкий")) and len(word) > len("ский") + 1
    return is_fit and any(p.is_known and "ADJF" in p.tag for p in _analyzer().parse(word))


def russian_noun(word: str) -> list[str]:
    """Return every form of a noun ('кениец'), singular and plural."""
    parses = [p for p in _analyzer().parse(word.lower()) if "NOUN" in p.tag and "nomn" in p.tag]
    if not parses:
        return [word]
    return sorted({p.word for p in parses[0].lexeme if "NOUN" in p.tag})


def is_common_russian(word: str) -> bool:
    """Tell whether a word is in the dictionary as something else than a place."""
    parses = [p for p in _analyzer().parse(word.lower()) if p.is_known and p.score > 0.05]
    return any(not {"Geox", "Orgn"} & _grammemes(p) for p in parses)


def _in_case(name: str, case: str) -> str:
    words = re.split(r"(\s+|-|—)", name.translate(_APOSTROPHES))
    written = []
    is_open = True
    agreeing = _head_tag(words)
    for place, word in enumerate(words):
        if word in {"и", "—"}:
            is_open = True
        is_first = _is_first_half(words[place : place + 3])
        if not is_open or is_first or not re.fullmatch("[А-ЯЁа-яё]{2,}", word):
            written.append(word)
            continue
        parse = _parse(word, agreeing)
        inflected = parse.inflect({case}) if parse is not None else None
        if parse is None:
            written.append(_by_ending(word, case))
        else:
            written.append(_like(word, inflected.word) if inflected is not None else word)
        if parse is None or "NOUN" in parse.tag:
            is_open = words[place + 1 : place + 2] == ["-"] and _is_adjective(words[place + 2])
    return "".join(written)


def _is_first_half(words: list[str]) -> bool:
    """Tell whether a word stays as it is before a hyphen: Усть-Каменогорск, not Ростов-на-Дону."""
    if len(words) < len("A-B") or words[1] != "-" or words[2] in _LINKS:
        return False
    return not _is_adjective(words[2]) or words[0].endswith("о")


def _is_adjective(word: str) -> bool:
    return word.endswith(("ский", "ская", "цкий", "ное"))


def _by_ending(word: str, case: str) -> str:
    """Decline a name that the dictionary lacks as its last letter says: Шэньчжэнь, Ош."""
    if word.isupper() or word[:1].islower():
        return word
    endings = _DECLENSIONS.get(word[-1])
    if endings is None:
        return word + _HARD[case] if word[-1] in _CONSONANTS else word
    return word[:-1] + dict(zip(_CASES, endings, strict=True))[case]


def _head_tag(words: list[str]) -> str | None:
    """Return the number of the first noun, which adjectives before it share."""
    for word in words:
        parse = _parse(word, None)
        if parse is not None and "NOUN" in parse.tag:
            return str(parse.tag.number) if parse.tag.number else None
    return None


@lru_cache(maxsize=20_000)
def _parse(word: str, number: str | None) -> Parse | None:
    parses = [
        p
        for p in _analyzer().parse(word)
        if "nomn" in p.tag
        and ("NOUN" in p.tag or "ADJF" in p.tag)
        and "Surn" not in p.tag
        and "Name" not in p.tag
        and (number is None or p.tag.number in {number, None})
    ]
    places = [p for p in parses if "Geox" in p.tag]
    return next(iter(places or parses), None)


def _like(word: str, inflected: str) -> str:
    """Write an inflected word with the capitals of the word."""
    if "-" in word:
        return "-".join(
            _like(a, b) for a, b in zip(word.split("-"), inflected.split("-"), strict=False)
        )
    return inflected[:1].upper() + inflected[1:] if word[:1].isupper() else inflected


def _grammemes(parse: Parse) -> frozenset[str]:
    return frozenset(parse.tag.grammemes)


@lru_cache(maxsize=1)
def _analyzer() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


def is_known_place(name: str) -> bool:
    """Tell whether the Russian dictionary has a one-word name as that of a place."""
    return any(p.is_known and "Geox" in p.tag for p in _analyzer().parse(name.lower()))
