"""Right of reply: whom to ask about which claims, what was sent, and what came back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen
from django import forms
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sousveil.errors import BadInput, NotFound
from sousveil.pipeline.replying import (
    AddressKind,
    Party,
    PartyKind,
    ReplyRequest,
    ReplyState,
    ask_for_reply,
    get_reply,
    list_replies,
    mark_sent,
    record_reply,
    record_silence,
)
from sousveil.server.catalogues import LANGUAGES
from sousveil.server.pages.reply_forms import (
    ADDRESS_NAMES,
    KIND_NAMES,
    STATE_NAMES,
    AnsweredForm,
    AskForm,
    SentForm,
    SilenceForm,
)
from sousveil.server.pages.reply_wording import draft_in
from sousveil.server.requests import account_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sousveil.server.requests import WorkRequest

PER_PAGE = 50


@frozen(kw_only=True)
class _Listed:
    request: ReplyRequest
    state_name: object
    kind_name: object
    is_due: bool


@require_safe
def show_replies(request: WorkRequest) -> HttpResponse:
    """List the requests for a reply, what is due first."""
    asked = request.GET.get("state", "all")
    if asked not in {*ReplyState, "all", "due"}:
        raise BadRequest
    today = request.workbench.clock()[:10]
    state = ReplyState(asked) if asked in set(ReplyState) else None
    found = [_list(one, today) for one in list_replies(request.workbench, state)]
    if asked == "due":
        found = [one for one in found if one.is_due]
    found.sort(key=lambda one: (not one.is_due, one.request.due_date or "9999"))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    states = [("due", _("overdue")), *((code.value, name) for code, name in STATE_NAMES.items())]
    context = {"page": page, "asked": asked, "states": states}
    return render(request, "replies/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: WorkRequest) -> HttpResponse:
    """Draft a request to a party about some claims."""
    bench = request.workbench
    first = {"claim_ids": request.GET.get("claim", "")}
    form = AskForm(request.POST) if request.method == "POST" else AskForm(initial=first)
    if form.is_valid():
        said = form.cleaned_data
        match = bench.vendors.find(said["name"]) if said["kind"] == PartyKind.VENDOR else None
        party = Party(
            kind=PartyKind(said["kind"]),
            name=match.vendor.name if match is not None else said["name"].strip(),
            vendor_id=match.vendor.vendor_id if match is not None else None,
        )
        due = said["due_date"].isoformat() if said["due_date"] else None
        try:
            actor = account_of(request).pseudonym
            made = ask_for_reply(bench, party, form.claims(), actor, due_date=due)
        except NotFound as error:
            message = _("There is no claim %(claim_id)s.")
            form.add_error(
                "claim_ids", forms.ValidationError(message, params={"claim_id": error.where})
            )
        else:
            return _back(made.request_id)
    names = sorted(vendor.name for vendor in bench.vendors)
    status = 422 if form.is_bound else 200
    return render(request, "replies/ask.html", {"form": form, "vendors": names}, status=status)


@require_safe
def show_reply(request: WorkRequest, request_id: str) -> HttpResponse:
    """Show one request and what can be recorded of it."""
    return _render(request, get_reply(request.workbench, request_id))


@require_POST
def record_sent(request: WorkRequest, request_id: str) -> HttpResponse:
    """Record that a request went out."""
    form = SentForm(request.POST)
    if not form.is_valid():
        return _render(request, get_reply(request.workbench, request_id), sent=form)
    said = form.cleaned_data
    mark_sent(
        request.workbench,
        request_id,
        said["text"].replace("\r\n", "\n"),
        account_of(request).pseudonym,
        sent_date=said["sent_date"].isoformat(),
        due_date=said["due_date"].isoformat() if said["due_date"] else None,
        address_kind=AddressKind(said["address_kind"]),
    )
    return _back(request_id)


@require_POST
def record_answer(request: WorkRequest, request_id: str) -> HttpResponse:
    """Keep an answer as a source with its snapshot."""
    form = AnsweredForm(request.POST, request.FILES)
    asked = get_reply(request.workbench, request_id)
    if not form.is_valid():
        return _render(request, asked, answered=form)
    try:
        actor = account_of(request).pseudonym
        record_reply(request.workbench, request_id, form.as_answer(), actor)
    except BadInput as error:
        form.add_error(None, error.what)
        return _render(request, asked, answered=form)
    return _back(request_id)


@require_POST
def record_no_answer(request: WorkRequest, request_id: str) -> HttpResponse:
    """Record that a party declined, or kept silent."""
    form = SilenceForm(request.POST)
    if not form.is_valid():
        return _render(request, get_reply(request.workbench, request_id), silence=form)
    said = form.cleaned_data
    record_silence(
        request.workbench,
        request_id,
        ReplyState(said["state"]),
        account_of(request).pseudonym,
        reason=said["reason"] or None,
        date=said["date"].isoformat() if said["date"] else None,
    )
    return _back(request_id)


def _back(request_id: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("reply", args=[request_id]))


def _list(one: ReplyRequest, today: str) -> _Listed:
    return _Listed(
        request=one,
        state_name=STATE_NAMES[one.state],
        kind_name=KIND_NAMES[one.party.kind],
        is_due=one.state is ReplyState.SENT and (one.due_date or today) < today,
    )


def _render(request: WorkRequest, asked: ReplyRequest, **sent: Any) -> HttpResponse:
    today = request.workbench.clock()[:10]
    language = request.GET.get("language", "")
    is_other = asked.state is ReplyState.ASKED and language in dict(LANGUAGES)
    text = draft_in(language, request.workbench, asked) if is_other else asked.text
    first_sent = {"text": text, "sent_date": today, "due_date": asked.due_date}
    context = {
        "draft_languages": LANGUAGES,
        "draft_language": language if is_other else "en",
        "one": _list(asked, today),
        "asked": asked,
        "address_name": ADDRESS_NAMES[asked.address_kind] if asked.address_kind else "",
        "is_draft": asked.state is ReplyState.ASKED,
        "may_be_silent": asked.state in {ReplyState.SENT, ReplyState.NO_ANSWER},
        "sent": sent.get("sent") or SentForm(initial=first_sent),
        "answered": sent.get("answered") or AnsweredForm(initial={"received_date": today}),
        "silence": sent.get("silence") or SilenceForm(initial={"date": today}),
    }
    return render(request, "replies/one.html", context, status=422 if sent else 200)
