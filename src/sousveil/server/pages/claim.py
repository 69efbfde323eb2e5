"""One claim, and a coder's decision on it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from attrs import evolve
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sousveil.decisions.drawing import is_drawn
from sousveil.decisions.verdicts import Standing
from sousveil.errors import BadInput, Conflict, NotAllowed
from sousveil.model.decision import Action
from sousveil.pipeline.coding import Coding, decide, decide_cluster, undo
from sousveil.pipeline.queueing import lock_claim, release_claim
from sousveil.pipeline.viewing import view_claim
from sousveil.server.accounts.roles import Role
from sousveil.server.pages.claim_facts import describe_claim
from sousveil.server.pages.claim_fields import ClaimFieldsForm
from sousveil.server.pages.deciding import SentDecision, read_decision, read_head
from sousveil.server.pages.outcomes import explain_conflict, tell_recorded
from sousveil.server.pages.queue_filter import filter_query
from sousveil.server.pages.reasons import REASONS, read_reason
from sousveil.server.pages.register_names import RegisterNames
from sousveil.server.requests import account_of

if TYPE_CHECKING:
    from sousveil.pipeline.viewing import ClaimView
    from sousveil.server.pages.claim_facts import ShownDecision
    from sousveil.server.requests import WorkRequest

NOW, AGAIN, NOT_NOW = "now", "again", ""


@require_safe
def show_claim(request: WorkRequest, claim_id: str) -> HttpResponse:
    """Show a claim as this account may see it, now or as of a date."""
    coder = account_of(request).pseudonym
    as_of = request.GET.get("as_of") or None
    view = view_claim(request.workbench, claim_id, coder, as_of=as_of)
    return _render_claim(request, view)


@require_POST
def decide_claim(request: WorkRequest, claim_id: str) -> HttpResponse:
    """Store a decision, and show what was recorded; else say what is wrong and what to do."""
    coder = account_of(request).pseudonym
    view = view_claim(request.workbench, claim_id, coder)
    sent = read_decision(request, view.claim)
    if sent.coding is None:
        return _render_claim(request, view, sent=sent, status=422)
    try:
        recorded = _store(request, view, sent.coding)
    except (Conflict, NotAllowed) as error:
        now = view_claim(request.workbench, claim_id, coder)
        conflict = explain_conflict(error, now, coder, read_head(request))
        return _render_claim(request, now, sent=evolve(sent, problem=conflict), status=409)
    except BadInput as error:
        return _render_claim(request, view, sent=evolve(sent, problem=error.what), status=422)
    return _to_claim(request, claim_id, recorded)


@require_POST
def undo_decision(request: WorkRequest, claim_id: str) -> HttpResponse:
    """Take back this coder's last decision, by another one."""
    coder = account_of(request).pseudonym
    reason = read_reason(request.POST, Action.WITHDRAW)
    problem, status = ("", 200) if reason else (_("Say why you take it back."), 422)
    if reason:
        try:
            undo(request.workbench, claim_id, coder, reason)
        except Conflict as error:
            now = view_claim(request.workbench, claim_id, coder)
            problem, status = explain_conflict(error, now, coder, now.head), 409
    if problem:
        view = view_claim(request.workbench, claim_id, coder)
        sent = SentDecision(action=Action.WITHDRAW, problem=problem)
        return _render_claim(request, view, sent=sent, status=status)
    return _to_claim(request, claim_id, {"undone": "1"})


@require_POST
def hold_claim(request: WorkRequest, claim_id: str) -> HttpResponse:
    """Take a claim into this coder's hands, or hold it longer; the page's script asks for it."""
    coder = account_of(request).pseudonym
    try:
        lock = lock_claim(request.workbench, claim_id, coder)
    except Conflict as error:
        view = view_claim(request.workbench, claim_id, coder)
        return JsonResponse(
            {"message": explain_conflict(error, view, coder, view.head)}, status=409
        )
    return JsonResponse({"expires_at": lock.expires_at})


@require_POST
def leave_claim(request: WorkRequest, claim_id: str) -> HttpResponse:
    """Give a claim back, and return to the queue."""
    release_claim(request.workbench, claim_id, account_of(request).pseudonym)
    if request.POST.get("quietly"):
        return HttpResponse(status=204)
    query = filter_query(request)
    return HttpResponseRedirect(f"{reverse('queue')}?{query}" if query else reverse("queue"))


def _store(request: WorkRequest, view: ClaimView, coding: Coding) -> dict[str, str]:
    """Store a decision on the claim, or on all of its cluster; return what to tell of it."""
    coder, head = account_of(request).pseudonym, read_head(request)
    claim_id, bench = view.claim.claim_id, request.workbench
    key = request.POST.get("form_id") or None
    if not request.POST.get("cluster"):
        entry = decide(bench, claim_id, coding, coder, expected_head=head, idempotency_key=key)
        return {"recorded": str(entry.number)}
    outcome = decide_cluster(
        bench, claim_id, coding, coder, expected_head=head, idempotency_key=key
    )
    told = {"recorded": str(outcome.entries[0].number), "alike": str(len(outcome.entries) - 1)}
    return told | {"left": str(len(outcome.left))}


def _to_claim(request: WorkRequest, claim_id: str, told: dict[str, str]) -> HttpResponse:
    query = QueryDict(filter_query(request), mutable=True)
    query.update(told)
    return HttpResponseRedirect(f"{reverse('claim', args=[claim_id])}?{query.urlencode()}")


def _render_claim(
    request: WorkRequest, view: ClaimView, *, sent: SentDecision | None = None, status: int = 200
) -> HttpResponse:
    account = account_of(request)
    names = RegisterNames(bench=request.workbench)
    context = describe_claim(view, names, account.pseudonym)
    own: ShownDecision | None = context["own"]
    fields = sent.fields if sent is not None else None
    context |= {
        "sent": sent,
        "fields": fields or ClaimFieldsForm.of_claim(names, view.claim),
        "reasons": {action.value: choices for action, choices in REASONS.items()},
        "vendors": names.vendors(),
        "form_id": str(uuid4()),
        "query": filter_query(request),
        "decide_address": reverse("decide", args=[view.claim.claim_id]),
        "is_coder": account.may(Role.CODER),
        "turn": _turn(request, view, own) if account.may(Role.CODER) else NOT_NOW,
        "may_adjudicate": account.may(Role.ADJUDICATOR),
        "message": tell_recorded(request.GET, own.entry.number if own else None)
        if not sent
        else "",
    }
    return render(request, "coding/claim.html", context, status=status)


def _turn(request: WorkRequest, view: ClaimView, own: ShownDecision | None) -> str:
    """Say whether it is this coder's turn to decide: now, again if they want to, or not."""
    coder = account_of(request).pseudonym
    if view.as_of is not None or (view.lock is not None and view.lock.coder != coder):
        return NOT_NOW
    if own is not None:
        return AGAIN
    if view.standing in {Standing.OPEN, Standing.AWAITING_SECOND}:
        return NOW
    for_two = is_drawn(view.claim.claim_id, request.workbench.double_coding.share)
    return AGAIN if view.standing is Standing.DECIDED and not for_two else NOT_NOW
