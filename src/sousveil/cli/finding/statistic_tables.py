"""Statistical findings as tables: one line each, or one in full. Never a number without its n."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.cli.rendering import Table, make_table
from sousveil.model.statistic import Role, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.model.finding import Finding, Value
    from sousveil.model.statistic import Estimate, StatisticFinding, StatisticResult

COUNTED = "count"
MACHINE_COLUMNS = (
    "finding",
    "role",
    "statement",
    "value",
    "of",
    "unit",
    "low",
    "high",
    "n",
    "left_out",
    "p",
    "p_holm",
    "p_benjamini_hochberg",
    "family",
    "family_size",
    "cautions",
    "refusal",
)


def machine_table(
    title: str, counted: Iterable[Finding], statistics: Iterable[StatisticFinding]
) -> Table:
    """Make one table of all findings, for programs; what a finding does not have is empty."""
    rows = [
        (
            *(f.query.finding_id, COUNTED, f.query.statement),
            *(f.value, f.denominator, f.query.unit.value),
            *(None,) * 10,
            f.query.why_not,
        )
        for f in counted
        if not f.rows
    ]
    return make_table(title, MACHINE_COLUMNS, [*rows, *map(_machine_row, statistics)])


def summary_table(title: str, statistics: Iterable[StatisticFinding]) -> Table:
    """Make a table of effects with interval, n, p and corrected p, for reading."""
    rows = [
        (
            finding.query.finding_id,
            say_estimate(finding.result.effect),
            f"{finding.result.missing.used}",
            f"{finding.result.missing.total - finding.result.missing.used}",
            say(finding.result.tests[0].p) if finding.result.tests else "",
            say(finding.adjustment.holm) if finding.adjustment else "",
            say(finding.adjustment.benjamini_hochberg) if finding.adjustment else "",
            ", ".join(_cautions(finding.result)) or "none",
        )
        for finding in statistics
        if finding.query.role is Role.FINDING and finding.result.refusal is None
    ]
    columns = ("finding", "effect, 95 % interval", "n", "left out", "p", "Holm", "BH", "cautions")
    return make_table(title, columns, rows)


def diagnostic_table(title: str, statistics: Iterable[StatisticFinding]) -> Table:
    """Make a table of diagnostics, and of findings that were refused, with the reasons."""
    rows = [
        (
            finding.query.finding_id,
            say_estimate(finding.result.effect) or "refused",
            finding.result.refusal or finding.query.statement,
        )
        for finding in statistics
        if finding.query.role is Role.DIAGNOSTIC or finding.result.refusal
    ]
    return make_table(title, ("finding", "estimate, 95 % interval", "says, or why refused"), rows)


def detail_table(finding: StatisticFinding) -> Table:
    """Make one long table of all that a result says: estimates, tests, checks, data, chance."""
    result, query = finding.result, finding.query
    estimates = [("effect", result.effect)] if result.effect else []
    rows: list[tuple[Value, ...]] = [
        (section, e.name, e.value, e.low, e.high, None, e.method)
        for section, e in (*estimates, *(("estimate", e) for e in result.estimates))
    ]
    rows += [("test", t.name, t.statistic, None, None, t.p, None) for t in result.tests]
    if finding.adjustment:
        a = finding.adjustment
        family = f"{a.size} tests of the family {a.family}"
        rows.append(("test", "first test, Holm", None, None, None, a.holm, family))
        rows.append(
            (
                *("test", "first test, Benjamini-Hochberg"),
                *(None, None, None, a.benjamini_hochberg, family),
            )
        )
    rows += [(f"check: {c.standing}", c.name, *(None,) * 4, c.detail) for c in result.checks]
    rows.append(("data", "rows used", result.missing.used, *(None,) * 3, str(result.missing)))
    rows += [("data", "edition", *(None,) * 4, name) for name in finding.edition_ids]
    if result.seed is not None:
        rows.append(("chance", "seed", result.seed, *(None,) * 4))
        rows.append(("chance", "replicates", result.replicates, *(None,) * 4))
    said = (("refused", result.refusal), ("caveat", query.caveat))
    rows += [(section, "", *(None,) * 4, text) for section, text in said if text]
    columns = ("section", "name", "value", "low", "high", "p", "detail")
    return make_table(f"{query.statement} ({query.role})", columns, rows)


def readable(table: Table) -> Table:
    """Write the numbers of a table with as many digits as tell something."""
    rows = [tuple(say(v) if isinstance(v, float) else v for v in row) for row in table.rows]
    return make_table(table.title, table.columns, rows)


def say_estimate(estimate: Estimate | None) -> str:
    """Write an estimate with its interval: ``0.48 [0.36, 0.59]``.

    A side without bound is infinite; a quantity that is no estimate has no interval.
    """
    if estimate is None:
        return ""
    value = "infinite" if estimate.value is None else say(estimate.value)
    if estimate.low is None and estimate.high is None:
        return value
    bounds = (estimate.low, estimate.high)
    low, high = ("infinite" if bound is None else say(bound) for bound in bounds)
    return f"{value} [{low}, {high}]"


def say(value: float) -> str:
    """Write a number with three digits that count, and never as less than it says.

    >>> say(0.04567), say(2069.2), say(0.000012), say(3.0)
    ('0.0457', '2069', '<0.0001', '3')
    """
    if 0 < abs(value) < 0.0001:
        return "<0.0001" if value > 0 else ">-0.0001"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _machine_row(finding: StatisticFinding) -> tuple[Value, ...]:
    result, adjustment = finding.result, finding.adjustment
    effect = result.effect
    return (
        *(finding.query.finding_id, finding.query.role.value, finding.query.statement),
        *((effect.value, None, effect.name, effect.low, effect.high) if effect else (None,) * 5),
        *(result.missing.used, result.missing.total - result.missing.used),
        result.tests[0].p if result.tests else None,
        *((adjustment.holm, adjustment.benjamini_hochberg) if adjustment else (None, None)),
        *((adjustment.family, adjustment.size) if adjustment else (None, None)),
        "; ".join(_cautions(result)),
        result.refusal,
    )


def _cautions(result: StatisticResult) -> list[str]:
    return [check.name for check in result.checks if check.standing is not Standing.HOLDS]
