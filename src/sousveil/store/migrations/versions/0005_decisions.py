"""Two coders and an adjudicator; claims about safeguards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what a decision was made as, and what a claim says of a safeguard.

    What stands in the log was coded, and no claim told of a safeguard.
    """
    op.add_column(
        "decision", sa.Column("stage", sa.String, nullable=False, server_default="coding")
    )
    op.add_column("claim", sa.Column("safeguard_kind", sa.String))
    op.add_column("claim", sa.Column("safeguard_finding", sa.String))
