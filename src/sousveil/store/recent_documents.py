"""Documents that a server looks up one by one: where each is stands in memory, the last ones whole.

What an identifier stands for never changes, and neither does a file once it is there: so what
is kept is never out of date. A document that is not known is looked for in every file.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING

from sousveil.store.documents import DOCUMENTS_FOLDER, DocumentStore, read_document
from sousveil.store.parquet_parts import list_parts, select_rows

if TYPE_CHECKING:
    from pathlib import Path

    from sousveil.store.documents import StoredDocument

_KEPT = 256
"""A coder sees a document before and after deciding, and then no more."""


class RecentDocuments(DocumentStore):
    """A folder of documents that threads share, for as long as a server runs."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._parts = folder / DOCUMENTS_FOLDER
        self._hashes: dict[Path, array[int]] = {}
        self._recent = lru_cache(_KEPT)(self._find)

    def get(self, document_id: str) -> StoredDocument | None:
        """Return the document of this identifier, None if there is none."""
        try:
            return self._recent(document_id)
        except LookupError:  # not kept: it may be written yet
            return None

    def _find(self, document_id: str) -> StoredDocument:
        wanted = hash(document_id)
        parts = list_parts(self._parts)
        likely = [part for part in parts if _holds(self._hashes_of(part), wanted)]
        found = read_document(document_id, likely) or super().get(document_id)
        if found is None:
            raise LookupError(document_id)
        return found

    def _hashes_of(self, part: Path) -> array[int]:
        """Return the hashes of a file's identifiers in their order: eight bytes for a document."""
        known = self._hashes.get(part)
        if known is None:
            ids = (document_id for (document_id,) in select_rows(("document_id",), [part]))
            known = self._hashes[part] = array("q", sorted(map(hash, ids)))
        return known


def _holds(hashes: array[int], wanted: int) -> bool:
    place = bisect_left(hashes, wanted)
    return place < len(hashes) and hashes[place] == wanted
