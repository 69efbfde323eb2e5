"""Find a document among all that were collected, to read it or to add a claim from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from sousveil.store.document_search import (
    DocumentFilter,
    ListedDocument,
    count_claims_of,
    count_documents,
    documents_about,
    search_documents,
)

if TYPE_CHECKING:
    from sousveil.pipeline.workbench import Workbench

__all__ = ["DocumentFilter", "DocumentPage", "FoundDocument", "ListedDocument", "list_documents"]


@frozen(kw_only=True)
class FoundDocument:
    """A document with how many claims rest on it."""

    document: ListedDocument
    claims: int


@frozen(kw_only=True)
class DocumentPage:
    """Some of the documents that are wanted: page ``page`` of ``pages``, from 1."""

    items: tuple[FoundDocument, ...]
    total: int
    page: int
    pages: int


def list_documents(
    bench: Workbench,
    wanted: DocumentFilter,
    *,
    country_iso3: str | None = None,
    page: int,
    per_page: int,
) -> DocumentPage:
    """Return a page of the documents that are wanted; ``country_iso3`` is of a claim on them.

    A page after the last one is the last one.
    """
    home = bench.settings.home
    with bench.database.reading() as connection:
        if country_iso3 is not None:
            wanted = evolve(wanted, document_ids=documents_about(connection, country_iso3))
        total = count_documents(home, wanted)
        pages = max(1, -(-total // per_page))
        page = min(max(1, page), pages)
        found = search_documents(home, wanted, limit=per_page, offset=(page - 1) * per_page)
        claims = count_claims_of(connection, [one.document_id for one in found])
    items = tuple(
        FoundDocument(document=one, claims=claims.get(one.document_id, 0)) for one in found
    )
    return DocumentPage(items=items, total=total, page=page, pages=pages)
