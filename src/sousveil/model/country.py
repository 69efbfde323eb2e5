"""Countries: the units that an index codes, states and others alike."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator


@frozen(kw_only=True)
class Country:
    """A unit of coding with the identifiers that quantitative users join on.

    ``country_iso3`` is ISO 3166-1 alpha-3 where ``is_iso_official``; otherwise it is
    V-Dem's text id (``XKX`` Kosovo, ``SML`` Somaliland), which looks the same.
    ``vdem_id`` and ``cow_code`` are None where V-Dem or the Correlates of War have no entry.
    """

    country_iso3: str
    name: str
    region_code: str
    country_iso2: str | None = None
    country_numeric: str | None = None
    vdem_id: int | None = None
    cow_code: int | None = None
    is_iso_official: bool = True
    aliases: tuple[str, ...] = ()


@frozen(kw_only=True, slots=False)
class CountryRegister:
    """All known countries, found by code, name or alias."""

    countries: tuple[Country, ...]

    def __iter__(self) -> Iterator[Country]:
        return iter(self.countries)

    @cached_property
    def by_iso3(self) -> dict[str, Country]:
        """Countries by their three-letter code."""
        return {country.country_iso3: country for country in self.countries}

    @cached_property
    def _by_name(self) -> dict[str, Country]:
        names: dict[str, Country] = {}
        for country in self.countries:
            for name in (country.name, *country.aliases):
                names[name.casefold()] = country
        return names

    def find(self, name: str) -> Country | None:
        """Return the country of this name, alias or code, or None; case does not count."""
        return self._by_name.get(name.strip().casefold()) or self.by_iso3.get(name.strip().upper())
