"""Propose: search the workspace's documents for claims, and store them for people to decide on.

A document counts as searched when its claims are stored: both happen in one transaction, for
some documents at a time. Whoever is killed in between has to search those few again, and
nothing is lost or doubled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from sousveil.claims.candidate import TextDocument
from sousveil.claims.candidate_claims import make_claims
from sousveil.engine.outcome import Crash
from sousveil.errors import BadInput, NotFound
from sousveil.model.identifiers import canonical_json
from sousveil.model.progress import Stage
from sousveil.model.proposal import Extraction, Proposal
from sousveil.model.reading import ReadStatus
from sousveil.pipeline.extracting import tell_run
from sousveil.pipeline.searching import search_document, search_documents
from sousveil.pipeline.sourcing import source_of
from sousveil.pipeline.workspace import open_workspace
from sousveil.sources.clock import now
from sousveil.store.claim_store import ClaimStore, add_claims, add_source
from sousveil.store.collection_store import CollectionStore
from sousveil.store.documents import DocumentStore
from sousveil.store.proposal_store import ProposalStore, add_extractions, add_proposals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from sousveil.claims.candidate import Extractor
    from sousveil.model.claim import Claim
    from sousveil.model.progress import Report
    from sousveil.pipeline.searching import Candidates, SearchTask
    from sousveil.settings import Settings
    from sousveil.store.database import Database
    from sousveil.store.documents import StoredDocument

DOCUMENTS_AT_A_TIME = 64
"""Documents that are looked up, and stored, in one transaction."""


@frozen(kw_only=True)
class ProposeSummary:
    """What one version of an extractor found. ``failures`` are (document, name, reason).

    ``claims`` counts the new ones; ``known`` those that an earlier version of the extractor
    had proposed to the letter, on which decisions go on to stand. ``said`` is what an extractor
    that asks a server says of its run: requests, costs, what was turned away.
    """

    extractor: str
    version: str
    searched_before: int
    searched: int
    claims: int
    known: int
    failures: tuple[tuple[str, str, str], ...]
    said: tuple[str, ...] = ()


def propose_claims(
    settings: Settings,
    extractor: Extractor,
    report: Report,
    *,
    workers: int = 2,
    search: Callable[[SearchTask], Candidates] = search_document,
) -> ProposeSummary:
    """Search every document that this version of an extractor has not searched yet.

    A document that could not be searched is named with the reason, and tried again by the
    next call; the others are untouched by it.

    Raises:
        CannotConnect: what the extractor depends on serves nobody; what was found is stored.
        CannotWrite: the database cannot take more; what was stored stays.
    """
    documents = DocumentStore(settings.home)
    waiting: dict[str, StoredDocument] = {}
    with open_workspace(settings) as database:
        with database.reading() as connection:
            before = ProposalStore(connection).count_searched(
                extractor=extractor.name, version=extractor.version
            )
        total = max(0, documents.count(status=ReadStatus.READ) - before)
        stage = Stage(f"searching with {extractor.name} {extractor.version}", report)
        stage.tell(0, total, "documents")
        keeper = _Keeper(database, extractor)
        found = search_documents(
            extractor,
            _texts(_unsearched(documents, database, extractor), waiting),
            workers=workers,
            search=search,
        )
        try:
            for number, (document_id, result) in enumerate(found, start=1):
                keeper.keep(waiting.pop(document_id), result)
                stage.tell(number, total, "documents")
        finally:
            keeper.flush()
    return keeper.summary(before)


class _Keeper:
    """Stores what was found of some documents at a time."""

    def __init__(self, database: Database, extractor: Extractor) -> None:
        self._database = database
        self._extractor = extractor
        self._batch: list[tuple[StoredDocument, Candidates]] = []
        self._failures: list[tuple[str, str, str]] = []
        self._searched = self._claims = self._known = 0

    def keep(self, document: StoredDocument, result: Candidates | Crash) -> None:
        """Take in what became of a document; it is stored at the latest by ``flush``."""
        if isinstance(result, Crash):
            self._fail(document, result.reason)
            return
        self._batch.append((document, result))
        if len(self._batch) >= DOCUMENTS_AT_A_TIME:
            self.flush()

    def flush(self) -> None:
        """Store what was taken in, all of it or nothing."""
        batch, self._batch = self._batch, []
        if not batch:
            return
        failures, searched, claims, known = [], 0, 0, 0
        with self._database.writing() as connection:
            done = ProposalStore(connection).searched_among(
                [document.document_id for document, _ in batch],
                extractor=self._extractor.name,
                version=self._extractor.version,
            )
            for document, candidates in batch:
                if document.document_id in done:
                    continue  # another process was faster
                try:
                    new, old = _store(connection, self._extractor, document, candidates)
                except (BadInput, NotFound) as error:
                    failures.append((document, error.what))
                    continue
                searched, claims, known = searched + 1, claims + new, known + old
        for document, reason in failures:
            self._fail(document, reason)
        self._searched += searched
        self._claims += claims
        self._known += known

    def summary(self, searched_before: int) -> ProposeSummary:
        """Say what was done."""
        return ProposeSummary(
            extractor=self._extractor.name,
            version=self._extractor.version,
            searched_before=searched_before,
            searched=self._searched,
            claims=self._claims,
            known=self._known,
            failures=tuple(sorted(self._failures)),
            said=tuple(tell_run(self._extractor)),
        )

    def _fail(self, document: StoredDocument, reason: str) -> None:
        self._failures.append((document.document_id, document.name, reason))


def _unsearched(
    documents: DocumentStore, database: Database, extractor: Extractor
) -> Iterator[StoredDocument]:
    """Give the documents with text that this version of the extractor has not searched."""
    batch: list[StoredDocument] = []

    def rest() -> Iterator[StoredDocument]:
        with database.reading() as connection:
            done = ProposalStore(connection).searched_among(
                [one.document_id for one in batch],
                extractor=extractor.name,
                version=extractor.version,
            )
        yield from (one for one in batch if one.document_id not in done)

    for document in documents.documents():
        if document.reading.status is ReadStatus.READ:
            batch.append(document)
        if len(batch) >= DOCUMENTS_AT_A_TIME:
            yield from rest()
            batch = []
    yield from rest()


def _texts(
    documents: Iterator[StoredDocument], waiting: dict[str, StoredDocument]
) -> Iterator[TextDocument]:
    """Give the texts; ``waiting`` keeps, without its text, what is being searched."""
    for document in documents:
        reading = document.reading
        waiting[document.document_id] = evolve(document, reading=evolve(reading, text=""))
        yield TextDocument(
            document_id=document.document_id,
            text=reading.text,
            language=reading.language,
            title=reading.title,
            published_date=reading.published_date,
        )


def _store(
    connection: Connection, extractor: Extractor, document: StoredDocument, candidates: Candidates
) -> tuple[int, int]:
    """Store what was found of one document; return how many claims are new, and how many not.

    Nothing is written before all that can be wrong with the candidates has been found out.
    """
    unsaid = Proposal(
        claim_id="",
        document_id=document.document_id,
        extractor=extractor.name,
        version=extractor.version,
        confidence=0.0,
        proposed_at=now(),
    )
    made = _store_claims(connection, document, candidates, unsaid) if candidates else (0, 0)
    extraction = Extraction(
        document_id=document.document_id,
        extractor=extractor.name,
        version=extractor.version,
        claims=sum(made),
        searched_at=unsaid.proposed_at,
    )
    add_extractions(connection, [extraction])
    return made


def _store_claims(
    connection: Connection, document: StoredDocument, candidates: Candidates, unsaid: Proposal
) -> tuple[int, int]:
    store = ClaimStore(connection)
    snapshot = store.find_snapshot(document.snapshot_sha256)
    if snapshot is None:
        source, added = source_of(CollectionStore(connection), document)
        made = make_claims(candidates, document, source.source_id, unsaid)
        add_source(connection, source, added)
        earlier = []
    else:
        made = make_claims(candidates, document, snapshot.source_id, unsaid)
        earlier = store.claims_of_snapshot(snapshot.sha256, made_by=unsaid.extractor)
    known = {_said(claim): claim.claim_id for claim in earlier}
    new = [claim for claim, _ in made if _said(claim) not in known]
    add_claims(connection, new)
    add_proposals(
        connection,
        (
            evolve(proposal, claim_id=known.get(_said(claim), claim.claim_id))
            for claim, proposal in made
        ),
    )
    return len(new), len(made) - len(new)


def _said(claim: Claim) -> str:
    """Return all that a claim says, whatever version of its author said it."""
    return canonical_json(claim.as_record() | {"made_by_version": None})
