"""TED's codes of countries as ISO 3166-1 alpha-3."""

from __future__ import annotations

import csv
import io
from functools import cache

from sousveil.data import read_bundled

# TED's own codes, and countries that buy or sell there and no codebook lists.
_MORE_COUNTRIES = {
    "UK": "GBR",
    "EL": "GRC",
    "1A": "XKX",
    "AD": "AND",
    "FO": "FRO",
    "GI": "GIB",
    "GL": "GRL",
    "LI": "LIE",
    "MC": "MCO",
    "SM": "SMR",
    "VA": "VAT",
}


def country_iso3(code: str | None) -> str | None:
    """Return the alpha-3 code for one of TED's country codes; an unknown one as given.

    >>> country_iso3("EL"), country_iso3("FRA"), country_iso3("ZM")
    ('GRC', 'FRA', 'ZMB')
    """
    if code is None:
        return None
    return _read_countries().get(code.upper(), code)


@cache
def _read_countries() -> dict[str, str]:
    rows = csv.DictReader(io.StringIO(read_bundled("countries.csv").decode()))
    listed = {row["country_iso2"]: row["country_iso3"] for row in rows if row["country_iso2"]}
    return listed | _MORE_COUNTRIES
