"""Collecting: channels, runs (search effort) and retrievals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sousveil.store.append_only import trigger_statements

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("channel", "run", "run_end", "retrieval")


def upgrade() -> None:
    """Create the tables and the triggers that make them append-only."""
    op.create_table(
        "channel",
        sa.Column("channel_id", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("location", sa.Text, nullable=False),
        sa.Column("source_kind", sa.String, nullable=False),
        sa.Column("effort", sa.Text, nullable=False),
        sa.Column("licence", sa.Text),
        sa.Column("added_at", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name="pk_channel"),
    )
    op.create_table(
        "run",
        sa.Column("run_id", sa.String, nullable=False),
        sa.Column("channel_id", sa.String, nullable=False),
        sa.Column("started_at", sa.String, nullable=False),
        sa.Column("effort", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_run"),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.channel_id"], name="fk_run_channel_id"),
    )
    op.create_table(
        "run_end",
        sa.Column("run_id", sa.String, nullable=False),
        sa.Column("finished_at", sa.String, nullable=False),
        sa.Column("documents_read", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_run_end"),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name="fk_run_end_run_id"),
    )
    _create_retrieval()
    for statement in trigger_statements(op.get_context().dialect.name, TABLES):
        op.execute(sa.text(statement.replace(":", r"\:")))


def _create_retrieval() -> None:
    op.create_table(
        "retrieval",
        sa.Column("run_id", sa.String, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("retrieved_at", sa.String, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("http_status", sa.Integer),
        sa.Column("snapshot_sha256", sa.String(64)),
        sa.Column("media_type", sa.String),
        sa.Column("size_bytes", sa.BigInteger),
        sa.Column("warc_file", sa.String),
        sa.Column("warc_offset", sa.BigInteger),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("description", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "name", name="pk_retrieval"),
        sa.ForeignKeyConstraint(["run_id"], ["run.run_id"], name="fk_retrieval_run_id"),
    )
    op.create_index("ix_retrieval_name", "retrieval", ["name"])
    op.create_index("ix_retrieval_snapshot_sha256", "retrieval", ["snapshot_sha256"])
