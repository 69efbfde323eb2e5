"""Collate documents by signature, on disk: distinct signatures in an order of their own.

The order is by length, then by content, so that nothing depends on how documents are named or
in which order they come. In memory are some 120 bytes of each document.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.sources.syndication.scratch import Scratch
from sousveil.sources.syndication.signatures import Signature, pack_signature, unpack_signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@frozen(kw_only=True)
class SyndicationInput:
    """A document to be grouped. Dates are ISO 8601, None if unknown."""

    document_id: str
    signature: Signature
    published_date: str | None = None
    retrieved_at: str | None = None


@frozen(kw_only=True)
class Dates:
    """What tells the first of several copies; see ``SyndicationInput``."""

    document_id: str
    published_date: str | None
    retrieved_at: str | None


@frozen(kw_only=True)
class CollatedDocuments:
    """Digests and sketches by the place of their signature, and the documents that have it."""

    digests: Scratch
    sketches: Scratch
    _dates: Scratch
    _rows: array[int]
    _ends: array[int]

    def documents(self, place: int) -> Iterator[Dates]:
        """Yield the documents with the signature of this place."""
        for row in self._rows[self._ends[place] : self._ends[place + 1]]:
            document_id, published_date, retrieved_at = json.loads(self._dates[row])
            yield Dates(
                document_id=document_id, published_date=published_date, retrieved_at=retrieved_at
            )


@contextmanager
def collate_documents(
    documents: Iterable[SyndicationInput], folder: Path | None
) -> Iterator[CollatedDocuments]:
    """Collate documents that can be compared, in files of ``folder`` that vanish with the block.

    Raises:
        CannotWrite: the disk does not take them.
    """
    with ExitStack() as stack:
        signatures, dates, digests, sketches = (
            stack.enter_context(Scratch(folder)) for _ in range(4)
        )
        keys = []
        for document in documents:
            if document.signature.is_comparable:
                packed = pack_signature(document.signature)
                keys.append(_key_of(document.signature, packed))
                signatures.append(packed)
                about = document.document_id, document.published_date, document.retrieved_at
                dates.append(json.dumps(about).encode())
        rows = array("Q", sorted(range(len(keys)), key=keys.__getitem__))
        ends = array("Q", [0])
        for at, row in enumerate(rows, start=1):
            if at < len(rows) and keys[row] == keys[rows[at]]:
                continue
            signature = unpack_signature(signatures[row])
            digests.append(signature.digest)
            sketches.append(signature.sketch)
            ends.append(at)
        del keys
        yield CollatedDocuments(
            digests=digests, sketches=sketches, dates=dates, rows=rows, ends=ends
        )


def _key_of(signature: Signature, packed: bytes) -> bytes:
    """Return what orders signatures by length, and is the same only where they are."""
    return signature.shingle_count.to_bytes(4) + hashlib.blake2b(packed, digest_size=16).digest()
