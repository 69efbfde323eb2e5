"""The sentences of a request for a reply in the languages of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from sousveil.pipeline.replying import Wording, draft_again
from sousveil.server.pages.register_names import RegisterNames

if TYPE_CHECKING:
    from sousveil.pipeline.replying import ReplyRequest
    from sousveil.pipeline.workbench import Workbench


def draft_in(language: str, bench: Workbench, asked: ReplyRequest) -> str:
    """Return the draft of a request in a language of the site, names of codes included."""
    with override(language):
        return draft_again(bench, asked, _word_request(), RegisterNames(bench=bench).value)


def _word_request() -> Wording:
    return Wording(
        introduction_one=_(
            "To {party}\n\nWe keep a public index of the uses of artificial intelligence for"
            " surveillance by states. Every entry rests on a published source, which we quote."
            " One entry speaks of {party}:"
        ),
        introduction_many=_(
            "To {party}\n\nWe keep a public index of the uses of artificial intelligence for"
            " surveillance by states. Every entry rests on a published source, which we quote."
            " {count} entries speak of {party}:"
        ),
        source=_("Source: {source}"),
        says=_("It says: “{quote}”"),
        reference=_("Our reference: {claim_id}"),
        supplied_by=_("supplied by {vendor}"),
        supplied_from=_("supplied from {country}"),
        both=_("{first}, {second}"),
        questions=_(
            "We ask you three things:\n\n"
            "- Is this right? If it is not, what is wrong with it?\n"
            "- Is there a public record (a contract, a decision, a statement) that shows how it"
            " is?\n"
            "- Is there anything that a reader should know besides?"
        ),
        due=_("We would be glad to have your answer by {date}."),
        closing=_(
            "Your answer is kept as a source of its own, in your words, and shown beside what"
            " it is about. If no answer comes, the index says that you were asked and when."
            " You can answer later as well."
        ),
    )
