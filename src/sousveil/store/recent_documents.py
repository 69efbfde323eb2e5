"""Documents of which the last are kept in memory: a coder sees a document before and after deciding.

What an identifier stands for never changes, so what is kept is never out of date.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sousveil.store.documents import DocumentStore

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.store.documents import StoredDocument

_KEPT = 256


class RecentDocuments(DocumentStore):
    """A folder of documents that threads share, for as long as a server runs."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._recent = lru_cache(_KEPT)(self._find)

    def get(self, document_id: str) -> StoredDocument | None:
        """Return the document of this identifier, None if there is none."""
        try:
            return self._recent(document_id)
        except LookupError:  # not kept: it may be written yet
            return None

    def _find(self, document_id: str) -> StoredDocument:
        found = super().get(document_id)
        if found is None:
            raise LookupError(document_id)
        return found
