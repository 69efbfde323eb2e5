"""Reported claims: what any report says of an edition, as a YAML file that others write.

A file names the report and lists what it says: a value, where it stands, and how it is
recomputed: a finding of the codebook by its id, a bundled query with parameters, SQL over
the edition's tables, or the reason why no edition can answer. The values and the queries
part ways here, so that what computes never sees what was published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from sousveil.data import list_bundled
from sousveil.data.user_files import read_user_text
from sousveil.errors import BadInput
from sousveil.findings.catalogue import Catalogue
from sousveil.findings.published import PublishedValues
from sousveil.model.finding import FindingQuery, PublishedValue, Relation, Unit, Value
from sousveil.model.structuring import structure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@frozen(kw_only=True)
class ReportedClaim:
    """One thing that a report says, and how to recompute it.

    At most one of ``query`` (a bundled SQL file), ``sql`` and ``why_not`` is given; with
    none, ``finding_id`` names a finding of the edition's own codebook. ``cause`` explains a
    difference, in the words of whoever looked into it.
    """

    finding_id: str
    value: Value
    where: str
    statement: str | None = None
    unit: Unit | None = None
    relation: Relation = Relation.EQUAL
    denominator: int | None = None
    query: str | None = None
    sql: str | None = None
    parameters: dict[str, str | int | float] = field(factory=dict)
    why_not: str | None = None
    cause: str | None = None

    @property
    def is_bundled(self) -> bool:
        """Whether the codebook's own finding of this id is meant."""
        return self.query is None and self.sql is None and self.why_not is None

    def problems(self) -> Iterator[str]:
        """Say what is wrong with the entry beyond the form of its fields."""
        if sum(given is not None for given in (self.query, self.sql, self.why_not)) > 1:
            yield "give one of query, sql and why_not"
        if self.query is not None and self.query not in list_bundled("findings", ".sql"):
            yield f"no bundled query {self.query!r}; give sql instead"
        if self.is_bundled and self.parameters:
            yield "parameters belong to a query or to sql"
        if not self.is_bundled and not self.statement:
            yield "statement: say what is claimed"
        if self.unit is Unit.RANKING:
            yield "unit: a ranking has no single value; claim its first place, as names"


@frozen(kw_only=True)
class Report:
    """A report and what it says, in its order."""

    citation: str
    claims: tuple[ReportedClaim, ...]

    def problems(self) -> list[str]:
        """Say what is wrong, by claim."""
        ids = [claim.finding_id for claim in self.claims]
        twice = [f"claims: {name} stands twice" for name in sorted({*ids}) if ids.count(name) > 1]
        return [*twice, *(f"{c.finding_id}: {p}" for c in self.claims for p in c.problems())]

    @property
    def needs_catalogue(self) -> bool:
        """Whether a claim is about a finding of the codebook."""
        return any(claim.is_bundled for claim in self.claims)

    def queries(self, catalogue: Catalogue) -> Catalogue:
        """Return what is to be computed, without what was published.

        Raises:
            NotFound: a claim names a finding that the catalogue does not have.
            BadInput: it names a ranking or a statistical procedure.
        """
        return Catalogue(findings=tuple(_query_of(claim, catalogue) for claim in self.claims))

    def published(self) -> PublishedValues:
        """Return what was published, without how it is computed."""
        return PublishedValues(
            citation=self.citation,
            published=tuple(
                PublishedValue(
                    finding_id=claim.finding_id,
                    value=claim.value,
                    where=claim.where,
                    relation=claim.relation,
                    denominator=claim.denominator,
                    reason=claim.cause,
                )
                for claim in self.claims
            ),
        )


def read_report(path: Path) -> Report:
    """Read the claims of a report.

    Raises:
        BadInput: the file is not there, too large, or no UTF-8 text of this form.
        InvalidData: it is YAML, but not such a file; every failure is listed with its line.
    """
    next_step = "give a YAML file as docs/how-to/verify-a-report.md describes it"
    return structure(read_user_text(path, next_step=next_step), Report, where=str(path))


def _query_of(claim: ReportedClaim, catalogue: Catalogue) -> FindingQuery:
    if not claim.is_bundled:
        return FindingQuery(
            finding_id=claim.finding_id,
            statement=claim.statement or "",
            unit=claim.unit or Unit.COUNTRIES,
            query=claim.query,
            sql=claim.sql,
            parameters=claim.parameters,
            why_not=claim.why_not,
        )
    found = catalogue.find(claim.finding_id)
    if not isinstance(found, FindingQuery) or found.unit is Unit.RANKING:
        raise BadInput(
            "this finding has no single value to hold a claim against",
            where=f"claim {claim.finding_id}",
            next_step="give sql with one `value`",
        )
    return evolve(
        found, statement=claim.statement or found.statement, unit=claim.unit or found.unit
    )
