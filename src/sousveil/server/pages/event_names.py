"""What the kinds of changes in the history are called on pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrPromise

EVENT_NAMES: Final[Mapping[str, StrPromise]] = {
    "decision.accept": _("Claim accepted"),
    "decision.reject": _("Claim rejected"),
    "decision.unsure": _("Coder unsure of a claim"),
    "decision.recode": _("Claim recoded"),
    "decision.withdraw": _("Decision taken back"),
    "claim.added": _("Claim added"),
    "claim.assigned": _("Claim assigned to a coder"),
    "claim.unassigned": _("Assignment of a claim ended"),
    "claim.reply_asked": _("Reply to a claim asked for"),
    "submission.received": _("Submission received"),
    "submission.sent_to_collect": _("Evidence of a submission to be collected"),
    "submission.accepted": _("Submission accepted"),
    "submission.closed": _("Submission closed"),
    "reply.asked": _("Request for a reply made"),
    "reply.sent": _("Request for a reply sent"),
    "reply.answered": _("Reply received"),
    "reply.declined": _("Reply declined"),
    "reply.no_answer": _("No reply came"),
    "account.created": _("Account created"),
    "account.role_changed": _("Role of an account changed"),
    "account.enabled": _("Account enabled"),
    "account.disabled": _("Account disabled"),
    "account.password_set": _("Password of an account set"),
    "account.token_issued": _("API token issued"),
    "account.token_revoked": _("API token revoked"),
    "edition.frozen": _("Edition frozen"),
}
"""By the kinds that ``store.history`` gives: of events, or ``decision.`` and the action."""
