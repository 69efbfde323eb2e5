"""The forms of the right of reply: whom to ask, what was sent, what came back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from sousveil.pipeline.replying import AddressKind, Answer, PartyKind, ReplyState
from sousveil.server.pages.code_names import language_choices

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

_TEXT = "text/plain; charset=utf-8"
STATE_NAMES = {
    ReplyState.ASKED: _("drafted"),
    ReplyState.SENT: _("sent"),
    ReplyState.ANSWERED: _("answered"),
    ReplyState.DECLINED: _("declined to answer"),
    ReplyState.NO_ANSWER: _("no answer"),
}
KIND_NAMES = {PartyKind.VENDOR: _("vendor"), PartyKind.AUTHORITY: _("ministry or other authority")}
ADDRESS_NAMES = {
    AddressKind.PRESS_OFFICE: _("press office"),
    AddressKind.GENERAL_EMAIL: _("general e-mail address"),
    AddressKind.WEB_FORM: _("form on its site"),
    AddressKind.POST: _("post"),
}


def _day_field(label: Any, *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


class AskForm(forms.Form):
    """Whom to ask, about which claims, until when."""

    kind = forms.ChoiceField(
        label=_("Who is asked"), choices=[(k.value, n) for k, n in KIND_NAMES.items()]
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("A company or a public body, never a person."),
        widget=forms.TextInput(attrs={"dir": "auto", "list": "vendors", "autocomplete": "off"}),
    )
    claim_ids = forms.CharField(
        label=_("Claims, one in a line"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr", "spellcheck": "false"}),
    )
    due_date = _day_field(_("Answer wanted by"))
    is_institution = forms.BooleanField(
        label=_("This is an institution, not a private person."), label_suffix=""
    )

    def claims(self) -> list[str]:
        """Return the ids, each once, in their order."""
        return list(dict.fromkeys(re.split(r"[\s,;]+", self.cleaned_data["claim_ids"].strip())))


class SentForm(forms.Form):
    """What was sent, when, and to what sort of address."""

    text = forms.CharField(
        label=_("Text as it was sent"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 16, "dir": "auto"}),
    )
    address_kind = forms.ChoiceField(
        label=_("Sent to"), choices=[(k.value, n) for k, n in ADDRESS_NAMES.items()]
    )
    sent_date = _day_field(_("Sent on"), required=True)
    due_date = _day_field(_("Answer wanted by"))


class AnsweredForm(forms.Form):
    """The answer, as a text or as a file."""

    text = forms.CharField(
        label=_("Answer, word for word"),
        max_length=100_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )
    file = forms.FileField(label=_("Or the file that came"), required=False)
    received_date = _day_field(_("Received on"), required=True)
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", "—"), *language_choices()]
        cast("forms.ChoiceField", self.fields["language"]).choices = offered

    def clean(self) -> dict[str, Any]:
        """Make sure that there is a text or a file, and not both."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and bool(said.get("text")) == bool(said.get("file")):
            raise forms.ValidationError(_("Give the text of the answer or its file, one of them."))
        return said

    def as_answer(self) -> Answer:
        """Return the answer as it is kept."""
        said = self.cleaned_data
        file: UploadedFile | None = said["file"]
        text: str = said["text"].replace("\r\n", "\n")
        return Answer(
            data=file.read() if file is not None else text.encode(),
            received_date=said["received_date"].isoformat(),
            media_type=_media_type(file) if file is not None else _TEXT,
            language=said["language"] or None,
        )


class SilenceForm(forms.Form):
    """That no answer comes, and why where that was said."""

    state = forms.ChoiceField(
        label=_("What happened"),
        choices=[(s.value, STATE_NAMES[s]) for s in (ReplyState.NO_ANSWER, ReplyState.DECLINED)],
    )
    date = _day_field(_("On"))
    reason = forms.CharField(
        label=_("Reason, if one was given"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


def _media_type(file: UploadedFile) -> str:
    """Return the type that a browser gave a file, if it is one; pages never show it by its type."""
    said = file.content_type or ""
    is_type = re.fullmatch(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,100}", said)
    return said if is_type else "application/octet-stream"
