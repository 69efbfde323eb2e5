"""Variations: what of an edition's evidence each leaves out, and which groups do not apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.errors import BadInput

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sousveil.findings.stress.grid import Grid, VariationRule

COUNTS_ALONE = ":counts"
"""Behind a table's name: only counts in it change, and no row appears in it or goes."""


@frozen(kw_only=True)
class Variation:
    """One way to leave part of an edition out.

    ``thing`` is the id of what is left out, empty for a whole group; ``size`` how many pieces
    of evidence go; ``left_out`` the country that goes as a unit. ``changes`` names the tables
    that are others than before.
    """

    number: int
    group: str
    thing: str
    label: str
    alone: bool
    size: int
    left_out: str | None = None
    changes: frozenset[str] = frozenset()


@frozen(kw_only=True)
class NotApplied:
    """A group of variations that this edition has nothing for, and why."""

    group: str
    reason: str


def enumerate_variations(
    connection: DuckDBPyConnection, grid: Grid
) -> tuple[tuple[Variation, ...], tuple[NotApplied, ...]]:
    """Give every variation of a grid its number, and write what each drops into ``base.dropped``.

    Raises:
        BadInput: a condition or a column of the grid does not run over the evidence.
    """
    import duckdb  # noqa: PLC0415  # heavy, and only needed here

    connection.execute("CREATE TABLE base.dropped (variation INTEGER, piece BIGINT)")
    found: list[Variation] = []
    not_applied: list[NotApplied] = []
    for rule in grid.variations:
        try:
            reason = _why_not(connection, rule)
            if reason is None:
                found += _add(connection, rule, first=len(found) + 1)
        except duckdb.Error as error:
            raise BadInput(
                f"the condition does not run: {error}",
                where=f"variations {rule.group}",
                next_step="use the columns that data/stress/grid.yaml names",
            ) from error
        if reason is not None:
            not_applied.append(NotApplied(group=rule.group, reason=reason))
    return tuple(found), tuple(not_applied)


def _why_not(connection: DuckDBPyConnection, rule: VariationRule) -> str | None:
    """Say why a group does not apply: the edition has nothing such, or nothing else."""
    if rule.leaves_countries_out:
        return None
    chosen = f"{rule.each} IS NOT NULL" if rule.where is None else f"({rule.where})"
    among = "true" if rule.among is None else f"({rule.among})"
    kinds = "1" if rule.each is None else f"count(DISTINCT {rule.each})"
    ((such, others, distinct),) = connection.execute(
        f"SELECT count(*) FILTER ({chosen}), count(*) FILTER (({chosen}) IS NOT TRUE), {kinds} "  # noqa: S608  # the grid is the program's own data
        f"FROM base.context WHERE {among}"
    ).fetchall()
    if such == 0:
        return rule.if_none
    if others == 0 and distinct == 1:
        return rule.if_all
    return None


def _add(connection: DuckDBPyConnection, rule: VariationRule, *, first: int) -> list[Variation]:
    if rule.leaves_countries_out:
        rows = connection.execute(
            "SELECT country_iso3, country_name, count(claim_id) FROM base.unit "
            "LEFT JOIN base.claim USING (country_iso3) GROUP BY ALL ORDER BY country_iso3"
        ).fetchall()
    elif rule.each is None:
        connection.execute(
            f"INSERT INTO base.dropped SELECT {first}, piece FROM base.context WHERE {rule.where}"  # noqa: S608  # as above
        )
        rows = [("", rule.group, _count(connection, first))]
    else:
        label = rule.label or rule.each
        rows = connection.execute(
            f"SELECT {rule.each} AS thing, any_value({label}), count(*) FROM base.context "  # noqa: S608  # as above
            "WHERE thing IS NOT NULL GROUP BY thing ORDER BY thing"
        ).fetchall()
        connection.execute(
            f"INSERT INTO base.dropped SELECT {first - 1} + dense_rank() OVER (ORDER BY {rule.each}), "  # noqa: S608  # as above
            f"piece FROM base.context WHERE {rule.each} IS NOT NULL"
        )
    return [
        Variation(
            number=number,
            group=rule.group,
            thing=thing,
            label=label or thing,
            alone=rule.alone,
            size=size,
            left_out=thing if rule.leaves_countries_out else None,
        )
        for number, (thing, label, size) in enumerate(rows, start=first)
    ]


def _count(connection: DuckDBPyConnection, number: int) -> int:
    ((count,),) = connection.execute(
        "SELECT count(*) FROM base.dropped WHERE variation = $1", [number]
    ).fetchall()
    return int(count)
