"""Documents as they are looked for: by words of their title or address, a page at a time.

Their texts are not read: of a file of documents, only the columns that a list shows are.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from attrs import frozen
from sqlalchemy import func, select

from sousveil.model.source import SourceKind
from sousveil.store import schema
from sousveil.store.documents import DOCUMENTS_FOLDER
from sousveil.store.parquet_parts import list_parts, select_rows

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

_SHOWN = ("name", "title", "publisher", "published_date", "language", "source_kind")
_SEARCHED = "strip_accents(lower(coalesce(title, '') || ' ' || name))"


@frozen(kw_only=True)
class DocumentFilter:
    """Which documents to show: with all of these words, in a language, among some; None asks nothing."""

    words: tuple[str, ...] = ()
    language: str | None = None
    document_ids: Collection[str] | None = None


@frozen(kw_only=True)
class ListedDocument:
    """A document as a list shows it."""

    document_id: str
    name: str
    title: str | None
    publisher: str | None
    published_date: str | None
    language: str | None
    source_kind: SourceKind


def count_documents(folder: Path, wanted: DocumentFilter) -> int:
    """Return how many documents are wanted."""
    where, values = _condition(wanted)
    parts = list_parts(folder / DOCUMENTS_FOLDER)
    counted = select_rows(("count(DISTINCT document_id)",), parts, where, values)
    return next((int(count) for (count,) in counted), 0)


def search_documents(
    folder: Path, wanted: DocumentFilter, *, limit: int, offset: int
) -> list[ListedDocument]:
    """Return some of the documents that are wanted, the one published last first."""
    where, values = _condition(wanted)
    first = tuple(f"any_value({column})" for column in _SHOWN)  # one read again says the same
    tail = (
        "GROUP BY document_id ORDER BY any_value(published_date) DESC NULLS LAST, document_id "
        f"LIMIT {int(limit)} OFFSET {int(offset)}"
    )
    parts = list_parts(folder / DOCUMENTS_FOLDER)
    rows = select_rows(("document_id", *first), parts, where, values, tail=tail)
    return [_listed_from(row) for row in rows]


def documents_about(connection: Connection, country_iso3: str) -> list[str]:
    """Return the documents that have a claim about a country."""
    item = schema.queue_item.c
    query = select(item.document_id).where(
        item.country_iso3 == country_iso3, item.document_id.is_not(None)
    )
    return list(connection.execute(query.distinct()).scalars())


def count_claims_of(connection: Connection, document_ids: Collection[str]) -> dict[str, int]:
    """Return how many claims some documents have; one without any is left out."""
    item = schema.queue_item.c
    query = (
        select(item.document_id, func.count())
        .where(item.document_id.in_(document_ids))
        .group_by(item.document_id)
    )
    return {document_id: int(count) for document_id, count in connection.execute(query)}


def _condition(wanted: DocumentFilter) -> tuple[str, list[Any]]:
    """Return the condition as SQL, with the values of its marks in their order."""
    asked: list[tuple[str, Any]] = [
        (f"contains({_SEARCHED}, strip_accents(lower(?)))", word) for word in wanted.words
    ]
    if wanted.language is not None:
        asked.append(("language = ?", wanted.language))
    if wanted.document_ids is not None:
        asked.append(("document_id IN (SELECT unnest(?::VARCHAR[]))", [*wanted.document_ids]))
    return " AND ".join(sql for sql, _value in asked), [value for _sql, value in asked]


def _listed_from(row: tuple[Any, ...]) -> ListedDocument:
    said = dict(zip(("document_id", *_SHOWN), row, strict=True))
    return ListedDocument(**said | {"source_kind": SourceKind(said["source_kind"])})
