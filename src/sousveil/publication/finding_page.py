"""The replication table and the page of a counted finding: what was published, what comes out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.findings.catalogue import sql_of
from sousveil.findings.published import load_diagnosis
from sousveil.model.finding import Relation, Unit
from sousveil.publication.collection import EditionLabel
from sousveil.publication.languages import N_
from sousveil.publication.sectioned_page import SectionedPage, gather_sections
from sousveil.publication.site_paths import Link, finding_path
from sousveil.publication.statistic_page import StatisticRow, view_statistic_rows
from sousveil.publication.stress_view import StressView, view_stress
from sousveil.publication.unseen import show_unseen
from sousveil.publication.wording import VERDICT_TERMS, Term

if TYPE_CHECKING:
    from sousveil.model.finding import Finding, PublishedValue, ReplicationResult, Value
    from sousveil.publication.collection import Collection, PublishedEdition
    from sousveil.publication.languages import Language

_RELATIONS = {
    Relation.EQUAL: "{value}",
    Relation.AT_LEAST: N_("at least {value}"),
    Relation.JUST_OVER: N_("just over {value}"),
}


@frozen(kw_only=True)
class FindingRow:
    """A row of the replication table."""

    finding: Link
    published: str
    recomputed: str
    verdict: Term
    reason: str


@frozen(kw_only=True)
class VerdictCount:
    """How many findings of an edition have a verdict."""

    verdict: Term
    count: int


@frozen(kw_only=True)
class FindingPage:
    """A finding with its query, so that anyone can run or change it."""

    path: str
    title: str
    description: str
    edition: EditionLabel
    finding_id: str
    row: FindingRow
    where: str | None
    sql: str | None
    diagnosis: str | None
    parameters: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    stress: StressView | None


@frozen(kw_only=True)
class FindingTable:
    """The replication table of one edition, and its statistics."""

    edition: EditionLabel
    counts: tuple[VerdictCount, ...]
    rows: tuple[FindingRow, ...]
    statistics: tuple[StatisticRow, ...]


def list_findings(collection: Collection) -> SectionedPage[FindingTable]:
    """Gather the replication tables of all editions."""
    say = collection.language.say
    words = (
        say("Findings"),
        say("Every published statement of the index, recomputed from its edition."),
    )
    return gather_sections("findings/index.html", words, _view_table, collection)


def count_verdicts(edition: PublishedEdition) -> tuple[VerdictCount, ...]:
    """Count the verdicts of an edition's replication table; those that do not occur are left out."""
    counts = Counter(result.verdict for result in edition.publication.replication)
    return tuple(
        VerdictCount(verdict=term, count=counts[verdict])
        for verdict, term in VERDICT_TERMS.items()
        if counts[verdict]
    )


def _view_table(edition: PublishedEdition, collection: Collection) -> FindingTable:
    return FindingTable(
        edition=edition.label,
        counts=count_verdicts(edition),
        rows=view_rows(edition, collection),
        statistics=view_statistic_rows(edition, collection),
    )


def view_rows(edition: PublishedEdition, collection: Collection) -> tuple[FindingRow, ...]:
    """Return the rows of an edition's replication table."""
    replication = edition.publication.replication
    return tuple(_view_row(result, edition, collection) for result in replication)


def view_finding(codebook_id: str, finding_id: str, collection: Collection) -> FindingPage:
    """Gather a finding with its query, parameters and rows."""
    edition = collection.edition(codebook_id)
    publication, language = edition.publication, collection.language
    result = next(r for r in publication.replication if r.finding.query.finding_id == finding_id)
    finding = result.finding
    query = finding.query
    diagnosis = result.published.diagnosis if result.published else None
    row = _view_row(result, edition, collection)
    return FindingPage(
        path=finding_path(codebook_id, finding_id),
        title=row.finding.text,
        description=language.say(
            "{statement}: published and recomputed.", statement=row.finding.text
        ),
        edition=edition.label,
        finding_id=finding_id,
        row=row,
        where=result.published.where if result.published else None,
        sql=sql_of(query),
        diagnosis=load_diagnosis(diagnosis) if diagnosis and result.reason else None,
        parameters=tuple(
            (name, language.number(value)) for name, value in query.parameters.items()
        ),
        columns=tuple(show_unseen(column) for column in finding.columns),
        rows=say_rows(finding.rows, language),
        stress=view_stress(finding_id, edition, collection),
    )


def say_rows(
    rows: tuple[tuple[Value, ...], ...], language: Language
) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a query as texts."""
    return tuple(tuple(show_unseen(language.number(value)) for value in row) for row in rows)


def _view_row(
    result: ReplicationResult, edition: PublishedEdition, collection: Collection
) -> FindingRow:
    query, language = result.finding.query, collection.language
    return FindingRow(
        finding=Link(
            collection.name(query.statement),
            finding_path(edition.index.codebook_id, query.finding_id),
        ),
        published=_say_published(result.published, query.unit, language),
        recomputed=_say_finding(result.finding, language),
        verdict=VERDICT_TERMS[result.verdict],
        reason=result.reason,
    )


def _say_published(published: PublishedValue | None, unit: Unit, language: Language) -> str:
    if published is None:
        return language.say("not stated")
    value = _say_value(published.value, unit, published.denominator, language)
    return language.say(_RELATIONS[published.relation], value=value)


def _say_finding(finding: Finding, language: Language) -> str:
    if finding.query.unit is Unit.RANKING and finding.rows:
        return language.say_many("{count} row", "{count} rows", len(finding.rows))
    return _say_value(finding.value, finding.query.unit, finding.denominator, language)


def _say_value(value: Value, unit: Unit, denominator: int | None, language: Language) -> str:
    """Say a value with its unit; a share is shown to a tenth, as none was printed finer."""
    if value is None:
        return language.number(value)
    if unit is Unit.PERCENT and isinstance(value, float):
        value = round(value, 1)
    text = show_unseen(language.number(value)) + (" %" if unit is Unit.PERCENT else "")
    if denominator is None:
        return text
    return language.say("{value} of {total}", value=text, total=language.number(denominator))
