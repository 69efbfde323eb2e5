"""The draft of a request for a reply, in English, from the claims that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTRODUCTION = """\
To {party}

We keep a public index of the uses of artificial intelligence for surveillance by states. Every
entry rests on a published source, which we quote. {count} of {party}:
"""

_QUESTIONS = """\
We ask you three things:

- Is this right? If it is not, what is wrong with it?
- Is there a public record (a contract, a decision, a statement) that shows how it is?
- Is there anything that a reader of the entry should know besides?

Your answer is kept as a source of its own, in your words, and shown beside {entry}. {due}If no
answer comes, the index says that you were asked and when. You can answer later as well.
"""


@frozen(kw_only=True)
class AskedClaim:
    """A claim as the party reads it: names in place of codes, and the source that says so."""

    claim_id: str
    country: str
    about: str
    status: str
    quote: str
    source: str


def draft_request(party: str, claims: Sequence[AskedClaim], *, due_date: str | None = None) -> str:
    """Write the text that asks a party about some claims; an editor may change it before it goes."""
    is_one = len(claims) == 1
    introduction = _INTRODUCTION.format(
        party=party, count="One entry speaks" if is_one else f"{len(claims)} entries speak"
    )
    entries = [
        f"{number}. {one.country}: {one.about} ({one.status.replace('_', ' ')})\n"
        f"   Source: {one.source}\n"
        f"   It says: “{' '.join(one.quote.split())}”\n"
        f"   Our reference: {one.claim_id}\n"
        for number, one in enumerate(claims, start=1)
    ]
    due = f"We would be glad to have it by {due_date}. " if due_date else ""
    questions = _QUESTIONS.format(entry="the entry" if is_one else "the entries", due=due)
    return "\n".join([introduction, *entries, questions])
