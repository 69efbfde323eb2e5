"""The pages on how the index is made and how to contest it: methodology and corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.agreement_view import AgreementView, view_agreement
from sousveil.publication.claim_view import ReplyView, view_reply
from sousveil.publication.collection import EditionLabel
from sousveil.publication.evidence_view import claim_link, say_decision
from sousveil.publication.sectioned_page import SectionedPage, gather_sections
from sousveil.publication.site_paths import Link
from sousveil.publication.wording import BLANK_TERMS, VERDICT_TERMS, Term, say_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sousveil.publication.collection import Collection, PublishedEdition
    from sousveil.publication.edition_index import ClaimRecord

LISTED = 500
"""Entries of one list that the page of corrections shows; the tables of the edition have all."""


@frozen(kw_only=True)
class CodebookView:
    """The rules of an edition in brief; its package has them whole."""

    edition: EditionLabel
    version: str
    notes: str
    units: int
    technologies: tuple[Link, ...]
    statuses: tuple[str, ...]
    minimum_sources: int
    double_coding: str
    regime_basis: str | None
    is_inferred: bool
    searches: int
    agreement: tuple[AgreementView, ...]


@frozen(kw_only=True)
class Methodology:
    """How the index is made: the words it uses, and the rules of each edition."""

    path: str
    title: str
    description: str
    blank_terms: tuple[Term, ...]
    verdict_terms: tuple[Term, ...]
    codebooks: tuple[CodebookView, ...]


@frozen(kw_only=True)
class CorrectionRow:
    """A claim that a decision changed or rejected."""

    country: Link
    claim: Link
    decision: str
    decided_by: str
    reason: str


@frozen(kw_only=True)
class CorrectionSection:
    """What decisions changed in one edition, what its table's import mended, who was asked."""

    edition: EditionLabel
    rows: tuple[CorrectionRow, ...]
    left_out: int
    issues: int
    replies: tuple[tuple[Link, ReplyView], ...]


def view_methodology(collection: Collection) -> Methodology:
    """Gather the page of the method."""
    language = collection.language
    return Methodology(
        path="methodology.html",
        title=language.say("Methodology"),
        description=language.say(
            "How the index is made, what its words mean, and what it does not show."
        ),
        blank_terms=tuple(BLANK_TERMS.values()),
        verdict_terms=tuple(VERDICT_TERMS.values()),
        codebooks=tuple(_view_codebook(e, collection) for e in collection.newest_first),
    )


def view_corrections(collection: Collection) -> SectionedPage[CorrectionSection]:
    """Gather the page of corrections: how to contest a claim, and what was corrected."""
    say = collection.language.say
    words = (
        say("Corrections"),
        say("How to contest a claim, and what decisions have changed."),
    )
    return gather_sections("corrections.html", words, _view_section, collection)


def _view_codebook(edition: PublishedEdition, collection: Collection) -> CodebookView:
    index, language = edition.index, collection.language
    codebook = index.edition.codebook
    return CodebookView(
        edition=edition.label,
        version=codebook.version,
        notes=codebook.notes.strip(),
        units=len(codebook.units),
        technologies=tuple(
            collection.technology(t.technology_code) for t in index.coded_technologies
        ),
        statuses=tuple(say_code(status, language) for status in codebook.evidence.statuses),
        minimum_sources=codebook.evidence.minimum_sources,
        double_coding=f"{language.number(codebook.double_coding.share * 100)} %",
        regime_basis=codebook.regime.basis if codebook.regime else None,
        is_inferred=codebook.regime.is_inferred if codebook.regime else False,
        searches=len(index.runs),
        agreement=view_agreement(index, collection),
    )


def _view_section(edition: PublishedEdition, collection: Collection) -> CorrectionSection:
    index = edition.index
    changed = [claim for claim in index.claims_by_id.values() if claim.verdict != "accept"]
    changed.sort(key=lambda claim: -claim.decision_number)
    return CorrectionSection(
        edition=edition.label,
        rows=tuple(_view_correction(claim, edition, collection) for claim in changed[:LISTED]),
        left_out=max(len(changed) - LISTED, 0),
        issues=len(index.issues),
        replies=tuple(_view_replies(edition, collection))[:LISTED],
    )


def _view_correction(
    claim: ClaimRecord, edition: PublishedEdition, collection: Collection
) -> CorrectionRow:
    return CorrectionRow(
        country=collection.country(claim.country_iso3),
        claim=claim_link(claim, edition.index.codebook_id),
        decision=say_decision(claim, collection.language),
        decided_by=claim.decided_by,
        reason=claim.decision_reason,
    )


def _view_replies(
    edition: PublishedEdition, collection: Collection
) -> Iterator[tuple[Link, ReplyView]]:
    index, language = edition.index, collection.language
    for claim in index.claims_by_id.values():
        for reply in index.replies.get(claim.claim_id, ()):
            yield claim_link(claim, index.codebook_id), view_reply(reply, claim, index, language)
