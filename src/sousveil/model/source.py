"""Sources and what is kept of them: source -> snapshot -> document."""

from __future__ import annotations

from enum import StrEnum

from attrs import frozen


class SourceKind(StrEnum):
    """What sort of publication a source is; evidence rules can ask for some and not others."""

    MEDIA_REPORT = "media_report"
    GOVERNMENT_RECORD = "government_record"
    PROCUREMENT_NOTICE = "procurement_notice"
    COURT_RECORD = "court_record"
    COMPANY_STATEMENT = "company_statement"
    NGO_REPORT = "ngo_report"
    ACADEMIC_WORK = "academic_work"


@frozen(kw_only=True)
class Source:
    """A public record or media report, as one would cite it. Dates are ISO 8601, None if unknown."""

    source_id: str
    kind: SourceKind
    title: str
    publisher: str | None = None
    published_date: str | None = None
    language: str | None = None
    licence: str | None = None
    url: str | None = None
    citation: str | None = None


@frozen(kw_only=True)
class Snapshot:
    """The bytes of a source as retrieved, named by their SHA-256 (64 hexadecimal digits)."""

    sha256: str
    source_id: str
    media_type: str
    size_bytes: int
    retrieved_at: str


@frozen(kw_only=True)
class Document:
    """The text that a named reader version made of a snapshot; spans count its characters."""

    document_id: str
    snapshot_sha256: str
    reader: str
    reader_version: str
    text: str
    language: str | None = None
    page_starts: tuple[int, ...] = ()


@frozen(kw_only=True)
class SyndicationCluster:
    """Documents that carry one story: together they are one piece of evidence."""

    cluster_id: str
    first_document_id: str
    document_ids: tuple[str, ...]


@frozen(kw_only=True)
class SourceCluster:
    """The syndication cluster that a source is in, and how many documents carry its story.

    A page whose versions carried two stories ties them: both are then one cluster.
    """

    source_id: str
    cluster_id: str
    cluster_size: int
