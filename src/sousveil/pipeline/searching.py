"""Search documents for claims, in workers that may die, or as the extractor does it itself."""

from __future__ import annotations

from contextlib import closing
from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.candidate import Candidate, TextDocument
from sousveil.engine.local import map_isolated
from sousveil.engine.outcome import Crash
from sousveil.errors import BadInput
from sousveil.pipeline.extracting import AsksServer, find_extractor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sousveil.claims.candidate import Extractor
    from sousveil.claims.llm.outcome import Outcome

SEARCH_SECONDS = 120
SEARCH_MEMORY_BYTES = 1024 * 1024 * 1024

Candidates = tuple[Candidate, ...]


@frozen(kw_only=True)
class SearchTask:
    """A document on its way to a worker, and the name of who shall search it."""

    extractor: str
    document: TextDocument


def search_document(task: SearchTask) -> Candidates:
    """Return the claims proposed of one document, every quote checked; what a worker runs."""
    candidates = tuple(_extractor(task.extractor).extract(task.document))
    for candidate in candidates:
        candidate.check_quote(task.document.text)
    return candidates


def search_documents(
    extractor: Extractor,
    documents: Iterator[TextDocument],
    *,
    workers: int,
    search: Callable[[SearchTask], Candidates] = search_document,
) -> Iterator[tuple[str, Candidates | Crash]]:
    """Give (document's id, claims proposed or why it could not be searched), as they come.

    Raises:
        CannotConnect: what the extractor depends on serves nobody.
    """
    if isinstance(extractor, AsksServer):
        with closing(extractor.read_many(documents)) as outcomes:
            yield from map(_checked, outcomes)
        return
    yield from map_isolated(
        search,
        (
            (one.document_id, SearchTask(extractor=extractor.name, document=one))
            for one in documents
        ),
        workers=workers,
        timeout_seconds=SEARCH_SECONDS,
        memory_bytes=SEARCH_MEMORY_BYTES,
    )


def _checked(outcome: Outcome) -> tuple[str, Candidates | Crash]:
    document_id = outcome.document.document_id
    if outcome.failure is not None:
        return document_id, Crash(outcome.failure)
    try:
        for candidate in outcome.candidates:
            candidate.check_quote(outcome.document.text)
    except BadInput as error:
        return document_id, Crash(error.what)
    return document_id, outcome.candidates


@lru_cache(maxsize=1)
def _extractor(name: str) -> Extractor:
    """Make an extractor once for all documents of a worker."""
    return find_extractor(name)
