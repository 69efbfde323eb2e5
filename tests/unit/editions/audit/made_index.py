"""A made-up index, clean to the last digit, and the ways in which tables get damaged.

Every column follows from the ones that it should follow from, so that whatever a check finds
was planted, or is a false alarm. Countries and vendors are from the registers; all values are
drawn.
"""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from sousveil.editions.audit.plan import AuditPlan
from sousveil.editions.audit.run import AuditReference, audit_table
from sousveil.editions.covariates import Covariates, read_covariates
from sousveil.model.published_table import PublishedTable, TableRow
from sousveil.model.structuring import structure
from sousveil.store import registers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sousveil.editions.audit.observation import Observation
    from sousveil.model.country import CountryRegister
    from sousveil.model.vendor import VendorRegister

Cells = dict[str, str]
VENDOR_COLUMNS = ("v1", "v2", "v3", "v4", "v5")
TYPES = ("low", "middle", "high")

_PLAN = """
table_id: made
country: country
"yes": [x]
derivations:
  - column: score
    decimals: 2
    components:
      - {column: a, factor: 0.1}
      - {column: b, factor: 1, decimals: 2}
      - {column: c, factor: 10, decimals: 3}
categories:
  - column: type
    score: score
    bands:
      - {category: low, from_score: 0}
      - {category: middle, from_score: 4}
      - {category: high, from_score: 7}
rankings: [{rank: rank, value: spending}]
texts:
  - {columns: [country], vocabulary: countries}
  - {columns: [v1, v2, v3, v4, v5], vocabulary: vendors}
lists: [{columns: [v1, v2, v3, v4, v5], vocabulary: vendors}]
totals: [{statement: ticked, columns: [tick], printed: TOTAL}]
earlier:
  table_id: made-before
  country: country
  series:
    - {column: freedom, earlier_column: freedom, maximum: 100}
    - {column: spending, earlier_column: spending, is_magnitude: true}
"""
_DICTIONARY = """
covariates_id: made
title: Made
notes: Drawn.
columns:
- {name: a, type: DOUBLE, meaning: a, source: drawn, licence: none}
- {name: b, type: DOUBLE, meaning: b, source: drawn, licence: none}
- {name: c, type: DOUBLE, meaning: c, source: drawn, licence: none}
"""


@frozen(kw_only=True)
class MadeIndex:
    """Rows of the table by country, the edition before, and what both are held against."""

    rows: tuple[Cells, ...]
    earlier: tuple[Cells, ...]
    covariates: Covariates
    total: int
    untitled: tuple[str, ...] = ()
    planted: frozenset[str] = field(factory=frozenset)
    """Labels of the countries whose rows were damaged."""

    def audit(self) -> tuple[Observation, ...]:
        """Run every check on it."""
        plan = structure(_PLAN.replace("TOTAL", str(self.total)), AuditPlan, where="made.yaml")
        reference = AuditReference(
            countries=_countries(),
            vendors=_vendors(),
            covariates=self.covariates,
            earlier=_publish(self.earlier),
        )
        return audit_table(_publish(self.rows, self.untitled), plan, reference)


def make_index(seed: int, size: int = 75) -> MadeIndex:
    """Draw a clean index of some countries, and the edition before of most of them."""
    chance = random.Random(seed)  # noqa: S311  # nothing secret
    countries = list(_countries())
    reference = {
        c.country_iso3: (
            chance.randint(0, 100),
            round(chance.uniform(0.5, 10), 2),
            round(chance.random(), 3),
        )
        for c in countries
    }
    listed = sorted(chance.sample(countries, size), key=lambda c: c.name)
    spending = [round(chance.lognormvariate(7, 2) + 1, 1) for _ in listed]
    by_size = sorted(spending, reverse=True)
    vendors = [vendor.name for vendor in _vendors()]
    rows, earlier = [], []
    for country, money in zip(listed, spending, strict=True):
        a, b, c = reference[country.country_iso3]
        score = round((a / 10 + b + 10 * c) / 3 + 1e-9, 2)
        freedom = chance.randint(3, 97)
        length = min(int(chance.expovariate(0.9)), len(VENDOR_COLUMNS) - 1)
        row = {
            "country": country.name,
            "score": f"{score:.2f}",
            "type": TYPES[(score >= 4) + (score >= 7)],
            "spending": str(money),
            "rank": str(by_size.index(money) + 1),
            "freedom": str(freedom),
            **dict(zip(VENDOR_COLUMNS, chance.sample(vendors, length), strict=False)),
        }
        rows.append(row | ({"tick": "x"} if chance.random() < 0.6 else {}))
        before = min(100, max(0, freedom + round(chance.gauss(-1, 4))))
        was = round(money * chance.lognormvariate(-0.05, 0.15), 1)
        earlier.append({"country": country.name, "freedom": str(before), "spending": str(was)})
    kept = sorted(chance.sample(range(size), size - 8))
    return MadeIndex(
        rows=tuple(rows),
        earlier=tuple(earlier[i] for i in kept),
        covariates=_covariates(reference),
        total=sum("tick" in row for row in rows),
    )


@cache
def _countries() -> CountryRegister:
    return registers.load_countries()


@cache
def _vendors() -> VendorRegister:
    return registers.load_vendors()


def _covariates(reference: dict[str, tuple[int, float, float]]) -> Covariates:
    lines = [f"{iso3},{a},{b},{c}" for iso3, (a, b, c) in sorted(reference.items())]
    table = "\n".join(["country_iso3,a,b,c", *lines, ""])
    return read_covariates(_DICTIONARY, table, where="made")


def _publish(rows: Sequence[Cells], untitled: tuple[str, ...] = ()) -> PublishedTable:
    titles = dict.fromkeys(name for row in rows for name in row)
    wanted = dict.fromkeys((*titles, *VENDOR_COLUMNS, "tick"))
    return PublishedTable(
        sheet="made",
        columns=tuple(name for name in wanted if name not in untitled),
        rows=tuple(TableRow(number=n, cells=dict(row)) for n, row in enumerate(rows, start=2)),
        untitled=untitled,
    )


def change_rows(
    index: MadeIndex, places: Iterable[int], change: Callable[[Cells], Cells]
) -> MadeIndex:
    """Return the index with some rows changed, which are then the ones that were planted."""
    chosen = set(places)
    rows = tuple(change(dict(r)) if i in chosen else r for i, r in enumerate(index.rows))
    return evolve(index, rows=rows, planted=frozenset(index.rows[i]["country"] for i in chosen))
