"""Claims as pages show them: what is claimed, on which words, by whose decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.errors import BadInput
from sousveil.model.evidence import TableCell, parse_locator
from sousveil.publication.site_paths import Link, claim_anchor, country_path, file_stem, web_address
from sousveil.publication.wording import ENGLISH, SOURCE_KINDS, say_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.model.edition import ContestRow, ReplyRow
    from sousveil.model.source import Source
    from sousveil.publication.collection import Collection
    from sousveil.publication.edition_index import ClaimRecord, EditionIndex
    from sousveil.publication.languages import Language

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
    else the source says; ``replies`` are those of the parties that were asked about it, and
    ``contests`` what coders and other claims hold against it. ``not_counted`` says why a claim
    does not count towards its cell, None if it does.
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
    contests: tuple[str, ...]
    verdict: str
    is_accepted: bool
    not_counted: str | None
    is_reviewed: bool
    maker: str
    decision_number: int
    decided_by: str

    @property
    def short_id(self) -> str:
        """The beginning of the claim's id, enough to tell it from its neighbours."""
        return self.claim_id[:SHORT_HASH]


@frozen(kw_only=True)
class SourceView:
    """A source to cite; ``address`` is None where it is no web address.

    ``archive`` is where the Internet Archive shows the address as it was, if it has it;
    ``carried_by`` counts the documents that carry the same story.
    """

    anchor: str
    citation: str
    kind: str
    licence: str | None
    address: str | None
    archive: str | None
    carried_by: int


def view_claim(claim: ClaimRecord, index: EditionIndex, collection: Collection) -> ClaimView:
    """Put a claim into the words and links of the site."""
    technology, language = claim.technology_code, collection.language
    return ClaimView(
        anchor=claim_anchor(index.codebook_id, claim.claim_id),
        claim_id=claim.claim_id,
        technology=collection.technology(technology).text if technology else None,
        vendor=collection.vendor(claim.vendor_id) if claim.vendor_id else None,
        supplier=collection.country(claim.supplier_iso3) if claim.supplier_iso3 else None,
        status=_say_status(claim, language),
        detail=tuple(filter(None, (claim.place, claim.agency, say_dates(claim, language)))),
        evidence=tuple(
            EvidenceView(
                quote=evidence.quote,
                place=say_place(evidence.locator, language),
                source_id=evidence.source_id,
                source_anchor=source_anchor(index.codebook_id, evidence.source_id),
                snapshot=evidence.snapshot_sha256[:SHORT_HASH],
            )
            for evidence in index.evidence.get(claim.claim_id, ())
        ),
        replies=tuple(
            say_reply(reply, language) for reply in index.replies.get(claim.claim_id, ())
        ),
        contests=tuple(
            say_contest(contest, language) for contest in index.contests.get(claim.claim_id, ())
        ),
        not_counted=(
            None
            if claim.is_counted or claim.not_counted_because is None
            else say_code(claim.not_counted_because, language)
        ),
        is_reviewed=claim.is_reviewed,
        maker=say_code(claim.maker_kind, language),
        verdict=say_code(claim.verdict, language),
        is_accepted=claim.verdict != "reject",
        decision_number=claim.decision_number,
        decided_by=claim.decided_by,
    )


def view_sources(
    claims: Iterable[ClaimRecord], index: EditionIndex, language: Language
) -> tuple[SourceView, ...]:
    """Return the sources that some claims rest on, each once."""
    ids = {
        evidence.source_id
        for claim in claims
        for evidence in index.evidence.get(claim.claim_id, ())
    }
    return tuple(
        view_source(source_id, index, language)
        for source_id in sorted(ids)
        if source_id in index.sources
    )


def view_source(source_id: str, index: EditionIndex, language: Language) -> SourceView:
    """Put a source into words: its citation, or its title and publisher where it has none."""
    source, cluster = index.sources[source_id], index.clusters.get(source_id)
    return SourceView(
        anchor=source_anchor(index.codebook_id, source.source_id),
        citation=cite_source(source),
        kind=language.say(SOURCE_KINDS[source.kind]),
        licence=source.licence,
        address=web_address(source.url),
        archive=_archive_address(source),
        carried_by=cluster.cluster_size if cluster else 1,
    )


def cite_source(source: Source) -> str:
    """Return a source's citation, or its title, publisher and date where it has none."""
    parts = (source.title, source.publisher, source.published_date)
    return source.citation or ", ".join(filter(None, parts))


def source_anchor(codebook_id: str, source_id: str) -> str:
    """Return the anchor of a source's citation on a page."""
    return f"source-{file_stem(codebook_id)}-{file_stem(source_id)}"


def claim_link(claim: ClaimRecord, codebook_id: str) -> Link:
    """Return the link to a claim on its country's page."""
    page = country_path(claim.country_iso3)
    return Link(claim.claim_id[:SHORT_HASH], f"{page}#{claim_anchor(codebook_id, claim.claim_id)}")


def say_dates(claim: ClaimRecord, language: Language) -> str | None:
    """Return the dates between which a use is claimed, None where the source says none."""
    if not claim.start_date and not claim.end_date:
        return None
    return language.say(
        "{start} to {end}", start=claim.start_date or "…", end=claim.end_date or "…"
    )


def say_reply(reply: ReplyRow, language: Language = ENGLISH) -> str:
    """Return what became of asking a party about a claim.

    >>> from sousveil.model.edition import PartyKind, ReplyRow
    >>> say_reply(ReplyRow(claim_id="clm_1", party="nec", kind=PartyKind.VENDOR, state="no_answer",
    ...     asked_date="2026-02-01"))
    'nec, asked on 2026-02-01: no answer'
    """
    asked = language.say("{party}, asked on {date}", party=reply.party, date=reply.asked_date)
    state = say_code(reply.state, language)
    if reply.answered_date:
        state = language.say("{state} on {date}", state=state, date=reply.answered_date)
    return f"{asked}: {state}"


def say_contest(contest: ContestRow, language: Language = ENGLISH) -> str:
    """Return what speaks against a claim: who says so, where, and why.

    >>> from sousveil.model.edition import ContestRow
    >>> say_contest(ContestRow(claim_id="clm_1", contest_kind="coding", objection="12",
    ...     objection_by="coder-b", reason="a plan, no use"))
    'contested by coder-b (12): a plan, no use'
    """
    text = language.say(
        "contested by {coder} ({objection})",
        coder=contest.objection_by,
        objection=contest.objection,
    )
    return f"{text}: {contest.reason}" if contest.reason else text


def say_place(locator: str, language: Language = ENGLISH) -> str:
    """Return a locator in words; one of another form stands as it is.

    >>> say_place("sheet=AIGS 2022;row=2;column=Smart Policing"), say_place("page=14;char=120,188")
    ('sheet AIGS 2022, row 2, column Smart Policing', 'page 14, characters 120 to 188')
    """
    try:
        place = parse_locator(locator)
    except BadInput:
        return locator
    if isinstance(place, TableCell):
        return language.say(
            "sheet {sheet}, row {row}, column {column}",
            sheet=place.sheet,
            row=place.row,
            column=place.column,
        )
    characters = language.say("characters {start} to {end}", start=place.start, end=place.end)
    if place.page is None:
        return characters
    return language.say("page {page}, {characters}", page=place.page, characters=characters)


def _say_status(claim: ClaimRecord, language: Language) -> str:
    if claim.safeguard_kind is None or claim.safeguard_finding is None:
        return say_code(claim.status, language)
    return language.say(
        "safeguard: {kind} {finding}",
        kind=say_code(claim.safeguard_kind, language),
        finding=say_code(claim.safeguard_finding, language),
    )


def _archive_address(source: Source) -> str | None:
    """Return the address under which the Internet Archive shows a page about when it came out."""
    address = web_address(source.url)
    if address is None:
        return None
    digits = (source.published_date or "").replace("-", "")
    return f"https://web.archive.org/web/{digits if digits.isdigit() else 2}/{address}"
