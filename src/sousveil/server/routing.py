"""Which tables Django may make: those of accounts and of throttling, and no others.

Its permissions and content types are unused here, and what the index rests on is not Django's.
"""

from __future__ import annotations

_OWN = frozenset({"account", "axes", "intake"})


class OwnTables:
    """A database router that keeps migrations to our tables."""

    def allow_migrate(self, _db: str, app_label: str, **_hints: object) -> bool:
        """Say whether a migration may touch the database."""
        return app_label in _OWN
