"""Hold the covariates that a published table prints against the pinned ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.editions.covariates import parse_value
from sousveil.editions.tables import ColumnType
from sousveil.model.edition import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sousveil.editions.covariates import CovariateColumn, Covariates, Number
    from sousveil.model.published_table import PublishedTable, TableLayout

RULE = "covariate_differs_from_pinned"


def check_printed_covariates(
    table: PublishedTable,
    layout: TableLayout,
    covariates: Covariates,
    find_iso3: Callable[[str], str],
) -> Iterator[Issue]:
    """Report each printed covariate that is not the pinned one.

    An edition takes its covariates from the pinned table, not from the file imported, so
    a file that prints others is told so instead of being followed or ignored.
    """
    columns = {column.name: column for column in covariates.dictionary.columns}
    for row in table:
        pinned = covariates.rows.get(find_iso3(row[layout.country] or ""), {})
        for title, name in layout.covariates.items():
            printed = row[title]
            if not _agrees(printed, pinned.get(name), columns[name], layout):
                yield Issue(
                    sheet=table.sheet,
                    row=row.number,
                    column=title,
                    rule=RULE,
                    severity=Severity.KEPT,
                    found=printed,
                    made=None if pinned.get(name) is None else str(pinned[name]),
                    note="the edition has the pinned value",
                )


def _agrees(
    printed: str | None, pinned: Number, column: CovariateColumn, layout: TableLayout
) -> bool:
    if column.type is ColumnType.BOOLEAN:
        return (printed in layout.yes) == (pinned is True)
    try:
        return parse_value(printed or "", column.type) == pinned
    except ValueError:
        return False
