"""What claims rest on, as pages show it: sources, places in them, dates, decisions, replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.errors import BadInput
from sousveil.model.evidence import TableCell, parse_locator
from sousveil.publication.code_words import DECIDED
from sousveil.publication.site_paths import Link, claim_anchor, country_path, file_stem, web_address
from sousveil.publication.wording import ENGLISH, SOURCE_KINDS, say_code

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.model.edition import ReplyRow
    from sousveil.model.source import Source
    from sousveil.publication.edition_index import ClaimRecord, EditionIndex
    from sousveil.publication.languages import Language

SHORT_HASH = 12
"""Digits of a hash that are enough to tell it from all others in an edition."""


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


def view_sources(
    claims: Iterable[ClaimRecord], index: EditionIndex, language: Language
) -> tuple[SourceView, ...]:
    """Return the sources that some claims rest on and those of replies to them, each once."""
    ids: set[str | None] = set()
    for claim in claims:
        ids |= {evidence.source_id for evidence in index.evidence.get(claim.claim_id, ())}
        ids |= {reply.source_id for reply in index.replies.get(claim.claim_id, ())}
    return tuple(
        view_source(source_id, index, language)
        for source_id in sorted(filter(None, ids))
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


def source_link(source_id: str, country_iso3: str, codebook_id: str) -> Link:
    """Return the link to a source's citation on the page of a country that it tells of."""
    return Link(source_id, f"{country_path(country_iso3)}#{source_anchor(codebook_id, source_id)}")


def claim_link(claim: ClaimRecord, codebook_id: str) -> Link:
    """Return the link to a claim on its country's page."""
    page = country_path(claim.country_iso3)
    return Link(claim.claim_id[:SHORT_HASH], f"{page}#{claim_anchor(codebook_id, claim.claim_id)}")


def say_dates(claim: ClaimRecord, language: Language) -> str | None:
    """Return the dates between which a use is claimed, None where the source says none."""
    if claim.start_date and claim.end_date:
        return language.say("{start} to {end}", start=claim.start_date, end=claim.end_date)
    if claim.start_date:
        return language.say("since {date}", date=claim.start_date)
    return language.say("until {date}", date=claim.end_date) if claim.end_date else None


def say_safeguard(kind: str | None, finding: str | None, language: Language) -> str | None:
    """Return what a claim tells of a safeguard, None of a claim of use, which has neither."""
    if kind is None or finding is None:
        return None
    return language.say(
        "safeguard: {kind} {finding}",
        kind=say_code(kind, language),
        finding=say_code(finding, language),
    )


def say_decision(claim: ClaimRecord, language: Language) -> str:
    """Return what was decided of a claim, and the number of the decision in the log."""
    decided = language.say(DECIDED.get(claim.verdict, claim.verdict))
    return language.say(
        "{decided}, decision {number}", decided=decided, number=claim.decision_number
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


def _archive_address(source: Source) -> str | None:
    """Return the address under which the Internet Archive shows a page about when it came out."""
    address = web_address(source.url)
    if address is None:
        return None
    digits = (source.published_date or "").replace("-", "")
    return f"https://web.archive.org/web/{digits if digits.isdigit() else 2}/{address}"
