"""A claim as pages show it: what a ``ClaimView`` says, with names for its codes.

How sure a machine is, is in it only where the view has it: once this coder has decided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from sousveil.decisions.verdicts import Standing
from sousveil.model.decision import Action, LogEntry, Stage
from sousveil.model.evidence import TextSpan, parse_locator
from sousveil.model.proposal import Proposal
from sousveil.pipeline.citing import CONTEXT, Citation
from sousveil.pipeline.viewing import SAME_CELL, ClaimView
from sousveil.server.pages.claim_fields import fields_of
from sousveil.server.pages.code_names import (
    ACTION_NAMES,
    FIELD_NAMES,
    REPLY_STATE_NAMES,
    SOURCE_KIND_NAMES,
    STANDING_NAMES,
    STATUS_NAMES,
    language_name,
    name_safeguard,
)
from sousveil.server.pages.queue import shorten

if TYPE_CHECKING:
    from sousveil.model.claim import Claim
    from sousveil.server.pages.register_names import RegisterNames


@frozen(kw_only=True)
class Fact:
    """One field of a claim and what it says."""

    field: str
    label: object
    value: str


@frozen(kw_only=True)
class ShownCitation:
    """A citation with where its quote stands in the document, if it stands there to the letter."""

    citation: Citation
    source_kind: object
    language: str
    span: TextSpan | None
    is_cut_before: bool
    is_cut_after: bool


@frozen(kw_only=True)
class ShownDecision:
    """An entry of the log in words; ``is_in_force`` says that nothing has taken it back."""

    entry: LogEntry
    action: object
    changes: tuple[Fact, ...]
    is_in_force: bool
    is_adjudication: bool


@frozen(kw_only=True)
class ShownProposal:
    """How sure a machine was, in percent, and why."""

    proposal: Proposal
    percent: int


def describe_claim(view: ClaimView, names: RegisterNames, pseudonym: str) -> dict[str, Any]:
    """Return what the templates of a claim need."""
    lock = view.lock
    decisions = describe_decisions(view.decisions, names)
    own = [one for one in decisions if one.entry.decision.coder == pseudonym and one.is_in_force]
    return {
        "view": view,
        "claim": view.claim,
        "heading": _heading(view.claim, names),
        "safeguard": _safeguard(view.claim),
        "facts": describe_fields(view.claim, names),
        "citations": [_citation(one) for one in view.citations],
        "standing": STANDING_NAMES[view.standing],
        "is_decided": view.standing is Standing.DECIDED,
        "decisions": decisions,
        "own": own[-1] if own else None,
        "proposals": [
            ShownProposal(proposal=one, percent=round(one.confidence * 100))
            for one in view.proposals
        ],
        "same_cell": [
            {
                "claim": one,
                "status": STATUS_NAMES[one.status],
                "vendor": names.vendor(one.vendor_id),
            }
            | {"standing": STANDING_NAMES[Standing(one.standing)], "quote": shorten(one.quote)}
            for one in view.same_cell
        ],
        "is_cell_longer": len(view.same_cell) == SAME_CELL,
        "replies": [
            {
                "party": one.party.name,
                "state": REPLY_STATE_NAMES[one.state],
                "date": one.answered_date or one.sent_date or one.asked_at[:10],
            }
            for one in view.replies
        ],
        "others_lock": lock if lock is not None and lock.coder != pseudonym else None,
    }


def describe_fields(claim: Claim, names: RegisterNames) -> list[Fact]:
    """Return what a claim says, without the fields of which it says nothing."""
    return [_fact(names, name, value) for name, value in fields_of(claim).items() if value]


def describe_decisions(entries: tuple[LogEntry, ...], names: RegisterNames) -> list[ShownDecision]:
    """Return the entries of a log in words."""
    taken_back = {entry.decision.supersedes for entry in entries}
    return [
        ShownDecision(
            entry=entry,
            action=ACTION_NAMES[entry.decision.action],
            changes=tuple(_fact(names, *change) for change in entry.decision.changes),
            is_in_force=entry.entry_hash not in taken_back
            and entry.decision.action is not Action.WITHDRAW,
            is_adjudication=entry.decision.stage is Stage.ADJUDICATION,
        )
        for entry in entries
    ]


def _fact(names: RegisterNames, name: str, value: str) -> Fact:
    return Fact(field=name, label=FIELD_NAMES[name], value=names.value(name, value))


def _heading(claim: Claim, names: RegisterNames) -> str:
    """Return country and what the claim is about, as one line."""
    about = (
        names.technology(claim.technology_code),
        names.vendor(claim.vendor_id) or names.country(claim.supplier_iso3),
    )
    return " · ".join((names.country(claim.country_iso3), *filter(None, about)))


def _safeguard(claim: Claim) -> str:
    """Return what the safeguard of a claim is called, nothing if it tells of none."""
    return name_safeguard(claim.safeguard) if claim.safeguard is not None else ""


def _citation(citation: Citation) -> ShownCitation:
    source = citation.source
    place = parse_locator(citation.evidence.locator)
    stands = citation.before is not None and isinstance(place, TextSpan)
    return ShownCitation(
        citation=citation,
        source_kind=SOURCE_KIND_NAMES[source.kind] if source is not None else "",
        language=language_name(source.language) if source is not None else "",
        span=place if stands and isinstance(place, TextSpan) else None,
        is_cut_before=len(citation.before or "") == CONTEXT,
        is_cut_after=len(citation.after or "") == CONTEXT,
    )
