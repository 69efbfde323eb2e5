"""The one schema, as SQLAlchemy tables; migrations create it, and a test holds the two together."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

_PLACE = BigInteger().with_variant(Integer, "sqlite")
source = Table(
    "source",
    metadata,
    Column("source_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("publisher", Text),
    Column("published_date", String),
    Column("language", String),
    Column("licence", String),
    Column("url", Text),
    Column("citation", Text),
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("source_id", String, ForeignKey("source.source_id"), nullable=False),
    Column("media_type", String, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("retrieved_at", String, nullable=False),
)

claim = Table(
    "claim",
    metadata,
    Column("claim_id", String(36), primary_key=True),
    Column("country_iso3", String(3), nullable=False),
    Column("technology_code", String),
    Column("vendor_id", String),
    Column("supplier_iso3", String(3)),
    Column("place", Text),
    Column("agency", Text),
    Column("status", String, nullable=False),
    Column("financing_kind", String),
    Column("lender_iso3", String(3)),
    Column("lender", Text),
    Column("amount_usd", Float(53)),
    Column("amount", Float(53)),
    Column("currency", String(3)),
    Column("start_date", String),
    Column("end_date", String),
    Column("made_by", String, nullable=False),
    Column("made_by_version", String, nullable=False),
    Column("safeguard_kind", String),
    Column("safeguard_finding", String),
)

evidence = Table(
    "evidence",
    metadata,
    Column("claim_id", String(36), ForeignKey("claim.claim_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("source_id", String, ForeignKey("source.source_id"), nullable=False),
    Column("snapshot_sha256", String(64), ForeignKey("snapshot.sha256"), nullable=False),
    Column("locator", Text, nullable=False),
    Column("quote", Text, nullable=False),
    Index("ix_evidence_snapshot_sha256", "snapshot_sha256"),
)

decision = Table(
    "decision",
    metadata,
    Column("number", _PLACE, primary_key=True, autoincrement=False),
    Column("previous_hash", String(64), nullable=False),
    Column("entry_hash", String(64), nullable=False, unique=True),
    Column("claim_id", String(36), ForeignKey("claim.claim_id"), nullable=False),
    Column("action", String, nullable=False),
    Column("coder", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_at", String, nullable=False),
    Column("changes", Text, nullable=False),
    Column("supersedes", String(64)),
    Column("stage", String, nullable=False, server_default="coding"),
    Index("ix_decision_claim_id", "claim_id"),
    Index("ix_decision_coder", "coder", "claim_id"),
    Index("ix_decision_decided_at", "decided_at"),
)

issue = Table(
    "issue",
    metadata,
    Column("source_id", String, ForeignKey("source.source_id"), primary_key=True),
    Column("snapshot_sha256", String(64), ForeignKey("snapshot.sha256"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("sheet", String, nullable=False),
    Column("row", Integer),
    Column("column", String),
    Column("rule", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("found", Text),
    Column("made", Text),
    Column("note", Text, nullable=False),
)

channel = Table(
    "channel",
    metadata,
    Column("channel_id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("location", Text, nullable=False),
    Column("source_kind", String, nullable=False),
    Column("effort", Text, nullable=False),
    Column("licence", Text),
    Column("added_at", String, nullable=False),
)

run = Table(
    "run",
    metadata,
    Column("run_id", String, primary_key=True),
    Column("channel_id", String, ForeignKey("channel.channel_id"), nullable=False),
    Column("started_at", String, nullable=False),
    Column("effort", Text, nullable=False),
)

run_end = Table(
    "run_end",
    metadata,
    Column("run_id", String, ForeignKey("run.run_id"), primary_key=True),
    Column("finished_at", String, nullable=False),
    Column("documents_read", Integer, nullable=False),
)

retrieval = Table(
    "retrieval",
    metadata,
    Column("run_id", String, ForeignKey("run.run_id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("outcome", String, nullable=False),
    Column("retrieved_at", String, nullable=False),
    Column("reason", Text),
    Column("http_status", Integer),
    Column("snapshot_sha256", String(64)),
    Column("media_type", String),
    Column("size_bytes", BigInteger),
    Column("warc_file", String),
    Column("warc_offset", BigInteger),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("description", Text, nullable=False),
    Index("ix_retrieval_name", "name"),
    Index("ix_retrieval_snapshot_sha256", "snapshot_sha256"),
)

proposal = Table(
    "proposal",
    metadata,
    Column("claim_id", String(36), ForeignKey("claim.claim_id"), primary_key=True),
    Column("document_id", String, primary_key=True),
    Column("extractor", String, primary_key=True),
    Column("version", String, primary_key=True),
    Column("confidence", Float(53), nullable=False),
    Column("vendor_names", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("proposed_at", String, nullable=False),
)

extraction = Table(
    "extraction",
    metadata,
    Column("document_id", String, primary_key=True),
    Column("extractor", String, primary_key=True),
    Column("version", String, primary_key=True),
    Column("claims", Integer, nullable=False),
    Column("searched_at", String, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("number", _PLACE, primary_key=True, autoincrement=False),
    Column("previous_hash", String(64), nullable=False),
    Column("entry_hash", String(64), nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("subject_id", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("at", String, nullable=False),
    Column("reason", Text),
    Column("payload", Text, nullable=False),
    Index("ix_journal_kind", "kind"),
    Index("ix_journal_subject_id", "subject_id"),
    Index("ix_journal_at", "at"),
)

queue_item = Table(
    "queue_item",
    metadata,
    Column("claim_id", String(36), ForeignKey("claim.claim_id"), primary_key=True),
    Column("standing", String, nullable=False),
    Column("waits_for", String, nullable=False),
    Column("country_iso3", String(3), nullable=False),
    Column("technology_code", String),
    Column("vendor_id", String),
    Column("status", String, nullable=False),
    Column("made_by", String, nullable=False),
    Column("language", String),
    Column("source_kind", String, nullable=False),
    Column("confidence", Float(53), nullable=False),
    Column("proposed_at", String, nullable=False),
    Column("document_id", String),
    Index("ix_queue_item_confidence", "waits_for", "confidence", "claim_id"),
    Index("ix_queue_item_proposed_at", "waits_for", "proposed_at", "claim_id"),
    Index("ix_queue_item_country_iso3", "country_iso3", "waits_for", "confidence", "claim_id"),
    Index(
        "ix_queue_item_technology_code", "technology_code", "waits_for", "confidence", "claim_id"
    ),
    Index("ix_queue_item_vendor_id", "vendor_id", "waits_for", "confidence", "claim_id"),
    Index("ix_queue_item_language", "language", "waits_for", "confidence", "claim_id"),
    Index("ix_queue_item_cell", "country_iso3", "technology_code", "claim_id"),
    Index("ix_queue_item_document_id", "document_id"),
)

queue_coder = Table(
    "queue_coder",
    metadata,
    Column("coder", String, primary_key=True),
    Column("claim_id", String(36), ForeignKey("claim.claim_id"), primary_key=True),
    Index("ix_queue_coder_claim_id", "claim_id"),
)

queue_state = Table(
    "queue_state",
    metadata,
    Column("share", Float(53), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("entry_hash", String(64), nullable=False),
)

claim_lock = Table(
    "claim_lock",
    metadata,
    Column("claim_id", String(36), ForeignKey("claim.claim_id"), primary_key=True),
    Column("coder", String, nullable=False),
    Column("expires_at", String, nullable=False),
    Index("ix_claim_lock_coder", "coder"),
)

assignment = Table(
    "assignment",
    metadata,
    Column("claim_id", String(36), ForeignKey("claim.claim_id"), primary_key=True),
    Column("coder", String, primary_key=True),
    Index("ix_assignment_coder", "coder"),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("actor", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("form_sha256", String(64), nullable=False),
    Column("number", BigInteger, nullable=False),
)

# The database refuses to update or delete in these; what the others hold follows from them.
APPEND_ONLY = (
    "source",
    "snapshot",
    "claim",
    "evidence",
    "decision",
    "issue",
    "channel",
    "run",
    "run_end",
    "retrieval",
    "proposal",
    "extraction",
    "journal",
)
