"""Decisions and verdicts: what coders said of claims, in order, and what follows from it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from attrs import frozen

from sousveil.errors import BadInput
from sousveil.model.evidence import check_text
from sousveil.model.identifiers import canonical_bytes, sha256_of

GENESIS_HASH = "0" * 64
"""What the first entry of a log names as its predecessor."""


IMPORT_PREFIX = "import:"
"""What the name of a decision over a whole published table begins with; no coder's does."""

CODEBOOK_PREFIX = "codebook:"
"""What the name begins with that stands for a coder where a codebook counts a claim undecided."""


class Action(StrEnum):
    """What a coder can do with a claim; to withdraw takes back an entry and decides nothing."""

    ACCEPT = "accept"
    REJECT = "reject"
    UNSURE = "unsure"
    RECODE = "recode"
    WITHDRAW = "withdraw"


class Stage(StrEnum):
    """What a decision was made as: a coder's own, or the one that settles what coders said."""

    CODING = "coding"
    ADJUDICATION = "adjudication"


@frozen(kw_only=True)
class Decision:
    """A coder's decision on a claim, before it is in the log.

    ``changes`` are the recoded fields as (field, value), sorted; only a recode has them. An
    empty value empties the field. ``supersedes`` is the hash of the log entry that this one
    takes back: the claim then stands as if that had not been said.
    """

    claim_id: str
    action: Action
    coder: str
    reason: str
    decided_at: str
    changes: tuple[tuple[str, str], ...] = ()
    supersedes: str | None = None
    stage: Stage = Stage.CODING

    @property
    def is_import(self) -> bool:
        """Whether it takes over a published table as it stands, without a coder."""
        return self.coder.startswith(IMPORT_PREFIX)

    def __attrs_post_init__(self) -> None:
        where = f"decision on claim {self.claim_id}"
        check_text(self.coder, self.reason, where=where)
        if self.changes and self.action is not Action.RECODE:
            raise BadInput(
                f"a decision to {self.action.value} changes {', '.join(k for k, _ in self.changes)}",
                where=where,
                next_step="recode the claim, or leave the changes out",
            )
        if self.action is Action.WITHDRAW and self.supersedes is None:
            raise BadInput(
                "a withdrawal that says of no entry that it is withdrawn",
                where=where,
                next_step="name the hash of the entry that it takes back",
            )


@frozen(kw_only=True)
class LogEntry:
    """A decision at its place in the log; its hash covers the place and the entry before it."""

    number: int
    previous_hash: str
    entry_hash: str
    decision: Decision

    @classmethod
    def following(cls, number: int, previous_hash: str, decision: Decision) -> LogEntry:
        """Make the entry that stands at ``number``, right after the one with ``previous_hash``."""
        entry_hash = hash_entry(number, previous_hash, decision)
        return cls(
            number=number, previous_hash=previous_hash, entry_hash=entry_hash, decision=decision
        )


@frozen(kw_only=True)
class LogHead:
    """The state of a log in two values: how many entries, and the hash of the last."""

    count: int = 0
    entry_hash: str = GENESIS_HASH


@frozen(kw_only=True)
class Verdict:
    """Where a claim stands after some decisions: the fold of the log for this claim."""

    claim_id: str
    action: Action
    coder: str
    reason: str
    entry_number: int
    entry_hash: str
    changes: tuple[tuple[str, str], ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether the claim holds: accepted as it is, or as recoded."""
        return self.action in {Action.ACCEPT, Action.RECODE}

    @property
    def is_reviewed(self) -> bool:
        """Whether a person decided, and not the import of a table or a codebook's rule."""
        return not self.coder.startswith((IMPORT_PREFIX, CODEBOOK_PREFIX))


def hash_entry(number: int, previous_hash: str, decision: Decision) -> str:
    """Return the SHA-256 that names an entry; any change to it or before it changes this.

    A coding is hashed without its stage, as all entries were before there was another one.
    """
    record: dict[str, Any] = {
        "number": number,
        "previous_hash": previous_hash,
        "claim_id": decision.claim_id,
        "action": decision.action.value,
        "coder": decision.coder,
        "reason": decision.reason,
        "decided_at": decision.decided_at,
        "changes": decision.changes,
        "supersedes": decision.supersedes,
    }
    if decision.stage is not Stage.CODING:
        record["stage"] = decision.stage.value
    return sha256_of(canonical_bytes(record))
