"""Where a name may begin and end in running text, script by script.

Chinese and Japanese set no spaces, so a name stands anywhere, but one in katakana is no part of a
longer word in katakana (ナンバープレート); Korean sets particles behind a name and nothing before it;
Arabic joins 'and', 'in', 'to' and the article to its front; other scripts bound words on both
sides, but for the endings that a language adds to names.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SHORT_HANGUL = 2
_CLITICS = re.compile(r"[وف]?[بكل]?(?:ال|ل)?")
_LONGEST_CLITICS = 4
_KOREAN_ENDING = re.compile(
    "(?:은|는|이|가|을|를|의|에|와|과|도|로|으로|만|시|측|산|발|인|인의|군|제|내|형|계|령|국|당국|정부|경찰|정부가|정부는|에서|에서는|에는|에도|에게|까지|부터|처럼|보다|이나|나|이며|및|"
    "시는|시가|시의|시에|시에서|인들|인이|인은|인을|정부의|도|도는|도가|도의|"
    "(?:도|시)?경찰청(?:은|이|의|에|장|과|도)?|경찰(?:은|이|의|에)|공항(?:은|이|의|에|에서)?|시장|시민|시민들|시의회|법원|검찰|"
    "지하철|대사관|지방법원|지방경찰청|광역시|특별시|산업|기업|업체)(?![가-힣])"
)


def begins_name(text: str, start: int) -> bool:
    """Tell whether a name may begin here.

    >>> begins_name("in Mali", 3), begins_name("Somali", 2), begins_name("美国政府", 2)
    (True, False, True)
    >>> begins_name("وبالقاهرة", 4), begins_name("مالقاهرة", 3)
    (True, False)
    """
    if start == 0 or not _is_word(text[start]):
        return True
    before = text[start - 1]
    if not _is_word(before):
        return True
    script = _script(text[start])
    if script == "wide":
        return not (_is_katakana(text[start]) and _is_katakana(before))
    if script == "hangul":
        return _script(before) != "hangul"
    if script == "arabic":
        return _is_clitic(text, start)
    return _script(before) in {"wide", "hangul"} and script == "other"


def end_of_name(text: str, start: int, end: int, endings: re.Pattern[str]) -> int | None:
    """Return where a name ends, with a grammatical ending, or None if a longer word goes on.

    >>> end_of_name("Kenias Polizei", 0, 5, ending_pattern("s"))
    6
    >>> end_of_name("Malian police", 0, 4, ending_pattern("s")) is None
    True
    """
    script = _script(text[end - 1])
    if script == "wide":
        is_inside = end < len(text) and _is_katakana(text[end - 1]) and _is_katakana(text[end])
        return None if is_inside else end
    if script == "hangul":
        return _end_in_hangul(text, start, end)
    match = endings.match(text, end)
    if match is not None:
        return match.end()
    return end if end == len(text) or not _goes_on(text[end]) else None


def ending_pattern(endings: str) -> re.Pattern[str]:
    """Make the pattern of the endings that names take, to be tried where a name ends."""
    return re.compile(rf"(?:{endings or '(?!)'})(?!\w)")


def _goes_on(character: str) -> bool:
    return _is_word(character) and _script(character) not in {"wide", "hangul"}


def _end_in_hangul(text: str, start: int, end: int) -> int | None:
    """Require a particle after a short name: 수단 (Sudan) is also how 수단적 begins."""
    if end - start > _SHORT_HANGUL or end == len(text) or _script(text[end]) != "hangul":
        return end
    return end if _KOREAN_ENDING.match(text, end) else None


def _is_clitic(text: str, start: int) -> bool:
    """Tell whether only clitics stand between the beginning of the word and the name."""
    begin = start
    while begin > 0 and start - begin <= _LONGEST_CLITICS and _is_word(text[begin - 1]):
        begin -= 1
    return _CLITICS.fullmatch(text, begin, start) is not None


@lru_cache(maxsize=4096)
def _is_word(character: str) -> bool:
    return character == "_" or unicodedata.category(character)[0] in "LMN"


def _is_katakana(character: str) -> bool:
    """Tell whether a character is part of a katakana word; the middle dot stands between two."""
    return "\u30a1" <= character <= "\u30fa" or "\u30fc" <= character <= "\u30ff"


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    code = ord(character)
    if 0xAC00 <= code <= 0xD7AF:
        return "hangul"
    if 0x3040 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF or 0x0E00 <= code <= 0x0E7F:
        return "wide"
    return "arabic" if 0x0600 <= code <= 0x06FF else "other"
