"""Submissions: what vendors and citizens bring in, a fold of the journal's events on it.

What was received is read by somebody and answered: closed with a reason, or accepted as a
claim. Nothing of it is published before that, and its sender sees at any time where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from attrs import evolve, field, frozen

from sousveil.errors import Conflict, InvalidData
from sousveil.model.claim import RECODABLE
from sousveil.model.evidence import check_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.model.journal import JournalEntry

AREA = "submission"
RECEIVED = "submission.received"
CLOSED = "submission.closed"
ACCEPTED = "submission.accepted"

_LONGEST = {"evidence_url": 2_000, "quote": 1_000, "comment": 5_000}
_LONGEST_FIELD = 200


class SubmissionState(StrEnum):
    """Where a submission stands."""

    RECEIVED = "received"
    CLOSED = "closed"
    ACCEPTED = "accepted"


@frozen(kw_only=True)
class SubmissionForm:
    """What somebody sends in: a claim that they miss, or what is wrong with ``claim_id``.

    ``fields`` are those of a claim, by the names of a recoding. It has no place for a name or
    an address: whoever sends it is nobody's business.
    """

    fields: Mapping[str, str] = field(factory=dict)
    claim_id: str | None = None
    evidence_url: str | None = None
    quote: str | None = None
    comment: str | None = None

    def problems(self) -> list[str]:
        """Say what is wrong with the form, all of it."""
        found = [
            f"{name}: a claim has no such field" for name in sorted(set(self.fields) - RECODABLE)
        ]
        found += [
            f"{name}: more than {_LONGEST_FIELD} characters"
            for name, value in self.fields.items()
            if len(value) > _LONGEST_FIELD
        ]
        found += [
            f"{name}: more than {longest} characters"
            for name, longest in _LONGEST.items()
            if len(getattr(self, name) or "") > longest
        ]
        if self.claim_id is None and not self.fields.get("country_iso3"):
            found.append("country_iso3: a claim is about a country")
        if self.claim_id is not None and not self.comment:
            found.append("comment: say what is wrong with the claim")
        if self.claim_id is None and not self.evidence_url:
            found.append("evidence_url: a claim needs a page that says so")
        if self.evidence_url and not _is_web_address(self.evidence_url):
            found.append("evidence_url: not the address of a page, such as https://host/page")
        return found

    def as_payload(self) -> dict[str, Any]:
        """Return the form as plain values, without what is empty.

        Raises:
            InvalidData: something is wrong with it; everything is listed.
            BadInput: a text cannot be stored.
        """
        problems = self.problems()
        if problems:
            raise InvalidData(problems, where="submission", next_step="correct these fields")
        said = {name: value for name, value in self.fields.items() if value}
        texts = {name: getattr(self, name) or None for name in ("claim_id", *_LONGEST)}
        check_text(*said.values(), *texts.values(), where="submission")
        return {"fields": said} | {name: text for name, text in texts.items() if text}


@frozen(kw_only=True)
class Submission:
    """A submission and where it stands. ``accepted_as`` is the claim that it became or changed."""

    submission_id: str
    form: SubmissionForm
    state: SubmissionState
    received_at: str
    token_sha256: str
    closed_at: str | None = None
    closed_by: str | None = None
    reason: str | None = None
    accepted_as: str | None = None

    def require_open(self) -> None:
        """Make sure that nobody has answered the submission yet.

        Raises:
            Conflict: somebody has.
        """
        if self.state is not SubmissionState.RECEIVED:
            raise Conflict(
                f"the submission is {self.state.value} already",
                where=f"submission {self.submission_id}",
                next_step="read what was answered",
            )


def fold_submissions(entries: Iterable[JournalEntry]) -> dict[str, Submission]:
    """Fold the journal's events on submissions, the one received first first."""
    found: dict[str, Submission] = {}
    for entry in entries:
        event = entry.event
        payload = event.payload
        if event.kind == RECEIVED:
            found[event.subject_id] = Submission(
                submission_id=event.subject_id,
                form=SubmissionForm(**payload["form"]),
                state=SubmissionState.RECEIVED,
                received_at=event.at,
                token_sha256=payload["token_sha256"],
            )
        elif event.kind in {CLOSED, ACCEPTED}:
            is_accepted = event.kind == ACCEPTED
            found[event.subject_id] = evolve(
                found[event.subject_id],
                state=SubmissionState.ACCEPTED if is_accepted else SubmissionState.CLOSED,
                closed_at=event.at,
                closed_by=event.actor,
                reason=event.reason,
                accepted_as=payload.get("claim_id"),
            )
    return found


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
