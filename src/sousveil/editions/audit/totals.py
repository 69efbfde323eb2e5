"""Totals: a number printed in the text that is not the count of the table's ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.editions.audit.observation import AffectedRow, Confidence, Observation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sousveil.editions.audit.plan import Total
    from sousveil.model.published_table import PublishedTable


def check_totals(
    table: PublishedTable, totals: Iterable[Total], yes: Collection[str], printed_in: str
) -> tuple[Observation, ...]:
    """Report every printed total that differs from the rows ticked in one of its columns.

    The table and the text contradict each other; which of them is wrong, a count cannot tell,
    so no row is blamed: the one entry stands for the total.
    """
    observations = []
    for total in totals:
        count = sum(any(row[column] in yes for column in total.columns) for row in table)
        if count != total.printed:
            where = f" ({printed_in})" if printed_in else ""
            entry = AffectedRow(
                row=None,
                country_iso3=None,
                label=total.statement,
                column=", ".join(total.columns),
                found=str(total.printed),
                expected=str(count),
            )
            observations.append(
                Observation(
                    check="totals",
                    summary=(
                        f"{total.statement}: the text says {total.printed}{where},"
                        f" the table has {count}"
                    ),
                    rows=(entry,),
                    confidence=Confidence.CERTAIN,
                )
            )
    return tuple(observations)
