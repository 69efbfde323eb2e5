"""Review: the journal, the queue, locks, assignments, forms that were sent before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sousveil.store.append_only import trigger_statements

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("journal",)


def upgrade() -> None:
    """Create the tables, and put every claim that is there into the queue."""
    _create_journal()
    _create_queue()
    _create_work()
    op.create_index("ix_decision_coder", "decision", ["coder", "claim_id"])
    op.create_index("ix_decision_decided_at", "decision", ["decided_at"])
    for statement in trigger_statements(op.get_context().dialect.name, TABLES):
        op.execute(sa.text(statement.replace(":", r"\:")))
    op.execute(_FILL)


def _create_journal() -> None:
    op.create_table(
        "journal",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            nullable=False,
            autoincrement=False,
        ),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("entry_hash", sa.String(64), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("subject_id", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("payload", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_journal"),
        sa.UniqueConstraint("entry_hash", name="uq_journal_entry_hash"),
    )
    op.create_index("ix_journal_kind", "journal", ["kind"])
    op.create_index("ix_journal_subject_id", "journal", ["subject_id"])
    op.create_index("ix_journal_at", "journal", ["at"])


def _create_queue() -> None:
    op.create_table(
        "queue_item",
        sa.Column("claim_id", sa.String(36), nullable=False),
        sa.Column("standing", sa.String, nullable=False),
        sa.Column("waits_for", sa.String, nullable=False),
        sa.Column("country_iso3", sa.String(3), nullable=False),
        sa.Column("technology_code", sa.String),
        sa.Column("vendor_id", sa.String),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("language", sa.String),
        sa.Column("source_kind", sa.String, nullable=False),
        sa.Column("confidence", sa.Float(53), nullable=False),
        sa.Column("proposed_at", sa.String, nullable=False),
        sa.Column("document_id", sa.String),
        sa.PrimaryKeyConstraint("claim_id", name="pk_queue_item"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.claim_id"], name="fk_queue_item_claim_id"),
    )
    for name, columns in (
        ("confidence", ["waits_for", "confidence", "claim_id"]),
        ("proposed_at", ["waits_for", "proposed_at", "claim_id"]),
        ("country_iso3", ["country_iso3", "waits_for", "confidence", "claim_id"]),
        ("technology_code", ["technology_code", "waits_for", "confidence", "claim_id"]),
        ("vendor_id", ["vendor_id", "waits_for", "confidence", "claim_id"]),
        ("language", ["language", "waits_for", "confidence", "claim_id"]),
        ("cell", ["country_iso3", "technology_code", "claim_id"]),
        ("document_id", ["document_id"]),
    ):
        op.create_index(f"ix_queue_item_{name}", "queue_item", columns)
    op.create_table(
        "queue_coder",
        sa.Column("coder", sa.String, nullable=False),
        sa.Column("claim_id", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("coder", "claim_id", name="pk_queue_coder"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.claim_id"], name="fk_queue_coder_claim_id"),
    )
    op.create_index("ix_queue_coder_claim_id", "queue_coder", ["claim_id"])
    op.create_table(
        "queue_state",
        sa.Column("share", sa.Float(53), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("entry_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("share", name="pk_queue_state"),
    )


def _create_work() -> None:
    op.create_table(
        "claim_lock",
        sa.Column("claim_id", sa.String(36), nullable=False),
        sa.Column("coder", sa.String, nullable=False),
        sa.Column("expires_at", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("claim_id", name="pk_claim_lock"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.claim_id"], name="fk_claim_lock_claim_id"),
    )
    op.create_index("ix_claim_lock_coder", "claim_lock", ["coder"])
    op.create_table(
        "assignment",
        sa.Column("claim_id", sa.String(36), nullable=False),
        sa.Column("coder", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("claim_id", "coder", name="pk_assignment"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.claim_id"], name="fk_assignment_claim_id"),
    )
    op.create_index("ix_assignment_coder", "assignment", ["coder"])
    op.create_table(
        "idempotency",
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("form_sha256", sa.String(64), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name="pk_idempotency"),
    )


_FILL = """
    INSERT INTO queue_item (
        claim_id, standing, waits_for, country_iso3, technology_code, vendor_id, status, made_by,
        language, source_kind, confidence, proposed_at, document_id
    )
    SELECT
        claim.claim_id, 'open', 'coder', country_iso3, technology_code, vendor_id, status, made_by,
        source.language, source.kind, COALESCE(newest.confidence, 0),
        COALESCE(newest.proposed_at, ''), newest.document_id
    FROM claim
    JOIN evidence ON evidence.claim_id = claim.claim_id AND evidence.position = 0
    JOIN source ON source.source_id = evidence.source_id
    LEFT JOIN (
        SELECT proposal.*, ROW_NUMBER() OVER (
            PARTITION BY claim_id ORDER BY proposed_at DESC, version DESC, document_id
        ) AS place
        FROM proposal
    ) AS newest ON newest.claim_id = claim.claim_id AND newest.place = 1
"""
