"""The draft of a request for a reply, in English or as worded, from the claims it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence


@frozen(kw_only=True)
class Wording:
    """The sentences of a request in one language; names in braces are filled in."""

    introduction_one: str
    introduction_many: str
    source: str
    says: str
    reference: str
    supplied_by: str
    supplied_from: str
    both: str
    questions: str
    due: str
    closing: str


ENGLISH = Wording(
    introduction_one=(
        "To {party}\n\nWe keep a public index of the uses of artificial intelligence for"
        " surveillance by states. Every entry rests on a published source, which we quote."
        " One entry speaks of {party}:"
    ),
    introduction_many=(
        "To {party}\n\nWe keep a public index of the uses of artificial intelligence for"
        " surveillance by states. Every entry rests on a published source, which we quote."
        " {count} entries speak of {party}:"
    ),
    source="Source: {source}",
    says="It says: “{quote}”",
    reference="Our reference: {claim_id}",
    supplied_by="supplied by {vendor}",
    supplied_from="supplied from {country}",
    both="{first}, {second}",
    questions=(
        "We ask you three things:\n\n"
        "- Is this right? If it is not, what is wrong with it?\n"
        "- Is there a public record (a contract, a decision, a statement) that shows how it is?\n"
        "- Is there anything that a reader should know besides?"
    ),
    due="We would be glad to have your answer by {date}.",
    closing=(
        "Your answer is kept as a source of its own, in your words, and shown beside what it is"
        " about. If no answer comes, the index says that you were asked and when. You can answer"
        " later as well."
    ),
)
"""What is drafted unless another language is asked for."""


@frozen(kw_only=True)
class AskedClaim:
    """A claim as the party reads it: names in place of codes, and the source that says so.

    ``about`` is what it says, ``status`` how far the use had come.
    """

    claim_id: str
    country: str
    about: str
    status: str
    quote: str
    source: str


def draft_request(
    party: str,
    claims: Sequence[AskedClaim],
    *,
    due_date: str | None = None,
    wording: Wording = ENGLISH,
) -> str:
    """Write the text that asks a party about some claims; an editor may change it before it goes."""
    introduction = wording.introduction_one if len(claims) == 1 else wording.introduction_many
    entries = [
        f"{number}. {one.country}: {one.about} ({one.status})\n"
        f"   {wording.source.format(source=one.source)}\n"
        f"   {wording.says.format(quote=' '.join(one.quote.split()))}\n"
        f"   {wording.reference.format(claim_id=one.claim_id)}"
        for number, one in enumerate(claims, start=1)
    ]
    due = [wording.due.format(date=due_date)] if due_date else []
    parts = [
        introduction.format(party=party, count=len(claims)),
        *entries,
        wording.questions,
        " ".join([wording.closing, *due]),
    ]
    return "\n\n".join(parts) + "\n"
