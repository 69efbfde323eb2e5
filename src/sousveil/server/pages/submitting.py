"""What the public sends in: a form without an account, and a private page of where it stands."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django import forms
from django.core import signing
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from sousveil.errors import BadInput, NotFound
from sousveil.pipeline.submitting import SubmissionForm, SubmissionState, read_submission, submit
from sousveil.pipeline.viewing import view_claim
from sousveil.server.accounts.throttling import client_address
from sousveil.server.failures import refuse
from sousveil.server.intake.throttle import Answer, take_slot
from sousveil.server.pages.public_fields import PublicFieldsForm, name_fields
from sousveil.server.pages.register_names import RegisterNames

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sousveil.pipeline.viewing import ClaimView
    from sousveil.pipeline.workbench import Workbench
    from sousveil.server.requests import WorkRequest

LEAST_SECONDS = 3
"""A person takes longer than this to fill in the form; a program mostly does not."""
_MOST_SECONDS = 24 * 3600
_SALT = "sousveil.submit"


class SubmitForm(PublicFieldsForm):
    """A claim that somebody misses, or what is wrong with one that is published."""

    evidence_url = forms.URLField(
        label=_("Address of a page that says so"),
        max_length=2000,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"}),
    )
    quote = forms.CharField(
        label=_("The words of the page, if you can"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    comment = forms.CharField(
        label=_("Note"),
        max_length=5000,
        required=False,
        help_text=_("Leave out names of private persons, your own among them."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)
    stamp = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, bench: Workbench, claim_id: str | None, *args: Any) -> None:
        super().__init__(RegisterNames(bench=bench), *args)
        self.claim_id = claim_id
        if claim_id is None:
            self.fields["country_iso3"].required = True
            self.fields["evidence_url"].required = True
        else:
            self.fields["comment"].required = True
            self.fields["comment"].label = _("What is wrong with it?")
            self.order_fields(["comment", "evidence_url", "quote"])

    def clean_website(self) -> str:
        """Refuse what fills in a field that people do not see."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This looks like a program. Send the form as it came."))
        return ""

    def clean_stamp(self) -> str:
        """Refuse a form that was not ours, that is too old, or that was sent at once."""
        try:
            told = signing.loads(self.cleaned_data["stamp"], salt=_SALT)
        except signing.BadSignature as error:
            raise forms.ValidationError(_("Reload the page and send the form again.")) from error
        seconds = timezone.now().timestamp() - told["at"]
        if seconds < LEAST_SECONDS:
            raise forms.ValidationError(_("That was very quick. Wait a moment and send it again."))
        if seconds > _MOST_SECONDS:
            raise forms.ValidationError(_("Reload the page and send the form again."))
        return str(told["key"])

    def as_submission(self) -> SubmissionForm:
        """Return what is sent in."""
        said = {
            name: self.cleaned_data[name].replace("\r\n", "\n").strip() or None
            for name in ("evidence_url", "quote", "comment")
        }
        return SubmissionForm(fields=self.said(), claim_id=self.claim_id, **said)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("token")
def send_submission(request: WorkRequest, claim_id: str | None = None) -> HttpResponse:
    """Take in a claim, or a correction of one; show the private link once."""
    bench = request.workbench
    published = _published(bench, claim_id)
    if claim_id is not None and published is None:
        raise NotFound("no such published claim", where=claim_id)
    if request.method != "POST":
        return _ask(request, SubmitForm(bench, claim_id), published)
    form = SubmitForm(bench, claim_id, request.POST)
    if not form.is_valid():
        return _ask(request, form, published, status=422)
    answer = take_slot(client_address(request), form.cleaned_data["stamp"])
    if answer is Answer.WAIT:
        return refuse(request, 429)
    if answer is Answer.SENT_BEFORE:
        return render(request, "submissions/sent_before.html", status=409)
    try:
        _submission_id, token = submit(bench, form.as_submission())
    except BadInput as error:
        form.add_error(None, error.what)
        return _ask(request, form, published, status=422)
    link = request.build_absolute_uri(reverse("submission-status", args=[token]))
    return _keep_private(render(request, "submissions/received.html", {"link": link}))


@require_safe
@sensitive_variables("token")
def show_status(request: WorkRequest, token: str) -> HttpResponse:
    """Show the sender where a submission stands; whoever has the link is the sender."""
    bench = request.workbench
    try:
        submission = read_submission(bench, token)
    except NotFound:
        return _keep_private(refuse(request, 404))
    claim = None
    if submission.accepted_as is not None:
        claim = view_claim(bench, submission.accepted_as, None)
    context = {
        "submission": submission,
        "is_open": submission.state is SubmissionState.RECEIVED,
        "is_closed": submission.state is SubmissionState.CLOSED,
        "is_correction": submission.form.claim_id is not None,
        "facts": name_fields(RegisterNames(bench=bench), submission.form.fields),
        "verdict": claim.verdict if claim is not None else None,
    }
    return _keep_private(render(request, "submissions/status.html", context))


def _ask(
    request: WorkRequest, form: SubmitForm, published: ClaimView | None, *, status: int = 200
) -> HttpResponse:
    """Show the form, each time with a new stamp."""
    stamp = {"at": timezone.now().timestamp(), "key": secrets.token_urlsafe(16)}
    form.fields["website"].widget.attrs |= {"autocomplete": "off"}
    said = published.claim.as_record() if published is not None else {}
    context = {
        "form": form,
        "stamp": signing.dumps(stamp, salt=_SALT),
        "published": published,
        "facts": name_fields(RegisterNames(bench=request.workbench), said),
    }
    answer = render(request, "submissions/send.html", context, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _published(bench: Workbench, claim_id: str | None) -> ClaimView | None:
    """Return a claim that anyone may see: one that was accepted."""
    if claim_id is None:
        return None
    view = view_claim(bench, claim_id, None)
    return view if view.verdict is not None and view.verdict.is_accepted else None


def _keep_private(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
