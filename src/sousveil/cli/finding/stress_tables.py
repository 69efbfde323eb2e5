"""Stress tests as tables: one line a finding, one line a variation, and what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sousveil.cli.finding.statistic_tables import say
from sousveil.cli.rendering import Table, make_table
from sousveil.findings.replication import format_published

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.findings.published import PublishedValues
    from sousveil.findings.stress.outcome import FindingStress, Headline, StressTest
    from sousveil.model.finding import Value

TOP_SHOWN = 3
PROGRAM_COLUMNS = (
    *("finding", "statement", "quantity", "value", "low", "high", "published"),
    *("tried", "untried", "changing", "moving", "verdict", "because"),
)
READING_COLUMNS = ("finding", "value", "goes from", "published", "verdict", "because")


def summary_table(test: StressTest, published: PublishedValues, *, for_programs: bool) -> Table:
    """Make a table of all findings: value, how far it goes, verdict."""
    rows = [
        (_for_programs if for_programs else _for_reading)(stress, published)
        for stress in test.findings
    ]
    columns = PROGRAM_COLUMNS if for_programs else READING_COLUMNS
    return make_table(f"Stress tests of {test.edition_id}", columns, rows)


def _for_programs(stress: FindingStress, published: PublishedValues) -> tuple[Value, ...]:
    query = stress.query
    told = published.find(query.finding_id)
    return (
        *(query.finding_id, query.statement, stress.baseline.quantity),
        said(stress.baseline, exactly=True),
        *value_range(stress),
        told.value if told is not None else None,
        *(stress.tried, stress.untried, len(stress.outcomes), len(stress.moving)),
        *(stress.verdict.value, stress.because),
    )


def _for_reading(stress: FindingStress, published: PublishedValues) -> tuple[Value, ...]:
    low, high = value_range(stress)
    told = published.find(stress.query.finding_id)
    return (
        stress.query.finding_id,
        said(stress.baseline, exactly=False),
        "" if low is None or high is None else f"{say(low)} to {say(high)}",
        format_published(told, is_percent=False),
        stress.verdict.value,
        stress.because,
    )


def variation_table(title: str, findings: Iterable[FindingStress], *, for_programs: bool) -> Table:
    """Make a table of the variations that change a finding at all, those that move it first."""
    rows = []
    for stress in findings:
        ordered = sorted(
            stress.outcomes,
            key=lambda o: (not o.moves, -abs(o.change or 0.0), o.variation.number),
        )
        rows += [
            (
                stress.query.finding_id,
                outcome.variation.group,
                *((outcome.variation.thing,) if for_programs else ()),
                outcome.variation.label,
                said(outcome.headline, exactly=for_programs),
                outcome.change if for_programs or outcome.change is None else say(outcome.change),
                outcome.moves,
            )
            for outcome in ordered
        ]
    columns = (
        *("finding", "group"),
        *(("left_out_id", "left_out") if for_programs else ("left out",)),
        *("value", "change", "moves"),
    )
    return make_table(title, columns, rows)


def left_out_table(test: StressTest) -> Table:
    """Make a table of the grid: how often each group was left out, or why it does not apply."""
    rows = [(group, count, "") for group, count in test.groups]
    rows += [(one.group, 0, f"does not apply: {one.reason}") for one in test.not_applied]
    return make_table("What was left out", ("group", "variations", ""), rows)


def value_range(stress: FindingStress) -> tuple[float | None, float | None]:
    """Give the lowest and the highest number under any variation, the edition as it is among them."""
    numbers = [h.number for h in (stress.baseline, *(o.headline for o in stress.outcomes))]
    given = [number for number in numbers if number is not None]
    return (min(given), max(given)) if given else (None, None)


def said(headline: Headline, *, exactly: bool) -> float | str | None:
    """Write what a headline says."""
    if headline.refusal is not None:
        return None if exactly else "none"
    if headline.names:
        shown = headline.names if exactly else headline.names[:TOP_SHOWN]
        return ", ".join(shown) + (", ..." if len(shown) < len(headline.names) else "")
    if headline.number is None or exactly:
        return headline.number
    share = "" if headline.denominator is None else f" of {headline.denominator}"
    return f"{say(headline.number)}{share}"
