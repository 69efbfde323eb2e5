"""Countries: which country each row of a table is about, and the rows where that is unclear."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sousveil.editions.audit.observation import Confidence, Observation, RowKey
from sousveil.editions.audit.replaced_text import has_capital_inside, infer_repairs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sousveil.model.country import CountryRegister
    from sousveil.model.published_table import PublishedTable


def key_rows(table: PublishedTable, column: str, countries: CountryRegister) -> dict[int, RowKey]:
    """Return the key of every row by its number; a damaged name is read as what it was.

    A row without a known country keeps its label alone, and so joins with nothing.
    """
    labels = {row.number: row[column] or "" for row in table}
    unknown = [label for label in labels.values() if countries.find(label) is None]
    repaired = {r.cell: r.word for r in infer_repairs(unknown, country_words(countries))}
    keys = {}
    for number, label in labels.items():
        country = countries.find(repaired.get(label, label))
        iso3 = None if country is None else country.country_iso3
        keys[number] = RowKey(row=number, country_iso3=iso3, label=label)
    return keys


def country_words(countries: CountryRegister) -> tuple[str, ...]:
    """Return every name and alias that a table may print rightly.

    An alias with a capital inside a word is left out: no country is written so, and a
    register that lists a damaged spelling, to read an old table, does not make it right.
    """
    names = (name for country in countries for name in (country.name, *country.aliases))
    return tuple(name for name in names if not has_capital_inside(name))


def check_country(keys: Mapping[int, RowKey], column: str) -> tuple[Observation, ...]:
    """Report rows whose country is unknown, and countries that have several rows.

    Such rows are compared with nothing, or only the last of them is.
    """
    rows_of = Counter(key.unit for key in keys.values())
    rows = []
    for key in keys.values():
        if key.country_iso3 is None:
            rows.append(key.affected(column=column, found=key.label, note="not in the register"))
        elif rows_of[key.unit] > 1:
            rows.append(key.affected(column=column, found=key.label, note="has several rows"))
    if not rows:
        return ()
    return (
        Observation(
            check="country",
            summary=f"{len(rows)} rows are of an unknown country or of one that has several rows",
            rows=tuple(rows),
            confidence=Confidence.CERTAIN,
        ),
    )
