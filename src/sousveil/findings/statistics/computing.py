"""Compute statistical findings: SQL makes the table, a named procedure reads it.

Nothing here knows what was published; the layer contract keeps it so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.findings.catalogue import load_table_sql
from sousveil.findings.computing import run_sql
from sousveil.findings.statistics.input_table import KEY, InputTable
from sousveil.findings.statistics.multiplicity import adjust_families
from sousveil.findings.statistics.registry import PROCEDURES
from sousveil.model.statistic import StatisticFinding

if TYPE_CHECKING:
    from collections.abc import Callable

    from sousveil.editions.opening import Edition
    from sousveil.findings.catalogue import Catalogue
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
    return adjust_families(
        compute_statistic(edition, query, find_edition) for query in catalogue.statistics
    )


def compute_statistic(
    edition: Edition, query: StatisticQuery, find_edition: Callable[[str], Edition]
) -> StatisticFinding:
    """Compute one statistical finding, not yet corrected for the others of its family.

    Raises:
        QueryFailed: the SQL does not run, or its table is not what the procedure reads.
    """
    editions = [edition] if query.earlier is None else [edition, find_edition(query.earlier)]
    tables = [_make_table(one, query) for one in editions]
    table = tables[0] if len(tables) == 1 else join_tables(*tables)
    return StatisticFinding(
        query=query,
        result=PROCEDURES[query.procedure].load()(table, query),
        edition_ids=tuple(one.manifest.edition_id for one in editions),
    )


def join_tables(later: InputTable, earlier: InputTable) -> InputTable:
    """Join the same table of two editions by country; a country of one alone misses the other's.

    What belongs to the country itself stands once, every other column twice: the earlier
    one under its name with ``_earlier``.
    """
    rows = [{row[t.columns.index(KEY)]: row for row in t.rows} for t in (later, earlier)]
    places = {name: place for place, name in enumerate(later.columns)}
    once = [name for name in later.columns if name in OF_THE_COUNTRY]
    twice = [name for name in later.columns if name not in OF_THE_COUNTRY]
    blank = (None,) * len(later.columns)
    joined = []
    for unit in sorted({*rows[0], *rows[1]}, key=str):
        new, old = rows[0].get(unit, blank), rows[1].get(unit, blank)
        of_the_country = new if unit in rows[0] else old
        joined.append(
            (
                *(of_the_country[places[name]] for name in once),
                *(new[places[name]] for name in twice),
                *(old[places[name]] for name in twice),
            )
        )
    columns = (*once, *twice, *(f"{name}{EARLIER}" for name in twice))
    return InputTable(columns=columns, rows=tuple(joined), where=later.where)


def _make_table(edition: Edition, query: StatisticQuery) -> InputTable:
    where = f"finding {query.finding_id}"
    with edition.connect() as connection:
        columns, rows = run_sql(
            connection, load_table_sql(query.table), query.parameters, where=where
        )
    return InputTable(columns=columns, rows=rows, where=where)
