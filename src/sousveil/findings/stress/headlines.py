"""From the rows that a query answers under a variation to the headline that they make."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from sousveil.findings.computing import read_finding
from sousveil.findings.statistics.input_table import KEY, InputTable
from sousveil.findings.stress.measures import measure_effect
from sousveil.findings.stress.outcome import Headline
from sousveil.model.finding import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sousveil.model.finding import FindingQuery, Value
    from sousveil.model.statistic import StatisticQuery

    Row = tuple[Value, ...]

SEPARATOR = ", "
"""Between the names of an answer, as the SQL writes them."""

NOTHING = "nothing is left to count"


def headline_of_finding(
    query: FindingQuery, columns: tuple[str, ...], rows: Sequence[Row]
) -> Headline:
    """Read the headline of a finding that counts, ranks or names.

    Raises:
        QueryFailed: the rows are no single value.
    """
    quantity = query.unit.value
    if query.unit is Unit.RANKING:
        rank, name = columns.index("rank"), columns.index("name")
        ranked = sorted((int(str(row[rank])), str(row[name])) for row in rows)
        return Headline(
            quantity=quantity,
            names=tuple(name for _, name in ranked),
            ranks=tuple(rank for rank, _ in ranked),
            refusal=None if ranked else NOTHING,
        )
    found = read_finding(query, columns, tuple(rows))
    if found.value is None:
        return Headline(quantity=quantity, refusal=NOTHING)
    if isinstance(found.value, str):
        return Headline(quantity=quantity, names=tuple(found.value.split(SEPARATOR)))
    return Headline(quantity=quantity, number=float(found.value), denominator=found.denominator)


class StatisticReader:
    """Measures the effect in the rows of a statistical finding, the same rows once only.

    ``join`` puts an earlier edition's rows beside them.
    """

    def __init__(self, query: StatisticQuery, join: Callable[[InputTable], InputTable]) -> None:
        self._query = query
        self._join = join
        self._known: dict[tuple[Row, ...], Headline] = {}

    def read(self, columns: tuple[str, ...], rows: Sequence[Row]) -> Headline:
        """Measure.

        The rows come in no order; they are put in one, since sums differ in their last digit.
        """
        key = columns.index(KEY)
        if "vendor" in columns:
            vendor = columns.index("vendor")
            ordered = tuple(sorted(rows, key=lambda row: (row[key], str(row[vendor]))))
        else:
            ordered = tuple(sorted(rows, key=itemgetter(key)))
        found = self._known.get(ordered)
        if found is None:
            found = self._known[ordered] = self._measure(columns, ordered)
        return found

    def _measure(self, columns: tuple[str, ...], rows: tuple[Row, ...]) -> Headline:
        where = f"finding {self._query.finding_id}"
        table = InputTable(columns=columns, rows=rows, where=where)
        measure = measure_effect(self._join(table), self._query)
        return Headline(
            quantity=measure.name,
            number=measure.value,
            null=measure.null,
            told_apart=measure.told_apart,
            refusal=measure.refusal,
        )
