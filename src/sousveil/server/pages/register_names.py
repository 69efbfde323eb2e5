"""What codebook and registers call the codes of a claim, and the choices that forms offer.

Countries and the technologies of bundled codebooks have names in the reader's language. In
English they are those of the register; what a codebook of one's own calls a technology stays.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from attrs import frozen
from babel import Locale
from django.utils.translation import get_language

from sousveil.pipeline.workbench import Workbench
from sousveil.server.pages.code_names import (
    SAFEGUARD_FINDING_NAMES,
    SAFEGUARD_KIND_NAMES,
    STATUS_NAMES,
    TECHNOLOGY_NAMES,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sousveil.model.country import Country

Choices = list[tuple[str, str]]
_ENGLISH = "en"


@frozen(kw_only=True)
class RegisterNames:
    """Names as the registers have them; a code that they do not know stands for itself."""

    bench: Workbench

    def country(self, code: str | None) -> str:
        """Return a country's name."""
        found = self.bench.countries.by_iso3.get(code or "")
        return _country_name(found) if found is not None else code or ""

    def technology(self, code: str | None) -> str:
        """Return a technology's name."""
        return dict(self.technologies()).get(code or "", code or "")

    def vendor(self, code: str | None) -> str:
        """Return a vendor's name."""
        found = self.bench.vendors.by_id.get(code or "")
        return found.name if found is not None else code or ""

    def value(self, field: str, code: str | None) -> str:
        """Return how pages show the value of a claim's field."""
        if not code:
            return ""
        if field in {"country_iso3", "supplier_iso3"}:
            return self.country(code)
        if field == "technology_code":
            return self.technology(code)
        if field == "vendor_id":
            return self.vendor(code)
        names: Mapping[str, object] = _CODED.get(field, {})
        return str(names.get(code, code))

    def units(self) -> Choices:
        """Return the countries that the codebook lists, by name."""
        return by_name((code, self.country(code)) for code in self.bench.codebook.units)

    def countries(self) -> Choices:
        """Return all countries of the register, by name."""
        return by_name((one.country_iso3, _country_name(one)) for one in self.bench.countries)

    def technologies(self) -> Choices:
        """Return the codebook's technologies, in its order."""
        technologies = self.bench.codebook.technologies
        return [(one.technology_code, technology_name(one.name)) for one in technologies]

    def vendors(self) -> Choices:
        """Return all vendors, by name."""
        return by_name((one.vendor_id, one.name) for one in self.bench.vendors)


def by_name(choices: Iterable[tuple[str, str]]) -> Choices:
    """Return choices in the order of their names; letters sort alike with and without accents.

    >>> by_name([("GRC", "Grèce"), ("EGY", "Égypte")])
    [('EGY', 'Égypte'), ('GRC', 'Grèce')]
    """

    def letters(choice: tuple[str, str]) -> str:
        split = normalize("NFKD", choice[1].casefold())
        return "".join(letter for letter in split if not combining(letter))

    return sorted(choices, key=letters)


def technology_name(name: str) -> str:
    """Return what a technology that a codebook calls so is called in the reader's language."""
    return str(TECHNOLOGY_NAMES.get(name, name))


_CODED: Mapping[str, Mapping[str, object]] = {
    "status": {code.value: name for code, name in STATUS_NAMES.items()},
    "safeguard_kind": {code.value: name for code, name in SAFEGUARD_KIND_NAMES.items()},
    "safeguard_finding": {code.value: name for code, name in SAFEGUARD_FINDING_NAMES.items()},
}


def _country_name(country: Country) -> str:
    """Return the name in the reader's language, the register's where that has none."""
    language = get_language() or _ENGLISH
    if language == _ENGLISH or country.country_iso2 is None:
        return country.name
    return _territories(language).get(country.country_iso2, country.name)


@cache
def _territories(language: str) -> Mapping[str, str]:
    return dict(Locale.parse(language, sep="-").territories)
