"""The languages of published pages: texts from catalogues, names of countries, numbers.

Sources are in English; a catalogue (``data/catalogues/LANGUAGE.po``) translates them and is
compiled when it is read, so it can never be older than its text. A text that no catalogue
has, such as one from data, stays as it is and is marked as English on the page.
"""

from __future__ import annotations

import io
import unicodedata
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from typing import TYPE_CHECKING, Any

from attrs import frozen

from sousveil.data import read_bundled
from sousveil.errors import NotFound
from sousveil.publication.site_paths import language_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sousveil.editions.covariates import Number

LANGUAGES = (("en", "English"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية"))
"""Each language by its own name; English is what the sources are in."""

ALL_LANGUAGES = tuple(code for code, _name in LANGUAGES)
SOURCE_LANGUAGE = "en"
_RIGHT_TO_LEFT = frozenset({"ar"})


def N_(message: str) -> str:  # noqa: N802  # the name by which gettext's tools know it
    """Mark a text for the catalogues that is translated where it is shown."""
    return message


@frozen(kw_only=True, slots=False, eq=False)
class Language:
    """A language that pages are written in.

    ``folder`` is where its pages are, from the top of the site; ``territories`` are names of
    countries by ISO 3166-1 alpha-2; ``separators`` are those of numbers.
    """

    code: str
    name: str
    folder: str
    catalogue: NullTranslations
    territories: dict[str, str]
    separators: dict[int, str]

    @property
    def direction(self) -> str:
        """The direction of writing, as HTML says it."""
        return "rtl" if self.code in _RIGHT_TO_LEFT else "ltr"

    @property
    def comma(self) -> str:
        """What parts the members of a list."""
        return "، " if self.code == "ar" else ", "

    @property
    def is_source(self) -> bool:
        """Whether this is the language of the sources."""
        return self.code == SOURCE_LANGUAGE

    def say(self, message: str, **values: object) -> str:
        """Return a text in this language, its ``{placeholders}`` filled.

        >>> load_language("fr").say("Countries")
        'Pays'
        """
        text = self.catalogue.gettext(message)
        return text.format(**values) if values else text

    def say_many(self, one: str, many: str, count: int, **values: object) -> str:
        """Return a text for a number of things; ``{count}`` is the number, as written here.

        >>> load_language("en").say_many("{count} claim", "{count} claims", 1200)
        '1,200 claims'
        """
        text = self.catalogue.ngettext(one, many, count)
        return text.format(count=self.number(count), **values)

    def own(self, text: str) -> str | None:
        """Return a text from data in this language, None where no catalogue has it."""
        if self.is_source or not text:
            return text
        found = self.catalogue.gettext(text)
        return None if found == text else found

    def country_name(self, name: str, iso2: str | None) -> str:
        """Return the name of a country; its English name stands where the language has none.

        A catalogue goes before the list of territories, whose names are those of ISO codes
        and not those of units: where the index has a unit for the West Bank, for example.

        >>> load_language("es").country_name("Kenya", "KE")
        'Kenia'
        """
        if self.is_source:
            return name
        return self.own(name) or self.territories.get(iso2 or "") or name

    def number(self, value: Number) -> str:
        r"""Return a value as it is, thousands separated; nothing is rounded, missing is said.

        In Arabic a mark of direction keeps the sign before the number.

        >>> [load_language("es").number(value) for value in (198086263, -0.367, None)]
        ['198.086.263', '-0,367', 'sin valor']
        >>> load_language("ar").number(-0.367)
        '\u200e-0.367'
        """
        if value is None:
            return self.say("no value")
        if isinstance(value, bool):
            return self.say("yes") if value else self.say("no")
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return value if isinstance(value, str) else f"{value:,}".translate(self.separators)

    def join(self, words: Sequence[str]) -> str:
        """Return words as an enumeration.

        >>> load_language("en").join(["a", "b", "c"]), load_language("fr").join(["a", "b"])
        ('a, b and c', 'a et b')
        """
        if len(words) < 2:
            return "".join(words)
        return self.say("{list} and {last}", list=self.comma.join(words[:-1]), last=words[-1])


@cache
def load_language(code: str) -> Language:
    """Return a language by its code.

    Raises:
        NotFound: pages are not written in it.
    """
    names = dict(LANGUAGES)
    if code not in names:
        raise NotFound(
            "the site is not written in this language",
            where=code,
            next_step=f"use one of {', '.join(names)}",
        )
    is_source = code == SOURCE_LANGUAGE
    return Language(
        code=code,
        name=names[code],
        folder=language_folder(code),
        catalogue=NullTranslations() if is_source else _read_catalogue(code),
        territories={} if is_source else _read_territories(code),
        separators={} if is_source else _read_separators(code),
    )


@lru_cache(maxsize=65_536)
def sort_key(text: str) -> str:
    """Return what texts are sorted by: letters without case and accents.

    >>> sorted(["Zambie", "États-Unis", "Chine"], key=sort_key)
    ['Chine', 'États-Unis', 'Zambie']
    """
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _read_catalogue(code: str) -> NullTranslations:
    from babel.messages.mofile import write_mo  # noqa: PLC0415  # for other languages alone
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(read_bundled(f"catalogues/{code}.po")), locale=code))
    compiled.seek(0)
    return GNUTranslations(compiled)


def _read_territories(code: str) -> dict[str, str]:
    from babel import Locale  # noqa: PLC0415

    return dict(Locale(code).territories)


def _read_separators(code: str) -> dict[int, str]:
    """Return the marks for thousands, decimals and less than nothing; digits are the Latin ones."""
    from babel import Locale  # noqa: PLC0415

    symbols: dict[str, Any] = Locale(code).number_symbols["latn"]
    return {
        ord(","): symbols["group"],
        ord("."): symbols["decimal"],
        ord("-"): symbols["minusSign"],
    }
