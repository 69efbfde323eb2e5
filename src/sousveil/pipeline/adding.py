"""Claims that a coder makes: fields, and words selected in a document as their evidence."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.claims.candidate import MAX_QUOTE
from sousveil.errors import BadInput, InvalidData, NotFound, QuoteNotFound
from sousveil.model.claim import RECODABLE, Claim
from sousveil.model.evidence import Evidence, TextSpan
from sousveil.model.journal import Event
from sousveil.model.safeguard import Safeguard, SafeguardFinding, SafeguardKind
from sousveil.pipeline.coding_rules import find_unknown
from sousveil.pipeline.sourcing import source_of
from sousveil.store.claim_store import ClaimStore, add_claims, add_source
from sousveil.store.collection_store import CollectionStore
from sousveil.store.journal import append_events
from sousveil.store.queue_items import note_document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from sousveil.pipeline.workbench import Workbench
    from sousveil.store.documents import StoredDocument

_KINDS = {"safeguard_kind": SafeguardKind, "safeguard_finding": SafeguardFinding}


@frozen(kw_only=True)
class Selection:
    """Words that somebody selected in a document: characters ``start`` to ``end``."""

    document_id: str
    start: int
    end: int

    def find_document(self, bench: Workbench) -> StoredDocument:
        """Return the document.

        Raises:
            NotFound: there is none.
        """
        document = bench.documents.get(self.document_id)
        if document is None:
            raise NotFound(
                "no such document",
                where=self.document_id,
                next_step="sousveil source list shows them",
            )
        return document

    def quote_from(self, document: StoredDocument) -> str:
        """Return the words, to the letter.

        Raises:
            QuoteNotFound: no words stand there.
            BadInput: they are more than a quote may have.
        """
        text = document.reading.text
        is_inside = 0 <= self.start < self.end <= len(text)
        quote = text[self.start : self.end] if is_inside else ""
        where = f"{self.document_id}, characters {self.start} to {self.end}"
        if not quote.strip():
            raise QuoteNotFound("no words stand there", where=where, next_step="select some words")
        if len(quote) > MAX_QUOTE:
            raise BadInput(
                f"the quote has {len(quote)} characters; {MAX_QUOTE} are the most",
                where=where,
                next_step="select the words that say it, and no more",
            )
        return quote

    def locate_in(self, document: StoredDocument) -> TextSpan:
        """Return where the words stand, with the page if the document has pages."""
        starts = document.reading.page_starts
        page = max(1, bisect_right(starts, self.start)) if starts else None
        return TextSpan(start=self.start, end=self.end, page=page)


def add_claim(  # where the words stand, and what is made of them
    bench: Workbench,
    document_id: str,
    start: int,
    end: int,
    fields: Mapping[str, str],
    coder: str,
) -> str:
    """Store a claim that rests on characters ``start`` to ``end`` of a document; return its id.

    ``fields`` are those that a recoding may change, by the same names. The same claim made
    twice by one coder is one. It waits in the queue like any other.

    Raises:
        NotFound: there is no such document.
        QuoteNotFound: no words stand there.
        InvalidData: fields that a claim does not have, or that the registers do not know.
        BadInput: the quote is too long, or what is left is no claim.
    """
    selection = Selection(document_id=document_id, start=start, end=end)
    document = selection.find_document(bench)
    with bench.writing() as connection:
        return add_selected(bench, connection, document, selection, fields, coder)


def add_selected(
    bench: Workbench,
    connection: Connection,
    document: StoredDocument,
    selection: Selection,
    fields: Mapping[str, str],
    coder: str,
) -> str:
    """Store a claim that rests on words selected in a document; see ``add_claim``."""
    quote = selection.quote_from(document)
    evidence = Evidence(
        source_id=_source_id(connection, document),
        snapshot_sha256=document.snapshot_sha256,
        locator=str(selection.locate_in(document)),
        quote=quote,
    )
    claim = make_claim(bench, fields, (evidence,), coder)
    _store_claim(bench, connection, claim, document.document_id)
    return claim.claim_id


def make_claim(
    bench: Workbench, fields: Mapping[str, str], evidence: tuple[Evidence, ...], coder: str
) -> Claim:
    """Return the claim that a coder makes of some evidence; empty fields are not said.

    Raises:
        InvalidData: fields that a claim does not have, or that the registers do not know.
        BadInput: what is left is no claim.
    """
    said = {name: value for name, value in fields.items() if value}
    problems = [f"{name}: a claim has no such field" for name in sorted(set(said) - RECODABLE)]
    problems += find_unknown(bench, said)
    if "country_iso3" not in said:
        problems.append("country_iso3: a claim is about a country")
    if len(said.keys() & _KINDS.keys()) == 1:
        problems.append("safeguard_kind, safeguard_finding: one is nothing without the other")
    problems += [
        f"{name}: {said[name]!r} is none of {', '.join(kind)}"
        for name, kind in _KINDS.items()
        if name in said and said[name] not in list(kind)
    ]
    if problems:
        raise InvalidData(problems, where="claim", next_step="correct these fields")
    safeguard = None
    if "safeguard_kind" in said:
        safeguard = Safeguard(
            kind=SafeguardKind(said.pop("safeguard_kind")),
            finding=SafeguardFinding(said.pop("safeguard_finding")),
        )
    claim = Claim(
        country_iso3=said.pop("country_iso3"),
        technology_code=said.pop("technology_code", None),
        vendor_id=said.pop("vendor_id", None),
        supplier_iso3=said.pop("supplier_iso3", None),
        safeguard=safeguard,
        made_by=coder,
        made_by_version=f"{bench.codebook.codebook_id} {bench.codebook.version}",
        evidence=evidence,
    )
    return claim.recoded(said)


def _store_claim(bench: Workbench, connection: Connection, claim: Claim, document_id: str) -> None:
    """Store a coder's claim, unless it is there, and note in the journal who made it."""
    if ClaimStore(connection).get(claim.claim_id) is not None:
        return
    at = bench.clock()
    add_claims(connection, [claim])
    note_document(connection, claim.claim_id, document_id, at=at)
    event = Event(
        kind="claim.added",
        subject_id=claim.claim_id,
        actor=claim.made_by,
        at=at,
        payload={"document_id": document_id},
    )
    append_events(connection, [event])


def _source_id(connection: Connection, document: StoredDocument) -> str:
    known = ClaimStore(connection).find_snapshot(document.snapshot_sha256)
    if known is not None:
        return known.source_id
    source, snapshot = source_of(CollectionStore(connection), document)
    add_source(connection, source, snapshot)
    return source.source_id
