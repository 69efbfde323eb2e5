"""The words of dates in a language, compiled; text and words are folded in the same way."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from attrs import field, frozen

from sousveil.claims.text.folding import lower, strip_marks
from sousveil.data import read_bundled
from sousveil.model.structuring import structure

_FILE = "details/dates.yaml"
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९", "0123456789" * 3)
_ARABIC_LETTERS = re.compile("[\u0621-\u064a]")
_YEAR = r"(?P<year>(?:19[89]|20[0-4])\d)"
_MONTH_NUMBER = r"(?P<month_number>1[0-2]|0?[1-9])"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])"
_NOT_MORE = r"(?!\d|[.,]\d|/\d|%)"


def fold(text: str) -> str:
    """Return a text of the same length in lower case, without marks, with digits 0 to 9.

    >>> fold("Août ٢٠١٨")
    'aout 2018'
    """
    return lower(strip_marks(text)).translate(_DIGITS)


@frozen(kw_only=True)
class RelativeWords:
    """What names a unit of time by its distance from now; ``ago`` has ``{n}`` for a number."""

    before_last: str | None = None
    last: str | None = None
    this: str | None = None
    next: str | None = None
    ago: str | None = None


@frozen(kw_only=True, slots=False)
class DateWords:
    """How one language writes dates; the file tells what each field holds."""

    months: tuple[str, ...] = field()
    join: str = " "
    order: str | None = None
    year_first: bool = False
    year_word: str | None = None
    bare_year: bool = False
    at: str | None = None
    since: str | None = None
    by: str | None = None
    until: str | None = None
    after_since: str | None = None
    after_by: str | None = None
    after_until: str | None = None
    parts: str | None = None
    relative: dict[str, RelativeWords]
    numbers: dict[str, int]
    other: str

    @months.validator
    def _check_months(self, _attribute: object, months: tuple[str, ...]) -> None:
        if len(months) != 12:  # a year has twelve
            raise ValueError(f"{len(months)} months")

    @cached_property
    def is_wide(self) -> bool:
        """Whether words are written without a space between them."""
        return self.order == "ymd"

    def month_of(self, written: str) -> int:
        """Return the number of a month that a pattern of this language matched."""
        names = enumerate(self._month_names, start=1)
        return next(number for number, name in names if name.fullmatch(written))

    def number_of(self, written: str) -> int:
        """Return a number written in digits or as a word of this language."""
        return int(written) if written.isdigit() else self._numbers[written]

    @cached_property
    def absolute(self) -> tuple[re.Pattern[str], ...]:
        """Dates that say their year; groups are year, month or month_number, and day."""
        year_word = fold(self.year_word or "")
        day_word = "(?P<day>3[01]|[12]\\d|0?[1-9]) ?[日号號일]"
        forms = [rf"{_YEAR}([-/.]){_MONTH_NUMBER}\2{_DAY}{_NOT_MORE}"]
        if self.is_wide:
            forms.append(rf"{_YEAR}{year_word} ?{self._month}(?: ?{day_word})?")
        else:
            month = rf"{self._letters_before}{self._month}"
            join = fold(self.join)
            year = rf"{_YEAR}{_NOT_MORE}(?:{year_word})?"
            day = rf"{_DAY}(?:st|nd|rd|th|er|re|\.|º|ª|°|-?го)?"
            forms += [
                rf"{day}[ -]?(?:of |de |da |den )?{self._month}{join}{year}",
                rf"{month}{join}{year}",
                rf"{month} {day},? {year}",
            ]
        if self.year_first:
            forms.append(rf"{_YEAR}(?:{year_word})? {self._month}")
        return tuple(re.compile(self._bounded(form)) for form in forms)

    @cached_property
    def in_figures(self) -> re.Pattern[str]:
        """Dates of which the first two figures may be day and month in either order."""
        return re.compile(rf"(?<![\d./-])(\d\d?)([./-])(\d\d?)\2{_YEAR}{_NOT_MORE}")

    @cached_property
    def era(self) -> re.Pattern[str]:
        """Years counted from an emperor's accession, as in Japan."""
        rest = rf"(?:{_MONTH_NUMBER}月(?:{_DAY}日)?)?"
        return re.compile(rf"(?P<era>令和|平成)(?P<count>元|\d{{1,2}})年{rest}")

    @cached_property
    def year_alone(self) -> re.Pattern[str]:
        """A year, with the word for it if it stands there, and the last of a range of years."""
        word = f"(?P<word>{fold(self.year_word)})?" if self.year_word else "(?P<word>(?!))?"
        last = r"(?:-(?P<last>(?:19[89]|20[0-4])\d)(?!-?\d))?"
        return re.compile(self._bounded(rf"{_YEAR}{last}{word}{_NOT_MORE}"))

    @cached_property
    def yearless(self) -> tuple[re.Pattern[str], ...]:
        """A month, with or without a day, without its year."""
        if self.is_wide:
            day = "(?: ?(?P<day>3[01]|[12]\\d|0?[1-9]) ?[日号號일])?"
            return (re.compile(self._bounded(rf"{self._month}{day}")),)
        day = rf"{_DAY}(?:st|nd|rd|th|er|\.|º|°|-?го)?"
        return tuple(
            re.compile(self._bounded(form))
            for form in (
                rf"{day} (?:of |de )?{self._month}\b",
                rf"{self._letters_before}{self._month} {day}(?![\d:.,]?\d)(?! ?[%$€a-z])",
                rf"{self._letters_before}{self._month}\b",
            )
        )

    @cached_property
    def relative_years(self) -> tuple[tuple[re.Pattern[str], int], ...]:
        """Words for a year, with or without a month of it, and how far they are from this year."""
        link = r"(?:,? (?:of |de |del |do |من )?)"
        found = []
        for words, offset in self._relative("year"):
            if self.is_wide:
                form = rf"(?:{words})(?: ?の? ?{self._month})?"
            else:
                name = self._month.replace("?P<month>", "?P<month_after>")
                form = (
                    rf"(?:{self._letters_before}{self._month}{link})?(?:{words})"
                    rf"(?:(?:in\w*)? {name})?"
                )
            found.append((re.compile(self._bounded(form)), offset))
        return tuple(found)

    @cached_property
    def relative_units(self) -> tuple[tuple[str, re.Pattern[str], int], ...]:
        """Words for a month or a day by its distance from today."""
        return tuple(
            (unit, re.compile(self._bounded(rf"(?:{words})")), offset)
            for unit in ("month", "day")
            for words, offset in self._relative(unit)
        )

    @cached_property
    def counted_back(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Words for a number of years, months or days before today."""
        number = rf"(?P<number>\d\d?|{'|'.join(map(re.escape, self._numbers))})"
        return tuple(
            (unit, re.compile(self._bounded(fold(words.ago).replace("{n}", number))))
            for unit, words in self.relative.items()
            if words.ago
        )

    @cached_property
    def before(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Roles with the words that give a date this role from before it."""
        left = "" if self.is_wide else self._letters_before + r"(?<![^\W_])"
        parts = f"(?:[ -]+(?:{fold(self.parts)}))*" if self.parts else ""
        roles = ("since", "by", "until", "at")
        return tuple(
            (role, re.compile(rf"{left}(?:{fold(words)}){parts}[ -]*$"))
            for role in roles
            if (words := getattr(self, role))
        )

    @cached_property
    def behind(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Roles with the words that give a date this role from behind it."""
        roles = ("since", "by", "until")
        return tuple(
            (role, re.compile(fold(words)))
            for role in roles
            if (words := getattr(self, f"after_{role}"))
        )

    @cached_property
    def other_matter(self) -> re.Pattern[str]:
        """Words that a date may belong to rather than to the event."""
        words = fold(self.other)
        if self.is_wide:
            return re.compile(words)
        return re.compile(rf"(?<![^\W_]){self._letters_before}(?:{words})(?![^\W_])")

    @cached_property
    def _month_names(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(fold(name)) for name in self.months)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {fold(name): number for name, number in self.numbers.items()}

    @cached_property
    def _month(self) -> str:
        names = "|".join(map(fold, reversed(self.months)))
        second = rf"(?:/(?:{names}))?" if _ARABIC_LETTERS.search(names) else ""
        return rf"(?P<month>{names}){second}"

    @cached_property
    def _letters_before(self) -> str:
        """What may be written onto a word: an Arabic conjunction or preposition."""
        return "[وفبل]?" if _ARABIC_LETTERS.search(self.months[0]) else ""

    def _relative(self, unit: str) -> list[tuple[str, int]]:
        words = self.relative[unit]
        known = ((words.before_last, -2), (words.last, -1), (words.this, 0), (words.next, 1))
        return [(fold(one), offset) for one, offset in known if one]

    def _bounded(self, form: str) -> str:
        return rf"(?<!\d){form}" if self.is_wide else rf"(?<![^\W_]){form}"


@frozen(kw_only=True, slots=False)
class DateLanguages:
    """The bundled file."""

    version: str
    counted: str
    languages: dict[str, DateWords]

    @cached_property
    def counted_thing(self) -> re.Pattern[str]:
        """What is counted by the number before it."""
        return re.compile(rf" ?(?:{fold(self.counted)})")


@lru_cache(maxsize=1)
def load_date_languages() -> DateLanguages:
    """Return the words of dates of every language that has a vocabulary."""
    return structure(read_bundled(_FILE).decode(), DateLanguages, where=_FILE, is_bundled=True)
