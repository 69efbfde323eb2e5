"""Compute statistical findings: SQL makes the table, a named procedure reads it.

Nothing here knows what was published; the layer contract keeps it so.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sousveil.findings.catalogue import load_table_sql
from sousveil.findings.computing import run_sql
from sousveil.findings.statistics.input_table import KEY, InputTable
from sousveil.findings.statistics.multiplicity import adjust_families
from sousveil.findings.statistics.registry import PROCEDURES
from sousveil.model.statistic import StatisticFinding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from duckdb import DuckDBPyConnection

    from sousveil.editions.opening import Edition
    from sousveil.findings.catalogue import Catalogue
    from sousveil.findings.computing import Rows
    from sousveil.model.statistic import StatisticQuery

EARLIER = "_earlier"
"""What is put behind the names of an earlier edition's columns."""

OF_THE_COUNTRY = (KEY, "region")


def compute_statistics(
    edition: Edition, catalogue: Catalogue, find_edition: Callable[[str], Edition]
) -> tuple[StatisticFinding, ...]:
    """Compute every statistical finding of a catalogue, corrected for multiple testing.

    Args:
        edition: the edition.
        catalogue: of the edition's codebook.
        find_edition: gives an earlier edition by its codebook's name, where a finding
            compares two.
    """
    with opened_tables(edition, find_edition) as tables:
        return adjust_families(_compute(tables, query) for query in catalogue.statistics)


def compute_statistic(
    edition: Edition, query: StatisticQuery, find_edition: Callable[[str], Edition]
) -> StatisticFinding:
    """Compute one statistical finding, not yet corrected for the others of its family.

    Raises:
        QueryFailed: the SQL does not run, or its table is not what the procedure reads.
    """
    with opened_tables(edition, find_edition) as tables:
        return _compute(tables, query)


def _compute(tables: InputTables, query: StatisticQuery) -> StatisticFinding:
    table = tables.make(query)
    editions = [tables.edition]
    if query.earlier is not None:
        table = join_tables(table, tables.make(query, of=query.earlier))
        editions.append(tables.find(query.earlier))
    return StatisticFinding(
        query=query,
        result=PROCEDURES[query.procedure].load()(table, query),
        edition_ids=tuple(one.manifest.edition_id for one in editions),
    )


@contextmanager
def opened_tables(
    edition: Edition, find_edition: Callable[[str], Edition]
) -> Iterator[InputTables]:
    """Open an edition, and each that it is compared with when that is first asked for."""
    tables = InputTables(edition, find_edition)
    try:
        yield tables
    finally:
        tables.close()


class InputTables:
    """The input tables of an edition and of earlier ones: each edition opened once, each SQL run once.

    An edition is frozen, so what one finding was given serves every other that asks the same.
    """

    def __init__(self, edition: Edition, find_edition: Callable[[str], Edition]) -> None:
        self.edition = edition
        self._find_edition = find_edition
        self._found: dict[str, Edition] = {}
        self._opened: dict[str | None, DuckDBPyConnection] = {}
        self._made: dict[object, Rows] = {}

    def find(self, name: str) -> Edition:
        """Find an earlier edition by its codebook's name."""
        if name not in self._found:
            self._found[name] = self._find_edition(name)
        return self._found[name]

    def make(self, query: StatisticQuery, *, of: str | None = None) -> InputTable:
        """Make the input table of a finding, of an earlier edition if one is named.

        Raises:
            QueryFailed: the SQL does not run.
        """
        where = f"finding {query.finding_id}"
        asked = (of, query.table, tuple(query.parameters.items()))
        if asked not in self._made:
            self._made[asked] = run_sql(
                self._connect(of), load_table_sql(query.table), query.parameters, where=where
            )
        columns, rows = self._made[asked]
        return InputTable(columns=columns, rows=rows, where=where)

    def close(self) -> None:
        """Close what was opened."""
        for connection in self._opened.values():
            connection.close()

    def _connect(self, name: str | None) -> DuckDBPyConnection:
        if name not in self._opened:
            edition = self.edition if name is None else self.find(name)
            self._opened[name] = edition.connect()
        return self._opened[name]


def join_tables(
    later: InputTable, earlier: InputTable, units: Iterable[str] | None = None
) -> InputTable:
    """Join the same table of two editions by country; a country of one alone misses the other's.

    What belongs to the country itself stands once, every other column twice: the earlier
    one under its name with ``_earlier``. Of ``units`` alone, if these are given.
    """
    rows = later.by_country, earlier.by_country
    names = range(len(later.columns))
    once = [place for place in names if later.columns[place] in OF_THE_COUNTRY]
    twice = [place for place in names if later.columns[place] not in OF_THE_COUNTRY]
    blank = (None,) * len(later.columns)
    joined = []
    for unit in sorted({*rows[0], *rows[1]} if units is None else set(units)):
        new, old = rows[0].get(unit, blank), rows[1].get(unit, blank)
        of_the_country = new if unit in rows[0] else old
        joined.append(
            (
                *[of_the_country[place] for place in once],
                *[new[place] for place in twice],
                *[old[place] for place in twice],
            )
        )
    columns = (
        *(later.columns[place] for place in once),
        *(later.columns[place] for place in twice),
        *(f"{later.columns[place]}{EARLIER}" for place in twice),
    )
    return InputTable(columns=columns, rows=tuple(joined), where=later.where)
