"""Right of reply: who was asked about which claims, and what came back, a fold of the journal."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from sousveil.errors import Conflict
from sousveil.model.edition import PartyKind, ReplyRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.model.journal import JournalEntry

AREA = "reply"


class ReplyState(StrEnum):
    """Where a request for a reply stands; the events are called ``reply.STATE``."""

    ASKED = "asked"
    SENT = "sent"
    ANSWERED = "answered"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"


class AddressKind(StrEnum):
    """What sort of address a request went to; never whose, and never the address of a person."""

    PRESS_OFFICE = "press_office"
    GENERAL_EMAIL = "general_email"
    WEB_FORM = "web_form"
    POST = "post"


_NEXT = {
    ReplyState.ASKED: {ReplyState.SENT},
    ReplyState.SENT: {ReplyState.ANSWERED, ReplyState.DECLINED, ReplyState.NO_ANSWER},
    ReplyState.ANSWERED: {ReplyState.ANSWERED},
    ReplyState.DECLINED: {ReplyState.ANSWERED},
    ReplyState.NO_ANSWER: {ReplyState.ANSWERED, ReplyState.DECLINED},
}
"""What may follow: who kept silent, or declined, may still answer, and may answer again."""


@frozen(kw_only=True)
class Party:
    """Who is asked: a vendor, with its id if the register has it, or an authority."""

    kind: PartyKind
    name: str
    vendor_id: str | None = None


@frozen(kw_only=True)
class ReplyRequest:
    """A request for a reply and what became of it.

    ``text`` is what was drafted, then what was sent. Dates are ISO 8601; ``answered_date`` is
    the day that the answer, or the refusal, came. ``source_id`` is the answer as a source.
    """

    request_id: str
    party: Party
    claim_ids: tuple[str, ...]
    state: ReplyState
    text: str
    asked_at: str
    sent_date: str | None = None
    due_date: str | None = None
    address_kind: AddressKind | None = None
    answered_date: str | None = None
    source_id: str | None = None
    reason: str | None = None

    def require_next(self, state: ReplyState) -> None:
        """Make sure that a state may follow the one that the request is in.

        Raises:
            Conflict: it may not.
        """
        if state not in _NEXT[self.state]:
            raise Conflict(
                f"a request that is {self.state.value} cannot become {state.value}",
                where=f"request {self.request_id}",
                next_step="record first that it was sent"
                if self.state is ReplyState.ASKED
                else "look at what was recorded",
            )

    def rows(self) -> tuple[ReplyRow, ...]:
        """Return what an edition tells of the request, one row for each claim."""
        return tuple(
            ReplyRow(
                claim_id=claim_id,
                party=self.party.name,
                kind=self.party.kind,
                state=self.state.value,
                asked_date=(self.sent_date or self.asked_at)[:10],
                answered_date=self.answered_date,
                source_id=self.source_id,
            )
            for claim_id in self.claim_ids
        )


def fold_replies(entries: Iterable[JournalEntry]) -> dict[str, ReplyRequest]:
    """Fold the journal's events on replies, the one asked first first."""
    found: dict[str, ReplyRequest] = {}
    for entry in entries:
        event, payload = entry.event, entry.event.payload
        state = ReplyState(event.kind.removeprefix(f"{AREA}."))
        if state is ReplyState.ASKED:
            found[event.subject_id] = ReplyRequest(
                request_id=event.subject_id,
                party=Party(
                    kind=PartyKind(payload["kind"]),
                    name=payload["party"],
                    vendor_id=payload["vendor_id"],
                ),
                claim_ids=tuple(payload["claim_ids"]),
                state=state,
                text=payload["text"],
                asked_at=event.at,
            )
            continue
        before = found[event.subject_id]
        if state is ReplyState.SENT:
            kind = payload.get("address_kind")
            found[event.subject_id] = evolve(
                before,
                state=state,
                text=payload["text"],
                sent_date=payload["sent_date"],
                due_date=payload["due_date"],
                address_kind=AddressKind(kind) if kind is not None else None,
            )
        else:
            found[event.subject_id] = evolve(
                before,
                state=state,
                answered_date=payload.get("answered_date"),
                source_id=payload.get("source_id") or before.source_id,
                reason=event.reason,
            )
    return found
