"""Findings: statements that follow from an edition, and what was published of them."""

from __future__ import annotations

from enum import StrEnum

from attrs import field, frozen

Value = float | int | str | None


class Replication(StrEnum):
    """How a recomputed value stands to the published one."""

    REPLICATES = "replicates"
    DIFFERS = "differs"
    CANNOT_BE_RECOMPUTED = "cannot be recomputed"
    NOT_PUBLISHED = "not published"


class Unit(StrEnum):
    """What a finding's value counts."""

    COUNTRIES = "countries"
    PERCENT = "percent"
    NAMES = "names"
    RANKING = "ranking"


@frozen(kw_only=True)
class FindingQuery:
    """A finding before it is computed: a statement, its SQL and the parameters for it.

    The SQL is a bundled file by name (``query``) or stands here (``sql``). A published
    statement that no edition can answer has neither; ``why_not`` says what is missing.
    """

    finding_id: str
    statement: str
    unit: Unit
    query: str | None = None
    sql: str | None = None
    parameters: dict[str, str | int | float] = field(factory=dict)
    why_not: str | None = None

    def __attrs_post_init__(self) -> None:
        if [self.query, self.sql, self.why_not].count(None) != 2:
            raise ValueError(f"{self.finding_id}: a query, SQL, or a reason why there is none")


@frozen(kw_only=True)
class Finding:
    """A computed finding: its value, or for a ranking its rows.

    The columns of a ranking are ``rank``, ``name``, ``countries`` and any others.

    ``denominator`` is what a share is a share of.
    """

    query: FindingQuery
    value: Value = None
    denominator: int | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()


class Relation(StrEnum):
    """How a published statement bounds its value: 'at least 50', 'just over half'."""

    EQUAL = "="
    AT_LEAST = ">="
    JUST_OVER = "just over"


@frozen(kw_only=True)
class PublishedValue:
    """What a publication says, how it bounds it, and where it says so.

    ``reason`` explains a difference; its placeholders are filled from the one row of
    ``diagnosis``, a SQL file. ``denominator`` is what the value is printed as a part of.
    """

    finding_id: str
    value: Value
    where: str
    relation: Relation = Relation.EQUAL
    denominator: int | None = None
    reason: str | None = None
    diagnosis: str | None = None


@frozen(kw_only=True)
class ReplicationResult:
    """One row of a replication table."""

    finding: Finding
    published: PublishedValue | None
    verdict: Replication
    reason: str
