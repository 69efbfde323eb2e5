"""Statistical findings: a number never without its interval, its rows, and what it takes for granted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.findings.catalogue import load_table_sql
from sousveil.model.statistic import Role
from sousveil.publication.collection import EditionLabel
from sousveil.publication.site_paths import Link, finding_path
from sousveil.publication.stress_view import StressView, view_stress
from sousveil.publication.unseen import show_unseen
from sousveil.publication.wording import say_code

if TYPE_CHECKING:
    from sousveil.model.statistic import Estimate, Missing, StatisticFinding
    from sousveil.publication.collection import Collection, PublishedEdition
    from sousveil.publication.languages import Language

_DIGITS = 4
"""Significant digits of an estimate; more would say that it is known better than it is."""
SHOWN_ROWS = 300
"""Rows of the table behind a result that its page shows; the SQL gives all."""


@frozen(kw_only=True)
class StatisticRow:
    """A statistical finding in one line; ``value`` says why not where it was refused."""

    finding: Link
    value: str
    interval: str | None
    used: int
    left_out: int
    p: str | None
    corrected: str | None
    is_diagnostic: bool


@frozen(kw_only=True)
class CheckView:
    """An assumption, how it stands (key and words) and why."""

    name: str
    key: str
    standing: str
    detail: str


@frozen(kw_only=True)
class EstimateView:
    """An estimate with its interval and how that was made."""

    name: str
    value: str
    interval: str | None
    method: str


@frozen(kw_only=True)
class StatisticPage:
    """A statistical finding in full."""

    path: str
    title: str
    description: str
    edition: EditionLabel
    finding_id: str
    row: StatisticRow
    procedure: str
    refusal: str | None
    caveat: str | None
    missing: str
    estimates: tuple[EstimateView, ...]
    tests: tuple[tuple[str, str], ...]
    checks: tuple[CheckView, ...]
    repetition: str | None
    sql: str
    parameters: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out_rows: int
    stress: StressView | None


def view_statistic_rows(
    edition: PublishedEdition, collection: Collection
) -> tuple[StatisticRow, ...]:
    """Return one line for each statistical finding of an edition."""
    statistics = edition.publication.statistics
    return tuple(_view_row(finding, edition, collection) for finding in statistics)


def view_statistic(codebook_id: str, finding_id: str, collection: Collection) -> StatisticPage:
    """Gather a statistical finding with its estimates, tests, checks and the table behind it."""
    edition = collection.edition(codebook_id)
    statistics = edition.publication.statistics
    finding = next(f for f in statistics if f.query.finding_id == finding_id)
    query, result, language = finding.query, finding.result, collection.language
    row = _view_row(finding, edition, collection)
    estimates = (result.effect, *result.estimates) if result.effect else result.estimates
    return StatisticPage(
        path=finding_path(codebook_id, finding_id),
        title=row.finding.text,
        description=language.say(
            "{statement}: estimate, interval and assumptions.", statement=row.finding.text
        ),
        edition=edition.label,
        finding_id=finding_id,
        row=row,
        procedure=query.procedure,
        refusal=result.refusal,
        caveat=query.caveat,
        missing=_say_missing(result.missing, language),
        estimates=tuple(_view_estimate(estimate, language) for estimate in estimates),
        tests=tuple((test.name, say_p(test.p, language)) for test in result.tests),
        checks=tuple(
            CheckView(
                name=check.name,
                key=check.standing.value,
                standing=say_code(check.standing.value, language),
                detail=show_unseen(check.detail),
            )
            for check in result.checks
        ),
        repetition=_say_repetition(finding, language),
        sql=load_table_sql(query.table),
        parameters=tuple(
            (name, language.number(value)) for name, value in query.parameters.items()
        ),
        columns=result.columns,
        rows=tuple(
            tuple(show_unseen(_say(value, language)) for value in values)
            for values in result.rows[:SHOWN_ROWS]
        ),
        left_out_rows=max(len(result.rows) - SHOWN_ROWS, 0),
        stress=view_stress(finding_id, edition, collection),
    )


def say_p(p: float, language: Language) -> str:
    """Return a p-value for reading: three digits, and never zero.

    >>> from sousveil.publication.languages import load_language
    >>> say_p(0.0412, load_language("en")), say_p(1e-9, load_language("en"))
    ('0.0412', 'below 0.0001')
    """
    if p < 0.0001:
        return language.say("below {value}", value=language.number(0.0001))
    return language.number(float(f"{p:.3g}"))


def _view_row(
    finding: StatisticFinding, edition: PublishedEdition, collection: Collection
) -> StatisticRow:
    query, result, language = finding.query, finding.result, collection.language
    return StatisticRow(
        finding=Link(
            collection.name(query.statement),
            finding_path(edition.index.codebook_id, query.finding_id),
        ),
        value=(
            language.say("no estimate")
            if result.effect is None
            else _say(result.effect.value, language)
        ),
        interval=_say_interval(result.effect, language),
        used=result.missing.used,
        left_out=result.missing.total - result.missing.used,
        p=say_p(result.tests[0].p, language) if result.tests else None,
        corrected=say_p(finding.adjustment.holm, language) if finding.adjustment else None,
        is_diagnostic=query.role is Role.DIAGNOSTIC,
    )


def _view_estimate(estimate: Estimate, language: Language) -> EstimateView:
    return EstimateView(
        name=show_unseen(estimate.name),
        value=_say(estimate.value, language),
        interval=_say_interval(estimate, language),
        method=estimate.method,
    )


def _say_interval(estimate: Estimate | None, language: Language) -> str | None:
    if estimate is None or (estimate.low is None and estimate.high is None):
        return None
    ends = (
        language.say("unbounded") if end is None else _say(end, language)
        for end in (estimate.low, estimate.high)
    )
    low, high = ends
    return language.say("{low} to {high}", low=low, high=high)


def _say_missing(missing: Missing, language: Language) -> str:
    text = language.say(
        "{used} of {total} used",
        used=language.number(missing.used),
        total=language.number(missing.total),
    )
    reasons = ", ".join(f"{name} {count}" for name, count in missing.without)
    without = language.say("without a value:")
    return f"{text}; {without} {reasons}" if reasons else text


def _say_repetition(finding: StatisticFinding, language: Language) -> str | None:
    result = finding.result
    if result.seed is None or result.replicates is None:
        return None
    return language.say(
        "{replicates} replicates, seed {seed}",
        replicates=language.number(result.replicates),
        seed=result.seed,
    )


def _say(value: float | str | None, language: Language) -> str:
    return language.number(float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value)
