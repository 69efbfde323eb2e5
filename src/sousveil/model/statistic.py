"""Statistical findings: what a named procedure is asked, and all that it must answer.

A result that says a number says with it how many rows it rests on, which were left out and
why, how uncertain it is, and what its method takes for granted.
"""

from __future__ import annotations

from enum import StrEnum

from attrs import field, frozen

from sousveil.model.finding import Value

Parameters = dict[str, str | int | float]


class Role(StrEnum):
    """What a result may be used for."""

    FINDING = "finding"
    DIAGNOSTIC = "diagnostic"
    """It speaks of the data and not of the world, and is no headline."""


class Standing(StrEnum):
    """How an assumption stands in the data at hand."""

    HOLDS = "holds"
    CAUTION = "caution"
    FAILS = "fails"


@frozen(kw_only=True)
class DeclaredList:
    """A list of countries, and how it came about: whether lists are independent is declared.

    ``column`` is the column of the input that says whether the list has a country.
    ``draws_on`` names what it was made from; two lists with a maker or an origin in common,
    or of which one draws on the other, are not independent.
    """

    name: str
    column: str
    compiled_by: str
    period: str
    draws_on: tuple[str, ...] = ()


@frozen(kw_only=True)
class StatisticQuery:
    """A statistical finding before it is computed.

    ``table`` is the SQL file that makes the input, run over the edition; with ``earlier``,
    over that edition too, and the two are joined by country. Results of one ``family``
    are corrected for multiple testing together.
    """

    finding_id: str
    statement: str
    procedure: str
    table: str
    parameters: Parameters = field(factory=dict)
    role: Role = Role.FINDING
    family: str | None = None
    earlier: str | None = None
    lists: tuple[DeclaredList, ...] = ()
    caveat: str | None = None


@frozen(kw_only=True)
class Estimate:
    """A number with its interval, and how the interval was made. None is an unbounded side."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    method: str = ""


@frozen(kw_only=True)
class SignificanceTest:
    """A test with its p-value; ``statistic`` where the method has one."""

    name: str
    p: float
    statistic: float | None = None


@frozen(kw_only=True)
class Check:
    """An assumption of the method, and how it stands in these data."""

    name: str
    standing: Standing
    detail: str


@frozen(kw_only=True)
class Missing:
    """How many rows came in, how many were used, and for want of which column others were not."""

    total: int
    used: int
    without: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        """Say it in one line: ``26 of 176 left out: no military_expenditure 26``."""
        if self.total == self.used:
            return f"none of {self.total}"
        reasons = ", ".join(f"no {name} {count}" for name, count in self.without)
        return f"{self.total - self.used} of {self.total} left out: {reasons}"


@frozen(kw_only=True)
class StatisticResult:
    """What a procedure gives; with a ``refusal`` it gives no estimate.

    The first of ``tests`` is the one that is corrected for multiple testing. ``columns``
    and ``rows`` are the table behind the result.
    """

    missing: Missing
    effect: Estimate | None = None
    estimates: tuple[Estimate, ...] = ()
    tests: tuple[SignificanceTest, ...] = ()
    checks: tuple[Check, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()
    seed: int | None = None
    replicates: int | None = None
    refusal: str | None = None


@frozen(kw_only=True)
class Adjustment:
    """A p-value corrected for all tests of its family."""

    family: str
    size: int
    holm: float
    benjamini_hochberg: float


@frozen(kw_only=True)
class StatisticFinding:
    """A computed statistical finding, and the editions that it rests on."""

    query: StatisticQuery
    result: StatisticResult
    edition_ids: tuple[str, ...]
    adjustment: Adjustment | None = None
