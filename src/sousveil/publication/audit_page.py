"""The audit of the published tables: what checks found there, with every row that it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.collection import EditionLabel
from sousveil.publication.site_paths import Link, audit_path
from sousveil.publication.unseen import show_unseen
from sousveil.publication.wording import say_code

if TYPE_CHECKING:
    from sousveil.editions.audit.observation import AffectedRow, Observation
    from sousveil.publication.collection import Collection, PublishedEdition

SHOWN_ROWS = 300
"""Rows of one observation that the page shows; the command that audits prints all."""


@frozen(kw_only=True)
class RowView:
    """A row of the published table that an observation concerns."""

    row: int | None
    country: Link
    column: str | None
    found: str | None
    expected: str | None
    note: str


@frozen(kw_only=True)
class ObservationView:
    """What one check found."""

    anchor: str
    check: str
    summary: str
    confidence: str
    count: int
    rows: tuple[RowView, ...]


@frozen(kw_only=True)
class AuditPage:
    """The audit of the published table that an edition is of."""

    path: str
    title: str
    description: str
    edition: EditionLabel
    observations: tuple[ObservationView, ...]
    issues: int


@frozen(kw_only=True)
class AuditList:
    """The audits of all published tables, with the number of observations."""

    path: str
    title: str
    description: str
    audits: tuple[tuple[EditionLabel, Link, int], ...]


def list_audited(collection: Collection) -> tuple[PublishedEdition, ...]:
    """Return the editions whose published table was audited, the newest first."""
    return tuple(e for e in collection.newest_first if e.publication.audit is not None)


def list_audits(collection: Collection) -> AuditList:
    """List the audits."""
    language = collection.language
    return AuditList(
        path="audit/index.html",
        title=language.say("Audit of the published tables"),
        description=language.say("What checks found in the tables that editions were taken from."),
        audits=tuple(
            (
                edition.label,
                Link(edition.index.codebook_id, audit_path(edition.index.codebook_id)),
                len(edition.publication.audit or ()),
            )
            for edition in list_audited(collection)
        ),
    )


def view_audit(codebook_id: str, collection: Collection) -> AuditPage:
    """Gather what the audit of an edition's table found."""
    edition = collection.edition(codebook_id)
    language = collection.language
    return AuditPage(
        path=audit_path(codebook_id),
        title=language.say("Audit of the table of {edition}", edition=codebook_id),
        description=language.say("What checks found in the tables that editions were taken from."),
        edition=edition.label,
        observations=tuple(
            _view(number, observation, collection)
            for number, observation in enumerate(edition.publication.audit or (), start=1)
        ),
        issues=len(edition.index.issues),
    )


def _view(number: int, observation: Observation, collection: Collection) -> ObservationView:
    return ObservationView(
        anchor=f"observation-{number}",
        check=observation.check,
        summary=show_unseen(observation.summary),
        confidence=say_code(observation.confidence, collection.language),
        count=len(observation.rows),
        rows=tuple(_view_row(row, collection) for row in observation.rows[:SHOWN_ROWS]),
    )


def _view_row(row: AffectedRow, collection: Collection) -> RowView:
    named = collection.country(row.country_iso3) if row.country_iso3 in collection.units else None
    return RowView(
        row=row.row,
        country=named or Link(show_unseen(row.label)),
        column=show_unseen(row.column),
        found=show_unseen(row.found),
        expected=show_unseen(row.expected),
        note=show_unseen(row.note),
    )
