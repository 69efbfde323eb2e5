"""The first schema: sources, snapshots, claims, evidence, the decision log, import issues."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sousveil.store.append_only import trigger_statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("source", "snapshot", "claim", "evidence", "decision", "issue")


def upgrade() -> None:
    """Create the tables and the triggers that make them append-only."""
    _create_sources()
    _create_claims()
    _create_log()
    for statement in trigger_statements(op.get_context().dialect.name, TABLES):
        op.execute(sa.text(statement.replace(":", r"\:")))


def _create_sources() -> None:
    op.create_table(
        "source",
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("publisher", sa.Text),
        sa.Column("published_date", sa.String),
        sa.Column("language", sa.String),
        sa.Column("licence", sa.String),
        sa.Column("url", sa.Text),
        sa.Column("citation", sa.Text),
        sa.PrimaryKeyConstraint("source_id", name="pk_source"),
    )
    op.create_table(
        "snapshot",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("media_type", sa.String, nullable=False),
        sa.Column("size_bytes", sa.BigInteger, nullable=False),
        sa.Column("retrieved_at", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_snapshot"),
        sa.ForeignKeyConstraint(["source_id"], ["source.source_id"], name="fk_snapshot_source_id"),
    )


def _create_claims() -> None:
    op.create_table(
        "claim",
        sa.Column("claim_id", sa.String(36), nullable=False),
        sa.Column("country_iso3", sa.String(3), nullable=False),
        sa.Column("technology_code", sa.String),
        sa.Column("vendor_id", sa.String),
        sa.Column("supplier_iso3", sa.String(3)),
        sa.Column("place", sa.Text),
        sa.Column("agency", sa.Text),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("financing_kind", sa.String),
        sa.Column("lender_iso3", sa.String(3)),
        sa.Column("lender", sa.Text),
        sa.Column("amount_usd", sa.Float(53)),
        sa.Column("start_date", sa.String),
        sa.Column("end_date", sa.String),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("made_by_version", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("claim_id", name="pk_claim"),
    )
    op.create_table(
        "evidence",
        sa.Column("claim_id", sa.String(36), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("snapshot_sha256", sa.String(64), nullable=False),
        sa.Column("locator", sa.Text, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("claim_id", "position", name="pk_evidence"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.claim_id"], name="fk_evidence_claim_id"),
        sa.ForeignKeyConstraint(["source_id"], ["source.source_id"], name="fk_evidence_source_id"),
        sa.ForeignKeyConstraint(
            ["snapshot_sha256"], ["snapshot.sha256"], name="fk_evidence_snapshot_sha256"
        ),
    )


def _create_log() -> None:
    op.create_table(
        "decision",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            nullable=False,
            autoincrement=False,
        ),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("entry_hash", sa.String(64), nullable=False),
        sa.Column("claim_id", sa.String(36), nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("coder", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_at", sa.String, nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
        sa.Column("supersedes", sa.String(64)),
        sa.PrimaryKeyConstraint("number", name="pk_decision"),
        sa.UniqueConstraint("entry_hash", name="uq_decision_entry_hash"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.claim_id"], name="fk_decision_claim_id"),
    )
    op.create_index("ix_decision_claim_id", "decision", ["claim_id"])
    op.create_table(
        "issue",
        sa.Column("source_id", sa.String, nullable=False),
        sa.Column("snapshot_sha256", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("sheet", sa.String, nullable=False),
        sa.Column("row", sa.Integer),
        sa.Column("column", sa.String),
        sa.Column("rule", sa.String, nullable=False),
        sa.Column("severity", sa.String, nullable=False),
        sa.Column("found", sa.Text),
        sa.Column("made", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("source_id", "snapshot_sha256", "position", name="pk_issue"),
        sa.ForeignKeyConstraint(["source_id"], ["source.source_id"], name="fk_issue_source_id"),
        sa.ForeignKeyConstraint(
            ["snapshot_sha256"], ["snapshot.sha256"], name="fk_issue_snapshot_sha256"
        ),
    )
