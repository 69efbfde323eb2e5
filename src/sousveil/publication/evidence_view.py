"""Claims as pages show them: what is claimed, on which words, by whose decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.errors import BadInput
from sousveil.model.evidence import TableCell, parse_locator
from sousveil.publication.site_paths import Link, claim_anchor, country_path, file_stem, web_address
from sousveil.publication.wording import SOURCE_KINDS, say_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.model.edition import ReplyRow
    from sousveil.model.source import Source
    from sousveil.publication.collection import Collection
    from sousveil.publication.edition_index import ClaimRecord, EditionIndex

SHORT_HASH = 12
"""Digits of a hash that are enough to tell it from all others in an edition."""


@frozen(kw_only=True)
class EvidenceView:
    """One piece of evidence; ``source`` leads to the citation on the same page."""

    quote: str
    place: str
    source_id: str
    source_anchor: str
    snapshot: str


@frozen(kw_only=True)
class ClaimView:
    """A claim with its evidence and decision.

    ``status`` is that of the use, or what a claim about a safeguard says; ``detail`` is what
    else the source says; ``replies`` are those of the parties that were asked about it.
    """

    anchor: str
    claim_id: str
    technology: str | None
    vendor: Link | None
    supplier: Link | None
    status: str
    detail: tuple[str, ...]
    evidence: tuple[EvidenceView, ...]
    replies: tuple[str, ...]
    verdict: str
    is_accepted: bool
    decision_number: int
    decided_by: str

    @property
    def short_id(self) -> str:
        """The beginning of the claim's id, enough to tell it from its neighbours."""
        return self.claim_id[:SHORT_HASH]


@frozen(kw_only=True)
class SourceView:
    """A source to cite; ``address`` is None where it is no web address."""

    anchor: str
    citation: str
    kind: str
    licence: str | None
    address: str | None


def view_claim(claim: ClaimRecord, index: EditionIndex, collection: Collection) -> ClaimView:
    """Put a claim into the words and links of the site."""
    technology = claim.technology_code
    dates = f"{claim.start_date or '…'} to {claim.end_date or '…'}"
    return ClaimView(
        anchor=claim_anchor(index.codebook_id, claim.claim_id),
        claim_id=claim.claim_id,
        technology=index.technology_names.get(technology, technology) if technology else None,
        vendor=collection.vendor(claim.vendor_id) if claim.vendor_id else None,
        supplier=collection.country(claim.supplier_iso3) if claim.supplier_iso3 else None,
        status=_say_status(claim),
        detail=tuple(
            filter(
                None,
                (claim.place, claim.agency, dates if claim.start_date or claim.end_date else None),
            )
        ),
        evidence=tuple(
            EvidenceView(
                quote=evidence.quote,
                place=say_place(evidence.locator),
                source_id=evidence.source_id,
                source_anchor=source_anchor(index.codebook_id, evidence.source_id),
                snapshot=evidence.snapshot_sha256[:SHORT_HASH],
            )
            for evidence in index.evidence.get(claim.claim_id, ())
        ),
        replies=tuple(map(say_reply, index.replies.get(claim.claim_id, ()))),
        verdict=claim.verdict,
        is_accepted=claim.verdict != "reject",
        decision_number=claim.decision_number,
        decided_by=claim.decided_by,
    )


def view_sources(claims: Iterable[ClaimRecord], index: EditionIndex) -> tuple[SourceView, ...]:
    """Return the sources that some claims rest on, each once."""
    ids = {
        evidence.source_id
        for claim in claims
        for evidence in index.evidence.get(claim.claim_id, ())
    }
    return tuple(
        view_source(index.sources[source_id], index.codebook_id)
        for source_id in sorted(ids)
        if source_id in index.sources
    )


def view_source(source: Source, codebook_id: str) -> SourceView:
    """Put a source into words: its citation, or its title and publisher where it has none."""
    parts = (source.title, source.publisher, source.published_date)
    return SourceView(
        anchor=source_anchor(codebook_id, source.source_id),
        citation=source.citation or ", ".join(filter(None, parts)),
        kind=SOURCE_KINDS[source.kind],
        licence=source.licence,
        address=web_address(source.url),
    )


def source_anchor(codebook_id: str, source_id: str) -> str:
    """Return the anchor of a source's citation on a page."""
    return f"source-{file_stem(codebook_id)}-{file_stem(source_id)}"


def claim_link(claim: ClaimRecord, codebook_id: str) -> Link:
    """Return the link to a claim on its country's page."""
    page = country_path(claim.country_iso3)
    return Link(claim.claim_id[:SHORT_HASH], f"{page}#{claim_anchor(codebook_id, claim.claim_id)}")


def say_reply(reply: ReplyRow) -> str:
    """Return what became of asking a party about a claim.

    >>> from sousveil.model.edition import PartyKind, ReplyRow
    >>> say_reply(ReplyRow(claim_id="clm_1", party="nec", kind=PartyKind.VENDOR, state="no_answer",
    ...     asked_date="2026-02-01"))
    'nec, asked on 2026-02-01: no answer'
    """
    answered = f" on {reply.answered_date}" if reply.answered_date else ""
    return f"{reply.party}, asked on {reply.asked_date}: {say_code(reply.state)}{answered}"


def _say_status(claim: ClaimRecord) -> str:
    if claim.safeguard_kind is None or claim.safeguard_finding is None:
        return claim.status
    return f"safeguard: {say_code(claim.safeguard_kind)} {claim.safeguard_finding}"


def say_place(locator: str) -> str:
    """Return a locator in words; one of another form stands as it is.

    >>> say_place("sheet=AIGS 2022;row=2;column=Smart Policing"), say_place("page=14;char=120,188")
    ('sheet AIGS 2022, row 2, column Smart Policing', 'page 14, characters 120 to 188')
    """
    try:
        place = parse_locator(locator)
    except BadInput:
        return locator
    if isinstance(place, TableCell):
        return f"sheet {place.sheet}, row {place.row}, column {place.column}"
    page = f"page {place.page}, " if place.page is not None else ""
    return f"{page}characters {place.start} to {place.end}"
