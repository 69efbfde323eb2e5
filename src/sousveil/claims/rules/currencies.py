"""What currencies and scales of numbers are called, as the bundled file has it."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from attrs import field, frozen

from sousveil.claims.rules.date_words import fold
from sousveil.data import read_bundled
from sousveil.model.structuring import structure

if TYPE_CHECKING:
    from collections.abc import Iterable

_FILE = "details/currencies.yaml"
_WIDE = frozenset({"ja", "ko", "zh"})
"""Languages whose words of prices may stand within a run of letters."""
_BEFORE = 24
"""Characters before a number in which its currency may be written."""


@frozen(kw_only=True)
class SharedName:
    """A name that several currencies share; the file tells which it stands for."""

    names: tuple[str, ...]
    position: str
    otherwise: str | None = None
    local: dict[str, str] = field(factory=dict)
    unread: tuple[str, ...] = ()

    def currency_in(self, country_iso3: str) -> str | None:
        """Return the currency that the name stands for in a country, None where it is unsaid."""
        if country_iso3 in self.unread:
            return None
        return self.local.get(country_iso3, self.otherwise)


@frozen(kw_only=True, slots=False)
class Currencies:
    """The bundled names of currencies and scales of numbers; ``cost`` are words of prices."""

    version: str
    before: dict[str, tuple[str, ...]]
    after: dict[str, tuple[str, ...]]
    shared: tuple[SharedName, ...]
    scales: dict[str, dict[str, float]]
    comma_decimal: tuple[str, ...]
    joins: tuple[str, ...]
    cost: dict[str, str]

    def currency_before(self, text: str, start: int, country_iso3: str) -> tuple[int, str] | None:
        """Return where a currency written before a number begins, and which it is."""
        written = text[max(0, start - _BEFORE) : start]
        found = _longest(pattern.search(written) for pattern in self._before)
        if found is None:
            return None
        currency = self._currency(found[0].strip(), "before", country_iso3)
        return None if currency is None else (start - len(written) + found.start(), currency)

    def currency_behind(self, text: str, end: int, country_iso3: str) -> tuple[int, str] | None:
        """Return where a currency written behind a number ends, and which it is."""
        found = _longest(pattern.match(text, end) for pattern in self._behind)
        if found is None:
            return None
        currency = self._currency(found["name"], "after", country_iso3)
        return None if currency is None else (found.end(), currency)

    def scale_at(self, text: str, end: int, language: str) -> tuple[int, float]:
        """Return where the scale of a number ends, and by how much it multiplies."""
        known = [(pattern.match(text, end), factor) for pattern, factor in self._scales[language]]
        found = [(match.end(), factor) for match, factor in known if match is not None]
        return max(found, default=(end, 1.0))

    @cached_property
    def price_words(self) -> dict[str, re.Pattern[str]]:
        """Words of prices, by language."""
        return {
            language: re.compile(
                fold(words) if language in _WIDE else rf"(?<![^\W_])(?:{fold(words)})"
            )
            for language, words in self.cost.items()
        }

    def _currency(self, written: str, position: str, country_iso3: str) -> str | None:
        own: dict[str, tuple[re.Pattern[str], ...]] = self._names[position]
        for shared, patterns in self._shared:
            is_here = shared.position == position and country_iso3 in shared.local
            if is_here and any(one.fullmatch(written) for one in patterns):
                return shared.local[country_iso3]
        for code, patterns in own.items():
            if any(one.fullmatch(written) for one in patterns):
                return code
        for shared, patterns in self._shared:
            if shared.position == position and any(one.fullmatch(written) for one in patterns):
                return shared.currency_in(country_iso3)
        return None

    @cached_property
    def _names(self) -> dict[str, dict[str, tuple[re.Pattern[str], ...]]]:
        return {
            position: {code: _compiled(names) for code, names in table.items()}
            for position, table in (("before", self.before), ("after", self.after))
        }

    @cached_property
    def _shared(self) -> tuple[tuple[SharedName, tuple[re.Pattern[str], ...]], ...]:
        return tuple((one, _compiled(one.names)) for one in self.shared)

    @cached_property
    def _before(self) -> tuple[re.Pattern[str], ...]:
        names = self._all_names("before")
        return tuple(re.compile(rf"(?<![^\W\d_])(?:{name}) ?$") for name in names)

    @cached_property
    def _behind(self) -> tuple[re.Pattern[str], ...]:
        joins = "|".join(map(re.escape, self.joins))
        names = self._all_names("after")
        return tuple(re.compile(rf" ?(?:(?:{joins}) ?)?(?P<name>{name})") for name in names)

    def _all_names(self, position: str) -> list[str]:
        table = self.before if position == "before" else self.after
        own = [fold(name) for names in table.values() for name in names]
        shared = [fold(n) for one in self.shared if one.position == position for n in one.names]
        return [*own, *shared]

    @cached_property
    def _scales(self) -> dict[str, tuple[tuple[re.Pattern[str], float], ...]]:
        return {
            language: tuple(
                (re.compile(rf"[ -]?(?:{fold(name)})(?![^\W\d_])"), factor)
                for name, factor in (self.scales["any"] | own).items()
            )
            for language, own in self.scales.items()
        }


@lru_cache(maxsize=1)
def load_currencies() -> Currencies:
    """Return the bundled currencies."""
    return structure(read_bundled(_FILE).decode(), Currencies, where=_FILE, is_bundled=True)


def _longest(matches: Iterable[re.Match[str] | None]) -> re.Match[str] | None:
    found = [match for match in matches if match is not None]
    return max(found, key=lambda match: match.end() - match.start(), default=None)


def _compiled(names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(fold(name)) for name in names)
