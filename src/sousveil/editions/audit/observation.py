"""Observations: what a check found in a published table, with every row that it concerns."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class Confidence(StrEnum):
    """Whether the table itself shows the damage, or an explanation was inferred from it."""

    CERTAIN = "certain"
    INFERRED = "inferred"


@frozen(kw_only=True)
class AffectedRow:
    """A row, or one cell of it, that an observation concerns.

    ``row`` is the number in the published sheet, None for a unit that has no row there;
    ``country_iso3`` is None where the label names no known country. ``found`` is the text
    or value that stands there, ``expected`` what the check would put in its place; either
    is None where there is nothing to say.
    """

    row: int | None
    country_iso3: str | None
    label: str
    column: str | None = None
    found: str | None = None
    expected: str | None = None
    note: str = ""


@frozen(kw_only=True)
class Observation:
    """One thing that one check found; a table without damage gives none.

    ``check`` is the name by which people ask for it, such as ``shifted_column``.
    """

    check: str
    summary: str
    rows: tuple[AffectedRow, ...]
    confidence: Confidence


@frozen(kw_only=True)
class RowKey:
    """Which row and which country a value belongs to."""

    row: int | None
    country_iso3: str | None
    label: str

    @property
    def unit(self) -> str:
        """What tables are joined on: the country's code, or the label where there is none."""
        return self.country_iso3 or self.label

    def affected(
        self,
        *,
        column: str | None = None,
        found: float | str | None = None,
        expected: float | str | None = None,
        note: str = "",
    ) -> AffectedRow:
        """Return the row as one that an observation concerns; numbers are written briefly.

        >>> RowKey(row=2, country_iso3="DZA", label="Algeria").affected(found=3.50).found
        '3.5'
        """
        return AffectedRow(
            row=self.row,
            country_iso3=self.country_iso3,
            label=self.label,
            column=column,
            found=_as_text(found),
            expected=_as_text(expected),
            note=note,
        )


def _as_text(value: float | str | None) -> str | None:
    return f"{value:.10g}" if isinstance(value, int | float) else value
