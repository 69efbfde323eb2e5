"""A decision as a form sends it: read, checked, and kept for showing the form again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen
from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

from sousveil.model.decision import Action
from sousveil.pipeline.coding import Coding
from sousveil.server.pages.claim_fields import ClaimFieldsForm
from sousveil.server.pages.reasons import read_reason
from sousveil.server.pages.register_names import RegisterNames

if TYPE_CHECKING:
    from sousveil.model.claim import Claim
    from sousveil.server.requests import WorkRequest

_CODINGS = (Action.ACCEPT, Action.REJECT, Action.UNSURE, Action.RECODE)


@frozen(kw_only=True)
class SentDecision:
    """What was sent: the coding if it is one, else the problem; and the form as it was filled in."""

    action: Action
    coding: Coding | None = None
    problem: str = ""
    fields: ClaimFieldsForm | None = None
    usual_reason: str = ""
    own_reason: str = ""


def read_decision(request: WorkRequest, claim: Claim) -> SentDecision:
    """Read a decision on a claim from a form.

    Raises:
        BadRequest: it was made by no form of ours.
    """
    name = request.POST.get("action", "")
    if name not in {one.value for one in _CODINGS}:
        raise BadRequest
    action = Action(name)
    reason = read_reason(request.POST, action)
    fields, problem = None, ""
    changes: tuple[tuple[str, str], ...] = ()
    if action is Action.RECODE:
        fields = ClaimFieldsForm.of_claim(
            RegisterNames(bench=request.workbench), claim, request.POST
        )
        if not fields.is_valid():
            problem = _("Some fields need another value; they say which.")
        else:
            changes = fields.changes_to(claim)
            if not changes:
                problem = _("Nothing was changed. Change a field, or accept the claim as it is.")
    if not reason and action is not Action.ACCEPT:
        problem = problem or _("Give a reason: one of the list, or your own words.")
    coding = None
    if not problem:
        said = {"reason": reason} if reason else {}
        coding = Coding(action=action, changes=changes, **said)
    return SentDecision(
        action=action,
        coding=coding,
        problem=problem,
        fields=fields,
        usual_reason=request.POST.get("usual_reason", ""),
        own_reason=request.POST.get("own_reason", ""),
    )


def read_head(request: WorkRequest) -> int:
    """Return the number of the last decision that the form's page showed.

    Raises:
        BadRequest: the form does not say.
    """
    text = request.POST.get("expected_head", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise BadRequest
    return int(text)
