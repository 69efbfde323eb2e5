"""Replies in an edition: what vendors and authorities answered, and what pins it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import asdict

from sousveil.model.identifiers import canonical_bytes, sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sousveil.model.edition import ReplyRow


def sort_replies(replies: Iterable[ReplyRow]) -> tuple[ReplyRow, ...]:
    """Return replies in the order of an edition: by claim, party and the day they were asked."""
    return tuple(sorted(replies, key=lambda reply: (reply.claim_id, reply.party, reply.asked_date)))


def hash_replies(replies: Iterable[ReplyRow]) -> str:
    """Return the SHA-256 that pins replies in a manifest, whatever order they come in."""
    return sha256_of(canonical_bytes([asdict(reply) for reply in sort_replies(replies)]))
