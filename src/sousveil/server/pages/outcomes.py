"""What became of a decision, in the reader's words: recorded, or why not and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sousveil.decisions.verdicts import Standing
from sousveil.errors import NotAllowed

if TYPE_CHECKING:
    from django.http import QueryDict

    from sousveil.errors import SousveilError
    from sousveil.pipeline.viewing import ClaimView


def explain_conflict(error: SousveilError, now: ClaimView, coder: str, shown_head: int) -> str:
    """Say why a decision was not stored, from how the claim stands now."""
    if isinstance(error, NotAllowed):
        return _("You coded this claim, so another adjudicator has to settle it.")
    if now.lock is not None and now.lock.coder != coder:
        return _(
            "%(coder)s has this claim open until %(time)s (UTC). Nothing was stored. Take the "
            "next claim, or come back later."
        ) % {"coder": now.lock.coder, "time": now.lock.expires_at[11:16]}
    if now.head != shown_head:
        return _(
            "Somebody has decided on this claim since it was shown to you. Nothing was stored. "
            "Below is the claim as it stands now: look at it again, then decide."
        )
    if now.standing is Standing.AWAITING_ADJUDICATION:
        return _(
            "Two coders have coded this claim and differ; it waits for adjudication. Nothing was "
            "stored. Take the next claim."
        )
    if now.standing is Standing.DECIDED:
        return _(
            "This claim is decided already. Nothing was stored. Look at its decisions below; if "
            "they are wrong, decide anew or ask an adjudicator."
        )
    return _("Nothing was stored. Reload the page, then try again.")


def tell_recorded(query: QueryDict, own_number: int | None) -> str:
    """Say what was recorded, as the address after a decision tells; nothing on other visits."""
    if query.get("undone") == "1":
        return _("Your decision was taken back. The log keeps both.")
    if query.get("added") == "1":
        return _("The claim was added. It waits in the queue like any other.")
    number = query.get("recorded", "")
    if own_number is None or number != str(own_number):
        return ""
    told = [_("Recorded as entry %(number)s of the log.") % {"number": number}]
    alike, left = _count(query.get("alike")), _count(query.get("left"))
    if alike:
        told.append(
            ngettext(
                "One more claim of the story was decided alike.",
                "%(count)s more claims of the story were decided alike.",
                alike,
            )
            % {"count": alike}
        )
    if left:
        told.append(
            ngettext(
                "One could not be: somebody has it open, or it was decided before.",
                "%(count)s could not be: somebody has them open, or they were decided before.",
                left,
            )
            % {"count": left}
        )
    return " ".join(told)


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0
