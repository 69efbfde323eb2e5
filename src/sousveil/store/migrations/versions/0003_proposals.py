"""Proposals of extractors, and which documents were searched."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sousveil.store.append_only import trigger_statements

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = ("proposal", "extraction")


def upgrade() -> None:
    """Create the tables, the triggers that make them append-only, and what finds a quote's claims."""
    op.create_table(
        "proposal",
        sa.Column("claim_id", sa.String(36), nullable=False),
        sa.Column("document_id", sa.String, nullable=False),
        sa.Column("extractor", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("confidence", sa.Float(53), nullable=False),
        sa.Column("vendor_names", sa.Text, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("proposed_at", sa.String, nullable=False),
        sa.PrimaryKeyConstraint(
            "claim_id", "document_id", "extractor", "version", name="pk_proposal"
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.claim_id"], name="fk_proposal_claim_id"),
    )
    op.create_table(
        "extraction",
        sa.Column("document_id", sa.String, nullable=False),
        sa.Column("extractor", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("claims", sa.Integer, nullable=False),
        sa.Column("searched_at", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("document_id", "extractor", "version", name="pk_extraction"),
    )
    op.create_index("ix_evidence_snapshot_sha256", "evidence", ["snapshot_sha256"])
    for statement in trigger_statements(op.get_context().dialect.name, TABLES):
        op.execute(sa.text(statement.replace(":", r"\:")))
