"""Audit: who changed what, when and why; one claim as of a date; the whole log as a file."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from attrs import frozen
from django import forms
from django.http import FileResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from sousveil.errors import BadInput
from sousveil.pipeline.auditing import HistoryFilter, HistoryItem, export_log, read_history
from sousveil.pipeline.viewing import view_claim
from sousveil.server.accounts.roles import Role
from sousveil.server.pages.code_names import ACTION_NAMES, STANDING_NAMES
from sousveil.server.pages.event_names import EVENT_NAMES
from sousveil.server.pages.public_fields import name_fields
from sousveil.server.pages.register_names import RegisterNames
from sousveil.server.requests import account_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sousveil.server.requests import WorkRequest

AREA_NAMES = {
    "decision": _("decisions"),
    "claim": _("claims"),
    "submission": _("submissions"),
    "reply": _("right of reply"),
    "account": _("accounts"),
    "edition": _("editions"),
}
_LONGEST_PAYLOAD = 600
_SECRET = frozenset({"token_sha256"})


class FilterForm(forms.Form):
    """What to look for; empty asks for nothing."""

    area = forms.ChoiceField(
        label=_("Changes of"), required=False, choices=[("", _("everything")), *AREA_NAMES.items()]
    )
    actor = forms.CharField(label=_("By whom"), required=False, max_length=200)
    subject = forms.CharField(label=_("Claim or other id"), required=False, max_length=200)
    from_day = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until_day = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def as_filter(self) -> HistoryFilter:
        """Return what is asked for; a day counts from its beginning to its end (UTC)."""
        said = self.cleaned_data
        first, last = said["from_day"], said["until_day"]
        return HistoryFilter(
            area=said["area"] or None,
            actor=said["actor"].strip() or None,
            subject_id=said["subject"].strip() or None,
            from_at=first.isoformat() if first else None,
            # Texts of times compare as times do: the next day without a time is the end of this.
            until=(last + timedelta(days=1)).isoformat() if last else None,
        )


@frozen(kw_only=True)
class _Change:
    item: HistoryItem
    name: str
    said: tuple[tuple[str, str], ...]
    is_on_claim: bool


@require_safe
def show_history(request: WorkRequest) -> HttpResponse:
    """Show decisions and all other changes in one time line."""
    form = FilterForm(request.GET)
    asked = form.as_filter() if form.is_valid() else HistoryFilter()
    number = request.GET.get("page", "1")
    page = read_history(
        request.workbench,
        asked,
        int(number) if number.isdecimal() and len(number) < 10 else 1,
        coder=_blind_as(request),
    )
    context = {
        "form": form,
        "changes": [_change(item) for item in page.items],
        "found": page,
        "may_export": account_of(request).may(Role.ADMINISTRATOR),
        "previous": page.page - 1,
        "next": page.page + 1 if page.page < page.pages else 0,
    }
    return render(request, "history/list.html", context, status=200 if form.is_valid() else 422)


@require_safe
def show_claim_history(request: WorkRequest, claim_id: str) -> HttpResponse:
    """Show what a claim was at the end of a day, or is now."""
    bench, coder = request.workbench, account_of(request).pseudonym
    as_of, problem = request.GET.get("as_of", "").strip(), ""
    try:
        view = view_claim(bench, claim_id, coder, as_of=as_of or None)
    except BadInput:
        problem = str(_("Write a day as 2026-01-31, or a time as 2026-01-31T12:00:00Z."))
        view = view_claim(bench, claim_id, coder)
    verdict = view.verdict
    names = RegisterNames(bench=bench)
    recoded = dict(verdict.changes) if verdict is not None else {}
    context = {
        "view": view,
        "as_of": as_of,
        "problem": problem,
        "standing": STANDING_NAMES[view.standing],
        "verdict": ACTION_NAMES[verdict.action] if verdict is not None else "",
        "facts": name_fields(names, view.claim.as_record() | recoded),
        "decisions": [
            (
                entry,
                ACTION_NAMES[entry.decision.action],
                name_fields(names, dict(entry.decision.changes)),
            )
            for entry in view.decisions
        ],
    }
    return render(request, "history/claim.html", context, status=422 if problem else 200)


@require_safe
def download_log(request: WorkRequest) -> FileResponse:
    """Send the whole log as JSON Lines, verified on the way."""
    with TemporaryDirectory(prefix="sousveil-log-") as folder:
        path = Path(folder) / "log.jsonl"
        export_log(request.workbench.settings, path)
        file = path.open("rb")  # stays readable after the folder is gone; the answer closes it
    name = f"sousveil-log-{request.workbench.clock()[:10]}.jsonl"
    return FileResponse(
        file, as_attachment=True, filename=name, content_type="application/x-ndjson"
    )


def _blind_as(request: WorkRequest) -> str | None:
    """Return as whom the reader must not see others' codings; an administrator has the log."""
    account = account_of(request)
    return None if account.may(Role.ADMINISTRATOR) else account.pseudonym


def _change(item: HistoryItem) -> _Change:
    payload: Any = json.loads(item.payload or "{}")
    pairs = payload.items() if isinstance(payload, dict) else [("", payload)]
    said = tuple((str(key), _plain(value)) for key, value in pairs if key not in _SECRET)
    return _Change(
        item=item,
        name=str(EVENT_NAMES.get(item.kind, item.kind)),
        said=said,
        is_on_claim=item.subject_id.startswith("clm_"),
    )


def _plain(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_PAYLOAD else f"{text[:_LONGEST_PAYLOAD]}…"
