"""Audit plans: what the columns of one published table claim about each other, as data.

The checks are general; a plan is the only place that names a table's columns, the totals
printed in its text and the edition before it. Plans are YAML (``sousveil/data/audits``).
"""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


@frozen(kw_only=True)
class Component:
    """A column of the reference that a published value is made of, and its factor.

    ``decimals`` is the number of digits that the reference is rounded to, None if it is
    exact. ``relative_error`` is for a reference rounded to significant digits instead.
    """

    column: str
    factor: float
    decimals: int | None = None
    relative_error: float = 0.0


@frozen(kw_only=True)
class Derivation:
    """A published column that is the mean of scaled components from the reference.

    A column that repeats a reference column is the mean of one component. ``decimals`` is
    how the table prints it, None if it prints every digit. A difference that rounding cannot
    make but that stays within ``tolerance`` is reported apart, as a slight one.
    """

    column: str
    components: tuple[Component, ...]
    decimals: int | None = None
    tolerance: float = 0.0
    basis: str = ""


@frozen(kw_only=True)
class Band:
    """A category and the lowest score that belongs to it; the next band ends it."""

    category: str
    from_score: float


@frozen(kw_only=True)
class Categories:
    """A column of categories that follows from a column of scores by thresholds.

    ``is_inferred`` says that the thresholds were read off the table, not printed with it.
    """

    column: str
    score: str
    bands: tuple[Band, ...]
    is_inferred: bool = False
    basis: str = ""

    def classify(self, score: float) -> str:
        """Return the category of a score; below the first band it is the first."""
        category = self.bands[0].category
        for band in self.bands:
            if score >= band.from_score:
                category = band.category
        return category


@frozen(kw_only=True)
class Ranking:
    """A column of ranks, 1 for the highest, and the values ranked, where the table has them."""

    rank: str
    value: str | None = None


class Vocabulary(StrEnum):
    """A register whose names are the words that a text column is made of."""

    COUNTRIES = "countries"
    VENDORS = "vendors"


@frozen(kw_only=True)
class TextColumns:
    """Columns whose cells hold words of a vocabulary, several if there is a ``separator``.

    The vocabulary is a register or, for short ones, ``words``.
    """

    columns: tuple[str, ...]
    vocabulary: Vocabulary | None = None
    words: tuple[str, ...] = ()
    separator: str | None = None


@frozen(kw_only=True)
class ValueList:
    """Columns that together hold a list, such as the vendors of a country.

    One column with a ``separator``, or a group of columns with one value each; a group is
    also asked whether its number of columns was a cap.
    """

    columns: tuple[str, ...]
    separator: str | None = None
    vocabulary: Vocabulary | None = None


@frozen(kw_only=True)
class Total:
    """A number printed in the text: rows with a tick in at least one of the columns."""

    statement: str
    columns: tuple[str, ...]
    printed: int


@frozen(kw_only=True)
class SharedSeries:
    """A quantity that the earlier edition gives too; ``maximum`` is the top of its scale.

    ``is_magnitude`` is for sizes, such as amounts of money, that change by a factor; of
    others, such as scores, the difference counts.
    """

    column: str
    earlier_column: str
    maximum: float | None = None
    is_magnitude: bool = False


@frozen(kw_only=True)
class EarlierEdition:
    """The edition before this one: its country column, and the quantities that both give."""

    table_id: str
    country: str
    series: tuple[SharedSeries, ...] = ()


@frozen(kw_only=True)
class AuditPlan:
    """What to check in one published table; a check without an entry here does not run.

    ``sheet`` is that of a workbook (the first, if none is named), and ``covariates`` are
    the bundled ones that columns derive from; both are for tables that are not bundled.
    """

    table_id: str
    country: str
    yes: tuple[str, ...] = ()
    derivations: tuple[Derivation, ...] = ()
    categories: tuple[Categories, ...] = ()
    rankings: tuple[Ranking, ...] = ()
    texts: tuple[TextColumns, ...] = ()
    lists: tuple[ValueList, ...] = ()
    totals: tuple[Total, ...] = ()
    totals_printed_in: str = ""
    earlier: EarlierEdition | None = None
    sheet: str | None = None
    covariates: str | None = None

    @property
    def numeric_columns(self) -> tuple[str, ...]:
        """Every column that a check reads as numbers."""
        shared = self.earlier.series if self.earlier else ()
        names = (
            *(derivation.column for derivation in self.derivations),
            *(categories.score for categories in self.categories),
            *(ranking.rank for ranking in self.rankings),
            *(ranking.value for ranking in self.rankings if ranking.value is not None),
            *(series.column for series in shared),
        )
        return tuple(dict.fromkeys(names))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every title that the table must have for this plan."""
        names = [self.country, *self.numeric_columns]
        names.extend(categories.column for categories in self.categories)
        names.extend(name for texts in self.texts for name in texts.columns)
        names.extend(name for values in self.lists for name in values.columns)
        names.extend(name for total in self.totals for name in total.columns)
        return tuple(dict.fromkeys(names))

    def problems(self) -> list[str]:
        """Say what is wrong with the plan beyond the form of its fields."""
        found = [
            f"derivations {derivation.column}: no component"
            for derivation in self.derivations
            if not derivation.components
        ]
        for derivation in self.derivations:
            found.extend(
                f"derivations {derivation.column}: the factor of {component.column} is zero"
                for component in derivation.components
                if component.factor == 0
            )
        for categories in self.categories:
            starts = [band.from_score for band in categories.bands]
            if not starts or starts != sorted(set(starts)):
                found.append(f"categories {categories.column}: from_score must rise")
        if self.totals and not self.yes:
            found.append("totals: 'yes' must list the ways in which a cell is ticked")
        return found
