"""The journal: every change that is no decision, in order, hash-chained like the decision log.

A submission, a reply, an assignment, an account: each is a fold of the events on it, and no
event is ever changed. So who did what, when and why can be read back for any day.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from sousveil.errors import BadInput
from sousveil.model.evidence import check_text
from sousveil.model.identifiers import canonical_bytes, sha256_of

_KIND = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")


@frozen(kw_only=True)
class Event:
    """Something that happened to a thing: ``kind`` is area and verb, as in ``account.created``.

    ``payload`` holds plain values of JSON and is never changed; ``at`` is UTC, ISO 8601.
    """

    kind: str
    subject_id: str
    actor: str
    at: str
    reason: str | None = None
    payload: Mapping[str, Any] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        where = f"event on {self.subject_id}"
        check_text(self.subject_id, self.actor, self.reason, where=where)
        if not _KIND.fullmatch(self.kind):
            raise BadInput(
                f"{self.kind!r} is no kind of event",
                where=where,
                next_step="write area.verb in small letters, such as account.created",
            )
        try:
            json.dumps(dict(self.payload), allow_nan=False)
            canonical_bytes(dict(self.payload))
        except (TypeError, ValueError) as error:
            raise BadInput(
                f"the payload is nothing that JSON can carry: {error}",
                where=where,
                next_step="give texts, numbers, lists and mappings",
            ) from error


@frozen(kw_only=True)
class JournalEntry:
    """An event at its place in the journal; its hash covers the place and the entry before it."""

    number: int
    previous_hash: str
    entry_hash: str
    event: Event

    @classmethod
    def following(cls, number: int, previous_hash: str, event: Event) -> JournalEntry:
        """Make the entry that stands at ``number``, right after the one with ``previous_hash``."""
        entry_hash = hash_event(number, previous_hash, event)
        return cls(number=number, previous_hash=previous_hash, entry_hash=entry_hash, event=event)


def hash_event(number: int, previous_hash: str, event: Event) -> str:
    """Return the SHA-256 that names an entry; any change to it or before it changes this."""
    record: dict[str, Any] = {
        "number": number,
        "previous_hash": previous_hash,
        "kind": event.kind,
        "subject_id": event.subject_id,
        "actor": event.actor,
        "at": event.at,
        "reason": event.reason,
        "payload": dict(event.payload),
    }
    return sha256_of(canonical_bytes(record))
