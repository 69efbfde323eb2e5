"""An edition replayed: its tables as they would be had part of the evidence been left out.

Invariant: under every variation the tables are those that freezing what is left would give
(`tests/property/test_stress.py` freezes anew and compares). Evidence only ever goes, so what
each variation takes away is counted once for all of them, and a table is its frozen rows less
that. A query is run once for many variations, beside each of which it sees that one's tables.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING

from attrs import evolve

from sousveil.data import read_bundled
from sousveil.editions.search_effort import covered_by, from_row
from sousveil.findings.computing import run_sql
from sousveil.findings.stress.reading import (
    COUNTS,
    REMADE,
    Reading,
    find_reading,
    read_dictionary,
)
from sousveil.findings.stress.variation import (
    COUNTS_ALONE,
    NotApplied,
    Variation,
    enumerate_variations,
)
from sousveil.model.evidence_rule import DateBasis
from sousveil.model.source import SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from sousveil.editions.opening import Edition
    from sousveil.findings.computing import Parameters
    from sousveil.findings.stress.grid import Grid
    from sousveil.model.finding import Value

WIDE = frozenset({"claims", "evidence", "covariates"})
"""Tables so wide that only the columns that a query can ask for are made."""

AS_IT_IS = 0
"""The number of the variation that leaves nothing out."""

Rows = list[tuple["Value", ...]]


class Replay:
    """An edition with the variations that apply to it, and why others do not."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        variations: tuple[Variation, ...],
        not_applied: tuple[NotApplied, ...],
    ) -> None:
        self.variations = variations
        self.not_applied = not_applied
        self._connection = connection
        self._made = _Made(connection)
        self._dictionary = read_dictionary(connection)

    def reading(self, sql: str) -> Reading:
        """Find what a query reads."""
        return find_reading(self._connection, sql, self._dictionary)

    def touching(self, reading: Reading) -> tuple[Variation, ...]:
        """Give the variations that may change what a query answers, the weightiest first.

        Whole groups come before single things, and of these those that take most away of what
        the query reads.
        """
        weights: dict[int, int] = {}
        changes = reading.changes
        if reading.links is not None:
            self._made.group_links(reading.links)
            weights = dict(
                self._connection.execute(
                    "SELECT variation, count(*) FROM base.lost_group GROUP BY variation"
                ).fetchall()
            )
            changes = reading.changes - {"supply"}
        found = [
            v for v in self.variations if v.left_out or v.number in weights or v.changes & changes
        ]
        return tuple(
            sorted(found, key=lambda v: (v.alone, -weights.get(v.number, 0), -v.size, v.number))
        )

    def rows_under_each(self, reading: Reading) -> int:
        """Say how many rows a query has to read, at most, under one variation."""
        return sum(self._made.size(table, reading) for table in reading.tables)

    def answer(
        self,
        sql: str,
        parameters: Parameters,
        reading: Reading,
        variations: Sequence[Variation],
        *,
        where: str,
    ) -> tuple[tuple[str, ...], dict[int, Rows]]:
        """Run a query under some variations at once; rows by the variation's number.

        The order of the rows is not that of the query.

        Raises:
            QueryFailed: it does not run.
        """
        self._made.make(reading, variations)
        tables = ", ".join(
            f"{name} AS (SELECT * EXCLUDE (variation) FROM varied.{name} WHERE variation = asked.variation)"  # noqa: S608  # tables are our own
            for name in reading.tables
        )
        columns, rows = run_sql(
            self._connection,
            f"SELECT asked.variation AS variation_, answer.* FROM varied.asked, "  # noqa: S608  # run_sql refuses all but one SELECT
            f"LATERAL (WITH {tables} SELECT * FROM (\n{sql}\n) AS query) AS answer",
            parameters,
            where=where,
        )
        by_variation: dict[int, Rows] = defaultdict(list)
        for row in rows:
            by_variation[int(row[0] or AS_IT_IS)].append(row[1:])
        return columns[1:], by_variation


@contextmanager
def open_replay(edition: Edition, grid: Grid) -> Iterator[Replay]:
    """Open an edition with all variations of a grid counted out.

    Raises:
        BadInput: a condition of the grid does not run.
    """
    with edition.connect() as connection:
        _load(connection, edition)
        variations, not_applied = enumerate_variations(connection, grid)
        connection.execute(_script("losses"))
        yield Replay(
            connection=connection,
            variations=_with_changes(connection, variations),
            not_applied=not_applied,
        )


class _Made:
    """The tables that stand made in the schema ``varied``, so that none is made twice in a row."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection
        self._asked: tuple[int, ...] = ()
        self._tables: dict[str, object] = {}
        self._grouped: tuple[str, ...] = ()

    def make(self, reading: Reading, variations: Sequence[Variation]) -> None:
        """Make the tables that a query reads, for some variations."""
        asked = tuple(v.number for v in variations)
        if asked != self._asked:
            self._tables.clear()
            self._asked = asked
            numbers = ", ".join(map(str, asked))
            countries = ", ".join(_literal(v.left_out) for v in variations)
            self._connection.execute(
                "CREATE OR REPLACE TABLE varied.asked AS "
                f"SELECT unnest([{numbers}]) AS variation, "
                f"unnest([{countries}]::VARCHAR[]) AS left_out"
            )
        for name in reading.tables:
            links = reading.links if name == "supply" else None
            columns = reading.columns[name] if name in WIDE else ()
            made_of = (links, columns)
            if self._tables.get(name) != made_of:
                self._make_table(name, columns, links)
                self._tables[name] = made_of

    def _make_table(
        self, name: str, columns: tuple[str, ...], links: tuple[str, ...] | None
    ) -> None:
        if links is not None:
            self.group_links(links)
        script = _script(f"tables/{name if links is None else 'supply_groups'}")
        named = "".join(f', "{c}"' for c in columns) if name in WIDE else ", * EXCLUDE (variation)"
        self._connection.execute(
            f"CREATE OR REPLACE TABLE varied.{name} AS SELECT variation{named} FROM ({script})"  # noqa: S608  # names are the edition's own
        )

    def group_links(self, columns: tuple[str, ...]) -> None:
        """Put links together that agree in some columns."""
        if columns != self._grouped:
            script = _script("link_groups").format(columns=", ".join(columns))
            self._connection.execute(script)
            self._grouped = columns

    def size(self, table: str, reading: Reading) -> int:
        """Count the rows of a table as a query reads it."""
        name = table
        if table == "supply" and reading.links is not None:
            self.group_links(reading.links)
            name = "base.link_group"
        ((rows,),) = self._connection.execute(f"SELECT count(*) FROM {name}").fetchall()  # noqa: S608  # names are our own
        return int(rows)


def _load(connection: DuckDBPyConnection, edition: Edition) -> None:
    codebook = edition.codebook
    admitted, counting = _sources(edition)
    searched = covered_by(map(from_row, edition.rows("search_effort")))
    variables = {
        "admitted_sources": _list(admitted),
        "counting_sources": _list(counting),
        "searched": _list(sorted(searched)),
        "minimum_sources": str(codebook.evidence.minimum_sources),
        "counts_searches": str(codebook.counts_searches),
        "blank_reason": _literal(codebook.blank_reason.value),
    }
    for name, value in variables.items():
        connection.execute(f"SET VARIABLE {name} = {value}")
    connection.execute(_script("load"))


def _sources(edition: Edition) -> tuple[list[str], list[str]]:
    """Name the sources that the codebook admits, and those of them that it counts."""
    rule = edition.codebook.evidence
    days = rule.dates if rule.dates and rule.dates.of is DateBasis.PUBLICATION else None
    admitted, counting = [], []
    for row in edition.rows("sources"):
        if not rule.sources or row["source_id"] in rule.sources:
            admitted.append(row["source_id"])
            day = row["published_date"]
            is_of_kind = not rule.source_kinds or SourceKind(row["kind"]) in rule.source_kinds
            if is_of_kind and (days is None or days.holds(day, day)):
                counting.append(row["source_id"])
    return admitted, counting


def _with_changes(
    connection: DuckDBPyConnection, variations: tuple[Variation, ...]
) -> tuple[Variation, ...]:
    """Tell each variation which tables it changes; one without a country changes them all."""
    changes: dict[int, set[str]] = defaultdict(set)
    for number, name, counts_alone in connection.execute("FROM base.change").fetchall():
        changes[number].add(f"{name}{COUNTS_ALONE}" if counts_alone else name)
    every = frozenset({*REMADE, *(f"{name}{COUNTS_ALONE}" for name in COUNTS)})
    return tuple(
        evolve(v, changes=every if v.left_out else frozenset(changes.get(v.number, ())))
        for v in variations
    )


def _script(name: str) -> str:
    return read_bundled(f"stress/{name}.sql").decode()


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_literal, values))}]::VARCHAR[]"


def _literal(text: str | None) -> str:
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"
