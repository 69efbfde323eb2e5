"""Submissions as coders work on them: list, read, collect the page, close, or make a claim."""

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
from django.views.decorators.http import require_POST, require_safe

from sousveil.errors import BadInput, NotFound
from sousveil.model.source import SourceKind
from sousveil.pipeline.submitted_evidence import (
    find_documents,
    send_to_collect,
    was_sent_to_collect,
)
from sousveil.pipeline.submitting import (
    Selection,
    Submission,
    SubmissionState,
    accept_submission,
    answer_submission,
    close_submission,
    get_submission,
    list_submissions,
)
from sousveil.server.pages.claim_fields import ClaimFieldsForm
from sousveil.server.pages.code_names import FIELD_NAMES, SOURCE_KIND_NAMES
from sousveil.server.pages.locating import locate_quote
from sousveil.server.pages.public_fields import name_fields
from sousveil.server.pages.register_names import RegisterNames
from sousveil.server.requests import account_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sousveil.server.requests import WorkRequest

PER_PAGE = 50
STATE_NAMES = {
    SubmissionState.RECEIVED: _("received"),
    SubmissionState.ACCEPTED: _("accepted"),
    SubmissionState.CLOSED: _("closed"),
}


class AcceptForm(ClaimFieldsForm):
    """What a coder who read the source makes of a submission."""

    def __init__(self, names: RegisterNames, *args: Any, **kwargs: Any) -> None:
        super().__init__(names, *args, **kwargs)
        self.names = names

    document = forms.CharField(max_length=100, widget=forms.HiddenInput)
    quote = forms.CharField(
        label=_("Quote: the words of the document, to the letter"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )

    def selection(self) -> Selection | None:
        """Return where the quote stands; None, and an error, where it does not stand once."""
        bench = self.names.bench
        document = bench.documents.get(self.cleaned_data["document"])
        if document is None:
            self.add_error(None, _("There is no such document."))
            return None
        place = locate_quote(document.reading.text, self.cleaned_data["quote"])
        if place.count == 1:
            return Selection(document_id=document.document_id, start=place.start, end=place.end)
        if place.count == 0:
            self.add_error("quote", _("These words do not stand in the document."))
        else:
            self.add_error("quote", _("These words stand there several times. Take more of them."))
        return None


class CloseForm(forms.Form):
    """Why no claim comes of a submission."""

    reason = forms.CharField(
        label=_("Reason, in words for the sender"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class AnswerForm(forms.Form):
    """Which claim of ours answers a submission, and how."""

    claim_id = forms.CharField(
        label=_("Claim"), max_length=100, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    answer = forms.CharField(
        label=_("Answer, in words for the sender"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class CollectForm(forms.Form):
    """What kind of source the page is."""

    source_kind = forms.ChoiceField(
        label=_("Kind of source"),
        choices=[(kind.value, name) for kind, name in SOURCE_KIND_NAMES.items()],
    )


@frozen(kw_only=True)
class _Listed:
    submission: Submission
    state_name: object
    facts: list[tuple[str, str]]


@require_safe
def show_submissions(request: WorkRequest) -> HttpResponse:
    """List submissions, those that wait unless others are asked for."""
    asked = request.GET.get("state", SubmissionState.RECEIVED.value)
    if asked not in {*SubmissionState, "all"}:
        raise BadRequest
    state = None if asked == "all" else SubmissionState(asked)
    found = list_submissions(request.workbench, state)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    names = RegisterNames(bench=request.workbench)
    context = {
        "page": page,
        "listed": [_list(names, one) for one in page],
        "asked": asked,
        "states": [(code.value, name) for code, name in STATE_NAMES.items()],
    }
    return render(request, "submissions/list.html", context)


@require_safe
def show_submission(request: WorkRequest, submission_id: str) -> HttpResponse:
    """Show one submission with all that can be done about it."""
    return _render(request, get_submission(request.workbench, submission_id))


@require_POST
def accept(request: WorkRequest, submission_id: str) -> HttpResponse:
    """Make a claim of a submission, on words of a document."""
    bench = request.workbench
    form = AcceptForm(RegisterNames(bench=bench), request.POST)
    submission = get_submission(bench, submission_id)
    submission.require_open()
    selection = form.selection() if form.is_valid() else None
    if selection is None:
        return _render(request, submission, accept=form, status=422)
    fields = {name: form.cleaned_data[name] for name in FIELD_NAMES}
    try:
        accept_submission(bench, submission_id, selection, fields, account_of(request).pseudonym)
    except BadInput as error:
        form.add_error(None, error.what)
        return _render(request, submission, accept=form, status=422)
    return _back(submission_id)


@require_POST
def close(request: WorkRequest, submission_id: str) -> HttpResponse:
    """Close a submission with a reason that its sender reads."""
    form = CloseForm(request.POST)
    if not form.is_valid():
        submission = get_submission(request.workbench, submission_id)
        return _render(request, submission, close=form, status=422)
    reason = form.cleaned_data["reason"]
    close_submission(request.workbench, submission_id, reason, account_of(request).pseudonym)
    return _back(submission_id)


@require_POST
def answer(request: WorkRequest, submission_id: str) -> HttpResponse:
    """Answer a submission by a claim that is there, such as the one that it corrects."""
    form = AnswerForm(request.POST)
    submission = get_submission(request.workbench, submission_id)
    if not form.is_valid():
        return _render(request, submission, answer=form, status=422)
    said = form.cleaned_data
    actor = account_of(request).pseudonym
    try:
        answer_submission(
            request.workbench, submission_id, said["claim_id"].strip(), said["answer"], actor
        )
    except NotFound:
        form.add_error("claim_id", _("There is no such claim."))
        return _render(request, submission, answer=form, status=422)
    return _back(submission_id)


@require_POST
def collect(request: WorkRequest, submission_id: str) -> HttpResponse:
    """Have the page of a submission collected next time."""
    form = CollectForm(request.POST)
    submission = get_submission(request.workbench, submission_id)
    if not form.is_valid() or not submission.form.evidence_url:
        raise BadRequest
    kind = SourceKind(form.cleaned_data["source_kind"])
    send_to_collect(request.workbench, submission_id, kind, account_of(request).pseudonym)
    return _back(submission_id)


def _back(submission_id: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("submission", args=[submission_id]))


def _list(names: RegisterNames, submission: Submission) -> _Listed:
    return _Listed(
        submission=submission,
        state_name=STATE_NAMES[submission.state],
        facts=name_fields(names, submission.form.fields),
    )


def _render(
    request: WorkRequest, submission: Submission, *, status: int = 200, **forms_sent: Any
) -> HttpResponse:
    bench, said = request.workbench, submission.form
    names = RegisterNames(bench=bench)
    accept_form = forms_sent.get("accept")
    named = accept_form.data.get("document") if accept_form else request.GET.get("document")
    document = bench.documents.get(named.strip()) if named else None
    if document is not None and accept_form is None:
        first = {"document": document.document_id, "quote": said.quote or ""}
        accept_form = AcceptForm(names, initial=dict(said.fields) | first)
    context = {
        "submission": submission,
        "is_open": submission.state is SubmissionState.RECEIVED,
        "state_name": STATE_NAMES[submission.state],
        "facts": name_fields(names, said.fields),
        "documents": find_documents(bench, said.evidence_url) if said.evidence_url else (),
        "document": document,
        "named": named or "",
        "is_unknown": bool(named) and document is None,
        "is_collected": was_sent_to_collect(bench, submission.submission_id),
        "accept": accept_form,
        "close": forms_sent.get("close") or CloseForm(),
        "answer": forms_sent.get("answer") or AnswerForm(initial={"claim_id": said.claim_id}),
        "collect": CollectForm(),
    }
    return render(request, "submissions/one.html", context, status=status)
