"""Claims as pages show them: what is claimed, on which words, by whose decision, who objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from sousveil.publication.code_words import NOT_COUNTED
from sousveil.publication.evidence_view import (
    SHORT_HASH,
    claim_link,
    say_dates,
    say_decision,
    say_place,
    say_reply,
    say_safeguard,
    source_anchor,
    source_link,
)
from sousveil.publication.languages import N_
from sousveil.publication.site_paths import Link, claim_anchor
from sousveil.publication.wording import say_code

if TYPE_CHECKING:
    from sousveil.model.edition import ContestRow, ReplyRow
    from sousveil.publication.collection import Collection
    from sousveil.publication.edition_index import ClaimRecord, EditionIndex
    from sousveil.publication.languages import Language

DENIED_BY = {
    "denial": N_("the use is denied by the claim"),
    "reply": N_("in reply, the use is denied by the claim"),
}
"""How another claim speaks against one, by the kind of contest."""


@frozen(kw_only=True)
class EvidenceView:
    """One piece of evidence; ``source`` leads to the citation on the same page."""

    quote: str
    place: str
    source_id: str
    source_anchor: str
    snapshot: str


@frozen(kw_only=True)
class ReplyView:
    """What became of asking a party; ``answer`` leads to the citation of what it answered."""

    text: str
    answer: Link | None


@frozen(kw_only=True)
class ContestView:
    """What speaks against a claim; ``claim`` is the one that denies the use, if one does."""

    text: str
    claim: Link | None


@frozen(kw_only=True)
class ClaimView:
    """A claim with its evidence and decision.

    ``safeguard`` is what a claim tells of one, None of a claim of use, which has a ``status``;
    ``detail`` is what else the source says; ``replies`` are those of the parties that were asked
    about it, and ``contests`` what coders and other claims hold against it. ``not_counted`` says
    why a claim does not count towards its cell, None if it does.
    """

    anchor: str
    claim_id: str
    technology: str | None
    vendor: Link | None
    supplier: Link | None
    safeguard: str | None
    status: str | None
    detail: tuple[str, ...]
    evidence: tuple[EvidenceView, ...]
    replies: tuple[ReplyView, ...]
    contests: tuple[ContestView, ...]
    decision: str
    is_accepted: bool
    not_counted: str | None
    is_reviewed: bool
    decided_by: str

    @property
    def short_id(self) -> str:
        """The beginning of the claim's id, enough to tell it from its neighbours."""
        return self.claim_id[:SHORT_HASH]


def view_claim(claim: ClaimRecord, index: EditionIndex, collection: Collection) -> ClaimView:
    """Put a claim into the words and links of the site."""
    technology, language = claim.technology_code, collection.language
    return ClaimView(
        anchor=claim_anchor(index.codebook_id, claim.claim_id),
        claim_id=claim.claim_id,
        technology=collection.technology(technology).text if technology else None,
        vendor=collection.vendor(claim.vendor_id) if claim.vendor_id else None,
        supplier=collection.country(claim.supplier_iso3) if claim.supplier_iso3 else None,
        safeguard=say_safeguard(claim.safeguard_kind, claim.safeguard_finding, language),
        status=None if claim.safeguard_kind else say_code(claim.status, language),
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
            view_reply(reply, claim, index, language)
            for reply in index.replies.get(claim.claim_id, ())
        ),
        contests=tuple(
            _view_contest(contest, index, language)
            for contest in index.contests.get(claim.claim_id, ())
        ),
        not_counted=_say_not_counted(claim, index, language),
        is_reviewed=claim.is_reviewed,
        decision=say_decision(claim, language),
        is_accepted=claim.verdict != "reject",
        decided_by=claim.decided_by,
    )


def view_reply(
    reply: ReplyRow, claim: ClaimRecord, index: EditionIndex, language: Language
) -> ReplyView:
    """Put what became of asking a party about a claim into words, with the way to its answer."""
    source_id = reply.source_id
    if source_id is None or source_id not in index.sources:
        return ReplyView(text=say_reply(reply, language), answer=None)
    return ReplyView(
        text=say_reply(reply, language),
        answer=source_link(source_id, claim.country_iso3, index.codebook_id),
    )


def _view_contest(contest: ContestRow, index: EditionIndex, language: Language) -> ContestView:
    """Say what speaks against a claim: who contests it and why, or the claim that denies the use."""
    reason = f": {contest.reason}" if contest.reason else ""
    if contest.contest_kind not in DENIED_BY:
        said = language.say(
            "contested by {coder}, decision {number}",
            coder=contest.objection_by,
            number=contest.objection,
        )
        return ContestView(text=f"{said}{reason}", claim=None)
    denial = index.claims_by_id.get(contest.objection)
    return ContestView(
        text=language.say(DENIED_BY[contest.contest_kind]),
        claim=claim_link(denial, index.codebook_id) if denial else None,
    )


def _say_not_counted(claim: ClaimRecord, index: EditionIndex, language: Language) -> str | None:
    """Say why a claim does not count towards a cell; None of one that does, or tells of no use."""
    reason = claim.not_counted_because
    if not claim.is_counted and reason is not None:
        return language.say(NOT_COUNTED.get(reason, reason))
    coded = {technology.technology_code for technology in index.coded_technologies}
    if claim.technology_code and claim.technology_code not in coded and not claim.safeguard_kind:
        return language.say("the edition has no cells for this technology")
    return None
