"""Signatures: the little of each document by which copies of one story are told, made once.

Beside each part of ``documents/`` lies one of the same name in ``signatures/``. It is made from
that part, of texts that come a few at a time, when signatures are asked for and it is not
there; one of another method, or of other documents, is made anew. So a workspace that has
none, and a process that is killed, cost the time of making them and nothing else.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import duckdb
from attrs import frozen

from sousveil.store.documents import DOCUMENTS_FOLDER
from sousveil.store.parquet_parts import (
    Part,
    count_rows,
    list_parts,
    prepare_folder,
    scan,
    select_rows,
    with_repeated_ids,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_SIGNATURES_FOLDER = "signatures"
_COLUMNS = ("document_id", "published_date", "retrieved_at", "method", "signature")


@frozen
class StoredSignature:
    """A document's signature, with the dates by which the first of several copies is told."""

    document_id: str
    published_date: str | None
    retrieved_at: str
    signature: bytes


class SignatureStore:
    """The signatures of a folder of documents. ``method`` names what ``sign`` makes of a text."""

    def __init__(self, folder: Path, *, method: str, sign: Callable[[str], bytes]) -> None:
        self._documents = folder / DOCUMENTS_FOLDER
        self._signatures = folder / _SIGNATURES_FOLDER
        self._method = method
        self._sign = sign

    def signatures(self) -> Iterator[StoredSignature]:
        """Yield the signature of every document once; those that are not stored yet are, first.

        Raises:
            CannotWrite: the disk does not take them.
        """
        for documents, repeated in with_repeated_ids(list_parts(self._documents)):
            part = self._signed(documents)
            columns = (*_COLUMNS[:3], "from_base64(signature)")
            for row in select_rows(columns, [part]):
                if row[0] not in repeated:
                    yield StoredSignature(*row)

    def _signed(self, documents: Path) -> Path:
        """Return the part that holds the signatures of a part of documents; make it if need be."""
        signatures = self._signatures / documents.name
        if not (signatures.exists() and self._is_current(signatures, documents)):
            prepare_folder(self._signatures)
            with Part(self._signatures, _COLUMNS) as part:
                for *about, text in select_rows((*_COLUMNS[:3], "text"), [documents]):
                    part.write([*about, self._method, b64encode(self._sign(text)).decode()])
                part.finish(documents.name)
        return signatures

    def _is_current(self, signatures: Path, documents: Path) -> bool:
        """Whether a part has, under our method, the same documents in the same order.

        What cannot be read is not: it can be made anew.
        """
        ids = "(SELECT list(document_id) FROM {})"
        is_same = f"{ids.format(scan([documents]))} = {ids.format(scan([signatures]))}"
        try:
            return not count_rows(signatures, f"method <> ? OR NOT ({is_same})", [self._method])
        except duckdb.Error:
            return False
