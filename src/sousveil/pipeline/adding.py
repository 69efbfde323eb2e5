"""Claims that a coder makes: fields, and words selected in a document as their evidence."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

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
        QuoteNotFound: no words stand there, or more than a quote may have.
        InvalidData: fields that a claim does not have, or that the registers do not know.
        BadInput: what is left is no claim.
    """
    document = bench.documents.get(document_id)
    if document is None:
        raise NotFound(
            "no such document", where=document_id, next_step="sousveil source list shows them"
        )
    quote = _quote(document, start, end)
    with bench.writing() as connection:
        source_id = _source_id(connection, document)
        evidence = Evidence(
            source_id=source_id,
            snapshot_sha256=document.snapshot_sha256,
            locator=str(_locate(document, start, end)),
            quote=quote,
        )
        claim = make_claim(bench, fields, (evidence,), coder)
        store_claim(bench, connection, claim, coder, document_id)
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


def store_claim(
    bench: Workbench, connection: Connection, claim: Claim, coder: str, document_id: str | None
) -> None:
    """Store a coder's claim, unless it is there, and note in the journal who made it."""
    if ClaimStore(connection).get(claim.claim_id) is not None:
        return
    at = bench.clock()
    add_claims(connection, [claim])
    note_document(connection, claim.claim_id, document_id, at=at)
    event = Event(
        kind="claim.added",
        subject_id=claim.claim_id,
        actor=coder,
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


def _quote(document: StoredDocument, start: int, end: int) -> str:
    quote = document.reading.text[start:end] if 0 <= start < end else ""
    where = f"{document.document_id}, characters {start} to {end}"
    if not quote.strip() or end > len(document.reading.text):
        raise QuoteNotFound("no words stand there", where=where, next_step="select some words")
    if len(quote) > MAX_QUOTE:
        raise BadInput(
            f"the quote has {len(quote)} characters; {MAX_QUOTE} are the most",
            where=where,
            next_step="select the words that say it, and no more",
        )
    return quote


def _locate(document: StoredDocument, start: int, end: int) -> TextSpan:
    starts = document.reading.page_starts
    page = max(1, bisect_right(starts, start)) if starts else None
    return TextSpan(start=start, end=end, page=page)
