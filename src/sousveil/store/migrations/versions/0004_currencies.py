"""Amounts in the currency that they are written in.

Amounts in US dollars stay in ``amount_usd``, where they were: no row changes, and no claim's id.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; they are empty in all claims made before, and of amounts in US dollars."""
    op.add_column("claim", sa.Column("amount", sa.Float(53)))
    op.add_column("claim", sa.Column("currency", sa.String(3)))
