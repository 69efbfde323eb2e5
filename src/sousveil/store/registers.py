"""Load the bundled registers, codebooks and table layouts, or a codebook of one's own.

What is read is frozen and a function of its text, so a process reads each text once.
"""

from __future__ import annotations

import csv
import io
from functools import cache, lru_cache
from pathlib import Path

from sousveil.data import list_bundled, read_bundled
from sousveil.data.user_files import read_user_text
from sousveil.errors import InvalidData, NotFound
from sousveil.model.codebook import Codebook
from sousveil.model.country import Country, CountryRegister
from sousveil.model.published_table import TableLayout
from sousveil.model.structuring import structure
from sousveil.model.vendor import VendorRegister

LIVING_CODEBOOK = "sousveil"
"""The bundled codebook that claims are reviewed under, if no other is named."""


@cache
def load_countries() -> CountryRegister:
    """Return all units that the bundled codebooks list."""
    text = read_bundled("countries.csv").decode()
    return CountryRegister(
        countries=tuple(map(_country_from, csv.DictReader(io.StringIO(text, newline=""))))
    )


@cache
def load_vendors() -> VendorRegister:
    """Return the bundled vendor register."""
    text = read_bundled("vendors.yaml").decode()
    return structure(text, VendorRegister, where="vendors.yaml", is_bundled=True)


def list_codebooks() -> tuple[str, ...]:
    """Return the ids of the bundled codebooks."""
    return list_bundled("codebooks", ".yaml")


def list_tables() -> tuple[str, ...]:
    """Return the ids of the published tables that are bundled."""
    return list_bundled("tables", ".yaml")


def read_codebook_text(name: str) -> tuple[str, str]:
    """Return a codebook's YAML and where it is from: a bundled id, or the path of a file.

    Raises:
        NotFound: it is neither.
    """
    if name in list_codebooks():
        return read_bundled(f"codebooks/{name}.yaml").decode(), f"codebook {name}"
    path = Path(name)
    if path.suffix not in {".yaml", ".yml"} or not path.is_file():
        raise NotFound(
            "no bundled codebook of this name, and no YAML file either",
            where=name,
            next_step="sousveil codebook list, or give the path of a .yaml file",
        )
    return read_user_text(path, next_step="save it as UTF-8 text"), name


def load_codebook(name: str) -> Codebook:
    """Return a codebook, bundled or from a file, checked against the country register.

    Raises:
        NotFound: there is none.
        InvalidData: it breaks a rule; every failure is listed.
    """
    text, where = read_codebook_text(name)
    codebook = _structure_codebook(text, where)
    known = load_countries().by_iso3
    unknown = [
        f"units: {iso3} is in no country register" for iso3 in codebook.units if iso3 not in known
    ]
    tables = list_tables()
    unknown += [
        f"merges: {table.table_id} is no published table that is bundled ({', '.join(tables)})"
        for table in codebook.merges
        if table.table_id not in tables
    ]
    if unknown:
        raise InvalidData(
            unknown, where=where, next_step="use the codes of `sousveil codebook units`"
        )
    return codebook


def load_layout(table_id: str) -> TableLayout:
    """Return the layout of a bundled published table.

    Raises:
        NotFound: there is no such table.
    """
    if table_id not in list_tables():
        raise NotFound(
            "no published table of this name",
            where=table_id,
            next_step=f"use one of {', '.join(list_tables())}",
        )
    text = read_bundled(f"tables/{table_id}.yaml").decode()
    return structure(text, TableLayout, where=f"tables/{table_id}.yaml")


@lru_cache(maxsize=16)
def _structure_codebook(text: str, where: str) -> Codebook:
    return structure(text, Codebook, where=where)


def _country_from(row: dict[str, str]) -> Country:
    return Country(
        country_iso3=row["country_iso3"],
        name=row["name"],
        region_code=row["region_code"],
        country_iso2=row["country_iso2"] or None,
        country_numeric=row["country_numeric"] or None,
        vdem_id=int(row["vdem_id"]) if row["vdem_id"] else None,
        cow_code=int(row["cow_code"]) if row["cow_code"] else None,
        is_iso_official=row["is_iso_official"] == "1",
        aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
    )
