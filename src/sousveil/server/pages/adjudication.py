"""Adjudication: what two coders said, side by side, and the decision that settles it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from attrs import evolve, frozen
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sousveil.decisions.verdicts import Standing
from sousveil.errors import BadInput, Conflict, NotAllowed
from sousveil.model.decision import Action, LogEntry, Stage
from sousveil.pipeline.coding import Coding, decide
from sousveil.pipeline.queueing import QueueFilter, QueueOrder, list_queue
from sousveil.pipeline.viewing import view_claim
from sousveil.server.pages.claim_facts import ShownDecision, describe_claim
from sousveil.server.pages.claim_fields import ClaimFieldsForm, fields_of
from sousveil.server.pages.code_names import FIELD_NAMES
from sousveil.server.pages.deciding import SentDecision, read_decision, read_head
from sousveil.server.pages.outcomes import explain_conflict
from sousveil.server.pages.queue import describe_items, read_page
from sousveil.server.pages.reasons import REASON_LIMIT, REASONS
from sousveil.server.pages.register_names import RegisterNames
from sousveil.server.requests import account_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sousveil.pipeline.viewing import ClaimView
    from sousveil.server.requests import WorkRequest

_WAITING = QueueFilter(standing=Standing.AWAITING_ADJUDICATION, order=QueueOrder.OLDEST)


@frozen(kw_only=True)
class ComparedField:
    """A field with what was proposed and what each coder made of it."""

    label: object
    proposed: str
    values: tuple[str, ...]
    differs: bool


@require_safe
def list_adjudication(request: WorkRequest) -> HttpResponse:
    """List what waits for an adjudicator; what this one coded is left out."""
    account = account_of(request)
    names = RegisterNames(bench=request.workbench)
    listed = list_queue(request.workbench, _WAITING, account.pseudonym, read_page(request))
    context = {
        "rows": describe_items(names, listed.items),
        "listed": listed,
        "settled": request.GET.get("settled") == "1",
    }
    return render(request, "coding/adjudication.html", context)


@require_safe
def show_adjudication(request: WorkRequest, claim_id: str) -> HttpResponse:
    """Show what coders said of a claim side by side."""
    view = view_claim(request.workbench, claim_id, account_of(request).pseudonym)
    return _render(request, view)


@require_POST
def adjudicate(request: WorkRequest, claim_id: str) -> HttpResponse:
    """Settle a claim, in an adjudicator's own words or as one of the coders said."""
    coder = account_of(request).pseudonym
    view = view_claim(request.workbench, claim_id, coder)
    sent = _read(request, view)
    if sent.coding is None:
        return _render(request, view, sent=sent, status=422)
    try:
        decide(
            request.workbench,
            claim_id,
            sent.coding,
            coder,
            stage=Stage.ADJUDICATION,
            expected_head=read_head(request),
            idempotency_key=request.POST.get("form_id") or None,
        )
    except (Conflict, NotAllowed) as error:
        now = view_claim(request.workbench, claim_id, coder)
        problem = explain_conflict(error, now, coder, read_head(request))
        return _render(request, now, sent=evolve(sent, problem=problem), status=409)
    except BadInput as error:
        return _render(request, view, sent=evolve(sent, problem=error.what), status=422)
    return HttpResponseRedirect(f"{reverse('adjudication')}?settled=1")


def _read(request: WorkRequest, view: ClaimView) -> SentDecision:
    """Read a decision: one of our forms, or the number of the coding that is right."""
    number = request.POST.get("as_entry")
    if number is None:
        return read_decision(request, view.claim)
    followed = next((one for one in _codings(view) if str(one.number) == number), None)
    if followed is None:
        problem = _("This coding is no longer in force. Look at the codings again.")
        return SentDecision(action=Action.ACCEPT, problem=problem)
    said = followed.decision
    own = request.POST.get("own_reason", "").strip()[:REASON_LIMIT]
    reason = f"as {said.coder} coded" + (f": {own}" if own else "")
    coding = Coding(action=said.action, reason=reason, changes=said.changes)
    return SentDecision(action=said.action, coding=coding)


def _codings(view: ClaimView) -> list[LogEntry]:
    """Return the last coding in force of each coder, in the order of the log."""
    taken_back = {entry.decision.supersedes for entry in view.decisions}
    last = {
        entry.decision.coder: entry
        for entry in view.decisions
        if entry.decision.stage is Stage.CODING
        and entry.decision.action is not Action.WITHDRAW
        and entry.entry_hash not in taken_back
    }
    return sorted(last.values(), key=lambda entry: entry.number)


def _render(
    request: WorkRequest, view: ClaimView, *, sent: SentDecision | None = None, status: int = 200
) -> HttpResponse:
    coder = account_of(request).pseudonym
    names = RegisterNames(bench=request.workbench)
    context = describe_claim(view, names, coder)
    numbers = {entry.number for entry in _codings(view)}
    shown: list[ShownDecision] = context["decisions"]
    codings = [one for one in shown if one.entry.number in numbers]
    is_own = any(one.entry.decision.coder == coder for one in codings)
    is_due = view.standing in {Standing.AWAITING_ADJUDICATION, Standing.DECIDED}
    fields = sent.fields if sent is not None else None
    context |= {
        "codings": codings,
        "actions_differ": len({one.entry.decision.action for one in codings}) > 1,
        "compared": _compare(view, codings, names),
        "is_own": is_own,
        "turn": "now" if is_due and not is_own and not context["others_lock"] else "",
        "is_due": is_due,
        "sent": sent,
        "fields": fields or ClaimFieldsForm.of_claim(names, view.claim),
        "reasons": {action.value: choices for action, choices in REASONS.items()},
        "vendors": names.vendors(),
        "form_id": str(uuid4()),
        "decide_address": reverse("adjudicate", args=[view.claim.claim_id]),
        "is_adjudication": True,
    }
    return render(request, "coding/adjudicate.html", context, status=status)


def _compare(
    view: ClaimView, codings: list[ShownDecision], names: RegisterNames
) -> list[ComparedField]:
    """Return the fields that the claim or a coder fills in; who rejects says nothing of them."""
    proposed = fields_of(view.claim)
    rows: list[ComparedField] = []
    for name, before in proposed.items():
        said = [_said(one, name, before) for one in codings]
        if not before and not any(said):
            continue
        told = {value for value in said if value is not None}
        rows.append(
            ComparedField(
                label=FIELD_NAMES[name],
                proposed=names.value(name, before),
                values=tuple(names.value(name, value) for value in said),
                differs=len(told) > 1,
            )
        )
    return rows


def _said(one: ShownDecision, name: str, before: str) -> str | None:
    decision: Any = one.entry.decision
    if decision.action is Action.ACCEPT:
        return before
    if decision.action is Action.RECODE:
        return str(dict(decision.changes).get(name, before))
    return None
